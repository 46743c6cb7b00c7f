"""What can be said of a wrong formula in any case: which part of it is right, which names it wants or not."""

from __future__ import annotations

import numpy as np

from quizrnn.answers.expression_numpy import Array
from quizrnn.answers.expression_tree import Node, names
from quizrnn.answers.formula_bench import Bench
from quizrnn.text import Text, both, pick


def unexplained(bench: Bench, tree: Node, mine: list[Array]) -> Text:
    """Return what can be said in any case: the shape fits, and which names the answer wants or does not."""
    if not any(np.isfinite(value).all() for value in mine):
        return both(
            "The formula has no finite value: it overflows, divides by zero, or takes the root or logarithm "
            "of a negative number.",
            "这个式子没有有限的值：它溢出了，或除以零，或对负数开方、取对数。",
        )
    used, wanted = (names(side).intersection(bench.variables) for side in (tree, bench.key))
    missing = sorted(wanted - used)
    idle = sorted(name for name in used - wanted if not bench.unmoved(tree, name, np.subtract))
    shape = bench.symbolic([value.shape for value in mine])
    part = right_in_part(bench, tree)
    if part is not None and not missing and not idle:
        return part
    parts, parts_zh = [f"The shape {shape} is right, the value is not."], [f"形状 {shape} 对，数值不对。"]
    if missing:
        parts.append(f"The answer also depends on {listed(missing)}.")
        parts_zh.append(f"答案还依赖于 {listed(missing)}。")
    if idle:
        parts.append(f"The answer does not depend on {listed(idle)}.")
        parts_zh.append(f"答案与 {listed(idle)} 无关。")
    if part is not None:
        parts.append(pick(part, "en"))
        parts_zh.append(pick(part, "zh"))
    return both(" ".join(parts), "".join(parts_zh))


def right_in_part(bench: Bench, tree: Node) -> Text | None:
    """Return which variables the formula treats rightly: changing them changes no error.

    The error is taken as a term or as a factor: where it stays while a variable changes, what depends on that
    variable is right.
    """
    wanted = [name for name in bench.variables if name in names(bench.key)]
    for error in (np.subtract, np.divide):
        still = [name for name in wanted if name in names(tree) and bench.unmoved(tree, name, error)]
        if still and len(still) < len(wanted):
            rest = [name for name in wanted if name not in still]
            return both(
                f"What depends on {listed(still)} is right; look at the part with {listed(rest)}.",
                f"与 {listed(still, '、')} 有关的部分是对的；请检查含 {listed(rest, '、')} 的部分。",
            )
    return None


def listed(found: list[str], joint: str = ", ") -> str:
    """Return names as code for a message."""
    return joint.join(f"`{name}`" for name in found)
