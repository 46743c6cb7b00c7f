"""Lab: the norm of the state's Jacobian by lag, for RNN, LSTM and GRU."""

from __future__ import annotations

from typing import Final

import numpy as np

from quizrnn.bank.drills import Call
from quizrnn.labs.model import Axis, Curves, Prediction, Series, Settings, short
from quizrnn.labs.own import Own, Trial, agreement, yours
from quizrnn.reference import (
    gru_cell_backward,
    gru_cell_forward,
    lstm_cell_backward,
    lstm_cell_forward,
    rnn_cell_backward,
    rnn_cell_forward,
)
from quizrnn.reference.arrays import Array, Params
from quizrnn.text import Text, both, joined

LAGS: Final = 40
"""Steps of the sequence, T."""
H: Final = 8
D: Final = 2
INPUT: Final = 0.3
"""Standard deviation of the inputs."""
UNITS: Final = ("RNN", "LSTM", "GRU")


def ask(settings: Settings, seed: int) -> Prediction:  # noqa: ARG001
    """Ask which unit lets most gradient through."""
    gain, bias = settings["gain"], settings["bias"]
    return Prediction(
        both(
            f"Every recurrent matrix is {gain:g} times an orthogonal one; the bias that keeps (LSTM $b_f$, "
            f"GRU $-b_z$) is {bias:g}. Whose gradient is the largest {LAGS} steps back?",
            f"每个循环矩阵都是正交矩阵的 {gain:g} 倍，控制保留的偏置（LSTM 的 $b_f$、GRU 的 $-b_z$）为 "
            f"{bias:g}。"
            f"往回 {LAGS} 步，谁的梯度最大？",
        ),
        UNITS,
    )


def run(settings: Settings, seed: int, own: Own | None) -> Curves:
    """Compute ‖∂s_T/∂s_{T-lag}‖ for lag 0…T, s being the whole state: h, of the LSTM h and c."""
    x, networks = draw(settings["gain"], settings["bias"], seed)
    lags = tuple(float(lag) for lag in range(LAGS + 1))
    series: list[Series] = []
    notes: list[Text] = []
    ends = []
    for unit in UNITS:
        jacobians, states = step_jacobians(unit, x, networks[unit])
        norms = norms_by_lag(jacobians)
        ends.append(norms[-1])
        series.append(Series(unit, lags, tuple(norms.tolist())))
        prefix = unit.lower()
        if own and own.defines(f"{prefix}_cell_forward", f"{prefix}_cell_backward"):
            mine = norms_by_lag(own_jacobians(unit, x, states, networks[unit], own))
            series.append(Series(yours(unit), lags, tuple(mine.tolist())))
            notes.append(agreement(f"{prefix}_cell_backward", mine, norms))
    said = [f"{unit} {short(end)}" for unit, end in zip(UNITS, ends, strict=True)]
    return Curves(
        series=tuple(series),
        x=Axis(both("lag, steps back from T", "间隔：从 T 往回的步数")),
        y=Axis(both("norm of ∂s(T)/∂s(T-lag)", "∂s(T)/∂s(T-lag) 的范数"), log=True),
        answer=float(np.argmax(ends)),
        truth=both(
            f"The norms {LAGS} steps back: {', '.join(said)}. 1 would be a gradient that arrives as it left.",
            f"往回 {LAGS} 步的范数：{'、'.join(said)}。等于 1 表示梯度原样到达。",
        ),
        note=joined(notes) if notes else "",
    )


def draw(gain: float, bias: float, seed: int) -> tuple[Array, dict[str, Params]]:
    """Return inputs x (T, 1, D) and the parameters of the three networks."""
    rng = np.random.default_rng(seed)
    x = INPUT * rng.standard_normal((LAGS, 1, D))  # (T, 1, D)

    def recurrent() -> Array:
        Q, R = np.linalg.qr(rng.standard_normal((H, H)))  # (H, H)
        return np.asarray(gain * Q * np.sign(np.diag(R)))

    def inputs() -> Array:
        return np.asarray(rng.standard_normal((H, D)) / np.sqrt(D))

    def gates(*names: str) -> dict[str, Array]:
        weights = {f"W_{k}": np.concatenate([recurrent(), inputs()], axis=1) for k in names}  # (H, H+D)
        return weights | {f"b_{k}": np.zeros(H) for k in names}

    rnn = {"U": inputs(), "W": recurrent(), "b": np.zeros(H)}
    lstm = gates("f", "i", "c", "o") | {"b_f": np.full(H, bias)}
    gru = gates("z", "r", "h") | {"b_z": np.full(H, -bias)}
    return x, {"RNN": rnn, "LSTM": lstm, "GRU": gru}


def step_jacobians(unit: str, x: Array, params: Params) -> tuple[Array, list[Array]]:
    """Return ∂s_t/∂s_{t-1} of every step, and the states that each step starts from.

    A cell's backward is linear in the gradient that it is given, row by row: a batch of S equal rows that is
    given the identity returns the whole Jacobian.

    Returns:
        The Jacobians (T, S, S), and the states (S, H) before each step; with S = 2H of the LSTM h beside c,
        (2H, 2H).
    """
    S = 2 * H if unit == "LSTM" else H
    eye, zero = np.eye(S), np.zeros((S, H))  # (S, S), (S, H)
    h = c = zero
    jacobians, states = [], []
    for x_t in x:
        x_t = np.repeat(x_t, S, axis=0)  # (S, D)
        if unit == "RNN":
            states.append(h)
            h, cache = rnn_cell_forward(x_t, h, params)
            jacobians.append(rnn_cell_backward(eye, cache)["dh_prev"])
        elif unit == "GRU":
            states.append(h)
            h, gru_cache = gru_cell_forward(x_t, h, params)
            jacobians.append(gru_cell_backward(eye, gru_cache)["dh_prev"])
        else:
            states.append(np.concatenate([h, c], axis=1))
            h, c, lstm_cache = lstm_cell_forward(x_t, h, c, params)
            back = lstm_cell_backward(eye[:, :H], eye[:, H:], lstm_cache)
            jacobians.append(np.concatenate([back["dh_prev"], back["dc_prev"]], axis=1))
    return np.array(jacobians), states


def norms_by_lag(jacobians: Array) -> Array:
    """Return the spectral norms of J_T J_{T-1} … for lag 0…T, from the steps' Jacobians (T, S, S)."""
    product = np.eye(jacobians.shape[1])  # (S, S)
    products = [product]
    with np.errstate(over="ignore", invalid="ignore"):
        for J in jacobians[::-1]:
            product = product @ J
            products.append(product)
    stacked = np.array(products)  # (T+1, S, S)
    if not np.isfinite(stacked).all():
        return np.array([np.linalg.norm(J, 2) if np.isfinite(J).all() else np.inf for J in stacked])
    norms: Array = np.linalg.svd(stacked, compute_uv=False)[:, 0]  # (T+1,)
    return norms


def own_jacobians(unit: str, x: Array, states: list[Array], params: Params, own: Own) -> Array:
    """Return ∂s_t/∂s_{t-1} of every step (T, S, S) by the learner's cell, from the reference's states."""
    prefix = unit.lower()
    S = 2 * H if unit == "LSTM" else H
    eye = np.eye(S)
    more = ["c"] if unit == "LSTM" else []
    weights = [f"d{name}" for name in params]
    if unit == "LSTM":
        weights = [f"d{v}_{k}" for v in "Wb" for k in "fico"]
    elif unit == "GRU":
        weights = [f"d{v}_{k}" for v in "Wb" for k in "zrh"]
    forward = Call(
        function=f"{prefix}_cell_forward",
        arguments=["x_t", "h_prev", *(f"{k}_prev" for k in more), "params"],
        returns=["h_t", *(f"{k}_t" for k in more), "cache"],
    )
    backward = Call(
        function=f"{prefix}_cell_backward",
        arguments=["dh_t", *(f"d{k}_t" for k in more), "cache"],
        returns=["dx_t", "dh_prev", *(f"d{k}_prev" for k in more), *weights],
        form="dict",
    )
    shapes = {"dh_prev": (S, H), **{f"d{k}_prev": (S, H) for k in more}}
    trials = []
    for x_t, state in zip(x, states, strict=True):
        inputs: dict[str, object] = {"x_t": np.repeat(x_t, S, axis=0), "params": params}
        for place, k in enumerate(["h", *more]):
            inputs[f"{k}_prev"] = state[:, place * H : (place + 1) * H].copy()
            inputs[f"d{k}_t"] = eye[:, place * H : (place + 1) * H].copy()
        trials.append(Trial((forward, backward), inputs, shapes))
    found = own.run(trials)
    return np.array([np.concatenate([back[name] for name in shapes], axis=1) for back in found])
