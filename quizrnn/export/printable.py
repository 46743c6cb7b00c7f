"""Characters that no format can carry, as pictures of themselves."""

from __future__ import annotations

import re
from typing import Final

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_CONTROLS: Final = bytes([*range(0x09), *range(0x0B, 0x20), 0x7F])


def printable(text: str) -> str:
    """Return a text with its control characters as their pictures (``␀``); tabs and line ends stay."""
    return _CONTROL.sub(lambda found: chr(0x2421 if found[0] == "\x7f" else 0x2400 + ord(found[0])), text)


def has_controls(text: str, but: int = 0) -> bool:
    """Tell, faster than by replacing them, whether a text has more than ``but`` such characters."""
    encoded = text.encode("utf-8", "surrogatepass")
    return len(encoded) - len(encoded.translate(None, _CONTROLS)) > but
