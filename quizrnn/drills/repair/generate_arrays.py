"""Thinks up edits of expressions that yield arrays: another operand, a factor, a term, a function, a sign."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

from quizrnn.drills.repair.edits import Edit, Kind
from quizrnn.drills.repair.nodes import (
    LEAF,
    backwards,
    binary,
    exponential,
    factors,
    name,
    one_minus,
    squared,
    turned,
)
from quizrnn.drills.repair.seen import Seen, Shape
from quizrnn.drills.repair.sites import Place, Sites
from quizrnn.drills.repair.vocabulary import Vocabulary, fits


class Arrays:
    """Thinks up edits of what yields an array or a float.

    Args:
        sites: The submission's places.
        seen: What was seen of them.
        words: What can be named at each.
    """

    def __init__(self, sites: Sites, seen: Seen, words: Vocabulary) -> None:
        self._sites, self._seen, self._words = sites, seen, words
        self._numpy = numpy_name(sites)
        counts = seen.arguments.items()
        self._unary = [name for name, count in counts if count == 1 and not name.startswith("_")]

    def of(self, place: Place, node: ast.expr, shape: Shape) -> Iterator[Edit]:
        leaf = isinstance(node, LEAF)
        above = place.parent.node if place.parent is not None else None
        text = ast.unparse(node)
        for atom in self._words.of_shape(place, shape):
            if atom.text != text:
                kind: Kind = "operand" if leaf else "start" if isinstance(node, ast.Call) else "extra-factor"
                # a name stands for a name: what is looked up elsewhere has one of its own by now
                aside = 0.3 if isinstance(node, ast.Name) and not atom.text.isidentifier() else 0.0
                yield Edit(place, kind, atom.node, (1.0 if leaf else 2.6) + atom.extra + aside)
        for child in self._operands(place):
            if self._seen.shapes.get(child.number) == shape:
                yield Edit(place, _unwrapping(node), child.node, 1.2)  # type: ignore[arg-type]
        if not isinstance(node, (ast.UnaryOp, ast.Constant)):
            yield Edit(place, "sign", ast.UnaryOp(ast.USub(), node), 1.8)
        if len(shape) == 3 and (leaf or isinstance(node, ast.Call)):
            steps = ast.Tuple([ast.Slice(None, None, None), backwards()], ast.Load())
            yield Edit(place, "order", ast.Subscript(node, steps, ast.Load()), 1.5)
        if len(shape) == 2 and (leaf or isinstance(node, ast.BinOp)):
            yield Edit(place, "transpose", turned(node), 1.5)
        if leaf:
            yield from self._wrapped(place, node)
        else:
            for function in self.functions():
                cost = 1.9 if isinstance(above, ast.BinOp) else 1.6
                yield Edit(place, "function", ast.Call(function, [node], []), cost)
        if not shape:
            root = ast.Attribute(name(self._numpy), "sqrt", ast.Load())
            yield Edit(place, "function", ast.Call(root, [node], []), 1.7)
        if isinstance(node, ast.UnaryOp):
            exponential = ast.Attribute(name(self._numpy), "exp", ast.Load())
            yield Edit(place, "function", ast.Call(exponential, [node], []), 1.8)
        yield from self._slope(place, node)
        if not (isinstance(above, ast.BinOp) and isinstance(above.op, (ast.Mult, ast.Pow))):
            yield from self._multiplied(place, node, shape)
        if not (isinstance(above, ast.BinOp) and isinstance(above.op, (ast.Add, ast.Sub))):
            yield from self._added(place, node, shape, alone=not leaf or not isinstance(above, ast.BinOp))

    def _operands(self, place: Place) -> Iterator[Place]:
        for child in ast.iter_child_nodes(place.node):
            found = self._sites.of_node.get(id(child))
            if found is not None:
                yield found
        match place.node:
            case ast.Call(func=ast.Attribute(value=value)):
                found = self._sites.of_node.get(id(value))
                if found is not None:
                    yield found

    def _wrapped(self, place: Place, node: ast.expr) -> Iterator[Edit]:
        yield Edit(place, "derivative", one_minus(node), 1.8)
        yield Edit(place, "derivative", squared(node), 1.3)
        yield Edit(place, "derivative", one_minus(squared(node)), 1.8)
        yield Edit(place, "derivative", binary(node, ast.Mult, one_minus(node)), 1.8)
        for function in self.functions():
            yield Edit(place, "function", ast.Call(function, [node], []), 1.6)

    def functions(self) -> Iterator[ast.expr]:
        yield ast.Attribute(name(self._numpy), "tanh", ast.Load())
        for function in self._unary:
            yield name(function)

    def _multiplied(self, place: Place, node: ast.expr, shape: Shape) -> Iterator[Edit]:
        present = [ast.unparse(factor) for factor in factors(node)]
        for atom in self._words.fitting(place, shape):
            known = atom.node
            # x * f * (1 - f): the missing half of a derivative stands beside the other half
            beside = 0.0 if atom.text in present else 0.7
            half = 0.25 if f"1 - {atom.text}" in present else 0.0
            times = [
                ("missing-factor", known, 1.4 - half),
                ("derivative", one_minus(known), 1.2 + beside),
                ("derivative", one_minus(squared(known)), 1.6),
                ("derivative", binary(known, ast.Mult, one_minus(known)), 1.6),
            ]
            tanh = ast.Call(next(self.functions()), [known], [])
            times.append(("derivative", one_minus(squared(tanh)), 2.0))
            times.append(("missing-factor", tanh, 2.2))
            for kind, factor, cost in times:
                yield Edit(place, kind, binary(node, ast.Mult, factor), cost + atom.extra)  # type: ignore[arg-type]
            yield Edit(place, "missing-factor", binary(node, ast.Div, known), 1.8 + atom.extra)
            logistic = binary(ast.Constant(1), ast.Add, exponential(self._numpy, known))
            yield Edit(place, "missing-factor", binary(node, ast.Div, logistic), 2.2 + atom.extra)
        for operator in (ast.Mult, ast.Div):
            yield Edit(place, "constant", binary(node, operator, ast.Constant(2)), 2.0)
        for number in self._words.integers(place):
            yield Edit(place, "reduction", binary(node, ast.Div, name(number)), 2.2)
            yield Edit(place, "reduction", binary(node, ast.Mult, name(number)), 2.4)

    def _added(self, place: Place, node: ast.expr, shape: Shape, *, alone: bool) -> Iterator[Edit]:
        fitting = self._words.fitting(place, shape)
        for atom in fitting:
            yield Edit(place, "missing-term", binary(node, ast.Add, atom.node), 1.4 + atom.extra)
            yield Edit(place, "missing-term", binary(node, ast.Sub, atom.node), 2.0 + atom.extra)
        if not alone:
            return
        wide = [atom for atom in fitting if shape and atom.extra < 0.3][:14]
        for a, b in itertools.combinations(wide, 2):
            if shape not in (a.shape, b.shape):
                continue
            term = binary(a.node, ast.Mult, b.node)
            yield Edit(place, "missing-term", binary(node, ast.Add, term), 2.6)
        assert place.statement is not None
        for product in self._words.products(place.statement, shape):
            yield Edit(place, "missing-term", binary(node, ast.Add, product), 2.6)
        if len(shape) == 1:  # a bias that is left alone
            for wider in {
                a.shape for a in self._words.at(place.statement) if len(a.shape) == 2 and a.shape[1:] == shape
            }:
                for product in self._words.products(place.statement, wider):
                    yield Edit(place, "missing-term", binary(product, ast.Add, node), 2.2)
        for atom in self._words.at(place.statement):
            if atom.shape != shape and fits(shape, atom.shape):
                yield Edit(place, "missing-term", binary(atom.node, ast.Add, node), 2.0 + atom.extra)

    def _slope(self, place: Place, node: ast.expr) -> Iterator[Edit]:
        """Yield the slope of the other activation: s (1 - s) where 1 - s ** 2 is written, and the reverse."""
        match node:
            case ast.BinOp(
                left=ast.Constant(), op=ast.Sub(), right=ast.BinOp(left=inner, op=ast.Pow() | ast.Mult())
            ):
                yield Edit(place, "derivative", binary(inner, ast.Mult, one_minus(inner)), 1.1)
            case ast.BinOp(op=ast.Mult()):
                parts = list(factors(node))
                for factor in parts:
                    match factor:
                        case ast.BinOp(left=ast.Constant(), op=ast.Sub(), right=inner):
                            text = ast.unparse(inner)
                            rest = [f for f in parts if f is not factor]
                            twin = next((f for f in rest if ast.unparse(f) == text), None)
                            if twin is not None:
                                rest.remove(twin)
                                made: ast.expr = one_minus(squared(inner))
                                for other in reversed(rest):
                                    made = binary(other, ast.Mult, made)
                                yield Edit(place, "derivative", made, 1.1)


def numpy_name(sites: Sites) -> str:
    """Return what the submission calls NumPy."""
    imports = [node for node in sites.tree.body if isinstance(node, ast.Import)]
    names = [alias for node in imports for alias in node.names if alias.name == "numpy"]
    return next((alias.asname or alias.name for alias in names), "np")


def _unwrapping(node: ast.expr) -> Kind:
    match node:
        case ast.BinOp(op=ast.Mult() | ast.Div()):
            return "extra-factor"
        case ast.BinOp(op=ast.Pow()):
            return "derivative"
        case ast.BinOp():
            return "extra-term"
        case ast.UnaryOp():
            return "sign"
        case ast.Attribute():
            return "transpose"
        case _:
            return "function"
