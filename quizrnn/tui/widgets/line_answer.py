"""A number or a formula on one line: ``numeric`` and ``formula``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.containers import Horizontal
from textual.content import Content

from quizrnn.answers.check import syntax
from quizrnn.answers.formula import preview
from quizrnn.bank.model import FormulaQuestion, NumericQuestion
from quizrnn.text import both, pick
from quizrnn.tui.draw import line
from quizrnn.tui.widgets.answer import AnswerWidget
from quizrnn.tui.widgets.fields import LineField
from quizrnn.tui.widgets.label import Note, Passage

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.timer import Timer
    from textual.widgets import Input

    from quizrnn.answers.instance import Instance
    from quizrnn.answers.shown import Shown
    from quizrnn.answers.verdict import Verdict

PREVIEW_AFTER: Final = 0.25
"""Seconds without a key press after which the formula typed so far is looked at."""


class LineAnswer(AnswerWidget):
    """One field; under it how an answer is written, or what the formula typed so far stands for."""

    DEFAULT_CSS = """
    LineAnswer Horizontal {
        height: auto;
    }
    LineAnswer .label {
        width: auto;
        max-width: 40%;
        padding: 0 1 0 0;
    }
    LineAnswer LineField {
        width: 1fr;
    }
    """

    def __init__(self, instance: Instance, shown: Shown, lang: str) -> None:
        super().__init__(instance, shown, lang)
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Lay the field out."""
        question = self.instance.question
        row = Horizontal()
        with row:
            if isinstance(question, FormulaQuestion):
                yield Passage(Content.styled(f"{question.target} =", "bold $text-accent"), classes="label")
            yield LineField()
            if isinstance(question, NumericQuestion) and question.unit:
                yield Passage(Content.styled(f" {question.unit}", "$text-muted"), classes="label")
        yield Note(self._syntax())

    def _syntax(self) -> Content:
        return line(pick(syntax(self.instance), self.lang))

    def answer(self) -> str:
        """Return what is typed."""
        return self.query_one(LineField).value

    def restore(self, answer: str) -> None:
        """Put an answer back into the field."""
        self.query_one(LineField).value = answer

    def troubled(self, *, is_so: bool) -> None:
        """Say nothing of one's own beside it, which would be the same again."""
        self.query_one(Note).display = not is_so

    def reveal(self, answer: str, verdict: Verdict) -> None:
        """Stop taking answers."""
        super().reveal(answer, verdict)
        self.query_one(Note).display = False

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say, once the learner pauses, what shape the formula typed so far has."""
        event.stop()
        self.post_message(self.Edited())
        if self._timer is not None:
            self._timer.stop()
        if isinstance(self.instance.question, FormulaQuestion):
            self._timer = self.set_timer(PREVIEW_AFTER, self._preview)

    def _preview(self) -> None:
        note, typed = self.query_one(Note), self.answer()
        if not typed.strip():
            note.say(self._syntax())
            return
        seen = preview(self.instance, typed)
        shape = both(f"shape {seen.shape}", f"形状 {seen.shape}")
        note.say(line(pick(shape if seen.problem is None else seen.problem, self.lang)))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give the answer."""
        event.stop()
        self.submit()
