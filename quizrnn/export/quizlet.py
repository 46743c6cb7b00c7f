"""Terms and definitions for Quizlet, RemNote and the like: plain text, a tab between, one card a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from quizrnn.export.gaps import with_open_gaps
from quizrnn.export.printable import printable
from quizrnn.notation import to_plain
from quizrnn.text import both, pick

if TYPE_CHECKING:
    from quizrnn.export.card import Card, Piece
    from quizrnn.export.exporters import Tally

_BLANKS: Final = re.compile(r"[^\S\u00a0]+")


_MOST_LINES: Final = 10
"""Lines of code that can still be read one after the other."""

_END: Final = " ⏎ "
"""Stands where a line of code ends: the format has one line a card."""

_POINTS_AT_FIGURE: Final = re.compile(
    r"\b(?:figures?|tables?|diagrams?|drawings?|sketch|pictures?|patterns?|marked|chains?|boxes|arrows?)\b"
    r"|图|表|模式|标出|标记|方框|箭头|链",
    re.IGNORECASE,
)
"""Words of a question that cannot be answered without its figure."""


def quizlet_lines(cards: Iterable[Card], lang: str, tally: Tally) -> Iterator[str]:
    """Yield one line a card.

    Short code stands on that line, its lines parted by a sign. Left out are cards with longer code, and those
    that speak of their figure; others do without it.
    """
    for card in cards:
        lines = max(code.count("\n") + 1 for code in (card.code, card.answer_code))
        if lines > _MOST_LINES or (card.figure and _points_at_figure(card)):
            what = f"code of more than {_MOST_LINES} lines" if lines > _MOST_LINES else "figures"
            tally.leave_out(card.type, f"no {what} in Quizlet")
            continue
        yield f"{_line(_term(card))}\t{_line(_definition(card, lang))}"


def _points_at_figure(card: Card) -> bool:
    texts = (card.stem, card.ask, *(piece.text for piece in (*card.pieces, *card.partners)))
    return any(_POINTS_AT_FIGURE.search(text) for text in texts)


def _term(card: Card) -> Iterator[str]:
    yield to_plain(with_open_gaps(card.stem, len(card.blanks)))
    if card.code:
        yield _code(with_open_gaps(card.code, len(card.blanks)), numbered=bool(card.faults))
    yield from map(_piece, card.pieces)
    yield from map(_piece, card.partners)
    if card.ask:
        yield to_plain(card.ask)


def _code(code: str, *, numbered: bool = False) -> str:
    """Return code on one line: each of its lines keeps its indentation, in blanks that stay."""
    lines = [
        re.sub("^ +", lambda blanks: "\u00a0" * len(blanks[0]), line.rstrip())
        for line in printable(code).expandtabs(4).split("\n")
    ]
    if numbered:
        lines = [f"{number}: {line}".rstrip() for number, line in enumerate(lines, 1)]
    return _END.join(lines)


def _definition(card: Card, lang: str) -> Iterator[str]:
    if card.kind == "choice" and not card.answer:
        yield from (_piece(piece) for piece in card.pieces if piece.right)
    elif card.answer:
        yield to_plain(card.answer)
    if card.answer_code:
        yield _code(card.answer_code)
    yield from map(_piece, card.solution)
    yield from map(to_plain, card.rubric)
    if card.also:
        label = pick(both("Also right: ", "同样正确："), lang)
        yield label + "; ".join(to_plain(slip.answer) for slip in card.also)
    if card.explanation:
        yield to_plain(card.explanation)
    if card.corrects:
        claim = both(
            f"The article claims ({card.corrects.claim}): ", f"文章的说法（{card.corrects.claim}）："
        )
        yield pick(claim, lang) + to_plain(card.corrects.says)
        if card.corrects.repair:
            yield pick(both("In fact: ", "事实上："), lang) + to_plain(card.corrects.repair)


def _piece(piece: Piece) -> str:
    label = f"{piece.label}) " if piece.label else ""
    return f"{label}{to_plain(piece.text)}" + (f" — {to_plain(piece.partner)}" if piece.partner else "")


def _line(parts: Iterable[str]) -> str:
    """Return parts on one line: a tab or a line end in them would begin another column or card."""
    lines = [_BLANKS.sub(" ", line).strip() for part in parts for line in printable(part).splitlines()]
    return "  ".join(line for line in lines if line)
