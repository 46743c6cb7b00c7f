"""A mistake that could be made in a program, before it is known whether it does harm."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from mistakes.facts import Facts
from mistakes.page import Edit, Page


class Candidate(NamedTuple):
    """A mistake that could be made.

    Attributes:
        kind: What sort of mistake.
        edits: What it changes.
        places: Offsets in the right text whose lines are right answers; the first is the mistake's own.
        weight: How likely it is beside others of its kind.
    """

    kind: str
    edits: tuple[Edit, ...]
    places: tuple[int, ...]
    weight: float = 1.0


Rule: TypeAlias = Callable[[Page, Facts, ast.AST], Iterator[Candidate]]
"""Yields the mistakes that can be made at a node."""


def replaced(page: Page, kind: str, node: ast.AST, text: str, weight: float = 1.0) -> Candidate:
    """Return the mistake of another text in a node's place."""
    start, end = page.span(node)
    return Candidate(kind, (Edit(start, end, text),), (start,), weight)


def swapped(page: Page, kind: str, one: ast.AST, other: ast.AST, weight: float = 1.0) -> Candidate:
    """Return the mistake of two nodes that have changed places; the line of either is right."""
    a, b = page.span(one), page.span(other)
    edits = (Edit(*a, page.text(other)), Edit(*b, page.text(one)))
    return Candidate(kind, edits, (a.start, b.start), weight)


def removed(page: Page, kind: str, within: ast.AST, start: int, end: int, weight: float = 1.0) -> Candidate:
    """Return the mistake of a part left out; where lines of a statement meet in the gap, both are right."""
    before = len(page.source[:start].rstrip()) - 1
    after = end + len(page.source[end:]) - len(page.source[end:].lstrip())
    low, high = page.span(page.statement(within))
    places = [place for place in (before, after) if low <= place < high]
    return Candidate(kind, (Edit(start, end, ""),), tuple(places or [start]), weight)
