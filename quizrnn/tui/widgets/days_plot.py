"""The plot of one's days: what was answered on each so far, and what falls due on each from today."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from textual_plot import HiResMode

from quizrnn.labs.scales import Extent, ticks
from quizrnn.tui.widgets.bare_plot import BarePlot, GivenTicks

if TYPE_CHECKING:
    from quizrnn.study.stats import Stats

MARGIN: Final = 5
MOST: Final = 28
"""Days that are shown on either side at most."""
WEEK: Final = 7
GAP: Final = 2
"""Days between today, as it was, and today, as it will be."""
MIDDLE: Final = 0.25
"""Where the bar of a day stands within it: in the middle of the first of its two columns."""
BAR: Final = 0.4
"""How much of a day a bar takes: less than that column, so that rounding adds none."""
FRAME: Final = 2


class DaysPlot(BarePlot):
    """Two columns a day, so that all bars are as wide; how many days there are goes by the room."""

    DEFAULT_CSS = """
    DaysPlot {
        height: 100%;
    }
    """

    def __init__(self, stats: Stats, *, ascii_only: bool) -> None:
        super().__init__(MARGIN)
        self._stats = stats
        self._ascii = ascii_only

    def on_resize(self) -> None:
        """Draw as many days as there is room for now."""
        self._draw()

    def _draw(self) -> None:
        room = self.size.width - MARGIN - FRAME
        count = days_beside(room)
        today = self._stats.forecast[0].day
        answered = {day.day: day.answers for day in self._stats.days}
        past = [(-back + MIDDLE, answered.get(today - timedelta(days=back), 0)) for back in range(count)]
        ahead = [(at + GAP + MIDDLE, day.due) for at, day in enumerate(self._stats.forecast[:count])]
        most = max([1, *(number for _, number in (*past, *ahead))])
        self.clear()
        self.set_xlimits(1 - count, 1 - count + max(room, 2) / 2)
        self.set_ylimits(0, most)
        weeks = range(0, count, WEEK)
        self.set_x_formatter(
            GivenTicks(
                [(MIDDLE - back, f"{today - timedelta(days=back):%m-%d}") for back in reversed(weeks)]
                + [(MIDDLE + GAP + at, f"{today + timedelta(days=at):%m-%d}") for at in weeks if at]
            )
        )
        whole = [tick for tick in ticks(Extent(0, most), log=False, most=3) if tick[0] == int(tick[0])]
        self.set_y_formatter(GivenTicks(whole))
        theme = self.app.current_theme
        for bars, style in ((past, theme.primary), (ahead, theme.warning or theme.primary)):
            self._columns([bar for bar in bars if bar[1]], most, style)

    def _columns(self, bars: list[tuple[float, int]], most: int, style: str) -> None:
        """Draw bars to half a row; in ASCII, and what is lower than a row, in a whole character."""
        if self._ascii:
            self.bar([x for x, _ in bars], [y for _, y in bars], width=BAR, bar_style=style)
            return
        row = most / max(1, self.size.height - FRAME - 1)
        high, low = [bar for bar in bars if bar[1] >= row], [bar for bar in bars if bar[1] < row]
        self.bar(
            [x for x, _ in high],
            [y for _, y in high],
            width=BAR,
            bar_style=style,
            hires_mode=HiResMode.HALFBLOCK,
        )
        self.scatter([x for x, _ in low], [0.0 for _ in low], marker="▄", marker_style=style)


def days_beside(room: int) -> int:
    """Return how many days there are on either side of the middle in ``room`` columns."""
    return max(WEEK, min(MOST, (room // 2 - GAP + 1) // 2))
