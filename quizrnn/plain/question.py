"""A question and its verdict as lines of text, for line mode, ``show`` and ``check``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from quizrnn.answers.shown import letter, shown
from quizrnn.notation import to_terminal
from quizrnn.plain.code import numbered_code
from quizrnn.plain.layout import cells, wrap, wrap_markup
from quizrnn.text import Text, both, pick

if TYPE_CHECKING:
    from quizrnn.answers.instance import Instance
    from quizrnn.answers.verdict import Verdict
    from quizrnn.bank.library import Library

_RIGHT: Final = both("✓ right", "✓ 正确")
_WRONG: Final = both("✗ wrong", "✗ 错误")
_TAB: Final = 4


def question_lines(instance: Instance, library: Library, lang: str, width: int) -> list[str]:
    """Return the question as a learner reads it: stem, code, figure, pieces to choose or arrange."""
    view = shown(instance, lang)
    lines = wrap_markup(view.stem, width)
    if view.code:
        lines += ["", *numbered_code(view.code)]
    figure = library.figure(view.figure, lang) if view.figure else None
    if figure:
        lines += ["", *figure.expandtabs(_TAB).rstrip("\n").split("\n")]
    if view.choices or view.items:
        lines += ["", *piece_lines(view.choices or view.items, width)]
    if view.left:
        lines += ["", *piece_lines(view.left, width), "", *piece_lines(view.right, width, digits=True)]
    return lines


def piece_lines(pieces: list[str], width: int, *, digits: bool = False) -> list[str]:
    """Return choices, items or halves of pairs, each with its letter or number."""
    lines: list[str] = []
    for place, piece in enumerate(pieces):
        label = f"  {place + 1 if digits else letter(place)}) "
        lines += wrap_markup(piece, width, label, " " * len(label))
    return lines


def verdict_word(verdict: Verdict, lang: str) -> str:
    """Return the mark and the word of a verdict, with the share where credit is partial."""
    if 0 < verdict.score < 1:
        share = f"{min(max(verdict.score, 0.01), 0.99):.0%}"
        return pick(both(f"✗ partly right ({share})", f"✗ 部分正确（{share}）"), lang)
    return pick(_RIGHT if verdict.correct else _WRONG, lang)


def verdict_lines(
    instance: Instance, verdict: Verdict, library: Library, lang: str, width: int, answer: str = ""
) -> list[str]:
    """Return what follows the verdict's word: feedback, the key where it was missed, why, and sources.

    Given the answer, the places in it that the verdict marks are pointed at.
    """
    lines = marked_lines(answer, verdict, width)
    for feedback in verdict.feedback:
        lines += wrap_markup(pick(feedback, lang), width, "  ", "  ")
    lines += [f"  {row[:1]}{row[1:].expandtabs(_TAB)}" for row in verdict.diff]
    if not verdict.correct:
        label = pick(both("Answer: ", "答案："), lang)
        lines += wrap_markup(pick(verdict.expected, lang), width, f"  {label}", "    ")
    lines += explanation_lines(instance, library, lang, width)
    return lines


def marked_lines(answer: str, verdict: Verdict, width: int) -> list[str]:
    """Return the answer with ``^`` below what is off in it; nothing where that is unknown or does not fit."""
    if not verdict.marks or not answer.isprintable() or cells(answer) + 2 > width:
        return []
    pointer = ""
    for mark in verdict.marks:
        pointer += " " * (cells(answer[: mark.start]) - cells(pointer))
        pointer += "^" * max(1, cells(answer[mark.start : mark.end]))
    return [f"  {answer}", f"  {pointer}"]


def explanation_lines(instance: Instance, library: Library, lang: str, width: int) -> list[str]:
    """Return the explanation, the article's claim that it puts right, and the sources."""
    view = shown(instance, lang)
    lines: list[str] = []
    if view.explanation:
        lines += ["", *wrap_markup(view.explanation, width, "  ", "  ")]
    if instance.question.corrects:
        claim = instance.question.corrects
        note = both(
            f"This puts right a claim of the article ({claim}).", f"本题更正了文章中的一处说法（{claim}）。"
        )
        lines += ["", *wrap(pick(note, lang), width, "  ", "  ")]
    sources = source_texts(instance, library)
    if sources:
        separator = pick(both("; ", "；"), lang)
        texts = separator.join(to_terminal(pick(text, lang)) for text in sources)
        lines += wrap(texts, width, f"  {pick(both('Sources: ', '来源：'), lang)}", "    ")
    return lines


def source_texts(instance: Instance, library: Library) -> list[Text]:
    """Return the citations that the question names."""
    bank = library.bank_of(instance.question.id).slug
    return [library.reference(key, bank) or key for key in instance.question.sources]
