"""Lab: the slopes of tanh and of the logistic sigmoid, and their powers."""

from __future__ import annotations

from typing import Final

import numpy as np

from quizrnn.labs.model import Axis, Curves, Prediction, Series, Settings, short
from quizrnn.labs.own import Own
from quizrnn.reference import sigmoid, sigmoid_derivative, tanh_derivative
from quizrnn.reference.arrays import Array
from quizrnn.text import both

POINTS: Final = 121
"""Pre-activations that are looked at; the middle one is 0."""


def ask(settings: Settings, seed: int) -> Prediction:  # noqa: ARG001
    """Ask for the best case of the sigmoid."""
    steps = int(settings["steps"])
    times = "once" if steps == 1 else f"{steps} times"
    return Prediction(
        both(
            f"A gradient passes the activation {times}. At best, tanh lets it through whole: the "
            "factor "
            "is 1. What is the best factor of the sigmoid?",
            f"梯度要穿过激活函数 {steps} 次。最好的情况下 tanh 让它完整通过，因子为 1；sigmoid "
            "最好的因子是多少？",
        )
    )


def run(settings: Settings, seed: int, own: Own | None) -> Curves:  # noqa: ARG001
    """Compute tanh'(a)^n and σ'(a)^n over the pre-activation a."""
    steps, span = int(settings["steps"]), settings["range"]
    a = np.linspace(-span, span, POINTS)
    tanh, sigma = slopes(a)
    with np.errstate(under="ignore"):
        tanh, sigma = tanh**steps, sigma**steps
    best = float(sigma.max())
    ratio = float(tanh.max()) / best
    cross = crossing()
    power = "" if steps == 1 else f"^{steps}"
    return Curves(
        series=(
            Series(f"tanh'(a){power}", tuple(a.tolist()), tuple(tanh.tolist())),
            Series(f"σ'(a){power}", tuple(a.tolist()), tuple(sigma.tolist())),
        ),
        x=Axis(both("pre-activation a", "预激活值 a")),
        y=Axis(both("factor", "因子"), log=steps > 1),
        answer=best,
        truth=both(
            f"At a = 0 the sigmoid's factor is 0.25^{steps} = {short(best)}, {short(ratio)} times less than "
            f"tanh's. Only beyond |a| = {short(cross)} is σ' the larger slope.",
            f"在 a = 0 处 sigmoid 的因子为 0.25^{steps} = {short(best)}，是 tanh 的 {short(ratio)} 分之一。"
            f"只有当 |a| 超过 {short(cross)} 时 σ' 才更大。",
        ),
    )


def slopes(a: Array) -> tuple[Array, Array]:
    """Return tanh'(a) and σ'(a), of a's shape."""
    return tanh_derivative(np.tanh(a)), sigmoid_derivative(sigmoid(a))


def crossing() -> float:
    """Return the a > 0 at which both slopes are equal.

    tanh'(a) = 1/cosh²(a) and σ'(a) = 1/(4 cosh²(a/2)) meet where cosh a = 2 cosh(a/2), so where
    u = cosh(a/2) solves 2u² - 1 = 2u.
    """
    return float(2 * np.arccosh((1 + np.sqrt(3)) / 2))
