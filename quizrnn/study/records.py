"""What the learner's record is made of: reviews, which are the truth, and cards, which replay yields."""

from __future__ import annotations

from datetime import date, datetime
from enum import IntEnum
from typing import Final, Literal, TypeAlias

import msgspec

Mode: TypeAlias = Literal["due", "learn", "cram", "interview", "drill"]
CardStage: TypeAlias = Literal["new", "learning", "review", "relearning", "suspended"]

DRILL_PREFIX: Final = "drill:"
"""A card's key is the question's id; a drill's key is this prefix and the drill's id."""


class Rating(IntEnum):
    """How well a card was recalled, on FSRS's scale."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the review log: one answer to one showing of one card.

    Attributes:
        number: The row's number in the log, 0 before it is written.
        question: Key of the card.
        revision: Revision of the question when it was asked.
        seed: Seed of the instance shown.
        at: When it was answered, UTC.
        zone: The learner's offset from UTC then, such as ``+08:00``.
        day: The study day, which begins at 4 am local time.
        mode: The kind of session.
        session: Identifier of the session.
        answer: What the learner typed, in line syntax; empty where they gave up.
        automatic: The rating that the rules gave.
        rating: The rating that counts, the learner's own where they overrode it.
        score: The verdict's score, 0 to 1.
        hints: Number of hints seen.
        tries: Number of tries in this showing, this one included.
        milliseconds: Time to the answer, capped by type.
        confidence: The learner's bet, 0.5 to 1, if one was asked.
        kind: The question's type, such as ``choice``, or ``drill``.
    """

    question: str
    revision: int
    seed: int
    at: datetime
    zone: str
    day: date
    mode: Mode
    session: str
    answer: str
    automatic: Rating
    rating: Rating
    score: float
    hints: int = 0
    tries: int = 1
    milliseconds: int = 0
    confidence: float | None = None
    kind: str = ""
    number: int = 0


class Card(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Scheduling state of one card: a cache that replaying its reviews rebuilds.

    Attributes:
        key: Question id, or ``drill:`` and a drill's id.
        stage: Where the card stands.
        due: When it is due, UTC, or None for a new card. A card in review is due from the beginning of its
            study day, wherever the learner then is: ``due_day`` decides, and ``due`` is that day's beginning
            in the zone of the last review.
        stability: FSRS stability in days, or None for a new card.
        difficulty: FSRS difficulty, 1 to 10, or None for a new card.
        step: Index of the learning step, or None in review.
        last_review: When it was last answered, UTC.
        last_day: Study day of the last review.
        reviews: How many reviews count towards the state.
        lapses: How often it was forgotten while in review.
        revision: Revision of the question at the last review.
        due_day: Study day of ``due``.
        first_day: Study day of the first review that counted.
        answers: All answers on record, those included that do not count towards the state.
        right: How many of them were fully right.
        tests: How often it was asked after a day or more, when in review: what true retention counts.
        passes: How many of these it was remembered.
    """

    key: str
    stage: CardStage = "new"
    due: datetime | None = None
    stability: float | None = None
    difficulty: float | None = None
    step: int | None = None
    last_review: datetime | None = None
    last_day: date | None = None
    reviews: int = 0
    lapses: int = 0
    revision: int = 0
    due_day: date | None = None
    first_day: date | None = None
    answers: int = 0
    right: int = 0
    tests: int = 0
    passes: int = 0
