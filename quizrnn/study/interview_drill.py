"""A drill inside an interview: which one suits, what grades it, and its row of the log."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from quizrnn.study.days import offset_of, study_day
from quizrnn.study.rating import automatic_rating
from quizrnn.study.records import DRILL_PREFIX, Review
from quizrnn.study.steps import Asking, Step
from quizrnn.study.stopwatch import Stopwatch

if TYPE_CHECKING:
    from random import Random

    from quizrnn.bank.drills import Drill, Form
    from quizrnn.clock import Clock
    from quizrnn.study.interview_plan import Part

FROM_MINUTES: Final = 20.0
"""Length from which an interview has time for code to be written."""

SHARE: Final = 0.4
"""Share of an interview that writing code may usually take."""

NOT_PASSED: Final = 0.99
"""Largest score of code that did not pass."""

CODE_CAP: Final = 60 * 60_000
"""Milliseconds beyond which the time spent on code says nothing more."""

_SECONDS: Final = {1: 240, 2: 360, 3: 540, 4: 780, 5: 1080}
"""What a drill usually takes somebody who knows how it goes, by difficulty."""

_HARDEST: Final = 4
_UNTIMED: Final = 900


class CodeVerdict(Protocol):
    """What grading made of a file."""

    @property
    def passed(self) -> bool:
        """Whether every output of every case matched."""

    @property
    def score(self) -> float:
        """From 0 to 1."""

    @property
    def report(self) -> str:
        """The verdict in the contract's JSON, with the diagnosis and its lines."""

    @property
    def source(self) -> str:
        """What the file held when it was graded."""


class DrillGrader(Protocol):
    """Hands out a drill as a file, and grades what came of it."""

    def begin(self, drill: str, convention: str, folder: str) -> Path:
        """Write the drill's empty file into a folder of its own; return where it is.

        Args:
            drill: The drill's id.
            convention: Whose names and layouts it is written in.
            folder: Name of the folder, one for each interview.

        Raises:
            QuizrnnError: If it cannot be written.
        """

    def untouched(self, drill: str, convention: str, path: Path) -> bool:
        """Tell whether nothing was written into the file yet."""

    def grade(self, drill: str, convention: str, path: Path) -> CodeVerdict:
        """Grade the file; takes time.

        Raises:
            QuizrnnError: If it cannot be read.
        """


def drill_seconds(difficulty: int) -> int:
    """Return what a drill of a difficulty usually takes."""
    return _SECONDS[difficulty]


def suited(
    drills: Sequence[Drill], *, minutes: float | None, rng: Random, asked: Collection[str] = ()
) -> Drill | None:
    """Return a drill that fits into an interview, or None where none does.

    It is of the two hardest levels for which there is time; rather one that no earlier interview asked, and
    rather one step than a sequence. What trains or is timed is none for an interview.

    Args:
        drills: Those to choose from.
        minutes: Length of the interview, or None.
        rng: Decides what nothing else decides.
        asked: Keys of what earlier interviews asked.
    """
    limit = _UNTIMED if minutes is None else minutes * 60 * SHARE
    fit = [
        drill
        for drill in drills
        if drill.difficulty <= _HARDEST and drill_seconds(drill.difficulty) <= limit and _is_short(drill)
    ]
    if not fit:
        return None
    hardest = max(drill.difficulty for drill in fit)
    near = sorted((d for d in fit if d.difficulty >= hardest - 1), key=lambda drill: drill.drill)
    rng.shuffle(near)
    return min(near, key=lambda drill: (DRILL_PREFIX + drill.drill in asked, _in_steps(drill)))


def convention_of(drill: Drill) -> str:
    """Return the convention that a drill is asked in: the article's, or the first that it has."""
    return "article" if "article" in drill.forms else next(iter(drill.forms))


class DrillTurn:
    """The drill of an interview, if it has one: when it is its turn, its code, and how long that took.

    Attributes:
        stands: The drill while it is the learner's to do or to bet on.
        code: What was handed in, once it was.
    """

    def __init__(self, parts: Sequence[Part], clock: Clock) -> None:
        self.stands: Part | None = None
        self.code: str | None = None
        self._places = {part.key: place for place, part in enumerate(parts)}
        self._waiting = next((part for part in parts if part.drill), None)
        self._clock = clock
        self._watch = Stopwatch(clock.monotonic)

    @property
    def waits(self) -> bool:
        """Whether it is still to come."""
        return self._waiting is not None

    def comes(self, step: Step, seconds_left: float | None) -> bool:
        """Have it stand if it is its turn before the question that stands; tell whether it does.

        It comes in its place, or as soon as no more time is left than it usually takes.
        """
        part = self._waiting
        if part is None:
            return False
        early = seconds_left is not None and seconds_left <= part.seconds
        first = isinstance(step, Asking) and self._places[step.instance.question.id] < self._places[part.key]
        if first and not early:
            return False
        self.stands, self._waiting = part, None
        self._watch.restart()
        return True

    def over(self) -> None:
        """Go on to the questions."""
        self.stands = None

    def pause(self) -> None:
        """Stop counting the time."""
        self._watch.pause()

    def unpause(self) -> None:
        """Count on."""
        self._watch.resume()

    def review(self, part: Part, verdict: CodeVerdict | None, session: str, day_start_hour: int) -> Review:
        """Return the row of the log, of a drill that was passed on where there is no verdict."""
        now = self._clock.now()
        score = 0.0
        if verdict is not None:
            score = 1.0 if verdict.passed else min(max(verdict.score, 0.0), NOT_PASSED)
        rating = automatic_rating(score, gave_up=verdict is None)
        return Review(
            question=part.key,
            revision=part.revision,
            seed=0,
            at=now.astimezone(UTC),
            zone=offset_of(now),
            day=study_day(now, day_start_hour),
            mode="interview",
            session=session,
            answer="",
            automatic=rating,
            rating=rating,
            score=score,
            milliseconds=min(self._watch.milliseconds(), CODE_CAP),
            kind="drill",
        )


def _form(drill: Drill) -> Form:
    return drill.forms[convention_of(drill)]


def _is_short(drill: Drill) -> bool:
    return _form(drill).training is None and not any(case.faster for case in drill.cases)


def _in_steps(drill: Drill) -> bool:
    """Tell whether a drill runs over a sequence."""
    return any("T" in shape for shape in _form(drill).arrays.values())
