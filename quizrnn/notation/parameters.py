r"""Parameters of a question put into its texts: ``{H}`` in prose and code, ``\param{H}`` in maths."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from quizrnn.notation.markup import spans

_PROSE: Final = re.compile(r"\{([A-Za-z_]\w*)\}")
_MATH: Final = re.compile(r"\\param\{([A-Za-z_]\w*)\}")
_TEX_SPECIAL: Final = re.compile(r"[\\{}$%#&_^~]")


def fill(text: str, params: Mapping[str, int | float | str]) -> str:
    """Return ``text`` with the values of ``params``; braces that name no parameter stay."""
    if not params or "{" not in text or not any(f"{{{name}}}" in text for name in params):
        return text
    if "$" not in text:
        return _PROSE.sub(lambda found: _in_prose(params, found), text)
    filled = ""
    for span in spans(text):
        source = text[span.start : span.end]
        if span.kind in ("math", "display"):
            filled += _MATH.sub(lambda found: _in_tex(params, found), source)
        else:
            filled += _PROSE.sub(lambda found: _in_prose(params, found), source)
    return filled


def value_text(value: int | float | str) -> str:
    """Return a value without a float's noise: 0.1 + 0.2 is ``0.3``, a whole number has no decimals."""
    if isinstance(value, str | int):
        return str(value)
    text = f"{value:.12g}"
    if "e" not in text:
        return text
    exponent = int(text.partition("e")[2])
    if not -7 <= exponent < 16:
        return text.replace("e+", "e").replace("e-0", "e-")
    from decimal import Decimal

    return f"{Decimal(text):f}"


def parameter_names(text: str) -> set[str]:
    """Return the names that ``fill`` would look up in ``text``."""
    names: set[str] = set()
    for span in spans(text):
        pattern = _MATH if span.kind in ("math", "display") else _PROSE
        names.update(pattern.findall(text[span.start : span.end]))
    return names


def _in_prose(params: Mapping[str, int | float | str], found: re.Match[str]) -> str:
    return value_text(params[found[1]]) if found[1] in params else found[0]


def _in_tex(params: Mapping[str, int | float | str], found: re.Match[str]) -> str:
    if found[1] not in params:
        return found[0]
    value = params[found[1]]
    text = value_text(value)
    if isinstance(value, str):
        return text if len(text) == 1 and text.isalnum() else rf"\text{{{_TEX_SPECIAL.sub(_escaped, text)}}}"
    if "e" in text:
        digits, _, exponent = text.partition("e")
        return rf"{{{digits} \cdot 10^{{{exponent}}}}}"
    return text if text.isdigit() else f"{{{text}}}"


def _escaped(found: re.Match[str]) -> str:
    return f"\\{found[0]}" if found[0] in "{}$%#&_" else " "
