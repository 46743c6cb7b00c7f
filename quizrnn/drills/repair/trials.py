"""Runs programs in the child and holds their outputs against what is right, which the child is never told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from quizrnn.drills.compare import tolerance
from quizrnn.drills.dialogue import Dialogue
from quizrnn.drills.repair.allowance import Allowance
from quizrnn.drills.repair.inputs import SINGLE, trial_cases
from quizrnn.drills.repair.known import Known
from quizrnn.drills.repair.seen import Seen
from quizrnn.drills.repair.sites import Sites
from quizrnn.drills.repair.weave import watched

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quizrnn.drills.answer_key import AnswerKey
    from quizrnn.drills.limits import Cancel
    from quizrnn.drills.sandbox import Child

    Array: TypeAlias = NDArray[np.float64]
    Mask: TypeAlias = NDArray[np.bool_]

BATCH: Final = 150
"""How many variants are run at a request: so often is the clock looked at."""


FEW: Final = 4
"""How many numbers that come out right are no coincidence: they are drawn at random."""


@dataclass(frozen=True)
class Outcome:
    """What an edit does on all cases.

    Attributes:
        whole: Whether every output of every case is right.
        outputs: Names of the outputs that were wrong and are right in every case.
        strange: How many places yield something that no derivation knows, in the case looked at.
    """

    whole: bool
    outputs: tuple[str, ...]
    strange: int


@dataclass(frozen=True)
class Expected:
    """The right numbers of one case in one row, as the child sends a program's.

    Attributes:
        numbers: They.
        bounds: How far off each may be.
        spans: Where each output stands: its name, start and end.
    """

    numbers: Array
    bounds: Array
    spans: tuple[tuple[str, int, int], ...]

    def right(self, row: Array) -> Mask:
        """Return which numbers of a row are right."""
        with np.errstate(all="ignore"):
            found: Mask = np.abs(row - self.numbers) <= self.bounds
        return found


class Trials:
    """A child in which edits of one submission are tried.

    Args:
        key: What is right.
        allowance: How long it may take.
        child: A waiting child, which is used up.
        cancel: Ends the trials from another thread.

    Attributes:
        seen: What was seen of the submission on the first case.
        was_right: Which of its numbers are right there.
    """

    seen: Seen
    was_right: Mask

    def __init__(
        self,
        key: AnswerKey,
        child: Child,
        allowance: Allowance,
        cancel: Cancel | None = None,
    ) -> None:
        from quizrnn.drills.job import shelved

        self._key, self._allowance = key, allowance
        self._cases, expected = trial_cases(key)
        self._expected = [_expected(values) for values in expected]
        self._known: Known | None = None
        job, token = shelved(key.form, self._cases, expected)
        self._dialogue = Dialogue(child, job, token, cancel)
        self._case = 0
        self._before: list[Mask] = []

    def close(self) -> None:
        """End the child."""
        self._dialogue.__exit__(None, None, None)

    @property
    def raised(self) -> bool:
        """Whether the submission ends in an exception, so that nothing came out after it."""
        return bool(np.isnan(self.seen.row).any() and np.isnan(self.seen.row[~self.was_right]).all())

    def watch(self, sites: Sites, *, single: bool = False) -> bool:
        """Run a program under observation on the first case in which it is wrong; False if in none.

        Args:
            sites: The program.
            single: Whether the case of a single step alone will do.
        """
        self._load(watched(sites), watched=True)
        self._before = []
        for number in range(len(self._expected)):
            self._before.append(self._expected[number].right(self._row(number)))
        wrong = [number for number, right in enumerate(self._before) if not right.all()]
        if single:
            wrong = [number for number in wrong if self._cases[number].name == SINGLE]
        if not wrong:
            return False
        if self._known is None or self._case != wrong[0]:
            self._known = Known(self._key, self._cases[wrong[0]]) if self._key.drill.shipped else None
        self._case = wrong[0]
        header, payload = self._dialogue.ask({"kind": "watch", "run": self._case})
        self.seen = Seen.read(payload, int(header["split"]))
        self.was_right = self._before[self._case]
        return True

    @property
    def clean(self) -> Mask:
        """Which numbers are of outputs that are right altogether."""
        found = np.zeros(len(self.was_right), dtype=np.bool_)
        for _, start, end in self._expected[self._case].spans:
            found[start:end] = self.was_right[start:end].all()
        return found

    def yields_known(self, place: int) -> bool:
        """Whether what a place yields first is a value that a derivation knows."""
        values = self.seen.values.get(place, [])
        return bool(values) and self._known is not None and values[0] in self._known

    def influence(self, places: Sequence[int]) -> dict[int, Mask]:
        """Return, by place, which numbers change when what it yields is disturbed."""
        found: dict[int, Mask] = {}
        base = self.seen.row
        for start in range(0, len(places), BATCH):
            part = list(places[start : start + BATCH])
            _, payload = self._dialogue.ask({"kind": "disturb", "run": self._case, "places": part})
            rows = np.frombuffer(payload, dtype=np.float64).reshape(len(part), -1)
            with np.errstate(all="ignore"):
                same = (np.abs(rows - base) <= 1e-12 * (1 + np.abs(base))) | (np.isnan(rows) & np.isnan(base))
            found.update({place: ~same[i] for i, place in enumerate(part)})
        return found

    def rows(self, program: bytes, count: int, top: Collection[int], share: float) -> Iterator[Array]:
        """Yield the rows of a program's variants, batch by batch, while there is time.

        Args:
            program: The program.
            count: How many variants it has.
            top: Which of them change the file's top level.
            share: Of the allowance, after which no more are run.
        """
        self._load(program)
        for start in range(0, count, BATCH):
            if self._allowance.is_over(share):
                return
            variants = list(range(start, min(start + BATCH, count)))
            request = {"kind": "try", "run": self._case, "variants": variants}
            header, payload = self._dialogue.ask({**request, "top": [v for v in variants if v in top]})
            self._allowance.child = float(header["spent"])
            yield np.frombuffer(payload, dtype=np.float64).reshape(len(variants), -1)

    def right(self, row: Array) -> Mask:
        """Return which numbers of a row of the case looked at are right."""
        return self._expected[self._case].right(row)

    def gains(self, right: Mask) -> bool:
        """Whether an output that was wrong is right, or a few numbers are that are not zero by chance."""
        gained = right & ~self.was_right
        if not gained.any():
            return False
        expected = self._expected[self._case]
        some = int(np.count_nonzero(expected.numbers[gained])) >= FEW
        return some or any(bool(gained[a:b].any() and right[a:b].all()) for _, a, b in expected.spans)

    def confirm(self, sites: Sites) -> Outcome | None:
        """Run an edited source on all cases; None if it makes anything wrong that was right."""
        self._load(watched(sites), watched=True)
        whole, better = True, 0
        repaired: dict[str, bool] = {}
        for number, expected in enumerate(self._expected):
            right = expected.right(self._row(number))
            if (self._before[number] & ~right).any():
                return None
            better += bool((right & ~self._before[number]).any())
            whole = whole and bool(right.all())
            for name, a, b in expected.spans:
                if not self._before[number][a:b].all():
                    repaired[name] = repaired.get(name, True) and bool(right[a:b].all())
        if better < 2 and not whole:
            return None
        header, payload = self._dialogue.ask({"kind": "watch", "run": self._case})
        values = Seen.read(payload, int(header["split"])).values
        outputs = tuple(name for name, fine in repaired.items() if fine)
        return Outcome(whole, outputs, self._known.unknown(values) if self._known is not None else 0)

    def _load(self, program: bytes, *, watched: bool = False) -> None:
        self._dialogue.ask({"kind": "program", "watched": watched}, program)

    def _row(self, number: int) -> Array:
        _, payload = self._dialogue.ask({"kind": "try", "run": number, "variants": [-1]})
        row: Array = np.frombuffer(payload, dtype=np.float64)
        return row


def _expected(values: Mapping[str, Array]) -> Expected:
    spans, numbers, bounds, place = [], [], [], 0
    for name, value in values.items():
        array = np.asarray(value)
        spans.append((name, place, place + array.size))
        place += array.size
        numbers.append(array.astype(np.float64).ravel())
        bounds.append(np.broadcast_to(tolerance(array), array.shape).astype(np.float64).ravel())
    return Expected(np.concatenate(numbers), np.concatenate(bounds), tuple(spans))
