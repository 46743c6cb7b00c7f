"""Anki's text format: tab-separated notes with headers that name guid, note type, deck and tags."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from quizrnn.export.anki_fields import FIELDS
from quizrnn.export.anki_models import NAMES
from quizrnn.export.anki_notes import SEPARATOR, Note, deck_name, note_of

if TYPE_CHECKING:
    from quizrnn.export.card import Card
    from quizrnn.export.exporters import Tally


def anki_text_lines(cards: Iterable[Card], lang: str, _tally: Tally) -> Iterator[str]:
    """Yield the lines of the file: headers first, then one note a line.

    The note types are those of the package: import that once before, since Anki passes over unknown ones.
    """
    return note_lines(note_of(card, lang) for card in cards)


def note_lines(notes: Iterable[Note]) -> Iterator[str]:
    """Yield the lines of finished notes (see ``anki_text_lines``)."""
    columns = ["guid", "notetype", "deck", "tags", *FIELDS]
    yield "#separator:tab"
    yield "#html:true"
    yield "#columns:" + "\t".join(columns)
    yield "#guid column:1"
    yield "#notetype column:2"
    yield "#deck column:3"
    yield "#tags column:4"
    for note in notes:
        values = [note.guid, NAMES[note.kind], deck_name(note.bank), note.tags]
        yield "\t".join(_quoted(value) for value in [*values, *note.fields.split(SEPARATOR)])


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '""').replace("\n", "<br>") + '"'
