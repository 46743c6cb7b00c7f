"""Make realistic mistakes in right code: ``python tests/benchmarks/mistakes/make.py [N] [--count 2]``.

A mistake changes a few characters of a solution of the corpus and leaves every other byte as it is. It is
drawn by how often learners make its kind (``WEIGHTS``), then run on the drill's cases: what still passes is
no mistake and is dropped, and so are programs that do not end. One sample in ten at most raises an error
(``CRASHES``); the others return wrong values or shapes.

**The right line.** A mistake's is that of the changed node. What lacks something has no node, so there the
right lines are

- of a term or a factor left out: the lines that meet in the gap;
- of a statement left out: those of every statement beside which it could stand as well, that is, up to and
  with the first one in either direction that assigns what it reads or assigns, or reads what it assigns
  (``kinds_flow.gap``); at a loop's beginning the loop's own line too;
- of two nodes that have changed places: the line of either.

Two or three mistakes at once are in different statements, fail each alone, and each is seen beside the
others: undoing it changes what the program returns. ``Sample.separable`` says whether they can be told apart
by the outputs: in some order, undoing one after the other makes more outputs right each time.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise, permutations
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from mistakes.bench import Bench, Run, bench_of
from mistakes.candidate import Candidate
from mistakes.corpus import Solution, drill_of, key_source, solutions
from mistakes.page import Edit, Page, edited, line_at, moved, overlap
from quizrnn.drills.grade import grade

WEIGHTS: Final[dict[str, float]] = {
    "wrong name": 14,
    "missing factor": 8,
    "slope": 8,
    "missing term": 8,
    "assigned, not added": 6,
    "wrong sign": 6,
    "wrong step": 6,
    "carry lost": 6,
    "wrong key": 6,
    "wrong beginning": 5,
    "loop direction": 4,
    "wrong activation": 4,
    "missing activation": 4,
    "slope of the slope's argument": 4,
    "swapped names": 4,
    "axis": 4,
    "order of what is joined": 4,
    "statement left out": 4,
    "wrong slice": 4,
    "transpose": 4,
    "sum and mean": 3,
    "order of what is returned": 3,
    "wrong operator": 3,
    "constant factor": 3,
    "choice inverted": 3,
    "least and greatest": 3,
    "loop ends": 2,
    "parentheses left out": 2,
    "product transposed": 2,
    "order": 2,
    "factor twice": 2,
    "term twice": 2,
    "product of entries": 1,
    "product of matrices": 1,
    "wrong name handed on": 1,
    "single precision": 0.5,
}
"""How often learners make a mistake of a kind, by the mistakes that turn up in public code and threads."""

CRASHES: Final = 0.1
"""Largest share of samples that raise an error."""

TRIES: Final = 60


class Mistake(NamedTuple):
    """A mistake in a program.

    Attributes:
        kind: What sort.
        line: The line of the mistaken program that it is in.
        column: Where in the line it begins, from 1.
        before: What stood there.
        after: What stands there now.
        lines: Every line that is a right answer.
    """

    kind: str
    line: int
    column: int
    before: str
    after: str
    lines: frozenset[int]


class Sample(NamedTuple):
    """A mistaken program.

    Attributes:
        solution: What it was made of.
        source: The program.
        mistakes: What is wrong with it.
        crashes: Whether it raises an error on some case.
        separable: Whether undoing one mistake after the other, in some order, makes more outputs right each
            time and none wrong. Always so of one mistake.
    """

    solution: Solution
    source: str
    mistakes: tuple[Mistake, ...]
    crashes: bool
    separable: bool


def draw(bench: Bench, rng: Random, count: int, *, crash: bool) -> Sample | None:
    """Draw mistakes for a solution; None if none was found that does what is asked.

    Args:
        bench: The solution.
        rng: Draws.
        count: How many mistakes at once.
        crash: Whether the program may raise an error.
    """
    for _ in range(TRIES):
        chosen: list[Candidate] = []
        for _ in range(count * TRIES):
            candidate = _candidate(bench, rng)
            if _is_apart(bench.page, candidate, chosen) and _fails(bench, candidate.edits, crash=crash):
                chosen.append(candidate)
            if len(chosen) == count:
                break
        else:
            return None
        edits = [edit for candidate in chosen for edit in candidate.edits]
        if count > 1 and not (_fails(bench, edits, crash=crash) and _each_seen(bench, chosen)):
            continue
        run = bench.run(edits)
        assert run is not None
        source = edited(bench.page.source, edits)
        mistakes = tuple(_told(bench.page, candidate, edits, source) for candidate in chosen)
        return Sample(bench.solution, source, mistakes, run.crashes, _is_separable(bench, chosen))
    return None


def _candidate(bench: Bench, rng: Random) -> Candidate:
    groups = bench.by_kind
    kinds = list(groups)
    kind = rng.choices(kinds, [WEIGHTS[kind] for kind in kinds])[0]
    return rng.choices(groups[kind], [candidate.weight for candidate in groups[kind]])[0]


def _is_apart(page: Page, candidate: Candidate, chosen: list[Candidate]) -> bool:
    """Whether a candidate is in another statement than those chosen, on other lines."""
    lines = {line_at(page.source, place) for place in candidate.places}
    for other in chosen:
        theirs = {line_at(page.source, place) for place in other.places}
        if overlap(candidate.edits, other.edits) or lines & theirs:
            return False
    return True


def _fails(bench: Bench, edits: Iterable[Edit], *, crash: bool) -> bool:
    edits = tuple(edits)
    run = bench.run(edits)
    return run is not None and not bench.passes(edits) and run.crashes == crash


def _each_seen(bench: Bench, chosen: list[Candidate]) -> bool:
    """Whether undoing any of the mistakes changes what the program returns."""
    whole = bench.run(edit for candidate in chosen for edit in candidate.edits)
    for left_out in chosen:
        others = [candidate for candidate in chosen if candidate is not left_out]
        rest = bench.run(edit for candidate in others for edit in candidate.edits)
        if whole is None or rest is None or _same(whole, rest):
            return False
    return True


def _same(one: Run, other: Run) -> bool:
    if one.outputs.keys() != other.outputs.keys() or one.right != other.right:
        return False
    pairs = ((value, other.outputs[key]) for key, value in one.outputs.items())
    return all(np.array_equal(value, theirs, equal_nan=True) for value, theirs in pairs)


def _is_separable(bench: Bench, chosen: list[Candidate]) -> bool:
    for order in permutations(chosen):
        rights = []
        for k in range(len(order) + 1):
            run = bench.run(edit for candidate in order[k:] for edit in candidate.edits)
            rights.append(run.right if run is not None else None)
        if all(a is not None and b is not None and a < b for a, b in pairwise(rights)):
            return True
    return False


def _told(page: Page, candidate: Candidate, edits: list[Edit], source: str) -> Mistake:
    places = [min(moved(place, edits), len(source)) for place in candidate.places]
    lines = [line_at(source, place) for place in places]
    before, after = _changed(page, candidate)
    column = places[0] - source.rfind("\n", 0, places[0])
    return Mistake(candidate.kind, lines[0], column, before, after, frozenset(lines))


def _changed(page: Page, candidate: Candidate) -> tuple[str, str]:
    """Return the statement's text that a mistake changes, as it was and as it is, without what is alike."""
    low = min(edit.start for edit in candidate.edits)
    high = max(edit.end for edit in candidate.edits)
    inner = [edit._replace(start=edit.start - low, end=edit.end - low) for edit in candidate.edits]
    text = page.source[low:high]
    return text.strip(), edited(text, inner).strip()


def sample(
    seed: int,
    n: int,
    drills: Iterable[str] | None = None,
    count: int = 1,
    conventions: Iterable[str] | None = None,
) -> list[Sample]:
    """Draw samples: the drills in turn, of each a style at random, the mistakes by their weights.

    Args:
        seed: Repeats a draw exactly, as long as corpus and kinds are the same.
        n: How many.
        drills: Which ones; without it all that the corpus has.
        count: How many mistakes each has.
        conventions: Which ones; without it all.
    """
    by_drill: dict[str, list[Solution]] = defaultdict(list)
    wanted = None if conventions is None else set(conventions)
    for solution in solutions(drills):
        if wanted is None or solution.convention in wanted:
            by_drill[solution.drill].append(solution)
    rng = Random(seed)
    names = sorted(by_drill)
    found: list[Sample] = []
    seen: set[str] = set()
    misses = 0
    while len(found) < n and misses < 20 * n:
        rng.shuffle(names)
        for name in names:
            crashed = sum(one.crashes for one in found)
            crash = rng.random() < CRASHES and crashed + 1 <= CRASHES * n
            drawn = draw(bench_of(rng.choice(by_drill[name])), rng, count, crash=crash)
            if drawn is None or drawn.source in seen:
                misses += 1
                continue
            seen.add(drawn.source)
            found.append(drawn)
            if len(found) == n:
                break
    return found


def _graded(drills: Iterable[str] | None) -> int:
    """Grade the corpus; return 1 if a solution does not pass."""
    bad = 0
    for solution in solutions(drills):
        drill, text = drill_of(solution.drill)[0], key_source(solution)
        found = grade(drill, solution=text, path=solution.path, convention=solution.convention)
        bad += found.status != "passed"
        print(f"{found.status:8} {solution.name}")
    return int(bad > 0)


def main() -> int:
    parser = argparse.ArgumentParser(description="Show mistakes that the repair is measured with.")
    parser.add_argument("n", type=int, nargs="?", default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1, choices=(1, 2, 3))
    parser.add_argument("--drill", action="append")
    parser.add_argument("--corpus", action="store_true", help="grade the corpus instead: all must pass")
    options = parser.parse_args()
    if options.corpus:
        return _graded(options.drill)
    for one in sample(options.seed, options.n, options.drill, options.count):
        note = " (raises)" if one.crashes else "" if one.separable else " (not separable)"
        print(f"{one.solution.name}{note}")
        for mistake in one.mistakes:
            lines = ", ".join(map(str, sorted(mistake.lines)))
            print(f"    {mistake.kind}, line {lines}: {mistake.before!r} -> {mistake.after!r}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
