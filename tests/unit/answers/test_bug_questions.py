"""The shipped ``bug`` questions, run: the code as given is wrong, and with the correction it is right."""

import math
from itertools import pairwise

import numpy as np
import pytest

from quizrnn.answers.bug import _fix, _lines, _replaced
from quizrnn.answers.instance import Instance
from quizrnn.bank.load import load_bank
from quizrnn.bank.model import BugQuestion
from quizrnn.paths import content_dir
from quizrnn.reference import gru, gru_reset_after, lstm, rnn

QUESTIONS = {
    question.id: question
    for path in sorted((content_dir() / "banks").glob("*.yaml"))
    for question in load_bank(path).questions
    if isinstance(question, BugQuestion)
}
B, T, D, H = 4, 5, 3, 4
RUN = {}
"""By question: a function that runs its code and returns what came out, and what should have."""


def sources(question_id):
    """Return the code as given, and with the line replaced."""
    instance = Instance(question=QUESTIONS[question_id], seed=0)
    rows, line = _lines(instance), _replaced(instance)
    return "\n".join(rows), "\n".join([*rows[: line - 1], *_fix(instance), *rows[line:]])


def runs(question_id):
    def register(function):
        RUN[question_id] = function
        return function

    return register


def alike(found, right):
    """Return whether all values agree; what raised agrees with nothing."""
    with np.errstate(all="ignore"):
        return all(
            np.shape(found[name]) == np.shape(value) and np.allclose(found[name], value)
            for name, value in right.items()
        )


def ran(code, **names):
    """Return the names after running a piece of code."""
    space = {"np": np, "sigmoid": sigmoid, "B": B, "T": T, "D": D, "H": H, **names}
    with np.errstate(all="ignore"):
        exec(code, space)
    return space


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def draw(*shapes, scale=1.0, seed=0):
    rng = np.random.default_rng(seed)
    found = [rng.normal(size=shape) * scale for shape in shapes]
    return found if len(found) > 1 else found[0]


def gated(gates, d=D, seed=0):
    """Return parameters of gates in the article's form."""
    rng = np.random.default_rng(seed)
    params = {f"W_{gate}": rng.normal(size=(H, H + d)) * 0.7 for gate in gates}
    return params | {f"b_{gate}": rng.normal(size=H) for gate in gates}


# ---- LSTM


def lstm_scene(seed=0):
    params = gated("fico", seed=seed)
    x, h_prev, c_prev = draw((B, D), (B, H), (B, H), seed=seed + 1)
    hx = np.concatenate([h_prev, x], axis=1)
    f, i, o = (sigmoid(hx @ params[f"W_{gate}"].T + params[f"b_{gate}"]) for gate in "fio")
    g = np.tanh(hx @ params["W_c"].T + params["b_c"])
    c = f * c_prev + i * g
    return {
        "x": x,
        "h_prev": h_prev,
        "c_prev": c_prev,
        "hx": hx,
        "f": f,
        "i": i,
        "o": o,
        "g": g,
        "c": c,
    } | params


def lstm_step(code):
    scene = lstm_scene()
    params = {name: scene[name] for name in scene if name[:2] in ("W_", "b_")}
    h, c, _ = lstm.lstm_cell_forward(scene["x"], scene["h_prev"], scene["c_prev"], params)
    return ran(code, **{name: scene[name] for name in ("x", "h_prev", "c_prev", "hx")}, **params), {
        "h": h,
        "c": c,
    }


RUN["lstm-output-order-bug"] = RUN["lstm-unused-gate-bug"] = lstm_step


def lstm_back(code):
    scene = lstm_scene()
    dh, dc_next = draw((B, H), (B, H), seed=5)
    f, i, o, g, c, c_prev = (scene[name] for name in ("f", "i", "o", "g", "c", "c_prev"))
    dc = dc_next + dh * o * (1 - np.tanh(c) ** 2)
    right = {
        "dc": dc,
        "da_f": dc * c_prev * f * (1 - f),
        "da_i": dc * g * i * (1 - i),
        "da_g": dc * i * (1 - g**2),
        "da_o": dh * np.tanh(c) * o * (1 - o),
    }
    inner = {"df": dc * c_prev, "di": dc * g, "dg": dc * i, "do": dh * np.tanh(c)}
    found = ran(
        code,
        dh=dh,
        dc_next=dc_next,
        **(inner if "df =" not in code and "df, di" not in code else {}),
        **scene,
    )
    return found, {name: value for name, value in right.items() if name in found}


for name in (
    "lstm-backward-bug",
    "lstm-sigmoid-twice-bug",
    "lstm-output-gate-gradient-bug",
    "sigmoid-slope-precedence-bug",
):
    RUN[name] = lstm_back


@runs("lstm-gate-order-bug")
def _(code):
    return packed(code, {"weight_ih", "weight_hh", "bias_ih", "bias_hh"})


@runs("lstm-candidate-sigmoid-bug")
def _(code):
    return packed(code, {"W_ih", "W_hh", "b_ih", "b_hh"})


def packed(code, names):
    arrays = draw((4 * H, D), (4 * H, H), (4 * H,), (4 * H,), (B, D), (B, H), (B, H), seed=3)
    weights, (x, h, c) = arrays[:4], arrays[4:]
    ih, hh, b_ih, b_hh = weights
    a = x @ ih.T + b_ih + h @ hh.T + b_hh
    i, f, g, o = np.split(a, 4, axis=1)
    new = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    by_name = dict(
        zip(sorted(names, key=lambda name: (name[0] == "b", name[-2:] == "hh")), weights, strict=True)
    )
    return ran(code, x=x, h=h, c=c, **by_name), {"c": new, "h": sigmoid(o) * np.tanh(new)}


@runs("lstm-carry-bug")
def _(code):
    params = gated("fico", seed=2)
    x, h0, c0, dhs = draw((B, T, D), (B, H), (B, H), (B, T, H), seed=4)
    _, c_T, cache = lstm.lstm_forward(x, h0, c0, params)
    right = lstm.lstm_backward(dhs, np.zeros_like(c_T), cache)
    h, c, caches = h0, c0, []
    for t in range(T):
        h, c, step = lstm.lstm_cell_forward(x[:, t], h, c, params)
        caches.append(step)

    def cell_backward(dh, dc, step):
        found = lstm.lstm_cell_backward(dh, dc, step)
        return found.pop("dx_t"), found.pop("dh_prev"), found.pop("dc_prev"), found

    total = {f"d{name}": np.zeros_like(value) for name, value in params.items()}
    found = ran(code, cell_backward=cell_backward, caches=caches, total=total, dhs=dhs, dx=np.zeros_like(x))
    return {**found["total"], "dx": found["dx"]}, {name: right[name] for name in [*total, "dx"]}


@runs("lstm-initial-cell-bug")
def _(code):
    params = gated("fico", seed=2)
    x, h0, c0 = draw((B, T, D), (B, H), (B, H), seed=4)
    hs, c_T, _ = lstm.lstm_forward(x, h0, c0, params)
    step = lambda x, h, c, W, b: lstm.lstm_cell_forward(x, h, c, params)[:2]  # noqa: ARG005, E731
    out, _, c = ran(code, step=step)["lstm"](x, h0, c0, None, None)
    return {"hs": out, "c": c}, {"hs": hs, "c": c_T}


@runs("lstm-squashed-cell-bug")
def _(code):
    scene = lstm_scene()
    params = {name: scene[name] for name in scene if name[:2] in ("W_", "b_")}
    by_gate = {"f": "f", "i": "i", "o": "o", "g": "c"}
    p = {gate: (params[f"W_{own}"], params[f"b_{own}"]) for gate, own in by_gate.items()}
    affine = lambda x, h, p: np.concatenate([h, x], axis=1) @ p[0].T + p[1]  # noqa: E731
    h, c = ran(code, affine=affine)["step"](scene["x"], scene["h_prev"], scene["c_prev"], p)
    right = lstm.lstm_cell_forward(scene["x"], scene["h_prev"], scene["c_prev"], params)
    return {"h": h, "c": c}, {"h": right[0], "c": right[1]}


@runs("sigmoid-overflow-bug")
def _(code):
    with np.errstate(all="ignore"):
        found = ran(code)["forget"](np.array([[2000.0, -2000.0, 0.3]]), np.eye(3), np.zeros(3))
    return {"f": found}, {"f": np.array([[1.0, 0.0, sigmoid(0.3)]])}


# ---- GRU


def gru_step(code):
    params = gated("zrh", d=H, seed=6)
    x, h_prev = draw((B, H), (B, H), seed=7)
    h, _ = gru.gru_cell_forward(x, h_prev, params)
    names = {"W": params["W_h"], "b": params["b_h"], **params}
    return ran(code, x=x, h_prev=h_prev, **names), {"h": h}


RUN["gru-reset-input-bug"] = RUN["gru-update-gate-input-bug"] = gru_step


@runs("gru-reset-bug")
def _(code):
    ih, hh, b_ih, b_hh, x, h = draw((3 * H, D), (3 * H, H), (3 * H,), (3 * H,), (B, D), (B, H), seed=8)
    gi, gh = x @ ih.T + b_ih, h @ hh.T + b_hh
    r, z = sigmoid(gi[:, :H] + gh[:, :H]), sigmoid(gi[:, H : 2 * H] + gh[:, H : 2 * H])
    n = np.tanh(gi[:, 2 * H :] + r * gh[:, 2 * H :])
    names = {"weight_ih": ih, "weight_hh": hh, "bias_ih": b_ih, "bias_hh": b_hh}
    return ran(code, x=x, h=h, **names), {"h": (1 - z) * n + z * h}


@runs("gru-backward-bug")
def _(code):
    params = gated("zrh", seed=9)
    x, h_prev, dh = draw((B, D), (B, H), (B, H), seed=10)
    _, cache = gru.gru_cell_forward(x, h_prev, params)
    right = gru.gru_cell_backward(dh, cache)
    hx = np.concatenate([h_prev, x], axis=1)
    z, r = (sigmoid(hx @ params[f"W_{gate}"].T + params[f"b_{gate}"]) for gate in "zr")
    n = np.tanh(np.concatenate([r * h_prev, x], axis=1) @ params["W_h"].T + params["b_h"])
    da_z = dh * (n - h_prev) * z * (1 - z)
    found = ran(code, dh=dh, z=z, r=r, n=n, h_prev=h_prev, da_z=da_z, W=params["W_h"], **params)
    return found, {"dh_prev": right["dh_prev"], "dx": right["dx_t"]}


@runs("gru-reset-after-bug")
def _(code):
    params = gated("zr", seed=11)
    more = draw((H, D), (H, H), (H,), (H,), seed=12)
    params |= dict(zip(("W_in", "W_hn", "b_in", "b_hn"), more, strict=True))
    x, h_prev, dh = draw((B, D), (B, H), (B, H), seed=13)
    _, cache = gru_reset_after.gru_cell_forward(x, h_prev, params)
    right = gru_reset_after.gru_cell_backward(dh, cache)
    hx = np.concatenate([h_prev, x], axis=1)
    z, r = (sigmoid(hx @ params[f"W_{gate}"].T + params[f"b_{gate}"]) for gate in "zr")
    q = h_prev @ params["W_hn"].T + params["b_hn"]
    n = np.tanh(x @ params["W_in"].T + params["b_in"] + r * q)
    found = ran(code, dn=dh * (1 - z), n=n, q=q, r=r, x=x, h_prev=h_prev)
    return found, {name: right[name] for name in ("dW_in", "db_in", "dW_hn", "db_hn")}


@runs("gru-keep-bias-bug")
def _(code):
    h = np.ones((B, H))
    x = draw((B, T, D), scale=0.1)
    found = ran(code, rng=np.random.default_rng(0), h=h, x=x, candidate=lambda h, x: np.zeros_like(h))  # noqa: ARG005
    return {"kept": found["h"].mean() > 0.5}, {"kept": True}


# ---- RNN


def rnn_scene(d=D):
    U, W, b, x, h0 = draw((H, d), (H, H), (H,), (B, T, d), (B, H), scale=0.6, seed=14)
    return {"U": U, "W": W, "b": b, "x": x, "h0": h0}


@runs("rnn-forward-loop-bug")
def _(code):
    scene = rnn_scene()
    hs, _ = rnn.rnn_forward(scene["x"], scene["h0"], {name: scene[name] for name in "UWb"})
    return ran(code, **scene), {"hs": hs}


@runs("rnn-hadamard-recurrent-bug")
def _(code):
    scene = rnn_scene()
    hs, _ = rnn.rnn_forward(scene["x"], scene["h0"], {name: scene[name] for name in "UWb"})
    return ran(code, **scene), {"h": hs[:, -1]}


@runs("rnn-bptt-carry-bug")
def _(code):
    scene = rnn_scene()
    params, dhs = {name: scene[name] for name in "UWb"}, draw((B, T, H), seed=15)
    hs, cache = rnn.rnn_forward(scene["x"], scene["h0"], params)
    right = rnn.rnn_backward(dhs, cache)
    states = {-1: scene["h0"]} | {t: hs[:, t] for t in range(T)}
    zeros = {f"d{name}": np.zeros_like(value) for name, value in params.items()}
    found = ran(code, h=states, dhs=dhs, x=scene["x"], W=params["W"], **zeros)
    return found, {name: right[name] for name in zeros}


@runs("rnn-jacobian-product-bug")
def _(code):
    W, h = draw((H, H), (T + 1, H), scale=0.5, seed=16)
    h = np.tanh(h)
    right = np.eye(H)
    for state in h[1:]:
        right = np.diag(1 - state**2) @ W @ right
    return {"norm": ran(code)["jacobian_norm"](h, W)}, {"norm": np.linalg.norm(right, 2)}


@runs("birnn-reverse-bug")
def _(code):
    fw, bw, back, x = rnn_scene(), rnn_scene(), draw((H, H), seed=17), rnn_scene()["x"]
    bw["W"] = back

    def forward(scene):
        params = {name: scene[name] for name in "UWb"}
        return lambda x: rnn.rnn_forward(x, np.zeros((B, H)), params)[0]

    first, second = forward(fw), forward(bw)
    V, b_y = draw((2, 2 * H), (2,), seed=18)
    both = np.concatenate([first(x), second(x[:, ::-1])[:, ::-1]], axis=2)
    return ran(code, rnn_fw=first, rnn_bw=second, x=x, V=V, b_y=b_y), {"y": both @ V.T + b_y}


@runs("beyond-beam-score-bug")
def _(code):
    logp = np.log(np.array([[0.6, 0.4], [0.9, 0.1], [0.5, 0.5]]))
    found = ran(
        code,
        BOS=0,
        max_steps=2,
        width=2,
        model=lambda tokens: tokens[-1],
        log_softmax=lambda last: logp[last],
    )
    total = {tuple(tokens): score for tokens, score in found["beams"]}
    right = {way: sum(logp[a, b] for a, b in pairwise(way)) for way in total}
    return {"scores": [total[way] for way in total]}, {"scores": [right[way] for way in total]}


@runs("tcn-dilation-bug")
def _(code):
    class Part:
        def __init__(self, *_, dilation=0):
            self.dilation = dilation

    holder = type("nn", (), {"ReLU": Part, "Sequential": lambda *layers: layers})
    found = ran(code, L=8, k=3, C=2, CausalConv=Part, nn=holder)
    seen = 1 + sum(2 * layer.dilation for layer in found["net"])
    return {"seen": seen}, {"seen": 511}


@runs("beyond-streaming-state-bug")
def _(code):
    return streamed(code.replace("with torch.no_grad():", "if True:"))


def streamed(code):
    carried = []

    def net(chunk, state):
        carried.append(state)
        return np.full((1, 1, 2), chunk), (state or 0) + 1

    ran(code, stream=[1, 2, 3], lstm=net, head=lambda out: out, emit=lambda label: None)  # noqa: ARG005
    return {"first": [state or 0 for state in carried]}, {"first": [0, 1, 2]}


@pytest.mark.parametrize("question_id", sorted(RUN))
def test_the_code_is_wrong_as_given_and_right_with_the_correction(question_id):
    given, mended = sources(question_id)
    found, right = RUN[question_id](given)
    assert right
    assert not alike(found, right)
    found, right = RUN[question_id](mended)
    assert alike(found, right)


def test_most_that_needs_no_framework_is_run():
    assert set(RUN) <= set(QUESTIONS)
    assert len(RUN) >= 24
    assert math.isclose(sigmoid(0.0), 0.5)
