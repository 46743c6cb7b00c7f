"""The verdict on a drill: the diagnosis first, then case by case what is off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.containers import Vertical
from textual.content import Content

from quizrnn.drills.reports import STATUS_WORDS, clean, gradient_text, percent
from quizrnn.text import Text, both, pick
from quizrnn.tui.draw import line, prose
from quizrnn.tui.prose import Paragraph, Prose
from quizrnn.tui.widgets.label import Note, Passage, Preformatted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from quizrnn.drills.report import CaseReport, Diagnosis, OutputReport, Report

OUTPUTS: Final = 6
"""How many wrong outputs of a case are spelled out."""


class ReportView(Vertical):
    """One report. ``rungs`` says how far the ladder of each diagnosis is climbed."""

    DEFAULT_CSS = """
    ReportView {
        height: auto;
    }
    ReportView Passage, ReportView Preformatted {
        margin-bottom: 1;
    }
    ReportView .diagnosis {
        padding: 0 1;
        border-left: outer $warning;
    }
    """

    def __init__(self, report: Report, lang: str, *, rungs: int = 1) -> None:
        super().__init__()
        self._report = report
        self._lang = lang
        self._rungs = rungs

    def compose(self) -> ComposeResult:
        """Lay the report out."""
        report = self._report
        yield Passage(self._head(), id="head")
        if report.message:
            yield Passage(self._message())
        for number, diagnosis in enumerate(report.diagnosis):
            yield Passage(self._diagnosis(diagnosis), id=f"diagnosis-{number}", classes="diagnosis")
        if report.gradient_check is not None and report.status != "passed":
            yield Passage(prose(self._say(gradient_text(report.gradient_check))))
        if report.status not in ("syntax", "forbidden"):  # no case was run
            rows = [row for cases in alike(report.cases) for row in self._case(cases)]
            yield Passage(Prose(rows), id="cases")
        for warning in report.warnings:
            yield Passage(Content.assemble(("! ", "bold $text-warning"), Content(clean(self._say(warning)))))
        if report.stdout.strip():
            yield Note(self._say(both("Printed", "输出")))
            yield Preformatted("\n".join(clean(row) for row in report.stdout.rstrip("\n").split("\n")))

    @property
    def more(self) -> bool:
        """Whether a diagnosis has a further rung."""
        return any(len(diagnosis.says) > self._rungs for diagnosis in self._report.diagnosis)

    @property
    def rungs(self) -> int:
        """How far the ladders are climbed."""
        return self._rungs

    def climb(self) -> None:
        """Tell the next rung of each diagnosis."""
        self._rungs += 1
        for number, diagnosis in enumerate(self._report.diagnosis):
            self.query_one(f"#diagnosis-{number}", Passage).say(self._diagnosis(diagnosis))

    def _say(self, text: Text) -> str:
        return pick(text, self._lang)

    def _head(self) -> Content:
        report = self._report
        passed = report.status == "passed"
        mark, style = ("✓", "$text-success") if passed else ("✗", "$text-error")
        right = sum(case.status == "passed" for case in report.cases)
        notes = [percent(report.score)]
        if report.cases:
            cases = both(
                f"{right} of {len(report.cases)} cases", f"{len(report.cases)} 个用例通过 {right} 个"
            )
            notes.append(self._say(cases))
        notes.append(self._say(both(f"seed {report.seed}", f"种子 {report.seed}")))
        word = f"{mark} {self._say(STATUS_WORDS[report.status])}"
        return Content.assemble((word, f"bold {style}"), ("  " + " · ".join(notes), "$text-muted"))

    def _message(self) -> Content:
        return Content(clean(self._say(self._report.message)))

    def _diagnosis(self, diagnosis: Diagnosis) -> Prose:
        rows: list[Paragraph] = []
        for number, text in enumerate(diagnosis.says[: self._rungs]):
            head = Content.styled("→ " if number == 0 else "  ", "bold $text-warning")
            rows.append(Paragraph(line(self._say(text)), head, 2))
        notes = []
        if diagnosis.line is not None:
            notes.append(self._say(both(f"line {diagnosis.line}", f"第 {diagnosis.line} 行")))
        if diagnosis.outputs:
            notes.append(", ".join(diagnosis.outputs))
        left = len(diagnosis.says) - self._rungs
        if left > 0:
            notes.append(self._say(both(f"^t tells more ({left})", f"^t 再多说一点（还有 {left} 条）")))
        if notes:
            rows.append(Paragraph(Content.styled(" · ".join(notes), "$text-muted"), Content("  "), 2))
        return Prose(rows)

    def _case(self, cases: Sequence[CaseReport]) -> list[Paragraph]:
        case = cases[0]
        passed = case.status == "passed"
        mark, style = ("✓", "$text-success") if passed else ("✗", "$text-error")
        title = self._say(both(", ", "、")).join(self._say(other.title) or other.name for other in cases)
        status = "" if passed else f"  {self._say(STATUS_WORDS[case.status])}"
        rows = [Paragraph(Content(title + status), Content.styled(f"{mark} ", f"bold {style}"), 2)]
        if case.message and case.message != self._report.message:
            rows.append(
                Paragraph(Content.styled(clean(self._say(case.message)), "$text-muted"), Content("    "), 4)
            )
        wrong = [output for output in case.outputs if output.status != "ok"]
        rows += [self._output(output) for output in wrong[:OUTPUTS]]
        if len(wrong) > OUTPUTS:
            rest = both(f"and {len(wrong) - OUTPUTS} more", f"另有 {len(wrong) - OUTPUTS} 项")
            rows.append(Paragraph(Content.styled(self._say(rest), "$text-muted"), Content("    "), 4))
        return rows

    def _output(self, output: OutputReport) -> Paragraph:
        said = clean(self._say(output.message))
        if output.max_abs_error is not None:
            error = f"{output.max_abs_error:.1e}"
            said += self._say(both(f" (off by {error})", f"（最大误差 {error}）"))
        text = Content.assemble((output.name, "bold"), (f"  {said}", ""))
        return Paragraph(text, Content("    "), 6)


def alike(cases: Sequence[CaseReport]) -> list[list[CaseReport]]:
    """Return neighbouring cases that ended in one and the same error as one group, all others alone."""
    groups: list[list[CaseReport]] = []
    for case in cases:
        last = groups[-1][-1] if groups else None
        same = last is not None and last.status == case.status and last.message == case.message
        if same and case.message and not case.outputs:
            groups[-1].append(case)
        else:
            groups.append([case])
    return groups
