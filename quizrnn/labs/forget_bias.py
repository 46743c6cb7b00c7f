"""Lab: how long a forget bias lets a cell remember."""

from __future__ import annotations

from typing import Final

import numpy as np

from quizrnn.labs.model import Axis, Curves, Prediction, Series, Settings, short
from quizrnn.labs.own import Own
from quizrnn.reference import lstm_cell_backward, lstm_cell_forward, sigmoid
from quizrnn.reference.arrays import Array, Params
from quizrnn.text import both

USUAL: Final = (0.0, 1.0)
"""The biases that are drawn for comparison: nothing, and 1 as Gers et al. and Jozefowicz et al. advise."""


def ask(settings: Settings, seed: int) -> Prediction:  # noqa: ARG001
    """Ask for the time constant."""
    bias = settings["bias"]
    return Prediction(
        both(
            f"All weights are zero and $b_f$ = {bias:g}, so only the bias drives the forget gate. After how "
            "many steps is 1/e ≈ 37 % of the cell state left?",
            f"所有权重为零，$b_f$ = {bias:g}，遗忘门只由偏置决定。多少步之后细胞状态剩下 1/e ≈ 37 %？",
        )
    )


def run(settings: Settings, seed: int, own: Own | None) -> Curves:  # noqa: ARG001
    """Let a cell forget its state 1, and carry a gradient back along it."""
    bias, steps = settings["bias"], int(settings["steps"])
    biases = (bias, *(usual for usual in USUAL if usual != bias))
    left, carried = remembered(np.array(biases), steps)
    t = tuple(float(k) for k in range(steps + 1))
    f = float(sigmoid(np.array(bias)))
    constant = time_constant(f)
    series = [Series(f"b_f = {b:g}", t, tuple(left[:, k].tolist())) for k, b in enumerate(biases)]
    series.append(Series("1/e", (0.0, float(steps)), (float(np.exp(-1)), float(np.exp(-1)))))
    gradient = float(carried[0])
    return Curves(
        series=tuple(series),
        x=Axis(both("steps", "步数")),
        y=Axis(both("c(t) / c(0)", "c(t) / c(0)")),
        answer=constant,
        truth=both(
            f"f = σ({bias:g}) = {short(f)}, so the time constant is -1/ln f = {short(constant)} steps. After "
            f"{steps} steps {short(left[-1, 0])} is left, and of the gradient {short(gradient)}: the same "
            "factor.",
            f"f = σ({bias:g}) = {short(f)}，时间常数为 -1/ln f = {short(constant)} 步。{steps} "
            "步之后细胞状态剩下 "
            f"{short(left[-1, 0])}，梯度也剩下 {short(gradient)}：同一个因子。",
        ),
    )


def time_constant(f: float) -> float:
    """Return the steps after which f^t = 1/e."""
    return float(-1 / np.log(f))


def remembered(biases: Array, steps: int) -> tuple[Array, Array]:
    """Return c_t for t = 0…steps (steps+1, H) from c_0 = 1, and ∂c_T/∂c_0 (H,), one unit for each bias.

    The candidate is zero, so nothing is written; the output gate is open, but its weights are zero too.
    """
    H = len(biases)
    params = parameters(biases)
    x, h, c = np.zeros((1, 1)), np.zeros((1, H)), np.ones((1, H))  # (N, D), (N, H), (N, H)
    states, caches = [c[0]], []
    for _ in range(steps):
        h, c, cache = lstm_cell_forward(x, h, c, params)
        states.append(c[0])
        caches.append(cache)
    dh, dc = np.zeros((1, H)), np.ones((1, H))  # (N, H)
    for cache in reversed(caches):
        back = lstm_cell_backward(dh, dc, cache)
        dh, dc = back["dh_prev"], back["dc_prev"]
    return np.array(states), dc[0]


def parameters(biases: Array) -> Params:
    """Return an LSTM of one input whose weights are zero and whose forget biases are these."""
    H = len(biases)
    gates = {f"W_{k}": np.zeros((H, H + 1)) for k in "fico"} | {f"b_{k}": np.zeros(H) for k in "ico"}
    return gates | {"b_f": biases}
