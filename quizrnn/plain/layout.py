"""Laying out text on a plain terminal or a pipe: wrapping by cells, tables, bars."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from rich.cells import cell_len

# Places where a line may break: after a blank, and on either side of a wide character, but for
# punctuation that closes or opens what stands beside it.
_NO_LINE_START: Final = frozenset("，。、；：？！）】》」』”’…,.;:?!)]}%")
_NO_LINE_END: Final = frozenset("（【《「『“‘([{")
_WIDE: Final = r"\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
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
    shown = to_terminal(text, width - cell_len(rest))
    if shown.startswith(" ") and "\n" in shown and cell_len(indent) != cell_len(rest):
        return [indent.rstrip(), *wrap(shown, width, rest)]
    return wrap(shown, width, indent, rest)


def _wrap_paragraph(paragraph: str, width: int, first: str, rest: str) -> list[str]:
    if cell_len(first) + cell_len(paragraph) <= width:
        return [(first + paragraph).rstrip()]
    lines: list[str] = []
    prefix, line = first, ""
    for word in _words(paragraph):
        if line.strip() and cell_len(prefix + line) + cell_len(word.rstrip()) > width:
            lines.append((prefix + line).rstrip())
            prefix, line = rest, ""
            word = word.lstrip()
        line += word
    if line.strip() or not lines:
        lines.append((prefix + line).rstrip())
    return lines


@cache
def _word() -> re.Pattern[str]:
    """Return what finds pieces between which a line may break; compiled late, since tables need none."""
    return re.compile(rf"\s+|[{_WIDE}]|[^\s{_WIDE}]+")


def _words(paragraph: str) -> list[str]:
    """Split into pieces between which a line may break, closing punctuation kept with what it closes."""
    words: list[str] = []
    for piece in _word().findall(paragraph):
        if (
            words
            and not words[-1].isspace()
            and (piece[0] in _NO_LINE_START or words[-1][-1] in _NO_LINE_END)
        ):
            words[-1] += piece
        else:
            words.append(piece)
    return words


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Pad ``text`` with blanks to ``width`` cells, on the left if it is to stand ``right``."""
    blanks = " " * max(0, width - cell_len(text))
    return blanks + text if right else text + blanks


def table(rows: Sequence[Sequence[str]], *, right: Sequence[int] = (), gap: int = 2) -> list[str]:
    """Align rows of cells into columns; the columns numbered in ``right`` stand right."""
    if not rows:
        return []
    widths = [max(cell_len(row[k]) for row in rows) for k in range(len(rows[0]))]
    return [
        (" " * gap).join(pad(cell, widths[k], right=k in right) for k, cell in enumerate(row)).rstrip()
        for row in rows
    ]


def bar(share: float, width: int = 20) -> str:
    """Return a bar that is filled to ``share`` (0 to 1)."""
    filled = round(max(0.0, min(1.0, share)) * width)
    return "█" * filled + "░" * (width - filled)
