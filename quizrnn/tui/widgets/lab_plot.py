"""The plot of a lab, by textual-plot: lines, and a mark of its own for each curve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from rich.segment import Segment
from textual.containers import Grid
from textual.strip import Strip
from textual_hires_canvas import Canvas
from textual_plot import HiResMode, PlotWidget
from textual_plot.axis_formatter import AxisFormatter
from textual_plot.plot_widget import Legend

from quizrnn.labs.scales import MARKS, Extent, drawn, extent, largest_of, ticks

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from quizrnn.labs.model import Curves

_MARKED: Final = 12
"""Marks on each curve, about."""

_X_TICK: Final = 9
_Y_TICK: Final = 3
"""Columns and rows that a tick takes at least."""


class LabPlot(PlotWidget, can_focus=False, inherit_bindings=False):
    """Curves with axes; labels and legend stand around it, where wide characters can.

    The keys belong to the screen, which turns knobs with them: this plot is neither panned nor zoomed.
    """

    BINDINGS: ClassVar[list[BindingType]] = []
    DEFAULT_CSS = """
    LabPlot {
        height: 12;
    }
    LabPlot > .plot--axis {
        color: $text-muted;
    }
    LabPlot > .plot--tick {
        color: $foreground;
        text-style: none;
    }
    """

    def __init__(self) -> None:
        super().__init__(allow_pan_and_zoom=False)
        self._shown: tuple[Curves, Sequence[str], bool] | None = None
        self.set_reactive(PlotWidget.margin_top, 0)
        self.set_reactive(PlotWidget.margin_bottom, 1)
        self.set_reactive(PlotWidget.margin_left, 7)

    def compose(self) -> ComposeResult:
        """Lay the plot out as its base class does, on canvases of our own."""
        yield Grid(
            *(_Canvas(1, 1, id=name) for name in ("margin-top", "margin-left", "plot", "margin-bottom"))
        )
        yield Legend(id="legend")

    def show(self, curves: Curves, styles: Sequence[str], *, ascii_only: bool = False) -> None:
        """Draw curves, each in its style and with its mark; in ASCII the marks alone, closer together."""
        self._shown = (curves, styles, ascii_only)
        largest = largest_of(curves.series)
        points = [drawn(series, curves.y, largest) for series in curves.series]
        across = extent(x for xs, _ in points for x in xs)
        up = extent(y for _, ys in points for y in ys)
        self.clear()
        self.set_x_formatter(_Formatter(across, log=False, most=max(3, self.size.width // _X_TICK)))
        self.set_y_formatter(_Formatter(up, log=curves.y.log, most=max(3, self.size.height // _Y_TICK)))
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


class _Canvas(Canvas):
    """A canvas whose every segment has a style: Textual's filter for ``NO_COLOR`` expects one."""

    def render_line(self, y: int) -> Strip:
        """Return a line."""
        strip = super().render_line(y)
        base = self.rich_style
        return Strip([segment if segment.style else Segment(segment.text, base) for segment in strip])


class _Formatter(AxisFormatter):
    """Ticks by the scales that every drawing of a lab has in common."""

    def __init__(self, whole: Extent, *, log: bool, most: int) -> None:
        self._whole, self._log, self._most = whole, log, most

    def get_ticks(self, min_: float, max_: float, max_ticks: int = 8) -> list[float]:  # noqa: ARG002
        """Return where the ticks stand."""
        return [at for at, _ in ticks(self._whole, log=self._log, most=self._most)]

    def get_labels_for_ticks(self, at: Sequence[float]) -> list[str]:  # noqa: ARG002
        """Return their labels."""
        return [label for _, label in ticks(self._whole, log=self._log, most=self._most)]
