"""Weaves variants into a program, so that one compilation serves thousands of runs.

An expression becomes a choice among itself and its variants by the global ``_variant``, a statement likewise;
for looking on, every expression is handed through ``_quiz.seen`` and every statement tells ``_quiz.scope``.
"""

from __future__ import annotations

import ast
import copy
import marshal
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias, TypeVar

from quizrnn.drills.repair.sites import Sites

Variant: TypeAlias = tuple[int, ast.expr | list[ast.stmt]]
"""A variant's number and what stands there instead: an expression, or statements."""


def compiled(sites: Sites, variants: Mapping[int, Sequence[Variant]]) -> bytes:
    """Return the program with its variants, compiled and marshalled.

    Args:
        sites: The program.
        variants: By place, its variants, their numbers ascending.

    Raises:
        SyntaxError: If a variant cannot stand where it is put.
        RecursionError: If the program is nested too deeply.
    """
    return marshalled(_Weaver(sites, variants).woven())


def watched(sites: Sites) -> bytes:
    """Return the program under observation, compiled and marshalled."""
    return marshalled(_Watcher(sites).woven())


def tree_watched(sites: Sites) -> ast.Module:
    """Return the program under observation as a tree."""
    return _Watcher(sites).woven()


Node = TypeVar("Node", bound=ast.AST)


def located(node: Node) -> Node:
    """Give a place in the text to new nodes, down to those that have one: a compiler asks for it."""
    waiting: list[ast.AST] = [node]
    while waiting:
        part = waiting.pop()
        if "lineno" in part._attributes:
            if hasattr(part, "lineno"):
                continue
            part.lineno, part.col_offset = 1, 0  # type: ignore[attr-defined]
        waiting.extend(ast.iter_child_nodes(part))
    return node


def marshalled(tree: ast.Module) -> bytes:
    """Return a module, compiled and marshalled."""
    return marshal.dumps(compile(tree, "<submission>", "exec", dont_inherit=True))


class _Rewriter:
    """Rebuilds a tree, without touching the original's nodes."""

    def __init__(self, sites: Sites) -> None:
        self._sites = sites

    def woven(self) -> ast.Module:
        """Return the rewritten module."""
        found = self.visit(self._sites.tree)
        assert isinstance(found, ast.Module)
        return found

    def visit(self, node: ast.AST) -> ast.AST | list[ast.stmt]:
        """Return what stands in place of a node."""
        return self.rebuilt(node)

    def rebuilt(self, node: ast.AST) -> ast.AST:
        """Return a node made of what stands in place of its parts."""
        if isinstance(node, ast.Constant):
            return node
        made = copy.copy(node)
        for name, value in ast.iter_fields(node):
            if isinstance(value, list):
                setattr(made, name, [part for entry in value for part in self._entries(entry)])
            elif isinstance(value, ast.AST):
                setattr(made, name, self.visit(value))
        return made

    def _entries(self, entry: object) -> Sequence[object]:
        if not isinstance(entry, ast.AST):
            return [entry]
        found = self.visit(entry)
        return found if isinstance(found, list) else [found]


class _Weaver(_Rewriter):
    def __init__(self, sites: Sites, variants: Mapping[int, Sequence[Variant]]) -> None:
        super().__init__(sites)
        self._variants = variants

    def visit(self, node: ast.AST) -> ast.AST | list[ast.stmt]:
        place = self._sites.of_node.get(id(node))
        kept = self.rebuilt(node)
        found = self._variants.get(place.number) if place is not None else None
        if not found:
            return kept
        first, last = found[0][0], found[-1][0]
        inside = ast.Compare(
            ast.Constant(first),
            [ast.LtE(), ast.LtE()],
            [_VARIANT, ast.Constant(last)],
        )
        if isinstance(kept, ast.stmt):
            return located(ast.If(inside, _chosen_statement(found), [kept]))
        assert isinstance(kept, ast.expr)
        return located(ast.IfExp(inside, _chosen_expression(found), kept))


_VARIANT: Final = ast.Name("_variant", ast.Load(), lineno=1, col_offset=0)


def _below(number: int) -> ast.expr:
    return ast.Compare(_VARIANT, [ast.Lt()], [ast.Constant(number)])


def _chosen_expression(variants: Sequence[Variant]) -> ast.expr:
    if len(variants) == 1:
        found = variants[0][1]
        assert isinstance(found, ast.expr)
        return found
    half = len(variants) // 2
    return ast.IfExp(
        _below(variants[half][0]), _chosen_expression(variants[:half]), _chosen_expression(variants[half:])
    )


def _chosen_statement(variants: Sequence[Variant]) -> list[ast.stmt]:
    if len(variants) == 1:
        found = variants[0][1]
        assert isinstance(found, list)
        return found or [ast.Pass()]
    half = len(variants) // 2
    return [
        ast.If(
            _below(variants[half][0]),
            _chosen_statement(variants[:half]),
            _chosen_statement(variants[half:]),
        )
    ]


class _Watcher(_Rewriter):
    def visit(self, node: ast.AST) -> ast.AST | list[ast.stmt]:
        place = self._sites.of_node.get(id(node))
        kept = self.rebuilt(node)
        if place is None:
            return kept
        if isinstance(kept, ast.stmt):
            told = _call(
                "scope", ast.Constant(place.number), ast.Call(ast.Name("locals", ast.Load()), [], [])
            )
            return [located(ast.Expr(told)), kept]
        assert isinstance(kept, ast.expr)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return kept
        return located(_call("seen", ast.Constant(place.number), kept))


def _call(name: str, *arguments: ast.expr) -> ast.expr:
    function = ast.Attribute(ast.Name("_quiz", ast.Load()), name, ast.Load())
    return ast.Call(function, list(arguments), [])
