"""GIFT, Moodle's plain text: less than its XML, since gaps, numbers and pairs hold no markup there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from quizrnn.export.moodle import category_of
from quizrnn.export.moodle_text import accepted, number_text, title_of
from quizrnn.export.pages import Page
from quizrnn.export.printable import printable
from quizrnn.notation import to_plain
from quizrnn.notation.html import to_html

if TYPE_CHECKING:
    from quizrnn.export.card import Card
    from quizrnn.export.exporters import Tally

_SPECIAL: Final = re.compile(r"[\\~=#{}:]")
_LOSS: Final = (
    "// GIFT holds no hints and no tags; pairs and answers to type are plain text, so that maths in them is",
    "// flattened. Several gaps in one text are matched, not typed. Elsewhere maths is LaTeX in \\( and \\).",
    "// Moodle XML keeps all of it: quizrnn export moodle.",
)


def gift_lines(cards: Iterable[Card], lang: str, _tally: Tally) -> Iterator[str]:
    """Yield the lines of a GIFT file: one question a block, whatever its own marks are escaped in texts."""
    page = Page(lang, partial(to_html, math="mathjax"))
    yield from _LOSS
    category = None
    for card in cards:
        if category != (category := category_of(card)):
            yield from ("", f"$CATEGORY: {category}")
        yield from ("", f"// {card.id}")
        text = page.question(card) + ("" if _is_asked(card) else page.asked(card))
        yield f"::{_escaped(title_of(card))}::[html]{_escaped(text)}{{{_answers(card, page)}"
        yield f"####{_escaped(_feedback(card, page))}}}"


def _is_asked(card: Card) -> bool:
    """Tell whether Moodle itself lists the pieces of a card."""
    return card.kind == "choice" or card.type in ("order", "match")


def _feedback(card: Card, page: Page) -> str:
    answer = "" if card.kind == "choice" else page.answer(card)
    return answer + page.explained(card, whys=card.type == "boolean") or " "


def _answers(card: Card, page: Page) -> str:
    if card.type == "boolean":
        return "TRUE" if card.pieces[0].right else "FALSE"
    if card.kind == "choice":
        return _choices(card, page)
    if card.type == "order":
        return "".join(
            f"\n={_escaped(page.html(piece.text))} -> {place}" for place, piece in enumerate(card.solution, 1)
        )
    if card.type == "match":
        return "".join(
            f"\n={_escaped(page.html(piece.text))} -> {_plain(piece.partner)}" for piece in card.solution
        )
    if card.type == "bug":
        return "#" + "".join(f"\n={line}:0" for line in card.faults)
    if card.value is not None:
        return f"#{number_text(card.value)}:{number_text(card.tolerance)}"
    if len(card.blanks) > 1:
        # One text to type is all that GIFT has room for: several gaps are matched with what fills them.
        return "".join(
            f"\n=［{number}］ -> {_escaped(printable(text))}" for number, text in enumerate(card.blanks, 1)
        )
    return "".join(f"\n={_escaped(accepted(text))}" for text in card.accepts[0]) if card.accepts else ""


def _choices(card: Card, page: Page) -> str:
    right = sum(bool(piece.right) for piece in card.pieces)
    wrong = len(card.pieces) - right
    rows = ""
    for piece in card.pieces:
        if card.type == "multi":
            mark = f"~%{100 / right:.5f}%" if piece.right else f"~%-{100 / max(wrong, 1):.5f}%"
        else:
            mark = "=" if piece.right else "~"
        why = f"#{_escaped(page.html(piece.why))}" if piece.why else ""
        rows += f"\n{mark}{_escaped(page.html(piece.text))}{why}"
    return rows


def _plain(text: str) -> str:
    return _escaped(" ".join(to_plain(text).split()))


def _escaped(text: str) -> str:
    """Return a text in which nothing is a mark of GIFT, on one line."""
    return _SPECIAL.sub(r"\\\g<0>", printable(text)).replace("\n", "\\n")
