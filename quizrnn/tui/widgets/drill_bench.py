"""Where a drill is read and written: sheet and editor, one at a time where there is little room."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, cast

from textual.containers import Horizontal

from quizrnn.errors import QuizrnnError
from quizrnn.text import Text, both
from quizrnn.tui import outside
from quizrnn.tui.keys import bind
from quizrnn.tui.widgets.code_pane import CodePane
from quizrnn.tui.widgets.drill_sheet import DrillSheet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.timer import Timer
    from textual.widgets import TextArea

    from quizrnn.tui.app import QuizrnnApp
    from quizrnn.tui.draft import Draft
    from quizrnn.tui.widgets.code_editor import CodeEditor

SAVE_AFTER: Final = 0.5
"""Seconds without a key press after which the draft is saved."""


class DrillBench(Horizontal):
    """Sheet and editor, and the way of what is typed to the disk."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("edit", "enter", "edit"),
        bind("rung", "ctrl+t", "rung", display="^t"),
        bind("pane", "f6", "pane", display="F6"),
        bind("external-editor", "e", "external_editor"),
        bind("external-editor", "f4", "external_editor", display="F4"),
    ]

    def __init__(self, draft: Draft, lang: str = "en") -> None:
        super().__init__(id="panes")
        self._draft = draft
        self._timer: Timer | None = None
        self._sheet, self._code = DrillSheet(), CodePane(draft.text, lang)
        self._fault: int | None = None
        self.rungs = 1
        """How far the ladder of each diagnosis is climbed."""

    def compose(self) -> ComposeResult:
        """Lay sheet and editor out."""
        yield self._sheet
        yield self._code

    @property
    def sheet(self) -> DrillSheet:
        """What is read."""
        return self._sheet

    @property
    def editor(self) -> CodeEditor:
        """What is written."""
        return self._code.editor

    # -- the draft -------------------------------------------------------------------------------------

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Take what was typed, and save it once the learner pauses."""
        self._draft.text = event.text_area.text
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(SAVE_AFTER, self.keep)

    def keep(self) -> None:
        """Save the draft."""
        try:
            aside = self._draft.save()
        except QuizrnnError as error:
            self._tell(error.message, failed=True)
            return
        if aside is not None:
            en = f"The file had changed outside; that version is in {aside.name}."
            self._tell(both(en, f"文件已在别处被修改；那个版本保存在 {aside.name}。"))

    def take_file(self) -> bool:
        """Take what the file now holds into the editor, as one step that can be undone."""
        try:
            self._draft.load()
        except QuizrnnError as error:
            self._tell(error.message, failed=True)
            return False
        editor = self.editor
        if editor.text != self._draft.text:
            editor.replace(self._draft.text, (0, 0), editor.document.end)
            editor.cursor_location = (0, 0)
        return True

    def action_external_editor(self) -> None:
        """Open the file in the learner's own editor."""
        self.keep()
        try:
            outside.edit(cast("QuizrnnApp", self.app), self._draft.path)
        except QuizrnnError as error:
            self._tell(error.message)
        self.take_file()

    def on_unmount(self) -> None:
        """Save the draft."""
        self.keep()

    # -- panes -----------------------------------------------------------------------------------------

    def to_sheet(self) -> None:
        """Go to the sheet."""
        self.screen.remove_class("-editing")
        self.sheet.focus()

    def action_edit(self) -> None:
        """Go to the editor: to the line that a new verdict names, at first to where one may begin."""
        self.screen.add_class("-editing")
        self.editor.focus()
        fault, self._fault = self._fault, None
        if fault is not None and self.editor.faults:
            self.call_after_refresh(self.editor.to_line, self.editor.faults[0])
        elif self.editor.cursor_location == (0, 0):
            self.call_after_refresh(self.editor.to_first, "raise NotImplementedError", "def ")

    def action_pane(self) -> None:
        """Go to the other pane."""
        if self.editor.has_focus:
            self.to_sheet()
        else:
            self.action_edit()

    def on_code_editor_left(self, event: CodeEditor.Left) -> None:
        """Go from the editor to the sheet, with the draft saved."""
        event.stop()
        self.keep()
        self.to_sheet()

    def action_rung(self) -> None:
        """Tell more about the diagnosis."""
        self.rungs = self.sheet.climb()
        self.screen.refresh_bindings()

    def mark(self, lines: Iterable[int]) -> None:
        """Mark lines of the code as at fault, and no others."""
        self.editor.mark(lines)
        self._fault = next(iter(self.editor.faults), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the keys that would do nothing now."""
        match action:
            case "edit":
                return not self.editor.has_focus
            case "rung":
                return self.sheet.more
            case _:
                return super().check_action(action, parameters)

    def _tell(self, text: Text, *, failed: bool = False) -> None:
        cast("QuizrnnApp", self.app).tell(text, "error" if failed else "warning")
