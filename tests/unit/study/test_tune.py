"""Fitting FSRS to the log: what is fitted to, what judges, and what is kept."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, time, timedelta
from random import Random

import msgspec
import pytest

from quizrnn.errors import QuizrnnError
from quizrnn.study.memory import forgetting_curve
from quizrnn.study.records import Card, Rating, Review
from quizrnn.study.schedule import Scheduler
from quizrnn.study.settings import Settings
from quizrnn.study.tune import HELD_OUT, NEEDED, adopt, fit

STANDARD = [
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614,
    0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
]  # fmt: skip
GOOD = [value * (3 if place < 4 else 1) for place, value in enumerate(STANDARD)]


@pytest.fixture
def study(store, clock, settings):
    """Return a function that puts a learner's log on record, who remembers ``strength`` times as long."""

    def study(cards=120, days=120, strength=3.0, mode="due"):
        scheduler, rng = Scheduler(settings), Random(1)
        states = {}
        for back in range(days, 0, -1):
            day = clock.now().date() - timedelta(days=back)
            for number in range(cards):
                key = f"q{number:03d}"
                card = states.get(key, Card(key=key))
                if card.due_day is not None and card.due_day > day:
                    continue
                share = 0.8
                if card.stability is not None:
                    share = forgetting_curve(0.1542)((day - card.last_day).days, card.stability * strength)
                rating = Rating.GOOD if rng.random() < share else Rating.AGAIN
                review = Review(
                    question=key,
                    revision=1,
                    seed=0,
                    at=datetime.combine(day, time(9), UTC),
                    zone="+00:00",
                    day=day,
                    mode=mode,
                    session="s",
                    answer="a",
                    automatic=rating,
                    rating=rating,
                    score=float(rating is Rating.GOOD),
                    kind="choice",
                )
                store.append(review, scheduler)
                states[key] = scheduler.after(card, review)

    return study


def test_the_fit_does_not_see_what_judges_it(study, store, settings):
    study()
    seen = []

    def trainer(histories):
        seen.extend(histories)
        return STANDARD

    fitted = fit(store, settings, trainer)
    assert fitted.trained == len(seen)
    assert fitted.held_out == pytest.approx((fitted.trained + fitted.held_out) * HELD_OUT, abs=1)
    assert all(steps[-1][1] >= 1 and steps[0][1] == 0 for steps in seen)
    assert {rating for steps in seen for rating, _ in steps} <= {1, 3}
    days = {}
    for review in store.reviews():
        days.setdefault(review.question, set()).add(review.day)
    assert fitted.trained + fitted.held_out == sum(len(found) - 1 for found in days.values())
    assert not fitted.better  # the same parameters predict no better
    assert fitted.before == pytest.approx(fitted.after)


def test_parameters_are_kept_only_if_they_predict_the_unseen_part_better(study, store, settings):
    study(strength=3.0)
    better = fit(store, settings, lambda _: GOOD)
    assert better.better
    assert better.after < better.before
    worse = fit(
        store, settings, lambda _: [value / 20 if k < 4 else value for k, value in enumerate(STANDARD)]
    )
    assert not worse.better
    assert worse.after > worse.before == better.before
    for fitted, words in ((better, ("Kept", "已保留")), (worse, ("Not kept", "未保留"))):
        assert words[0] in fitted.message["en"]
        assert words[1] in fitted.message["zh"]


def test_what_the_optimiser_returns_is_brought_within_the_schedulers_bounds(study, store, settings):
    study()
    fitted = fit(store, settings, lambda _: [1e9] * 21)
    assert Scheduler(Settings(parameters=fitted.parameters)).after(
        Card(key="q"), msgspec.structs.replace(store.reviews()[0])
    )


def test_too_little_to_fit_to(study, store, settings):
    study(cards=3, days=20)
    fitted = fit(store, settings, lambda _: pytest.fail("too little"))
    assert (fitted.parameters, fitted.better) == (None, False)
    assert str(NEEDED) in fitted.message["en"]


def test_cram_does_not_count(study, store, settings):
    study(mode="cram")
    assert fit(store, settings, lambda _: GOOD).trained == 0


def test_adopted_parameters_are_saved_with_their_algorithm_and_replay_the_cards(
    study, store, settings, tmp_path
):
    study()
    before = store.cards()
    path = tmp_path / "settings.json"
    changed = adopt(store, settings, GOOD, path)
    assert Settings.load(path) == changed
    assert (changed.algorithm, changed.weights) == ("FSRS-6", GOOD)
    assert store.cards() == Scheduler(changed).replay(store.reviews()) != before
    assert not store.reschedule(Scheduler(Settings.load(path)))
    back = adopt(store, changed, None, path)
    assert (back.algorithm, back.weights) == (None, None)
    assert store.cards() == before


def test_parameters_of_another_algorithm_are_not_used():
    other = Settings(parameters=GOOD, algorithm="FSRS-9")
    assert other.weights is None
    assert Scheduler(other).fingerprint == Scheduler(Settings()).fingerprint
    assert Settings(parameters=GOOD).weights == GOOD


def test_the_real_optimiser_finds_a_stronger_memory(study, store, settings):
    study(cards=150, strength=4.0)
    fitted = fit(store, settings)
    assert fitted.better
    assert fitted.parameters[2] > STANDARD[2]


def test_without_the_extra_it_is_one_line_that_says_what_to_install(store, settings, monkeypatch):
    monkeypatch.setitem(sys.modules, "fsrs_rs_python", None)
    with pytest.raises(QuizrnnError, match=r"pip install 'quizrnn\[tune\]'"):
        fit(store, settings)
