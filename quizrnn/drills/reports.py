"""A verdict as the contract's JSON, and as lines for people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any, Final

from quizrnn.drills.report import CaseReport, Diagnosis, GradientCheck, Report, Status
from quizrnn.text import Text, both, pick

STATUS_WORDS: Final[dict[Status, Text]] = {
    "passed": both("passed", "通过"),
    "failed": both("failed", "未通过"),
    "error": both("error", "出错"),
    "timeout": both("out of time", "超时"),
    "memory": both("out of memory", "内存不足"),
    "crashed": both("crashed", "崩溃"),
    "forbidden": both("not allowed", "不允许"),
    "missing": both("not defined", "未定义"),
    "syntax": both("syntax error", "语法错误"),
}

_MAX_PRINTED_LINES: Final = 40


def to_json(report: Report, lang: str) -> dict[str, Any]:
    """Return the contract's object, its texts plain and in ``lang``."""
    return {
        "drill": report.drill,
        "convention": report.convention,
        "file": report.file,
        "seed": report.seed,
        "status": report.status,
        "score": report.score,
        "message": _said(report.message, lang),
        "line": report.line,
        "cases": [_case_json(case, lang) for case in report.cases],
        "diagnosis": [_diagnosis_json(found, lang) for found in report.diagnosis],
        "gradient_check": None
        if report.gradient_check is None
        else {
            "consistent_with_own_forward": report.gradient_check.consistent_with_own_forward,
            "max_rel_error": report.gradient_check.max_rel_error,
        },
        "warnings": [_said(text, lang) for text in report.warnings],
        "stdout": report.stdout,
        "seconds": round(report.seconds, 4),
    }


def _case_json(case: CaseReport, lang: str) -> dict[str, Any]:
    return {
        "name": case.name,
        "title": _plain(case.title, lang),
        "status": case.status,
        "message": _said(case.message, lang),
        "outputs": [
            {
                "name": output.name,
                "status": output.status,
                "message": _said(output.message, lang),
                "max_abs_error": output.max_abs_error,
                "max_rel_error": output.max_rel_error,
                "worst_index": None if output.worst_index is None else list(output.worst_index),
                "expected": output.expected,
                "actual": output.actual,
                "weight": output.weight,
            }
            for output in case.outputs
        ],
    }


def _diagnosis_json(found: Diagnosis, lang: str) -> dict[str, Any]:
    return {
        "id": found.id,
        "message": _plain(found.says[0], lang) if found.says else "",
        "outputs": list(found.outputs),
        "line": found.line,
        "column": found.column,
        "kind": found.kind or None,
        "edit": found.edit or None,
        "certainty": found.certainty,
    }


def _said(text: Text, lang: str) -> str:
    """Return what the grader says: it quotes code and exceptions, which are no markup."""
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", pick(text, lang)) if text else ""


def _plain(text: Text, lang: str) -> str:
    from quizrnn.notation import to_plain

    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", to_plain(pick(text, lang))) if text else ""


def percent(score: float) -> str:
    """Write a score in whole percents; only a whole one is 100%."""
    return "100%" if score >= 1 else f"{min(99, round(score * 100))}%"


def text_lines(report: Report, lang: str, width: int, rungs: int = 1) -> list[str]:
    """Lay a verdict out in lines of at most ``width`` cells.

    Args:
        report: The verdict.
        lang: Language of the lines.
        width: Cells of a line.
        rungs: How many rungs of a diagnosis's ladder are shown.
    """
    return [line for indent, text in _lines(report, lang, rungs) for line in fold(text, width, indent)]


def _lines(report: Report, lang: str, rungs: int) -> Iterator[tuple[int, str]]:
    """Yield indent and text of each line before it is folded."""

    def say(en: str, zh: str) -> str:
        return pick(both(en, zh), lang)

    word = pick(STATUS_WORDS[report.status], lang)
    score = say(f"score {percent(report.score)}", f"得分 {percent(report.score)}")
    mark = "✓" if report.status == "passed" else "✗"
    name = f"{clean(report.file)}  {report.drill} ({report.convention})"
    yield 0, f"{mark} {name}  {word}  {score}  seed {report.seed}"
    if report.message:
        yield 2, clean(pick(report.message, lang))
    if report.cases and report.status not in ("syntax", "forbidden"):
        said = {pick(report.message, lang)}
        for case in report.cases:
            yield from _case_lines(case, said, lang)
    yield from _diagnoses(report.diagnosis, lang, rungs)
    if report.gradient_check is not None and report.status != "passed":
        yield 0, ""
        yield 0, pick(gradient_text(report.gradient_check), lang)
    if report.warnings:
        yield 0, ""
        yield from ((0, "! " + clean(pick(text, lang))) for text in report.warnings)
    if report.stdout:
        yield 0, ""
        yield 0, say("Printed:", "程序输出：")
        printed = report.stdout.rstrip("\n").split("\n")
        yield from ((2, clean(line)) for line in printed[:_MAX_PRINTED_LINES])
        if (more := len(printed) - _MAX_PRINTED_LINES) > 0:
            yield 2, say(f"… {more} more lines", f"… 另有 {more} 行")


def diagnosis_lines(found: Sequence[Diagnosis], lang: str, width: int, rungs: int = 1) -> list[str]:
    """Lay diagnoses out in lines of at most ``width`` cells, each after an empty line."""
    return [line for indent, text in _diagnoses(found, lang, rungs) for line in fold(text, width, indent)]


def _diagnoses(diagnoses: Sequence[Diagnosis], lang: str, rungs: int) -> Iterator[tuple[int, str]]:
    for found in diagnoses:
        yield 0, ""
        names = ", ".join(found.outputs)
        place = pick(both(f" (line {found.line})", f"（第 {found.line} 行）"), lang) if found.line else ""
        yield 0, f"→ {names}{place}"
        for rung in found.says[:rungs]:
            yield 2, _terminal(rung, lang)


def _case_lines(case: CaseReport, said: set[str], lang: str) -> Iterator[tuple[int, str]]:
    title = pick(case.title, lang)
    if case.status == "passed":
        yield 2, f"✓ {title}"
        return
    word = pick(STATUS_WORDS[case.status], lang)
    right = sum(output.status == "ok" for output in case.outputs)
    share = f"  {right}/{len(case.outputs)}" if case.outputs else ""
    yield 2, f"✗ {title}  {word}{share}"
    message = pick(case.message, lang)
    if message and message not in said:
        said.add(message)
        yield 6, clean(message)
    names: dict[str, list[str]] = {}
    for output in case.outputs:
        if output.status != "ok":
            error = _error_text(output.max_abs_error, output.max_rel_error, lang)
            names.setdefault(clean(pick(output.message, lang)) + error, []).append(output.name)
    yield from ((6, f"{', '.join(group)}: {wrong}") for wrong, group in names.items())


def _error_text(absolute: float | None, relative: float | None, lang: str) -> str:
    """Write both errors, the relative one as a share of the largest magnitude expected."""
    if absolute is None:
        return ""
    if relative is None:
        return pick(both(f" (abs {absolute:.1e})", f"（绝对误差 {absolute:.1e}）"), lang)
    return pick(
        both(
            f" (abs {absolute:.1e}, rel {relative:.1e})",
            f"（绝对误差 {absolute:.1e}，相对误差 {relative:.1e}）",
        ),
        lang,
    )


def gradient_text(check: GradientCheck) -> Text:
    """Say how the backward and the submission's own forward compare, and nothing of which is at fault.

    That the forward is off is a diagnosis: it may be right, and the fault show in other cases alone.
    """
    error = f"{check.max_rel_error:.0e}"
    en, zh = (pick(check.case, lang) for lang in ("en", "zh"))
    if check.consistent_with_own_forward:
        return both(
            f"In the case “{en}” your gradients are those of your own forward (central differences agree to "
            f"{error}).",
            f"在用例“{zh}”中，你的梯度与你自己的前向函数一致（与中心差分的误差为 {error}）。",
        )
    return both(
        f"In the case “{en}” your gradients do not agree with your own forward (central differences differ "
        f"by {error}).",
        f"在用例“{zh}”中，你的梯度与你自己的前向函数不一致（与中心差分相差 {error}）。",
    )


def _terminal(text: Text, lang: str) -> str:
    from quizrnn.notation import to_terminal

    return to_terminal(pick(text, lang))


_CONTROL: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
"""Half a character, which an exception's text may hold and no file can."""


def clean(text: str) -> str:
    """Replace what could command a terminal: a submission may print and raise anything."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text).replace("\t", "    ")


def fold(text: str, width: int, indent: int) -> list[str]:
    """Break text at blanks, or between wide characters, into indented lines of at most ``width`` cells."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, size, room = "", 0, max(10, width - indent)
        own = len(paragraph) - len(paragraph.lstrip(" "))
        for piece in re.findall(
            r" *[^\s\u2e80-\u9fff\uff00-\uffef]+| *[\u2e80-\u9fff\uff00-\uffef][，。；：、）”]*|\s+$",
            paragraph,
        ):
            cells = _cells(piece)
            if line.strip() and size + cells > room:
                lines.append(" " * indent + line.rstrip())
                piece = " " * min(own, room // 2) + piece.lstrip()
                line, size = "", 0
                cells = _cells(piece)
            line, size = line + piece, size + cells
        lines.append((" " * indent + line).rstrip())
    return lines


def _cells(text: str) -> int:
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )
