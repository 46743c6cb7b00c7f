from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from quizrnn.study.drill_log import DRILL_CAP, record_attempt
from quizrnn.study.records import Rating
from quizrnn.study.schedule import Scheduler

DRILL = SimpleNamespace(drill="lstm-cell-forward", revision=2, hints=["a", "b", "c"])


@pytest.fixture
def attempt(store, settings, clock):
    def attempt(**more):
        values = {
            "drill": DRILL,
            "convention": "article",
            "passed": True,
            "score": 1.0,
            "source": "def f(): ...\n",
            "report_json": '{"status": "passed"}',
            "hints": 0,
            "saw_solution": False,
            "milliseconds": 1000,
        }
        return record_attempt(store, settings, clock, **{**values, **more})

    return attempt


def test_the_first_run_of_a_study_day_schedules_and_every_run_is_kept(attempt, store, clock, settings):
    first = attempt(passed=False, score=0.2, source="one")
    assert attempt(source="two") is None
    clock.turn(hours=7)  # three in the morning: the same study day
    assert attempt(source="three") is None
    clock.turn(hours=1)
    second = attempt(source="four")
    assert [review.number for review in store.reviews()] == [first.number, second.number]
    assert (first.question, first.kind, first.mode) == ("drill:lstm-cell-forward", "drill", "drill")
    assert first.rating is Rating.AGAIN
    kept = store.attempts("lstm-cell-forward")
    assert [found.source for found in kept] == ["one", "two", "three", "four"]
    assert [found.review for found in kept] == [first.number, None, None, second.number]
    assert [found.passed for found in kept] == [False, True, True, True]
    assert kept[0].report == '{"status": "passed"}'
    assert kept[0].day == date(2031, 3, 10)
    assert store.best_score("lstm-cell-forward") == 1.0
    assert store.best_score("gru-forward") is None
    assert store.cards() == Scheduler(settings).replay(store.reviews())


def test_a_drill_has_no_learning_step(attempt, store):
    attempt(passed=False, score=0.0)
    assert store.card("drill:lstm-cell-forward").due_day == date(2031, 3, 11)


@pytest.mark.parametrize(
    ("more", "rating"),
    [
        ({}, Rating.GOOD),
        ({"hints": 1}, Rating.HARD),
        ({"hints": 3}, Rating.AGAIN),
        ({"saw_solution": True}, Rating.AGAIN),
        ({"passed": False, "score": 0.7}, Rating.HARD),
        ({"passed": False, "score": 0.5}, Rating.AGAIN),
        ({"passed": False, "score": 1.0}, Rating.HARD),
    ],
)
def test_the_rating_follows_the_rules_of_cards(attempt, more, rating):
    assert attempt(**more).rating is rating


def test_a_run_that_did_not_pass_is_never_the_best(attempt, store):
    attempt(passed=False, score=1.0)
    assert store.best_score("lstm-cell-forward") < 1


def test_time_is_capped_for_the_schedule_and_kept_for_the_record(attempt, store):
    assert attempt(milliseconds=10**8).milliseconds == DRILL_CAP
    assert store.attempts("lstm-cell-forward")[0].milliseconds == 10**8
