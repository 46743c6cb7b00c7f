"""Free text alone, which nobody judges yet: ``short`` in an interview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizrnn.text import Text, both, pick
from quizrnn.tui.widgets.answer import AnswerWidget
from quizrnn.tui.widgets.fields import TextField
from quizrnn.tui.widgets.label import Note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.widget import Widget

WRITE: Text = both(
    "Answer in your own words. Enter submits; you mark it at the end.",
    "用自己的话作答。回车提交，最后由你自己评判。",
)


class TextAnswer(AnswerWidget):
    """A text field; the model answer stays out of sight."""

    def __init__(self) -> None:
        super().__init__()
        self._field = TextField()
        self._note = Note()

    def compose(self) -> ComposeResult:
        """Lay the field out."""
        yield self._field
        yield self._note

    def ask(self) -> None:
        """Offer an empty field."""
        self._field.text = ""
        self._note.say(pick(WRITE, self.lang))

    def takers(self) -> Sequence[Widget]:
        """Return the field."""
        return (self._field,)

    def answer(self) -> str:
        """Return the text on one line."""
        return " ".join(self._field.text.split())

    def restore(self, answer: str) -> None:
        """Put the text back."""
        self._field.text = answer

    def on_text_field_submitted(self, event: TextField.Submitted) -> None:
        """Give the answer."""
        event.stop()
        self.submit()
