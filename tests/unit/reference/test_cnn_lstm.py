"""The CNN-LSTM beside loops that write its formula down, and beside PyTorch."""

import numpy as np
import pytest

from quizrnn.reference import conventions
from quizrnn.reference.cnn_lstm import cnn_lstm_forward
from quizrnn.reference.gradcheck import relative_error
from quizrnn.reference.lstm import lstm_cell_forward


def drawn(N, T, D, F, W, H):
    rng = np.random.default_rng(8)
    params = {f"W_{k}": rng.normal(size=(H, H + F)) for k in "fico"}
    params |= {f"b_{k}": rng.normal(size=H) for k in "fico"}
    return rng.normal(size=(N, T, D)), rng.normal(size=(F, W, D)), rng.normal(size=F), params


@pytest.mark.parametrize("sizes", [(3, 7, 2, 4, 3, 5), (1, 1, 1, 1, 1, 1), (2, 4, 3, 5, 4, 1)])
def test_by_its_own_formula(sizes):
    N, T, _, F, W, H = sizes
    x, filters, bias, params = drawn(*sizes)
    h, c = np.zeros((N, H)), np.zeros((N, H))
    for t in range(T - W + 1):
        u = np.empty((N, F))
        for n, k in np.ndindex(N, F):
            u[n, k] = max(0.0, float((filters[k] * x[n, t : t + W]).sum() + bias[k]))
        h, c, _ = lstm_cell_forward(u, h, c, params)
    assert relative_error(cnn_lstm_forward(x, filters, bias, params), h) < 1e-13


def test_beside_pytorch():
    torch = pytest.importorskip(
        "torch", reason="PyTorch is not installed: the CNN-LSTM is not compared with it"
    )
    x, filters, bias, params = drawn(3, 7, 2, 4, 3, 5)
    net = torch.nn.LSTM(4, 5, batch_first=True, dtype=torch.float64)
    with torch.no_grad():
        for name, value in conventions.lstm_to_pytorch(params)._asdict().items():
            getattr(net, f"{name}_l0").copy_(torch.from_numpy(np.ascontiguousarray(value)))
        kernel = torch.from_numpy(filters.swapaxes(1, 2).copy())
        seen = torch.nn.functional.conv1d(
            torch.from_numpy(x.swapaxes(1, 2).copy()), kernel, torch.from_numpy(bias)
        )
        _, (h, _) = net(torch.relu(seen).transpose(1, 2))
    assert relative_error(cnn_lstm_forward(x, filters, bias, params), h[0].numpy()) < 1e-13
