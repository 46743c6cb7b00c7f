"""The exported notes in the real Anki: imported, imported again, edited, with nothing doubled or broken."""

from __future__ import annotations

import re
import sqlite3
import zipfile

import pytest
from anki.collection import (
    Collection,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
    ImportCsvRequest,
)
from anki.import_export_pb2 import (
    IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_ALWAYS as ALWAYS,
)
from anki.import_export_pb2 import (
    IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_IF_NEWER as IF_NEWER,
)

from quizrnn.bank.library import Filter, Library
from quizrnn.export.anki import write_anki
from quizrnn.export.anki_fields import FIELDS
from quizrnn.export.anki_text import anki_text_lines
from quizrnn.export.card import Correction, Slip
from quizrnn.export.cards import drill_cards, question_cards
from quizrnn.export.exporters import Tally
from quizrnn.paths import Paths


@pytest.fixture
def collection(tmp_path):
    """Return an empty collection."""
    opened = Collection(str(tmp_path / "collection.anki2"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """Return the shipped content."""
    home = tmp_path_factory.mktemp("home")
    opened = Library.open(Paths.from_environment({"QUIZRNN_HOME": str(home)}))
    yield opened
    opened.close()


@pytest.fixture
def cards(library):
    """Return every shipped question and drill as a card, in English."""
    return all_cards(library, "en")


def all_cards(library, lang):
    return [*question_cards(library, Filter(), lang), *drill_cards(library, library.drills(), lang)]


def import_package(collection, path, update_notes=IF_NEWER):
    options = ImportAnkiPackageOptions(
        merge_notetypes=True, update_notes=update_notes, with_scheduling=False, with_deck_configs=False
    )
    return collection.import_anki_package(
        ImportAnkiPackageRequest(package_path=str(path), options=options)
    ).log


def import_text(collection, path):
    metadata = collection.get_csv_metadata(path=str(path), delimiter=None)
    return collection.import_csv(ImportCsvRequest(path=str(path), metadata=metadata)).log


def notes(collection):
    return [collection.get_note(number) for number in collection.find_notes("")]


def check(collection):
    """Return what Anki's own check of the collection says; it ends with whether all is well."""
    return collection.fix_integrity()


def test_every_question_and_drill_becomes_one_card(collection, cards, tmp_path):
    write_anki(cards, tmp_path / "deck.apkg", "en")
    log = import_package(collection, tmp_path / "deck.apkg")
    assert len(log.new) == len(cards)
    assert collection.card_count() == len(cards)
    names = {deck.name for deck in collection.decks.all_names_and_ids(skip_empty_default=True)}
    assert names >= {"quizrnn::rnn", "quizrnn::lstm", "quizrnn::gru", "quizrnn::drills"}
    assert check(collection)[1]


def test_importing_twice_doubles_nothing(collection, cards, tmp_path):
    write_anki(cards, tmp_path / "deck.apkg", "en")
    import_package(collection, tmp_path / "deck.apkg")
    write_anki(cards, tmp_path / "again.apkg", "en")
    log = import_package(collection, tmp_path / "again.apkg")
    assert not log.new
    assert collection.note_count() == collection.card_count() == len(cards)
    assert not collection.get_empty_cards().notes
    assert check(collection)[1]


def test_an_edit_arrives_and_the_users_scheduling_stays(collection, cards, tmp_path):
    import msgspec

    write_anki(cards, tmp_path / "deck.apkg", "en")
    import_package(collection, tmp_path / "deck.apkg")
    (card_id,) = collection.find_cards(f'"ID:{cards[0].id}"')
    card = collection.get_card(card_id)
    card.type, card.queue, card.ivl, card.due = 2, 2, 30, 40
    collection.update_card(card)

    edited = msgspec.structs.replace(
        cards[0], explanation="Put better.", revision=9, changed=cards[0].changed + 86_400
    )
    write_anki([edited, *cards[1:]], tmp_path / "new.apkg", "en")
    log = import_package(collection, tmp_path / "new.apkg")
    assert (len(log.new), len(log.updated)) == (0, 1)
    note = collection.get_card(card_id).note()
    assert note["Revision"] == "9"
    assert "Put better." in note["Explanation"]
    after = collection.get_card(card_id)
    assert (after.type, after.ivl, after.due) == (2, 30, 40)


def test_a_new_question_is_added_and_a_removed_one_is_kept(collection, cards, tmp_path):
    write_anki(cards[:5], tmp_path / "deck.apkg", "en")
    import_package(collection, tmp_path / "deck.apkg")
    write_anki(cards[1:6], tmp_path / "new.apkg", "en")
    log = import_package(collection, tmp_path / "new.apkg")
    assert len(log.new) == 1
    assert collection.note_count() == 6


def test_both_languages_in_one_collection_are_the_same_notes(collection, library, tmp_path):
    english, chinese = (all_cards(library, lang) for lang in ("en", "zh"))
    write_anki(english, tmp_path / "en.apkg", "en")
    write_anki(chinese, tmp_path / "zh.apkg", "zh")
    import_package(collection, tmp_path / "en.apkg")
    decks = collection.decks.all_names_and_ids()
    before = {note["ID"]: note.fields for note in notes(collection)}
    (number,) = collection.find_cards(f'"ID:{english[0].id}"')
    card = collection.get_card(number)
    card.type, card.queue, card.ivl, card.due = 2, 2, 30, 40
    collection.update_card(card)

    log = import_package(collection, tmp_path / "zh.apkg")
    assert (len(log.new), len(log.updated)) == (0, len(chinese))
    switched = {note["ID"]: note for note in notes(collection)}
    assert len(switched) == collection.card_count() == len(chinese)
    assert all(switched[card.id]["Question"] != before[card.id][1] for card in chinese if card.type != "bug")
    assert collection.decks.all_names_and_ids() == decks
    after = collection.get_card(number)
    assert (after.type, after.ivl, after.due) == (2, 30, 40)
    assert not collection.get_empty_cards().notes

    # Back to what is older, only where the user says so.
    assert not import_package(collection, tmp_path / "en.apkg").updated
    assert len(import_package(collection, tmp_path / "en.apkg", update_notes=ALWAYS).updated) == len(english)
    assert {note["ID"]: note.fields for note in notes(collection)} == before
    assert collection.note_count() == collection.card_count() == len(english)
    assert check(collection)[1]


def test_what_is_new_on_a_card_arrives(collection, library, tmp_path):
    import msgspec

    typed = next(card for card in all_cards(library, "en") if card.type == "numeric" and not card.corrects)
    write_anki([typed], tmp_path / "old.apkg", "en")
    import_package(collection, tmp_path / "old.apkg")
    edited = msgspec.structs.replace(
        typed, revision=typed.revision + 1, changed=typed.changed + 86_400, typed="77", answer="77",
        hints=("new hint",), also=(Slip(answer="78"),), slips=(Slip(answer="79", says="slipped"),),
        corrects=Correction(claim="C1", says="claimed", repair="repaired"), sources=("A book",), figure="+-+",
    )  # fmt: skip
    write_anki([edited], tmp_path / "new.apkg", "en")
    log = import_package(collection, tmp_path / "new.apkg")
    assert (len(log.new), len(log.updated)) == (0, 1)
    (note,) = notes(collection)
    assert (note["Revision"], note["Extra2"]) == (str(typed.revision + 1), "77")
    shown = "\n".join(note.fields)
    for text in ("new hint", "78", "79", "slipped", "claimed", "repaired", "A book", "+-+", "C1"):
        assert text in shown
    assert check(collection)[1]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_card_is_empty_and_none_shows_raw_markup(collection, library, tmp_path, lang):
    cards = all_cards(library, lang)
    write_anki(cards, tmp_path / "deck.apkg", lang)
    import_package(collection, tmp_path / "deck.apkg")
    for card_id in collection.find_cards(""):
        card = collection.get_card(card_id)
        key = card.note()["ID"]
        front, back = card.question(), card.answer()
        visible = re.sub(r"<(style|script).*?</\1>|<[^>]+>", "", front, flags=re.S).strip()
        assert visible, key
        answered = re.sub(
            r"<script.*?</script>|<[^>]+>", "", back.partition('<hr id="answer">')[2], flags=re.S
        )
        assert answered.replace(key, "").strip(), key
        for side in (front, back):
            text = re.sub(r"<(style|script).*?</\1>", "", side, flags=re.S)
            assert "{{" not in text, key
            assert not re.search(r"\[\[\d+\]\]", text), key
            assert text.count(r"\(") == text.count(r"\)"), key
            assert text.count(r"\[") == text.count(r"\]"), key


def test_the_text_lands_on_the_same_notes(collection, cards, tmp_path):
    write_anki(cards, tmp_path / "deck.apkg", "en")
    import_package(collection, tmp_path / "deck.apkg")
    before = {note["ID"]: (note.guid, note.note_type()["name"]) for note in notes(collection)}
    text = tmp_path / "deck.txt"
    text.write_text("".join(line + "\n" for line in anki_text_lines(cards, "en", Tally())), encoding="utf-8")
    log = import_text(collection, text)
    assert not log.new
    assert not log.conflicting
    assert not log.missing_notetype
    assert {note["ID"]: (note.guid, note.note_type()["name"]) for note in notes(collection)} == before
    assert collection.card_count() == len(cards)
    assert check(collection)[1]


def test_fields_of_the_text_are_those_of_the_package(collection, cards, tmp_path):
    write_anki(cards, tmp_path / "deck.apkg", "en")
    import_package(collection, tmp_path / "deck.apkg")
    packaged = {note["ID"]: note.fields for note in notes(collection)}
    text = tmp_path / "deck.txt"
    text.write_text("".join(line + "\n" for line in anki_text_lines(cards, "en", Tally())), encoding="utf-8")
    import_text(collection, text)
    for note in notes(collection):
        for name, old, new in zip(FIELDS, packaged[note["ID"]], note.fields, strict=True):
            assert new == old.replace("\n", "<br>"), (note["ID"], name)


def test_a_note_carries_its_own_time(cards, tmp_path):
    import msgspec

    dated = [
        msgspec.structs.replace(cards[0], changed=1_000),
        msgspec.structs.replace(cards[1], changed=2_000),
    ]
    write_anki(dated, tmp_path / "deck.apkg", "en")
    with zipfile.ZipFile(tmp_path / "deck.apkg") as package:
        package.extract("collection.anki2", tmp_path)
    connection = sqlite3.connect(tmp_path / "collection.anki2")
    assert sorted(row[0] for row in connection.execute("SELECT mod FROM notes")) == [1_000, 2_000]
    connection.close()


def test_nothing_stays_beside_the_package(cards, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    write_anki(cards[:1], folder / "deck.apkg", "en")
    assert [path.name for path in folder.iterdir()] == ["deck.apkg"]
