"""One spelling for words and symbols that learners write in several: TeX, Unicode or plain."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
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
    """Tell whether two spellings are of one thing; with ``numbers``, 0.50 and .5 are."""
    if canonical(given, case=case) == canonical(accepted, case=case):
        return True
    if not numbers:
        return False
    left, right = _number(given), _number(accepted)
    return left is not None and left == right


def _number(text: str) -> float | None:
    digits = normalize("NFKC", text).replace("−", "-").strip()
    if not re.fullmatch(r"[+-]?(\d+(,\d{3})*(\.\d*)?|\.\d+)(e[+-]?\d+)?", digits, re.IGNORECASE):
        return None
    return float(digits.replace(",", ""))


def near(given: str, accepted: str) -> bool:
    """Tell whether ``given`` looks like a slip of the pen for ``accepted``: nearly the same letters."""
    left, right = canonical(given), canonical(accepted)
    if min(len(left), len(right)) < _SHORTEST or not (left.isalpha() and right.isalpha()):
        return False
    return (
        sorted(left) == sorted(right) or SequenceMatcher(None, left, right, autojunk=False).ratio() >= _CLOSE
    )
