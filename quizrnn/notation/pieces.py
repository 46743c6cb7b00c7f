"""The pieces of a formula in Unicode, and how they are joined into a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from quizrnn.text import Text, both

if TYPE_CHECKING:
    from quizrnn.notation.tree import Tree

ATOM: Final = 0
"""A single symbol, number or bracketed group."""
PREFIXED: Final = 1
"""A differential such as ∂h."""
PRODUCT: Final = 2
SUM: Final = 3


class UnconvertibleError(Exception):
    """A formula that has no faithful line of Unicode.

    Attributes:
        problem: What stands in the way.
    """

    def __init__(self, problem: Text) -> None:
        super().__init__(problem)
        self.problem = problem


class Piece(NamedTuple):
    """One atom of a formula.

    Attributes:
        text: What is shown.
        kind: Its class, which decides the blanks around it: ``ord``, ``text``, ``op`` (a named function),
            ``large`` (a sum), ``bin``, ``tight`` (an operator without blanks), ``rel``, ``open``, ``close``,
            ``punct``, ``frac``; or ``blank`` (a blank of the source), ``space`` (one asked for), ``newline``,
            ``cell`` (where lines are aligned), ``null`` (a delimiter that is not to be seen).
        level: How loosely it holds together: ``ATOM`` to ``SUM``.
        word: Whether a letter directly beside it would run into it.
        tree: What it was made of, where two dimensions can show more than ``text``.
    """

    text: str
    kind: str
    level: int = ATOM
    word: bool = False
    tree: Tree | None = None


_DIFFERENTIALS: Final = frozenset("∂∇dΔδ")
_OPERANDS: Final = frozenset({"ord", "text", "op", "large", "frac", "open"})
_SILENT: Final = frozenset({"blank", "space", "newline", "cell", "null"})


def bracketed(text: str) -> str:
    """Return ``text`` in round brackets."""
    return f"({text})"


def level(pieces: list[Piece]) -> int:
    """Return how loosely a row of pieces holds together."""
    atoms = 0
    depth = 0
    found = ATOM
    previous = Piece("", "blank")
    solid = [piece for piece in pieces if piece.kind not in _SILENT]
    for place, piece in enumerate(solid):
        if depth == 0:
            if piece.kind in ("bin", "rel", "punct", "large", "text"):
                found = max(found, SUM if piece.text not in "×⊙@*" else PRODUCT)
            elif piece.kind == "op" and place + 1 < len(solid) and solid[place + 1].kind != "open":
                found = max(found, SUM)
            elif piece.kind == "tight" or piece.text == "/":
                found = max(found, PRODUCT)
            found = max(found, piece.level)
            digits = _is_number(previous.text) and _is_number(piece.text)
            applied = piece.kind == "open" and previous.kind == "op"
            atoms += piece.kind != "close" and not digits and not applied
        depth += (piece.kind == "open") - (piece.kind == "close")
        depth = max(depth, 0)
        previous = piece
    if found > ATOM or atoms <= 1:
        return found
    if atoms == 2 and solid[0].text[0] in _DIFFERENTIALS:
        return PREFIXED
    return PRODUCT


def _is_number(text: str) -> bool:
    return text.replace(".", "").isdecimal() or text == "."


def join(pieces: list[Piece], *, script: bool = False) -> str:
    """Return the pieces as one line; in a script, tight."""
    if any(piece.kind == "newline" for piece in pieces):
        raise UnconvertibleError(both("a line break within a formula", "公式内部有换行"))
    line = ""
    for gap, piece in spaced(pieces, script=script):
        line = line.rstrip(" ") + piece.text if piece.kind == "space" else line + gap + piece.text
    return line


def spaced(
    pieces: list[Piece], *, script: bool = False, tall: bool = False, left: Piece | None = None
) -> list[tuple[str, Piece]]:
    """Return the pieces that are seen, each with the blanks before it.

    Args:
        pieces: A row of a formula.
        script: Whether they stand in a script, where they are set tight.
        tall: Whether fractions have two storeys, and so need room in place of brackets; delimiters that are
            not seen are kept, as they end what others enclose.
        left: What stands before them.
    """
    found: list[tuple[str, Piece]] = []
    blank = False
    spaces = left is not None and left.text.endswith(" ")
    solid = [
        piece for piece in pieces if piece.text or piece.kind == "blank" or (tall and piece.kind == "null")
    ]
    for place, piece in enumerate(solid):
        if piece.kind == "blank":
            blank = True
            continue
        if piece.kind == "null":
            found.append(("", piece))
            continue
        right = unary(left, piece)
        if right.kind == "frac" and not tall and _needs_brackets(left, solid[place + 1 :]):
            right = right._replace(text=bracketed(right.text), level=ATOM)
        gap = ""
        if left is not None and not spaces:
            room = tall and "frac" in (left.kind, right.kind)
            gap = _room(left, right) if room else _gap(left, right, blank=blank, script=script)
        found.append((gap, right))
        spaces = right.text.endswith(" ")
        left, blank = right, False
    return found


def _room(left: Piece, right: Piece) -> str:
    """Return the blanks beside a fraction of two storeys, whose bar is not to touch its neighbours."""
    return "" if left.kind in ("open", "space") or right.kind in ("close", "space", "punct") else " "


def unary(left: Piece | None, piece: Piece) -> Piece:
    """Return an operator without a left operand as a sign."""
    lonely = left is None or left.kind in ("bin", "rel", "open", "punct", "op", "large", "tight", "sign")
    return piece._replace(kind="sign") if piece.kind == "bin" and lonely else piece


def _needs_brackets(left: Piece | None, after: list[Piece]) -> bool:
    """Tell whether what stands beside a fraction would join its numerator or denominator."""
    if left is not None and (left.kind in ("op", "frac") or left.text == "/"):
        return True
    following = next((piece for piece in after if piece.kind not in ("blank", "space")), None)
    return following is not None and (following.kind in _OPERANDS or following.text == "/")


def _gap(left: Piece, right: Piece, *, blank: bool, script: bool) -> str:
    kinds = {left.kind, right.kind}
    runs_on = (left.word and right.text[:1].isalnum()) or (right.word and left.text[-1:].isalnum())
    if "space" in kinds or ("text" in kinds and not blank):
        return ""
    if script:
        return " " if runs_on or (left.kind == "op" and right.kind == "ord") else ""
    if (
        left.kind in ("open", "sign", "tight")
        or "/" in (left.text, right.text)
        or right.kind in ("close", "tight", "punct")
    ):
        return ""
    if "rel" in kinds or "bin" in kinds or left.kind == "punct":
        return " "
    if left.kind == "op":
        return "" if right.kind == "open" or (right.kind == "frac" and right.level == ATOM) else " "
    if left.kind == "large" or right.kind in ("op", "large"):
        return " "
    if right.level == PRODUCT and left.text[-1:].isalnum():
        return " "
    if left.text in _DIFFERENTIALS and not (blank and left.text == "d"):
        return ""
    return " " if blank or runs_on else ""
