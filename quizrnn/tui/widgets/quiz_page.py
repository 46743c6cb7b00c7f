"""One step of a session on paper: the question and its answer widget, the verdict, or what was achieved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Container, VerticalScroll
from textual.content import Content

from quizrnn.answers.shown import shown
from quizrnn.study.steps import Asking, Done, Revealed
from quizrnn.text import Text, both, pick
from quizrnn.tui.screens.base import WIDE
from quizrnn.tui.widgets.answer import AnswerWidget
from quizrnn.tui.widgets.label import Note, Passage
from quizrnn.tui.widgets.question_view import FigureView, HintView, QuestionView
from quizrnn.tui.widgets.registry import answer_widget
from quizrnn.tui.widgets.verdict_view import VerdictView

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widget import Widget

    from quizrnn.answers.shown import Shown
    from quizrnn.bank.library import Library
    from quizrnn.study.steps import Step


class QuizPage(VerticalScroll, can_focus=True):
    """Two columns, which stand one below the other where the terminal is narrow."""

    SMALL_FIGURE = 8
    """Lines of a figure that is shown at once where there is one column."""

    def __init__(self) -> None:
        super().__init__(id="page")
        self._shown: Shown | None = None

    def compose(self) -> ComposeResult:
        """Lay the columns out."""
        yield Container(id="question")
        yield Container(id="side")

    async def draw(
        self, step: Step, library: Library, lang: str, *, draft: str = "", problem: Text | None = None
    ) -> None:
        """Draw a step from nothing.

        Args:
            step: The session's step.
            library: Where figures, claims and sources are.
            lang: The learner's language.
            draft: An answer to begin with.
            problem: Why answers cannot be saved, said before one is given.
        """
        with self.app.batch_update():
            for column in ("#question", "#side"):
                await self.query_one(column).remove_children()
            if isinstance(step, Done):
                await self.query_one("#question").mount_all(summary(step, lang))
                self.focus()
            else:
                await self._draw_question(step, library, lang, draft, problem)
        self.scroll_home(animate=False)

    async def reveal(self, step: Revealed, library: Library, lang: str) -> None:
        """Draw the verdict beside, or below, the answer."""
        assert self._shown is not None
        self.query_one(AnswerWidget).reveal(step.answer, step.verdict)
        self.say_trouble(None)
        verdict = VerdictView(step, self._shown, library, lang)
        await self.query_one("#side").mount(verdict)
        self.focus()
        self.call_after_refresh(self._to_verdict, verdict)

    def show_hints(self, count: int, lang: str) -> None:
        """Show the first ``count`` hints."""
        assert self._shown is not None
        hints = self.query_one(HintView)
        hints.show_hints(self._shown, count, lang)
        self.call_after_refresh(hints.scroll_visible, animate=False)

    def say_trouble(self, message: str | None) -> bool:
        """Say why an answer was not taken, below it, or take that back; False where no question stands."""
        if not self.query("#error"):
            return False
        error = self.query_one("#error", Passage)
        error.display = message is not None
        if message is not None:
            error.say(Content.styled(message, "$text-error"))
            self.call_after_refresh(error.scroll_visible, animate=False)
        return True

    def draft(self) -> str:
        """Return the answer that stands now, empty where none does."""
        widgets = self.query(AnswerWidget)
        return widgets.first().answer() if widgets else ""

    async def _draw_question(
        self, step: Asking | Revealed, library: Library, lang: str, draft: str, problem: Text | None
    ) -> None:
        self._shown = view = shown(step.instance, lang)
        widget = answer_widget(step.instance, view, lang)
        hints = HintView()
        hints.show_hints(view, step.hints_shown if isinstance(step, Asking) else step.review.hints, lang)
        error = Passage(id="error")
        error.display = False
        parts: list[Widget] = [QuestionView(step.instance, view)]
        if problem is not None:
            parts.insert(0, Passage(Content.styled(pick(problem, lang), "$text-error"), id="problem"))
        figure = library.figure(view.figure, lang) if view.figure else None
        wide = self.app.size.width >= WIDE
        if figure and not wide:
            parts.append(FigureView(figure, lang, opened=figure.count("\n") < self.SMALL_FIGURE))
        await self.query_one("#question").mount_all([*parts, hints, widget, error])
        if figure and wide:
            await self.query_one("#side").mount(FigureView(figure, lang, opened=True))
        if isinstance(step, Revealed):
            widget.restore(step.answer)
            await self.reveal(step, library, lang)
            return
        if draft:
            widget.restore(draft)
        target = next((node for node in widget.query("*") if node.focusable), None)
        (target or self).focus()

    def _to_verdict(self, verdict: VerdictView) -> None:
        """Bring as much of the verdict into sight as fits, its first line in any case."""
        if not verdict.is_attached:
            return
        top = verdict.region.y - self.content_region.y + self.scroll_offset.y
        bottom = top + verdict.region.height - self.content_region.height
        self.scroll_to(y=max(self.scroll_offset.y, min(top, bottom)), animate=False)


def summary(step: Done, lang: str) -> list[Widget]:
    """Return what was achieved, answer by answer."""
    progress = step.progress
    home = Note(pick(both("Enter goes home.", "按回车回到主页。"), lang))
    if not progress.asked:
        nothing = both(
            "Nothing is due, and nothing new is left for today.", "现在没有到期的题，今天的新题也学完了。"
        )
        return [Passage(pick(nothing, lang)), home]
    done = both(
        f"Done: {progress.asked} answered, {progress.right} right.",
        f"完成：答了 {progress.asked} 题，对 {progress.right} 题。",
    )
    parts: list[Widget] = [Passage(Content.styled(pick(done, lang), "bold")), Passage(Content(" "))]
    for review in step.reviews:
        right = review.score >= 1
        mark, style = ("✓", "$text-success") if right else ("✗", "$text-error")
        parts.append(Passage(Content.assemble((f"{mark} ", f"bold {style}"), (review.question, ""))))
    return [*parts, home]
