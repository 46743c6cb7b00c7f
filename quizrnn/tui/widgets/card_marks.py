"""What a learner says of a card apart from answering it: bury, suspend, flag with a note."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.message import Message

from quizrnn.errors import QuizrnnError
from quizrnn.study.steps import Done
from quizrnn.text import Text, both
from quizrnn.tui.keys import bind
from quizrnn.tui.widgets.flag_line import FlagLine
from quizrnn.tui.widgets.quiz_page import QuizPage
from quizrnn.tui.widgets.shell import Shell

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widget import Widget

    from quizrnn.study.runner import StudySession
    from quizrnn.study.steps import Step
    from quizrnn.tui.app import QuizrnnApp


class CardMarks(Shell):
    """The page with the card, and below it the line for a flag's note."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("flag", "f", "flag"),
        bind("flag", "f8", "flag", display="F8"),
        bind("bury", "b", "bury"),
        bind("bury", "f9", "bury", display="F9"),
        bind("suspend", "exclamation_mark", "suspend", display="!"),
        bind("suspend", "f10", "suspend", display="F10"),
    ]

    class Moved(Message):
        """The card is put away, and another step stands."""

        def __init__(self, step: Step) -> None:
            super().__init__()
            self.step = step

    class Flagged(Message):
        """The card was flagged, or its flag taken back."""

    def __init__(self, session: StudySession) -> None:
        super().__init__()
        self._session = session
        self._before_note: Widget | None = None
        self.writes_note = False
        """Whether a note is being written."""

    def compose(self) -> ComposeResult:
        """Lay page and line out."""
        yield QuizPage()
        yield FlagLine()

    def action_bury(self) -> None:
        """Put the card out of sight until tomorrow."""
        said = both("Buried until tomorrow. u or F4 takes that back.", "今天不再问这道题。按 u 或 F4 撤销。")
        self._put_away(self._session.bury, said)

    def action_suspend(self) -> None:
        """Put the card out of sight until that is taken back."""
        said = both(
            "Suspended: no longer asked. u or F4 takes that back; later, ! does where you browse it.",
            "已停用，以后不再问这道题。按 u 或 F4 撤销；以后可在浏览该题时按 ! 恢复。",
        )
        self._put_away(self._session.suspend, said)

    def action_flag(self) -> None:
        """Have a note written."""
        self.writes_note = True
        self._before_note = self.screen.focused
        self.query_one(FlagLine).ask(self._lang, self._session.flagged or "")

    def on_flag_line_given(self, event: FlagLine.Given) -> None:
        """Flag the card; an empty note on a flagged card takes the flag back."""
        event.stop()
        self.close_note()
        try:
            if event.note or self._session.flagged is None:
                self._session.flag(event.note)
                said = both("Flagged. The same key changes the note.", "已标记。再按同一个键可修改备注。")
            else:
                self._session.flag(None)
                said = both("The flag is taken back.", "已取消标记。")
        except QuizrnnError as trouble:
            self._tell(trouble.message, failed=True)
        else:
            self._tell(said)
            self.post_message(self.Flagged())

    def on_flag_line_cancelled(self, event: FlagLine.Cancelled) -> None:
        """Write no note."""
        event.stop()
        self.close_note()

    def close_note(self) -> None:
        """Put the line away and go back to where the learner was."""
        self.writes_note = False
        self.query_one(FlagLine).display = False
        if self._before_note is not None and self._before_note.is_attached:
            self._before_note.focus(scroll_visible=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the keys that would do nothing now."""
        if action in ("bury", "suspend", "flag"):
            return not isinstance(self._session.step, Done) and not self.writes_note
        return super().check_action(action, parameters)

    @property
    def _lang(self) -> str:
        return cast("QuizrnnApp", self.app).lang

    def _tell(self, text: Text, *, failed: bool = False) -> None:
        cast("QuizrnnApp", self.app).tell(text, "error" if failed else "information")

    def _put_away(self, verb: Callable[[], Step], said: Text) -> None:
        try:
            step = verb()
        except QuizrnnError as trouble:
            self._tell(trouble.message, failed=True)
        else:
            self.post_message(self.Moved(step))
            self._tell(said)
