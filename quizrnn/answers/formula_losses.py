"""Losses: parts left out of the key. Where the rest equals the learner's formula, that part is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations
from typing import NamedTuple

from quizrnn.answers.expression_tree import Call, Index, Name, Negation, Node, Number, Operation, render, walk
from quizrnn.answers.formula_edits import Edit, quoted
from quizrnn.text import both


def losses(node: Node) -> Iterator[Edit]:
    """From the key: up to two terms, or factors, or a function, left out."""
    for rest, left in left_out(node):
        kind_zh = {"term": "项", "factor": "因子"}[left.kind]
        yield rest, both(f"the {left.kind} {left.shown} is missing", f"缺少{kind_zh} {left.shown}")
    if isinstance(node, Call) and node.function in ("minimum", "maximum", "clip", "where", "min", "max"):
        for arg in node.args:
            yield (
                arg,
                both(
                    f"it is only one case of {quoted(node)}: the `{node.function}` is missing",
                    f"这只是 {quoted(node)} 的一种情形：缺少 `{node.function}`",
                ),
            )
    elif isinstance(node, Index):
        block = quoted(replace(node, value=Name("")))
        yield node.value, both(f"only the block {block} of it is wanted", f"只需要其中的 {block} 这一块")
    elif isinstance(node, Call) and len(node.args) == 1 and node.function not in ("transpose", "shape"):
        yield (
            node.args[0],
            both(
                f"the `{node.function}` around {quoted(node.args[0])} is missing",
                f"{quoted(node.args[0])} 外面缺少 `{node.function}`",
            ),
        )


class Left(NamedTuple):
    """What is left out of a sum or product.

    Attributes:
        kind: ``term`` or ``factor``.
        parts: The parts, each flagged where it is subtracted or divided by.
    """

    kind: str
    parts: tuple[tuple[bool, Node], ...]

    @property
    def shown(self) -> str:
        """The parts as code for a message."""
        plain, inverse = ("+ ", "- ") if self.kind == "term" else ("*", "/")
        level = 6 if self.kind == "term" else 7
        joint = " " if self.kind == "term" else ""
        text = joint.join(f"{inverse if flag else plain}{render(part, level)}" for flag, part in self.parts)
        text = text.removeprefix(plain)
        if len(self.parts) == 1 and not self.parts[0][0]:
            text = render(self.parts[0][1])
        return f"`1{text}`" if text.startswith("/") else f"`{text}`"


def left_out(node: Node) -> Iterator[tuple[Node, Left]]:
    """Yield a sum or product without one or two of its parts, and those parts."""
    for kept, left in _split(node):
        yield _assembled(kept, left.kind), left


def replacements(key: Node) -> Callable[[Node], Iterator[tuple[Node, tuple[Left, Left]]]]:
    """Return the rule that parts of the key belong where others of their kind stand."""
    wanted = {left for part in walk(key) for _, left in _split(part)}
    ordered = sorted(wanted, key=lambda left: len(left.shown))

    def rule(node: Node) -> Iterator[tuple[Node, tuple[Left, Left]]]:
        for kept, mine in _split(node):
            for theirs in ordered:
                if mine.kind == theirs.kind and mine != theirs:
                    yield _assembled([*kept, *theirs.parts], mine.kind), (mine, theirs)

    return rule


def _split(node: Node) -> Iterator[tuple[list[tuple[bool, Node]], Left]]:
    """Yield what is kept and what is left out, one or two parts at a time."""
    if not isinstance(node, Operation) or node.op not in ("+", "-", "*", "/"):
        return
    kind = "term" if node.op in ("+", "-") else "factor"
    parts = _terms(node) if kind == "term" else _factors(node)
    for count in (1, 2):
        if len(parts) <= count:
            return
        for dropped in combinations(range(len(parts)), count):
            kept = [part for place, part in enumerate(parts) if place not in dropped]
            yield kept, Left(kind, tuple(parts[place] for place in dropped))


def _terms(node: Node, minus: bool = False) -> list[tuple[bool, Node]]:
    if isinstance(node, Operation) and node.op in "+-":
        return [*_terms(node.left, minus), *_terms(node.right, minus != (node.op == "-"))]
    if isinstance(node, Negation):
        return _terms(node.operand, not minus)
    return [(minus, node)]


def _factors(node: Node, divided: bool = False) -> list[tuple[bool, Node]]:
    if isinstance(node, Operation) and node.op in ("*", "/"):
        return [*_factors(node.left, divided), *_factors(node.right, divided != (node.op == "/"))]
    return [(divided, node)]


def _assembled(parts: list[tuple[bool, Node]], kind: str) -> Node:
    op, inverse = ("+", "-") if kind == "term" else ("*", "/")
    flag, first = parts[0]
    if flag:
        first = Negation(first) if op == "+" else Operation("/", Number(1), first)
    for inverted, part in parts[1:]:
        first = Operation(inverse if inverted else op, first, part)
    return first
