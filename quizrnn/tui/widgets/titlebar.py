"""The top line: where one stands on the left, how far one is on the right."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget


class TitleBar(Widget):
    """One line of two texts; the left one gives way where both do not fit."""

    DEFAULT_CSS = """
    TitleBar {
        dock: top;
        height: 1;
        padding: 0 1;
        background: $panel;
        color: $foreground;
    }
    """

    left: reactive[str] = reactive("")
    """Name of the screen."""
    right: reactive[str] = reactive("")
    """Progress, score, clock."""

    def __init__(self, left: str = "", right: str = "") -> None:
        super().__init__()
        self.set_reactive(TitleBar.left, left)
        self.set_reactive(TitleBar.right, right)

    def render(self) -> Content:
        """Return the line for the current width."""
        width = self.content_size.width
        right = Content.styled(self.right, "$text-muted").truncate(width, ellipsis=True)
        room = width - right.cell_length - (2 if self.right else 0)
        left = Content.styled(self.left, "bold $text-accent").truncate(max(room, 0), ellipsis=True)
        gap = max(width - left.cell_length - cell_len(right.plain), 0)
        return left + Content(" " * gap) + right
