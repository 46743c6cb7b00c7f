"""The reliability plot: how often an answer was right, by how sure the learner was of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from quizrnn.plain.layout import pad
from quizrnn.text import both, pick

if TYPE_CHECKING:
    from quizrnn.study.stats import Bin

PLOT_WIDTH: Final = 58
"""Cells that the plot takes."""

_CELL: Final = 8


def reliability_plot(bins: Sequence[Bin], lang: str) -> list[str]:
    """Return a reliability plot: the share that was right over the bet, with the diagonal to compare with.

    A filled circle is a bin's share, a small dot where it would be if the bets were right.
    """
    lines = [f"  {pick(both('right', '正确率'), lang)}"]
    for level in range(10, -1, -1):
        cells = []
        for found in bins:
            ideal = round((found.confidence or (found.low + found.high) / 2) * 10) == level
            actual = found.accuracy is not None and round(found.accuracy * 10) == level
            cells.append(("◉" if ideal else "●") if actual else "·" if ideal else " ")
        label = f"{level * 10:>4} %" if level % 5 == 0 else ""
        lines.append(f"{pad(label, 8)}│" + "".join(cell.center(_CELL) for cell in cells).rstrip())
    lines.append(f"{pad('', 8)}└" + "─" * (_CELL * len(bins)))
    lines.append(
        pad("", 9)
        + "".join(f"{found.low * 100:.0f}–{found.high * 100:.0f}".center(_CELL) for found in bins)
        + pick(both(" bet, %", " 把握 %"), lang)
    )
    lines.append(pad("", 9) + "".join(f"n={found.answers}".center(_CELL) for found in bins).rstrip())
    legend = both("● right   · where the bets would be met", "● 实际正确率   · 把握完全准确时的位置")
    return [*lines, "", f"  {pick(legend, lang)}"]
