"""The gaps ``[[1]]``, ``[[2]]`` of a cloze in a text of any format."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

MARK: Final = re.compile(r"\[\[(\d{1,6})\]\]")
"""What stands for a gap; its number is the group."""

GAP: Final = "［　］"
"""An open gap."""


def with_gaps(text: str, count: int, gap: Callable[[int], str]) -> str:
    """Return a text with ``gap(number)`` for each of its ``count`` gaps; other such marks are left alone."""

    def fill(found: re.Match[str]) -> str:
        number = int(found[1])
        return gap(number) if 1 <= number <= count else found[0]

    return MARK.sub(fill, text) if count else text


def with_open_gaps(text: str, count: int) -> str:
    """Return a text with all its gaps open."""
    return with_gaps(text, count, lambda _: GAP)


def with_numbered_gaps(text: str, count: int) -> str:
    """Return a text with its gaps open, and numbered where there are several."""
    return with_gaps(text, count, lambda number: GAP if count == 1 else f"［{number}］")
