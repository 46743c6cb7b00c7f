"""Numbers as columns of blocks: one line of them, or several with an axis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content

if TYPE_CHECKING:
    from collections.abc import Sequence

BLOCKS: Final = "▁▂▃▄▅▆▇█"
NONE: Final = "·"
"""What stands where there is nothing: the least block would say that there is a little."""


def spark(values: Sequence[int]) -> str:
    """Return one character a value, the largest of them a full block."""
    most = max(values, default=0)
    return "".join(BLOCKS[_eighths(value, most, 1) - 1] if value else NONE for value in values)


def column_rows(values: Sequence[int], height: int, *, style: str = "$primary") -> list[Content]:
    """Return rows of columns, two cells a value, with the largest value and 0 beside them.

    Args:
        values: What is drawn, none negative.
        height: Rows of the columns.
        style: How the columns are drawn.
    """
    most = max(values, default=0)
    margin = len(str(most))
    rows = []
    for row in range(height - 1, -1, -1):
        label = str(most) if row == height - 1 else "0" if not row else ""
        cells = ""
        for value in values:
            filled = min(8, max(0, _eighths(value, most, height) - 8 * row)) if value else 0
            cells += (BLOCKS[filled - 1] if filled else NONE if not row else " ") + " "
        rows.append(Content.assemble((f"{label:>{margin}} ", "$text-muted"), (cells.rstrip(), style)))
    return rows


def _eighths(value: int, most: int, height: int) -> int:
    """Return how many eighths of a row a column is high; whatever is there at all shows."""
    return -(-value * 8 * height // most)
