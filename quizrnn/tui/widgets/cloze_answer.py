"""Gaps to fill in: ``cloze``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.content import Content

from quizrnn.bank.model import ClozeQuestion
from quizrnn.text import both, pick
from quizrnn.tui.widgets.answer import AnswerWidget
from quizrnn.tui.widgets.fields import LineField
from quizrnn.tui.widgets.label import Note, Passage

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widgets import Input

    from quizrnn.answers.verdict import Verdict


class ClozeAnswer(AnswerWidget):
    """A field for each gap; Enter goes to the next empty one and submits once all are filled."""

    DEFAULT_CSS = """
    ClozeAnswer Horizontal {
        height: 1;
    }
    ClozeAnswer .label {
        width: 7;
    }
    ClozeAnswer LineField {
        width: 1fr;
    }
    """

    def compose(self) -> ComposeResult:
        """Lay the fields out."""
        question = self.instance.question
        assert isinstance(question, ClozeQuestion)
        for number in range(1, len(question.blanks) + 1):
            yield Horizontal(
                Passage(Content.styled(f"[[{number}]]", "bold $text-accent"), classes="label"),
                LineField(id=f"blank-{number}"),
            )
        yield Note(
            pick(
                both(
                    "Enter goes to the next gap and submits after the last.", "回车跳到下一空，填完后提交。"
                ),
                self.lang,
            )
        )

    def fields(self) -> list[LineField]:
        """Return the fields in the order of their gaps."""
        return list(self.query(LineField))

    def answer(self) -> str:
        """Return the parts, split by bars."""
        return " | ".join(field.value for field in self.fields())

    def restore(self, answer: str) -> None:
        """Fill the fields with an answer's parts."""
        fields = self.fields()
        for field, part in zip(fields, answer.split("|", len(fields) - 1), strict=False):
            field.value = part.strip()

    def reveal(self, answer: str, verdict: Verdict) -> None:
        """Stop taking answers."""
        super().reveal(answer, verdict)
        self.query_one(Note).display = False

    def on_input_changed(self, event: Input.Changed) -> None:
        """Pass on that the answer changes."""
        event.stop()
        self.post_message(self.Edited())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the next empty field, or give the answer."""
        event.stop()
        fields = self.fields()
        place = next((k for k, field in enumerate(fields) if field is event.input), len(fields) - 1)
        for field in [*fields[place + 1 :], *fields[:place]]:
            if not field.value.strip():
                field.focus()
                return
        self.submit()
