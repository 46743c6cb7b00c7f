"""Outputs and gradients of whole sequences beside PyTorch's, in float64."""

import numpy as np
import pytest

from quizrnn.reference import gru_reset_after, lstm, rnn
from quizrnn.reference.gradcheck import relative_error

torch = pytest.importorskip("torch", reason="PyTorch is not installed: the reference is not compared with it")

SIZES = [(3, 5, 4, 6), (1, 4, 3, 2), (3, 1, 4, 2), (2, 3, 1, 4), (2, 3, 4, 1)]
"""N, T, D, H."""


def tensor(array, grad=True):
    return torch.tensor(array, dtype=torch.float64, requires_grad=grad)


def compare(got, expected):
    expected = expected.detach().numpy() if isinstance(expected, torch.Tensor) else expected
    assert got.shape == expected.shape
    assert relative_error(got, expected) < 1e-12


def run_torch(layer, weights, x, states, upstream):
    """Return outputs, final states, and the gradients of x, of the states and of the layer's parameters."""
    with torch.no_grad():
        for name, value in weights.items():
            getattr(layer, f"{name}_l0").copy_(torch.from_numpy(value))
    x, states = tensor(x), [tensor(s[None]) for s in states]
    output, last = layer(x, tuple(states) if len(states) > 1 else states[0])
    loss = (output * tensor(upstream[0], grad=False)).sum()
    if len(upstream) > 1:
        loss = loss + (last[1][0] * tensor(upstream[1], grad=False)).sum()
    loss.backward()
    grads = {name: getattr(layer, f"{name}_l0").grad.numpy() for name in weights}
    return output, last, x.grad, [s.grad[0] for s in states], grads


@pytest.mark.parametrize("sizes", SIZES)
def test_rnn(sizes):
    N, T, D, H = sizes
    rng = np.random.default_rng(11)
    params = {"U": rng.normal(size=(H, D)), "W": rng.normal(size=(H, H)), "b": rng.normal(size=H)}
    x, h0, dhs = rng.normal(size=(N, T, D)), rng.normal(size=(N, H)), rng.normal(size=(N, T, H))
    layer = torch.nn.RNN(D, H, batch_first=True, dtype=torch.float64)
    weights = {
        "weight_ih": params["U"],
        "weight_hh": params["W"],
        "bias_ih": params["b"],
        "bias_hh": np.zeros(H),
    }
    output, _, dx, (dh0,), grads = run_torch(layer, weights, x, [h0], [dhs])
    hs, cache = rnn.rnn_forward(x, h0, params)
    got = rnn.rnn_backward(dhs, cache)
    compare(hs, output)
    compare(got["dx"], dx)
    compare(got["dh0"], dh0)
    compare(got["dU"], grads["weight_ih"])
    compare(got["dW"], grads["weight_hh"])
    compare(got["db"], grads["bias_ih"])


@pytest.mark.parametrize("sizes", SIZES)
def test_lstm(sizes):
    N, T, D, H = sizes
    rng = np.random.default_rng(12)
    params = {f"W_{k}": rng.normal(size=(H, H + D)) for k in "fico"}
    params |= {f"b_{k}": rng.normal(size=H) for k in "fico"}
    x, h0, c0 = rng.normal(size=(N, T, D)), rng.normal(size=(N, H)), rng.normal(size=(N, H))
    dhs, dc_T = rng.normal(size=(N, T, H)), rng.normal(size=(N, H))
    stacked = np.concatenate([params[f"W_{k}"] for k in "ifco"])
    weights = {
        "weight_ih": stacked[:, H:],
        "weight_hh": stacked[:, :H],
        "bias_ih": np.concatenate([params[f"b_{k}"] for k in "ifco"]),
        "bias_hh": np.zeros(4 * H),
    }
    layer = torch.nn.LSTM(D, H, batch_first=True, dtype=torch.float64)
    output, last, dx, (dh0, dc0), grads = run_torch(layer, weights, x, [h0, c0], [dhs, dc_T])
    hs, c_T, cache = lstm.lstm_forward(x, h0, c0, params)
    got = lstm.lstm_backward(dhs, dc_T, cache)
    compare(hs, output)
    compare(c_T, last[1][0])
    compare(got["dx"], dx)
    compare(got["dh0"], dh0)
    compare(got["dc0"], dc0)
    for place, k in enumerate("ifco"):
        rows = slice(place * H, (place + 1) * H)
        compare(got[f"dW_{k}"], np.hstack([grads["weight_hh"][rows], grads["weight_ih"][rows]]))
        compare(got[f"db_{k}"], grads["bias_ih"][rows])


@pytest.mark.parametrize("sizes", SIZES)
def test_gru_with_the_reset_after_the_product(sizes):
    N, T, D, H = sizes
    rng = np.random.default_rng(13)
    shapes = {"W_z": (H, H + D), "W_r": (H, H + D), "W_in": (H, D), "W_hn": (H, H)}
    params = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    params |= {f"b_{k}": rng.normal(size=H) for k in ("z", "r", "in", "hn")}
    x, h0, dhs = rng.normal(size=(N, T, D)), rng.normal(size=(N, H)), rng.normal(size=(N, T, H))
    weights = {
        "weight_ih": np.concatenate([params["W_r"][:, H:], params["W_z"][:, H:], params["W_in"]]),
        "weight_hh": np.concatenate([params["W_r"][:, :H], params["W_z"][:, :H], params["W_hn"]]),
        "bias_ih": np.concatenate([params["b_r"], params["b_z"], params["b_in"]]),
        "bias_hh": np.concatenate([np.zeros(2 * H), params["b_hn"]]),
    }
    layer = torch.nn.GRU(D, H, batch_first=True, dtype=torch.float64)
    output, _, dx, (dh0,), grads = run_torch(layer, weights, x, [h0], [dhs])
    hs, cache = gru_reset_after.gru_forward(x, h0, params)
    got = gru_reset_after.gru_backward(dhs, cache)
    compare(hs, output)
    compare(got["dx"], dx)
    compare(got["dh0"], dh0)
    for place, k in enumerate("rz"):
        rows = slice(place * H, (place + 1) * H)
        compare(got[f"dW_{k}"], np.hstack([grads["weight_hh"][rows], grads["weight_ih"][rows]]))
        compare(got[f"db_{k}"], grads["bias_ih"][rows])
    compare(got["dW_in"], grads["weight_ih"][2 * H :])
    compare(got["dW_hn"], grads["weight_hh"][2 * H :])
    compare(got["db_in"], grads["bias_ih"][2 * H :])
    compare(got["db_hn"], grads["bias_hh"][2 * H :])
