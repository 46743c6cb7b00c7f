"""The mock interview: a state machine from question to bet to the next question, without a verdict."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import Final, Protocol, TypeVar
from unicodedata import normalize

import msgspec

from quizrnn.answers.check import check, expected
from quizrnn.answers.instance import Instance
from quizrnn.answers.verdict import Verdict
from quizrnn.bank.model import Question, ShortQuestion
from quizrnn.clock import Clock
from quizrnn.errors import Malformed, QuizrnnError, UnknownName
from quizrnn.study.interview_drill import CodeVerdict, DrillTurn
from quizrnn.study.interview_log import Ending
from quizrnn.study.interview_plan import Outline
from quizrnn.study.interview_steps import Betting, Closed, Coding, InterviewStep, Posed, Unmarked
from quizrnn.study.rating import automatic_rating
from quizrnn.study.records import Review
from quizrnn.study.session import Session, WrongStep
from quizrnn.study.steps import Asking, Done, Step
from quizrnn.text import Text, both

LEAST_BET: Final = 0.5
"""Lowest bet: who thinks an answer more likely wrong than right can pass."""

_ANSWER_CAP: Final = 60 * 60_000
_BET: Final = re.compile(r"(\d{1,3}(?:[.]\d+)?)\s*(%?)")


_Step = TypeVar("_Step", Posed, Coding, Betting)
_NOT_NOW: Final[dict[type, Text]] = {
    Posed: both("no question is waiting for an answer", "当前没有等待回答的题目"),
    Coding: both("no code is to be handed in now", "现在没有要提交的代码"),
    Betting: both("no bet is asked now", "现在不需要给出把握"),
}


class InterviewJournal(Protocol):
    """Where an interview's answers go. Whatever it raises leaves the interview as it was."""

    def record(self, review: Review) -> Review:
        """Keep an answer; return it with its number in the log."""

    def record_code(self, review: Review, verdict: CodeVerdict, convention: str) -> Review:
        """Keep an answer and the code that it is; return it with its number in the log."""

    def amend(self, review: Review) -> None:
        """Keep a bet, or the points of a free text, with an answer on record."""

    def retract(self, review: Review) -> None:
        """Drop an answer. An interview takes none back."""

    def arrived(self, step: Step) -> None:
        """Hear which question stands."""

    def closed(self, ending: Ending) -> None:
        """Keep how the interview ended."""


class Interview:
    """One interview: every answer is kept when it is given, and none is judged aloud before the end.

    It is a ``Session`` whose verdicts it keeps to itself, and one drill may stand between two of its
    questions: in its place of the plan, or as soon as no more time is left than it usually takes. What stands
    when the time is over may be answered; nothing else is asked. Passing drops what would have been asked to
    dig deeper.

    Args:
        plan: What to ask.
        question_of: Returns the question of a key; a key that raises ``UnknownName`` is passed over.
        clock: Tells the time.
        seed: What showings' seeds derive from.
        session_id: Identifier that the reviews carry.
        journal: Where answers go.
        day_start_hour: Local hour at which a study day begins.
    """

    def __init__(
        self,
        plan: Outline,
        *,
        question_of: Callable[[str], Question],
        clock: Clock,
        seed: int,
        session_id: str,
        journal: InterviewJournal,
        day_start_hour: int = 4,
    ) -> None:
        self.plan = plan
        self._parts = {part.key: part for part in plan.parts}
        self._question_of = question_of
        self._clock = clock
        self._journal = journal
        self._dropped: set[str] = set()
        self._reviews: list[Review] = []
        self._unmarked: list[Unmarked] = []
        self._ending: Ending | None = None
        self._began = clock.monotonic()
        self._session_id, self._day_start_hour = session_id, day_start_hour
        self._drill = DrillTurn(plan.parts, clock)
        self._session = Session(
            [part.key for part in plan.parts if not part.drill],
            question_of=self._wanted,
            clock=clock,
            rng=Random(seed),
            mode="interview",
            session_id=session_id,
            count=None if plan.count is None else plan.count - self._drill.waits,
            journal=journal,
            day_start_hour=day_start_hour,
            seed=seed,
            judge=judge,
            latency_cap=_ANSWER_CAP,
        )
        if self._drill.comes(self._session.step, self.seconds_left):
            self._session.pause()

    @property
    def step(self) -> InterviewStep:
        """What stands now."""
        step = self._session.step
        if self._ending is not None:
            return Closed(ending=self._ending)
        if (part := self._drill.stands) is not None:
            code = self._drill.code
            number = len(self._reviews) + (code is None)
            coding = Coding(part=part, number=number, total=self._total(number))
            return coding if code is None else Betting(posed=coding, answer=code)
        if isinstance(step, Done):
            return Closed(ending="done")
        number = len(self._reviews) + isinstance(step, Asking)
        part = self._parts[step.instance.question.id]
        posed = Posed(instance=step.instance, part=part, number=number, total=self._total(number))
        return posed if isinstance(step, Asking) else Betting(posed=posed, answer=step.answer)

    @property
    def reviews(self) -> tuple[Review, ...]:
        """The answers so far."""
        return tuple(self._reviews)

    @property
    def seconds(self) -> float:
        """How long it has been going on."""
        return self._clock.monotonic() - self._began

    @property
    def seconds_left(self) -> float | None:
        """How much time is left, 0 once it is over, or None without a limit."""
        if self.plan.minutes is None:
            return None
        return max(0.0, self.plan.minutes * 60 - self.seconds)

    @property
    def unmarked(self) -> tuple[Unmarked, ...]:
        """Once it is over: the free texts that the learner has still to hold against the rubric."""
        return tuple(self._unmarked) if isinstance(self.step, Closed) else ()

    def answer(self, text: str) -> InterviewStep:
        """Take an answer and put it on record; what stands then is the bet on it.

        Args:
            text: The answer in the line syntax of the question's type; of ``short`` the text alone.

        Raises:
            Malformed: If it cannot be read; nothing changes.
            WrongStep: If no question stands.
            QuizrnnError: If it cannot be kept; nothing changes.
        """
        self._require(Posed)
        revealed = self._session.submit(text)
        self._reviews.append(revealed.review)
        if isinstance(revealed.instance.question, ShortQuestion):
            self._unmarked.append(Unmarked(instance=revealed.instance, review=revealed.review))
        return self.step

    def hand_in(self, verdict: CodeVerdict) -> InterviewStep:
        """Take code with what grading made of it and put it on record; what stands then is the bet on it.

        Raises:
            WrongStep: If no drill stands.
            QuizrnnError: If it cannot be kept; nothing changes.
        """
        step = self._require(Coding)
        review = self._drill.review(step.part, verdict, self._session_id, self._day_start_hour)
        self._reviews.append(self._journal.record_code(review, verdict, step.part.convention))
        self._drill.code = verdict.source
        return self.step

    def bet(self, confidence: float | None) -> InterviewStep:
        """Take the bet on the answer just given, or None for no bet, and go on.

        Raises:
            WrongStep: If no bet is asked.
            QuizrnnError: If it is not from 0.5 to 1, or cannot be kept; nothing changes.
        """
        self._require(Betting)
        if confidence is not None:
            if not LEAST_BET <= confidence <= 1.0:
                raise QuizrnnError(_BET_RANGE)
            review = msgspec.structs.replace(self._reviews[-1], confidence=confidence)
            self._journal.amend(review)
            self._reviews[-1] = review
        return self._go_on()

    def pass_on(self) -> InterviewStep:
        """Say that one does not know: it counts as wrong, and nothing is asked that digs deeper."""
        if isinstance(step := self.step, Coding):
            review = self._drill.review(step.part, None, self._session_id, self._day_start_hour)
            self._reviews.append(self._journal.record(review))
            return self._go_on()
        self._require(Posed)
        revealed = self._session.give_up()
        self._reviews.append(revealed.review)
        deeper = {revealed.review.question}
        for part in self.plan.parts:
            if part.follows in deeper:
                deeper.add(part.key)
        self._dropped |= deeper - {revealed.review.question}
        return self._go_on()

    def end(self) -> Closed:
        """End the interview now; what was answered counts. Ending it twice does nothing."""
        step = self.step
        if self._ending is None:
            done = isinstance(step, Closed)
            self._close("done" if done else "time" if self.seconds_left == 0 else "quit")
        assert self._ending is not None
        return Closed(ending=self._ending)

    def mark(self, text: Unmarked, points: str) -> Review:
        """Put on record which points of the rubric a free text makes, such as ``1,3`` or ``0`` for none.

        Raises:
            Malformed: If the points cannot be read; nothing changes.
            WrongStep: If there is no such text to mark.
            QuizrnnError: If it cannot be kept; nothing changes.
        """
        if text not in self.unmarked:
            raise WrongStep(both("there is no such text to mark", "没有需要评判的这段文字"))
        place = next(k for k, review in enumerate(self._reviews) if review.number == text.review.number)
        before = self._reviews[place]
        answer = f"{before.answer.rstrip()}\n{points.strip()}"
        score = check(text.instance, answer).score
        rating = automatic_rating(score)
        review = msgspec.structs.replace(before, answer=answer, score=score, automatic=rating, rating=rating)
        self._journal.amend(review)
        self._reviews[place] = review
        self._unmarked.remove(text)
        return review

    def pause(self) -> None:
        """Stop the clock of the answer, but not that of the interview, as while out of focus."""
        (self._session if self._drill.stands is None else self._drill).pause()

    def unpause(self) -> None:
        """Let the clock of the answer run on."""
        (self._session if self._drill.stands is None else self._drill).unpause()

    def _total(self, number: int) -> int | None:
        count, left = self.plan.count, len(self.plan.parts) - len(self._dropped)
        return None if count is None else min(count, max(number, left))

    def _wanted(self, key: str) -> Question:
        """Return a question unless it would dig into one that the learner passed."""
        if key in self._dropped:
            raise UnknownName(both("question", "题目"), key, [])
        return self._question_of(key)

    def _go_on(self) -> InterviewStep:
        if self._drill.stands is None:
            self._session.next()
        else:
            self._drill.over()
            self._session.unpause()
        waits = isinstance(self._session.step, Asking)
        if self.seconds_left == 0 and (waits or self._drill.waits):
            self._close("time")
        elif self._drill.comes(self._session.step, self.seconds_left):
            self._session.pause()
        elif not waits:
            self._close("done")
        return self.step

    def _close(self, ending: Ending) -> None:
        self._ending = ending
        self._journal.closed(ending)

    def _require(self, wanted: type[_Step]) -> _Step:
        if not isinstance(step := self.step, wanted):
            raise WrongStep(_NOT_NOW[wanted])
        return step


def judge(instance: Instance, answer: str) -> Verdict:
    """Judge an answer as an interview can: a free text by its keywords, until its learner has marked it.

    Raises:
        Malformed: If it cannot be read.
    """
    if not isinstance(instance.question, ShortQuestion):
        return check(instance, answer)
    from quizrnn.answers.short import suggest

    text = " ".join(answer.split())
    check(instance, f"{text}\n0")
    points = suggest(instance, text)
    return Verdict(score=len(points) / len(instance.question.rubric), expected=expected(instance))


def read_bet(text: str) -> float:
    """Read a bet such as ``80``, ``80 %``, ``0.8`` or ``1.0``.

    Raises:
        Malformed: If it is none, or not from 50 to 100 %.
    """
    found = _BET.fullmatch(normalize("NFKC", text).strip())
    if found is None:
        raise Malformed(_BET_RANGE)
    value = float(found[1])
    share = value if not found[2] and "." in found[1] and value <= 1.0 else value / 100
    if not LEAST_BET <= share <= 1.0:
        raise Malformed(_BET_RANGE)
    return share


_BET_RANGE: Final = both(
    "a bet is a number from 50 (a guess) to 100 (certain), such as 80",
    "把握是 50（猜的）到 100（确定）之间的数，例如 80",
)
