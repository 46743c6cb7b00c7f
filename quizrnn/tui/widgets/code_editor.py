"""An editor for Python: highlighting, indentation, comments, and marks on lines at fault."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual.message import Message
from textual.strip import Strip
from textual.widgets import TextArea
from textual.widgets.text_area import TextAreaTheme

from quizrnn.tui.keys import bind
from quizrnn.tui.widgets.fields import editing_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual import events
    from textual.binding import BindingType

INDENT: Final = 4
_ENDS_BLOCK: Final = ("return", "pass", "raise", "break", "continue")


def _theme(name: str, keyword: str, string: str, number: str, function: str, comment: str) -> TextAreaTheme:
    """Return a theme whose ground is the style sheet's and whose code is coloured."""
    plain = {
        "keyword": Style(color=keyword, bold=True),
        "string": Style(color=string),
        "number": Style(color=number),
        "function": Style(color=function),
        "comment": Style(color=comment, italic=True),
    }
    alike = {
        "keyword": (
            "keyword.function",
            "keyword.return",
            "keyword.operator",
            "conditional",
            "repeat",
            "include",
        ),
        "string": ("string.documentation",),
        "number": ("float", "boolean", "constant.builtin"),
        "function": ("method", "function.call", "method.call", "class", "type", "type.class"),
        "comment": (),
    }
    styles = dict(plain)
    for name_, others in alike.items():
        styles.update(dict.fromkeys(others, plain[name_]))
    return TextAreaTheme(name=name, syntax_styles=styles)


class CodeEditor(TextArea, inherit_bindings=False):
    """A text area for Python. Tab indents, Esc leaves."""

    DEFAULT_CSS = """
    CodeEditor, CodeEditor:focus {
        border: none;
        padding: 0;
        background: $background;
    }
    CodeEditor .text-area--cursor-line {
        background: $surface;
    }
    CodeEditor .text-area--gutter, CodeEditor .text-area--cursor-gutter {
        color: $text-muted;
        background: $background;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *editing_keys(),
        bind("comment", "ctrl+underscore", "toggle_comment", display="^/"),
        bind("comment", "ctrl+slash", "toggle_comment", show=False),
        bind("indent", "tab", "indent", show=False),
        bind("indent", "shift+tab", "dedent", show=False),
        bind("editor-undo", "ctrl+u", "undo", display="^u"),
        bind("editor-redo", "ctrl+y", "redo", show=False, display="^y"),
    ]

    class Left(Message):
        """Esc was pressed."""

    def __init__(self, text: str = "", *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(
            text, language="python", soft_wrap=False, tab_behavior="indent", show_line_numbers=True, id=id
        )
        self._faults: frozenset[int] = frozenset()
        self.register_theme(_theme("quizrnn-dark", "#6FB3FF", "#9CCB8F", "#E0B25C", "#C9B6F2", "#8A929C"))
        self.register_theme(_theme("quizrnn-light", "#0B5CAD", "#1A6E35", "#8A5A00", "#6B3FA0", "#6A6F76"))

    def on_mount(self) -> None:
        """Follow the application's theme."""
        self._follow_theme()
        self.app.theme_changed_signal.subscribe(self, lambda _: self._follow_theme())

    def _follow_theme(self) -> None:
        self.theme = "quizrnn-dark" if self.app.current_theme.dark else "quizrnn-light"

    def mark(self, lines: Iterable[int]) -> None:
        """Mark lines, counted from 1, as at fault, and no others."""
        self._faults = frozenset(line - 1 for line in lines)
        self._line_cache.clear()
        self.refresh()

    def to_first(self, *texts: str) -> None:
        """Go to the first line that has the first of ``texts``, or else the next of them."""
        rows = self.text.split("\n")
        for text in texts:
            row = next((place for place, line in enumerate(rows) if text in line), None)
            if row is not None:
                self.move_cursor((row, rows[row].index(text)))
                self.scroll_to(0, max(0, row - self.size.height // 2), animate=False)
                return

    def render_line(self, y: int) -> Strip:
        """Render one line; what is at fault is underlined and its number reversed."""
        strip = super().render_line(y)
        if y + self.scroll_offset.y not in self._faults:
            return strip
        gutter = strip.crop(0, self.gutter_width)
        rest = strip.crop(self.gutter_width)
        marked = [
            *Segment.apply_style(gutter, post_style=Style(reverse=True, bold=True)),
            *Segment.apply_style(rest, post_style=Style(underline=True)),
        ]
        return Strip(marked, strip.cell_length)

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "escape":
            self._taken(event)
            self.post_message(self.Left())
        elif event.key == "enter":
            self._taken(event)
            self._restart_blink()
            self.action_newline()
        elif event.key == "backspace" and self._in_indentation():
            self._taken(event)
            self.action_dedent_cursor()

    @staticmethod
    def _taken(event: events.Key) -> None:
        event.stop()
        event.prevent_default()

    def action_newline(self) -> None:
        """Break the line and indent the next as its block wants."""
        row, column = self.selection.start if self.selection.is_empty else min(self.selection)
        before = self.document.get_line(row)[:column]
        stripped = before.strip()
        depth = len(before) - len(before.lstrip(" "))
        if stripped.endswith((":", "(", "[", "{")):
            depth += INDENT
        elif stripped.split(" ")[0].split("(")[0] in _ENDS_BLOCK and _closed(stripped):
            depth = max(0, depth - INDENT)
        start, end = self.selection
        self._replace_via_keyboard("\n" + " " * depth, start, end)

    def action_indent(self) -> None:
        """Indent the selected lines, or go to the next tab stop."""
        start, end = sorted(self.selection)
        if start[0] == end[0]:
            blanks = INDENT - self.cursor_location[1] % INDENT
            self._replace_via_keyboard(" " * blanks, *self.selection)
            return
        self._change_lines(lambda line: " " * INDENT + line if line.strip() else line)

    def action_dedent(self) -> None:
        """Take one step of indentation from the selected lines."""
        self._change_lines(lambda line: line[min(INDENT, len(line) - len(line.lstrip(" "))) :])

    def action_dedent_cursor(self) -> None:
        """Go back to the tab stop before."""
        row, column = self.cursor_location
        back = (column - 1) % INDENT + 1
        self.delete((row, column - back), (row, column))

    def action_toggle_comment(self) -> None:
        """Make the selected lines comments, or code again where all of them are comments."""
        rows = [self.document.get_line(row) for row in self._rows()]
        filled = [line for line in rows if line.strip()]
        if not filled:
            return
        if all(line.lstrip().startswith("#") for line in filled):
            self._change_lines(_uncommented)
            return
        depth = min(len(line) - len(line.lstrip(" ")) for line in filled)
        self._change_lines(lambda line: f"{line[:depth]}# {line[depth:]}" if line.strip() else line)

    def _in_indentation(self) -> bool:
        row, column = self.cursor_location
        before = self.document.get_line(row)[:column]
        return self.selection.is_empty and bool(before) and not before.strip(" ")

    def _rows(self) -> range:
        (first, _), (last, column) = sorted(self.selection)
        return range(first, last + (column > 0 or last == first))

    def _change_lines(self, change: Callable[[str], str]) -> None:
        """Change the selected lines as one step of undo; the cursor keeps its place in the text."""
        rows = self._rows()
        old = [self.document.get_line(row) for row in rows]
        new = [change(line) for line in old]
        if new == old:
            return
        start, end = self.selection
        self.replace(
            "\n".join(new), (rows.start, 0), (rows.stop - 1, len(old[-1])), maintain_selection_offset=False
        )
        grown = {row: len(new[k]) - len(old[k]) for k, row in enumerate(rows)}

        def moved(location: tuple[int, int]) -> tuple[int, int]:
            row, column = location
            return row, max(0, column + grown.get(row, 0))

        self.selection = type(self.selection)(moved(start), moved(end))


def _uncommented(line: str) -> str:
    body = line.lstrip(" ")
    depth = len(line) - len(body)
    if not body.startswith("#"):
        return line
    body = body[1:]
    return " " * depth + (body[1:] if body.startswith(" ") else body)


def _closed(text: str) -> bool:
    """Tell whether no bracket is left open, so that a ``return (`` goes on."""
    return sum(text.count(mark) for mark in "([{") <= sum(text.count(mark) for mark in ")]}")
