"""The mock interview to begin, and the reports of those that were held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from quizrnn.study.interview_words import ENDINGS, clock_text
from quizrnn.text import Text, both
from quizrnn.tui.prose import Paragraph, Prose
from quizrnn.tui.screens.base import BaseScreen
from quizrnn.tui.widgets.interview_report_view import InterviewReportView
from quizrnn.tui.widgets.piece_list import PieceList

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget
    from textual.widgets import OptionList

    from quizrnn.study.interview_report import InterviewReport


class InterviewsScreen(BaseScreen):
    """A list: a new interview first, then those held, the latest first."""

    def __init__(self) -> None:
        super().__init__(name="interviews")

    def heading(self) -> Text:
        """Return the screen's name."""
        return both("Mock interviews", "模拟面试")

    def about(self) -> Text:
        """Return what the help page says of this screen."""
        return both(
            "Enter begins an interview of half an hour, with some code to write, or shows the report of one "
            "that was held. Other lengths and topics, or no code: `quizrnn interview --help`.",
            "回车开始半小时的模拟面试（含一道编程题），或查看以往面试的报告。其他时长、主题，"
            "或不要编程题，见 `quizrnn interview --help`。",
        )

    def body(self) -> Iterable[Widget]:
        """Return the list."""
        yield PieceList(id="interviews")

    def on_mount(self) -> None:
        """List them."""
        self._fill()
        self.query_one("#interviews").focus()

    def on_screen_resume(self) -> None:
        """Show the one just held."""
        if self.is_mounted and self.query("#interviews"):
            self._fill()

    async def retell(self) -> None:
        """Say everything in the other language."""
        await super().retell()
        self._fill()
        self.query_one("#interviews").focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Begin one, or show a report."""
        event.stop()
        number = event.option.id or ""
        if number == "new":
            self.quizrnn.ways.show(lambda: self.quizrnn.ways.make("interview"))
        else:
            self.quizrnn.ways.show(lambda: ReportScreen(int(number.removeprefix("n"))))

    def _fill(self) -> None:
        rows = self.services.store.interviews.all()
        reports = [self.services.interview_report(row.number) for row in reversed(rows)]
        found = [each for each in reports if each is not None and each.answers]
        begin = Content.assemble(
            (self.say(both("Begin an interview", "开始模拟面试")), "bold"),
            (self.say(both("  30 min, verdicts at the end", "  30 分钟，结束后才公布对错")), "$text-muted"),
        )
        self.query_one("#interviews", PieceList).show(
            [Prose([Paragraph(begin)]), *map(self._line, found)],
            ids=["new", *(f"n{each.number}" for each in found)],
        )
        count = len(found)
        held = both(f"{count} held", f"已进行 {count} 次")
        self.show_progress(self.say(held) if count else "")

    def _line(self, found: InterviewReport) -> Prose:
        score = "–" if found.score is None else f"{found.score:.0%}"
        brier = found.calibration.brier
        notes = [f"{found.right}/{len(found.answers)}", clock_text(found.seconds)]
        notes += [] if brier is None else [f"Brier {brier:.3f}"]
        notes.append(self.say(ENDINGS[found.ending]))
        head = Content.assemble(
            (f"{found.number:>3} ", "$text-muted"),
            f"{found.started:%Y-%m-%d %H:%M}  ",
            (f"{score:>4}  ", "bold"),
        )
        return Prose([Paragraph(Content.styled(" · ".join(notes), "$text-muted"), head, head.cell_length)])


class ReportScreen(BaseScreen):
    """The report of one interview."""

    def __init__(self, number: int) -> None:
        super().__init__(name="report")
        self.number = number

    def heading(self) -> Text:
        """Return the screen's name."""
        return both(f"Interview {self.number}", f"模拟面试 {self.number}")

    def about(self) -> Text:
        """Return what the help page says of this screen."""
        return both(
            f"As a file: `quizrnn interview show {self.number} --format markdown`.",
            f"导出为文件：`quizrnn interview show {self.number} --format markdown`。",
        )

    def body(self) -> Iterable[Widget]:
        """Return the report."""
        found = self.services.interview_report(self.number)
        if found is not None:
            yield InterviewReportView(found, self.quizrnn.lang)

    def on_mount(self) -> None:
        """Let the arrow keys scroll."""
        self.query_one(InterviewReportView).focus()

    async def retell(self) -> None:
        """Say everything in the other language."""
        await super().retell()
        self.query_one(InterviewReportView).focus()
