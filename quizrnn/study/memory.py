"""How well a card is remembered and whether it is due, by FSRS's forgetting curve, without the library."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from quizrnn.study.records import Card

STANDARD_DECAY: Final = 0.1542
"""Weight 20 of FSRS-6's standard weights: the exponent of the forgetting curve, without its sign."""

LEECH_LAPSES: Final = 8
"""Lapses from which a card is shown as a leech."""

_CLOCK_SLACK: Final = timedelta(days=1)


def decay_of(parameters: Sequence[float] | None) -> float:
    """Return the exponent of the forgetting curve that FSRS weights hold; None are the standard ones."""
    return parameters[20] if parameters else STANDARD_DECAY


def retrievability(card: Card, day: date, decay: float = STANDARD_DECAY) -> float:
    """Return the probability that a card is recalled on a study day; 0 for a card never seen.

    FSRS-6: ``R(t, S) = (1 + (0.9 ** (-1 / w20) - 1) * t / S) ** -w20`` with ``t`` in whole days, so that
    ``R(S, S) = 0.9``.
    """
    if card.stability is None or card.last_day is None:
        return 0.0
    return forgetting_curve(decay)((day - card.last_day).days, card.stability)


def forgetting_curve(decay: float = STANDARD_DECAY) -> Callable[[int, float], float]:
    """Return the curve of an exponent: from days elapsed and stability to the probability of recall."""
    factor = 0.9 ** (-1 / decay) - 1

    def recalled(elapsed: int, stability: float) -> float:
        share: float = (1 + factor * max(0, elapsed) / stability) ** -decay
        return share

    return recalled


def in_step(card: Card) -> bool:
    """Tell whether a card waits for a learning step, which is minutes long, rather than for a day."""
    return card.stage in ("learning", "relearning")


def is_due(card: Card, now: datetime, day: date, revision: int = 0, ahead: timedelta = timedelta()) -> bool:
    """Tell whether a card that was seen before is to be asked again.

    A raised revision makes it due, and so does a last review that lies in the future: a clock was wrong.

    Args:
        card: The card.
        now: The time, aware.
        day: The study day then.
        revision: The question's revision now, 0 where it does not matter.
        ahead: How early a learning step may be asked.
    """
    if card.stage == "new" or card.due is None:
        return False
    if revision > card.revision or (card.last_day is not None and card.last_day - day > _CLOCK_SLACK):
        return True
    if in_step(card):
        return card.due <= now + ahead
    return card.due_day is not None and card.due_day <= day


def is_leech(card: Card) -> bool:
    """Tell whether a card was forgotten so often that it wants rewriting or suspending."""
    return card.lapses >= LEECH_LAPSES
