"""Which gate gets taken for which, as far as wrong answers tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

import msgspec

from quizrnn.answers.expression import Vocabulary, parse
from quizrnn.answers.expression_tree import Name, Node, Operation, walk
from quizrnn.answers.instance import Instance, draw
from quizrnn.answers.reading import called_places
from quizrnn.answers.shown import displayed, displayed_left, right_pieces
from quizrnn.bank.model import (
    ChoiceQuestion,
    ClozeQuestion,
    FormulaQuestion,
    MatchQuestion,
    question_type,
)
from quizrnn.errors import QuizrnnError, UnknownName
from quizrnn.text import Text, pick

if TYPE_CHECKING:
    from quizrnn.bank.library import Entry, Library
    from quizrnn.study.log_sums import LogSums

GATES: Final = "fiozr"
"""Forget, input and output gate of an LSTM, update and reset gate of a GRU."""

LATEST: Final = 500
"""How many of the latest wrong answers are looked at: what was mixed up long ago says little."""

KINDS: Final = ("choice", "cloze", "formula", "match")
"""Types whose wrong answers can name a gate."""

_TOPICS: Final = ("lstm", "gru", "compare")
_WORDS: Final = {
    "forget": "f", "input": "i", "output": "o", "update": "z", "reset": "r",
    "遗忘": "f", "输入": "i", "输出": "o", "更新": "z", "重置": "r",
}  # fmt: skip
_NAMED: Final = re.compile(
    r"\b(forget|input|output|update|reset)[ -]gate|(遗忘|输入|输出|更新|重置)门"
    r"|(?<![A-Za-z\\])(?:[WUbp]_\{?)?([fiozr])(?:_\{?t\}?)?(?=[$ \s=≈\\,，、}]|$)",
)
_FILLED: Final = re.compile(
    r"(?:the )?(?:(forget|input|output|update|reset)(?:[ -]gate)?|(遗忘|输入|输出|更新|重置)门?"
    r"|([fiozr])(?:_\{?t\}?)?)",
    re.IGNORECASE,
)
_MATH: Final = re.compile(r"\$([^$]*)\$")


class Confusion(msgspec.Struct, frozen=True, kw_only=True):
    """One gate that was taken for another.

    Attributes:
        gate: The gate that was right: ``f``, ``i``, ``o``, ``z`` or ``r``.
        taken_for: The gate that stood in the answer in its place.
        answers: In how many of the latest wrong answers.
    """

    gate: str
    taken_for: str
    answers: int


def confusions(library: Library, sums: LogSums, latest: int = LATEST) -> tuple[Confusion, ...]:
    """Return which gates get taken for which, the most frequent first, in the answers that ``sums`` counts.

    Only answers to the question as it now stands count: another revision may have asked something else.

    Raises:
        RecordError: If the record cannot be read.
    """
    wrong = sums.wrong(KINDS, latest)
    entries = library.entries_of({question for question, *_ in wrong})
    about = {key: entry for key, entry in entries.items() if _about_gates(entry)}
    counts: Counter[tuple[str, str]] = Counter()
    for key, revision, seed, answer in wrong:
        if key in about and about[key].revision == revision:
            counts.update(set(_confused(library, key, seed, answer)))
    order = sorted(counts.items(), key=lambda found: (-found[1], found[0]))
    return tuple(Confusion(gate=gate, taken_for=other, answers=count) for (gate, other), count in order)


def _about_gates(entry: Entry) -> bool:
    return "gates" in entry.tags or entry.section.partition(".")[0] in _TOPICS


def _confused(library: Library, key: str, seed: int, answer: str) -> list[tuple[str, str]]:
    try:
        return list(confused(draw(library.get(key), seed, shuffle_choices=True), answer))
    except (UnknownName, QuizrnnError):
        return []


def confused(instance: Instance, answer: str) -> Iterator[tuple[str, str]]:
    """Yield each gate that a wrong answer takes for another, with that other.

    Raises:
        Malformed: If the answer cannot be read.
    """
    match instance.question:
        case ChoiceQuestion():
            yield from _of_choice(instance, instance.question, answer)
        case ClozeQuestion():
            yield from _of_cloze(instance.question, answer)
        case MatchQuestion():
            yield from _of_match(instance, instance.question, answer)
        case FormulaQuestion():
            yield from _of_formula(instance.question, answer)
        case _:
            assert question_type(instance.question) not in KINDS


def gate_in(text: Text) -> str | None:
    """Return the one gate that a text names, by word or symbol; None where it names none or several."""
    shown = pick(text, "en")
    outside = _MATH.sub(" ", shown)
    found = {
        _gate(named)
        for part in (*_MATH.findall(shown), outside)
        for named in _NAMED.finditer(part)
        # A letter outside of math is a word, such as “i” in “i.e.”.
        if part is not outside or named[3] is None
    }
    return found.pop() if len(found) == 1 else None


def _gate(named: re.Match[str]) -> str:
    word = named[1] or named[2]
    return _WORDS[word.casefold()] if word else named[3].casefold()


def _different(gate: str | None, other: str | None) -> Iterator[tuple[str, str]]:
    if gate is not None and other is not None and gate != other:
        yield gate, other


def _of_choice(instance: Instance, question: ChoiceQuestion, answer: str) -> Iterator[tuple[str, str]]:
    options = [question.choices[place] for place in displayed(instance)]
    for place in called_places(answer, len(options), ""):
        right = next(option for option in options if option.correct)
        yield from _different(gate_in(right.text), gate_in(options[place].text))


def _of_cloze(question: ClozeQuestion, answer: str) -> Iterator[tuple[str, str]]:
    parts = answer.replace("｜", "|").split("|")
    for blank, part in zip(question.blanks, parts, strict=False):
        wanted = {gate for accepted in blank.accept if (gate := _filled(accepted)) is not None}
        if len(wanted) == 1:
            yield from _different(wanted.pop(), _filled(part))


def _filled(part: str) -> str | None:
    """Return the gate that a filling is, and nothing but it."""
    named = _FILLED.fullmatch(part.strip().strip("$").strip())
    return None if named is None else _gate(named)


def _of_match(instance: Instance, question: MatchQuestion, answer: str) -> Iterator[tuple[str, str]]:
    from quizrnn.answers.match import pairs_given

    lefts, rights = displayed_left(instance), displayed(instance)
    pieces = right_pieces(question)
    for left, right in pairs_given(instance, answer).items():
        pair, place = question.pairs[lefts[left]], rights[right]
        if pieces[place] == pair.right:
            continue
        own = gate_in(pair.left) or gate_in(pair.right)
        other = question.pairs[place] if place < len(question.pairs) else None
        belongs_to = gate_in(other.left) or gate_in(other.right) if other else gate_in(pieces[place])
        yield from _different(own, belongs_to)


def _of_formula(question: FormulaQuestion, answer: str) -> Iterator[tuple[str, str]]:
    """Compare the terms of two sums that differ in their gates alone."""
    sizes = [name for shape in question.variables.values() for name in _sizes(shape)]
    vocabulary = Vocabulary([*question.variables, *sizes], sizes=set(sizes) - set(question.variables))
    wanted = _by_rest(_terms(parse(question.answer, vocabulary).tree))
    given = _by_rest(_terms(parse(answer.rpartition("=")[2], vocabulary).tree))
    for rest, gates in wanted.items():
        if len(gates) == 1 and len(given.get(rest, ())) == 1:
            yield from _different(gates[0], given[rest][0])


def _sizes(shape: Iterable[str | int]) -> list[str]:
    return [name for part in shape for name in re.findall(r"[A-Za-z]\w*", str(part))]


def _terms(tree: Node) -> Iterator[list[str]]:
    """Yield the names of each term of a sum."""
    if isinstance(tree, Operation) and tree.op in "+-":
        yield from _terms(tree.left)
        yield from _terms(tree.right)
    else:
        yield [node.name for node in walk(tree) if isinstance(node, Name)]


def _by_rest(terms: Iterable[list[str]]) -> dict[tuple[str, ...], list[str]]:
    """Return the gates of the terms by the names that stand beside them."""
    out: dict[tuple[str, ...], list[str]] = {}
    for names in terms:
        gates = [name for name in names if name in GATES]
        if len(set(gates)) == 1:
            rest = tuple(sorted(name for name in names if name not in GATES))
            out.setdefault(rest, []).append(gates[0])
    return out
