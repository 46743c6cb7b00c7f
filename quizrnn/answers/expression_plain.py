"""The short way for plain arithmetic: what is Python already needs no respelling before it is read.

Whatever is not plain is left to the long way (``expression.parse``), which also says what is wrong with it;
both come to equal trees.
"""

from __future__ import annotations

import ast
import re
from typing import Final

from quizrnn.answers.expression_calls import called
from quizrnn.answers.expression_names import CONSTANTS, Vocabulary
from quizrnn.answers.expression_tree import Name, Negation, Node, Number, Operation

LONGEST: Final = 160
"""Characters up to which no text can be too deep or have too many parts for the long way."""

MOST_BRACKETS: Final = 20

_PLAIN: Final = re.compile(
    r"(?:(?:\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*)(?![\w.])"
    r"|\*\*|//|[-+](?!\ *[-+])|[*/](?![*/])|[<>]=?|[=!]=|[(),]|(?<!^)\ )+",
)
_SHIFTED: Final = re.compile(r"_t[-+]1(?![\w.])")
"""``h_t-1`` is one name of the field's, and no difference."""

_OPERATORS: Final[dict[type[ast.AST], str]] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Pow: "**",
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip
_HUGE: Final = float("inf")


def parse_plain(text: str, vocabulary: Vocabulary) -> Node | None:
    """Return the tree of plain arithmetic with numbers, or None of a text that needs the long way.

    Raises:
        Malformed: If a function is called in a way that it cannot be, as the long way raises it.
    """
    if (
        len(text) > LONGEST
        or text.count("(") > MOST_BRACKETS
        or _PLAIN.fullmatch(text) is None
        or _SHIFTED.search(text)
    ):
        return None
    try:
        parsed = ast.parse(text, mode="eval")
    except SyntaxError:
        return None
    return _node(parsed.body, text, vocabulary)


def _node(node: ast.expr, text: str, vocabulary: Vocabulary) -> Node | None:
    kind = type(node)
    if kind is ast.Name:
        assert isinstance(node, ast.Name)
        return _named(node, vocabulary)
    if kind is ast.Constant:
        assert isinstance(node, ast.Constant)
        value = node.value
        # A truth value is an int too, but no number here.
        if isinstance(value, bool) or not isinstance(value, int | float) or value == _HUGE:
            return None
        return Number(value, node.col_offset)
    if kind is ast.BinOp:
        assert isinstance(node, ast.BinOp)
        return _operation(node.op, node.left, node.right, text, vocabulary)
    if kind is ast.Compare:
        assert isinstance(node, ast.Compare)
        if len(node.ops) > 1:
            return None
        return _operation(node.ops[0], node.left, node.comparators[0], text, vocabulary)
    if kind is ast.UnaryOp:
        assert isinstance(node, ast.UnaryOp)
        operand = _node(node.operand, text, vocabulary)
        if operand is None or isinstance(node.op, ast.UAdd):
            return operand
        return Negation(operand, node.col_offset) if isinstance(node.op, ast.USub) else None
    return _call(node, text, vocabulary) if isinstance(node, ast.Call) else None


def _named(node: ast.Name, vocabulary: Vocabulary) -> Node | None:
    """Return a declared name, or a constant that could not be one in another spelling."""
    if node.id in vocabulary.declared:
        return Name(node.id, node.col_offset)
    if node.id in CONSTANTS and vocabulary.name(node.id) is None:
        return Number(CONSTANTS[node.id], node.col_offset)
    return None


def _operation(
    sign: ast.AST, left: ast.expr, right: ast.expr, text: str, vocabulary: Vocabulary
) -> Node | None:
    op = _OPERATORS.get(type(sign))
    first = _node(left, text, vocabulary) if op else None
    second = _node(right, text, vocabulary) if first else None
    if op is None or first is None or second is None:
        return None
    at = left.end_col_offset or 0
    while text[at] == " ":
        at += 1
    return Operation(op, first, second, at)


def _call(node: ast.Call, text: str, vocabulary: Vocabulary) -> Node | None:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    function = None if name in vocabulary.declared else vocabulary.functions.get(name)
    if function is None or not node.args or node.keywords:
        return None
    args = list[Node]()
    for arg in node.args:
        read = _node(arg, text, vocabulary)
        if read is None:
            return None
        args.append(read)
    return called(function, args, (), node.col_offset, numbers=True)
