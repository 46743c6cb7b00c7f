"""The session engine: a pure state machine from asking to revealed to the next card or the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC
from random import Random
from typing import Final, Protocol

import msgspec

from quizrnn.answers.check import check, expected
from quizrnn.answers.instance import Instance, draw
from quizrnn.answers.verdict import Verdict
from quizrnn.bank.model import Question, question_type
from quizrnn.clock import Clock
from quizrnn.errors import QuizrnnError, UnknownName
from quizrnn.study.days import offset_of, study_day
from quizrnn.study.rating import automatic_rating, may_be_easy, offers_easy
from quizrnn.study.records import Mode, Rating, Review
from quizrnn.study.steps import Asking, Done, Progress, Revealed, Step
from quizrnn.study.stopwatch import Stopwatch
from quizrnn.study.waiting import Waiting
from quizrnn.text import both

LATENCY_CAP: Final = 60_000
"""Milliseconds beyond which an answer's time says nothing more."""


class WrongStep(QuizrnnError):
    """A verb that the current step does not have, such as rating a question not yet answered."""


class Journal(Protocol):
    """Where a session's reviews go. Whatever it raises leaves the session as it was."""

    def record(self, review: Review) -> Review:
        """Keep a review; return it with its number in the log."""

    def amend(self, review: Review) -> None:
        """Keep a changed rating of a recorded review."""

    def retract(self, review: Review) -> None:
        """Drop a recorded review."""

    def arrived(self, step: Step) -> None:
        """Hear what stands now, after the session has gone on or back."""


class Unrecorded:
    """The journal of a session that nobody keeps."""

    def record(self, review: Review) -> Review:
        return review

    def amend(self, review: Review) -> None:
        pass

    def retract(self, review: Review) -> None:
        pass

    def arrived(self, step: Step) -> None:
        pass


def wrong_returns(revealed: Revealed) -> bool:
    """Tell whether an answer was not right, so that its card comes back within the session.

    A learner who rates a wrong answer Good says that they knew it: a slip of the finger.
    """
    return was_wrong(revealed.review)


def was_wrong(review: Review) -> bool:
    """Tell the same of a review on record."""
    return review.rating is Rating.AGAIN or (review.score < 1.0 and review.rating is Rating.HARD)


class State(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that changes while a session runs, so that undo is to put an earlier one back."""

    step: Step
    waiting: Waiting
    reviews: tuple[Review, ...] = ()
    right: int = 0


class Session:
    """One sitting: asks the cards of a plan, judges the answers, emits a review for each.

    No I/O happens here but through ``question_of`` and ``journal``. The journal is told before the
    verdict is returned, and what it raises leaves the session unchanged.

    Args:
        plan: Keys of the cards, in the order in which they are asked.
        question_of: Returns the question of a key; a key that raises ``UnknownName`` is passed over.
        clock: Tells the time of an answer and how long it took.
        rng: Every showing's seed comes from one draw of it.
        mode: The kind of session, as the reviews name it.
        session_id: Identifier that the reviews carry.
        count: Largest number of answers, or None.
        journal: Where reviews go.
        returns: Whether the card of a revealed answer comes back within the session; by default wrong ones
            do, except in an interview.
        ready: Whether a card that comes back does so before the rest of the plan; by default none does.
        samples_of: Times of earlier right answers to questions of a type, for the offer of Easy.
        reason_of: Why a card is in the plan: ``due``, ``new`` or ``cram``.
        day_start_hour: Local hour at which a study day begins.
        seed: What showings' seeds derive from, in place of a draw of ``rng``.
        judge: Judges an answer; ``answers.check`` by default.
        latency_cap: Milliseconds at which an answer's time is capped.
        earlier: Reviews of the same session before it was interrupted: they count, and cannot be undone.
    """

    def __init__(
        self,
        plan: Sequence[str],
        *,
        question_of: Callable[[str], Question],
        clock: Clock,
        rng: Random,
        mode: Mode,
        session_id: str,
        count: int | None = None,
        journal: Journal | None = None,
        returns: Callable[[Revealed], bool] | None = None,
        ready: Callable[[str], bool] | None = None,
        samples_of: Callable[[str], Sequence[int]] | None = None,
        reason_of: Callable[[str], str] | None = None,
        day_start_hour: int = 4,
        seed: int | None = None,
        judge: Callable[[Instance, str], Verdict] = check,
        latency_cap: int = LATENCY_CAP,
        earlier: Sequence[Review] = (),
    ) -> None:
        self._question_of = question_of
        self._clock = clock
        self._mode: Mode = mode
        self._session_id = session_id
        self._count = count
        self._journal: Journal = journal or Unrecorded()
        self._returns = returns or (wrong_returns if mode != "interview" else lambda _: False)
        self._ready = ready or (lambda _: False)
        self._samples_of = samples_of or (lambda _: ())
        self._reason_of = reason_of or (lambda _: "cram" if mode == "cram" else "due")
        self._day_start_hour = day_start_hour
        self._judge = judge
        self._latency_cap = latency_cap
        self._seed = rng.getrandbits(63) if seed is None else seed
        self._watch = Stopwatch(clock.monotonic)
        self._past: list[State] = []
        self._state = self._arrive(
            State(
                step=Done(progress=Progress()),
                waiting=Waiting(plan=tuple(plan)),
                reviews=tuple(earlier),
                right=sum(review.score >= 1.0 for review in earlier),
            )
        )
        self._journal.arrived(self.step)

    @property
    def step(self) -> Step:
        """What stands now."""
        return self._state.step

    @property
    def reviews(self) -> tuple[Review, ...]:
        """The reviews of this session so far, without those undone."""
        return self._state.reviews

    @property
    def can_undo(self) -> bool:
        """Whether there is an answer to undo."""
        return bool(self._past)

    def submit(self, answer: str, *, confidence: float | None = None) -> Revealed:
        """Judge an answer and put it on record.

        Args:
            answer: The answer in the line syntax of the question's type.
            confidence: The learner's bet that it is right, 0.5 to 1, if one was asked.

        Raises:
            Malformed: If the answer cannot be read; nothing changes.
            WrongStep: If no question stands.
            QuizrnnError: If the review cannot be kept; nothing changes.
        """
        asking = _asking(self.step)
        verdict = self._judge(asking.instance, answer)
        return self._reveal(asking, answer, verdict, confidence=confidence)

    def give_up(self) -> Revealed:
        """Show the answer instead of trying: an empty answer, rated Again. Also for time that ran out."""
        asking = _asking(self.step)
        verdict = Verdict(score=0.0, expected=expected(asking.instance))
        return self._reveal(asking, "", verdict, gave_up=True)

    def skip(self) -> Step:
        """Put the card at the end of the session; the second skip of a card drops it. Nothing is recorded."""
        key = _asking(self.step).instance.question.id
        return self._go(self._state.waiting.skip(key))

    def drop(self) -> Step:
        """Go on from the card that stands, answered or not, and do not ask it again in this session."""
        step = self.step
        if isinstance(step, Done):
            raise WrongStep(both("no question stands", "当前没有题目"))
        return self._go(self._state.waiting.without(step.instance.question.id))

    def hint(self) -> Asking:
        """Show one more hint; once all are shown, nothing changes."""
        asking = _asking(self.step)
        shown = min(asking.hints_shown + 1, len(asking.instance.question.hints))
        asking = msgspec.structs.replace(asking, hints_shown=shown)
        self._state = msgspec.structs.replace(self._state, step=asking)
        return asking

    def rate(self, rating: Rating) -> Revealed:
        """Override the rating of the answer on show; the automatic one stays on record beside it.

        Raises:
            WrongStep: If no answer is on show, or it may have been guessed and is to be Easy.
            QuizrnnError: If that cannot be kept; nothing changes.
        """
        revealed = _revealed(self.step)
        if rating is Rating.EASY and not may_be_easy(revealed.review.kind):
            raise WrongStep(
                both(
                    "a question of this type can be guessed, so it is never Easy",
                    "这种题型可以猜对，不能评为“轻松”",
                )
            )
        review = msgspec.structs.replace(revealed.review, rating=Rating(rating))
        self._journal.amend(review)
        revealed = msgspec.structs.replace(revealed, review=review)
        self._state = msgspec.structs.replace(
            self._state, step=revealed, reviews=(*self._state.reviews[:-1], review)
        )
        return revealed

    def retry(self) -> Asking:
        """Ask the same instance again after a wrong answer; the next answer counts as a further try."""
        revealed = _revealed(self.step)
        if revealed.verdict.correct:
            raise WrongStep(both("the answer was right already", "这个回答已经正确"))
        asking = Asking(
            instance=revealed.instance,
            progress=self._progress(self._state, asking=True),
            hints_shown=revealed.review.hints,
            tries=revealed.review.tries,
            reason="again",
        )
        self._state = msgspec.structs.replace(self._state, step=asking)
        self._watch.restart()
        return asking

    def next(self) -> Step:
        """Go on from a verdict to the next card, or to the end."""
        revealed = _revealed(self.step)
        waiting = self._state.waiting.taken()
        return self._go(waiting.back(revealed.review.question) if self._returns(revealed) else waiting)

    def undo(self) -> Step:
        """Take back the last answer and ask that question again; any number of answers can be taken back.

        Raises:
            WrongStep: If no answer is left to undo.
        """
        if not self._past:
            raise WrongStep(both("there is no answer to undo", "没有可以撤销的回答"))
        self._journal.retract(self._state.reviews[-1])
        self._state = self._past.pop()
        self._watch.restart()
        self._journal.arrived(self.step)
        return self.step

    def pause(self) -> None:
        """Stop the clock of the answer, as while the terminal is not in focus."""
        self._watch.pause()

    def unpause(self) -> None:
        """Let the clock of the answer run on."""
        self._watch.resume()

    def _go(self, waiting: Waiting) -> Step:
        """Turn to the card whose turn it is among those waiting."""
        self._state = self._arrive(msgspec.structs.replace(self._state, waiting=waiting))
        self._journal.arrived(self.step)
        return self.step

    def _reveal(
        self,
        asking: Asking,
        answer: str,
        verdict: Verdict,
        *,
        gave_up: bool = False,
        confidence: float | None = None,
    ) -> Revealed:
        question = asking.instance.question
        kind = question_type(question)
        now = self._clock.now()
        automatic = automatic_rating(
            verdict.score,
            hints=asking.hints_shown,
            hints_total=len(question.hints),
            tries=asking.tries + 1,
            gave_up=gave_up,
        )
        milliseconds = min(self._watch.milliseconds(), self._latency_cap)
        review = Review(
            question=question.id,
            revision=question.revision,
            seed=asking.instance.seed,
            at=now.astimezone(UTC),
            zone=offset_of(now),
            day=study_day(now, self._day_start_hour),
            mode=self._mode,
            session=self._session_id,
            answer=answer,
            automatic=automatic,
            rating=automatic,
            score=verdict.score,
            hints=asking.hints_shown,
            tries=asking.tries + 1,
            milliseconds=milliseconds,
            confidence=confidence,
            kind=kind,
        )
        easy = offers_easy(kind, automatic, milliseconds, self._samples_of(kind))
        review = self._journal.record(review)
        before = self._state
        state = msgspec.structs.replace(
            before, reviews=(*before.reviews, review), right=before.right + verdict.correct
        )
        revealed = Revealed(
            instance=asking.instance,
            progress=self._progress(state, asking=False),
            answer=answer,
            verdict=verdict,
            review=review,
            offers_easy=easy,
        )
        self._past.append(before)
        self._state = msgspec.structs.replace(state, step=revealed)
        return revealed

    def _arrive(self, state: State) -> State:
        """Return ``state`` with the card asked whose turn it is, or done where there is none."""
        left = None if self._count is None else self._count - len(state.reviews)
        waiting = state.waiting.turned(self._ready)
        while (key := waiting.key) is not None and (left is None or left > 0):
            try:
                question = self._question_of(key)
            except UnknownName:
                waiting = waiting.taken().turned(self._ready)
                continue
            state = msgspec.structs.replace(state, waiting=waiting)
            answered = any(review.question == key for review in state.reviews)
            asking = Asking(
                instance=_drawn(question, state, self._seed),
                progress=self._progress(state, asking=True),
                reason="again" if answered else self._reason_of(key),
            )
            self._watch.restart()
            return msgspec.structs.replace(state, step=asking)
        done = Done(
            progress=Progress(asked=len(state.reviews), right=state.right, left=0), reviews=state.reviews
        )
        return msgspec.structs.replace(state, waiting=waiting, step=done)

    def _progress(self, state: State, *, asking: bool) -> Progress:
        left = state.waiting.left - (not asking)
        if self._count is not None:
            left = min(left, self._count - len(state.reviews))
        return Progress(asked=len(state.reviews), right=state.right, left=max(left, 0))


def _asking(step: Step) -> Asking:
    if not isinstance(step, Asking):
        raise WrongStep(both("no question is waiting for an answer", "当前没有等待回答的题目"))
    return step


def _revealed(step: Step) -> Revealed:
    if not isinstance(step, Revealed):
        raise WrongStep(both("the question has not been answered yet", "这道题还没有回答"))
    return step


def _drawn(question: Question, state: State, session_seed: int) -> Instance:
    """Draw afresh for each showing, and alike however the learner got to it: by undo or by skipping."""
    showing = Counter(review.question for review in state.reviews)[question.id]
    seed = Random(f"{session_seed}:{question.id}:{showing}").getrandbits(31)
    return draw(question, seed, shuffle_choices=True)
