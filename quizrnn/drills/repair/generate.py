"""Thinks up edits of expressions, by what was seen of them: an operand of another shape is never tried."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np

from quizrnn.drills.repair.edits import Edit, Kind
from quizrnn.drills.repair.seen import Atom, Seen, Shape
from quizrnn.drills.repair.sites import Place, Sites

MAX_ATOMS: Final = 36
"""How many operands of one shape are tried at a place."""

LEAF: Final = (ast.Name, ast.Subscript, ast.Attribute)
ELEMENTWISE: Final = ("tanh", "exp", "log", "sqrt", "square", "abs")
JOINS: Final = ("concatenate", "hstack", "vstack", "stack", "column_stack", "c_")
TURNED: Final = {"sum": "mean", "mean": "sum", "minimum": "maximum", "maximum": "minimum", "min": "max"}
PRODUCTS: Final = ("dot", "matmul")
OPERATORS: Final[dict[type[ast.operator], tuple[type[ast.operator], ...]]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add, ast.MatMult, ast.Div),
    ast.Div: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,),
}


def name(text: str) -> ast.Name:
    """Return a name that is read."""
    return ast.Name(text, ast.Load())


def binary(left: ast.expr, operator: type[ast.operator], right: ast.expr) -> ast.BinOp:
    """Return an operation on two operands."""
    return ast.BinOp(left, operator(), right)


def turned(node: ast.expr) -> ast.expr:
    """Return a matrix transposed, or what it is the transpose of."""
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return node.value
    return ast.Attribute(node, "T", ast.Load())


def one_minus(node: ast.expr) -> ast.BinOp:
    """Return 1 - x."""
    return binary(ast.Constant(1), ast.Sub, node)


def squared(node: ast.expr) -> ast.BinOp:
    """Return x ** 2."""
    return binary(node, ast.Pow, ast.Constant(2))


def fits(shape: Shape, into: Shape) -> bool:
    """Whether an array can be added to another without changing its shape."""
    try:
        return np.broadcast_shapes(shape, into) == into
    except ValueError:
        return False


class Expressions:
    """Thinks up edits of expressions.

    Args:
        sites: The submission's places.
        seen: What was seen of them.
    """

    def __init__(self, sites: Sites, seen: Seen) -> None:
        self._sites, self._seen = sites, seen
        self._numpy = next(
            (
                alias.asname or alias.name
                for node in sites.tree.body
                if isinstance(node, ast.Import)
                for alias in node.names
                if alias.name == "numpy"
            ),
            "np",
        )
        self._unary = [name for name, count in seen.arguments.items() if count == 1 and not name.startswith("_")]
        self._slices = _slices(sites)

    def of(self, place: Place) -> Iterator[Edit]:
        """Yield the edits of one expression."""
        node, number = place.node, place.number
        assert isinstance(node, ast.expr)
        shape = self._seen.shapes.get(number)
        if number in self._seen.integers:
            yield from self._integer(place, node)
        if shape is not None:
            yield from self._array(place, node, shape)
        match node:
            case ast.BinOp():
                yield from self._binary(place, node, shape)
            case ast.Call():
                yield from self._call(place, node, shape)
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

    def _atoms(self, place: Place, shape: Shape) -> list[Atom]:
        """Return the operands of a shape that can be named at a place."""
        assert place.statement is not None
        return [atom for atom in self._seen.atoms(place.statement) if atom.shape == shape][:MAX_ATOMS]

    def _fitting(self, place: Place, shape: Shape) -> list[Atom]:
        """Return the operands that can be added to a shape, or multiplied with it, and leave it as it is."""
        assert place.statement is not None
        return [atom for atom in self._seen.atoms(place.statement) if fits(atom.shape, shape)][:MAX_ATOMS]

    def _array(self, place: Place, node: ast.expr, shape: Shape) -> Iterator[Edit]:
        leaf = isinstance(node, LEAF)
        above = place.parent.node if place.parent is not None else None
        text = ast.unparse(node)
        for atom in self._atoms(place, shape):
            if atom.text != text:
                kind: Kind = "operand" if leaf else "start" if isinstance(node, ast.Call) else "extra-factor"
                yield Edit(place, kind, atom.node(), 1.0 if leaf else 3.0)
        for child in self._operands(place):
            if self._seen.shapes.get(child.number) == shape:
                yield Edit(place, _unwrapping(node), child.node, 1.2)  # type: ignore[arg-type]
        if not isinstance(node, (ast.UnaryOp, ast.Constant)):
            yield Edit(place, "sign", ast.UnaryOp(ast.USub(), node), 1.8)
        if len(shape) == 2 and (leaf or isinstance(node, ast.BinOp)):
            yield Edit(place, "transpose", turned(node), 1.5)
        if leaf:
            yield from self._wrapped(place, node)
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
        factors = [ast.unparse(factor) for factor in _factors(node)]
        for atom in self._fitting(place, shape):
            known = atom.node()
            # x * f * (1 - f): the missing half of a derivative stands beside the other half
            beside = 0.0 if atom.text in factors else 0.7
            times = [
                ("missing-factor", known, 1.4),
                ("derivative", one_minus(known), 1.2 + beside),
                ("derivative", one_minus(squared(known)), 1.6),
                ("derivative", binary(known, ast.Mult, one_minus(known)), 1.6),
            ]
            tanh = ast.Call(next(self.functions()), [known], [])
            times.append(("derivative", one_minus(squared(tanh)), 2.0))
            times.append(("missing-factor", tanh, 2.2))
            for kind, factor, cost in times:
                yield Edit(place, kind, binary(node, ast.Mult, factor), cost)  # type: ignore[arg-type]
        assert place.statement is not None
        for number in self._seen.integer_names(place.statement):
            yield Edit(place, "reduction", binary(node, ast.Div, name(number)), 2.2)
            yield Edit(place, "reduction", binary(node, ast.Mult, name(number)), 2.4)

    def _added(self, place: Place, node: ast.expr, shape: Shape, *, alone: bool) -> Iterator[Edit]:
        fitting = self._fitting(place, shape)
        for atom in fitting:
            yield Edit(place, "missing-term", binary(node, ast.Add, atom.node()), 1.4)
            yield Edit(place, "missing-term", binary(node, ast.Sub, atom.node()), 2.0)
        if not alone:
            return
        same = [atom for atom in fitting if atom.shape == shape and shape][:16]
        for a, b in itertools.combinations(same, 2):
            term = binary(a.node(), ast.Mult, b.node())
            yield Edit(place, "missing-term", binary(node, ast.Add, term), 2.6)
        for term in self._products(place, shape):
            yield Edit(place, "missing-term", binary(node, ast.Add, term), 2.6)

    def _products(self, place: Place, shape: Shape) -> Iterator[ast.expr]:
        """Yield matrix products of named operands that have a shape."""
        if len(shape) != 2:
            return
        assert place.statement is not None
        atoms = [a for a in self._seen.atoms(place.statement) if len(a.shape) == 2][:MAX_ATOMS]
        left = [(turned(a.node()) if t else a.node(), a) for a in atoms for t in (0, 1) if a.shape[-t] == shape[0]]
        right = [
            (turned(a.node()) if t else a.node(), a) for a in atoms for t in (0, 1) if a.shape[t - 1] == shape[1]
        ]
        for (first, a), (second, b) in itertools.product(left, right):
            inner_a = a.shape[0] if _is_turned(first) else a.shape[1]
            inner_b = b.shape[1] if _is_turned(second) else b.shape[0]
            if inner_a == inner_b and a.text != b.text:
                yield binary(first, ast.MatMult, second)

    def _binary(self, place: Place, node: ast.BinOp, shape: Shape | None) -> Iterator[Edit]:
        left, operator, right = node.left, type(node.op), node.right
        for other in OPERATORS.get(operator, ()):
            kind: Kind = "sign" if {operator, other} == {ast.Add, ast.Sub} else "operator"
            yield Edit(place, kind, binary(left, other, right), 1.2 if kind == "sign" else 1.8)
        if operator in (ast.Sub, ast.Div, ast.MatMult):
            yield Edit(place, "order", binary(right, operator, left), 1.5)
        if operator is ast.MatMult:
            yield from self._product(place, left, right, lambda a, b: binary(a, ast.MatMult, b))
        if operator is ast.Mult:
            # s * (1 - s), where the brackets were forgotten: s * 1 - s
            match node, place.parent:
                case (
                    ast.BinOp(left=first, right=ast.Constant(value=1)),
                    Place(node=ast.BinOp(op=ast.Sub(), right=last)) as above,
                ):
                    bracket = binary(first, ast.Mult, one_minus(last))
                    yield Edit(above, "operator", bracket, 0.9)
        if operator is ast.Add and isinstance(right, ast.BinOp) and isinstance(right.op, ast.Mult):
            yield Edit(place, "operator", binary(binary(left, ast.Add, right.left), ast.Mult, right.right), 2.5)

    def _product(self, place: Place, left: ast.expr, right: ast.expr, make: object) -> Iterator[Edit]:
        """Yield a matrix product with its operands turned, both at once among them."""
        assert callable(make)
        yield Edit(place, "transpose", make(turned(left), turned(right)), 2.2)
        yield Edit(place, "transpose", make(turned(right), turned(left)), 2.0)
        yield Edit(place, "order", make(turned(right), left), 1.9)
        yield Edit(place, "order", make(right, turned(left)), 1.9)

    def _call(self, place: Place, node: ast.Call, shape: Shape | None) -> Iterator[Edit]:
        function, arguments, keywords = node.func, node.args, node.keywords
        called = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if len(arguments) == 1 and not keywords and shape is not None:
            for other in self.functions():
                if ast.unparse(other) != ast.unparse(function):
                    yield Edit(place, "function", ast.Call(other, arguments, []), 1.0)
        if called in TURNED and isinstance(function, ast.Attribute):
            other = ast.Attribute(function.value, TURNED[called], ast.Load())
            yield Edit(place, "reduction", ast.Call(other, arguments, keywords), 1.2)
        if called in PRODUCTS:
            pair = arguments if len(arguments) == 2 else [function.value, *arguments]  # type: ignore[attr-defined]
            if len(pair) == 2:
                yield from self._product(place, pair[0], pair[1], _same_call(node))
                yield Edit(place, "order", _same_call(node)(pair[1], pair[0]), 1.5)
        elif len(arguments) == 2 and called not in ("reshape", "zeros", "ones"):
            yield Edit(place, "order", ast.Call(function, arguments[::-1], keywords), 2.0)
        elif len(arguments) == 3:
            for order in ((0, 2, 1), (1, 0, 2)):
                yield Edit(place, "order", ast.Call(function, [arguments[i] for i in order], keywords), 2.0)
        yield from self._axis(place, node, called)
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

    def _subscript(self, place: Place, node: ast.Subscript) -> Iterator[Edit]:
        text = ast.unparse(node.slice)
        for other in self._slices.get(place.function, ()):
            if ast.unparse(other) != text and _is_sliced(node.slice) == _is_sliced(other):
                yield Edit(place, "slice", ast.Subscript(node.value, other, ast.Load()), 1.5)

    def _swapped(self, place: Place, node: ast.Tuple | ast.List, elements: Sequence[ast.expr]) -> Iterator[Edit]:
        for a, b in itertools.combinations(range(min(len(elements), 14)), 2):
            made = list(elements)
            made[a], made[b] = made[b], made[a]
            kind: Kind = "order" if isinstance(node, ast.List) else "swap"
            yield Edit(place, kind, type(node)(made, ast.Load()), 1.4 if b == a + 1 else 1.8)

    def _swapped_values(self, place: Place, node: ast.Dict, values: Sequence[ast.expr]) -> Iterator[Edit]:
        shapes = [self._shape_of(value) for value in values]
        for a, b in itertools.combinations(range(len(values)), 2):
            if shapes[a] == shapes[b]:
                made = list(values)
                made[a], made[b] = made[b], made[a]
                yield Edit(place, "swap", ast.Dict(node.keys, made), 1.6)

    def _shape_of(self, node: ast.expr) -> Shape | None:
        place = self._sites.of_node.get(id(node))
        return self._seen.shapes.get(place.number) if place is not None else None

    def _integer(self, place: Place, node: ast.expr) -> Iterator[Edit]:
        kind: Kind = "index" if isinstance(node, LEAF) else "constant"
        if isinstance(node, ast.Constant):
            return
        for step, operator in ((1, ast.Sub), (1, ast.Add)):
            yield Edit(place, kind, binary(node, operator, ast.Constant(step)), 1.3)
        if isinstance(node, ast.BinOp):
            for operand in (node.left, node.right):
                if self._sites.of_node.get(id(operand)) is not None:
                    yield Edit(place, "index", operand, 1.3)
        assert place.statement is not None
        for other in self._seen.integer_names(place.statement):
            if other != ast.unparse(node):
                yield Edit(place, "index", name(other), 1.7)
        for number in (0, -1):
            yield Edit(place, "index", ast.Constant(number), 1.9)

    def _number(self, place: Place, node: ast.Constant) -> Iterator[Edit]:
        value = node.value
        assert isinstance(value, (int, float))
        wanted: list[int | float] = [0, 1, 2, -1, 0.5, 3, 4, -value, value + 1, value - 1, 2 * value]
        kept = type(value) is int and place.number not in self._seen.shapes
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


def _factors(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        yield from _factors(node.left)
        yield from _factors(node.right)
    else:
        yield node


def _is_turned(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "T"


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


def _same_call(node: ast.Call) -> object:
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
        case ast.Slice(lower=ast.expr() as bound, upper=None, step=None):
            return [ast.Slice(None, bound, None)]
        case ast.Tuple(elts=[*first, last]) if isinstance(last, ast.Slice):
            return [ast.Tuple([*first, half], ast.Load()) for half in _halves(last)]
        case _:
            return []
