"""``boolean``: a statement is true or false."""

from __future__ import annotations

from typing import Final

from quizrnn.answers.instance import Instance
from quizrnn.answers.reading import echo, empty, even, malformed
from quizrnn.answers.verdict import Verdict
from quizrnn.bank.model import BooleanQuestion
from quizrnn.text import Text, both

_TRUE: Final = frozenset({"t", "true", "y", "yes", "1", "对", "是", "真", "正确", "√", "✓", "✔"})
_FALSE: Final = frozenset(
    {"f", "false", "n", "no", "0", "错", "否", "假", "错误", "不对", "不是", "×", "x", "✗", "✘"}
)


def check(instance: Instance, answer: str) -> Verdict:
    """Judge a true or a false (see ``check.Checker``)."""
    question = _question(instance)
    word = even(answer).casefold().rstrip(".。!！")
    if not word:
        raise empty(syntax(instance))
    if word not in _TRUE | _FALSE:
        raise malformed(
            both(f"“{echo(answer)}” is neither true nor false", f"“{echo(answer)}”不是对也不是错"),
            syntax(instance),
        )
    return Verdict(score=float((word in _TRUE) is question.answer), expected=expected(instance))


def expected(instance: Instance) -> Text:
    """Return ``t`` or ``f`` and its word."""
    return both("t (true)", "t（对）") if _question(instance).answer else both("f (false)", "f（错）")


def syntax(instance: Instance) -> Text:  # noqa: ARG001
    """Return how the answer is written."""
    return both("t for true or f for false.", "对输入 t，错输入 f。")


def _question(instance: Instance) -> BooleanQuestion:
    question = instance.question
    assert isinstance(question, BooleanQuestion)
    return question
