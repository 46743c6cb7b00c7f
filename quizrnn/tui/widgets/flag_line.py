"""A line in which a learner says what is doubtful about a question."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message

from quizrnn.text import both, pick
from quizrnn.tui.keys import bind
from quizrnn.tui.widgets.fields import LineField
from quizrnn.tui.widgets.label import Passage

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widgets import Input


class FlagLine(Horizontal):
    """Stands below the page while a note is written, and is not there otherwise."""

    DEFAULT_CSS = """
    FlagLine {
        dock: bottom;
        height: 1;
        display: none;
        background: $panel;
    }
    FlagLine Passage {
        width: auto;
        padding: 0 1;
    }
    FlagLine LineField {
        width: 1fr;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [bind("cancel", "escape", "cancel", display="Esc")]

    class Given(Message):
        """Enter was pressed."""

        def __init__(self, note: str) -> None:
            super().__init__()
            self.note = note

    class Cancelled(Message):
        """Esc was pressed."""

    def compose(self) -> ComposeResult:
        """Lay the line out."""
        yield Passage()
        yield LineField()

    def ask(self, lang: str, note: str) -> None:
        """Have a note written, beginning with ``note``."""
        label = pick(both("What is doubtful?", "有什么疑问？"), lang)
        self.query_one(Passage).say(Content.styled(label, "bold $text-accent"))
        field = self.query_one(LineField)
        field.value = note
        self.display = True
        field.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep what is typed from those who look at answers."""
        event.stop()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Pass the note on."""
        event.stop()
        self.post_message(self.Given(event.value.strip()))

    def action_cancel(self) -> None:
        """Say that there is to be no note."""
        self.post_message(self.Cancelled())
