"""The article's texts in the words of another convention: its names in code, its layout in formulas."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from quizrnn.text import Text

_SPAN: Final = re.compile(
    r"(?P<ticks>`+)(?P<code>.+?)(?P=ticks)|(?P<dollars>\$\$?)(?P<math>.+?)(?P=dollars)", re.S
)


def respelled(text: Text, code: Mapping[str, str], formulas: Mapping[str, str]) -> Text:
    """Return a text with pieces of its code and of its formulas replaced; prose is left alone.

    Args:
        text: The text, with markup.
        code: What stands for what in code. The longest piece that fits is taken, no name is cut in two, and
            what was put in is not looked at again.
        formulas: The same for formulas, in LaTeX.
    """
    if isinstance(text, str):
        return _respelled(text, code, formulas)
    return {lang: _respelled(told, code, formulas) for lang, told in text.items()}


def _respelled(text: str, code: Mapping[str, str], formulas: Mapping[str, str]) -> str:
    def span(found: re.Match[str]) -> str:
        if (ticks := found["ticks"]) is not None:
            return f"{ticks}{_replaced(found['code'], code)}{ticks}"
        return f"{found['dollars']}{_replaced(found['math'], formulas)}{found['dollars']}"

    return _SPAN.sub(span, text)


def _replaced(span: str, table: Mapping[str, str]) -> str:
    return _pattern(tuple(table)).sub(lambda found: table[found[0]], span) if table else span


@lru_cache(maxsize=64)
def _pattern(pieces: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(pieces, key=lambda piece: (-len(piece), piece))
    return re.compile("|".join(_whole(piece) for piece in longest_first))


def _whole(piece: str) -> str:
    """Return the pattern of a piece that begins and ends where a name does."""
    before = r"(?<![\w\\])" if re.match(r"\w", piece) else ""
    after = r"(?!\w)" if re.search(r"\w$", piece) else ""
    return before + re.escape(piece) + after
