"""Drills of whole sequences: what is drawn for them, code in other styles, and mistakes made in such code."""

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizrnn.bank.drills import Case
from quizrnn.bank.drills_load import load_drill
from quizrnn.drills.cases import draw_cases
from quizrnn.drills.workspace import starter
from quizrnn.paths import content_dir

SIGMOID = """
import numpy as np

def sigmoid(a):
    e = np.exp(-np.abs(a))
    return np.where(a >= 0, 1, e) / (1 + e)
"""

# all gates in one product, states kept in arrays with the initial one in front
LSTM = (
    SIGMOID
    + """
ORDER = "ifoc"

def pack(params):
    return np.vstack([params["W_" + k] for k in ORDER]), np.hstack([params["b_" + k] for k in ORDER])

def run(x, h0, c0, params, mask=None):
    W, b = pack(params)
    N, T, D = x.shape
    H = h0.shape[1]
    h, c = np.empty((T + 1, N, H)), np.empty((T + 1, N, H))
    h[0], c[0] = h0, c0
    acts = []
    for t in range(T):
        a = h[t] @ W[:, :H].T + x[:, t] @ W[:, H:].T + b
        i, f, o = (sigmoid(a[:, k * H : (k + 1) * H]) for k in range(3))
        g = np.tanh(a[:, 3 * H :])
        c[t + 1] = f * c[t] + i * g
        h[t + 1] = o * np.tanh(c[t + 1])
        if mask is not None:
            m = mask[:, t : t + 1]
            h[t + 1] = m * h[t + 1] + (1 - m) * h[t]
            c[t + 1] = m * c[t + 1] + (1 - m) * c[t]
        acts.append((i, f, o, g))
    return np.ascontiguousarray(h[1:].transpose(1, 0, 2)), c[T], (x, h, c, acts, W, H)

def back(dhs, dc, cache):
    x, h, c, acts, W, H = cache
    dW, db = np.zeros_like(W), np.zeros(4 * H)
    dx = np.zeros_like(x)
    dh = np.zeros_like(dc)
    for t in range(len(acts) - 1, -1, -1):
        i, f, o, g = acts[t]
        dh = dh + dhs[:, t]
        tc = np.tanh(c[t + 1])
        dc = dc + dh * o * (1 - tc * tc)
        da = np.hstack([
            dc * g * i * (1 - i), dc * c[t] * f * (1 - f), dh * tc * o * (1 - o), dc * i * (1 - g * g)
        ])
        dW += np.hstack([da.T @ h[t], da.T @ x[:, t]])
        db += da.sum(0)
        dx[:, t] = da @ W[:, H:]
        dh, dc = da @ W[:, :H], dc * f
    grads = {"dW_" + k: v for k, v in zip(ORDER, np.vsplit(dW, 4))}
    return dx, dh, dc, grads | {"db_" + k: v for k, v in zip(ORDER, np.split(db, 4))}
"""
)
SEQUENCE = (
    LSTM
    + """
def lstm_forward(x, h0, c0, params):
    return run(x, h0, c0, params)

def lstm_backward(dhs, dc_T, cache):
    dx, dh, dc, grads = back(dhs, dc_T, cache)
    return {"dx": dx, "dh0": dh, "dc0": dc} | grads

def lstm_forward_masked(x, h0, c0, mask, params):
    return run(x, h0, c0, params, mask)
"""
)
BOTH = (
    LSTM
    + """
def bilstm_forward(x, params_fw, params_bw):
    zero = np.zeros((len(x), params_fw["b_f"].size))
    fw, _, cache_fw = run(x, zero, zero, params_fw)
    bw, _, cache_bw = run(np.flip(x, 1), zero, zero, params_bw)
    return np.dstack([fw, np.flip(bw, 1)]), [cache_fw, cache_bw]

def bilstm_backward(dhs, cache):
    H = dhs.shape[-1] // 2
    zero = np.zeros((len(dhs), H))
    dx, _, _, fw = back(dhs[..., :H], zero, cache[0])
    dx_bw, _, _, bw = back(np.flip(dhs[..., H:], 1), zero, cache[1])
    return {"dx": dx + np.flip(dx_bw, 1), "fw": fw, "bw": bw}

def stacked_bilstm_forward(x, layers):
    (fw1, bw1), (fw2, bw2) = layers
    return bilstm_forward(bilstm_forward(x, fw1, bw1)[0], fw2, bw2)[0]
"""
)
GRU = (
    SIGMOID
    + """
def gru_forward(x, h0, params):
    H, keep, h = h0.shape[1], [], h0
    for x_t in x.transpose(1, 0, 2):
        z, r = (sigmoid(np.hstack([h, x_t]) @ params["W_" + k].T + params["b_" + k]) for k in "zr")
        W = params["W_h"]
        n = np.tanh((r * h) @ W[:, :H].T + x_t @ W[:, H:].T + params["b_h"])
        keep.append((x_t, h, z, r, n))
        h = h + z * (n - h)
    states = [k[1] for k in keep[1:]] + [h]
    return np.stack(states, axis=1), (keep, params)

def gru_backward(dhs, cache):
    keep, params = cache
    H = dhs.shape[2]
    grads = {"d" + k: 0 * v for k, v in params.items()}
    dxs, dh = [], 0
    for t in range(len(keep))[::-1]:
        x, h, z, r, n = keep[t]
        dh = dh + dhs[:, t]
        da = {"h": dh * z * (1 - n**2), "z": dh * (n - h) * z * (1 - z)}
        drh = (da["h"] @ params["W_h"])[:, :H]
        da["r"] = drh * h * r * (1 - r)
        for k in "zrh":
            grads["dW_" + k] += da[k].T @ np.hstack([r * h if k == "h" else h, x])
            grads["db_" + k] += da[k].sum(0)
        dxs.append(sum(da[k] @ params["W_" + k][:, H:] for k in "zrh"))
        dh = dh * (1 - z) + drh * r + sum(da[k] @ params["W_" + k][:, :H] for k in "zr")
    return {"dx": np.stack(dxs[::-1], axis=1), "dh0": dh} | grads
"""
)
STYLES = {
    "lstm-forward": SEQUENCE,
    "lstm-backward": SEQUENCE,
    "lstm-forward-masked": SEQUENCE,
    "gru-forward": GRU,
    "gru-backward": GRU,
    "bilstm-forward": BOTH,
    "bilstm-backward": BOTH,
    "stacked-bilstm-forward": BOTH,
}
"""By drill: right code that is written in another way than the solution."""

MISTAKES = [
    ("lstm-forward", "h[0], c[0] = h0, c0", "h[0], c[0] = h0, h0", ["cell-starts-as-hidden"]),
    ("lstm-forward", "h[0], c[0] = h0, c0", "h[0], c[0] = 0, c0", ["initial-hidden-ignored"]),
    ("lstm-forward", "a = h[t] @", "a = h[0] @", ["hidden-never-carried"]),
    ("lstm-forward", "c[t + 1] = f * c[t] +", "c[t + 1] = f * c[0] +", ["cell-never-carried"]),
    ("lstm-backward", "dh = dh + dhs[:, t]", "dh = dhs[:, t]", ["recurrent-gradient-dropped"]),
    ("lstm-backward", "dh = dh + dhs[:, t]", "pass", ["upstream-not-added"]),
    (
        "lstm-backward",
        "range(len(acts) - 1, -1, -1)",
        "range(len(acts) - 1, 0, -1)",
        ["loop-stops-before-first"],
    ),
    ("lstm-backward", "range(len(acts) - 1, -1, -1)", "range(len(acts))", ["loop-forward-in-time"]),
    ("lstm-backward", "dW += np.hstack", "dW = np.hstack", ["weight-gradients-overwritten"]),
    ("lstm-backward", '"dh0": dh,', '"dh0": dhs[:, 0],', ["initial-gradient-is-first-upstream"]),
    ("lstm-forward-masked", "m * h[t + 1] + (1 - m) * h[t]", "m * h[t + 1]", ["hidden-zeroed"]),
    ("lstm-forward-masked", "m = mask[:, t : t + 1]", "m = 1 - mask[:, t : t + 1]", ["mask-inverted"]),
    ("lstm-forward-masked", "c[t + 1] = m * c[t + 1] + (1 - m) * c[t]", "pass", ["mask-on-hidden-only"]),
    ("gru-backward", "dh = dh + dhs[:, t]", "dh = dhs[:, t]", ["recurrent-gradient-dropped"]),
    ("gru-backward", "dxs[::-1]", "dxs", ["input-gradients-in-visiting-order"]),
    ("gru-backward", "(n - h) * z * (1 - z)", "n * z * (1 - z)", ["update-gradient-of-candidate-only"]),
    ("gru-forward", "h = h + z * (n - h)", "h = z * h + (1 - z) * n", ["update-gate-keeps"]),
    ("bilstm-forward", "np.dstack([fw, np.flip(bw, 1)])", "np.dstack([fw, bw])", ["states-not-turned-back"]),
    ("bilstm-forward", "zero, zero, params_bw)", "zero, zero, params_fw)", ["same-weights-for-both"]),
    ("bilstm-backward", "dx + np.flip(dx_bw, 1)", "dx + dx_bw", ["input-gradient-not-turned-back"]),
    ("bilstm-backward", "back(np.flip(dhs[..., H:], 1),", "back(dhs[..., H:],", ["upstream-not-reversed"]),
    ("stacked-bilstm-forward", "np.flip(x, 1), zero", "x, zero", ["input-not-reversed"]),
]


@pytest.mark.parametrize("name", STYLES)
def test_right_code_passes_in_another_style(grade_text, name):
    report = grade_text(STYLES[name], name)
    assert report.status == "passed"
    assert report.warnings == ()
    if name.endswith("backward"):
        assert report.gradient_check.consistent_with_own_forward


@pytest.mark.parametrize(("name", "right", "wrong", "known"), MISTAKES, ids=lambda value: str(value)[:40])
def test_a_mistake_is_known_in_another_style(grade_text, name, right, wrong, known):
    source = STYLES[name]
    assert source.count(right) == 1
    report = grade_text(source.replace(right, wrong), name)
    assert report.status == "failed"
    found = [item.id.removeprefix(f"{name}-") for item in report.diagnosis if item.id.startswith(f"{name}-")]
    assert found == known


def test_two_mistakes_are_named_as_two(grade_text):
    source = SEQUENCE.replace("dh = dh + dhs[:, t]", "dh = dhs[:, t]").replace("da.sum(0)", "da[0]")
    report = grade_text(source, "lstm-backward")
    found = {item.id.removeprefix("lstm-backward-") for item in report.diagnosis}
    assert found == {"recurrent-gradient-dropped", "bias-gradients-of-first-example"}


def test_gradients_in_a_dict_are_checked_against_the_own_forward(grade_text):
    turned = BOTH.replace("np.dstack([fw, np.flip(bw, 1)])", "np.dstack([fw, bw])")
    report = grade_text(
        turned.replace("back(np.flip(dhs[..., H:], 1),", "back(dhs[..., H:],"), "bilstm-backward"
    )
    assert report.status == "failed"
    assert report.gradient_check.consistent_with_own_forward
    report = grade_text(
        BOTH.replace('"bw": bw}', '"bw": {k: 1.01 * v for k, v in bw.items()}}'), "bilstm-backward"
    )
    assert not report.gradient_check.consistent_with_own_forward


def form_of(name):
    return load_drill(content_dir() / "drills" / f"{name}.yaml").forms["article"]


def draw(name, seed=0, **case):
    return draw_cases(form_of(name), [Case(**{"name": "c", "title": "c"} | case)], seed)[0]


@given(st.integers(0, 2**31 - 1), st.sampled_from(["random", "zeros", "strided", "large"]))
def test_masks_hold_zeros_and_ones_at_both_ends(seed, kind):
    case = draw("lstm-forward-masked", seed, kind=kind)
    mask = case.argument("mask")
    assert mask.dtype == np.float64
    assert set(np.unique(mask)) == {0.0, 1.0}
    assert 0 in mask[:, 0]
    assert 1 in mask[:, 0]
    assert 0 in mask[:, -1]
    assert mask.flags.c_contiguous == (kind != "strided")


@given(st.integers(0, 2**31 - 1))
def test_a_single_row_or_column_of_a_mask_holds_both(seed):
    for sizes in ({"N": 1}, {"T": 1}):
        assert set(np.unique(draw("lstm-forward-masked", seed, sizes=sizes).argument("mask"))) == {0.0, 1.0}


def test_layers_are_tuples_of_dicts_with_arrays_of_their_own():
    case = draw("stacked-bilstm-forward")
    layers = case.argument("layers")
    H, D = case.sizes["H"], case.sizes["D"]
    assert [len(layer) for layer in layers] == [2, 2]
    assert [layer[0]["W_f"].shape for layer in layers] == [(H, H + D), (H, 3 * H)]
    arrays = [params["b_o"] for layer in layers for params in layer]
    assert len({array.tobytes() for array in arrays}) == 4
    saturated = draw("stacked-bilstm-forward", kind="saturated").argument("layers")
    assert all(np.abs(params["b_f"]).max() > 40 for layer in saturated for params in layer)


def test_starters_say_what_is_in_a_list_and_that_a_mask_is_one():
    text = starter(load_drill(content_dir() / "drills/stacked-bilstm-forward.yaml"), "article", "en")
    assert "layers: [(params_fw_1, params_bw_1), (params_fw_2, params_bw_2)]" in text
    assert text.count("W_f: (H, 3*H)") == 2
    masked = starter(load_drill(content_dir() / "drills/lstm-forward-masked.yaml"), "article", "zh")
    assert "mask: (N, T), 0 or 1" in masked


def test_a_case_of_another_form_has_no_lists():
    case = draw("lstm-forward")
    assert case.lists == {}
    with pytest.raises(KeyError):
        msgspec.structs.replace(case, lists={"layers": [["params_fw_1"]]}).argument("layers")
