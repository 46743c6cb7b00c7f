"""Pieces to bring into order: ``order``."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from quizrnn.answers.shown import letter
from quizrnn.text import Text, both, pick
from quizrnn.tui.draw import line
from quizrnn.tui.keys import bind
from quizrnn.tui.widgets.answer import AnswerWidget
from quizrnn.tui.widgets.label import Note
from quizrnn.tui.widgets.piece_list import PieceList, labelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.content import Content
    from textual.widget import Widget

    from quizrnn.answers.verdict import Verdict
    from quizrnn.tui.prose import Prose

HOW: Text = both(
    "Space or a click lifts a piece, the arrows carry it, Space puts it down; Ctrl+↑↓ or J K move it at "
    "once. Enter submits.",
    "空格键或单击拿起一项，方向键移动，再按空格键放下；Ctrl+↑↓ 或 J K 直接移动。回车提交。",
)


class OrderList(PieceList):
    """A list whose entries change places and keep their letters."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("submit", "enter", "submit"),
        bind("move.lift", "space", "lift", display="Space"),
        bind("move.down", "shift+down", "carry(1)", show=False),
        bind("move.up", "shift+up", "carry(-1)", show=False),
        bind("move.down", "ctrl+down", "carry(1)", show=False),
        bind("move.up", "ctrl+up", "carry(-1)", show=False),
        bind("move.down", "J", "carry(1)", show=False),
        bind("move.up", "K", "carry(-1)", show=False),
    ]

    class Submitted(Message):
        """Enter was pressed."""

    def __init__(self) -> None:
        self.order: list[int] = []
        """Displayed number of the piece at each place."""
        self._held: int | None = None
        self._texts: list[Content] = []
        super().__init__()

    def offer(self, texts: Sequence[Content]) -> None:
        """List other pieces, in the order in which they are given."""
        self.order, self._held, self._texts = list(range(len(texts))), None, list(texts)
        self.show([self._entry(place) for place in self.order], calls=self._letters())

    def set_order(self, order: Sequence[int], highlighted: int = 0) -> None:
        """Bring the pieces into an order of their displayed numbers."""
        self.order = list(order)
        for place in range(len(self.order)):
            self.replace(place, self._entry(place))
        self.recall(self._letters())
        self.highlighted = highlighted

    def action_carry(self, by: int) -> None:
        """Move the highlighted piece."""
        here = self.highlighted
        if here is not None and 0 <= here + by < len(self.order):
            self._put(here, here + by)

    def action_lift(self) -> None:
        """Take the highlighted piece up, or put the one that is carried down here."""
        here, held = self.highlighted, self._held
        if here is None:
            return
        self._held = here if held is None else None
        if held is None:
            self.replace(here, self._entry(here))
        else:
            self._put(held, here)

    def action_cursor_down(self) -> None:
        """Move the cursor, or what it carries."""
        self._step(1)

    def action_cursor_up(self) -> None:
        """Move the cursor, or what it carries."""
        self._step(-1)

    def action_first(self) -> None:
        """Go to the top, with what is carried."""
        self._go(0)

    def action_last(self) -> None:
        """Go to the bottom, with what is carried."""
        self._go(len(self.order) - 1)

    def action_submit(self) -> None:
        """Pass Enter on."""
        self.post_message(self.Submitted())

    def action_select(self) -> None:
        """Let a click lift a piece, or put down the one that is carried where it was clicked."""
        self.action_lift()

    def _step(self, by: int) -> None:
        here = self.highlighted
        if self._held is None or here is None:
            super().action_cursor_down() if by > 0 else super().action_cursor_up()
        elif 0 <= here + by < len(self.order):
            self._go(here + by)

    def _go(self, place: int) -> None:
        """Move the cursor to a place, and what it carries."""
        held = self._held
        if held is None:
            self.highlighted = place
        else:
            self._held = place
            self._put(held, place)

    def _put(self, source: int, target: int) -> None:
        """Move the piece at one place to another, the others closing up."""
        order = list(self.order)
        order.insert(target, order.pop(source))
        self.set_order(order, target)

    def _letters(self) -> list[str]:
        return [letter(number) for number in self.order]

    def _entry(self, place: int) -> Prose:
        number = self.order[place]
        mark = "↕" if place == self._held else " "
        return labelled(f"{mark} {place + 1}. {letter(number)}", self._texts[number])


class OrderAnswer(AnswerWidget):
    """A list to bring into order."""

    def __init__(self) -> None:
        super().__init__()
        self._list = OrderList()
        self._note = Note()

    def compose(self) -> ComposeResult:
        """Lay list and note out."""
        yield self._list
        yield self._note

    def ask(self) -> None:
        """List the pieces."""
        self._list.offer(self._texts())
        self._note.say(pick(HOW, self.lang))
        self._note.display = True

    def takers(self) -> Sequence[Widget]:
        """Return the list."""
        return (self._list,)

    def _texts(self) -> list[Content]:
        return [line(item) for item in self.shown.items]

    def answer(self) -> str:
        """Return the letters in their present order."""
        return " ".join(letter(number) for number in self._list.order)

    def restore(self, answer: str) -> None:
        """Bring the pieces into a given order."""
        numbers = {letter(number): number for number in range(len(self.shown.items))}
        order = [numbers[call] for call in answer.split() if call in numbers]
        if sorted(order) == sorted(numbers.values()):
            self._list.set_order(order)

    def reveal(self, answer: str, verdict: Verdict) -> None:
        """Mark which pieces stand in their places."""
        super().reveal(answer, verdict)
        entries = []
        for place, number in enumerate(self._list.order):
            right = self.instance.order[number] == place
            mark, style = ("✓", "bold $text-success") if right else ("✗", "bold $text-error")
            entries.append(
                labelled(f"{mark} {place + 1}. {letter(number)}", self._texts()[number], style=style)
            )
        self._list.show(entries, highlighted=None)
        self._note.display = False

    def on_order_list_submitted(self, event: OrderList.Submitted) -> None:
        """Give the answer."""
        event.stop()
        self.submit()
