"""What a session asks, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Final

from quizrnn.clock import Clock
from quizrnn.study.days import study_day
from quizrnn.study.memory import decay_of, forgetting_curve, is_due
from quizrnn.study.records import Card, Mode

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

_SLACK: Final = 100
"""Rows that are read beyond those wanted, since some are out of sight."""

_MORE: Final = 8
"""Times as many rows that are read where those were too few."""


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
    as many as asked for, else a day's worth. ``cram`` and ``interview``: all that match, shuffled. Of what is
    due, of what is new and of the rest no question comes before the one that it follows, and a suspended or
    buried one does not come at all.

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
    hidden = store.marks.suspended()
    if mode in ("due", "learn"):
        hidden |= store.marks.buried(day)
    library.count(filter)  # names what does not exist
    if mode == "due":
        order = _Due(library, store, settings, filter, hidden, now, rng).order()
    elif mode == "learn":
        limit = settings.new_per_day if count is None else count
        order = spread(_fresh(library, store, filter, hidden, limit), topics=False)
    else:
        keys = [key for key, _ in library.ids(filter) if key not in hidden]
        rng.shuffle(keys)
        entries = library.entries_of(keys[:count])
        order = prerequisites_first([entries[key] for key in keys[:count]])
        order = spread(order, topics=False) if mode == "cram" else order
    return [entry.id for entry in order[:count]]


class _Due:
    """What is due, then what is new, as the day's limits allow."""

    def __init__(
        self,
        library: Library,
        store: Store,
        settings: Settings,
        wanted: Filter,
        hidden: frozenset[str],
        now: datetime,
        rng: Random,
    ) -> None:
        self._library = library
        self._store = store
        self._settings = settings
        self._wanted = wanted
        self._hidden = hidden
        self._now = now
        self._day = study_day(now, settings.day_start_hour)
        self._rng = rng
        self._cards: dict[str, Card] = {}

    def order(self) -> list[Entry]:
        """Return the questions in the order in which they are asked."""
        asked_for, day = self._store.candidates, self._day
        new_done, reviewed = asked_for.done_on(day)
        left = max(0, self._settings.reviews_per_day - reviewed)
        steps, soon = self._steps(self._known(asked_for.in_step(day)))
        # A step of an earlier day is a review like any other.
        old, old_soon = self._steps(self._pulled(lambda n: asked_for.left_in_step(day, n), left))
        old = old[:left]
        due = {entry.id: entry for entry in self._revised()}
        due |= {entry.id: entry for entry in self._pulled(lambda n: asked_for.forgotten(day, n), left)}
        taken = {entry.id for entry in (*steps, *old)}
        late = [entry for entry in due.values() if entry.id not in taken]
        self._rng.shuffle(late)
        curve = forgetting_curve(decay_of(self._settings.weights))
        late.sort(key=lambda entry: _recall(self._cards[entry.id], day, curve))
        late = prerequisites_first(late[: left - len(old)])
        steps, soon = self._by_time([*steps, *old]), self._by_time([*soon, *old_soon])
        late = spread(late, after=steps)
        limit = max(0, self._settings.new_per_day - new_done)
        fresh = _fresh(self._library, self._store, self._wanted, self._hidden, limit)
        return [*steps, *late, *spread(fresh, after=[*steps, *late]), *soon]

    def _known(self, keys: Sequence[str]) -> list[Entry]:
        """Return the questions of the keys that match and are in sight, in order, and note their cards."""
        entries = self._library.entries_of([key for key in keys if key not in self._hidden], self._wanted)
        self._cards |= self._store.cards_of(entries)
        return [entries[key] for key in keys if key in entries]

    def _pulled(self, first: Callable[[int], list[str]], wanted: int) -> list[Entry]:
        """Return as many questions as are wanted of those whose keys come first, or all that there are."""
        number = wanted + _SLACK
        while wanted:
            keys = first(number)
            found = self._known(keys)
            if len(found) >= wanted or len(keys) < number:
                return found[:wanted]
            number *= _MORE
        return []

    def _steps(self, entries: Sequence[Entry]) -> tuple[list[Entry], list[Entry]]:
        """Return the cards whose learning step has run out, and those whose step soon will have."""
        ahead = min(timedelta(minutes=self._settings.learn_ahead_minutes), LEARN_AHEAD)
        over: list[Entry] = []
        soon: list[Entry] = []
        for entry in entries:
            card = self._cards[entry.id]
            if is_due(card, self._now, self._day, entry.revision):
                over.append(entry)
            elif is_due(card, self._now, self._day, entry.revision, ahead):
                soon.append(entry)
        return over, soon

    def _revised(self) -> list[Entry]:
        """Return the questions in review whose meaning has changed since they were last answered."""
        entries = self._known([key for key, _ in self._library.ids(self._wanted, revised=True)])
        return [
            entry
            for entry in entries
            if (card := self._cards.get(entry.id)) is not None
            and card.stage == "review"
            and entry.revision > card.revision
        ]

    def _by_time(self, entries: Sequence[Entry]) -> list[Entry]:
        return sorted(entries, key=lambda entry: (self._cards[entry.id].due or self._now, entry.place))


def _fresh(library: Library, store: Store, wanted: Filter, hidden: frozenset[str], limit: int) -> list[Entry]:
    """Return new questions in the article's order, but none before the one that it follows."""
    found: list[str] = []
    after, number = -1, limit + _SLACK
    while len(found) < limit:
        page = library.ids(wanted, after=after, limit=number)
        found += store.candidates.unseen([key for key, _ in page if key not in hidden])
        if len(page) < number:
            break
        after, number = page[-1][1], number * _MORE
    entries = library.entries_of(found[:limit])
    order = [entries[key] for key in found[:limit]]
    # What one of them follows may stand far behind in the article's order.
    missing = {entry.follows for entry in order if entry.follows} - set(entries)
    while missing:
        fresh = store.candidates.unseen(sorted(missing - hidden))
        before = library.entries_of(fresh, wanted)
        entries |= before
        order += before.values()
        missing = {entry.follows for entry in before.values() if entry.follows} - set(entries)
    return prerequisites_first(order)[:limit]


def _recall(card: Card, day: date, curve: Callable[[int, float], float]) -> float:
    if card.stability is None or card.last_day is None:
        return 0.0
    return curve((day - card.last_day).days, card.stability)


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


def spread(entries: Sequence[Entry], *, topics: bool = True, after: Sequence[Entry] = ()) -> list[Entry]:
    """Return the entries in nearly their order, with likes apart where another one is near enough.

    What stands right before them, ``after``, counts as their neighbour and stays where it is.

    Two of one chain of follow-ups have ``APART`` cards between them, and with ``topics`` neighbours are of
    different topics. A question never overtakes the one that it follows.
    """
    before = after[-APART:]
    chains = _chains([*before, *entries])
    rest = iter(entries)
    near = list(islice(rest, _REACH))
    out = list(before)
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
    return out[len(before) :]


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
