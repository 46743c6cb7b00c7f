"""``bug``: the number of the line at fault, counted from 1."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from difflib import SequenceMatcher, unified_diff
from typing import Final

from quizrnn.answers.instance import Instance
from quizrnn.answers.reading import bare, echo, empty, even, malformed
from quizrnn.answers.shown import fill_code
from quizrnn.answers.verdict import Verdict
from quizrnn.bank.model import BugQuestion
from quizrnn.notation import verbatim
from quizrnn.text import Text, both

_LINE: Final = re.compile(
    r"(?:the )?(?:lines?|ln|l|row|第|行号?)?\s*(?:number|no|nr)?\s*[#.:]*\s*([0-9]{1,6})\s*行?", re.IGNORECASE
)
_SEVERAL: Final = re.compile(r"\D*\d+(?:(?:[\s,、;/&+~–—-]|and|or|和|到|至|或)+\d+)+\D*")
_CONTEXT: Final = 2


def check(instance: Instance, answer: str) -> Verdict:
    """Judge a line number (see ``check.Checker``); ``diff`` shows the correction."""
    if not even(answer):
        raise empty(syntax(instance))
    text = bare(answer)
    number = _LINE.fullmatch(text)
    if number is None:
        raise malformed(_no_number(instance, answer, text), syntax(instance))
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


def _no_number(instance: Instance, answer: str, text: str) -> Text:
    """Say why an answer is no line number: it names several, or is the line itself."""
    if _SEVERAL.fullmatch(text):
        return both("only one line is asked for", "只需要一个行号")
    same = [number for number, row in enumerate(_lines(instance), 1) if bare(row) == text]
    if text and len(same) == 1:
        return both(f"that is line {same[0]}; answer with its number", f"这是第 {same[0]} 行，请输入行号")
    return both(f"“{echo(answer)}” is no line number", f"“{echo(answer)}”不是行号")


def _what_is_there(code: list[str], line: int, faulty: list[int]) -> tuple[Text, ...]:
    """Say what a wrongly named line is, and how it hangs together with the one at fault."""
    if not code[line - 1].strip() or code[line - 1].lstrip().startswith("#"):
        idle = both(
            f"Line {line} does nothing that could be wrong.", f"第 {line} 行不执行任何操作，不会出错。"
        )
        return (idle,)
    said: list[Text] = []
    if min(abs(line - fault) for fault in faulty) == 1:
        said.append(
            both(
                f"Close: line {line} stands beside the faulty one, but is right itself.",
                f"很接近：第 {line} 行紧挨着出错的行，但它本身没有错。",
            )
        )
    elif (flow := _flow(code, line, faulty)) is None:
        said.append(both(f"Line {line} is right as it is.", f"第 {line} 行没有错。"))
    else:
        said.append(flow)
    return tuple(said)


def _flow(code: list[str], line: int, faulty: list[int]) -> Text | None:
    """Return which value leads from the faulty line to the one that was named, or the other way."""
    sets, reads = _names(code)
    for fault in faulty:
        for name in sorted(sets[fault] & reads[line] - sets[line]):
            what = verbatim(name)
            return both(
                f"Line {line} is right itself; it works with {what}, which line {fault} sets.",
                f"第 {line} 行本身没有错；它用到的 {what} 来自第 {fault} 行。",
            )
        for name in sorted(sets[line] & reads[fault]):
            what = verbatim(name)
            return both(
                f"Line {line} sets {what} rightly; look at line {fault}, which works with it.",
                f"第 {line} 行得出的 {what} 没有错；问题在用到它的第 {fault} 行。",
            )
    return None


def _names(code: list[str]) -> tuple[defaultdict[int, set[str]], defaultdict[int, set[str]]]:
    """Return the names that each line sets, and those that it reads; none of code that does not parse."""
    sets: defaultdict[int, set[str]] = defaultdict(set)
    reads: defaultdict[int, set[str]] = defaultdict(set)
    try:
        tree = ast.parse("\n".join(code))
    except (SyntaxError, ValueError, RecursionError):
        return sets, reads
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (reads if isinstance(node.ctx, ast.Load) else sets)[node.lineno].add(node.id)
        elif isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store):
            owner: ast.expr = node
            while isinstance(owner, ast.Subscript | ast.Attribute):
                owner = owner.value
            if isinstance(owner, ast.Name):
                sets[node.lineno].add(owner.id)
    return sets, reads


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
    if len(within) == 1:
        return within[0]
    return max(within, key=lambda line: SequenceMatcher(None, code[line - 1].strip(), fix).ratio())


def _fix(instance: Instance) -> list[str]:
    """Return the corrected lines; a fix written without indentation takes that of the line it replaces."""
    fix = (fill_code(_question(instance).fix, instance) or "").rstrip("\n").split("\n")
    old = _lines(instance)[_replaced(instance) - 1]
    indent = old[: len(old) - len(old.lstrip())]
    return fix if not indent or fix[0][:1].isspace() else [indent + row for row in fix]


def expected(instance: Instance) -> Text:
    """Return the line at fault and what it should be."""
    first = _replaced(instance)
    others = [line for line in _faulty(instance) if line != first]
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
