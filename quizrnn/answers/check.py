"""The one door to checking: parse an answer as its question's type does, and judge it."""

from __future__ import annotations

from importlib import import_module
from typing import Final, Protocol, cast

from quizrnn.answers.instance import Instance
from quizrnn.answers.verdict import Verdict
from quizrnn.bank.model import ShortQuestion, question_type
from quizrnn.errors import Malformed
from quizrnn.text import Text, both

MAX_LENGTH: Final = 4000
"""Longest answer that is read, in characters; free text may be longer."""


class Checker(Protocol):
    """What each module of a question type offers. Modules are imported when first needed."""

    def check(self, instance: Instance, answer: str) -> Verdict:
        """Judge ``answer``, written in the line syntax of the type.

        Raises:
            Malformed: If the answer cannot be read; that is no attempt.
        """

    def expected(self, instance: Instance) -> Text:
        """Return the right answer as the learner would type it, followed by what it stands for."""

    def syntax(self, instance: Instance) -> Text:
        """Return one line that says how an answer to this instance is written."""


def checker_of(instance: Instance) -> Checker:
    """Return the module that judges the instance's question type."""
    name = question_type(instance.question)
    module = {"choice": "choices", "multi": "choices", "boolean": "boolean"}.get(name, name)
    return cast(Checker, import_module(f"quizrnn.answers.{module}"))


def check(instance: Instance, answer: str) -> Verdict:
    """Judge ``answer`` (see ``Checker.check``); the key as ``expected`` writes it is an answer, too."""
    if len(answer) > MAX_LENGTH and not isinstance(instance.question, ShortQuestion):
        raise Malformed(
            both(
                f"the answer is too long: {len(answer)} characters, at most {MAX_LENGTH} are read",
                f"答案太长：{len(answer)} 个字符，最多读取 {MAX_LENGTH} 个",
            )
        )
    try:
        return checker_of(instance).check(instance, answer)
    except Malformed:
        call = _call_of_key(instance, answer) if len(answer) <= MAX_LENGTH else None
        if call is None:
            raise
    return checker_of(instance).check(instance, call)


def _call_of_key(instance: Instance, answer: str) -> str | None:
    """Return the letters or numbers that ``expected`` begins with, if an answer repeats all of it."""
    from quizrnn.answers.reading import even
    from quizrnn.notation import to_plain, to_terminal

    typed = "".join(even(answer).split())
    key = expected(instance)
    for text in key.values() if isinstance(key, dict) else (key,):
        call, stop, _ = text.replace("：", ":").partition(":")
        if stop and any(typed == "".join(even(plain(text)).split()) for plain in (to_plain, to_terminal)):
            return call.partition(" or ")[0].partition(" 或 ")[0]
    return None


def expected(instance: Instance) -> Text:
    """Return the right answer (see ``Checker.expected``)."""
    return checker_of(instance).expected(instance)


def syntax(instance: Instance) -> Text:
    """Return how an answer is written (see ``Checker.syntax``)."""
    return checker_of(instance).syntax(instance)
