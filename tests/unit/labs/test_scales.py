"""Ticks and extents of plots, for whatever is drawn."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizrnn.labs.model import Axis, Series
from quizrnn.labs.scales import Extent, drawn, extent, largest_of, ticks

numbers = st.floats(-1e9, 1e9)


@given(st.lists(numbers, max_size=5), st.booleans(), st.integers(2, 12))
def test_ticks_stand_within_the_axis_and_are_no_more_than_asked(coordinates, log, most):
    if log:
        coordinates = [value / 1e8 for value in coordinates]
    whole = extent(coordinates)
    assert whole.low < whole.high
    found = ticks(whole, log=log, most=most)
    assert len(found) <= most
    span = whole.high - whole.low
    assert all(whole.low - 1e-6 * span <= at <= whole.high + 1e-6 * span for at, _ in found)
    assert [at for at, _ in found] == sorted({at for at, _ in found})


def test_a_label_is_the_number_at_its_tick():
    assert ticks(Extent(0, 40), log=False, most=5) == [
        (0, "0"),
        (10, "10"),
        (20, "20"),
        (30, "30"),
        (40, "40"),
    ]
    assert ticks(Extent(-0.5, 0.5), log=False, most=4) == [(-0.5, "-0.5"), (0, "0.0"), (0.5, "0.5")]
    assert ticks(Extent(-6.2, 1.0), log=True, most=4) == [(-6, "1e-6"), (-4, "1e-4"), (-2, "1e-2"), (0, "1")]


def test_a_log_scale_draws_no_zero_and_nothing_that_is_no_number():
    series = Series("s", (0, 1, 2, 3), (1.0, 0.0, math.nan, 100.0))
    assert drawn(series, Axis("y", log=True), largest_of([series])) == ([0, 3], [0, 2])
    assert drawn(series, Axis("y"), 100.0) == ([0, 1, 3], [1, 0, 100])


@pytest.mark.parametrize("values", [[], [3.0], [3.0, 3.0]])
def test_an_axis_of_one_point_has_room_around_it(values):
    whole = extent(values)
    assert whole.high - whole.low == 1
