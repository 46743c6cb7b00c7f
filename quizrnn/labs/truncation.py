"""Lab: how far back truncated backpropagation through time sends a gradient."""

from __future__ import annotations

from typing import Final

import numpy as np

from quizrnn.bank.drills import Call
from quizrnn.labs.model import Axis, Curves, Prediction, Series, Settings, short
from quizrnn.labs.own import Own, Trial, agreement, yours
from quizrnn.reference import rnn_backward, rnn_backward_truncated, rnn_forward
from quizrnn.reference.arrays import Array, Params
from quizrnn.text import Text, both

STEPS: Final = 40
H: Final = 8
D: Final = 2
INPUT: Final = 0.3


def ask(settings: Settings, seed: int) -> Prediction:  # noqa: ARG001
    """Ask for the largest lag that is reached."""
    window = int(settings["window"])
    return Prediction(
        both(
            f"The loss stands at the last of {STEPS} steps, and backpropagation takes {window} steps, the "
            "last "
            "one counted. What is the largest lag of an input that gets any gradient?",
            f"损失在 {STEPS} 步中的最后一步，反向传播走 {window} 步（含最后一步）。能得到梯度的输入，"
            "最大间隔是多少？",
        )
    )


def run(settings: Settings, seed: int, own: Own | None) -> Curves:
    """Compute the gradient of every input for a loss at the last step, in full and truncated."""
    window = int(settings["window"])
    x, params = draw(settings["gain"], seed)
    dhs = np.zeros((1, STEPS, H))
    dhs[0, -1] = np.random.default_rng(seed + 1).standard_normal(H) / np.sqrt(H)
    h0 = np.zeros((1, H))
    _, cache = rnn_forward(x, h0, params)
    full, cut = rnn_backward(dhs, cache), rnn_backward_truncated(dhs, cache, window)
    lags = tuple(float(lag) for lag in range(STEPS))
    whole, reached = by_lag(full["dx"]), by_lag(cut["dx"])
    series = [
        Series(both("full BPTT", "完整 BPTT"), lags, tuple(whole.tolist())),
        Series(both(f"window {window}", f"窗口 {window}"), lags, tuple(reached.tolist())),
    ]
    note: Text = ""
    if own and own.defines("rnn_forward", "rnn_backward_truncated"):
        mine = by_lag(own_gradient(x, h0, params, dhs, window, own))
        series.append(Series(yours(both(f"window {window}", f"窗口 {window}")), lags, tuple(mine.tolist())))
        note = agreement("rnn_backward_truncated", mine, reached)
    last = int(np.flatnonzero(reached).max(initial=0))
    cosine = float(np.sum(full["dW"] * cut["dW"]) / (_norm(full["dW"]) * _norm(cut["dW"]) or 1.0))
    share = _norm(cut["dW"]) / (_norm(full["dW"]) or 1.0)
    return Curves(
        series=tuple(series),
        x=Axis(both("lag, steps back from the loss", "间隔：从损失往回的步数")),
        y=Axis(both("norm of ∂L/∂x(T-lag)", "∂L/∂x(T-lag) 的范数"), log=True),
        answer=float(last),
        truth=both(
            f"The largest lag with a gradient is {last}; beyond it every entry is exactly 0. The truncated "
            "dW is "
            f"{short(share)} times as long as the full one, and the cosine between them is {short(cosine)}.",
            f"有梯度的最大间隔是 {last}，再往前每个元素都恰好为 0。截断的 dW 长度是完整 dW 的 "
            f"{short(share)} 倍，"
            f"二者夹角的余弦为 {short(cosine)}。",
        ),
        note=note,
    )


def draw(gain: float, seed: int) -> tuple[Array, Params]:
    """Return x (1, T, D) and an RNN whose recurrent matrix is ``gain`` times an orthogonal one."""
    rng = np.random.default_rng(seed)
    Q, R = np.linalg.qr(rng.standard_normal((H, H)))  # (H, H)
    params = {
        "U": rng.standard_normal((H, D)) / np.sqrt(D),
        "W": gain * Q * np.sign(np.diag(R)),
        "b": np.zeros(H),
    }
    return INPUT * rng.standard_normal((1, STEPS, D)), params


def by_lag(dx: Array) -> Array:
    """Return the norm of each step's gradient, the last step first, (T,), from dx (1, T, D)."""
    norms: Array = np.linalg.norm(dx[0], axis=1)[::-1]
    return norms


def own_gradient(x: Array, h0: Array, params: Params, dhs: Array, window: int, own: Own) -> Array:
    """Return dx (1, T, D) of the learner's truncated backward."""
    calls = (
        Call(function="rnn_forward", arguments=["x", "h0", "params"], returns=["hs", "cache"]),
        Call(
            function="rnn_backward_truncated",
            arguments=["dhs", "cache", "window"],
            returns=["dx", "dh0", "dU", "dW", "db"],
            form="dict",
        ),
    )
    given = {"x": x, "h0": h0, "params": params, "dhs": dhs, "window": window}
    (found,) = own.run([Trial(calls, given, {"dx": x.shape})])
    return found["dx"]


def _norm(a: Array) -> float:
    return float(np.linalg.norm(a))
