"""What each part of a formula would have to be for the whole to be right, everything else left as it is.

From the key's value downwards: where an operation can be undone, its part's value is known (``tanh(x)`` is to
be ``k``: ``x`` is to be ``arctanh(k)``); where it cannot, the part is tried through the operations above it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import numpy as np

from quizrnn.answers.expression_arrays import DoesNotBind, Evaluator, Product
from quizrnn.answers.expression_numpy import Array
from quizrnn.answers.expression_tree import (
    Call,
    Index,
    Name,
    Negation,
    Node,
    Operation,
    Sequence,
    Word,
    children,
    walk,
    with_child,
)
from quizrnn.errors import Malformed

HOLE: Final = Name("?")
"""What stands for a part that is tried; no declared name has this spelling."""

_TOLERANCE: Final = 1e-6
_SIZED: Final = {
    "shape": 0,
    "ones": 0,
    "zeros": 0,
    "eye": 0,
    "len": 0,
    "reshape": 1,
    "permute": 1,
    "swapaxes": 1,
}
"""Functions whose arguments are sizes or axes from some place on."""

Put: TypeAlias = Callable[[Node], Node]


class Impossible(Exception):
    """Nothing at this part can mend the whole."""


class Desk(Evaluator):
    """Works out changed formulas on one binding: what stays of the learner's formula is looked up.

    Args:
        values: The binding.
        kept: The learner's formula, whose parts may occur in what is worked out.
        dot: Which product ``·`` is where both would bind.
    """

    def __init__(self, values: dict[str, Array], kept: Node, dot: Product) -> None:
        self._names = dict(values)
        super().__init__(self._names, dot=dot)
        self._kept: dict[int, Array | None] = {}
        self._parts = list(walk(kept))  # alive as long as their ids are used
        for part in reversed(self._parts):
            if not isinstance(part, Sequence | Word):
                self._kept[id(part)] = self.of(part)

    def of(self, node: Node) -> Array | None:
        """Return a value, or None where the shapes do not bind."""
        try:
            with np.errstate(all="ignore"):
                return self._value(node)
        except (DoesNotBind, Malformed):
            return None

    def through(self, steps: tuple[Node, ...], value: Array) -> Array | None:
        """Return what becomes of a value through formulas that have a hole for it, one after the other."""
        for step in steps:
            self._names[HOLE.name] = value
            new = self.of(step)
            if new is None:
                return None
            value = new
        return value

    def _value(self, node: Node) -> Array:
        known = self._kept.get(id(node))
        return super()._value(node) if known is None else known


@dataclass(frozen=True, eq=False)
class Place:
    """One part of a formula, and what it takes there to mend the whole.

    Attributes:
        node: The part.
        put: From what stands there instead to the whole formula.
        parent: The place that it is a part of, or None.
        goal: What must come out of ``steps``, NaN where any value will do.
        steps: Formulas with a hole, from the part up to ``goal``; none where ``goal`` is the part's own.
        strict: Whether ``goal`` is of the whole formula, whose shape is asked for; others are repeated to it.
        run: First and last of the neighbours of a longer sum or product that the part is made of, or None.
    """

    node: Node
    put: Put
    parent: Place | None
    goal: Array
    steps: tuple[Node, ...] = ()
    run: tuple[Node, Node] | None = None
    strict: bool = False

    @property
    def wanted(self) -> Array | None:
        return None if self.steps else self.goal

    def mends(self, desk: Desk, value: Array) -> bool:
        """Return whether the whole is right with this value here, on the desk's binding."""
        if self.steps:
            result = desk.through(self.steps, value)
            return result is not None and agrees(result, self.goal, exact=self.strict)
        return agrees(value, self.goal, exact=self.strict)


def agrees(value: Array, goal: Array, *, exact: bool) -> bool:
    """Return whether a value is the goal's wherever that is known; ``exact``: of its shape, too."""
    if value.shape != goal.shape and (exact or not _fits(value, goal)):
        return False
    with np.errstate(all="ignore"):
        return not bool((np.abs(value - goal) > bound(goal)).any())


def _fits(value: Array, goal: Array) -> bool:
    """Return whether a value may be joined with others to one of the goal's shape."""
    sides = zip(value.shape[::-1], goal.shape[::-1], strict=False)
    return value.ndim <= goal.ndim and all(mine in (1, theirs) for mine, theirs in sides)


def bound(goal: Array) -> float:
    """Return how far apart two values may be that count as one."""
    known = goal[np.isfinite(goal)]
    return _TOLERANCE * (float(np.abs(known).max()) if known.size else 0.0) + 1e-12


def places(desk: Desk, tree: Node, goal: Array) -> Iterator[Place]:
    """Yield every part of a formula where something could mend it, the whole first."""
    yield from _below(desk, Place(tree, lambda new: new, None, goal, strict=True))


def _below(desk: Desk, place: Place) -> Iterator[Place]:
    yield place
    node = place.node
    last = _SIZED.get(node.function) if isinstance(node, Call) else None
    for number, child in enumerate(children(node)[:last]):
        if isinstance(child, Sequence) and isinstance(node, Call):  # a list has no value, its items have
            for which, item in enumerate(child.items):
                step = with_child(node, number, with_child(child, which, HOLE))
                yield from _below(desk, _part(place, item, step))
        elif not isinstance(child, Word):
            step = with_child(node, number, HOLE)
            try:
                wanted = None if place.wanted is None else _undone(desk, node, number, place.wanted)
            except Impossible:
                continue
            yield from _below(desk, _part(place, child, step, wanted))
    for parts, first in _runs(place):
        yield from _run(desk, place, parts, first)


def _part(place: Place, child: Node, step: Node, wanted: Array | None = None) -> Place:
    def put(new: Node) -> Node:
        return place.put(_filled(step, new))

    if wanted is not None:
        return Place(child, put, place, wanted)
    return Place(child, put, place, place.goal, (step, *place.steps), strict=place.strict)


def _filled(step: Node, new: Node) -> Node:
    """Return a formula with its hole filled; the hole is at the first level, or in a list there."""
    for number, child in enumerate(children(step)):
        if child is HOLE:
            return with_child(step, number, new)
        if isinstance(child, Sequence) and HOLE in child.items:
            return with_child(step, number, with_child(child, child.items.index(HOLE), new))
    raise ValueError("a step has a hole")


def _runs(place: Place) -> Iterator[tuple[list[Node], int]]:
    """Yield the neighbours ``b*c`` of ``a*b*c``, which the tree has as ``(a*b)*c``: all parts, and which."""
    node = place.node
    if not isinstance(node, Operation) or node.op not in "+*":
        return
    above = place.parent.node if place.parent is not None else None
    if isinstance(above, Operation) and above.op == node.op and above.left is node:
        return
    parts: list[Node] = []
    left: Node = node
    while isinstance(left, Operation) and left.op == node.op:
        parts.insert(0, left.right)
        left = left.left
    parts.insert(0, left)
    for first in range(1, len(parts) - 1):
        yield parts, first


def _run(desk: Desk, place: Place, parts: list[Node], first: int) -> Iterator[Place]:
    assert isinstance(place.node, Operation)
    op = place.node.op
    pair = Operation(op, parts[first], parts[first + 1])

    def joined(new: Node) -> Node:
        changed: list[Node] = [*parts[:first], new, *parts[first + 2 :]]
        total, *others = changed
        for other in others:
            total = Operation(op, total, other)
        return total

    def put(new: Node) -> Node:
        return place.put(joined(new))

    run = Place(
        pair,
        put,
        place,
        place.goal,
        (joined(HOLE), *place.steps),
        (parts[first], parts[first + 1]),
        place.strict,
    )
    if place.wanted is not None:
        rest = desk.of(_without(parts, first, op))
        if rest is None or not _fits(rest, place.wanted):
            return
        with np.errstate(all="ignore"):
            wanted = np.asarray(place.wanted - rest if op == "+" else place.wanted / rest)
        run = replace(run, steps=(), goal=wanted, strict=False)
    yield run


def _without(parts: list[Node], first: int, op: str) -> Node:
    total, *others = [*parts[:first], *parts[first + 2 :]]
    for other in others:
        total = Operation(op, total, other)
    return total


def _undone(desk: Desk, node: Node, number: int, wanted: Array) -> Array | None:
    """Return what the child must be for ``node`` to be ``wanted``, or None where that is not known.

    Raises:
        Impossible: If nothing there makes it so.
    """
    with np.errstate(all="ignore"):
        match node:
            case Negation():
                return -wanted
            case Operation(op="@"):
                return _matrix(desk, node, number, wanted)
            case Operation(op="+" | "-" | "*" | "/"):
                return _arithmetic(desk, node, number, wanted)
            case Call(function="transpose", args=(_,)):
                return wanted.T
            case Call(function=function, args=(_,), options=()) if function in _INVERSES:
                return _INVERSES[function](wanted)
            case Index():
                return _whole_of_block(desk, node, wanted)
            case _:
                return None


def _arithmetic(desk: Desk, node: Operation, number: int, wanted: Array) -> Array | None:
    other = desk.of(node.right if number == 0 else node.left)
    if other is None or not _fits(other, wanted):
        raise Impossible
    if node.op == "+":
        return np.asarray(wanted - other)
    if node.op == "-":
        return np.asarray(wanted + other if number == 0 else other - wanted)
    if node.op == "*":
        return np.asarray(wanted / other)
    return np.asarray(wanted * other if number == 0 else other / wanted)


def _matrix(desk: Desk, node: Operation, number: int, wanted: Array) -> Array | None:
    """Solve ``left @ right = wanted`` for one side, where the other has full rank and leaves one solution."""
    other = desk.of(node.right if number == 0 else node.left)
    if other is None:
        raise Impossible
    if other.ndim != 2 or wanted.ndim != 2 or not np.isfinite(other).all():
        return None
    if number == 0:
        turned = _matrix_right(other.T, wanted.T)
        return None if turned is None else turned.T
    return _matrix_right(other, wanted)


def _matrix_right(left: Array, wanted: Array) -> Array | None:
    """Return ``x`` with ``left @ x = wanted``, as far as the rows and columns that are known give it."""
    if left.shape[0] != wanted.shape[0]:
        raise Impossible
    columns = np.isfinite(wanted).any(axis=0)
    rows = np.isfinite(wanted[:, columns]).all(axis=1)
    known, target = left[rows], wanted[np.ix_(rows, columns)]
    if known.shape[0] < known.shape[1] or not target.size:
        return None
    found, _, rank, _ = np.linalg.lstsq(known, target, rcond=None)
    if rank < known.shape[1]:
        return None
    if not agrees(known @ found, target, exact=True):
        raise Impossible
    whole = np.full((left.shape[1], wanted.shape[1]), np.nan)
    whole[:, columns] = found
    return whole


def _whole_of_block(desk: Desk, node: Index, wanted: Array) -> Array | None:
    value = desk.of(node.value)
    if value is None or any(place is None for place in node.places):
        return None
    numbers = np.arange(float(value.size)).reshape(value.shape)
    block = desk.through((replace(node, value=HOLE),), numbers)
    if block is None or block.shape != wanted.shape:
        return None
    whole = np.full(value.size, np.nan)
    whole[block.astype(int).ravel()] = wanted.ravel()
    return whole.reshape(value.shape)


def _within(low: float, high: float, undo: Callable[[Array], Array]) -> Callable[[Array], Array]:
    def undone(wanted: Array) -> Array:
        known = wanted[np.isfinite(wanted)]
        if ((known <= low) | (known >= high)).any():
            raise Impossible
        return np.asarray(undo(wanted))

    return undone


_INVERSES: Final[dict[str, Callable[[Array], Array]]] = {
    "tanh": _within(-1.0, 1.0, np.arctanh),
    "sigmoid": _within(0.0, 1.0, lambda wanted: np.log(wanted / (1 - wanted))),
    "exp": _within(0.0, np.inf, np.log),
    "log": np.exp,
    "sqrt": _within(-1e-12, np.inf, np.square),
}
