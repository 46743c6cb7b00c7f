"""The formats by name, and the one way in which all of them are written and counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

import msgspec

from quizrnn.errors import QuizrnnError
from quizrnn.export.card import Card
from quizrnn.export.files import replacing
from quizrnn.text import both

if TYPE_CHECKING:
    LineWriter = Callable[[Iterable[Card], str], Iterator[str]]

TEXT_FORMATS: Final = ("anki-text",)
"""Formats that can go to standard output."""

FORMATS: Final = ("anki", *TEXT_FORMATS)


class Tally(msgspec.Struct):
    """What an export held.

    Attributes:
        questions: Number of questions.
        drills: Number of drills.
        cards: Number of cards written.
        left_out: How many could not become a card, by reason.
    """

    questions: int = 0
    drills: int = 0
    cards: int = 0
    left_out: dict[str, int] = {}

    def line(self) -> str:
        """Return the closing line, whose form scripts rely on."""
        text = f"{self.questions} questions, {self.drills} drills: {self.cards} cards"
        if self.left_out:
            total = sum(self.left_out.values())
            text += f", {total} left out ({'; '.join(self.left_out)})"
        return text


def export_cards(name: str, cards: Iterable[Card], target: Path | None, lang: str, out: TextIO) -> Tally:
    """Write cards in a format to ``target``, or a text format to ``out`` where there is none.

    Raises:
        QuizrnnError: If the format needs a file and none is named.
        InputError: If the file cannot be written.
    """
    tally = Tally()
    counted = _counted(cards, tally)
    if name == "anki":
        from quizrnn.export.anki import write_anki

        if target is None:
            raise QuizrnnError(both("anki needs a file: -o deck.apkg", "anki 格式需要指定文件：-o deck.apkg"))
        write_anki(counted, target, lang)
        return tally
    lines = _line_writer(name)(counted, lang)
    if target is None:
        out.writelines(line + "\n" for line in lines)
        out.flush()
        return tally
    with replacing(target) as fresh, fresh.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(line + "\n" for line in lines)
    return tally


def _line_writer(name: str) -> LineWriter:
    if name == "anki-text":
        from quizrnn.export.anki_text import anki_text_lines

        return anki_text_lines
    raise QuizrnnError(both(f"no format named {name}", f"没有名为 {name} 的格式"))


def _counted(cards: Iterable[Card], tally: Tally) -> Iterator[Card]:
    for card in cards:
        if card.type == "drill":
            tally.drills += 1
        else:
            tally.questions += 1
        tally.cards += 1
        yield card
