"""The simple (Elman) recurrent network, h_t = tanh(x_t Uᵀ + h_{t-1} Wᵀ + b).

``params`` holds U (H, D), W (H, H) and b (H,). Source: Goodfellow, Bengio & Courville 2016, section 10.2.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from quizrnn.errors import QuizrnnError
from quizrnn.reference.arrays import Array, Params, project, time_major, weight_gradient
from quizrnn.text import both


class RNNCellCache(NamedTuple):
    """What one step keeps for its backward pass."""

    x: Array
    """(N, D)."""
    h_prev: Array
    """(N, H)."""
    h: Array
    """(N, H)."""
    params: Params


class RNNCache(NamedTuple):
    """What a sequence keeps for its backward pass, time-major."""

    x: Array
    """(T, N, D)."""
    h: Array
    """(T+1, N, H): h[0] is the initial state, h[t+1] the state after step t."""
    params: Params


def rnn_cell_forward(x_t: Array, h_prev: Array, params: Params) -> tuple[Array, RNNCellCache]:
    """One step (Goodfellow et al. 2016, eqs. 10.8, 10.9).

    Args:
        x_t: (N, D).
        h_prev: (N, H).

    Returns:
        h_t (N, H) and the cache.
    """
    a = x_t @ params["U"].T + h_prev @ params["W"].T + params["b"]  # (N, H)
    h = np.tanh(a)  # (N, H)
    return h, RNNCellCache(x_t, h_prev, h, params)


def rnn_cell_backward(dh_t: Array, cache: RNNCellCache) -> dict[str, Array]:
    """Gradients of one step, given the whole gradient dh_t (N, H) (Goodfellow et al. 2016, eqs. 10.21–10.28).

    Returns:
        dx_t (N, D), dh_prev (N, H), dU (H, D), dW (H, H), db (H,).
    """
    x, h_prev, h, params = cache
    da = dh_t * (1 - h**2)  # (N, H)
    return {
        "dx_t": da @ params["U"],  # (N, D)
        "dh_prev": da @ params["W"],  # (N, H)
        "dU": da.T @ x,  # (H, D)
        "dW": da.T @ h_prev,  # (H, H)
        "db": da.sum(axis=0),  # (H,)
    }


def rnn_forward(x: Array, h0: Array, params: Params) -> tuple[Array, RNNCache]:
    """A sequence (Goodfellow et al. 2016, eqs. 10.8, 10.9); the inputs of all steps meet U in one product.

    Args:
        x: (N, T, D).
        h0: (N, H).

    Returns:
        hs (N, T, H) and the cache.
    """
    U, W, b = params["U"], params["W"], params["b"]
    x = time_major(x)  # (T, N, D)
    a = project(x, U) + b  # (T, N, H)
    h = np.empty((len(x) + 1, *h0.shape), np.result_type(a, h0, W))  # (T+1, N, H)
    h[0] = h0
    for t in range(len(x)):
        h[t + 1] = np.tanh(a[t] + h[t] @ W.T)  # (N, H)
    return time_major(h[1:]), RNNCache(x, h, params)


def rnn_backward(dhs: Array, cache: RNNCache) -> dict[str, Array]:
    """Backpropagation through time (Goodfellow et al. 2016, eqs. 10.21–10.28).

    Args:
        dhs: (N, T, H), the gradient that reaches each h_t from its own step's loss.

    Returns:
        dx (N, T, D), dh0 (N, H), dU (H, D), dW (H, H), db (H,).
    """
    x, h, params = cache
    W = params["W"]  # (H, H)
    local = 1 - h[1:] ** 2  # (T, N, H)
    da = time_major(dhs) * local  # (T, N, H), so far without the carry
    dh_next = np.zeros(h.shape[1:])  # (N, H)
    for t in reversed(range(len(x))):
        da[t] += dh_next * local[t]
        dh_next = da[t] @ W  # (N, H)
    return _parameter_gradients(da, cache) | {"dh0": dh_next}


def rnn_backward_truncated(dhs: Array, cache: RNNCache, window: int) -> dict[str, Array]:
    """Truncated backpropagation through time with a window that slides with the loss.

    The loss at step t reaches back through the steps t, t-1, …, t-window+1 and no further, so the largest lag
    that receives gradient is window-1. Every step that is reached passes gradient to all that it reads: its
    input, the weights and, at the first step, h0. Hence window = 1 is each step's gradient by itself, and
    window ≥ T is the full :func:`rnn_backward`. (Williams & Peng 1990: BPTT(h) with h = window, for losses at
    every step.) The loop runs over lags, each for all steps at once.

    Args:
        dhs: (N, T, H).
        window: How many steps a loss reaches, its own counted.

    Returns:
        The same keys and shapes as :func:`rnn_backward`.

    Raises:
        QuizrnnError: ``window`` is less than 1.
    """
    if window < 1:
        raise QuizrnnError(both(f"window must be at least 1, not {window}", f"窗口至少为 1，而不是 {window}"))
    x, h, params = cache
    W = params["W"]  # (H, H)
    local = 1 - h[1:] ** 2  # (T, N, H)
    da_lag = time_major(dhs) * local  # (T, N, H): da_lag[k] is ∂L_{k+lag}/∂a_k, here for lag 0
    da = da_lag.copy()  # (T, N, H): summed over lags
    for lag in range(1, min(window, len(x))):
        da_lag = project(da_lag[1:], W.T) * local[:-lag]  # (T-lag, N, H): one step further back
        da[:-lag] += da_lag
    return _parameter_gradients(da, cache) | {"dh0": da[0] @ W}


def gradient_norms(x: Array, h0: Array, params: Params) -> Array:
    """Spectral norms of the state Jacobians ∂h_T/∂h_t for t = 1…T of a single sequence.

    ∂h_T/∂h_t = ∏_{k=T…t+1} diag(1 - h_k²) W (Pascanu et al. 2013, eq. 5); the last norm, of ∂h_T/∂h_T, is 1.

    Args:
        x: (1, T, D).
        h0: (1, H).

    Returns:
        norms (T,).

    Raises:
        QuizrnnError: The batch holds more than one sequence.
    """
    if len(x) != 1:
        raise QuizrnnError(
            both("gradient norms are those of one sequence: N = 1", "梯度范数只针对单条序列:N = 1")
        )
    hs, _ = rnn_forward(x, h0, params)  # (1, T, H)
    T, H = hs.shape[1:]
    norms = np.empty(T)
    J = np.eye(H)  # (H, H): ∂h_T/∂h_t
    for t in reversed(range(T)):
        norms[t] = np.linalg.norm(J, ord=2)
        J = J * (1 - hs[0, t] ** 2) @ params["W"]  # (H, H): times diag(1 - h_t²) W
    return norms


def _parameter_gradients(da: Array, cache: RNNCache) -> dict[str, Array]:
    """Turn the gradients of all pre-activations, da (T, N, H), into those of x, U, W and b."""
    x, h, params = cache
    return {
        "dx": time_major(project(da, params["U"].T)),  # (N, T, D)
        "dU": weight_gradient(da, x),  # (H, D)
        "dW": weight_gradient(da, h[:-1]),  # (H, H)
        "db": da.sum(axis=(0, 1)),  # (H,)
    }
