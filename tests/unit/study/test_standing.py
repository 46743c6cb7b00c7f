"""One pass over the rows says the same as the cards one by one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizrnn.study.days import study_day
from quizrnn.study.memory import is_due, is_leech, retrievability
from quizrnn.study.records import Card
from quizrnn.study.settings import Settings
from quizrnn.study.standing import standing
from quizrnn.study.store_rows import CARD_COLUMNS, card_row

TODAY = date(2031, 3, 10)
KEYS = [f"q{k:02d}" for k in range(24)] + ["gone", "drill:gru-forward"]


def days(low, high):
    return st.integers(low, high).map(lambda offset: TODAY + timedelta(days=offset))


@st.composite
def card(draw, clock, key):
    stage = draw(st.sampled_from(["new", "learning", "review", "relearning"]))
    tests = draw(st.integers(0, 9))
    values = {"key": key, "stage": stage, "tests": tests, "passes": draw(st.integers(0, tests))}
    if stage != "new":
        values |= {
            "due": clock.now() + timedelta(minutes=draw(st.integers(-3000, 3000))),
            "due_day": draw(days(-40, 40)),
            "last_day": draw(days(-40, 4)),
            "first_day": draw(days(-40, 0)),
            "stability": draw(st.floats(0.1, 500)),
            "lapses": draw(st.integers(0, 12)),
            "revision": draw(st.integers(1, 2)),
        }
    return Card(**values)


@given(data=st.data())
def test_every_sum_is_that_of_the_cards(data, make, kit):
    store, clock, library = make
    cards = {
        key: data.draw(card(clock, key))
        for key in data.draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=12))
    }
    library.questions["q03"] = kit.choice("q03", revision=2)
    with store.database.write() as connection:
        connection.execute("DELETE FROM cards")
        slots = ", ".join("?" * len(Card.__struct_fields__))
        connection.executemany(
            f"INSERT INTO cards ({CARD_COLUMNS}) VALUES ({slots})", map(card_row, cards.values())
        )
    assert store.cards() == cards
    now = clock.now()
    day = study_day(now)
    hidden = set(data.draw(st.lists(st.sampled_from(KEYS), max_size=3)))
    found = standing(library, store, Settings(), now, day, hidden)
    learnt = {key: card for key, card in cards.items() if key in library.questions and card.stage != "new"}
    due = {
        key
        for key, card in learnt.items()
        if key not in hidden and is_due(card, now, day, library.questions[key].revision)
    }
    assert (found.learnt, found.due) == (len(learnt), len(due))
    assert found.due_by.total() == len(due)
    assert found.ahead.total() == len(learnt.keys() - hidden)
    assert found.seen_by["gru.gates"] == sum(key >= "q16" for key in learnt)
    assert sum(found.recalled_by.values()) == pytest.approx(
        sum(retrievability(card, day) for card in learnt.values() if card.stage == "review")
    )
    assert (found.tests, found.passes) == (
        sum(card.tests for card in cards.values()),
        sum(card.passes for card in cards.values()),
    )
    assert found.tests_by.total() == sum(card.tests for card in learnt.values())
    assert found.leeches == sorted(key for key, card in learnt.items() if is_leech(card))
    drills = {key for key in cards if key.startswith("drill:")}
    assert found.new_today == sum(card.first_day == day for key, card in cards.items() if key not in drills)
    for name, one in found.drills.items():
        assert is_due(one, now, day, 1) == is_due(cards[f"drill:{name}"], now, day, 1)


@pytest.fixture(scope="module")
def make(tmp_path_factory, kit):
    """Return a record, a clock and a library that all examples share."""
    from quizrnn.study.store import Store

    sections = ("rnn.core", "lstm.gates", "gru.gates")
    library = kit.library([kit.choice(f"q{k:02d}", sections[k // 8]) for k in range(24)])
    clock = kit.clock()
    store = Store.open(tmp_path_factory.mktemp("record") / "quizrnn.db", clock)
    yield store, clock, library
    store.close()
