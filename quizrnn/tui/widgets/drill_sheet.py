"""What a drill's learner reads: the verdict, the task, the hints asked for and the solution."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.containers import Horizontal, VerticalScroll
from textual.content import Content

from quizrnn.text import Text, both, pick
from quizrnn.tui.draw import labelled_prose, line, numbered_code, prose
from quizrnn.tui.prose import Paragraph, Prose
from quizrnn.tui.widgets.label import Note, Passage, Preformatted
from quizrnn.tui.widgets.report_view import ReportView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget

    from quizrnn.bank.drills import Drill
    from quizrnn.drills.report import Report

GRADES: Final[Text] = both("Enter goes to the editor, F5 grades.", "回车进入编辑器，F5 评测。")
HANDS_IN: Final[Text] = both("Enter goes to the editor, F5 hands in.", "回车进入编辑器，F5 交卷。")


class DrillSheet(VerticalScroll, can_focus=True):
    """One column of text beside the editor."""

    DEFAULT_CSS = """
    DrillSheet .figure {
        height: auto;
        overflow-x: auto;
    }
    """

    def __init__(self) -> None:
        super().__init__(id="sheet")

    @property
    def more(self) -> bool:
        """Whether a diagnosis has more to tell."""
        reports = self.query(ReportView)
        return bool(reports) and reports.first().more

    def climb(self) -> int:
        """Tell the next rung of the diagnosis; return how many are told."""
        report = self.query_one(ReportView)
        report.climb()
        return report.rungs

    async def draw(
        self,
        drill: Drill,
        lang: str,
        *,
        report: Report | None = None,
        rungs: int = 1,
        hints: int = 0,
        solution: str | None = None,
        figure: str | None = None,
        attempts: Sequence[str] | None = None,
        keys: Text = GRADES,
    ) -> None:
        """Draw everything anew.

        Args:
            drill: The drill.
            lang: The learner's language.
            report: The latest verdict, which stands first.
            rungs: How far the ladder of each diagnosis is climbed.
            hints: How many hints are shown.
            solution: The solution, if it was asked for.
            figure: The figure, if the drill has one.
            attempts: The attempts as lines, if they were asked for.
            keys: What the keys do, said at the end.
        """
        parts: list[Widget] = []
        if report is not None:
            parts.append(ReportView(report, lang, rungs=rungs))
            if report.status == "passed" and drill.explanation:
                parts.append(Passage(labelled_prose("✓", pick(drill.explanation, lang))))
                parts.append(Passage(Content(" ")))
        stars = Content.styled("  " + "★" * drill.difficulty, "$text-muted")
        parts.append(Passage(Content.styled(pick(drill.title, lang), "bold") + stars))
        parts.append(Passage(prose(pick(drill.statement, lang)), classes="part"))
        if figure is not None:
            parts.append(Horizontal(Preformatted(figure.rstrip("\n")), classes="part figure"))
        label = pick(both("Hint", "提示"), lang)
        for number, hint in enumerate(drill.hints[:hints], 1):
            head = Content.styled(f"{label} {number}/{len(drill.hints)}  ", "bold $text-warning")
            parts.append(Passage(head + line(pick(hint, lang)), classes="part hint"))
        if solution is not None:
            parts += [Note(pick(both("Solution", "答案"), lang)), Preformatted(numbered_code(solution))]
            parts[-1].add_class("solution")
            if drill.explanation and (report is None or report.status != "passed"):
                parts.append(Passage(prose(pick(drill.explanation, lang)), classes="part"))
        if attempts is not None:
            parts.append(Note(pick(both("Attempts", "历次尝试"), lang), classes="attempts"))
            parts.append(Passage(Prose([_indented(row) for row in attempts])))
        parts.append(Note(pick(keys, lang)))
        with self.app.batch_update():
            await self.remove_children()
            await self.mount_all(parts)

    def to_hint(self) -> None:
        """Bring the last hint into sight."""
        self.call_after_refresh(self.query(".hint").last().scroll_visible, animate=False)

    def to_solution(self) -> None:
        """Bring the solution into sight."""
        self.call_after_refresh(self.query(".solution").last().scroll_visible, top=True, animate=False)

    def to_attempts(self) -> None:
        """Bring the attempts into sight."""
        self.call_after_refresh(self.query(".attempts").last().scroll_visible, top=True, animate=False)


def _indented(row: str) -> Paragraph:
    """Return a line whose further lines stand under its first word."""
    text = row.lstrip()
    indent = len(row) - len(text)
    return Paragraph(Content(text), Content(" " * indent), indent)
