"""What the networks share: the array type, packed gates and the time axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
"""An array of float64, or of complex128 where a complex step perturbs it."""

Params: TypeAlias = Mapping[str, Array]
"""A layer's weights and biases by name."""


def stack_gates(params: Params, gates: Sequence[str]) -> tuple[Array, Array]:
    """Stack the weights and biases of G gates, so that one product computes them all.

    Returns:
        W (GH, H+D) and b (GH,), in the order of ``gates``.
    """
    W = np.concatenate([params[f"W_{k}"] for k in gates])  # (GH, H+D)
    b = np.concatenate([params[f"b_{k}"] for k in gates])  # (GH,)
    return W, b


def gate_gradients(dW: Array, db: Array, gates: Sequence[str]) -> dict[str, Array]:
    """Cut the stacked dW (GH, H+D) and db (GH,) into ``dW_k`` (H, H+D) and ``db_k`` (H,) of each gate."""
    weights = dict(zip([f"dW_{k}" for k in gates], np.split(dW, len(gates)), strict=True))
    biases = dict(zip([f"db_{k}" for k in gates], np.split(db, len(gates)), strict=True))
    return weights | biases


def time_major(x: Array) -> Array:
    """Copy (N, T, …) to contiguous (T, N, …), or back: a loop over steps then touches whole blocks."""
    return np.ascontiguousarray(x.swapaxes(0, 1))


def project(x: Array, W: Array) -> Array:
    """Return x @ W.T for x (T, N, D) and W (G, D) as one product over all steps, (T, N, G)."""
    T, N, D = x.shape
    return np.reshape(x.reshape(T * N, D) @ W.T, (T, N, W.shape[0]))


def weight_gradient(da: Array, x: Array) -> Array:
    """Return ∂L/∂W (G, D) of a = x @ W.T, summed over steps and batch, from da (T, N, G) and x (T, N, D)."""
    da, x = da.reshape(-1, da.shape[-1]), x.reshape(-1, x.shape[-1])  # (TN, G), (TN, D)
    product: Array = da.T @ x
    return product
