"""What can be written at a place of a submission, in the learner's own words: names, entries, expressions."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

import numpy as np

from quizrnn.drills.repair.seen import Atom, Seen, Shape
from quizrnn.drills.repair.sites import Place, Sites

MAX_ATOMS: Final = 30
"""How many operands of one shape are tried at a place."""

MAX_LENGTH: Final = 28
"""How long an expression may be to be taken over from another place."""


def fits(shape: Shape, into: Shape) -> bool:
    """Whether an array can be added to another without changing its shape."""
    try:
        return np.broadcast_shapes(shape, into) == into
    except ValueError:
        return False


class Vocabulary:
    """The operands that can be named at each statement.

    Args:
        sites: The submission's places.
        seen: What was seen of them.
    """

    def __init__(self, sites: Sites, seen: Seen) -> None:
        self._sites, self._seen = sites, seen
        self._atoms: dict[int, list[Atom]] = {}
        self._elsewhere: dict[str, list[tuple[Atom, frozenset[str]]]] = {}
        self._indices: dict[str, dict[str, ast.expr]] = {}
        self._taken: dict[str, dict[str, tuple[ast.expr, Shape, Shape]]] = {}
        for place in sites.expressions:
            self._collect(place)
            if isinstance(place.node, ast.Subscript) and _index(place.node.slice) is not None:
                self._indices.setdefault(place.function, {})[ast.unparse(place.node.slice)] = place.node.slice

    def _collect(self, place: Place) -> None:
        shape = self._seen.shapes.get(place.number)
        if shape is None or not isinstance(place.node, (ast.Subscript, ast.Attribute, ast.Call, ast.BinOp)):
            return
        text = ast.unparse(place.node)
        if len(text) > MAX_LENGTH:
            return
        names = {n.id for n in ast.walk(place.node) if isinstance(n, ast.Name)} - set(dir(__builtins__))
        simple = isinstance(place.node, (ast.Subscript, ast.Attribute))
        atom = Atom(text, shape, text, 0.1 if simple else 0.5)
        needed = frozenset(names - self._called(place.node))
        there = self._elsewhere.setdefault(place.function, [])
        there.append((atom, needed))
        if isinstance(place.node, ast.Subscript):
            base = self._sites.of_node.get(id(place.node.value))
            whole = self._seen.shapes.get(base.number) if base is not None else None
            if whole is not None:
                taken = self._taken.setdefault(place.function, {})
                taken[ast.unparse(place.node.slice)] = (place.node.slice, whole, shape)
            there += [(Atom(moved, shape, moved, 0.4), needed) for moved in _neighbours(place.node)]

    def _called(self, node: ast.AST) -> set[str]:
        """Return the names of modules and of the submission's functions in an expression."""
        known = set(self._seen.arguments) | {"np", "numpy"}
        return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and n.id in known}

    def at(self, statement: Place) -> list[Atom]:
        """Return what can be named where a statement begins, the plainest first."""
        if statement.number not in self._atoms:
            plain = [
                atom
                for atom in self._seen.atoms(statement)
                if not atom.text[-2:-1].isdigit() or f"{atom.root}[" in self._sites.source
            ]
            known = {atom.text for atom in plain}
            scope = set(self._seen.scopes.get(statement.number, {}))
            further = {
                atom.text: atom
                for atom, names in self._elsewhere.get(statement.function, ())
                if atom.text not in known and names <= scope
            }
            for atom in (*self._indexed(statement, plain, scope), *self._alike(statement, plain, scope)):
                further.setdefault(atom.text, atom)
            self._atoms[statement.number] = [*plain, *sorted(further.values(), key=lambda atom: atom.extra)]
        return self._atoms[statement.number]

    def _indexed(self, statement: Place, plain: list[Atom], scope: set[str]) -> Iterator[Atom]:
        """Yield arrays at the indices at which the function takes others: ``hs[:, t]`` as ``x[:, t]``."""
        for text, node in self._indices.get(statement.function, {}).items():
            index = _index(node)
            if index is None or not {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} <= scope:
                continue
            for atom in plain:
                if len(index) < len(atom.shape) or (len(index) == len(atom.shape) == 2 and index[0] == 0):
                    left = [size for size, part in zip(atom.shape, index, strict=False) if part is None]
                    inside = text.strip("()")
                    shape = (*left, *atom.shape[len(index) :])
                    yield Atom(f"{atom.text}[{inside}]", shape, atom.root, 0.3)

    def _alike(self, statement: Place, plain: list[Atom], scope: set[str]) -> Iterator[Atom]:
        """Yield the parts of arrays that the function takes of others of the same shape."""
        for text, (node, base, shape) in self._taken.get(statement.function, {}).items():
            if {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} <= scope:
                inside = text[1:-1] if text.startswith("(") else text
                for atom in plain:
                    if atom.shape == base:
                        yield Atom(f"{atom.text}[{inside}]", shape, atom.root, 0.3)

    def of_shape(self, place: Place, shape: Shape) -> list[Atom]:
        """Return the operands of a shape that can be named at a place."""
        return [atom for atom in self.at(_statement(place)) if atom.shape == shape][:MAX_ATOMS]

    def fitting(self, place: Place, shape: Shape) -> list[Atom]:
        """Return the operands that can be added to a shape, or multiplied with it, and leave it as it is."""
        return [atom for atom in self.at(_statement(place)) if fits(atom.shape, shape)][:MAX_ATOMS]

    def integers(self, place: Place) -> list[str]:
        """Return the names of whole numbers at a place."""
        return self._seen.integer_names(_statement(place))

    def products(self, statement: Place, shape: Shape) -> Iterator[ast.expr]:
        """Yield matrix products of named operands that have a shape."""
        if len(shape) != 2:
            return
        atoms = [a for a in self.at(statement) if len(a.shape) == 2 and a.extra < 0.5][:MAX_ATOMS]
        sides: list[tuple[Atom, bool]] = [(atom, flip) for atom in atoms for flip in (False, True)]
        right: dict[int, list[tuple[Atom, bool]]] = {}
        for atom, flip in sides:
            rows, columns = atom.shape[::-1] if flip else atom.shape
            if columns == shape[1]:
                right.setdefault(rows, []).append((atom, flip))
        for atom, flip in sides:
            rows, columns = atom.shape[::-1] if flip else atom.shape
            if rows == shape[0]:
                for other, turned in right.get(columns, ()):
                    if other.text != atom.text:
                        yield ast.BinOp(_side(atom, flip), ast.MatMult(), _side(other, turned))


def _neighbours(node: ast.Subscript) -> Iterator[str]:
    """Yield an entry's neighbours: ``h[t - 1]`` and ``h[t + 1]`` of ``h[t]``."""
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    base = ast.unparse(node.value)
    for place, part in enumerate(parts):
        if isinstance(part, ast.Name):
            for step in ("- 1", "+ 1"):
                moved = [ast.unparse(ast.Tuple([other])).strip("(),") for other in parts]
                moved[place] = f"{part.id} {step}"
                yield f"{base}[{', '.join(moved)}]"


def _index(node: ast.expr) -> list[int | None] | None:
    """Return an index as None for each whole axis and 0 for each single entry, if that is all it is."""
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    found: list[int | None] = []
    for part in parts:
        match part:
            case ast.Slice(lower=None, upper=None, step=None):
                found.append(None)
            case ast.Name() | ast.BinOp(left=ast.Name(), right=ast.Constant(value=int())):
                found.append(0)
            case _:
                return None
    return found if 0 in found else None


def _side(atom: Atom, turned: bool) -> ast.expr:
    node = atom.node
    return ast.Attribute(node, "T", ast.Load()) if turned else node


def _statement(place: Place) -> Place:
    return place if place.statement is None else place.statement
