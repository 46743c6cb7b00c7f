"""What was seen of a program as it ran: the shape of every expression, and what every name held."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from keyword import iskeyword
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

import msgspec
import numpy as np

from quizrnn.drills.dialogue import BrokenOffError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quizrnn.drills.repair.sites import Place

    Array: TypeAlias = NDArray[np.float64]

Shape: TypeAlias = tuple[int, ...]
Count: TypeAlias = Annotated[int, msgspec.Meta(ge=0, lt=2**31)]


WRITTEN: Final = {
    "whole": "int",
    "entries": "dict",
    "listed": "list",
    "paired": "tuple",
    "attributes": "object",
}
"""How the child calls what ``Value`` holds."""


class Value(msgspec.Struct, frozen=True, rename=WRITTEN):
    """What the child says of a value; the submission runs beside it, so none of it is taken on trust.

    Attributes:
        array: Shape of an array or a float.
        kind: Kind of its dtype.
        at: Where its numbers begin among those that were sent.
        whole: A whole number.
        entries: What a dict holds.
        listed: What a list holds.
        paired: What a tuple holds.
        attributes: Those of an instance.
    """

    array: tuple[Count, ...] | None = None
    kind: str = ""
    at: Count | None = None
    whole: Annotated[int, msgspec.Meta(gt=-(10**6), lt=10**6)] | None = None
    entries: dict[str, Value] | None = None
    listed: tuple[Value, ...] | None = None
    paired: tuple[Value, ...] | None = None
    attributes: dict[str, Value] | None = None

    @property
    def shape(self) -> Shape | None:
        """Shape of an array of floats, () of a float, None of anything else."""
        return self.array if self.kind == "f" else None

    @property
    def sort(self) -> str:
        """What sort of collection it is, or nothing if it is none."""
        if self.entries is not None:
            return f"dict {sorted(self.entries)}"
        for kind, inside in (("list", self.listed), ("tuple", self.paired)):
            if inside is not None:
                return f"{kind} {len(inside)}"
        return ""


class _Sent(msgspec.Struct, frozen=True):
    nodes: dict[Count, Annotated[list[Value], msgspec.Meta(min_length=1)]]
    scopes: dict[Count, dict[str, Value]]
    last: list[Count]
    size: Count
    functions: dict[str, Count]


@dataclass(frozen=True)
class Atom:
    """Something that a name leads to: an array or a float.

    Attributes:
        text: How it is written: ``f``, ``params["W_f"]``, ``self.h``.
        shape: Its shape.
        root: The name that it starts with.
        extra: What it adds to the cost of an edit that takes it over from another place.
    """

    text: str
    shape: Shape
    root: str
    extra: float = 0.0

    @cached_property
    def node(self) -> ast.expr:
        """It as an expression."""
        return ast.parse(self.text, mode="eval").body


@dataclass
class Seen:
    """What was seen.

    Attributes:
        row: All numbers that the program yielded.
        shapes: By place, the shape of the array or float that it yielded at its first visit.
        integers: By place, the whole number that it yielded.
        values: By place, the arrays that it yielded.
        sorts: By place, what sort of collection it yielded: a dict of such keys, a list of so many entries.
        visited: The places that were passed.
        last: The statement that was begun last.
        arguments: By function of the submission, how many arguments it takes.
    """

    row: Array
    shapes: dict[int, Shape] = field(default_factory=dict)
    integers: dict[int, int] = field(default_factory=dict)
    values: dict[int, list[Array]] = field(default_factory=dict)
    sorts: dict[int, str] = field(default_factory=dict)
    visited: set[int] = field(default_factory=set)
    last: int | None = None
    arguments: dict[str, int] = field(default_factory=dict)
    scopes: dict[int, dict[str, Value]] = field(default_factory=dict)
    _atoms: dict[int, list[Atom]] = field(default_factory=dict)

    @classmethod
    def read(cls, payload: bytes, split: int) -> Seen:
        """Read what the child sent: JSON up to ``split``, then the numbers.

        Raises:
            BrokenOffError: If it is not of that form.
        """
        try:
            sent = msgspec.json.decode(payload[:split], type=_Sent)
            numbers: Array = np.frombuffer(payload[split:], dtype=np.float64)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            raise BrokenOffError from error
        seen = cls(row=numbers[: sent.size])
        for number, visits in sent.nodes.items():
            seen._take(number, visits, numbers)
        for number, scope in sent.scopes.items():
            seen.scopes[number] = {name: value for name, value in scope.items() if _is_name(name)}
        seen.last = sent.last[0] if sent.last else None
        seen.arguments = {name: count for name, count in sent.functions.items() if _is_name(name)}
        return seen

    def _take(self, number: int, visits: list[Value], numbers: Array) -> None:
        self.visited.add(number)
        first = visits[0]
        if kept := first.sort:
            self.sorts[number] = kept
        if first.shape is not None:
            self.shapes[number] = first.shape
        elif first.whole is not None:
            self.integers[number] = first.whole
        arrays = []
        for visit in visits:
            if visit.at is not None and visit.array is not None:
                size = math.prod(visit.array)
                if visit.at + size > numbers.size:
                    raise BrokenOffError
                arrays.append(numbers[visit.at : visit.at + size].reshape(visit.array))
        if arrays:
            self.values[number] = arrays

    def atoms(self, statement: Place) -> list[Atom]:
        """Return what can be named where a statement begins."""
        if statement.number not in self._atoms:
            scope = self.scopes.get(statement.number, {})
            self._atoms[statement.number] = [
                atom for name, value in scope.items() for atom in _atoms(name, name, value)
            ]
        return self._atoms[statement.number]

    def keys(self, statement: Place, name: str) -> Mapping[str, Value]:
        """Return what a dict of that name holds where a statement begins."""
        value = self.scopes.get(statement.number, {}).get(name)
        return {} if value is None or value.entries is None else value.entries

    def collections(self, statement: Place, sort: str) -> list[str]:
        """Return what holds a collection of a sort where a statement begins, as it is written."""
        found = []
        for name, value in self.scopes.get(statement.number, {}).items():
            if value.sort == sort:
                found.append(name)
            inside = value.attributes or {}
            found += [
                f"{name}.{key}" for key, inner in inside.items() if _is_name(key) and inner.sort == sort
            ]
        return found

    def integer_names(self, statement: Place) -> list[str]:
        """Return the names of whole numbers where a statement begins."""
        scope = self.scopes.get(statement.number, {})
        return [name for name, value in scope.items() if value.whole is not None]


def _is_name(text: str) -> bool:
    """Whether a name can be written; ``globals()["a b"]`` and ``setattr(x, "class", 1)`` make others."""
    return text.isidentifier() and not iskeyword(text)


def _atoms(text: str, root: str, value: Value) -> Iterator[Atom]:
    if value.shape is not None:
        yield Atom(text, value.shape, root)
    for key, inner in (value.entries or {}).items():
        if inner.shape is not None:
            yield Atom(f"{text}[{key!r}]", inner.shape, root)
    for place, inner in enumerate([*(value.listed or ()), *(value.paired or ())]):
        if inner.shape is not None:
            yield Atom(f"{text}[{place}]", inner.shape, root)
    for key, inner in (value.attributes or {}).items():
        if _is_name(key) and inner.shape is not None:
            yield Atom(f"{text}.{key}", inner.shape, root)
