"""Compare ``export anki`` of 10,000 questions with genanki alone on the same fields.

Run with ``python tests/benchmarks/bench_export.py [QUESTIONS]``. Both write the same notes in turns; the
bound is on the ratio of the best times, since times alone drift with the machine. The first export makes
every note and keeps it (cold), a later one of unchanged questions reads them (warm); the bound is for the
warm one, and the cold one is printed beside it, since it is what a changed bank costs.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import genanki
import msgspec

from quizrnn.bank.library import Filter, Library
from quizrnn.export.anki import write_notes
from quizrnn.export.anki_fields import note_fields, tags_of
from quizrnn.export.anki_models import note_type
from quizrnn.export.anki_notes import deck_id, deck_name, guid
from quizrnn.export.cards import question_cards
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


def ours(library: Library, wanted: Filter, target: Path, cache: Path) -> float:
    """Return the seconds that the export takes, from the library to the file."""
    start = perf_counter()
    write_notes(finished_notes(library, wanted, "en", folder=cache), target)
    return perf_counter() - start


def genanki_alone(library: Library, wanted: Filter, target: Path) -> float:
    """Return the seconds that genanki takes for the same fields, which are made beforehand."""
    cards = list(question_cards(library, wanted, "en"))
    values = [(card, note_fields(card, "en"), tags_of(card), guid(card.id)) for card in cards]
    start = perf_counter()
    names = {card.bank: deck_name(card.bank) for card in cards}
    decks = {bank: genanki.Deck(deck_id(name), name) for bank, name in names.items()}
    models = {card.kind: note_type(card.kind) for card in cards}
    for card, fields, tags, identifier in values:
        decks[card.bank].add_note(genanki.Note(models[card.kind], fields, tags=tags, guid=identifier))
    genanki.Package(list(decks.values())).write_to_file(str(target))
    return perf_counter() - start


def main() -> int:
    """Print both times and their ratio; return 1 where the bound is passed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        banks = folder / "packs"
        banks.mkdir()
        wanted = Filter(banks=tuple(multiplied(count, banks)))
        library = Library.open(Paths.from_environment({"QUIZRNN_HOME": str(folder / "home")}), extra=(banks,))
        tempfile.tempdir = name  # genanki leaves its database behind
        cold, warm, theirs = [], [], []
        for round_ in range(ROUNDS):
            cache = folder / f"cache{round_}"
            theirs.append(genanki_alone(library, wanted, folder / "genanki.apkg"))
            cold.append(ours(library, wanted, folder / "ours.apkg", cache))
            warm.append(ours(library, wanted, folder / "again.apkg", cache))
            assert (folder / "ours.apkg").read_bytes() == (folder / "again.apkg").read_bytes()
        library.close()
        tempfile.tempdir = None
        sizes = [(folder / file).stat().st_size / 2**20 for file in ("genanki.apkg", "ours.apkg")]
    base, ratio = min(theirs), min(warm) / min(theirs)
    print(f"{count} questions: genanki alone {base:.2f} s ({sizes[0]:.1f} MiB)")
    print(
        f"export anki ({sizes[1]:.1f} MiB), the first time {min(cold):.2f} s, ratio {min(cold) / base:.2f};"
    )
    print(f"again, with unchanged banks, {min(warm):.2f} s, ratio {ratio:.2f} (bound {BOUND})")
    return int(ratio > BOUND)


if __name__ == "__main__":
    sys.exit(main())
