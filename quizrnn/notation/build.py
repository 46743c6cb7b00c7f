"""Pieces made from a command's arguments: scripts, accents, fractions."""

from __future__ import annotations

from unicodedata import normalize

from quizrnn.notation import symbols
from quizrnn.notation.pieces import ATOM, PRODUCT, Piece, UnconvertibleError, bracketed, join, level
from quizrnn.notation.tree import Fraction, Row, Scripted
from quizrnn.text import both


def group(pieces: list[Piece]) -> Piece:
    """Return what stands in braces as one piece."""
    solid = [piece for piece in pieces if piece.kind != "blank"]
    if len(solid) == 1:
        return solid[0] if solid[0].kind in ("ord", "text", "frac", "op") else solid[0]._replace(kind="ord")
    text = join(pieces)
    word = len(text) > 1 and text.replace("_", "").isalnum() and text[0].isalpha()
    tree = Row(pieces) if any(piece.tree for piece in pieces) else None
    return Piece(text, "ord", ATOM if word else level(pieces), word=word, tree=tree)


def enclosed(piece: Piece) -> Piece:
    """Return ``piece`` in round brackets, as one symbol."""
    tree = Row([piece], bracketed=True) if piece.tree else None
    return piece._replace(text=bracketed(piece.text), kind="ord", level=ATOM, tree=tree)


def attach(base: Piece, mark: str, pieces: list[Piece]) -> Piece:
    """Return ``base`` with a sub- or superscript: Unicode's own where it has every character."""
    text = join(pieces, script=True)
    if not text:
        return base
    tree = _with_script(base, mark, pieces)
    raised = raised_or_lowered(mark, text)
    if raised is not None:
        has_tree = base.tree is not None or tree.limits
        return base._replace(text=base.text + raised, tree=tree if has_tree else None)
    plain = all(character.isalnum() and normalize("NFKC", character) == character for character in text)
    if not plain and len(text) > 1:
        text = bracketed(text)
    return base._replace(text=base.text + mark + text, word=True, tree=tree)


def raised_or_lowered(mark: str, text: str) -> str | None:
    """Return a script in Unicode's own characters, or None where one of them is lacking."""
    if mark == "^" and text in ("⊤", "*", "∘", "′", "′′"):
        return {"⊤": "ᵀ", "∘": "°"}.get(text, text)
    table = symbols.SUBSCRIPTS if mark == "_" else symbols.SUPERSCRIPTS
    return "".join(table[c] for c in text) if all(c in table for c in text) else None


def primed(base: Piece) -> Piece:
    """Return ``base`` with a prime."""
    if base.tree is None:
        return base._replace(text=base.text + "′")
    return base._replace(text=base.text + "′", tree=_with_script(base, "^", [Piece("′", "ord")]))


def _with_script(base: Piece, mark: str, pieces: list[Piece]) -> Scripted:
    if isinstance(base.tree, Scripted):
        if mark == "_" and not base.tree.below:
            return base.tree._replace(below=pieces)
        if mark == "^" and (not base.tree.above or pieces[0].text == "′"):
            return base.tree._replace(above=[*base.tree.above, *pieces])
    limits = (base.kind == "large" and base.text[:1] not in symbols.INTEGRALS) or (
        base.kind == "op" and base.text in symbols.OVER_LIMITS
    )
    below, above = (pieces, []) if mark == "_" else ([], pieces)
    return Scripted(base, below, above, limits)


def accented(pieces: list[Piece], name: str) -> Piece:
    """Return an argument under an accent: over its first letter, or over a whole word."""
    mark = symbols.ACCENTS[name]
    piece = group(pieces)
    head, tail = piece.text[:1], piece.text[1:]
    if not head.isalpha():
        raise UnconvertibleError(both(f"\\{name} over “{piece.text}”", f"\\{name} 不能加在“{piece.text}”上"))
    tree = piece.tree
    if isinstance(tree, Scripted):
        tree = tree._replace(base=accented([tree.base], name))
    elif tree is not None:
        tree = Row(pieces, accent=name)
    if not tail or (piece.level == ATOM and not piece.text.isascii() and not any(c.isascii() for c in tail)):
        return piece._replace(text=normalize("NFC", head + mark) + tail, word=False, tree=tree)
    if tail.startswith("_"):
        return piece._replace(text=normalize("NFC", head + mark) + tail, tree=tree)
    if name in symbols.SPREADING and piece.text.isalnum():
        spread = "".join(character + mark for character in piece.text)
        return piece._replace(text=normalize("NFC", spread), tree=tree)
    raise UnconvertibleError(both(f"\\{name} over “{piece.text}”", f"\\{name} 不能加在“{piece.text}”上"))


def lettered(pieces: list[Piece], name: str) -> Piece:
    """Return an argument in another alphabet, such as blackboard letters."""
    alphabet = symbols.ALPHABETS[name]
    piece = group(pieces)
    text = "".join(alphabet.get(character, character) for character in piece.text)
    return piece._replace(text=text, word=False, tree=None)


def fraction(above: list[Piece], below: list[Piece]) -> Piece:
    """Return ``above/below``, in brackets where they are needed."""
    over, under = join(above), join(below)
    if not over or not under:
        raise UnconvertibleError(both("an empty fraction", "分式为空"))
    if level(above) > PRODUCT:
        over = bracketed(over)
    if level(below) >= PRODUCT:
        under = bracketed(under)
    return Piece(f"{over}/{under}", "frac", PRODUCT, tree=Fraction(above, below))


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
