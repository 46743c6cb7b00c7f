"""Questions and drills as cards that no format has touched yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

import msgspec

from quizrnn.answers.instance import draw
from quizrnn.answers.shown import shown
from quizrnn.bank.model import NumericQuestion, Question, question_type
from quizrnn.export.asked import Parts, asked_of
from quizrnn.export.card import Card, Correction
from quizrnn.text import pick

if TYPE_CHECKING:
    from quizrnn.bank.drills import Call, Drill
    from quizrnn.bank.library import BankInfo, Filter, Library

DRILL_BANK: Final = "drills"
"""Name of the deck that holds the drills of every bank."""


def question_cards(
    library: Library, wanted: Filter, lang: str, seed: int = 0, *, instances: int = 1
) -> Iterator[Card]:
    """Yield a card for each question that matches; parameters and order are drawn from ``seed``.

    Where several instances are asked for, a question with parameters makes that many cards, drawn from one
    seed after the other; those after the first are called ``id.2``, ``id.3`` and so on.
    """
    shelf = Shelf(library, lang)
    for entry, question in library.questions(wanted):
        yield question_card(question, shelf, entry.bank, seed)
        if instances > 1 and isinstance(question, NumericQuestion) and question.params:
            for number in range(2, instances + 1):
                card = question_card(question, shelf, entry.bank, seed + number - 1)
                yield msgspec.structs.replace(card, id=f"{card.id}.{number}", instance=number)


def drill_cards(
    library: Library, drills: Iterable[Drill], lang: str, convention: str = "article"
) -> Iterator[Card]:
    """Yield a card for each drill: its statement asks, its solution answers."""
    shelf = Shelf(library, lang)
    for drill in drills:
        name = convention if convention in drill.forms else next(iter(drill.forms))
        calls = drill.forms[name].calls
        yield Card(
            id=f"drill:{drill.drill}",
            bank=DRILL_BANK,
            kind="basic",
            type="drill",
            section=drill.section,
            heading=shelf.headings.get(drill.section, ""),
            tags=(),
            revision=drill.revision,
            changed=shelf.shipped,
            stem=f"**{pick(drill.title, lang)}**\n\n{pick(drill.statement, lang)}",
            code="\n".join(map(_signature, calls)),
            hints=tuple(pick(hint, lang) for hint in drill.hints),
            answer_code=library.solution(drill.drill, name).strip("\n"),
            explanation=pick(drill.explanation or "", lang),
            sources=shelf.citations(drill.sources, ""),
        )


class Shelf:
    """What cards look up beside their question, each looked up once."""

    def __init__(self, library: Library, lang: str) -> None:
        banks = library.banks()
        self.lang = lang
        self.changed = {bank.slug: changed_at(bank) for bank in banks}
        self.shipped = max((changed_at(bank) for bank in banks if bank.shipped), default=1)
        self.headings = {section.slug: pick(section.title, lang) for section in library.sections()}
        self._library = library
        self._citations: dict[tuple[str, str], str] = {}
        self._figures: dict[str, str] = {}
        self._corrections: dict[str, Correction | None] = {}

    def citations(self, keys: Iterable[str], bank: str) -> tuple[str, ...]:
        """Return what the source keys of a bank stand for."""
        return tuple(self._citation(key, bank) for key in keys)

    def figure(self, name: str | None) -> str:
        """Return a figure, '' where there is none."""
        if not name:
            return ""
        if name not in self._figures:
            self._figures[name] = (self._library.figure(name, self.lang) or "").rstrip("\n")
        return self._figures[name]

    def correction(self, key: str | None) -> Correction | None:
        """Return the article's claim of that number."""
        if not key:
            return None
        if key not in self._corrections:
            self._corrections[key] = self._correction(key)
        return self._corrections[key]

    def _correction(self, key: str) -> Correction | None:
        claim = self._library.claim(key)
        if claim is None:
            return None
        repair = pick(claim.repair or "", self.lang)
        return Correction(claim=claim.id, says=pick(claim.says, self.lang), repair=repair)

    def _citation(self, key: str, bank: str) -> str:
        if (bank, key) not in self._citations:
            self._citations[bank, key] = pick(self._library.reference(key, bank) or key, self.lang)
        return self._citations[bank, key]


def question_card(question: Question, shelf: Shelf, bank: str, seed: int = 0) -> Card:
    """Return the card of one question."""
    # In the order of the file the right choice would often stand at the same place.
    instance = draw(question, seed, shuffle_choices=True)
    view = shown(instance, shelf.lang)
    asked: Parts = {"kind": "basic", "stem": view.stem} | asked_of(instance, view, shelf.lang)
    return Card(
        id=question.id,
        bank=bank,
        type=question_type(question),
        section=question.section or "",
        heading=shelf.headings.get(question.section or "", ""),
        tags=tuple(question.tags),
        revision=question.revision,
        changed=shelf.changed[bank],
        code=(view.code or "").rstrip("\n"),
        figure=shelf.figure(view.figure),
        hints=tuple(view.hints),
        explanation=view.explanation or "",
        corrects=shelf.correction(question.corrects),
        sources=shelf.citations(question.sources, bank),
        **asked,
    )


def _signature(call: Call) -> str:
    returns = ", ".join(call.values)
    if call.form == "dict":
        returns = f"{{{returns}}}"
    return f"{call.function}({', '.join(call.arguments)}) -> {returns}"


def changed_at(bank: BankInfo) -> int:
    """Return when a bank last changed: its release, else its file's time; seconds since 1970, UTC."""
    return max(1, int(bank.released.timestamp()))
