"""Lint of what is written: languages, markup, parameters, length, explanations and hints."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from quizrnn.bank.drills import Drill
from quizrnn.bank.lint_model import Finding, Item, LintContext
from quizrnn.bank.model import ClozeQuestion, NumericQuestion, Question
from quizrnn.bank.rules import BLANK_MARKER
from quizrnn.bank.source import NodePath
from quizrnn.bank.walk import texts
from quizrnn.text import LANGUAGES, Text, both, pick

WIDTH: Final = 60
"""Columns of the narrowest window that everything should fit."""
MAX_STEM_LINES: Final = 9
MAX_CODE_COLUMNS: Final = 76

_NEUTRAL: Final = re.compile(r"\$\$.*?\$\$|\$[^$]*\$|`[^`]*`", re.DOTALL)
_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_CJK: Final = re.compile(r"[\u3400-\u9fff]")
_TUPLE: Final = re.compile(r"\([^()（）]*\)|\[[^\[\]]*\]")
_HALF_WIDTH: Final = re.compile(r"(?<=[\u3400-\u9fff])[,;:?!](?=\s|$|[\u3400-\u9fff])")


def lint_texts(items: list[Item], context: LintContext) -> Iterator[Finding]:
    """Yield faults and weaknesses of the texts of questions and drills."""
    for item in items:
        for at, text in texts(item.value):
            if item.shipped:
                yield from _languages(item, at, text)
            yield from _markup(item, at, text, context)
        if isinstance(item.value, Drill):
            continue
        yield from _parameters(item, item.value, context)
        yield from _completeness(item, item.value)
        yield from _length(item, item.value)


def width(text: str) -> int:
    """Return how many terminal columns a text takes, East Asian characters counting two."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in text
    )


def _languages(item: Item, at: NodePath, text: Text) -> Iterator[Finding]:
    if isinstance(text, str):
        prose = _NEUTRAL.sub(" ", text)
        if _CJK.search(prose) or len(_WORD.findall(prose)) >= 2:
            message = both(
                "one string for both languages, though it has words of one",
                "含有单一语言的文字，却未分语言书写",
            )
            yield item.finding(at, "error", "language", message)
        return
    for lang in LANGUAGES:
        if lang not in text:
            yield item.finding(at, "error", "language", both(f"no {lang} text", f"缺少 {lang} 文本"))
    english, chinese = text.get("en", ""), text.get("zh", "")
    if _CJK.search(_NEUTRAL.sub(" ", english)) and not re.search(r"[“\"(（].*[\u3400-\u9fff]", english):
        message = both("Chinese characters in the English text", "英文文本中出现了汉字")
        yield item.finding((*at, "en"), "warning", "language-mixed", message)
    plain = _NEUTRAL.sub(" ", chinese)
    if len(_WORD.findall(plain)) >= 4 and not _CJK.search(plain):
        message = both("the Chinese text has no Chinese in it", "中文文本中没有汉字")
        yield item.finding((*at, "zh"), "error", "language", message)
    if found := _HALF_WIDTH.search(_TUPLE.sub(" ", plain)):
        message = both(
            f"half-width “{found.group()}” after Chinese; use the full-width sign",
            f"汉字之后用了半角“{found.group()}”，请改用全角",
        )
        yield item.finding((*at, "zh"), "warning", "punctuation", message)


def _markup(item: Item, at: NodePath, text: Text, context: LintContext) -> Iterator[Finding]:
    parts = {None: text} if isinstance(text, str) else text
    for lang, part in parts.items():
        where = at if lang is None else (*at, lang)
        for problem in context.notation(part):
            yield item.finding(where, "error", "notation", problem)
        if not isinstance(item.value, ClozeQuestion) and BLANK_MARKER.search(_NEUTRAL.sub(" ", part)):
            message = both("a marker [[n]] in a question without blanks", "非填空题中出现了 [[n]] 标记")
            yield item.finding(where, "warning", "blank", message)


def _parameters(item: Item, question: Question, context: LintContext) -> Iterator[Finding]:
    declared = set(question.params) if isinstance(question, NumericQuestion) else set()
    used: dict[str, set[str]] = {lang: set() for lang in LANGUAGES}
    for at, text in texts(question):
        for lang in LANGUAGES:
            part = pick(text, lang)
            names = context.parameter_names(part)
            if at == ("stem",):
                used[lang] |= names
            for name in sorted(names - declared):
                if f"\\param{{{name}}}" in part or declared:
                    message = both(f"no parameter is called “{name}”", f"没有名为“{name}”的参数")
                    where = at if isinstance(text, str) or lang not in text else (*at, lang)
                    yield item.finding(where, "error", "parameter", message)
    if isinstance(question, NumericQuestion) and question.code:
        in_code = context.parameter_names(question.code)
        used = {lang: names | in_code for lang, names in used.items()}
    for name in sorted(declared):
        missing = [lang for lang, names in used.items() if name not in names]
        if missing:
            message = both(
                f"the stem ({', '.join(missing)}) does not tell the learner “{name}”",
                f"题干（{'、'.join(missing)}）没有给出参数“{name}”",
            )
            yield item.finding(("params", name), "warning", "parameter-untold", message, key=True)


def _completeness(item: Item, question: Question) -> Iterator[Finding]:
    if question.explanation is None:
        yield item.finding((), "warning", "no-explanation", both("no explanation", "没有解释"))
    if item.shipped and not question.hints:
        yield item.finding((), "warning", "no-hint", both("no hint", "没有提示"))
    for place, hint in enumerate(question.hints):
        for lang in LANGUAGES:
            if _folded(pick(hint, lang)) == _folded(pick(question.stem, lang)):
                message = both("the hint repeats the stem", "提示重复了题干")
                yield item.finding(("hints", place), "warning", "hint-repeats", message)
                break
        if hint in question.hints[:place]:
            message = both("the hint repeats an earlier one", "提示与前面的重复")
            yield item.finding(("hints", place), "warning", "hint-repeats", message)


def _length(item: Item, question: Question) -> Iterator[Finding]:
    for lang in LANGUAGES:
        stem = pick(question.stem, lang)
        lines = sum(max(1, -(-width(line) // WIDTH)) for line in stem.strip().splitlines())
        if lines > MAX_STEM_LINES:
            message = both(
                f"the stem ({lang}) takes {lines} lines of {WIDTH} columns; keep to {MAX_STEM_LINES}",
                f"题干（{lang}）按每行 {WIDTH} 列要占 {lines} 行，宜不超过 {MAX_STEM_LINES} 行",
            )
            yield item.finding(("stem",), "warning", "long-stem", message)
            break
    for number, line in enumerate((question.code or "").splitlines(), 1):
        if width(line) > MAX_CODE_COLUMNS:
            message = both(
                f"line {number} of the code has {width(line)} columns; keep to {MAX_CODE_COLUMNS}",
                f"代码第 {number} 行有 {width(line)} 列，宜不超过 {MAX_CODE_COLUMNS} 列",
            )
            yield item.finding(("code",), "warning", "long-code", message)


def _folded(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())
