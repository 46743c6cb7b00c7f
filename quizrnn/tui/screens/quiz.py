"""A session: question, answer, verdict, and on. It drives ``StudySession`` and decides nothing itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from quizrnn.bank.model import question_type
from quizrnn.errors import QuizrnnError
from quizrnn.study.records import Rating
from quizrnn.study.steps import Asking, Done, Revealed, Step
from quizrnn.text import Text, both
from quizrnn.tui.draw import question_types
from quizrnn.tui.keys import bind
from quizrnn.tui.screens.base import BaseScreen
from quizrnn.tui.widgets.answer import AnswerWidget
from quizrnn.tui.widgets.question_view import FigureView
from quizrnn.tui.widgets.quiz_page import QuizPage
from quizrnn.tui.widgets.verdict_view import VerdictView

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.binding import BindingType
    from textual.widget import Widget

    from quizrnn.study.runner import StudySession

_Step = TypeVar("_Step", bound=Step)


class QuizScreen(BaseScreen):
    """One sitting. Whatever was answered is on disk before its verdict shows.

    Attributes:
        session: The engine.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("next", "enter", "next"),
        bind("hint", "h", "hint"),
        bind("hint", "f3", "hint", display="F3"),
        bind("undo", "u", "undo"),
        bind("undo", "f4", "undo", display="F4"),
        bind("skip", "s", "skip"),
        bind("skip", "f5", "skip", display="F5"),
        bind("give-up", "x", "give_up"),
        bind("give-up", "f6", "give_up", display="F6"),
        bind("figure", "v", "figure"),
        bind("figure", "f7", "figure", display="F7"),
        bind("rate", "1", "rate(1)", display="1–4"),
        bind("rate", "2", "rate(2)", show=False),
        bind("rate", "3", "rate(3)", show=False),
        bind("rate", "4", "rate(4)", show=False),
    ]

    def __init__(self, session: StudySession | None = None) -> None:
        super().__init__(name="quiz")
        self._given = session
        self._since = 0.0

    @property
    def session(self) -> StudySession:
        """The engine; a session over what is due is started where none was given."""
        if self._given is None:
            self._given = self.services.session()
        return self._given

    def heading(self) -> Text:
        """Return the screen's name."""
        return both("Quiz", "答题")

    def about(self) -> Text:
        """Return what the help page says of this screen."""
        return both(
            "Answer, read the verdict, press Enter to go on. Each answer is saved before its verdict shows. "
            "Where letters are typed as text, the function keys do the same as the letters.",
            "作答、看判定、按回车继续。每个答案都先保存再显示判定。在输入框中字母会作为文字输入，此时请用对应的功能键。",
        )

    def body(self) -> Iterable[Widget]:
        """Return the page."""
        yield QuizPage()

    @property
    def page(self) -> QuizPage:
        """The page that the step is drawn on."""
        return self.query_one(QuizPage)

    async def on_mount(self) -> None:
        """Ask the first question."""
        self._since = self.services.clock.monotonic()
        await self._draw_step()
        self.set_interval(1, self._tick)

    async def retell(self) -> None:
        """Say everything in the other language, with what was typed."""
        draft = self.page.draft()
        await super().retell()
        await self._draw_step(draft)

    async def _draw_step(self, draft: str = "") -> None:
        step = self.session.step
        library, lang = self.services.library, self.quizrnn.lang
        await self.page.draw(step, library, lang, draft=draft, problem=self.session.problem)
        self._show_place(step)
        self.refresh_bindings()

    async def _reveal(self, revealed: Revealed | None) -> None:
        if revealed is not None:
            await self.page.reveal(revealed, self.services.library, self.quizrnn.lang)
            self._show_place(revealed)
            self.refresh_bindings()

    def _show_place(self, step: Step) -> None:
        progress = step.progress
        parts = []
        if isinstance(step, Done):
            parts.append(f"{progress.asked}")
        else:
            number = progress.asked + (1 if isinstance(step, Asking) else 0)
            total = progress.asked + progress.left
            parts.append(f"{number}/{total}")
            parts.append(self.say(question_types()[question_type(step.instance.question)]))
        if progress.asked:
            parts.append(f"✓ {progress.right}")
        seconds = max(0, int(self.services.clock.monotonic() - self._since))
        parts.append(f"{seconds // 60}:{seconds % 60:02d}")
        self.show_progress(" · ".join(parts))

    def _tick(self) -> None:
        if self.is_current and not isinstance(self.session.step, Done):
            self._show_place(self.session.step)

    async def on_answer_widget_submitted(self, event: AnswerWidget.Submitted) -> None:
        """Give an answer; one that cannot be read or saved changes nothing."""
        event.stop()
        if isinstance(self.session.step, Asking):
            await self._reveal(self._try(lambda: self.session.submit(event.answer)))

    def on_answer_widget_edited(self, event: AnswerWidget.Edited) -> None:
        """Take back what was said of an answer that could not be read."""
        event.stop()
        self.page.say_trouble(None)

    async def action_next(self) -> None:
        """Go on from a verdict, and home from the end."""
        if isinstance(self.session.step, Done):
            self.quizrnn.go_home()
        else:
            self.session.next()
            await self._draw_step()

    def action_hint(self) -> None:
        """Show the next hint."""
        self.page.show_hints(self.session.hint().hints_shown, self.quizrnn.lang)
        self.refresh_bindings()

    async def action_undo(self) -> None:
        """Take the last answer back and ask its question again, with what was answered."""
        answer = self.session.reviews[-1].answer
        if self._try(self.session.undo) is not None:
            await self._draw_step(answer)

    async def action_skip(self) -> None:
        """Put the question at the end of the session."""
        self.session.skip()
        await self._draw_step()

    async def action_give_up(self) -> None:
        """Show the answer."""
        await self._reveal(self._try(self.session.give_up))

    def action_figure(self) -> None:
        """Show the figure, or put it away."""
        self.query_one(FigureView).toggle()

    def action_rate(self, rating: int) -> None:
        """Override the rating."""
        revealed = self._try(lambda: self.session.rate(Rating(rating)))
        if revealed is not None:
            self.query_one(VerdictView).show_rating(revealed)

    def on_app_blur(self) -> None:
        """Stop the clock of the answer while the learner is elsewhere."""
        self.session.pause()

    def on_app_focus(self) -> None:
        """Let the clock of the answer run on."""
        self.session.unpause()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the keys that would do nothing now."""
        step = self.session.step
        match action:
            case "next":
                return not isinstance(step, Asking)
            case "hint":
                return isinstance(step, Asking) and step.hints_shown < len(step.instance.question.hints)
            case "skip" | "give_up":
                return isinstance(step, Asking)
            case "undo":
                return self.session.can_undo
            case "rate":
                return isinstance(step, Revealed)
            case "figure":
                return bool(self.query(FigureView))
            case _:
                return super().check_action(action, parameters)

    def _try(self, verb: Callable[[], _Step]) -> _Step | None:
        """Return what a verb of the session returns; what it raises is shown, and nothing changes."""
        try:
            return verb()
        except QuizrnnError as trouble:
            if not self.page.say_trouble(trouble.line(self.quizrnn.lang)):
                self.quizrnn.tell(trouble.message, "error")
            return None
