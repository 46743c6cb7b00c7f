"""What is right on the cases of one run, and what known mistakes yield there.

Worked out once, however many files are graded on it: a class is graded on the same cases, and the cost of
a mistake that many have made is paid for once.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import combinations, islice
from types import TracebackType
from typing import TYPE_CHECKING, Final

from quizrnn.drills.cases import draw_cases
from quizrnn.drills.expected import expected_outputs, form_of
from quizrnn.errors import QuizrnnError
from quizrnn.text import both

if TYPE_CHECKING:
    from quizrnn.bank.drills import Drill, Form
    from quizrnn.drills.cases import Array, DrawnCase
    from quizrnn.drills.limits import Cancel, Limits
    from quizrnn.drills.outcome import Versions
    from quizrnn.drills.pack_runs import PackRuns

MAX_VERSIONS: Final = 160
"""How many mistaken versions of a pack's solution are run before the diagnosis asks for them."""


class AnswerKey:
    """The answer key of one run of a drill in a convention.

    Args:
        drill: The drill.
        convention: The convention.
        solution: The source that the misconceptions of this convention edit; of a pack's drill it is also
            what is right.
        seed: Draws the cases.
        limits: What a child that runs a pack's code may take.
        cancel: Ends such a run from another thread.

    Attributes:
        form: The drill's form.
        cases: Its cases.

    Raises:
        UnknownName: If the drill has no such convention.
    """

    def __init__(
        self,
        drill: Drill,
        convention: str,
        solution: str,
        seed: int,
        *,
        limits: Limits | None = None,
        cancel: Cancel | None = None,
    ) -> None:
        self.drill, self.convention, self.solution, self.seed = drill, convention, solution, seed
        self.form: Form = form_of(drill, convention)
        self.cases: list[DrawnCase] = draw_cases(self.form, drill.cases, seed)
        self._expected: dict[str, dict[str, Array]] = {}
        self._pack: PackRuns | None = None
        if not drill.shipped:
            from quizrnn.drills.pack_runs import PackRuns

            self._pack = PackRuns(self.form, self.cases, limits=limits, cancel=cancel, early=True)

    def __enter__(self) -> AnswerKey:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pack is not None:
            self._pack.close()

    def expected(self, case: DrawnCase) -> dict[str, Array]:
        """Return the right value of every output of a case, in the order in which they are returned.

        Raises:
            QuizrnnError: If the solution of a pack's drill does not yield it.
        """
        if case.name not in self._expected:
            self._expected[case.name] = (
                expected_outputs(self.drill, self.convention, case)
                if self._pack is None
                else self._solved(case)
            )
        return self._expected[case.name]

    def _solved(self, case: DrawnCase) -> dict[str, Array]:
        assert self._pack is not None
        outcome = self._pack.outcome(self.solution, case)
        problem = unusable(self.form, case, outcome.outputs, outcome.error)
        if problem:
            name = f"{self.drill.drill} ({self.convention})"
            raise QuizrnnError(
                both(
                    f"the solution of the pack's drill {name} cannot be used: in the case “{case.name}” "
                    f"{problem}; quizrnn lint --run-code FILE says more",
                    f"题包练习 {name} 的参考解答无法使用：用例“{case.name}”：{problem}；"
                    "用 quizrnn lint --run-code FILE 可了解详情",
                )
            )
        names = [name for call in self.form.calls for name in call.outputs]
        return {name: outcome.outputs[name] for name in names}

    @cached_property
    def versions(self) -> Versions:
        """Runs mistaken versions of the solution; those that a diagnosis tries first are run already."""
        if self._pack is None:
            from quizrnn.drills.solve import Runs

            return Runs(self.form)
        self._pack.prepare(islice(mistaken_versions(self.form, self.solution), MAX_VERSIONS))
        return self._pack


def mistaken_versions(form: Form, solution: str) -> Iterator[str]:
    """Yield the sources with one misconception, with one of its edits, and with two misconceptions."""
    from quizrnn.drills.solve import edited

    groups = [list(m.edits) for m in form.misconceptions]
    single = [[edit] for edits in groups if len(edits) > 1 for edit in edits]
    for edits in (*groups, *single, *(a + b for a, b in combinations(groups, 2))):
        try:
            yield edited(solution, edits)
        except QuizrnnError:
            continue


def unusable(form: Form, case: DrawnCase, outputs: dict[str, Array], error: str | None) -> str:
    """Return why what a solution yielded cannot be the measure of others, or ""."""
    import numpy as np

    if error is not None:
        return error
    names = [name for call in form.calls for name in call.outputs]
    if lacking := [name for name in names if name not in outputs]:
        return ", ".join(lacking) + ": no array, no number"
    if odd := [name for name in names if outputs[name].dtype != np.dtype(case.dtype)]:
        return ", ".join(f"{name}: {outputs[name].dtype}" for name in odd)
    if blown := [name for name in names if not np.isfinite(outputs[name]).all()]:
        return ", ".join(blown) + ": NaN, inf"
    return ""
