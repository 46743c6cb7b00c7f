"""Which widget takes the answer to which type of question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from quizrnn.bank.model import question_type
from quizrnn.tui.widgets.bug_answer import BugAnswer
from quizrnn.tui.widgets.choice_answer import ChoiceAnswer
from quizrnn.tui.widgets.cloze_answer import ClozeAnswer
from quizrnn.tui.widgets.line_answer import LineAnswer
from quizrnn.tui.widgets.match_answer import MatchAnswer
from quizrnn.tui.widgets.multi_answer import MultiAnswer
from quizrnn.tui.widgets.order_answer import OrderAnswer
from quizrnn.tui.widgets.short_answer import ShortAnswer

if TYPE_CHECKING:
    from quizrnn.answers.instance import Instance
    from quizrnn.answers.shown import Shown
    from quizrnn.tui.widgets.answer import AnswerWidget

WIDGETS: Final[dict[str, type[AnswerWidget]]] = {
    "choice": ChoiceAnswer,
    "multi": MultiAnswer,
    "boolean": ChoiceAnswer,
    "cloze": ClozeAnswer,
    "order": OrderAnswer,
    "match": MatchAnswer,
    "numeric": LineAnswer,
    "formula": LineAnswer,
    "short": ShortAnswer,
    "bug": BugAnswer,
}
"""The widget of each question type."""


def answer_widget(instance: Instance, shown: Shown, lang: str) -> AnswerWidget:
    """Return a new widget that takes the answer to ``instance``."""
    widget = WIDGETS[question_type(instance.question)]()
    widget.show(instance, shown, lang)
    return widget
