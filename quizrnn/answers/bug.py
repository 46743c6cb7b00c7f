"""``bug``: the number of the line at fault, counted from 1."""

from __future__ import annotations

import re
from difflib import SequenceMatcher, unified_diff
from typing import Final

from quizrnn.answers.instance import Instance
from quizrnn.answers.reading import echo, empty, even, malformed
from quizrnn.answers.shown import fill_code
from quizrnn.answers.verdict import Verdict
from quizrnn.bank.model import BugQuestion
from quizrnn.notation import verbatim
from quizrnn.text import Text, both

_LINE: Final = re.compile(r"(?:line|lines|l|第)?\s*[#.:]?\s*(\d{1,6})\s*(?:行)?\s*[.:)]?", re.IGNORECASE)
_CONTEXT: Final = 2


def check(instance: Instance, answer: str) -> Verdict:
    """Judge a line number (see ``check.Checker``); ``diff`` shows the correction."""
    text = even(answer)
    if not text:
        raise empty(syntax(instance))
    number = _LINE.fullmatch(text)
    if number is None:
        raise malformed(
            both(f"“{echo(answer)}” is no line number", f"“{echo(answer)}”不是行号"), syntax(instance)
        )
    code, faulty = _lines(instance), _faulty(instance)
    line = int(number[1])
    if not 1 <= line <= len(code):
        raise malformed(
            both(f"there is no line {line}, only 1–{len(code)}", f"没有第 {line} 行，只有 1–{len(code)}"),
            syntax(instance),
        )
    return Verdict(
        score=float(line in faulty),
        expected=expected(instance),
        feedback=() if line in faulty else _what_is_there(code, line, faulty),
        diff=correction(instance),
    )


def _what_is_there(code: list[str], line: int, faulty: list[int]) -> tuple[Text, ...]:
    """Say what a wrongly named line is, and whether the one at fault is its neighbour."""
    if not code[line - 1].strip() or code[line - 1].lstrip().startswith("#"):
        idle = both(
            f"Line {line} does nothing that could be wrong.", f"第 {line} 行不执行任何操作，不会出错。"
        )
        return (idle,)
    if min(abs(line - fault) for fault in faulty) == 1:
        return (
            both(
                f"Close: line {line} stands beside the faulty one, but is right itself.",
                f"很接近：第 {line} 行紧挨着出错的行，但它本身没有错。",
            ),
        )
    return (both(f"Line {line} is right as it is.", f"第 {line} 行没有错。"),)


def correction(instance: Instance) -> tuple[str, ...]:
    """Return the correction as the lines of a unified diff, without its file names."""
    before = _lines(instance)
    line = _replaced(instance)
    after = [*before[: line - 1], *_fix(instance), *before[line:]]
    return tuple(unified_diff(before, after, lineterm="", n=_CONTEXT))[2:]


def _replaced(instance: Instance) -> int:
    """Return the faulty line that the fix replaces: of several, the one most like it."""
    code, fix = _lines(instance), _question(instance).fix.strip()
    within = [line for line in _faulty(instance) if 1 <= line <= len(code)] or [1]
    return max(within, key=lambda line: SequenceMatcher(None, code[line - 1].strip(), fix).ratio())


def _fix(instance: Instance) -> list[str]:
    """Return the corrected lines; a fix written without indentation takes that of the line it replaces."""
    fix = (fill_code(_question(instance).fix, instance) or "").rstrip("\n").split("\n")
    old = _lines(instance)[_replaced(instance) - 1]
    indent = old[: len(old) - len(old.lstrip())]
    return fix if not indent or fix[0][:1].isspace() else [indent + row for row in fix]


def expected(instance: Instance) -> Text:
    """Return the line at fault and what it should be."""
    faulty = _faulty(instance)
    first, *others = [_replaced(instance), *(line for line in faulty if line != _replaced(instance))]
    or_en = "".join(f" or {line}" for line in others)
    or_zh = "".join(f" 或 {line}" for line in others)
    fix = verbatim("\n".join(_fix(instance)).strip())
    return both(f"{first}{or_en}: {fix}", f"{first}{or_zh}：{fix}")


def syntax(instance: Instance) -> Text:
    """Return how the answer is written."""
    last = len(_lines(instance))
    return both(f"The number of the line at fault (1–{last}).", f"输入出错的行号（1–{last}）。")


def _lines(instance: Instance) -> list[str]:
    return (fill_code(_question(instance).code, instance) or "").rstrip("\n").split("\n")


def _faulty(instance: Instance) -> list[int]:
    lines = _question(instance).lines
    return [lines] if isinstance(lines, int) else lines


def _question(instance: Instance) -> BugQuestion:
    question = instance.question
    assert isinstance(question, BugQuestion)
    return question
