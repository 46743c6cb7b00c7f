"""Notes that are kept between exports: never another than the one that would be made now."""

from __future__ import annotations

import os
import shutil
import sqlite3

import pytest

from quizrnn.bank.library import Filter, Library
from quizrnn.export import finished, making
from quizrnn.export.anki import write_anki, write_notes
from quizrnn.export.anki_notes import note_of
from quizrnn.export.cards import question_cards
from quizrnn.export.exporters import export_notes
from quizrnn.export.finished import KEPT, cache_key, finished_notes
from quizrnn.paths import Paths, content_dir

PACK = """
bank: pack
title: Pack
references: {own: A paper}
questions:
  - {id: pack-a, type: boolean, section: pack.one, stem: Is it so?, answer: true, sources: [own, shipped]}
  - {id: pack-b, type: choice, section: pack.one, tags: [t], stem: Which?, figure: cell, corrects: C1,
     choices: [{text: this, correct: true}, {text: that}, {text: neither}, {text: both}, {text: all}]}
  - {id: pack-c, type: numeric, section: pack.two, stem: "How many of {H}?", answer: 2*H,
     params: {H: {int: [1, 999999]}}}
"""


class Bench:
    """A small library in a folder of its own, opened anew for each export as a run would."""

    def __init__(self, folder):
        self.folder, self.cache = folder, folder / "cache"
        self.content, self.pack = folder / "content", folder / "pack.yaml"
        for name in ("banks", "drills", "figures", "conventions"):
            (self.content / name).mkdir(parents=True)
        shutil.copy(content_dir() / "article.yaml", self.content)
        self.write(self.content / "references.yaml", "shipped: {citation: A book}\n")
        self.write(self.content / "figures" / "cell.txt", "+---+\n")
        self.write(self.pack, PACK)
        self.ticks = 1_800_000_000

    def write(self, file, text):
        """Write a file whose size and time may tell that it has changed, but not by the clock of the test."""
        self.ticks = getattr(self, "ticks", 1_800_000_000) + 1
        file.write_text(text, encoding="utf-8")
        os.utime(file, (self.ticks, self.ticks))

    def opened(self):
        paths = Paths.from_environment({"QUIZRNN_HOME": str(self.folder / "home")})
        return Library.open(paths, extra=(self.pack,), content=self.content)

    def notes(self, lang="en", seed=0, wanted=Filter(), **how):  # noqa: B008 (frozen)
        library = self.opened()
        try:
            return list(finished_notes(library, wanted, lang, seed, folder=self.cache, **{"worth": 1} | how))
        finally:
            library.close()

    def made(self, lang="en", seed=0, wanted=Filter()):  # noqa: B008 (frozen)
        library = self.opened()
        try:
            return [note_of(card, lang) for card in question_cards(library, wanted, lang, seed)]
        finally:
            library.close()

    def files(self):
        return sorted(self.cache.glob("notes-*.sqlite")) if self.cache.is_dir() else []


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


@pytest.fixture
def made(monkeypatch):
    """Return the ids of the questions of which a note was made, not read."""
    ids, make = [], making.question_card

    def counted(question, *args):
        ids.append(question.id)
        return make(question, *args)

    monkeypatch.setattr(making, "question_card", counted)
    return ids


def test_the_second_export_makes_nothing_and_says_the_same(bench, made):
    first = bench.notes()
    assert made == ["pack-a", "pack-b", "pack-c"]
    assert first == bench.made()
    assert bench.notes() == first
    assert len(made) == 3


def test_what_another_filter_left_out_is_made_then(bench, made):
    assert bench.notes(wanted=Filter(topics=("pack.two",))) == bench.made()[2:]
    assert bench.notes() == bench.made()
    assert made == ["pack-c", "pack-a", "pack-b"]
    assert bench.notes(wanted=Filter(tags=("t",))) == bench.made()[1:2]
    assert bench.notes(count=2) == bench.made()[:2]
    assert len(made) == 3


CHANGES = {
    "a question": lambda bench: bench.write(bench.pack, PACK.replace("Which?", "Whose?")),
    "a reference of the pack": lambda bench: bench.write(bench.pack, PACK.replace("A paper", "Another")),
    "a shipped reference": lambda bench: bench.write(
        bench.content / "references.yaml", "shipped: {citation: My book}\n"
    ),
    "a figure": lambda bench: bench.write(bench.content / "figures" / "cell.txt", "+===+\n"),
    "a removed figure": lambda bench: (bench.content / "figures" / "cell.txt").unlink(),
    "the pack's time, which Anki goes by": lambda bench: bench.write(bench.pack, PACK),
    "the article's claims": lambda bench: bench.write(
        bench.content / "article.yaml",
        (content_dir() / "article.yaml")
        .read_text(encoding="utf-8")
        .replace("An RNN remembers as people do", "An RNN recalls as people do"),
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_no_stale_note_survives_a_change(bench, made, change):
    before = bench.notes()
    change(bench)
    after = bench.notes()
    assert after == bench.made() != before
    assert len(made) == 6


def test_a_figure_of_the_language_that_is_added_is_shown(bench):
    before = bench.notes("zh")
    bench.write(bench.content / "figures" / "cell.zh.txt", "细胞\n")
    assert bench.notes("zh") == bench.made("zh") != before


@pytest.mark.parametrize(("lang", "seed"), [("zh", 0), ("en", 1)])
def test_language_and_seed_have_notes_of_their_own(bench, lang, seed):
    before = bench.notes()
    assert bench.notes(lang, seed) == bench.made(lang, seed) != before
    assert bench.notes() == before


def test_a_changed_program_makes_them_anew(bench, made, tmp_path, monkeypatch):
    bench.notes()
    package = tmp_path / "program" / "export"
    package.mkdir(parents=True)
    source = package / "finished.py"
    source.write_text("1", encoding="utf-8")
    monkeypatch.setattr(finished, "__file__", str(source))
    bench.notes()
    bench.notes()
    assert len(made) == 6
    source.write_text("22", encoding="utf-8")
    bench.notes()
    assert len(made) == 9
    monkeypatch.setattr(finished, "__version__", "0")
    bench.notes()
    assert len(made) == 12


def test_the_key_names_the_programs_own_files(bench):
    library = bench.opened()
    key = cache_key(library, "en", 0)
    library.close()
    for name in ("export/anki_fields.py", "answers/numeric.py", "notation/html.py", "text.py", "cell.txt"):
        assert name in key


def test_a_small_library_leaves_no_file(bench):
    assert bench.notes(worth=4) == bench.made()
    assert not bench.files()


def test_a_damaged_file_is_replaced(bench, made):
    bench.notes()
    (file,) = bench.files()
    file.write_bytes(b"no database" * 1000)
    assert bench.notes() == bench.made()
    assert bench.notes() == bench.made()
    assert bench.notes() == bench.made()
    assert len(made) == 9
    assert bench.files() == [file]


@pytest.mark.parametrize("column", ["places", "notes"])
def test_a_damaged_block_is_replaced(bench, column):
    bench.notes()
    (file,) = bench.files()
    with sqlite3.connect(file) as connection:
        connection.execute(f"UPDATE blocks SET {column} = x'93c1'")
    connection.close()
    for _ in range(3):
        assert bench.notes() == bench.made()
    assert bench.files() == [file]


def test_a_file_of_another_key_is_not_believed(bench):
    bench.notes()
    (file,) = bench.files()
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE meta SET key = 'another'")
        connection.execute("UPDATE blocks SET notes = 'stale'")
    connection.close()
    assert bench.notes() == bench.made()


def test_a_folder_that_cannot_be_written_costs_only_time(bench):
    bench.cache.write_text("a file", encoding="utf-8")
    assert bench.notes() == bench.made()


def test_while_another_run_writes_it_goes_on_alone(bench):
    expected = bench.notes()
    (file,) = bench.files()
    with sqlite3.connect(file) as other:
        other.execute("DELETE FROM blocks")
        other.commit()
        other.execute("BEGIN EXCLUSIVE")
        assert bench.notes() == expected
        other.rollback()
    other.close()
    assert bench.files() == [file]


def test_what_was_made_before_an_interruption_is_kept(bench, made):
    library = bench.opened()
    notes = finished_notes(library, Filter(), "en", folder=bench.cache, worth=1)
    next(notes)
    notes.close()
    library.close()
    bench.notes()
    assert len(made) == 3


def test_the_oldest_files_go(bench):
    for seed in range(KEPT + 2):
        bench.notes(seed=seed)
    assert len(bench.files()) == KEPT


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_equal_bytes_with_and_without_the_cache(library, tmp_path, lang):
    cache = tmp_path / "cache"
    write_anki(question_cards(library, Filter(), lang, 3), tmp_path / "plain.apkg", lang)
    for name in ("cold", "warm"):
        notes = finished_notes(library, Filter(), lang, 3, folder=cache, worth=1)
        write_notes(notes, tmp_path / f"{name}.apkg")
        assert (tmp_path / f"{name}.apkg").read_bytes() == (tmp_path / "plain.apkg").read_bytes()


def test_kept_notes_are_counted_as_questions(bench, tmp_path):
    bench.notes()
    library = bench.opened()
    notes = finished_notes(library, Filter(), "en", folder=bench.cache, worth=1)
    tally = export_notes("anki", notes, tmp_path / "deck.apkg", None)
    library.close()
    assert tally.line() == "3 questions, 0 drills: 3 cards"
