"""What was seen of a program as it ran: the shape of every expression, and what every name held."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quizrnn.drills.repair.sites import Place

    Array: TypeAlias = NDArray[np.float64]

Shape: TypeAlias = tuple[int, ...]


@dataclass(frozen=True)
class Atom:
    """Something that a name leads to: an array or a float.

    Attributes:
        text: How it is written: ``f``, ``params["W_f"]``, ``self.h``.
        shape: Its shape.
        root: The name that it starts with.
    """

    text: str
    shape: Shape
    root: str

    def node(self) -> ast.expr:
        """Return it as an expression."""
        return ast.parse(self.text, mode="eval").body


@dataclass
class Seen:
    """What was seen.

    Attributes:
        row: All numbers that the program yielded.
        shapes: By place, the shape of the array or float that it yielded at its first visit.
        integers: By place, the whole number that it yielded.
        values: By place, the arrays that it yielded.
        tuples: By place, how many entries it has, where it is a tuple or list.
        last: The statement that was begun last.
        arguments: By function of the submission, how many arguments it takes.
    """

    row: Array
    shapes: dict[int, Shape] = field(default_factory=dict)
    integers: dict[int, int] = field(default_factory=dict)
    values: dict[int, list[Array]] = field(default_factory=dict)
    visited: set[int] = field(default_factory=set)
    last: int | None = None
    arguments: dict[str, int] = field(default_factory=dict)
    scopes: dict[int, dict[str, Any]] = field(default_factory=dict)
    _atoms: dict[int, list[Atom]] = field(default_factory=dict)

    @classmethod
    def read(cls, payload: bytes, split: int) -> Seen:
        """Read what the child sent.

        Raises:
            ValueError: If it is not of that form.
        """
        found = json.loads(payload[:split])
        numbers: Array = np.frombuffer(payload[split:], dtype=np.float64)
        seen = cls(row=numbers[: int(found["size"])])
        for number, visits in found["nodes"].items():
            seen._take(int(number), visits, numbers)
        seen.scopes = {int(number): scope for number, scope in found["scopes"].items()}
        seen.last = found["last"][0] if found["last"] else None
        seen.arguments = {str(name): int(count) for name, count in found["functions"].items()}
        return seen

    def _take(self, number: int, visits: list[dict[str, Any]], numbers: Array) -> None:
        self.visited.add(number)
        first = visits[0]
        if "array" in first and first["kind"] == "f":
            self.shapes[number] = tuple(first["array"])
        elif "int" in first:
            self.integers[number] = first["int"]
        arrays = []
        for visit in visits:
            if "at" in visit:
                shape = tuple(visit["array"])
                size = int(np.prod(shape, dtype=np.int64))
                arrays.append(numbers[visit["at"] : visit["at"] + size].reshape(shape))
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

    def keys(self, statement: Place, name: str) -> Mapping[str, Any]:
        """Return what a dict of that name holds where a statement begins."""
        value = self.scopes.get(statement.number, {}).get(name, {})
        found = value.get("dict", {}) if isinstance(value, dict) else {}
        return found if isinstance(found, dict) else {}

    def integer_names(self, statement: Place) -> list[str]:
        """Return the names of whole numbers where a statement begins."""
        scope = self.scopes.get(statement.number, {})
        return [name for name, value in scope.items() if "int" in value]


def _atoms(text: str, root: str, value: dict[str, Any]) -> Iterator[Atom]:
    if "array" in value and value.get("kind") == "f":
        yield Atom(text, tuple(value["array"]), root)
    for key, inner in value.get("dict", {}).items():
        if isinstance(key, str) and "array" in inner and inner.get("kind") == "f":
            yield Atom(f"{text}[{key!r}]", tuple(inner["array"]), root)
    for key, inner in value.get("object", {}).items():
        if key.isidentifier() and "array" in inner and inner.get("kind") == "f":
            yield Atom(f"{text}.{key}", tuple(inner["array"]), root)
