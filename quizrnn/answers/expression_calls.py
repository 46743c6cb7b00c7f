"""Functions of NumPy and PyTorch that are other functions in other clothes: the tree has the plain form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from quizrnn.answers.expression_tokens import malformed
from quizrnn.answers.expression_tree import (
    Call,
    Index,
    Negation,
    Node,
    Number,
    Operation,
    Sequence,
    Slice,
    Word,
)
from quizrnn.text import both

Options: TypeAlias = tuple[tuple[str, Node], ...]

OPERATORS: Final = {
    "multiply": "*",
    "add": "+",
    "subtract": "-",
    "divide": "/",
    "power": "**",
    "matmul": "@",
    "dot": "@",
}
"""Functions of two arguments that are an operator."""

_ALONG_AXIS: Final = frozenset(
    {"sum", "mean", "prod", "concat", "softmax", "cumsum", "cumprod", "stack", "logsumexp"}
)
"""Functions whose second argument is the axis."""

OPTIONS: Final[dict[str, frozenset[str]]] = {
    "norm": frozenset({"ord", "p"}),
    "clip": frozenset({"min", "max"}),
}
"""Options besides ``axis`` and ``keepdims``, by function."""


def called(function: str, args: list[Node], options: Options, at: int, *, numbers: bool) -> Node:
    """Return the call of a canonical function in its one form, with at least one argument."""
    count = len(args)
    if function == "dot" and count == 2 and any(_is_number(arg) for arg in args):
        return Operation("*", args[0], args[1], at)
    if function in OPERATORS and count == 2 and not options:
        return Operation(OPERATORS[function], args[0], args[1], at)
    if function in _REWRITTEN and not options:
        wanted, rewrite = _REWRITTEN[function]
        if count in wanted:
            return rewrite(args, at)
    if function == "clip" and not numbers:
        return _clip(args, options, at)
    if function == "norm" and count == 2 and not numbers and "ord" not in dict(options):
        args, options = args[:1], (("ord", args[1]), *options)
    if function == "append" and count in (2, 3):
        axis = (("axis", args[2]),) if count == 3 else options
        return Call("concat", (Sequence(tuple(args[:2]), at),), axis, at)
    if function == "transpose" and count > 1:
        return _transpose(args, at)
    along = (
        function in _ALONG_AXIS and not numbers and (isinstance(args[0], Sequence) or function != "concat")
    )
    if along and len(args) == 2 and "axis" not in dict(options):
        args, options = args[:1], (("axis", args[1]), *options)
    if function in ("concat", "stack") and not (len(args) == 1 and isinstance(args[0], Sequence)):
        args = [Sequence(tuple(args), at)]
    return Call(function, tuple(args), options, at)


def _is_number(node: Node) -> bool:
    return isinstance(node.operand if isinstance(node, Negation) else node, Number)


def _transpose(args: list[Node], at: int) -> Node:
    """Return ``x.transpose(0, 1)``, which exchanges axes, or ``transpose(x, (1, 0))``, which orders them."""
    if len(args) == 3:
        return Call("swapaxes", tuple(args), at=at)
    axes = args[1] if isinstance(args[1], Sequence) else Sequence((args[1],), at)
    return Call("permute", (args[0], *axes.items), at=at)


def _clip(args: list[Node], options: Options, at: int) -> Node:
    given = dict(options)
    if len(given) < len(options) or not set(given) <= {"min", "max"} or len(args) + len(given) > 3:
        return Call("clip", tuple(args), options, at)
    value, low, high = (*args, None, None)[:3]
    low, high = given.get("min", low), given.get("max", high)
    bounds = [None if isinstance(bound, Word) and bound.value is None else bound for bound in (low, high)]
    if bounds == [None, None]:
        return Call("clip", tuple(args), at=at)
    assert value is not None
    if bounds[0] is None:
        return Call("minimum", (value, *(bound for bound in bounds if bound is not None)), at=at)
    if bounds[1] is None:
        return Call("maximum", (value, bounds[0]), at=at)
    return Call("clip", (value, bounds[0], bounds[1]), at=at)


def _linear(args: list[Node], at: int) -> Node:
    product = Operation("@", args[0], Call("transpose", (args[1],), at=at), at)
    return Operation("+", product, args[2], at) if len(args) == 3 else product


def _new_axis(args: list[Node], at: int) -> Node:
    places = {
        0: (None,),
        1: (Slice(None, None), None),
        2: (Slice(None, None), Slice(None, None), None),
        -1: ("...", None),
    }
    axis = args[1]
    inner = axis.operand if isinstance(axis, Negation) else axis
    number = inner.value if isinstance(inner, Number) else None
    if number is not None and isinstance(axis, Negation):
        number = -number
    if number is None or number not in places:
        raise malformed(both("a whole number is wanted here", "这里需要一个整数"), getattr(axis, "at", at))
    return Index(args[0], places[int(number)], at)


def _length(args: list[Node], at: int) -> Node:
    shape = Call("shape", (args[0],), at=at)
    return Index(shape, (args[1],), at) if len(args) == 2 else Call("prod", (shape,), at=at)


def _square(node: Node, at: int) -> Node:
    return Operation("**", node, Number(2, at), at)


_Rewrite: TypeAlias = Callable[[list[Node], int], Node]
# fmt: off
_REWRITTEN: Final[dict[str, tuple[tuple[int, ...], _Rewrite]]] = {
    "negative": ((1,), lambda args, at: Negation(args[0], at)),
    "square": ((1,), lambda args, at: _square(args[0], at)),
    "reciprocal": ((1,), lambda args, at: Operation("/", Number(1, at), args[0], at)),
    "flatten": ((1,), lambda args, at: Call("reshape", (args[0], Negation(Number(1, at), at)), at=at)),
    "size": ((1, 2), _length),
    "unsqueeze": ((2,), _new_axis),
    "hypot": ((2,), lambda args, at: Call(
        "sqrt", (Operation("+", _square(args[0], at), _square(args[1], at), at),), at=at)),
    "vdot": ((2,), lambda args, at: Call("sum", (Operation("*", args[0], args[1], at),), at=at)),
    "lerp": ((3,), lambda args, at: Operation(
        "+", args[0], Operation("*", args[2], Operation("-", args[1], args[0], at), at), at)),
    "addcmul": ((3,), lambda args, at: Operation("+", args[0], Operation("*", args[1], args[2], at), at)),
    "addmm": ((3,), lambda args, at: Operation("+", args[0], Operation("@", args[1], args[2], at), at)),
    "linear": ((2, 3), _linear),
}
# fmt: on
"""Functions written out: how many arguments they take, and what they say."""
