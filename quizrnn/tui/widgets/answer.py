"""What every widget that takes an answer has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from quizrnn.tui.widgets.shell import Shell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget

    from quizrnn.answers.instance import Instance
    from quizrnn.answers.shown import Shown
    from quizrnn.answers.verdict import Verdict


class AnswerWidget(Shell):
    """Takes an answer and hands it on in the line syntax of its question type; it judges nothing.

    It stays from question to question, since to make one and to match its styles takes longer than a key
    may wait.

    Attributes:
        instance: The showing of the question.
        shown: The question as the learner sees it.
        lang: The learner's language.
    """

    DEFAULT_CSS = """
    AnswerWidget {
        height: auto;
        margin-top: 1;
    }
    """
    instance: Instance
    shown: Shown
    lang: str

    class Submitted(Message):
        """The learner gives an answer."""

        def __init__(self, answer: str) -> None:
            super().__init__()
            self.answer = answer
            """The answer in line syntax."""

    class Edited(Message):
        """The answer is being changed, so that what was said of the one before no longer holds."""

    def show(self, instance: Instance, shown: Shown, lang: str) -> None:
        """Ask a question in place of the one before, also before the widget is mounted."""
        self.instance, self.shown, self.lang = instance, shown, lang
        self.disabled = False
        for part in self.takers():
            part.can_focus = True
        self.ask()

    def ask(self) -> None:
        """Lay the question out in the parts."""
        raise NotImplementedError

    def takers(self) -> Sequence[Widget]:
        """Return the parts that take keys; the learner begins in the first."""
        raise NotImplementedError

    def answer(self) -> str:
        """Return what stands now, in line syntax."""
        raise NotImplementedError

    def submit(self) -> None:
        """Give the answer that stands now."""
        self.post_message(self.Submitted(self.answer()))

    def restore(self, answer: str) -> None:
        """Put back an answer in line syntax, after an undo or a change of language."""

    def troubled(self, *, is_so: bool) -> None:
        """Hear whether something is said below of an answer that could not be read."""

    def rest(self) -> None:
        """Take no more keys."""
        for part in self.takers():
            part.can_focus = False

    def reveal(self, answer: str, verdict: Verdict) -> None:  # noqa: ARG002
        """Show what was right and stop taking answers."""
        self.rest()
