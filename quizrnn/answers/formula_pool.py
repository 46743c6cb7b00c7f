"""What may stand at a place of a formula: names, parts of the key and of what was typed, and what is made of
them; all worked out once, so that the one with a wanted value is found by looking it up.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from quizrnn.answers.expression_numpy import Array
from quizrnn.answers.expression_tree import (
    Call,
    Index,
    Name,
    Node,
    Number,
    Operation,
    Sequence,
    Slice,
    Word,
    walk,
)
from quizrnn.answers.formula_bench import Bench
from quizrnn.answers.formula_changes import size
from quizrnn.answers.formula_edits import complement, transposed
from quizrnn.answers.formula_losses import left_out
from quizrnn.answers.formula_wanted import Desk, bound

_TWO: Final = Number(2)
_LARGEST: Final = 24
"""Nodes of the largest part that is looked up."""


class Pool:
    """Expressions with their values on one binding, by shape.

    Attributes:
        names: The names.
        plain: Names, and parts of the key and of the answer: few enough to be tried one by one.
        cost: How far-fetched each expression is.
    """

    def __init__(self, bench: Bench, tree: Node, desk: Desk) -> None:
        self.names: list[Node] = [Name(name) for name in [*bench.variables, *bench.symbols]]
        self.cost: dict[Node, float] = {}
        self.plain: list[tuple[Node, Array]] = []
        by_shape: dict[tuple[int, ...], tuple[list[Node], list[Array]]] = {}
        for cost, node in _made(bench, tree):
            if node in self.cost:
                continue
            value = desk.of(node)
            if value is None:
                continue
            self.cost[node] = cost
            nodes, values = by_shape.setdefault(value.shape, ([], []))
            nodes.append(node)
            values.append(value)
            if cost <= 1:
                self.plain.append((node, value))
        self._stacks = {shape: (nodes, np.stack(values)) for shape, (nodes, values) in by_shape.items()}

    def of_value(self, wanted: Array) -> Iterator[Node]:
        """Yield what has a value, of its shape or of one that is repeated to it; NaN is any value."""
        near = bound(wanted)
        if not np.isfinite(wanted).any():
            return
        for shape, (nodes, stack) in self._stacks.items():
            sides = zip(shape[::-1], wanted.shape[::-1], strict=False)
            if len(shape) > wanted.ndim or any(mine not in (1, theirs) for mine, theirs in sides):
                continue
            lifted = stack.reshape(len(nodes), *(1,) * (wanted.ndim - len(shape)), *shape)
            with np.errstate(all="ignore"):
                off = np.abs(lifted - wanted) > near
            for place in np.flatnonzero(~off.reshape(len(nodes), -1).any(axis=1)):
                yield nodes[place]


def _made(bench: Bench, tree: Node) -> Iterator[tuple[float, Node]]:
    """Yield expressions with their cost, the plainest first."""
    names = [Name(name) for name in [*bench.variables, *bench.symbols]]
    yield from ((0.0, name) for name in names)
    yield from ((0.6, Number(value)) for value in (1, 2))
    yield from ((0.8, part) for part in _by_blocks(bench))
    parts = [part for side in (bench.key, *bench.accepted()) for part in _parts(side)]
    parts += _parts(tree)
    parts = list(dict.fromkeys(parts))
    yield from ((0.2 + 0.04 * size(part), part) for part in parts if not isinstance(part, Number))
    short: list[Node] = [*names, *(part for part in parts if isinstance(part, Call) and size(part) < 8)]
    for node in dict.fromkeys(short):
        square = Operation("**", node, _TWO)
        yield 1.1, complement(node)
        yield 1.1, square
        yield 1.2, transposed(node)
        yield 1.3, complement(square)
        yield 1.4, Operation("*", node, complement(node))
        for function in ("tanh", "sigmoid"):
            yield 1.5, Call(function, (node,))
        yield 1.7, complement(Operation("**", Call("tanh", (node,)), _TWO))
        yield 1.5, Call("sqrt", (node,))
    yield 1.2, Number(0.5)


def _by_blocks(bench: Bench) -> Iterator[Node]:
    """Yield the terms of a product of joined pieces: ``h @ W[:, :H].T`` of ``concat([h, x]) @ W.T``."""
    for node in walk(bench.key):
        match node:
            case Operation(
                op="@",
                left=Call(function="concat", args=(Sequence(items=(first, second)),)),
                right=Call(function="transpose", args=(Name() as weights,)),
            ):
                width = str((bench.shape_of(weights.name) or ("", ""))[-1]).partition("+")[0].split("*")[-1]
                if width in bench.symbols:
                    blocks = (Slice(None, Name(width)), Slice(Name(width), None))
                    for piece, block in zip((first, second), blocks, strict=True):
                        part = Index(weights, (Slice(None, None), block))
                        yield Operation("@", piece, transposed(part))
            case _:
                pass


def _parts(tree: Node) -> list[Node]:
    """Return the parts of a formula that could stand elsewhere, sums and products without some parts too."""
    found: list[Node] = []
    for part in walk(tree):
        if isinstance(part, Sequence | Word) or size(part) > _LARGEST:
            continue
        found.append(part)
        if size(part) <= 16:
            found += [rest for rest, _ in left_out(part)]
    return found
