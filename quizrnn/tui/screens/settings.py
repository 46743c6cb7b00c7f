"""The settings, each of which takes effect at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from quizrnn.errors import QuizrnnError
from quizrnn.study.settings import Settings
from quizrnn.text import Text, both
from quizrnn.tui.draw import prose
from quizrnn.tui.keys import bind
from quizrnn.tui.screens.base import BaseScreen
from quizrnn.tui.setting_rows import ROWS, Row, read, shown, stepped, value_of
from quizrnn.tui.widgets.fields import LineField
from quizrnn.tui.widgets.label import Note, Passage
from quizrnn.tui.widgets.piece_list import PieceList

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.binding import BindingType
    from textual.widget import Widget
    from textual.widgets import Input, OptionList


class SettingField(LineField):
    """The line in which a value is typed."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("save", "enter", "submit")]


class SettingList(PieceList):
    """The list of settings, on which left and right change rather than scroll."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("change.on", "right", "screen.step(1)", display="←→"),
        bind("change.back", "left", "screen.step(-1)", show=False),
    ]


class SettingsScreen(BaseScreen):
    """A list of settings, and below it what the highlighted one means or the line in which it is typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("standard", "backspace", "standard", display="Bksp"),
    ]

    def __init__(self) -> None:
        super().__init__(name="settings")
        self._editing: Row | None = None

    def heading(self) -> Text:
        """Return the screen's name."""
        return both("Settings", "设置")

    def about(self) -> Text:
        """Return what the help page says of this screen."""
        return both(
            "The arrow keys left and right change the highlighted setting; Enter lets you type a value, "
            "Backspace takes the standard one. Each change is saved and holds at once; a session that is "
            "open keeps the limits with which it began.",
            "左右方向键更改当前设置项；按回车可输入数值，按退格键恢复默认值。"
            "更改立即保存并生效；已经开始的一轮答题仍按开始时的上限进行。",
        )

    def body(self) -> Iterable[Widget]:
        """Return the rows, the note, and the line to type in."""
        with_room = VerticalScroll(
            SettingList(id="rows"),
            Note(id="meaning"),
            Vertical(Passage(id="asked"), SettingField(id="value"), id="edit"),
            Passage(id="wrong"),
            id="settings",
        )
        with_room.can_focus = False
        yield with_room

    def on_mount(self) -> None:
        """List the settings."""
        self._list(0)

    async def retell(self) -> None:
        """Say everything in the other language."""
        place = self.query_one("#rows", PieceList).highlighted or 0
        await super().retell()
        self._list(place)

    def on_screen_resume(self) -> None:
        """Show what was changed elsewhere."""
        if self.is_mounted and not self._editing:
            self._list(self.query_one("#rows", PieceList).highlighted or 0)

    def _list(self, place: int) -> None:
        """Show the settings, the one at ``place`` highlighted and nothing being typed."""
        self._editing = None
        pieces = self.query_one("#rows", PieceList)
        pieces.show([self._row(row) for row in ROWS], ids=[row.name for row in ROWS], highlighted=place)
        self.query_one("#edit").display = False
        self._complain("")
        pieces.focus()
        self.refresh_bindings()

    def _row(self, row: Row) -> Content:
        width = max(Content(self.say(row.title)).cell_length for row in ROWS) + 3
        title = Content(self.say(row.title)).pad_right(0)
        gap = " " * (width - title.cell_length)
        return Content.assemble(title, gap, (self.say(shown(row, self._value(row))), "bold $text-accent"))

    def _value(self, row: Row) -> Any:
        return value_of(row, self.services.settings, self.quizrnn.lang)

    @property
    def _highlighted(self) -> Row:
        return ROWS[self.query_one("#rows", PieceList).highlighted or 0]

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Say what the highlighted setting means."""
        event.stop()
        self.query_one("#meaning", Note).say(prose(self.say(self._highlighted.note)))
        self._complain("")
        self.refresh_bindings()

    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Let the setting be typed, step to its next value, or list the keys."""
        event.stop()
        row = self._highlighted
        if row.name == "keys":
            self.quizrnn.ways.open("keys")
        elif row.typed:
            self._edit(row)
        else:
            await self.action_step(1)

    def _edit(self, row: Row) -> None:
        self._editing = row
        value = self._value(row)
        self.query_one("#edit").display = True
        self.query_one("#asked", Passage).say(Content.styled(self.say(row.title), "bold"))
        field = self.query_one("#value", SettingField)
        field.value = "" if value is None else self.say(shown(row, value))
        field.cursor_position = len(field.value)
        field.focus()
        self._complain("")
        self.refresh_bindings()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Take the complaint away once one types on."""
        event.stop()
        self._complain("")

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the value that was typed, or say what is wrong with it."""
        event.stop()
        if self._editing is None:
            return
        try:
            value = read(self._editing, event.value)
        except QuizrnnError as error:
            self._complain(error.message)
        else:
            await self._change(self._editing, value)

    async def _change(self, row: Row, value: Any) -> None:
        place = ROWS.index(row)
        try:
            await self.quizrnn.change_setting(row.name, value)
        except QuizrnnError as error:
            self._complain(error.message)
        else:
            self._list(place)

    def _complain(self, text: Text) -> None:
        wrong = self.query_one("#wrong", Passage)
        wrong.display = bool(text)
        wrong.say(Content.styled(f"✗ {self.say(text)}", "$text-error") if text else "")

    def _differs(self, row: Row) -> bool:
        """Whether a setting has a standard value, and not that one now."""
        standard = value_of(row, Settings(), self.quizrnn.lang)
        return row.name not in ("language", "keys") and self._value(row) != standard

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the keys that change where there is nothing to change, or while one types."""
        if action in ("step", "standard"):
            if not self.is_mounted or self._editing is not None:
                return False
            row = self._highlighted
            return self._differs(row) if action == "standard" else bool(row.step or row.choices)
        return super().check_action(action, parameters)

    async def action_step(self, by: int) -> None:
        """Go to the next or the previous value."""
        row = self._highlighted
        value = stepped(row, self._value(row), by)
        if value is not None or row.choices:
            await self._change(row, value)

    async def action_standard(self) -> None:
        """Take the standard value."""
        row = self._highlighted
        await self._change(row, value_of(row, Settings(), self.quizrnn.lang))

    def action_back(self) -> None:
        """Leave the line in which a value is typed, else the screen."""
        if self._editing is not None:
            self._list(ROWS.index(self._editing))
        else:
            super().action_back()
