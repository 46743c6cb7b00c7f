"""Mistakes in a formula: another name, a factor or a term left out, signs, slopes, activations."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from mistakes.candidate import Candidate, Rule, removed, replaced, swapped
from mistakes.facts import Facts
from mistakes.page import Edit, Page, Span

SUMS: Final = (ast.Add, ast.Sub)
PRODUCTS: Final = (ast.Mult, ast.Div)
SYMBOLS: Final = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**", ast.MatMult: "@"}
PACKED: Final = ("cache", "saved", "tape", "caches", "append")
"""Where what only waits for the backward pass is packed: no arithmetic stands there."""


class Operand(NamedTuple):
    """One member of a chain such as ``a * b * c``.

    Attributes:
        operator: The operation in front of it, of the chain's first one the same as the second's.
        span: Where it stands, parentheses included.
    """

    operator: ast.BinOp
    node: ast.expr
    span: Span


def chain(page: Page, node: ast.BinOp, operations: tuple[type[ast.operator], ...]) -> list[Operand]:
    """Return the members of the chain that a node is the last operation of, or nothing if it is not."""
    parent = page.parent(node)
    if not isinstance(node.op, operations):
        return []
    goes_on = isinstance(parent, ast.BinOp) and isinstance(parent.op, operations) and parent.left is node
    if goes_on and page.wide(node) == page.span(node):
        return []
    members = [Operand(node, node.right, page.wide(node.right))]
    left: ast.expr = node.left
    while (
        isinstance(left, ast.BinOp) and isinstance(left.op, operations) and page.wide(left) == page.span(left)
    ):
        members.insert(0, Operand(left, left.right, page.wide(left.right)))
        left = left.left
    return [Operand(members[0].operator, left, page.wide(left)), *members]


def in_formula(page: Page, node: ast.AST) -> bool:
    """Whether a node stands in a function and is no size: no index, no shape, no bound of a loop."""
    if page.function(node) is None:
        return False
    below = node
    for above in page.above(node):
        if isinstance(above, ast.Subscript) and above.slice is below:
            return False
        if isinstance(above, ast.Call) and called(above) in (
            "zeros",
            "empty",
            "range",
            "reshape",
            "arange",
            "eye",
        ):
            return False
        if isinstance(above, ast.For) and above.iter is below:
            return False
        if isinstance(above, ast.stmt):
            return True
        below = above
    return True


def is_packed(page: Page, node: ast.AST) -> bool:
    """Whether a node only fills the cache: no arithmetic stands between it and the tuple or dict."""
    statement = page.statement(node)
    if isinstance(statement, ast.FunctionDef):
        return False
    text = page.source[page.span(statement).start : page.span(node).start]
    group = False
    for above in page.above(node):
        if isinstance(above, ast.BinOp):
            return False
        if isinstance(above, ast.Call) and called(above) not in (*PACKED, "dict"):
            return False
        group = group or isinstance(above, ast.Tuple | ast.List | ast.Dict | ast.Call)
        if above is statement:
            break
    return group and (isinstance(statement, ast.Return) or any(word in text for word in PACKED))


def called(node: ast.Call) -> str:
    """Return the last name of what is called, such as ``dot``, or nothing."""
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _likeness(one: str, other: str) -> float:
    """Return how likely one name is written for another: more so the more alike they are."""
    ratio = 0.5 if len(one) == len(other) == 1 else SequenceMatcher(None, one, other).ratio()
    return (0.2 + ratio) ** 2


def wrong_names(page: Page, facts: Facts, node: ast.AST) -> Iterator[Candidate]:
    """Another name, attribute or key that holds an array of the same shape."""
    if not isinstance(node, ast.Name | ast.Attribute | ast.Subscript) or not isinstance(node.ctx, ast.Load):
        return
    parent = page.parent(node)
    sort = facts.sort(node)
    if sort is None or page.function(node) is None:
        return
    based = isinstance(parent, ast.Subscript) and parent.value is node
    if sort.kind in ("table", "row") and not based:
        return
    kind = "wrong key" if isinstance(node, ast.Subscript) else "wrong name"
    if is_packed(page, node):
        kind = "wrong name handed on"
    text = page.text(node)
    for other in facts.alike(node):
        yield replaced(page, kind, node, other, _likeness(text, other))


def swapped_names(page: Page, facts: Facts, node: ast.AST) -> Iterator[Candidate]:
    """Two names of a line that have changed places."""
    if not isinstance(node, ast.Assign | ast.AugAssign | ast.Return) or page.function(node) is None:
        return
    names = [
        found
        for found in ast.walk(node)
        if isinstance(found, ast.Name | ast.Subscript) and (sort := facts.sort(found)) and sort.numeric
    ]
    for k, one in enumerate(names):
        for other in names[k + 1 :]:
            apart = other not in ast.walk(one) and one not in ast.walk(other)
            apart = apart and page.text(one) != page.text(other) and one.lineno == other.lineno
            if apart and facts.sort(one) == facts.sort(other) and type(one.ctx) is type(other.ctx):
                yield swapped(page, "swapped names", one, other)


def terms(page: Page, facts: Facts, node: ast.AST) -> Iterator[Candidate]:
    """A term left out, taken twice or with the other sign."""
    if not isinstance(node, ast.BinOp) or not in_formula(page, node) or facts.is_size(node):
        return
    members = chain(page, node, SUMS)
    for k, (operation, operand, span) in enumerate(members):
        is_number = isinstance(operand, ast.Constant)
        if not is_number:
            if k:
                yield removed(page, "missing term", node, members[k - 1].span.end, span.end)
            elif isinstance(operation.op, ast.Add):
                yield removed(page, "missing term", node, span.start, members[1].span.start)
            else:
                start = page.operator(operation, "-").start
                yield removed(page, "missing term", node, span.start, start, 0.5)
            if facts.sort(operand) is not None and k and len(members) > 1:
                text = page.source[span.start : span.end]
                edit = Edit(span.end, span.end, f" + {text}")
                yield Candidate("term twice", (edit,), (span.start,))
        if k:
            symbol = SYMBOLS[type(operation.op)]
            start, end = page.operator(operation, symbol)
            other = "-" if symbol == "+" else "+"
            slope = _is_one(operation.left)
            if not slope:
                yield Candidate("wrong sign", (Edit(start, end, other),), (start,))


def _is_one(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == 1


def factors(page: Page, facts: Facts, node: ast.AST) -> Iterator[Candidate]:
    """A factor left out or taken twice, and another operator."""
    if not isinstance(node, ast.BinOp) or not in_formula(page, node) or facts.is_size(node):
        return
    members = chain(page, node, PRODUCTS)
    for k, (operation, operand, span) in enumerate(members):
        symbol = SYMBOLS[type(operation.op)]
        if isinstance(operand, ast.Constant) and k == 0 and symbol == "/":
            continue
        if k:
            yield removed(page, "missing factor", node, members[k - 1].span.end, span.end)
            start, end = page.operator(operation, symbol)
            for other in ("+",) if symbol == "*" else ("*",):
                yield Candidate("wrong operator", (Edit(start, end, other),), (start,))
        elif symbol == "*":
            yield removed(page, "missing factor", node, span.start, members[1].span.start)
        if facts.sort(operand) is not None and symbol == "*":
            edit = Edit(span.end, span.end, f" * {page.text(operand)}")
            yield Candidate("factor twice", (edit,), (span.start,))
    if isinstance(node.op, ast.Pow) and isinstance(node.right, ast.Constant):
        start, end = page.operator(node, "**")
        yield Candidate("wrong operator", (Edit(start, end, " * "),), (start,), 0.5)


def slopes(page: Page, facts: Facts, node: ast.AST) -> Iterator[Candidate]:
    """The derivative of an activation by its value: ``1 - y**2`` and ``s * (1 - s)`` written otherwise."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Sub) or not _is_one(node.left):
        return
    kind = "slope"
    start, end = page.operator(node, "-")
    yield Candidate(kind, (Edit(start, end, "+"),), (start,))
    value = _squared(page, node.right)
    if value is not None:
        text = page.text(value)
        yield replaced(page, kind, node.right, text, 2)
        span = page.wide(node)
        yield Candidate(kind, (Edit(*span, f"{text} * (1 - {text})"),), (span.start,), 0.7)
        if not isinstance(value, ast.Call):
            name = next((found for found in ("np.tanh", "tanh") if f"{found}(" in page.source), "np.tanh")
            twice = _each(page, node.right, text, f"{name}({text})")
            yield Candidate("slope of the slope's argument", twice, (page.span(node.right).start,))
        return
    text, span = page.text(node.right), page.wide(node)
    yield replaced(page, kind, node.right, f"{text}**2")
    if span == page.span(node):
        return
    inner = page.span(node)
    bare = (Edit(span.start, inner.start, ""), Edit(inner.end, span.end, ""))
    yield Candidate("parentheses left out", bare, (span.start,))
    twin = _twin(page, node)
    for name in facts.sigmoids if twin is not None else ():
        edits = (
            *_each(page, twin, text, f"{name}({text})"),
            *_each(page, node.right, text, f"{name}({text})"),
        )
        yield Candidate("slope of the slope's argument", edits, (page.span(twin).start,))


def _squared(page: Page, node: ast.expr) -> ast.expr | None:
    """Return what is squared: in ``y**2``, ``y * y`` or ``np.square(y)``."""
    match node:
        case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=2)):
            return left
        case ast.BinOp(left=left, op=ast.Mult(), right=right) if page.text(left) == page.text(right):
            return left
        case ast.Call(args=[argument]) if called(node) == "square":
            return argument
        case _:
            return None


def _twin(page: Page, node: ast.BinOp) -> ast.expr | None:
    """Return the s in front of ``(1 - s)``."""
    parent = page.parent(node)
    if not isinstance(parent, ast.BinOp) or not isinstance(parent.op, ast.Mult) or parent.right is not node:
        return None
    left = parent.left
    last = left.right if isinstance(left, ast.BinOp) and isinstance(left.op, ast.Mult) else left
    return last if page.text(last) == page.text(node.right) else None


def _each(page: Page, node: ast.expr, text: str, new: str) -> tuple[Edit, ...]:
    start, end = page.span(node)
    found = re.finditer(rf"(?<![\w.]){re.escape(text)}(?![\w(\[])", page.source[start:end])
    return tuple(Edit(start + m.start(), start + m.end(), new) for m in found)


def activations(page: Page, facts: Facts, node: ast.AST) -> Iterator[Candidate]:
    """An activation of the other kind, none, or one too many."""
    if not isinstance(node, ast.Call) or len(node.args) != 1 or not in_formula(page, node):
        return
    within = page.function(node)
    name = called(node)
    argument, function = node.args[0], page.text(node.func)
    if name == "tanh" and not facts.is_size(argument):
        for other in facts.sigmoids[:1]:
            if within is not None and within.name not in facts.sigmoids:  # it would call itself
                yield replaced(page, "wrong activation", node.func, other)
        squared = isinstance(page.parent(node), ast.BinOp) and isinstance(argument, ast.Name | ast.Subscript)
        yield _without(page, "missing activation", node, 2 if squared else 1)
    elif function in facts.sigmoids and not facts.is_size(argument):
        other = "np.tanh" if "np." in page.source else "tanh"
        yield replaced(page, "wrong activation", node.func, other)
        yield _without(page, "missing activation", node, 0.5)
    elif name in ("log", "sqrt", "abs"):
        yield _without(page, "missing activation", node, 0.5)


def _without(page: Page, kind: str, node: ast.Call, weight: float) -> Candidate:
    argument = node.args[0]
    text = page.text(argument)
    simple = not isinstance(argument, ast.BinOp) or not isinstance(page.parent(node), ast.BinOp)
    return replaced(page, kind, node, text if simple else f"({text})", weight)


FORMULAS: Final[tuple[Rule, ...]] = (
    wrong_names,
    swapped_names,
    terms,
    factors,
    slopes,
    activations,
)
