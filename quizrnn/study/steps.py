"""The steps of a session: immutable values that the interface and line mode draw alike."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from quizrnn.answers.instance import Instance
from quizrnn.answers.verdict import Verdict
from quizrnn.study.records import Rating, Review


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far the session is.

    Attributes:
        asked: Answers given so far.
        right: How many of them were right.
        left: Cards still to come, the current one included.
    """

    asked: int = 0
    right: int = 0
    left: int = 0


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """A question stands and waits for an answer."""

    instance: Instance
    progress: Progress
    hints_shown: int = 0
    tries: int = 0
    reason: str = ""
    """Why this card now: ``due``, ``new``, ``again`` or ``cram``."""


class Revealed(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict is known and on record; the learner reads it, may override the rating, and goes on."""

    instance: Instance
    progress: Progress
    answer: str
    verdict: Verdict
    review: Review
    offers_easy: bool = False

    @property
    def rating(self) -> Rating:
        """The rating that counts."""
        return self.review.rating


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing is left to ask."""

    progress: Progress
    reviews: tuple[Review, ...] = ()


Step: TypeAlias = Asking | Revealed | Done
