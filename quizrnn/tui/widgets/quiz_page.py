"""One step of a session on paper: the question and its answer widget, the verdict, or what was achieved."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.containers import VerticalScroll
from textual.content import Content

from quizrnn.answers.shown import shown
from quizrnn.bank.model import question_type
from quizrnn.study.steps import Asking, Done, Revealed
from quizrnn.text import Text, both, pick
from quizrnn.tui.keys import bind
from quizrnn.tui.prose import Paragraph, Prose
from quizrnn.tui.widgets.answer_shelf import AnswerShelf
from quizrnn.tui.widgets.label import Passage, Still
from quizrnn.tui.widgets.question_view import FigureView, HintView, QuestionView
from quizrnn.tui.widgets.registry import WIDGETS
from quizrnn.tui.widgets.shell import Shell, ground
from quizrnn.tui.widgets.verdict_view import BLANK, VerdictView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.geometry import Region
    from textual.strip import Strip

    from quizrnn.answers.shown import Shown
    from quizrnn.bank.library import Library
    from quizrnn.study.steps import Step
    from quizrnn.tui.widgets.answer import AnswerWidget


class QuizPage(VerticalScroll, can_focus=False):
    """Two columns, which stand one below the other where the terminal is narrow.

    All widgets stay from question to question, those that take answers too.

    The page scrolls, but what has the focus is a part of it: a page in focus would be styled anew as a whole.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("figure", "v", "figure"),
        bind("figure", "f7", "figure", display="F7"),
    ]
    SMALL_FIGURE: Final = 8
    """Lines of a figure that is shown at once where there is one column."""

    def __init__(self) -> None:
        super().__init__(id="page")
        self.answers = AnswerShelf(self._mount_answer)
        """The widgets that take answers."""
        self._shown: Shown | None = None
        self._has_figure = False

    def compose(self) -> ComposeResult:
        """Lay the columns out."""
        yield Shell(
            Passage(id="problem"),
            Passage(id="why"),
            QuestionView(),
            FigureView(id="figure-below"),
            HintView(),
            Passage(id="error"),
            Still(id="summary"),
            id="question",
        )
        yield Shell(FigureView(id="figure-beside"), VerdictView(), id="side")

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return bare lines; all text is in the parts."""
        return ground(self, crop)

    async def draw(
        self,
        step: Step,
        library: Library,
        lang: str,
        *,
        draft: str = "",
        problem: Text | None = None,
        note: Text | None = None,
    ) -> None:
        """Draw a step.

        Args:
            step: The session's step.
            library: Where figures, claims and sources are.
            lang: The learner's language.
            draft: An answer to begin with.
            problem: Why answers cannot be saved, said before one is given.
            note: What is to be known of the card, said with the verdict.
        """
        with self.app.batch_update():
            done = isinstance(step, Done)
            self.query_one(QuestionView).display = not done
            for name in ("#problem", "#why", "#error", "#summary", "VerdictView", "HintView"):
                self.query_one(name).display = False
            if isinstance(step, Done):
                self.answers.put_away()
                self._draw_figure(None, lang)
                self._say("#summary", summary(step, lang, began=self._shown is not None))
                self.query_one("#summary").focus(scroll_visible=False)
            else:
                if problem is not None:
                    self._say("#problem", Content.styled(pick(problem, lang), "$text-error"))
                await self._draw_question(step, library, lang, draft, note)
            self.scroll_home(animate=False)

    def reveal(self, step: Revealed, library: Library, lang: str, note: Text | None = None) -> None:
        """Draw the verdict beside, or below, the answer, with a note on the card."""
        assert self._shown is not None
        answer = self.answers.in_sight
        assert answer is not None
        with self.app.batch_update():
            self.say_trouble(None)
            answer.reveal(step.answer, step.verdict)
            verdict = self.query_one(VerdictView)
            verdict.draw(step, self._shown, library, lang, note)
            verdict.display = True
            verdict.focus(scroll_visible=False)
        self.call_after_refresh(self._to_verdict, verdict)

    def show_hints(self, count: int, lang: str) -> None:
        """Show the first ``count`` hints."""
        assert self._shown is not None
        hints = self.query_one(HintView)
        hints.show_hints(self._shown, count, lang)
        self.call_after_refresh(hints.scroll_visible, animate=False)

    def say_why(self, texts: Sequence[Text], lang: str) -> None:
        """Say above the question why it is asked now and what else is to be known of its card, or nothing."""
        if not texts:
            self.query_one("#why").display = False
            return
        said = [Paragraph(Content.styled(pick(text, lang), "$text-muted")) for text in texts]
        self._say("#why", Prose(said))
        self.call_after_refresh(self.query_one("#why").scroll_visible, animate=False)

    @property
    def says_why(self) -> bool:
        """Whether it stands there why the question is asked now."""
        return bool(self.query_one("#why").display)

    def say_trouble(self, message: str | None) -> bool:
        """Say why an answer was not taken, below it, or take that back; False where no question stands."""
        answer = self.answers.in_sight
        if answer is None:
            return False
        error = self.query_one("#error")
        if bool(error.display) is (message is None):
            answer.troubled(is_so=message is not None)
        if message is not None:
            self._say("#error", Content.styled(message, "$text-error"))
            self.call_after_refresh(error.scroll_visible, animate=False)
        elif error.display:
            error.display = False
        return True

    def on_answer_widget_edited(self, event: AnswerWidget.Edited) -> None:
        """Take back what was said of an answer that could not be read."""
        event.stop()
        self.say_trouble(None)

    def draft(self) -> str:
        """Return the answer that stands now, empty where none does."""
        return "" if self.answers.in_sight is None else self.answers.in_sight.answer()

    def action_figure(self) -> None:
        """Show the figure, or put it away."""
        for figure in self.query(FigureView):
            figure.toggle()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the figure's key where there is no figure."""
        if action == "figure":
            return bool(self._shown and self.answers.in_sight and self._has_figure)
        return super().check_action(action, parameters)

    async def _draw_question(
        self, step: Asking | Revealed, library: Library, lang: str, draft: str, note: Text | None
    ) -> None:
        self._shown = view = shown(step.instance, lang)
        self.query_one(QuestionView).draw(step.instance, view)
        self._draw_figure(library.figure(view.figure, lang) if view.figure else None, lang)
        seen = step.hints_shown if isinstance(step, Asking) else step.review.hints
        self.query_one(HintView).show_hints(view, seen, lang)
        kind = WIDGETS[question_type(step.instance.question)]
        widget = await self.answers.show(kind, step.instance, view, lang)
        if isinstance(step, Revealed):
            widget.restore(step.answer)
            self.reveal(step, library, lang, note)
            return
        if draft:
            widget.restore(draft)
        widget.takers()[0].focus(scroll_visible=False)

    async def _mount_answer(self, widget: AnswerWidget) -> None:
        await self.query_one("#question").mount(widget, before="#error")

    def _draw_figure(self, figure: str | None, lang: str) -> None:
        self._has_figure = figure is not None
        small = figure is not None and figure.count("\n") < self.SMALL_FIGURE
        self.query_one("#figure-below", FigureView).draw(figure, lang, opened=small)
        self.query_one("#figure-beside", FigureView).draw(figure, lang)

    def _say(self, name: str, text: Prose | Content) -> None:
        passage = self.query_one(name, Passage)
        passage.say(text)
        passage.display = True

    def _to_verdict(self, verdict: VerdictView) -> None:
        """Bring as much of the verdict into sight as fits, its first line in any case."""
        if not verdict.display:
            return
        top = verdict.region.y - self.content_region.y + self.scroll_offset.y
        bottom = top + verdict.region.height - self.content_region.height
        self.scroll_to(y=max(self.scroll_offset.y, min(top, bottom)), animate=False)


def summary(step: Done, lang: str, *, began: bool) -> Prose:
    """Return what was achieved, answer by answer, in a session that had something to ask or not."""
    progress = step.progress
    home = Paragraph(Content.styled(pick(both("Enter goes home.", "按回车回到主页。"), lang), "$text-muted"))
    if not progress.asked:
        nothing = (
            both("Nothing was answered.", "这次没有作答。")
            if began
            else both(
                "Nothing is due, and nothing new is left for today.",
                "现在没有到期的题，今天的新题也学完了。",
            )
        )
        return Prose([Paragraph(Content(pick(nothing, lang))), BLANK, home])
    done = both(
        f"Done: {progress.asked} answered, {progress.right} right.",
        f"完成：答了 {progress.asked} 题，对 {progress.right} 题。",
    )
    rows = [Paragraph(Content.styled(pick(done, lang), "bold")), BLANK]
    for review in step.reviews:
        mark, style = ("✓", "$text-success") if review.score >= 1 else ("✗", "$text-error")
        rows.append(Paragraph(Content(review.question), Content.styled(f"{mark} ", f"bold {style}"), 2))
    return Prose([*rows, BLANK, home])
