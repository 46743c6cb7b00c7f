"""From a verdict to a rating: the rules that apply unless the learner overrides them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from quizrnn.study.records import Rating

PARTIAL_HARD: Final = 0.6
"""Partial credit from which an answer is Hard rather than Again."""

GUESSABLE: Final = frozenset({"choice", "boolean", "match"})
"""Types whose answer can be guessed: they are never offered Easy."""

FREE_RESPONSE: Final = frozenset({"cloze", "numeric", "formula", "short", "bug"})
"""Types whose answer the learner has to produce."""

EASY_SAMPLES: Final = 20
"""Right answers of a type that must be on record before speed says anything."""


def automatic_rating(
    score: float, *, hints: int = 0, hints_total: int = 0, tries: int = 1, gave_up: bool = False
) -> Rating:
    """Return the rating of one answer.

    The last hint of a ladder of two or more gives the answer away; a ladder of one is a nudge.

    Args:
        score: The verdict's score, 0 to 1.
        hints: Number of hints seen before the answer.
        hints_total: Number of hints there are.
        tries: Tries in this showing, this one included.
        gave_up: Whether the learner gave up, saw the solution or ran out of time.
    """
    saw_last = hints_total > 1 and hints >= hints_total
    if gave_up or saw_last or score < PARTIAL_HARD:
        return Rating.AGAIN
    if score < 1.0 or hints > 0 or tries > 1:
        return Rating.HARD
    return Rating.GOOD


def may_be_easy(kind: str) -> bool:
    """Tell whether an answer to a question of a type may be Easy at all: not where it can be guessed."""
    return kind not in GUESSABLE


def offers_easy(kind: str, rating: Rating, milliseconds: int, samples: Sequence[int]) -> bool:
    """Tell whether Easy may be offered: a free response, right first time, in under half the usual time.

    Args:
        kind: The question's type.
        rating: The automatic rating.
        milliseconds: Time to this answer.
        samples: Times of the learner's earlier right answers to questions of the type, in milliseconds.
    """
    if kind not in FREE_RESPONSE or rating is not Rating.GOOD or len(samples) < EASY_SAMPLES:
        return False
    from statistics import median

    return milliseconds < median(samples) / 2
