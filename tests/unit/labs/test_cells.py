"""The labs on gates, slopes and the forget bias against closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest

from quizrnn.labs import forget_bias, gates, slopes
from quizrnn.reference import numerical_gradient, sigmoid


def cells(task, strength, seed=0):
    curves = gates.run({"task": gates.TASKS.index(task), "strength": strength}, seed, None)
    return np.array(curves.series[0].y), curves


@pytest.mark.parametrize("seed", range(5))
def test_a_strong_latch_holds_the_last_value_written(seed):
    c, _ = cells("latch", 40.0, seed)
    written, _ = gates.pulses(seed)
    held = 0.0
    for t in range(1, gates.STEPS + 1):
        held = dict(written).get(t, held)
        assert c[t - 1] == pytest.approx(held * math.tanh(gates.CONTENT), abs=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_a_strong_counter_counts_and_the_reset_clears_it(seed):
    written, reset = gates.pulses(seed)
    times = [t for t, _ in written]
    count, _ = cells("count", 40.0, seed)
    clear, _ = cells("reset", 40.0, seed)
    for t in range(1, gates.STEPS + 1):
        so_far = sum(s <= t for s in times)
        since = so_far if t < reset else sum(reset < s <= t for s in times)
        assert count[t - 1] == pytest.approx(so_far * math.tanh(gates.CONTENT), abs=1e-9)
        assert clear[t - 1] == pytest.approx(since * math.tanh(gates.CONTENT), abs=1e-9)


@pytest.mark.parametrize("seed", range(20))
def test_the_reset_comes_after_two_writes_and_on_none(seed):
    written, reset = gates.pulses(seed)
    times = [t for t, _ in written]
    assert len(set(times)) == 5
    assert reset not in times
    assert times[1] < reset <= gates.STEPS


def test_a_weak_latch_leaks_by_its_forget_gate_at_every_step():
    strength = 2.0
    c, curves = cells("latch", strength)
    last = max(t for t, _ in gates.pulses(0)[0])
    f = float(sigmoid(np.array(strength)))
    assert c[last:] == pytest.approx(c[last - 1] * f ** np.arange(1, gates.STEPS - last + 1), rel=1e-12)
    assert curves.answer == c[-1]
    assert curves.series[2].y[-1] == pytest.approx(f)


def test_the_latch_has_its_value_in_the_question():
    asks = gates.ask({"task": 0, "strength": 5.0}, 0).asks
    for t, value in gates.pulses(0)[0]:
        assert f"{value:+d} (t = {t})" in asks["en"]
        assert f"{value:+d}（t = {t}）" in asks["zh"]


def test_the_slopes_are_those_of_differences_and_of_the_closed_forms():
    a = np.linspace(-6, 6, 25)
    tanh, sigma = slopes.slopes(a)
    assert tanh == pytest.approx(1 / np.cosh(a) ** 2, rel=1e-9)
    assert sigma == pytest.approx(1 / (4 * np.cosh(a / 2) ** 2), rel=1e-9)
    assert tanh == pytest.approx(numerical_gradient(lambda v: np.tanh(v).sum(), a), abs=1e-8)
    assert sigma == pytest.approx(numerical_gradient(lambda v: sigmoid(v).sum(), a), abs=1e-8)


def test_the_slopes_cross_where_the_lab_says():
    at = slopes.crossing()
    before, after = slopes.slopes(np.array([at - 1e-6, at + 1e-6]))
    assert before[0] > after[0]
    assert before[1] < after[1]


@pytest.mark.parametrize("steps", [1, 3, 30])
def test_the_best_case_of_the_sigmoid_is_a_quarter_a_step(steps):
    curves = slopes.run({"steps": steps, "range": 5.0}, 0, None)
    assert curves.answer == pytest.approx(0.25**steps)
    assert max(curves.series[0].y) == 1
    assert curves.y.log is (steps > 1)


@pytest.mark.parametrize("bias", [-2.0, 0.0, 1.0, 3.0, 6.0])
def test_the_time_constant_is_that_of_the_curve(bias):
    curves = forget_bias.run({"bias": bias, "steps": 50}, 0, None)
    f = 1 / (1 + math.exp(-bias))
    assert curves.answer == pytest.approx(-1 / math.log(f))
    assert curves.series[0].y == pytest.approx([f**t for t in range(51)], rel=1e-9)
    assert curves.answer == pytest.approx(-50 / math.log(curves.series[0].y[-1]))


def test_the_gradient_fades_by_the_same_factor_as_the_cell_state():
    left, carried = forget_bias.remembered(np.array([-1.0, 0.0, 2.0]), 12)
    assert carried == pytest.approx(left[-1], rel=1e-12)


def test_the_usual_biases_are_drawn_once_each():
    names = [series.name for series in forget_bias.run({"bias": 1.0, "steps": 10}, 0, None).series]
    assert names == ["b_f = 1", "b_f = 0", "1/e"]


def test_the_text_of_the_forget_bias_has_its_numbers_right():
    said = [f"{forget_bias.time_constant(1 / (1 + math.exp(-b))):.1f}" for b in (0, 1, 3)]
    from quizrnn.labs.catalog import find

    for number in said:
        assert number in find("forget-bias").see[1]["en"]
        assert number in find("forget-bias").see[1]["zh"]
