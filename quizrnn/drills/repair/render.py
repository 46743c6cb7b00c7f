"""Writes an edit into the learner's own text, and leaves the rest of it as it is."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from quizrnn.drills.repair.edits import Edit, Splice
from quizrnn.drills.repair.sites import Sites

MARK: Final = "quiz_kept_"
OPERATIONS: Final = (ast.BinOp, ast.UnaryOp, ast.Compare, ast.IfExp, ast.BoolOp, ast.Lambda)


@dataclass(frozen=True)
class Rendered:
    """An edit as text.

    Attributes:
        source: The whole source after the edit.
        before: What is replaced; empty where something is put in.
        after: What stands there instead.
        line: Line at which it begins.
        column: Column at which it begins, from 1.
    """

    source: str
    before: str
    after: str
    line: int
    column: int


def rendered(sites: Sites, edit: Edit) -> Rendered | None:
    """Return the source with an edit, or None where it cannot be written so that it means the same."""
    writer = _Writer(sites)
    try:
        wanted = ast.dump(_woven(sites, edit))
        for brackets in (False, True):
            splices = [edit.splice] if edit.splice else writer.splices(edit, brackets=brackets)
            made = _spliced(sites.source, splices)
            if ast.dump(_reduced(made, sites)) == wanted:
                return _told(sites.source, made, splices)
    except (SyntaxError, ValueError, RecursionError):
        return None
    return None


def _spliced(source: str, splices: list[Splice]) -> str:
    data = source.encode()
    for start, end, text in sorted(splices, reverse=True):
        data = data[:start] + text.encode() + data[end:]
    return data.decode()


def _told(source: str, made: str, splices: list[Splice]) -> Rendered:
    """Say where the first change is, without what is the same before and after it."""
    start, end, text = min(splices)
    data = source.encode()
    before, after = data[start:end].decode(), text
    same = 0
    while same < min(len(before), len(after)) and before[same] == after[same]:
        same += 1
    while same and (before[:same] + " ")[same - 1].isalnum() and before[same : same + 1].isalnum():
        same -= 1  # names are not cut in two
    place = len(data[:start].decode()) + same
    line = source.count("\n", 0, place) + 1
    column = place - (source.rfind("\n", 0, place) + 1) + 1
    return Rendered(made, before, after, line, column)


def _reduced(source: str, sites: Sites) -> ast.Module:
    """Return those top-level statements of an edited source that the sites hold, by their places in it."""
    tree = ast.parse(source)
    return ast.Module([tree.body[place] for place in sites.kept if place < len(tree.body)], [])


def _woven(sites: Sites, edit: Edit) -> ast.Module:
    """Return the tree with the edit in it."""
    found = _Put(edit).visit(sites.tree)
    assert isinstance(found, ast.Module)
    return found


class _Put(ast.NodeTransformer):
    def __init__(self, edit: Edit) -> None:
        self._edit = edit

    def visit(self, node: ast.AST) -> ast.AST:
        if node is self._edit.place.node:
            new = self._edit.new
            return (new or [ast.Pass()]) if isinstance(new, list) else new  # type: ignore[return-value]
        made = copy.copy(node)
        for field, value in ast.iter_fields(node):
            if isinstance(value, list):
                parts: list[object] = []
                for entry in value:
                    found = self.visit(entry) if isinstance(entry, ast.AST) else entry
                    parts.extend(found if isinstance(found, list) else [found])
                setattr(made, field, parts)
            elif isinstance(value, ast.AST):
                setattr(made, field, self.visit(value))
        return made


class _Writer:
    """Writes new nodes by ``ast.unparse`` and the learner's own ones as the learner wrote them."""

    def __init__(self, sites: Sites) -> None:
        self._sites = sites
        self._starts = [0]
        for line in sites.source.encode().splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))
        self._own = {id(node) for node in ast.walk(sites.tree)}

    def splices(self, edit: Edit, *, brackets: bool) -> list[Splice]:
        """Return the changes of the text that an edit is, each as small as the tree tells."""
        old, new = edit.place.node, edit.new
        if not isinstance(new, list):
            return list(self._changes(old, new, brackets))
        if len(new) == 1 and type(new[0]) is type(old):
            return list(self._changes(old, new[0], brackets))
        indent = " " * old.col_offset
        start, end = self._span(old)
        if len(new) > 1 and new[0] is old:
            return [Splice(end, end, "".join(f"\n{indent}{self._statement(part)}" for part in new[1:]))]
        if len(new) > 1 and new[-1] is old:
            return [Splice(start, start, "".join(f"{self._statement(part)}\n{indent}" for part in new[:-1]))]
        return [Splice(start, end, f"\n{indent}".join(map(self._statement, new)) or "pass")]

    def _span(self, node: ast.expr | ast.stmt | ast.keyword) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return (
            self._starts[node.lineno - 1] + node.col_offset,
            self._starts[node.end_lineno - 1] + node.end_col_offset,
        )

    def _changes(self, old: ast.AST, new: ast.AST, brackets: bool) -> Iterator[Splice]:
        if old is new or (type(old) is type(new) and ast.dump(old) == ast.dump(new)):
            return
        if self._is_alike(old, new) and all(part is not old for part in ast.walk(new)):
            for field, value in ast.iter_fields(old):
                theirs = getattr(new, field)
                pairs = zip_longest(value, theirs) if isinstance(value, list) else [(value, theirs)]
                for a, b in pairs:
                    if isinstance(a, ast.AST) and isinstance(b, ast.AST) and hasattr(a, "lineno"):
                        yield from self._changes(a, b, brackets)
            return
        assert isinstance(old, (ast.expr, ast.stmt, ast.keyword))
        text = self._statement(new) if isinstance(new, ast.stmt) else self._expression(new)
        yield Splice(*self._span(old), f"({text})" if brackets else text)

    def _is_alike(self, old: ast.AST, new: ast.AST) -> bool:
        """Whether two nodes differ in nodes inside them alone, each of which has a place in the text."""
        if type(old) is not type(new) or id(new) in self._own or isinstance(old, (ast.Constant, ast.Name)):
            return False
        for field, value in ast.iter_fields(old):
            theirs = getattr(new, field, None)
            if isinstance(value, list):
                if not isinstance(theirs, list) or len(value) != len(theirs):
                    return False
                if not all(a is b or (_placed(a) and _placed(b)) for a, b in zip(value, theirs, strict=True)):
                    return False
            elif isinstance(value, (ast.operator, ast.unaryop, ast.expr_context)):
                if type(value) is not type(theirs):
                    return False
            elif isinstance(value, ast.AST):
                if not (value is theirs or _placed(value)) or not isinstance(theirs, ast.AST):
                    return False
            elif value != theirs:
                return False
        return True

    def _expression(self, node: ast.AST) -> str:
        kept: list[tuple[str, ast.expr]] = []
        marked = self._marked(node, kept)
        return self._filled(ast.unparse(ast.fix_missing_locations(marked)), kept)

    def _statement(self, node: ast.stmt) -> str:
        if id(node) in self._own:
            return ast.get_source_segment(self._sites.source, node) or ast.unparse(node)
        return self._expression(node)

    def _marked(self, node: ast.AST, kept: list[tuple[str, ast.expr]]) -> ast.AST:
        """Return a copy in which the learner's own expressions are names that stand for them."""
        placed = isinstance(node, ast.expr) and id(node) in self._own and hasattr(node, "lineno")
        if placed and not isinstance(getattr(node, "ctx", None), ast.Store):
            assert isinstance(node, ast.expr)
            mark = f"{MARK}{len(kept)}_"
            kept.append((mark, node))
            return ast.Name(mark, ast.Load())
        made = copy.copy(node)
        for field, value in ast.iter_fields(node):
            if isinstance(value, list):
                parts = [self._marked(v, kept) if isinstance(v, ast.AST) else v for v in value]
                setattr(made, field, parts)
            elif isinstance(value, ast.AST):
                setattr(made, field, self._marked(value, kept))
        return made

    def _filled(self, text: str, kept: list[tuple[str, ast.expr]]) -> str:
        for mark, node in kept:
            own = ast.get_source_segment(self._sites.source, node) or ast.unparse(node)
            if text.strip() != mark and isinstance(node, OPERATIONS):
                rest = text.replace(mark, "quiz_operand")
                bare, bracketed = rest.replace("quiz_operand", own), rest.replace("quiz_operand", f"({own})")
                own = own if _same(bare, bracketed) else f"({own})"
            text = text.replace(mark, own)
        return text


def _placed(node: object) -> bool:
    return isinstance(node, ast.AST) and (
        hasattr(node, "lineno") or isinstance(node, (ast.expr, ast.keyword))
    )


def _same(bare: str, bracketed: str) -> bool:
    try:
        return ast.dump(ast.parse(bare)) == ast.dump(ast.parse(bracketed))
    except SyntaxError:
        return False
