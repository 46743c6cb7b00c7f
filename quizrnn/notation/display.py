"""Display formulas in two dimensions, where there is something tall in them; simple ones stay one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from rich.cells import cell_len

from quizrnn.notation.boxes import (
    Box,
    beside,
    fence,
    grid,
    over,
    rooted,
    text_box,
    to_width,
    under_accent,
    with_limits,
    with_scripts,
)
from quizrnn.notation.build import raised_or_lowered
from quizrnn.notation.pieces import Piece, join, spaced, unary
from quizrnn.notation.symbols import SUBSCRIPTS
from quizrnn.notation.tex import latex_lines, parsed_lines
from quizrnn.notation.tree import Fence, Fraction, Grid, Root, Row, Scripted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_FURTHER: Final = 4
"""Cells by which what is broken off a formula is indented."""
_ACCENTS: Final = {"hat": "^", "widehat": "^", "tilde": "~", "widetilde": "~", "dot": "·", "ddot": "··",
                   "vec": "→", "overrightarrow": "→", "overleftarrow": "←", "overleftrightarrow": "↔",
                   "check": "ˇ", "breve": "˘", "mathring": "°"}  # fmt: skip


def display_rows(tex: str, width: int | None = None) -> list[str]:
    """Return a display formula as rows without blanks at their ends.

    What is wider than ``width`` is broken between equations, then before relations, then before operators;
    what cannot be broken so is shown in the form of one line, which the caller may wrap.

    Args:
        tex: LaTeX without its dollars; what cannot be converted is shown as its source.
        width: Cells that a row may take; None for any number.
    """
    rows = tall_rows(tex, width)
    return latex_lines(tex) if rows is None else rows


def tall_rows(tex: str, width: int | None = None) -> list[str] | None:
    """Return the rows of a formula in two dimensions, or broken; None where ``latex_lines`` has to do."""
    lines = parsed_lines(tex)
    if lines is None:
        return None
    if any(_is_tall(line) for line in lines):
        boxes = _laid_out(lines, width)
    elif width is None or all(cell_len(line) <= width for line in latex_lines(tex)):
        return None
    else:
        boxes = _all_broken(lines, width, _text_row)
    if boxes is None:
        return None
    rows: list[str] = []
    for place, box in enumerate(boxes):
        if place and (len(box.rows) > 1 or len(boxes[place - 1].rows) > 1):
            rows.append("")
        rows += [row.rstrip() for row in box.rows]
    return rows


def _is_tall(pieces: list[Piece]) -> bool:
    """Tell whether one line of Unicode needs brackets or signs that two dimensions do without."""
    return any(_is_tall_tree(piece) for piece in pieces if piece.tree is not None)


def _is_tall_tree(piece: Piece) -> bool:
    match piece.tree:
        case Fraction():
            return True
        case Scripted(base, below, above, limits):
            if (limits and base.kind == "large") or (base.tree is not None and _is_tall([base])):
                return True
            scripts = [("_", below), ("^", above)]
            return any(_is_awkward(mark, script) for mark, script in scripts if script)
        case Root(_, inside) | Row(inside):
            return _is_tall(inside)
        case Grid(rows):
            return len(rows) > 1 or any(_is_tall(cell) for row in rows for cell in row)
        case _:
            return False


def _is_awkward(mark: str, script: list[Piece]) -> bool:
    """Tell whether a script is neither Unicode's own nor a plain word."""
    text = join(script, script=True)
    return raised_or_lowered(mark, text) is None and not (text.isalnum() and text.isascii())


class _Opened(NamedTuple):
    """An opening delimiter, and what follows it."""

    gap: str
    piece: Piece
    inside: list[Box]
    middles: list[tuple[int, str]]


def _row(pieces: Sequence[Piece], left: Piece | None = None, *, script: bool = False) -> Box:
    """Return a row of pieces, delimiters as high as what they enclose; without blanks before the first."""
    start = Piece("", "start")
    stack = [_Opened("", start, [], [])]

    def close(closing: Piece | None) -> None:
        """End what was opened last, by a delimiter or, where that is missing, by the end of the row."""
        opened = stack.pop()
        whole = beside(opened.inside)
        for place, sign in opened.middles:
            opened.inside[place] = fence(sign, whole.high, whole.low)
        ends = (opened.piece, closing) if closing is not None else ()
        reach = (whole.high, whole.low) if ends else (0, 0)
        parts = [text_box(opened.gap), _delimiter(opened.piece, *reach), *opened.inside]
        if closing is not None:
            parts.append(_delimiter(closing, *reach))
        stack[-1].inside.append(beside([part for part in parts if part.width]))

    for place, (gap, piece) in enumerate(spaced(list(pieces), script=script, tall=True, left=left)):
        gap = gap if place else ""
        role = getattr(piece.tree, "role", piece.kind)
        if role == "open":
            stack.append(_Opened(gap, piece, [], []))
        elif role == "close" and len(stack) > 1:
            close(piece)
        else:
            if gap:
                stack[-1].inside.append(text_box(gap))
            if role == "rel" and isinstance(piece.tree, Fence):
                stack[-1].middles.append((len(stack[-1].inside), piece.text))
            stack[-1].inside.append(_piece(piece))
    while len(stack) > 1:
        close(None)
    return beside(stack[0].inside)


def _delimiter(piece: Piece, above: int, below: int) -> Box:
    """Return a delimiter, with the scripts attached to it."""
    if isinstance(piece.tree, Scripted):
        return _scripted(piece.tree, _delimiter(piece.tree.base, above, below))
    signs = piece.text
    if len(signs) > 1 and piece.kind == "close":  # scripts of one line, such as )²
        return _with_line_scripts(signs, above, below)
    return fence(signs, above, below)


def _with_line_scripts(signs: str, above: int, below: int) -> Box:
    """Return a closing delimiter whose scripts have characters of their own, on its first and last row."""
    lowered = frozenset(SUBSCRIPTS.values())
    below_it = "".join(c for c in signs[1:] if c in lowered)
    above_it = "".join(c for c in signs[1:] if c not in lowered)
    base = fence(signs[0], above, below)
    raised = text_box(above_it) if above_it else None
    dropped = text_box(below_it) if below_it else None
    if len(base.rows) == 1:
        return text_box(signs)
    return with_scripts(base, raised, dropped, inline=(True, True))


def _piece(piece: Piece) -> Box:
    match piece.tree:
        case Fraction(above, below, bar):
            nested = any(isinstance(part.tree, Fraction) for part in (*above, *below))
            made = over(_row(above), _row(below), bar=bar, wider=2 if nested else 0)
            return made if bar else _enclosed(made, "(", ")")
        case Scripted(base, _, _, _):
            return _scripted(piece.tree, _piece(base))
        case Root(degree, inside) if _is_tall(inside):
            return rooted(_row(inside), degree)
        case Row(inside, bracketed, accent):
            made = _row(inside)
            if accent:
                return under_accent(made, _ACCENTS.get(accent, "─"))
            return _enclosed(made, "(", ")") if bracketed else made
        case Grid(rows, opening, closing, columns) if len(rows) > 1 or _is_tall_tree(piece):
            made = grid([[_row(_trimmed(cell)) for cell in row] for row in rows], columns)
            return _enclosed(made, opening, closing)
        case _:
            return text_box(piece.text)


def _trimmed(cell: list[Piece]) -> list[Piece]:
    """Return a cell without the comma at its end, which the gap between columns stands for."""
    solid = [place for place, piece in enumerate(cell) if piece.kind != "blank"]
    return cell[: solid[-1]] if solid and cell[solid[-1]].text == "," else cell


def _enclosed(inside: Box, opening: str, closing: str) -> Box:
    apart = text_box(" " if opening == "{" else "")
    parts = [apart, inside, apart] if closing == "}" else [apart, inside]
    left = [fence(opening, inside.high, inside.low)] if opening else []
    right = [fence(closing, inside.high, inside.low)] if closing else []
    return beside([part for part in (*left, *parts, *right) if part.width])


def _scripted(tree: Scripted, base: Box) -> Box:
    """Return a nucleus with its scripts, in Unicode's own characters where it has them."""
    if tree.limits:
        above, below = (_row(part, script=True) if part else None for part in (tree.above, tree.below))
        return with_limits(base, above, below)
    made: list[Box | None] = []
    inline: list[bool] = []
    for mark, pieces in (("^", tree.above), ("_", tree.below)):
        own = raised_or_lowered(mark, join(pieces, script=True)) if pieces else None
        made.append(text_box(own) if own else _row(pieces, script=True) if pieces else None)
        inline.append(own is not None)
    above, below = made
    if all(inline) and len(base.rows) == 1 and above is not None and below is not None:
        both = text_box(below.rows[0] + above.rows[0])
        return with_scripts(base, both, None, inline=(True, True))
    return with_scripts(base, above, below, inline=(inline[0], inline[1]))


def _laid_out(lines: list[list[Piece]], width: int | None) -> list[Box] | None:
    """Return the lines, aligned where they ask for it, broken where too wide; None where that fails."""
    lines = [line for line in lines if any(piece.text for piece in line)]
    if len(lines) > 1 and any(piece.kind == "cell" for line in lines for piece in line):
        boxes = _aligned(lines)
        if width is None or all(box.width <= width for box in boxes):
            return boxes
    return _all_broken(lines, width, _row)


def _all_broken(lines: list[list[Piece]], width: int | None, lay: _Lay) -> list[Box] | None:
    found: list[Box] = []
    for line in lines:
        boxes_of_line = _broken([piece for piece in line if piece.kind != "cell"], width, lay)
        if boxes_of_line is None:
            return None
        found += boxes_of_line
    return found


def _text_row(pieces: Sequence[Piece], left: Piece | None = None) -> Box:
    """Return a row of pieces as one line of Unicode, without blanks before the first."""
    return text_box("".join(gap + piece.text for gap, piece in spaced(list(pieces), left=left)).strip())


def _aligned(lines: list[list[Piece]]) -> list[Box]:
    """Return lines whose cells stand in columns, to the right and to the left of where they are aligned."""
    table: list[list[Box]] = []
    for line in lines:
        cells: list[list[Piece]] = [[]]
        for piece in line:
            if piece.kind == "cell":
                cells.append([])
            else:
                cells[-1].append(piece)
        boxes: list[Box] = []
        left: Piece | None = None
        for cell in cells:
            before = (left or Piece("", "ord")) if boxes else None
            seen = spaced(cell, tall=True, left=before)
            gap = seen[0][0] if seen and boxes else ""
            boxes.append(beside([part for part in (text_box(gap), _row(cell, left=before)) if part.width]))
            left = seen[-1][1] if seen else left
        table.append(boxes)
    count = max(len(row) for row in table)
    widths = [max((row[k].width for row in table if k < len(row)), default=0) for k in range(count)]
    return [
        beside([to_width(box, widths[k], "l" if k % 2 else "r") for k, box in enumerate(row)])
        for row in table
    ]


_BREAKS: Final[tuple[Callable[[Piece], bool], ...]] = (
    lambda piece: piece.kind == "space" and len(piece.text) > 1,
    lambda piece: piece.kind == "rel",
    lambda piece: piece.kind == "bin",
)
"""Where a formula is broken, the best places first."""


class _Lay(Protocol):
    """Lays a row out, given the piece before it."""

    def __call__(self, pieces: Sequence[Piece], left: Piece | None = None, /) -> Box: ...


class _Fragment(NamedTuple):
    """A part of a line that is too wide.

    Attributes:
        box: The part.
        gap: The blanks before it, unless it begins a line; None where it has to.
        level: At what kind of place the line was broken before it.
    """

    box: Box
    gap: str | None
    level: int


def _broken(line: list[Piece], width: int | None, lay: _Lay) -> list[Box] | None:
    """Return a line in as many boxes as it takes to fit, what goes on indented; None where that fails."""
    whole = lay(line)
    if width is None or whole.width <= width:
        return [whole]
    fragments = _fragments(line, width - _FURTHER, lay)
    if fragments is None:
        return None
    rows: list[list[Box]] = []
    room = 0
    for fragment in fragments:
        gap = fragment.gap
        needed = len(gap or "") + fragment.box.width
        if rows and gap is not None and needed <= room:
            rows[-1] += [text_box(gap), fragment.box]
        else:
            indent = text_box(" " * (_FURTHER if rows and fragment.level else 0))
            rows.append([indent, fragment.box])
            room, needed = width, indent.width + fragment.box.width
        room -= needed
    return [beside([box for box in row if box.width]) for row in rows]


def _fragments(line: list[Piece], width: int, lay: _Lay) -> list[_Fragment] | None:
    """Return the largest parts between breaks that fit, or None where a smallest one does not."""
    waiting: list[tuple[int, str | None, Piece | None, int, list[Piece]]] = [(0, None, None, 0, line)]
    found: list[_Fragment] = []
    while waiting:
        broken_at, gap, left, level, part = waiting.pop()
        box = lay(part, left)
        if box.width <= width:
            found.append(_Fragment(box, gap, broken_at))
            continue
        if level == len(_BREAKS):
            return None
        parts = _parts(part, _BREAKS[level], left)
        for place, (gap_of_part, before, further) in reversed([*enumerate(parts)]):
            start = None if broken_at == 0 and len(parts) > 1 else gap
            at = (level, gap_of_part) if place else (broken_at, start)
            waiting.append((*at, before, level + 1, further))
    return found


def _parts(
    line: list[Piece], is_break: Callable[[Piece], bool], left: Piece | None
) -> list[tuple[str, Piece | None, list[Piece]]]:
    """Return the parts between breaks outside all brackets, each with the gap and the piece before it."""
    parts: list[tuple[str, Piece | None, list[Piece]]] = [("", left, [])]
    depth = 0
    before = left
    for piece in line:
        if piece.kind == "blank":
            parts[-1][2].append(piece)
            continue
        role = getattr(piece.tree, "role", piece.kind)
        if depth == 0 and before is not None and is_break(unary(before, piece)):
            is_space = piece.kind == "space"
            parts.append((piece.text if is_space else " ", None if is_space else before, []))
        if piece.kind != "space" or not is_break(piece) or depth:
            parts[-1][2].append(piece)
        depth = max(0, depth + (role == "open") - (role == "close"))
        before = piece
    return [part for part in parts if any(piece.text for piece in part[2])]
