"""One choice of several, or of two: ``choice`` and ``boolean``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from quizrnn.answers.shown import letter
from quizrnn.bank.model import BooleanQuestion, ChoiceQuestion
from quizrnn.text import both, pick
from quizrnn.tui.draw import line
from quizrnn.tui.prose import Prose
from quizrnn.tui.widgets.answer import AnswerWidget
from quizrnn.tui.widgets.piece_list import PieceList, labelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.widget import Widget
    from textual.widgets import OptionList

    from quizrnn.answers.verdict import Verdict


class ChoiceAnswer(AnswerWidget):
    """A list: a letter or digit moves to a choice, Enter or a click gives it."""

    def __init__(self) -> None:
        super().__init__()
        self._list = PieceList()

    def compose(self) -> ComposeResult:
        """Lay the list out."""
        yield self._list

    def ask(self) -> None:
        """List the choices."""
        letters = self.letters()
        self._list.show(
            [labelled(f"{call} ", text) for call, text in zip(letters, self.texts(), strict=True)],
            calls=letters,
        )

    def takers(self) -> Sequence[Widget]:
        """Return the list."""
        return (self._list,)

    def letters(self) -> list[str]:
        """Return what calls each choice, which is also the answer in line syntax."""
        if isinstance(self.instance.question, BooleanQuestion):
            return ["t", "f"]
        return [letter(place) for place in range(len(self.shown.choices))]

    def texts(self) -> list[Content]:
        """Return the choices as they are shown."""
        if isinstance(self.instance.question, BooleanQuestion):
            return [Content(pick(text, self.lang)) for text in (both("true", "对"), both("false", "错"))]
        return [line(choice) for choice in self.shown.choices]

    def right(self) -> list[bool]:
        """Return which of the displayed choices are right."""
        match self.instance.question:
            case BooleanQuestion(answer=answer):
                return [answer, not answer]
            case ChoiceQuestion(choices=choices):
                return [choices[place].correct for place in self.instance.order]
            case _:
                return []

    def answer(self) -> str:
        """Return the highlighted choice's letter."""
        highlighted = self._list.highlighted
        return "" if highlighted is None else self.letters()[highlighted]

    def restore(self, answer: str) -> None:
        """Highlight the choice that was given."""
        if answer in self.letters():
            self._list.highlighted = self.letters().index(answer)

    def reveal(self, answer: str, verdict: Verdict) -> None:
        """Mark the right choice and the one that was given."""
        super().reveal(answer, verdict)
        self._list.show(marked(self.letters(), self.texts(), self.right(), {answer}), highlighted=None)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Give the answer."""
        event.stop()
        self.submit()


def marked(letters: list[str], texts: list[Content], right: list[bool], given: set[str]) -> list[Prose]:
    """Return choices with ✓ before what is right and ✗ before what was given and is wrong."""
    entries = []
    for call, text, correct in zip(letters, texts, right, strict=True):
        chosen = call in given
        mark, style = (
            ("✓", "bold $text-success") if correct else ("✗", "bold $text-error") if chosen else (" ", "")
        )
        content = text if correct or chosen else text.stylize("$text-muted")
        entries.append(labelled(f"{mark} {call}", content, style=style))
    return entries
