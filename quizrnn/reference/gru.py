"""The GRU with the reset gate before the matrix product and an update gate that replaces.

Gates act on hx = [h_{t-1}, x_t] and the candidate on [r ⊙ h_{t-1}, x_t]; the new state is
h_t = (1 - z) ⊙ h_{t-1} + z ⊙ n, so z = 1 takes the candidate n. ``params`` holds W_z, W_r, W_h (H, H+D) and
b_z, b_r, b_h (H,). Sources: Cho et al. 2014 (the unit; there z keeps the old state); Chung et al. 2014,
section 3.2 (this direction of z).
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

GATES: Final = ("z", "r", "h")
"""Order of the gates inside a sequence, and of the gradients returned; ``h`` names the candidate's arrays."""


class GRUCellCache(NamedTuple):
    """What one step keeps for its backward pass; states and gates are (N, H)."""

    hx: Array
    """(N, H+D)."""
    rhx: Array
    """(N, H+D): [r ⊙ h_prev, x], which the candidate sees."""
    z: Array
    r: Array
    n: Array
    params: Params


class GRUCache(NamedTuple):
    """What a sequence keeps for its backward pass, time-major."""

    x: Array
    """(T, N, D)."""
    h: Array
    """(T+1, N, H): h[0] is the initial state, h[t+1] the state after step t."""
    rh: Array
    """(T, N, H): r ⊙ h_prev."""
    gates: Array
    """(T, N, 3, H): z, r, n after their activations."""
    W: Array
    """(3H, H+D): the stacked weights, in the order of ``GATES``."""


def gru_cell_forward(x_t: Array, h_prev: Array, params: Params) -> tuple[Array, GRUCellCache]:
    """One step (Cho et al. 2014; Chung et al. 2014, section 3.2).

    Args:
        x_t: (N, D).
        h_prev: (N, H).

    Returns:
        h_t (N, H) and the cache.
    """
    hx = np.concatenate([h_prev, x_t], axis=1)  # (N, H+D)
    z = sigmoid(hx @ params["W_z"].T + params["b_z"])  # (N, H)
    r = sigmoid(hx @ params["W_r"].T + params["b_r"])  # (N, H)
    rhx = np.concatenate([r * h_prev, x_t], axis=1)  # (N, H+D)
    n = np.tanh(rhx @ params["W_h"].T + params["b_h"])  # (N, H)
    h = (1 - z) * h_prev + z * n  # (N, H)
    return h, GRUCellCache(hx, rhx, z, r, n, params)


def gru_cell_backward(dh_t: Array, cache: GRUCellCache) -> dict[str, Array]:
    """Gradients of one step, given the whole gradient dh_t (N, H), from the differentials of the step.

    h_prev is used four times, directly, inside r ⊙ h_prev, and by each gate: dh_prev sums four terms.

    Returns:
        dx_t (N, D), dh_prev (N, H), dW_z, dW_r, dW_h (H, H+D), db_z, db_r, db_h (H,).
    """
    hx, rhx, z, r, n, params = cache
    H = z.shape[1]
    h_prev = hx[:, :H]  # (N, H)
    da_h = dh_t * z * (1 - n**2)  # (N, H)
    drhx = da_h @ params["W_h"]  # (N, H+D)
    drh = drhx[:, :H]  # (N, H): of r ⊙ h_prev
    da_z = dh_t * (n - h_prev) * z * (1 - z)  # (N, H)
    da_r = drh * h_prev * r * (1 - r)  # (N, H)
    dhx = da_z @ params["W_z"] + da_r @ params["W_r"]  # (N, H+D)
    return {
        "dx_t": dhx[:, H:] + drhx[:, H:],  # (N, D)
        "dh_prev": dh_t * (1 - z) + drh * r + dhx[:, :H],  # (N, H)
        "dW_z": da_z.T @ hx,  # (H, H+D)
        "dW_r": da_r.T @ hx,  # (H, H+D)
        "dW_h": da_h.T @ rhx,  # (H, H+D)
        "db_z": da_z.sum(axis=0),  # (H,)
        "db_r": da_r.sum(axis=0),  # (H,)
        "db_h": da_h.sum(axis=0),  # (H,)
    }


def gru_forward(x: Array, h0: Array, params: Params) -> tuple[Array, GRUCache]:
    """A sequence (Cho et al. 2014; Chung et al. 2014): one product for the inputs of all steps and gates.

    Args:
        x: (N, T, D).
        h0: (N, H).

    Returns:
        hs (N, T, H) and the cache.
    """
    H = h0.shape[1]
    W, b = stack_gates(params, GATES)  # (3H, H+D), (3H,)
    W_zr, W_h = W[: 2 * H, :H], W[2 * H :, :H]  # (2H, H), (H, H)
    x = time_major(x)  # (T, N, D)
    T, N, _ = x.shape
    dtype = np.result_type(x, h0, W, b)
    a = (project(x, W[:, H:]) + b).astype(dtype, copy=False)  # (T, N, 3H)
    h = np.empty((T + 1, N, H), dtype)
    rh = np.empty((T, N, H), dtype)
    h[0] = h0
    gates = a.reshape(T, N, 3, H)  # the activations replace the pre-activations in place
    for t in range(T):
        a[t, :, : 2 * H] = sigmoid(a[t, :, : 2 * H] + h[t] @ W_zr.T)
        z, r, n = (gates[t, :, k] for k in range(3))  # (N, H) each
        rh[t] = r * h[t]
        n[:] = np.tanh(n + rh[t] @ W_h.T)
        h[t + 1] = (1 - z) * h[t] + z * n
    return time_major(h[1:]), GRUCache(x, h, rh, gates, W)


def gru_backward(dhs: Array, cache: GRUCache) -> dict[str, Array]:
    """Backpropagation through time, from the differentials of the step.

    The gradients of weights and inputs are products over all steps after the loop.

    Args:
        dhs: (N, T, H), the gradient that reaches each h_t from its own step's loss.

    Returns:
        dx (N, T, D), dh0 (N, H), dW_z, dW_r, dW_h (H, H+D), db_z, db_r, db_h (H,).
    """
    x, h, rh, gates, W = cache
    T, N, H = rh.shape
    W_zr, W_h, W_x = W[: 2 * H, :H], W[2 * H :, :H], W[:, H:]  # (2H, H), (H, H), (3H, D)
    dhs = time_major(dhs)  # (T, N, H)
    da = np.empty_like(gates)  # (T, N, 3, H)
    dh_next = np.zeros((N, H))  # (N, H)
    for t in reversed(range(T)):
        z, r, n = (gates[t, :, k] for k in range(3))  # (N, H) each
        dh = dhs[t] + dh_next  # (N, H)
        da[t, :, 2] = dh * z * (1 - n**2)
        drh = da[t, :, 2] @ W_h  # (N, H): of r ⊙ h_prev
        da[t, :, 0] = dh * (n - h[t]) * z * (1 - z)
        da[t, :, 1] = drh * h[t] * r * (1 - r)
        dh_next = dh * (1 - z) + drh * r + da[t, :, :2].reshape(N, 2 * H) @ W_zr  # (N, H)
    da = da.reshape(T, N, 3 * H)
    dW_h = np.concatenate([weight_gradient(da[..., : 2 * H], h[:-1]), weight_gradient(da[..., 2 * H :], rh)])
    dW = np.concatenate([dW_h, weight_gradient(da, x)], axis=1)  # (3H, H+D)
    stacked = gate_gradients(dW, da.sum(axis=(0, 1)), GATES)
    return {"dx": time_major(project(da, W_x.T)), "dh0": dh_next} | stacked
