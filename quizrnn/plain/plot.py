"""A plot in characters: curves told apart by their marks, axes with labels, a legend."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from quizrnn.labs.scales import MARKS, Extent, drawn, extent, largest_of, ticks
from quizrnn.plain.layout import pad, wrap
from quizrnn.text import pick

if TYPE_CHECKING:
    from quizrnn.labs.model import Curves

HEIGHT: Final = 15
"""Rows of the plot itself."""

_BOXES: Final = "│└─┤┬"
_ASCII: Final = "|+-++"
_X_TICK: Final = 10
"""Columns that a tick of the axis of abscissas takes at least."""


def plot_lines(
    curves: Curves, lang: str, width: int, *, height: int = HEIGHT, ascii_only: bool = False
) -> list[str]:
    """Return the legend, the plot and its axes as lines of at most ``width`` cells."""
    side, corner, flat, left, down = _ASCII if ascii_only else _BOXES
    largest = largest_of(curves.series)
    points = [drawn(series, curves.y, largest) for series in curves.series]
    across = extent(x for xs, _ in points for x in xs)
    up = extent(y for _, ys in points for y in ys)
    labels = {
        _place(at, up, height): label for at, label in ticks(up, log=curves.y.log, most=max(3, height // 3))
    }
    margin = max((len(label) for label in labels.values()), default=0)
    columns = max(10, width - margin - 2)
    grid = _grid(points, across, up, columns, height)
    rows = [pick(curves.y.label, lang)]
    for number in range(height - 1, -1, -1):
        label = labels.get(number, "")
        row = "".join(grid[number]).rstrip()
        rows.append(f"{label:>{margin}} {left if label else side}{row}")
    base, names = [flat] * columns, [" "] * columns
    for at, label in ticks(across, log=False, most=max(3, columns // _X_TICK)):
        column = _place(at, across, columns)
        base[column] = down
        begin = min(max(0, column - len(label) // 2), columns - len(label))
        names[begin : begin + len(label)] = label
    rows.append(" " * (margin + 1) + corner + "".join(base))
    rows.append((" " * (margin + 2) + "".join(names)).rstrip())
    rows.append(pad(pick(curves.x.label, lang), width, right=True))
    return [*legend(curves, lang, width), *rows]


def legend(curves: Curves, lang: str, width: int) -> list[str]:
    """Return which mark is which curve."""
    entries = [
        f"{mark} {pick(series.name, lang)}" for mark, series in zip(MARKS, curves.series, strict=False)
    ]
    lines = [""]
    for entry in entries:
        if lines[-1] and cell_len(lines[-1]) + 3 + cell_len(entry) > width:
            lines.append("")
        lines[-1] += ("   " if lines[-1] else "") + entry
    return [piece for line in lines for piece in wrap(line, width)]


def _grid(
    points: Sequence[tuple[list[float], list[float]]], across: Extent, up: Extent, columns: int, height: int
) -> list[list[str]]:
    """Return rows of cells, the lowest first; where curves meet, their marks take turns."""
    grid = [[" "] * columns for _ in range(height)]
    for number, (xs, ys) in enumerate(points):
        mark = MARKS[number]
        for column, low, high in _strokes(xs, ys, across, up, columns, height):
            for row in range(low, high + 1):
                if grid[row][column] == " " or column % len(points) == number:
                    grid[row][column] = mark
    return grid


def _strokes(
    xs: list[float], ys: list[float], across: Extent, up: Extent, columns: int, height: int
) -> list[tuple[int, int, int]]:
    """Return the columns that a curve crosses, with the lowest and the highest row in each."""
    cells = [(_place(x, across, columns), _place(y, up, height)) for x, y in zip(xs, ys, strict=True)]
    strokes = [(column, row, row) for column, row in cells]
    for (c0, r0), (c1, r1) in pairwise(cells):
        for column in range(c0 + 1, c1):
            row = round(r0 + (r1 - r0) * (column - c0) / (c1 - c0))
            strokes.append((column, row, row))
    lows: dict[int, int] = {}
    highs: dict[int, int] = {}
    for column, low, high in strokes:
        lows[column] = min(low, lows.get(column, low))
        highs[column] = max(high, highs.get(column, high))
    return _joined(sorted((column, lows[column], highs[column]) for column in lows))


def _joined(strokes: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Lengthen each stroke up or down to the next one, so that a steep curve has no holes."""
    joined = strokes[:1]
    for (_, low, high), (column, next_low, next_high) in pairwise(strokes):
        joined.append((column, min(next_low, high + 1), max(next_high, low - 1)))
    return joined


def _place(at: float, extent: Extent, cells: int) -> int:
    return round((at - extent.low) / (extent.high - extent.low) * (cells - 1))
