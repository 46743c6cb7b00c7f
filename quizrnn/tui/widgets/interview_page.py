"""One step of an interview on paper: the question and its answer widget, the bet, or a text to mark."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.content import Content

from quizrnn.answers.short import suggest
from quizrnn.answers.shown import shown
from quizrnn.bank.model import ShortQuestion, question_type
from quizrnn.study.interview_steps import Betting, Coding, Posed, Unmarked
from quizrnn.study.interview_words import LEADS, lead
from quizrnn.text import Text, both, joined, pick
from quizrnn.tui.keys import bind
from quizrnn.tui.widgets.answer_shelf import AnswerShelf
from quizrnn.tui.widgets.bet_view import BetView
from quizrnn.tui.widgets.label import Passage
from quizrnn.tui.widgets.question_view import FigureView, QuestionView
from quizrnn.tui.widgets.registry import WIDGETS
from quizrnn.tui.widgets.shell import Shell, ground
from quizrnn.tui.widgets.short_answer import ShortAnswer
from quizrnn.tui.widgets.text_answer import TextAnswer

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.geometry import Region
    from textual.strip import Strip

    from quizrnn.answers.instance import Instance
    from quizrnn.bank.library import Library
    from quizrnn.tui.widgets.answer import AnswerWidget

HANDED: Text = both("Handed in:", "已交卷：")
MARK: Text = both(
    "Before the report: hold your own words against the rubric.", "出报告之前，请把自己的回答与评分要点对照。"
)


class InterviewPage(VerticalScroll, can_focus=False):
    """One column; all its widgets stay from question to question."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("figure", "v", "figure"),
        bind("figure", "f7", "figure", display="F7"),
    ]

    def __init__(self) -> None:
        super().__init__(id="page")
        self._answers = AnswerShelf(self._mount_answer)

    def compose(self) -> ComposeResult:
        """Lay the column out."""
        yield Shell(
            Passage(id="problem"),
            Passage(id="lead"),
            QuestionView(),
            FigureView(),
            Passage(id="error"),
            BetView(),
            id="question",
        )

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return bare lines; all text is in the parts."""
        return ground(self, crop)

    async def draw(
        self,
        step: Posed | Betting | Unmarked,
        library: Library,
        lang: str,
        *,
        draft: str = "",
        problem: Text | None = None,
    ) -> None:
        """Draw a step.

        Args:
            step: The interview's step, or a text to mark; of a drill only the bet is on this page.
            library: Where figures are.
            lang: The learner's language.
            draft: An answer to begin with.
            problem: Why answers cannot be saved, said before one is given.
        """
        posed = step.posed if isinstance(step, Betting) else step
        with self.app.batch_update():
            for name in ("#problem", "#error", "BetView"):
                self.query_one(name).display = False
            if problem is not None:
                self._say("#problem", Content.styled(pick(problem, lang), "$text-error"))
            words = MARK if isinstance(posed, Unmarked) else LEADS[lead(posed.part)]
            if isinstance(posed, Coding):
                words = joined([HANDED, library.drill(posed.part.drill).title])
            self._say("#lead", Content.styled(pick(words, lang), "italic $text-muted"))
            self.query_one(QuestionView).display = not isinstance(posed, Coding)
            if isinstance(posed, Coding):
                self._answers.put_away()
                self.query_one(FigureView).draw(None, lang)
            else:
                view = shown(posed.instance, lang)
                self.query_one(QuestionView).draw(posed.instance, view)
                figure = library.figure(view.figure, lang) if view.figure else None
                self.query_one(FigureView).draw(figure, lang)
                kind = _kind(step, posed.instance)
                answer = await self._answers.show(kind, posed.instance, view, lang)
                _fill(answer, step, draft)
                if not isinstance(step, Betting):
                    _begin(answer, marking=isinstance(step, Unmarked))
            self.scroll_home(animate=False)
        if isinstance(step, Betting):
            self.bet(lang)

    def bet(self, lang: str) -> None:
        """Ask for the bet below the answer, which stands but can no longer be changed."""
        self.say_trouble(None)
        if (answer := self._answers.in_sight) is not None:
            answer.rest()
            answer.disabled = True
        view = self.query_one(BetView)
        view.ask(lang)
        view.display = True
        view.focus(scroll_visible=False)
        self.call_after_refresh(view.scroll_visible, animate=False)

    def say_trouble(self, message: str | None) -> None:
        """Say why an answer was not taken, below it, or take that back."""
        error = self.query_one("#error")
        answer = self._answers.in_sight
        if answer is not None and bool(error.display) is (message is None):
            answer.troubled(is_so=message is not None)
        if message is None:
            error.display = False
        else:
            self._say("#error", Content.styled(message, "$text-error"))
            self.call_after_refresh(error.scroll_visible, animate=False)

    def draft(self) -> str:
        """Return the answer that stands now."""
        return "" if self._answers.in_sight is None else self._answers.in_sight.answer()

    def on_answer_widget_edited(self, event: AnswerWidget.Edited) -> None:
        """Take back what was said of an answer that could not be read."""
        event.stop()
        self.say_trouble(None)

    def action_figure(self) -> None:
        """Show the figure, or put it away."""
        self.query_one(FigureView).toggle()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the figure's key where there is no figure."""
        if action == "figure":
            return self.query_one(FigureView).drawn
        return super().check_action(action, parameters)

    async def _mount_answer(self, widget: AnswerWidget) -> None:
        await self.query_one("#question").mount(widget, before="#error")

    def _say(self, name: str, text: Content) -> None:
        passage = self.query_one(name, Passage)
        passage.say(text)
        passage.display = True


def _kind(step: Posed | Betting | Unmarked, instance: Instance) -> type[AnswerWidget]:
    """Return the kind of widget: a free text has its rubric only when it is marked."""
    if isinstance(instance.question, ShortQuestion) and not isinstance(step, Unmarked):
        return TextAnswer
    return WIDGETS[question_type(instance.question)]


def _fill(answer: AnswerWidget, step: Posed | Betting | Unmarked, draft: str) -> None:
    match step:
        case Unmarked():
            points = ",".join(map(str, sorted(suggest(step.instance, step.review.answer)))) or "0"
            answer.restore(draft or f"{step.review.answer}\n{points}")
        case Betting():
            answer.restore(step.answer)
        case Posed() if draft:
            answer.restore(draft)


def _begin(answer: AnswerWidget, *, marking: bool) -> None:
    """Give the keys to the answer, to its rubric where that is to be marked."""
    if marking and isinstance(answer, ShortAnswer):
        answer.mark()
    else:
        answer.takers()[0].focus(scroll_visible=False)
