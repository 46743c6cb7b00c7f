"""Laying out text on a plain terminal or a pipe: wrapping by cells, tables, bars."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

# Places where a line may break: after a blank, and on either side of a wide character, but for
# punctuation that closes or opens what stands beside it.
_NO_LINE_START: Final = frozenset("，。、；：？！）】》」』”’…,.;:?!)]}%")
_NO_LINE_END: Final = frozenset("（【《「『“‘([{")
_WIDE: Final = (
    ("\u2e80", "\u9fff"),
    ("\uac00", "\ud7af"),
    ("\uf900", "\ufaff"),
    ("\uff00", "\uffef"),
)
"""Ranges, the lowest first, and not a pattern: that would take longer to compile than a page to lay out."""
_BLANKS_OR_NOT: Final = re.compile(r"\s+|\S+")
_LIST_MARK: Final = re.compile(r" *(?:•|\d{1,3}\.) ")


def wrap(text: str, width: int, indent: str = "", hanging: str | None = None) -> list[str]:
    """Break ``text`` into lines of at most ``width`` cells; words longer than a line are kept whole.

    The further lines of a list's item stand under its first word.

    Args:
        text: What to lay out; its own line breaks are kept.
        width: Cells a line may take, the indent included.
        indent: Put before the first line of each paragraph.
        hanging: Put before the other lines; ``indent`` by default.
    """
    lines: list[str] = []
    rest = indent if hanging is None else hanging
    for number, paragraph in enumerate(text.split("\n")):
        start = indent if number == 0 else rest
        mark = _LIST_MARK.match(paragraph)
        further = rest + " " * len(mark[0]) if mark else rest
        lines.extend(_wrap_paragraph(paragraph, width, start, further))
    return lines


def wrap_markup(text: str, width: int, indent: str = "", hanging: str | None = None) -> list[str]:
    """Draw a text with markup and break it into lines; display formulas stand in two dimensions.

    Args:
        text: What to lay out, with its markup.
        width: Cells a line may take, the indent included.
        indent: Put before the first line.
        hanging: Put before the other lines; ``indent`` by default.
    """
    from quizrnn.notation import to_terminal

    rest = indent if hanging is None else hanging
    shown = to_terminal(text, width - cells(rest))
    if shown.startswith(" ") and "\n" in shown and cells(indent) != cells(rest):
        return [indent.rstrip(), *wrap(shown, width, rest)]
    return wrap(shown, width, indent, rest)


def _wrap_paragraph(paragraph: str, width: int, first: str, rest: str) -> list[str]:
    if cells(first) + cells(paragraph) <= width:
        return [(first + paragraph).rstrip()]
    lines: list[str] = []
    prefix, line = first, ""
    for word in _words(paragraph):
        if line.strip() and cells(prefix + line) + cells(word.rstrip()) > width:
            lines.append((prefix + line).rstrip())
            prefix, line = rest, ""
            word = word.lstrip()
        line += word
    if line.strip() or not lines:
        lines.append((prefix + line).rstrip())
    return lines


def _words(paragraph: str) -> list[str]:
    """Split into pieces between which a line may break, closing punctuation kept with what it closes."""
    words: list[str] = []
    for piece in _pieces(paragraph):
        if (
            words
            and not words[-1].isspace()
            and (piece[0] in _NO_LINE_START or words[-1][-1] in _NO_LINE_END)
        ):
            words[-1] += piece
        else:
            words.append(piece)
    return words


def _pieces(paragraph: str) -> Iterator[str]:
    """Yield blanks, wide characters one by one, and what stands between either."""
    for piece in _BLANKS_OR_NOT.findall(paragraph):
        if piece.isspace() or max(piece) < _WIDE[0][0]:
            yield piece
            continue
        for wide, run in groupby(piece, _is_wide):
            text = "".join(run)
            yield from text if wide else (text,)


def _is_wide(character: str) -> bool:
    return any(low <= character <= high for low, high in _WIDE)


def cells(text: str) -> int:
    """Return how many cells of a terminal a text takes; for plain ASCII no table is loaded."""
    if text.isascii() and text.isprintable():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Pad ``text`` with blanks to ``width`` cells, on the left if it is to stand ``right``."""
    blanks = " " * max(0, width - cells(text))
    return blanks + text if right else text + blanks


def table(rows: Sequence[Sequence[str]], *, right: Sequence[int] = (), gap: int = 2) -> list[str]:
    """Align rows of cells into columns; the columns numbered in ``right`` stand right."""
    if not rows:
        return []
    widths = [max(cells(row[k]) for row in rows) for k in range(len(rows[0]))]
    return [
        (" " * gap).join(pad(cell, widths[k], right=k in right) for k, cell in enumerate(row)).rstrip()
        for row in rows
    ]


def bar(share: float, width: int = 20) -> str:
    """Return a bar that is filled to ``share`` (0 to 1)."""
    filled = round(max(0.0, min(1.0, share)) * width)
    return "█" * filled + "░" * (width - filled)
