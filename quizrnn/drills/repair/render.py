"""Writes an edit into the learner's own text, and leaves the rest of it as it is."""

from __future__ import annotations

import ast
import copy
from dataclasses import dataclass

from quizrnn.drills.repair.edits import Edit
from quizrnn.drills.repair.sites import Sites

MARK = "quiz_kept_"


@dataclass(frozen=True)
class Rendered:
    """An edit as text.

    Attributes:
        source: The whole source after the edit.
        before: What was replaced.
        after: What stands there instead.
        line: Line at which it begins.
        column: Column at which it begins, from 1.
        last_line: Line at which what was replaced ends.
    """

    source: str
    before: str
    after: str
    line: int
    column: int
    last_line: int


def rendered(sites: Sites, edit: Edit) -> Rendered | None:
    """Return the source with an edit, or None where it cannot be written so that it means the same."""
    node = edit.place.node
    lines = sites.source.encode().splitlines(keepends=True)
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    start = sum(map(len, lines[: node.lineno - 1])) + node.col_offset
    end = sum(map(len, lines[: node.end_lineno - 1])) + node.end_col_offset
    whole = sites.source.encode()
    before = whole[start:end].decode()
    indent = " " * node.col_offset
    writer = _Writer(sites)
    try:
        if isinstance(edit.new, list):
            after = f"\n{indent}".join(writer.statement(part) for part in edit.new) or "pass"
            texts = [after]
        else:
            after = writer.expression(edit.new)
            texts = [after, f"({after})"]
        wanted = _shape(_woven(sites, edit))
        for text in texts:
            made = whole[:start] + text.encode() + whole[end:]
            if _shape(_reduced(made.decode(), sites)) == wanted:
                column = len(lines[node.lineno - 1][: node.col_offset].decode()) + 1
                return Rendered(made.decode(), before, text, node.lineno, column, node.end_lineno)
    except (SyntaxError, ValueError, RecursionError):
        return None
    return None


def _shape(tree: ast.AST) -> str:
    return ast.dump(tree)


def _reduced(source: str, sites: Sites) -> ast.Module:
    """Return the same top-level statements of another source that the sites hold."""
    tree = ast.parse(source)
    names = {_name(statement) for statement in sites.tree.body}
    return ast.Module([s for s in tree.body if _name(s) in names], [])


def _name(statement: ast.stmt) -> str:
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        return statement.name
    return ast.dump(statement)


def _woven(sites: Sites, edit: Edit) -> ast.Module:
    """Return the tree with the edit in it."""

    class Put(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            if node is edit.place.node:
                if isinstance(edit.new, list):
                    return (edit.new or [ast.Pass()])  # type: ignore[return-value]
                return edit.new
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

    found = Put().visit(sites.tree)
    assert isinstance(found, ast.Module)
    return found


class _Writer:
    """Writes new nodes by ``ast.unparse`` and the learner's own ones as the learner wrote them."""

    def __init__(self, sites: Sites) -> None:
        self._sites = sites
        self._kept: list[tuple[str, ast.expr]] = []

    def expression(self, node: ast.expr) -> str:
        """Return an expression as text."""
        return self._filled(ast.unparse(self._marked(node)), node)

    def statement(self, node: ast.stmt) -> str:
        """Return a statement as text."""
        if id(node) in self._sites.of_node:
            return ast.get_source_segment(self._sites.source, node) or ast.unparse(node)
        return self._filled(ast.unparse(ast.fix_missing_locations(self._marked(node))), node)

    def _marked(self, node: ast.AST, depth: int = 0) -> ast.AST:
        """Return a copy in which the learner's own expressions are names that stand for them."""
        if isinstance(node, ast.expr) and id(node) in self._sites.of_node:
            mark = f"{MARK}{len(self._kept)}_"
            self._kept.append((mark, node))
            return ast.Name(mark, ast.Load())
        made = copy.copy(node)
        for field, value in ast.iter_fields(node):
            if isinstance(value, list):
                setattr(made, field, [self._marked(v) if isinstance(v, ast.AST) else v for v in value])
            elif isinstance(value, ast.AST):
                setattr(made, field, self._marked(value))
        return made

    def _filled(self, text: str, node: ast.AST) -> str:
        for mark, kept in self._kept:
            own = ast.get_source_segment(self._sites.source, kept) or ast.unparse(kept)
            if "\n" in own:
                own = ast.unparse(kept)
            alone = text.strip() == mark
            if not alone and isinstance(kept, (ast.BinOp, ast.UnaryOp, ast.Compare, ast.IfExp, ast.BoolOp)):
                bare = text.replace(mark, own)
                own = own if self._same(bare, text.replace(mark, f"({own})")) else f"({own})"
            text = text.replace(mark, own)
        self._kept.clear()
        return text

    def _same(self, bare: str, bracketed: str) -> bool:
        try:
            return ast.dump(ast.parse(bare)) == ast.dump(ast.parse(bracketed))
        except SyntaxError:
            return False
