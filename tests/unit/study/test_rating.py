from __future__ import annotations

import pytest

from quizrnn.study.rating import automatic_rating, offers_easy
from quizrnn.study.records import Rating


@pytest.mark.parametrize(
    ("score", "more", "rating"),
    [
        (1.0, {}, Rating.GOOD),
        (1.0, {"hints": 1, "hints_total": 3}, Rating.HARD),
        (1.0, {"hints": 3, "hints_total": 3}, Rating.AGAIN),
        (1.0, {"hints": 1, "hints_total": 1}, Rating.HARD),
        (1.0, {"tries": 2}, Rating.HARD),
        (0.6, {}, Rating.HARD),
        (0.59, {}, Rating.AGAIN),
        (0.0, {}, Rating.AGAIN),
        (1.0, {"gave_up": True}, Rating.AGAIN),
    ],
)
def test_the_table_of_ratings(score, more, rating):
    assert automatic_rating(score, **more) is rating


@pytest.mark.parametrize(
    ("kind", "rating", "milliseconds", "count", "offered"),
    [
        ("formula", Rating.GOOD, 4999, 20, True),
        ("formula", Rating.GOOD, 5000, 20, False),
        ("formula", Rating.GOOD, 4999, 19, False),
        ("formula", Rating.HARD, 4999, 20, False),
        *((kind, Rating.GOOD, 1, 100, False) for kind in ("choice", "boolean", "match")),
    ],
)
def test_easy_is_offered_for_speed_in_a_free_response_alone(kind, rating, milliseconds, count, offered):
    assert offers_easy(kind, rating, milliseconds, [10_000] * count) is offered
