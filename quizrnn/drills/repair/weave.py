"""Weaves variants into a program, so that one compilation serves thousands of runs.

An expression becomes a choice among itself and its variants by the global ``_variant``, a statement likewise;
for looking on, every expression is handed through ``_quiz.seen`` and every statement tells ``_quiz.scope``.
"""

from __future__ import annotations

import ast
import copy
import marshal
from collections.abc import Mapping, Sequence
from typing import TypeAlias

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


def marshalled(tree: ast.Module) -> bytes:
    """Return a module, compiled and marshalled."""
    ast.fix_missing_locations(tree)
    return marshal.dumps(compile(tree, "<submission>", "exec", dont_inherit=True))


class _Rewriter(ast.NodeTransformer):
    """Rebuilds a tree, without touching the original's nodes."""

    def __init__(self, sites: Sites) -> None:
        self._sites = sites

    def woven(self) -> ast.Module:
        """Return the rewritten module."""
        found = self.visit(self._sites.tree)
        assert isinstance(found, ast.Module)
        return found

    def generic_visit(self, node: ast.AST) -> ast.AST:
        made = copy.copy(node)
        for name, value in ast.iter_fields(node):
            if isinstance(value, list):
                setattr(made, name, [part for entry in value for part in self._entries(entry)])
            elif isinstance(value, ast.AST):
                setattr(made, name, self.visit(value))
        return made

    def _entries(self, entry: object) -> list[object]:
        if not isinstance(entry, ast.AST):
            return [entry]
        found = self.visit(entry)
        return found if isinstance(found, list) else [found]


class _Weaver(_Rewriter):
    def __init__(self, sites: Sites, variants: Mapping[int, Sequence[Variant]]) -> None:
        super().__init__(sites)
        self._variants = variants

    def visit(self, node: ast.AST) -> ast.AST:
        place = self._sites.of_node.get(id(node))
        kept = super().visit(node) if not isinstance(node, ast.Constant) else node
        found = self._variants.get(place.number) if place is not None else None
        if not found:
            return kept
        first, last = found[0][0], found[-1][0]
        inside = ast.Compare(
            ast.Constant(first),
            [ast.LtE(), ast.LtE()],
            [ast.Name("_variant", ast.Load()), ast.Constant(last)],
        )
        if isinstance(node, ast.stmt):
            return ast.If(inside, _chosen_statement(found), [kept])
        return ast.IfExp(inside, _chosen_expression(found), kept)


def _below(number: int) -> ast.expr:
    return ast.Compare(ast.Name("_variant", ast.Load()), [ast.Lt()], [ast.Constant(number)])


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
    def visit(self, node: ast.AST) -> ast.AST:
        place = self._sites.of_node.get(id(node))
        kept = super().visit(node) if not isinstance(node, ast.Constant) else node
        if place is None:
            return kept
        if isinstance(node, ast.stmt):
            told = _call("scope", ast.Constant(place.number), ast.Call(ast.Name("locals", ast.Load()), [], []))
            return [ast.Expr(told), kept]  # type: ignore[return-value]  the caller takes lists
        assert isinstance(kept, ast.expr)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return kept
        return _call("seen", ast.Constant(place.number), kept)


def _call(name: str, *arguments: ast.expr) -> ast.expr:
    function = ast.Attribute(ast.Name("_quiz", ast.Load()), name, ast.Load())
    return ast.Call(function, list(arguments), [])
