"""``match``: pairs of a left letter and a right number. Credit: right pairs ÷ pairs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from quizrnn.answers.instance import Instance
from quizrnn.answers.reading import bare, call_range, echo, empty, even, malformed, per_language
from quizrnn.answers.shown import displayed, displayed_left, letter, right_pieces
from quizrnn.answers.verdict import Verdict
from quizrnn.bank.model import MatchQuestion
from quizrnn.text import Text, both, pick

_PIECE: Final = re.compile(r"[a-z]+|[0-9]+|[^\W\d_a-z]+|\S")
_PUNCTUATION: Final = frozenset(",;:.、。/&+|()[]{}【】<>-–—~=→⇒↔⟶_!*")
_JOINING: Final = frozenset({"and", "to", "with", "is", "和", "与", "及", "对", "配", "是", "对应", "以及"})


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
    feedback = [] if wrong is None else [_first_wrong(instance, wrong, given[wrong])]
    if 0 < hits < len(lefts):
        feedback.append(
            both(
                f"Credit: right pairs ÷ pairs, {hits}/{len(lefts)}.",
                f"得分：配对正确的数目 ÷ 总对数，即 {hits}/{len(lefts)}。",
            )
        )
    return Verdict(score=hits / len(lefts), expected=expected(instance), feedback=tuple(feedback))


def pairs_given(instance: Instance, answer: str) -> dict[int, int]:
    """Return the displayed right place given for each displayed left one.

    Raises:
        Malformed: If the answer cannot be read.
    """
    question = _question(instance)
    count, numbers = len(question.pairs), len(right_pieces(question))
    remedy = syntax(instance)
    if not even(answer):
        raise empty(remedy)
    given: dict[int, int] = {}
    for call, number in _calls(answer, remedy):
        left, right = ord(call) - ord("a"), int(number[:4]) - 1
        if left >= count:
            known = call_range(count)
            raise malformed(
                both(f"there is no “{call}”, only {known}", f"没有“{call}”，只有 {known}"), remedy
            )
        if not 0 <= right < numbers:
            code = echo(number)
            raise malformed(
                both(f"there is no “{code}”, only 1–{numbers}", f"没有“{code}”，只有 1–{numbers}"), remedy
            )
        if left in given:
            raise malformed(both(f"“{call}” stands there twice", f"“{call}”出现了两次"), remedy)
        given[left] = right
    if len(given) < count:
        missing = [letter(place) for place in range(count) if place not in given]
        listed, verb = ", ".join(missing), "has" if len(missing) == 1 else "have"
        raise malformed(both(f"{listed} {verb} no partner", f"{listed} 没有配对"), remedy)
    return given


def _calls(answer: str, remedy: Text) -> Iterator[tuple[str, str]]:
    """Yield letter and number of each pair; the number may stand first, throughout."""
    pieces = [
        piece for piece in _PIECE.findall(bare(answer)) if piece not in _PUNCTUATION and piece not in _JOINING
    ]
    number_first = bool(pieces) and pieces[0].isdecimal()
    for place in range(0, max(len(pieces), 1), 2):
        pair = pieces[place : place + 2]
        call, number = (pair[::-1] if number_first else pair) if len(pair) == 2 else ("", "")
        if not (call.isascii() and call.isalpha() and len(call) == 1 and number.isdecimal()):
            rest = echo(" ".join(pair) or answer)
            raise malformed(both(f"“{rest}” is no pair", f"“{rest}”不是一对"), remedy)
        yield call, number


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
