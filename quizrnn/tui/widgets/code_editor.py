"""An editor for Python: highlighting, the keys of a programmer's editor, and marks on lines at fault."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Final

from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.message import Message
from textual.strip import Strip

from quizrnn.tui.widgets import code_themes
from quizrnn.tui.widgets.code_area import CodeArea
from quizrnn.tui.widgets.code_text import matches, moved_marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual import events

LINES_KEPT: Final = 1000
"""How many drawn lines are kept."""


class CodeEditor(CodeArea):
    """A text area for Python. Tab indents, Esc leaves."""

    DEFAULT_CSS = """
    CodeEditor, CodeEditor:focus {
        border: none;
        padding: 0;
        background: $background;
        scrollbar-size-vertical: 1;
    }
    CodeEditor .text-area--selection {
        background: $primary 20%;
    }
    CodeEditor .text-area--cursor-line {
        background: $surface;
    }
    CodeEditor .text-area--gutter, CodeEditor .text-area--cursor-gutter {
        color: $text-muted;
        background: $background;
    }
    CodeEditor .text-area--matching-bracket {
        background: $primary 45%;
        text-style: bold;
    }
    """

    class Left(Message):
        """Esc was pressed."""

    def __init__(self, text: str = "", *, id: str | None = None) -> None:  # noqa: A002
        super().__init__("", soft_wrap=False, tab_behavior="indent", show_line_numbers=True, id=id)
        self._drawn: LRUCache[tuple[object, ...], Strip] = LRUCache(maxsize=LINES_KEPT)
        self.update_highlight_query("python", code_themes.HIGHLIGHTS)
        self.language = "python"
        self.load_text(text)
        self._faults: frozenset[int] = frozenset()
        self._unread: int | None = None
        self._lines_before: Sequence[str] = list(self.document.lines)
        self.register_theme(code_themes.dark())
        self.register_theme(code_themes.light())

    def on_mount(self) -> None:
        """Follow the application's theme."""
        self._follow_theme()
        self.app.theme_changed_signal.subscribe(self, lambda _: self._follow_theme())

    def _follow_theme(self) -> None:
        self.theme = "quizrnn-dark" if self.app.current_theme.dark else "quizrnn-light"

    @property
    def faults(self) -> list[int]:
        """Lines marked as at fault, counted from 1."""
        return sorted(row + 1 for row in self._faults)

    def mark(self, lines: Iterable[int]) -> None:
        """Mark lines, counted from 1, as at fault until they are edited, and no others."""
        self._lines_before = list(self.document.lines)
        self._set_marks(frozenset(line - 1 for line in lines), self._unread)

    def mark_unread(self, line: int | None) -> None:
        """Mark the line, counted from 1, that Python cannot read, or none."""
        self._set_marks(self._faults, None if line is None else line - 1)

    def _set_marks(self, faults: frozenset[int], unread: int | None) -> None:
        if (faults, unread) != (self._faults, self._unread):
            self._faults, self._unread = faults, unread
            self._line_cache.clear()
            self.refresh()

    def on_text_area_changed(self) -> None:
        """Take the marks along with their lines, and off the lines that were edited."""
        if self._faults:
            now = list(self.document.lines)
            self._set_marks(moved_marks(self._faults, self._lines_before, now), self._unread)
            self._lines_before = now

    def to_first(self, *texts: str) -> None:
        """Go to the first line that has the first of ``texts``, or else the next of them."""
        for text in texts:
            for row, line in enumerate(self.document.lines):
                if text in line:
                    self.move_cursor((row, line.index(text)))
                    self.scroll_to(0, max(0, row - self.size.height // 2), animate=False)
                    return

    def to_line(self, line: int) -> None:
        """Go to a line, counted from 1, or to the nearest that there is."""
        row = min(max(line, 1), self.document.line_count) - 1
        text = self.document.get_line(row)
        self.move_cursor((row, len(text) - len(text.lstrip())), center=True)

    def find(self, sought: str, step: int, origin: tuple[int, int] | None = None) -> tuple[int, int]:
        """Select the next place (1) of a text, the one before (-1), or the first from ``origin`` on (0).

        The search goes round the end. Returns the number of the place, counted from 1, and how many there
        are; both are 0 where the text is not found.
        """
        found = matches(self.document.lines, sought)
        if not found:
            return 0, 0
        here = min(self.selection) if origin is None else origin
        places = [(row, column) for row, column, _ in found]
        place = bisect_right(places, here) if step > 0 else bisect_left(places, here) - (step < 0)
        place %= len(found)
        row, column, stop = found[place]
        self.selection = type(self.selection)((row, column), (row, stop))
        self.scroll_cursor_visible(center=True)
        return place + 1, len(found)

    def notify_style_update(self) -> None:
        """Draw every line anew when its styles change."""
        self._drawn.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        """Render one line; one without cursor and selection is drawn once, as long as it reads alike."""
        row, column = y + self.scroll_offset.y, self.scroll_offset.x
        (first, _), (last, _) = sorted(self.selection)
        bracket = self.matching_bracket_location
        if first <= row <= last or (bracket and bracket[0] == row) or row >= self.document.line_count:
            return self._marked(super().render_line(y), row)
        looks = self.theme, self.size.width, self.virtual_size.width, column, self.gutter_width
        marks = row in self._faults, row == self._unread
        key = (*looks, *marks, row, self.document.get_line(row), *self._highlights.get(row, ()))
        strip = self._drawn.get(key)
        if strip is None:
            strip = self._drawn[key] = self._marked(super().render_line(y), row)
        return strip

    def _marked(self, strip: Strip, row: int) -> Strip:
        """Underline what is at fault, and reverse the number of a marked line."""
        if row not in self._faults and row != self._unread:
            return strip
        gutter, rest = strip.crop(0, self.gutter_width), strip.crop(self.gutter_width)
        underline = Style(underline=True)
        body = Segment.apply_style(rest, post_style=underline) if row in self._faults else rest
        marked = [*Segment.apply_style(gutter, post_style=Style(reverse=True, bold=True)), *body]
        return Strip(marked, strip.cell_length)

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "escape":
            event.stop()
            event.prevent_default()
            self.post_message(self.Left())
