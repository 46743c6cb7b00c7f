"""Markdown notes for Obsidian's spaced-repetition plugin, whose review comments survive a new export."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from quizrnn.export.markdown import Dialect
from quizrnn.export.sides import back, front
from quizrnn.text import both, pick

if TYPE_CHECKING:
    from quizrnn.export.card import Card

DIALECT: Final = Dialect(line="\n", paragraph="\n", folded="callout")
"""A blank line ends a card, so that paragraphs are lines."""

_ID: Final = re.compile(r"<!--quizrnn:(\S+?)-->")
_REVIEW: Final = re.compile(r"<!--SR:.*?-->")


def obsidian_lines(cards: Iterable[Card], lang: str, previous: str = "") -> Iterator[str]:
    """Yield the note's lines: a tag before each topic, then cards in the multi-line form.

    Args:
        cards: The cards.
        lang: Their language.
        previous: The note that is written over; the plugin's comments under its cards are kept.
    """
    reviews = review_comments(previous)
    title = both(
        "Written by quizrnn; exporting again keeps your reviews.", "由 quizrnn 生成；再次导出会保留复习记录。"
    )
    yield f"%% {pick(title, lang)} %%"
    topic = None
    for card in cards:
        if topic != (topic := topic_tag(card)):
            yield from ("", topic)
        yield ""
        asked, _, rest = front(card, lang, DIALECT).partition("\n")
        # The mark ends the first line: on a line of its own the plugin would skip what follows it.
        yield f"{asked} <!--quizrnn:{card.id}-->"
        if rest:
            yield rest
        yield "?"
        yield back(card, lang, DIALECT)
        if card.id in reviews:
            yield reviews[card.id]


def topic_tag(card: Card) -> str:
    """Return the tag that puts a card into its deck, such as ``#flashcards/rnn/lstm``."""
    topic = (card.section or card.bank).partition(".")[0]
    return f"#flashcards/rnn/{topic}"


def review_comments(note: str) -> Mapping[str, str]:
    """Return the plugin's comment of each card in a note, by the card's id."""
    found = dict[str, str]()
    for block in re.split(r"\n[ \t]*\n", note.replace("\r\n", "\n")):
        card, review = _ID.search(block), _REVIEW.search(block)
        if card and review:
            found[card[1]] = review[0]
    return found
