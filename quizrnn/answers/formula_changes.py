"""The small changes that may be made at one place of a formula, each with how far-fetched it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations
from typing import Final, TypeAlias

from quizrnn.answers.expression_tree import (
    Call,
    Index,
    Name,
    Negation,
    Node,
    Number,
    Operation,
    Sequence,
    Slice,
    Word,
    children,
    walk,
)
from quizrnn.answers.formula_bench import Bench
from quizrnn.answers.formula_edits import complement, joined_order, squashed, transposed
from quizrnn.answers.formula_everywhere import brackets, slopes

Change: TypeAlias = tuple[float, Node]

_ONE: Final = Number(1)
_TWO: Final = Number(2)
_UNARY: Final = ("tanh", "sigmoid", "exp", "log", "sqrt", "abs", "relu", "dtanh", "dsigmoid")
_PRIMES: Final = ("dtanh", "dsigmoid")
_REDUCTIONS: Final = ("sum", "mean", "prod", "max", "min", "norm")
_CASES: Final = {"minimum": "maximum", "maximum": "minimum", "min": "max", "max": "min"}
_OPPOSITE: Final = {"<": (">", ">="), "<=": (">=", ">"), ">": ("<", "<="), ">=": ("<=", "<")}
_OTHER_SIGNS: Final = {
    "+": (("-", 1.0), ("*", 1.3)),
    "-": (("+", 1.0), ("*", 1.6), ("/", 1.8)),
    "*": (("+", 1.3), ("/", 1.2), ("@", 1.1), ("-", 1.8), ("**", 1.9)),
    "/": (("*", 1.1), ("-", 1.9)),
    "@": (("*", 1.1),),
    "dot": (("@", 1.1), ("*", 1.1), ("+", 1.5)),
}


def changes(bench: Bench, node: Node) -> Iterator[Change]:
    """Yield what may stand in a node's place, made of the node itself."""
    match node:
        case Operation():
            yield from _of_operation(bench, node)
        case Call():
            yield from _of_call(node)
        case Negation():
            yield 1.0, node.operand
        case Index():
            yield 1.1, node.value
            yield from _of_block(bench, node)
        case Number():
            yield from ((1.2, Number(value)) for value in (1, 2, 3, 4, 0.5) if value != node.value)
        case Sequence():
            yield from ((1.1, new) for new, _ in joined_order(node))
        case _:
            pass
    if not isinstance(node, Number | Sequence):
        yield from _of_any(bench, node)


def _of_any(bench: Bench, node: Node) -> Iterator[Change]:
    yield 1.2, Negation(node)
    turned = transposed(node)
    yield 1.1 if isinstance(turned, Call) else 1.0, turned
    yield 1.0, Operation("**", node, _TWO)
    yield 1.1, complement(node)
    yield 1.6, Operation("-", node, _ONE)
    for function in ("tanh", "sigmoid", "sqrt", "exp", "log", "abs", "relu", "diag", "norm"):
        yield 1.2, Call(function, (node,))
    yield 1.5, Operation("*", _TWO, node)
    yield 1.5, Operation("/", node, _TWO)
    yield 1.5, Operation("/", _ONE, node)
    for function in ("sum", "mean", "prod"):
        for options in _axes():
            yield 1.2, Call(function, (node,), options)
    for name in bench.symbols:
        for block in (Slice(None, Name(name)), Slice(Name(name), None)):
            yield 1.2, Index(node, (Slice(None, None), block))
            yield 1.5, Index(node, (block,))


def _axes() -> Iterator[tuple[tuple[str, Node], ...]]:
    yield ()
    for axis in (0, 1):
        yield (("axis", Number(axis)),)
        yield (("axis", Number(axis)), ("keepdims", Word(True)))


def _of_operation(bench: Bench, node: Operation) -> Iterator[Change]:
    for op, cost in _OTHER_SIGNS.get(node.op, ()):
        yield cost, replace(node, op=op)
    for op in _OPPOSITE.get(node.op, ()):
        yield 1.0, replace(node, op=op)
    if node.op in ("-", "/", "@", "dot", "**"):
        yield 1.1, replace(node, left=node.right, right=node.left)
    if node.op in ("@", "dot"):
        left, right = transposed(node.left), transposed(node.right)
        yield 1.6, replace(node, left=left, right=right)
        yield 1.7, replace(node, left=right, right=node.left)
        yield 1.7, replace(node, left=node.right, right=left)
        yield 1.8, replace(node, left=right, right=left)
    if node.op == "**":
        exponents = (
            part.right for part in walk(bench.key) if isinstance(part, Operation) and part.op == "**"
        )
        for exponent in dict.fromkeys([*exponents, _TWO, Number(0.5), Number(3), Negation(_ONE)]):
            if exponent != node.right:
                yield 1.0, replace(node, right=exponent)
        if isinstance(node.left, Call) and len(node.left.args) == 1:
            yield 1.2, replace(node.left, args=(replace(node, left=node.left.args[0]),))
        if isinstance(node.left, Operation):
            yield 1.2, replace(node.left, right=replace(node, left=node.left.right))
    for kept, dropped in ((node.left, node.right), (node.right, node.left)):
        yield 0.9 + 0.05 * size(dropped), kept
        if node.op == "-" and kept is node.right:
            yield 1.1, Negation(kept)
    for rule in (slopes, brackets, squashed):
        for new, _ in rule(node):
            yield 1.1, new


def _of_call(node: Call) -> Iterator[Change]:
    if len(node.args) == 1 and node.function not in ("shape", "concat"):
        yield 1.0, node.args[0]
        for functions in (_UNARY, _REDUCTIONS):
            if node.function in functions:
                yield from (
                    (1.0, replace(node, function=other))
                    for other in functions
                    if other != node.function and (other not in _PRIMES or node.function in _PRIMES)
                )
    if node.function in _CASES:
        yield 1.0, replace(node, function=_CASES[node.function])
    if node.options:
        yield 1.0, replace(node, options=())
    if node.function in (*_REDUCTIONS, "softmax", "concat", "cumsum", "cumprod", "logsumexp"):
        for options in _axes():
            if options != node.options:
                yield 1.0 if len(options) == len(node.options) else 1.1, replace(node, options=options)
    if node.function == "concat" and isinstance(node.args[0], Sequence):
        items = node.args[0].items
        for order in list(permutations(items))[1:] if len(items) <= 3 else [items[::-1]]:
            yield 1.0, replace(node, args=(Sequence(tuple(order)),))
    if len(node.args) == 1 and isinstance(node.args[0], Operation):
        inner = node.args[0]
        if inner.op == "**":
            yield 1.2, replace(inner, left=replace(node, args=(inner.left,)))
        if inner.op in "+-*/@":
            yield 1.3, replace(inner, left=replace(node, args=(inner.left,)))
            yield 1.3, replace(inner, right=replace(node, args=(inner.right,)))
    if len(node.args) > 1:
        for place, arg in enumerate(node.args):
            yield 1.1, arg
            swapped = [*node.args]
            swapped[place - 1], swapped[place] = swapped[place], swapped[place - 1]
            yield 1.1, replace(node, args=tuple(swapped))


def _of_block(bench: Bench, node: Index) -> Iterator[Change]:
    bounds: list[Node | None] = [None, *(Name(name) for name in bench.symbols)]
    sizes = [Operation("*", Number(k), Name(name)) for name in bench.symbols for k in (2, 3)]
    wide = any(
        isinstance(bound, Operation)
        for part in node.places
        if isinstance(part, Slice)
        for bound in (part.start, part.stop)
    ) or _has_wide(bench.key)
    if wide:
        bounds += sizes
    for place, part in enumerate(node.places):
        if not isinstance(part, Slice):
            continue
        for start in bounds:
            for stop in bounds:
                if (start, stop) not in ((part.start, part.stop), (None, None)) and start != stop:
                    near = (
                        (start == part.start)
                        + (stop == part.stop)
                        + ((start, stop) == (part.stop, part.start))
                    )
                    yield (
                        1.0 if near else 1.2,
                        replace(
                            node, places=(*node.places[:place], Slice(start, stop), *node.places[place + 1 :])
                        ),
                    )
    if len(node.places) == 1 and isinstance(node.places[0], Slice):
        yield 1.0, replace(node, places=(Slice(None, None), node.places[0]))
    elif len(node.places) == 2:
        yield 1.1, replace(node, places=node.places[::-1])
        if node.places[0] == Slice(None, None):
            yield 1.1, replace(node, places=node.places[1:])


def _has_wide(tree: Node) -> bool:
    return any(
        isinstance(bound, Operation)
        for part in walk(tree)
        if isinstance(part, Index)
        for place in part.places
        if isinstance(place, Slice)
        for bound in (place.start, place.stop)
    )


def size(node: Node) -> int:
    """Return how many parts a formula has."""
    return 1 + sum(size(child) for child in children(node))
