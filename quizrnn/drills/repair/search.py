"""Looks for the small edit of a submission that turns wrong outputs right."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from quizrnn.drills.repair.edits import Edit
from quizrnn.drills.repair.generate import Expressions
from quizrnn.drills.repair.generate_statements import Statements
from quizrnn.drills.repair.render import Rendered, rendered
from quizrnn.drills.repair.seen import Seen
from quizrnn.drills.repair.sites import Place, Sites, read_sites
from quizrnn.drills.repair.trials import Trials
from quizrnn.drills.repair.weave import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[np.float64]
    Mask: TypeAlias = NDArray[np.bool_]

CHUNK: Final = 900
"""How many edits are woven into one program."""

SETTLED: Final = 0.7
"""How much dearer than the best an edit may be and still be looked for, once the best repairs everything."""

MAX_CONFIRMED: Final = 16


@dataclass(frozen=True, eq=False)
class Candidate:
    """An edit that repairs something.

    Attributes:
        edit: It.
        text: It, in the learner's text.
        gained: Share of the wrong numbers that it turns right.
        whole: Whether nothing is left wrong.
        outputs: Names of the outputs that it turns right.
        agreement: How many of the values along the way are known to be right after it.
        cost: What it costs, where it stands included.
    """

    edit: Edit
    text: Rendered
    gained: float
    whole: bool
    outputs: tuple[str, ...]
    agreement: float
    cost: float


class Search:
    """One round: the candidates that repair some of a source, the best first.

    Args:
        trials: Runs programs in the child.
        source: The submission, edits of earlier rounds made.
        functions: What is asked for.
        until: When to stop, by ``time.monotonic``.
        progress: Told how many edits have been tried, and of how many.
    """

    def __init__(
        self,
        trials: Trials,
        source: str,
        functions: Iterable[str],
        until: float,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self._trials, self._until, self._progress = trials, until, progress
        self._sites = read_sites(source, functions)
        self.tried = 0

    def run(self) -> list[Candidate]:
        """Return the candidates, the best first; those that repair everything alone where there are any."""
        if self._sites is None:
            return []
        sites, trials = self._sites, self._trials
        if not trials.watch(sites):
            return []
        seen = trials.seen
        penalties = self._penalties(sites, seen)
        edits = sorted(self._edits(sites, seen, penalties), key=lambda pair: pair[0])
        found: list[tuple[float, Edit, Mask]] = []
        best = np.inf
        for start in range(0, len(edits), CHUNK):
            chunk = edits[start : start + CHUNK]
            dearest = chunk[0][0]
            chunk.sort(key=lambda pair: pair[1].place.number)  # a place's variants have numbers in a row
            if dearest > best + SETTLED or time.monotonic() > self._until:
                break
            for (cost, edit), row in zip(chunk, self._rows([edit for _, edit in chunk]), strict=False):
                right = trials.right(row)
                if (trials.was_right & ~right).any() or not trials.gains(right):
                    continue
                found.append((cost, edit, right))
                if right.all():
                    best = min(best, cost)
            if self._progress is not None:
                self._progress(self.tried, len(edits))
        return self._confirmed(found)

    def _rows(self, edits: Sequence[Edit]) -> Iterator[Array]:
        """Yield what the edits' programs yield, as far as there is time."""
        assert self._sites is not None
        variants: dict[int, list[Any]] = {}
        for number, edit in enumerate(edits):
            variants.setdefault(edit.place.number, []).append((number, edit.new))
        program = compiled(self._sites, variants)
        for rows in self._trials.rows(program, len(edits), self._until):
            self.tried += len(rows)
            yield from rows

    def _penalties(self, sites: Sites, seen: Seen) -> dict[int, float]:
        """Return, by place, how unlikely it is to be at fault; places that cannot be are left out."""
        trials = self._trials
        wrong = ~trials.was_right
        influence = trials.influence(sorted(seen.shapes))
        repeated = {number for number, arrays in seen.values.items() if len(arrays) > 1}
        found: dict[int, float] = {}
        reach: dict[int, Mask] = {}
        for place in reversed(sites.places):
            number = place.number
            if number not in seen.visited and not (place.is_statement and number in seen.scopes):
                continue
            inner = [reach[p.number] for p in sites.inside(place) if p is not place and p.number in reach]
            changed = influence.get(number)
            if changed is None:
                changed = np.logical_or.reduce(inner) if inner else None
                direct = False
            else:
                direct = True
            if changed is None:
                continue
            reach[number] = changed
            hit = (changed & wrong).sum()
            if trials.raised:
                found[number] = 0.0 if place.line == self._last_line(sites, seen) else 0.6
                continue
            if not hit:
                continue
            spared = (changed & ~wrong).sum()
            if spared and direct and number not in repeated and not place.loops:
                continue
            found[number] = 1.5 * (1 - hit / wrong.sum()) + 0.5 * spared / changed.sum()
        for place in sites.places:  # what has no value of its own: as likely as what it stands in
            if place.number not in found and place.number not in reach and place.number in seen.visited:
                above = place.parent
                while above is not None and above.number not in reach:
                    above = above.parent
                if above is not None and above.number in found:
                    found[place.number] = found[above.number]
        return found

    def _last_line(self, sites: Sites, seen: Seen) -> int:
        return sites.places[seen.last].line if seen.last is not None else 0

    def _edits(self, sites: Sites, seen: Seen, penalties: dict[int, float]) -> Iterator[tuple[float, Edit]]:
        expressions = Expressions(sites, seen)
        statements = Statements(sites, seen, expressions)
        for place in sites.places:
            if place.number in penalties:
                penalty = penalties[place.number]
                made = statements.of(place) if place.is_statement else expressions.of(place)
                for edit in made:
                    if edit.place.number in penalties:
                        yield edit.cost + penalty, edit

    def _confirmed(self, found: list[tuple[float, Edit, Mask]]) -> list[Candidate]:
        assert self._sites is not None
        trials = self._trials
        wrong = int((~trials.was_right).sum())
        any_whole = any(right.all() for _, _, right in found)
        pool = [entry for entry in found if entry[2].all() or not any_whole]
        pool.sort(key=lambda entry: (-int(entry[2].sum()), entry[0]))
        candidates = []
        print("FOUND", len(found), any_whole, [(c,e.kind,e.place.line) for c,e,_ in pool[:5]])
        for cost, edit, right in pool[:MAX_CONFIRMED]:
            text = rendered(self._sites, edit)
            if text is None:
                print("no text", edit.kind)
                continue
            outcome = trials.confirm(text.source)
            if outcome is None:
                continue
            gained = (int(right.sum()) - (len(right) - wrong)) / wrong
            candidates.append(
                Candidate(
                    edit=edit,
                    text=text,
                    gained=gained,
                    whole=outcome.whole,
                    outputs=outcome.outputs,
                    agreement=0.0,
                    cost=cost,
                )
            )
        return sorted(candidates, key=lambda c: (-c.gained, c.cost))
