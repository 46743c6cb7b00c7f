"""One page to print, or to read on a train: every answer folded away, no script, nothing fetched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree

from quizrnn.export.anki_code import figure_html
from quizrnn.export.html_style import STYLE
from quizrnn.export.pages import Page
from quizrnn.export.printable import printable
from quizrnn.notation.html import to_html
from quizrnn.text import both

if TYPE_CHECKING:
    from quizrnn.export.card import Card
    from quizrnn.export.exporters import Tally

_SPACE: Final = "{http://www.w3.org/1998/Math/MathML}"
_ELEMENTS: Final = frozenset(
    """
    math mrow mi mn mo ms mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover
    mtable mtr mtd mstyle mpadded mphantom menclose
    """.split()  # noqa: SIM905 (forty strings in quotes are no easier to read)
)
_ATTRIBUTES: Final = frozenset(
    """
    display stretchy fence form accent accentunder linethickness mathvariant width height depth
    lspace rspace minsize maxsize symmetric largeop movablelimits separator columnalign
    columnspacing rowspacing rowlines columnlines displaystyle scriptlevel notation xmlns
    """.split()  # noqa: SIM905 (forty strings in quotes are no easier to read)
)
"""What a formula may consist of; anything else, such as a link, has no business in one."""

_UNREADABLE: Final = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RuntimeError,
    StopIteration,
    SyntaxError,
)
"""What the converter raises of LaTeX that it was not made for, besides its own errors, which have no base."""


def html_lines(cards: Iterable[Card], lang: str, _tally: Tally) -> Iterator[str]:
    """Yield the lines of the page: a heading a topic, and a card each with its answer folded."""
    page = Page(lang, lambda text: to_html(text, math=mathml), figure_html)
    title = page.say(both("RNN, LSTM and GRU: questions and answers", "RNN、LSTM 与 GRU：问题与解答"))
    yield f'<!DOCTYPE html>\n<html lang="{"zh-Hans" if lang == "zh" else "en"}">'
    yield '<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{escape(title)}</h1>"
    number = 0
    for heading, group in groupby(cards, key=lambda card: card.heading or card.section or card.bank):
        yield f"<h2>{escape(heading)}</h2>"
        for card in group:
            number += 1
            yield _article(card, page, number)
    yield "</body>\n</html>"


def _article(card: Card, page: Page, number: int) -> str:
    listed = page.asked(card)
    hints = "".join(
        _folded(page.say(both(f"Hint {place}", f"提示 {place}")), page.html(hint), "hint")
        for place, hint in enumerate(card.hints, 1)
    )
    answer = _folded(page.say(both("Answer", "答案")), page.answer(card) + page.explained(card), "answer")
    return (
        f'<article id="{escape(card.id)}">\n'
        f'<p class="number">{number} <span class="id">{escape(card.id)}</span></p>\n'
        f"<div>{page.question(card)}</div>\n{listed}{hints}\n{answer}\n</article>"
    )


def _folded(summary: str, content: str, name: str) -> str:
    return f'<details class="{name}"><summary>{escape(summary)}</summary>\n<div>{content}</div></details>'


@lru_cache(maxsize=4096)
def mathml(tex: str, display: bool) -> str | None:
    """Return LaTeX as MathML, or None where it cannot be, or would hold more than a formula."""
    from latex2mathml import exceptions
    from latex2mathml.converter import convert

    own = [error for error in vars(exceptions).values() if isinstance(error, type)]
    unreadable: tuple[type[Exception], ...] = (*_UNREADABLE, *own)
    if re.search(r"\\(?:text|mathrm|operatorname)\{[^}]*[<&]", tex):
        return None
    try:
        written = convert(printable(tex), display="block" if display else "inline")
        root = ElementTree.fromstring(written)
    except unreadable:
        return None
    for element in root.iter():
        if element.tag.removeprefix(_SPACE) not in _ELEMENTS or not _ATTRIBUTES.issuperset(element.attrib):
            return None
        if "\\" in (element.text or ""):
            return None
    return written
