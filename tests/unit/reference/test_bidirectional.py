"""The bidirectional LSTM: against its two directions, numerical gradients and PyTorch."""

from functools import partial

import numpy as np
import pytest

from quizrnn.reference.bidirectional import bilstm_backward, bilstm_forward, stacked_bilstm_forward
from quizrnn.reference.gradcheck import complex_step_gradient, numerical_gradient, relative_error
from quizrnn.reference.lstm import lstm_forward

SIZES = [(3, 5, 4, 6), (1, 4, 3, 2), (3, 1, 4, 2), (2, 3, 1, 2), (2, 3, 2, 1)]


def draw(rng, D, H):
    params = {f"W_{k}": rng.normal(0, 0.7, (H, H + D)) for k in "fico"}
    return params | {f"b_{k}": rng.normal(0, 0.7, H) for k in "fico"}


@pytest.mark.parametrize("sizes", SIZES)
def test_gradients(sizes):
    N, T, D, H = sizes
    rng = np.random.default_rng(1)
    x, fw, bw = rng.normal(size=(N, T, D)), draw(rng, D, H), draw(rng, D, H)
    weight = rng.normal(size=(N, T, 2 * H))

    def loss(of_x=x, of_fw=fw, of_bw=bw):
        return np.sum(weight * bilstm_forward(of_x, of_fw, of_bw)[0])

    def check(got, f, value):
        np.testing.assert_allclose(got, numerical_gradient(f, value), rtol=1e-7, atol=2e-9)
        np.testing.assert_allclose(got, complex_step_gradient(f, value), rtol=1e-12, atol=1e-14)

    grads = bilstm_backward(weight, bilstm_forward(x, fw, bw)[1])
    check(grads["dx"], partial(loss), x)
    for name in fw:
        check(grads["fw"][f"d{name}"], lambda v, name=name: loss(of_fw=fw | {name: v}), fw[name])
        check(grads["bw"][f"d{name}"], lambda v, name=name: loss(of_bw=bw | {name: v}), bw[name])
    assert set(grads["fw"]) == set(grads["bw"]) == {f"d{name}" for name in fw}


def test_each_half_is_an_lstm_in_its_own_direction():
    rng = np.random.default_rng(2)
    x, fw, bw = rng.normal(size=(2, 4, 3)), draw(rng, 3, 5), draw(rng, 3, 5)
    zero = np.zeros((2, 5))
    hs, _ = bilstm_forward(x, fw, bw)
    np.testing.assert_array_equal(hs[:, :, :5], lstm_forward(x, zero, zero, fw)[0])
    np.testing.assert_array_equal(hs[:, ::-1, 5:], lstm_forward(x[:, ::-1], zero, zero, bw)[0])


def test_stacked_layers_beside_pytorch():
    torch = pytest.importorskip(
        "torch", reason="PyTorch is not installed: the reference is not compared with it"
    )
    N, T, D, H = 3, 5, 4, 6
    rng = np.random.default_rng(3)
    x = rng.normal(size=(N, T, D))
    layers = [(draw(rng, D, H), draw(rng, D, H)), (draw(rng, 2 * H, H), draw(rng, 2 * H, H))]
    net = torch.nn.LSTM(D, H, num_layers=2, bidirectional=True, batch_first=True, dtype=torch.float64)
    with torch.no_grad():
        for number, layer in enumerate(layers):
            for suffix, params in zip(("", "_reverse"), layer, strict=True):
                W = np.concatenate([params[f"W_{k}"] for k in "ifco"])
                b = np.concatenate([params[f"b_{k}"] for k in "ifco"])
                values = {"weight_ih": W[:, H:], "weight_hh": W[:, :H], "bias_ih": b, "bias_hh": 0 * b}
                for name, value in values.items():
                    getattr(net, f"{name}_l{number}{suffix}").copy_(torch.from_numpy(value))
        expected = net(torch.from_numpy(x))[0].numpy()
    assert relative_error(stacked_bilstm_forward(x, layers), expected) < 1e-13
