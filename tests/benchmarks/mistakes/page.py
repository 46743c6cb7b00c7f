"""A source with its syntax tree, and where in the text each node stands: edits keep every other byte."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Final, NamedTuple, TypeAlias

BLOCKS: Final = ("body", "orelse", "finalbody")


class Span(NamedTuple):
    """A stretch of the text, in characters."""

    start: int
    end: int


class Edit(NamedTuple):
    """A stretch of the text and what stands in its place afterwards."""

    start: int
    end: int
    text: str


Frame: TypeAlias = ast.FunctionDef | ast.Lambda


class Page:
    """A source and its syntax tree."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tree = ast.parse(source)
        self._lines = source.splitlines(keepends=True)
        self._starts = [0, *accumulate(len(line) for line in self._lines)]
        self._parents: dict[int, ast.AST] = {}
        for parent in ast.walk(self.tree):
            for child in ast.iter_child_nodes(parent):
                self._parents[id(child)] = parent

    def nodes(self) -> Iterator[ast.AST]:
        """Yield every node that has a place; those within an f-string have a wrong one before Python 3.12."""
        waiting: list[ast.AST] = [self.tree]
        while waiting:
            node = waiting.pop()
            if isinstance(node, ast.JoinedStr):
                continue
            if hasattr(node, "lineno"):
                yield node
            waiting += reversed(list(ast.iter_child_nodes(node)))

    def parent(self, node: ast.AST) -> ast.AST | None:
        """Return the node that a node is a child of."""
        return self._parents.get(id(node))

    def above(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield a node's parent, its parent's, and so on."""
        while (found := self.parent(node)) is not None:
            yield found
            node = found

    def statement(self, node: ast.AST) -> ast.stmt:
        """Return the innermost statement that holds a node, or is it."""
        if isinstance(node, ast.stmt):
            return node
        return next(found for found in self.above(node) if isinstance(found, ast.stmt))

    def function(self, node: ast.AST) -> ast.FunctionDef | None:
        """Return the innermost function that holds a node."""
        return next((found for found in self.above(node) if isinstance(found, ast.FunctionDef)), None)

    def loop(self, node: ast.AST) -> ast.For | ast.While | None:
        """Return the innermost loop of the same function that holds a node in its body."""
        for found in self.above(node):
            if isinstance(found, ast.FunctionDef):
                return None
            if isinstance(found, ast.For | ast.While):
                return found
        return None

    def block(self, statement: ast.stmt) -> list[ast.stmt]:
        """Return the statements of the block that a statement stands in."""
        parent = self.parent(statement)
        for name in BLOCKS:
            if statement in (found := getattr(parent, name, [])):
                return list(found)
        return [statement]

    def _offset(self, line: int, column: int) -> int:
        text = self._lines[line - 1] if line <= len(self._lines) else ""
        return self._starts[line - 1] + len(text.encode()[:column].decode())

    def span(self, node: ast.AST) -> Span:
        """Return where a node stands, without the parentheses around it."""
        start = self._offset(node.lineno, node.col_offset)  # type: ignore[attr-defined]
        return Span(start, self._offset(node.end_lineno, node.end_col_offset))  # type: ignore[attr-defined]

    def text(self, node: ast.AST) -> str:
        """Return a node's text."""
        start, end = self.span(node)
        return self.source[start:end]

    def wide(self, node: ast.AST) -> Span:
        """Return where an operand or a statement's value stands, with the parentheses around it."""
        span = self.span(node)
        parent = self.parent(node)
        if not isinstance(parent, ast.BinOp | ast.UnaryOp | ast.Assign | ast.AugAssign | ast.Return):
            return span
        low, high = self.span(parent)
        while True:
            before = re.search(r"\(\s*$", self.source[low : span.start])
            after = re.match(r"\s*\)", self.source[span.end : high])
            if before is None or after is None:
                return span
            span = Span(low + before.start(), span.end + after.end())

    def operator(self, node: ast.BinOp, symbol: str) -> Span:
        """Return where the operator between two operands stands."""
        low, high = self.wide(node.left).end, self.wide(node.right).start
        start = low + self.source[low:high].index(symbol)
        return Span(start, start + len(symbol))

    def rows(self, statement: ast.stmt) -> Span:
        """Return the whole lines of a statement; they must hold nothing else."""
        return Span(self._starts[statement.lineno - 1], self._starts[statement.end_lineno or 0])

    def owns_rows(self, statement: ast.stmt) -> bool:
        """Whether nothing but a comment shares a statement's lines."""
        rows, span = self.rows(statement), self.span(statement)
        before, after = self.source[rows.start : span.start], self.source[span.end : rows.end]
        return not before.strip() and re.fullmatch(r"\s*(#[^\n]*)?\s*", after) is not None


def edited(source: str, edits: Iterable[Edit]) -> str:
    """Return the text with every edit made; they must not overlap."""
    for start, end, text in sorted(edits, reverse=True):
        source = source[:start] + text + source[end:]
    return source


def moved(offset: int, edits: Iterable[Edit]) -> int:
    """Return where a place of the old text is in the new one; a place within an edit is its beginning."""
    shift = 0
    for start, end, text in sorted(edits):
        if end <= offset and (end > start or start < offset):
            shift += len(text) - (end - start)
        elif start < offset < end:
            return start + shift
    return offset + shift


def line_at(source: str, offset: int) -> int:
    """Return the number of the line that a place is in."""
    return source.count("\n", 0, offset) + 1


def overlap(one: Iterable[Edit], other: Iterable[Edit]) -> bool:
    """Whether two groups of edits touch the same place."""
    others = list(other)
    return any(a.start <= b.end and b.start <= a.end for a in one for b in others)
