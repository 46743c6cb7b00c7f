"""A container that is all ground: it holds keys and widgets, and draws nothing of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.geometry import Size
from textual.reactive import Reactive
from textual.strip import Strip

if TYPE_CHECKING:
    from textual.geometry import Region
    from textual.widget import Widget


def ground(widget: Widget, crop: Region) -> list[Strip]:
    """Return the bare background of the screen that a widget without border stands on, one line for all.

    Textual renders every line of every container on each repaint, also where children cover it.
    """
    return [Strip.blank(crop.width, widget.screen.rich_style)] * crop.height


class Shell(Vertical):
    """As high as there is room."""

    DEFAULT_CSS = """
    Shell {
        height: 1fr;
    }
    """
    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False)
    """Known once all is laid out; what never scrolls needs no second layout for it."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return bare lines."""
        return ground(self, crop)
