"""What a piece of a formula was made of, for the layout in two dimensions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from quizrnn.notation.pieces import Piece


class Fraction(NamedTuple):
    """``above`` over ``below``: with a bar, or, in a binomial coefficient, in round brackets."""

    above: list[Piece]
    below: list[Piece]
    bar: bool = True


class Scripted(NamedTuple):
    """A nucleus with scripts.

    Attributes:
        base: The nucleus.
        below: The subscript, or nothing.
        above: The superscript, or nothing.
        limits: Whether the scripts stand below and above the nucleus rather than behind it.
    """

    base: Piece
    below: list[Piece]
    above: list[Piece]
    limits: bool = False


class Root(NamedTuple):
    """A root of what is ``inside``; ``degree`` is empty for the square root."""

    degree: str
    inside: list[Piece]


class Grid(NamedTuple):
    """Rows of cells between two delimiters, either of which may be missing.

    Attributes:
        rows: The cells, row by row.
        opening: The delimiter on the left.
        closing: The delimiter on the right.
        columns: ``l``, ``c`` or ``r`` for each column; the last one goes on.
    """

    rows: list[list[list[Piece]]]
    opening: str
    closing: str
    columns: str = "c"


class Row(NamedTuple):
    """A group, in round brackets of its own where it is ``bracketed``, under an accent where it has one."""

    inside: list[Piece]
    bracketed: bool = False
    accent: str = ""


class Fence(NamedTuple):
    """A delimiter of ``\\left``, ``\\middle`` or ``\\right``; its piece may be empty."""

    role: str


Tree: TypeAlias = Fraction | Scripted | Root | Grid | Row | Fence
