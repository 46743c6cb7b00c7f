"""The learner's own functions inside a lab, run by whoever may run them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from quizrnn.bank.drills import Call
from quizrnn.errors import QuizrnnError
from quizrnn.reference.arrays import Array
from quizrnn.text import Text, both, pick


class Trial(NamedTuple):
    """Calls in order on one set of inputs.

    Attributes:
        calls: What is called; an argument that a call before returned is handed on.
        inputs: The other arguments by name.
        shapes: The shape of every array that is wanted back.
    """

    calls: tuple[Call, ...]
    inputs: Mapping[str, Any]
    shapes: Mapping[str, tuple[int, ...]]


Runner: TypeAlias = Callable[[Sequence[Trial]], list[dict[str, Array]]]
"""Makes trials and returns the wanted arrays of each; a ``QuizrnnError`` says what failed."""


class Stopped(QuizrnnError):
    """Trials were ended before they were done."""


@dataclass(frozen=True)
class Own:
    """The functions that a learner's file defines, and what runs them.

    Attributes:
        functions: Their names.
        run: Makes trials with them.
        stop: Ends trials that are being made, from another thread: they raise ``Stopped``.
    """

    functions: frozenset[str]
    run: Runner
    stop: Callable[[], None] = lambda: None

    def defines(self, *functions: str) -> bool:
        """Return whether all of these are there."""
        return self.functions.issuperset(functions)


def yours(name: Text) -> Text:
    """Return the name of the learner's curve beside the reference's."""
    return both(f"{pick(name, 'en')}, yours", f"{pick(name, 'zh')}（你的）")


def agreement(name: str, own: Array, right: Array) -> Text:
    """Say how far the learner's values are from the reference's."""
    scale = max(float(np.max(np.abs(right))), 1e-300)
    with np.errstate(invalid="ignore", over="ignore"):
        off = float(np.max(np.abs(own - right)))
    if off <= 1e-7 * scale:
        return both(f"Your {name} agrees with the reference.", f"你的 {name} 与参考实现一致。")
    if not np.isfinite(own).all():
        return both(f"Your {name} returns NaN or infinity.", f"你的 {name} 返回了 NaN 或无穷大。")
    return both(
        f"Your {name} differs from the reference by up to {off:.3g}.",
        f"你的 {name} 与参考实现最多相差 {off:.3g}。",
    )
