"""A key that turned out wrong: the log is marked anew, nobody loses, and the learner is told once."""

from __future__ import annotations

from types import SimpleNamespace

import msgspec
import pytest

from quizrnn.bank.model import BooleanQuestion, ChoiceQuestion, Erratum, Option
from quizrnn.study.errata import apply_errata, told, untold
from quizrnn.study.overview import overview
from quizrnn.study.records import Rating
from quizrnn.study.runner import StudySession
from quizrnn.study.schedule import Scheduler
from quizrnn.study.stats import compute
from quizrnn.text import pick

ERRATUM = Erratum(id="q00", revision=1, was="wrong", now="right", why={"en": "A slip.", "zh": "笔误。"})


def keyed(right, **more):
    """Return the question whose key is the option of that text."""
    choices = [Option(text=text, correct=text == right) for text in ("right", "wrong", "off")]
    return ChoiceQuestion(
        id="q00", stem="?", section="rnn.core", choices=choices, hints=["look", "the key"], **more
    )


def option(step, text):
    names = ("right", "wrong", "off")
    return "abc"[step.instance.order.index(names.index(text))]


@pytest.fixture
def library(kit):
    """The question of an erratum, with the wrong key, and another one."""
    return kit.library([keyed("wrong"), kit.choice("q01")])


@pytest.fixture
def mend(library):
    """Return a function that ships the right key, with the erratum."""

    def mend(**more):
        library.questions["q00"] = keyed("right", **more)
        library.corrected = [ERRATUM]

    return mend


@pytest.fixture
def sit(begin):
    """Return a function that answers ``q00`` with an option until the session ends or ``most`` answers."""

    def sit(*texts, **more):
        session = begin(mode="cram", **more)
        while session.step.instance.question.id != "q00":
            session.drop()
        for text in texts:
            session.submit(option(session.step, text))
            session.next()
        return session

    return sit


def test_an_answer_that_was_right_counts_and_the_row_stays(begin, mend, store, settings, library, clock):
    session = begin()
    while session.step.instance.question.id != "q00":
        session.drop()
    session.submit(option(session.step, "right"))
    assert store.card("q00").right == 0
    assert store.card("q00").stage == "learning"
    mend()
    again = begin()
    assert [(found.question, found.answers) for found in again.righted] == [("q00", 1)]
    (review,) = store.reviews()
    assert (review.score, review.rating) == (1.0, Rating.GOOD)
    assert store.database.rows("SELECT score, rating FROM reviews") == [(0.0, 1)]
    assert store.cards() == Scheduler(settings).replay(store.reviews())
    assert (store.card("q00").right, store.card("q00").stage) == (1, "review")
    assert compute(library, store, settings, clock).by_type[0].accuracy == 1.0


def test_the_learner_is_told_once(begin, sit, mend, library, store, settings, clock):
    sit("right", "right", "wrong")
    mend()
    assert overview(library, store, settings, clock).righted[0].answers == 2  # not told yet
    session = begin()
    for lang, words in (
        ("en", ("you were right (2 times)", "A slip.")),
        ("zh", ("其实是对的（2 次）", "笔误。")),
    ):
        assert all(word in pick(session.righted[0].message, lang) for word in words)
    session.told()
    assert session.righted == ()
    assert begin().righted == overview(library, store, settings, clock).righted == ()


def test_nobody_loses_by_an_erratum(begin, sit, mend, store):
    sit("off", "wrong")  # wrong then and now; right by the key that was wrong
    mend()
    assert begin().righted == ()
    assert [review.score for review in store.reviews()] == [0.0, 1.0]


def test_another_revision_is_another_question(begin, sit, mend, library, store):
    library.questions["q00"] = keyed("wrong", revision=2)
    sit("right")
    mend(revision=2)
    assert begin().righted == ()
    assert store.reviews()[0].score == 0.0


def test_the_rating_that_the_learner_chose_and_the_hints_seen_stay(begin, mend, store):
    session = begin(mode="cram")
    while session.step.instance.question.id != "q00":
        session.drop()
    session.submit(option(session.step, "right"))
    session.rate(Rating.HARD)
    session.next()
    session.hint()
    session.submit(option(session.step, "right"))
    session.next()
    session.hint()
    session.hint()
    session.submit(option(session.step, "right"))
    mend()
    begin()
    assert [review.rating for review in store.reviews()] == [Rating.HARD, Rating.HARD, Rating.AGAIN]
    assert [review.score for review in store.reviews()] == [1.0] * 3


def test_what_gave_up_left_the_banks_or_changed_its_type_stays_as_it_was(sit, mend, library, store, settings):
    session = sit("right")
    session.give_up()
    scheduler = Scheduler(settings)
    library.corrected = [ERRATUM, msgspec.structs.replace(ERRATUM, id="gone")]
    question = library.questions.pop("q00")
    assert apply_errata(library, store, scheduler) == 0
    library.questions["q00"] = BooleanQuestion(id="q00", stem="?", answer=True)
    assert apply_errata(library, store, scheduler) == 0
    library.questions["q00"] = question
    mend()
    library.corrected = [msgspec.structs.replace(ERRATUM, now="corrected once more")]
    assert apply_errata(library, store, scheduler) == 1
    assert [review.score for review in store.reviews()] == [1.0, 0.0]


def test_answers_that_an_older_program_adds_later_are_marked_too(begin, sit, mend, library, store):
    sit("right")
    mend()
    begin().told()
    library.questions["q00"] = keyed("wrong")
    sit("right")
    mend()
    assert [found.answers for found in begin().righted] == [1]
    assert [review.score for review in store.reviews()] == [1.0, 1.0]


def test_nothing_is_written_where_nothing_is_to_be_checked(begin, sit, mend, library, store, settings):
    sit("right")
    mend()
    begin()
    before = store.database.rows("SELECT * FROM errata"), store.database.rows("PRAGMA data_version")
    scheduler = Scheduler(settings)
    store.database.write = SimpleNamespace  # whatever writes fails
    assert apply_errata(library, store, scheduler) == 0
    assert (store.database.rows("SELECT * FROM errata"), store.database.rows("PRAGMA data_version")) == before


def test_undo_and_amend_after_a_correction(begin, mend, store, settings, library):
    session = begin(mode="cram")
    while session.step.instance.question.id != "q00":
        session.drop()
    session.submit(option(session.step, "right"))
    mend()
    apply_errata(library, store, Scheduler(settings))
    session.rate(Rating.HARD)
    assert store.reviews()[0].rating is Rating.HARD
    session.undo()
    assert store.reviews() == []
    assert store.cards() == {}
    assert untold(library, store) == ()


def test_a_record_that_cannot_be_written_is_read_all_the_same(begin, sit, mend, store, path):
    from quizrnn.study.database import read_only

    sit("right")
    mend()
    store.database.refusal = read_only(path)
    session = begin()
    assert session.problem is not None
    assert session.righted == ()
    told(store, ())


def test_a_resumed_session_counts_what_was_corrected(sit, mend, library, store, settings, clock):
    sit("right")
    mend()
    session = StudySession.resume(library, store, settings, clock=clock)
    assert session.step.progress.right == 1
    assert len(session.righted) == 1
