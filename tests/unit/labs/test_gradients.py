"""The lab on gradient norms against closed forms, other functions of the reference, and differences."""

from __future__ import annotations

import numpy as np
import pytest

from quizrnn.labs import gradients
from quizrnn.reference import gradient_norms, gru_cell_forward, lstm_cell_forward, sigmoid


def norms(unit, gain, bias, seed=3):
    x, networks = gradients.draw(gain, bias, seed)
    jacobians, _ = gradients.step_jacobians(unit, x, networks[unit])
    return gradients.norms_by_lag(jacobians)


@pytest.mark.parametrize("gain", [0.1, 0.8, 1.0, 1.5, 3.0])
def test_the_rnn_without_input_decays_or_grows_by_the_gain_at_every_lag(monkeypatch, gain):
    monkeypatch.setattr(gradients, "INPUT", 0.0)
    assert norms("RNN", gain, 0.0) == pytest.approx(gain ** np.arange(gradients.LAGS + 1.0), rel=1e-10)


@pytest.mark.parametrize("gain", [0.5, 1.0, 2.0])
def test_the_rnn_is_the_drill_gradient_norms(gain):
    x, networks = gradients.draw(gain, 1.0, 5)
    known = gradient_norms(x.swapaxes(0, 1), np.zeros((1, gradients.H)), networks["RNN"])
    assert norms("RNN", gain, 1.0, seed=5)[: gradients.LAGS] == pytest.approx(known[::-1], rel=1e-10)


@pytest.mark.parametrize("gain", [0.5, 1.2, 3.0])
def test_the_rnn_never_beats_its_gain(gain):
    assert np.all(norms("RNN", gain, 0.0) <= gain ** np.arange(gradients.LAGS + 1.0) * (1 + 1e-9))


def test_the_gru_without_input_and_recurrence_keeps_one_minus_z(monkeypatch):
    monkeypatch.setattr(gradients, "INPUT", 0.0)
    keep = float(1 - sigmoid(np.array(-2.0)))
    assert norms("GRU", 0.0, 2.0) == pytest.approx(keep ** np.arange(gradients.LAGS + 1.0), rel=1e-10)


def test_the_lstm_without_input_and_recurrence_keeps_f(monkeypatch):
    monkeypatch.setattr(gradients, "INPUT", 0.0)
    x, networks = gradients.draw(0.0, 2.0, 3)
    jacobians, _ = gradients.step_jacobians("LSTM", x, networks["LSTM"])
    f = float(sigmoid(np.array(2.0)))
    # h = σ(0)·tanh(c), so one step takes (h, c) to (½f·c, f·c): a factor sqrt(1 + ¼), once.
    lags = np.arange(1.0, gradients.LAGS + 1.0)
    assert gradients.norms_by_lag(jacobians)[1:] == pytest.approx(np.sqrt(1.25) * f**lags, rel=1e-10)


@pytest.mark.parametrize("unit", ["LSTM", "GRU"])
def test_the_jacobian_of_the_whole_way_is_that_of_differences(unit):
    H = gradients.H
    x, networks = gradients.draw(1.2, 1.0, 7)
    jacobians, states = gradients.step_jacobians(unit, x, networks[unit])
    lag = 6
    product = np.linalg.multi_dot(jacobians[-lag:][::-1])

    def last(state):
        h, c = state[None, :H], state[None, H:]
        for x_t in x[-lag:]:
            if unit == "GRU":
                h, _ = gru_cell_forward(x_t, h, networks[unit])
            else:
                h, c, _ = lstm_cell_forward(x_t, h, c, networks[unit])
        return np.concatenate([h[0], c[0]]) if unit == "LSTM" else h[0]

    start, eps = states[-lag][0], 1e-6
    columns = [(last(start + eps * e) - last(start - eps * e)) / (2 * eps) for e in np.eye(len(start))]
    assert product == pytest.approx(np.array(columns).T, rel=1e-5, abs=1e-8)


def test_the_answer_is_the_unit_whose_curve_ends_highest():
    for gain in (0.5, 1.2, 3.0):
        curves = gradients.run({"gain": gain, "bias": 1.0}, 0, None)
        ends = [series.y[-1] for series in curves.series]
        assert ends[int(curves.answer)] == max(ends)
        assert [series.y[0] for series in curves.series] == pytest.approx([1, 1, 1])
        assert f"{ends[0]:.3g}" in curves.truth["en"]


def test_overflown_jacobians_are_infinite_and_no_error():
    assert gradients.norms_by_lag(np.full((3, 2, 2), np.inf))[-1] == np.inf
