"""A session: question, answer, verdict, and on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizrnn.bank.model import question_type
from quizrnn.study.steps import Asking, Done
from quizrnn.text import Text, both
from quizrnn.tui.draw import question_types
from quizrnn.tui.screens.base import BaseScreen
from quizrnn.tui.widgets.sitting import Sitting

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from quizrnn.study.runner import StudySession
    from quizrnn.tui.widgets.card_marks import CardMarks


class QuizScreen(BaseScreen):
    """One sitting, with its place and clock in the title. Whatever was answered is on disk before its
    verdict shows.

    Attributes:
        session: The engine.
    """

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
            "Where letters are typed as text, the function keys do the same as the letters.\n\n"
            "A buried card comes back tomorrow, a suspended one when you say so; a flag keeps a note of what "
            "seems doubtful. Undo takes back an answer, a bury or a suspend.",
            "作答、看判定、按回车继续。每个答案都先保存再显示判定。在输入框中字母会作为文字输入，此时请用对应的功能键。\n\n"
            "“明天再问”的题明天会再出现；“停用”的题要等你恢复后才会再问；“标记”可以记下疑问。"
            "撤销可以收回上一个答案、“明天再问”或“停用”。",
        )

    def body(self) -> Iterable[Widget]:
        """Return the sitting."""
        yield Sitting(self.session)

    async def on_mount(self) -> None:
        """Ask the first question."""
        self._since = self.services.clock.monotonic()
        await self.query_one(Sitting).draw()
        self.set_interval(1, self._tick)
        self.call_after_refresh(self._make_ready)

    async def _make_ready(self) -> None:
        """Load and make, while the first question is read, what later ones would else wait for."""
        warm_up()
        for sitting in self.query(Sitting):
            if sitting.is_attached and await sitting.page.answers.prepare():
                self.call_after_refresh(self._make_ready)

    async def retell(self) -> None:
        """Say everything in the other language, with what was typed."""
        draft = self.query_one(Sitting).page.draft()
        await super().retell()
        await self.query_one(Sitting).draw(draft)

    def on_sitting_moved(self) -> None:
        """Say where the learner is, and which keys live."""
        self._show_place()
        self.refresh_bindings()

    def on_card_marks_flagged(self, event: CardMarks.Flagged) -> None:
        """Say whether the card is flagged."""
        event.stop()
        self._show_place()

    def on_sitting_left(self) -> None:
        """Go home from the end."""
        self.quizrnn.ways.home()

    def looked_at(self, looked: bool) -> None:
        """Stop the clock of the answer while the learner is elsewhere."""
        (self.session.unpause if looked else self.session.pause)()

    def _tick(self) -> None:
        if self.is_current and not isinstance(self.session.step, Done):
            self._show_place()

    def _show_place(self) -> None:
        step = self.session.step
        progress = step.progress
        parts = []
        if isinstance(step, Done):
            parts.append(f"{progress.asked}")
        else:
            number = progress.asked + (1 if isinstance(step, Asking) else 0)
            parts.append(f"{number}/{progress.asked + progress.left}")
            parts.append(self.say(question_types()[question_type(step.instance.question)]))
            if self.session.flagged is not None:
                parts.append(self.say(both("flagged", "已标记")))
        if progress.asked:
            parts.append(f"✓ {progress.right}")
        seconds = max(0, int(self.services.clock.monotonic() - self._since))
        parts.append(f"{seconds // 60}:{seconds % 60:02d}")
        self.show_progress(" · ".join(parts))


def warm_up() -> None:
    """Load what highlights code."""
    from quizrnn.tui.draw import code_lines

    code_lines("x = 1")
