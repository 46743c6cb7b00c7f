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
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.timer import Timer
    from textual.widget import Widget
    from textual.widgets import Input

    from quizrnn.answers.verdict import Verdict

PREVIEW_AFTER: Final = 0.25
"""Seconds without a key press after which the formula typed so far is looked at."""
ROOM: Final = 6
"""Lines that are kept for a preview, so that nothing below moves with it."""


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

    def __init__(self) -> None:
        super().__init__()
        self._target = Passage(classes="label")
        self._field = LineField()
        self._unit = Passage(classes="label")
        self._note = Note()
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Lay the field out, with what stands before and behind it."""
        yield Horizontal(self._target, self._field, self._unit)
        yield self._note

    def ask(self) -> None:
        """Offer an empty field, and what a preview needs where there will be one."""
        if self._timer is not None:
            self._timer.stop()
        self._field.clear()
        target = unit = ""
        match self.instance.question:
            case FormulaQuestion() as question:
                target = f"{question.target} ="
            case NumericQuestion() as question:
                unit = question.unit or ""
            case _:
                pass
        self._target.display, self._unit.display = bool(target), bool(unit)
        self._target.say(Content.styled(target, "bold $text-accent"))
        self._unit.say(Content.styled(f" {unit}", "$text-muted"))
        self._note.styles.min_height = ROOM if target else None
        self._note.say(self._syntax())
        self._note.display = True
        if target:
            self.call_after_refresh(self.run_worker, _load, thread=True)

    def takers(self) -> Sequence[Widget]:
        """Return the field."""
        return (self._field,)

    def _syntax(self) -> Content:
        return line(pick(syntax(self.instance), self.lang))

    def answer(self) -> str:
        """Return what is typed."""
        return self._field.value

    def restore(self, answer: str) -> None:
        """Put an answer back into the field."""
        self._field.value = answer

    def troubled(self, *, is_so: bool) -> None:
        """Say nothing of one's own beside it, which would be the same again."""
        self._note.display = not is_so

    def reveal(self, answer: str, verdict: Verdict) -> None:
        """Stop taking answers, and point at what is off."""
        super().reveal(answer, verdict)
        if self._timer is not None:
            self._timer.stop()
        rows = [row for mark in verdict.marks[:1] for row in pointed(answer, mark.start, end=mark.end)]
        self._note.display = bool(rows)
        if rows:
            self._note.styles.min_height = None
            self._note.say(Prose(rows))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Draw, once the learner pauses, what the formula typed so far is understood to say."""
        event.stop()
        self.post_message(self.Edited())
        if self._timer is not None:
            self._timer.stop()
        if isinstance(self.instance.question, FormulaQuestion):
            self._timer = self.set_timer(PREVIEW_AFTER, self._preview)

    def _preview(self) -> None:
        note, typed = self._note, self.answer()
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
