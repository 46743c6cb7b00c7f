"""Mistakes in products, sums over an axis, numbers and choices."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from mistakes.candidate import Candidate, Rule, replaced, swapped
from mistakes.facts import Facts
from mistakes.kinds_formulas import called, in_formula
from mistakes.page import Edit, Page

DOTS: Final = ("dot", "matmul")


def products(page: Page, facts: Facts, node: ast.AST) -> Iterator[Candidate]:
    """Transposes and matrix products."""
    if page.function(node) is None:
        return
    match node:
        case ast.Attribute(attr="T"):
            start, end = page.span(node)
            yield Candidate("transpose", (Edit(end - 2, end, ""),), (end - 3,))
        case ast.Call(func=ast.Attribute(attr="transpose"), args=[only]):
            yield replaced(page, "transpose", node, page.text(only))
        case ast.BinOp(left=left, op=ast.MatMult(), right=right):
            yield from _products(page, left, right)
            start, end = page.operator(node, "@")
            yield Candidate("product of entries", (Edit(start, end, "*"),), (start,))
        case ast.Call(args=[left, right]) if called(node) in DOTS and page.text(node.func).startswith("np."):
            yield from _products(page, left, right)
            yield replaced(page, "product of entries", node.func, "np.multiply")
        case ast.Call(func=ast.Attribute(value=left, attr="dot"), args=[right]):
            yield from _products(page, left, right)
        case ast.BinOp(left=left, op=ast.Mult(), right=right) if not facts.is_size(node):
            if facts.sort(left) is not None and facts.sort(left) == facts.sort(right):
                start, end = page.operator(node, "*")
                yield Candidate("product of matrices", (Edit(start, end, "@"),), (start,), 0.5)
        case ast.Constant(value=str() as text) if (parts := _einsum(text)) is not None:
            yield replaced(page, "transpose", node, repr(parts).replace("'", page.text(node)[0]))


def _einsum(text: str) -> str | None:
    """Return the summation with its result transposed, such as ``nh,nk->kh``."""
    matched = re.fullmatch(r"(\w+,\w+->\w*)(\w)(\w)", text)
    return f"{matched[1]}{matched[3]}{matched[2]}" if matched else None


def _products(page: Page, left: ast.expr, right: ast.expr) -> Iterator[Candidate]:
    """Transpose the product, or add a transpose to a plain factor."""
    if isinstance(left, ast.Attribute) and left.attr == "T" and isinstance(right, ast.Name | ast.Subscript):
        swap = (
            Edit(*page.span(left), f"{page.text(right)}.T"),
            Edit(*page.span(right), page.text(left)[:-2]),
        )
        yield Candidate("product transposed", swap, (page.span(left).start,))
    for factor in (left, right):
        if isinstance(factor, ast.Name | ast.Subscript) and page.wide(factor) == page.span(factor):
            end = page.span(factor).end
            yield Candidate("transpose", (Edit(end, end, ".T"),), (end - 1,), 0.5)


def reductions(page: Page, _facts: Facts, node: ast.AST) -> Iterator[Candidate]:
    """Sums and means, and the axis that they run over."""
    if (
        not isinstance(node, ast.Call)
        or not isinstance(node.func, ast.Attribute)
        or page.function(node) is None
    ):
        return
    name, function = node.func.attr, page.text(node.func)
    if name in ("sum", "mean"):
        end = page.span(node.func).end
        other = "mean" if name == "sum" else "sum"
        yield Candidate("sum and mean", (Edit(end - len(name), end, other),), (end - 1,))
    free = 0 if not function.startswith("np.") else 1
    axes = [k for k in node.keywords if k.arg == "axis"]
    if name not in ("sum", "mean", "max", "concatenate", "stack", "split") or not (
        axes or len(node.args) > free
    ):
        return
    axis: ast.expr = axes[0].value if axes else node.args[-1]
    span = page.span(axes[0]) if axes else page.span(axis)
    if isinstance(axis, ast.Constant) and axis.value in (0, 1):
        value = page.span(axis)
        yield Candidate("axis", (Edit(*value, str(1 - axis.value)),), (value.start,), 0.7)
    before = page.source[: span.start].rstrip()
    if before.endswith(","):
        yield Candidate("axis", (Edit(len(before) - 1, span.end, ""),), (span.start,))
    elif before.endswith("(") and page.source[span.end :].lstrip().startswith(")"):
        yield Candidate("axis", (Edit(*span, ""),), (span.start,))


def constants(page: Page, facts: Facts, node: ast.AST) -> Iterator[Candidate]:
    """A factor too many, such as a half or one over the number of examples, and another number."""
    match node:
        case ast.Assign(value=value) | ast.AugAssign(value=value) if page.function(node) is not None:
            if _is_product(value) and not facts.is_size(value):
                scope = facts.scope(node)
                sizes = [name for name in ("N", "m", "n") if name in scope and scope[name].kind == "size"]
                start, end = page.wide(value)
                bare = isinstance(value, ast.Call) or not isinstance(value.op, ast.Add | ast.Sub)
                text = page.source[start:end]
                whole = (
                    text if bare or (text.startswith("(") and page.span(value).start > start) else f"({text})"
                )
                for size in sizes:
                    yield Candidate("constant factor", (Edit(start, end, f"{whole} / {size}"),), (start,))
                yield Candidate("constant factor", (Edit(start, end, f"0.5 * {whole}"),), (start,), 0.3)
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            if (
                in_formula(page, node)
                and value in (1, 2)
                and not isinstance(page.parent(node), ast.Subscript)
            ):
                above = page.parent(node)
                if (
                    isinstance(above, ast.BinOp)
                    and not isinstance(above.op, ast.Pow)
                    and not facts.is_size(above)
                ):
                    yield replaced(page, "constant factor", node, "2" if value == 1 else "1", 0.3)


def _is_product(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        return called(node) in (*DOTS, "sum", "einsum", "outer", "tensordot")
    return isinstance(node, ast.BinOp)


def choices(page: Page, facts: Facts, node: ast.AST) -> Iterator[Candidate]:
    """Minimum and maximum, comparisons, and what ``np.where`` chooses."""
    opposite = {"minimum": "maximum", "maximum": "minimum", "min": "max", "max": "min"}
    match node:
        case ast.Call(func=ast.Attribute(attr="where"), args=[_, one, other]):
            if page.text(one) != page.text(other):
                yield swapped(page, "choice inverted", one, other)
        case ast.Call() if called(node) in opposite and page.function(node) is not None:
            name, end = called(node), page.span(node.func).end
            edit = Edit(end - len(name), end, opposite[name])
            yield Candidate("least and greatest", (edit,), (end - 1,))
        case ast.Compare(left=left, ops=[op], comparators=[right]) if page.function(node) is not None:
            low, high = page.span(left).end, page.span(right).start
            for symbol, other in {">=": "<", "<=": ">", "!=": "==", "==": "!=", ">": "<", "<": ">"}.items():
                if symbol in page.source[low:high] and not isinstance(op, ast.In | ast.Is):
                    start = low + page.source[low:high].index(symbol)
                    yield Candidate("choice inverted", (Edit(start, start + len(symbol), other),), (start,))
                    break
        case ast.UnaryOp(op=ast.USub(), operand=operand) if in_formula(page, node) and not facts.is_size(
            node
        ):
            start = page.span(node).start
            yield Candidate("wrong sign", (Edit(start, page.wide(operand).start, ""),), (start,))


CALLS: Final[tuple[Rule, ...]] = (products, reductions, constants, choices)
