"""Names the mistakes of a submission by what it computes.

Each misconception is a mistaken version of the solution. It is run on the same inputs, and where the
submission's outputs are that version's, the mistake is known: random arrays do not agree to nine digits by
chance. Outputs are explained one by one, so that two independent mistakes are named as two; where their
effects meet in one output, the version with both is tried. For what is left there are hints by structure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Final, NamedTuple

from quizrnn.drills.evidence import Evidence
from quizrnn.drills.expected import form_of
from quizrnn.drills.locate import locate
from quizrnn.drills.report import Diagnosis, GradientCheck
from quizrnn.drills.solve import Runs
from quizrnn.drills.structural import structural_hints
from quizrnn.drills.suspects import Suspect, Suspects

if TYPE_CHECKING:
    from quizrnn.bank.drills import Drill, Misconception
    from quizrnn.drills.cases import DrawnCase
    from quizrnn.drills.evidence import Array
    from quizrnn.drills.outcome import Versions

WHOLE: Final = 0.98
"""Certainty where one mistake explains every cell."""

JOINED: Final = 0.94
"""Certainty where several mistakes explain every cell of their outputs."""

PARTLY: Final = 0.75
"""Certainty where a mistake explains some outputs and its other effects cannot be seen."""

MAX_PAIRS: Final = 600
MAX_MISTAKES: Final = 4


class Match(NamedTuple):
    """A mistake that was found.

    Attributes:
        misconception: Which.
        outputs: What it explains.
        suspect: The mistaken version that agrees.
        certainty: From 0 to 1.
    """

    misconception: Misconception
    outputs: frozenset[str]
    suspect: Suspect
    certainty: float


def diagnose(
    drill: Drill,
    convention: str,
    cases: Sequence[DrawnCase],
    results: Mapping[str, Mapping[str, Array]],
    source: str,
    *,
    solution: str,
    gradient_check: GradientCheck | None = None,
    runs: Versions | None = None,
    right: Callable[[DrawnCase], Mapping[str, Array]] | None = None,
) -> tuple[Diagnosis, ...]:
    """Return what is recognised in a submission's outputs, the most certain first; nothing if all are right.

    Args:
        drill: What was asked.
        convention: In which convention.
        cases: The cases of the run.
        results: By case and output, the arrays that arrived.
        source: The submission, in which the mistaken line is looked for.
        solution: The source that the misconceptions of this convention edit.
        gradient_check: Whether the backward is the derivative of the submission's own forward, if known.
        runs: What mistaken sources compute on these very cases, where several submissions share them or the
            drill is a pack's.
        right: Returns the right outputs of a case; the reference's where it is not given.
    """
    evidence = Evidence(drill, convention, cases, results, right)
    if not evidence.wrong:
        return ()
    form = form_of(drill, convention)
    if runs is None:
        assert drill.shipped, "a pack's code runs in a child alone"
        runs = Runs(form)
    matches = _Search(evidence, Suspects(evidence, runs, solution)).run()
    order = {name: place for place, name in enumerate(evidence.outputs)}
    functions = {call.function: call.returns for call in form.calls}
    found = []
    for match in matches:
        outputs = tuple(sorted(match.outputs, key=order.__getitem__))
        found.append(
            Diagnosis(
                id=f"{drill.drill}-{match.misconception.id}",
                says=tuple(match.misconception.says),
                outputs=outputs,
                line=locate(source, solution, match.suspect.source, outputs, functions),
                certainty=round(match.certainty, 2),
            )
        )
    explained = {name for match in matches for name in match.outputs}
    return (*found, *structural_hints(evidence, form, explained, gradient_check))


class _Search:
    """Looks for the fewest mistakes that explain the wrong outputs."""

    def __init__(self, evidence: Evidence, suspects: Suspects) -> None:
        self._evidence = evidence
        self._suspects = suspects
        self._left = frozenset(evidence.wrong)
        self._matches: list[Match] = []

    def run(self) -> list[Match]:
        """Return the matches, the most certain first."""
        if alone := [suspect for suspect in self._suspects.whole if suspect.is_whole_story]:
            return self._alone(alone)
        if alone := [suspect for suspect in self._suspects.partial if suspect.is_whole_story]:
            return self._alone(alone)
        pool = [*self._suspects.whole, *self._suspects.partial]
        if self._take_pair_for_all(self._pairs(pool)) or self._take_pair_for_all(self._any_pairs()):
            return self._matches
        climbed = self._climb(pool)
        if (all_of_it := self._suspects.together(climbed)) is not None and all_of_it.is_whole_story:
            self._take_all(climbed)
            return self._matches
        self._take_sound(pool)
        if self._left:
            self._take_joined([climbed, *self._pairs(pool)])
        self._take_partly(pool)
        self._take_overflow()
        return sorted(self._matches, key=lambda match: -match.certainty)

    def _alone(self, suspects: list[Suspect]) -> list[Match]:
        """Turn suspects of which each explains everything into matches, once a misconception."""
        names = {suspect.misconceptions[0].id: suspect for suspect in reversed(suspects)}
        certainty = max(WHOLE / len(names), 0.5)
        wrong = frozenset(self._evidence.wrong)
        return [
            Match(suspect.misconceptions[0], wrong, suspect, certainty)
            for suspect in reversed(names.values())
        ]

    def _take_pair_for_all(self, pairs: Iterable[tuple[Suspect, Suspect]]) -> bool:
        """Take two mistakes that together explain every cell, before more than two are thought of."""
        for pair in pairs:
            both = self._together(pair)
            if both is not None and both.is_whole_story:
                self._take_all(pair)
                return True
        return False

    def _take_sound(self, pool: Iterable[Suspect]) -> None:
        """Take mistakes whose every effect is there and theirs alone, those with the most effects first."""
        sound = [suspect for suspect in pool if suspect.is_sound]
        for suspect in sorted(sound, key=lambda s: (-len(s.affected), not s.whole)):
            if suspect.affected <= self._left:
                self._take(suspect, suspect.affected, JOINED)

    def _climb(self, pool: Sequence[Suspect]) -> list[Suspect]:
        """Return mistakes that together explain more and more, added one by one while one adds something."""
        chosen: list[Suspect] = []
        explained: frozenset[str] = frozenset()
        while len(chosen) < MAX_MISTAKES and explained != self._left:
            best = None
            for suspect in self._able(pool):
                if suspect in chosen or not suspect.affected - explained:
                    continue
                joined = self._suspects.together([*chosen, suspect])
                if joined is not None and len(joined.explained) > len(explained):
                    best, explained = suspect, joined.explained
            if best is None:
                break
            chosen.append(best)
        return chosen

    def _able(self, pool: Iterable[Suspect]) -> list[Suspect]:
        """Return the mistakes that touch nothing but what is wrong, and something that is left."""
        wrong = frozenset(self._evidence.wrong)
        return [s for s in pool if s.affected <= wrong and s.affected & self._left]

    def _pairs(self, pool: Iterable[Suspect]) -> list[tuple[Suspect, Suspect]]:
        """Return pairs that could explain all that is left, those of whole mistakes first.

        What only one of them touches must be explained by that one.
        """
        pairs = [
            (a, b)
            for a, b in combinations(self._able(pool), 2)
            if self._left <= a.affected | b.affected
            and a.affected - b.affected <= a.explained
            and b.affected - a.affected <= b.explained
        ]
        pairs.sort(key=lambda p: (2 - p[0].whole - p[1].whole, -len(p[0].explained | p[1].explained)))
        return pairs[:MAX_PAIRS]

    def _any_pairs(self) -> list[tuple[Suspect, Suspect]]:
        """Return pairs that could explain all that is left, one changing what the other does elsewhere."""
        able = self._able(self._suspects.whole)
        pairs = [p for p in combinations(able, 2) if self._left <= p[0].affected | p[1].affected]
        pairs.sort(key=lambda p: -len(p[0].explained | p[1].explained))
        return pairs[:MAX_PAIRS]

    def _take_joined(self, groups: Iterable[Sequence[Suspect]]) -> None:
        """Take the first group whose mistakes together explain all that they touch."""
        for group in groups:
            both = self._together(group) if len(group) > 1 else None
            if both is not None and both.is_sound:
                self._take_all(group)
                return

    def _together(self, group: Sequence[Suspect]) -> Suspect | None:
        """Return the version with all mistakes of a group, unless the first cells already rule it out."""
        both = self._suspects.together(group)
        if both is None:
            return None
        shared = frozenset.intersection(*(suspect.affected for suspect in group)) or self._left
        name = min(shared, key=self._evidence.outputs.index)
        finite = [case for case in self._evidence.cases_of(name) if self._evidence.is_finite(case, name)]
        return both if all(both.agrees_in(case, name) for case in finite[:1]) else None

    def _take_partly(self, pool: Iterable[Suspect]) -> None:
        """Take mistakes that explain outputs though others, which they touch, are off in another way."""
        ranked = sorted(pool, key=lambda s: (-len(s.explained), len(s.affected), not s.whole))
        for suspect in ranked:
            if explained := suspect.explained & self._left:
                self._take(suspect, explained, PARTLY)

    def _take_overflow(self) -> None:
        """Take a mistake that only shows as NaN or infinity, on top of others."""
        evidence = self._evidence
        cells = [
            (case, name)
            for name in evidence.wrong
            for case in evidence.wrong_cases(name)
            if not evidence.is_finite(case, name)
            and not any(m.suspect.agrees_in(case, name) for m in self._matches if name in m.outputs)
        ]
        taken = {match.misconception.id for match in self._matches}
        for suspect in self._suspects.whole if cells and self._matches else []:
            blown = [cell for cell in cells if _is_blown(suspect.value(*cell))]
            if suspect.misconceptions[0].id not in taken and blown and not _elsewhere(suspect, evidence):
                names = frozenset(name for _, name in blown)
                self._matches.append(Match(suspect.misconceptions[0], names, suspect, PARTLY))
                return

    def _take_all(self, group: Iterable[Suspect]) -> None:
        for suspect in group:
            self._take(suspect, suspect.affected, JOINED)

    def _take(self, suspect: Suspect, outputs: frozenset[str], certainty: float) -> None:
        self._left -= outputs
        for misconception in suspect.misconceptions:
            known = [m for m in self._matches if m.misconception.id == misconception.id]
            for match in known:
                self._matches.remove(match)
                outputs |= match.outputs
            self._matches.append(Match(misconception, outputs, suspect, certainty))


def _is_blown(value: Array | None) -> bool:
    import numpy as np

    return value is not None and not np.isfinite(value).all()


def _elsewhere(suspect: Suspect, evidence: Evidence) -> bool:
    """Tell whether a version is wrong in a cell where it is finite."""
    from quizrnn.drills.evidence import same

    return any(
        value is None or (not _is_blown(value) and not same(evidence.expected[case][name], value))
        for name in evidence.outputs
        for case in evidence.cases_of(name)
        for value in [suspect.value(case, name)]
    )
