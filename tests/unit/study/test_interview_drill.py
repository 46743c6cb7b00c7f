"""A drill inside an interview: its turn, its clock, the record, the schedule, and the report of it."""

import json
import sqlite3
from datetime import timedelta
from random import Random
from types import SimpleNamespace

import msgspec
import pytest

from quizrnn.bank.library import Filter
from quizrnn.study.database_check import RecordError
from quizrnn.study.drill_log import record_attempt
from quizrnn.study.interview_report import report
from quizrnn.study.interview_runner import HeldInterview
from quizrnn.study.interview_steps import Betting, Closed, Coding, Posed
from quizrnn.study.interview_words import code_texts
from quizrnn.study.records import Rating
from quizrnn.study.schedule import Scheduler
from quizrnn.study.session import WrongStep
from quizrnn.text import pick

KEY = "drill:lstm-cell-forward"
SOURCE = "import numpy as np\n\n\ndef f(x):\n    return [h[t] for t in x]\n"


def cell(**more):
    form = SimpleNamespace(training=None, arrays={"x_t": ["N", "D"]})
    values = {
        "drill": "lstm-cell-forward",
        "title": {"en": "LSTM cell", "zh": "LSTM 单元"},
        "section": "lstm.formulas",
        "difficulty": 2,
        "revision": 4,
        "hints": ["a", "b", "c"],
        "forms": {"article": form},
        "cases": [SimpleNamespace(faster=None)],
    }
    return SimpleNamespace(**{**values, **more})


def verdict(*, passed=False, score=0.5, **more):
    said = {"status": "passed" if passed else "failed", "diagnosis": [], "cases": [], **more}
    return SimpleNamespace(source=SOURCE, passed=passed, score=score, report=json.dumps(said))


@pytest.fixture
def hold(store, settings, clock, kit):
    """Return a function that starts an interview over six choices and one drill."""

    def start(drills=None, **more):
        drills = [cell()] if drills is None else drills
        library = kit.library(
            [kit.choice(f"q{k}", ("rnn.core", "lstm.formulas")[k % 2]) for k in range(6)], drills
        )
        values = {"count": 1, "minutes": None, "seed": 1, "clock": clock, "rng": Random(0), "drill": True}
        held = HeldInterview.start(library, store, settings, **{"filter": Filter(), **values, **more})
        held.library = library
        return held

    return start


def test_code_is_an_answer_and_an_attempt(hold, store, clock):
    interview = hold()
    step = interview.step
    assert isinstance(step, Coding)
    assert (step.number, step.total, step.part.drill) == (1, 1, "lstm-cell-forward")
    clock.turn(minutes=6)
    step = interview.hand_in(verdict())
    assert isinstance(step, Betting)
    assert step.answer == SOURCE
    assert interview.bet(0.9) == Closed(ending="done")
    (review,) = store.reviews()
    assert (review.question, review.kind, review.mode) == (KEY, "drill", "interview")
    assert (review.score, review.confidence, review.rating) == (0.5, 0.9, Rating.AGAIN)
    assert (review.revision, review.milliseconds, review.session) == (4, 360_000, interview.row.session)
    (attempt,) = store.attempts("lstm-cell-forward")
    assert (attempt.source, attempt.review, attempt.score) == (SOURCE, review.number, 0.5)
    assert (attempt.convention, attempt.revision, attempt.milliseconds) == ("article", 4, 360_000)


@pytest.mark.parametrize(
    ("passed", "score", "kept"), [(True, 0.2, 1.0), (False, 1.0, 0.99), (False, -1, 0.0)]
)
def test_only_a_pass_is_right(hold, store, passed, score, kept):
    hold().hand_in(verdict(passed=passed, score=score))
    assert store.reviews()[0].score == kept
    assert store.attempts("lstm-cell-forward")[0].passed is passed


def test_passing_is_an_answer_and_no_attempt(hold, store):
    interview = hold()
    assert interview.pass_on() == Closed(ending="done")
    assert store.reviews()[0].score == 0.0
    assert store.attempts("lstm-cell-forward") == []


def test_the_clock_of_the_code_pauses_and_that_of_the_next_question_waits(hold, store, clock, kit):
    interview = hold(count=7)
    while not isinstance(interview.step, Coding):
        interview.answer(kit.right(interview.step))
        interview.bet(None)
    clock.turn(seconds=100)
    interview.pause()
    clock.turn(seconds=1000)
    interview.unpause()
    clock.turn(seconds=20)
    interview.hand_in(verdict())
    clock.turn(seconds=30)
    interview.bet(0.5)
    assert store.reviews()[-1].milliseconds == 120_000
    assert isinstance(interview.step, Posed)
    clock.turn(seconds=8)
    interview.answer(kit.right(interview.step))
    assert store.reviews()[-1].milliseconds == 8_000


def test_code_comes_before_its_place_where_the_time_would_run_out(hold, clock, kit):
    interview = hold(count=None, minutes=20)
    place = next(k for k, part in enumerate(interview.plan.parts) if part.drill)
    assert place > 1
    clock.turn(minutes=20, seconds=-interview.plan.parts[place].seconds)
    interview.answer(kit.right(interview.step))
    interview.bet(None)
    assert isinstance(interview.step, Coding)


def test_no_code_is_asked_for_when_the_time_is_over_and_what_stands_may_be_handed_in(hold, clock, kit, store):
    interview = hold(count=None, minutes=20)
    clock.turn(minutes=21)
    interview.answer(kit.right(interview.step))
    assert interview.bet(None) == Closed(ending="time")
    late = hold(count=1, minutes=20)
    clock.turn(minutes=21)
    late.hand_in(verdict())
    assert late.bet(0.7) == Closed(ending="done")
    assert len(store.attempts("lstm-cell-forward")) == 1


def test_code_that_cannot_be_kept_changes_nothing(hold, store):
    interview = hold()
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("CREATE TRIGGER full BEFORE INSERT ON attempts BEGIN SELECT RAISE(ABORT, 'full'); END")
    with pytest.raises(RecordError):
        interview.hand_in(verdict())
    assert isinstance(interview.step, Coding)
    assert interview.reviews == ()
    assert store.reviews() == []
    assert interview.problem is not None
    other.execute("DROP TRIGGER full")
    other.close()
    assert isinstance(interview.hand_in(verdict()), Betting)
    assert interview.problem is None


def test_verbs_of_another_step(hold):
    interview = hold()
    for verb in (lambda: interview.answer("a"), lambda: interview.bet(0.8)):
        with pytest.raises(WrongStep):
            verb()
    interview.hand_in(verdict())
    with pytest.raises(WrongStep):
        interview.hand_in(verdict())


def test_an_interview_leaves_a_drills_schedule_as_it_is_unless_it_was_due_and_wrong(
    hold, store, settings, clock
):
    def schedule(passed):
        return record_attempt(
            store,
            settings,
            clock,
            drill=cell(),
            convention="article",
            passed=passed,
            score=float(passed),
            source=SOURCE,
            report_json="{}",
        )

    hold().hand_in(verdict(passed=True))
    assert store.card(KEY).stage == "new"
    # The interview's run is not the day's first graded one: it moved nothing.
    assert schedule(passed=True) is not None
    card = store.card(KEY)
    assert card.due is not None
    clock.turn(days=1)
    hold().hand_in(verdict())
    assert msgspec.structs.replace(store.card(KEY), answers=1, right=1) == msgspec.structs.replace(
        card, answers=1, right=1
    )
    clock.turn(days=(card.due - clock.now()) / timedelta(days=1) + 1)
    hold().hand_in(verdict())
    again = store.card(KEY)
    assert again.lapses == 1
    assert again.last_day > card.last_day
    # That run was Again: it is what the day's schedule stands on.
    assert schedule(passed=True) is None
    assert store.cards() == Scheduler(settings).replay(store.reviews())


def test_a_suspended_drill_is_not_asked(hold, store, clock):
    store.marks.put(KEY, "suspend", clock.now().date())
    interview = hold(count=2)
    assert not any(part.drill for part in interview.plan.parts)
    assert "drill" in interview.plan.lacks


def test_only_drills_of_the_topics(hold):
    drills = [cell(), cell(drill="rnn-cell-forward", section="rnn.core")]
    for seed in range(8):
        interview = hold(drills, seed=seed, filter=Filter(topics=("rnn",)))
        assert interview.step.part.drill == "rnn-cell-forward"


def test_what_was_asked_lately_comes_last(hold):
    drills = [cell(), cell(drill="rnn-cell-forward", section="rnn.core")]
    seen = []
    for _ in range(2):
        interview = hold(drills, seed=None)
        seen.append(interview.step.part.drill)
        interview.hand_in(verdict())
    assert len(set(seen)) == 2


def told(interview, store):
    return report(store.interviews.get(interview.row.number), interview.library, store)


def test_the_report_shows_score_time_and_diagnosis_with_the_line(hold, store, clock):
    interview = hold()
    clock.turn(minutes=5)
    cases = [
        {"name": "a", "status": "passed", "outputs": [{"name": "h_t", "status": "ok"}]},
        {"name": "b", "status": "failed", "outputs": [{"name": "c_t", "status": "value"}]},
    ]
    found = [{"id": "x", "message": "c is not carried", "outputs": ["c_t"], "line": 5, "certainty": 1.0}]
    interview.hand_in(verdict(diagnosis=found, cases=cases))
    # Killed here: no bet, no end.
    (each,) = told(interview, store).answers
    assert (each.type, each.role, each.outcome, each.score) == ("drill", "drill", "partly", 0.5)
    assert (each.seconds, each.usual_seconds, each.confidence) == (300, 360, None)
    assert pick(each.title, "zh") == "LSTM 单元"
    assert (each.code.cases, each.code.cases_passed, each.code.outputs) == (2, 1, ("c_t",))
    (fault,) = each.code.faults
    assert (fault.line, fault.text) == (5, "return [h[t] for t in x]")
    assert [pick(text, "en") for text in code_texts(each.code)] == [
        "1 of 2 cases passed; not right: c_t.",
        "Line 5: c is not carried",
    ]
    assert pick(code_texts(each.code)[1], "zh") == "第 5 行：c is not carried"
    advice = told(interview, store).advice[0]
    assert advice.actions[0].command == "quizrnn drill start lstm-cell-forward"
    assert not any("show drill" in action.command for action in advice.actions)


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ({"passed": True, "cases": [{"status": "passed"}]}, ["All 1 cases passed."]),
        ({"status": "syntax", "message": "invalid syntax", "line": 4}, ["Line 4: invalid syntax"]),
        ({"status": "timeout", "message": "it does not end", "line": 99}, ["Line 99: it does not end"]),
        ({}, []),
    ],
)
def test_what_the_report_says_of_code(hold, store, said, lines):
    interview = hold()
    interview.hand_in(verdict(**said))
    (each,) = told(interview, store).answers
    assert [pick(text, "en") for text in code_texts(each.code)] == lines
    assert all((fault.line or 1) > 0 and isinstance(fault.text, str) for fault in each.code.faults)


def test_a_report_that_cannot_be_read_is_still_a_report(hold, store):
    interview = hold()
    interview.hand_in(SimpleNamespace(source=SOURCE, passed=False, score=0.3, report="{"))
    (each,) = told(interview, store).answers
    assert (each.score, each.code.status, each.code.faults) == (0.3, "failed", ())


def test_code_passed_on_and_a_drill_that_has_gone(hold, store):
    interview = hold()
    interview.pass_on()
    interview.library._drills.clear()
    (each,) = told(interview, store).answers
    assert (each.outcome, each.code, each.title) == ("passed", None, "lstm-cell-forward")
