"""What a session asks, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Final

from quizrnn.clock import Clock
from quizrnn.study.days import study_day
from quizrnn.study.memory import decay_of, forgetting_curve, in_step, is_due
from quizrnn.study.records import DRILL_PREFIX, Card, Mode

if TYPE_CHECKING:
    from random import Random

    from quizrnn.bank.library import Entry, Filter, Library
    from quizrnn.study.settings import Settings
    from quizrnn.study.store import Store

LEARN_AHEAD: Final = timedelta(minutes=20)
"""How early a card in a learning step may be asked at most, when nothing else is left."""

APART: Final = 3
"""Cards that stand, where possible, between two of one chain of follow-ups."""

_REACH: Final = 12
"""How far ahead a card may be fetched so that topics alternate."""


def plan(
    library: Library,
    store: Store,
    settings: Settings,
    *,
    filter: Filter,  # noqa: A002
    mode: Mode,
    clock: Clock,
    rng: Random,
    count: int | None = None,
) -> list[str]:
    """Return the ids of the questions to ask, in order.

    ``due``: steps that have run out, then what is most likely forgotten, then new questions within the day's
    limits, topics interleaved, then steps that run out soon. ``learn``: new questions in the article's order,
    as many as asked for, else a day's worth. ``cram`` and ``interview``: all that match, shuffled. A question
    never comes before the one that it follows, and a suspended or buried one not at all.

    Args:
        library: The questions.
        store: The learner's record.
        settings: Daily limits and the hour at which a day begins.
        filter: Which questions.
        mode: The kind of session.
        clock: Tells the time.
        rng: Decides what nothing else decides.
        count: At most this many, or None.

    Raises:
        UnknownName: If the filter names what does not exist.
    """
    now = clock.now()
    day = study_day(now, settings.day_start_hour)
    cards = store.cards()
    hidden = store.marks.suspended()
    if mode in ("due", "learn"):
        hidden |= store.marks.buried(day)
    shown = [entry for entry in library.entries(filter) if entry.id not in hidden]
    if mode == "due":
        order = _due(shown, cards, settings, now, day, rng)
    elif mode == "learn":
        fresh = prerequisites_first([entry for entry in shown if is_new(cards.get(entry.id))])
        order = spread(fresh[: settings.new_per_day if count is None else count], topics=False)
    else:
        rng.shuffle(shown)
        order = prerequisites_first(shown[:count])
        order = spread(order, topics=False) if mode == "cram" else order
    return [entry.id for entry in order[:count]]


def _due(
    shown: Sequence[Entry],
    cards: dict[str, Card],
    settings: Settings,
    now: datetime,
    day: date,
    rng: Random,
) -> list[Entry]:
    """Return what is due, then what is new, as the day's limits allow."""
    ahead = min(timedelta(minutes=settings.learn_ahead_minutes), LEARN_AHEAD)
    new_done, reviewed = done_today(cards, day)
    steps: list[Entry] = []
    soon: list[Entry] = []
    due: list[Entry] = []
    fresh: list[Entry] = []
    for entry in shown:
        card = cards.get(entry.id)
        if card is None or is_new(card):
            fresh.append(entry)
        elif is_due(card, now, day, entry.revision):
            (steps if in_step(card) else due).append(entry)
        elif in_step(card) and is_due(card, now, day, entry.revision, ahead):
            soon.append(entry)
    curve = forgetting_curve(decay_of(settings.weights))
    rng.shuffle(due)
    due.sort(key=lambda entry: _recall(cards[entry.id], day, curve))
    due = prerequisites_first(due[: max(0, settings.reviews_per_day - reviewed)])
    fresh = prerequisites_first(fresh)[: max(0, settings.new_per_day - new_done)]
    for part in (steps, soon):
        part.sort(key=lambda entry: (cards[entry.id].due or now, entry.place))
    return [*steps, *spread(due), *spread(fresh), *soon]


def _recall(card: Card, day: date, curve: Callable[[int, float], float]) -> float:
    if card.stability is None or card.last_day is None:
        return 0.0
    return curve((day - card.last_day).days, card.stability)


def done_today(cards: dict[str, Card], day: date) -> tuple[int, int]:
    """Return how many questions were learnt on a study day, and how many earlier ones were reviewed."""
    questions = [card for key, card in cards.items() if not key.startswith(DRILL_PREFIX)]
    new = sum(card.first_day == day for card in questions)
    reviewed = sum(card.last_day == day and card.first_day != day for card in questions)
    return new, reviewed


def prerequisites_first(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries in their order, each after the one that it follows where that is among them."""
    by_id = {entry.id: entry for entry in entries}
    placed: dict[str, Entry] = {}
    for entry in entries:
        chain: list[Entry] = []
        link: Entry | None = entry
        while link is not None and link.id not in placed and link not in chain:
            chain.append(link)
            link = by_id.get(link.follows) if link.follows else None
        for found in reversed(chain):
            placed[found.id] = found
    return list(placed.values())


def spread(entries: Sequence[Entry], *, topics: bool = True) -> list[Entry]:
    """Return the entries in nearly their order, with likes apart where another one is near enough.

    Two of one chain of follow-ups have ``APART`` cards between them, and with ``topics`` neighbours are of
    different topics. A question never overtakes the one that it follows.
    """
    chains = _chains(entries)
    rest = iter(entries)
    near = list(islice(rest, _REACH))
    out: list[Entry] = []
    while near:
        waiting = {entry.id for entry in near}
        recent = {chains[entry.id] for entry in out[-APART:]}
        topic = topic_of(out[-1].section) if topics and out else None
        best, least = 0, 4
        for place, entry in enumerate(near):
            alike = 2 * (chains[entry.id] in recent) + (topic_of(entry.section) == topic)
            if alike < least and (entry.follows not in waiting or place == 0):
                best, least = place, alike
            if least == 0:
                break
        out.append(near.pop(best))
        near.extend(islice(rest, 1))
    return out


def topic_of(section: str) -> str:
    """Return the part of a section's slug before the first dot."""
    return section.partition(".")[0]


def _chains(entries: Sequence[Entry]) -> dict[str, str]:
    """Return, by id, the first question of the chain of follow-ups that each entry belongs to."""
    follows = {entry.id: entry.follows for entry in entries}
    heads: dict[str, str] = {}
    for entry in entries:
        head, seen = entry.id, {entry.id}
        while (before := follows.get(head)) is not None and before not in seen:
            head = before
            seen.add(head)
        heads[entry.id] = head
    return heads


def is_new(card: Card | None) -> bool:
    """Tell whether a card has no scheduling state yet, although it may have been answered in a cram."""
    return card is None or card.stage == "new"
