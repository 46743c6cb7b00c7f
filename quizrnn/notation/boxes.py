"""Boxes of text: what they are made of keeps its rows, and they join at their base lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len

_BAR: Final = "─"


class Box(NamedTuple):
    """Rows of one width.

    Attributes:
        rows: The rows, top first; each takes ``width`` cells.
        base: The place of the row that stands on the line.
        width: Cells that a row takes.
        high: Rows above the base that a bracket around the box has to reach; scripts stick out of it.
        low: The same below the base.
    """

    rows: tuple[str, ...]
    base: int
    width: int
    high: int = 0
    low: int = 0

    @property
    def depth(self) -> int:
        """Rows below the base."""
        return len(self.rows) - 1 - self.base


def text_box(text: str) -> Box:
    """Return one row."""
    return Box((text,), 0, cell_len(text))


EMPTY: Final = Box(("",), 0, 0)


def beside(boxes: Sequence[Box]) -> Box:
    """Return boxes in a row, their bases on one line."""
    if len(boxes) == 1:
        return boxes[0]
    if not boxes:
        return EMPTY
    above, below = max(box.base for box in boxes), max(box.depth for box in boxes)
    if not above and not below:
        return Box(("".join(box.rows[0] for box in boxes),), 0, sum(box.width for box in boxes))
    grown = [with_rows(box, above - box.base, below - box.depth).rows for box in boxes]
    rows = tuple("".join(parts) for parts in zip(*grown, strict=True))
    high, low = max(box.high for box in boxes), max(box.low for box in boxes)
    return Box(rows, above, sum(box.width for box in boxes), high, low)


def with_rows(box: Box, above: int, below: int) -> Box:
    """Return ``box`` with empty rows above and below."""
    if not above and not below:
        return box
    blank = (" " * box.width,)
    return box._replace(rows=blank * above + box.rows + blank * below, base=box.base + above)


def to_width(box: Box, width: int, align: str = "c") -> Box:
    """Return ``box`` with blanks up to ``width``: on its left (``r``), right (``l``) or both (``c``)."""
    room = max(0, width - box.width)
    left = {"l": 0, "c": room // 2, "r": room}[align]
    if not room:
        return box
    rows = tuple(" " * left + row + " " * (room - left) for row in box.rows)
    return box._replace(rows=rows, width=width)


def over(above: Box, below: Box, *, bar: bool = True, wider: int = 0) -> Box:
    """Return one box over another, with a bar between them that sticks out by ``wider`` cells in all."""
    width = max(above.width, below.width) + wider
    rule = ((_BAR if bar else " ") * width,)
    rows = to_width(above, width).rows + rule + to_width(below, width).rows
    return Box(rows, len(above.rows), width, len(above.rows), len(below.rows))


def with_limits(base: Box, above: Box | None, below: Box | None) -> Box:
    """Return a box with another centred over it and one under it."""
    parts = [part for part in (above, base, below) if part is not None]
    width = max(part.width for part in parts)
    rows = tuple(row for part in parts for row in to_width(part, width).rows)
    over_it = len(above.rows) if above else 0
    under_it = len(below.rows) if below else 0
    place = base.base + over_it
    return Box(rows, place, width, place, base.depth + under_it)


def with_scripts(base: Box, above: Box | None, below: Box | None, *, inline: tuple[bool, bool]) -> Box:
    """Return a box with scripts behind it.

    Args:
        base: What they are attached to.
        above: The superscript: on the first row of a high box, above a box of one row.
        below: The subscript, likewise.
        inline: Whether each of them has characters of its own that stand on the base's row.
    """
    scripts = [script for script in (above, below) if script is not None]
    width = max((script.width for script in scripts), default=0)
    rows = list(to_width(base, base.width + width, "l").rows)
    top = 0
    for script, own, upwards in ((above, inline[0], True), (below, inline[1], False)):
        if script is None:
            continue
        count = len(script.rows)
        padded = to_width(script, width, "l").rows
        reach = base.base if upwards else base.depth
        inside = 1 if own or reach else 0
        outside = max(0, count - inside)
        blank = [" " * (base.width + width)] * outside
        if upwards:
            rows, top = blank + rows, outside
            first = 0
        else:
            rows = rows + blank
            first = len(rows) - count
        for place, row in enumerate(padded, first):
            rows[place] = rows[place][: len(rows[place]) - width] + row
    return Box(tuple(rows), base.base + top, base.width + width, base.high, base.low)


_CORNERS: Final = {
    "(": "⎛⎜⎝", ")": "⎞⎟⎠", "[": "⎡⎢⎣", "]": "⎤⎥⎦", "⌊": "⎢⎢⎣", "⌋": "⎥⎥⎦", "⌈": "⎡⎢⎢", "⌉": "⎤⎥⎥",
    "|": "│││", "‖": "‖‖‖",
}  # fmt: skip
_BRACES: Final = {"{": ("⎰⎱", "⎧⎪⎨⎩"), "}": ("⎱⎰", "⎫⎪⎬⎭")}
_ANGLES: Final = {"⟨": "╱╲", "⟩": "╲╱"}


def fence(sign: str, above: int, below: int) -> Box:
    """Return a delimiter that reaches ``above`` rows over the base and ``below`` rows under it."""
    count = above + 1 + below
    if count == 1 or not (sign in _CORNERS or sign in _BRACES or sign in _ANGLES):
        return text_box(sign)
    if sign in _BRACES:
        pair, parts = _BRACES[sign]
        rows = [parts[0], *parts[1] * (count - 2), parts[3]] if count > 2 else [*pair]
        if count > 2:
            rows[min(max(above, 1), count - 2)] = parts[2]
    elif sign in _ANGLES:
        angle, half = _ANGLES[sign], count // 2
        rows = [angle[0]] * half + [sign] * (count % 2) + [angle[1]] * half
    else:
        corner = _CORNERS[sign]
        rows = [corner[0], *corner[1] * (count - 2), corner[2]]
    return Box(tuple(rows), above, 1, above, below)


def rooted(inside: Box, degree: str) -> Box:
    """Return a box under a root sign."""
    roof = "┌" + _BAR * inside.width
    lead = max(1, cell_len(degree))
    rows = [" " * lead + roof]
    for place, row in enumerate(inside.rows):
        last = place == len(inside.rows) - 1
        foot = "╲" if last else degree if place == len(inside.rows) - 2 else ""
        rows.append(" " * (lead - cell_len(foot)) + foot + "│" + row)
    return Box(tuple(rows), inside.base + 1, lead + 1 + inside.width, inside.base + 1, inside.depth)


def under_accent(inside: Box, sign: str) -> Box:
    """Return a box under a rule, an arrow or another sign: ``─`` grows, others stand in the middle."""
    mark = text_box(_BAR * inside.width) if sign == _BAR else to_width(text_box(sign), inside.width)
    return Box((*mark.rows, *inside.rows), inside.base + 1, inside.width, inside.high + 1, inside.low)


def grid(cells: Sequence[Sequence[Box]], columns: str, gap: int = 2) -> Box:
    """Return rows of cells; ``columns`` has the alignment of each column, the last one that of the rest."""
    count = max(len(row) for row in cells)
    aligns = [columns[min(place, len(columns) - 1)] for place in range(count)]
    full = [[*row, *[EMPTY] * (count - len(row))] for row in cells]
    widths = [max(row[place].width for row in full) for place in range(count)]
    lines: list[Box] = []
    for row in full:
        parts: list[Box] = []
        for place, box in enumerate(row):
            parts += [text_box(" " * gap)] if place else []
            parts.append(to_width(box, widths[place], aligns[place]))
        lines.append(beside(parts))
    return centred(piled(lines))


def piled(lines: Sequence[Box]) -> Box:
    """Return lines of one width, one under the other, a blank row beside what is higher than one row."""
    rows: list[str] = []
    for place, line in enumerate(lines):
        if place and (len(line.rows) > 1 or len(lines[place - 1].rows) > 1):
            rows.append(" " * line.width)
        rows += line.rows
    return Box(tuple(rows), 0, lines[0].width)


def centred(box: Box) -> Box:
    """Return ``box`` with its middle row as the base; brackets reach all of it."""
    base = (len(box.rows) - 1) // 2
    return box._replace(base=base, high=base, low=len(box.rows) - 1 - base)
