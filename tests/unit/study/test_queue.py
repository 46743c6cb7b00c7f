from __future__ import annotations

from datetime import UTC, date, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from quizrnn.bank.library import Entry, Filter
from quizrnn.study.days import offset_of, study_day
from quizrnn.study.memory import is_due, retrievability
from quizrnn.study.queue import APART, plan, prerequisites_first, spread
from quizrnn.study.records import Rating, Review
from quizrnn.study.schedule import Scheduler
from quizrnn.study.settings import Settings
from quizrnn.study.store import Store


def entry(name, section="lstm.a", follows=None, place=0):
    return Entry(name, "bank", "choice", section, 2, (), 1, follows, place)


@pytest.fixture
def ask(library, store, settings, clock):
    def ask(**more):
        values = {"filter": Filter(), "mode": "due", "clock": clock, "rng": Random(0)}
        parts = [more.pop(name, default) for name, default in (("library", library), ("settings", settings))]
        return plan(parts[0], store, parts[1], **{**values, **more})

    return ask


@pytest.fixture
def answer(store, clock, settings):
    """Return a function that puts an answer on record."""

    def answer(key, rating=Rating.GOOD, **more):
        now = clock.now()
        values = {
            "question": key,
            "revision": 1,
            "seed": 0,
            "at": now.astimezone(UTC),
            "zone": offset_of(now),
            "day": study_day(now),
            "mode": "due",
            "session": "s",
            "answer": "a",
            "automatic": rating,
            "rating": rating,
            "score": 0.0 if rating is Rating.AGAIN else 1.0,
        }
        return store.append(Review(**{**values, **more}), Scheduler(settings))

    return answer


def test_new_questions_come_within_the_days_limit_by_turns_of_topic(ask):
    keys = ask()
    assert sorted(keys) == [f"q{k:02d}" for k in range(10)]
    # Eight of ten are of one topic: the other two stand between them.
    assert keys[:4] == ["q00", "q08", "q01", "q09"]
    assert ask(settings=Settings(new_per_day=0)) == []


def test_what_was_learnt_today_counts_against_the_limit_until_four_in_the_morning(ask, answer, clock):
    for number in range(10):
        answer(f"q{number:02d}")
    assert ask() == []
    clock.turn(hours=7, minutes=59)
    assert ask() == []
    clock.turn(minutes=1)
    assert sorted(ask()) == [f"q{k:02d}" for k in range(10, 20)]


def test_due_comes_first_what_is_most_likely_forgotten_before_the_rest(ask, answer, clock):
    answer("q20", Rating.EASY)
    answer("q04", Rating.GOOD)
    clock.turn(days=20)
    keys = ask()
    assert keys[:2] == ["q04", "q20"]
    assert len(keys) == 12


def test_reviews_keep_to_the_days_limit(ask, answer, clock):
    for number in range(8):
        answer(f"q{number:02d}")
    clock.turn(days=5)
    settings = Settings(new_per_day=0, reviews_per_day=5)
    assert len(ask(settings=settings)) == 5
    answer("q00")
    answer("q01")
    assert len(ask(settings=settings)) == 3


def test_a_step_that_has_run_out_comes_first_and_one_that_will_comes_last(ask, answer, clock):
    answer("q05", Rating.AGAIN)
    clock.turn(minutes=9)
    assert ask()[-1] == "q05"
    assert "q05" not in ask(settings=Settings(learn_ahead_minutes=0))
    clock.turn(minutes=1)
    assert ask()[0] == "q05"


def test_learn_asks_new_questions_in_the_articles_order(ask, answer):
    answer("q01")
    assert ask(mode="learn", count=4) == ["q00", "q02", "q03", "q04"]
    assert len(ask(mode="learn", count=20)) == 20
    assert len(ask(mode="learn")) == 10


def test_cram_asks_everything_that_matches_in_the_rngs_order(ask):
    keys = ask(mode="cram", filter=Filter(topics=("gru",)))
    assert sorted(keys) == [f"q{k:02d}" for k in range(16, 24)]
    assert keys == ask(mode="cram", filter=Filter(topics=("gru",)))
    assert keys != ask(mode="cram", filter=Filter(topics=("gru",)), rng=Random(1))
    assert len(ask(mode="cram", count=3)) == 3


def test_suspended_and_buried_questions_stay_away(ask, store, clock):
    store.marks.put("q00", "suspend", date(2031, 3, 10))
    store.marks.put("q01", "bury", date(2031, 3, 10))
    assert not {"q00", "q01"} & set(ask())
    clock.turn(days=1)
    assert "q00" not in ask()
    assert "q01" in ask()
    assert "q00" not in ask(mode="cram")


def test_a_raised_revision_is_due_and_a_vanished_question_is_hidden(ask, answer, kit):
    answer("q00")
    answer("q99")
    raised = kit.library([kit.choice("q00", revision=2), kit.choice("q01")])
    assert ask(library=raised) == ["q00", "q01"]


def test_a_question_comes_after_the_one_it_follows(ask, kit):
    library = kit.library(
        [kit.choice("c", follows="b"), kit.choice("b", follows="a"), kit.choice("x"), kit.choice("a")]
    )
    for mode in ("due", "learn", "cram", "interview"):
        keys = ask(library=library, mode=mode)
        assert sorted(keys) == ["a", "b", "c", "x"]
        assert keys.index("a") < keys.index("b") < keys.index("c")


def test_a_chain_is_kept_apart_where_others_are_near():
    chain = [entry("a"), entry("b", follows="a"), *(entry(f"x{k}") for k in range(6))]
    names = [found.id for found in spread(chain)]
    assert names.index("b") - names.index("a") > APART


def test_a_chain_is_kept_apart_across_what_is_due_and_what_is_new(ask, answer, clock, kit):
    library = kit.library(
        [
            kit.choice("a", "rnn.a"),
            kit.choice("b", "rnn.a", follows="a"),
            *(kit.choice(f"x{k}", ("lstm.a", "rnn.b")[k % 2]) for k in range(6)),
        ]
    )
    answer("a", Rating.GOOD)
    clock.turn(days=30)
    keys = ask(library=library, mode="due")
    assert keys[0] == "a"
    assert keys.index("b") > APART
    assert keys[1].startswith("x")
    assert library.get(keys[1]).section == "lstm.a"


def test_a_cycle_of_follow_ups_is_asked_all_the_same():
    ring = [entry("a", follows="b"), entry("b", follows="a"), entry("c", follows="c")]
    assert sorted(found.id for found in spread(prerequisites_first(ring))) == ["a", "b", "c"]


@given(st.data())
def test_spreading_loses_nothing_and_overtakes_no_prerequisite(data):
    size = data.draw(st.integers(0, 40))
    entries = [
        entry(
            f"q{k}",
            data.draw(st.sampled_from(["rnn.a", "rnn.b", "lstm.a", "gru"])),
            data.draw(st.sampled_from([None, *(f"q{j}" for j in range(size) if j != k)])),
        )
        for k in range(size)
    ]
    ordered = prerequisites_first(entries)
    out = spread(ordered, topics=data.draw(st.booleans()))
    assert sorted(found.id for found in out) == sorted(found.id for found in entries)
    before = {found.id: place for place, found in enumerate(ordered)}
    after = {found.id: place for place, found in enumerate(out)}
    for found in entries:
        if found.follows and before[found.follows] < before[found.id]:
            assert after[found.follows] < after[found.id]


def test_summer_time_moves_no_study_day():
    """In Berlin the clock goes from 2 to 3 on 30 March 2031: days begin at 4 by the wall all the same."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    berlin = ZoneInfo("Europe/Berlin")
    before = datetime(2031, 3, 30, 1, 59, tzinfo=berlin)
    assert study_day(before) == date(2031, 3, 29)
    moment = before.astimezone(UTC)
    days = [
        study_day((moment + timedelta(minutes=minutes)).astimezone(berlin)) for minutes in range(0, 180, 1)
    ]
    assert days == sorted(days)
    turn = days.index(date(2031, 3, 30))
    assert f"{(moment + timedelta(minutes=turn)).astimezone(berlin):%H:%M}" == "04:00"


def test_a_card_is_due_from_the_beginning_of_its_study_day_wherever_the_learner_is(ask, answer, clock):
    answer("q00")  # due on 12 March, which begins at 20:00 UTC on the 11th in Shanghai
    clock.travel(-7)
    clock.turn(days=1)
    assert clock.now().date() == date(2031, 3, 11)
    assert "q00" not in ask()  # it is the 11th in California still, though that instant is past in Shanghai
    clock.turn(days=1)
    assert ask()[0] == "q00"


class _Naive:
    """The queue as it reads in a specification: over every question and every card."""

    def __init__(self, library, store, settings, wanted, now):
        self.day = study_day(now, settings.day_start_hour)
        cards = store.cards()
        hidden = store.marks.suspended() | store.marks.buried(self.day)
        shown = [entry for entry in library.entries(wanted) if entry.id not in hidden]
        seen = {entry.id: cards[entry.id] for entry in shown if cards.get(entry.id, None)}
        self.due = {e.id for e in shown if e.id in seen and is_due(seen[e.id], now, self.day, e.revision)}
        self.steps = {key for key in self.due if seen[key].stage in ("learning", "relearning")}
        self.today = {key for key in self.steps if seen[key].last_day >= self.day}
        self.soon = {
            e.id
            for e in shown
            if e.id in seen and is_due(seen[e.id], now, self.day, e.revision, timedelta(minutes=20))
        } - self.due
        self.fresh = [e for e in shown if e.id not in seen or seen[e.id].stage == "new"]
        done = [card for key, card in cards.items() if not key.startswith("drill:")]
        self.new_left = max(0, settings.new_per_day - sum(c.first_day == self.day for c in done))
        reviewed = sum(c.last_day == self.day and c.first_day != self.day for c in done)
        self.left = max(0, settings.reviews_per_day - reviewed)
        self.recall = {key: retrievability(seen[key], self.day) for key in self.due - self.steps}


@given(seed=st.integers(0, 10_000), days=st.integers(1, 25), limit=st.sampled_from([0, 1, 3, 200]))
@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_queue_is_what_reading_everything_would_make_of_it(tmp_path_factory, kit, seed, days, limit):
    import msgspec

    rng = Random(seed)
    clock = kit.clock()
    store = Store.open(tmp_path_factory.mktemp("queue") / "quizrnn.db", clock)
    sections = ("rnn.core", "lstm.gates", "gru.gates")
    questions = [
        kit.choice(f"q{k:02d}", sections[k % 3], follows=f"q{rng.randrange(30):02d}" if k % 4 == 0 else None)
        for k in range(30)
    ]
    library = kit.library(questions)
    settings = Settings(new_per_day=rng.choice([0, 2, 10]), reviews_per_day=limit)
    scheduler = Scheduler(settings)
    for _ in range(rng.randrange(60)):
        clock.turn(minutes=rng.choice([1, 8, 15, 600, 1440 * rng.randint(1, days)]))
        key = rng.choice([*(f"q{k:02d}" for k in range(20)), "gone", "drill:one"])
        rating = rng.choice([Rating.AGAIN, Rating.GOOD, Rating.GOOD, Rating.HARD])
        now = clock.now()
        review = Review(
            question=key, revision=1, seed=0, at=now.astimezone(UTC), zone=offset_of(now), day=study_day(now),
            mode=rng.choice(["due", "due", "cram"]), session="s", answer="a", automatic=rating, rating=rating,
            score=float(rating > 1),
        )  # fmt: skip
        store.append(review, scheduler)
        if rng.random() < 0.1:
            store.marks.put(key, rng.choice(["bury", "suspend", "unsuspend"]), study_day(now))
    for place in rng.sample(range(30), 3):
        key = f"q{place:02d}"
        library.questions[key] = msgspec.structs.replace(library.questions[key], revision=2)
    if rng.random() < 0.1:
        clock.turn(days=-5)
    wanted = Filter(topics=(rng.choice(sections),)) if rng.random() < 0.3 else Filter()
    naive = _Naive(library, store, settings, wanted, clock.now())
    keys = plan(library, store, settings, filter=wanted, mode="due", clock=clock, rng=rng)
    learn = plan(library, store, settings, filter=wanted, mode="learn", clock=clock, rng=rng, count=5)
    store.close()
    assert len(keys) == len(set(keys))
    got = set(keys)
    steps, reviews = got & naive.steps, got & set(naive.recall)
    assert steps >= naive.today
    assert limit < 200 or got >= naive.soon
    old = naive.steps - naive.today
    assert len(steps - naive.today) == min(len(old), naive.left)
    assert len(reviews) == min(len(naive.recall), naive.left - len(steps - naive.today))
    if reviews and len(reviews) < len(naive.recall):
        left_out = set(naive.recall) - reviews
        assert max(naive.recall[key] for key in reviews) <= min(naive.recall[key] for key in left_out) + 1e-9
    expected = [entry.id for entry in prerequisites_first(naive.fresh)[: naive.new_left]]
    assert got - naive.due - naive.soon == set(expected)
    assert set(learn) == {entry.id for entry in prerequisites_first(naive.fresh)[:5]}
