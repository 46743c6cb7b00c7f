"""``match``: pairs of a left letter and a right number. Credit: right pairs ÷ pairs."""

from __future__ import annotations

import re
from typing import Final

from quizrnn.answers.instance import Instance
from quizrnn.answers.reading import call_range, echo, empty, even, malformed, per_language
from quizrnn.answers.shown import displayed, displayed_left, letter, right_pieces
from quizrnn.answers.verdict import Verdict
from quizrnn.bank.model import MatchQuestion
from quizrnn.text import Text, both, pick

_PAIR: Final = re.compile(r"([a-z])\s*(?:->|[-:=→.)])?\s*(\d{1,3})(?!\d)")
_BETWEEN: Final = re.compile(r"[\s,;/，；]*")


def check(instance: Instance, answer: str) -> Verdict:
    """Judge pairs (see ``check.Checker``). Right pieces with equal texts stand for each other."""
    question = _question(instance)
    given = pairs_given(instance, answer)
    pieces = right_pieces(question)
    lefts, rights = displayed_left(instance), displayed(instance)
    wrong: int | None = None
    hits = 0
    for place, left in enumerate(lefts):
        if pieces[rights[given[place]]] == question.pairs[left].right:
            hits += 1
        elif wrong is None:
            wrong = place
    feedback = () if wrong is None else (_first_wrong(instance, wrong, given[wrong]),)
    return Verdict(score=hits / len(lefts), expected=expected(instance), feedback=feedback)


def pairs_given(instance: Instance, answer: str) -> dict[int, int]:
    """Return the displayed right place given for each displayed left one.

    Raises:
        Malformed: If the answer cannot be read.
    """
    question = _question(instance)
    count, numbers = len(question.pairs), len(right_pieces(question))
    remedy = syntax(instance)
    text = even(answer).casefold()
    if not text:
        raise empty(remedy)
    given: dict[int, int] = {}
    position = 0
    while position < len(text):
        pair = _PAIR.match(text, position)
        if pair is None:
            rest = echo(text[position:])
            raise malformed(both(f"“{rest}” is no pair", f"“{rest}”不是一对"), remedy)
        left, right = ord(pair[1]) - ord("a"), int(pair[2]) - 1
        if left >= count:
            known = call_range(count)
            raise malformed(
                both(f"there is no “{pair[1]}”, only {known}", f"没有“{pair[1]}”，只有 {known}"), remedy
            )
        if not 0 <= right < numbers:
            raise malformed(
                both(f"there is no “{pair[2]}”, only 1–{numbers}", f"没有“{pair[2]}”，只有 1–{numbers}"),
                remedy,
            )
        if left in given:
            raise malformed(both(f"“{pair[1]}” stands there twice", f"“{pair[1]}”出现了两次"), remedy)
        given[left] = right
        between = _BETWEEN.match(text, pair.end())
        position = pair.end() if between is None else between.end()
    if len(given) < count:
        missing = ", ".join(letter(place) for place in range(count) if place not in given)
        raise malformed(both(f"{missing} has no partner", f"{missing} 没有配对"), remedy)
    return given


def _first_wrong(instance: Instance, left: int, right: int) -> Text:
    question = _question(instance)
    pair = question.pairs[displayed_left(instance)[left]]
    place = displayed(instance)[right]
    piece = right_pieces(question)[place]

    def write(lang: str) -> str:
        head, taken = pick(pair.left, lang), pick(piece, lang)
        if lang == "zh":
            return f"{letter(left)}{right + 1} 是第一对错误：“{head}”与“{taken}”不相配。"
        return f"{letter(left)}{right + 1} is the first wrong pair: “{head}” does not go with “{taken}”."

    return per_language(write)


def expected(instance: Instance) -> Text:
    """Return the right pairs and what they say."""
    question = _question(instance)
    lefts = displayed_left(instance)
    number = {place: k + 1 for k, place in enumerate(displayed(instance))}
    calls = " ".join(f"{letter(k)}{number[place]}" for k, place in enumerate(lefts))

    def write(lang: str) -> str:
        pairs = (question.pairs[place] for place in lefts)
        colon, stop = (": ", "; ") if lang == "en" else ("：", "；")
        return (
            calls + colon + stop.join(f"{pick(pair.left, lang)} – {pick(pair.right, lang)}" for pair in pairs)
        )

    return per_language(write)


def syntax(instance: Instance) -> Text:
    """Return how the answer is written."""
    question = _question(instance)
    calls, numbers = call_range(len(question.pairs)), len(right_pieces(question))
    return both(
        f"Each letter ({calls}) with the number (1–{numbers}) that belongs to it, such as a2 b1.",
        f"每个字母（{calls}）后接与之对应的数字（1–{numbers}），例如 a2 b1。",
    )


def _question(instance: Instance) -> MatchQuestion:
    question = instance.question
    assert isinstance(question, MatchQuestion)
    return question
