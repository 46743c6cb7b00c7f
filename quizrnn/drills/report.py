"""What grading one file yields: values, drawn by whoever shows them, in the contract's JSON shape."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal, TypeAlias

import msgspec

from quizrnn.text import Text

Status: TypeAlias = Literal[
    "passed", "failed", "error", "timeout", "memory", "crashed", "forbidden", "missing", "syntax"
]
OutputStatus: TypeAlias = Literal["ok", "value", "shape", "dtype", "nan", "missing", "type"]


def readable(path: Path) -> str:
    """Return a path as text that can be written anywhere, whatever bytes the file's name is made of."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


class OutputReport(msgspec.Struct, frozen=True, kw_only=True):
    """One output of one case beside the expected one.

    Attributes:
        name: The output's name, such as ``dW_f``.
        status: ``ok``, or the first check that it fails.
        message: What is wrong with it, for the learner.
        max_abs_error: Largest absolute difference, where the values could be compared.
        max_rel_error: Largest difference relative to the largest expected magnitude.
        worst_index: Where the largest difference is.
        expected: The expected value there.
        actual: The learner's value there.
        weight: Share in the score.
    """

    name: str
    status: OutputStatus
    message: Text = ""
    max_abs_error: float | None = None
    max_rel_error: float | None = None
    worst_index: tuple[int, ...] | None = None
    expected: float | None = None
    actual: float | None = None
    weight: float = 1.0


class CaseReport(msgspec.Struct, frozen=True, kw_only=True):
    """One case: the learner's error where it raised one, else its outputs."""

    name: str
    title: Text
    status: Status
    message: Text = ""
    outputs: tuple[OutputReport, ...] = ()


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True):
    """A recognised mistake.

    Attributes:
        id: The drill's id and the misconception's, joined by ``-``, or a structural hint's own id.
        says: The ladder of what to tell the learner; ``message`` is the first rung.
        outputs: The outputs that it explains.
        line: Line of the learner's file at which the mistake can be found, or None.
        certainty: From 0 to 1.
        column: Column of that line, from 1, where an edit that repairs it was found.
        kind: What kind of thing that edit mends, such as ``missing-factor``, or "".
        edit: That edit as lines: those taken out begin with ``-``, those put in with ``+``; or "".
    """

    id: str
    says: tuple[Text, ...]
    outputs: tuple[str, ...]
    line: int | None = None
    certainty: float = 1.0
    column: int | None = None
    kind: str = ""
    edit: str = ""


WHAT_IS_RIGHT: Final = "what-is-right"
"""Id of the hint that names no mistake: it says what can be trusted."""


class GradientCheck(msgspec.Struct, frozen=True, kw_only=True):
    """The learner's backward against central differences of the learner's own forward.

    Attributes:
        case: Title of the case in which they were compared.
    """

    consistent_with_own_forward: bool
    max_rel_error: float
    case: Text = ""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict on one file.

    Attributes:
        status: ``passed`` only if every output of every case matched.
        message: One line on a status that is neither ``passed`` nor ``failed``.
        line: Line of the learner's file at fault, for a syntax error or an exception.
        seconds: Wall-clock time of the run.
    """

    drill: str
    convention: str
    file: str
    seed: int
    status: Status
    score: float
    cases: tuple[CaseReport, ...] = ()
    diagnosis: tuple[Diagnosis, ...] = ()
    gradient_check: GradientCheck | None = None
    warnings: tuple[Text, ...] = ()
    stdout: str = ""
    message: Text = ""
    line: int | None = None
    seconds: float = 0.0
