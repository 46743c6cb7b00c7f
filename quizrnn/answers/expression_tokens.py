"""Tokens of a typed expression: one spelling of every sign, and where each stood in the original."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

from quizrnn.errors import Malformed
from quizrnn.text import Text, both

MAX_LENGTH: Final = 2000
"""Longest expression that is read, in characters."""


class Token(NamedTuple):
    """One sign. ``kind``: ``number``, ``name``, ``op``, ``text``, ``sub``, ``command``, or a bracket."""

    kind: str
    text: str
    at: int
    """Column in the original text, counted from 0."""
    end: int
    spaced: bool
    """Whether blanks stand before it."""


# fmt: off
_SIGNS: Final = {
    "−": "-", "–": "-", "—": "-", "﹣": "-", "‐": "-", "‑": "-", "‒": "-",
    "⊙": "*", "∘": "*", "∗": "*", "⊗": "*", "◦": "*", "○": "*", "⨀": "*",
    "·": "·", "⋅": "·", "•": "·", "∙": "·", "・": "·", "×": "×", "✕": "×", "⨯": "×",
    "÷": "/", "∕": "/", "⁄": "/", "≤": "<=", "≥": ">=", "≠": "!=", "‖": "‖", "∥": "‖", "∣": "|",
    "′": "'", "’": "'", "ʹ": "'", "⊤": "⊤", "√": "√", "∏": "Π", "∑": "Σ",
    "½": "(1/2)", "¼": "(1/4)", "¾": "(3/4)",
    "【": "[", "】": "]", "〔": "(", "〕": ")", "，": ",", "、": ",", "≈": "≈", "∂": "d", "…": "...",
    "µ": "μ",
}
_SUPERSCRIPTS: Final = {
    **dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵏⁿⁱᵗᵀ", "0123456789+-()knitT", strict=True)),
}
_SUBSCRIPTS: Final = {
    **dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-aehijklmnoprstuvx", strict=True)),
}
_COMMANDS: Final = {
    "odot": "*", "circ": "*", "otimes": "*", "ast": "*", "cdot": "·", "bullet": "·", "times": "×", "div": "/",
    "le": "<=", "leq": "<=", "ge": ">=", "geq": ">=", "ne": "!=", "neq": "!=", "lt": "<", "gt": ">",
    "Vert": "‖", "|": "‖", "lVert": "‖", "rVert": "‖", "lvert": "|", "rvert": "|", "vert": "|", "mid": "|",
    "lbrack": "[", "rbrack": "]",
    "prime": "'", "top": "⊤", "intercal": "⊤", "approx": "≈", "dots": "...",
}
_NAMED_COMMANDS: Final = {"alpha": "α", "beta": "β", "sigma": "σ", "partial": "∂"}
_IGNORED_COMMANDS: Final = frozenset({
    "left", "right", "big", "Big", "bigl", "bigr", "Bigl", "Bigr", "quad", "qquad", "displaystyle", "limits",
    "mathrm", "mathsf", "mathbf", "mathit", "boldsymbol", "text", "rm", "bf",
})
# fmt: on
_STYLE = re.compile(
    r"\\(?:mathrm|text|operatorname\*?|mathbf|boldsymbol|bm|mathsf|mathit|mathcal|textbf)\s*\{([^{}]*)\}"
)
_ACCENT = re.compile(r"\\(tilde|widetilde|hat|widehat|bar|overline)\s*(?:\{\s*([^\W\d])\s*\}|\s([^\W\d]))")
_ACCENT_CHARACTERS: Final = {"tilde": "\u0303", "widetilde": "\u0303", "hat": "\u0302", "widehat": "\u0302"}
_TOKEN = re.compile(
    r"""(?P<number>(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+(?![\w.]))?)
      | (?P<sub>_\{[^{}]*\}|_\d+)
      | (?P<name>[^\W\d][\u0302-\u0304]*[^\W_]*(?:_(?:\{[^{}]*\}|\([tT]\s*[-+]\s*1\)|t[-+]1(?![\w.])|\w+))*)
      | (?P<command>\\(?:[A-Za-z]+|.))
      | (?P<text>"[^"]*")
      | \.(?P<elementwise>[*/^])
      | (?P<op>\*\*|//|<=|>=|==|!=|\.\.\.|\|\||.)""",
    re.VERBOSE | re.DOTALL,
)


_TEXT = re.compile(r"(?P<text>'[^']*')")


def tokens(text: str) -> list[Token]:
    """Split ``text`` into tokens, the field's signs brought to one spelling each.

    Raises:
        Malformed: If it is too long, or holds a character that no formula holds.
    """
    if len(text) > MAX_LENGTH:
        raise Malformed(
            both(
                f"the answer is too long: {len(text)} characters, at most {MAX_LENGTH} are read",
                f"答案太长：{len(text)} 个字符，最多读取 {MAX_LENGTH} 个",
            )
        )
    plain, origin = _unified(text)
    found: list[Token] = []
    spaced = False
    place = 0
    while place < len(plain):
        if plain[place].isspace() or plain[place] == "~":
            spaced, place = True, place + 1
            continue
        opens_text = plain[place] == "'" and found and found[-1].text in ("(", ",", "=")
        match = (_TEXT.match(plain, place) if opens_text else None) or _TOKEN.match(plain, place)
        assert match is not None  # the last alternative takes any character
        kind, value = str(match.lastgroup), match[0]
        if kind == "elementwise":  # MATLAB's .* is *
            kind, value = "op", match["elementwise"]
        at, end = origin[place], origin[match.end() - 1] + 1
        place = match.end()
        if kind == "command":
            command = value[1:]
            if command in _IGNORED_COMMANDS or command in (",", ";", "!", ":", " ", "\\"):
                spaced = True
                continue
            kind, value = _command(command)
        elif kind == "op":
            value = {"||": "‖"}.get(value, value)
            if value in "()[]{},;":
                kind = value
            elif not _known(value):
                raise malformed(both(f"“{value}” means nothing here", f"这里不认识“{value}”这个符号"), at)
        found.append(Token(kind, value, at, end, spaced))
        spaced = False
    return found


def malformed(message: Text, at: int | None) -> Malformed:
    """Return the error, the place said in the message as the learner counts: from 1."""
    if at is None:
        return Malformed(message)
    texts = message if isinstance(message, dict) else {"en": message, "zh": message}
    return Malformed(
        both(f"{texts['en']} (character {at + 1})", f"{texts['zh']}（第 {at + 1} 个字符）"), column=at
    )


def _known(sign: str) -> bool:
    return sign in "+-*/@%^<>=.:|‖'⊤√≈·×" or sign in ("**", "//", "<=", ">=", "==", "!=", "...")


def _command(command: str) -> tuple[str, str]:
    """Return kind and text of a LaTeX command's token."""
    if command in _COMMANDS:
        sign = _COMMANDS[command]
        return (sign, sign) if sign in "[]" else ("op", sign)
    if command in ("{", "}"):
        return {"{": "(", "}": ")"}[command], {"{": "(", "}": ")"}[command]
    if command in ("frac", "dfrac", "tfrac"):
        return "command", "frac"
    return "name", _NAMED_COMMANDS.get(command, command)


def _unified(text: str) -> tuple[str, list[int]]:
    """Return the text with one form of each character, and where each character came from."""
    characters: list[str] = []
    origin: list[int] = []

    def put(piece: str, at: int) -> None:
        characters.extend(piece)
        origin.extend([at] * len(piece))

    script = ""
    for at, character in enumerate(text):
        raised, lowered = character in _SUPERSCRIPTS, character in _SUBSCRIPTS
        opening = "^{" if raised else "_{" if lowered else ""
        apart = raised and script == "^{" and "ᵀ" in (character, text[at - 1])  # Wᵀ² is a square
        if script and (opening != script or apart):
            put("}", at - 1)
            script = ""
        if opening and opening != script:
            put(opening, at)
        script = opening
        if opening:
            put(_SUPERSCRIPTS[character] if raised else _SUBSCRIPTS[character], at)
        elif character in _SIGNS:
            put(_SIGNS[character], at)
        elif character.isspace():
            put(" ", at)
        elif unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn"):
            raise malformed(both("a control character stands here", "这里有一个控制字符"), at)
        elif unicodedata.category(character) == "Cf":
            continue
        else:
            for form in unicodedata.normalize("NFKD", character):
                put(_SIGNS.get(form, form), at)
    if script:
        put("}", len(text) - 1)
    return _without_styles("".join(characters), origin)


def _without_styles(plain: str, origin: list[int]) -> tuple[str, list[int]]:
    """Unwrap what only changes the looks: ``\\mathrm{x}``, ``\\tilde{c}``."""
    for pattern in (_STYLE, _ACCENT):
        while match := pattern.search(plain):
            if pattern is _STYLE:
                kept, start = match[1], match.start(1)
            else:
                group = 2 if match[2] else 3
                kept, start = match[group], match.start(group)
            places = origin[start : start + len(kept)]
            if pattern is _ACCENT:
                kept += _ACCENT_CHARACTERS.get(match[1], "\u0304")
                places = [*places, places[-1]]
            plain = plain[: match.start()] + kept + plain[match.end() :]
            origin = origin[: match.start()] + places + origin[match.end() :]
    return plain, origin
