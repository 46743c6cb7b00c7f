"""The editor with its line: finding, going to a line, and what Python cannot read."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.containers import Vertical

from quizrnn.text import both, pick
from quizrnn.tui.keys import bind
from quizrnn.tui.widgets.code_editor import CodeEditor
from quizrnn.tui.widgets.editor_line import EditorLine, SeekField

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.timer import Timer
    from textual.widgets import Input, TextArea

READ_AFTER: Final = 0.6
"""Seconds without a key press after which Python looks at what was typed."""
READ_UP_TO: Final = 40_000
"""Characters above which it does not: reading them would keep the next key waiting."""


class CodePane(Vertical):
    """Editor and line; ``lang`` is the learner's language."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("find", "ctrl+f", "find", display="^f"),
        bind("to-line", "ctrl+g", "to_line", show=False, display="^g"),
    ]

    def __init__(self, text: str, lang: str = "en") -> None:
        super().__init__(id="code")
        self.editor = CodeEditor(text, id="editor")
        """Where the code is written."""
        self._line = EditorLine()
        self._lang = lang
        self._timer: Timer | None = None
        self._origin: tuple[int, int] = (0, 0)
        self._sought = ""
        self._goes = False

    def compose(self) -> ComposeResult:
        """Lay editor and line out."""
        yield self.editor
        yield self._line

    def on_mount(self) -> None:
        """Say where the cursor stands."""
        self._tell_place()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:  # noqa: ARG002
        """Have Python look at the code once the learner pauses."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(READ_AFTER, self.read)

    def on_text_area_selection_changed(self, event: TextArea.SelectionChanged) -> None:
        """Say where the cursor stands."""
        event.stop()
        if not self._line.has_class("-seeks"):
            self._tell_place()

    def read(self) -> None:
        """Mark the line that Python cannot read, and say why; the code is not run.

        A thread would not help here: Python's parser holds the interpreter's lock.
        """
        from quizrnn.drills.syntax_words import syntax_fault

        text = self.editor.text
        fault = syntax_fault(text) if len(text) <= READ_UP_TO else None
        self.editor.mark_unread(None if fault is None else fault.line)
        message = ""
        if fault is not None:
            said = pick(fault.text, self._lang)
            message = pick(both(f"✗ line {fault.line}: {said}", f"✗ 第 {fault.line} 行：{said}"), self._lang)
        self._line.status.say(message=message)

    def action_find(self) -> None:
        """Look for a text; what is selected, or was looked for before, stands there already."""
        selected = self.editor.selected_text
        if self._line.has_class("-seeks") and not self._goes:
            self.action_step(1)
            return
        self._origin = min(self.editor.selection)
        self._goes = False
        start = selected if selected and "\n" not in selected else self._sought
        self._line.open(pick(both("Find", "查找"), self._lang), start)
        self._line.status.say(place="")

    def action_to_line(self) -> None:
        """Go to a line by its number."""
        self._origin = self.editor.cursor_location
        self._goes = True
        self._line.open(pick(both("Line number", "行号"), self._lang), "")
        self._line.status.say(place=f"1–{self.editor.document.line_count}")

    def action_step(self, step: int) -> None:
        """Go to the next place of what is looked for, or the one before."""
        if self._goes:
            self.close()
        else:
            self._tell_found(*self.editor.find(self._sought, step))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Go to the line or the first place at once."""
        event.stop()
        if self._goes:
            if event.value.strip().isdecimal():
                self.editor.to_line(int(event.value))
            return
        self._sought = event.value
        if event.value:
            self._tell_found(*self.editor.find(event.value, 0, self._origin))
        else:
            self._line.status.say(place="")

    def on_seek_field_stepped(self, event: SeekField.Stepped) -> None:
        """Go on from the place that was found."""
        event.stop()
        if not self._sought and not self._goes:
            self._sought = self._line.field.value
        self.action_step(event.step)

    def on_seek_field_closed(self, event: SeekField.Closed) -> None:
        """Go back to the code, where it was left or was found."""
        event.stop()
        self.close()

    def close(self) -> None:
        """Put the field away and go back to the code."""
        self._line.close()
        self.editor.focus()
        self._tell_place()

    def _tell_found(self, place: int, count: int) -> None:
        none = pick(both("not found", "未找到"), self._lang)
        self._line.status.say(place=f"{place}/{count}" if count else none)

    def _tell_place(self) -> None:
        row, column = self.editor.cursor_location
        self._line.status.say(place=f"{row + 1}:{column + 1}")
