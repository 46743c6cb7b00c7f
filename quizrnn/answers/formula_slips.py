"""Slips: the key with one thing wrong. A formula equal to one has made that slip, however it is written.

Repairs (``formula_edits``) look for the slip in what was typed; where that is written quite another way, the
slip is found in the key instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from quizrnn.answers.expression_tree import (
    Call,
    Index,
    Name,
    Negation,
    Node,
    Number,
    Operation,
    Sequence,
    Slice,
    names,
    substitute,
)
from quizrnn.answers.formula_bench import Bench
from quizrnn.answers.formula_edits import Edit, Rule, complement, quoted, rewritten, transposed
from quizrnn.text import Text, both

_FUNCTIONS: Final = ("tanh", "sigmoid", "abs", "exp", "log", "sqrt", "relu")
_TWO: Final = Number(2)
_SHORT: Final = 60
"""Characters of code that name a place in a formula."""


def slips(bench: Bench) -> Iterator[Edit]:
    """Yield the key with one slip, and the remark on it: at one place, then with one name throughout."""
    seen: set[Node] = set()
    for rule in (_in_place, _extra(bench)):
        for new, remark in rewritten(bench.key, rule):
            if new not in seen:
                seen.add(new)
                yield new, remark
    for name in sorted(names(bench.key).intersection(bench.variables)):
        for other in _changes_of(Name(name)):
            yield substitute(bench.key, {name: other}), _stands_for(other, Name(name))


def _stands_for(mine: Node, theirs: Node) -> Text:
    return both(
        f"{quoted(mine)} stands where {quoted(theirs)} belongs",
        f"{quoted(mine)} 的位置上应当是 {quoted(theirs)}",
    )


def _in_place(node: Node) -> Iterator[Edit]:
    """What may stand in place of a part of the key."""
    if len(quoted(node)) <= _SHORT and not isinstance(node, Number | Sequence):
        for new in (*_changes_of(node), *_other_forms(node)):
            yield new, _stands_for(new, node)
    elif isinstance(node, Operation):
        for new in _other_forms(node):
            if isinstance(new, Operation) and (new.left, new.right) == (node.left, node.right):
                yield (
                    new,
                    both(
                        f"`{new.op}` stands where `{node.op}` belongs, before {quoted(node.right)}",
                        f"{quoted(node.right)} 前面应当是 `{node.op}`，而不是 `{new.op}`",
                    ),
                )
    if isinstance(node, Call) and len(node.args) == 1:
        for function in _FUNCTIONS:
            if function != node.function and node.function in _FUNCTIONS:
                yield (
                    replace(node, function=function),
                    both(
                        f"`{function}` stands where `{node.function}` belongs",
                        f"`{function}` 的位置上应当是 `{node.function}`",
                    ),
                )


def _changes_of(node: Node) -> Iterator[Node]:
    """Yield what a part is often taken for: its square, its negative, its complement, a function of it."""
    yield Operation("**", node, _TWO)
    yield Negation(node)
    yield complement(node)
    yield Operation("*", _TWO, node)
    yield Operation("/", node, _TWO)
    for function in _FUNCTIONS:
        if not (isinstance(node, Call) and node.function == function):
            yield Call(function, (node,))


def _other_forms(node: Node) -> Iterator[Node]:
    """Yield an operation, a block or a product with one thing about it changed."""
    match node:
        case Operation(op="+" | "-"):
            yield from (replace(node, op=op) for op in "+-*" if op != node.op)
        case Operation(op="*"):
            yield from (replace(node, op=op) for op in "+/")
        case Operation(op="/"):
            yield node.right if node.left == Number(1) else replace(node, op="*")
            if node.left != Number(1):
                yield replace(node, left=node.right, right=node.left)
        case Operation(op="**"):
            yield node.left
            yield from (replace(node, right=Number(power)) for power in (1.5, 3, 4))
            yield replace(node, left=complement(node.left))
        case Operation(op="@"):
            yield replace(node, left=node.right, right=node.left)
            yield replace(node, left=transposed(node.left))
            yield replace(node, right=transposed(node.right))
        case Index():
            for place, part in enumerate(node.places):
                if isinstance(part, Slice) and (part.start is None) != (part.stop is None):
                    other = Slice(part.stop, part.start)
                    yield replace(node, places=(*node.places[:place], other, *node.places[place + 1 :]))
        case _:
            pass
    if isinstance(node, Operation) and node.op == "-" and node.left == Number(1):
        value = node.right
        yield value
        if isinstance(value, Operation) and value.op == "**" and value.right == _TWO:
            yield complement(value.left)
            yield Operation("*", value.left, complement(value.left))  # a sigmoid's slope for a tanh's


def _extra(bench: Bench) -> Rule:
    """Return the rule that a name stands in another's place, or is a factor or term too many."""

    def rule(node: Node) -> Iterator[Edit]:
        if isinstance(node, Name) and (shape := bench.shape_of(node.name)) is not None:
            for name in bench.variables:
                if name != node.name and bench.shape_of(name) == shape:
                    yield Name(name), _stands_for(Name(name), node)
        if not isinstance(node, Name | Call | Operation) or len(quoted(node)) > _SHORT:
            return
        for name in bench.variables:
            extra = Name(name)
            yield (
                Operation("*", node, extra),
                both(
                    f"the factor {quoted(extra)} beside {quoted(node)} is too much",
                    f"{quoted(node)} 旁边多了因子 {quoted(extra)}",
                ),
            )
            for op in "+-":
                yield (
                    Operation(op, node, extra),
                    both(
                        f"the term `{op} {name}` beside {quoted(node)} is too much",
                        f"{quoted(node)} 旁边多了项 `{op} {name}`",
                    ),
                )

    return rule
