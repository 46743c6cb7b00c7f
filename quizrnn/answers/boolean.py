"""``boolean``: a statement is true or false."""

from __future__ import annotations

import re
from typing import Final

from quizrnn.answers.instance import Instance
from quizrnn.answers.reading import bare, echo, empty, even, malformed
from quizrnn.answers.verdict import Verdict
from quizrnn.bank.model import BooleanQuestion
from quizrnn.text import Text, both

_TRUE: Final = frozenset(
    {"t", "true", "y", "yes", "1", "right", "correct"}
    | {"对", "对的", "是", "是的", "真", "正确", "正确的", "没错", "成立", "對", "正確"}
    | {"√", "✓", "✔", "✅", "☑"}
)
_FALSE: Final = frozenset(
    {"f", "false", "n", "no", "0", "wrong", "incorrect", "not true", "not correct"}
    | {"错", "错的", "否", "假", "错误", "错误的", "不对", "不是", "不是的", "不正确", "不成立", "錯", "錯誤"}
    | {"×", "x", "✗", "✘", "✕", "✖", "❌"}
)
_BETWEEN: Final = re.compile(r"[\s()=:]+")
_EMOJI_FORM: Final = "\ufe0f"


def check(instance: Instance, answer: str) -> Verdict:
    """Judge a true or a false (see ``check.Checker``)."""
    question = _question(instance)
    words = _BETWEEN.split(bare(answer).replace(_EMOJI_FORM, ""))
    if not even(answer):
        raise empty(syntax(instance))
    given = next((told for told, known in ((True, _TRUE), (False, _FALSE)) if _all_in(known, words)), None)
    if given is None:
        raise malformed(
            both(f"“{echo(answer)}” is neither true nor false", f"“{echo(answer)}”不是对也不是错"),
            syntax(instance),
        )
    return Verdict(score=float(given is question.answer), expected=expected(instance))


def _all_in(known: frozenset[str], words: list[str]) -> bool:
    """Tell whether the words together, or each of ``t (true)``, are known."""
    return " ".join(words) in known or all(word in known for word in words)


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
