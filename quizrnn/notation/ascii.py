"""Texts in ASCII, for terminals and fonts that lack the rest.

``spelled_out`` makes words of mathematical signs, before a text is laid out; ``to_ascii`` puts one ASCII
character in place of each cell, after it is.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from rich.cells import get_character_cell_size

from quizrnn.notation.symbols import BINARY, LARGE, ORDINARY, RELATIONS, SUBSCRIPTS, SUPERSCRIPTS

_BASE: Final = MappingProxyType(
    {
        **dict(zip("─━═╌╍┄┅┈┉―", "--=-------", strict=True)),
        **dict.fromkeys("│┃║┆┇┊┋╎╏▏▎▍▌▐▕⎪⎜⎟⎢⎥⎨⎬∣", "|"),
        **dict.fromkeys("┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋╪╫╬╔╗╚╝╠╣╦╩╭╮╯╰┷┹┶┸┺┯┠┨┰┝┥┡┩", "+"),
        **dict(zip("╱╲╳", "/\\X", strict=True)),
        **dict(
            zip("▲▼▶◀△▽▷◁↑↓→←↗↘↖↙⇑⇓⇒⇐↔⇔↦▸◂▾▴⟶⟵↪↳⇌⇀↕", "^v><^v><^v></\\\\/^v><<<>><v^><>>=>|", strict=True)
        ),
        **dict.fromkeys("█▇▆▉▊▋▓■◼●◉⬤", "#"),
        **dict.fromkeys("▄▅▀", "="),
        **dict.fromkeys("▁▂▃▔", "_"),
        **dict.fromkeys("░▒□◻", "."),
        **dict.fromkeys("○◯◦", "o"),
        **dict.fromkeys("•∙★⋆☆✱⊙∗∘◇◆", "*"),
        **dict.fromkeys("·⋅…⋯⋮⋱⋰", "."),
        **dict.fromkeys("✓✔☑✅", "+"),
        **dict.fromkeys("✗✘✕✖☒×⨯❌⊗⨂", "x"),
        **dict.fromkeys("−–—‐‑‒⊖", "-"),
        **dict.fromkeys("‘’′‵", "'"),
        **dict.fromkeys("“”″«»", '"'),
        **dict.fromkeys("⎛⎝⎡⎣⎧⎩⟨⌊⌈⎰⎫", "("),
        **dict.fromkeys("⎞⎠⎤⎦⎭⟩⌋⌉⎱", ")"),
        **dict(
            zip(
                "≤≥≠≈≡∼≃≅≔≜≪≫∈∉∪∩∧∨¬∥‖⊥∂∇∞∑∏∫√±∓÷∖∕⁄°⊕⨁∝∅⊤↵⌫⏎⇧",
                "<>!~=~~===<>e!UN&v!||_dV8SPIV+-/\\//o++~0T<<<^",
                strict=True,
            )
        ),
        **dict(zip("αβγδεζηθικλμνξοπρσςτυφχψωϕϵ", "abgdezhtiklmnxoprsstufxywfe", strict=True)),
        **dict(zip("ΓΔΘΛΞΠΣΦΨΩ", "GDTLXPSFYO", strict=True)),
        "\u00a0": " ",
        "ℓ": "l",
        "ı": "i",
        "ȷ": "j",
        "∀": "A",
        "∃": "E",
        "⊂": "<",
        "⊃": ">",
        "⊆": "<",
        "⊇": ">",
    }
)
_LOWERED: Final = MappingProxyType({mark: text for text, mark in SUBSCRIPTS.items()})
_RAISED: Final = MappingProxyType({mark: text for text, mark in SUPERSCRIPTS.items()})
_BARE: Final = frozenset("✓□■ıȷ⊤∣⋮⋱:")
"""Signs whose names would say less than one character does."""
_SIGN: Final = "⊙·×∘−′√∂…⋯‖→←⇒⇐↔≤≥≠≈≡"
_SPELLING: Final = "* * x o - ' sqrt d ... ... || -> <- => <= <-> <= >= != ~= =="
_SIGNS: Final = MappingProxyType(
    {
        **{
            sign: name
            for table in (RELATIONS, LARGE, ORDINARY)
            for name, sign in [*table.items()][::-1]
            if sign not in _BARE
        },
        **{BINARY[name]: name for name in ("oplus", "otimes", "pm", "mp", "div", "cup", "cap")},
        **dict(zip(_SIGN, _SPELLING.split(), strict=True)),
    }
)
_ACCENTS: Final = MappingProxyType({"\u0303": "~", "\u0302": "^", "\u0304": "-", "\u0305": "-"})
_LETTERS: Final = re.compile("[^\\W\\d_]+")


def spelled_out(text: str) -> str:
    """Return mathematics in ASCII as one would type it: ``h_(t-1)``, ``sigma``, ``*``, ``^2``."""
    if text.isascii():
        return text
    parts: list[str] = []
    place = 0
    while place < len(text):
        for table, mark in ((_LOWERED, "_"), (_RAISED, "^")):
            end = place
            while end < len(text) and text[end] in table:
                end += 1
            if end > place:
                inner = "".join(
                    _BASE.get(letter, letter) for letter in map(table.__getitem__, text[place:end])
                )
                whole = inner.isalnum() or (inner[0] == "(" and inner.find(")") == len(inner) - 1)
                parts.append(mark + (inner if whole else f"({inner})"))
                break
        else:
            end = place + 1
            sign = _SIGNS.get(text[place]) or _ACCENTS.get(text[place], "")
            if sign.isalpha() and parts and _LETTERS.fullmatch(parts[-1][-1:]):
                sign = f" {sign}"
            follows = text[end : end + 1]
            if sign.isalpha() and len(sign) > 1 and follows.isalpha() and follows.isascii():
                sign = f"{sign} "
            parts.append(sign or text[place])
        place = end
    return "".join(parts)


@lru_cache(8192)
def to_ascii(text: str, wide: bool = False) -> str:
    """Return a text of the same width in ASCII.

    Args:
        text: What is to be drawn.
        wide: Whether to keep characters that are two cells wide.
    """
    return text if text.isascii() else "".join(_character(letter, wide) for letter in text)


def _character(letter: str, wide: bool) -> str:
    if letter.isascii():
        return letter
    cells = get_character_cell_size(letter)
    if cells == 0:
        return ""
    if cells > 1:
        return letter if wide else _narrow(letter).ljust(cells)
    return _narrow(letter)


def _narrow(letter: str) -> str:
    if letter in _BASE:
        return _BASE[letter]
    for table in (_LOWERED, _RAISED):
        if letter in table:
            return to_ascii(table[letter])
    plain = unicodedata.normalize("NFKD", letter)[:1]
    return plain if plain.isascii() else _BASE.get(plain, "?" * max(1, get_character_cell_size(letter)))
