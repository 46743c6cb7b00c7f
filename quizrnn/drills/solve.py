"""Runs shipped source, solutions and misconceptions, in the grader's own process. Never a submission."""

from __future__ import annotations

import builtins
import warnings
from collections.abc import Callable
from typing import Any

import msgspec

from quizrnn.bank.drills import Edit, Form
from quizrnn.drills.cases import Array, DrawnCase
from quizrnn.drills.expected import run_calls
from quizrnn.errors import QuizrnnError
from quizrnn.text import both


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a run yielded: the outputs by name, or the error that it raised."""

    outputs: dict[str, Array]
    error: str | None = None


class Program:
    """Trusted source, compiled once and run on any number of cases."""

    def __init__(self, source: str, form: Form) -> None:
        self._form = form
        self._names: dict[str, Any] = {"__name__": "solution", "__builtins__": builtins}
        self._error: str | None = None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                exec(compile(source, "<solution>", "exec", dont_inherit=True), self._names)
        except Exception as error:  # noqa: BLE001  an edit may break the source in any way
            self._error = _described(error)

    def run(self, case: DrawnCase) -> Outcome:
        """Call the form's functions on one case; floating-point warnings are silenced."""
        import numpy as np

        if self._error is not None:
            return Outcome(outputs={}, error=self._error)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = run_calls(self._form.calls, case, self._find)
        except Exception as error:  # noqa: BLE001  as above
            return Outcome(outputs={}, error=_described(error))
        return Outcome(outputs={name: np.asarray(value) for name, value in found.items()})

    def _find(self, name: str) -> Callable[..., Any]:
        function: Callable[..., Any] = self._names[name]
        return function


class Runs:
    """What sources compute on cases, each run once however often it is asked for.

    Args:
        form: The drill's form.
    """

    def __init__(self, form: Form) -> None:
        self.form = form
        self._programs: dict[str, Program] = {}
        self._outcomes: dict[tuple[str, str], Outcome] = {}

    def outcome(self, source: str, case: DrawnCase) -> Outcome:
        """Run a source on a case; all cases asked for must be of one run, for they are known by name."""
        key = (source, case.name)
        if key not in self._outcomes:
            if source not in self._programs:
                self._programs[source] = Program(source, self.form)
            self._outcomes[key] = self._programs[source].run(case)
        return self._outcomes[key]


def run_source(source: str, form: Form, case: DrawnCase) -> Outcome:
    """Run trusted source on one case; see :class:`Program` for several."""
    return Program(source, form).run(case)


def edited(source: str, edits: list[Edit]) -> str:
    """Return ``source`` with every edit made, in order.

    Raises:
        QuizrnnError: What an edit looks for is not there exactly once.
    """
    for edit in edits:
        count = source.count(edit.find)
        if count != 1:
            raise QuizrnnError(
                both(
                    f"an edit's text is there {count} times, not once: {edit.find}",
                    f"待替换的文本出现了 {count} 次，应恰好一次：{edit.find}",
                )
            )
        source = source.replace(edit.find, edit.replace)
    return source


def _described(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
