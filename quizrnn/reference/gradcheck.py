"""Gradients without calculus, against which every derived one is checked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from quizrnn.reference.arrays import Array


def numerical_gradient(f: Callable[[Array], Any], x: Array, eps: float = 1e-5) -> Array:
    """Central differences, (f(x + ε e_k) - f(x - ε e_k)) / 2ε for every component k.

    The truncation error is O(ε²) and the rounding error O(u/ε), so the best ε is near the cube root of the
    unit roundoff u, 1e-5 in float64.

    Args:
        f: Takes an array of x's shape, returns a scalar.
        x: Any shape; it is left as it is.
        eps: The step ε.

    Returns:
        The gradient, float64 of x's shape.
    """
    at = np.array(x, dtype=np.float64, order="C")  # a copy
    grad = np.empty(at.shape)
    point, slope = at.reshape(-1), grad.reshape(-1)
    for k in range(point.size):
        value = point[k]
        point[k] = value + eps
        above = f(at)
        point[k] = value - eps
        below = f(at)
        point[k] = value
        slope[k] = (above - below) / (2 * eps)
    return grad


def complex_step_gradient(f: Callable[[Array], Any], x: Array, step: float = 1e-30) -> Array:
    """Im f(x + i h e_k) / h for every component k: exact to rounding, as nothing is subtracted.

    Source: Squire & Trapp 1998. f must be analytic: no ``abs``, no comparison of values, no conjugate.

    Args:
        f: Takes a complex array of x's shape, returns a scalar.
        x: Real, any shape; it is left as it is.
        step: The step h.

    Returns:
        The gradient, float64 of x's shape.
    """
    at = np.array(x, dtype=np.complex128, order="C")  # a copy
    grad = np.empty(at.shape)
    point, slope = at.reshape(-1), grad.reshape(-1)
    for k in range(point.size):
        value = point[k]
        point[k] = value + 1j * step
        slope[k] = np.imag(f(at)) / step
        point[k] = value
    return grad


def relative_error(a: Array, b: Array) -> float:
    """Largest difference of two arrays over their largest magnitude; 0 where both are zero.

    Taken over the whole array, for an elementwise ratio only measures rounding where an entry is near zero.

    Raises:
        ValueError: The shapes differ.
    """
    if np.shape(a) != np.shape(b):
        raise ValueError(f"shapes {np.shape(a)} and {np.shape(b)} differ")
    if np.size(a) == 0:
        return 0.0
    scale = max(float(np.max(np.abs(a))), float(np.max(np.abs(b))))
    return 0.0 if scale == 0 else float(np.max(np.abs(np.subtract(a, b)))) / scale
