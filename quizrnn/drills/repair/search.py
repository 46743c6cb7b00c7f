"""Looks for the small edit of a submission that turns wrong outputs right."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from quizrnn.drills.repair.allowance import Allowance
from quizrnn.drills.repair.edits import Edit
from quizrnn.drills.repair.generate import Expressions
from quizrnn.drills.repair.generate_statements import Statements
from quizrnn.drills.repair.nodes import LEAF
from quizrnn.drills.repair.render import Rendered, rendered
from quizrnn.drills.repair.seen import Seen
from quizrnn.drills.repair.sites import Place, Sites, read_sites
from quizrnn.drills.repair.trials import Trials
from quizrnn.drills.repair.vocabulary import Vocabulary
from quizrnn.drills.repair.weave import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[np.float64]
    Mask: TypeAlias = NDArray[np.bool_]

FIRST_CHUNK: Final = 250
CHUNK: Final = 1000
"""How many edits are woven into one program: few at first, for the likely ones are among them."""

SETTLED: Final = 0.7
"""How much dearer than the best an edit may be and still be looked for, once the best repairs everything."""

SETTLED_PARTLY: Final = 1.3
"""The same where the best repairs a part: there may be one that repairs everything."""

MAX_CONFIRMED: Final = 16

STRANGE: Final = 0.3
"""What each value that no derivation knows adds to the cost of an edit."""

LOOP: Final = 0.4
"""How unlikely a loop is to be at fault that reaches nothing wrong."""

RAISED_LATER: Final = 0.6
"""How unlikely a statement is to be at fault where a later one raises an exception."""

NO_NUMBERS: Final = 0.7
"""How unlikely a statement is to be at fault that yields no array and no float."""

DEAD: Final = 0.1
"""How unlikely a statement is to be at fault whose value reaches nothing."""

COMPARED: Final = 0.5
"""How unlikely what is compared is to be at fault."""

KNOWN: Final = 0.4
"""How unlikely an assignment is to be at fault whose value is one that a derivation knows."""

ASIDE: Final = 0.3
"""How unlikely a line is to be at fault that computes nothing and hands on what was computed."""

TOP_LEVEL: Final = 0.8
"""How unlikely the file's top level is to be at fault."""


@dataclass(frozen=True, eq=False)
class Candidate:
    """An edit that repairs something.

    Attributes:
        edit: It.
        text: It, in the learner's text.
        gained: Share of the wrong numbers that it turns right.
        whole: Whether nothing is left wrong.
        outputs: Names of the outputs that it turns right.
        strange: How many values along the way no derivation knows, after it.
        cost: What it costs, where it stands included.
    """

    edit: Edit
    text: Rendered
    gained: float
    whole: bool
    outputs: tuple[str, ...]
    strange: int
    cost: float


class Search:
    """One round: the candidates that repair some of a source, the best first.

    Args:
        trials: Runs programs in the child.
        source: The submission, edits of earlier rounds made.
        functions: What is asked for.
        allowance: How long it may take.
        share: Of the allowance, after which it stops.
        progress: Told how many edits have been tried, and of how many.
        single: Whether to look at a single step of a sequence, where no step is wrong because of another.
    """

    def __init__(
        self,
        trials: Trials,
        source: str,
        functions: Iterable[str],
        allowance: Allowance,
        share: float = 1.0,
        progress: Callable[[int, int], None] | None = None,
        *,
        single: bool = False,
    ) -> None:
        self._single = single
        self._trials, self._progress = trials, progress
        self._allowance, self._share = allowance, share
        self._functions = list(functions)
        self._sites = read_sites(source, functions)
        self.tried = 0

    def run(self) -> list[Candidate]:
        """Return the candidates, the best first; those that repair everything alone where there are any."""
        if self._sites is None:
            return []
        sites, trials = self._sites, self._trials
        if not trials.watch(sites, single=self._single):
            return []
        seen = trials.seen
        penalties = self._penalties(sites, seen)
        edits = sorted(self._edits(sites, seen, penalties), key=lambda pair: pair[0])
        found: list[tuple[float, Edit, Mask]] = []
        best = partly = np.inf
        start, size = 0, FIRST_CHUNK
        while start < len(edits):
            chunk = edits[start : start + size]
            start, size = start + size, min(2 * size, CHUNK)
            dearest = chunk[0][0]
            chunk.sort(key=lambda pair: pair[1].place.number)  # a place's variants have numbers in a row
            if dearest > min(best + SETTLED, partly + SETTLED_PARTLY) or self._allowance.is_over(self._share):
                break
            for (cost, edit), row in zip(chunk, self._rows([edit for _, edit in chunk]), strict=False):
                right = trials.right(row)
                if (trials.was_right & ~right).any() or not trials.gains(right):
                    continue
                found.append((cost, edit, right))
                if right.all():
                    best = min(best, cost)
                partly = min(partly, cost)
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
        top = {number for number, edit in enumerate(edits) if not edit.place.function}
        for rows in self._trials.rows(program, len(edits), top, self._share):
            self.tried += len(rows)
            yield from rows

    def _penalties(self, sites: Sites, seen: Seen) -> dict[int, float]:
        """Return, by place, how unlikely it is to be at fault; places that cannot be are left out."""
        trials = self._trials
        wrong, clean = ~trials.was_right, trials.clean
        influence = trials.influence(sorted(seen.shapes))
        repeated = {number for number, arrays in seen.values.items() if len(arrays) > 1}
        found: dict[int, float] = {}
        reach: dict[int, Mask] = {}
        last = seen.last if trials.raised else None
        for place in reversed(sites.places):
            number = place.number
            ended_here = last is not None and last in (number, getattr(place.statement, "number", None))
            if ended_here:  # what raised has yielded nothing
                found[number] = 0.0
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
            if (
                not changed.any()
                and isinstance(place.node, (ast.Assign, ast.AugAssign))
                and number in seen.scopes
            ):
                # what it yields reaches nothing: it may be meant to go elsewhere
                targets = place.node.targets if isinstance(place.node, ast.Assign) else [place.node.target]
                inside = {id(node) for target in targets for node in ast.walk(target)}
                found[number] = DEAD
                found.update({p.number: DEAD for p in sites.inside(place) if id(p.node) in inside})
                continue
            hit = (changed & wrong).sum()
            if trials.raised:
                found.setdefault(number, RAISED_LATER)
                continue
            if not hit:
                continue
            spared = (changed & ~wrong).sum()
            if direct and number not in repeated and not place.loops and (changed & clean).any():
                continue
            found[number] = 1.5 * (1 - hit / wrong.sum()) + 0.6 * spared / changed.sum()
        for place in sites.places:
            if not place.function and place.number in seen.visited | set(seen.scopes):
                found.setdefault(place.number, TOP_LEVEL)
        bare = {p.number for p in sites.statements if p.number in seen.scopes} - set(reach) - set(found)
        for place in sites.places:
            if (place.statement or place).number in bare:
                found.setdefault(place.number, NO_NUMBERS)
        for place in sites.expressions:  # a comparison hides what is compared
            compared = place.parent is not None and isinstance(place.parent.node, ast.Compare)
            if compared and place.number in seen.visited:
                found.setdefault(place.number, COMPARED)
        for place in sites.places:  # what has no value of its own: as likely as what it stands in
            if place.number not in found and place.number not in reach and place.number in seen.visited:
                above = place.parent
                while above is not None and above.number not in reach:
                    above = above.parent
                if above is not None and above.number in found:
                    found[place.number] = found[above.number]
        return found

    def _edits(self, sites: Sites, seen: Seen, penalties: dict[int, float]) -> Iterator[tuple[float, Edit]]:
        number_known = self._trials.yields_known
        words = Vocabulary(sites, seen)
        expressions = Expressions(sites, seen, words)
        statements = Statements(sites, seen, words, expressions)
        for place in sites.places:
            penalty = penalties.get(place.number)
            if penalty is None and isinstance(place.node, ast.For) and place.number in seen.scopes:
                penalty = LOOP  # what a loop fails to hand on reaches nothing that is wrong
            if penalty is None:
                continue
            aside = ASIDE if _only_hands_on(place) else 0.0
            if _is_assigned(place) and number_known(place.number):
                aside += KNOWN  # a name that holds what it should is best left alone
            for edit in statements.of(place) if place.is_statement else expressions.of(place):
                yield edit.cost + penalty + aside, edit

    def _confirmed(self, found: list[tuple[float, Edit, Mask]]) -> list[Candidate]:
        assert self._sites is not None
        trials = self._trials
        wrong = int((~trials.was_right).sum())
        any_whole = any(right.all() for _, _, right in found)
        pool = [entry for entry in found if entry[2].all() or not any_whole]
        pool.sort(key=lambda entry: (-int(entry[2].sum()), entry[0]))
        candidates = []
        for cost, edit, right in pool[:MAX_CONFIRMED]:
            text = rendered(self._sites, edit)
            if text is None:
                continue
            sites = read_sites(text.source, self._functions)
            outcome = trials.confirm(sites) if sites is not None else None
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
                    strange=outcome.strange,
                    cost=cost,
                )
            )
        least = min((candidate.strange for candidate in candidates), default=0)
        return sorted(candidates, key=lambda c: (-c.gained, c.cost + STRANGE * (c.strange - least)))


def _is_assigned(place: Place) -> bool:
    """Whether a place computes all that a name is given."""
    above = place.parent
    computed = not isinstance(place.node, LEAF)
    return computed and above is not None and above is place.statement and isinstance(above.node, ast.Assign)


def _only_hands_on(place: Place) -> bool:
    """Whether a place is in a return, or in a collection, and is no arithmetic itself."""
    above: Place | None = place
    while above is not None:
        if isinstance(above.node, (ast.BinOp, ast.UnaryOp)):
            return False
        if isinstance(above.node, (ast.Tuple, ast.List)):
            plain = sum(isinstance(entry, LEAF) for entry in above.node.elts)
            if 2 * plain >= len(above.node.elts):
                return True
        if isinstance(above.node, (ast.Return, ast.Dict)):
            return True
        above = above.parent
    return False
