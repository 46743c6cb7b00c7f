"""A card as Anki's note, finished: what the package and the text form write, and the cache keeps."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from quizrnn.export.anki_fields import note_fields, tags_of
from quizrnn.export.card import CardKind
from quizrnn.text import LANGUAGES

if TYPE_CHECKING:
    from quizrnn.export.card import Card

SEPARATOR: Final = "\x1f"
"""Stands between the fields of a note, as in Anki's own collection."""


class Note(NamedTuple):
    """One finished note.

    Attributes:
        guid: What Anki knows it by, which follows from the question's id alone.
        kind: Its note type.
        type: The question's type, or ``drill``.
        bank: Slug of the bank, which names the deck.
        changed: When the content last changed, seconds since 1970, UTC; a second later in a further language.
        tags: Its tags, parted by blanks.
        fields: Its fields, parted by ``SEPARATOR``.
        instance: Which of several draws of its parameters it shows, from 1.
    """

    guid: str
    kind: CardKind
    type: str
    bank: str
    changed: int
    tags: str
    fields: str
    instance: int = 1


def note_of(card: Card, lang: str) -> Note:
    """Return a card as a note in a language."""
    return Note(
        guid(card.id),
        card.kind,
        card.type,
        card.bank,
        # Anki leaves a note alone that is as old as its own: of two languages, one has to be newer.
        card.changed + LANGUAGES.index(lang) if lang in LANGUAGES else card.changed,
        " ".join(tags_of(card)),
        SEPARATOR.join(note_fields(card, lang)),
        card.instance,
    )


def deck_name(bank: str) -> str:
    """Return the deck's name, which is the same in every language: a renamed deck is a second one."""
    return f"quizrnn::{bank}"


def deck_id(name: str) -> int:
    """Return the deck's id, a constant of its name in [2^30, 2^31)."""
    digest = hashlib.sha256(name.encode()).digest()
    return (1 << 30) + int.from_bytes(digest[:8], "big") % (1 << 30)


def guid(card_id: str) -> str:
    """Return the note's guid, which follows from the question's id alone."""
    import genanki

    return cast(str, genanki.guid_for("quizrnn", card_id))
