"""The lab on clipping: what the cliff is, and what each way of clipping does on it."""

from __future__ import annotations

import numpy as np
import pytest

from quizrnn.labs import clipping
from quizrnn.reference import clip_by_global_norm, clip_by_value


def gradient(point):
    grads = clipping.loss_and_gradient(*point)[1]
    return np.array([grads["dW"].item(), grads["db"].item()])


@pytest.mark.parametrize("seed", range(5))
def test_the_gradient_on_the_wall_is_that_of_differences_and_large(seed):
    w, b = clipping.start(seed)
    eps = 1e-9
    slopes = [
        (
            clipping.loss_and_gradient(w + eps * d, b + eps * e)[0]
            - clipping.loss_and_gradient(w - eps * d, b - eps * e)[0]
        )
        / (2 * eps)
        for d, e in ((1, 0), (0, 1))
    ]
    assert gradient((w, b)) == pytest.approx(slopes, rel=1e-3, abs=1e-4)
    assert np.linalg.norm(gradient((w, b))) > 100


@pytest.mark.parametrize("threshold", [0.05, 1.0, 3.0])
def test_no_update_clipped_by_norm_is_longer_than_rate_times_threshold_and_each_keeps_its_direction(
    threshold,
):
    rate = 0.2
    run = clipping.descend(clipping.start(1), rate, lambda g: clip_by_global_norm(g, threshold)[0])
    for before, after in zip(run.points[:-1], run.points[1:], strict=True):
        move, raw = before - after, gradient(before)
        assert np.linalg.norm(move) <= rate * threshold * (1 + 1e-9)
        assert move[0] * raw[1] - move[1] * raw[0] == pytest.approx(0, abs=1e-9 * max(1, np.linalg.norm(raw)))
        assert move @ raw >= 0


@pytest.mark.parametrize("threshold", [0.05, 1.0])
def test_no_component_clipped_by_value_is_larger_than_the_threshold(threshold):
    run = clipping.descend(clipping.start(1), 0.5, lambda g: clip_by_value(g, threshold))
    assert np.abs(np.diff(run.points, axis=0)).max() <= 0.5 * threshold * (1 + 1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_without_clipping_the_first_update_ends_where_there_is_no_gradient(seed):
    curves = clipping.run({"threshold": 1.0, "rate": 0.2}, seed, None)
    losses = curves.series[0].y
    assert losses[1:] == pytest.approx([(1 + clipping.TARGET) ** 2 / 2] * clipping.UPDATES)
    assert len(losses) == clipping.UPDATES + 1


def test_the_answer_is_how_far_the_first_update_goes():
    assert clipping.run({"threshold": 0.5, "rate": 0.1}, 0, None).answer == pytest.approx(0.05)


def test_the_angles_are_said_as_they_are():
    _, raw = clipping.loss_and_gradient(*clipping.start(0))
    assert clipping.angle(raw, clip_by_global_norm(raw, 1.0)[0]) == pytest.approx(0, abs=1e-5)
    # Both components are cut to the threshold, so the step lies on the diagonal.
    along = np.degrees(np.arctan2(raw["db"].item(), raw["dW"].item()))
    assert clipping.angle(raw, clip_by_value(raw, 1.0)) == pytest.approx(abs(along - 45), abs=1e-6)
