"""Reviews and cards as rows of the record and back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from quizrnn.study.records import Card, Rating, Review

REVIEW_FIELDS: Final = tuple(name for name in Review.__struct_fields__ if name != "number")
REVIEW_COLUMNS: Final = ", ".join(REVIEW_FIELDS)
CARD_COLUMNS: Final = ", ".join(f'"{name}"' for name in Card.__struct_fields__)


def review_row(review: Review) -> tuple[Any, ...]:
    """Return a review's values in the order of ``REVIEW_COLUMNS``."""
    return tuple(_plain(getattr(review, name)) for name in REVIEW_FIELDS)


def review_of(row: Sequence[Any]) -> Review:
    """Return the review of a row ``number, REVIEW_COLUMNS``."""
    number, *rest = row
    values = dict(zip(REVIEW_FIELDS, rest, strict=True))
    values["at"] = datetime.fromisoformat(values["at"])
    values["day"] = date.fromisoformat(values["day"])
    values["automatic"] = Rating(values["automatic"])
    values["rating"] = Rating(values["rating"])
    return Review(number=number, **values)


def card_row(card: Card) -> tuple[Any, ...]:
    """Return a card's values in the order of ``CARD_COLUMNS``."""
    return tuple(_plain(getattr(card, name)) for name in Card.__struct_fields__)


def card_of(row: Sequence[Any]) -> Card:
    """Return the card of a row ``CARD_COLUMNS``."""
    # Written out, because statistics read a hundred thousand of them.
    key, stage, due, stability, difficulty, step, last_review, last_day, reviews, lapses, *rest = row
    revision, due_day, first_day, answers, right, tests, passes = rest
    return Card(
        key=key,
        stage=stage,
        due=None if due is None else datetime.fromisoformat(due),
        stability=stability,
        difficulty=difficulty,
        step=step,
        last_review=None if last_review is None else datetime.fromisoformat(last_review),
        last_day=None if last_day is None else date.fromisoformat(last_day),
        reviews=reviews,
        lapses=lapses,
        revision=revision,
        due_day=None if due_day is None else date.fromisoformat(due_day),
        first_day=None if first_day is None else date.fromisoformat(first_day),
        answers=answers,
        right=right,
        tests=tests,
        passes=passes,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, Rating) else value
