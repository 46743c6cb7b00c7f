"""Any number of choices of several: ``multi``, and the rubric of ``short``."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from quizrnn.answers.shown import letter
from quizrnn.bank.model import MultiQuestion
from quizrnn.text import Text, both, pick
from quizrnn.tui.draw import line
from quizrnn.tui.keys import bind
from quizrnn.tui.prose import Prose
from quizrnn.tui.widgets.answer import AnswerWidget
from quizrnn.tui.widgets.choice_answer import marked
from quizrnn.tui.widgets.label import Note
from quizrnn.tui.widgets.piece_list import PieceList, labelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.content import Content
    from textual.widget import Widget

    from quizrnn.answers.verdict import Verdict

TICK: Text = both("Space or its letter ticks a choice, Enter submits", "空格键或字母键勾选，回车提交")


class TickList(PieceList):
    """A list whose entries are ticked by their letter, a digit, the space bar or a click."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("toggle", "space", "tick_entry", display="Space"),
        bind("submit", "enter", "submit"),
    ]

    class Submitted(Message):
        """Enter was pressed."""

    def __init__(self) -> None:
        self.ticked: set[int] = set()
        """Places of the entries that are ticked."""
        self._labels: list[str] = []
        self._texts: list[Content] = []
        super().__init__()

    def offer(self, calls: Sequence[str], texts: Sequence[Content]) -> None:
        """List other entries, none of them ticked."""
        self.ticked, self._labels, self._texts = set(), list(calls), list(texts)
        self.show([self._entry(place) for place in range(len(texts))], calls=calls)

    def tick(self, ticked: set[int]) -> None:
        """Tick just the entries at these places."""
        self.ticked = set(ticked)
        for place in range(len(self._texts)):
            self.replace(place, self._entry(place))

    def entry_called(self, place: int) -> None:
        """Tick what was called, or take the tick away."""
        self.tick(self.ticked ^ {place})

    def action_tick_entry(self) -> None:
        """Tick the highlighted entry, or take the tick away."""
        if self.highlighted is not None:
            self.entry_called(self.highlighted)

    def action_submit(self) -> None:
        """Pass Enter on."""
        self.post_message(self.Submitted())

    def action_select(self) -> None:
        """Let a click tick, where in a plain list it would choose."""
        self.action_tick_entry()

    def _entry(self, place: int) -> Prose:
        box = "[x]" if place in self.ticked else "[ ]"
        return labelled(f"{box} {self._labels[place]}", self._texts[place])


class MultiAnswer(AnswerWidget):
    """A list to tick."""

    def __init__(self) -> None:
        super().__init__()
        self._list = TickList()
        self._note = Note()

    def compose(self) -> ComposeResult:
        """Lay list and note out."""
        yield self._list
        yield self._note

    def ask(self) -> None:
        """List the choices."""
        self._list.offer(self.letters(), [line(choice) for choice in self.shown.choices])
        self._note.say(pick(TICK, self.lang))
        self._note.display = True

    def takers(self) -> Sequence[Widget]:
        """Return the list."""
        return (self._list,)

    def letters(self) -> list[str]:
        """Return the letters of the displayed choices."""
        return [letter(place) for place in range(len(self.shown.choices))]

    def answer(self) -> str:
        """Return the letters of the ticked choices."""
        letters = self.letters()
        return ",".join(letters[place] for place in sorted(self._list.ticked))

    def restore(self, answer: str) -> None:
        """Tick what was given."""
        given = answer.split(",")
        self._list.tick({place for place, call in enumerate(self.letters()) if call in given})

    def reveal(self, answer: str, verdict: Verdict) -> None:
        """Mark what is right and what was ticked in error."""
        super().reveal(answer, verdict)
        question = self.instance.question
        assert isinstance(question, MultiQuestion)
        right = [question.choices[place].correct for place in self.instance.order]
        texts = [line(choice) for choice in self.shown.choices]
        self._list.show(marked(self.letters(), texts, right, set(answer.split(","))), highlighted=None)
        self._note.display = False

    def on_tick_list_submitted(self, event: TickList.Submitted) -> None:
        """Give the answer."""
        event.stop()
        self.submit()
