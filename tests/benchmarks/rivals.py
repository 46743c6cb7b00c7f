"""The schedulers that the simulation compares: ours, as it stands, and three that are older.

Each plans one question. ``answered(day, right)`` is told of an answer and returns the study day on which the
question comes back; that same day means once more in the same sitting.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, cast

from quizrnn.study.memory import in_step
from quizrnn.study.rating import automatic_rating
from quizrnn.study.records import Card, Review
from quizrnn.study.schedule import Scheduler
from quizrnn.study.settings import Settings
from quizrnn.study.tune import fit

if TYPE_CHECKING:
    from quizrnn.study.store import Store

EPOCH: Final = date(2031, 1, 1)


class Plan(Protocol):
    """When one question comes back."""

    def answered(self, day: int, *, right: bool) -> int:
        """Return the day on which it comes back."""


class Ours:
    """``quizrnn.study.schedule`` with the ratings that ``quizrnn.study.rating`` gives.

    Args:
        key: The question.
        scheduler: The scheduler.
        log: Where its reviews go, in their order.
    """

    def __init__(self, key: str, scheduler: Scheduler, log: list[Review] | None = None) -> None:
        self._card = Card(key=key)
        self._scheduler = scheduler
        self._log = [] if log is None else log

    def answered(self, day: int, *, right: bool) -> int:
        today, score = EPOCH + timedelta(days=day), float(right)
        rating = automatic_rating(score)
        review = Review(
            question=self._card.key,
            revision=1,
            seed=0,
            at=datetime(today.year, today.month, today.day, 9, tzinfo=UTC),
            zone="+00:00",
            day=today,
            mode="due",
            session="",
            answer="a",
            automatic=rating,
            rating=rating,
            score=score,
            number=len(self._log) + 1,
        )
        self._log.append(review)
        self._card = self._scheduler.after(self._card, review)
        assert self._card.due_day is not None
        return day if in_step(self._card) else (self._card.due_day - EPOCH).days


class Sm2:
    """SM-2 as P. A. Wozniak published it (Optimization of learning, 1990, section 3.2).

    A right answer is graded 4 and a wrong one 1, since nothing more is known of it. ``I(1) = 1``,
    ``I(2) = 6``, ``I(n) = I(n-1) * EF``; below 3 the repetitions begin anew without a change of ``EF``, and
    the question is repeated on the same day until it is graded 4.

    Args:
        stretch: What every interval is multiplied by; 1 is as published.
        falls: Let ``EF`` fall on a wrong answer too, as many programs have it.
    """

    RIGHT: Final = 4
    WRONG: Final = 1

    def __init__(self, stretch: float = 1.0, *, falls: bool = False) -> None:
        self.ease = 2.5
        self._stretch = stretch
        self._falls = falls
        self._repetition = 0
        self._interval = 0.0
        self._repeats = False

    def answered(self, day: int, *, right: bool) -> int:
        return self.graded(day, self.RIGHT if right else self.WRONG)

    def graded(self, day: int, grade: int) -> int:
        """Return the day on which it comes back after an answer graded from 0 to 5."""
        if self._repeats:
            # A repetition of the same day settles nothing but that the day's work is done.
            self._repeats = grade < self.RIGHT
            return day if self._repeats else day + self._days()
        if grade >= 3 or self._falls:
            self.ease = max(1.3, self.ease + 0.1 - (5 - grade) * (0.08 + (5 - grade) * 0.02))
        self._repetition = self._repetition + 1 if grade >= 3 else 1
        self._interval = {1: 1.0, 2: 6.0}.get(self._repetition, self._interval * self.ease)
        self._repeats = grade < self.RIGHT
        return day if self._repeats else day + self._days()

    def _days(self) -> int:
        return max(1, round(self._interval * self._stretch))


class Leitner:
    """Boxes whose intervals double: a right answer moves a question on by one, a wrong one to the first.

    Args:
        boxes: How many there are; in the last one a question stays.
        stretch: What the intervals of 1, 2, 4, 8 … days are multiplied by.
    """

    def __init__(self, boxes: int, stretch: float = 1.0) -> None:
        self._boxes = boxes
        self._stretch = stretch
        self.box = 0

    def answered(self, day: int, *, right: bool) -> int:
        self.box = min(self.box + 1, self._boxes) if right else 1
        return day + max(1, round(2 ** (self.box - 1) * self._stretch))


class Fixed:
    """The same number of days each time."""

    def __init__(self, days: int) -> None:
        self._days = days

    def answered(self, day: int, *, right: bool) -> int:  # noqa: ARG002
        return day + self._days


class Rival(NamedTuple):
    """A scheduler and its one free knob.

    Attributes:
        name: What the table calls it.
        knobs: Values of the knob that are tried.
        usual: The value that it has out of the box, or None.
        plans: Returns, for a value of the knob, what makes the plan of a question.
    """

    name: str
    knobs: tuple[float, ...]
    usual: float | None
    plans: Callable[[float], Callable[[str], Plan]]


def ours(weights: list[float] | None = None) -> Callable[[float], Callable[[str], Plan]]:
    """Return what makes our plans for a desired retention, by the standard weights or one's own."""

    def plans(retention: float) -> Callable[[str], Plan]:
        scheduler = Scheduler(Settings(desired_retention=retention, parameters=weights))
        return lambda key: Ours(key, scheduler)

    return plans


def fitted(log: list[Review]) -> list[float] | None:
    """Return what ``quizrnn data tune`` would keep for a log, None for the standard weights."""
    found = fit(cast("Store", SimpleNamespace(reviews=lambda: log)), Settings())
    return found.parameters if found.better else None


_STRETCH: Final = (0.1, 0.2, 0.35, 0.5, 0.7, 1.0, 1.5, 2.2, 3.5, 6.0, 12.0)
_RETENTION: Final = (0.50, 0.60, 0.70, 0.76, 0.80, 0.84, 0.88, 0.90, 0.92, 0.94, 0.96, 0.97, 0.98)
_DAYS: Final = (2, 3, 4, 5, 7, 10, 14, 20, 28, 40, 60, 90)


def rivals(weights: list[float] | None = None) -> tuple[Rival, ...]:
    """Return the schedulers, ours first; the second is ours with the learner's own weights."""
    return (
        Rival("quizrnn", _RETENTION, 0.90, ours()),
        Rival("quizrnn, fitted", _RETENTION, 0.90, ours(weights)),
        Rival("SM-2", _STRETCH, 1.0, lambda knob: lambda _: Sm2(knob)),
        Rival("SM-2, EF falls", _STRETCH, 1.0, lambda knob: lambda _: Sm2(knob, falls=True)),
        Rival("Leitner, 5 boxes", (*_STRETCH[2:], 24.0), 1.0, lambda knob: lambda _: Leitner(5, knob)),
        Rival("Leitner, 7 boxes", _STRETCH, 1.0, lambda knob: lambda _: Leitner(7, knob)),
        Rival("fixed interval", _DAYS, None, lambda knob: lambda _: Fixed(int(knob))),
    )
