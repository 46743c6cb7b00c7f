"""Trains what a submission has written. Standalone: used by the grader on shipped source and by the child.

What was learnt is shown without being asked for: after training, ``step`` is given the same fresh inputs with
one made-up target after another; how its loss depends on the targets tells what it predicts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any, Final

import numpy as np

OUTPUTS: Final = ("before", "losses", "probed", "read")


def train(
    init: Callable[..., Any],
    step: Callable[..., Any],
    given: Mapping[str, Any],
    as_float: Callable[[Any], float],
) -> dict[str, Any]:
    """Train, probe, and return the losses.

    Args:
        init: The submission's ``init(rng, hidden)``.
        step: Its ``step(params, x, y)``.
        given: ``seed`` and ``hidden``; ``x`` (S, N, T, 2) and ``y`` (S, N), one batch a step; ``x_fresh``
            (M, T, 2) and the made-up targets ``probes`` (K, M); ``x_marked`` (T, 2, R, T, 2), for each step
            two sets of sequences that differ in the number marked there.
        as_float: Reads a loss.

    Returns:
        By the names of ``OUTPUTS``: the losses (K,) of the probes before training, the losses (S,) of the
        training, and those (K,) of the probes after it; those (T, 2) of the two sets for each step, with
        targets of zero.
    """
    params = init(np.random.default_rng(given["seed"]), given["hidden"])

    def probed() -> Any:
        return np.array(
            [as_float(_pair(step(deepcopy(params), given["x_fresh"].copy(), y.copy()))[1]) for y in probes]
        )

    probes = given["probes"]
    before = probed()
    losses = np.empty(len(given["x"]))
    for number, (x, y) in enumerate(zip(given["x"], given["y"], strict=True)):
        params, loss = _pair(step(params, x.copy(), y.copy()))
        losses[number] = as_float(loss)
    read = np.array(
        [
            [as_float(_pair(step(deepcopy(params), x.copy(), np.zeros(len(x))))[1]) for x in pair]
            for pair in given["x_marked"]
        ]
    )
    return {"before": before, "losses": losses, "probed": probed(), "read": read}


def _pair(returned: Any) -> Any:
    if not isinstance(returned, tuple) or tuple.__len__(returned) != 2:
        raise TypeError(f"step should return params, loss, and returned {type(returned).__name__[:80]}")
    return returned
