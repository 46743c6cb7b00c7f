"""What a submission returned beside what is right, cell by cell; a cell is one output of one case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from quizrnn.drills.compare import close, tolerance
from quizrnn.drills.expected import expected_outputs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quizrnn.bank.drills import Drill
    from quizrnn.drills.cases import DrawnCase

    Array: TypeAlias = NDArray[Any]
    Table: TypeAlias = Mapping[str, Mapping[str, Array]]
    """By case, then by output."""


def same(a: Array, b: Array) -> bool:
    """Whether two outputs are equal within the tolerance, NaN and infinities at the same places included."""
    if a.shape != b.shape:
        return False
    finite = np.isfinite(a)
    if finite.all():
        return close(a, b)
    if not np.array_equal(a[~finite], b[~finite], equal_nan=True):
        return False
    with np.errstate(all="ignore"):
        bound = tolerance(np.where(finite, a, 0.0))
        return bool((np.abs(a - b) <= bound)[finite].all())


class Evidence:
    """The arrays that arrived, and which of them are wrong.

    Args:
        drill: What was asked.
        convention: In which convention.
        cases: The cases of the run.
        results: By case and output, the arrays that arrived; what raised or was not returned is not there.
        right: Returns the right outputs of a case; the reference's where it is not given.

    Attributes:
        cases: The cases of which anything arrived.
        drawn: They by name.
        expected: Right outputs by case.
        got: The submission's outputs by case.
        outputs: Names of the outputs that arrived, in the order in which they are returned.
    """

    def __init__(
        self,
        drill: Drill,
        convention: str,
        cases: Sequence[DrawnCase],
        results: Table,
        right: Callable[[DrawnCase], Mapping[str, Array]] | None = None,
    ) -> None:
        right = right or partial(expected_outputs, drill, convention)
        self.cases = [case for case in cases if results.get(case.name)]
        self.drawn = {case.name: case for case in self.cases}
        self.expected = {
            case.name: {name: np.asarray(value) for name, value in right(case).items()} for case in self.cases
        }
        self.got = {
            case.name: {
                name: _comparable(value)
                for name, value in results[case.name].items()
                if name in self.expected[case.name]
            }
            for case in self.cases
        }
        arrived = {name for outputs in self.got.values() for name in outputs}
        self.outputs = [name for name in self._names() if name in arrived]
        self._wrong = {
            (case, name)
            for case, outputs in self.got.items()
            for name, value in outputs.items()
            if not close(self.expected[case][name], value)
            or np.asarray(results[case][name]).dtype != self.expected[case][name].dtype
        }

    def _names(self) -> Iterable[str]:
        return dict.fromkeys(name for outputs in self.expected.values() for name in outputs)

    @cached_property
    def wrong(self) -> list[str]:
        """Names of the outputs that are wrong in any case, in order."""
        names = {name for _, name in self._wrong}
        return [name for name in self.outputs if name in names]

    def cases_of(self, name: str) -> list[str]:
        """Return the cases in which an output arrived."""
        return self._cases_of[name]

    @cached_property
    def _cases_of(self) -> dict[str, list[str]]:
        return {name: [case for case, row in self.got.items() if name in row] for name in self._names()}

    def is_wrong(self, case: str, name: str) -> bool:
        """Tell whether a cell is wrong."""
        return (case, name) in self._wrong

    def wrong_cases(self, name: str) -> list[str]:
        """Return the cases in which an output arrived and is wrong."""
        return [case for case in self.cases_of(name) if self.is_wrong(case, name)]

    def is_finite(self, case: str, name: str) -> bool:
        """Tell whether a cell that arrived holds neither NaN nor an infinity."""
        return (case, name) in self._finite

    @cached_property
    def _finite(self) -> set[tuple[str, str]]:
        return {
            (case, name)
            for case, outputs in self.got.items()
            for name, value in outputs.items()
            if np.isfinite(value).all()
        }


def _comparable(value: Any) -> Array:
    """Return an output as float64 (or complex), whatever number type it came in."""
    array: Array = np.asarray(value)
    return array if array.dtype.kind == "c" else array.astype(np.float64)
