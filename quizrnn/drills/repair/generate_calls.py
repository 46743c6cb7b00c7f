"""Thinks up edits of calls: another function, order or axis, another way through a loop."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from quizrnn.drills.repair.edits import Edit, Kind
from quizrnn.drills.repair.generate_arrays import Arrays
from quizrnn.drills.repair.nodes import Joined, binary, name, turned
from quizrnn.drills.repair.seen import Shape
from quizrnn.drills.repair.sites import Place

TURNED: Final = {"dot": "multiply", "matmul": "multiply", "multiply": "matmul", "add": "subtract"} | {
    "sum": "mean",
    "mean": "sum",
    "minimum": "maximum",
    "maximum": "minimum",
    "min": "max",
}
PRODUCTS: Final = ("dot", "matmul")


class Calls:
    """Thinks up edits of calls.

    Args:
        arrays: Thinks up edits of what yields an array.
    """

    def __init__(self, arrays: Arrays) -> None:
        self._arrays = arrays

    def of(self, place: Place, node: ast.Call, shape: Shape | None) -> Iterator[Edit]:
        function, arguments, keywords = node.func, node.args, node.keywords
        called = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if len(arguments) == 1 and not keywords and shape is not None:
            for other in self._arrays.functions():
                if ast.unparse(other) != ast.unparse(function):
                    yield Edit(place, "function", ast.Call(other, arguments, []), 1.0)
        if called in TURNED and isinstance(function, ast.Attribute):
            other = ast.Attribute(function.value, TURNED[called], ast.Load())
            kind: Kind = "operator" if called in PRODUCTS or TURNED[called] in PRODUCTS else "reduction"
            yield Edit(place, kind, ast.Call(other, arguments, keywords), 1.2)
        if called in PRODUCTS:
            pair = arguments if len(arguments) == 2 else [function.value, *arguments]  # type: ignore[attr-defined]
            if len(pair) == 2:
                yield from products_turned(place, pair[0], pair[1], _same_call(node))
                yield Edit(place, "order", _same_call(node)(pair[1], pair[0]), 1.5)
        elif len(arguments) == 2 and called not in ("reshape", "zeros", "ones"):
            yield Edit(place, "order", ast.Call(function, arguments[::-1], keywords), 2.0)
        elif len(arguments) == 3:
            for order in ((0, 2, 1), (1, 0, 2)):
                yield Edit(place, "order", ast.Call(function, [arguments[i] for i in order], keywords), 2.0)
        yield from self._axis(place, node, called)
        for keyword in keywords:
            rest = [other for other in keywords if other is not keyword]
            cost = 0.8 if keyword.arg == "dtype" else 1.7
            yield Edit(place, "constant", ast.Call(function, arguments, rest), cost)
        if called == "range":
            yield from self._range(place, node)
        if called == "reversed" and len(arguments) == 1:
            yield Edit(place, "loop", arguments[0], 1.2)
        if called == "einsum" and arguments and isinstance(arguments[0], ast.Constant):
            for spec in _einsums(str(arguments[0].value)):
                made = ast.Call(function, [ast.Constant(spec), *arguments[1:]], keywords)
                yield Edit(place, "transpose", made, 2.0)

    def _range(self, place: Place, node: ast.Call) -> Iterator[Edit]:
        yield Edit(place, "loop", ast.Call(name("reversed"), [node], []), 1.2)
        first, *rest = node.args
        if not rest:
            less = binary(first, ast.Sub, ast.Constant(1))
            yield Edit(place, "loop", ast.Call(node.func, [ast.Constant(1), first], []), 1.6)
            yield Edit(place, "loop", ast.Call(node.func, [less], []), 1.8)
            yield Edit(place, "loop", ast.Call(node.func, [binary(first, ast.Add, ast.Constant(1))], []), 1.8)

    def _axis(self, place: Place, node: ast.Call, called: str) -> Iterator[Edit]:
        known = [keyword.arg for keyword in node.keywords]
        if called not in ("sum", "mean", "max", "min", "norm", "concatenate", "stack", "split", "prod"):
            return
        for axis in (0, 1, -1, 2, None):
            rest = [keyword for keyword in node.keywords if keyword.arg != "axis"]
            made = rest if axis is None else [*rest, ast.keyword("axis", ast.Constant(axis))]
            if axis is not None or "axis" in known:
                yield Edit(place, "axis", ast.Call(node.func, node.args, made), 1.2)
        rest = [keyword for keyword in node.keywords if keyword.arg != "keepdims"]
        if "keepdims" in known:
            yield Edit(place, "axis", ast.Call(node.func, node.args, rest), 1.4)
        elif called in ("sum", "mean", "max", "min"):
            kept = ast.keyword("keepdims", ast.Constant(True))
            for axis in (None, 0, 1):
                made = [*rest, kept]
                if axis is not None:
                    made = [*(k for k in made if k.arg != "axis"), ast.keyword("axis", ast.Constant(axis))]
                yield Edit(place, "axis", ast.Call(node.func, node.args, made), 1.8)


def products_turned(place: Place, left: ast.expr, right: ast.expr, make: Joined) -> Iterator[Edit]:
    """Yield a matrix product with its operands turned, both at once among them."""
    yield Edit(place, "transpose", make(turned(left), turned(right)), 2.0)
    yield Edit(place, "transpose", make(turned(right), turned(left)), 1.5)
    yield Edit(place, "order", make(turned(right), left), 1.9)
    yield Edit(place, "order", make(right, turned(left)), 1.9)


def _same_call(node: ast.Call) -> Joined:
    """Return a function that makes a product of two operands as it is written at a node."""

    def make(left: ast.expr, right: ast.expr) -> ast.expr:
        if len(node.args) == 2:
            return ast.Call(node.func, [left, right], node.keywords)
        assert isinstance(node.func, ast.Attribute)
        return ast.Call(ast.Attribute(left, node.func.attr, ast.Load()), [right], node.keywords)

    return make


def _einsums(spec: str) -> Iterator[str]:
    operands, arrow, result = spec.partition("->")
    parts = operands.split(",")
    if arrow:
        yield f"{operands}->{result[::-1]}"
    if len(parts) == 2:
        yield f"{parts[1]},{parts[0]}->{result}"
        yield f"{parts[0][::-1]},{parts[1]}->{result}"
        yield f"{parts[0]},{parts[1][::-1]}->{result}"
        yield f"{parts[0][::-1]},{parts[1][::-1]}->{result}"
