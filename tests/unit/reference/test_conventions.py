"""Layouts: there and back, beside PyTorch, and by the formulas of the other convention."""

import numpy as np
import pytest

from quizrnn.errors import QuizrnnError
from quizrnn.reference import conventions
from quizrnn.reference.activations import sigmoid
from quizrnn.reference.gradcheck import relative_error
from quizrnn.reference.gru import gru_cell_forward
from quizrnn.reference.lstm import lstm_backward, lstm_cell_forward, lstm_forward
from quizrnn.reference.rnn import rnn_forward

N, T, D, H = 3, 4, 5, 6


def draw(rng, gates):
    params = {f"W_{k}": rng.normal(size=(H, H + D)) for k in gates}
    return params | {f"b_{k}": rng.normal(size=H) for k in gates}


def assert_same(a, b):
    assert a.keys() == b.keys()
    for name in a:
        np.testing.assert_array_equal(a[name], b[name])


def test_there_and_back():
    rng = np.random.default_rng(0)
    lstm, gru = draw(rng, "fico"), draw(rng, "zrh")
    rnn = {"U": rng.normal(size=(H, D)), "W": rng.normal(size=(H, H)), "b": rng.normal(size=H)}
    assert_same(conventions.rnn_from_pytorch(conventions.rnn_to_pytorch(rnn)), rnn)
    back = conventions.lstm_from_pytorch(conventions.lstm_to_pytorch(lstm))
    assert_same({name: back[name] for name in lstm}, lstm)
    back = conventions.lstm_from_cs231n(conventions.lstm_to_cs231n(lstm))
    assert_same({name: back[name] for name in lstm}, lstm)
    back = conventions.gru_from_keras(conventions.gru_to_keras(gru))
    assert_same({name: back[name] for name in gru}, gru)


def test_cs231n_by_its_own_formula():
    rng = np.random.default_rng(1)
    params = draw(rng, "fico")
    Wx, Wh, b = conventions.lstm_to_cs231n(params)
    x, h, c = rng.normal(size=(N, D)), rng.normal(size=(N, H)), rng.normal(size=(N, H))
    i, f, o, g = np.split(x @ Wx + h @ Wh + b, 4, axis=1)
    next_c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    h_t, c_t, _ = lstm_cell_forward(x, h, c, params)
    assert relative_error(c_t, next_c) < 1e-14
    assert relative_error(h_t, sigmoid(o) * np.tanh(next_c)) < 1e-14


def test_keras_gru_by_its_own_formula():
    rng = np.random.default_rng(2)
    params = draw(rng, "zrh")
    kernel, recurrent, b = conventions.gru_to_keras(params)
    x, h = rng.normal(size=(N, D)), rng.normal(size=(N, H))
    assert kernel.shape == (D, 3 * H)
    assert recurrent.shape == (H, 3 * H)
    xz, xr, xh = np.split(x @ kernel + b, 3, axis=1)
    z, r = sigmoid(xz + h @ recurrent[:, :H]), sigmoid(xr + h @ recurrent[:, H : 2 * H])
    n = np.tanh(xh + (r * h) @ recurrent[:, 2 * H :])
    assert relative_error(gru_cell_forward(x, h, params)[0], z * h + (1 - z) * n) < 1e-14


def test_two_rows_of_bias_are_another_function():
    layer = conventions.PackedLayer(np.zeros((D, 3 * H)), np.zeros((H, 3 * H)), np.zeros((2, 3 * H)))
    with pytest.raises(QuizrnnError, match="reset_after=True"):
        conventions.gru_from_keras(layer)


def test_pytorch_runs_them_and_its_gradients_come_back():
    torch = pytest.importorskip(
        "torch", reason="PyTorch is not installed: the layouts are not compared with it"
    )
    rng = np.random.default_rng(3)
    params, x, dhs = draw(rng, "fico"), rng.normal(size=(N, T, D)), rng.normal(size=(N, T, H))
    rnn = {"U": rng.normal(size=(H, D)), "W": rng.normal(size=(H, H)), "b": rng.normal(size=H)}
    zero = np.zeros((N, H))
    layers = {
        torch.nn.LSTM(D, H, batch_first=True, dtype=torch.float64): conventions.lstm_to_pytorch(params),
        torch.nn.RNN(D, H, batch_first=True, dtype=torch.float64): conventions.rnn_to_pytorch(rnn),
    }
    outputs = []
    for net, layer in layers.items():
        with torch.no_grad():
            for name, value in layer._asdict().items():
                getattr(net, f"{name}_l0").copy_(torch.from_numpy(value))
        output = net(torch.from_numpy(x))[0]
        (output * torch.from_numpy(dhs)).sum().backward()
        outputs.append(output.detach().numpy())
    hs, _, cache = lstm_forward(x, zero, zero, params)
    assert relative_error(hs, outputs[0]) < 1e-13
    assert relative_error(rnn_forward(x, zero, rnn)[0], outputs[1]) < 1e-13
    grads = {
        name: getattr(next(iter(layers)), f"{name}_l0").grad.numpy()
        for name in conventions.PyTorchLayer._fields
    }
    ours = lstm_backward(dhs, zero, cache)
    back = conventions.lstm_from_pytorch(
        conventions.PyTorchLayer(**grads | {"bias_hh": 0 * grads["bias_hh"]})
    )
    for name, value in back.items():
        assert relative_error(ours[f"d{name}"], value) < 1e-12, name


LAYOUTS = {
    "rnn": {"i": ("input", "h"), "s": ("state", "h"), "one": ("input bias", "h"), "two": ("state bias", "h")},
    "lstm": {"i": ("input", "ofci"), "s": ("state", "ofci"), "one": ("bias", "ofci")},
    "gru_reset_after": {
        "i": ("input", "nzr"),
        "s": ("state", "nzr"),
        "one": ("input bias", "nzr"),
        "two": ("state bias", "nzr"),
    },
}


def drawn(unit, rng):
    if unit == "rnn":
        return {"U": rng.normal(size=(H, D)), "W": rng.normal(size=(H, H)), "b": rng.normal(size=H)}
    if unit == "lstm":
        return draw(rng, "fico")
    more = {"W_in": (H, D), "W_hn": (H, H), "b_in": (H,), "b_hn": (H,)}
    return draw(rng, "zr") | {name: rng.normal(size=shape) for name, shape in more.items()}


@pytest.mark.parametrize("transposed", [False, True])
@pytest.mark.parametrize("unit", LAYOUTS)
def test_any_layout_there_and_back(unit, transposed):
    rng = np.random.default_rng(4)
    params = drawn(unit, rng)
    layout = {name: conventions.Block(*block, transposed) for name, block in LAYOUTS[unit].items()}
    share = {name: rng.uniform(size=value.shape) for name, value in params.items() if value.ndim == 1}
    arrays = conventions.packed(unit, params, layout, share)
    count = len(layout["i"].gates)
    assert arrays["i"].shape == ((D, count * H) if transposed else (count * H, D))
    back = conventions.unpacked(unit, arrays, layout)
    assert back.keys() == params.keys()
    for name, value in params.items():
        assert np.abs(back[name] - value).max() < 1e-14, name


def test_a_gradient_of_two_biases_stands_in_both():
    rng = np.random.default_rng(5)
    grads = drawn("gru_reset_after", rng)
    layout = {name: conventions.Block(*block) for name, block in LAYOUTS["gru_reset_after"].items()}
    arrays = conventions.packed("gru_reset_after", grads, layout)
    one, two = np.split(arrays["one"], 3), np.split(arrays["two"], 3)
    np.testing.assert_array_equal(one[1], grads["b_z"])
    np.testing.assert_array_equal(two[1], grads["b_z"])
    np.testing.assert_array_equal(one[0], grads["b_in"])
    np.testing.assert_array_equal(two[0], grads["b_hn"])


def test_scalars_in_place_of_biases_are_added_up():
    grads = {name: np.float64(k) for k, name in enumerate(("b_f", "b_i", "b_c", "b_o"))}
    layout = {"b": conventions.Block("bias", "ifoc")}
    assert conventions.packed("lstm", grads, layout)["b"].shape == ()
    assert conventions.packed("lstm", grads, layout)["b"] == 6
