"""Repairs: small changes to a learner's formula, each with the mistake that it would undo.

Where the repaired formula equals the key, the remark says what was wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final, TypeAlias, TypeVar

from quizrnn.answers.expression_names import key_of
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
    children,
    render,
    walk,
    with_child,
)
from quizrnn.text import Text, both

Edit: TypeAlias = tuple[Node, Text]
Rule: TypeAlias = Callable[[Node], Iterator[Edit]]

_ACTIVATIONS: Final = ("tanh", "sigmoid", "exp", "relu")
_REDUCTIONS: Final = ("sum", "mean", "prod", "max", "min", "norm")
_ONE: Final = Number(1)
UPDATE_GATES: Final = frozenset({"z", "u"})
GATES: Final = frozenset({"f", "i", "o", "r", "m", "p", *UPDATE_GATES})
"""Letters of gates, whose complement ``1 - z`` has a meaning."""


_Remark = TypeVar("_Remark")


def rewritten(
    tree: Node, rule: Callable[[Node], Iterator[tuple[Node, _Remark]]]
) -> Iterator[tuple[Node, _Remark]]:
    """Yield the tree once for each change that ``rule`` proposes at any one node, with its remark."""
    yield from rule(tree)
    for place, child in enumerate(children(tree)):
        for new, remark in rewritten(child, rule):
            yield with_child(tree, place, new), remark


def quoted(node: Node) -> str:
    """Return a part of a formula as code for a message."""
    return f"`{render(node)}`"


def complement(node: Node) -> Operation:
    """Return ``1 - node``."""
    return Operation("-", _ONE, node)


def transposed(node: Node) -> Node:
    """Return ``node.T``, or what is transposed in ``node``."""
    if isinstance(node, Call) and node.function == "transpose" and len(node.args) == 1:
        return node.args[0]
    return Call("transpose", (node,))


def signs(node: Node) -> Iterator[Edit]:
    """A term of the other sign."""
    if isinstance(node, Operation) and node.op in "+-":
        other = "-" if node.op == "+" else "+"
        remark = both(
            f"the sign before {quoted(node.right)} is wrong: it is {other}, not {node.op}",
            f"{quoted(node.right)} 前面的符号反了：应为 {other}，而不是 {node.op}",
        )
        yield replace(node, op=other), remark
    if isinstance(node, Negation):
        yield (
            node.operand,
            both(
                f"the minus before {quoted(node.operand)} does not belong there",
                f"{quoted(node.operand)} 前面不应有负号",
            ),
        )


def transposes(node: Node) -> Iterator[Edit]:
    """A factor that is transposed, or not."""
    if isinstance(node, Call) and node.function == "transpose" and len(node.args) == 1:
        inner = quoted(node.args[0])
        yield (
            node.args[0],
            both(f"{inner} must not be transposed here", f"这里 {inner} 不应转置"),
        )
    elif isinstance(node, Operation) and node.op in ("@", "dot"):
        for place, part in (("left", node.left), ("right", node.right)):
            if isinstance(part, Call) and part.function == "transpose":
                continue
            changed = (
                replace(node, left=transposed(part))
                if place == "left"
                else replace(node, right=transposed(part))
            )
            mended = quoted(transposed(part))
            yield (
                changed,
                both(
                    f"{quoted(part)} must be transposed here: {mended}",
                    f"这里 {quoted(part)} 应当转置：{mended}",
                ),
            )
        turned = replace(node, left=node.right, right=node.left)
        yield (
            turned,
            both(
                f"the factors of the matrix product stand in the wrong order: it is {quoted(turned)}",
                f"矩阵乘积中两个因子的次序反了：应为 {quoted(turned)}",
            ),
        )


def joined_order(node: Node) -> Iterator[Edit]:
    """Pieces of a concatenation in another order."""
    if isinstance(node, Sequence) and len(node.items) == 2:
        turned = Sequence(node.items[::-1])
        yield (
            turned,
            both(
                f"the pieces are joined in the wrong order: the weights' columns belong to {quoted(turned)}",
                f"拼接的次序反了：权重的各列对应的是 {quoted(turned)}",
            ),
        )


def complements(node: Node) -> Iterator[Edit]:
    """``v`` where ``1 - v`` belongs, or the reverse."""
    if isinstance(node, Operation) and node.op == "-" and node.left == _ONE and isinstance(node.right, Name):
        yield (
            node.right,
            both(
                f"{quoted(node)} stands where {quoted(node.right)} belongs",
                f"{quoted(node)} 的位置上应当是 {quoted(node.right)}",
            ),
        )
    elif (isinstance(node, Name) and key_of(node.name)[0] in GATES) or _is_square(node):
        yield (
            complement(node),
            both(
                f"{quoted(node)} stands where {quoted(complement(node))} belongs",
                f"{quoted(node)} 的位置上应当是 {quoted(complement(node))}",
            ),
        )


def _is_square(node: Node) -> bool:
    return isinstance(node, Operation) and node.op == "**" and node.right == Number(2)


def powers(node: Node) -> Iterator[Edit]:
    """A square too much or too few."""
    if isinstance(node, Operation) and node.op == "**" and node.right == Number(2):
        yield (
            node.left,
            both(f"{quoted(node.left)} is not squared here", f"这里 {quoted(node.left)} 不应平方"),
        )
        if isinstance(node.left, Call) and len(node.left.args) == 1:
            yield _square_moved(node, replace(node.left, args=(replace(node, left=node.left.args[0]),)))
    elif isinstance(node, Name | Call):
        squared = Operation("**", node, Number(2))
        yield squared, both(f"{quoted(node)} must be squared here", f"这里的 {quoted(node)} 应当平方")
        inner = node.args[0] if isinstance(node, Call) and len(node.args) == 1 else None
        if isinstance(node, Call) and isinstance(inner, Operation) and inner.op == "**":
            yield _square_moved(node, replace(inner, left=replace(node, args=(inner.left,))))


def _square_moved(node: Node, new: Node) -> Edit:
    return new, both(
        f"the power goes elsewhere: {quoted(new)}, not {quoted(node)}",
        f"幂次的位置不对：应为 {quoted(new)}，而不是 {quoted(node)}",
    )


def sums(node: Node) -> Iterator[Edit]:
    """``*`` where ``+`` belongs, or the reverse."""
    if isinstance(node, Operation) and node.op in ("+", "*"):
        other = "*" if node.op == "+" else "+"
        yield (
            replace(node, op=other),
            both(
                f"`{node.op}` stands where `{other}` belongs, before {quoted(node.right)}",
                f"{quoted(node.right)} 前面应当是 `{other}`，而不是 `{node.op}`",
            ),
        )
        first, rest = node.left, node.right
        while node.op == "*" and isinstance(first, Operation) and first.op == "*":
            rest = Operation("*", first.right, rest)
            first = first.left
            yield (
                Operation("+", first, rest),
                both(
                    f"`*` stands where `+` belongs, before {quoted(rest)}",
                    f"{quoted(rest)} 前面应当是 `+`，而不是 `*`",
                ),
            )


def functions_of(key: Node) -> Rule:
    """Return the rule that one of the key's functions belongs where another stands."""
    known = {part.function for part in walk(key) if isinstance(part, Call)}
    return lambda node: _functions(node, known)


def _functions(node: Node, known: set[str]) -> Iterator[Edit]:
    if not isinstance(node, Call) or len(node.args) != 1:
        return
    if node.function in _ACTIVATIONS:
        for other in _ACTIVATIONS:
            if other != node.function and other in known:
                yield (
                    replace(node, function=other),
                    both(
                        f"`{node.function}` stands where `{other}` belongs",
                        f"`{node.function}` 的位置上应当是 `{other}`",
                    ),
                )
        yield _extra_function(node)
    elif node.function in _REDUCTIONS:
        for other in _REDUCTIONS:
            if other != node.function and other in known:
                yield (
                    replace(node, function=other),
                    both(
                        f"`{other}` belongs here, not `{node.function}`",
                        f"应当用 `{other}`，而不是 `{node.function}`",
                    ),
                )
        yield _extra_function(node)
        if node.function == "norm" and node.options:
            plain = replace(node, options=())
            yield (
                plain,
                both(
                    f"another norm is wanted: {quoted(plain)}, the root of the sum of all squares",
                    f"应当用另一种范数：{quoted(plain)}，即所有元素的平方和再开方",
                ),
            )
        if node.function == "sum":
            yield (
                Call("sqrt", (node,)),
                both(f"the square root of {quoted(node)} is missing", f"{quoted(node)} 还要开方"),
            )
        yield from _axes(node)
    elif node.function in ("softmax", "concat", "cumsum", "cumprod"):
        yield from _axes(node)
        if node.function == "softmax":
            yield _extra_function(node)
    elif node.function in ("sqrt", "log", "abs", "diag", "dtanh", "dsigmoid"):
        yield _extra_function(node)


def _axes(node: Call) -> Iterator[Edit]:
    for axis in (0, 1, None):
        options = tuple(option for option in node.options if option[0] != "axis")
        if axis is not None:
            options = (("axis", Number(axis)), *options)
        if options != node.options:
            reduces = node.function in _REDUCTIONS
            whole, whole_zh = ("all axes", "所有轴") if reduces else ("the last axis", "最后一个轴")
            right, right_zh = (f"axis={axis}",) * 2 if axis is not None else (whole, whole_zh)
            yield (
                replace(node, options=options),
                both(
                    f"the `{node.function}` runs over the wrong axis: it is over {right}",
                    f"`{node.function}` 的轴不对：应当沿 {right_zh}",
                ),
            )


def squashed(node: Node) -> Iterator[Edit]:
    """``tanh(a) + tanh(b)`` where ``tanh(a + b)`` belongs."""
    if not isinstance(node, Operation) or node.op != "+":
        return
    left, right = node.left, node.right
    for function in _ACTIVATIONS:
        inner = [
            part.args[0]
            if isinstance(part, Call) and part.function == function and len(part.args) == 1
            else None
            for part in (left, right)
        ]
        if inner == [None, None]:
            continue
        joint = Operation("+", inner[0] or left, inner[1] or right)
        yield (
            Call(function, (joint,)),
            both(
                f"the terms are added first; a single `{function}` is applied to their sum",
                f"应先把各项相加，再对和做一次 `{function}`",
            ),
        )


def _extra_function(node: Call) -> Edit:
    return (
        node.args[0],
        both(
            f"the `{node.function}` around {quoted(node.args[0])} is too much",
            f"{quoted(node.args[0])} 外面多了一层 `{node.function}`",
        ),
    )


def surplus(node: Node) -> Iterator[Edit]:
    """A term or factor too many."""
    if isinstance(node, Operation) and node.op in "+-":
        yield _surplus(node.left, node.right, both("term", "项"))
        if node.op == "+":
            yield _surplus(node.right, node.left, both("term", "项"))
    elif isinstance(node, Operation) and node.op == "*":
        yield _surplus(node.left, node.right, both("factor", "因子"))
        yield _surplus(node.right, node.left, both("factor", "因子"))
    elif isinstance(node, Operation) and node.op == "/":
        yield (
            node.left,
            both(f"the division by {quoted(node.right)} is too much", f"不应再除以 {quoted(node.right)}"),
        )
        yield (
            replace(node, op="*"),
            both(
                f"multiply by {quoted(node.right)}, do not divide",
                f"应当乘以 {quoted(node.right)}，而不是除以它",
            ),
        )


def _surplus(kept: Node, dropped: Node, kind: Text) -> Edit:
    assert isinstance(kind, dict)
    return kept, both(
        f"the {kind['en']} {quoted(dropped)} is too much", f"多了{kind['zh']} {quoted(dropped)}"
    )


def products(node: Node) -> Iterator[Edit]:
    """The element-wise product for the matrix product, or the reverse."""
    if isinstance(node, Operation) and node.op in ("*", "@", "dot"):
        for op in ("*", "@"):
            if op == node.op:
                continue
            shown = quoted(replace(node, op=op))
            if op == "@":
                yield (
                    replace(node, op=op),
                    both(f"a matrix product belongs here: {shown}", f"这里应当用矩阵乘积：{shown}"),
                )
            else:
                yield (
                    replace(node, op=op),
                    both(
                        f"an element-wise (Hadamard) product belongs here, not a matrix product: {shown}",
                        f"这里应当用逐元素（Hadamard）乘积，而不是矩阵乘积：{shown}",
                    ),
                )


def slices(node: Node) -> Iterator[Edit]:
    """The other block of a split."""
    if not isinstance(node, Index):
        return
    for place, part in enumerate(node.places):
        if isinstance(part, Slice) and (part.start is None) != (part.stop is None):
            turned = replace(
                node, places=(*node.places[:place], Slice(part.stop, part.start), *node.places[place + 1 :])
            )
            yield (
                turned,
                both(
                    f"that is the other block: it is {quoted(turned)}",
                    f"取的是另一块：应为 {quoted(turned)}",
                ),
            )
    yield (
        node.value,
        both(
            f"the whole of {quoted(node.value)} is wanted, not a block of it",
            f"应取整个 {quoted(node.value)}，而不是其中一块",
        ),
    )


REPAIRS: Final[tuple[Rule, ...]] = (
    signs, transposes, joined_order, complements, squashed, slices, products, surplus, powers, sums,
)  # fmt: skip
"""The rules that need no more than the formula, the likeliest mistakes first."""
