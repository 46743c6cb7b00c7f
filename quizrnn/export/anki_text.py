"""Anki's text format: tab-separated notes with headers that name guid, note type, deck and tags."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from quizrnn.export.anki import deck_name, guid
from quizrnn.export.anki_fields import FIELDS, note_fields, tags_of
from quizrnn.export.anki_models import NAMES

if TYPE_CHECKING:
    from quizrnn.export.card import Card
    from quizrnn.export.exporters import Tally


def anki_text_lines(cards: Iterable[Card], lang: str, _tally: Tally) -> Iterator[str]:
    """Yield the lines of the file: headers first, then one note a line.

    The note types are those of the package: import that once before, since Anki passes over unknown ones.
    """
    columns = ["guid", "notetype", "deck", "tags", *FIELDS]
    yield "#separator:tab"
    yield "#html:true"
    yield "#columns:" + "\t".join(columns)
    yield "#guid column:1"
    yield "#notetype column:2"
    yield "#deck column:3"
    yield "#tags column:4"
    for card in cards:
        values = [guid(card), NAMES[card.kind], deck_name(card), " ".join(tags_of(card))]
        yield "\t".join(_quoted(value) for value in [*values, *note_fields(card, lang)])


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '""').replace("\n", "<br>") + '"'
