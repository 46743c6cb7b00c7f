"""The learner's backward against central differences of the learner's own forward.

The child only makes further calls of the forward, on inputs moved a little along random directions; what they
mean is computed here. The loss is the sum of the outputs weighted by their upstream gradients.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import msgspec
import numpy as np

from quizrnn.bank.drills import Call, Form
from quizrnn.drills.job import Run
from quizrnn.drills.report import GradientCheck
from quizrnn.drills.results import Number, Odd, RunOutcome, Value
from quizrnn.text import Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quizrnn.drills.cases import DrawnCase

    Array: TypeAlias = NDArray[Any]

STEP: Final = 1e-5
TOLERANCE: Final = 1e-5
"""Central differences of a smooth cell are right to about 1e-9 of its scale; a wrong gradient is far off."""


class GradientProbe(msgspec.Struct, frozen=True):
    """Runs that are added to a job, and how to read their outcomes.

    Attributes:
        runs: First the whole forward and backward, then the forward twice for each input.
        upstream: By the forward's output: the argument of the backward that is its gradient.
        gradients: By the backward's output: the direction in which its input was moved.
        case: Title of the case.
    """

    runs: tuple[Run, ...]
    upstream: Mapping[str, Array]
    gradients: Mapping[str, Array]
    case: Text = ""

    def read(self, outcomes: Sequence[RunOutcome]) -> GradientCheck | None:
        """Return the verdict, or None where a run failed or a shape is wrong."""
        first = outcomes[0].values
        errors: list[float] = []
        for place, (name, direction) in enumerate(self.gradients.items()):
            plus, minus = outcomes[1 + 2 * place].values, outcomes[2 + 2 * place].values
            gradient = _array(first.get(name))
            pairs = [(_array(plus.get(k)), _array(minus.get(k)), g) for k, g in self.upstream.items()]
            if gradient is None or gradient.shape != direction.shape:
                return None
            numeric = 0.0
            for above, below, g in pairs:
                if above is None or below is None or not above.shape == below.shape == g.shape:
                    return None
                numeric += float(((above - below) * g).sum()) / (2 * STEP)
            analytic = float((gradient * direction).sum())
            scale = max(float(np.abs(gradient * direction).sum()), abs(numeric), 1e-3)
            errors.append(abs(numeric - analytic) / scale)
        largest = max(errors, default=0.0)
        if not np.isfinite(largest):
            return None
        return GradientCheck(
            consistent_with_own_forward=largest <= TOLERANCE, max_rel_error=largest, case=self.case
        )


def gradient_probe(form: Form, case: DrawnCase, inputs: Mapping[str, Any], seed: int) -> GradientProbe | None:
    """Plan the check on one case, or return None for a drill that has no backward.

    A gradient is known by its name, d before the name of what it is the gradient of; ``fw.dW_f`` is that of
    ``W_f`` in the dict ``params_fw``.

    Args:
        form: The drill in a convention.
        case: A small case with float64 arrays.
        inputs: The case's inputs as the runs take them.
        seed: Draws the directions.
    """
    if len(form.calls) < 2:
        return None
    forward, backward = form.calls[0], form.calls[-1]
    upstream = {
        name[1:]: case.inputs[name]
        for name in backward.arguments
        if name[:1] == "d" and name[1:] in forward.returns and name in case.inputs
    }
    moved = {name: value for name in backward.returns if (value := _moved_by(case, name)) is not None}
    if not upstream or not moved:
        return None
    rng = np.random.default_rng([seed, 1])
    directions = {name: rng.normal(size=value.shape) for name, value in moved.items()}
    runs = [Run(tuple(form.calls), inputs)]
    runs += [
        _moved(forward, case, inputs, name, step * direction)
        for name, direction in directions.items()
        for step in (STEP, -STEP)
    ]
    return GradientProbe(tuple(runs), upstream, directions, case.title)


def _split(gradient: str) -> tuple[str, str]:
    """Return the dict of the case, if any, and the name in it of what a gradient is the gradient of."""
    group, _, name = gradient.rpartition(".")
    return f"params_{group}" if group else "", name[1:] if name[:1] == "d" else ""


def _moved_by(case: DrawnCase, gradient: str) -> Array | None:
    """Return the input that is moved to check a gradient, or None where the case has none."""
    group, name = _split(gradient)
    if group:
        return case.dicts.get(group, {}).get(name)
    return case.inputs.get(name, case.params.get(name))


def _moved(forward: Call, case: DrawnCase, inputs: Mapping[str, Any], gradient: str, by: Array) -> Run:
    group, name = _split(gradient)
    if group:
        arrays = case.dicts[group]
        return Run((forward,), {**inputs, group: {**arrays, name: arrays[name] + by}})
    if name in case.inputs:
        return Run((forward,), {**inputs, name: case.inputs[name] + by})
    params = {**case.params, name: case.params[name] + by}
    return Run((forward,), {**inputs, "params": params} | ({name: params[name]} if name in inputs else {}))


def _array(value: Value | None) -> Array | None:
    if value is None or isinstance(value, Odd):
        return None
    return value.value if isinstance(value, Number) else value
