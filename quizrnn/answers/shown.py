"""What a learner sees of an instance: texts in one language, parameters filled in, pieces as displayed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from quizrnn.bank.model import (
    ChoiceQuestion,
    MatchQuestion,
    MultiQuestion,
    OrderQuestion,
    ShortQuestion,
)
from quizrnn.notation import fill
from quizrnn.text import Text, pick

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizrnn.answers.instance import Instance


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """An instance in one language. Texts still have their markup; lists are in displayed order.

    Attributes:
        stem: What is asked; of ``cloze`` with its markers ``[[1]]``.
        choices: Of ``choice`` and ``multi``; the first is called ``a``.
        items: Of ``order``, likewise.
        left: Left pieces of ``match``, called by letters.
        right: Right pieces of ``match``, called by numbers.
        code: Code, with parameters filled in and without markup.
        figure: Name of the figure.
        hints: From a nudge to the last step.
        explanation: Why the answer is right.
        model_answer: Of ``short``.
        rubric: Points of ``short``.
    """

    stem: str
    choices: list[str] = []
    items: list[str] = []
    left: list[str] = []
    right: list[str] = []
    code: str | None = None
    figure: str | None = None
    hints: list[str] = []
    explanation: str | None = None
    model_answer: str | None = None
    rubric: list[str] = []


def shown(instance: Instance, lang: str) -> Shown:
    """Return what a learner who reads ``lang`` sees of ``instance``."""
    question = instance.question

    def read(text: Text) -> str:
        return fill(pick(text, lang), instance.params)

    choices: list[str] = []
    items: list[str] = []
    left: list[str] = []
    right: list[str] = []
    rubric: list[str] = []
    model_answer: str | None = None
    match question:
        case ChoiceQuestion() | MultiQuestion():
            choices = [read(question.choices[place].text) for place in displayed(instance)]
        case OrderQuestion():
            items = [read(question.items[place]) for place in displayed(instance)]
        case MatchQuestion():
            left = [read(question.pairs[place].left) for place in displayed_left(instance)]
            pieces = right_pieces(question)
            right = [read(pieces[place]) for place in displayed(instance)]
        case ShortQuestion():
            rubric = [read(point.point) for point in question.rubric]
            model_answer = read(question.model_answer)
        case _:
            pass
    return Shown(
        stem=read(question.stem),
        choices=choices,
        items=items,
        left=left,
        right=right,
        code=fill_code(question.code, instance),
        figure=question.figure,
        hints=[read(hint) for hint in question.hints],
        explanation=None if question.explanation is None else read(question.explanation),
        model_answer=model_answer,
        rubric=rubric,
    )


def fill_code(code: str | None, instance: Instance) -> str | None:
    """Return code with ``{H}`` filled in; a dictionary or an f-string that names no parameter stays."""
    from quizrnn.notation import value_text

    if code is not None:
        for name, value in instance.params.items():
            code = code.replace("{" + name + "}", value_text(value))
    return code


def displayed(instance: Instance) -> Sequence[int]:
    """Return the place in the file of each displayed choice, item or right piece."""
    question = instance.question
    if instance.order:
        return instance.order
    match question:
        case ChoiceQuestion() | MultiQuestion():
            return range(len(question.choices))
        case OrderQuestion():
            return range(len(question.items))
        case MatchQuestion():
            return range(len(question.pairs) + len(question.distractors))
        case _:
            return ()


def displayed_left(instance: Instance) -> Sequence[int]:
    """Return the place in the file of each displayed left piece of ``match``."""
    question = instance.question
    assert isinstance(question, MatchQuestion)
    return instance.left_order or range(len(question.pairs))


def right_pieces(question: MatchQuestion) -> list[Text]:
    """Return the right pieces in the order of the file, distractors last."""
    return [*(pair.right for pair in question.pairs), *question.distractors]


def letter(place: int) -> str:
    """Return what calls the piece displayed at ``place``: ``a`` … ``z``, then ``aa``, ``ab`` …"""
    letters = ""
    place += 1
    while place > 0:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters
