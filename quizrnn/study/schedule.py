"""The adapter to FSRS: what a review does to a card, a function of the two and the settings alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

import msgspec

from quizrnn.errors import QuizrnnError
from quizrnn.study.days import start_of, study_day, zone_of
from quizrnn.study.memory import is_due
from quizrnn.study.records import DRILL_PREFIX, Card, Rating, Review
from quizrnn.text import both

if TYPE_CHECKING:
    from fsrs import Card as FsrsCard
    from fsrs import Scheduler as Fsrs

    from quizrnn.study.settings import Settings

ALGORITHM: Final = "fsrs-6.3/1"
"""The library's line, and our version of what is put around it: another one replays every card."""

STEP: Final = timedelta(minutes=10)
"""The one step of learning and relearning; drills have none."""

_FUZZ: Final = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, float("inf"), 0.05))
"""FSRS's spread of an interval: from, to (days), and the share of the days between that is added."""


class Scheduler:
    """Turns reviews into scheduling states. FSRS is imported at the first review that is scheduled.

    Attributes:
        fingerprint: What the states depend on besides the log; states of another one are replayed.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._made: dict[bool, Fsrs] = {}
        chosen = (
            ALGORITHM,
            settings.desired_retention,
            settings.maximum_interval,
            settings.day_start_hour,
            settings.exam_date,
            settings.weights,
        )
        self.fingerprint = msgspec.json.encode(chosen).decode()

    def after(self, card: Card, review: Review) -> Card:
        """Return the card as the review leaves it.

        Cram and interview leave the schedule alone, except that a due card answered wrong is Again.
        """
        known = msgspec.structs.replace(
            card, answers=card.answers + 1, right=card.right + (review.score >= 1.0)
        )
        if review.mode in ("cram", "interview"):
            forgotten = review.rating is Rating.AGAIN and is_due(card, review.at, review.day, review.revision)
            return self._scheduled(known, review) if forgotten else known
        tested = card.stage == "review" and card.last_day is not None and review.day > card.last_day
        known = msgspec.structs.replace(
            known,
            tests=known.tests + tested,
            passes=known.passes + (tested and review.rating is not Rating.AGAIN),
        )
        return self._scheduled(known, review)

    def replay(self, reviews: Iterable[Review]) -> dict[str, Card]:
        """Return every card's state after ``reviews``, given in the order of the log."""
        cards: dict[str, Card] = {}
        for review in reviews:
            card = cards.get(review.question) or Card(key=review.question)
            cards[review.question] = self.after(card, review)
        return cards

    def _scheduled(self, card: Card, review: Review) -> Card:
        from fsrs import Rating as FsrsRating
        from fsrs import State

        fsrs = self._fsrs(card.key.startswith(DRILL_PREFIX))
        today = _midnight(review.day)
        state, _ = fsrs.review_card(_to_fsrs(card), FsrsRating(int(review.rating)), today)
        interval = state.due - today
        repetition = card.reviews + 1
        if state.state is State.Review:
            days = self._fuzzed(interval.days, f"{card.key}:{repetition}")
            due_day = self._capped(review.day, days)
            due = start_of(due_day, review.zone, self._settings.day_start_hour)
        else:
            due = review.at + interval
            due_day = study_day(due.astimezone(zone_of(review.zone)), self._settings.day_start_hour)
        stages: dict[Any, Any] = {
            State.Learning: "learning",
            State.Review: "review",
            State.Relearning: "relearning",
        }
        return msgspec.structs.replace(
            card,
            stage=stages[state.state],
            due=due,
            due_day=due_day,
            stability=state.stability,
            difficulty=state.difficulty,
            step=state.step,
            last_review=review.at,
            last_day=review.day,
            first_day=card.first_day or review.day,
            reviews=repetition,
            lapses=card.lapses + (card.stage == "review" and review.rating is Rating.AGAIN),
            revision=review.revision,
        )

    def _fuzzed(self, days: int, seed: str) -> int:
        """Spread an interval as FSRS does, but alike in every replay and never past the longest one."""
        if days < _FUZZ[0][0]:
            return days
        delta = 1.0 + sum(share * max(min(days, end) - start, 0.0) for start, end, share in _FUZZ)
        high = min(round(days + delta), self._settings.maximum_interval)
        low = min(max(2, round(days - delta)), high)
        from random import Random

        return Random(seed).randint(low, high)

    def _capped(self, day: date, days: int) -> date:
        """Return the day on which a card falls due: by the day before the exam while it lies ahead."""
        due = day + timedelta(days=days)
        exam = self._settings.exam_date
        if exam is None or exam <= day:
            return due
        return min(due, max(day + timedelta(days=1), exam - timedelta(days=1)))

    def _fsrs(self, drill: bool) -> Fsrs:
        if drill not in self._made:
            from fsrs import Scheduler as Fsrs

            own = {"parameters": self._settings.weights} if self._settings.weights else {}
            try:
                self._made[drill] = Fsrs(
                    desired_retention=self._settings.desired_retention,
                    learning_steps=() if drill else (STEP,),
                    relearning_steps=() if drill else (STEP,),
                    maximum_interval=self._settings.maximum_interval,
                    enable_fuzzing=False,
                    **own,
                )
            except ValueError:
                raise QuizrnnError(
                    both(
                        "the FSRS parameters are out of bounds: delete “parameters” from the settings",
                        "设置中的 FSRS 参数超出范围：请从设置中删除“parameters”",
                    )
                ) from None
        return self._made[drill]


def _to_fsrs(card: Card) -> FsrsCard:
    from fsrs import Card as FsrsCard
    from fsrs import State

    states = {"review": State.Review, "relearning": State.Relearning}
    return FsrsCard(
        card_id=0,
        state=states.get(card.stage, State.Learning),
        step=card.step,
        stability=card.stability,
        difficulty=card.difficulty,
        due=_midnight(card.due_day) if card.due_day else datetime.min.replace(tzinfo=UTC),
        last_review=_midnight(card.last_day) if card.last_day else None,
    )


def _midnight(day: date) -> datetime:
    """Return a study day as FSRS wants it: whole days apart, so that 23 hours can be a day."""
    return datetime.combine(day, time(), UTC)
