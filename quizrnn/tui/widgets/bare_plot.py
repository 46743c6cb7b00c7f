"""A plot of textual-plot's that only shows, without pan, zoom and legend, and that bears ``NO_COLOR``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.containers import Grid
from textual.strip import Strip
from textual_hires_canvas import Canvas
from textual_plot import PlotWidget
from textual_plot.axis_formatter import AxisFormatter
from textual_plot.plot_widget import Legend

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType


class BarePlot(PlotWidget, can_focus=False, inherit_bindings=False):
    """Axes and what is drawn in them; labels and legend stand around it, where wide characters can."""

    BINDINGS: ClassVar[list[BindingType]] = []
    DEFAULT_CSS = """
    BarePlot {
        height: 12;
    }
    BarePlot > .plot--axis {
        color: $text-muted;
    }
    BarePlot > .plot--tick {
        color: $foreground;
        text-style: none;
    }
    """

    def __init__(self, margin: int = 7) -> None:
        """Make a plot without data.

        Args:
            margin: Columns to the left of the axis of ordinates.
        """
        super().__init__(allow_pan_and_zoom=False)
        self.set_reactive(PlotWidget.margin_top, 0)
        self.set_reactive(PlotWidget.margin_bottom, 1)
        self.set_reactive(PlotWidget.margin_left, margin)

    def compose(self) -> ComposeResult:
        """Lay the plot out as its base class does, on canvases of our own."""
        yield Grid(
            *(_Canvas(1, 1, id=name) for name in ("margin-top", "margin-left", "plot", "margin-bottom"))
        )
        yield Legend(id="legend")


class GivenTicks(AxisFormatter):
    """Ticks where they are given, each with its label."""

    def __init__(self, ticks: Sequence[tuple[float, str]]) -> None:
        self._ticks = ticks

    def get_ticks(self, min_: float, max_: float, max_ticks: int = 8) -> list[float]:  # noqa: ARG002
        """Return where the ticks stand."""
        return [at for at, _ in self._ticks]

    def get_labels_for_ticks(self, at: Sequence[float]) -> list[str]:  # noqa: ARG002
        """Return their labels."""
        return [label for _, label in self._ticks]


class _Canvas(Canvas):
    """A canvas whose every segment has a style: Textual's filter for ``NO_COLOR`` expects one."""

    def render_line(self, y: int) -> Strip:
        """Return a line."""
        strip = super().render_line(y)
        base = self.rich_style
        return Strip([segment if segment.style else Segment(segment.text, base) for segment in strip])
