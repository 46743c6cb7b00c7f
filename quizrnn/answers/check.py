"""The one door to checking: parse an answer as its question's type does, and judge it."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from quizrnn.answers.instance import Instance
from quizrnn.answers.verdict import Verdict
from quizrnn.bank.model import question_type
from quizrnn.text import Text


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
    """Judge ``answer`` (see ``Checker.check``)."""
    return checker_of(instance).check(instance, answer)


def expected(instance: Instance) -> Text:
    """Return the right answer (see ``Checker.expected``)."""
    return checker_of(instance).expected(instance)


def syntax(instance: Instance) -> Text:
    """Return how an answer is written (see ``Checker.syntax``)."""
    return checker_of(instance).syntax(instance)
