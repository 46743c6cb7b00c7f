"""A deck of hashcards (or repeater): questions and answers, and clozes, in plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

import msgspec

from quizrnn.export.gaps import MARK, with_gaps
from quizrnn.export.markdown import Dialect, folded
from quizrnn.export.sides import back, front
from quizrnn.notation import segments
from quizrnn.text import both, pick

if TYPE_CHECKING:
    from quizrnn.export.card import Card
    from quizrnn.export.exporters import Tally

DIALECT: Final = Dialect(line="  \n", paragraph="\n\n", folded="details")
_BARE: Final = re.compile(r"(?<!\\)[\[\]]")
"""A bracket of code or a formula, which no backslash may stand before: it would be shown."""
_ESCAPED: Final = b"\\\\["
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
"""Stand for the brackets of gaps until it is known that a text has no others: no character, by Unicode."""


def hashcards_lines(cards: Iterable[Card], lang: str, tally: Tally) -> Iterator[str]:
    """Yield the deck's lines; a gap to fill in is a card of its own there."""
    yield from ("---", 'name = "quizrnn"', "---", "")
    for number, card in enumerate(cards):
        if number:
            yield from ("", "---", "")
        cloze = _cloze(card, lang)
        if cloze is None:
            yield f"Q: {front(card, lang, DIALECT)}"
            answer = back(card, lang, DIALECT)
            yield f"A:\n{answer}" if answer.startswith("```") else f"A: {answer}"
        else:
            tally.cards += len(card.blanks) - 1
            yield f"C: {cloze}"


def _cloze(card: Card, lang: str) -> str | None:
    """Return a card as clozes, None where brackets of code or formulas would be taken for gaps."""
    if not card.blanks:
        return None
    asked = front(msgspec.structs.replace(card, stem=_marked(card), blanks=()), lang, DIALECT)
    said = back(msgspec.structs.replace(card, answer=""), lang, DIALECT)
    text = "\n\n".join(
        [asked, folded(pick(both("Explanation", "解析"), lang), [said], DIALECT)] if said else [asked]
    )
    gaps = {int(number) for number in MARK.findall(_prose_of(card.stem))}
    if (
        gaps != set(range(1, len(card.blanks) + 1))
        or _BARE.search(text)
        or _ESCAPED in msgspec.json.encode(card)
    ):
        return None
    return text.replace(_OPEN, "[").replace(_CLOSE, "]")


def _marked(card: Card) -> str:
    return with_gaps(card.stem, len(card.blanks), lambda place: f"{_OPEN}{card.blanks[place - 1]}{_CLOSE}")


def _prose_of(text: str) -> str:
    return " ".join(
        segment.text for segment in segments(text) if segment.kind in ("text", "strong", "emphasis")
    )
