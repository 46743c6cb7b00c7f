"""Printing results: lines for people, JSON for programs."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable

MAX_WIDTH = 100
"""Lines longer than this are hard to read, however wide the terminal is."""


def width() -> int:
    """Return the width to lay text out for: ``COLUMNS`` or the terminal's, 80 on a pipe."""
    return max(20, min(MAX_WIDTH, shutil.get_terminal_size((80, 24)).columns))


def print_lines(lines: Iterable[str]) -> None:
    """Print each line."""
    for line in lines:
        print(line)


def print_json(value: object) -> None:
    """Print a value as JSON, readable and in UTF-8."""
    import msgspec

    text = msgspec.json.format(msgspec.json.encode(value, enc_hook=str), indent=2)
    sys.stdout.buffer.write(text + b"\n") if hasattr(sys.stdout, "buffer") else print(text.decode())
    sys.stdout.flush()
