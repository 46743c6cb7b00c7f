"""Mistaken versions of the solution, run on the cases of a submission and laid beside what it returned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from quizrnn.drills.evidence import Evidence, same
from quizrnn.drills.solve import edited
from quizrnn.errors import QuizrnnError

if TYPE_CHECKING:
    from quizrnn.bank.drills import Edit, Misconception
    from quizrnn.drills.evidence import Array
    from quizrnn.drills.outcome import Versions


class Suspect:
    """One mistaken version.

    Args:
        evidence: What it is laid beside.
        runs: Runs the mistaken source.
        source: It.
        names: The misconceptions that it has in it.
        edits: What turned the solution into it.
        whole: Whether every edit of them is made.

    Attributes:
        mislaid: What it takes for what in a convention's layout, or None.
    """

    def __init__(
        self,
        evidence: Evidence,
        runs: Versions,
        source: str,
        names: tuple[Misconception, ...],
        edits: tuple[Edit, ...],
        *,
        whole: bool,
    ) -> None:
        self._evidence = evidence
        self._runs = runs
        self.source = source
        self.misconceptions = names
        self.edits = edits
        self.whole = whole
        self.mislaid = next((name.mislaid for name in names if name.mislaid is not None), None)

    def value(self, case: str, name: str) -> Array | None:
        """Return what this version computes in a cell, or None where it raises or returns no array."""
        return self._runs.outcome(self.source, self._evidence.drawn[case], self.mislaid).outputs.get(name)

    def agrees_in(self, case: str, name: str) -> bool:
        """Tell whether the submission's cell is this version's."""
        value = self.value(case, name)
        return value is not None and same(value, self._evidence.got[case][name])

    @cached_property
    def affected(self) -> frozenset[str]:
        """Names of the outputs that this version gets wrong in any case that arrived."""
        evidence = self._evidence
        return frozenset(
            name
            for name in evidence.outputs
            if any(self._is_off(case, name) for case in evidence.cases_of(name))
        )

    def _is_off(self, case: str, name: str) -> bool:
        value = self.value(case, name)
        return value is None or not same(self._evidence.expected[case][name], value)

    @cached_property
    def explained(self) -> frozenset[str]:
        """Names of the wrong outputs whose every cell is this version's.

        Cells with NaN or infinities may have another cause on top, unless they are all that is wrong.
        """
        wrong = self._evidence.wrong
        return frozenset(name for name in wrong if self._explains(name) and name in self.affected)

    def _explains(self, name: str) -> bool:
        evidence = self._evidence
        wrong = False
        for case in evidence.cases_of(name):
            agrees = self.agrees_in(case, name)
            if evidence.is_finite(case, name) and not agrees:
                return False
            wrong = wrong or (agrees and evidence.is_wrong(case, name))
        return wrong

    @cached_property
    def is_whole_story(self) -> bool:
        """Whether every cell of every output is this version's."""
        evidence = self._evidence
        return all(
            self.agrees_in(case, name) for name in evidence.outputs for case in evidence.cases_of(name)
        )

    @property
    def is_sound(self) -> bool:
        """Whether all that it gets wrong is wrong in the submission in the same way."""
        return bool(self.affected) and self.affected <= self.explained


class Suspects:
    """Makes the mistaken versions of one solution.

    Args:
        evidence: What they are laid beside.
        runs: Runs them, in the drill's form with its misconceptions.
        solution: The solution's source.
    """

    def __init__(self, evidence: Evidence, runs: Versions, solution: str) -> None:
        self._evidence = evidence
        self._runs = runs
        self._solution = solution

    @cached_property
    def whole(self) -> list[Suspect]:
        """Every misconception with all its edits."""
        made = (self.make([m], m.edits) for m in self._runs.form.misconceptions)
        return [suspect for suspect in made if suspect is not None]

    @cached_property
    def partial(self) -> list[Suspect]:
        """Every misconception of several edits with one of them: the mistake made at one gate alone."""
        made = (
            self.make([m], [edit], whole=False)
            for m in self._runs.form.misconceptions
            if len(m.edits) > 1
            for edit in m.edits
        )
        return [suspect for suspect in made if suspect is not None]

    def together(self, suspects: Sequence[Suspect]) -> Suspect | None:
        """Return the version with the mistakes of several, or None where they are at the same place."""
        names = [name for suspect in suspects for name in suspect.misconceptions]
        edits = [edit for suspect in suspects for edit in suspect.edits]
        return self.make(names, edits)

    def make(
        self, names: Iterable[Misconception], edits: Sequence[Edit], *, whole: bool = True
    ) -> Suspect | None:
        """Return the version with these edits, or None where they cannot be made."""
        names = tuple(names)
        if sum(name.mislaid is not None for name in names) > 1:
            return None
        try:
            source = edited(self._solution, list(edits))
        except QuizrnnError:
            return None
        return Suspect(self._evidence, self._runs, source, names, tuple(edits), whole=whole)
