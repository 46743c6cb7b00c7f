"""What every widget that takes an answer has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.message import Message

if TYPE_CHECKING:
    from quizrnn.answers.instance import Instance
    from quizrnn.answers.shown import Shown
    from quizrnn.answers.verdict import Verdict


class AnswerWidget(Vertical):
    """Takes an answer and hands it on in the line syntax of its question type; it judges nothing.

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

    class Submitted(Message):
        """The learner gives an answer."""

        def __init__(self, answer: str) -> None:
            super().__init__()
            self.answer = answer
            """The answer in line syntax."""

    class Edited(Message):
        """The answer is being changed, so that what was said of the one before no longer holds."""

    def __init__(self, instance: Instance, shown: Shown, lang: str) -> None:
        super().__init__()
        self.instance = instance
        self.shown = shown
        self.lang = lang

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

    def reveal(self, answer: str, verdict: Verdict) -> None:  # noqa: ARG002
        """Show what was right and stop taking answers."""
        for node in self.query("*"):
            node.can_focus = False
