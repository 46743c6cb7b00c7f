"""Free text, then the rubric's points that it made: ``short``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizrnn.answers.short import suggest
from quizrnn.text import Text, both, pick
from quizrnn.tui.draw import line, prose
from quizrnn.tui.widgets.answer import AnswerWidget
from quizrnn.tui.widgets.fields import TextField
from quizrnn.tui.widgets.label import Note, Passage
from quizrnn.tui.widgets.multi_answer import TickList
from quizrnn.tui.widgets.piece_list import labelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.content import Content
    from textual.widget import Widget

    from quizrnn.answers.verdict import Verdict

WRITE: Text = both(
    "Answer in your own words. Enter shows the model answer.", "用自己的话作答。回车后显示参考答案。"
)
MARK: Text = both(
    "Tick the points that you made; keywords have ticked some for you. Enter submits.",
    "勾选你答到的要点；已按关键词预先勾选一部分。回车提交。",
)


class ShortAnswer(AnswerWidget):
    """A text field; after Enter the model answer, and the rubric to tick."""

    DEFAULT_CSS = """
    ShortAnswer #model {
        margin: 1 0;
        padding: 0 1;
        border-left: outer $primary;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._field = TextField()
        self._model = Passage(id="model")
        self._rubric = TickList()
        self._note = Note()

    def compose(self) -> ComposeResult:
        """Lay the text field out; model answer and rubric wait."""
        yield self._field
        yield self._model
        yield self._rubric
        yield self._note

    def ask(self) -> None:
        """Offer an empty field, and keep model answer and rubric ready."""
        self._field.text = ""
        self._model.say(prose(self.shown.model_answer or ""))
        self._rubric.offer(self._numbers(), self._points())
        self._model.display = self._rubric.display = False
        self._note.say(pick(WRITE, self.lang))
        self._note.display = True

    def takers(self) -> Sequence[Widget]:
        """Return the field, and the rubric once it is shown."""
        return (self._field, self._rubric)

    def mark(self) -> None:
        """Give the keys to the rubric."""
        self._rubric.focus(scroll_visible=False)

    def _numbers(self) -> list[str]:
        return [str(number) for number in range(1, len(self.shown.rubric) + 1)]

    def _points(self) -> list[Content]:
        return [line(point) for point in self.shown.rubric]

    def answer(self) -> str:
        """Return the text on one line, then the points; before the rubric is shown the text alone."""
        text = " ".join(self._field.text.split())
        if not self._rubric.display:
            return text
        points = ",".join(str(place + 1) for place in sorted(self._rubric.ticked)) or "0"
        return f"{text}\n{points}"

    def restore(self, answer: str) -> None:
        """Put text and points back."""
        text, separator, points = answer.rpartition("\n")
        self._field.text = text if separator else points
        if separator:
            self._show_rubric({int(part) - 1 for part in points.split(",") if part.isdecimal()} - {-1})

    def reveal(self, answer: str, verdict: Verdict) -> None:
        """Show which points were claimed."""
        if not self._rubric.display:
            self._show_rubric(set())
        super().reveal(answer, verdict)
        entries = []
        for place, point in enumerate(self._points()):
            made = place in self._rubric.ticked
            mark, style = ("✓", "bold $text-success") if made else ("✗", "bold $text-error")
            entries.append(labelled(f"{mark} {place + 1}", point, style=style))
        self._rubric.show(entries, highlighted=None)
        self._note.display = False

    def on_text_field_submitted(self, event: TextField.Submitted) -> None:
        """Show the model answer and the rubric, with the points ticked that keywords suggest."""
        event.stop()
        text = " ".join(self._field.text.split())
        if not text:
            self.submit()
        else:
            self._show_rubric({number - 1 for number in suggest(self.instance, text)})
            self._rubric.focus()
            self.post_message(self.Edited())

    def on_tick_list_submitted(self, event: TickList.Submitted) -> None:
        """Give the answer."""
        event.stop()
        self.submit()

    def _show_rubric(self, ticked: set[int]) -> None:
        self._model.display = True
        self._rubric.display = True
        self._rubric.tick(ticked)
        self._note.say(pick(MARK, self.lang))
