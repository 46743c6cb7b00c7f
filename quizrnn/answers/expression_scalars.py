"""Expressions of plain numbers: what ``numeric`` needs, without NumPy, and bounded in time and size."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from quizrnn.answers.expression_tokens import malformed
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
)
from quizrnn.errors import Malformed
from quizrnn.text import Text, both

MAX_BITS: Final = 4096
"""Longest whole number that is computed exactly."""

MAX_ITEMS: Final = 10_000

_REAL: Final = (int, float)

Scalar: TypeAlias = int | float | str | bool | None
Value: TypeAlias = Scalar | list[int | float]


def evaluate(node: Node, values: Mapping[str, Value]) -> Value:
    """Work out an expression.

    Args:
        node: The tree.
        values: Value of each name: a number, a list of numbers, or a string to compare with.

    Raises:
        Malformed: If it has no value: a division by zero, the root of a negative number, a number too large.
    """
    at = getattr(node, "at", None)
    try:
        return _evaluate(node, values)
    except ZeroDivisionError:
        raise malformed(both("a division by zero", "除数为零"), at) from None
    except OverflowError:
        raise malformed(_TOO_LARGE, at) from None
    except ValueError:
        raise malformed(_NO_VALUE, at) from None
    except RecursionError:
        raise Malformed(both("the formula is too deep to read", "式子嵌套太深，无法读取")) from None


def number_of(node: Node, values: Mapping[str, Value]) -> int | float:
    """Work out an expression that must be one finite number (see ``evaluate``)."""
    value = evaluate(node, values)
    if isinstance(value, bool):
        return int(value)
    if not isinstance(value, int | float):
        raise malformed(both("this is no number", "这不是一个数"), getattr(node, "at", None))
    if isinstance(value, float) and not math.isfinite(value):
        raise malformed(_TOO_LARGE, getattr(node, "at", None))
    return value


_NO_VALUE: Final[Text] = both(
    "a root, power or logarithm of a number that has none", "对这个数无法开方、求幂或取对数"
)
_TOO_LARGE: Final[Text] = both("the number is too large", "这个数太大")


def _evaluate(node: Node, values: Mapping[str, Value]) -> Value:
    match node:  # the commonest first
        case Operation():
            left, right = _evaluate(node.left, values), _evaluate(node.right, values)
            if node.op in ("and", "or"):
                return int(bool(left) and bool(right) if node.op == "and" else bool(left) or bool(right))
            if isinstance(left, _REAL) and isinstance(right, _REAL):
                return _OPERATORS[node.op](left, right)
            if isinstance(left, str) or isinstance(right, str):
                return _compared(node, left, right)
            return _pairwise(_OPERATORS[node.op], left, right, node.at)
        case Name():
            return values[node.name]
        case Number() | Word():
            return node.value
        case Negation():
            return _each(lambda number: -number, _evaluate(node.operand, values), node.at)
        case Sequence():
            return [_number(_evaluate(item, values), node.at) for item in node.items]
        case Index():
            return _item(node, values)
        case Call():
            return _call(node, values)


def _compared(node: Operation, left: Value, right: Value) -> int:
    """Compare strings, as in ``kind == "LSTM"``."""
    if node.op not in ("==", "!="):
        raise malformed(both("texts can only be compared", "文本只能用来比较"), node.at)
    same = isinstance(left, str) and isinstance(right, str) and left.casefold() == right.casefold()
    return int(same if node.op == "==" else not same)


def _item(node: Index, values: Mapping[str, Value]) -> int | float:
    value, place = _evaluate(node.value, values), node.places[0]
    if (
        not isinstance(value, list)
        or len(node.places) != 1
        or place is None
        or isinstance(place, str | Slice)
    ):
        raise malformed(both("only a list has items", "只有列表才能取元素"), node.at)
    index = _evaluate(place, values)
    if not isinstance(index, int) or not -len(value) <= index < len(value):
        raise malformed(both("there is no such item", "没有这个元素"), node.at)
    return value[index]


def _call(node: Call, values: Mapping[str, Value]) -> Value:
    name = node.function
    if node.options:
        raise malformed(both(f"{name} takes no option here", f"{name} 在这里没有选项"), node.at)
    if name == "where" and len(node.args) == 3:  # only the branch taken: the other may have no value
        return _evaluate(node.args[1 if _evaluate(node.args[0], values) else 2], values)
    args = [_evaluate(arg, values) for arg in node.args]
    if name == "len" and len(args) == 1 and isinstance(args[0], str | list):
        return len(args[0])
    if name == "repeats" and len(args) == 1 and isinstance(args[0], str):
        return sum(first == second for first, second in zip(args[0], args[0][1:], strict=False))
    if any(isinstance(arg, str) or arg is None for arg in args):
        raise malformed(both(f"{name} wants numbers", f"{name} 的参数必须是数"), node.at)
    if name in _OF_LISTS:
        only = args[0] if len(args) == 1 else None
        items = only if isinstance(only, list) else [_number(arg, node.at) for arg in args]
        if not items:
            raise malformed(both(f"{name} needs an argument", f"{name} 缺少参数"), node.at)
        return _OF_LISTS[name](items)
    if name in _OF_ONE and len(args) == 1:
        return _each(_OF_ONE[name], args[0], node.at)
    if name == "log" and len(args) == 2:
        return math.log(_number(args[0], node.at)) / math.log(_number(args[1], node.at))
    if name == "round" and len(args) == 2:
        return round(_number(args[0], node.at), int(_number(args[1], node.at)))
    if name in ("minimum", "maximum") and len(args) == 2:
        return _pairwise(min if name == "minimum" else max, args[0], args[1], node.at)
    if name == "clip" and len(args) == 3:
        return _pairwise(min, _pairwise(max, args[0], args[1], node.at), args[2], node.at)
    raise malformed(both(f"{name} takes another number of arguments", f"{name} 的参数个数不对"), node.at)


def _number(value: Value, at: int) -> int | float:
    if isinstance(value, bool):
        return int(value)
    if not isinstance(value, int | float):
        raise malformed(both("a number is wanted here", "这里需要一个数"), at)
    return value


def _each(
    function: Callable[[int | float], int | float], value: Value, at: int
) -> int | float | list[int | float]:
    if isinstance(value, list):
        return [function(item) for item in value]
    return function(_number(value, at))


def _pairwise(
    function: Callable[[int | float, int | float], int | float], left: Value, right: Value, at: int
) -> int | float | list[int | float]:
    if not isinstance(left, list) and not isinstance(right, list):
        return function(_number(left, at), _number(right, at))
    count = len(left) if isinstance(left, list) else len(right) if isinstance(right, list) else 0
    lefts = left if isinstance(left, list) else [_number(left, at)] * count
    rights = right if isinstance(right, list) else [_number(right, at)] * count
    if len(lefts) != len(rights) or count > MAX_ITEMS:
        raise malformed(both("the lists are of different lengths", "两个列表的长度不同"), at)
    return [function(first, second) for first, second in zip(lefts, rights, strict=True)]


def _times(left: int | float, right: int | float) -> int | float:
    product = left * right
    if isinstance(product, int) and product.bit_length() > MAX_BITS:
        raise OverflowError
    return product


def _power(base: int | float, exponent: int | float) -> int | float:
    if isinstance(base, int) and isinstance(exponent, int) and base.bit_length() * abs(exponent) > MAX_BITS:
        if abs(base) > 1:
            raise OverflowError
        return base if exponent % 2 else abs(base)
    if isinstance(exponent, float) or exponent < 0:
        return math.pow(base, exponent)
    whole: int | float = base**exponent
    return whole


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-value)) if value >= 0 else math.exp(value) / (1 + math.exp(value))


def _mean(items: list[int | float]) -> float:
    return math.fsum(items) / len(items)


_OPERATORS: Final[dict[str, Callable[[int | float, int | float], int | float]]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": _times,
    "dot": _times,
    "/": lambda left, right: left / right,
    "//": lambda left, right: left // right,
    "%": lambda left, right: left % right,
    "**": _power,
    "<": lambda left, right: int(left < right),
    "<=": lambda left, right: int(left <= right),
    ">": lambda left, right: int(left > right),
    ">=": lambda left, right: int(left >= right),
    "==": lambda left, right: int(left == right),
    "!=": lambda left, right: int(left != right),
}
_OF_ONE: Final[dict[str, Callable[[int | float], int | float]]] = {
    "sigmoid": _sigmoid,
    "tanh": math.tanh,
    "exp": math.exp,
    "expm1": math.expm1,
    "log": math.log,
    "log1p": math.log1p,
    "log2": math.log2,
    "log10": math.log10,
    "sqrt": math.sqrt,
    "square": lambda number: _times(number, number),
    "abs": abs,
    "sign": lambda number: (number > 0) - (number < 0),
    "sin": math.sin,
    "cos": math.cos,
    "arccos": math.acos,
    "floor": math.floor,
    "ceil": math.ceil,
    "round": lambda number: round(number),
    "degrees": math.degrees,
    "radians": math.radians,
}
_OF_LISTS: Final[dict[str, Callable[[list[int | float]], Value]]] = {
    "sum": lambda items: sum(items) if all(isinstance(item, int) for item in items) else math.fsum(items),
    "mean": _mean,
    "prod": math.prod,
    "max": max,
    "min": min,
    "norm": lambda items: math.hypot(*items),
    "sorted": sorted,
}
