"""Runs shipped source, solutions and misconceptions, in the grader's own process. Never a submission."""

from __future__ import annotations

import builtins
import warnings
from collections.abc import Callable
from typing import Any

import msgspec

from quizrnn.bank.drills import Edit, Form, Mislaid
from quizrnn.drills.cases import Array, DrawnCase, strided
from quizrnn.drills.convention import converted_outputs, misplaced, misread
from quizrnn.drills.descent import measure
from quizrnn.drills.expected import run_calls
from quizrnn.drills.outcome import Outcome
from quizrnn.drills.trained import given, mode
from quizrnn.drills.training import train
from quizrnn.errors import QuizrnnError
from quizrnn.text import both


class Program:
    """Trusted source, compiled once and run on any number of cases.

    Args:
        source: It.
        form: The drill's form.
        origin: Whether the source is written in the convention from which the form was derived: then it runs
            on that one's case, and what it returns is converted.
    """

    def __init__(self, source: str, form: Form, *, origin: bool = False) -> None:
        self._form = form
        self._origin = form.origin if origin else None
        self._names: dict[str, Any] = {"__name__": "solution", "__builtins__": builtins}
        self._error: str | None = None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                exec(compile(source, "<solution>", "exec", dont_inherit=True), self._names)
        except Exception as error:  # noqa: BLE001  an edit may break the source in any way
            self._error = _described(error)

    def run(self, case: DrawnCase, mislaid: Mislaid | None = None) -> Outcome:
        """Call the form's functions on one case; floating-point warnings are silenced.

        Args:
            case: The case.
            mislaid: What the source takes for what, where it shall make a mistake of layout.
        """
        import numpy as np

        if self._error is not None:
            return Outcome(outputs={}, error=self._error)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = self._called(case if mislaid is None else misread(self._form, case, mislaid))
        except Exception as error:  # noqa: BLE001  as above
            return Outcome(outputs={}, error=_described(error))
        outputs = {name: np.asarray(value) for name, value in found.items()}
        return Outcome(outputs=outputs if mislaid is None else misplaced(self._form, outputs, mislaid))

    def _called(self, case: DrawnCase) -> dict[str, Array]:
        import numpy as np

        if self._form.training is not None:
            run = measure if mode(case) == "update" else train
            found = run(self._find("init"), self._find("step"), given(case), float)
            return {name: np.asarray(value) for name, value in found.items()}
        if self._origin is None or case.origin is None:
            return run_calls(self._form.calls, _fresh(case), self._find)
        found = run_calls(self._origin.calls, _fresh(case.origin), self._find)
        return converted_outputs(self._form, {name: np.asarray(value) for name, value in found.items()})

    def _find(self, name: str) -> Callable[..., Any]:
        function: Callable[..., Any] = self._names[name]
        return function


def _fresh(case: DrawnCase) -> DrawnCase:
    """Copy a case's arrays, layout in memory included: mistaken code may write into them."""

    def copied(group: dict[str, Array]) -> dict[str, Array]:
        return {n: v.copy() if v.flags.c_contiguous else strided(v) for n, v in group.items()}

    return msgspec.structs.replace(
        case,
        inputs=copied(case.inputs),
        params=copied(case.params),
        dicts={name: copied(group) for name, group in case.dicts.items()},
    )


class Runs:
    """What shipped sources compute on cases, each run once however often it is asked for.

    Args:
        form: The drill's form. The sources are those that its misconceptions edit.
        own: Whether they are written in the form's own convention, wherever that was derived from.
    """

    def __init__(self, form: Form, *, own: bool = False) -> None:
        self.form = form
        self._from_origin = form.mistakes_of is not None and not own
        self._programs: dict[str, Program] = {}
        self._outcomes: dict[tuple[str, str, Mislaid | None], Outcome] = {}

    def outcome(self, source: str, case: DrawnCase, mislaid: Mislaid | None = None) -> Outcome:
        """Run a source on a case; all cases asked for must be of one run, for they are known by name."""
        key = (source, case.name, mislaid)
        if key not in self._outcomes:
            if source not in self._programs:
                self._programs[source] = Program(source, self.form, origin=self._from_origin)
            self._outcomes[key] = self._programs[source].run(case, mislaid)
        return self._outcomes[key]


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
