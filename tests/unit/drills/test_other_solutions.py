"""Right code in other people's style passes: the drills ask for numbers, not for the shipped wording."""

import pytest

from quizrnn.bank.drills_load import load_with_solutions
from quizrnn.drills.grade import grade
from quizrnn.paths import content_dir

FORWARD = """
def rnn_forward(x, h0, params):
    xu = np.einsum("ntd,hd->nth", x, params["U"]) + params["b"]
    states = [h0]
    for t in range(x.shape[1]):
        states.append(np.tanh(xu[:, t] + np.dot(states[-1], params["W"].transpose())))
    return np.stack(states[1:], axis=1), {"x": x, "states": states, "params": params}
"""

SOLUTIONS = {
    "sigmoid plain": """
def sigmoid(a):
    with np.errstate(over="ignore"):
        return 1.0 / (1.0 + np.exp(-a))
""",
    "sigmoid by tanh": """
def sigmoid(a):
    return 0.5 * (np.tanh(0.5 * a) + 1)
""",
    "sigmoid by masks": """
def sigmoid(a):
    s = np.zeros_like(a)
    positive = a >= 0
    s[positive] = 1 / (1 + np.exp(-a[positive]))
    z = np.exp(a[~positive])
    s[~positive] = z / (1 + z)
    return s
""",
    "sigmoid by logaddexp": """
def sigmoid(a):
    return np.exp(-np.logaddexp(0, -a))
""",
    "softmax-cross-entropy by one-hot": """
def softmax_cross_entropy(logits, targets):
    N, K = logits.shape
    Y = np.eye(K)[targets]
    top = logits.max(axis=1)
    lse = top + np.log(np.exp(logits - top[:, None]).sum(axis=1))
    loss = float(np.mean(lse - (logits * Y).sum(axis=1)))
    e = np.exp(logits - np.max(logits, axis=-1, keepdims=True))
    return loss, (e / e.sum(axis=-1, keepdims=True) - Y) / N
""",
    "softmax-cross-entropy by loops": """
def softmax_cross_entropy(logits, targets):
    N = logits.shape[0]
    loss, d = 0.0, np.empty_like(logits)
    for n in range(N):
        row = logits[n] - logits[n].max()
        total = np.exp(row).sum()
        loss += np.log(total) - row[targets[n]]
        d[n] = np.exp(row) / total
        d[n, targets[n]] -= 1
    d /= N
    return loss / N, d
""",
    "rnn-cell-forward by concatenation": """
def rnn_cell_forward(x_t, h_prev, params):
    both = np.hstack([x_t, h_prev])
    h = np.tanh(both.dot(np.hstack([params["U"], params["W"]]).T) + params["b"].reshape(1, -1))
    return h, (both, h, params)
""",
    "rnn-cell-backward by einsum": """
def rnn_cell_forward(x_t, h_prev, params):
    a = np.einsum("nd,hd->nh", x_t, params["U"]) + np.einsum("nk,hk->nh", h_prev, params["W"]) + params["b"]
    return np.tanh(a), (x_t, h_prev, a, params)


def rnn_cell_backward(dh_t, cache):
    x, h, a, params = cache
    da = dh_t - dh_t * np.square(np.tanh(a))
    grads = dict(db=np.ones(len(da)) @ da, dW=np.einsum("nh,nk->hk", da, h), dU=np.outer(da[0], x[0]))
    for n in range(1, len(da)):
        grads["dU"] += np.outer(da[n], x[n])
    return grads | dict(dx_t=np.einsum("nh,hd->nd", da, params["U"]), dh_prev=np.dot(da, params["W"]))
""",
    "rnn-forward by stacking": FORWARD,
    "rnn-backward with all products at the end": FORWARD
    + """

def rnn_backward(dhs, cache):
    x, states, params = cache["x"], cache["states"], cache["params"]
    da, carry = np.zeros(dhs.shape), 0
    for t in range(dhs.shape[1] - 1, -1, -1):
        da[:, t] = (dhs[:, t] + carry) * (1 - states[t + 1] ** 2)
        carry = da[:, t] @ params["W"]
    before = np.stack(states[:-1], axis=1)
    return {
        "dx": da @ params["U"],
        "dh0": carry,
        "dU": np.einsum("nth,ntd->hd", da, x),
        "dW": np.tensordot(da, before, axes=([0, 1], [0, 1])),
        "db": da.sum((0, 1)),
    }
""",
    "rnn-backward-truncated lag by lag": FORWARD
    + """

def rnn_backward_truncated(dhs, cache, window):
    x, params = cache["x"], cache["params"]
    hs = np.stack(cache["states"], axis=1)
    slope = 1 - hs[:, 1:] ** 2
    part = dhs * slope
    da = part.copy()
    for lag in range(1, min(window, dhs.shape[1])):
        part = (part[:, 1:] @ params["W"]) * slope[:, :-lag]
        da[:, :-lag] += part
    return {
        "dx": da @ params["U"],
        "dh0": da[:, 0] @ params["W"],
        "dU": np.einsum("nth,ntd->hd", da, x),
        "dW": np.einsum("nth,ntk->hk", da, hs[:, :-1]),
        "db": da.sum((0, 1)),
    }
""",
    "clip-by-value in place": """
def clip_by_value(grads, threshold):
    for g in grads.values():
        np.clip(g, -threshold, threshold, out=g)
    return grads
""",
    "clip-by-value by two bounds": """
def clip_by_value(grads, threshold):
    lower = {k: np.where(v < -threshold, -threshold, v) for k, v in grads.items()}
    return {k: np.where(v > threshold, threshold, v) for k, v in lower.items()}
""",
    "clip-by-global-norm by one vector": """
def clip_by_global_norm(grads, max_norm):
    norm = float(np.linalg.norm(np.concatenate([g.ravel() for g in grads.values()])))
    if norm > max_norm:
        return {k: max_norm * (g / norm) for k, g in grads.items()}, norm
    return dict(grads), norm
""",
    "gradient-norms by singular values": """
def gradient_norms(x, h0, params):
    W, h, steps = params["W"], h0[0], []
    for x_t in x[0]:
        h = np.tanh(params["U"] @ x_t + W @ h + params["b"])
        steps.append(np.diag(1 - h * h) @ W)
    J, found = np.identity(len(W)), []
    for step in steps[::-1]:
        found.insert(0, np.linalg.svd(J, compute_uv=False)[0])
        J = J @ step
    return np.array(found)
""",
}


@pytest.mark.parametrize("name", SOLUTIONS)
def test_passes(name, tmp_path):
    folder = content_dir() / "drills"
    drill, solutions = load_with_solutions(folder / f"{name.split()[0]}.yaml")
    path = tmp_path / "mine.py"
    path.write_text("import numpy as np\n\n" + SOLUTIONS[name], encoding="utf-8")
    for seed in (11, None):
        found = grade(drill, solution=solutions["article"], path=path, seed=seed)
        assert found.status == "passed", [(case.name, case.message, case.outputs) for case in found.cases]
