"""The verbs of a session as keys: each asks the engine and draws the step that it returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, TypeVar, cast

from textual.message import Message

from quizrnn.errors import QuizrnnError
from quizrnn.study.records import Rating
from quizrnn.study.steps import Asking, Done, Revealed
from quizrnn.text import both, joined
from quizrnn.tui.keys import bind
from quizrnn.tui.widgets.card_marks import CardMarks
from quizrnn.tui.widgets.quiz_page import QuizPage
from quizrnn.tui.widgets.shell import Shell
from quizrnn.tui.widgets.verdict_view import VerdictView

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from quizrnn.study.runner import StudySession
    from quizrnn.study.steps import Step
    from quizrnn.text import Text
    from quizrnn.tui.app import QuizrnnApp
    from quizrnn.tui.widgets.answer import AnswerWidget

_SUSPEND: Final = both(" ! or F10 suspends it.", "按 ! 或 F10 即可。")

_Step = TypeVar("_Step", Asking, Revealed, "Step")


class Sitting(Shell):
    """Drives ``StudySession`` and decides nothing itself."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("next", "enter", "next"),
        bind("hint", "h", "hint"),
        bind("hint", "f3", "hint", display="F3"),
        bind("retry", "r", "retry"),
        bind("undo", "u", "undo"),
        bind("undo", "f4", "undo", display="F4"),
        bind("rate.again", "1", "rate(1)", display="1–4"),
        bind("rate.hard", "2", "rate(2)", show=False),
        bind("rate.good", "3", "rate(3)", show=False),
        bind("rate.easy", "4", "rate(4)", show=False),
        bind("skip", "s", "skip"),
        bind("skip", "f5", "skip", display="F5"),
        bind("why", "w", "why"),
        bind("why", "ctrl+t", "why", display="^t"),
        bind("lab", "v", "lab"),
        bind("lab", "l", "lab"),
        bind("give-up", "x", "give_up"),
        bind("give-up", "f6", "give_up", display="F6"),
    ]

    class Moved(Message):
        """Another step stands, or something was said of the card that stands."""

    class Left(Message):
        """The learner goes on from the end."""

    def __init__(self, session: StudySession) -> None:
        super().__init__()
        self._session = session
        self._marks = CardMarks(session)

    def compose(self) -> ComposeResult:
        """Lay out the page, in what marks its card."""
        yield self._marks

    @property
    def page(self) -> QuizPage:
        """The page that the step is drawn on."""
        return self.query_one(QuizPage)

    async def draw(self, draft: str = "") -> None:
        """Draw the step that stands, with an answer to begin with."""
        app = cast("QuizrnnApp", self.app)
        if self._marks.writes_note:
            self._marks.close_note()
        session = self._session
        await self.page.draw(
            session.step,
            app.services.library,
            app.lang,
            draft=draft,
            problem=session.problem,
            note=self._leech(),
        )
        if isinstance(session.step, Asking) and (leech := self._leech()) is not None:
            self.page.say_why([leech], app.lang)
        self.post_message(self.Moved())

    def on_answer_widget_submitted(self, event: AnswerWidget.Submitted) -> None:
        """Give an answer; one that cannot be read or saved changes nothing."""
        event.stop()
        if isinstance(self._session.step, Asking):
            self._reveal(lambda: self._session.submit(event.answer))

    def action_give_up(self) -> None:
        """Show the answer."""
        self._reveal(self._session.give_up)

    async def action_next(self) -> None:
        """Go on from a verdict, and away from the end."""
        if isinstance(self._session.step, Done):
            self.post_message(self.Left())
        else:
            self._session.next()
            await self.draw()

    def action_why(self) -> None:
        """Say why this question is asked now, or put that away."""
        page = self.page
        leech = self._leech()
        said = [] if page.says_why and leech is None else [self._session.why()]
        page.say_why(said + ([] if leech is None else [leech]), cast("QuizrnnApp", self.app).lang)

    def action_hint(self) -> None:
        """Show the next hint."""
        self.page.show_hints(self._session.hint().hints_shown, cast("QuizrnnApp", self.app).lang)
        self.post_message(self.Moved())

    async def action_skip(self) -> None:
        """Put the question at the end of the session."""
        self._session.skip()
        await self.draw()

    async def action_retry(self) -> None:
        """Ask the same question again after a wrong answer, with what was answered."""
        self._session.retry()
        await self.draw(self._session.reviews[-1].answer)

    async def action_undo(self) -> None:
        """Take back the last answer, which then stands in its question again, or the last bury or suspend."""
        before = self._session.reviews
        if self._try(self._session.undo) is not None:
            undone = before[-1].answer if len(self._session.reviews) < len(before) else ""
            await self.draw(undone)

    def action_rate(self, rating: int) -> None:
        """Override the rating."""
        revealed = self._try(lambda: self._session.rate(Rating(rating)))
        if revealed is not None:
            self.query_one(VerdictView).show_rating(revealed.rating)

    async def on_card_marks_moved(self, event: CardMarks.Moved) -> None:
        """Draw what stands after a card is put away."""
        event.stop()
        await self.draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the keys that would do nothing now."""
        step = self._session.step
        if self._marks.writes_note:
            return False
        match action:
            case "next":
                return not isinstance(step, Asking)
            case "hint":
                return isinstance(step, Asking) and step.hints_shown < len(step.instance.question.hints)
            case "skip" | "give_up" | "why":
                return isinstance(step, Asking)
            case "undo":
                return self._session.can_undo
            case "retry":
                return isinstance(step, Revealed) and not step.verdict.correct
            case "rate":
                return isinstance(step, Revealed)
            case "lab":
                return isinstance(step, Revealed) and self._lab() is not None
            case _:
                return super().check_action(action, parameters)

    def action_lab(self) -> None:
        """Open the lab that explains the question; its answer is out by then."""
        from quizrnn.tui.screens.lab import lab_screen

        if (name := self._lab()) is not None:
            cast("QuizrnnApp", self.app).ways.show(lambda: lab_screen(name))

    def _lab(self) -> str | None:
        from quizrnn.labs.catalog import lab_for

        step = self._session.step
        return None if isinstance(step, Done) else lab_for(step.instance.question.id)

    def _leech(self) -> Text | None:
        """Return what to say of the card that stands if it is a leech, with the key that suspends it."""
        if isinstance(self._session.step, Done) or (note := self._session.leech) is None:
            return None
        return joined([note, _SUSPEND], separator="")

    def _reveal(self, verb: Callable[[], Revealed]) -> None:
        revealed = self._try(verb)
        if revealed is not None:
            app = cast("QuizrnnApp", self.app)
            note = None if revealed.verdict.correct else self._leech()
            self.page.reveal(revealed, app.services.library, app.lang, note)
            self.post_message(self.Moved())

    def _try(self, verb: Callable[[], _Step]) -> _Step | None:
        """Return what a verb of the session returns; what it raises is shown, and nothing changes."""
        try:
            return verb()
        except QuizrnnError as trouble:
            app = cast("QuizrnnApp", self.app)
            if not self.page.say_trouble(trouble.line(app.lang)):
                app.tell(trouble.message, "error")
            return None
