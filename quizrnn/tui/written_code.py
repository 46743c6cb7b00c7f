"""The code of an interview's drill: the bench that it is written at, and grading it without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from quizrnn.errors import QuizrnnError
from quizrnn.text import Text, both
from quizrnn.tui.draft import Draft
from quizrnn.tui.keys import bind
from quizrnn.tui.widgets.drill_bench import DrillBench
from quizrnn.tui.widgets.drill_sheet import HANDS_IN
from quizrnn.tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from textual.binding import BindingType

    from quizrnn.drills.limits import Cancel
    from quizrnn.study.interview_drill import CodeVerdict, DrillGrader
    from quizrnn.study.interview_plan import Part
    from quizrnn.tui.screens.interview import InterviewScreen

EMPTY: Text = both(
    "Nothing has been written yet. Esc and then s passes.", "还没有写任何代码。按 Esc 再按 s 可以跳过。"
)


class WrittenCode:
    """Sheet and editor of one drill, on the screen of an interview.

    Attributes:
        grading: Whether the code is handed in and not yet on record.
    """

    class Graded(Message):
        """Grading ended: with a verdict, or with what kept it from one."""

        def __init__(self, verdict: CodeVerdict | None, error: QuizrnnError | None = None) -> None:
            super().__init__()
            self.verdict = verdict
            self.error = error

    def __init__(self, screen: InterviewScreen, grader: DrillGrader | None) -> None:
        self.grading = False
        self._screen = screen
        self._grader = grader
        self._cancel: Cancel | None = None
        self._part: Part | None = None
        self._draft: Draft | None = None
        self._bench: DrillBench | None = None

    @property
    def grader(self) -> DrillGrader:
        """What hands drills out and grades them."""
        if self._grader is None:
            from quizrnn.drills.exam import ExamDesk
            from quizrnn.drills.limits import Cancel

            self._cancel = Cancel()
            services = self._screen.services
            self._grader = ExamDesk(
                services.library,
                services.paths.drills,
                self._screen.quizrnn.lang,
                warm=services.warm,
                cancel=self._cancel,
            )
        return self._grader

    async def draw(self, part: Part) -> None:
        """Lay sheet and editor out; the file is begun the first time."""
        screen, lang = self._screen, self._screen.quizrnn.lang
        library = screen.services.library
        try:
            drill = library.drill(part.drill).told_in(part.convention)
            if self._draft is None:
                path = self.grader.begin(part.drill, part.convention, screen.interview.folder)
                self._draft = Draft(path)
        except QuizrnnError as error:
            screen.quizrnn.tell(error.message, "error")
            return
        self._part = part
        await self.put_away()
        self._bench = bench = ExamBench(self._draft, lang, self)
        await screen.mount(bench, before=screen.query_one(KeyBar))
        figure = library.figure(drill.figure, lang) if drill.figure else None
        await bench.sheet.draw(drill, lang, figure=figure, keys=HANDS_IN)
        bench.to_sheet()

    async def put_away(self) -> None:
        """Take sheet and editor from the screen; what was written is saved."""
        bench, self._bench = self._bench, None
        self._screen.remove_class("-editing")
        if bench is not None and bench.is_attached:
            await bench.remove()

    def keep(self) -> None:
        """Save what was written."""
        if self._bench is not None and self._bench.is_mounted:
            self._bench.keep()

    def leave(self) -> None:
        """Save what was written, and end a run that nobody waits for."""
        self.keep()
        if self._cancel is not None:
            self._cancel.request()

    def hand_in(self) -> None:
        """Have the file graded in a thread, which ends with ``Graded``; nothing is said of the verdict."""
        part, draft, bench = self._part, self._draft, self._bench
        if part is None or draft is None or bench is None or self.grading:
            return
        bench.keep()
        if not draft.saved or not bench.take_file():
            return
        grader, path = self.grader, draft.path
        if grader.untouched(part.drill, part.convention, path):
            self._screen.quizrnn.tell(EMPTY, "warning")
            return
        self.grading = True
        self._screen.refresh_bindings()

        def grade() -> None:
            try:
                done = self.Graded(grader.grade(part.drill, part.convention, path))
            except QuizrnnError as error:
                done = self.Graded(None, error)
            if self._cancel is None or not self._cancel.requested:
                self._screen.post_message(done)

        self._screen.run_worker(grade, thread=True, exclusive=True, group="hand-in")


class ExamBench(DrillBench):
    """A bench at which code is handed in."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("hand-in", "f5", "hand_in", display="F5"),
        bind("hand-in", "ctrl+r", "hand_in", show=False),
    ]

    def __init__(self, draft: Draft, lang: str, written: WrittenCode) -> None:
        super().__init__(draft, lang)
        self._written = written

    def action_hand_in(self) -> None:
        """Hand the code in; the interface stays alive while it is graded."""
        self._written.hand_in()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the key while the code is graded."""
        if action == "hand_in":
            return not self._written.grading
        return super().check_action(action, parameters)
