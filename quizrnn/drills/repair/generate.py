"""Thinks up edits of expressions, by what was seen of them: an operand of another shape is never tried."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterable, Iterator, Sequence

from quizrnn.drills.repair.edits import Edit, Kind
from quizrnn.drills.repair.generate_arrays import Arrays, numpy_name
from quizrnn.drills.repair.generate_calls import Calls, products_turned
from quizrnn.drills.repair.nodes import (
    LEAF,
    backwards,
    binary,
    exponential,
    name,
    one_minus,
    squared,
)
from quizrnn.drills.repair.seen import Seen, Shape
from quizrnn.drills.repair.sites import Place, Sites
from quizrnn.drills.repair.vocabulary import Vocabulary


class Expressions:
    """Thinks up edits of expressions.

    Args:
        sites: The submission's places.
        seen: What was seen of them.
        words: What can be named at each.
    """

    def __init__(self, sites: Sites, seen: Seen, words: Vocabulary) -> None:
        self._sites, self._seen, self._words = sites, seen, words
        self.arrays = Arrays(sites, seen, words)
        self._numpy = numpy_name(sites)
        self._calls = Calls(self.arrays)
        self._slices = _slices(sites)

    def of(self, place: Place) -> Iterator[Edit]:
        """Yield the edits of one expression."""
        node, number = place.node, place.number
        assert isinstance(node, ast.expr)
        shape = self._seen.shapes.get(number)
        if number in self._seen.integers:
            yield from self._integer(place, node)
        if shape is not None:
            yield from self.arrays.of(place, node, shape)
        elif self._seen.sorts.get(number, "").startswith("list") and isinstance(node, LEAF):
            yield Edit(place, "order", ast.Subscript(node, backwards(), ast.Load()), 1.5)
        if number in self._seen.sorts and isinstance(node, LEAF) and place.statement is not None:
            for text in self._seen.collections(place.statement, self._seen.sorts[number]):
                if text != ast.unparse(node):
                    yield Edit(place, "operand", ast.parse(text, mode="eval").body, 1.4)
        match node:
            case ast.BinOp():
                yield from self._binary(place, node)
            case ast.Call():
                yield from self._calls.of(place, node, shape)
            case ast.Subscript():
                yield from self._subscript(place, node)
            case ast.Dict(values=values):
                yield from self._swapped_values(place, node, values)
            case ast.Tuple(elts=elements) | ast.List(elts=elements) if len(elements) > 1:
                yield from self._swapped(place, node, elements)
            case ast.Constant(value=bool() | str() | None):
                yield from self._word(place, node)
            case ast.Constant(value=int() | float()):
                yield from self._number(place, node)
            case ast.Compare(ops=[operator], left=left, comparators=[right]):
                for other in (ast.Lt, ast.Gt, ast.LtE, ast.GtE, ast.Eq, ast.NotEq):
                    if not isinstance(operator, other):
                        yield Edit(place, "operator", ast.Compare(left, [other()], [right]), 2.0)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                yield Edit(place, "order", ast.IfExp(test, orelse, body), 2.0)
            case ast.UnaryOp(operand=operand):
                yield Edit(place, "sign", operand, 1.0)

    def _binary(self, place: Place, node: ast.BinOp) -> Iterator[Edit]:
        left, operator, right = node.left, type(node.op), node.right
        if operator in (ast.Sub, ast.Div, ast.MatMult):
            yield Edit(place, "order", binary(right, operator, left), 1.5)
        if operator is ast.MatMult:
            yield from products_turned(place, left, right, lambda a, b: binary(a, ast.MatMult, b))
        if operator in (ast.Add, ast.Sub):
            # s * 1 - s, where the brackets of s * (1 - s) were forgotten
            if isinstance(left, ast.BinOp) and isinstance(left.op, (ast.Mult, ast.MatMult, ast.Div)):
                cost = 0.9 if isinstance(left.right, ast.Constant) else 1.5
                bracket = binary(left.right, operator, right)
                yield Edit(place, "operator", binary(left.left, type(left.op), bracket), cost)
            if isinstance(right, ast.BinOp) and isinstance(
                right.op, (ast.Mult, ast.MatMult, ast.Div, ast.Pow)
            ):
                bracket = binary(left, operator, right.left)
                yield Edit(place, "operator", binary(bracket, type(right.op), right.right), 1.5)

    def _subscript(self, place: Place, node: ast.Subscript) -> Iterator[Edit]:
        text = ast.unparse(node.slice)
        for other in self._slices.get(place.function, ()):
            if ast.unparse(other) != text and _is_sliced(node.slice) == _is_sliced(other):
                yield Edit(place, "slice", ast.Subscript(node.value, other, ast.Load()), 1.5)

    def _swapped(
        self, place: Place, node: ast.Tuple | ast.List, elements: Sequence[ast.expr]
    ) -> Iterator[Edit]:
        for a, b in itertools.combinations(range(min(len(elements), 14)), 2):
            made = list(elements)
            made[a], made[b] = made[b], made[a]
            kind: Kind = "order" if isinstance(node, ast.List) else "swap"
            yield Edit(place, kind, type(node)(made, ast.Load()), 1.4 if b == a + 1 else 1.8)

    def _swapped_values(self, place: Place, node: ast.Dict, values: Sequence[ast.expr]) -> Iterator[Edit]:
        shapes = [self._shape_of(value) for value in values]
        for a, b in itertools.combinations(range(len(values)), 2):
            if shapes[a] is not None and shapes[b] is not None:
                made = list(values)
                made[a], made[b] = made[b], made[a]
                yield Edit(place, "swap", ast.Dict(node.keys, made), 1.6 if shapes[a] == shapes[b] else 1.9)

    def _shape_of(self, node: ast.expr) -> Shape | None:
        place = self._sites.of_node.get(id(node))
        return self._seen.shapes.get(place.number) if place is not None else None

    def _integer(self, place: Place, node: ast.expr) -> Iterator[Edit]:
        kind: Kind = "index" if isinstance(node, LEAF) else "constant"
        if isinstance(node, ast.Constant):
            return
        for step, operator in ((1, ast.Sub), (1, ast.Add)):
            cost = 1.3 if isinstance(node, LEAF) else 1.6
            yield Edit(place, kind, binary(node, operator, ast.Constant(step)), cost)
        if isinstance(node, ast.BinOp):
            for operand in (node.left, node.right):
                if self._sites.of_node.get(id(operand)) is not None:
                    yield Edit(place, "index", operand, 1.3)
        for other in self._words.integers(place):
            if other != ast.unparse(node):
                yield Edit(place, "index", name(other), 1.7)
        for number in (0, -1):
            yield Edit(place, "index", ast.Constant(number), 1.9)

    def _number(self, place: Place, node: ast.Constant) -> Iterator[Edit]:
        value = node.value
        assert isinstance(value, (int, float))
        wanted: list[int | float] = [0, 1, 2, -1, 0.5, 3, 4, -value, value + 1, value - 1, 2 * value]
        kept = type(value) is int and place.number not in self._seen.shapes
        if kept:
            for text in self._words.integers(place):
                for step in (0, 1, -1):
                    moved = binary(name(text), ast.Add if step > 0 else ast.Sub, ast.Constant(abs(step)))
                    yield Edit(place, "constant", moved if step else name(text), 1.8)
        if value == 1 and place.statement is not None:
            for atom in self._words.at(place.statement):
                logistic = binary(ast.Constant(1), ast.Add, exponential(self._numpy, atom.node))
                yield Edit(place, "missing-factor", binary(node, ast.Div, logistic), 1.9 + atom.extra)
                yield Edit(place, "missing-term", one_minus(squared(atom.node)), 1.5 + atom.extra)
                yield Edit(place, "missing-term", one_minus(atom.node), 1.6 + atom.extra)
        for other in dict.fromkeys(wanted):
            if other != value and not (kept and other == 0.5):
                yield Edit(place, "constant", ast.Constant(other), 1.4)

    def _word(self, place: Place, node: ast.Constant) -> Iterator[Edit]:
        if isinstance(node.value, bool):
            yield Edit(place, "constant", ast.Constant(not node.value), 1.5)
            return
        match place.parent:
            case Place(node=ast.Subscript(value=ast.Name(id=held))) if place.statement is not None:
                for key in self._seen.keys(place.statement, held):
                    if key != node.value:
                        yield Edit(place, "key", ast.Constant(key), 1.3)


def _slices(sites: Sites) -> dict[str, list[ast.expr]]:
    """Return the different slices that each function takes, and the other halves of those at one bound."""
    found: dict[str, dict[str, ast.expr]] = {}
    for place in sites.expressions:
        if isinstance(place.node, ast.Subscript) and _is_sliced(place.node.slice):
            there = found.setdefault(place.function, {})
            for part in (place.node.slice, *_halves(place.node.slice)):
                there[ast.unparse(part)] = part
    return {function: list(slices.values())[:16] for function, slices in found.items()}


def _is_sliced(node: ast.expr) -> bool:
    return any(isinstance(part, ast.Slice) for part in (node.elts if isinstance(node, ast.Tuple) else [node]))


def _halves(node: ast.expr) -> Iterable[ast.expr]:
    match node:
        case ast.Slice(lower=None, upper=ast.expr() as bound, step=None):
            return [ast.Slice(bound, None, None)]
        case ast.Slice(lower=ast.expr() as lower, upper=ast.expr() as upper, step=None):
            return [ast.Slice(upper, None, None), ast.Slice(None, lower, None)]
        case ast.Slice(lower=ast.expr() as bound, upper=None, step=None):
            return [ast.Slice(None, bound, None)]
        case ast.Tuple(elts=[*first, last]) if isinstance(last, ast.Slice):
            return [ast.Tuple([*first, half], ast.Load()) for half in _halves(last)]
        case _:
            return []
