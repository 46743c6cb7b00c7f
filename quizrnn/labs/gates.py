"""Lab: the gates and the cell state of one LSTM unit that latches, counts, or counts and resets."""

from __future__ import annotations

from random import Random
from typing import Final

import numpy as np

from quizrnn.bank.drills import Call
from quizrnn.labs.model import Axis, Curves, Prediction, Series, Settings, short
from quizrnn.labs.own import Own, Trial, agreement, yours
from quizrnn.reference import lstm_cell_forward
from quizrnn.reference.arrays import Array, Params
from quizrnn.text import Text, both

STEPS: Final = 30
TASKS: Final = ("latch", "count", "reset")
CONTENT: Final = 3.0
"""Pre-activation of the candidate: tanh(3) = 0.995."""


def pulses(seed: int) -> tuple[list[tuple[int, int]], int]:
    """Return when the write flag is up with which value, +1 or -1, and when the reset flag is."""
    rng = Random(seed)
    times = sorted(rng.sample(range(2, STEPS - 4), 5))
    gaps = [t for t in range(times[1] + 1, times[4]) if t not in times]
    reset = rng.choice(gaps or [STEPS - 3])
    return [(t, rng.choice((1, -1))) for t in times], reset


def ask(settings: Settings, seed: int) -> Prediction:
    """Ask for the cell state at the end."""
    written, reset = pulses(seed)
    task = TASKS[int(settings["task"])]
    listed = [f"{value:+d} (t = {t})" for t, value in written]
    times = [str(t) for t, _ in written]
    if task == "latch":
        what = both(
            f"A unit keeps the last value that was written: {', '.join(listed)}.",
            f"一个单元保存最近写入的值：{'、'.join(f'{value:+d}（t = {t}）' for t, value in written)}。",
        )
    elif task == "count":
        what = both(
            f"A unit counts write flags, at t = {', '.join(times)}.",
            f"一个单元对写入标志计数，标志出现在 t = {'、'.join(times)}。",
        )
    else:
        what = both(
            f"A unit counts write flags, t = {', '.join(times)}, and clears at the reset flag, t = {reset}.",
            f"一个单元对写入标志计数（t = {'、'.join(times)}），并在复位标志（t = {reset}）处清零。",
        )
    assert isinstance(what, dict)
    strength = settings["strength"]
    return Prediction(
        both(
            f"{what['en']} Its gates are driven with ±{strength:g} before the sigmoid. What is the cell "
            "state "
            f"after step {STEPS}?",
            f"{what['zh']}各门在 sigmoid 之前的值为 ±{strength:g}。第 {STEPS} 步之后细胞状态是多少？",
        )
    )


def run(settings: Settings, seed: int, own: Own | None) -> Curves:
    """Run the reference cell over the sequence, and the learner's own beside it."""
    task = TASKS[int(settings["task"])]
    x, params = inputs(seed), weights(task, settings["strength"])
    steps = tuple(float(t) for t in range(1, STEPS + 1))
    h, c = np.zeros((1, 1)), np.zeros((1, 1))  # (N, H)
    rows = []
    for x_t in x:
        h, c, cache = lstm_cell_forward(x_t, h, c, params)
        rows.append([cache.f.item(), cache.i.item(), c.item(), h.item()])
    f, i, cells, hidden = np.array(rows).T  # (T,) each
    series = [
        Series(both("cell state c", "细胞状态 c"), steps, tuple(cells.tolist())),
        Series(both("output h", "输出 h"), steps, tuple(hidden.tolist())),
        Series(both("forget gate f", "遗忘门 f"), steps, tuple(f.tolist())),
        Series(both("input gate i", "输入门 i"), steps, tuple(i.tolist())),
    ]
    note: Text = ""
    if own and own.defines("lstm_cell_forward"):
        mine = own_states(x, params, own)  # (T, 2)
        series.append(Series(yours(both("cell state c", "细胞状态 c")), steps, tuple(mine[:, 1].tolist())))
        note = agreement("lstm_cell_forward", mine, np.stack([hidden, cells], axis=1))
    end = float(cells[-1])
    strength = settings["strength"]
    keep = short(1 / (1 + np.exp(-strength)))
    return Curves(
        series=tuple(series),
        x=Axis(both("step t", "时间步 t")),
        y=Axis(both("gate, state", "门、状态")),
        answer=end,
        truth=both(
            f"After step {STEPS} the cell state is {short(end)}. An open gate is σ({strength:g}) = {keep}, "
            "so "
            "each step of keeping costs that factor.",
            f"第 {STEPS} 步之后细胞状态为 {short(end)}。打开的门是 σ({strength:g}) = {keep}，"
            "因此每保持一步都要乘上这个因子。",
        ),
        note=note,
    )


def inputs(seed: int) -> Array:
    """Return x (T, 1, 3): write flag, value, reset flag."""
    written, reset = pulses(seed)
    x = np.zeros((STEPS, 1, 3))
    for t, value in written:
        x[t - 1, 0, :2] = 1, value
    x[reset - 1, 0, 2] = 1
    return x


def weights(task: str, strength: float) -> Params:
    """Return hand-set parameters of one unit; columns are h_prev, write flag, value, reset flag.

    Every gate sits at -strength or +strength: a bias holds it there, and a flag of twice that turns it over.
    """
    s = strength
    closes = {"latch": [0, -2 * s, 0, 0], "count": [0, 0, 0, 0], "reset": [0, 0, 0, -2 * s]}[task]
    return {
        "W_f": np.array([closes], dtype=float),
        "b_f": np.array([s]),
        "W_i": np.array([[0, 2 * s, 0, 0]]),
        "b_i": np.array([-s]),
        "W_c": np.array([[0, 0, CONTENT if task == "latch" else 0, 0]]),
        "b_c": np.array([0.0 if task == "latch" else CONTENT]),
        "W_o": np.zeros((1, 4)),
        "b_o": np.array([s]),
    }


def own_states(x: Array, params: Params, own: Own) -> Array:
    """Return h and c of the learner's cell at every step, (T, 2)."""
    calls, given = [], {"params": params, "h_0": np.zeros((1, 1)), "c_0": np.zeros((1, 1))}
    shapes: dict[str, tuple[int, ...]] = {}
    for t in range(1, STEPS + 1):
        given[f"x_{t}"] = x[t - 1]
        shapes |= {f"h_{t}": (1, 1), f"c_{t}": (1, 1)}
        calls.append(
            Call(
                function="lstm_cell_forward",
                arguments=[f"x_{t}", f"h_{t - 1}", f"c_{t - 1}", "params"],
                returns=[f"h_{t}", f"c_{t}", "cache"],
            )
        )
    (found,) = own.run([Trial(tuple(calls), given, shapes)])
    return np.array([[found[f"h_{t}"].item(), found[f"c_{t}"].item()] for t in range(1, STEPS + 1)])
