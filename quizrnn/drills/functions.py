"""Functions that a drill hands to a submission, by name. Standalone: used by the grader and by the child.

Each takes an array of any shape and returns a scalar; none is linear, so that a one-sided difference, a large
step and a mixed-up component all show.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np


def cubes(x: Any) -> Any:
    """Return Σ_k w_k x_k³ with the distinct weights w_k = 1 + k/10."""
    flat = np.ravel(x)
    return np.sum((1 + np.arange(flat.size) / 10) * flat**3)


def neighbours(x: Any) -> Any:
    """Return Σ_k x_k x_{k+1}² + sin x_k: each component's slope depends on the next."""
    flat = np.ravel(x)
    return np.sum(flat[:-1] * flat[1:] ** 2) + np.sum(np.sin(flat))


def surprise(x: Any) -> float:
    """Return log Σ_k exp x_k - x_0, the cross-entropy of a softmax whose target is component 0."""
    flat = np.ravel(x)
    top = np.max(flat)
    return float(top + np.log(np.sum(np.exp(flat - top))) - flat[0])


def recurrence(x: Any) -> Any:
    """Return the squared last state of h ← tanh(0.9 h + x_k), read in order from h = 0.5."""
    h = np.float64(0.5)
    for value in np.ravel(x):
        h = np.tanh(0.9 * h + value)
    return h**2


FUNCTIONS: Final[dict[str, Callable[[Any], Any]]] = {
    function.__name__: function for function in (cubes, neighbours, surprise, recurrence)
}
