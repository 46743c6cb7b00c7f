"""A text as the terminal or a plain page shows it."""

from __future__ import annotations

from itertools import groupby
from typing import Final

from quizrnn.notation.markup import segments
from quizrnn.notation.tex import latex_lines, latex_to_unicode

DISPLAY_INDENT: Final = 4
"""Cells by which a display formula is set off."""


def to_terminal(text: str, width: int | None = None) -> str:
    """Return ``text`` for a terminal: maths in Unicode, code in backticks, display maths on its own lines.

    Args:
        text: The text.
        width: Cells that a line may take, for display formulas in two dimensions, which are not to be broken
            any further; without it each of their lines is one line, which may.
    """
    return _drawn(text, ticks=True, width=width)


def to_plain(text: str) -> str:
    """Return ``text`` without any markup: maths in Unicode, code bare."""
    return _drawn(text, ticks=False)


def _drawn(text: str, *, ticks: bool, width: int | None = None) -> str:
    if not any(mark in text for mark in "$`*\n\\"):
        return text
    drawn = ""
    for segment in segments(text):
        match segment.kind:
            case "math":
                drawn += latex_to_unicode(segment.text)
            case "code":
                drawn += verbatim(segment.text) if ticks else segment.text
            case "display":
                drawn = _on_own_line(drawn)
                drawn += "".join(f"{_display_line(row)}\n" for row in _display(segment.text, width))
            case "item":
                drawn = _on_own_line(drawn) + "  " * segment.depth + segment.text + " "
            case _:
                drawn += segment.text
    return drawn.strip("\n")


def _display(tex: str, width: int | None) -> list[str]:
    if width is None:
        return latex_lines(tex)
    from quizrnn.notation.display import display_rows

    return display_rows(tex, max(1, width - DISPLAY_INDENT))


def _display_line(row: str) -> str:
    return (" " * DISPLAY_INDENT + row).rstrip()


def _on_own_line(drawn: str) -> str:
    return drawn if not drawn or drawn.endswith("\n") else drawn.rstrip(" ") + "\n"


def verbatim(code: str) -> str:
    """Return ``code`` as a code span of the markup, whatever characters it holds."""
    if not code.strip():
        return code
    longest = max(len(list(run)) for sign, run in groupby(code) if sign == "`") if "`" in code else 0
    ticks = "`" * (longest + 1)
    edge = " " if code.startswith(("`", " ")) or code.endswith(("`", " ")) else ""
    return f"{ticks}{edge}{code}{edge}{ticks}"
