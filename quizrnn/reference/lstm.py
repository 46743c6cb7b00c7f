"""The LSTM with forget gate and without peepholes.

Gates act on hx = [h_{t-1}, x_t]; ``params`` holds W_f, W_i, W_c, W_o (H, H+D) and b_f, b_i, b_c, b_o (H,).
Sources: Hochreiter & Schmidhuber 1997; Gers, Schmidhuber & Cummins 2000 (forget gate); equation numbers of
Goodfellow, Bengio & Courville 2016, section 10.10.1.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from quizrnn.reference.activations import sigmoid
from quizrnn.reference.arrays import (
    Array,
    Params,
    gate_gradients,
    project,
    stack_gates,
    time_major,
    weight_gradient,
)

PACKED: Final = ("o", "f", "i", "c")
"""Order of the gates inside a sequence: the three sigmoids side by side, and the three that see dc."""

GATES: Final = ("f", "i", "c", "o")
"""Order in which gradients are returned."""


class LSTMCellCache(NamedTuple):
    """What one step keeps for its backward pass; states and gates are (N, H)."""

    hx: Array
    """(N, H+D)."""
    c_prev: Array
    f: Array
    i: Array
    g: Array
    o: Array
    tau: Array
    """tanh(c)."""
    params: Params


class LSTMCache(NamedTuple):
    """What a sequence keeps for its backward pass, time-major."""

    x: Array
    """(T, N, D)."""
    h: Array
    """(T+1, N, H): h[0] is the initial state, h[t+1] the state after step t."""
    c: Array
    """(T+1, N, H), likewise."""
    gates: Array
    """(T, N, 4, H): o, f, i, g after their activations."""
    tau: Array
    """(T, N, H): tanh of the new cell state."""
    W: Array
    """(4H, H+D): the stacked weights, in the order of ``PACKED``."""
    mask: Array | None
    """(T, N, 1), true where a step counts."""


def lstm_cell_forward(
    x_t: Array, h_prev: Array, c_prev: Array, params: Params
) -> tuple[Array, Array, LSTMCellCache]:
    """One step (Goodfellow et al. 2016, eqs. 10.40–10.44; Gers et al. 2000).

    Args:
        x_t: (N, D).
        h_prev: (N, H).
        c_prev: (N, H).

    Returns:
        h_t (N, H), c_t (N, H) and the cache.
    """
    hx = np.concatenate([h_prev, x_t], axis=1)  # (N, H+D)
    f = sigmoid(hx @ params["W_f"].T + params["b_f"])  # (N, H)
    i = sigmoid(hx @ params["W_i"].T + params["b_i"])  # (N, H)
    g = np.tanh(hx @ params["W_c"].T + params["b_c"])  # (N, H)
    o = sigmoid(hx @ params["W_o"].T + params["b_o"])  # (N, H)
    c = f * c_prev + i * g  # (N, H)
    tau = np.tanh(c)  # (N, H)
    h = o * tau  # (N, H)
    return h, c, LSTMCellCache(hx, c_prev, f, i, g, o, tau, params)


def lstm_cell_backward(dh_t: Array, dc_t: Array, cache: LSTMCellCache) -> dict[str, Array]:
    """Gradients of one step, from the differentials of eqs. 10.40–10.44 of Goodfellow et al. 2016.

    Args:
        dh_t: (N, H), the whole gradient of h_t: its own loss and step t+1.
        dc_t: (N, H), what reaches c_t from step t+1; the path through h_t is added here.

    Returns:
        dx_t (N, D), dh_prev and dc_prev (N, H), dW_f … dW_o (H, H+D), db_f … db_o (H,).
    """
    hx, c_prev, f, i, g, o, tau, params = cache
    H = f.shape[1]
    dc = dc_t + dh_t * o * (1 - tau**2)  # (N, H)
    da = {
        "f": dc * c_prev * f * (1 - f),  # (N, H)
        "i": dc * g * i * (1 - i),  # (N, H)
        "c": dc * i * (1 - g**2),  # (N, H)
        "o": dh_t * tau * o * (1 - o),  # (N, H)
    }
    dhx = (
        da["f"] @ params["W_f"] + da["i"] @ params["W_i"] + da["c"] @ params["W_c"] + da["o"] @ params["W_o"]
    )
    states = {"dx_t": dhx[:, H:], "dh_prev": dhx[:, :H], "dc_prev": dc * f}  # (N, D), (N, H), (N, H)
    weights = {f"dW_{k}": da[k].T @ hx for k in GATES}  # (H, H+D)
    biases = {f"db_{k}": da[k].sum(axis=0) for k in GATES}  # (H,)
    return states | weights | biases


def lstm_forward(x: Array, h0: Array, c0: Array, params: Params) -> tuple[Array, Array, LSTMCache]:
    """A sequence (Goodfellow et al. 2016, eqs. 10.40–10.44).

    Args:
        x: (N, T, D).
        h0: (N, H).
        c0: (N, H).

    Returns:
        hs (N, T, H), c_T (N, H) and the cache.
    """
    return _forward(x, h0, c0, None, params)


def lstm_forward_masked(
    x: Array, h0: Array, c0: Array, mask: Array, params: Params
) -> tuple[Array, Array, LSTMCache]:
    """A batch of padded sequences: where the mask is 0, h and c are copied from the step before.

    Args:
        x: (N, T, D).
        h0: (N, H).
        c0: (N, H).
        mask: (N, T), 1 at steps that count and 0 at padding.

    Returns:
        hs (N, T, H), c_T (N, H) and the cache, which :func:`lstm_backward` takes too.
    """
    return _forward(x, h0, c0, mask, params)


def _forward(
    x: Array, h0: Array, c0: Array, mask: Array | None, params: Params
) -> tuple[Array, Array, LSTMCache]:
    """Run a sequence: one product for the inputs of all steps and gates, then one product a step."""
    H = h0.shape[1]
    W, b = stack_gates(params, PACKED)  # (4H, H+D), (4H,)
    W_h = W[:, :H]  # (4H, H)
    x = time_major(x)  # (T, N, D)
    m = None if mask is None else time_major(mask)[:, :, None] != 0  # (T, N, 1)
    T, N, _ = x.shape
    dtype = np.result_type(x, h0, c0, W, b)
    a = (project(x, W[:, H:]) + b).astype(dtype, copy=False)  # (T, N, 4H)
    h = np.empty((T + 1, N, H), dtype)
    c = np.empty((T + 1, N, H), dtype)
    tau = np.empty((T, N, H), dtype)
    h[0], c[0] = h0, c0
    gates = a.reshape(T, N, 4, H)  # the activations replace the pre-activations in place
    for t in range(T):
        a[t] += h[t] @ W_h.T  # (N, 4H)
        a[t, :, : 3 * H] = sigmoid(a[t, :, : 3 * H])
        a[t, :, 3 * H :] = np.tanh(a[t, :, 3 * H :])
        o, f, i, g = (gates[t, :, k] for k in range(4))  # (N, H) each
        c[t + 1] = f * c[t] + i * g
        tau[t] = np.tanh(c[t + 1])
        h[t + 1] = o * tau[t]
        if m is not None:
            c[t + 1] = np.where(m[t], c[t + 1], c[t])
            h[t + 1] = np.where(m[t], h[t + 1], h[t])
    return time_major(h[1:]), c[T].copy(), LSTMCache(x, h, c, gates, tau, W, m)


def lstm_backward(dhs: Array, dc_T: Array, cache: LSTMCache) -> dict[str, Array]:
    """Backpropagation through time, of a masked sequence too: there dh and dc pass padding unchanged.

    The loop holds one product a step; the gradients of weights and inputs follow it, products over all steps.
    Source: differentials of eqs. 10.40–10.44 of Goodfellow et al. 2016.

    Args:
        dhs: (N, T, H), the gradient that reaches each h_t from its own step's loss.
        dc_T: (N, H), the gradient of the last cell state.

    Returns:
        dx (N, T, D), dh0 and dc0 (N, H), dW_f … dW_o (H, H+D), db_f … db_o (H,).
    """
    x, h, c, gates, tau, W, m = cache
    T, N, H = tau.shape
    W_h, W_x = W[:, :H], W[:, H:]  # (4H, H), (4H, D)
    dhs = time_major(dhs)  # (T, N, H)
    da = np.empty_like(gates)  # (T, N, 4, H)
    dh_next, dc_next = np.zeros((N, H)), dc_T  # (N, H), (N, H)
    for t in reversed(range(T)):
        o, f, i, g = (gates[t, :, k] for k in range(4))  # (N, H) each
        dh = dhs[t] + dh_next  # (N, H)
        dc = dc_next + dh * o * (1 - tau[t] ** 2)  # (N, H)
        da[t, :, 0] = dh * tau[t]  # do
        da[t, :, 1] = dc * c[t]  # df
        da[t, :, 2] = dc * g  # di
        da[t, :, :3] *= gates[t, :, :3] * (1 - gates[t, :, :3])  # through σ
        da[t, :, 3] = dc * i * (1 - g**2)
        if m is not None:
            da[t] *= m[t, :, :, None]
        dh_prev = da[t].reshape(N, 4 * H) @ W_h  # (N, H)
        dc_prev = dc * f  # (N, H)
        if m is not None:
            dh_prev = np.where(m[t], dh_prev, dh)
            dc_prev = np.where(m[t], dc_prev, dc_next)
        dh_next, dc_next = dh_prev, dc_prev
    da = da.reshape(T, N, 4 * H)
    dW = np.concatenate([weight_gradient(da, h[:-1]), weight_gradient(da, x)], axis=1)  # (4H, H+D)
    stacked = gate_gradients(dW, da.sum(axis=(0, 1)), PACKED)
    states = {"dx": time_major(project(da, W_x.T)), "dh0": dh_next, "dc0": dc_next}
    return states | {f"d{v}_{k}": stacked[f"d{v}_{k}"] for v in "Wb" for k in GATES}
