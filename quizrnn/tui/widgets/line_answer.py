"""A number or a formula on one line: ``numeric`` and ``formula``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.containers import Horizontal
from textual.content import Content

from quizrnn.answers.check import syntax
from quizrnn.answers.formula import preview
from quizrnn.bank.model import FormulaQuestion, NumericQuestion
from quizrnn.text import both, pick
from quizrnn.tui.draw import formula, line, pointed
from quizrnn.tui.prose import Paragraph, Prose
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
    LineAnswer .preview {
        min-height: 6;
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
        yield Note(self._syntax(), classes="preview" if isinstance(question, FormulaQuestion) else None)

    def on_mount(self) -> None:
        """Load what a preview needs before the first one is asked for."""
        if isinstance(self.instance.question, FormulaQuestion):
            self.run_worker(_load, thread=True)

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
        """Draw, once the learner pauses, what the formula typed so far is understood to say."""
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
        said = line(pick(shape if seen.problem is None else seen.problem, self.lang))
        rows = [Paragraph(said)]
        if seen.problem is not None and seen.column is not None:
            rows += pointed(typed, seen.column)
        elif seen.tex is not None:
            rows += [Paragraph(Content("")), formula(seen.tex, 2)]
        note.say(Prose(rows))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give the answer."""
        event.stop()
        self.submit()


def _load() -> None:
    """Import what evaluates formulas; the first preview would otherwise keep the keys waiting."""
    import quizrnn.answers.expression_arrays
    import quizrnn.answers.formula_bench  # noqa: F401
