"""Paragraphs that break as their language does: between words, and between wide characters.

Textual breaks at blanks only, so that a Chinese sentence, which has none, would be cut at the margin and an
English word inside it in two.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.cells import cell_len, get_character_cell_size
from textual.content import Content, Span
from textual.css.styles import RulesMap
from textual.visual import Visual

from quizrnn.notation.display import tall_rows
from quizrnn.tui.ascii import draws_ascii

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.strip import Strip
    from textual.style import Style
    from textual.visual import RenderOptions

NO_BREAK: Final = "\u00a0"
"""A blank at which no line ends."""

_NO_LINE_START: Final = frozenset("，。、；：？！）】》」』”’…,.;:?!)]}%·")
_NO_LINE_END: Final = frozenset("（【《「『“‘([{$")
_AS_BROKEN: Final[RulesMap] = {"text_wrap": "nowrap"}


class Paragraph(NamedTuple):
    """A text that is broken into lines.

    Attributes:
        content: The text; its own line breaks are kept.
        first: What stands before the first line, such as a list item's mark.
        rest: Blanks before the further lines, in cells.
        formula: LaTeX of a display formula, laid out in two dimensions where ``content``, its one-line form,
            would be hard to read; what begins it is then blanks.
    """

    content: Content
    first: Content | None = None
    rest: int = 0
    formula: str = ""


class Prose(Visual):
    """A sequence of paragraphs, broken anew for each width."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self._paragraphs = tuple(paragraphs)
        self._width = -1
        self._broken = Content()

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The paragraphs."""
        return self._paragraphs

    @property
    def plain(self) -> str:
        """The text without styles, one paragraph a line."""
        return "\n".join((p.first.plain if p.first else "") + p.content.plain for p in self._paragraphs)

    def broken(self, width: int) -> Content:
        """Return the text with the line breaks that fit it into ``width`` cells."""
        if width != self._width:
            lines: list[Content] = []
            for paragraph in self._paragraphs:
                lines.extend(_lines(paragraph, width))
            self._width, self._broken = width, Content("\n").join(lines)
        return self._broken

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """Render the text; part of Textual's protocol. Its lines are broken already."""
        if width <= 0:
            return []
        return self.broken(width).render_strips(width, height, style, replace(options, rules=_AS_BROKEN))

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:  # noqa: ARG002
        """Return the width at which nothing needs to be broken."""
        widths = [
            (p.first.cell_length if p.first else 0)
            + max(map(cell_len, _tall(p.formula) or p.content.plain.split("\n")))
            for p in self._paragraphs
        ]
        return max(widths, default=0)

    def get_height(self, rules: RulesMap, width: int) -> int:  # noqa: ARG002
        """Return the number of lines at ``width``."""
        return self.broken(width).plain.count("\n") + 1 if width > 0 and self._paragraphs else 0


def break_places(text: str) -> list[int]:
    """Return the offsets at which a line of ``text`` may begin."""
    places: list[int] = []
    for place in range(1, len(text)):
        before, after = text[place - 1], text[place]
        if after.isspace() or after in _NO_LINE_START or before in _NO_LINE_END:
            continue
        wide = get_character_cell_size(before) > 1 or get_character_cell_size(after) > 1
        if (before.isspace() and before != NO_BREAK) or (wide and NO_BREAK not in (before, after)):
            places.append(place)
    return places


def _tall(tex: str, width: int | None = None) -> list[str] | None:
    """Return a formula in two dimensions; in ASCII, whose signs are words, it stays on its line."""
    return None if draws_ascii() else tall_rows(tex, width)


def _lines(paragraph: Paragraph, width: int) -> list[Content]:
    first = paragraph.first or Content()
    indent = Content(" " * paragraph.rest)
    if paragraph.formula and (rows := _tall(paragraph.formula, max(width - paragraph.rest, 1))):
        style = next((span.style for span in paragraph.content.spans), "")
        return [indent + Content(row, [Span(0, len(row), style)]) if row else Content() for row in rows]
    lines: list[Content] = []
    for row in paragraph.content.split("\n", allow_blank=True):
        room_first = width - (first.cell_length if not lines else paragraph.rest)
        cuts = _cuts(row.plain, max(room_first, 1), max(width - paragraph.rest, 1))
        for piece in row.divide(cuts) if cuts else [row]:
            lines.append((indent if lines else first) + piece.rstrip())
    return lines or [first]


def _cuts(text: str, first: int, rest: int) -> list[int]:
    """Return the offsets at which ``text`` is cut: ``first`` cells for its first line, then ``rest``."""
    cells = [0, *accumulate(get_character_cell_size(character) for character in text)]
    if cells[-1] <= first:
        return []
    cuts: list[int] = []
    start = best = 0
    room = first
    for place in [*break_places(text), len(text)]:
        end = len(text[:place].rstrip())
        if cells[end] - cells[start] > room and best > start:
            cuts.append(best)
            start, room = best, rest
        best = place
        while cells[end] - cells[start] > room:
            start += _fitting(text[start:], room)
            cuts.append(start)
            room = rest
    return cuts


def _fitting(text: str, room: int) -> int:
    """Return how many characters of an unbreakable ``text`` fit into ``room`` cells, at least one."""
    used = 0
    for place, character in enumerate(text):
        used += get_character_cell_size(character)
        if used > room and place:
            return place
    return len(text)
