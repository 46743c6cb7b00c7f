"""Single-line and multi-line text fields that leave the interface's own keys alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.message import Message
from textual.widgets import Input, TextArea

from quizrnn.tui.keys import bind

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType


def editing_keys() -> list[BindingType]:
    """Return the keys of Textual's text area without the interface's own, and without Ctrl+Z."""
    taken = {"f6", "f7", "ctrl+z,super+z", "ctrl+u,super+backspace", "ctrl+y,super+y"}
    return [
        binding
        for binding in TextArea.BINDINGS
        if not (isinstance(binding, Binding) and binding.key in taken)
    ]


class LineField(Input):
    """One line of text; up and down go to the field before and after."""

    DEFAULT_CSS = """
    LineField, LineField:focus {
        border: none;
        height: 1;
        padding: 0 1;
        background: $panel;
        background-tint: transparent;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("submit", "enter", "submit"),
        bind("cursor.next-field", "down", "app.focus_next", show=False),
        bind("cursor.previous-field", "up", "app.focus_previous", show=False),
    ]

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None) -> None:  # noqa: A002
        super().__init__(
            value, placeholder=placeholder, id=id, compact=True, select_on_focus=False, validate_on=()
        )

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Show the cursor or not; the field looks the same otherwise, and no style is matched anew."""
        self.refresh()


class FilterField(LineField):
    """One line that a list below is filtered by; Enter opens the first match."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("open", "enter", "submit")]


class TextField(TextArea, inherit_bindings=False):
    """Several lines of free text: Enter submits, Ctrl+J breaks the line, Tab leaves."""

    DEFAULT_CSS = """
    TextField, TextField:focus {
        border: none;
        height: auto;
        min-height: 2;
        max-height: 8;
        padding: 0 1;
        background: $surface;
    }
    TextField:focus {
        background: $panel;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *editing_keys(),
        bind("submit", "enter", "submit"),
        bind("newline", "ctrl+j", "newline", display="^j"),
        bind("editor-undo", "ctrl+u", "undo", show=False),
        bind("editor-redo", "ctrl+y", "redo", show=False),
    ]

    class Submitted(Message):
        """Enter was pressed."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text, soft_wrap=True, tab_behavior="focus", show_line_numbers=False)

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.action_submit()
            return
        await super()._on_key(event)

    def action_submit(self) -> None:
        """Pass Enter on."""
        self.post_message(self.Submitted())

    def action_newline(self) -> None:
        """Break the line."""
        self.insert("\n")
