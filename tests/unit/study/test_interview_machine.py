"""Whatever a learner does in an interview: nothing is lost, nothing is told, and it ends."""

import shutil
import tempfile
from pathlib import Path
from random import Random
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from quizrnn.bank.library import Filter
from quizrnn.bank.model import RubricPoint, ShortQuestion
from quizrnn.errors import Malformed, QuizrnnError
from quizrnn.study.interview_report import report
from quizrnn.study.interview_runner import HeldInterview
from quizrnn.study.interview_steps import Betting, Closed, Coding, Posed
from quizrnn.study.records import Rating
from quizrnn.study.schedule import Scheduler
from quizrnn.study.session import WrongStep
from quizrnn.study.settings import Settings
from quizrnn.study.store import Store

SIZE = 9
CELL = SimpleNamespace(
    drill="cell",
    title="A cell",
    section="rnn.a",
    difficulty=2,
    revision=1,
    forms={"article": SimpleNamespace(training=None, arrays={})},
    cases=[SimpleNamespace(faster=None)],
)


def short(name, **more):
    return ShortQuestion(
        id=name,
        stem="Why?",
        section="rnn.a",
        rubric=[RubricPoint(point="it vanishes", keywords=["vanish"]), RubricPoint(point="by products")],
        model_answer="Because.",
        **more,
    )


class Candidate(RuleBasedStateMachine):
    """A learner who does anything that an interview offers, in any order."""

    kit = None

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = self.kit.clock()
        self.settings = Settings()
        self.store = Store.open(self.folder / "quizrnn.db", self.clock)
        questions = [
            self.kit.choice(
                f"q{k}", ("rnn.a", "lstm.b")[k % 2], follows=f"q{k - 1}" if k in (2, 3, 5) else None
            )
            for k in range(SIZE - 2)
        ]
        self.library = self.kit.library([*questions, short("s0"), short("s1", follows="q0")], [CELL])
        self.expected = []
        self.passed = set()
        self.thinking = 0

    def teardown(self):
        self.store.close()
        shutil.rmtree(self.folder)

    @initialize(
        count=st.one_of(st.none(), st.integers(1, SIZE + 2)),
        minutes=st.one_of(st.none(), st.integers(1, 20)),
        seed=st.integers(0, 99),
        drill=st.booleans(),
    )
    def begin(self, count, minutes, seed, drill):
        self.interview = HeldInterview.start(
            self.library,
            self.store,
            self.settings,
            filter=Filter(),
            count=count,
            minutes=minutes,
            seed=seed,
            clock=self.clock,
            rng=Random(seed),
            drill=drill,
        )
        self.count = count
        self.has_drill = any(part.drill for part in self.interview.plan.parts)

    def thought(self, seconds):
        """Return how long the question that stands has been standing, and begin anew."""
        spent, self.thinking = self.thinking + seconds, 0
        return spent

    @property
    def step(self):
        return self.interview.step

    def posed(self):
        return isinstance(self.step, Posed)

    def coding(self):
        return isinstance(self.step, Coding)

    def betting(self):
        return isinstance(self.step, Betting)

    def closed(self):
        return isinstance(self.step, Closed)

    def is_short(self):
        return self.posed() and isinstance(self.step.instance.question, ShortQuestion)

    @precondition(lambda self: self.posed() and not self.is_short())
    @rule(good=st.booleans(), seconds=st.integers(0, 200))
    def answer(self, good, seconds):
        self.clock.turn(seconds=seconds)
        answer = (self.kit.right if good else self.kit.wrong)(self.step)
        self.expected.append([self.step.instance.question.id, float(good), None])
        step = self.interview.answer(answer)
        assert isinstance(step, Betting)
        assert not hasattr(step, "verdict")
        assert self.store.reviews()[-1].milliseconds == self.thought(seconds) * 1000

    @precondition(is_short)
    @rule(vanishes=st.booleans())
    def explain(self, vanishes):
        self.expected.append([self.step.instance.question.id, 0.5 * vanishes, None])
        self.interview.answer("it vanishes" if vanishes else "no idea")
        self.thought(0)

    @precondition(posed)
    @rule(nonsense=st.sampled_from(["", "  "]))
    def answer_nothing(self, nonsense):
        before = self.step, self.store.reviews()
        with pytest.raises(Malformed):
            self.interview.answer(nonsense)
        assert (self.step, self.store.reviews()) == before

    @precondition(posed)
    @rule()
    def pass_on(self):
        key = self.step.instance.question.id
        self.expected.append([key, 0.0, None])
        self.passed.add(key)
        self.interview.pass_on()
        assert self.store.reviews()[-1].rating is Rating.AGAIN
        self.went_on()

    @precondition(coding)
    @rule(score=st.floats(0, 1), passed=st.booleans(), seconds=st.integers(0, 200))
    def hand_in(self, score, passed, seconds):
        self.clock.turn(seconds=seconds)
        verdict = SimpleNamespace(source="x = 1\n", passed=passed, score=score, report="{}")
        reached = 1.0 if passed else min(score, 0.99)
        self.expected.append(["drill:cell", reached, None])
        assert self.interview.hand_in(verdict).answer == "x = 1\n"
        assert self.store.reviews()[-1].milliseconds == self.thought(seconds) * 1000
        assert self.store.attempts("cell")[-1].score == reached

    @precondition(coding)
    @rule()
    def pass_code(self):
        self.expected.append(["drill:cell", 0.0, None])
        self.passed.add("drill:cell")
        self.interview.pass_on()
        assert self.store.attempts("cell") == []
        self.went_on()

    @precondition(betting)
    @rule(confidence=st.one_of(st.none(), st.floats(0.5, 1)))
    def bet(self, confidence):
        self.expected[-1][2] = confidence
        self.interview.bet(confidence)
        self.went_on()

    def went_on(self):
        self.thought(0)
        assert not self.betting()
        if self.interview.seconds_left == 0:
            assert self.closed()

    @precondition(betting)
    @rule(confidence=st.sampled_from([0.0, 0.49, 1.01, -1.0, float("nan")]))
    def bet_what_is_no_bet(self, confidence):
        with pytest.raises(QuizrnnError):
            self.interview.bet(confidence)
        assert isinstance(self.step, Betting)

    @rule()
    def do_what_is_not_asked(self):
        step = self.step
        if not self.posed():
            with pytest.raises(WrongStep):
                self.interview.answer("a")
        if not self.coding():
            with pytest.raises(WrongStep):
                self.interview.hand_in(SimpleNamespace(source="", passed=True, score=1.0, report="{}"))
        if not self.posed() and not self.coding():
            with pytest.raises(WrongStep):
                self.interview.pass_on()
        if not self.betting():
            with pytest.raises(WrongStep):
                self.interview.bet(0.8)
        assert self.step == step

    @rule(minutes=st.integers(1, 4))
    def think(self, minutes):
        standing = self.step
        self.clock.turn(minutes=minutes)
        self.thinking += 60 * minutes * (self.posed() or self.coding())
        # Nothing is taken out of the learner's hands.
        assert self.step == standing

    @precondition(lambda self: len(self.expected) > 3)
    @rule()
    def end(self):
        self.interview.end()
        assert self.closed()

    @precondition(lambda self: self.closed() and self.interview.unmarked)
    @rule(points=st.sampled_from(["0", "1", "1,2"]))
    def mark(self, points):
        text = self.interview.unmarked[0]
        with pytest.raises(Malformed):
            self.interview.mark(text, "9")
        review = self.interview.mark(text, points)
        row = next(row for row in self.expected if row[0] == text.review.question)
        row[1] = review.score
        assert text not in self.interview.unmarked

    @invariant()
    def everything_is_on_disk(self):
        found = [[r.question, r.score, r.confidence] for r in self.store.reviews()]
        assert found == self.expected
        assert self.interview.reviews == tuple(self.store.reviews())

    @invariant()
    def cards_are_the_replay_of_the_log_and_nothing_new_is_scheduled(self):
        assert self.store.cards() == Scheduler(self.settings).replay(self.store.reviews())
        assert all(card.stage == "new" for card in self.store.cards().values())

    @invariant()
    def no_question_comes_twice_or_digs_into_a_passed_one(self):
        keys = [row[0] for row in self.expected]
        if self.posed():
            assert self.step.part.follows not in self.passed
            keys.append(self.step.instance.question.id)
        assert len(set(keys)) == len(keys)

    @invariant()
    def numbers_add_up(self):
        if self.posed() or self.coding():
            assert self.step.number == len(self.expected) + 1
            assert self.step.total is None or self.step.number <= self.step.total <= self.count

    @invariant()
    def it_is_not_done_before_the_code_was_asked_for(self):
        if self.closed() and self.step.ending == "done":
            assert [row[0] for row in self.expected].count("drill:cell") == self.has_drill

    @invariant()
    def it_can_be_reported_at_any_time(self):
        row = self.store.interviews.get(self.interview.row.number)
        assert (row.ending is None) is not self.closed()
        found = report(row, self.library, self.store)
        assert [[a.question, a.score, a.confidence] for a in found.answers] == self.expected
        assert [a.outcome == "passed" for a in found.answers] == [r[0] in self.passed for r in self.expected]


def test_any_sequence_of_actions(kit):
    run_state_machine_as_test(
        type("Machine", (Candidate,), {"kit": kit}),
        settings=settings(
            max_examples=60,
            stateful_step_count=30,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
