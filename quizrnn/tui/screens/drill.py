"""One coding drill: statement, editor and verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.message import Message

from quizrnn.errors import QuizrnnError
from quizrnn.text import Text, both
from quizrnn.tui import attempt
from quizrnn.tui.drill_work import DrillWork
from quizrnn.tui.keys import bind
from quizrnn.tui.line_search import LineSearch
from quizrnn.tui.screens.base import BaseScreen
from quizrnn.tui.widgets.drill_bench import DrillBench

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.binding import BindingType
    from textual.widget import Widget

    from quizrnn.drills.limits import Cancel
    from quizrnn.drills.report import Report
    from quizrnn.tui.attempt import Attempt

COSTS: Final[Text] = both(
    "Seeing the solution rates this drill Again. Press F8 again to see it.",
    "查看答案会把本练习评为“重来”。再按一次 F8 查看。",
)
REPLACES: Final[Text] = both(
    "This puts the empty frame in place of your code, which is kept beside it. Press F9 again to do it.",
    "这会用空白模板替换你的代码，原代码会另存一份。再按一次 F9 执行。",
)


BACK: Final[Text] = both(
    "Due again, so the file is empty once more. What passed is kept beside it and among the attempts (a).",
    "又该复习了，文件已恢复为空白模板。通过的代码另存在旁边，也在历次尝试（a）中。",
)


class DrillScreen(BaseScreen):
    """Grades what the bench holds, and shows hints and the solution on its sheet."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("cancel", "escape", "cancel", priority=True, display="Esc"),
        bind("back", "escape", "back", display="Esc"),
        bind("grade", "f5", "grade", display="F5"),
        bind("grade", "ctrl+r", "grade", display="^r"),
        bind("hint", "h", "hint"),
        bind("hint", "f3", "hint", display="F3"),
        bind("solution", "f8", "solution", display="F8"),
        bind("attempts", "a", "attempts"),
        bind("reset", "f9", "reset", display="F9"),
    ]

    class Graded(Message):
        """A run ended."""

        def __init__(self, outcome: attempt.Outcome) -> None:
            super().__init__()
            self.outcome = outcome

    class Named(Message):
        """The search for the line at fault ended."""

        def __init__(self, before: Report, after: Report) -> None:
            super().__init__()
            self.before, self.after = before, after

    def __init__(self, drill: str, convention: str = "article") -> None:
        super().__init__(name="drill")
        self._search = LineSearch(self._tell_named, self._tell_searching)
        self._wanted = drill, convention
        self._work: DrillWork | None = None
        self._cancel: Cancel | None = None
        self._asked: tuple[str, str] | None = None
        self._listed = False

    @property
    def work(self) -> DrillWork:
        """The drill in hand, opened when first asked for."""
        if self._work is None:
            self._work = DrillWork(self.services, *self._wanted, self.quizrnn.lang)
        return self._work

    def looked_at(self, looked: bool) -> None:
        """Stop the clock while the learner is elsewhere."""
        (self.work.stopwatch.resume if looked else self.work.stopwatch.pause)()

    @property
    def bench(self) -> DrillBench:
        """Sheet and editor."""
        return self.query_one(DrillBench)

    def heading(self) -> Text:
        """Return the screen's name."""
        return self._wanted[0]

    def about(self) -> Text:
        """Return what the help page says of this screen."""
        return both(
            f"Write the function in the editor and grade it. What you type is saved in "
            f"`{self.work.draft.path}`. Esc leaves the editor, F6 goes between sheet and editor.",
            f"在编辑器中写出函数，然后评测。输入的内容会随时保存到 `{self.work.draft.path}`。"
            "Esc 离开编辑器，F6 在说明和编辑器之间切换。",
        )

    def body(self) -> Iterable[Widget]:
        """Return sheet and editor."""
        yield DrillBench(self.work.draft, self.quizrnn.lang)

    async def on_mount(self) -> None:
        """Fill the sheet, and have a child process wait for the first run."""
        await self._draw()
        self.bench.to_sheet()
        if self.work.comes_back:
            self.quizrnn.tell(BACK, "information")
        self.call_after_refresh(lambda: self.services.warm)

    async def retell(self) -> None:
        """Say everything in the other language; code and cursor stay."""
        before = self.bench
        in_editor, location = before.editor.has_focus, before.editor.cursor_location
        await super().retell()
        bench = self.bench
        bench.rungs = before.rungs
        await self._draw()
        bench.mark(before.editor.faults)
        bench.editor.cursor_location = location
        if in_editor:
            bench.action_edit()
        else:
            bench.to_sheet()

    async def _draw(self) -> None:
        work, bench = self.work, self.bench
        await bench.sheet.draw(
            work.drill,
            self.quizrnn.lang,
            report=work.report,
            rungs=bench.rungs,
            hints=work.hints,
            solution=work.solution if work.saw_solution else None,
            figure=work.figure(self.quizrnn.lang),
            attempts=work.attempt_rows(self.quizrnn.lang) if self._listed else None,
        )
        self.refresh_bindings()

    def keep(self) -> None:
        """Save the draft."""
        if self._work is not None and self.is_mounted:
            self.bench.keep()

    def on_unmount(self) -> None:
        """End a run that nobody waits for."""
        self._search.stop()
        if self._cancel is not None:
            self._cancel.request()

    def action_grade(self) -> None:
        """Grade the file; the interface stays alive meanwhile."""
        from quizrnn.drills.limits import Cancel

        self.keep()
        if not self.work.draft.saved or not self.bench.take_file():
            return
        self._search.stop()
        self._cancel = cancel = Cancel()
        self._tell_grading()
        self.refresh_bindings()
        graded, warm = self.work.attempt(), self.services.warm

        def grade() -> None:
            outcome = attempt.run(graded, warm, cancel)
            if not cancel.requested:
                self.post_message(self.Graded(outcome))

        self.run_worker(grade, thread=True, exclusive=True, group="grade")

    def _tell_grading(self, seconds: int = 0) -> None:
        """Say that a run is on, from the second second on for how long."""
        cancel = self._cancel

        def later() -> None:
            if cancel is self._cancel:
                self._tell_grading(seconds + 1)

        if cancel is not None:
            took = f" {seconds} s" if seconds > 1 else ""
            self.show_progress(self.say(both("grading …", "评测中 …")) + took)
            self.set_timer(1.0, later)

    async def on_drill_screen_graded(self, event: Graded) -> None:
        """Put the attempt on record, then show the verdict."""
        self._cancel = None
        self.show_progress("")
        given, report, error = event.outcome
        if report is None:
            self.quizrnn.tell(error.message if error else "", "error")
            self.refresh_bindings()
            return
        try:
            self.work.graded(given, report, self.quizrnn.lang)
        except QuizrnnError as trouble:
            self.quizrnn.tell(trouble.message, "error")
        self.bench.rungs = 1
        self.bench.mark(attempt.lines_at_fault(report))
        await self._draw()
        self.bench.sheet.scroll_home(animate=False)
        if not self.has_class("-wide"):
            self.bench.to_sheet()
        self._search_line(given, report)

    def _search_line(self, given: Attempt, report: Report) -> None:
        """Look for the line at fault; the verdict stands on the screen meanwhile."""
        job = None if self.work.is_untouched(given) else self._search.job(given, report)
        if job is not None:
            self._tell_searching(0, 0)
            self.refresh_bindings()
            self.run_worker(job, thread=True, group="search")

    def _tell_named(self, before: Report, after: Report) -> None:
        self.post_message(self.Named(before, after))

    def _tell_searching(self, tried: int, total: int) -> None:
        """Say that the search is on; called from its thread, too."""
        counts = f" {tried}/{total}" if total else ""
        looking = self.say(both("looking for the line …", "正在查找出错的行 …"))
        self.app.call_later(self._show_searching, looking + counts)

    def _show_searching(self, text: str) -> None:
        if self._search.running and self.is_mounted:
            self.show_progress(text)

    async def on_drill_screen_named(self, event: Named) -> None:
        """Show the line that the search found, unless the verdict is an old one by now."""
        self.show_progress("")
        self.refresh_bindings()
        if self.work.report is event.before and event.after is not event.before:
            self.work.report = event.after
            self.bench.mark(attempt.lines_at_fault(event.after))
            await self._draw()

    def action_cancel(self) -> None:
        """End the run, or the search."""
        self._search.stop()
        if self._cancel is not None:
            self._cancel.request()
        self._cancel = None
        self.show_progress(self.say(both("cancelled", "已取消")))
        self.refresh_bindings()

    async def action_hint(self) -> None:
        """Show the next hint."""
        self.work.show_hint()
        await self._draw()
        self.bench.to_sheet()
        self.bench.sheet.to_hint()

    async def action_solution(self) -> None:
        """Show the solution; before a pass it is asked for twice, as it costs the rating."""
        if self.work.passed or self._confirmed("solution", COSTS):
            self.work.show_solution()
            await self._draw()
            self.bench.to_sheet()
            self.bench.sheet.to_solution()

    async def action_attempts(self) -> None:
        """List the attempts on record, or put the list away."""
        self._listed = not self._listed
        await self._draw()
        self.bench.to_sheet()
        if self._listed:
            self.bench.sheet.to_attempts()

    async def action_reset(self) -> None:
        """Begin the file anew, once asked for twice."""
        if not self._confirmed("reset", REPLACES):
            return
        self.keep()
        try:
            self.work.reset(self.quizrnn.lang)
        except QuizrnnError as error:
            self.quizrnn.tell(error.message, "error")
            return
        self.bench.take_file()
        self.bench.mark(())
        await self._draw()

    def _confirmed(self, what: str, warning: Text) -> bool:
        """Tell whether ``what`` is asked for again with nothing typed since; else warn."""
        asked = what, self.work.draft.text
        again, self._asked = self._asked == asked, asked
        if not again:
            self.quizrnn.tell(warning, "warning")
        return again

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the keys that would do nothing now."""
        if self._work is None:
            return super().check_action(action, parameters)
        match action:
            case "cancel":
                return self._cancel is not None or self._search.running
            case "back":
                return self._cancel is None and not self._search.running
            case "grade":
                return self._cancel is None
            case "hint":
                return self._work.hints < len(self._work.drill.hints)
            case "solution":
                return not self._work.saw_solution
            case _:
                return super().check_action(action, parameters)
