"""What an edit is."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, TypeAlias

from quizrnn.drills.repair.sites import Place

Kind: TypeAlias = Literal[
    "operand",
    "missing-factor",
    "extra-factor",
    "missing-term",
    "extra-term",
    "sign",
    "operator",
    "function",
    "derivative",
    "transpose",
    "order",
    "axis",
    "reduction",
    "constant",
    "index",
    "slice",
    "key",
    "loop",
    "carry",
    "accumulation",
    "start",
    "statement",
    "swap",
]
"""What kind of thing is off."""

NO_COST: Final = 0.0


class Splice(NamedTuple):
    """A change of the text: what stands from one byte to another, and what stands there instead."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, eq=False)
class Edit:
    """One small change of a submission.

    Attributes:
        place: What it replaces.
        kind: What kind of thing is off there, if it is right.
        new: What stands there instead: an expression, or statements; nodes of the submission are shared.
        cost: How unlikely and how large it is; the common mistake costs 1.
        splice: The change of the text, where it is known without writing ``new``.
    """

    place: Place
    kind: Kind
    new: ast.expr | list[ast.stmt]
    cost: float
    splice: Splice | None = None
