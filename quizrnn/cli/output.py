"""Printing results: lines for people, JSON for programs."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable

MAX_WIDTH = 100
"""Lines longer than this are hard to read, however wide the terminal is."""


def width() -> int:
    """Return the width to lay text out for: ``COLUMNS`` or the terminal's, 80 on a pipe."""
    return max(20, min(MAX_WIDTH, shutil.get_terminal_size((80, 24)).columns))


def print_lines(lines: Iterable[str]) -> None:
    """Print each line; code in colours, where they show."""
    for line in lines:
        print(line if type(line) is str else _painted(line))


def _painted(line: str) -> str:
    from quizrnn.plain.code import painted

    return painted(line, colours=colours())


def colours() -> bool:
    """Return whether what is printed may have colours."""
    from quizrnn.plain.code import takes_colours

    return takes_colours(sys.stdout, os.environ)


def print_json(value: object) -> None:
    """Print a value as JSON, readable and in UTF-8."""
    import msgspec

    text = msgspec.json.format(msgspec.json.encode(value, enc_hook=str), indent=2)
    sys.stdout.buffer.write(text + b"\n") if hasattr(sys.stdout, "buffer") else print(text.decode())
    sys.stdout.flush()
