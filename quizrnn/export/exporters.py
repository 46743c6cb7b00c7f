"""The formats by name, and the one way in which all of them are written and counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO, TypeVar

import msgspec

from quizrnn.errors import QuizrnnError
from quizrnn.export.card import Card
from quizrnn.export.files import replacing
from quizrnn.text import both

if TYPE_CHECKING:
    from quizrnn.bank.library import Filter, Library
    from quizrnn.export.anki_notes import Note

    _Counted = TypeVar("_Counted", Card, Note)
    LineWriter = Callable[[Iterable[Card], str, "Tally"], Iterator[str]]
    """Yields the lines of a file of cards in a language, and tells the tally which it leaves out."""

_FILES: Final = ("anki", "mochi")
"""Formats that are packages: they need a file."""

_LINES: Final = ("anki-text", "obsidian", "quizlet", "moodle", "gift", "hashcards", "html")
"""Formats of text, each written by ``<name>_lines`` in its module."""

TEXT_FORMATS: Final = (*_LINES, "json")
"""Formats that can go to standard output."""

NOTE_FORMATS: Final = ("anki", "anki-text")
"""Formats that take finished notes, too."""

FORMATS: Final = (
    "anki", "anki-text", "obsidian", "mochi", "quizlet", "moodle", "gift", "hashcards", "html", "json",
)  # fmt: skip


class Tally(msgspec.Struct):
    """What an export held.

    Attributes:
        questions: Number of questions.
        drills: Number of drills.
        cards: Number of cards written.
        left_out: How many could not become a card, by reason and then by kind of question.
    """

    questions: int = 0
    drills: int = 0
    cards: int = 0
    left_out: dict[str, dict[str, int]] = {}

    def leave_out(self, kind: str, reason: str, count: int = 1) -> None:
        """Note cards of a kind that this format cannot hold."""
        self.cards -= count
        kinds = self.left_out.setdefault(reason, {})
        kinds[kind] = kinds.get(kind, 0) + count

    def line(self) -> str:
        """Return the closing line, whose form scripts rely on."""
        text = f"{self.questions} questions, {self.drills} drills: {self.cards} cards"
        if self.left_out:
            total = sum(sum(kinds.values()) for kinds in self.left_out.values())
            reasons = (f"{', '.join(kinds)}: {reason}" for reason, kinds in self.left_out.items())
            text += f", {total} left out ({'; '.join(reasons)})"
        return text


def export_cards(name: str, cards: Iterable[Card], target: Path | None, lang: str, out: TextIO) -> Tally:
    """Write cards in a format to ``target``, or a text format to ``out`` where there is none.

    Raises:
        QuizrnnError: If the format needs a file and none is named, or has no such name.
        InputError: If the file cannot be written.
    """
    tally = Tally()
    counted = _counted(cards, tally)
    if name in _FILES:
        if target is None:
            raise _needs_file(name)
        _write_package(name, counted, target, lang)
    elif name == "obsidian":
        from quizrnn.export.obsidian import obsidian_lines

        _write_lines(obsidian_lines(counted, lang, _text_of(target)), target, out)
    elif name in _LINES:
        module = import_module(f"quizrnn.export.{name.replace('-', '_')}")
        writer: LineWriter = getattr(module, f"{name.replace('-', '_')}_lines")
        _write_lines(writer(counted, lang, tally), target, out)
    else:
        raise QuizrnnError(both(f"no format named {name}", f"没有名为 {name} 的格式"))
    return tally


def export_notes(name: str, notes: Iterable[Note], target: Path | None, out: TextIO) -> Tally:
    """Write finished notes in one of ``NOTE_FORMATS`` (see ``export_cards``)."""
    tally = Tally()
    counted = _counted(notes, tally)
    if name == "anki":
        from quizrnn.export.anki import write_notes

        if target is None:
            raise _needs_file(name)
        write_notes(counted, target)
    else:
        from quizrnn.export.anki_text import note_lines

        _write_lines(note_lines(counted), target, out)
    return tally


def export_banks(
    library: Library, wanted: Filter, drills: int, target: Path | None, out: TextIO, count: int | None = None
) -> Tally:
    """Write the questions that match as banks in JSON; ``drills`` says how many are not in any.

    Raises:
        InputError: If the file cannot be written.
    """
    from quizrnn.export.bank_json import bank_json_lines

    tally = Tally()
    _write_lines(bank_json_lines(library, wanted, count, tally), target, out)
    if drills:
        tally.drills, tally.cards = drills, tally.cards + drills
        tally.leave_out("drill", "a bank holds questions only", drills)
    return tally


def _write_package(name: str, cards: Iterable[Card], target: Path, lang: str) -> None:
    if name == "anki":
        from quizrnn.export.anki import write_anki

        write_anki(cards, target, lang)
    else:
        from quizrnn.export.mochi import write_mochi

        write_mochi(cards, target, lang)


def _write_lines(lines: Iterator[str], target: Path | None, out: TextIO) -> None:
    if target is None:
        out.writelines(line + "\n" for line in lines)
        out.flush()
        return
    with replacing(target) as fresh, fresh.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(line + "\n" for line in lines)


def _text_of(target: Path | None) -> str:
    """Return what a file holds that is about to be written over, '' where it cannot be read as text."""
    if target is None or not target.is_file():
        return ""
    try:
        return target.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _needs_file(name: str) -> QuizrnnError:
    example = f"-o deck.{'apkg' if name == 'anki' else name}"
    return QuizrnnError(both(f"{name} needs a file: {example}", f"{name} 格式需要指定文件：{example}"))


def _counted(cards: Iterable[_Counted], tally: Tally) -> Iterator[_Counted]:
    for card in cards:
        if card.type == "drill":
            tally.drills += 1
        elif card.instance == 1:
            tally.questions += 1
        tally.cards += 1
        yield card
