"""What statistics call things, in both languages, wherever they are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from quizrnn.text import Text, both

if TYPE_CHECKING:
    from quizrnn.study.stats import Calibration, Stability

STABILITY: Final = both("Stability: days until recall falls to 90 %", "稳定性：记忆概率降到 90 % 所需的天数")
CONFUSION: Final = both("Gates taken for another, in your latest wrong answers", "最近答错时混淆的门")


def stability_text(part: Stability) -> Text:
    """Return the name of a bin of stabilities."""
    if part.high is None:
        return both(f"{part.low} days or more", f"{part.low} 天以上")
    if not part.low:
        return both("under 1 day", "不到 1 天")
    return both(f"{part.low}–{part.high} days", f"{part.low}–{part.high} 天")


def calibration_text(known: Calibration) -> Text:
    """Return the heading of the calibration, with its Brier score."""
    return both(
        f"Calibration: Brier score {known.brier or 0.0:.3f} (0 is best)",
        f"校准：Brier 分数 {known.brier or 0.0:.3f}（越接近 0 越好）",
    )
