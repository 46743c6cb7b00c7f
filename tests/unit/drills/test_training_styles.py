"""Whatever right training code looks like, the check on the update has nothing against it.

Cells, optimisers and containers are written apart and put together; each cell has gradients of its own.
"""

import numpy as np
import pytest

from quizrnn.drills.cases import draw_cases
from quizrnn.drills.descended import verdicts
from quizrnn.drills.descent import _copier
from quizrnn.drills.solve import Program

RNN = """
def make(rng, H):
    return {
        "U": rng.normal(0, 0.5, (H, 2)), "W": rng.normal(0, 0.4, (H, H)), "b": np.zeros(H),
        "v": rng.normal(0, 0.5, H), "c": np.zeros(()),
    }

def forward(w, x):
    hs = [np.zeros((len(x), len(w["b"])))]
    for x_t in x.transpose(1, 0, 2):
        hs.append(np.tanh(x_t @ w["U"].T + hs[-1] @ w["W"].T + w["b"]))
    return hs[-1] @ w["v"] + w["c"], (x, hs)

def backward(w, cache, dp):
    x, hs = cache
    g = {name: np.zeros_like(a) for name, a in w.items()}
    g["v"], g["c"] = hs[-1].T @ dp, np.array(dp.sum())
    dh = np.outer(dp, w["v"])
    for t in range(x.shape[1] - 1, -1, -1):
        da = dh * (1 - hs[t + 1] ** 2)
        g["U"] += da.T @ x[:, t]
        g["W"] += da.T @ hs[t]
        g["b"] += da.sum(0)
        dh = da @ w["W"]
    return g
"""

IRNN = RNN.replace("rng.normal(0, 0.4, (H, H))", "np.eye(H)").replace("np.tanh(", "np.maximum(0, ")
IRNN = IRNN.replace("dh * (1 - hs[t + 1] ** 2)", "dh * (hs[t + 1] > 0)")

ZERO_READOUT = RNN.replace('"v": rng.normal(0, 0.5, H)', '"v": np.zeros(H)')

GATES = """
def sigmoid(a):
    return np.where(a >= 0, 1 / (1 + np.exp(-abs(a))), np.exp(-abs(a)) / (1 + np.exp(-abs(a))))

def make(rng, H):
    w = {f"W_{k}": rng.uniform(-0.4, 0.4, (H + 2, H)) for k in "fico"}
    w |= {f"b_{k}": np.full(H, 1.0 if k == "f" else 0.0) for k in "fico"}
    w["readout"] = rng.uniform(-0.4, 0.4, (H, 1))
    w["offset"] = np.zeros((1, 1))
    return w

def forward(w, x):
    N, H = len(x), len(w["b_f"])
    h = c = np.zeros((N, H))
    tape = []
    for t in range(x.shape[1]):
        z = np.hstack((h, x[:, t, :]))
        f, i, o = (sigmoid(z @ w["W_" + k] + w["b_" + k]) for k in "fio")
        g = np.tanh(z @ w["W_c"] + w["b_c"])
        tape.append((z, c, f, i, o, g))
        c = f * c + i * g
        h = o * np.tanh(c)
    return (h @ w["readout"] + w["offset"])[:, 0], (tape, c, h)

def backward(w, cache, dp):
    tape, c, h = cache
    grads = {name: np.zeros_like(a) for name, a in w.items()}
    dp = dp.reshape(-1, 1)
    grads["readout"], grads["offset"] = h.T @ dp, dp.sum(keepdims=True).reshape(1, 1)
    dh, dc = dp @ w["readout"].T, 0.0
    while tape:
        z, c_prev, f, i, o, g = tape.pop()
        d_o = dh * np.tanh(c)
        dc = dc + dh * o / np.cosh(c) ** 2
        pre = {"f": dc * c_prev * f * (1 - f), "i": dc * g * i * (1 - i)}
        pre |= {"o": d_o * o * (1 - o), "c": dc * i * (1 - g * g)}
        dz = 0.0
        for k, d in pre.items():
            grads["W_" + k] += z.T @ d
            grads["b_" + k] += np.sum(d, axis=0)
            dz = dz + d @ w["W_" + k].T
        dh, dc, c = dz[:, : h.shape[1]], dc * f, c_prev
    return grads
"""

GRU = """
def sigmoid(a):
    return 0.5 * (1 + np.tanh(0.5 * a))

def make(rng, H):
    return {
        "Wx": rng.normal(size=(2, 3 * H)) / 2, "Wh": rng.normal(size=(H, 3 * H)) / H**0.5,
        "b": np.zeros(3 * H), "out": rng.normal(size=H + 1) / H**0.5, "h0": 0.1 * rng.normal(size=H),
    }

def forward(w, x):
    N, T, _ = x.shape
    H = len(w["h0"])
    h, kept = np.tile(w["h0"], (N, 1)), []
    for t in range(T):
        ax, ah = x[:, t] @ w["Wx"] + w["b"], h @ w["Wh"]
        z, r = sigmoid(ax[:, :H] + ah[:, :H]), sigmoid(ax[:, H:2*H] + ah[:, H:2*H])
        n = np.tanh(ax[:, 2*H:] + r * ah[:, 2*H:])
        kept.append((x[:, t], h, z, r, n, ah[:, 2*H:]))
        h = z * h + (1 - z) * n
    return h @ w["out"][:-1] + w["out"][-1], (kept, h)

def backward(w, cache, dp):
    kept, h = cache
    g = {k: np.zeros(a.shape) for k, a in w.items()}
    g["out"] = np.append(h.T @ dp, dp.sum())
    dh = dp[:, None] * w["out"][:-1]
    for x_t, h, z, r, n, an in kept[::-1]:
        dan = dh * (1 - z) * (1 - n**2)
        daz = dh * (h - n) * z * (1 - z)
        dar = dan * an * r * (1 - r)
        dax, dah = np.concatenate([daz, dar, dan], 1), np.concatenate([daz, dar, dan * r], 1)
        g["Wx"] += x_t.T @ dax
        g["Wh"] += h.T @ dah
        g["b"] += dax.sum(0)
        dh = dh * z + dah @ w["Wh"].T
    g["h0"] = dh.sum(0)
    return g
"""

TAPE = """
class Node:
    def __init__(self, value, parents=()):
        self.value, self.parents, self.grad = value, parents, 0.0

    def __add__(self, other):
        pulls = ((self, lambda d: fit(d, self)), (other, lambda d: fit(d, other)))
        return Node(self.value + other.value, pulls)

    def __mul__(self, other):
        pulls = ((self, lambda d: fit(d * other.value, self)), (other, lambda d: fit(d * self.value, other)))
        return Node(self.value * other.value, pulls)

    def __matmul__(self, other):
        pulls = ((self, lambda d: d @ other.value.T), (other, lambda d: self.value.T @ d))
        return Node(self.value @ other.value, pulls)

    def tanh(self):
        s = np.tanh(self.value)
        return Node(s, ((self, lambda d: d * (1 - s * s)),))

    def backward(self, d):
        order, seen = [], set()
        def visit(node):
            if id(node) not in seen:
                seen.add(id(node))
                for parent, _ in node.parents:
                    visit(parent)
                order.append(node)
        visit(self)
        self.grad = d
        for node in reversed(order):
            for parent, pull in node.parents:
                parent.grad = parent.grad + pull(node.grad)

def fit(d, node):
    while np.ndim(d) > np.ndim(node.value):
        d = d.sum(0)
    return d

def make(rng, H):
    return {
        "U1": rng.normal(0, 0.5, (2, H)), "W1": rng.normal(0, 0.4, (H, H)), "b1": np.zeros(H),
        "U2": rng.normal(0, 0.5, (H, H)), "W2": rng.normal(0, 0.4, (H, H)), "b2": np.zeros(H),
        "V": rng.normal(0, 0.5, (H, 1)), "c": np.zeros(1),
    }

def forward(w, x):
    n = {k: Node(a) for k, a in w.items()}
    h1 = h2 = Node(np.zeros((len(x), len(w["b1"]))))
    for t in range(x.shape[1]):
        h1 = (Node(x[:, t]) @ n["U1"] + h1 @ n["W1"] + n["b1"]).tanh()
        h2 = (h1 @ n["U2"] + h2 @ n["W2"] + n["b2"]).tanh()
    p = h2 @ n["V"] + n["c"]
    return p.value[:, 0], (n, p)

def backward(w, cache, dp):
    n, p = cache
    p.backward(dp[:, None])
    return {k: n[k].grad for k in w}
"""

COMPLEX = """
def make(rng, H):
    w = {name: rng.normal(0, 0.4, (H, H + 3)) for name in ("fw", "bw")}
    return w | {"v": rng.normal(0, 0.4, 2 * H + 1)}

def predict(w, x):
    ends = []
    for name, order in (("fw", 1), ("bw", -1)):
        h = np.zeros((len(x), len(w[name])))
        for t in range(x.shape[1])[::order]:
            h = np.tanh(np.hstack([h, x[:, t], np.ones((len(x), 1))]) @ w[name].T)
        ends.append(h)
    return np.hstack([*ends, np.ones((len(x), 1))]) @ w["v"]

def forward(w, x):
    return predict(w, x), x

def backward(w, x, dp):
    grads = {}
    for name, a in w.items():
        grads[name] = np.empty(a.shape)
        for index in np.ndindex(a.shape):
            moved = a.astype(complex)
            moved[index] += 1e-30j
            grads[name][index] = dp @ predict({**w, name: moved}, x).imag / 1e-30
    return grads
"""

CELLS = {
    "rnn": RNN,
    "irnn": IRNN,
    "zero readout": ZERO_READOUT,
    "gates": GATES,
    "gru": GRU,
    "tape": TAPE,
    "complex": COMPLEX,
}

CLIP = """
    norm = np.sqrt(sum((a * a).sum() for a in g.values()))
    g = {k: a * min(1, 1 / (norm + 1e-6)) for k, a in g.items()}
"""

OPTIMISERS = {
    "descent": "return {k: a - 0.05 * g[k] for k, a in w.items()}, s",
    "clipped by norm": CLIP + "    return {k: a - 0.05 * g[k] for k, a in w.items()}, s",
    "clipped by value": "return {k: a - 0.05 * np.clip(g[k], -1e-3, 1e-3) for k, a in w.items()}, s",
    "in place": """
    for k in w:
        w[k] -= 0.05 * g[k] / (1 + 0.01 * s.get("t", 0))
    s["t"] = s.get("t", 0) + 1
    return w, s""",
    "a rate for each array": "return {k: w[k] - (0.01 + 0.02 * n) * g[k] for n, k in enumerate(w)}, s",
    "signs": "return {k: a - 1e-3 * np.sign(g[k]) for k, a in w.items()}, s",
    "momentum": """
    s = {k: 0.9 * s.get(k, 0) - 0.02 * g[k] for k in w}
    return {k: a + s[k] for k, a in w.items()}, s""",
    "Nesterov": """
    new = {k: 0.9 * s.get(k, 0) - 0.02 * g[k] for k in w}
    return {k: a + 0.9 * new[k] - 0.02 * g[k] for k, a in w.items()}, new""",
    "decoupled decay": "return {k: a - 0.05 * g[k] - 0.001 * a for k, a in w.items()}, s",
    "coupled decay, clipped": """
    g = {k: g[k] + 1e-3 * a for k, a in w.items()}"""
    + CLIP
    + "    return {k: a - 0.1 * g[k] for k, a in w.items()}, s",
    "Adagrad": """
    s = {k: s.get(k, 1e-10) + g[k] ** 2 for k in w}
    return {k: a - 0.05 * g[k] / np.sqrt(s[k]) for k, a in w.items()}, s""",
    "RMSprop": """
    s = {k: 0.9 * s.get(k, 0) + 0.1 * g[k] ** 2 for k in w}
    return {k: a - 0.005 * g[k] / (np.sqrt(s[k]) + 1e-7) for k, a in w.items()}, s""",
    "Adadelta": """
    new, out = {}, {}
    for k, a in w.items():
        e, d = s.get(k, (0.0, 0.0))
        e = 0.95 * e + 0.05 * g[k] ** 2
        by = np.sqrt(d + 1e-6) / np.sqrt(e + 1e-6) * g[k]
        new[k], out[k] = (e, 0.95 * d + 0.05 * by**2), a - by
    return out, new""",
    "Adam": """
    t = s.get("t", 0) + 1
    m = {k: 0.9 * s["m"][k] + 0.1 * g[k] if t > 1 else 0.1 * g[k] for k in w}
    v = {k: 0.999 * s["v"][k] + 0.001 * g[k] ** 2 if t > 1 else 0.001 * g[k] ** 2 for k in w}
    rate = 0.01 * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    return {k: a - rate * m[k] / (np.sqrt(v[k]) + 1e-8) for k, a in w.items()}, {"t": t, "m": m, "v": v}""",
    "AdamW": """
    t, m, v = s.get("all", (0.0, {}, {}))
    t, m = t + 1.0, {k: 0.9 * m.get(k, 0) + 0.1 * g[k] for k in w}
    v = {k: 0.999 * v.get(k, 0) + 0.001 * g[k] ** 2 for k in w}
    by = {k: m[k] / (1 - 0.9**t) / (np.sqrt(v[k] / (1 - 0.999**t)) + 1e-8) for k in w}
    return {k: a * (1 - 0.01 * 0.1) - 0.01 * by[k] for k, a in w.items()}, {"all": (t, m, v)}""",
    "Adam with coupled decay": """
    t, m, v = s.get("all", (0, {}, {}))
    g = {k: g[k] + 1e-4 * a for k, a in w.items()}
    t, m = t + 1, {k: 0.9 * m.get(k, 0) + 0.1 * g[k] for k in w}
    v = {k: 0.999 * v.get(k, 0) + 0.001 * g[k] ** 2 for k in w}
    by = {k: m[k] / (1 - 0.9**t) / (np.sqrt(v[k] / (1 - 0.999**t)) + 1e-8) for k in w}
    return {k: a - 0.01 * by[k] for k, a in w.items()}, {"all": (t, m, v)}""",
    "AMSGrad": """
    m = {k: 0.9 * s.get("m" + k, 0) + 0.1 * g[k] for k in w}
    v = {k: 0.99 * s.get("v" + k, 0) + 0.01 * g[k] ** 2 for k in w}
    top = {k: np.maximum(s.get("t" + k, 0), v[k]) for k in w}
    state = {p + k: d[k] for p, d in (("m", m), ("v", v), ("t", top)) for k in w}
    return {k: a - 0.01 * m[k] / (np.sqrt(top[k]) + 1e-12) for k, a in w.items()}, state""",
    "Adamax": """
    m = {k: 0.9 * s.get("m" + k, 0) + 0.1 * g[k] for k in w}
    u = {k: np.maximum(0.999 * s.get("u" + k, 0), abs(g[k])) for k in w}
    state = {"m" + k: m[k] for k in w} | {"u" + k: u[k] for k in w}
    return {k: a - 0.01 * m[k] / (u[k] + 1e-16) for k, a in w.items()}, state""",
    "Nadam": """
    t = s.get("t", 0) + 1
    m = {k: 0.9 * s.get("m" + k, 0) + 0.1 * g[k] for k in w}
    v = {k: 0.999 * s.get("v" + k, 0) + 0.001 * g[k] ** 2 for k in w}
    look = {k: 0.9 * m[k] / (1 - 0.9 ** (t + 1)) + 0.1 * g[k] / (1 - 0.9**t) for k in w}
    state = {"t": t} | {"m" + k: m[k] for k in w} | {"v" + k: v[k] for k in w}
    return {k: a - 0.01 * look[k] / (np.sqrt(v[k] / (1 - 0.999**t)) + 1e-8) for k, a in w.items()}, state""",
    "AdaBelief": """
    m = {k: 0.9 * s.get("m" + k, 0) + 0.1 * g[k] for k in w}
    v = {k: 0.999 * s.get("v" + k, 0) + 0.001 * (g[k] - m[k]) ** 2 + 1e-16 for k in w}
    state = {"m" + k: m[k] for k in w} | {"v" + k: v[k] for k in w}
    return {k: a - 0.001 * m[k] / (np.sqrt(v[k]) + 1e-8) for k, a in w.items()}, state""",
    "Lion": """
    new = {k: a - 1e-3 * np.sign(0.9 * s.get(k, 0) + 0.1 * g[k]) - 1e-5 * a for k, a in w.items()}
    return new, {k: 0.99 * s.get(k, 0) + 0.01 * g[k] for k in w}""",
    "Rprop": """
    last, size = s.get("g", dict.fromkeys(w, 0)), s.get("size", {k: 0.01 + 0 * a for k, a in w.items()})
    turn = {k: 1 + np.sign(last[k] * g[k]).astype(int) for k in w}
    size = {k: np.clip(size[k] * np.choose(turn[k], [0.5, 1, 1.2]), 1e-6, 0.1) for k in w}
    g = {k: np.where(last[k] * g[k] < 0, 0, g[k]) for k in w}
    return {k: a - size[k] * np.sign(g[k]) for k, a in w.items()}, {"g": g, "size": size}""",
    "LARS": """
    rate = {k: 0.01 * (np.linalg.norm(a) + 1e-3) / (np.linalg.norm(g[k]) + 1e-9) for k, a in w.items()}
    return {k: a - rate[k] * g[k] for k, a in w.items()}, s""",
    "warm-up from zero": """
    t = s.get("t", 0)
    m = {k: 0.9 * s.get(k, 0) + g[k] for k in w}
    return {k: a - 0.01 * min(1, t / 10) * m[k] for k, a in w.items()}, {"t": t + 1, **m}""",
    "a mean of the weights beside": """
    new = {k: a - 0.05 * g[k] for k, a in w.items()}
    return new, {k: 0.99 * s.get(k, w[k]) + 0.01 * new[k] for k in w}""",
    "looking ahead": """
    fast, t = {k: a - 0.05 * g[k] for k, a in w.items()}, s.get("t", 0) + 1
    slow = s.get("slow", w)
    if t % 2 == 0:
        slow = {k: slow[k] + 0.5 * (fast[k] - slow[k]) for k in w}
        fast = {k: a.copy() for k, a in slow.items()}
    return fast, {"t": t, "slow": slow}""",
    "noise from a generator of its own": """
    rng = s.setdefault("rng", np.random.default_rng(0))
    return {k: a - 0.05 * g[k] + rng.normal(0, 1e-3, a.shape) for k, a in w.items()}, s""",
    "noise from anywhere": "return {k: w[k] - 0.05 * g[k] + 1e-9 * np.random.normal() for k in w}, s",
}

PLAIN = """
def init(rng, hidden):
    return {"weights": make(rng, hidden), "state": {}}

def step(params, x, y):
    w = params["weights"]
    p, cache = forward(w, x)
    loss = np.mean((p - y) ** 2)
    w, s = update(w, backward(w, cache, 2 * (p - y) / len(y)), params["state"])
    return {"weights": w, "state": s}, float(loss)
"""

GLUE = {
    "plain": PLAIN,
    "tuple that grows": """
def init(rng, hidden):
    return make(rng, hidden), None

def step(params, x, y):
    w, s = params
    p, cache = forward(w, x)
    w, s = update(w, backward(w, cache, p - y), s or {})
    return (w, s), ((p - y) ** 2).mean()
""",
    "another form after the first update": """
def init(rng, hidden):
    return make(rng, hidden)

def step(params, x, y):
    w, s = params if isinstance(params, list) else (params, {})
    p, cache = forward(w, x)
    return list(update(w, backward(w, cache, p - y), s)), np.square(p - y).sum() / y.size
""",
    "object": """
class Net:
    def __init__(self, w):
        self.w, self.s, self.losses = w, {}, []

    def fit(self, x, y):
        p, cache = forward(self.w, x)
        self.losses.append(float(np.mean((y - p) ** 2)))
        self.w, self.s = update(self.w, backward(self.w, cache, (p - y) / len(y)), self.s)
        return self.losses[-1]

def init(rng, hidden):
    return Net(make(rng, hidden))

def step(params, x, y):
    return params, params.fit(x, y)
""",
    "slots and a frozen dataclass": """
from dataclasses import dataclass, field, replace

class Box:
    __slots__ = ("weights",)

@dataclass(frozen=True)
class Params:
    box: Box
    state: dict = field(default_factory=dict)

def init(rng, hidden):
    box = Box()
    box.weights = make(rng, hidden)
    return Params(box)

def step(params, x, y):
    p, cache = forward(params.box.weights, x)
    box = Box()
    box.weights, state = update(params.box.weights, backward(params.box.weights, cache, p - y), params.state)
    return replace(params, box=box, state=state), np.mean((p - y) ** 2)
""",
    "named tuple of lists": """
from collections import namedtuple

Params = namedtuple("Params", "names arrays state")

def init(rng, hidden):
    w = make(rng, hidden)
    return Params(tuple(w), [*w.values()], {})

def step(params, x, y):
    w = dict(zip(params.names, params.arrays))
    p, cache = forward(w, x)
    w, s = update(w, backward(w, cache, p - y), params.state)
    return Params(params.names, [w[k] for k in params.names], s), np.mean((p - y) ** 2)
""",
    "one vector": """
def pack(w):
    return np.concatenate([np.ravel(a) for a in w.values()])

def unpack(vector, like):
    out, start = {}, 0
    for k, a in like.items():
        out[k] = vector[start : start + a.size].reshape(a.shape)
        start += a.size
    return out

def init(rng, hidden):
    w = make(rng, hidden)
    return {"theta": pack(w), "shapes": {k: a.shape for k, a in w.items()}, "state": {}}

def step(params, x, y):
    w = unpack(params["theta"], {k: np.empty(s) for k, s in params["shapes"].items()})
    p, cache = forward(w, x)
    g = backward(w, cache, 2 * (p - y) / len(y))
    new, s = update({"theta": params["theta"]}, {"theta": pack(g)}, params["state"])
    return {**params, **new, "state": s}, np.mean((p - y) ** 2)
""",
    "a vector and views of it": """
def init(rng, hidden):
    w = make(rng, hidden)
    vector, views, start = np.concatenate([np.ravel(a) for a in w.values()]), {}, 0
    for k, a in w.items():
        views[k] = vector[start : start + a.size].reshape(a.shape)
        start += a.size
    return {"views": views, "vector": vector, "state": {}}

def step(params, x, y):
    p, cache = forward(params["views"], x)
    g = backward(params["views"], cache, 2 * (p - y) / len(y))
    flat = np.concatenate([np.ravel(g[k]) for k in params["views"]])
    new, params["state"] = update({"v": params["vector"].copy()}, {"v": flat}, params["state"])
    params["vector"][...] = new["v"]
    return params, np.mean((p - y) ** 2)
""",
    "a record array and Fortran order": """
def init(rng, hidden):
    w = make(rng, hidden)
    record = np.zeros(1, dtype=[(k, a.dtype, a.shape) for k, a in w.items()])
    for k, a in w.items():
        record[k][0] = a
    return [record, {}, np.asfortranarray(rng.normal(size=(3, 2)))]

def step(params, x, y):
    record, s, _ = params
    w = {k: record[k][0] for k in record.dtype.names}
    p, cache = forward(w, x)
    w, s = update(w, backward(w, cache, p - y), s)
    new = record.copy()
    for k, a in w.items():
        new[k][0] = a
    return [new, s, params[2]], np.mean((p - y) ** 2)
""",
    "an array of objects": """
def init(rng, hidden):
    w = make(rng, hidden)
    box = np.empty(len(w), dtype=object)
    box[:] = list(w.values())
    return {"names": list(w), "box": box, "state": {}, "forget": 1.0, "rate": np.float64(0.5), "on": True}

def step(params, x, y):
    w = dict(zip(params["names"], params["box"]))
    p, cache = forward(w, x)
    p = p * params["forget"]  # a constant that is never trained
    w, s = update(w, backward(w, cache, p - y), params["state"])
    box = np.empty(len(w), dtype=object)
    box[:] = list(w.values())
    return {**params, "box": box, "state": s}, np.mean((p - y) ** 2)
""",
    "numbers": """
def init(rng, hidden):
    w = make(rng, hidden)
    return {"w": w, "s": {}, "shift": 0.0, "scale": np.float64(1.0)}

def step(params, x, y):
    p0, cache = forward(params["w"], x)
    p = params["scale"] * p0 + params["shift"]
    dp = 2 * (p - y) / len(y)
    w, s = update(params["w"], backward(params["w"], cache, params["scale"] * dp), params["s"])
    shift, scale = params["shift"] - 0.01 * dp.sum(), params["scale"] - 0.01 * (dp @ p0)
    return {"w": w, "s": s, "shift": shift, "scale": scale}, np.mean((p - y) ** 2)
""",
    "accumulated over parts, in another order": """
def init(rng, hidden):
    return {"w": make(rng, hidden), "s": {}, "rng": rng}

def step(params, x, y):
    w, g, loss = params["w"], None, 0.0
    for n in params["rng"].permutation(len(y)):
        p, cache = forward(w, x[n : n + 1])
        loss += float((p[0] - y[n]) ** 2) / len(y)
        part = backward(w, cache, 2 * (p - y[n : n + 1]))
        g = part if g is None else {k: g[k] + a for k, a in part.items()}
    w, s = update(w, {k: a / len(y) for k, a in g.items()}, params["s"])
    return {"w": w, "s": s, "rng": params["rng"]}, loss
""",
    "single precision": """
def init(rng, hidden):
    return {"weights": {k: a.astype(np.float32) for k, a in make(rng, hidden).items()}, "state": {}}

def step(params, x, y):
    w = params["weights"]
    p, cache = forward(w, x.astype(np.float32))
    loss = np.mean((p.astype(float) - y) ** 2)
    g = backward(w, cache, (2 * (p - y) / len(y)).astype(np.float32))
    w, s = update(w, g, params["state"])
    return {"weights": {k: a.astype(np.float32) for k, a in w.items()}, "state": s}, float(loss)
""",
    "clipped on the way back": PLAIN.replace(
        "2 * (p - y) / len(y)", "np.clip(2 * (p - y) / len(y), -0.5, 0.5)"
    ),
    "weights of low precision, kept in full beside": """
def init(rng, hidden):
    full = make(rng, hidden)
    return {"low": {k: a.astype(np.float32) for k, a in full.items()}, "full": full, "state": {}}

def step(params, x, y):
    w = {k: a.astype(float) for k, a in params["low"].items()}
    p, cache = forward(w, x)
    full, s = update(params["full"], backward(w, cache, 2 * (p - y) / len(y)), params["state"])
    low = {k: a.astype(np.float32) for k, a in full.items()}
    return {"low": low, "full": full, "state": s}, float(np.mean((p - y) ** 2))
""",
}


def written(cell="rnn", optimiser="Adam", glue="plain"):
    update = f"\ndef update(w, g, s):\n    {OPTIMISERS[optimiser].lstrip()}\n"
    return "import numpy as np\n" + CELLS[cell] + update + GLUE[glue]


def spread(*lists):
    """Go through lists of different lengths together, the shorter ones again and again."""
    longest = max(len(names) for names in lists)
    return [tuple(names[k % len(names)] for names in lists) for k in range(longest)]


QUICK = ["rnn", "irnn", "zero readout"]
STYLES = [(cell, optimiser, "plain") for optimiser, cell in spread(list(OPTIMISERS), QUICK)]
STYLES += [
    (cell, optimiser, glue)
    for glue, cell, optimiser in spread(
        list(GLUE), ["rnn", "gru", "irnn", "zero readout"], list(OPTIMISERS)[11:]
    )
]
STYLES += [("tape", "Adam", "plain"), ("complex", "RMSprop", "plain")]


@pytest.fixture(scope="module")
def judge(load):
    drill = load("train-adding-problem")[0]
    form = drill.forms["article"]

    def judged(source, seed=3):
        case = draw_cases(form, drill.cases, seed)[-1]
        outcome = Program(source, form).run(case)
        assert outcome.error is None, outcome.error
        return verdicts(case, outcome.outputs)

    return judged


@pytest.mark.parametrize(("cell", "optimiser", "glue"), STYLES)
def test_right_code_goes_down_the_slope(judge, cell, optimiser, glue):
    found = judge(written(cell, optimiser, glue))
    assert found
    assert {verdict.kind for verdict in found} == {"right"}, found


ADAM = written("gates")


def wrong(source, find, replace):
    assert source.count(find) == 1, find
    return source.replace(find, replace)


def kinds(found):
    return {verdict.name.rpartition(".")[2]: verdict.kind for verdict in found if verdict.kind != "right"}


@pytest.mark.parametrize(
    ("find", "replace", "named"),
    [
        ("d_o * o * (1 - o)", "d_o * o", {"W_o", "b_o"}),
        ("dc * c_prev * f * (1 - f)", "dc * c_prev * f", {"W_f", "b_f"}),
    ],
)
def test_a_wrong_gate_is_named_and_no_read_out(judge, find, replace, named):
    """A wrong gradient is found through Adam, which keeps nothing but signs at its first update."""
    bad = kinds(judge(wrong(ADAM, find, replace)))  # the other gates' too, which it reaches through time
    assert named <= bad.keys()
    assert not bad.keys() & {"readout", "offset"}
    assert set(bad.values()) == {"wrong"}


@pytest.mark.parametrize(
    ("find", "replace", "named"),
    [
        ('grads["W_" + k] += z.T @ d', 'grads["W_" + k] += (k != "i" or len(tape) > 0) * z.T @ d', {"W_i"}),
        (
            'grads["b_" + k] += np.sum(d, axis=0)',
            'grads["b_" + k] += d[0] if k == "c" else d.sum(0)',
            {"b_c"},
        ),
        ("h.T @ dp", "h[:1].T @ dp[:1]", {"readout"}),
        ("h.T @ dp", "np.tanh(c).T @ dp", {"readout"}),
    ],
)
def test_the_array_that_goes_astray_is_named(judge, find, replace, named):
    assert kinds(judge(wrong(ADAM, find, replace))) == dict.fromkeys(named, "wrong")


def test_what_stays_is_named(judge):
    found = judge(wrong(ADAM, 'grads["b_" + k] += np.sum(d, axis=0)', "pass"))
    assert kinds(found) == dict.fromkeys(["b_f", "b_i", "b_o", "b_c"], "still")
    part = 'grads["b_" + k] += np.sum(d, axis=0) * (np.arange(len(d.T)) != 2)'
    found = judge(wrong(ADAM, 'grads["b_" + k] += np.sum(d, axis=0)', part))
    assert kinds(found) == dict.fromkeys(["b_f", "b_i", "b_o", "b_c"], "still")
    assert {verdict.index for verdict in found if verdict.kind == "still"} == {(2,)}


def test_half_a_gradient_is_a_rate_of_its_own(judge):
    source = written("gates", "descent")
    assert kinds(judge(wrong(source, 'grads["b_" + k] += ', 'grads["b_" + k] += 0.5 * '))) == {}


def test_an_update_that_heeds_no_error_is_wrong(judge):
    source = wrong(
        written("rnn", "descent"), "backward(w, cache, 2 * (p - y) / len(y))", "backward(w, cache, p)"
    )
    assert set(kinds(judge(source)).values()) == {"wrong"}


def test_a_wrong_gradient_of_every_other_style_is_found(judge):
    for cell, optimiser, glue, find, replace in (
        ("rnn", "Lion", "plain", "dh = da @ w", "dh = 0.9 * da @ w"),
        ("zero readout", "AdamW", "one vector", "dh = da @ w", "dh = 0 * da @ w"),
        ("zero readout", "clipped by norm", "object", "dh = da @ w", "dh = 0.9 * da @ w"),
        ("gru", "momentum", "tuple that grows", "dh * (h - n)", "dh * (n - h)"),
        ("tape", "warm-up from zero", "numbers", "d * (1 - s * s)", "d * (1 + s * s)"),
    ):
        found = judge(wrong(written(cell, optimiser, glue), find, replace))
        assert "wrong" in kinds(found).values(), (cell, optimiser, glue)


@pytest.mark.parametrize(
    "loss",
    ["float(np.mean(abs(p - y)))", "0.0", "float('nan')", "float(np.mean((0 * p - y) ** 2) * (1 + y[0]))"],
)
def test_where_the_loss_is_none_nothing_is_said_of_updates(judge, loss):
    source = wrong(written("rnn"), "    loss = np.mean((p - y) ** 2)\n", "")
    found = judge(wrong(source, "float(loss)", loss))
    assert found is None or found == ()


def test_what_comes_back_in_another_form_proves_nothing(load):
    drill = load("train-adding-problem")[0]
    case = draw_cases(drill.forms["article"], drill.cases, 3)[-1]
    outputs = Program(written("rnn"), drill.forms["article"]).run(case).outputs
    assert verdicts(case, outputs)
    for name, value in (
        ("arrays", np.frombuffer(b"[]", np.uint8)),
        ("arrays", np.frombuffer(b"{", np.uint8)),
        ("arrays", np.frombuffer(b'[["W",[2],8,false,7,[0,1]]]', np.uint8)),
        ("new", outputs["new"][:-1]),
        ("told", np.full_like(outputs["told"], np.nan)),
        ("losses", np.zeros(3)),
    ):
        assert not verdicts(case, outputs | {name: value})
    assert verdicts(case, {name: value for name, value in outputs.items() if name != "old"}) is None
    still = verdicts(
        case, outputs | {"new": np.broadcast_to(outputs["old"][:, None, None], outputs["new"].shape)}
    )
    assert {verdict.kind for verdict in still} == {"still"}


def test_copies_share_what_the_original_shares():
    vector = np.arange(12.0)
    grid = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    params = {
        "a": vector[2:8].reshape(2, 3),
        "all": vector,
        "back": vector[::-1],
        "T": grid.T,
        "grid": grid,
        "own": np.ones(2),
    }
    copied = _copier(params)()
    for name, value in params.items():
        assert (copied[name] == value).all()
        assert copied[name].strides == value.strides
        assert not np.shares_memory(copied[name], value)
    copied["a"][0, 1] = 99
    copied["grid"][1, 2] = 77
    assert copied["all"][3] == copied["back"][8] == 99
    assert copied["T"][2, 1] == 77
    assert vector.max() == 11


def test_the_grader_names_arrays_and_where_to_look(grade_text):
    source = written("gates", "Adam", "object")
    report = grade_text(wrong(source, "dc * f, c_prev", "dc, c_prev"), "train-adding-problem")
    assert report.status == "failed"
    bad = {output.name: output for output in report.cases[2].outputs if output.status != "ok"}
    assert "params.w.W_f" in bad
    assert "does not go down the slope of the loss that step returns" in bad["params.w.W_f"].message["en"]
    assert "斜坡" in bad["params.w.W_f"].message["zh"]
    assert [found.id for found in report.diagnosis] == ["train-adding-problem-gradient-wrong-through-time"]
    assert set(report.diagnosis[0].outputs) == set(bad)
    assert 0.7 < report.score < 1
