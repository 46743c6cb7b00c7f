"""One spelling for words and symbols that learners write in several: TeX, Unicode or plain."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from fractions import Fraction
from typing import Final
from unicodedata import normalize

from quizrnn.notation import latex_to_unicode, symbols

_GREEK_AND_SIGNS: Final = {
    sign: name
    for name, sign in symbols.ORDINARY.items()
    if sign.isalpha() and not name.startswith("var") and name not in ("imath", "jmath", "ell", "hbar")
} | {"ϕ": "phi", "ϵ": "epsilon"}
_PLAIN: Final = str.maketrans(
    {
        **{sub: "_" + plain for plain, sub in symbols.SUBSCRIPTS.items()},
        **{sup: "^" + plain for plain, sup in symbols.SUPERSCRIPTS.items()},
        "⊤": "T",
        "−": "-",
        "–": "-",
        "—": "-",
        "‐": "-",
        "‑": "-",
        "·": "*",
        "⋅": "*",
        "×": "*",
        "∗": "*",
        "≤": "<=",
        "≥": ">=",
        "≠": "!=",
        "→": "->",
        "′": "'",
        "’": "'",
        "∞": "infinity",
        "○": "∘",
        "◦": "∘",
        "⨀": "⊙",
    }
)
_HYPHEN: Final = re.compile(r"(?<=[^\W\d_]{2})-(?=[^\W\d_]{2})")
_ARTICLE: Final = re.compile(r"^(?:the|an|a)\s+(?=[^\W\d_]{3})", re.IGNORECASE)
_CLOSE: Final = 0.85
_SHORTEST: Final = 4
_LONGEST: Final = 200
"""Characters beyond which nothing is taken for a number or a slip of the pen."""

_WORDS_EN: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBER_WORDS: Final = {
    **{word: value for value, word in enumerate("零一二三四五六七八九十")},
    **{word: value for value, word in enumerate(_WORDS_EN)},
    "两": 2,
    "twenty": 20,
}


def canonical(text: str, *, case: bool = False) -> str:
    r"""Return ``text`` in the one spelling by which answers are compared.

    Blanks, width, hyphens between words, a leading article, a closing full stop and (unless ``case``) case
    are evened out, and so are ``\sigma``, ``σ`` and ``sigma``, or ``h_{t-1}`` and ``hₜ₋₁``.
    """
    text = text.strip().strip("`").strip()
    if text.startswith("$") and text.endswith("$") and len(text) > 2:
        text = text.strip("$")
    if "\\" in text:
        text = latex_to_unicode(text)
    text = _without_runs(text.translate(_PLAIN))
    text = normalize("NFKC", text).translate(_PLAIN)
    text = "".join(_named(character) for character in text)
    text = text.replace("**", "^") if re.search(r"\w\s*\*\*\s*\w", text) else text
    text = _ARTICLE.sub("", text.rstrip(".。 "))
    text = _HYPHEN.sub("", text)
    text = re.sub(r"[\s{}_]+", "", text)
    return text if case else text.casefold()


def _without_runs(text: str) -> str:
    """Turn ``^-^1``, which single superscripts give, into ``^-1``."""
    return re.sub(r"\^([^\^\s])(?=\^)", r"^\1", re.sub(r"(\^[^\^\s]+)\^(?=\S)", r"\1", text))


def _named(character: str) -> str:
    return _GREEK_AND_SIGNS.get(character, character)


def same(given: str, accepted: str, *, case: bool = False, numbers: bool = True) -> bool:
    """Tell whether two spellings are of one thing; with ``numbers``, 0.50, .5 and 1/2 are."""
    if canonical(given, case=case) == canonical(accepted, case=case):
        return True
    if not numbers:
        return False
    left, right = _number(given), _number(accepted)
    return left is not None and left == right


def _number(text: str) -> Fraction | None:
    """Return what a number is worth: with a point, grouped, a fraction, a percentage, a power, or a word."""
    if len(text) > _LONGEST:
        return None
    digits = normalize("NFKC", text).replace("−", "-").replace("⁄", "/").strip().casefold()
    if digits in _NUMBER_WORDS:
        return Fraction(_NUMBER_WORDS[digits])
    percent = digits.endswith("%")
    over, slash, under = digits.removesuffix("%").partition("/")
    value, divisor = _decimal(over.strip()), _decimal(under.strip()) if slash else Fraction(1)
    if value is None or not divisor:
        return None
    return value / divisor / (100 if percent else 1)


def _decimal(digits: str) -> Fraction | None:
    if power := re.fullmatch(r"(\d{1,4}(?:\.\d{1,4})?)\s*(?:\^|\*\*)\s*\{?(-?\d{1,2})\}?", digits, re.ASCII):
        base = Fraction(power[1])
        return base ** int(power[2]) if base else None
    if not re.fullmatch(r"[+-]?(\d+(,\d{3})*(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?", digits, re.ASCII):
        return None
    return Fraction(digits.replace(",", ""))


def near(given: str, accepted: str) -> bool:
    """Tell whether ``given`` looks like a slip of the pen for ``accepted``: nearly the same letters."""
    left, right = canonical(given), canonical(accepted)
    if not _SHORTEST <= min(len(left), len(right)) <= max(len(left), len(right)) <= _LONGEST or not (
        left.isalpha() and right.isalpha()
    ):
        return False
    return (
        sorted(left) == sorted(right) or SequenceMatcher(None, left, right, autojunk=False).ratio() >= _CLOSE
    )
