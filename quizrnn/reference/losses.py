"""Losses with their gradients."""

from __future__ import annotations

import numpy as np

from quizrnn.errors import QuizrnnError
from quizrnn.reference.arrays import Array
from quizrnn.text import both


def softmax_cross_entropy(logits: Array, targets: Array) -> tuple[float, Array]:
    """Mean cross-entropy of softmax(logits) against class indices, and its gradient.

    L = -(1/N) Σ_n log p_n[y_n] and ∂L/∂logits = (p - Y) / N, with Y the one-hot targets
    (Goodfellow, Bengio & Courville 2016, eq. 10.18).

    Args:
        logits: (N, K).
        targets: (N,), whole numbers from 0 to K-1.

    Returns:
        The loss, a scalar, and dlogits (N, K).

    Raises:
        QuizrnnError: A target is no class.
    """
    N, K = logits.shape
    if N and (int(np.min(targets)) < 0 or int(np.max(targets)) >= K):
        raise QuizrnnError(both(f"targets must lie in 0…{K - 1}", f"目标类别必须在 0…{K - 1} 之间"))
    rows = np.arange(N)  # (N,)
    a = logits - logits.real.max(axis=1, keepdims=True)  # (N, K)
    with np.errstate(under="ignore"):
        e = np.exp(a)  # (N, K)
    total = e.sum(axis=1, keepdims=True)  # (N, 1)
    log_p = a - np.log(total)  # (N, K)
    loss = -log_p[rows, targets].mean()  # ()
    dlogits = e / total  # (N, K)
    dlogits[rows, targets] -= 1
    dlogits /= N
    return (loss if np.iscomplexobj(loss) else float(loss)), dlogits
