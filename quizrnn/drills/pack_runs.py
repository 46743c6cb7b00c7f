"""Runs a pack's source, its solution and mistaken versions of it, in children of their own.

A pack is a stranger's: its code runs where a submission's does, but never in the same process, so that a
submission cannot see what is right.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from quizrnn.drills.job import Job, Run, inputs_of
from quizrnn.drills.limits import Cancel, Limits
from quizrnn.drills.outcome import Outcome
from quizrnn.drills.results import Number, Odd, RunOutcome, RunResult
from quizrnn.drills.sandbox import Child
from quizrnn.drills.wording import fatal_text
from quizrnn.text import Text, pick

if TYPE_CHECKING:
    from quizrnn.bank.drills import Form, Mislaid
    from quizrnn.drills.cases import DrawnCase

EXTRA: Final = 12
"""How many sources nobody prepared for are run, each at the price of a process."""

RESTARTS: Final = 4
"""How often a batch goes on in a new child after a version that ended the one before."""

_LOADER: Final = """
_texts = {texts!r}
_spaces = {{}}


def _version(number, name):
    def call(*arguments):
        if number not in _spaces:
            space = {{"__name__": "solution"}}
            exec(compile(_texts[number], "solution", "exec", dont_inherit=True), space)
            _spaces[number] = space
        if name not in _spaces[number]:
            raise NameError(f"no function {{name}}")
        return _spaces[number][name](*arguments)

    return call


for _number in range(len(_texts)):
    for _name in {names!r}:
        globals()[f"{{_name}}__{{_number}}"] = _version(_number, _name)
"""
"""Stands in the child in place of a submission: every version with names of its own for its functions."""


class PackRuns:
    """What a pack's sources compute on cases, each run once however often it is asked for.

    Args:
        form: The drill's form.
        cases: The cases of one run, which are known by name.
        limits: What a run may take.
        cancel: Ends a run from another thread.
        early: Start the first child at once, while the submission's is at work.
    """

    def __init__(
        self,
        form: Form,
        cases: Sequence[DrawnCase],
        *,
        limits: Limits | None = None,
        cancel: Cancel | None = None,
        early: bool = False,
    ) -> None:
        self.form = form
        self._cases = list(cases)
        self._limits = limits or Limits()
        self._cancel = cancel
        self._outcomes: dict[tuple[str, str], Outcome] = {}
        self._extra = EXTRA
        self._lock = threading.RLock()
        self._waiting = Child(self._limits) if early else None
        self._since = time.monotonic()

    def close(self) -> None:
        """End the child that waits, if one does."""
        child, self._waiting = self._waiting, None
        if child is not None:
            child.close()

    def outcome(self, source: str, case: DrawnCase, mislaid: Mislaid | None = None) -> Outcome:
        """Return what a source computes on a case; one that was not prepared takes a child of its own."""
        assert mislaid is None
        with self._lock:
            if (source, case.name) not in self._outcomes:
                if self._extra == 0:
                    return Outcome(outputs={}, error="not run")
                self._extra -= 1
                self.prepare([source])
            return self._outcomes[source, case.name]

    def prepare(self, sources: Iterable[str]) -> None:
        """Run sources on every case, all in one child.

        Raises:
            CancelledError: If ``cancel`` was requested.
        """
        with self._lock:
            left = [source for source in dict.fromkeys(sources) if not self._known(source)]
            for _ in range(RESTARTS):
                if not left:
                    return
                left = self._run(left)
            for source in left:
                self._keep_all(source, "not run")

    def _known(self, source: str) -> bool:
        return any((source, case.name) in self._outcomes for case in self._cases)

    def _run(self, sources: list[str]) -> list[str]:
        """Run sources in one child, and return those that were not reached because one before ended it."""
        child, self._waiting = self._waiting, None
        limits = self._limits._replace(seconds=self._limits.seconds * (1 + len(sources) / 8))
        stale = time.monotonic() - self._since > self._limits.start_seconds / 2
        if child is None or stale or len(sources) > 1:
            if child is not None:
                child.close()
            child = Child(limits)
        result = child.run(self._job(sources), self._cancel)
        step = len(self._cases)
        for place, source in enumerate(sources):
            runs = result.runs[place * step : (place + 1) * step]
            if not all(run.done for run in runs):
                self._keep_all(source, _why(result))
                return sources[place + 1 :]
            for case, run in zip(self._cases, runs, strict=True):
                self._outcomes[source, case.name] = _outcome(run)
        return []

    def _keep_all(self, source: str, error: str) -> None:
        for case in self._cases:
            self._outcomes[source, case.name] = Outcome(outputs={}, error=error)

    def _job(self, sources: list[str]) -> Job:
        names = list(dict.fromkeys(call.function for call in self.form.calls))
        runs = [
            Run(
                tuple(
                    msgspec.structs.replace(call, function=f"{call.function}__{number}")
                    for call in self.form.calls
                ),
                inputs_of(self.form, case),
            )
            for number in range(len(sources))
            for case in self._cases
        ]
        return Job(_LOADER.format(texts=sources, names=names), "versions", tuple(runs), loud=0)


def _outcome(run: RunOutcome) -> Outcome:
    if run.error is not None:
        text = f"{run.error.type}: {run.error.text}" if run.error.text else run.error.type
        return Outcome(outputs={}, error=text)
    return Outcome(
        outputs={
            name: value.value if isinstance(value, Number) else value
            for name, value in run.values.items()
            if not isinstance(value, Odd)
        }
    )


def _why(result: RunResult) -> str:
    """Return in English why a run was not made to its end."""
    says: Text = fatal_text(result)[0]
    return pick(says, "en") or result.status
