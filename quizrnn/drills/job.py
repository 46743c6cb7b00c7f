"""What the child is asked to do, and how that is written to its pipe. Nothing in it says what is right."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import msgspec

from quizrnn.bank.drills import Call
from quizrnn.drills.wire import frame

TRAINED: Final = {
    "learning": ("before", "losses", "probed", "read"),
    "update": (
        "arrays",
        "told",
        "losses",
        "residuals",
        "old",
        "new",
        "again",
        "brief_losses",
        "brief_residuals",
        "brief_new",
    ),
}
"""What comes back of a run that trains, and of one in which its updates are measured."""

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quizrnn.bank.drills import Form
    from quizrnn.drills.cases import DrawnCase

    Tree: TypeAlias = (
        NDArray[Any] | Mapping[str, "Tree"] | Sequence["Tree"] | float | int | Callable[..., Any]
    )
    """An argument: an array, a number, a function of ``drills.functions``, or dicts and lists of them."""


class Run(msgspec.Struct, frozen=True):
    """Calls in order on one set of inputs, each input copied for each call.

    Attributes:
        calls: What is called; an argument that a call before returned is handed on.
        inputs: The other arguments by name.
        trains: ``learning`` or ``update`` where the calls are not made once but to train, on the inputs of
            ``drills.training``, or to measure updates, on those of ``drills.descent``; else "".
        baseline: Which of ``drills.baselines`` the first call is raced against afterwards, or "".
    """

    calls: tuple[Call, ...]
    inputs: Mapping[str, Tree]
    baseline: str = ""
    trains: str = ""

    @property
    def outputs(self) -> tuple[str, ...]:
        """Names of what comes back: all that is returned but the cache."""
        if self.trains:
            return TRAINED[self.trains]
        return tuple(name for call in self.calls for name in call.outputs)


class Job(msgspec.Struct, frozen=True):
    """One submission and the runs that it is put through.

    Attributes:
        source: Its text.
        filename: How tracebacks name it.
        runs: What is called, in order.
        loud: Number of runs, the first ones, whose printed text is kept.
        token: Stands in every frame of the answer.
    """

    source: str
    filename: str
    runs: tuple[Run, ...]
    loud: int
    token: str = msgspec.field(default_factory=lambda: os.urandom(16).hex())

    @property
    def functions(self) -> tuple[str, ...]:
        """Names of the functions that are called, once each."""
        return tuple(dict.fromkeys(call.function for run in self.runs for call in run.calls))

    def encoded(self) -> bytes:
        """Return the job as the child reads it; an array that several runs share is sent once."""
        shelf = _Shelf()
        plan = {
            "token": self.token,
            "filename": self.filename,
            "functions": self.functions,
            "loud": self.loud,
            "runs": [
                {
                    "calls": [_plain(call) for call in run.calls],
                    "baseline": run.baseline,
                    "trains": run.trains,
                    "inputs": {name: shelf.tree(value) for name, value in run.inputs.items()},
                }
                for run in self.runs
            ],
        }
        return b"".join(
            [
                frame({"kind": "source"}, self.source.encode("utf-8", "surrogatepass")),
                *shelf.frames(),
                frame({"kind": "plan"}, json.dumps(plan).encode()),
                frame({"kind": "go"}),
            ]
        )


def shelved(
    form: Form, cases: Sequence[DrawnCase], outputs: Sequence[Mapping[str, NDArray[Any]]]
) -> tuple[bytes, str]:
    """Return a job without a source, in which programs are tried on cases, and its token.

    Args:
        form: Says what is called.
        cases: On what.
        outputs: Of each case, arrays of the shapes that are asked for; their values are not sent.
    """
    shelf, runs = _Shelf(), []
    for case, arrays in zip(cases, outputs, strict=True):
        layout, place = {}, 0
        for name, array in arrays.items():
            layout[name] = [place, list(array.shape), array.dtype.str]
            place += array.size
        inputs = {name: shelf.tree(value) for name, value in inputs_of(form, case).items()}
        calls = [_plain(call) for call in form.calls]
        runs.append({"calls": calls, "inputs": inputs, "layout": layout, "size": place, "baseline": ""})
    token = os.urandom(16).hex()
    plan = {"token": token, "filename": "submission.py", "repair": True, "runs": runs}
    frames = [*shelf.frames(), frame({"kind": "plan"}, json.dumps(plan).encode()), frame({"kind": "go"})]
    return b"".join(frames), token


def inputs_of(form: Form, case: DrawnCase) -> dict[str, Any]:
    """Return the inputs of a case that a form's calls take."""
    returned = {name for call in form.calls for name in call.values}
    wanted = {name for call in form.calls for name in call.arguments if name not in returned}
    return {name: case.argument(name) for name in wanted}


def _plain(call: Call) -> dict[str, Any]:
    return {
        "function": call.function,
        "arguments": call.arguments,
        "returns": call.returns,
        "form": call.form,
    }


class _Shelf:
    """Numbers the arrays of a job."""

    def __init__(self) -> None:
        self._arrays: list[NDArray[Any]] = []
        self._places: dict[int, int] = {}

    def tree(self, value: Any) -> dict[str, Any]:
        """Return a value with each array replaced by its number."""
        if isinstance(value, Mapping):
            return {"dict": {name: self.tree(branch) for name, branch in value.items()}}
        if isinstance(value, (list, tuple)):
            return {"list": [self.tree(branch) for branch in value]}
        if isinstance(value, (int, float)):
            return {"value": value}
        if callable(value):
            return {"function": value.__name__}
        if id(value) not in self._places:
            self._places[id(value)] = len(self._arrays)
            self._arrays.append(value)
        return {"array": self._places[id(value)]}

    def frames(self) -> Iterator[bytes]:
        """Yield one frame an array."""
        for array in self._arrays:
            header = {
                "kind": "array",
                "dtype": array.dtype.str,
                "shape": list(array.shape),
                "layout": _layout(array),
            }
            yield frame(header, array.tobytes())


def _layout(array: NDArray[Any]) -> str:
    if array.flags.c_contiguous:
        return "C"
    return "F" if array.flags.f_contiguous else "strided"
