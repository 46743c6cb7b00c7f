"""Lab: gradient descent from the wall of a cliff, without clipping, with clipping by value and by norm."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Final, NamedTuple

import numpy as np

from quizrnn.labs.model import Axis, Curves, Prediction, Series, Settings, short
from quizrnn.labs.own import Own
from quizrnn.reference import clip_by_global_norm, clip_by_value, rnn_backward, rnn_forward
from quizrnn.reference.arrays import Array
from quizrnn.text import both

STEPS: Final = 12
"""Steps that one unit is unrolled over, T."""
UPDATES: Final = 30
W: Final = 2.0
"""The recurrent weight at the start: it doubles a small state at every step."""
TARGET: Final = -0.5

Grads = dict[str, Array]
Clip = Callable[[Grads], Grads]


class Descent(NamedTuple):
    """A run of gradient descent.

    Attributes:
        losses: Before each update, and after the last (UPDATES + 1,).
        points: (w, b) likewise (UPDATES + 1, 2).
    """

    losses: Array
    points: Array


def start(seed: int) -> tuple[float, float]:
    """Return (w, b) on the wall: the sign of h_T is that of b, and 2^-T is as far as b is seen at step T."""
    return W, 2.0 ** (Random(seed).uniform(-1, 1) - STEPS)


def ask(settings: Settings, seed: int) -> Prediction:
    """Ask how far the first update goes where the norm is clipped."""
    threshold, rate = settings["threshold"], settings["rate"]
    norm = short(_norm(loss_and_gradient(*start(seed))[1]))
    return Prediction(
        both(
            f"On the wall of the cliff the gradient of (w, b) has the norm {norm}. The learning rate is "
            f"{rate:g}, "
            f"and the norm is clipped to {threshold:g}. How far does the first update move (w, b)?",
            f"在悬崖壁上，(w, b) 的梯度范数为 {norm}。学习率为 {rate:g}，范数裁剪到 {threshold:g}。"
            "第一次更新把 (w, b) 移动多远？",
        )
    )


def run(settings: Settings, seed: int, own: Own | None) -> Curves:  # noqa: ARG001
    """Descend three times from the same point."""
    threshold, rate = settings["threshold"], settings["rate"]
    ways: list[Clip] = [
        lambda grads: grads,
        lambda grads: clip_by_value(grads, threshold),
        lambda grads: clip_by_global_norm(grads, threshold)[0],
    ]
    names = (
        both("no clipping", "不裁剪"),
        both("clipped by value", "按值裁剪"),
        both("clipped by norm", "按范数裁剪"),
    )
    runs = [descend(start(seed), rate, way) for way in ways]
    updates = tuple(float(k) for k in range(UPDATES + 1))
    far = [float(np.linalg.norm(run.points[1] - run.points[0])) for run in runs]
    _, raw = loss_and_gradient(*start(seed))
    turned = angle(raw, ways[1](raw))
    return Curves(
        series=tuple(
            Series(name, updates, tuple(run.losses.tolist())) for name, run in zip(names, runs, strict=True)
        ),
        x=Axis(both("updates", "更新次数")),
        y=Axis(both("loss", "损失")),
        answer=far[2],
        truth=both(
            f"The first update moves (w, b) by {short(far[0])} without clipping, by {short(far[1])} if "
            "clipped by "
            f"value, by {short(far[2])} if clipped by norm. Clipping by value turned the gradient by "
            f"{turned:.0f}°, clipping by norm by {angle(raw, ways[2](raw)):.0f}°.",
            f"第一次更新移动 (w, b) 的距离：不裁剪 {short(far[0])}，按值裁剪 {short(far[1])}，"
            f"按范数裁剪 {short(far[2])}。按值裁剪使梯度转了 {turned:.0f}°，"
            f"按范数裁剪转了 {angle(raw, ways[2](raw)):.0f}°。",
        ),
    )


def loss_and_gradient(w: float, b: float) -> tuple[float, Grads]:
    """Return ½ (h_T - target)² of one unit that starts from 0 without input, and its gradient of w and b."""
    params = {"U": np.zeros((1, 1)), "W": np.array([[w]]), "b": np.array([b])}
    hs, cache = rnn_forward(np.zeros((1, STEPS, 1)), np.zeros((1, 1)), params)  # (1, T, 1)
    error = float(hs[0, -1, 0]) - TARGET
    dhs = np.zeros((1, STEPS, 1))
    dhs[0, -1, 0] = error
    grads = rnn_backward(dhs, cache)
    return error**2 / 2, {"dW": grads["dW"], "db": grads["db"]}


def descend(at: tuple[float, float], rate: float, clip: Clip) -> Descent:
    """Take ``UPDATES`` steps of gradient descent from (w, b), each along the clipped gradient."""
    w, b = at
    losses, points = [], [(w, b)]
    for _ in range(UPDATES):
        loss, grads = loss_and_gradient(w, b)
        clipped = clip(grads)
        w, b = w - rate * clipped["dW"].item(), b - rate * clipped["db"].item()
        losses.append(loss)
        points.append((w, b))
    losses.append(loss_and_gradient(w, b)[0])
    return Descent(np.array(losses), np.array(points))


def angle(a: Grads, b: Grads) -> float:
    """Return the angle between two gradients in degrees."""
    product = sum(float(np.sum(a[name] * b[name])) for name in a)
    return float(np.degrees(np.arccos(min(1.0, max(-1.0, product / (_norm(a) * _norm(b)))))))


def _norm(grads: Grads) -> float:
    return float(np.sqrt(sum(float(np.sum(g**2)) for g in grads.values())))
