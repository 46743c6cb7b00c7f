"""One question to read, with its answer at a key."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll

from quizrnn.answers.check import expected
from quizrnn.answers.instance import Instance, draw
from quizrnn.answers.shown import letter, shown
from quizrnn.bank.model import BugQuestion
from quizrnn.errors import QuizrnnError
from quizrnn.study.days import study_day
from quizrnn.text import Text, both, pick
from quizrnn.tui.draw import labelled_prose, line, numbered_code, prose
from quizrnn.tui.finder import BURIED, SUSPENDED
from quizrnn.tui.keys import bind
from quizrnn.tui.prose import Prose
from quizrnn.tui.screens.base import BaseScreen
from quizrnn.tui.widgets.label import Passage, Preformatted
from quizrnn.tui.widgets.piece_list import labelled
from quizrnn.tui.widgets.verdict_view import explanation

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from textual.binding import BindingType
    from textual.widget import Widget

    from quizrnn.study.marks import Mark


class ShowScreen(BaseScreen):
    """A question as it would be asked; nothing is recorded here."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("answer", "a", "answer"),
        bind("practise", "p", "practise"),
        bind("suspend", "exclamation_mark", "suspend", display="!"),
        bind("bury", "b", "bury"),
    ]

    def __init__(self, question: str) -> None:
        super().__init__(name="show")
        self.question_id = question
        self._answer = False

    @property
    def instance(self) -> Instance:
        """The question's standard instance."""
        return draw(self.services.library.get(self.question_id), 0)

    def heading(self) -> Text:
        """Return the screen's name."""
        return self.question_id

    def about(self) -> Text:
        """Return what the help page says of this screen."""
        return both(
            "Reading records nothing. `p` asks the question as in a session and records the answer. `!` "
            "suspends the question, so that no session asks it, `b` buries it until tomorrow. Once more "
            "takes that back.",
            "在此浏览不做记录。按 `p` 会像答题时一样提问，并记录答案。"
            "按 `!` 停用本题，按 `b` 今天不再问；再按一次恢复。",
        )

    def body(self) -> Iterable[Widget]:
        """Return the question and, once asked for, its answer."""
        yield VerticalScroll(*self._parts())

    def on_mount(self) -> None:
        """Let the arrow keys scroll."""
        self.query_one(VerticalScroll).focus()
        self._show_state()

    async def retell(self) -> None:
        """Say everything in the other language."""
        await super().retell()
        self.query_one(VerticalScroll).focus()
        self._show_state()

    @property
    def _day(self) -> date:
        return study_day(self.services.clock.now(), self.services.settings.day_start_hour)

    @property
    def suspended(self) -> bool:
        """Whether no session asks the question."""
        return self.question_id in self.services.store.marks.suspended()

    @property
    def buried(self) -> bool:
        """Whether no session asks the question today."""
        return self.question_id in self.services.store.marks.buried(self._day)

    def _show_state(self) -> None:
        state = SUSPENDED if self.suspended else BURIED if self.buried else ""
        self.show_progress(self.say(state))

    def _parts(self) -> Iterable[Widget]:
        lang, library, instance = self.quizrnn.lang, self.services.library, self.instance
        view = shown(instance, lang)
        yield Passage(prose(view.stem))
        if view.code and not isinstance(instance.question, BugQuestion):
            yield Preformatted(numbered_code(view.code), classes="part")
        if isinstance(instance.question, BugQuestion):
            yield Preformatted(numbered_code(instance.question.code), classes="part")
        figure = library.figure(view.figure, lang) if view.figure else None
        if figure:
            yield Preformatted(figure.rstrip("\n"), classes="part")
        pieces = [*enumerate(view.choices or view.items or view.left)]
        rows = [labelled(f" {letter(place)}", line(piece)) for place, piece in pieces]
        rows += [labelled(f" {place}", line(piece)) for place, piece in enumerate(view.right, 1)]
        for number, row in enumerate(rows):
            yield Passage(row, classes="" if number else "part")
        if not self._answer:
            return
        key = pick(both("Answer", "答案"), lang)
        yield Passage(labelled_prose(key, pick(expected(instance), lang)), classes="part")
        for block in explanation(instance.question, view, library, lang):
            yield Passage(Prose(block), classes="part")

    async def action_answer(self) -> None:
        """Show the answer, or put it away."""
        self._answer = not self._answer
        scroll = self.query_one(VerticalScroll)
        await scroll.remove_children()
        await scroll.mount_all(self._parts())

    def action_suspend(self) -> None:
        """Have no session ask the question, or take that back."""
        if self.suspended:
            self._mark("unsuspend", both("Asked again from now on.", "已恢复，以后会再问这道题。"))
        else:
            self._mark(
                "suspend",
                both(
                    "Suspended: no longer asked. ! takes that back.", "已停用，以后不再问这道题。按 ! 恢复。"
                ),
            )

    def action_bury(self) -> None:
        """Have no session ask the question before tomorrow, or take that back."""
        if self.buried:
            self._mark("unbury", both("Asked again from now on.", "已恢复，以后会再问这道题。"))
        else:
            self._mark(
                "bury", both("Buried until tomorrow. b takes that back.", "今天不再问这道题。按 b 恢复。")
            )

    def _mark(self, mark: Mark, said: Text) -> None:
        try:
            self.services.store.marks.put(self.question_id, mark, self._day)
        except QuizrnnError as error:
            self.quizrnn.tell(error.message, "error")
        else:
            self._show_state()
            self.quizrnn.tell(said)

    def action_practise(self) -> None:
        """Ask the question, on record."""
        from quizrnn.tui.screens.quiz import QuizScreen

        self.quizrnn.ways.show(lambda: QuizScreen(self.services.practise(self.question_id)))
