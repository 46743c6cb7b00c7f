"""The mock interview: question, bet, and on; then the texts to mark, and the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from quizrnn.bank.model import question_type
from quizrnn.errors import QuizrnnError
from quizrnn.study.interview_steps import Betting, Closed, Coding, Posed, Unmarked
from quizrnn.study.interview_words import clock_text
from quizrnn.text import Text, both
from quizrnn.tui.draw import question_types
from quizrnn.tui.keys import bind
from quizrnn.tui.screens.base import BaseScreen
from quizrnn.tui.widgets.interview_page import InterviewPage
from quizrnn.tui.widgets.interview_report_view import InterviewReportView
from quizrnn.tui.written_code import WrittenCode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.binding import BindingType
    from textual.widget import Widget

    from quizrnn.study.interview_drill import DrillGrader
    from quizrnn.study.interview_runner import HeldInterview
    from quizrnn.tui.widgets.answer import AnswerWidget
    from quizrnn.tui.widgets.bet_view import BetView


class InterviewScreen(BaseScreen):
    """One interview. Whatever was answered is on disk before the bet on it is asked.

    Attributes:
        interview: The engine.
        written: The code of its drill.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("pass", "s", "pass_on"),
        bind("pass.typing", "f5", "pass_on(True)", display="F5"),
        bind("end", "q", "end_interview", show=False),
        bind("end", "f10", "end_interview", display="F10"),
    ]

    def __init__(
        self, interview: HeldInterview, *, clock: bool = True, grader: DrillGrader | None = None
    ) -> None:
        super().__init__(name="interview")
        self.interview = interview
        self.written = WrittenCode(self, grader)
        self._clock = clock
        self._warned = False
        self._left_unmarked: set[int] = set()

    def heading(self) -> Text:
        """Return the screen's name."""
        return both("Interview", "模拟面试")

    def about(self) -> Text:
        """Return what the help page says of this screen."""
        return both(
            "Answer, then say how sure you are of it. What is right is told at the end, with a report. Each "
            "answer is saved at once. When the time is over, you may finish the question that stands.\n\n"
            "Passing counts as wrong, and nothing is asked that digs deeper. An interview leaves your "
            "schedule as it is, except that a due question answered wrong comes back.\n\n"
            "Code is written in the editor and saved as you type; F5 hands it in, Esc leaves the editor, and "
            "there s passes.",
            "先作答，再给出把握。对错在结束后连同报告一起公布。每个答案都立即保存。时间到了，可以把当前这题答完。\n\n"
            "跳过按答错计，并且不再就此追问。面试不改变复习日程，只有到期却答错的题会重新安排。\n\n"
            "代码在编辑器中编写，随时自动保存；F5 交卷，Esc 离开编辑器，之后按 s 跳过。",
        )

    def body(self) -> Iterable[Widget]:
        """Return the page, or the report once all is said."""
        found = None
        if self._stands() is None and self.interview.reviews:
            found = self.services.interview_report(self.interview.row.number)
        yield InterviewPage() if found is None else InterviewReportView(found, self.quizrnn.lang)

    async def on_mount(self) -> None:
        """Ask the first question."""
        await self._draw()
        self.set_interval(1, lambda: self._show_place(keys=False))

    async def retell(self) -> None:
        """Say everything in the other language, with what was typed."""
        pages = self.query(InterviewPage)
        draft = pages.first().draft() if pages and not isinstance(self._stands(), Betting) else ""
        self.written.keep()
        await super().retell()
        await self._draw(draft)

    def keep(self) -> None:
        """End the interview: whoever leaves it has ended it."""
        self.written.leave()
        self.interview.end()

    async def on_answer_widget_submitted(self, event: AnswerWidget.Submitted) -> None:
        """Give an answer, or the points of a text; one that cannot be read or saved changes nothing."""
        event.stop()
        match self._stands():
            case Posed():
                if self._try(lambda: self.interview.answer(event.answer)):
                    self._warned = False
                    self.query_one(InterviewPage).bet(self.quizrnn.lang)
                    self._show_place()
            case Unmarked() as text:
                points = event.answer.rpartition("\n")[2]
                if self._try(lambda: self.interview.mark(text, points)):
                    await self._draw()

    async def on_bet_view_made(self, event: BetView.Made) -> None:
        """Take a bet and go on."""
        event.stop()
        if isinstance(self._stands(), Betting) and self._try(lambda: self.interview.bet(event.confidence)):
            await self._draw()

    async def on_written_code_graded(self, event: WrittenCode.Graded) -> None:
        """Put the code on record; then ask for the bet on it."""
        event.stop()
        self.written.grading = False
        if event.verdict is None:
            self.quizrnn.tell(event.error.message if event.error else "", "error")
            self._show_place()
            return
        verdict = event.verdict
        if self._try(lambda: self.interview.hand_in(verdict)):
            await self._draw()
        else:
            self._show_place()

    async def action_pass_on(self, typing: bool = False) -> None:
        """Pass, by the key of who types or the other; a text to be marked is left to its keywords."""
        stands = self._stands()
        if isinstance(stands, Unmarked):
            self._left_unmarked.add(stands.review.number)
            await self._draw()
        elif typing and isinstance(stands, Coding):
            return
        elif self._try(self.interview.pass_on):
            await self._draw()

    async def action_end_interview(self) -> None:
        """End the interview at the second time of asking; from the report, go home."""
        if self._stands() is None:
            self.quizrnn.ways.home()
        elif self.written.grading:
            self.quizrnn.tell(both("The code is being put on record.", "正在记录代码。"), "information")
        elif isinstance(self._stands(), Unmarked):
            self._left_unmarked |= {text.review.number for text in self.interview.unmarked}
            await self._draw()
        elif not self._warned:
            self._warned = True
            self.quizrnn.tell(both("Once more ends the interview.", "再按一次结束面试。"), "warning")
        else:
            self.interview.end()
            await self._draw()

    async def action_back(self) -> None:  # type: ignore[override]
        """End the interview likewise."""
        await self.action_end_interview()

    def looked_at(self, looked: bool) -> None:
        """Stop the clock of the answer, but not the interview's, while the learner is elsewhere."""
        (self.interview.unpause if looked else self.interview.pause)()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the keys that would do nothing now."""
        stands = self._stands()
        if action == "pass_on" and isinstance(stands, Coding):
            return not parameters and not self.written.grading
        if action == "pass_on":
            return isinstance(stands, Posed | Unmarked)
        if action == "end_interview":
            return stands is not None
        return super().check_action(action, parameters)

    def _stands(self) -> Posed | Coding | Betting | Unmarked | None:
        """Return what the learner has before them; None is the report."""
        step = self.interview.step
        if not isinstance(step, Closed):
            return step
        texts = self.interview.unmarked
        return next((text for text in texts if text.review.number not in self._left_unmarked), None)

    async def _draw(self, draft: str = "") -> None:
        stands = self._stands()
        self._warned = False
        if isinstance(stands, Coding):
            self.query_one(InterviewPage).display = False
            await self.written.draw(stands.part)
        elif stands is not None:
            await self.written.put_away()
            self.query_one(InterviewPage).display = True
            library, lang = self.services.library, self.quizrnn.lang
            await self.query_one(InterviewPage).draw(
                stands, library, lang, draft=draft, problem=self.interview.problem
            )
        else:
            await self.written.put_away()
            self.interview.end()
            if not self.interview.reviews or not self.interview.row.number:
                self.quizrnn.ways.home()
                return
            if not self.query(InterviewReportView):
                await self.recompose()
            self.query_one(InterviewReportView).focus()
        self._show_place()

    def _show_place(self, *, keys: bool = True) -> None:
        """Say where the learner is, and with ``keys`` which keys live."""
        stands = self._stands()
        if stands is None or isinstance(stands, Unmarked):
            number = self.interview.row.number
            report = both(f"report {number}", f"报告 {number}")
            self.show_progress(self.say(report if stands is None else both("marking", "自评")))
        else:
            posed = stands.posed if isinstance(stands, Betting) else stands
            self.show_progress(
                " · ".join(self.say(text) for text in place(posed, self.interview, self._clock))
            )
            if self.written.grading:
                self.show_progress(self.say(both("handed in …", "已交卷 …")))
        if keys:
            self.refresh_bindings()

    def _try(self, verb: Callable[[], object]) -> bool:
        """Do what the engine is asked; what it raises is shown, and nothing changes."""
        try:
            verb()
        except QuizrnnError as trouble:
            if isinstance(self._stands(), Coding):
                self.quizrnn.tell(trouble.message, "error")
            else:
                self.query_one(InterviewPage).say_trouble(trouble.line(self.quizrnn.lang))
            return False
        return True


def place(posed: Posed | Coding, interview: HeldInterview, clock: bool) -> Iterable[Text]:
    """Return what the title says of a question: its number, its type, and how much time is left."""
    yield f"{posed.number}/{posed.total}" if posed.total else f"{posed.number}"
    if isinstance(posed, Coding):
        yield both("code", "编程")
    else:
        yield question_types()[question_type(posed.instance.question)]
    left = interview.seconds_left
    if clock and left == 0:
        yield both("time is up: the last answer", "时间到：请答完这一题")
    elif clock:
        yield clock_text(interview.seconds if left is None else left)
