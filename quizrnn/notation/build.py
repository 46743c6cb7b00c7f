"""Pieces made from a command's arguments: scripts, accents, fractions."""

from __future__ import annotations

from unicodedata import normalize

from quizrnn.notation import symbols
from quizrnn.notation.pieces import ATOM, PRODUCT, Piece, UnconvertibleError, bracketed, join, level
from quizrnn.text import both


def group(pieces: list[Piece]) -> Piece:
    """Return what stands in braces as one piece."""
    solid = [piece for piece in pieces if piece.kind != "blank"]
    if len(solid) == 1:
        return solid[0] if solid[0].kind in ("ord", "text", "frac", "op") else solid[0]._replace(kind="ord")
    text = join(pieces)
    word = len(text) > 1 and text.replace("_", "").isalnum() and text[0].isalpha()
    return Piece(text, "ord", ATOM if word else level(pieces), word=word)


def attach(base: Piece, mark: str, pieces: list[Piece]) -> Piece:
    """Return ``base`` with a sub- or superscript: Unicode's own where it has every character."""
    text = join(pieces, script=True)
    if not text:
        return base
    if mark == "^" and text in ("⊤", "*", "∘", "′", "′′"):
        return base._replace(text=base.text + {"⊤": "ᵀ", "∘": "°"}.get(text, text))
    table = symbols.SUBSCRIPTS if mark == "_" else symbols.SUPERSCRIPTS
    if all(character in table for character in text):
        return base._replace(text=base.text + "".join(table[character] for character in text))
    plain = all(character.isalnum() and normalize("NFKC", character) == character for character in text)
    if not plain and len(text) > 1:
        text = bracketed(text)
    return base._replace(text=base.text + mark + text, word=True)


def accented(pieces: list[Piece], name: str) -> Piece:
    """Return an argument under an accent: over its first letter, or over a whole word."""
    mark = symbols.ACCENTS[name]
    piece = group(pieces)
    head, tail = piece.text[:1], piece.text[1:]
    if not head.isalpha():
        raise UnconvertibleError(both(f"\\{name} over “{piece.text}”", f"\\{name} 不能加在“{piece.text}”上"))
    if not tail or (piece.level == ATOM and not piece.text.isascii() and not any(c.isascii() for c in tail)):
        return piece._replace(text=normalize("NFC", head + mark) + tail, word=False)
    if head.isalpha() and tail.startswith("_"):
        return piece._replace(text=normalize("NFC", head + mark) + tail)
    if name in symbols.SPREADING and piece.text.isalnum():
        return piece._replace(text=normalize("NFC", "".join(character + mark for character in piece.text)))
    raise UnconvertibleError(both(f"\\{name} over “{piece.text}”", f"\\{name} 不能加在“{piece.text}”上"))


def lettered(pieces: list[Piece], name: str) -> Piece:
    """Return an argument in another alphabet, such as blackboard letters."""
    alphabet = symbols.ALPHABETS[name]
    piece = group(pieces)
    text = "".join(alphabet.get(character, character) for character in piece.text)
    return piece._replace(text=text, word=False)


def fraction(above: list[Piece], below: list[Piece]) -> Piece:
    """Return ``above/below``, in brackets where they are needed."""
    over, under = join(above), join(below)
    if not over or not under:
        raise UnconvertibleError(both("an empty fraction", "分式为空"))
    if level(above) > PRODUCT:
        over = bracketed(over)
    if level(below) >= PRODUCT:
        under = bracketed(under)
    return Piece(f"{over}/{under}", "frac", PRODUCT)


def negated(pieces: list[Piece]) -> Piece:
    """Return a relation struck through."""
    sign = {"=": "≠", "∈": "∉", "<": "≮", ">": "≯", "≡": "≢", "⊂": "⊄"}.get(join(pieces).strip())
    if sign is None:
        raise UnconvertibleError(both("\\not before this sign", "\\not 不能用于该符号"))
    return Piece(sign, "rel")


def is_bracketed(text: str) -> bool:
    """Tell whether one pair of brackets holds all of ``text``."""
    if not (text.startswith("(") and text.endswith(")")):
        return False
    depth = 0
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0 and place < len(text) - 1:
            return False
    return True
