"""``short``: free text, then the rubric's points that the learner finds in it. Credit: points met ÷ points.

Keywords suggest points and decide none: the learner marks their own text beside the model answer.
"""

from __future__ import annotations

import re
from typing import Final
from unicodedata import normalize

from quizrnn.answers.instance import Instance
from quizrnn.answers.reading import bare, called_places, empty, even, malformed, per_language
from quizrnn.answers.spelling import canonical
from quizrnn.answers.verdict import Verdict
from quizrnn.bank.model import RubricPoint, ShortQuestion
from quizrnn.text import Text, both, pick

_NONE: Final = frozenset({"0", "none", "no", "-", "无", "没有", "一点也没有", "都没有"})
_ALL: Final = frozenset({"all", "all of them", "全部", "全", "都有", "都答到了"})
_LONGEST: Final = 1000
_LONGEST_TEXT: Final = 10_000
"""Characters of a text in which keywords are looked for."""

_WORDS_BETWEEN: Final = re.compile(r"\band\b|\bpoints?\b|第|点")
_WORDS: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def check(instance: Instance, answer: str) -> Verdict:
    """Judge by the points on the last line; all lines before it are the text (see ``check.Checker``)."""
    question = _question(instance)
    text, newline, points = answer.rstrip().rpartition("\n")
    if not newline:
        text, points = points, ""
    if not even(text.strip()[:_LONGEST]):
        raise empty(syntax(instance))
    met = points_met(instance, points)
    missed = [place for place in range(len(question.rubric)) if place not in met]
    return Verdict(
        score=len(met) / len(question.rubric),
        expected=expected(instance),
        feedback=tuple(_missing(question, place) for place in missed),
    )


def points_met(instance: Instance, points: str) -> set[int]:
    """Return the places of the points that a line such as ``1,3`` names; ``0`` names none.

    Raises:
        Malformed: If it is empty or names a point that is not there.
    """
    question = _question(instance)
    line = bare(points[:_LONGEST])
    remedy = _points_remedy(len(question.rubric))
    if not even(points):
        raise malformed(both("the line with the points met is missing", "缺少写明答到哪几点的一行"), remedy)
    if line in _NONE or even(points) in _NONE:
        return set()
    if line in _ALL:
        return set(range(len(question.rubric)))
    line = _WORDS_BETWEEN.sub(" ", line)
    if re.search(r"[a-z]", line):
        raise malformed(both("the points met are numbers", "答到的要点须用编号表示"), remedy)
    return set(
        called_places(
            _WORDS_BETWEEN.sub(" ", line), len(question.rubric), remedy, known=f"1–{len(question.rubric)}"
        )
    )


def suggest(instance: Instance, text: str) -> set[int]:
    """Return the numbers, counted from 1, of the points whose keywords occur in ``text``."""
    text = text[:_LONGEST_TEXT]
    whole, symbols = _word_line(text), canonical(text)
    rubric = enumerate(_question(instance).rubric, 1)
    return {number for number, point in rubric if _mentions(whole, symbols, point)}


def _mentions(whole: str, symbols: str, point: RubricPoint) -> bool:
    keywords = point.keywords
    words = keywords if isinstance(keywords, list) else [word for each in keywords.values() for word in each]
    for keyword in words:
        line = _word_line(keyword).strip()
        if not line or not line.isascii():
            if (form := canonical(keyword)) and form in symbols:
                return True
        elif f" {line}" in whole if len(line) >= _STEM else f" {line} " in whole:
            return True
    return False


_STEM: Final = 5
"""From this length on a keyword may be the beginning of a word, as *vanish* is of *vanishing*."""


def _word_line(text: str) -> str:
    """Return the words of a text in lower case, each between blanks."""
    return " " + " ".join(_WORDS.findall(normalize("NFKC", text).casefold())) + " "


def _missing(question: ShortQuestion, place: int) -> Text:
    point = question.rubric[place].point

    def write(lang: str) -> str:
        label = f"未答到要点 {place + 1}：" if lang == "zh" else f"Point {place + 1} is missing: "
        return label + pick(point, lang)

    return per_language(write)


def expected(instance: Instance) -> Text:
    """Return the model answer."""
    return _question(instance).model_answer


def syntax(instance: Instance) -> Text:
    """Return how the answer is written."""
    count = len(_question(instance).rubric)
    return both(
        f"Your answer in one line, then a line with the points of the rubric (1–{count}) that it makes, such "
        "as 1,3, or 0 for none.",
        f"先用一行写出答案，再用一行写出答到的要点编号（1–{count}），例如 1,3；一点也没有写 0。",
    )


def _points_remedy(count: int) -> Text:
    return both(
        f"numbers from 1 to {count}, such as 1,3, or 0 for none.",
        f"输入 1 到 {count} 的编号，例如 1,3；没有则输入 0。",
    )


def _question(instance: Instance) -> ShortQuestion:
    question = instance.question
    assert isinstance(question, ShortQuestion)
    return question
