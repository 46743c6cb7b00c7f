"""Every question, drill and section, filtered as one types."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Final

from quizrnn.errors import QuizrnnError
from quizrnn.text import Text, both
from quizrnn.tui.finder import Finder
from quizrnn.tui.keys import bind
from quizrnn.tui.screens.base import BaseScreen
from quizrnn.tui.widgets.fields import FilterField
from quizrnn.tui.widgets.piece_list import PieceList

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.binding import BindingType
    from textual.timer import Timer
    from textual.widget import Widget
    from textual.widgets import Input, OptionList

FIRST: Final = 14
"""How many matches are listed at once while one types: more than fit into most terminals."""
SHOWN: Final = 50
"""How many are listed once one pauses."""
PAUSE: Final = 0.15
"""Seconds without a key that count as a pause."""


class BrowseScreen(BaseScreen):
    """A filter, and the questions, drills and sections that pass it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("list", "down", "to_list", show=False),
        bind("filter", "slash", "to_filter", display="/"),
        bind("lift", "ctrl+o", "lift", display="^o"),
    ]

    def __init__(self) -> None:
        super().__init__(name="browse")
        self._rest: Timer | None = None
        self._waits = False

    def heading(self) -> Text:
        """Return the screen's name."""
        return both("Browse", "浏览")

    def about(self) -> Text:
        """Return what the help page says of this screen."""
        return both(
            "Type words of a question, drill or section, or how they begin: of the text, the id, the "
            "section, the type, a tag, or `suspended`, `buried`, `flagged`. All of them must occur. Enter "
            "shows a question, opens a drill, or lists a section; `Ctrl+O` lifts what was suspended or "
            "buried. Nothing else is recorded.",
            "输入题目、编程练习或章节中的词或词的开头：正文、编号、章节、题型、标签，"
            "或“已停用”“今天不再问”“已标记”，须全部出现。"
            "回车查看题目、打开练习或列出该章节的题目；`Ctrl+O` 恢复已停用或今天不再问的题目。其余不做记录。",
        )

    def body(self) -> Iterable[Widget]:
        """Return the filter and the list."""
        yield FilterField(placeholder=self.say(both("words to look for", "输入要查找的词")), id="filter")
        yield PieceList(id="matches")

    def on_mount(self) -> None:
        """List everything."""
        self._fill()
        self._field.focus()

    def on_screen_resume(self) -> None:
        """Show which questions were suspended or flagged meanwhile."""
        if self.is_mounted and self._finder.read_marks():
            self._fill()

    async def retell(self) -> None:
        """Say everything in the other language, with the same filter."""
        words = self._field.value
        await super().retell()
        self._field.value = words
        self._fill()
        self._field.focus()

    @cached_property
    def _finder(self) -> Finder:
        return Finder(self.quizrnn)

    @property
    def _field(self) -> FilterField:
        return self.query_one("#filter", FilterField)

    def _fill(self, limit: int = FIRST, highlighted: int | None = 0) -> None:
        """List what matches the words that stand there."""
        self._waits = False
        if self._rest is not None:
            self._rest.stop()
            self._rest = None
        found = self._finder.find(self._field.value, limit)
        self.query_one("#matches", PieceList).show(found.entries, ids=found.rows, highlighted=highlighted)
        self.show_progress(found.counted)
        if limit < SHOWN and found.more:
            self._rest = self.set_timer(PAUSE, self._fill_further)

    def _fill_if_waiting(self) -> None:
        if self._waits and self.query("#filter"):
            self._fill()

    def _fill_further(self) -> None:
        """List more of what matches."""
        self._fill(SHOWN, self.query_one("#matches", PieceList).highlighted or 0)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter, once what was typed is painted: all banks take longer than a key may wait."""
        event.stop()
        self._waits = True
        self.call_after_refresh(self._fill_if_waiting)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Show the first match."""
        event.stop()
        self._fill_if_waiting()
        pieces = self.query_one("#matches", PieceList)
        if pieces.highlighted is not None:
            self._show(pieces.get_option_at_index(pieces.highlighted).id or "")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Show the question that was chosen."""
        event.stop()
        self._show(event.option.id or "")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the way to the filter where one types into it."""
        if action == "lift":
            return self._highlighted_mark() is not None
        if action == "to_filter":
            return self.is_mounted and not self._field.has_focus
        return super().check_action(action, parameters)

    def action_to_list(self) -> None:
        """Go from the filter to the list."""
        self.query_one("#matches").focus()

    def action_to_filter(self) -> None:
        """Go to the filter."""
        self._field.focus()

    def _show(self, row: str) -> None:
        kind, _, key = row.partition(" ")
        if kind == "question":
            from quizrnn.tui.screens.show import ShowScreen

            self.quizrnn.ways.show(lambda: ShowScreen(key))
        elif kind == "drill":
            from quizrnn.tui.screens.drill import DrillScreen

            self.quizrnn.ways.show(lambda: DrillScreen(key))
        elif kind == "section":
            self._field.value = f"{key} "
            self._field.cursor_position = len(self._field.value)
            self._field.focus()

    def action_lift(self) -> None:
        """Have the highlighted question asked again."""
        key = self._highlighted_mark()
        if key is None:
            return
        try:
            self._finder.lift(key)
        except QuizrnnError as error:
            self.quizrnn.tell(error.message, "error")
            return
        self._fill()
        self.refresh_bindings()
        self.quizrnn.tell(both("Asked again from now on.", "已恢复，以后会再问这道题。"))

    def _highlighted_mark(self) -> str | None:
        """Return the highlighted question if no session asks it today."""
        pieces = self.query_one("#matches", PieceList) if self.is_mounted else None
        if pieces is None or pieces.highlighted is None or pieces.highlighted >= pieces.option_count:
            return None
        kind, _, key = (pieces.get_option_at_index(pieces.highlighted).id or "").partition(" ")
        return key if kind == "question" and self._finder.is_put_away(key) else None

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Offer what can be done with it."""
        event.stop()
        self.refresh_bindings()
