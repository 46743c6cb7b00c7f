"""A right solution on the bench: what could be wrong with it, and what it does on the cases then."""

from __future__ import annotations

import ast
import signal
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache, cached_property
from types import FrameType
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np

from mistakes.candidate import Candidate
from mistakes.corpus import Solution, drill_of
from mistakes.facts import Facts
from mistakes.kinds_calls import CALLS
from mistakes.kinds_flow import FLOW
from mistakes.kinds_formulas import FORMULAS
from mistakes.page import Edit, Page, edited
from quizrnn.drills.cases import draw_cases
from quizrnn.drills.compare import close
from quizrnn.drills.expected import expected_outputs, form_of
from quizrnn.drills.solve import Program

IN_SIGMOID: Final = 0.15
"""How likely a mistake is in the sigmoid that a solution brings along, beside its other lines."""

IN_FORWARD: Final = 0.5
"""How likely it is in the forward pass where a backward pass is asked for: that one was a drill before."""

SECONDS: Final = 3.0
"""What all cases of a mistaken program may take, in processor time: a busy machine changes no sample."""

SEED: Final = 20
"""Draws the cases on which mistakes are tried; the grade itself draws others."""

Right: TypeAlias = frozenset[tuple[str, str]]
"""The outputs that are right, each by its case and its name."""


class Run(NamedTuple):
    """What a program did on the cases.

    Attributes:
        outputs: Its outputs by case; of a case that raised an error there are none.
        right: Those that are right.
        crashes: Whether a case raised an error.
    """

    outputs: dict[tuple[str, str], Any]
    right: Right
    crashes: bool


class Bench:
    """A solution, what could be wrong with it, and the cases that tell."""

    def __init__(self, solution: Solution) -> None:
        drill, _ = drill_of(solution.drill)
        self.solution = solution
        self.page = Page(solution.source)
        self._form = form_of(drill, solution.convention)
        self._cases = draw_cases(self._form, drill.cases, SEED)
        self._expected = {
            case.name: expected_outputs(drill, solution.convention, case) for case in self._cases
        }
        self._runs: dict[tuple[Edit, ...], Run | None] = {}
        if not self.passes(()):
            raise ValueError(f"{solution.name} does not pass")

    @cached_property
    def by_kind(self) -> dict[str, list[Candidate]]:
        """Every candidate, by its kind; what does not parse or is there already is left out."""
        drill, _ = drill_of(self.solution.drill)
        facts = Facts(self.page, self._form, draw_cases(self._form, drill.cases, SEED)[0])
        found: dict[str, list[Candidate]] = defaultdict(list)
        seen = {self.page.source}
        for node in self.page.nodes():
            for rule in (*FORMULAS, *CALLS, *FLOW):
                for candidate in rule(self.page, facts, node):
                    text = edited(self.page.source, candidate.edits)
                    if text not in seen and _parses(text):
                        seen.add(text)
                        weight = candidate.weight * self._likelihood(facts, node)
                        found[candidate.kind].append(candidate._replace(weight=weight))
        return dict(found)

    def _likelihood(self, facts: Facts, node: ast.AST) -> float:
        """Return how likely a place is to be wrong beside others."""
        function = self.page.function(node)
        if function is not None and function.name in facts.sigmoids and self.solution.drill != "sigmoid":
            return IN_SIGMOID
        return IN_FORWARD if facts.is_forward(node) else 1.0

    def run(self, edits: Iterable[Edit]) -> Run | None:
        """Run the program with some edits on all cases; None if it does not end in time."""
        key = tuple(sorted(edits))
        if key not in self._runs:
            self._runs[key] = self._run(edited(self.page.source, key))
        return self._runs[key]

    def _run(self, source: str) -> Run | None:
        outputs, right, crashes = {}, set(), False
        try:
            with _limited(SECONDS), np.errstate(all="ignore"):
                program = Program(source, self._form)
                for case in self._cases:
                    outcome = program.run(case)
                    again = program.run(case)
                    crashes = crashes or outcome.error is not None
                    for name, wanted in self._expected[case.name].items():
                        got = outcome.outputs.get(name)
                        if got is None or got.dtype.kind not in "fiu":
                            continue
                        outputs[case.name, name] = got
                        second = again.outputs.get(name)
                        steady = second is not None and close(wanted, second)
                        if got.dtype == wanted.dtype and close(wanted, got) and steady:
                            right.add((case.name, name))
        except TooLongError:
            return None
        return Run(outputs, frozenset(right), crashes)

    def passes(self, edits: Iterable[Edit]) -> bool:
        """Whether every output is right."""
        run = self.run(edits)
        return run is not None and len(run.right) == sum(len(group) for group in self._expected.values())


def holds(solution: Solution, source: str, seed: int) -> bool:
    """Whether a program passes cases of another seed; it is run in this process."""
    drill, _ = drill_of(solution.drill)
    form = form_of(drill, solution.convention)
    try:
        with _limited(SECONDS), np.errstate(all="ignore"):
            program = Program(source, form)
            for case in draw_cases(form, drill.cases, seed):
                outputs = program.run(case).outputs
                for name, wanted in expected_outputs(drill, solution.convention, case).items():
                    if name not in outputs or not close(wanted, outputs[name]):
                        return False
    except TooLongError:
        return False
    return True


class TooLongError(BaseException):
    """The program does not end; no ``except Exception`` may catch it."""


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    def ended(_number: int, _frame: FrameType | None) -> None:
        raise TooLongError

    previous = signal.signal(signal.SIGPROF, ended)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, previous)


def _parses(text: str) -> bool:
    try:
        compile(text, "<mistaken>", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


@cache
def bench_of(solution: Solution) -> Bench:
    """Return a solution's bench, made once a process."""
    return Bench(solution)
