"""Formulas that are right in another convention than the question's: named, with the conversion."""

from __future__ import annotations

import re
from itertools import permutations
from typing import Final

from quizrnn.answers.expression_names import key_of
from quizrnn.answers.expression_tree import (
    Call,
    Index,
    Name,
    Node,
    Number,
    Operation,
    Sequence,
    Slice,
    children,
    names,
    render,
    substitute,
    with_child,
)
from quizrnn.answers.formula_bench import Bench
from quizrnn.answers.formula_edits import GATES, UPDATE_GATES, complement
from quizrnn.text import Text, both

_ALL: Final = Slice(None, None)
_ONE: Final = Number(1)


def convention(bench: Bench, tree: Node) -> Text | None:
    """Return the convention that makes the formula right: an inverted gate, column vectors, weights or
    packed gates in another order; or None.
    """
    for name in sorted(names(tree) & gates_of(bench)):
        flipped = substitute(tree, {name: complement(Name(name))})
        if bench.same(flipped):
            here = f"`{render(_plain(flipped))}`"
            if key_of(name)[0] in UPDATE_GATES:
                return both(
                    f"Right in the other convention, where `{name}` and `1 - {name}` change places: papers "
                    "and libraries differ on which of the two keeps the old state. "
                    f"In the convention asked for: {here}.",
                    f"这是另一种约定下的写法，即 `{name}` 与 `1 - {name}` 互换："
                    f"由哪一个保留旧状态，论文和各框架并不一致。按本题的约定应为 {here}。",
                )
            return both(
                f"`{name}` is the wrong way round: `{name}` and `1 - {name}` change places. It is {here}.",
                f"`{name}` 的方向反了：`{name}` 与 `1 - {name}` 应当互换，即 {here}。",
            )
    if bench.same(tree, columns=True):
        return both(
            "Right for column vectors, as textbooks write it. Here every row is one example: the data stand "
            "on the left, and a weight matrix stored (out, in) is transposed: `x @ W.T`, not `W @ x`.",
            "按教科书的列向量写法是对的。本题每一行是一个样本：数据在左边，"
            "按（输出，输入）存放的权重要转置：写 `x @ W.T`，而不是 `W @ x`。",
        )
    return _columns_of_weights(bench, tree) or _packed(bench, tree)


def _columns_of_weights(bench: Bench, tree: Node) -> Text | None:
    """Return that the formula is right for weights whose columns belong to ``[x, h]``, not ``[h, x]``."""
    turned: dict[str, Node] = {}
    for name in sorted(names(tree) & bench.variables.keys()):
        shape = bench.shape_of(name) or ()
        match = re.fullmatch(r"([^\W\d]\w*)\+([^\W\d]\w*)", shape[1]) if len(shape) == 2 else None
        if match is not None:
            width = Name(match[1])
            blocks = (
                Index(Name(name), (_ALL, Slice(width, None))),
                Index(Name(name), (_ALL, Slice(None, width))),
            )
            turned[name] = Call("concat", (Sequence(blocks),), (("axis", _ONE),))
    if not turned or not bench.same(substitute(tree, turned)):
        return None
    name = next(iter(turned))
    size = str((bench.shape_of(name) or ())[1]).split("+")[0]
    first, second = f"`{name}[:, :{size}]`", f"`{name}[:, {size}:]`"
    return both(
        "Right in another convention: the pieces are joined in the wrong order for this one. Here the first "
        f"{size} columns of the weights, {first}, belong to the state and the others, {second}, to the "
        "input; with those two blocks exchanged, the formula is right.",
        f"这是另一种约定下的写法：就本题而言，拼接的次序反了。本题权重的前 {size} 列 {first} 对应状态，"
        f"其余各列 {second} 对应输入；把这两块对调，式子就对了。",
    )


def _packed(bench: Bench, tree: Node) -> Text | None:
    """Return that the formula is right for gates that are packed in another order."""
    for name in sorted(names(tree) & bench.variables.keys()):
        shape = bench.shape_of(name) or ()
        match = re.fullmatch(r"([34])\*([^\W\d]\w*)", shape[-1]) if shape else None
        if match is None:
            continue
        blocks = [_block(int(match[1]), k, Name(match[2])) for k in range(int(match[1]))]
        before = (_ALL,) * (len(shape) - 1)
        orders = sorted(
            permutations(range(len(blocks))),
            key=lambda order: sum(k != place for place, k in enumerate(order)),
        )
        for order in orders[1:]:
            pieces = tuple(Index(Name(name), (*before, blocks[k])) for k in order)
            axis = (("axis", Number(len(shape) - 1)),)
            if bench.same(substitute(tree, {name: Call("concat", (Sequence(pieces),), axis)})):
                moved = [
                    (render(Index(Name(name), (*before, blocks[place]))), render(pieces[place]))
                    for place, k in enumerate(order)
                    if k != place
                ]
                shown = ", ".join(f"`{mine}` → `{theirs}`" for mine, theirs in moved)
                shown_zh = "，".join(f"`{mine}` → `{theirs}`" for mine, theirs in moved)
                return both(
                    "Right in another convention, for gates packed in another order: frameworks differ "
                    f"(PyTorch: i, f, g, o; CS231n: i, f, o, g). In the order asked for: {shown}.",
                    "这是另一种约定下的写法，即各门的打包次序不同：各框架并不一致"
                    f"（PyTorch 为 i, f, g, o；CS231n 为 i, f, o, g）。按本题的次序：{shown_zh}。",
                )
    return None


def _block(count: int, place: int, size: Name) -> Slice:
    """Return the place-th of ``count`` blocks, as it would be typed."""
    edges = [None, size, *(Operation("*", Number(k), size) for k in range(2, count)), None]
    return Slice(edges[place], edges[place + 1])


def gates_of(bench: Bench) -> frozenset[str]:
    """Return the variables that are gates."""
    return frozenset(name for name in bench.variables if key_of(name)[0] in GATES)


def _plain(node: Node) -> Node:
    """Write ``1 - (1 - z)`` as ``z``."""
    for place, child in enumerate(children(node)):
        node = with_child(node, place, _plain(child))
    if isinstance(node, Operation) and node.op == "-" and node.left == Number(1):
        inner = node.right
        if isinstance(inner, Operation) and inner.op == "-" and inner.left == Number(1):
            return inner.right
    return node
