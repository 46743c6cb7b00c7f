"""One coding drill: statement, editor and verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.containers import Horizontal
from textual.message import Message

from quizrnn.errors import QuizrnnError
from quizrnn.text import Text, both
from quizrnn.tui import attempt, outside
from quizrnn.tui.draft import Draft
from quizrnn.tui.keys import bind
from quizrnn.tui.screens.base import BaseScreen
from quizrnn.tui.widgets.code_editor import CodeEditor
from quizrnn.tui.widgets.drill_sheet import DrillSheet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.binding import BindingType
    from textual.timer import Timer
    from textual.widget import Widget
    from textual.widgets import TextArea

    from quizrnn.bank.drills import Drill
    from quizrnn.drills.limits import Cancel
    from quizrnn.drills.report import Report

SAVE_AFTER: Final = 0.5
"""Seconds without a key press after which the draft is saved."""

COSTS: Final[Text] = both(
    "Seeing the solution rates this drill Again. Press F8 again to see it.",
    "查看答案会把本练习评为“重来”。再按一次 F8 查看。",
)
REPLACES: Final[Text] = both(
    "This puts the empty frame in place of your code, which is kept beside it. Press F9 again to do it.",
    "这会用空白模板替换你的代码，原代码会另存一份。再按一次 F9 执行。",
)


class DrillScreen(BaseScreen):
    """The sheet beside the editor, or one at a time where there is little room.

    Attributes:
        drill_id: Id of the drill.
        convention: Whose names and layouts are asked for.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("cancel", "escape", "cancel", display="Esc"),
        bind("back", "escape", "back", display="Esc"),
        bind("grade", "f5", "grade", display="F5"),
        bind("grade", "ctrl+r", "grade", display="^r"),
        bind("edit", "enter", "edit"),
        bind("rung", "ctrl+t", "rung", display="^t"),
        bind("hint", "h", "hint"),
        bind("hint", "f3", "hint", display="F3"),
        bind("pane", "f6", "pane", display="F6"),
        bind("external-editor", "e", "external_editor"),
        bind("external-editor", "f4", "external_editor", display="F4"),
        bind("solution", "f8", "solution", display="F8"),
        bind("reset", "f9", "reset", display="F9"),
    ]

    class Graded(Message):
        """A run ended."""

        def __init__(self, outcome: attempt.Outcome) -> None:
            super().__init__()
            self.outcome = outcome

    def __init__(self, drill: str, convention: str = "article") -> None:
        super().__init__(name="drill")
        self.drill_id = drill
        self.convention = convention
        self._opened: tuple[Drill, Draft] | None = None
        self._timer: Timer | None = None
        self._cancel: Cancel | None = None
        self._asked = ""
        self._report: Report | None = None
        self._rungs = 1
        self._hints = 0
        self._saw_solution = False
        self._since = 0.0

    def _open(self) -> tuple[Drill, Draft]:
        """Return the drill and the learner's file, which is begun if it is not there."""
        if self._opened is None:
            drill = self.services.library.drill(self.drill_id)
            workspace = self.services.workspace
            path = workspace.start(drill, self.convention, self.quizrnn.lang)
            self.convention = workspace.convention_of(path) or self.convention
            progress = workspace.progress(drill)
            self._hints, self._saw_solution = progress.hints, progress.saw_solution
            self._opened = drill, Draft(path)
        return self._opened

    @property
    def drill(self) -> Drill:
        """The drill."""
        return self._open()[0]

    @property
    def draft(self) -> Draft:
        """The learner's file."""
        return self._open()[1]

    def heading(self) -> Text:
        """Return the screen's name."""
        return self.drill_id

    def about(self) -> Text:
        """Return what the help page says of this screen."""
        return both(
            f"Write the function in the editor and grade it. What you type is saved in `{self.draft.path}`. "
            "Esc leaves the editor, F6 goes between sheet and editor.",
            f"在编辑器中写出函数，然后评测。输入的内容会随时保存到 `{self.draft.path}`。"
            "Esc 离开编辑器，F6 在说明和编辑器之间切换。",
        )

    def body(self) -> Iterable[Widget]:
        """Return sheet and editor."""
        yield Horizontal(DrillSheet(), CodeEditor(self.draft.text, id="editor"), id="panes")

    async def on_mount(self) -> None:
        """Fill the sheet."""
        self._since = self.services.clock.monotonic()
        await self._draw_sheet()
        self._to_sheet()
        self.call_after_refresh(lambda: self.services.warm)

    async def retell(self) -> None:
        """Say everything in the other language; the code stays."""
        editor = self.query_one(CodeEditor)
        in_editor, location = editor.has_focus, editor.cursor_location
        await super().retell()
        await self._draw_sheet()
        self.query_one(CodeEditor).cursor_location = location
        if in_editor:
            self.action_edit()
        else:
            self._to_sheet()

    async def _draw_sheet(self) -> None:
        library = self.services.library
        await self.query_one(DrillSheet).draw(
            self.drill,
            self.quizrnn.lang,
            report=self._report,
            rungs=self._rungs,
            hints=self._hints,
            solution=library.solution(self.drill_id, self.convention) if self._saw_solution else None,
        )
        self._mark_lines()
        self.refresh_bindings()

    def _mark_lines(self) -> None:
        report = self._report
        lines = [] if report is None else [found.line for found in report.diagnosis]
        if report is not None and not any(lines):
            lines = [report.line]
        self.query_one(CodeEditor).mark(number for number in lines if number is not None)

    def _to_sheet(self) -> None:
        self.remove_class("-editing")
        self.query_one(DrillSheet).focus()

    # -- the draft -------------------------------------------------------------------------------------

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Take what was typed, and save it once the learner pauses."""
        self.draft.text = event.text_area.text
        self._asked = ""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(SAVE_AFTER, self.keep)

    def keep(self) -> None:
        """Save the draft."""
        if self._opened is None:
            return
        try:
            aside = self.draft.save()
        except QuizrnnError as error:
            self.quizrnn.tell(error.message, "error")
            return
        if aside is not None:
            en = f"The file had changed outside; that version is in {aside.name}."
            self.quizrnn.tell(both(en, f"文件已在别处被修改；那个版本保存在 {aside.name}。"), "warning")

    def _take_file(self) -> bool:
        """Take what the file now holds into the editor, as one step that can be undone."""
        editor = self.query_one(CodeEditor)
        try:
            self.draft.load()
        except QuizrnnError as error:
            self.quizrnn.tell(error.message, "error")
            return False
        if editor.text != self.draft.text:
            editor.replace(self.draft.text, (0, 0), editor.document.end)
            editor.cursor_location = (0, 0)
        return True

    def on_unmount(self) -> None:
        """Save the draft and end a run that nobody waits for."""
        self.keep()
        if self._cancel is not None:
            self._cancel.request()

    # -- panes -----------------------------------------------------------------------------------------

    def action_edit(self) -> None:
        """Go to the editor, at first to where there is something to write."""
        editor = self.query_one(CodeEditor)
        self.add_class("-editing")
        editor.focus()
        if editor.cursor_location == (0, 0):
            self.call_after_refresh(editor.to_first, "raise NotImplementedError", "def ")

    def action_pane(self) -> None:
        """Go to the other pane."""
        if self.query_one(CodeEditor).has_focus:
            self._to_sheet()
        else:
            self.action_edit()

    def on_code_editor_left(self, event: CodeEditor.Left) -> None:
        """Go from the editor to the sheet, with the draft saved."""
        event.stop()
        self.keep()
        self._to_sheet()

    # -- grading ---------------------------------------------------------------------------------------

    def action_grade(self) -> None:
        """Grade the file; the interface stays alive meanwhile."""
        from quizrnn.drills.limits import Cancel

        self.keep()
        if not self.draft.saved or not self._take_file():
            return
        self._cancel = cancel = Cancel()
        self.show_progress(self.say(both("grading …", "评测中 …")))
        self.refresh_bindings()
        graded = attempt.Attempt(
            self.drill,
            self.convention,
            self.services.library.solution(self.drill_id, self.convention),
            self.draft.path,
            self.draft.text,
            self._hints,
            self._saw_solution,
            round((self.services.clock.monotonic() - self._since) * 1000),
        )

        warm = self.services.warm

        def grade() -> None:
            outcome = attempt.run(graded, warm, cancel)
            if not cancel.requested:
                self.post_message(self.Graded(outcome))

        self.run_worker(grade, thread=True, exclusive=True, group="grade")

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
            attempt.record(self.services, given, report, self.quizrnn.lang)
        except QuizrnnError as trouble:
            self.quizrnn.tell(trouble.message, "error")
        self._report, self._rungs = report, 1
        self._since = self.services.clock.monotonic()
        await self._draw_sheet()
        self.query_one(DrillSheet).scroll_home(animate=False)
        if not self.has_class("-wide"):
            self._to_sheet()

    def action_cancel(self) -> None:
        """End the run."""
        if self._cancel is not None:
            self._cancel.request()
        self._cancel = None
        self.show_progress(self.say(both("cancelled", "已取消")))
        self.refresh_bindings()

    # -- help of all kinds -----------------------------------------------------------------------------

    async def action_hint(self) -> None:
        """Show the next hint."""
        self._hints += 1
        self.services.workspace.hint_shown(self.drill, self._hints)
        await self._draw_sheet()
        self._to_sheet()
        self.query_one(DrillSheet).to_hint()

    def action_rung(self) -> None:
        """Tell more about the diagnosis."""
        self._rungs = self.query_one(DrillSheet).climb()
        self.refresh_bindings()

    async def action_solution(self) -> None:
        """Show the solution; before a pass it is asked for twice, as it costs the rating."""
        passed = self._report is not None and self._report.status == "passed"
        if passed or self._confirmed("solution", COSTS):
            self._saw_solution = True
            if not passed:
                self.services.workspace.solution_shown(self.drill)
            await self._draw_sheet()
            self._to_sheet()
            self.query_one(DrillSheet).to_solution()

    async def action_reset(self) -> None:
        """Begin the file anew, once asked for twice."""
        if not self._confirmed("reset", REPLACES):
            return
        self.keep()
        try:
            self.services.workspace.reset(self.drill, self.convention, self.quizrnn.lang)
        except QuizrnnError as error:
            self.quizrnn.tell(error.message, "error")
            return
        self._hints, self._saw_solution, self._report = 0, False, None
        self._take_file()
        await self._draw_sheet()

    def action_external_editor(self) -> None:
        """Open the file in the learner's own editor."""
        self.keep()
        try:
            outside.edit(self.quizrnn, self.draft.path)
        except QuizrnnError as error:
            self.quizrnn.tell(error.message, "warning")
        self._take_file()

    def _confirmed(self, what: str, warning: Text) -> bool:
        """Tell whether ``what`` is asked for the second time in a row; else warn."""
        again, self._asked = self._asked == what, what
        if not again:
            self.quizrnn.tell(warning, "warning")
        return again

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the keys that would do nothing now."""
        if not self.query(CodeEditor):
            return super().check_action(action, parameters)
        match action:
            case "cancel":
                return self._cancel is not None
            case "back" | "grade":
                return self._cancel is None
            case "edit":
                return not self.query_one(CodeEditor).has_focus
            case "hint":
                return self._hints < len(self.drill.hints)
            case "rung":
                return self.query_one(DrillSheet).more
            case "solution":
                return not self._saw_solution
            case _:
                return super().check_action(action, parameters)
