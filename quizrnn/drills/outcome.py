"""What running a solution or a mistaken version of it yields, wherever it is run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import msgspec

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quizrnn.bank.drills import Form, Mislaid
    from quizrnn.drills.cases import DrawnCase

    Array: TypeAlias = NDArray[Any]


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a run yielded: the outputs by name, or the error that it raised."""

    outputs: dict[str, Any]
    error: str | None = None


class Versions(Protocol):
    """Runs sources on the cases of one run: shipped ones in this process, a pack's in a child."""

    form: Form

    def outcome(self, source: str, case: DrawnCase, mislaid: Mislaid | None = None) -> Outcome:
        """Return what a source computes on a case."""
        ...
