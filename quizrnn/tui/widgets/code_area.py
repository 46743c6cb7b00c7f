"""A text area that types Python: indentation, pairs, comments and lines that move."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.widgets import TextArea

from quizrnn.tui.keys import bind
from quizrnn.tui.widgets.code_text import (
    INDENT,
    PAIRS,
    comment_toggled,
    completion,
    depth_of,
    is_empty_pair,
    next_depth,
    types_over,
)
from quizrnn.tui.widgets.fields import editing_keys

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.binding import BindingType


class CodeArea(TextArea, inherit_bindings=False):
    """The keys of a programmer's editor. What is pasted is taken as it is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *editing_keys(),
        bind("comment", "ctrl+underscore", "toggle_comment", show=False, display="^/"),
        bind("comment", "ctrl+slash", "toggle_comment", show=False, display="^/"),
        bind("indent", "tab", "indent", show=False, display="Tab"),
        bind("dedent", "shift+tab", "dedent", show=False, display="Shift+Tab"),
        bind("move-line.up", "ctrl+up", "move_lines(-1)", show=False, display="^↑"),
        bind("move-line.down", "ctrl+down", "move_lines(1)", show=False, display="^↓"),
        bind("move-line.up", "ctrl+shift+up", "move_lines(-1)", show=False, display="^⇧↑"),
        bind("move-line.down", "ctrl+shift+down", "move_lines(1)", show=False, display="^⇧↓"),
        bind("editor-undo", "ctrl+u", "undo", show=False, display="^u"),
        bind("editor-redo", "ctrl+y", "redo", show=False, display="^y"),
    ]

    async def _on_key(self, event: events.Key) -> None:
        character = event.character if event.is_printable else None
        if event.key == "enter":
            self.action_newline()
        elif event.key == "tab":
            self.action_indent()
        elif event.key == "backspace" and self._in_indentation():
            self.action_dedent_cursor()
        elif event.key == "backspace" and self._in_empty_pair():
            row, column = self.cursor_location
            self.delete((row, column - 1), (row, column + 1))
        elif character is None or not self._pair(character):
            return
        self._restart_blink()
        event.stop()
        event.prevent_default()

    def _pair(self, typed: str) -> bool:
        """Type a bracket or quote with its partner, around the selection or over itself, where that helps."""
        start, end = sorted(self.selection)
        if start != end:
            if typed not in PAIRS:
                return False
            self._enclose(typed)
            return True
        row, column = start
        line = self.document.get_line(row)
        if types_over(line, column, typed):
            self.move_cursor((row, column + 1))
            return True
        closing = completion(line, column, typed)
        if closing:
            self._replace_via_keyboard(typed + closing, start, start)
            self.move_cursor((row, column + 1))
        return bool(closing)

    def _enclose(self, opening: str) -> None:
        """Put the selection between a pair; it stays selected."""
        start, end = self.selection
        first, last = sorted((start, end))
        self.replace(
            opening + self.selected_text + PAIRS[opening], first, last, maintain_selection_offset=False
        )

        def moved(location: tuple[int, int]) -> tuple[int, int]:
            return location[0], location[1] + (location[0] == first[0])

        self.selection = type(self.selection)(moved(start), moved(end))

    def action_newline(self) -> None:
        """Break the line and indent the next as its block wants; a pair opens to three lines."""
        start, end = self.selection
        row, column = min(start, end)
        line = self.document.get_line(row)
        depth = next_depth(line[:column])
        opened = start == end and line[:column].rstrip()[-1:] in {"(", "[", "{"}
        if opened and is_empty_pair(line, column):
            closing = "\n" + " " * depth_of(line)
            self._replace_via_keyboard("\n" + " " * depth + closing, start, end)
            self.move_cursor((row + 1, depth))
            return
        self._replace_via_keyboard("\n" + " " * depth, start, end)

    def action_indent(self) -> None:
        """Indent the selected lines, or go to the next tab stop."""
        start, end = sorted(self.selection)
        if start[0] == end[0]:
            blanks = INDENT - self.cursor_location[1] % INDENT
            self._replace_via_keyboard(" " * blanks, *self.selection)
            return
        self._change_lines(lambda rows: [" " * INDENT + line if line.strip() else line for line in rows])

    def action_dedent(self) -> None:
        """Take one step of indentation from the selected lines."""
        self._change_lines(lambda rows: [line[min(INDENT, depth_of(line)) :] for line in rows])

    def action_dedent_cursor(self) -> None:
        """Go back to the tab stop before."""
        row, column = self.cursor_location
        back = (column - 1) % INDENT + 1
        self.delete((row, column - back), (row, column))

    def action_toggle_comment(self) -> None:
        """Make the selected lines comments, or code again where all of them are comments."""
        self._change_lines(comment_toggled)

    def action_move_lines(self, by: int) -> None:
        """Change places of the selected lines and the line above (-1) or below (1) them."""
        rows = self._rows()
        other = rows.start - 1 if by < 0 else rows.stop
        if not 0 <= other < self.document.line_count:
            return
        lines = [self.document.get_line(row) for row in rows]
        passed = self.document.get_line(other)
        new = [*lines, passed] if by < 0 else [passed, *lines]
        first, last = min(rows.start, other), max(rows.stop - 1, other)
        start, end = self.selection
        bottom = (last, len(self.document.get_line(last)))
        self.replace("\n".join(new), (first, 0), bottom, maintain_selection_offset=False)

        def moved(location: tuple[int, int]) -> tuple[int, int]:
            row = min(max(location[0] + by, 0), self.document.line_count - 1)
            return row, min(location[1], len(self.document.get_line(row)))

        self.selection = type(self.selection)(moved(start), moved(end))

    def _in_indentation(self) -> bool:
        row, column = self.cursor_location
        before = self.document.get_line(row)[:column]
        return self.selection.is_empty and bool(before) and not before.strip(" ")

    def _in_empty_pair(self) -> bool:
        row, column = self.cursor_location
        return self.selection.is_empty and is_empty_pair(self.document.get_line(row), column)

    def _rows(self) -> range:
        (first, _), (last, column) = sorted(self.selection)
        return range(first, last + (column > 0 or last == first))

    def _change_lines(self, change: Callable[[list[str]], list[str]]) -> None:
        """Change the selected lines as one step of undo; the cursor keeps its place in the text."""
        rows = self._rows()
        old = [self.document.get_line(row) for row in rows]
        new = change(old)
        if new == old:
            return
        start, end = self.selection
        bottom = (rows.stop - 1, len(old[-1]))
        self.replace("\n".join(new), (rows.start, 0), bottom, maintain_selection_offset=False)
        grown = {row: len(new[k]) - len(old[k]) for k, row in enumerate(rows)}

        def moved(location: tuple[int, int]) -> tuple[int, int]:
            row, column = location
            return row, max(0, column + grown.get(row, 0))

        self.selection = type(self.selection)(moved(start), moved(end))
