"""Anki packages: one deck a bank, one note a card, updated in place when imported again."""

from __future__ import annotations

import hashlib
import itertools
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from quizrnn.export.anki_fields import note_fields, tags_of
from quizrnn.export.anki_models import CHANGED, MODEL_IDS, note_type
from quizrnn.export.files import replacing

if TYPE_CHECKING:
    from quizrnn.export.card import Card


def write_anki(cards: Iterable[Card], target: Path, lang: str) -> int:
    """Write an ``.apkg`` file at once and return its number of cards; equal cards make an equal file.

    Raises:
        InputError: If the file cannot be written.
    """
    connection = sqlite3.connect(":memory:")
    try:
        with replacing(target) as fresh:
            written = _fill(connection, cards, lang)
            _zip(connection.serialize(), fresh)
    finally:
        connection.close()
    return written


def deck_name(card: Card) -> str:
    """Return the deck's name, which is the same in every language: a renamed deck is a second one."""
    return f"quizrnn::{card.bank}"


def deck_id(name: str) -> int:
    """Return the deck's id, a constant of its name in [2^30, 2^31)."""
    digest = hashlib.sha256(name.encode()).digest()
    return (1 << 30) + int.from_bytes(digest[:8], "big") % (1 << 30)


def guid(card: Card) -> str:
    """Return the note's guid, which follows from the question's id alone."""
    import genanki

    return str(genanki.guid_for("quizrnn", card.id))


def _fill(connection: sqlite3.Connection, cards: Iterable[Card], lang: str) -> int:
    """Fill a collection and return its number of cards.

    genanki makes the collection, its decks and note types. The notes are written here, as each has a time of
    its own: Anki updates a note only when its time is newer.
    """
    import genanki

    cursor = connection.cursor()
    genanki.Package([]).write_to_db(cursor, CHANGED, itertools.count())
    decks: dict[str, genanki.Deck] = {}
    newest, card_rows = CHANGED, list[tuple[int, int, int, int, int]]()

    def note_rows() -> Iterator[tuple[int, str, int, int, str, str, str]]:
        nonlocal newest
        numbers = itertools.count(CHANGED * 1000)
        for place, card in enumerate(cards, 1):
            name = deck_name(card)
            deck = decks.get(name) or decks.setdefault(name, genanki.Deck(deck_id(name), name))
            model = MODEL_IDS[card.kind]
            if model not in deck.models:
                deck.add_model(note_type(card.kind))
            newest = max(newest, card.changed)
            note = next(numbers)
            card_rows.append((next(numbers), note, deck.deck_id, card.changed, place))
            tags, fields = f" {' '.join(tags_of(card))} ", note_fields(card, lang)
            yield note, guid(card), model, card.changed, tags, "\x1f".join(fields), fields[0]

    cursor.executemany("INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, 0, 0, '')", note_rows())
    cursor.executemany(
        "INSERT INTO cards VALUES (?, ?, ?, 0, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')", card_rows
    )
    for deck in decks.values():
        deck.write_to_db(cursor, newest, itertools.count())
    connection.commit()
    return len(card_rows)


def _zip(collection: bytes, target: Path) -> None:
    with zipfile.ZipFile(target, "w") as package:
        for name, content in (("collection.anki2", collection), ("media", b"{}")):
            entry = zipfile.ZipInfo(name)  # of 1980, whenever it is written
            package.writestr(entry, content, zipfile.ZIP_DEFLATED, compresslevel=1)
