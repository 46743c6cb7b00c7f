"""Expressions of learners and authors: read through a whitelist over ``ast``, never through ``eval``.

``parse`` turns text in any of the field's spellings into a small tree (``expression_tree``), which is worked
out with plain numbers (``expression_scalars``) or with arrays (``expression_arrays``).
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple, NoReturn

from quizrnn.answers.expression_calls import OPTIONS, called
from quizrnn.answers.expression_names import CONSTANTS, FUNCTIONS, Vocabulary
from quizrnn.answers.expression_plain import parse_plain
from quizrnn.answers.expression_scalars import number_of
from quizrnn.answers.expression_spelling import Python, to_python
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
    names,
    walk,
)
from quizrnn.errors import Malformed
from quizrnn.text import both

__all__ = ["Expression", "Span", "Vocabulary", "parse"]

MAX_NODES: Final = 400
MAX_TREE_DEPTH: Final = 100

_OPERATORS: Final[dict[type[ast.AST], str]] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.MatMult: "@", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
    ast.And: "and", ast.Or: "or",
}  # fmt: skip
_OPTIONS: Final = frozenset({"axis", "keepdims"})


class Span(NamedTuple):
    """Where a part of an expression stands in its text, without parentheses around it."""

    node: Node
    start: int
    end: int


class Expression(NamedTuple):
    """One expression that was read.

    Attributes:
        text: As it was typed.
        tree: What it says.
        spans: Where the parts of ``tree`` stand in ``text``, by their ``id``; what a function was written out
            to has none, and plain arithmetic has none at all.
    """

    text: str
    tree: Node
    spans: Mapping[int, Span] = MappingProxyType({})


def parse(text: str, vocabulary: Vocabulary, *, numbers: bool = False) -> Expression:
    """Read an expression.

    Args:
        text: What was typed.
        vocabulary: The names that may occur.
        numbers: Whether it is worked out with plain numbers: thousands separators are read, ``·`` and ``×``
            multiply, and there is no matrix product.

    Raises:
        Malformed: If it cannot be read; ``column`` is where the first trouble begins, counted from 0.
    """
    plain = parse_plain(text, vocabulary) if numbers else None
    return _parse_spelled(text, vocabulary, numbers=numbers) if plain is None else Expression(text, plain)


def _parse_spelled(text: str, vocabulary: Vocabulary, *, numbers: bool) -> Expression:
    """Read an expression in any of the field's spellings (see ``parse``)."""
    python = to_python(text, vocabulary, grouping=numbers)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed = ast.parse(python.text, mode="eval")
    except SyntaxError as error:
        offset = min(max((error.offset or 1) - 1, 0), len(python.columns) - 1)
        raise malformed(
            both("the formula cannot be read here", "从这里起式子无法识别"), python.columns[offset]
        ) from None
    except (ValueError, RecursionError, MemoryError):
        raise Malformed(
            both("the formula is too long or too deep to read", "式子太长或嵌套太深，无法读取")
        ) from None
    _bound(parsed.body)
    reader = _Reader(python, numbers)
    tree = reader.node(parsed.body)
    if not numbers:
        for node in walk(tree):
            if isinstance(node, Operation) and node.op == "**" and not names(node):
                _check_constant(node)
    return Expression(text, tree, reader.spans)


def _check_constant(node: Operation) -> None:
    """Refuse a power of plain numbers that is too large for any formula."""
    if all(isinstance(part, Number | Negation | Operation) for part in walk(node)):
        number_of(node, {})


def _bound(root: ast.AST) -> None:
    """Refuse what is too large before anything walks it recursively."""
    waiting = [(root, 1)]
    count = 0
    while waiting:
        node, depth = waiting.pop()
        count += isinstance(node, ast.expr)
        if count > MAX_NODES or depth > MAX_TREE_DEPTH:
            raise Malformed(
                both(
                    f"the formula is too large: {MAX_NODES} parts and {MAX_TREE_DEPTH} levels at most",
                    f"式子太大：最多读取 {MAX_NODES} 个部分、{MAX_TREE_DEPTH} 层嵌套",
                )
            )
        waiting.extend((child, depth + 1) for child in ast.iter_child_nodes(node))


class _Reader:
    """Turns whitelisted ``ast`` nodes into the tree."""

    def __init__(self, python: Python, numbers: bool) -> None:
        self._python = python
        self._numbers = numbers
        self.spans: dict[int, Span] = {}

    def node(self, node: ast.expr) -> Node:
        found = self._node(node)
        end = self._python.ends[min((node.end_col_offset or 1) - 1, len(self._python.ends) - 1)]
        self.spans[id(found)] = Span(found, self._at(node), end)
        return found

    def _node(self, node: ast.expr) -> Node:
        at = self._at(node)
        match node:
            case ast.Constant():
                return self._constant(node, at)
            case ast.Name():
                return self._name(node, at)
            case ast.UnaryOp(op=ast.USub()):
                return Negation(self.node(node.operand), at)
            case ast.UnaryOp(op=ast.UAdd()):
                return self.node(node.operand)
            case ast.BinOp():
                return self._operation(_OPERATORS.get(type(node.op)), node.left, node.right, node)
            case ast.Compare() if len(node.ops) == 1:
                return self._operation(
                    _OPERATORS.get(type(node.ops[0])), node.left, node.comparators[0], node
                )
            case ast.BoolOp():
                first, *others = (self.node(value) for value in node.values)
                for other in others:
                    first = Operation(_OPERATORS[type(node.op)], first, other, at)
                return first
            case ast.IfExp():
                return Call(
                    "where", (self.node(node.test), self.node(node.body), self.node(node.orelse)), at=at
                )
            case ast.List() | ast.Tuple() if node.elts:
                return Sequence(tuple(self.node(item) for item in node.elts), at)
            case ast.Call():
                return self._call(node, at)
            case ast.Attribute():
                return self._attribute(node, at)
            case ast.Subscript():
                return Index(self.node(node.value), self._places(node.slice), at)
            case _:
                return self._refuse(node)

    def _at(self, node: ast.expr) -> int:
        columns = self._python.columns
        return columns[min(node.col_offset, len(columns) - 1)]

    def _refuse(self, node: ast.expr) -> NoReturn:
        raise malformed(both("this is no part of a formula", "这不是式子可以包含的内容"), self._at(node))

    def _constant(self, node: ast.Constant, at: int) -> Node:
        value = node.value
        if value is None or isinstance(value, bool):
            return Word(value, at)
        if isinstance(value, int | float):
            if value in (float("inf"), float("-inf")) or (
                isinstance(value, int) and value.bit_length() > 1024
            ):
                raise malformed(both("the number is too large", "这个数太大"), at)
            return Number(value, at)
        return self._refuse(node)

    def _name(self, node: ast.Name, at: int) -> Node:
        meaning = self._python.symbols.get(node.id)
        if meaning is None:
            self._refuse(node)
        match node.id[0]:
            case "n":
                return Name(meaning, at)
            case "s":
                return Word(meaning, at)
            case "k":
                return Number(CONSTANTS[meaning], at)
            case _:
                raise malformed(
                    both(
                        f"“{meaning}” is a function: put its argument in parentheses",
                        f"“{meaning}”是函数：请把参数放在括号里",
                    ),
                    at,
                )

    def _operation(self, op: str | None, left: ast.expr, right: ast.expr, node: ast.expr) -> Node:
        if op is None or (op == "@" and self._numbers):
            self._refuse(node)
        if op == "%" and not self._numbers:
            op = "dot"
        at = self._python.columns[min(getattr(left, "end_col_offset", 0), len(self._python.columns) - 1)]
        return Operation(op, self.node(left), self.node(right), at)

    def _call(self, node: ast.Call, at: int) -> Node:
        args = [self.node(arg) for arg in node.args]
        if isinstance(node.func, ast.Attribute):
            method = node.func.attr
            function = {"T": "transpose", "t": "transpose"}.get(method) or FUNCTIONS.get(method)
            args.insert(0, self.node(node.func.value))
        elif isinstance(node.func, ast.Name) and node.func.id.startswith("f"):
            function = self._python.symbols.get(node.func.id)
        else:
            function = None
        if function is None:
            self._refuse(node)
        options: list[tuple[str, Node]] = []
        for keyword in node.keywords:
            if keyword.arg is None or keyword.arg not in _OPTIONS | OPTIONS.get(function, frozenset()):
                raise malformed(
                    both(
                        f"{function} has no option “{keyword.arg}”; there are axis= and keepdims=",
                        f"{function} 没有“{keyword.arg}”选项；可用的是 axis= 和 keepdims=",
                    ),
                    self._at(keyword.value),
                )
            options.append((keyword.arg, self.node(keyword.value)))
        return self._called(function, args, tuple(options), at)

    def _called(
        self, function: str, args: list[Node], options: tuple[tuple[str, Node], ...], at: int
    ) -> Node:
        """Return the call in its one form: an operator where it is one, the axis as an option."""
        if not args:
            raise malformed(both(f"{function} needs an argument", f"{function} 缺少参数"), at)
        return called(function, args, options, at, numbers=self._numbers)

    def _attribute(self, node: ast.Attribute, at: int) -> Node:
        value = self.node(node.value)
        if node.attr in ("T", "t", "mT"):
            return Call("transpose", (value,), at=at)
        if node.attr == "shape":
            return Call("shape", (value,), at=at)
        if node.attr == "size":
            return called("size", [value], (), at, numbers=self._numbers)
        if node.attr.startswith("raised_"):
            return Call(
                "raised", (value, Name(self._python.symbols[node.attr.removeprefix("raised_")], at)), at=at
            )
        raise malformed(
            both(
                f"“.{node.attr}” needs parentheses, as in x.{node.attr}(axis=0)",
                f"“.{node.attr}”需要括号，例如 x.{node.attr}(axis=0)",
            ),
            at,
        )

    def _places(self, node: ast.expr) -> tuple[Node | Slice | str | None, ...]:
        items = node.elts if isinstance(node, ast.Tuple) else [node]
        places: list[Node | Slice | str | None] = []
        for item in items:
            if isinstance(item, ast.Slice):
                bounds = (item.lower, item.upper, item.step)
                places.append(Slice(*(self.node(bound) if bound is not None else None for bound in bounds)))
            elif isinstance(item, ast.Constant) and item.value in (None, ...):
                places.append(None if item.value is None else "...")
            else:
                places.append(self.node(item))
        return tuple(places)


def has_dot(tree: Node) -> bool:
    """Return whether the tree has a ``·``, which may be either product."""
    return any(isinstance(node, Operation) and node.op == "dot" for node in walk(tree))
