"""Any sequence of actions keeps the cards equal to the replay of the log, and loses or repeats no card.

``QUIZRNN_EXAMPLES`` is how many sequences of actions are tried, 80 unless told, and ``QUIZRNN_STEPS`` how
long each is, 40.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from quizrnn.bank.library import Filter
from quizrnn.errors import Malformed
from quizrnn.study.memory import in_step
from quizrnn.study.records import Rating
from quizrnn.study.runner import StudySession
from quizrnn.study.schedule import Scheduler
from quizrnn.study.session import WrongStep, was_wrong
from quizrnn.study.settings import Settings
from quizrnn.study.steps import Asking, Done, Revealed
from quizrnn.study.store import Store

SIZE = 7


class Sitting(RuleBasedStateMachine):
    """A learner who does anything that the interface offers, in any order."""

    kit = None

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = self.kit.clock()
        self.settings = Settings()
        self.store = Store.open(self.folder / "quizrnn.db", self.clock)
        self.library = self.kit.library(
            [
                self.kit.choice(
                    f"q{k}",
                    ("rnn.a", "lstm.b")[k % 2],
                    hints=["look", "key"],
                    follows=f"q{k - 1}" if k in (3, 4) else None,
                )
                for k in range(SIZE)
            ]
        )
        self.undone = 0

    def teardown(self):
        self.store.close()
        shutil.rmtree(self.folder)

    @initialize(mode=st.sampled_from(["due", "learn", "cram", "interview"]), seed=st.integers(0, 99))
    def begin(self, mode, seed):
        self.session = StudySession.start(
            self.library,
            self.store,
            self.settings,
            filter=Filter(),
            mode=mode,
            count=None,
            seed=seed,
            clock=self.clock,
            rng=Random(seed),
        )
        self.track(plan_of(self.session))

    def track(self, keys):
        self.owed = Counter(keys)
        self.skipped = set()
        self.past = []

    @property
    def step(self):
        return self.session.step

    def asking(self):
        return isinstance(self.step, Asking)

    def revealed(self):
        return isinstance(self.step, Revealed)

    def key(self):
        return self.step.instance.question.id

    def snapshot(self):
        return (self.step, self.store.cards(), self.store.reviews(), self.owed.copy(), set(self.skipped))

    @precondition(asking)
    @rule(good=st.booleans())
    def answer(self, good):
        self.past.append(self.snapshot())
        answer = (self.kit.right if good else self.kit.wrong)(self.step)
        revealed = self.session.submit(answer)
        assert revealed.verdict.correct is good
        # Another connection sees it: the verdict came after the commit.
        assert self.store.reviews()[-1] == revealed.review

    @precondition(asking)
    @rule()
    def answer_nonsense(self):
        before = self.snapshot()
        with pytest.raises(Malformed):
            self.session.submit("z")
        assert self.snapshot() == before

    @precondition(asking)
    @rule()
    def give_up(self):
        self.past.append(self.snapshot())
        assert self.session.give_up().rating is Rating.AGAIN

    @precondition(asking)
    @rule()
    def hint(self):
        self.session.hint()

    @precondition(asking)
    @rule()
    def skip(self):
        key = self.key()
        if key in self.skipped:
            self.owed[key] -= 1
        self.skipped.add(key)
        self.session.skip()

    @precondition(revealed)
    @rule()
    def go_on(self):
        review = self.step.review
        self.owed[review.question] -= 1
        if self.session.mode in ("due", "learn"):
            card = self.store.card(review.question)
            back = in_step(card) and card.due <= self.clock.now() + timedelta(minutes=20)
        else:
            back = self.session.mode == "cram" and was_wrong(review)
        self.owed[review.question] += back
        self.session.next()

    @precondition(revealed)
    @rule(rating=st.sampled_from(Rating))
    def rate(self, rating):
        automatic = self.step.review.automatic
        if rating is Rating.EASY:  # all are choices, which can be guessed
            before = self.step
            with pytest.raises(WrongStep):
                self.session.rate(rating)
            assert self.step == before
            return
        assert self.session.rate(rating).rating is rating
        assert self.store.reviews()[-1].rating is rating
        assert self.store.reviews()[-1].automatic is automatic

    @precondition(revealed)
    @rule()
    def retry(self):
        if self.step.verdict.correct:
            with pytest.raises(WrongStep):
                self.session.retry()
        else:
            tries = self.step.review.tries
            assert self.session.retry().tries == tries

    @precondition(lambda self: not isinstance(self.step, Done))
    @rule(what=st.sampled_from(["bury", "suspend"]))
    def put_away(self, what):
        key = self.key()
        self.past.append(self.snapshot())
        getattr(self.session, what)()
        self.owed[key] = 0
        hidden = self.store.marks.suspended() | self.store.marks.buried(self.clock.now().date())
        assert key in hidden

    @rule()
    def undo(self):
        if not self.past:
            assert not self.session.can_undo
            with pytest.raises(WrongStep):
                self.session.undo()
            return
        step, cards, reviews, self.owed, self.skipped = self.past.pop()
        self.undone += self.store.count() - len(reviews)
        assert self.session.undo() == step
        if not isinstance(step, Done):
            assert self.key() not in self.store.marks.suspended()
        assert self.store.cards() == cards
        assert self.store.reviews() == reviews

    @rule(minutes=st.sampled_from([1, 9, 10, 25, 60 * 24]))
    def wait(self, minutes):
        self.clock.turn(minutes=minutes)

    @rule()
    def interrupt(self):
        """The process dies; the session is resumed by another one, from what is on disk."""
        self.store.close()
        self.store = Store.open(self.folder / "quizrnn.db", self.clock)
        if not StudySession.unfinished(self.store):
            self.session = StudySession.start(
                self.library,
                self.store,
                self.settings,
                filter=Filter(),
                mode="due",
                count=None,
                seed=None,
                clock=self.clock,
                rng=Random(1),
            )
            self.track(plan_of(self.session))
            return
        reviews = self.store.reviews(session=self.session.id)
        self.session = StudySession.resume(self.library, self.store, self.settings, clock=self.clock)
        assert self.session.reviews == tuple(reviews)
        assert self.step.progress.asked == len(reviews)
        left = plan_of(self.session)
        assert len(left) == len(set(left))
        self.track(left)

    @invariant()
    def cards_are_the_replay_of_the_log(self):
        reviews = self.store.reviews()
        assert self.store.cards() == Scheduler(self.settings).replay(reviews)
        assert self.store.count() == len(reviews)

    @invariant()
    def the_session_and_the_log_agree(self):
        if hasattr(self, "session"):
            assert list(self.session.reviews) == self.store.reviews(session=self.session.id)

    @invariant()
    def undone_answers_are_kept(self):
        assert self.store.database.rows("SELECT count(*) FROM undone") == [(self.undone,)]

    @invariant()
    def no_card_is_lost_or_asked_without_reason(self):
        if not hasattr(self, "session"):
            return
        if isinstance(self.step, Done):
            assert not +self.owed
        else:
            assert self.owed[self.key()] > 0
            assert self.step.progress.left == sum((+self.owed).values()) - self.revealed()


def plan_of(session):
    return session._state.waiting.plan


@pytest.mark.timeout(0 if "QUIZRNN_EXAMPLES" in os.environ else 240)
def test_any_sequence_of_actions(kit):
    from hypothesis.stateful import run_state_machine_as_test

    machine = type("Machine", (Sitting,), {"kit": kit})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=int(os.environ.get("QUIZRNN_EXAMPLES", "80")),
            stateful_step_count=int(os.environ.get("QUIZRNN_STEPS", "40")),
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
