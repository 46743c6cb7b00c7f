"""Repairs of quotients, exponents and functions; the factor or term between a formula and the key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Final

import numpy as np

from quizrnn.answers.expression_numpy import Array
from quizrnn.answers.expression_tree import Call, Name, Node, Number, Operation, walk
from quizrnn.answers.formula_bench import Bench, close
from quizrnn.answers.formula_edits import Edit, Rule, complement, quoted
from quizrnn.text import Text, both

_ELEMENTWISE: Final = frozenset({"tanh", "sigmoid", "exp", "relu", "log", "sqrt", "abs"})


def quotients(node: Node) -> Iterator[Edit]:
    """A fraction upside down, or a factor that divides."""
    if not isinstance(node, Operation) or node.op not in ("*", "/"):
        return
    if node.op == "/":
        turned = replace(node, left=node.right, right=node.left)
        yield (
            turned,
            both(
                f"the fraction {quoted(node)} is upside down: it is {quoted(turned)}",
                f"分式 {quoted(node)} 上下颠倒了：应为 {quoted(turned)}",
            ),
        )
        return
    yield (
        replace(node, op="/"),
        both(
            f"divide by {quoted(node.right)}, do not multiply",
            f"应当除以 {quoted(node.right)}，而不是乘以它",
        ),
    )


def numbers(node: Node) -> Iterator[Edit]:
    """A number that multiplies or divides."""
    if not isinstance(node, Operation) or node.op not in ("*", "/"):
        return
    if isinstance(node.right, Number) and node.op == "/":
        yield (
            node.left,
            both(f"the division by {quoted(node.right)} is too much", f"不应再除以 {quoted(node.right)}"),
        )
    for kept, number in ((node.left, node.right), (node.right, node.left)):
        if isinstance(number, Number) and node.op == "*":
            yield kept, both(f"the factor {quoted(number)} is too much", f"多了因子 {quoted(number)}")


def exponents_of(key: Node) -> Rule:
    """Return the rule that a power has an exponent of the key's, or none of its own."""
    wanted: list[Node] = [Number(2), Number(0.5)]
    powers = (part.right for part in walk(key) if isinstance(part, Operation) and part.op == "**")
    wanted = list(dict.fromkeys([*powers, *wanted]))

    def rule(node: Node) -> Iterator[Edit]:
        if not isinstance(node, Operation) or node.op != "**":
            return
        base, given = quoted(node.left), quoted(node.right)
        for exponent in wanted:
            right = quoted(exponent)
            if exponent != node.right:
                yield (
                    replace(node, right=exponent),
                    both(
                        f"the exponent of {base} is {right}, not {given}",
                        f"{base} 的指数应为 {right}，而不是 {given}",
                    ),
                )

    return rule


def foreign_to(key: Node) -> Rule:
    """Return the rule that a function which the key does not have is too much."""
    known = {part.function for part in walk(key) if isinstance(part, Call)}

    def rule(node: Node) -> Iterator[Edit]:
        if isinstance(node, Call) and len(node.args) == 1 and node.function in _ELEMENTWISE - known:
            yield (
                node.args[0],
                both(
                    f"the `{node.function}` around {quoted(node.args[0])} is too much",
                    f"{quoted(node.args[0])} 外面多了一层 `{node.function}`",
                ),
            )

    return rule


def constant_factor(mine: list[Array], key: list[Array]) -> Text | None:
    """Return the number that a formula's values are times the key's, or None."""
    with np.errstate(all="ignore"):
        ratios = [np.asarray(ours / theirs) for ours, theirs in zip(mine, key, strict=True)]
    constant = float(ratios[0].flat[0]) if ratios[0].size else float("nan")
    alike = (close(ratio, np.full(ratio.shape, constant), finite=True) for ratio in ratios)
    if not np.isfinite(constant) or not all(alike):
        return None
    if abs(constant) < 1e-9:
        return both("This is always 0.", "这个式子恒为 0。")
    shown = str(Fraction(constant).limit_denominator(64))
    if abs(float(Fraction(shown)) - constant) > 1e-6:
        shown = f"{constant:.6g}"
    return both(
        f"Off by a constant factor: this is {shown} times the answer.",
        f"差一个常数因子：这是答案的 {shown} 倍。",
    )


def constant_term(mine: list[Array], key: list[Array]) -> Text | None:
    """Return the number that a formula's values are above the key's, or None."""
    with np.errstate(all="ignore"):
        gaps = [np.asarray(ours - theirs) for ours, theirs in zip(mine, key, strict=True)]
    constant = float(gaps[0].flat[0]) if gaps[0].size else float("nan")
    if not np.isfinite(constant) or abs(constant) < 1e-7:
        return None
    if not all(bool((np.abs(gap - constant) <= 1e-9 + 1e-6 * abs(constant)).all()) for gap in gaps):
        return None
    sign = "plus" if constant > 0 else "minus"
    sign_zh = "加" if constant > 0 else "减"
    shown = f"{abs(constant):.6g}"
    return both(
        f"Off by a constant term: this is the answer {sign} {shown}.",
        f"差一个常数项：这是答案{sign_zh} {shown}。",
    )


def factor(bench: Bench, tree: Node) -> Text | None:
    """Return the factor between formula and key: a size, a variable or its derivative; or None."""
    for name in [*bench.symbols, *bench.variables]:
        for part in _factors_of(Name(name)):
            if bench.same(Operation("*", tree, part)):
                return both(f"The factor {quoted(part)} is missing.", f"缺少因子 {quoted(part)}。")
            if bench.same(tree, Operation("*", bench.key, part)):
                return both(f"The factor {quoted(part)} is too much.", f"多了因子 {quoted(part)}。")
    return None


def _factors_of(name: Name) -> list[Node]:
    square = Operation("**", name, Number(2))
    tanh = Call("tanh", (name,))
    return [
        name,
        complement(name),
        square,
        complement(square),
        Operation("*", name, complement(name)),
        tanh,
        complement(Operation("**", tanh, Number(2))),
    ]
