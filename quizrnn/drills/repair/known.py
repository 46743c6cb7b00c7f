"""Values that turn up on the way to the right outputs, by which an edit is told from a coincidence.

An edit can be right by its outputs and stand in the wrong line: ``df = dc * c_prev * (1 - f)`` repairs a
forgotten ``(1 - f)`` two lines on. But then the learner's own ``df`` is nothing that a derivation knows.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from quizrnn.drills.child_repair import Observer
from quizrnn.drills.expected import run_calls
from quizrnn.drills.repair.seen import Shape
from quizrnn.drills.repair.sites import read_sites
from quizrnn.drills.repair.weave import tree_watched

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quizrnn.drills.answer_key import AnswerKey
    from quizrnn.drills.cases import DrawnCase

    Array: TypeAlias = NDArray[np.float64]

MAX_SLOPES: Final = 40
"""Of how many values of one shape the slopes are known, too."""

CLOSE: Final = 1e-9


class Known:
    """The values that the solution of a shipped drill goes through on one case.

    Args:
        key: The drill's answer key.
        case: The case.
    """

    def __init__(self, key: AnswerKey, case: DrawnCase) -> None:
        self._tables: dict[Shape, Array] = {}
        found: dict[Shape, list[Array]] = {}
        for value in _values(key, case):
            found.setdefault(value.shape, []).append(value)
            if value.ndim == 2:
                found.setdefault(value.T.shape, []).append(value.T)
        with np.errstate(all="ignore"):
            self._tabulate(found)

    def _tabulate(self, found: dict[Shape, list[Array]]) -> None:
        for shape, values in found.items():
            distinct = list({value.tobytes(): value for value in values}.values())
            few = distinct[:MAX_SLOPES]
            near = [v for value in few for v in (1 - value, value**2, 1 - value**2, value * (1 - value))]
            self._tables[shape] = np.array([v.ravel() for v in [*distinct, *near]])

    def __contains__(self, value: object) -> bool:
        """Whether a value is one of them."""
        if not isinstance(value, np.ndarray) or value.shape not in self._tables:
            return False
        table = self._tables[value.shape]
        with np.errstate(all="ignore"):
            off = np.abs(table - value.ravel()).max(axis=1, initial=0.0)
            return bool((off <= CLOSE * (1 + np.abs(value).max(initial=0.0))).any())

    def unknown(self, values: Mapping[int, list[Array]]) -> int:
        """Return how many places yield something else, at whichever visit."""
        return sum(any(array not in self for array in arrays) for arrays in values.values())


def _values(key: AnswerKey, case: DrawnCase) -> list[Array]:
    form = key.form
    origin = form.origin if form.mistakes_of is not None and case.origin is not None else None
    calls = origin.calls if origin is not None else form.calls
    sites = read_sites(key.solution, [call.function for call in calls])
    if sites is None:
        return []
    observer = Observer(np)
    names: dict[str, Any] = {
        "__builtins__": builtins,
        "_quiz": observer,
        "_variant": -1,
        "__name__": "solution",
    }
    exec(compile(tree_watched(sites), "<solution>", "exec", dont_inherit=True), names)

    def find(name: str) -> Callable[..., Any]:
        function: Callable[..., Any] = names[name]
        return function

    observer.watching = True
    given = case.origin if origin is not None and case.origin is not None else case
    run_calls(calls, given, find)
    return [
        value
        for visits in observer.values.values()
        for value in visits
        if isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.size
    ]
