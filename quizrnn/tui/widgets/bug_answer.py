"""A line of code at fault: ``bug``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from quizrnn.bank.model import BugQuestion
from quizrnn.text import Text, both, pick
from quizrnn.tui.draw import code_lines
from quizrnn.tui.prose import Paragraph, Prose
from quizrnn.tui.widgets.answer import AnswerWidget
from quizrnn.tui.widgets.label import Note
from quizrnn.tui.widgets.piece_list import PieceList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.widget import Widget
    from textual.widgets import OptionList

    from quizrnn.answers.verdict import Verdict

HOW: Text = both("Go to the line at fault and press Enter.", "移到出错的那一行，按回车提交。")


class CodeList(PieceList):
    """Lines of code to walk; typing a number goes to that line."""

    DEFAULT_CSS = """
    CodeList {
        background: $surface;
    }
    """

    def __init__(self) -> None:
        self._rows: list[Content] = []
        self._typed = ""
        super().__init__()

    def offer(self, code: str) -> None:
        """List the lines of other code."""
        self._rows, self._typed = code_lines(code), ""
        self.show([self.entry(place) for place in range(len(self._rows))])

    def entry(self, place: int, mark: str = " ", style: str = "$text-muted") -> Prose:
        """Return a line of code with its number, and what it is marked with."""
        number = Content.styled(f"{mark} {place + 1:>{len(str(len(self._rows)))}}  ", style)
        return Prose([Paragraph(self._rows[place], number, number.cell_length + 4)])

    def on_key(self, event: events.Key) -> None:
        """Gather the digits of a line's number."""
        character = event.character or ""
        if not (character.isascii() and character.isdecimal()):
            self._typed = ""
            return
        event.stop()
        event.prevent_default()
        for typed in (self._typed + character, character):
            if 1 <= int(typed) <= self.option_count:
                self._typed = typed
                self.highlighted = int(typed) - 1
                return

    def called(self, character: str | None) -> int | None:
        """Return the place of the line that a digit begins the number of."""
        return super().called(character) if character and character.isdecimal() else None


class BugAnswer(AnswerWidget):
    """The code itself, to point into."""

    def __init__(self) -> None:
        super().__init__()
        self._list = CodeList()
        self._note = Note()

    def compose(self) -> ComposeResult:
        """Lay list and note out."""
        yield self._list
        yield self._note

    def ask(self) -> None:
        """List the lines."""
        self._list.offer(self._question().code)
        self._note.say(pick(HOW, self.lang))
        self._note.display = True

    def takers(self) -> Sequence[Widget]:
        """Return the list."""
        return (self._list,)

    def _question(self) -> BugQuestion:
        question = self.instance.question
        assert isinstance(question, BugQuestion)
        return question

    def answer(self) -> str:
        """Return the number of the highlighted line."""
        highlighted = self._list.highlighted
        return "" if highlighted is None else str(highlighted + 1)

    def restore(self, answer: str) -> None:
        """Go to the line that was named."""
        if answer.isdecimal() and 1 <= int(answer) <= self._list.option_count:
            self._list.highlighted = int(answer) - 1

    def reveal(self, answer: str, verdict: Verdict) -> None:
        """Mark the line at fault and the one that was named."""
        super().reveal(answer, verdict)
        lines = self._question().lines
        right = {lines} if isinstance(lines, int) else set(lines)
        pieces = self._list
        entries = []
        for place in range(pieces.option_count):
            number = place + 1
            if number in right:
                entries.append(pieces.entry(place, "✓", "bold $text-success"))
            elif str(number) == answer:
                entries.append(pieces.entry(place, "✗", "bold $text-error"))
            else:
                entries.append(pieces.entry(place))
        pieces.show(entries, highlighted=None)
        self._note.display = False

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Give the answer."""
        event.stop()
        self.submit()
