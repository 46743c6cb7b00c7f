from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizrnn.bank.library import Filter
from quizrnn.study.drill_log import record_attempt
from quizrnn.study.memory import retrievability
from quizrnn.study.overview import overview, streak
from quizrnn.study.settings import Settings
from quizrnn.study.stats import by_topic, calibration, compute
from quizrnn.study.steps import Done

KEYS = (
    "reviews",
    "cards",
    "due",
    "new",
    "retention",
    "streak_days",
    "by_topic",
    "by_type",
    "forecast",
    "calibration",
)


@pytest.fixture
def stats(library, store, settings, clock):
    return lambda: compute(library, store, settings, clock)


@pytest.fixture
def home(library, store, settings, clock):
    return lambda **more: overview(library, store, Settings(**more) if more else settings, clock)


def sit(begin, kit, good=lambda _: True, **more):
    session = begin(**more)
    while not isinstance(session.step, Done):
        session.submit((kit.right if good(len(session.reviews)) else kit.wrong)(session.step))
        session.next()
    return session


def test_a_fresh_record(stats, home):
    found = stats()
    assert (found.reviews, found.cards, found.due, found.new) == (0, 0, 0, 24)
    assert (found.retention, found.streak_days, found.by_type) == (None, 0, ())
    assert [day.due for day in found.forecast] == [0] * 30
    assert found.forecast[0].day == date(2031, 3, 10)
    assert found.calibration.brier is None
    assert all(hasattr(found, key) for key in KEYS)
    seen = home()
    assert (seen.due, seen.new_today, seen.next_step.kind) == (0, 10, "learn")
    assert "10" in seen.next_step.text["zh"]


def test_numbers_add_up_and_follow_the_log(begin, kit, stats, store, clock):
    sit(begin, kit, good=lambda number: number != 0)
    found = stats()
    assert found.reviews == store.count() == 11
    assert (found.cards, found.new, found.due) == (10, 14, 0)
    assert sum(day.due for day in found.forecast) == 10
    top = {topic.slug: topic for topic in found.by_topic}
    assert (top["rnn"].questions, top["rnn"].seen, top["gru"].seen) == (8, 8, 0)
    assert (found.by_type[0].type, found.by_type[0].answers) == ("choice", 11)
    assert found.by_type[0].accuracy == pytest.approx(10 / 11)
    clock.turn(days=3)
    found = stats()
    cards = store.cards()
    mastery = sum(
        retrievability(cards[f"q{k:02d}"], date(2031, 3, 13)) for k in range(8) if f"q{k:02d}" in cards
    )
    assert next(topic for topic in found.by_topic if topic.slug == "rnn").mastery == pytest.approx(
        mastery / 8
    )
    assert found.due == found.forecast[0].due == 10
    sit(begin, kit, good=lambda number: number > 1, settings=Settings(new_per_day=0))
    found = stats()
    assert found.retention == pytest.approx(8 / 10)
    assert found.due == 0
    assert [day.answers for day in found.days] == [11, 12]


def test_what_left_the_banks_is_hidden_and_counted_as_history(begin, kit, stats, library):
    session = sit(begin, kit)
    del library.questions[session.reviews[0].question]
    found = stats()
    assert (found.reviews, found.cards, found.new) == (10, 9, 14)


def test_a_card_in_a_step_is_not_mastered(begin, kit, stats):
    session = begin(count=1)
    session.submit(kit.wrong(session.step))
    assert all(topic.mastery == 0 for topic in stats().by_topic)


def test_the_next_step_is_what_matters_most(begin, kit, home, clock, store):
    session = begin()
    session.submit(kit.right(session.step))
    assert home().next_step.kind == "resume"
    sit(begin, kit)
    step = home().next_step
    assert step.kind == "cram"
    clock.turn(days=4)
    assert home().next_step.kind == "review"
    assert home().due == store_due(store, clock)
    sit(begin, kit, settings=Settings(new_per_day=0))
    assert home().next_step.kind == "learn"
    assert home(new_per_day=0).next_step.kind == "cram"


def store_due(store, clock):
    return sum(card.due <= clock.now() for card in store.cards().values())


def test_drills_are_counted_apart(kit, store, settings, clock):
    drill = SimpleNamespace(drill="gru-forward", revision=1, hints=[], section="gru.gates")
    library = kit.library([], [drill])
    record_attempt(
        store,
        settings,
        clock,
        drill=drill,
        convention="article",
        passed=True,
        score=1.0,
        source="",
        report_json="{}",
    )
    found = compute(library, store, settings, clock)
    assert (found.reviews, found.cards, found.due) == (1, 0, 0)
    assert (found.drills.drills, found.drills.tried, found.drills.passed, found.drills.due) == (1, 1, 1, 0)
    assert found.by_type[0].type == "drill"
    clock.turn(days=5)
    assert compute(library, store, settings, clock).drills.due == 1
    seen = overview(library, store, settings, clock)
    assert (seen.drills_due, seen.next_step.kind, seen.next_step.drill) == (1, "drill", "gru-forward")


@pytest.mark.parametrize(
    ("offsets", "length"), [((), 0), ((0,), 1), ((1,), 1), ((2,), 0), ((0, 1, 2, 4), 3), ((1, 2), 2)]
)
def test_a_streak_reaches_to_today_or_yesterday(offsets, length):
    today = date(2031, 3, 10)
    assert streak([today - timedelta(days=offset) for offset in offsets], today) == length


def test_calibration_of_known_bets():
    found = calibration([(0.5, 1.0), (0.5, 0.0), (1.0, 1.0), (0.9, 0.5)])
    assert found.brier == pytest.approx((0.25 + 0.25 + 0 + 0.81) / 4)
    assert [part.answers for part in found.bins] == [2, 0, 0, 0, 2]
    assert (found.bins[0].accuracy, found.bins[4].accuracy) == (0.5, 0.5)


@given(st.lists(st.tuples(st.floats(0.5, 1), st.sampled_from([0.0, 0.5, 1.0]))))
def test_every_bet_is_in_one_bin(bets):
    found = calibration(bets)
    assert sum(part.answers for part in found.bins) == found.answers == len(bets)
    assert found.brier is None or 0 <= found.brier <= 1


@pytest.mark.parametrize("wanted", [None, Filter(), Filter(topics=("rnn",)), Filter(types=("choice",))])
def test_the_sections_alone_stand_as_in_the_whole(begin, kit, clock, library, store, settings, wanted):
    session = begin(count=6)
    for right in (True, False, True, True):
        session.submit((kit.right if right else kit.wrong)(session.step))
        session.next()
    clock.turn(days=3)
    whole = compute(library, store, settings, clock, wanted).by_topic
    alone = by_topic(library, store, settings, clock, wanted)
    assert any(topic.due for topic in alone)
    assert [(t.slug, t.questions, t.due, t.mastery) for t in alone] == [
        (t.slug, t.questions, t.due, t.mastery) for t in whole
    ]
    assert [t.questions - t.new for t in alone] == [t.seen for t in whole]


def test_statistics_of_a_topic_count_what_lies_in_it_alone(begin, kit, clock, library, store, settings):

    sit(begin, kit, lambda place: place % 2 == 0)
    clock.turn(days=4)
    sit(begin, kit)
    everything = compute(library, store, settings, clock, Filter())
    parts = [
        compute(library, store, settings, clock, Filter(topics=(name,))) for name in ("rnn", "lstm", "gru")
    ]
    for name in ("reviews", "cards", "due", "new"):
        assert getattr(everything, name) == sum(getattr(part, name) for part in parts) > 0 or name == "due"
    assert sum(part.questions for part in everything.stability) == everything.cards
    assert all(sum(found.questions for found in part.stability) == part.cards for part in parts)
    assert [topic.slug for topic in parts[2].by_topic if topic.questions] == ["gru", "gru.gates"]
    assert {day.day for part in parts for day in part.days} == {day.day for day in everything.days}
    rights = sum(kind.accuracy * kind.answers for part in parts for kind in part.by_type)
    assert rights == pytest.approx(sum(kind.accuracy * kind.answers for kind in everything.by_type))
