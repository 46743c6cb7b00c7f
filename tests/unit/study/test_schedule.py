from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizrnn.errors import QuizrnnError
from quizrnn.study.days import offset_of, study_day
from quizrnn.study.memory import is_due, retrievability
from quizrnn.study.records import Card, Rating, Review
from quizrnn.study.schedule import Scheduler
from quizrnn.study.settings import Settings

ZONE = "+08:00"


def review(at, rating=Rating.GOOD, **more):
    values = {
        "question": "q",
        "revision": 1,
        "seed": 0,
        "at": at.astimezone(UTC),
        "zone": offset_of(at),
        "day": study_day(at),
        "mode": "due",
        "session": "s",
        "answer": "a",
        "automatic": rating,
        "rating": rating,
        "score": 0.0 if rating is Rating.AGAIN else 1.0,
    }
    return Review(**{**values, **more})


def local(text):
    return datetime.fromisoformat(text + ZONE)


def after(*reviews, settings=None):
    return Scheduler(settings or Settings()).replay(reviews)["q"]


def test_a_first_good_answer_goes_straight_to_review_on_a_study_day():
    card = after(review(local("2031-03-10T20:00")))
    assert card.stage == "review"
    assert card.due_day == date(2031, 3, 12)
    assert card.due == datetime(2031, 3, 11, 20, 0, tzinfo=UTC)  # 4 am in the zone of the review
    assert card.stability == pytest.approx(2.3065)


def test_a_wrong_answer_comes_back_ten_real_minutes_later():
    at = local("2031-03-10T20:00")
    card = after(review(at, Rating.AGAIN))
    assert (card.stage, card.step) == ("learning", 0)
    assert card.due == at + timedelta(minutes=10)
    assert not is_due(card, at + timedelta(minutes=9), date(2031, 3, 10))
    assert is_due(card, at + timedelta(minutes=10), date(2031, 3, 10))
    assert is_due(card, at + timedelta(minutes=1), date(2031, 3, 10), ahead=timedelta(minutes=20))


def test_a_forgotten_card_is_learnt_again_and_counts_a_lapse():
    card = after(review(local("2031-03-10T20:00")), review(local("2031-03-12T20:00"), Rating.AGAIN))
    assert (card.stage, card.lapses, card.tests, card.passes) == ("relearning", 1, 1, 0)
    assert card.due == local("2031-03-12T20:10")


@pytest.mark.parametrize(("second", "days"), [("2031-03-11T09:00", 1), ("2031-03-11T03:30", 0)])
def test_elapsed_time_counts_study_days_not_hours(second, days):
    """Ten hours across the day's beginning are a day; a late night belongs to the day before it."""
    first = local("2031-03-10T23:00")
    card = after(review(first), review(local(second)))
    plain = fsrs.Scheduler(enable_fuzzing=False, learning_steps=(timedelta(minutes=10),))
    start = datetime(2031, 3, 10, tzinfo=UTC)
    expected, _ = plain.review_card(fsrs.Card(card_id=1), fsrs.Rating.Good, start)
    expected, _ = plain.review_card(expected, fsrs.Rating.Good, start + timedelta(days=days))
    assert card.stability == pytest.approx(expected.stability)
    assert card.tests == days


def test_no_card_sleeps_in_the_library(monkeypatch):
    def refuse(_seconds):
        raise AssertionError("the library makes its own card id")

    monkeypatch.setattr("time.sleep", refuse)
    after(review(local("2031-03-10T20:00")))


def test_drills_have_no_steps():
    card = Scheduler(Settings()).after(
        Card(key="drill:x"), review(local("2031-03-10T20:00"), Rating.AGAIN, question="drill:x", mode="drill")
    )
    assert card.stage == "review"
    assert card.due_day == date(2031, 3, 11)


def test_fuzz_repeats_and_spreads_and_keeps_to_its_bounds():
    reviews = [review(local("2031-03-10T20:00"), Rating.EASY)]
    assert after(*reviews) == after(*reviews)
    days = set()
    for number in range(200):
        key = f"q{number}"
        card = Scheduler(Settings()).after(
            Card(key=key), review(local("2031-03-10T20:00"), Rating.EASY, question=key)
        )
        days.add((card.due_day - date(2031, 3, 10)).days)
    assert days == {6, 7, 8, 9, 10}  # 8 days, give or take round(1.675 + 0.1)


def test_fuzz_does_not_pass_the_longest_interval():
    settings = Settings(maximum_interval=5)
    for number in range(50):
        found = review(local("2031-03-10T20:00"), Rating.EASY, question=f"q{number}")
        card = Scheduler(settings).after(Card(key=found.question), found)
        assert card.due_day <= date(2031, 3, 15)


def test_an_exam_caps_the_interval_until_it_is_over():
    settings = Settings(exam_date=date(2031, 3, 14))
    easy = review(local("2031-03-10T20:00"), Rating.EASY)
    assert after(easy, settings=settings).due_day <= date(2031, 3, 13)
    eve = review(local("2031-03-13T20:00"), Rating.EASY)
    assert after(eve, settings=settings).due_day == date(2031, 3, 14)
    past = review(local("2031-03-14T20:00"), Rating.EASY)
    assert after(past, settings=settings).due_day >= date(2031, 3, 20)


@pytest.mark.parametrize("mode", ["cram", "interview"])
def test_cram_and_interview_change_nothing_unless_a_due_card_is_wrong(mode):
    learnt = review(local("2031-03-10T20:00"))
    before = after(learnt)
    early = after(learnt, review(local("2031-03-11T20:00"), Rating.AGAIN, mode=mode))
    assert (early.stage, early.due, early.reviews, early.answers) == ("review", before.due, 1, 2)
    good = after(learnt, review(local("2031-03-12T20:00"), Rating.GOOD, mode=mode))
    assert (good.stage, good.due, good.right) == ("review", before.due, 2)
    wrong = after(learnt, review(local("2031-03-12T20:00"), Rating.AGAIN, mode=mode))
    assert (wrong.stage, wrong.lapses) == ("relearning", 1)
    new = after(review(local("2031-03-10T20:00"), Rating.AGAIN, mode=mode))
    assert (new.stage, new.due, new.answers) == ("new", None, 1)


def test_a_raised_revision_makes_the_card_due_until_it_is_answered():
    card = after(review(local("2031-03-10T20:00")))
    now, day = local("2031-03-10T21:00"), date(2031, 3, 10)
    assert not is_due(card, now, day, revision=1)
    assert is_due(card, now, day, revision=2)
    again = Scheduler(Settings()).after(card, review(now, revision=2))
    assert not is_due(again, now, day, revision=2)


def test_travelling_west_does_not_turn_time_back():
    east = review(datetime.fromisoformat("2031-03-11T06:00+08:00"))
    west = review(datetime.fromisoformat("2031-03-10T18:00-07:00"))  # eleven hours later, the day before
    assert west.at > east.at
    assert west.day < east.day
    card = after(east, west)
    assert (card.stage, card.tests) == ("review", 0)
    assert card.due_day > west.day


def test_a_wrong_clock_does_not_hide_a_card_for_years():
    card = after(review(local("2041-03-10T20:00")))
    assert is_due(card, local("2031-03-12T20:00"), date(2031, 3, 12))


def test_broken_parameters_are_one_clear_line():
    with pytest.raises(QuizrnnError, match="parameters"):
        after(review(local("2031-03-10T20:00")), settings=Settings(parameters=[-1.0] * 21))


@given(
    stability=st.floats(0.001, 36500),
    elapsed=st.integers(0, 4000),
    decay=st.floats(0.1, 0.8),
)
def test_retrievability_equals_the_librarys(stability, elapsed, decay):
    weights = (*fsrs.scheduler.DEFAULT_PARAMETERS[:20], decay)
    start = datetime(2031, 3, 10, tzinfo=UTC)
    theirs = fsrs.Scheduler(parameters=weights).get_card_retrievability(
        fsrs.Card(card_id=1, stability=stability, difficulty=5.0, last_review=start),
        start + timedelta(days=elapsed),
    )
    card = Card(key="q", stage="review", stability=stability, last_day=start.date())
    assert retrievability(card, start.date() + timedelta(days=elapsed), decay) == pytest.approx(theirs)


def test_the_standard_decay_is_the_librarys():
    from quizrnn.study.memory import STANDARD_DECAY

    assert fsrs.scheduler.DEFAULT_PARAMETERS[20] == STANDARD_DECAY


@given(st.lists(st.tuples(st.sampled_from(Rating), st.integers(0, 72)), min_size=1, max_size=12))
def test_any_history_leaves_a_sound_card(steps):
    at = local("2031-03-10T20:00")
    card = Card(key="q")
    scheduler = Scheduler(Settings())
    for rating, hours in steps:
        at += timedelta(hours=hours)
        card = scheduler.after(card, review(at, rating))
        assert card.due > at - timedelta(hours=4)
        assert (card.step is None) == (card.stage == "review")
        assert card.stage == "review" or timedelta(0) < card.due - at <= timedelta(minutes=15)
        assert card.stage != "review" or card.due_day > card.last_day
        assert 1 <= card.difficulty <= 10
        assert card.passes <= card.tests


def test_reading_needs_no_fsrs():
    code = (
        "import sys, quizrnn.study.queue, quizrnn.study.stats, quizrnn.study.overview, quizrnn.study.runner;"
        "assert not {'fsrs', 'numpy', 'yaml', 'textual'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
