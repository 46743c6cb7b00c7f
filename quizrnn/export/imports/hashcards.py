"""Decks of hashcards or repeater as questions of a bank."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from quizrnn.bank.files import read_text
from quizrnn.export.imports.anki_notes import as_lines
from quizrnn.export.imports.drafts import Draft, Fields, Lost, Unfit, gapped, recalled
from quizrnn.export.imports.marked_down import ESCAPED, marked_down
from quizrnn.text import Text, both

_NAME: Final = re.compile(r'^name\s*=\s*"(.*)"\s*$', re.MULTILINE)
_GAP: Final = re.compile(r"(?<![\\!])\[((?:\\.|[^\[\]\\])+)\](?!\()")


def read_hashcards(path: Path) -> Iterator[Draft | Lost]:
    """Yield the cards of a deck as questions.

    Raises:
        InputError: If the file cannot be read as text.
    """
    text = read_text(path).removeprefix("\ufeff").replace("\r\n", "\n")
    deck: tuple[str, ...] = ()
    if text.startswith("---\n") and "\n---" in text[4:]:
        head, _, text = text[4:].partition("\n---")
        deck = tuple(found[1] for found in [_NAME.search(head)] if found and found[1])
    for kind, front, back in _cards(text):
        yield _draft(kind, front, back, deck)


def _cards(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield what kind of card it is, question and answer; of a cloze, its text."""
    kind, front, back, fenced = "", list[str](), list[str](), False
    for line in [*text.split("\n"), "---"]:
        fenced = fenced != line.startswith(("```", "~~~"))
        ends = not fenced and (line.strip() == "---" or line.startswith(("Q:", "C:")))
        if ends and kind:
            yield kind, "\n".join(front).strip(), "\n".join(back).strip()
            kind, front, back = "", [], []
        if fenced or not (ends or line.startswith("A:")):
            (back if kind == "A" else front).append(line)
        elif line.startswith(("Q:", "C:")):
            kind, front = line[0], [line[2:].strip()]
        elif line.startswith("A:") and kind == "Q":
            kind, back = "A", [line[2:].strip()]


def _draft(kind: str, front: str, back: str, deck: tuple[str, ...]) -> Draft | Lost:
    try:
        if kind == "Q":
            raise Unfit(both("it has no answer", "没有答案"))
        fields, losses = _cloze(front) if kind == "C" else _recalled(front, back)
    except Unfit as unfit:
        return Lost(" ".join(front.split())[:60], unfit.why)
    return Draft(key=f"{kind}\x1f{front}", deck=deck, fields=fields, losses=losses)


def _recalled(front: str, back: str) -> tuple[Fields, list[Text]]:
    asked, said = marked_down(front), marked_down(back)
    answer = "\n\n".join(part for part in (as_lines(said.code), said.text) if part)
    return recalled(asked.text, answer, asked.code), [*asked.losses, *said.losses]


def _cloze(text: str) -> tuple[Fields, list[Text]]:
    blanks = list[list[str]]()

    def gap(found: re.Match[str]) -> str:
        blanks.append([ESCAPED.sub(r"\1", found[1]).strip()])
        return f"\ufdd2{len(blanks)}\ufdd3"

    read = marked_down(_GAP.sub(gap, text))
    stem = re.sub("\ufdd2(\\d+)\ufdd3", r"[[\1]]", read.text)
    fields = gapped(stem, blanks)
    return fields | ({"code": read.code} if read.code.strip() else {}), list(read.losses)
