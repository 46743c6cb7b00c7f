"""Activation functions, and their derivatives in terms of their values."""

from __future__ import annotations

import numpy as np

from quizrnn.reference.arrays import Array


def sigmoid(a: Array) -> Array:
    """Return the logistic function σ(a) = 1 / (1 + exp(-a)), of any shape.

    Exact to rounding for every real argument: where exp(-a) overflows, 1/∞ is the right value 0. A complex
    exponential has no such limit, so there σ(a) = (1 + tanh(a/2)) / 2, which is as analytic.
    """
    if np.iscomplexobj(a):
        s: Array = np.asarray(0.5 * (1 + np.tanh(0.5 * a)))
    else:
        with np.errstate(over="ignore", under="ignore"):
            s = np.asarray(1 / (1 + np.exp(-a)))
    return s


def sigmoid_derivative(s: Array) -> Array:
    """Return σ'(a) = s (1 - s) from the activation s = σ(a)."""
    slope: Array = s * (1 - s)
    return slope


def tanh_derivative(h: Array) -> Array:
    """Return tanh'(a) = 1 - h² from the activation h = tanh(a)."""
    return 1 - h**2


def softmax(a: Array) -> Array:
    """Return exp(a_k) / Σ_j exp(a_j) over the last axis of a (…, K).

    Softmax is invariant to a shift; taking off the largest logit keeps every exponential at most 1.
    """
    shift = a.real.max(axis=-1, keepdims=True)  # (…, 1)
    with np.errstate(under="ignore"):
        e = np.exp(a - shift)  # (…, K)
    return np.asarray(e / e.sum(axis=-1, keepdims=True))
