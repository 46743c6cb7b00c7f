"""Compare schedulers on learners of known memory: ``python tests/benchmarks/simulate_memory.py``.

Every scheduler teaches the same learners the same questions, 5 new ones a day, every day for a year.
Retention is the truth that only the simulation knows: the mean probability of recall of all questions begun,
taken each seventh morning before that day's study. Each scheduler is run at many values of its one knob, and
what it needs for a retention is read between them (see ``docs/memory.md``). It repeats with ``--seed``.
"""

from __future__ import annotations

import argparse
import heapq
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from math import exp, log
from pathlib import Path
from random import Random
from statistics import mean, median
from typing import Final, NamedTuple, TypeAlias

from quizrnn.study.records import Review
from quizrnn.study.schedule import Scheduler
from quizrnn.study.settings import Settings

sys.path.insert(0, str(Path(__file__).parent))

from memories import FAMILIES, Memory
from rivals import Ours, Plan, Rival, fitted, rivals

DAYS: Final = 365
NEW_A_DAY: Final = 5
SAMPLED: Final = 7
"""Days between two looks at what the learner knows."""

GUESS, SLIP = 0.10, 0.03
"""Chance of a right answer not known, and of a wrong one known."""

STEP: Final = 10 / 1440
"""Days between two showings in one sitting."""

TARGETS: Final = (0.80, 0.85, 0.90, 0.95)


class Outcome(NamedTuple):
    """What a year came to.

    Attributes:
        reviews: Answers given, the first of each question left out.
        repeats: How many of them were a further showing on the same day.
        retention: Mean probability of recall over the year.
        last: The same on the last morning.
    """

    reviews: int
    repeats: int
    retention: float
    last: float

    @property
    def sittings(self) -> int:
        """The reviews, a question shown again on the same day counted once."""
        return self.reviews - self.repeats


Count: TypeAlias = Callable[[Outcome], int]
"""What is counted as a review."""


class Learner(NamedTuple):
    """Who learns: how each question is remembered, and the chances of each of its answers."""

    name: str
    make: Callable[[Random], Memory]


def learner(family: str, number: int, seed: int) -> Learner:
    """Return a learner, the same one for every scheduler."""
    name = f"{seed}:{family}:{number}"
    return Learner(name, FAMILIES[family](Random(name)))


def year(who: Learner, plan_of: Callable[[str], Plan], questions: int, days: int = DAYS) -> Outcome:
    """Let a learner study daily what is due and a few new questions."""
    memories: list[Memory] = []
    plans: list[Plan] = []
    chances: list[Random] = []
    waiting: list[tuple[int, int]] = []
    reviews = repeats = 0
    looks: list[float] = []
    for day in range(days):
        if day and day % SAMPLED == 0:
            looks.append(mean(memory.recall(float(day)) for memory in memories))
        for _ in range(min(NEW_A_DAY, questions - len(memories))):
            name = f"{who.name}:{len(memories)}"
            memories.append(who.make(Random(name)))
            # The same draw decides the same repetition of a question, whoever scheduled it.
            chances.append(Random(f"{name}:answers"))
            plans.append(plan_of(f"q{len(plans)}"))
            heapq.heappush(waiting, (day, len(plans) - 1))
            reviews -= 1
        while waiting and waiting[0][0] <= day:
            place = heapq.heappop(waiting)[1]
            now, due = float(day), day
            while due <= day:
                recalled = chances[place].random() < memories[place].recall(now)
                chance = chances[place].random()
                memories[place].study(now, right=recalled)
                due = plans[place].answered(day, right=chance >= SLIP if recalled else chance < GUESS)
                reviews += 1
                repeats += now > day
                now += STEP
            heapq.heappush(waiting, (due, place))
    return Outcome(reviews, repeats, mean(looks), looks[-1])


def least(points: Sequence[tuple[float, float]], wanted: float) -> float | None:
    """Return the least ``x`` at which the line through the points reaches ``y = wanted``, or None."""
    found = [x for x, y in points if y >= wanted]
    for (left, low), (right, high) in pairwise(points):
        if min(low, high) < wanted <= max(low, high):
            found.append(left + (right - left) * (wanted - low) / (high - low))
    return min(found, default=None)


def reviews_for(outcomes: Sequence[Outcome], retention: float, count: Count) -> float | None:
    """Return how many reviews a retention takes; between two knobs their logarithm is taken as linear."""
    found = least([(log(count(each)), each.retention) for each in outcomes], retention)
    return None if found is None else exp(found)


def retention_for(outcomes: Sequence[Outcome], reviews: float, count: Count) -> float | None:
    """Return the best retention that a number of reviews gives."""
    found = least([(-each.retention, -log(count(each))) for each in outcomes], -log(reviews))
    return None if found is None else -found


Results: TypeAlias = dict[str, list[Outcome]]
"""One learner's outcomes by scheduler, for each value of its knob."""


def simulated(work: tuple[str, int, int, int]) -> Results:
    """Return, for one learner, every scheduler's outcome at every value of its knob."""
    family, number, seed, questions = work
    who = learner(family, number, seed)
    log: list[Review] = []
    scheduler = Scheduler(Settings())
    # What the weights are fitted to is a year before, with other questions.
    year(who._replace(name=f"{who.name}:before"), lambda key: Ours(key, scheduler, log), questions)
    return {
        rival.name: [year(who, rival.plans(knob), questions) for knob in rival.knobs]
        for rival in rivals(fitted(log))
    }


def spread(values: Sequence[float], form: str, of: int) -> str:
    """Return the median with the least and the largest, or a dash where too few learners came so far."""
    if 2 * len(values) < of:
        return "–"
    low, middle, high = (format(value, form) for value in (min(values), median(values), max(values)))
    return f"{middle} ({low}–{high})" + ("*" if len(values) < of else "")


def rows(results: Sequence[Results], questions: int, count: Count) -> list[list[str]]:
    """Return a line for each scheduler: what a retention takes, as times ours, and the other way round."""
    return [_row(rival, results, questions, count) for rival in rivals()]


def _row(rival: Rival, results: Sequence[Results], questions: int, count: Count) -> list[str]:
    base, of = rivals()[0], len(results)
    cells = [rival.name]
    for target in TARGETS:
        found = [
            (reviews_for(each[base.name], target, count), reviews_for(each[rival.name], target, count))
            for each in results
        ]
        if rival.name == base.name:
            cells.append(spread([a / questions for a, _ in found if a is not None], ".1f", of))
        else:
            ratios = [b / a for a, b in found if a is not None and b is not None]
            cells.append(spread(ratios, ".2f", of))
    usual = base.knobs.index(base.usual or 0.0)
    same = [retention_for(each[rival.name], count(each[base.name][usual]), count) for each in results]
    cells.append(spread([value for value in same if value is not None], ".1%", of))
    if rival.usual is None:
        return [*cells, "–"]
    stock = [each[rival.name][rival.knobs.index(rival.usual)] for each in results]
    return [
        *cells,
        f"{median(map(count, stock)) / questions:.1f} for {median(each.retention for each in stock):.1%}",
    ]


HEADS: Final = (
    "scheduler",
    *(f"retention {target:.0%}" for target in TARGETS),
    "retention at equal reviews",
    "out of the box",
)


def table(lines: Sequence[Sequence[str]]) -> list[str]:
    """Return lines as a Markdown table."""
    return [
        "| " + " | ".join(cells) + " |" for cells in (HEADS, ["---", *["---:"] * (len(HEADS) - 1)], *lines)
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--learners", type=int, default=12, help="of each family of memories (12)")
    parser.add_argument("--questions", type=int, default=200, help="that each learns (200)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1, help="processes (1)")
    given = parser.parse_args()
    work = [
        (family, number, given.seed, given.questions)
        for family in FAMILIES
        for number in range(given.learners)
    ]
    with ProcessPoolExecutor(given.jobs) as pool:
        results = list(pool.map(simulated, work))
    print(f"{given.learners} learners of each kind, {given.questions} questions, seed {given.seed}\n")
    for place, family in enumerate(FAMILIES):
        part = results[place * given.learners : (place + 1) * given.learners]
        _print(family, rows(part, given.questions, lambda outcome: outcome.reviews))
    _print("all", rows(results, given.questions, lambda outcome: outcome.reviews))
    _print(
        "all, same-day repetitions not counted",
        rows(results, given.questions, lambda outcome: outcome.sittings),
    )
    return 0


def _print(title: str, lines: Sequence[Sequence[str]]) -> None:
    print("\n".join([f"**{title}**", "", *table(lines), ""]), flush=True)


if __name__ == "__main__":
    sys.exit(main())
