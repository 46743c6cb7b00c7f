"""What Moodle's own formats, XML and GIFT, write alike."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING, Final

from quizrnn.export.gaps import GAP, MARK
from quizrnn.export.printable import printable
from quizrnn.notation import to_plain

if TYPE_CHECKING:
    from quizrnn.export.card import Card

_LONGEST_TITLE: Final = 60
_EMBEDDED: Final = re.compile(r"[\\}~#\"/]")


def title_of(card: Card) -> str:
    """Return a name for lists of questions: the id, then how the question begins."""
    words = " ".join(printable(to_plain(MARK.sub(GAP, card.stem))).split())
    return (
        f"{card.id}: {words[: _LONGEST_TITLE - 1]}…" if len(words) > _LONGEST_TITLE else f"{card.id}: {words}"
    )


def number_text(value: float) -> str:
    """Return a number as Moodle reads it: no more digits than it has, never an exponent of its own making."""
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
        return str(int(value))
    return f"{value:.12g}"


def accepted(text: str) -> str:
    r"""Return an accepted answer in which a star is a star: elsewhere it stands for anything."""
    return printable(text).replace("*", "\\*")


def embedded(texts: Iterable[str], *, cased: bool) -> str:
    """Return a gap with its accepted fillings, as a question within a question."""
    kind = "SHORTANSWER_C" if cased else "SHORTANSWER"
    fillings = (_EMBEDDED.sub(r"\\\g<0>", escape(accepted(text), quote=False)) for text in texts)
    return "{1:" + kind + ":" + "~".join(f"={filling}" for filling in fillings) + "}"
