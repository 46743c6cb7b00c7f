"""Anki packages: one deck a bank, one note a card, updated in place when imported again."""

from __future__ import annotations

import itertools
import mmap
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, cast

from quizrnn.export.anki_models import CHANGED, MODEL_IDS, note_type
from quizrnn.export.anki_notes import SEPARATOR, Note, deck_id, deck_name, note_of
from quizrnn.export.files import replacing

if TYPE_CHECKING:
    import genanki

    from quizrnn.export.card import Card


def write_anki(cards: Iterable[Card], target: Path, lang: str) -> int:
    """Write an ``.apkg`` file at once and return its number of cards; equal cards make an equal file.

    Raises:
        InputError: If the file cannot be written.
    """
    return write_notes((note_of(card, lang) for card in cards), target)


def write_notes(notes: Iterable[Note], target: Path) -> int:
    """Write finished notes (see ``write_anki``); what is in memory at once does not grow with them."""
    with replacing(target) as fresh, tempfile.TemporaryDirectory() as folder:
        collection = Path(folder) / "collection.anki2"
        with closing(sqlite3.connect(collection)) as connection:
            # Nobody else sees the file before it is whole.
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            # Several notes a page: on pages of the usual size, most would leave a part of theirs empty.
            connection.execute("PRAGMA page_size = 16384")
            written = _fill(connection, notes)
        _zip(collection, fresh)
    return written


def _fill(connection: sqlite3.Connection, notes: Iterable[Note]) -> int:
    """Fill a collection and return its number of cards.

    genanki makes the collection, its decks and note types. The notes are written here, as each has a time of
    its own: Anki updates a note only when its time is newer.
    """
    import genanki

    cursor = connection.cursor()
    genanki.Package([]).write_to_db(cursor, CHANGED, itertools.count())
    decks, card_rows = _Decks(), list[tuple[int, int, int, int, int]]()

    def note_rows() -> Iterator[tuple[int, str, int, int, str, str, str]]:
        for place, note in enumerate(notes, 1):
            number = CHANGED * 1000 + 2 * (place - 1)
            card_rows.append((number + 1, number, decks.place(note), note.changed, place))
            first = note.fields.partition(SEPARATOR)[0]
            yield (
                number, note.guid, MODEL_IDS[note.kind], note.changed, f" {note.tags} ", note.fields, first
            )  # fmt: skip

    cursor.executemany("INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, 0, 0, '')", note_rows())
    cursor.executemany(
        "INSERT INTO cards VALUES (?, ?, ?, 0, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')", card_rows
    )
    decks.write(cursor)
    connection.commit()
    return len(card_rows)


class _Decks:
    """The decks of the notes by their banks, each with the note types that occur in it."""

    def __init__(self) -> None:
        self._decks: dict[str, genanki.Deck] = {}
        self._newest = CHANGED

    def place(self, note: Note) -> int:
        """Return the id of the deck that a note belongs in."""
        deck = self._decks.get(note.bank)
        if deck is None:
            import genanki

            name = deck_name(note.bank)
            deck = self._decks.setdefault(note.bank, genanki.Deck(deck_id(name), name))
        if MODEL_IDS[note.kind] not in deck.models:
            deck.add_model(note_type(note.kind))
        self._newest = max(self._newest, note.changed)
        return cast(int, deck.deck_id)

    def write(self, cursor: sqlite3.Cursor) -> None:
        """Add the decks, which are as new as their newest note."""
        for deck in self._decks.values():
            deck.write_to_db(cursor, self._newest, itertools.count())


def _zip(collection: Path, target: Path) -> None:
    with (
        zipfile.ZipFile(target, "w") as package,
        collection.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,  # however large, never all in memory
    ):
        _put(package, "collection.anki2", content)
        _put(package, "media", b"{}")


def _put(package: zipfile.ZipFile, name: str, content: bytes | mmap.mmap) -> None:
    entry = zipfile.ZipInfo(name)  # of 1980, whenever it is written
    package.writestr(entry, content, zipfile.ZIP_DEFLATED, compresslevel=1)
