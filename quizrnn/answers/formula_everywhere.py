"""Slips made throughout a formula, repaired at every place at once; and sums whose brackets are elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations
from typing import Final

from quizrnn.answers.expression_tree import (
    Call,
    Index,
    Name,
    Node,
    Number,
    Operation,
    Slice,
    children,
    names,
    substitute,
    walk,
    with_child,
)
from quizrnn.answers.formula_bench import Bench
from quizrnn.answers.formula_edits import Edit, Rule, quoted, transposed
from quizrnn.text import Text, both

_SQUASHING: Final = ("sigmoid", "tanh")
_COMPARISONS: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def everywhere(bench: Bench, tree: Node) -> Text | None:
    """Return the one slip that was made at every place of its kind, or None."""
    for new, remark in [
        *_products(tree),
        *_transposes(tree),
        *_blocks(tree),
        *_squashed(tree),
        *_joined(tree),
    ]:
        if new != tree and bench.same(new):
            return remark
    for one, other in combinations(sorted(names(tree)), 2):
        if bench.shape_of(one) is None or bench.shape_of(other) is None:
            continue
        if bench.same(substitute(tree, {one: Name(other), other: Name(one)})):
            return both(f"`{one}` and `{other}` are swapped.", f"`{one}` 与 `{other}` 写反了。")
    return None


def _changed(node: Node, change: Callable[[Node], Node]) -> Node:
    """Return the tree with ``change`` applied to every node, the lower ones first."""
    for place, child in enumerate(children(node)):
        node = with_child(node, place, _changed(child, change))
    return change(node)


def _products(tree: Node) -> Iterator[Edit]:
    def exchange(old: str, new: str) -> Node:
        return _changed(
            tree,
            lambda node: replace(node, op=new) if isinstance(node, Operation) and node.op == old else node,
        )

    yield (
        exchange("@", "*"),
        both(
            "The products are element-wise (Hadamard), not matrix products: `*`, not `@`.",
            "这里都是逐元素（Hadamard）乘积，而不是矩阵乘积：应写 `*`，而不是 `@`。",
        ),
    )
    yield (
        exchange("*", "@"),
        both(
            "The products are matrix products, not element-wise: `@`, not `*`.",
            "这里都是矩阵乘积，而不是逐元素乘积：应写 `@`，而不是 `*`。",
        ),
    )


def _transposes(tree: Node) -> Iterator[Edit]:
    def turned(node: Node) -> Node:
        if isinstance(node, Operation) and node.op in ("@", "dot"):
            return replace(node, left=node.right, right=node.left)
        return node

    yield (
        _changed(tree, turned),
        both(
            "The factors stand in the wrong order in every matrix product.",
            "每个矩阵乘积中两个因子的次序都反了。",
        ),
    )
    rights = [node.right for node in walk(tree) if isinstance(node, Operation) and node.op in ("@", "dot")]
    bare = list(dict.fromkeys(node for node in rights if not _is_transpose(node)))
    for wanted in (bare, list(dict.fromkeys(node for node in rights if _is_transpose(node)))):
        if len(wanted) < 2:
            continue

        def mended(node: Node, wanted: list[Node] = wanted) -> Node:
            matrix = isinstance(node, Operation) and node.op in ("@", "dot")
            if isinstance(node, Operation) and matrix and node.right in wanted:
                return replace(node, right=transposed(node.right))
            return node

        shown = [quoted(node if wanted is bare else transposed(node)) for node in wanted]
        listed, listed_zh = (
            f"{', '.join(shown[:-1])} and {shown[-1]}",
            f"{'、'.join(shown[:-1])} 和 {shown[-1]}",
        )
        verb, verb_zh = ("must", "都应") if wanted is bare else ("must not", "都不应")
        yield (
            _changed(tree, mended),
            both(f"{listed} {verb} be transposed.", f"{listed_zh} {verb_zh}转置。"),
        )


def _is_transpose(node: Node) -> bool:
    return isinstance(node, Call) and node.function == "transpose"


def _blocks(tree: Node) -> Iterator[Edit]:
    def exchanged(node: Node) -> Node:
        if not isinstance(node, Index):
            return node
        places = tuple(
            Slice(part.stop, part.start)
            if isinstance(part, Slice) and (part.start is None) != (part.stop is None)
            else part
            for part in node.places
        )
        return replace(node, places=places)

    yield (
        _changed(tree, exchanged),
        both(
            "Everywhere the blocks are exchanged: `[:, :H]` and `[:, H:]` change places.",
            "各处取的块都互换了：`[:, :H]` 与 `[:, H:]` 应当对调。",
        ),
    )


def _squashed(tree: Node) -> Iterator[Edit]:
    for function in _SQUASHING:
        found = [
            node.args[0]
            for node in walk(tree)
            if isinstance(node, Call) and node.function == function and isinstance(node.args[0], Name)
        ]
        if len(found) < 2:
            continue

        def bare(node: Node, function: str = function) -> Node:
            over = isinstance(node, Call) and node.function == function and isinstance(node.args[0], Name)
            return node.args[0] if isinstance(node, Call) and over else node

        shown = [quoted(node) for node in dict.fromkeys(found)]
        listed = " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))
        yield (
            _changed(tree, bare),
            both(
                f"{listed} have been through `{function}` already: it is not applied again.",
                f"{'、'.join(shown)} 已经过 `{function}`，不应再做一次。",
            ),
        )


def _joined(tree: Node) -> Iterator[Edit]:
    """``tanh(a) + tanh(b) + tanh(c)`` where ``tanh(a + b + c)`` belongs."""
    for function in _SQUASHING:

        def merged(node: Node, function: str = function) -> Node:
            if not isinstance(node, Operation) or node.op != "+":
                return node
            left, right = node.left, node.right
            if not isinstance(left, Call) or not isinstance(right, Call):
                return node
            if left.function == right.function == function:
                return Call(function, (Operation("+", left.args[0], right.args[0]),))
            return node

        yield (
            _changed(tree, merged),
            both(
                f"The terms are added first; a single `{function}` is applied to their sum.",
                f"应先把各项相加，再对和做一次 `{function}`。",
            ),
        )


def brackets(node: Node) -> Iterator[Edit]:
    """A factor or divisor that applies to one term alone, or to all of a sum."""
    if not isinstance(node, Operation):
        return
    if node.op in "*/":
        yield from _of_one_term(node, node.left, node.right)
        if node.op == "*":
            yield from _of_one_term(node, node.right, node.left)
    elif node.op in "+-":
        for place, term in enumerate((node.left, node.right)):
            if isinstance(term, Operation) and term.op in "*/":
                rest = replace(node, right=term.left) if place else replace(node, left=term.left)
                yield replace(term, left=rest), _of_all(term.op, term.right, rest)
                if term.op == "*":
                    rest = replace(node, right=term.right) if place else replace(node, left=term.right)
                    yield replace(term, left=term.left, right=rest), _of_all("*", term.left, rest)


def _of_one_term(node: Operation, total: Node, factor: Node) -> Iterator[Edit]:
    if not isinstance(total, Operation) or total.op not in "+-":
        return
    for place, term in enumerate((total.left, total.right)):
        part = replace(node, left=term, right=factor)
        new = replace(total, right=part) if place else replace(total, left=part)
        verb, verb_zh = ("multiplies", "只乘") if node.op == "*" else ("divides", "只除")
        yield (
            new,
            both(
                f"{quoted(factor)} {verb} {quoted(term)} alone, not the whole of {quoted(total)}",
                f"{quoted(factor)} {verb_zh} {quoted(term)}，而不是整个 {quoted(total)}",
            ),
        )


def _of_all(op: str, factor: Node, total: Node) -> Text:
    if op == "/":
        return both(
            f"the division by {quoted(factor)} applies to the whole of {quoted(total)}",
            f"应当用 {quoted(factor)} 去除整个 {quoted(total)}",
        )
    return both(
        f"{quoted(factor)} multiplies the whole of {quoted(total)}",
        f"{quoted(factor)} 应当乘整个 {quoted(total)}",
    )


def comparisons(node: Node) -> Iterator[Edit]:
    """A condition the wrong way round."""
    if isinstance(node, Operation) and node.op in _COMPARISONS:
        turned = replace(node, op=_COMPARISONS[node.op])
        yield (
            turned,
            both(
                f"the condition is the wrong way round: it is {quoted(turned)}",
                f"条件的方向反了：应为 {quoted(turned)}",
            ),
        )


def conditional(tree: Node) -> bool:
    """Return whether a tree compares anything."""
    return any(isinstance(node, Operation) and node.op in (*_COMPARISONS, "==", "!=") for node in walk(tree))


def slopes(node: Node) -> Iterator[Edit]:
    """The slope of a sigmoid for that of a tanh, or the reverse, written with the activation's value."""
    factors = _factors(node)
    for value in factors:
        rest = Operation("-", Number(1), value)
        if rest in factors:
            others = [part for part in factors if part is not value and part != rest]
            tanh = Operation("-", Number(1), Operation("**", value, Number(2)))
            yield (
                _product([*others, tanh]),
                both(
                    f"{quoted(Operation('*', value, rest))} is the slope of a sigmoid with the value "
                    f"{quoted(value)}; that of a tanh, {quoted(tanh)}, belongs here",
                    f"{quoted(Operation('*', value, rest))} 是取值为 {quoted(value)} 的 sigmoid 的斜率；"
                    f"这里应当用 tanh 的斜率 {quoted(tanh)}",
                ),
            )
    for slope in factors:
        if isinstance(slope, Operation) and slope.op == "-" and slope.left == Number(1):
            square = slope.right
            if isinstance(square, Operation) and square.op == "**" and square.right == Number(2):
                value = square.left
                sigmoid = Operation("*", value, Operation("-", Number(1), value))
                others = [part for part in factors if part is not slope]
                yield (
                    _product([*others, sigmoid]),
                    both(
                        f"{quoted(slope)} is the slope of a tanh with the value {quoted(value)}; that of a "
                        f"sigmoid, {quoted(sigmoid)}, belongs here",
                        f"{quoted(slope)} 是取值为 {quoted(value)} 的 tanh 的斜率；"
                        f"这里应当用 sigmoid 的斜率 {quoted(sigmoid)}",
                    ),
                )


def _factors(node: Node) -> list[Node]:
    if isinstance(node, Operation) and node.op == "*":
        return [*_factors(node.left), *_factors(node.right)]
    return [node]


def _product(parts: list[Node]) -> Node:
    product: Node = parts[0]
    for part in parts[1:]:
        product = Operation("*", product, part)
    return product


def blocks(symbols: list[str]) -> Rule:
    """Return the rule that a slice has other bounds, or belongs to the other axis."""

    def rule(node: Node) -> Iterator[Edit]:
        if not isinstance(node, Index) or not all(isinstance(part, Slice) for part in node.places):
            return
        if len(node.places) == 1:
            new = replace(node, places=(Slice(None, None), *node.places))
            shown = _places(new)
            yield new, both(f"the slice belongs to the other axis: {shown}", f"应在另一个轴上切片：{shown}")
        for place, part in enumerate(node.places):
            if isinstance(part, Slice) and (part.start is None) != (part.stop is None):
                for name in symbols:
                    for other in (Slice(None, Name(name)), Slice(Name(name), None)):
                        if other != part:
                            places = (*node.places[:place], other, *node.places[place + 1 :])
                            new = replace(node, places=places)
                            shown = _places(new)
                            yield new, both(f"the block is {shown}", f"应取的块是 {shown}")

    return rule


def _places(node: Index) -> str:
    """Return an index without what it is of."""
    return quoted(replace(node, value=Name("")))
