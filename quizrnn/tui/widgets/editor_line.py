"""The line below the editor: where the cursor stands, what Python cannot read, and what is looked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from quizrnn.tui.keys import bind
from quizrnn.tui.widgets.fields import LineField

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType


class StatusLine(Widget):
    """A message on the left, which gives way, and a place on the right."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    StatusLine {
        height: 1;
        width: 1fr;
        padding: 0 1;
        color: $text-muted;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._message, self._place = "", ""
        self.brief = False
        """Whether the place alone is shown, for want of room."""

    def say(self, message: str | None = None, place: str | None = None) -> None:
        """Show another message or place; what is not given stays."""
        new = (
            self._message if message is None else message.replace("\n", " "),
            self._place if place is None else place,
        )
        if new != (self._message, self._place):
            self._message, self._place = new
            self.refresh()

    def render(self) -> Content:
        """Return the line for the current width."""
        width = self.content_size.width
        room = width - cell_len(self._place) - 2
        message = "" if self.brief else self._message
        left = Content.styled(message, "$text-error").truncate(max(room, 0), ellipsis=True)
        gap = max(width - left.cell_length - cell_len(self._place), 0)
        return left + Content(" " * gap + self._place)


class SeekField(LineField):
    """Takes what is looked for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("next-match", "enter", "step(1)"),
        bind("next-match", "down", "step(1)", show=False, display="↓"),
        bind("previous-match", "up", "step(-1)", display="↑"),
        bind("back", "escape", "close", display="Esc"),
    ]

    class Stepped(Message):
        """The next place is wanted, or the one before."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    class Closed(Message):
        """Nothing is looked for any more."""

    def action_step(self, step: int) -> None:
        """Go on from the place that was found."""
        self.post_message(self.Stepped(step))

    def action_close(self) -> None:
        """Go back to the code."""
        self.post_message(self.Closed())


class EditorLine(Horizontal):
    """Status, with a field before it while something is looked for."""

    DEFAULT_CSS = """
    EditorLine {
        height: 1;
        background: $surface;
    }
    EditorLine SeekField {
        width: 2fr;
        display: none;
    }
    EditorLine.-seeks SeekField {
        display: block;
    }
    """

    def compose(self) -> ComposeResult:
        """Lay field and status out."""
        yield SeekField()
        yield StatusLine()

    @property
    def field(self) -> SeekField:
        """The field."""
        return self.query_one(SeekField)

    @property
    def status(self) -> StatusLine:
        """The status."""
        return self.query_one(StatusLine)

    def open(self, placeholder: str, value: str) -> None:
        """Show the field with something in it, which is typed over."""
        field = self.field
        field.placeholder = placeholder
        with field.prevent(LineField.Changed):
            field.value = value
        self.status.brief = True
        self.add_class("-seeks")
        field.focus()
        field.action_select_all()

    def close(self) -> None:
        """Put the field away."""
        self.status.brief = False
        self.remove_class("-seeks")
