"""A container that is all ground: it holds keys and widgets, and draws nothing of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    from textual.geometry import Region


def ground(widget: Widget, crop: Region) -> list[Strip]:
    """Return the bare background of a widget without border, one line for all.

    Textual renders every line of every container on each repaint, also where children cover it.
    """
    return [Strip.blank(crop.width, widget.rich_style)] * crop.height


class Shell(Vertical):
    """As high as there is room."""

    DEFAULT_CSS = """
    Shell {
        height: 1fr;
    }
    """

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return bare lines."""
        return ground(self, crop)
