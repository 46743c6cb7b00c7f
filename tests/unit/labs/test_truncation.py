"""The lab on truncated BPTT: exactly nothing beyond the window, exactly the same within it."""

from __future__ import annotations

import numpy as np
import pytest

from quizrnn.labs import truncation


@pytest.mark.parametrize("window", [1, 2, 10, 39, 40])
def test_the_reach_is_exactly_the_window(window):
    curves = truncation.run({"window": window, "gain": 1.1}, 0, None)
    whole, cut = (np.array(series.y) for series in curves.series)
    assert np.all(cut[window:] == 0)
    assert cut[:window] == pytest.approx(whole[:window], rel=1e-12)
    assert np.all(cut[:window] > 0)
    assert curves.answer == window - 1


def test_without_input_the_gradient_falls_by_the_gain(monkeypatch):
    monkeypatch.setattr(truncation, "INPUT", 0.0)
    x, params = truncation.draw(0.7, 0)
    U, W = params["U"], params["W"]
    whole = truncation.run({"window": 5, "gain": 0.7}, 0, None).series[0].y
    dh = np.random.default_rng(1).standard_normal(truncation.H) / np.sqrt(truncation.H)
    right = [np.linalg.norm(dh @ np.linalg.matrix_power(W, lag) @ U) for lag in range(truncation.STEPS)]
    assert not x.any()
    assert whole == pytest.approx(right, rel=1e-9)


def test_the_full_window_has_the_full_gradient():
    truth = truncation.run({"window": 40, "gain": 1.5}, 2, None).truth["en"]
    assert "is 1 times as long" in truth
    assert "cosine between them is 1." in truth
