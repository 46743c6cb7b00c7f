"""The one small change that makes a learner's formula right, and where in it: found, not guessed.

What each part would have to be is worked out (``formula_wanted``); what has that value is looked up
(``formula_pool``), or is one small change away (``formula_changes``). What holds on one binding is held
against the key on all of them; of what holds there, the change that a teacher would see comes first.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Final, NamedTuple

import numpy as np

from quizrnn.answers.expression_numpy import Array
from quizrnn.answers.expression_tree import (
    Call,
    Name,
    Negation,
    Node,
    Number,
    Operation,
    names,
    substitute,
    walk,
)
from quizrnn.answers.formula_bench import Bench, close
from quizrnn.answers.formula_changes import changes, size
from quizrnn.answers.formula_conventions import gates_of
from quizrnn.answers.formula_edits import complement
from quizrnn.answers.formula_pool import Pool
from quizrnn.answers.formula_wanted import Desk, Place, places
from quizrnn.errors import QuizrnnError

LIKELY: Final = 2.0
"""Changes that cost up to this are slips; what costs more replaces a part that was meant otherwise."""

_DEAREST: Final = 3.0
"""Changes that cost more explain nothing."""

_RENAMED: Final = 1.15
"""What it costs to exchange names throughout a formula; gates are taken for each other more often."""

_ANEW: Final = 2.0
"""What it costs to write the whole formula anew: that is the answer, and no repair."""

_PLAIN: Final = 1.1
"""Changes up to this cost are looked at alone: nothing plainer can be found."""

_TRIALS: Final = 4_000
"""Most trials through several operations, in one formula."""


class Repair(NamedTuple):
    """A change of a formula at one place, or of names throughout it.

    Attributes:
        place: Where; the whole formula for names.
        new: What belongs there.
        whole: The formula with it, which equals the key.
        cost: How far-fetched it is; a sign or a name costs 1.
        renamed: Which name belongs where which stands, at every place; empty for a change at one place.
    """

    place: Place
    new: Node
    whole: Node
    cost: float
    renamed: dict[str, str]


def repairs(bench: Bench, tree: Node) -> Iterator[Repair]:
    """Yield the small changes that make ``tree`` equal to the key or to what is accepted besides it.

    The likeliest come first; nothing is said of the formula if it equals the key as it is.
    """
    try:
        bench.known()
    except QuizrnnError:  # the key itself does not bind: whoever compares with it says so
        return
    for key in (bench.key, *bench.accepted()):
        judge = bench.against(key)
        found = False
        for repair in _proven(judge, tree):
            found = True
            yield repair
        if found:
            return


def _proven(bench: Bench, tree: Node) -> Iterator[Repair]:
    """Yield the candidates that hold on all bindings: what is plain first, what is looked up only then."""
    search = _Search(bench, tree)
    near = sorted([*_throughout(bench, tree), *search.of_themselves()], key=lambda one: one.cost)
    plain = [one for one in near if one.cost <= _PLAIN]
    yield from search.proven(plain)
    yield from search.proven(sorted([*near[len(plain) :], *search.of_others()], key=lambda one: one.cost))


class _Search:
    """The candidates for one formula and one key."""

    def __init__(self, bench: Bench, tree: Node) -> None:
        self._bench = bench
        self._desks = [Desk(draw.values, tree, bench.dot) for draw in bench.draws()[:4]]
        self._goals = bench.known()[:4]
        self._pool = Pool(bench, tree, self._desks[0])
        self._places = list(places(self._desks[0], tree, self._goals[0]))
        self._seen: set[Node] = set()
        self._trials = 0

    def proven(self, candidates: list[Repair]) -> Iterator[Repair]:
        """Yield those that equal the key, on a few bindings first."""
        for candidate in candidates:
            if candidate.whole in self._seen:
                continue
            self._seen.add(candidate.whole)
            values = (desk.of(candidate.whole) for desk in self._desks[1:])
            held = (
                value is not None and close(value, goal, finite=False)
                for value, goal in zip(values, self._goals[1:], strict=True)
            )
            if all(held) and self._bench.same(candidate.whole):
                yield candidate

    def of_themselves(self) -> Iterator[Repair]:
        """Yield what mends the formula on the first binding, made of the place itself, or another name."""
        desk = self._desks[0]
        for place in self._places:
            named = self._pool.names if isinstance(place.node, Name) else []
            for cost, new in (*changes(self._bench, place.node), *((1.0, name) for name in named)):
                value = desk.of(new)
                if value is not None and place.mends(desk, value):
                    yield from _candidate(place, new, cost)

    def of_others(self) -> Iterator[Repair]:
        """Yield the same, made with parts of the key and of the answer."""
        desk = self._desks[0]
        for place in self._places:
            mine = desk.of(place.node)
            with np.errstate(all="ignore"):
                if place.wanted is not None:
                    found = list(_looked_up(self._pool, place, mine, place.wanted))
                elif self._trials < _TRIALS:
                    found = list(self._one_by_one(place, mine))
                else:
                    found = []
            for cost, new in found:
                yield from _candidate(place, new, cost)

    def _one_by_one(self, place: Place, mine: Array | None) -> Iterator[tuple[float, Node]]:
        desk, node = self._desks[0], place.node
        for new, value in self._pool.plain:
            self._trials += 1
            if (mine is None or mine.shape == value.shape) and place.mends(desk, value):
                yield _replacing(node, new, self._pool.cost[new]), new
            if mine is None or isinstance(new, Number) or value.ndim > mine.ndim:
                continue
            for op in ("+", "-", "*", "/"):
                joined = Operation(op, node, new)
                result = desk.of(joined)
                self._trials += 1
                if result is not None and place.mends(desk, result):
                    yield self._pool.cost[new] + _inserting(place, op), joined


def _candidate(place: Place, new: Node, cost: float) -> Iterator[Repair]:
    if new == place.node or _idle(place, new):
        return
    cost += 0.004 * size(place.node) + 0.02 * (place.run is not None)
    cost += 0.5 * (_chosen(place) and size(new) > size(place.node) + 2)
    if cost <= _DEAREST:
        yield Repair(place, new, place.put(new), cost, {})


def _throughout(bench: Bench, tree: Node) -> Iterator[Repair]:
    """Yield names that are swapped, and a name that stands for another at more than one place."""
    place = Place(tree, lambda new: new, None, bench.known()[0], strict=True)
    used = [name for name in sorted(names(tree)) if bench.shape_of(name) is not None]
    renamings = [
        {one: other, other: one}
        for one, other in combinations(used, 2)
        if bench.shape_of(one) == bench.shape_of(other)
    ]
    often = [name for name in used if sum(part == Name(name) for part in walk(tree)) > 1]
    renamings += [
        {one: other}
        for one in often
        for other in bench.variables
        if one != other and bench.shape_of(one) == bench.shape_of(other)
    ]
    desk, gates = Desk(bench.draws()[0].values, tree, bench.dot), gates_of(bench)
    for renamed in renamings:
        whole = substitute(tree, {one: Name(other) for one, other in renamed.items()})
        value = desk.of(whole)
        if value is not None and place.mends(desk, value):
            yield Repair(place, whole, whole, _RENAMED - 0.05 * gates.issuperset(renamed), renamed)


def _idle(place: Place, new: Node) -> bool:
    """Return whether a change is one that nobody would think of: ``x/x`` for 1, ``1 - (1 - x)`` for ``x``."""
    if not isinstance(new, Operation):
        return False
    above = place.parent.node if place.parent is not None else None
    made = _is_complement(new) and getattr(place.node, "left", None) != Number(1)
    twice = made and (_is_complement(above) or _is_complement(new.right))
    inverse = new.op == "*" and isinstance(new.right, Operation) and new.right.op == "/"
    inverse = inverse and new.left is place.node and getattr(new.right, "left", None) == Number(1)
    return (new.left == new.right and new.op in "+-/") or twice or inverse


def _is_complement(node: Node | None) -> bool:
    return isinstance(node, Operation) and node.op == "-" and node.left == Number(1)


def _chosen(place: Place) -> bool:
    """Return whether a place is one of several cases, of which the wrong one may not matter."""
    above = place.parent.node if place.parent is not None else None
    return isinstance(above, Call) and above.function in ("minimum", "maximum", "clip", "where")


def _replacing(node: Node, new: Node, cost: float) -> float:
    if isinstance(node, Name) and isinstance(new, Name):
        return 1.0 + cost
    return 1.2 + cost + 0.1 * size(node)


def _inserting(place: Place, op: str) -> float:
    """Return what it costs to put something beside a part: a term is added at the end of a sum."""
    above = place.parent.node if place.parent is not None else None
    inside = isinstance(above, Operation) and above.op in "+-" and op in "+-"
    return 1.1 + 0.1 * inside + 0.1 * (op == "/")


def _looked_up(pool: Pool, place: Place, mine: Array | None, wanted: Array) -> Iterator[tuple[float, Node]]:
    node = place.node
    anew = _ANEW if place.parent is None else 0.0
    for new in pool.of_value(wanted):
        yield _replacing(node, new, pool.cost[new] + anew), new
    for new in pool.of_value(1 - wanted):
        turned = complement(new)
        yield _replacing(node, turned, pool.cost[new] + anew + 0.2), turned
    for new in pool.of_value(-wanted):
        negative = Negation(new)
        yield _replacing(node, negative, pool.cost[new] + anew + 0.2), negative
    if mine is None:
        return
    try:
        gaps = (
            ("+", wanted - mine, False),
            ("-", mine - wanted, False),
            ("-", wanted + mine, True),
            ("*", wanted / mine, False),
            ("/", mine / wanted, False),
            ("/", wanted * mine, True),
        )
    except ValueError:
        return
    for op, gap, first in gaps:
        for new in pool.of_value(gap):
            if op in "*/" and new == Number(1) and not first:
                continue
            joined = Operation(op, new, node) if first else Operation(op, node, new)
            cost = pool.cost[new] + (0.3 + 0.05 * size(node) + 0.4 * (op == "-")) * first
            yield cost + _inserting(place, op), joined
