"""Pieces to pair: ``match``."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.message import Message

from quizrnn.answers.shown import letter
from quizrnn.bank.model import MatchQuestion
from quizrnn.text import Text, both, pick
from quizrnn.tui.draw import line
from quizrnn.tui.keys import bind
from quizrnn.tui.widgets.answer import AnswerWidget
from quizrnn.tui.widgets.label import Note
from quizrnn.tui.widgets.piece_list import PieceList, labelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widget import Widget
    from textual.widgets import OptionList

    from quizrnn.answers.verdict import Verdict
    from quizrnn.tui.prose import Prose

HOW: Text = both(
    "A letter goes to a piece, a number pairs it; ← → change the number, a click pairs too. Enter submits.",
    "字母键选中一项，数字键为它配对；← → 更换数字，也可单击配对。回车提交。",
)


class PairList(PieceList):
    """Left-hand pieces, each with the number of the right-hand piece that it is paired with."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("submit", "enter", "submit"),
        bind("pair.on", "right", "turn(1)", display="←→"),
        bind("pair.back", "left", "turn(-1)", show=False),
        bind("pair.part", "backspace", "part", show=False),
    ]

    class Submitted(Message):
        """Enter was pressed."""

    def __init__(self) -> None:
        self.pairs: list[int | None] = []
        """Number of the right-hand piece of each left-hand one, counted from 0."""
        self._texts: list[Content] = []
        self._rights = 0
        self._typed = ""
        super().__init__()

    def offer(self, texts: Sequence[Content], rights: int) -> None:
        """List other left-hand pieces, to be paired with as many right-hand ones."""
        self.pairs, self._texts, self._rights = [None] * len(texts), list(texts), rights
        places = range(len(texts))
        self.show([self._entry(place) for place in places], calls=[letter(place) for place in places])

    def called(self, character: str | None) -> int | None:
        """Return the place of the entry that a letter calls; digits pair."""
        return None if character and character.isdecimal() else super().called(character)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Say that digits, too, are taken here."""
        return self._number(character) is not None or super().check_consume_key(key, character)

    def on_key(self, event: events.Key) -> None:
        """Pair the highlighted piece with the number typed; once it is whole, go to the next without one."""
        character = event.character or ""
        if self._number(character) is None and self._number(self._typed + character) is None:
            super().on_key(event)
            return
        event.stop()
        event.prevent_default()
        number = self._number(self._typed + character)
        if number is None:  # the number before was whole
            self.pair(self._number(self._typed))
            self._typed, number = "", self._number(character)
        self._typed += character
        more = int(self._typed) * 10 <= self._rights
        self.pair(number, go_on=not more)
        if not more:
            self._typed = ""

    def watch_highlighted(self, highlighted: int | None) -> None:
        """Begin a new number with each piece."""
        self._typed = ""
        super().watch_highlighted(highlighted)

    def pair(self, number: int | None, *, go_on: bool = True) -> None:
        """Pair the highlighted piece with a right-hand one."""
        here = self.highlighted
        if here is None:
            return
        self.pairs[here] = number
        self.replace(here, self._entry(here))
        if go_on and number is not None:
            places = [*range(here + 1, len(self.pairs)), *range(here)]
            self.highlighted = next((place for place in places if self.pairs[place] is None), here)

    def set_pairs(self, pairs: Sequence[int | None]) -> None:
        """Pair all pieces at once."""
        self.pairs = list(pairs)
        for place in range(len(self.pairs)):
            self.replace(place, self._entry(place))

    def action_turn(self, by: int) -> None:
        """Pair the highlighted piece with the next number."""
        if self.highlighted is None:
            return
        now = self.pairs[self.highlighted]
        start = -1 if now is None and by > 0 else 0 if now is None else now
        self.pair((start + by) % self._rights, go_on=False)

    def action_part(self) -> None:
        """Take the highlighted piece's partner away."""
        self.pair(None, go_on=False)

    def action_submit(self) -> None:
        """Pass Enter on."""
        self.post_message(self.Submitted())

    def action_select(self) -> None:
        """Let a click only highlight."""

    def _number(self, character: str | None) -> int | None:
        if not character or not (character.isascii() and character.isdecimal()):
            return None
        number = int(character)
        return number - 1 if 1 <= number <= self._rights else None

    def _entry(self, place: int) -> Prose:
        number = self.pairs[place]
        partner = "·" if number is None else str(number + 1)
        return labelled(f"{letter(place)} → {partner:<2}", self._texts[place])


class MatchAnswer(AnswerWidget):
    """Left-hand pieces to pair above the right-hand ones."""

    DEFAULT_CSS = """
    MatchAnswer #rights {
        margin-top: 1;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._pairs = PairList()
        self._rights = PieceList(id="rights")
        self._rights.can_focus = False
        self._note = Note()

    def compose(self) -> ComposeResult:
        """Lay both lists and the note out."""
        yield self._pairs
        yield self._rights
        yield self._note

    def ask(self) -> None:
        """List the pieces."""
        self._pairs.offer([line(text) for text in self.shown.left], len(self.shown.right))
        self._rights.show(
            [labelled(f"{number:>2}", line(text)) for number, text in enumerate(self.shown.right, 1)]
        )
        self._note.say(pick(HOW, self.lang))
        self._note.display = True

    def takers(self) -> Sequence[Widget]:
        """Return the left-hand list alone."""
        return (self._pairs,)

    def answer(self) -> str:
        """Return the pairs made so far."""
        pairs = self._pairs.pairs
        return " ".join(
            f"{letter(place)}{number + 1}" for place, number in enumerate(pairs) if number is not None
        )

    def restore(self, answer: str) -> None:
        """Make the pairs of an answer."""
        given = {part[0]: int(part[1:]) - 1 for part in answer.split() if part[1:].isdecimal()}
        self._pairs.set_pairs([given.get(letter(place)) for place in range(len(self.shown.left))])

    def reveal(self, answer: str, verdict: Verdict) -> None:
        """Mark which pairs are right."""
        super().reveal(answer, verdict)
        question = self.instance.question
        assert isinstance(question, MatchQuestion)
        entries = []
        for place, text in enumerate(self.shown.left):
            number = self._pairs.pairs[place]
            right = number is not None and self._belong(place, number)
            mark, style = ("✓", "bold $text-success") if right else ("✗", "bold $text-error")
            partner = "·" if number is None else str(number + 1)
            entries.append(labelled(f"{mark} {letter(place)} → {partner:<2}", line(text), style=style))
        self._pairs.show(entries, highlighted=None)
        self._note.display = False

    def _belong(self, left: int, right: int) -> bool:
        """Tell whether two displayed pieces stand in the same pair; pieces that read alike are alike."""
        question = self.instance.question
        assert isinstance(question, MatchQuestion)
        pair = question.pairs[self.instance.left_order[left]]
        place = self.instance.order[right]
        rights = [*(pair.right for pair in question.pairs), *question.distractors]
        return rights[place] == pair.right

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Pair the highlighted piece with the right-hand one that was clicked."""
        event.stop()
        if event.option_list is self._rights:
            self._pairs.pair(event.option_index)

    def on_pair_list_submitted(self, event: PairList.Submitted) -> None:
        """Give the answer."""
        event.stop()
        self.submit()
