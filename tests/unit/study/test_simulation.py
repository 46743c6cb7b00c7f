"""The parts of ``tests/benchmarks/simulate_memory.py``: rivals, memories, the reading between knobs."""

from __future__ import annotations

import sys
from math import exp, log
from pathlib import Path
from random import Random

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def simulation():
    sys.path.insert(0, str(BENCHMARKS))
    try:
        import simulate_memory
    finally:
        sys.path.remove(str(BENCHMARKS))
    return simulate_memory


@pytest.fixture(scope="module")
def rivals(simulation):  # noqa: ARG001
    return sys.modules["rivals"]


@pytest.fixture(scope="module")
def memories(simulation):  # noqa: ARG001
    return sys.modules["memories"]


def played(plan, rights):
    """Return the intervals that a plan gives for answers, each given when the question is due."""
    day, out = 0, []
    for right in rights:
        due = plan.answered(day, right=right)
        out.append(due - day)
        day = due
    return out


def test_sm2_has_the_published_intervals(rivals):
    # EF stays 2.5 at grade 4: 1, 6, 6 * 2.5 = 15, 37.5, 93.75 days.
    assert played(rivals.Sm2(), [True] * 5) == [1, 6, 15, 38, 94]
    assert played(rivals.Sm2(2.0), [True] * 3) == [2, 12, 30]


@pytest.mark.parametrize(("grade", "ease"), [(5, 2.6), (4, 2.5), (3, 2.36), (2, 2.5), (0, 2.5)])
def test_sm2_changes_the_e_factor_as_published(rivals, grade, ease):
    plan = rivals.Sm2()
    plan.graded(0, grade)
    assert plan.ease == pytest.approx(ease)


def test_sm2_begins_anew_after_a_failure_and_repeats_on_the_same_day(rivals):
    plan = rivals.Sm2()
    assert played(plan, [True, True, False, False, True, True, True]) == [1, 6, 0, 0, 1, 6, 15]
    falling = rivals.Sm2(falls=True)
    assert played(falling, [True, True, False, True]) == [1, 6, 0, 1]
    assert falling.ease == pytest.approx(2.5 - 0.54)
    for day in range(20):
        falling.graded(day, 0)
        falling.graded(day, 4)
    assert falling.ease == 1.3


def test_leitner_moves_on_by_one_box_and_back_to_the_first(rivals):
    plan = rivals.Leitner(5)
    assert played(plan, [True] * 7) == [1, 2, 4, 8, 16, 16, 16]
    assert played(plan, [False, True, True]) == [1, 2, 4]
    assert played(rivals.Leitner(7, 0.1), [True] * 7) == [1, 1, 1, 1, 2, 3, 6]
    assert played(rivals.Fixed(9), [True, False, True]) == [9, 9, 9]


def test_ours_is_the_scheduler_itself_and_asks_again_what_was_wrong(rivals):
    log = []
    plan = rivals.Ours("q", rivals.Scheduler(rivals.Settings()), log)
    first, again, then, later = played(plan, [False, True, True, True])
    assert first == 0
    assert 1 <= again < then < later
    assert [review.number for review in log] == [1, 2, 3, 4]
    assert rivals.fitted(log) is None


def test_every_memory_forgets_and_keeps_longer_what_was_recalled_late(memories):
    for family in memories.FAMILIES.values():
        memory = family(Random(1))(Random(2))
        assert 0 <= memory.recall(0.0) <= 1
        memory.study(0.0, right=True)
        chances = [memory.recall(float(day)) for day in (1, 3, 10, 30, 300)]
        assert chances == sorted(chances, reverse=True)
        before = memory.recall(20.0)
        memory.study(10.0, right=True)
        assert memory.recall(20.0) > before


def test_fsrs_form_with_the_standard_weights_is_fsrs(memories):
    from datetime import UTC, datetime, timedelta

    from fsrs import Card, Rating, Scheduler
    from fsrs.scheduler import DEFAULT_PARAMETERS

    fsrs, card = Scheduler(enable_fuzzing=False, learning_steps=(), relearning_steps=()), Card(card_id=1)
    memory = memories.FsrsForm(list(DEFAULT_PARAMETERS), 1.0, 0.2)
    begun = datetime(2031, 1, 1, tzinfo=UTC)
    for day, right in ((0, True), (3, True), (10, False), (10, True), (12, True), (40, True)):
        at = begun + timedelta(days=day)
        if card.last_review is not None and day != 10:
            assert memory.recall(float(day)) == pytest.approx(fsrs.get_card_retrievability(card, at))
        card, _ = fsrs.review_card(card, Rating.Good if right else Rating.Again, at)
        memory.study(float(day), right=right)
        assert memory._stability == pytest.approx(card.stability)


def test_a_year_repeats_and_a_denser_plan_keeps_more(simulation, rivals):
    who = simulation.learner("half-life", 0, 3)
    weekly, again, monthly = (
        simulation.year(who, lambda _, days=days: rivals.Fixed(days), 8, 60) for days in (7, 7, 30)
    )
    assert weekly == again
    assert weekly.reviews > monthly.reviews > 0
    assert weekly.retention > monthly.retention
    assert weekly.repeats == 0


def test_what_a_retention_takes_is_read_between_two_knobs(simulation):
    outcome = simulation.Outcome
    points = [outcome(100, 0, 0.8, 0.8), outcome(400, 100, 0.9, 0.9), outcome(300, 0, 0.95, 0.95)]
    reviews = lambda each: each.reviews  # noqa: E731
    half = exp((log(100) + log(300)) / 2)
    assert simulation.reviews_for(points[::2], 0.875, reviews) == pytest.approx(half)
    # What takes more for less is never the way.
    assert simulation.reviews_for(points, 0.92, reviews) <= 300
    assert simulation.reviews_for(points, 0.97, reviews) is None
    assert simulation.reviews_for(points, 0.5, reviews) == pytest.approx(100)
    assert simulation.retention_for(points, 1000, reviews) == 0.95
    assert simulation.retention_for(points, 50, reviews) is None
    assert points[1].sittings == 300


def test_the_table_has_a_line_for_each_scheduler(simulation, rivals, monkeypatch):
    monkeypatch.setattr(simulation, "DAYS", 40)
    results = [simulation.simulated(("activation", 0, 1, 3))]
    lines = simulation.table(simulation.rows(results, 3, lambda outcome: outcome.reviews))
    assert len(lines) == 2 + len(rivals.rivals())
    assert len({line.count("|") for line in lines}) == 1
