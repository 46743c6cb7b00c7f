"""Gaps to fill in: ``cloze``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.containers import Horizontal
from textual.content import Content

from quizrnn.bank.model import ClozeQuestion
from quizrnn.text import Text, both, pick
from quizrnn.tui.widgets.answer import AnswerWidget
from quizrnn.tui.widgets.fields import LineField
from quizrnn.tui.widgets.label import Note, Passage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.widgets import Input

    from quizrnn.answers.verdict import Verdict


HOW: Text = both("Enter goes to the next gap and submits after the last.", "回车跳到下一空，填完后提交。")
READY: Final = 3
"""Fields that are there from the beginning."""


class GapRow(Horizontal):
    """The number of a gap, and the field that fills it."""

    DEFAULT_CSS = """
    GapRow {
        height: 1;
    }
    GapRow .label {
        width: 7;
    }
    GapRow LineField {
        width: 1fr;
    }
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self.field = LineField(id=f"blank-{number}")
        """Takes what belongs into the gap."""

    def compose(self) -> ComposeResult:
        """Lay number and field out."""
        yield Passage(Content.styled(f"[[{self._number}]]", "bold $text-accent"), classes="label")
        yield self.field


class ClozeAnswer(AnswerWidget):
    """A field for each gap; Enter goes to the next empty one and submits once all are filled."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = [GapRow(number) for number in range(1, READY + 1)]
        self._note = Note()

    def compose(self) -> ComposeResult:
        """Lay the fields out."""
        yield from self._rows
        yield self._note

    def ask(self) -> None:
        """Offer an empty field for each gap."""
        question = self.instance.question
        assert isinstance(question, ClozeQuestion)
        more = [GapRow(number) for number in range(len(self._rows) + 1, len(question.blanks) + 1)]
        self._rows += more
        if more and self.is_mounted:
            self.mount(*more, before=self._note)
        for place, row in enumerate(self._rows):
            row.display = place < len(question.blanks)
            row.field.clear()
        self._note.say(pick(HOW, self.lang))
        self._note.display = True

    def takers(self) -> Sequence[LineField]:
        """Return the fields in the order of their gaps."""
        return [row.field for row in self._rows if row.display]

    def answer(self) -> str:
        """Return the parts, split by bars."""
        return " | ".join(field.value for field in self.takers())

    def restore(self, answer: str) -> None:
        """Fill the fields with an answer's parts."""
        fields = self.takers()
        for field, part in zip(fields, answer.split("|", len(fields) - 1), strict=False):
            field.value = part.strip()

    def reveal(self, answer: str, verdict: Verdict) -> None:
        """Stop taking answers."""
        super().reveal(answer, verdict)
        self._note.display = False

    def on_input_changed(self, event: Input.Changed) -> None:
        """Pass on that the answer changes."""
        event.stop()
        self.post_message(self.Edited())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the next empty field, or give the answer."""
        event.stop()
        fields = self.takers()
        place = next((k for k, field in enumerate(fields) if field is event.input), len(fields) - 1)
        for field in [*fields[place + 1 :], *fields[:place]]:
            if not field.value.strip():
                field.focus()
                return
        self.submit()
