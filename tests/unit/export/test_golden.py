"""What every format writes of one question of each type and a drill, in both languages.

``QUIZRNN_GOLDEN=write pytest tests/unit/export/test_golden.py`` writes the files anew; then read the
difference. Of packages, what is in them is compared, and packing differs among machines.
"""

from __future__ import annotations

import io
import os
import re
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from quizrnn.bank.library import Filter
from quizrnn.export.anki_fields import FIELDS
from quizrnn.export.cards import drill_cards, question_cards
from quizrnn.export.exporters import FORMATS, export_banks, export_cards

GOLDEN = Path(__file__).with_name("golden")
ENDINGS = {
    "anki": "txt", "anki-text": "txt", "obsidian": "txt", "mochi": "edn", "quizlet": "tsv", "moodle": "xml",
    "gift": "gift", "hashcards": "txt", "html": "html", "json": "json",
}  # fmt: skip
QUESTIONS = (
    "rnn-state-update", "rnn-parameter-count", "rnn-memory-fixed-size", "rnn-forward-loop-bug",
    "rnn-summary-lossless", "rnn-weights-match", "rnn-what-state-holds-short", "rnn-finite-state-tasks",
    "rnn-forward-shapes-cloze", "rnn-forward-order", "rnn-layout-recorded", "rnn-unrolled-weights",
)  # fmt: skip
TIME = 1_700_000_000
"""Stands for the banks' release, which every release moves."""


def chosen(library, lang):
    """Return the cards of the files."""
    questions = {card.id: card for card in question_cards(library, Filter(), lang)}
    drills = drill_cards(library, [library.drill("sigmoid")], lang)
    cards = [*(questions[identifier] for identifier in QUESTIONS), *drills]
    return [msgspec.structs.replace(card, changed=TIME) for card in cards]


def notes(package, folder):
    """Return the notes of an Anki package as text, a field a line."""
    with zipfile.ZipFile(package) as packed:
        packed.extract("collection.anki2", folder)
    with closing(sqlite3.connect(folder / "collection.anki2")) as connection:
        rows = connection.execute("SELECT guid, mid, mod, tags, flds FROM notes ORDER BY id").fetchall()
    blocks = []
    for guid, model, changed, tags, fields in rows:
        values = zip(FIELDS, fields.split("\x1f"), strict=True)
        head = f"{guid} {model} {changed}{tags.rstrip()}"
        blocks.append("\n".join([head, *(f"{name}: {value}" for name, value in values if value), ""]))
    return "\n".join(blocks)


def written(name, library, lang, folder):
    """Return what an export writes, as text that is the same on every machine."""
    out, target = io.StringIO(), folder / name
    if name == "json":
        export_banks(library, Filter(topics=("rnn.core-idea",)), 0, None, out, 12)
    elif name not in ("anki", "mochi"):
        export_cards(name, chosen(library, lang), None, lang, out)
    else:
        export_cards(name, chosen(library, lang), target, lang, out)
        if name == "anki":
            return notes(target, folder)
        with zipfile.ZipFile(target) as package:
            return package.read("data.edn").decode()
    return re.sub('"released":"[^"]*"', '"released":"2023-11-14"', out.getvalue())


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", FORMATS)
def test_what_is_written_is_what_was_read_and_approved(name, lang, library, tmp_path):
    if (name, lang) == ("json", "zh"):
        lang = "en"  # one file holds both languages
    text = written(name, library, lang, tmp_path)
    golden = GOLDEN / f"{name}.{lang}.{ENDINGS[name]}"
    if os.environ.get("QUIZRNN_GOLDEN") == "write":
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert text == golden.read_text(encoding="utf-8")


def test_there_is_a_file_of_every_type():
    text = (GOLDEN / "anki.en.txt").read_text(encoding="utf-8")
    kinds = "choice multi boolean cloze order match numeric formula short bug drill"
    assert all(f"quizrnn::type::{kind}" in text for kind in kinds.split())
