"""Markdown, as other programs keep their cards, as a text with our markup."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from quizrnn.export.imports.drafts import PICTURES
from quizrnn.export.imports.marked import Marked, safe

ESCAPED: Final = re.compile(r"\\([\\`*_\[\]<>#+.!|~:=%?^{}()-])")
"""A character that a backslash keeps from being a mark."""

_FENCE: Final = re.compile(r"^(```|~~~)[^\n]*\n(.*?)^\1[ \t]*$", re.MULTILINE | re.DOTALL)
_PICTURE: Final = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK: Final = re.compile(r"(?<!\\)\[([^\]]+)\]\((https?://[^)\s]+)\)")
_TAG: Final = re.compile(r"</?(?:details|summary|br|p|div|b|i|em|strong|u|span)\b[^>]*>", re.IGNORECASE)
_CODE: Final = re.compile(r"<code>(.*?)</code>", re.DOTALL)
_HEADING: Final = re.compile(r"^#{1,6}[ \t]+(.*?)[ \t]*#*$", re.MULTILINE)
_BULLET: Final = re.compile(r"^([ \t]*)[*+][ \t]+", re.MULTILINE)
_NUMBERED: Final = re.compile(r"^([ \t]*\d{1,3})\)[ \t]+", re.MULTILINE)
_QUOTED: Final = re.compile(r"^[ \t]*>[ \t]?", re.MULTILINE)
_RULE: Final = re.compile(r"^[ \t]*\|?[ \t:|-]*---[ \t:|-]*\n?", re.MULTILINE)
_ROW: Final = re.compile(r"^[ \t]*\|(.*?)\|?[ \t]*$", re.MULTILINE)


def marked_down(markdown: str) -> Marked:
    """Return Markdown with our markup, which is a part of it."""
    code = [found[2].strip("\n") for found in _FENCE.finditer(markdown)]
    text = _FENCE.sub("", markdown)
    losses = (PICTURES,) if _PICTURE.search(text) else ()
    text = _LINK.sub(r"\1 (\2)", _PICTURE.sub("", text))
    text = _HEADING.sub(r"\n\n\1\n\n", _NUMBERED.sub(r"\1. ", _BULLET.sub(r"\1- ", _QUOTED.sub("", text))))
    # A table has no like here: its rows become a list.
    text = _ROW.sub(lambda found: f"- {' | '.join(map(str.strip, found[1].split('|')))}", _RULE.sub("", text))
    text = _CODE.sub(lambda found: f"`{unescape(found[1])}`", text)
    text = ESCAPED.sub(r"\1", unescape(_TAG.sub("\n\n", text)))
    lines = [line.rstrip() for line in re.sub(r"(?:  |\\)\n", "\n\n", text).split("\n")]
    return Marked(safe(re.sub(r"\n{3,}", "\n\n", "\n".join(lines))), "\n\n".join(code), losses)
