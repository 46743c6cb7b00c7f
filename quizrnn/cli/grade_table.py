"""A class on a page: a line a file, then what was got wrong most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from quizrnn.drills.report import WHAT_IS_RIGHT
from quizrnn.drills.reports import STATUS_WORDS, clean, percent
from quizrnn.notation import to_terminal
from quizrnn.plain.layout import bar, pad, wrap
from quizrnn.text import both, pick

if TYPE_CHECKING:
    from quizrnn.drills.class_summary import ClassSummary, DiagnosisCount
    from quizrnn.drills.report import Report

BUCKETS: Final = ("0%", "1–24%", "25–49%", "50–74%", "75–99%", "100%")
FILES_NAMED: Final = 8
"""How many files are named beside a count; scripts have JSON for the rest."""

DIAGNOSES: Final = 10
OUTPUTS: Final = 8


class Rows:
    """Lays out one line a file: mark, name, status, score, and what is wrong first of all.

    Args:
        names: What the files are called.
        lang: Language of the lines.
        width: Cells of a line.
    """

    def __init__(self, names: Sequence[str], lang: str, width: int) -> None:
        from rich.cells import cell_len

        self._lang, self._width = lang, width
        self._status = max(cell_len(pick(word, lang)) for word in STATUS_WORDS.values())
        longest = max((cell_len(clean(name)) for name in names), default=0)
        self._name = min(longest, max(12, (width - self._status - 10) // 2))

    def line(self, name: str, report: Report) -> str:
        """Return the line of a file."""
        mark = "✓" if report.status == "passed" else "✗"
        word = pick(STATUS_WORDS[report.status], self._lang)
        head = "  ".join(
            [
                f"{mark} {pad(_short(clean(name), self._name, end=False), self._name)}",
                pad(word, self._status),
                f"{percent(report.score):>4}",
            ]
        )
        room = self._width - (2 + self._name + 2 + self._status + 2 + 4 + 2)
        return f"{head}  {_short(_first(report, self._lang), room)}".rstrip()


def _first(report: Report, lang: str) -> str:
    """Return the first diagnosis by its id, and how many more there are, else the first message."""
    if report.diagnosis:
        more = sum(found.id != WHAT_IS_RIGHT for found in report.diagnosis[1:])
        return short_id(report.diagnosis[0].id, report.drill) + (f" +{more}" if more else "")
    said = [report.message, *(case.message for case in report.cases)]
    return clean(next((pick(text, lang) for text in said if text), "").partition("\n")[0])


def short_id(diagnosis: str, drill: str) -> str:
    """Return a diagnosis's id without the drill's before it."""
    return diagnosis.removeprefix(f"{drill}-")


def _short(text: str, room: int, *, end: bool = True) -> str:
    """Cut a text to a number of cells: at its end, or in the middle, where both ends tell it from others."""
    from rich.cells import cell_len, chop_cells, set_cell_size

    if cell_len(text) <= room:
        return text
    if room < 4:
        return set_cell_size(text, max(0, room))
    tail = 0 if end else (room - 1) // 2
    kept = chop_cells(text, room - 1 - tail)[0]
    after = ""
    for letter in reversed(text):
        if cell_len(letter + after) > tail:
            break
        after = letter + after
    return f"{kept.rstrip()}…{after}"


def class_lines(summary: ClassSummary, drill: str, lang: str, width: int) -> Iterator[str]:
    """Yield the class's table: how many passed, how scores are spread, what was got wrong, files by status.

    Args:
        summary: What was counted.
        drill: The drill's id.
        lang: Language of the lines.
        width: Cells of a line.
    """

    def say(en: str, zh: str) -> str:
        return pick(both(en, zh), lang)

    mean, median = percent(summary.mean), percent(summary.median)
    yield ""
    head = say(
        f"{summary.passed} of {summary.total} passed; score: mean {mean}, median {median}",
        f"{summary.total} 个文件中有 {summary.passed} 个通过；得分：平均 {mean}，中位数 {median}",
    )
    yield from wrap(head, width)
    yield from _spread(summary)
    if summary.diagnoses:
        yield ""
        yield say("Commonest diagnoses", "最常见的诊断")
        for count in summary.diagnoses[:DIAGNOSES]:
            yield from _diagnosis(count, drill, lang, width)
        if (more := len(summary.diagnoses) - DIAGNOSES) > 0:
            yield say(f"  … and {more} others", f"  … 另有 {more} 种")
    if summary.outputs:
        yield ""
        yield say("Outputs that are wrong", "出错的输出")
        listed = ", ".join(f"{count.name} {count.files}" for count in summary.outputs[:OUTPUTS])
        yield from wrap(listed + (", …" if len(summary.outputs) > OUTPUTS else ""), width, "  ")
    yield ""
    yield say("Files by status", "按状态列出的文件")
    for status, names in summary.statuses.items():
        word = pick(STATUS_WORDS[status], lang)
        yield from wrap(f"{len(names):>4}  {word}{say(': ', '：')}{_names(names, lang)}", width, "", " " * 6)


def _spread(summary: ClassSummary) -> Iterator[str]:
    counts = summary.spread()
    most = max(1, *counts)
    for bucket, count in zip(BUCKETS, counts, strict=True):
        filled = bar(count / most, 24).rstrip("░") or ("▏" if count else "")
        yield f"  {bucket:>6}  {count:>4}  {filled}".rstrip()


def _diagnosis(count: DiagnosisCount, drill: str, lang: str, width: int) -> Iterator[str]:
    yield f"{len(count.files):>4}  {short_id(count.id, drill)}"
    if count.says:
        yield from wrap(to_terminal(pick(count.says[0], lang)), width, " " * 6)
    yield from wrap(_names(count.files, lang), width, " " * 6)


def _names(names: Sequence[str], lang: str) -> str:
    """List files, and say how many more there are."""
    listed = ", ".join(clean(name) for name in names[:FILES_NAMED])
    more = len(names) - FILES_NAMED
    return listed + (pick(both(f" and {more} more", f" 等 {len(names)} 个"), lang) if more > 0 else "")
