"""Relations of a wrong output to right values: transposed, negated, scaled, another's, shifted, imprecise.

Each is checked on every cell in which the output arrived, so that none is a coincidence of one case.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from quizrnn.drills.compare import close
from quizrnn.drills.evidence import Evidence
from quizrnn.text import Text, both

if TYPE_CHECKING:
    from quizrnn.drills.evidence import Array

SINGLE_PRECISION: Final = 2e-5
"""Relative to the largest value: what float32 somewhere on the way leaves, and a mistake does not."""


DOUBLE_PRECISION: Final = 1e-12
"""Relative to the largest value: more than float64 leaves; float32 leaves more almost everywhere."""


class Relation(NamedTuple):
    """What holds between an output and right values.

    Attributes:
        id: Its name in reports.
        says: The ladder of what to tell the learner.
        certainty: From 0 to 1.
    """

    id: str
    says: tuple[Text, ...]
    certainty: float


def relation(evidence: Evidence, name: str) -> Relation | None:
    """Return the first relation in which a wrong output stands, or None."""
    for find in RELATIONS:
        if (found := find(evidence, name)) is not None:
            return found
    return None


def _everywhere(evidence: Evidence, name: str, holds: Callable[[Array, Array], bool]) -> bool:
    """Tell whether ``holds(expected, got)`` in every cell of an output."""
    return all(
        holds(evidence.expected[case][name], evidence.got[case][name]) for case in evidence.cases_of(name)
    )


def _transposed(evidence: Evidence, name: str) -> Relation | None:
    if not _everywhere(evidence, name, lambda e, g: e.ndim == 2 and g.ndim == 2 and close(e, g.T)):
        return None
    says = (
        both("The numbers are right, but the matrix is transposed.", "数值都对，但矩阵转置了。"),
        both(
            "A gradient has the shape of the weights that it belongs to. Compare the two, and which factor "
            "of the product stands left and transposed: $(x^T da)^T = da^T x$.",
            "梯度的形状总与对应的权重相同。把两者对照一下，再看乘积中转置后放在左边的是哪个因子："
            "$(x^T da)^T = da^T x$。",
        ),
    )
    return Relation("transposed", says, 0.97)


def _negated(evidence: Evidence, name: str) -> Relation | None:
    if not _everywhere(evidence, name, lambda e, g: close(e, -g)):
        return None
    says = (
        both("The magnitude is right everywhere, the sign is wrong.", "大小处处正确，符号反了。"),
        both(
            "Look for a difference taken the wrong way round, or for a minus that the chain rule brings.",
            "检查是否有减法写反了方向，或漏掉了链式法则带来的负号。",
        ),
    )
    return Relation("negated", says, 0.95)


def _scaled(evidence: Evidence, name: str) -> Relation | None:
    """Off by a constant factor, by a size of the case, or by one over it."""
    factors = {}
    for case in evidence.cases_of(name):
        expected, got = evidence.expected[case][name], evidence.got[case][name]
        norm = float(np.vdot(expected, expected).real)
        if expected.shape != got.shape or not np.isfinite(got).all():
            return None
        if norm == 0:
            if got.any():
                return None
            continue
        factors[case] = float(np.vdot(expected, got).real) / norm
        if not factors[case] or not close(expected * factors[case], got):
            return None
    sizes = {case.name: case.sizes for case in evidence.cases}
    symbols = {symbol for case in factors for symbol in sizes[case]}
    for symbol in sorted(symbols):
        if len({sizes[case][symbol] for case in factors}) < 2:
            continue
        if all(_near(factor * sizes[case][symbol], 1) for case, factor in factors.items()):
            return _by_size(symbol, divided=True)
        if all(_near(factor, sizes[case][symbol]) for case, factor in factors.items()):
            return _by_size(symbol, divided=False)
    values = list(factors.values())
    if values and all(_near(v, values[0]) for v in values) and abs(values[0] - 1) > SINGLE_PRECISION:
        says = (
            both(
                f"It is {values[0]:.6g} times the right value, in every case.",
                f"在每个用例中都是正确值的 {values[0]:.6g} 倍。",
            ),
            both(
                "Look for a term that is counted twice, or for a stray constant.",
                "检查是否有一项被重复计算，或多了一个常数因子。",
            ),
        )
        return Relation("constant-factor", says, 0.93)
    return None


def _near(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-6 * abs(b)


def _by_size(symbol: str, *, divided: bool) -> Relation:
    names = {"N": ("the batch", "批次"), "T": ("time", "时间步"), "H": ("the units", "隐藏单元")}
    english, chinese = names.get(symbol, (f"the axis {symbol}", f"{symbol} 轴"))
    if divided:
        says: tuple[Text, ...] = (
            both(
                f"It is the right value divided by {symbol}: averaged over {english} where it is summed.",
                f"它等于正确值除以 {symbol}：本该对{chinese}求和，却取了平均。",
            ),
            both(
                "Look for a mean, or a division. An average belongs to the loss; a backward step only sums.",
                "检查是否用了 mean 或除法。取平均是损失函数的事；反向的一步只求和。",
            ),
        )
    else:
        says = (
            both(
                f"It is the right value times {symbol}: summed over {english} where it is averaged, or "
                f"counted "
                "once too often for each.",
                f"它等于正确值乘以 {symbol}：本该对{chinese}取平均，却求了和，或每个都多算了一遍。",
            ),
            both("Look for a division that is missing.", "检查是否漏了一次除法。"),
        )
    return Relation("averaged" if divided else "not-averaged", says, 0.95)


def _of_another(evidence: Evidence, name: str) -> Relation | None:
    """Equal to what another output should be: gates or states that changed places."""
    for other in evidence.outputs:
        if other == name:
            continue
        cells = evidence.cases_of(name)
        if all(close(evidence.expected[case][other], evidence.got[case][name]) for case in cells):
            says: tuple[Text, ...] = (
                both(
                    f"`{name}` holds what `{other}` should be.",
                    f"`{name}` 里装的是 `{other}` 应有的值。",
                ),
                both(
                    "Look at the order of the gates where you split or stack, and at the names in what "
                    "you return.",
                    "检查拆分或堆叠时各个门的顺序，以及返回时的名字。",
                ),
            )
            return Relation("belongs-to-another", says, 0.95)
    return None


def _neighbouring_step(evidence: Evidence, name: str) -> Relation | None:
    """Equal to the right value of the step before or after, along the time axis."""
    steps = {case.name: case.sizes.get("T", 0) for case in evidence.cases}
    cells = [case for case in evidence.cases_of(name) if steps[case] > 1]
    if not cells:
        return None
    for shift in (1, -1):
        agree = []
        for case in cells:
            expected, got = evidence.expected[case][name], evidence.got[case][name]
            if expected.ndim != 3 or expected.shape != got.shape or expected.shape[1] != steps[case]:
                return None
            late, early = (got[:, 1:], expected[:, :-1]) if shift == 1 else (got[:, :-1], expected[:, 1:])
            agree.append(close(early, late))
        if all(agree):
            english, chinese = ("before", "前") if shift == 1 else ("after", "后")
            says: tuple[Text, ...] = (
                both(
                    f"Every step holds the right value of the step {english}.",
                    f"每一步存的都是{chinese}一步的正确值。",
                ),
                both(
                    "Look at the index with which you store or read in the loop over time.",
                    "检查时间循环中存取所用的下标。",
                ),
            )
            return Relation("shifted-in-time", says, 0.95)
    return None


def _last_step_only(evidence: Evidence, name: str) -> Relation | None:
    """Right at one end of the sequence alone: nothing is carried from step to step."""
    steps = {case.name: case.sizes.get("T", 0) for case in evidence.cases}
    cells = [case for case in evidence.cases_of(name) if steps[case] > 1]
    ends = set()
    for case in cells:
        expected, got = evidence.expected[case][name], evidence.got[case][name]
        if expected.ndim != 3 or expected.shape != got.shape or expected.shape[1] != steps[case]:
            return None
        right = [close(expected[:, t], got[:, t]) for t in range(steps[case])]
        if sum(right) != 1:
            return None
        ends.add(right.index(True) - (steps[case] if right[-1] else 0))
    if ends not in ({-1}, {0}):
        return None
    at, zh = ("last", "最后") if ends == {-1} else ("first", "第一")
    says: tuple[Text, ...] = (
        both(
            f"It is right at the {at} step and wrong at all others: nothing is carried from step to step.",
            f"只有{zh}一步正确，其余都不对：状态或梯度没有在各步之间传递。",
        ),
        both(
            "Look at whether the variable that carries it is assigned anew at the end of the loop's body.",
            "检查循环体末尾是否更新了用来传递的变量。",
        ),
    )
    return Relation("carry-lost", says, 0.9)


def _imprecise(evidence: Evidence, name: str) -> Relation | None:
    def nearly(expected: Array, got: Array) -> bool:
        if expected.shape != got.shape or not np.isfinite(got).all():
            return False
        bound = SINGLE_PRECISION * float(np.abs(expected).max(initial=0.0))
        return float(np.abs(expected - got).max(initial=0.0)) <= bound

    def rounded(case: str) -> bool:
        expected, got = evidence.expected[case][name], evidence.got[case][name]
        return bool((np.abs(expected - got) > DOUBLE_PRECISION * np.abs(expected).max(initial=0.0)).any())

    cells = evidence.cases_of(name)
    if not _everywhere(evidence, name, nearly) or 2 * sum(map(rounded, cells)) < len(cells):
        return None
    says = (
        both(
            "It is right to about seven digits, which is the precision of float32.",
            "结果只有约七位有效数字正确，这正是 float32 的精度。",
        ),
        both(
            "Look for `float32` in a buffer or a cast; NumPy computes in float64 if you let it.",
            "检查缓冲区或类型转换中是否出现 `float32`；不加干预时 NumPy 用 float64 计算。",
        ),
    )
    return Relation("single-precision", says, 0.9)


RELATIONS: Final[tuple[Callable[[Evidence, str], Relation | None], ...]] = (
    _transposed,
    _negated,
    _scaled,
    _of_another,
    _neighbouring_step,
    _last_step_only,
    _imprecise,
)
