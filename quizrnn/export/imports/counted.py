"""Numbers of a quiz that count, wholly or in part, as a question that accepts one range or a few numbers."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Final, NamedTuple

from quizrnn.export.imports.drafts import PARTIAL, Fields, Unfit, gapped, numbered
from quizrnn.notation import value_text
from quizrnn.text import Text, both

_REMARKS: Final = both(
    "some feedback on numbers that are not fully right is not carried over",
    "对部分非满分数值的反馈未导入",
)
_RANGES: Final = both(
    "of a range of wrong numbers, only the middle is carried over", "错误数值的范围只导入中间值"
)


class Counted(NamedTuple):
    """One number of which a quiz says what it is worth.

    Attributes:
        value: The number; None stands for all that are not listed.
        spread: How far off it may be.
        share: Percentage of the credit that it earns.
        says: What is said of it, with markup, or ''.
    """

    value: float | None
    spread: float
    share: float
    says: str = ""

    @property
    def number(self) -> float:
        """The number, where there is one."""
        assert self.value is not None
        return self.value

    @property
    def low(self) -> float:
        """Where its range begins."""
        return self.number - self.spread

    @property
    def high(self) -> float:
        """Where its range ends."""
        return self.number + self.spread

    @property
    def written(self) -> str:
        """The number and how far off it may be."""
        number = value_text(self.number)
        return f"{number} ± {value_text(self.spread)}" if self.spread else number

    def holds(self, other: Counted) -> bool:
        """Tell whether its range holds all of another's."""
        return self.low <= other.low and other.high <= self.high

    def is_apart_from(self, other: Counted) -> bool:
        """Tell whether its range and another's have no number in common."""
        return self.high < other.low or other.high < self.low


class Number(NamedTuple):
    """What the numbers of a quiz came to.

    Attributes:
        fields: The question's own keys.
        missing: Which right numbers it does not accept.
        losses: What else has no place in it.
    """

    fields: Fields
    missing: list[Text]
    losses: list[Text]


def counted(stem: str, answers: Sequence[Counted], unit: str = "") -> Number:
    """Return a question for the numbers that earn full credit.

    Ranges that overlap are one. Of several apart, exact numbers become a gap that accepts each; of others the
    first is asked for, and the rest is missing.

    Raises:
        Unfit: If no number earns full credit.
    """
    right = [answer for answer in answers if answer.value is not None and answer.share >= 100]
    if not right or not all(isfinite(answer.low) and isfinite(answer.high) for answer in right):
        raise Unfit(both("none of its answers is a right number", "没有一个答案是正确的数"))
    remarks = [answer for answer in answers if answer.share < 100 and answer.says]
    losses = [PARTIAL] if any(0 < answer.share < 100 for answer in answers) else []
    ranges = _merged(right)
    if len(ranges) > 1 and not any(answer.spread for answer in right):
        fields = gapped(f"{stem}\n\n[[1]] {unit}".rstrip(), [[answer.written for answer in right]])
        return Number(fields, [], [*losses, *([_REMARKS] if remarks else [])])
    asked = next(one for one in ranges if one.holds(right[0]))
    mistakes = [one for one in remarks if one.value is not None and one.is_apart_from(asked)]
    fields = numbered(stem, asked.number, asked.spread) | ({"unit": unit} if unit else {})
    if mistakes:
        fields["mistakes"] = [{"formula": value_text(one.number), "why": one.says} for one in mistakes]
    if any(one.spread > asked.spread for one in mistakes):
        losses.append(_RANGES)
    if len(mistakes) < len(remarks):
        losses.append(_REMARKS)
    others = [one.written for one in right if one.is_apart_from(asked)]
    further = "a further right number" if len(others) == 1 else "further right numbers"
    missing = both(f"{further}, {', '.join(others)}", f"其他正确数值 {'、'.join(others)}")
    return Number(fields, [missing] if others else [], losses)


def _merged(right: Sequence[Counted]) -> list[Counted]:
    """Return ranges without overlap that hold the same numbers; one that holds others stays as it is."""
    merged: list[Counted] = []
    for answer in sorted(right, key=lambda one: (one.low, -one.high)):
        if not merged or answer.low > merged[-1].high:
            merged.append(answer)
        elif answer.high > merged[-1].high:
            low, high = merged[-1].low, answer.high
            middle, spread = (float(f"{number:.12g}") for number in ((low + high) / 2, (high - low) / 2))
            merged[-1] = Counted(middle, spread, 100)
    return merged
