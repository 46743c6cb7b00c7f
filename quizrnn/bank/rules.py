"""What a type cannot say: the rules that a question must keep so that it can be asked and marked."""

from __future__ import annotations

import datetime as dt
import keyword
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Final

import msgspec

from quizrnn.bank.faults import Fault
from quizrnn.bank.model import (
    Bank,
    BugQuestion,
    ChoiceQuestion,
    ClozeQuestion,
    FormulaQuestion,
    MatchQuestion,
    MultiQuestion,
    NumericQuestion,
    Parameter,
    Question,
    question_type,
)
from quizrnn.bank.source import NodePath
from quizrnn.bank.walk import texts
from quizrnn.text import Text, both, pick

BLANK_MARKER: Final = re.compile(r"\[\[(\d+)\]\]")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
MAX_RIGHT_PIECES: Final = 40
MAX_ENTRIES: Final = 200
"""Entries of any list or map of one question: more are no question, and checking them takes too long."""
MAX_CODE_LINES: Final = 2000
MAX_AXES: Final = 8
MAX_SIZE: Final = 4096
"""Largest dimension that may be given as a number: arrays of it are made when an answer is checked."""


def question_faults(question: Question) -> Iterator[Fault]:
    """Yield what makes a question impossible to ask or to mark; paths begin at the question."""
    sizes = list(_size_faults(question))
    yield from sizes
    if sizes:
        return
    yield from text_faults(question)
    rule = _RULES.get(question_type(question))
    if rule is not None:
        yield from rule(question)
    yield from _prints_faults(question)


@cache
def _fields(kind: type[msgspec.Struct]) -> tuple[msgspec.structs.FieldInfo, ...]:
    """Return the fields of a type, which are slow to look up and asked for again and again."""
    return msgspec.structs.fields(kind)


def _size_faults(value: msgspec.Struct, at: NodePath = ()) -> Iterator[Fault]:
    for field in _fields(type(value)):
        inner, here = getattr(value, field.name), (*at, field.encode_name)
        if isinstance(inner, (list, dict)):
            if len(inner) > MAX_ENTRIES:
                yield Fault(
                    here,
                    both(f"{len(inner)} entries", f"共有 {len(inner)} 项"),
                    both(
                        f"keep to {MAX_ENTRIES}, or make several questions of it",
                        f"不超过 {MAX_ENTRIES} 项，或拆成几道题",
                    ),
                    key=True,
                    code="too-many",
                )
                continue
            places = inner.items() if isinstance(inner, dict) else enumerate(inner)
            for step, one in places:
                if isinstance(one, msgspec.Struct):
                    yield from _size_faults(one, (*here, step))
        elif field.name == "code" and isinstance(inner, str) and inner.count("\n") > MAX_CODE_LINES:
            yield Fault(
                here,
                both(f"more than {MAX_CODE_LINES} lines of code", f"代码超过 {MAX_CODE_LINES} 行"),
                both("show only the part that is asked about", "请只保留与题目有关的部分"),
                key=True,
                code="too-many",
            )


def bank_faults(bank: Bank) -> Iterator[Fault]:
    """Yield what is wrong with a bank outside its questions, duplicate ids among them included."""
    for at, text in (
        (("title",), bank.title),
        *((("references", key), value) for key, value in bank.references.items()),
        *((("errata", place, "why"), erratum.why) for place, erratum in enumerate(bank.errata)),
    ):
        if text != "" or at != ("title",):
            yield from _text_fault(at, text)
    if bank.released is not None:
        try:
            dt.date.fromisoformat(bank.released)
        except ValueError:
            yield Fault(
                ("released",),
                both(f"“{bank.released}” is no date", f"“{bank.released}”不是日期"),
                both("write it as 2026-01-31", "请写成 2026-01-31 的形式"),
                code="date",
            )
    first: dict[str, int] = {}
    for place, question in enumerate(bank.questions):
        if question.id in first:
            yield Fault(
                ("questions", place, "id"),
                both(
                    f"duplicate id “{question.id}”, first used by question {first[question.id] + 1}",
                    f"重复的编号“{question.id}”，本文件第 {first[question.id] + 1} 题已用",
                ),
                both("give each question an id of its own", "每道题的编号必须唯一"),
                code="duplicate-id",
            )
        first.setdefault(question.id, place)


def text_faults(value: Any) -> Iterator[Fault]:
    """Yield texts that are empty, or whose keys are no language codes."""
    for at, text in texts(value):
        yield from _text_fault(at, text)


def _text_fault(at: tuple[str | int, ...], text: Text) -> Iterator[Fault]:
    if isinstance(text, dict):
        for language in text:
            if not _LANGUAGE.fullmatch(language):
                yield Fault(
                    (*at, language),
                    both(f"“{language}” is no language code", f"“{language}”不是语言代码"),
                    both("use codes such as en and zh", "请使用 en、zh 之类的代码"),
                    key=True,
                    code="language",
                )
    blank = [text] if isinstance(text, str) else [*text.values()] or [""]
    if not all(part.strip() for part in blank):
        yield Fault(
            at, both("an empty text", "文本为空"), both("write it or delete it", "请填写或删除"), code="empty"
        )


def _choice(question: ChoiceQuestion) -> Iterator[Fault]:
    right = sum(option.correct for option in question.choices)
    if right != 1:
        yield Fault(
            ("choices",),
            both(f"{right} choices are marked correct", f"标记为正确的选项有 {right} 个"),
            both("mark exactly one, or use type: multi", "恰好标记一个，或改用 type: multi"),
            key=True,
            code="correct",
        )


def _multi(question: MultiQuestion) -> Iterator[Fault]:
    if not any(option.correct for option in question.choices):
        yield Fault(
            ("choices",),
            both("no choice is marked correct", "没有标记正确的选项"),
            both("mark at least one with correct: true", "至少用 correct: true 标记一个"),
            key=True,
            code="correct",
        )


def _cloze(question: ClozeQuestion) -> Iterator[Fault]:
    wanted = set(range(1, len(question.blanks) + 1))
    stems = question.stem.items() if isinstance(question.stem, dict) else [(None, question.stem)]
    in_code = [int(number) for number in BLANK_MARKER.findall(question.code or "")]
    for language, stem in stems:
        at = ("stem",) if language is None else ("stem", language)
        found = [int(number) for number in BLANK_MARKER.findall(stem)] + in_code
        for number in sorted(wanted - set(found)):
            yield Fault(
                at,
                both(
                    f"blank {number} has no [[{number}]] here", f"第 {number} 个空在此没有对应的 [[{number}]]"
                ),
                both("put the marker where the gap is", "请在空缺处写上标记"),
                code="blank",
            )
        for number in sorted(set(found) - wanted):
            yield Fault(
                at,
                both(f"[[{number}]] has no entry in blanks", f"[[{number}]] 在 blanks 中没有对应项"),
                both(f"blanks has {len(wanted)} entries", f"blanks 共 {len(wanted)} 项"),
                code="blank",
            )
    for place, blank in enumerate(question.blanks):
        for number, answer in enumerate(blank.accept):
            # A bar separates the parts of an answer; where there is one part, it is itself.
            if not answer.strip() or ("|" in answer and len(question.blanks) > 1):
                yield Fault(
                    ("blanks", place, "accept", number),
                    both(f"“{answer}” cannot be typed as an answer", f"“{answer}”无法作为答案输入"),
                    both(
                        "answers are not empty, and hold no “|” beside other blanks",
                        "答案不能为空；有多个空时不能含“|”",
                    ),
                    code="blank",
                )


def _numeric(question: NumericQuestion) -> Iterator[Fault]:
    for name, parameter in question.params.items():
        if not name.isidentifier() or keyword.iskeyword(name):
            yield Fault(
                ("params", name),
                both(f"“{name}” is no parameter name", f"“{name}”不能作参数名"),
                both("use a name such as H or n_steps", "请用 H、n_steps 之类的名字"),
                key=True,
                code="parameter",
            )
        yield from _parameter(parameter, ("params", name))


def _parameter(parameter: Parameter, at: tuple[str, str]) -> Iterator[Fault]:
    forms = {"int": parameter.whole, "float": parameter.real, "one_of": parameter.one_of}
    given = [name for name, form in forms.items() if form is not None]
    if len(given) != 1:
        found = ", ".join(given) or "∅"
        yield Fault(
            at,
            both(
                f"a parameter has exactly one of int, float and one_of; found {found}",
                f"参数应恰有 int、float、one_of 之一，实有 {found}",
            ),
            both("for example {int: [1, 8]}", "例如 {int: [1, 8]}"),
            key=True,
            code="parameter",
        )
    for name in ("int", "float"):
        bounds = forms[name]
        if isinstance(bounds, tuple) and bounds[0] > bounds[1]:
            yield Fault(
                (*at, name),
                both(
                    f"the lowest value {bounds[0]} is above the highest {bounds[1]}",
                    f"最小值 {bounds[0]} 大于最大值 {bounds[1]}",
                ),
                both("write the lower bound first", "请先写下界"),
                code="parameter",
            )
    if parameter.one_of == []:
        yield Fault((*at, "one_of"), both("no value to draw from", "没有可抽取的值"), code="parameter")


def _match(question: MatchQuestion) -> Iterator[Fault]:
    pieces = len(question.pairs) + len(question.distractors)
    if pieces > MAX_RIGHT_PIECES:
        yield Fault(
            ("distractors",),
            both(f"{pieces} right-hand pieces", f"右侧共 {pieces} 项"),
            both(f"keep to {MAX_RIGHT_PIECES}", f"不超过 {MAX_RIGHT_PIECES} 项"),
            code="match",
        )
    # Right pieces may be equal, and stand for each other; left ones would be the same question twice.
    left = [pair.left for pair in question.pairs]
    yield from _same([("pairs", place, "left") for place in range(len(left))], left)
    rights = [pair.right for pair in question.pairs]
    for place, distractor in enumerate(question.distractors):
        if distractor in rights:
            yield Fault(
                ("distractors", place),
                both("this distractor is a right piece", "该干扰项本是正确项"),
                both("change or delete it", "请修改或删除"),
                code="same-piece",
            )


def _same(places: list[tuple[str | int, ...]], pieces: list[Text]) -> Iterator[Fault]:
    """Yield pieces that read like an earlier one: a learner could not tell them apart."""
    for language in ("en", "zh"):
        seen: set[str] = set()
        repeated = False
        for at, piece in zip(places, pieces, strict=True):
            text = " ".join(pick(piece, language).split())
            if text in seen:
                repeated = True
                yield Fault(
                    at,
                    both(f"“{text}” stands here twice", f"“{text}”出现了两次"),
                    both("pieces must differ", "各项必须互不相同"),
                    code="same-piece",
                )
            seen.add(text)
        if repeated:
            return


def _formula(question: FormulaQuestion) -> Iterator[Fault]:
    if not question.variables:
        yield Fault(
            ("variables",),
            both("no variable to write a formula with", "没有可用于书写公式的变量"),
            both(
                "declare each name with its shape, such as f: [B, H]", "请声明各变量及其形状，例如 f: [B, H]"
            ),
            code="variable",
        )
    for name, shape in question.variables.items():
        if not name.isidentifier() or keyword.iskeyword(name):
            yield Fault(
                ("variables", name),
                both(f"“{name}” is no variable name", f"“{name}”不能作变量名"),
                both("use a name such as c_prev", "请用 c_prev 之类的名字"),
                key=True,
                code="variable",
            )
        if len(shape) > MAX_AXES:
            yield Fault(
                ("variables", name),
                both(f"an array of {len(shape)} dimensions", f"数组有 {len(shape)} 维"),
                both(f"at most {MAX_AXES}", f"至多 {MAX_AXES} 维"),
                code="variable",
            )
        for place, size in enumerate(shape):
            if isinstance(size, int) and not 1 <= size <= MAX_SIZE:
                yield Fault(
                    ("variables", name, place),
                    both(f"a dimension of {size}", f"维度为 {size}"),
                    both(
                        f"dimensions are symbols, or numbers from 1 to {MAX_SIZE}",
                        f"维度应为符号，或 1 到 {MAX_SIZE} 的整数",
                    ),
                    code="variable",
                )


def _bug(question: BugQuestion) -> Iterator[Fault]:
    lines = question.code.splitlines()
    named = [question.lines] if isinstance(question.lines, int) else question.lines
    for place, line in enumerate(named):
        at = ("line",) if isinstance(question.lines, int) else ("line", place)
        if not 1 <= line <= len(lines):
            yield Fault(
                at,
                both(f"the code has no line {line}", f"代码没有第 {line} 行"),
                both(f"name one of its lines 1 to {len(lines)}", f"请写 1 到 {len(lines)} 之间的行号"),
                code="line",
            )
        elif not lines[line - 1].strip():
            yield Fault(at, both(f"line {line} is blank", f"第 {line} 行是空行"), code="line")


def _prints_faults(question: Question) -> Iterator[Fault]:
    if getattr(question, "prints", False) and not (question.code or "").strip():
        yield Fault(
            ("prints",),
            both("“prints” without code", "有“prints”但没有代码"),
            both("add the code whose output is asked for", "请补上要运行的 code"),
            key=True,
            code="prints",
        )


_RULES: Final[dict[str, Callable[[Any], Iterator[Fault]]]] = {
    "choice": _choice,
    "multi": _multi,
    "cloze": _cloze,
    "numeric": _numeric,
    "match": _match,
    "formula": _formula,
    "bug": _bug,
}
