"""The plot of a lab, by textual-plot: lines, and a mark of its own for each curve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from textual_plot import HiResMode

from quizrnn.labs.scales import MARKS, drawn, extent, largest_of, ticks
from quizrnn.tui.widgets.bare_plot import BarePlot, GivenTicks

if TYPE_CHECKING:
    from quizrnn.labs.model import Curves

_MARKED: Final = 12
"""Marks on each curve, about."""

_X_TICK: Final = 9
_Y_TICK: Final = 3
"""Columns and rows that a tick takes at least."""


class LabPlot(BarePlot):
    """Curves with axes. The keys belong to the screen, which turns knobs with them."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[Curves, Sequence[str], bool] | None = None

    def show(self, curves: Curves, styles: Sequence[str], *, ascii_only: bool = False) -> None:
        """Draw curves, each in its style and with its mark; in ASCII the marks alone, closer together."""
        self._shown = (curves, styles, ascii_only)
        largest = largest_of(curves.series)
        points = [drawn(series, curves.y, largest) for series in curves.series]
        across = extent(x for xs, _ in points for x in xs)
        up = extent(y for _, ys in points for y in ys)
        self.clear()
        wide, high = max(3, self.size.width // _X_TICK), max(3, self.size.height // _Y_TICK)
        self.set_x_formatter(GivenTicks(ticks(across, log=False, most=wide)))
        self.set_y_formatter(GivenTicks(ticks(up, log=curves.y.log, most=high)))
        self.set_xlimits(*across)
        self.set_ylimits(*up)
        for number, (xs, ys) in enumerate([] if ascii_only else points):
            self.plot(xs, ys, line_style=styles[number % len(styles)], hires_mode=HiResMode.BRAILLE)
        for number, (xs, ys) in enumerate(points):
            step = max(1 if ascii_only else len(points), len(xs) // (4 * _MARKED if ascii_only else _MARKED))
            first = number * step // len(points)
            mark, style = MARKS[number], f"bold {styles[number % len(styles)]}"
            self.scatter(xs[first::step], ys[first::step], marker=mark, marker_style=style)

    def on_resize(self) -> None:
        """Put the ticks anew: how many there are goes by the room."""
        if self._shown is not None:
            curves, styles, ascii_only = self._shown
            self.show(curves, styles, ascii_only=ascii_only)
