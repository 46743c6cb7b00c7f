"""Small expressions of which edits are made."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

LEAF: Final = (ast.Name, ast.Subscript, ast.Attribute)
"""What names an operand."""

Joined: TypeAlias = Callable[[ast.expr, ast.expr], ast.expr]
"""Makes a product of two operands."""


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


def exponential(numpy: str, node: ast.expr) -> ast.expr:
    """Return exp(-x)."""
    function = ast.Attribute(name(numpy), "exp", ast.Load())
    return ast.Call(function, [ast.UnaryOp(ast.USub(), node)], [])


def backwards() -> ast.Slice:
    """Return the slice of all entries from the last to the first."""
    return ast.Slice(None, None, ast.UnaryOp(ast.USub(), ast.Constant(1)))


def factors(node: ast.expr) -> Iterator[ast.expr]:
    """Yield what a product entry by entry is made of."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        yield from factors(node.left)
        yield from factors(node.right)
    else:
        yield node
