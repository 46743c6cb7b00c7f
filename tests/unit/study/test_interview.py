"""An interview on record: bets, time, schedule, what survives, and what goes wrong."""

import sqlite3
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizrnn.bank.library import Filter
from quizrnn.bank.model import BugQuestion, RubricPoint, ShortQuestion
from quizrnn.errors import Malformed, QuizrnnError
from quizrnn.study.database_check import RecordError
from quizrnn.study.interview import Betting, Closed, Posed, read_bet
from quizrnn.study.interview_runner import MINUTES, HeldInterview
from quizrnn.study.records import Rating
from quizrnn.study.runner import StudySession
from quizrnn.study.schedule import Scheduler
from quizrnn.study.store import Store


def why(name="why", **more):
    rubric = [RubricPoint(point="it vanishes", keywords=["vanish"]), RubricPoint(point="products")]
    return ShortQuestion(
        id=name, stem="Why?", section="rnn.core", rubric=rubric, model_answer="Because.", **more
    )


@pytest.fixture
def hold(store, settings, clock, library):
    """Return a function that starts an interview, everything overridable."""

    def start(**more):
        values = {"count": None, "minutes": None, "seed": 1, "clock": clock, "rng": Random(0)}
        parts = [more.pop(name, default) for name, default in (("library", library), ("store", store))]
        return HeldInterview.start(*parts, settings, **{"filter": Filter(), **values, **more})

    return start


def play(interview, answers, confidence=0.8):
    """Answer by ``answers`` (a function of the step) until the interview is over."""
    while not isinstance(interview.step, Closed):
        interview.answer(answers(interview.step))
        interview.bet(confidence)


@given(st.integers(50, 100))
def test_a_bet_is_read_as_people_write_it(percent):
    for text in (f"{percent}", f" {percent}% ", f"{percent} %", f"{percent}％", f"{percent / 100:.2f}"):
        assert read_bet(text) == pytest.approx(percent / 100)


@pytest.mark.parametrize("text", ["", "49", "101", "0.4", "1.5", "eighty", "-80", "80 80", "1", "1e2", "nan"])
def test_what_is_no_bet_is_malformed(text):
    with pytest.raises(Malformed, match="50"):
        read_bet(text)


def test_certain_as_a_share():
    assert read_bet("1.0") == 1.0


def test_it_lasts_half_an_hour_where_nothing_is_said(hold):
    interview = hold()
    assert interview.plan.minutes == MINUTES
    assert interview.plan.count is None
    assert interview.seconds_left == MINUTES * 60


def test_without_a_limit_it_ends_with_its_questions(hold, kit, clock):
    interview = hold(count=3)
    assert interview.seconds_left is None
    clock.turn(hours=3)
    play(interview, kit.right)
    assert interview.step == Closed(ending="done")
    assert len(interview.reviews) == 3


def test_a_question_that_stands_when_time_is_over_may_be_answered(hold, kit, clock, store):
    interview = hold(minutes=10)
    interview.answer(kit.right(interview.step))
    interview.bet(0.9)
    clock.turn(minutes=11)
    assert isinstance(interview.step, Posed)
    assert interview.seconds_left == 0
    interview.answer(kit.right(interview.step))
    assert interview.bet(0.9) == Closed(ending="time")
    assert len(store.reviews()) == 2
    assert store.interviews.get(1).ending == "time"


def test_long_thought_is_not_cut_to_a_minute(hold, kit, clock):
    interview = hold(count=1)
    clock.turn(minutes=7)
    interview.answer(kit.right(interview.step))
    assert interview.reviews[0].milliseconds == 7 * 60_000


def test_how_fast_a_learner_is_does_not_come_from_interviews(hold, kit, clock, store):
    interview = hold(count=1)
    clock.turn(minutes=7)
    interview.answer(kit.right(interview.step))
    assert store.sums.samples("choice", 5) == [60_000]


def test_the_time_out_of_focus_is_not_thought(hold, kit, clock):
    interview = hold(count=1)
    clock.turn(seconds=5)
    interview.pause()
    clock.turn(seconds=50)
    interview.unpause()
    interview.answer(kit.right(interview.step))
    assert interview.reviews[0].milliseconds == 5_000


def test_a_right_answer_leaves_the_schedule_and_a_wrong_one_only_where_it_is_due(
    hold, begin, kit, store, clock, library
):
    session = begin(count=3)
    for _ in range(3):
        session.submit(kit.right(session.step))
        session.next()
    before = store.cards()
    due = max(card.due for card in before.values())
    early = hold(filter=Filter(), count=24)
    play(early, kit.wrong)
    after = store.cards()
    for key, card in before.items():
        assert (after[key].due, after[key].stability) == (card.due, card.stability)
    clock.turn(hours=(due - clock.now()) // timedelta(hours=1) + 30)
    late = hold(count=24)
    play(late, kit.wrong)
    for key, card in before.items():
        assert store.cards()[key].reviews == card.reviews + 1
        assert store.cards()[key].due > clock.now()
    assert sum(card.stage == "new" for card in store.cards().values()) == len(library.questions) - 3


def test_a_bet_is_kept_and_changes_nothing_else(hold, kit, store):
    interview = hold(count=1)
    interview.answer(kit.right(interview.step))
    (before,) = store.reviews()
    interview.bet(0.75)
    (after,) = store.reviews()
    assert after.confidence == 0.75
    assert before.confidence is None
    assert {**{n: getattr(after, n) for n in after.__struct_fields__}, "confidence": None} == {
        n: getattr(before, n) for n in before.__struct_fields__
    }


def test_a_free_text_counts_by_its_keywords_until_it_is_marked(hold, kit, store):
    interview = hold(library=kit.library([why()]), count=1)
    interview.answer("it vanishes,\n exponentially")
    assert interview.unmarked == ()
    interview.bet(0.9)
    (text,) = interview.unmarked
    assert (text.review.answer, text.review.score) == ("it vanishes,\n exponentially", 0.5)
    interview.mark(text, "1,2")
    (review,) = store.reviews()
    assert (review.score, review.rating, review.automatic) == (1.0, Rating.GOOD, Rating.GOOD)
    assert review.answer.splitlines()[-1] == "1,2"
    assert review.confidence == 0.9
    assert interview.unmarked == ()
    with pytest.raises(QuizrnnError):
        interview.mark(text, "1")


def test_it_leaves_an_interrupted_session_to_be_resumed(hold, begin, kit, store):
    session = begin(count=5)
    session.submit(kit.right(session.step))
    play(hold(count=2), kit.right)
    assert StudySession.unfinished(store)


def test_a_killed_interview_is_on_record(hold, kit, path, clock):
    interview = hold(count=5)
    interview.answer(kit.right(interview.step))
    interview.bet(0.6)
    interview.answer(kit.wrong(interview.step))
    other = Store.open(path, clock)
    row = other.interviews.get(1)
    assert row.ended is None
    assert row.outline == interview.plan
    assert [r.confidence for r in other.reviews(session=row.session)] == [0.6, None]
    other.close()


def test_interviews_are_numbered_and_new_ones_ask_something_new(hold, kit, store):
    first = hold(count=8, seed=None, rng=Random(1))
    play(first, kit.right)
    second = hold(count=8, seed=None, rng=Random(1))
    play(second, kit.right)
    assert [row.number for row in store.interviews.all()] == [1, 2]
    assert first.row.session != second.row.session
    assert not {r.question for r in first.reviews} & {r.question for r in second.reviews}


def test_a_seed_asks_the_same_again(hold, kit):
    first, second = hold(count=8, seed=4), hold(count=8, seed=4)
    for interview in (first, second):
        play(interview, kit.right)
    assert [(r.question, r.seed) for r in first.reviews] == [(r.question, r.seed) for r in second.reviews]
    assert hold(count=8, seed=4).plan == first.plan


def test_suspended_questions_are_not_asked(hold, store, clock, library):
    for key in list(library.questions)[1:]:
        store.marks.put(key, "suspend", clock.now().date())
    assert [part.key for part in hold(count=5).plan.parts] == ["q00"]


def test_no_question_no_interview(hold, store):
    with pytest.raises(QuizrnnError, match="no question"):
        hold(filter=Filter(topics=("nothing",)))
    assert store.interviews.all() == []


def test_a_question_that_vanished_is_passed_over(hold, kit, library):
    interview = hold(count=3)
    gone = interview.plan.parts[1].key
    del library.questions[gone]
    play(interview, kit.right)
    assert gone not in {review.question for review in interview.reviews}
    assert len(interview.reviews) == 3


def test_passing_drops_what_digs_deeper_and_asks_something_else(hold, kit):
    bug = BugQuestion(id="b0", stem="?", section="gru.x", code="a\nb", lines=1, fix="c")
    chain = [kit.choice(f"c{k}", "rnn.x", follows=f"c{k - 1}" if k else None) for k in range(3)]
    library = kit.library([*chain, bug, why(), *[kit.choice(f"q{k}", "lstm.x") for k in range(6)]])
    interview = hold(library=library, count=6)
    assert [part.key for part in interview.plan.parts if part.depth] == ["c1", "c2"]
    asked = []
    while isinstance(step := interview.step, Posed):
        asked.append(step.part.key)
        assert step.total == 6
        interview.pass_on()
    assert len(asked) == 6
    assert "c0" in asked
    assert not {"c1", "c2"} & set(asked)


@pytest.fixture
def full(store, monkeypatch):
    """Make the disk full for the next write."""

    def fill():
        def refuse(*_):
            raise RecordError(store.path, "disk full")

        monkeypatch.setattr(store.database, "write", refuse)
        return monkeypatch.undo

    return fill


def test_what_cannot_be_saved_is_not_taken(hold, kit, full):
    interview = hold(count=2)
    free = full()
    with pytest.raises(RecordError, match="disk full"):
        interview.answer(kit.right(interview.step))
    assert interview.problem
    assert isinstance(interview.step, Posed)
    free()
    interview.answer(kit.right(interview.step))
    full()
    with pytest.raises(RecordError):
        interview.bet(0.9)
    assert isinstance(interview.step, Betting)
    assert interview.reviews[0].confidence is None
    interview.end()
    assert isinstance(interview.step, Closed)


def test_an_interview_that_cannot_be_saved_says_so_at_once(hold, full):
    full()
    interview = hold(count=2)
    assert interview.problem
    assert interview.row.number == 0
    assert isinstance(interview.step, Posed)


def test_settling_what_is_no_longer_there(hold, kit, store, settings):
    interview = hold(count=1)
    interview.answer(kit.right(interview.step))
    (review,) = store.reviews()
    store.retract(review, Scheduler(settings))
    with pytest.raises(RecordError, match="no longer"):
        interview.bet(0.9)


def test_an_older_record_gets_the_table(path, clock, hold):  # noqa: ARG001
    from quizrnn.study import migrations

    before = path.with_name("old.db")
    connection = sqlite3.connect(before)
    migrations.migrate(connection, clock.now(), version=2)
    connection.commit()
    connection.close()
    store = Store.open(before, clock)
    assert store.interviews.all() == []
    store.close()
