"""Why this card now, in both languages, as the session goes."""

from __future__ import annotations

import pytest

from quizrnn.study.records import Rating
from quizrnn.study.runner import StudySession
from quizrnn.study.session import WrongStep
from quizrnn.study.settings import Settings
from quizrnn.text import LANGUAGES, pick

NO_NEW = Settings(new_per_day=0)


@pytest.fixture
def library(kit):
    return kit.library([kit.choice("q00"), kit.choice("q01", follows="q00")])


def says(session, *words):
    """Assert that the reason holds, in English, all the words, and has a Chinese version of its own."""
    english, chinese = (pick(session.why(), lang) for lang in LANGUAGES)
    for word in words:
        assert word in english
    assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)
    return english


def test_new_and_a_follow_up(begin, kit):
    session = begin()
    assert "follows" not in says(session, "New", "article's order")
    session.submit(kit.right(session.step))
    with pytest.raises(WrongStep):
        session.why()
    session.next()
    says(session, "New", "It follows up q00.")


def test_due_since_when_and_how_likely_it_is_recalled(begin, kit, clock, store):
    session = begin(count=1)
    session.submit(kit.right(session.step))
    card = store.card("q00")
    clock.turn(days=(card.due_day - card.last_day).days)
    english = says(begin(settings=NO_NEW), "Due since today", "wanted 90%")
    assert "Forgotten" not in english
    clock.turn(days=1)
    says(begin(settings=NO_NEW), f"Due since {card.due_day}, 1 day ago")
    session = begin(settings=NO_NEW)
    session.submit(kit.wrong(session.step))
    clock.turn(days=30)
    session = begin(settings=NO_NEW)
    says(session, "learning step ran out at")
    session.submit(kit.right(session.step))
    clock.turn(days=60)
    says(begin(settings=NO_NEW), "Forgotten 1 time so far")


def test_a_missed_card_that_comes_back_within_the_session_and_ahead_of_its_step(begin, kit, clock):
    session = begin(count=3)
    session.submit(kit.wrong(session.step))
    session.next()
    session.drop()
    clock.turn(minutes=3)
    assert session.step.instance.question.id == "q00"
    says(session, "Again", "3 minutes ago", "falls due at 20:10", "asked ahead")
    session.submit(kit.wrong(session.step))
    session.retry()
    says(session, "another try")


def test_a_step_in_a_new_session(begin, kit, clock):
    session = begin(count=1)
    session.submit(kit.wrong(session.step))
    clock.turn(minutes=5)
    says(begin(settings=NO_NEW), "Soon", "20:10")


def test_a_raised_revision_and_a_clock_that_was_wrong(begin, kit, clock, library, answer_in):
    answer_in("q00")
    library.questions["q00"] = kit.choice("q00", revision=2)
    says(begin(settings=NO_NEW), "revision 1 → 2")
    library.questions["q00"] = kit.choice("q00")
    clock.turn(days=-40)
    says(begin(settings=NO_NEW), "clock was wrong")


@pytest.fixture
def answer_in(begin, kit):
    """Return a function that answers one question right."""

    def answer(key, rating=Rating.GOOD):
        session = begin()
        while session.step.instance.question.id != key:
            session.drop()
        session.submit(kit.right(session.step))
        session.rate(rating)

    return answer


def test_cram(begin, clock, answer_in):
    session = begin(mode="cram")
    says(session, "Cram", "stays as it is")
    answer_in("q00")
    clock.turn(days=30)
    session = begin(mode="cram")
    while session.step.instance.question.id != "q00":
        session.drop()
    says(session, "Cram", "counts as Again")


def test_a_card_due_when_an_interrupted_session_began(begin, clock, store, library, settings, kit):
    session = begin()
    session.submit(kit.wrong(session.step))
    clock.turn(minutes=30)
    says(StudySession.resume(library, store, settings, clock=clock), "Again", "30 minutes ago")
