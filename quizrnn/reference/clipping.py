"""Gradient clipping. Gradients are a dict by name, as a backward function returns them."""

from __future__ import annotations

import math

import numpy as np

from quizrnn.errors import QuizrnnError
from quizrnn.reference.arrays import Array, Params
from quizrnn.text import both


def clip_by_value(grads: Params, threshold: float) -> dict[str, Array]:
    """Bring every component into [-threshold, threshold]; the direction of the gradient changes.

    Raises:
        QuizrnnError: ``threshold`` is not positive.
    """
    _require_positive("threshold", threshold)
    return {name: np.clip(g, -threshold, threshold) for name, g in grads.items()}


def clip_by_global_norm(grads: Params, max_norm: float) -> tuple[dict[str, Array], float]:
    """Scale all gradients by the same min(1, max_norm / ‖g‖); the direction is kept.

    ‖g‖ is the Euclidean norm over every component of every tensor (Pascanu et al. 2013, algorithm 1). It is
    computed on g / max|g|, so that squares neither overflow nor underflow.

    Returns:
        The clipped gradients, and the norm before clipping.

    Raises:
        QuizrnnError: ``max_norm`` is not positive, or a gradient is NaN or infinite: no scale mends that.
    """
    _require_positive("max_norm", max_norm)
    largest = max((float(np.max(np.abs(g))) for g in grads.values() if g.size), default=0.0)
    if not all(np.isfinite(g).all() for g in grads.values()):
        raise QuizrnnError(both("a gradient is NaN or infinite", "梯度中含有 NaN 或无穷大"))
    if largest == 0:
        return {name: g.copy() for name, g in grads.items()}, 0.0
    with np.errstate(under="ignore"):
        norm = largest * math.sqrt(sum(float(np.sum((g / largest) ** 2)) for g in grads.values()))
    scale = min(1.0, max_norm / norm)
    return {name: g * scale for name, g in grads.items()}, norm


def _require_positive(name: str, value: float) -> None:
    if not value > 0:
        raise QuizrnnError(
            both(f"{name} must be positive, not {value}", f"{name} 必须为正数，而不是 {value}")
        )
