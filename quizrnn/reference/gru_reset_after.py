"""The GRU with the reset gate after the matrix product, as PyTorch, cuDNN and Keras (by default) compute it.

z and r act on hx = [h_{t-1}, x_t]. The candidate is n = tanh(x W_inᵀ + b_in + r ⊙ (h_{t-1} W_hnᵀ + b_hn)),
and h_t = (1 - z) ⊙ n + z ⊙ h_{t-1}, so z = 1 keeps the old state. ``params`` holds W_z, W_r (H, H+D),
b_z, b_r (H,), W_in (H, D), W_hn (H, H) and b_in, b_hn (H,). Source: Cho et al. 2014 for the unit; the
documentation of ``torch.nn.GRU`` for this place of the reset gate.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from quizrnn.reference.activations import sigmoid
from quizrnn.reference.arrays import Array, Params, project, time_major, weight_gradient


class GRUCellCache(NamedTuple):
    """What one step keeps for its backward pass; states and gates are (N, H)."""

    hx: Array
    """(N, H+D)."""
    z: Array
    r: Array
    n: Array
    q: Array
    """h_prev W_hnᵀ + b_hn, which the reset gate scales."""
    params: Params


class GRUCache(NamedTuple):
    """What a sequence keeps for its backward pass, time-major."""

    x: Array
    """(T, N, D)."""
    h: Array
    """(T+1, N, H): h[0] is the initial state, h[t+1] the state after step t."""
    gates: Array
    """(T, N, 3, H): z, r, n after their activations."""
    q: Array
    """(T, N, H): h_prev W_hnᵀ + b_hn."""
    params: Params


def gru_cell_forward(x_t: Array, h_prev: Array, params: Params) -> tuple[Array, GRUCellCache]:
    """One step (documentation of ``torch.nn.GRUCell``).

    Args:
        x_t: (N, D).
        h_prev: (N, H).

    Returns:
        h_t (N, H) and the cache.
    """
    hx = np.concatenate([h_prev, x_t], axis=1)  # (N, H+D)
    z = sigmoid(hx @ params["W_z"].T + params["b_z"])  # (N, H)
    r = sigmoid(hx @ params["W_r"].T + params["b_r"])  # (N, H)
    q = h_prev @ params["W_hn"].T + params["b_hn"]  # (N, H)
    n = np.tanh(x_t @ params["W_in"].T + params["b_in"] + r * q)  # (N, H)
    h = (1 - z) * n + z * h_prev  # (N, H)
    return h, GRUCellCache(hx, z, r, n, q, params)


def gru_cell_backward(dh_t: Array, cache: GRUCellCache) -> dict[str, Array]:
    """Gradients of one step, given the whole gradient dh_t (N, H), from the differentials of the step.

    Returns:
        dx_t (N, D), dh_prev (N, H), and one gradient for each array of ``params``: dW_z … db_hn.
    """
    hx, z, r, n, q, params = cache
    H = z.shape[1]
    h_prev, x_t = hx[:, :H], hx[:, H:]  # (N, H), (N, D)
    da_n = dh_t * (1 - z) * (1 - n**2)  # (N, H)
    da_z = dh_t * (h_prev - n) * z * (1 - z)  # (N, H)
    da_r = da_n * q * r * (1 - r)  # (N, H)
    dq = da_n * r  # (N, H)
    dhx = da_z @ params["W_z"] + da_r @ params["W_r"]  # (N, H+D)
    return {
        "dx_t": dhx[:, H:] + da_n @ params["W_in"],  # (N, D)
        "dh_prev": dh_t * z + dq @ params["W_hn"] + dhx[:, :H],  # (N, H)
        "dW_z": da_z.T @ hx,  # (H, H+D)
        "dW_r": da_r.T @ hx,  # (H, H+D)
        "dW_in": da_n.T @ x_t,  # (H, D)
        "dW_hn": dq.T @ h_prev,  # (H, H)
        "db_z": da_z.sum(axis=0),  # (H,)
        "db_r": da_r.sum(axis=0),  # (H,)
        "db_in": da_n.sum(axis=0),  # (H,)
        "db_hn": dq.sum(axis=0),  # (H,)
    }


def gru_forward(x: Array, h0: Array, params: Params) -> tuple[Array, GRUCache]:
    """A sequence (documentation of ``torch.nn.GRU``): one product each for the inputs and for the states.

    Args:
        x: (N, T, D).
        h0: (N, H).

    Returns:
        hs (N, T, H) and the cache.
    """
    H = h0.shape[1]
    W_x, W_s = _stacked(params, H)  # (3H, D), (3H, H)
    b_x = np.concatenate([params["b_z"], params["b_r"], params["b_in"]])  # (3H,)
    x = time_major(x)  # (T, N, D)
    T, N, _ = x.shape
    dtype = np.result_type(x, h0, W_x, W_s, b_x, params["b_hn"])
    a = (project(x, W_x) + b_x).astype(dtype, copy=False)  # (T, N, 3H)
    h = np.empty((T + 1, N, H), dtype)
    q = np.empty((T, N, H), dtype)
    h[0] = h0
    gates = a.reshape(T, N, 3, H)  # the activations replace the pre-activations in place
    for t in range(T):
        s = h[t] @ W_s.T  # (N, 3H)
        a[t, :, : 2 * H] = sigmoid(a[t, :, : 2 * H] + s[:, : 2 * H])
        z, r, n = (gates[t, :, k] for k in range(3))  # (N, H) each
        q[t] = s[:, 2 * H :] + params["b_hn"]
        n[:] = np.tanh(n + r * q[t])
        h[t + 1] = (1 - z) * n + z * h[t]
    return time_major(h[1:]), GRUCache(x, h, gates, q, params)


def gru_backward(dhs: Array, cache: GRUCache) -> dict[str, Array]:
    """Backpropagation through time, from the differentials of the step.

    Args:
        dhs: (N, T, H), the gradient that reaches each h_t from its own step's loss.

    Returns:
        dx (N, T, D), dh0 (N, H), and one gradient for each array of ``params``: dW_z … db_hn.
    """
    x, h, gates, q, params = cache
    T, N, H = q.shape
    W_x, W_s = _stacked(params, H)  # (3H, D), (3H, H)
    dhs = time_major(dhs)  # (T, N, H)
    da = np.empty_like(gates)  # (T, N, 3, H): of z, r and n before their activations
    ds = np.empty_like(gates)  # (T, N, 3, H): of h @ W_s.T, which the reset gate scales for n
    dh_next = np.zeros((N, H))  # (N, H)
    for t in reversed(range(T)):
        z, r, n = (gates[t, :, k] for k in range(3))  # (N, H) each
        dh = dhs[t] + dh_next  # (N, H)
        da[t, :, 0] = dh * (h[t] - n) * z * (1 - z)
        da[t, :, 2] = dh * (1 - z) * (1 - n**2)
        da[t, :, 1] = da[t, :, 2] * q[t] * r * (1 - r)
        ds[t, :, :2] = da[t, :, :2]
        ds[t, :, 2] = da[t, :, 2] * r
        dh_next = dh * z + ds[t].reshape(N, 3 * H) @ W_s  # (N, H)
    da, ds = da.reshape(T, N, 3 * H), ds.reshape(T, N, 3 * H)
    dW_x, dW_s = weight_gradient(da, x), weight_gradient(ds, h[:-1])  # (3H, D), (3H, H)
    dW = np.concatenate([dW_s[: 2 * H], dW_x[: 2 * H]], axis=1)  # (2H, H+D)
    db_z, db_r, db_in = np.split(da.sum(axis=(0, 1)), 3)  # (H,) each
    return {
        "dx": time_major(project(da, W_x.T)),
        "dh0": dh_next,
        "dW_z": dW[:H],
        "dW_r": dW[H:],
        "dW_in": dW_x[2 * H :],
        "dW_hn": dW_s[2 * H :],
        "db_z": db_z,
        "db_r": db_r,
        "db_in": db_in,
        "db_hn": ds[..., 2 * H :].sum(axis=(0, 1)),
    }


def _stacked(params: Params, H: int) -> tuple[Array, Array]:
    """Stack what acts on the input, W_x (3H, D), and on the state, W_s (3H, H), in the order z, r, n."""
    W_x = np.concatenate([params["W_z"][:, H:], params["W_r"][:, H:], params["W_in"]])
    W_s = np.concatenate([params["W_z"][:, :H], params["W_r"][:, :H], params["W_hn"]])
    return W_x, W_s
