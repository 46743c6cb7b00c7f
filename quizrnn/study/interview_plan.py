"""What an interviewer asks, and in which order: a warm-up, chains that dig, code, derivations."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import msgspec

from quizrnn.study.interview_drill import convention_of, drill_seconds, suited
from quizrnn.study.queue import prerequisites_first, topic_of
from quizrnn.study.records import DRILL_PREFIX

if TYPE_CHECKING:
    from random import Random

    from quizrnn.bank.drills import Drill
    from quizrnn.bank.library import Entry

Role: TypeAlias = Literal["warm-up", "question", "derivation", "code", "drill"]
Slot: TypeAlias = Literal["warm-up", "chain", "derivation", "code", "drill"]

DERIVATIONS: Final = frozenset({"formula", "short"})
"""Types in which the learner derives or explains something of their own."""

CODE: Final = frozenset({"bug"})
"""Types in which the learner reads code for what is wrong with it."""

CHAIN: Final = 3
"""Longest chain of follow-ups, its first question included."""

_SLOW: Final = DERIVATIONS | CODE | {"numeric"}
_EASY: Final = 2
_HARD: Final = 3
_NEAR: Final = 40
"""How many candidates of a topic are compared; they stand in random order."""

_SECONDS: Final = {
    "boolean": 30,
    "choice": 45,
    "cloze": 45,
    "multi": 60,
    "match": 75,
    "order": 75,
    "bug": 90,
    "numeric": 120,
    "formula": 150,
    "short": 150,
}
"""What an answer of difficulty 2 usually takes, the reading included."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One question of an interview, with all that a report needs once it has left the banks.

    Attributes:
        key: The question's id, or a drill's card.
        section: Its section.
        type: Its type, or ``drill``.
        difficulty: From 1 to 5.
        role: What it is for.
        depth: Its place in a chain of follow-ups, 0 for the first and for a question that stands alone.
        follows: The question that it digs into, if that comes right before.
        seconds: What an answer usually takes.
        convention: Of a drill: the convention that it is asked in.
        revision: Of a drill: its revision then.
    """

    key: str
    section: str
    type: str
    difficulty: int
    role: Role
    depth: int = 0
    follows: str | None = None
    seconds: int = 60
    convention: str = ""
    revision: int = 1

    @property
    def drill(self) -> str:
        """The drill's id, or nothing where it is a question."""
        return self.key.removeprefix(DRILL_PREFIX) if self.type == "drill" else ""


class Outline(msgspec.Struct, frozen=True, kw_only=True):
    """The plan of an interview.

    Attributes:
        parts: What to ask, in order. What stands beyond ``count`` is a reserve: for a chain that is cut short
            because the learner passed, and for a learner who is faster than planned.
        count: Largest number of questions, or None where only the time ends it.
        minutes: The time limit, or None.
        lacks: What an interview should have and these questions do not.
    """

    parts: tuple[Part, ...]
    count: int | None = None
    minutes: float | None = None
    lacks: tuple[Slot, ...] = ()


def usual_seconds(kind: str, difficulty: int) -> int:
    """Return what an answer usually takes, by type and difficulty."""
    return round(_SECONDS.get(kind, 60) * (0.7 + 0.15 * difficulty))


def outline(
    entries: Sequence[Entry],
    *,
    rng: Random,
    count: int | None = None,
    minutes: float | None = None,
    asked: Collection[str] = (),
    drills: Sequence[Drill] | None = None,
) -> Outline:
    """Plan an interview.

    It opens with a warm-up, digs into one thing along ``follows``, has code read for a bug and something
    derived, and goes on like that. One question is a derivation; further ones make room for a chain, for code
    and for the warm-up, in this order. Topics take turns, larger ones more often. A question never comes
    before the one that it follows. One drill, where one is wanted, comes after the opening, and never between
    a question and what digs deeper into it.

    Args:
        entries: The questions to choose from.
        rng: Decides what nothing else decides.
        count: The number of questions; by default as many as usually fit into ``minutes``.
        minutes: The time limit; None for none.
        asked: Questions and drills of earlier interviews, which come last.
        drills: Drills of which one is to be asked, as one of ``count``; None for none.

    Raises:
        ValueError: If neither ``count`` nor ``minutes`` is given.
    """
    if count is None and minutes is None:
        raise ValueError("an interview needs a length")
    code = None if drills is None else suited(drills, minutes=minutes, rng=rng, asked=asked)
    if count is not None:
        wanted = count - (code is not None)
    else:
        taken = 0.0 if code is None else drill_seconds(code.difficulty) / 60
        wanted = _fitting(entries, (minutes or 0.0) - taken)
    wanted = min(wanted, len(entries))
    draw = _Draw(entries, rng, asked)
    units = draw.opening(wanted)
    opening = sum(map(len, units))
    units += draw.further(wanted - sum(map(len, units)))
    required = prerequisites_first([entry for unit in units for entry in unit])
    draw.ban_before(required)
    spare = max(CHAIN, wanted) if count is None else CHAIN * 2
    reserve = prerequisites_first([entry for unit in draw.further(spare) for entry in unit])
    parts = list(_parts([*required, *reserve], draw.warm_up))
    if code is not None:
        place = opening
        while 0 < place < len(parts) and parts[place].depth:
            place -= 1
        parts.insert(place, _drill_part(code))
        wanted += 1
    lacks = _lacks(parts[:wanted])
    if drills is not None and code is None:
        lacks = (*lacks, "drill")
    return Outline(parts=tuple(parts), count=count, minutes=minutes, lacks=lacks)


def _fitting(entries: Sequence[Entry], minutes: float) -> int:
    """Return how many questions usually fit, one at least."""
    if not entries:
        return 0
    mean = sum(usual_seconds(entry.type, entry.difficulty) for entry in entries) / len(entries)
    return max(1, int(minutes * 60 / mean))


class _Draw:
    """Draws questions for what an interviewer wants next; each is drawn once.

    Attributes:
        warm_up: The question that opens the interview, or "".
    """

    def __init__(self, entries: Sequence[Entry], rng: Random, asked: Collection[str]) -> None:
        self.warm_up = ""
        self._by_id = {entry.id: entry for entry in entries}
        self._rng = rng
        order = list(entries)
        rng.shuffle(order)
        known = frozenset(asked)
        order.sort(key=lambda entry: entry.id in known)
        topics = {topic_of(entry.section) for entry in order}
        # Within one topic its sections take turns instead.
        self._topic = {
            entry.id: topic_of(entry.section) if len(topics) > 1 else entry.section for entry in order
        }
        self._sizes = Counter(self._topic.values())
        self._asked: Counter[str] = Counter()
        self._sections: Counter[str] = Counter()
        self._taken: set[str] = set()
        self._follow_ups: dict[str, list[Entry]] = defaultdict(list)
        for entry in order:
            if entry.follows in self._by_id and entry.follows is not None:
                self._follow_ups[entry.follows].append(entry)
        self._pools: dict[str, dict[str, list[Entry]]] = {}
        for name, fits in {**_POOLS, "chain": self._leads_on}.items():
            pool: dict[str, list[Entry]] = defaultdict(list)
            for entry in order:
                if fits(entry):
                    pool[self._topic[entry.id]].append(entry)
            self._pools[name] = pool

    def opening(self, count: int) -> list[list[Entry]]:
        """Return the units with which an interview of ``count`` questions begins, in their order."""
        chain = 0 if count < 3 else 2 if count < 6 else CHAIN
        units: dict[Slot, list[Entry]] = {}
        if count >= 1:
            units["derivation"] = self._one("hard derivation", "derivation", "any")
        if chain:
            units["chain"] = self._chain(chain)
        if count == 2 or count >= 4:
            units["code"] = self._one("code", "any")
        if count >= 5:
            units["warm-up"] = self._one("warm-up", "easy", "any")
        if chain and len(units["chain"]) < 2:
            self._lengthen(list(units.values()), room=count - sum(map(len, units.values())))
        self.warm_up = next((entry.id for entry in units.get("warm-up", [])), "")
        order: tuple[Slot, ...] = ("warm-up", "chain", "code", "derivation")
        return [units[slot] for slot in order if units.get(slot)]

    def further(self, count: int) -> list[list[Entry]]:
        """Return units of ``count`` more questions, or of as many as are left."""
        units: list[list[Entry]] = []
        slots = _cycle()
        while (room := count - sum(map(len, units))) > 0:
            slot = next(slots)
            if slot == "chain" and room > 1:
                unit = self._chain(min(room, CHAIN))
            elif slot == "derivation":
                unit = self._one("hard derivation", "derivation", "any")
            else:
                unit = self._one("code", "any") if slot == "code" else self._one("any")
            if not unit:
                break
            units.append(unit)
        return units

    def ban_before(self, entries: Sequence[Entry]) -> None:
        """Keep out what would have to come before these."""
        for entry in entries:
            before = entry.follows
            while before in self._by_id and before is not None and before not in self._taken:
                self._taken.add(before)
                before = self._by_id[before].follows

    def _one(self, *pools: str) -> list[Entry]:
        for name in pools:
            if (found := self._best(name)) is not None:
                return [self._take(found)]
        return []

    def _chain(self, length: int) -> list[Entry]:
        """Return a question and what is asked after it, or one question where no chain is left."""
        start = self._best("chain")
        if start is None:
            return self._one("any")
        chain = [self._take(start)]
        while len(chain) < length and (after := self._deeper(chain[-1])) is not None:
            chain.append(self._take(after))
        return chain

    def _deeper(self, entry: Entry) -> Entry | None:
        """Return a follow-up that is free: rather of another type, rather one that leads on itself."""
        free = [found for found in self._follow_ups[entry.id] if found.id not in self._taken]
        return min(
            free,
            key=lambda found: (found.type == entry.type) + (found.id not in self._follow_ups),
            default=None,
        )

    def _leads_on(self, entry: Entry) -> bool:
        return entry.id in self._follow_ups

    def _lengthen(self, units: list[list[Entry]], room: int) -> None:
        """Make a chain of what was drawn already, where no other one was left."""
        alone = {unit[0].id: unit for unit in units if len(unit) == 1}
        for unit in units:
            for place, entry in enumerate(unit):
                before = self._by_id.get(entry.follows or "")
                if before is not None and before.id in alone:
                    alone[before.id].clear()
                    unit.insert(place, before)
                    return
                if before is not None and before.id not in self._taken and room > 0:
                    unit.insert(place, self._take(before))
                    return
                if room > 0 and (after := self._deeper(entry)) is not None:
                    unit.insert(place + 1, self._take(after))
                    return

    def _best(self, name: str) -> Entry | None:
        """Return the free question of a pool whose topic and section have come up least."""
        pool = self._pools[name]
        topics = sorted(pool, key=lambda topic: (self._asked[topic] + 0.5) / self._sizes[topic] ** 0.5)
        for topic in topics:
            free: list[Entry] = []
            for entry in pool[topic]:
                leads = name != "chain" or self._deeper(entry) is not None
                if entry.id not in self._taken and leads:
                    free.append(entry)
                if len(free) == _NEAR:
                    break
            if free:
                return min(free, key=self._cost)
        return None

    def _cost(self, entry: Entry) -> int:
        """Count against a question that its section had its turn, and that its lead-in was not asked."""
        unled = entry.follows in self._by_id and entry.follows not in self._taken
        return 2 * self._sections[entry.section] + unled

    def _take(self, entry: Entry) -> Entry:
        self._taken.add(entry.id)
        self._asked[self._topic[entry.id]] += 1
        self._sections[entry.section] += 1
        return entry


_POOLS: Final[dict[str, Callable[[Entry], bool]]] = {
    "any": lambda _: True,
    "easy": lambda entry: entry.difficulty <= _EASY,
    "warm-up": lambda entry: entry.difficulty <= _EASY and entry.type not in _SLOW,
    "derivation": lambda entry: entry.type in DERIVATIONS,
    "hard derivation": lambda entry: entry.type in DERIVATIONS and entry.difficulty >= _HARD,
    "code": lambda entry: entry.type in CODE,
}
"""What may be drawn for what, but for the first question of a chain."""


def _cycle() -> Iterator[Slot]:
    while True:
        yield "chain"
        yield "code"
        yield "derivation"


def _parts(entries: Sequence[Entry], warm_up: str) -> Iterator[Part]:
    """Yield the parts of the questions in their order; one that follows the one before it digs deeper."""
    before: Part | None = None
    for entry in entries:
        depth = before.depth + 1 if before is not None and entry.follows == before.key else 0
        before = Part(
            key=entry.id,
            section=entry.section,
            type=entry.type,
            difficulty=entry.difficulty,
            role="warm-up" if entry.id == warm_up else _role(entry.type),
            depth=depth,
            follows=entry.follows if depth else None,
            seconds=usual_seconds(entry.type, entry.difficulty),
        )
        yield before


def _drill_part(drill: Drill) -> Part:
    return Part(
        key=DRILL_PREFIX + drill.drill,
        section=drill.section,
        type="drill",
        difficulty=drill.difficulty,
        role="drill",
        seconds=drill_seconds(drill.difficulty),
        convention=convention_of(drill),
        revision=drill.revision,
    )


def _role(kind: str) -> Role:
    return "derivation" if kind in DERIVATIONS else "code" if kind in CODE else "question"


def _lacks(parts: Sequence[Part]) -> tuple[Slot, ...]:
    """Return what is missing although there was room for it."""
    lacks: list[Slot] = []
    questions = [part for part in parts if not part.drill]
    written = len(questions) < len(parts)
    if not written and not any(part.type in DERIVATIONS for part in parts):
        lacks.append("derivation")
    if len(questions) >= 3 and not any(part.depth for part in parts):
        lacks.append("chain")
    if len(questions) >= 4 and not written and not any(part.type in CODE for part in parts):
        lacks.append("code")
    return tuple(lacks)
