"""Compare ``export anki`` of 10,000 questions with genanki alone on the same fields.

Run with ``python tests/benchmarks/bench_export.py [QUESTIONS]``, once the modules are compiled. All write the
same notes in turns; the ratios are of the best times, since times alone drift with the machine: of processor
time where one process does the work, of the wall's clock where several do. The first export makes every note
and keeps it (cold); a later one of unchanged questions reads them (warm). The bound is for the warm one. What
the cold one is made of is printed beside it: genanki is given finished fields and does not compress, so that
it neither reads questions nor draws their numbers nor makes HTML of them.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import NamedTuple

import genanki
import msgspec
from measured import Budget, report

from quizrnn.bank.library import Entry, Filter, Library
from quizrnn.bank.model import Question
from quizrnn.export.anki import write_notes
from quizrnn.export.anki_fields import note_fields, tags_of
from quizrnn.export.anki_models import note_type
from quizrnn.export.anki_notes import Note, deck_id, deck_name, guid, note_of
from quizrnn.export.card import Card
from quizrnn.export.cards import Shelf, question_card, question_cards
from quizrnn.export.finished import finished_notes
from quizrnn.paths import Paths

BOUND = 1.5
PER_PACK = 1000
ROUNDS = 3


def multiplied(count: int, folder: Path) -> list[str]:
    """Write packs of ``count`` questions, the shipped ones over and over, and return their slugs."""
    library = Library.open(Paths.from_environment({"QUIZRNN_HOME": str(folder.parent / "shipped")}))
    shipped = [msgspec.to_builtins(question) for _, question in library.questions()]
    library.close()
    packs: dict[str, list[dict[str, object]]] = {}
    for place in range(count):
        slug = f"bench{place // PER_PACK}"
        question = dict(shipped[place % len(shipped)])
        question.pop("follows", None)
        question |= {"id": f"{question['id']}-{place}", "section": f"{slug}.all"}
        packs.setdefault(slug, []).append(question)
    for slug, questions in packs.items():
        pack = {"bank": slug, "title": "Benchmark", "questions": questions}
        # JSON is YAML too, and has no aliases for what stands there again and again.
        (folder / f"{slug}.yaml").write_text(json.dumps(pack, ensure_ascii=False), encoding="utf-8")
    return list(packs)


class Took(NamedTuple):
    """Seconds by the wall's clock, and of this process on a processor."""

    wall: float
    processor: float


def timed(work: Callable[[], object]) -> Took:
    """Return how long something takes."""
    wall, processor = perf_counter(), process_time()
    work()
    return Took(perf_counter() - wall, process_time() - processor)


def ours(library: Library, wanted: Filter, target: Path, cache: Path, processes: int | None = None) -> Took:
    """Return how long the export takes, from the library to the file."""
    notes = finished_notes(library, wanted, "en", folder=cache, processes=processes)
    return timed(lambda: write_notes(notes, target))


def steps(library: Library, wanted: Filter, folder: Path) -> dict[str, float]:
    """Return the processor time of each step of a cold export on one processor, in seconds."""
    questions, cards, notes = list[tuple[Entry, Question]](), list[Card](), list[Note]()
    shelf = Shelf(library, "en")
    work: dict[str, Callable[[], object]] = {
        "reading": lambda: questions.extend((e, library.get(e.id)) for e in library.entries(wanted)),
        "cards": lambda: cards.extend(question_card(question, shelf, e.bank) for e, question in questions),
        "fields": lambda: notes.extend(note_of(card, "en") for card in cards),
        "package": lambda: write_notes(notes, folder / "steps.apkg"),
    }
    return {step: timed(does).processor for step, does in work.items()}


def genanki_alone(library: Library, wanted: Filter, target: Path) -> Took:
    """Return how long genanki takes for the same fields, which are made beforehand."""
    cards = list(question_cards(library, wanted, "en"))
    values = [(card, note_fields(card, "en"), tags_of(card), guid(card.id)) for card in cards]

    def write() -> None:
        names = {card.bank: deck_name(card.bank) for card in cards}
        decks = {bank: genanki.Deck(deck_id(name), name) for bank, name in names.items()}
        models = {card.kind: note_type(card.kind) for card in cards}
        for card, fields, tags, identifier in values:
            decks[card.bank].add_note(genanki.Note(models[card.kind], fields, tags=tags, guid=identifier))
        genanki.Package(list(decks.values())).write_to_file(str(target))

    return timed(write)


def measure(count: int = 10_000) -> list[Budget]:
    """Return the budget of an export."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        banks = folder / "packs"
        banks.mkdir()
        wanted = Filter(banks=tuple(multiplied(count, banks)))
        library = Library.open(Paths.from_environment({"QUIZRNN_HOME": str(folder / "home")}), extra=(banks,))
        tempfile.tempdir = name  # genanki leaves its database behind
        cold, single, warm, theirs = [], [], [], []
        for round_ in range(ROUNDS):
            cache = folder / f"cache{round_}"
            theirs.append(genanki_alone(library, wanted, folder / "genanki.apkg"))
            cold.append(ours(library, wanted, folder / "ours.apkg", cache))
            warm.append(ours(library, wanted, folder / "again.apkg", cache))
            single.append(ours(library, wanted, folder / "single.apkg", folder / f"single{round_}", 1))
            assert len({(folder / f"{name}.apkg").read_bytes() for name in ("ours", "again", "single")}) == 1
        spent = steps(library, wanted, folder)
        library.close()
        tempfile.tempdir = None
    base = min(took.processor for took in theirs)
    again, alone = (min(took.processor for took in times) for times in (warm, single))
    first, first_theirs = (min(took.wall for took in times) for times in (cold, theirs))
    made_of = ", ".join(f"{step} {seconds:.2f}" for step, seconds in spent.items())
    parts = (
        f"{again:.2f} s to {base:.2f} s, with the notes of the export before; the first one, which makes "
        f"every note, {first / first_theirs:.2f} × on {os.cpu_count()} processors ({first:.2f} s), "
        f"{alone / base:.2f} × on one ({alone:.2f} s: {made_of})"
    )
    what = f"`export anki` of {count:,} questions against genanki alone"
    return [Budget(what, BOUND, again / base, parts)]


if __name__ == "__main__":
    sys.exit(report(measure(*map(int, sys.argv[1:]))))
