"""What an editor knows of Python's text: indentation, comments, pairs, finding. Nothing here draws."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

INDENT: Final = 4
"""Blanks of a step of indentation."""
PAIRS: Final = {"(": ")", "[": "]", "{": "}", '"': '"', "'": "'"}
"""What opens, and what closes it."""
QUOTES: Final = frozenset("\"'")
_ENDS_BLOCK: Final = ("return", "pass", "raise", "break", "continue")
_BEFORE_WHICH_PAIRED: Final = frozenset(")]}:,; \t")
_PREFIX: Final = re.compile(r"(?:^|\W)[rbfuRBFU]{1,2}$")


def depth_of(line: str) -> int:
    """Return the blanks that a line begins with."""
    return len(line) - len(line.lstrip(" "))


def next_depth(before: str) -> int:
    """Return the indentation of the line after ``before``."""
    depth, stripped = depth_of(before), before.strip()
    if stripped.endswith((":", "(", "[", "{")):
        return depth + INDENT
    if stripped.split(" ")[0].split("(")[0] in _ENDS_BLOCK and _closed(stripped):
        return max(0, depth - INDENT)
    return depth


def _closed(text: str) -> bool:
    """Tell whether no bracket is left open, so that a ``return (`` goes on."""
    return sum(text.count(mark) for mark in "([{") <= sum(text.count(mark) for mark in ")]}")


def comment_toggled(rows: Sequence[str]) -> list[str]:
    """Return lines as comments at their common depth, or as code again where all of them are comments."""
    filled = [line for line in rows if line.strip()]
    if not filled:
        return list(rows)
    if all(line.lstrip().startswith("#") for line in filled):
        return [_uncommented(line) for line in rows]
    depth = min(depth_of(line) for line in filled)
    return [f"{line[:depth]}# {line[depth:]}" if line.strip() else line for line in rows]


def _uncommented(line: str) -> str:
    body = line.lstrip(" ")
    depth = len(line) - len(body)
    if not body.startswith("#"):
        return line
    body = body[1:]
    return " " * depth + (body[1:] if body.startswith(" ") else body)


def completion(line: str, column: int, typed: str) -> str:
    """Return what closes ``typed`` at a place in a line, empty where it is better left alone."""
    if typed not in PAIRS:
        return ""
    before, after = line[:column], line[column:]
    if typed in QUOTES and before.endswith(typed * 2) and not before.endswith(typed * 3):
        return typed * 3
    ends_string = after[:1] in QUOTES and before.count(after[0]) % 2 if after else False
    if after and not ends_string and after[0] not in _BEFORE_WHICH_PAIRED:
        return ""
    if typed in QUOTES:
        last = before[-1:]
        is_word = (last.isalnum() or last in {"_", "\\", typed}) and not _PREFIX.search(before)
        if is_word or before.count(typed) % 2 or "#" in before:
            return ""
    return PAIRS[typed]


def types_over(line: str, column: int, typed: str) -> bool:
    """Tell whether ``typed`` stands at the cursor already, and is not a bracket that is still missing."""
    if line[column : column + 1] != typed:
        return False
    if typed in QUOTES:
        return line.count(typed) % 2 == 0 or typed * 3 in line
    opening = next((mark for mark, closing in PAIRS.items() if closing == typed), None)
    return opening is not None and line.count(opening) <= line.count(typed)


def is_empty_pair(line: str, column: int) -> bool:
    """Tell whether the cursor stands between the halves of a pair with nothing in it."""
    opening = line[:column][-1:]
    return opening in PAIRS and line[column : column + 1] == PAIRS[opening]


def matches(lines: Iterable[str], sought: str) -> list[tuple[int, int, int]]:
    """Return row, column and end of each place of a text, whatever its case."""
    if not sought:
        return []
    pattern = re.compile(re.escape(sought), re.IGNORECASE)
    return [
        (row, found.start(), found.end())
        for row, line in enumerate(lines)
        for found in pattern.finditer(line)
    ]


def moved_marks(marks: Iterable[int], before: Sequence[str], after: Sequence[str]) -> frozenset[int]:
    """Return where marked rows are after an edit: unchanged lines keep their mark, changed ones lose it."""
    limit = min(len(before), len(after))
    head = 0
    while head < limit and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < limit - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    grown = len(after) - len(before)
    return frozenset(
        row if row < head else row + grown
        for row in marks
        if row < head or len(before) - tail <= row < len(before)
    )
