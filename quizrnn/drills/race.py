"""Times a submission beside a baseline. Standalone: what it needs is bound before the submission is loaded.

Both run in turns on the same arguments, so that whatever else the machine does strikes both, and only the
fastest of each counts. The arguments differ from round to round, and what comes back must be the baseline's.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

ROUNDS: Final = 200
ENOUGH: Final = 30
"""Rounds after which the race may end."""
SECONDS: Final = 0.6
"""How long a race goes on that has had rounds enough."""
TOLERANCE: Final = 1e-7


class Race:
    """Races functions against baselines.

    Args:
        baselines: By name.
        caught: Makes a context that keeps whatever is raised in it as its ``error``.
    """

    def __init__(self, baselines: Mapping[str, Callable[..., Any]], caught: Callable[[], Any]) -> None:
        self._baselines, self._caught = baselines, caught
        self._clock, self._ndarray = time.perf_counter, np.ndarray
        self._unwatched = (sys.settrace, sys.setprofile)

    def forget(self) -> None:
        """Drop the baselines: nothing is raced."""
        self._baselines = {}

    def speed(self, run: Mapping[str, Any], functions: Mapping[str, Any], given: Any) -> float | None:
        """Return how many times as fast as the baseline a run's first call is; 0 where it is wrong.

        Args:
            run: The run, with its calls and the name of its baseline.
            functions: The submission's functions by name.
            given: Makes an argument anew by its name.
        """
        baseline = self._baselines.get(run["baseline"])
        call = run["calls"][0]
        function = functions.get(call["function"])
        if baseline is None or not callable(function):
            return None
        best_own = best_base = float("inf")
        begin = self._clock()
        for number in range(ROUNDS):
            if number >= ENOUGH and self._clock() - begin > SECONDS:
                break
            own, arguments = ([given.make(name) for name in call["arguments"]] for _ in range(2))
            for changed in (own, arguments):
                changed[0] *= 1 + number / 1000
            with self._caught() as caught:
                start = self._clock()
                found = function(*own)
            if caught.error is not None:
                return 0.0
            best_own = min(best_own, self._clock() - start)
            for stop in self._unwatched:  # a tracer of the submission's would slow the baseline down
                stop(None)
            start = self._clock()
            right = baseline(*arguments)
            best_base = min(best_base, self._clock() - start)
            if not self._agrees(found, right):
                return 0.0
        return best_base / best_own

    def _agrees(self, found: Any, right: Any) -> bool:
        first = tuple.__getitem__(found, 0) if isinstance(found, tuple) and tuple.__len__(found) else found
        if type(first) is not self._ndarray or first.shape != right.shape or first.dtype != right.dtype:
            return False
        return bool(abs(first - right).max() <= TOLERANCE * abs(right).max())
