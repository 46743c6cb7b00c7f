"""Python as line mode prints it: numbered, and highlighted where the terminal takes colours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Final, Protocol

_TAB: Final = 4
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_RESET: Final = "\x1b[0m"
_STYLES: Final = (
    ("Token.Comment", "2;3"),
    ("Token.Literal.String", "32"),
    ("Token.Literal.Number", "36"),
    ("Token.Operator.Word", "35"),
    ("Token.Keyword", "35"),
    ("Token.Name.Builtin", "36"),
    ("Token.Name.Decorator", "35"),
    ("Token.Name.Function", "1"),
    ("Token.Name.Class", "1"),
)
"""Select Graphic Rendition of a token and those under it: of the sixteen colours, those that can be read on
a dark and on a light ground; the terminal's own foreground for the rest."""


class _Stream(Protocol):
    def isatty(self) -> bool: ...


def takes_colours(stream: _Stream, environment: Mapping[str, str]) -> bool:
    """Tell whether colours may be written: to a terminal that knows them, unless ``NO_COLOR`` says no."""
    return (
        stream.isatty() and not environment.get("NO_COLOR") and environment.get("TERM") not in ("dumb", None)
    )


class CodeLine(str):
    """A line that holds one of a program; as a string it is plain.

    Attributes:
        program: The program.
        place: The place of the line in it, from 0.
    """

    __slots__ = ("place", "program")

    program: Program
    place: int

    @property
    def painted(self) -> str:
        """The line with colours."""
        row = self.program.rows[self.place]
        coloured = self.program.painted[self.place]
        return self[: len(self) - len(row)] + coloured if row else str(self)


class Program:
    """Python, line by line."""

    def __init__(self, code: str) -> None:
        self.rows = [_CONTROL.sub("", row).rstrip() for row in code.expandtabs(_TAB).rstrip("\n").split("\n")]

    @cached_property
    def painted(self) -> list[str]:
        """The lines with colours; what cannot be read as Python is plain."""
        from pygments.lexers.python import PythonLexer

        source = "\n".join(self.rows)
        lexer = PythonLexer(stripnl=False, ensurenl=False)
        tokens = [(_style(str(kind)), text) for kind, text in lexer.get_tokens(source)]
        if "".join(text for _, text in tokens) != source:
            return self.rows
        lines = [""]
        for style, text in tokens:
            for place, part in enumerate(text.split("\n")):
                if place:
                    lines.append("")
                lines[-1] += f"\x1b[{style}m{part}{_RESET}" if style and part.strip() else part
        return lines


def _style(kind: str) -> str:
    return next((style for name, style in _STYLES if kind == name or kind.startswith(f"{name}.")), "")


def numbered_code(code: str) -> list[str]:
    """Return code with line numbers, indented; each a ``CodeLine``."""
    program = Program(code)
    digits = len(str(len(program.rows)))
    lines: list[str] = []
    for place, row in enumerate(program.rows):
        line = CodeLine(f"  {place + 1:>{digits}}  {row}".rstrip())
        line.program, line.place = program, place
        lines.append(line)
    return lines


def painted(line: str, *, colours: bool) -> str:
    """Return a line as it is to be written: with its colours, or plain."""
    return line.painted if colours and isinstance(line, CodeLine) else line
