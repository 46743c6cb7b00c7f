"""Measure the repair: ``python tests/benchmarks/bench_repair.py [N] [--count 1|2|3] [--drill D]…``.

Mistakes are made in right solutions of many styles (``mistakes/make.py``), and each program is graded with
the repair. Counted is how often the line that the repair names first is the right one, how often it is among
the first three different lines, and of two mistakes at once how often both are named. What counts as the
right line stands in ``mistakes/make.py``.

Where the first line is another one, its edit is tried on cases of another seed: ``elsewhere`` is an edit that
holds there too (the program can be put right in more than one place), ``accident`` one that does not.

``--misses FILE`` writes what was missed, with the program, the mistake and what was named. ``--write FILE``
puts the tables of one, two and three mistakes between the markers ``<!-- measured -->`` and
``<!-- end of measured -->`` of a page. Bounds: 90 % first and 97 % in three of single mistakes, 75 % both of
two, of programs whose outputs tell the two apart (``Sample.separable``): where both mistakes spoil the same
outputs, no edit alone makes any output right.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import permutations, zip_longest
from pathlib import Path
from statistics import median, quantiles
from typing import Final, NamedTuple, TypeAlias

sys.path.insert(0, str(Path(__file__).parent))

from mistakes.bench import holds
from mistakes.engine import Answer, Engine, Told, applied, nothing, repair
from mistakes.make import Sample, sample

FIRST, IN_THREE, BOTH = 0.90, 0.97, 0.75
"""What is asked of single mistakes, and of two at once."""

OTHER_SEED: Final = 77
"""Draws the cases on which an edit elsewhere is tried."""

BEGIN, END = "<!-- measured -->", "<!-- end of measured -->"
ENGINES: Final[dict[str, Engine]] = {"repair": repair, "nothing": nothing}


class Verdict(NamedTuple):
    """What the engine said of a sample, judged.

    Attributes:
        first: Whether the first line named is right.
        in_three: Whether a right one is among the first three different lines.
        named: How many of the mistakes were named, each by the first answer on a mistake that it tells apart.
        elsewhere: Whether the first line is another one whose edit holds on other cases.
        accident: Whether the first line is another one whose edit does not hold.
    """

    sample: Sample
    told: Told
    first: bool
    in_three: bool
    named: int
    elsewhere: bool
    accident: bool


def judge(one: Sample, told: Told) -> Verdict:
    """Compare what was named with what was made."""
    right = frozenset().union(*(mistake.lines for mistake in one.mistakes))
    ranked = lines_in_order(told.found)
    first = bool(ranked) and ranked[0] in right
    other = next((answer for group in told.found for answer in group), None)
    elsewhere = accident = False
    if other is not None and not first and len(one.mistakes) == 1:
        elsewhere = any(holds(one.solution, text, OTHER_SEED) for text in applied(one.source, other))
        accident = not elsewhere
    in_three = any(line in right for line in ranked[:3])
    return Verdict(one, told, first, in_three, named(one, told.found), elsewhere, accident)


def lines_in_order(found: Sequence[Sequence[Answer]]) -> list[int]:
    """Return the lines named, each once: the first on every mistake told apart, then the second ones, …"""
    ranks = zip_longest(*found)
    return list(dict.fromkeys(answer.line for rank in ranks for answer in rank if answer is not None))


def named(one: Sample, found: Sequence[Sequence[Answer]]) -> int:
    """Return how many of the mistakes are named by the first answers, one each."""
    lines: list[int | None] = [group[0].line for group in found if group]
    lines += [None] * len(one.mistakes)
    return max(
        sum(line in mistake.lines for line, mistake in zip(order, one.mistakes, strict=False))
        for order in permutations(lines, len(one.mistakes))
    )


def ask(engine: str, seed: int, one: Sample) -> Verdict:
    """Have the engine look at a sample."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mine.py"
        path.write_text(one.source, encoding="utf-8")
        return judge(one, ENGINES[engine](one, path, seed))


def measured(samples: Sequence[Sample], engine: str, seed: int, jobs: int) -> Iterable[Verdict]:
    """Yield the verdicts in order."""
    work = partial(ask, engine, seed)
    if jobs == 1:
        yield from map(work, samples)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(work, samples)


Column: TypeAlias = tuple[str, Callable[[Sequence[Verdict]], str]]


def share(test: Callable[[Verdict], bool]) -> Callable[[Sequence[Verdict]], str]:
    """Return the column of how often something holds."""

    def column(verdicts: Sequence[Verdict]) -> str:
        return f"{sum(map(test, verdicts)) / len(verdicts):.0%}" if verdicts else "–"

    return column


def seconds(values: Callable[[Verdict], float], *, high: bool = False) -> Callable[[Sequence[Verdict]], str]:
    """Return the column of the median of a time, or its 95th percentile."""

    def column(verdicts: Sequence[Verdict]) -> str:
        found = sorted(map(values, verdicts))
        if not found:
            return "–"
        return (
            f"{quantiles(found, n=20, method='inclusive')[18] if high and found[1:] else median(found):.2f}"
        )

    return column


TIMES: Final[list[Column]] = [
    ("nothing", share(lambda v: not v.told.found)),
    ("median, s", seconds(lambda v: v.told.seconds)),
    ("95 %, s", seconds(lambda v: v.told.seconds, high=True)),
    ("processor, s", seconds(lambda v: v.told.processor)),
]
SINGLE: Final[list[Column]] = [
    ("first", share(lambda v: v.first)),
    ("in three", share(lambda v: v.in_three)),
    ("elsewhere", share(lambda v: v.elsewhere)),
    ("accident", share(lambda v: v.accident)),
    *TIMES,
]


def several(count: int) -> list[Column]:
    """Return the columns for two or three mistakes at once."""

    def of_separable(verdicts: Sequence[Verdict]) -> str:
        return share(lambda v: v.named == count)([v for v in verdicts if v.sample.separable])

    return [
        ("both" if count == 2 else "all three", share(lambda v: v.named == count)),
        ("of the separable", of_separable),
        ("at least one", share(lambda v: v.named > 0)),
        *TIMES,
    ]


def table(
    verdicts: Sequence[Verdict], count: int, by: Callable[[Verdict], Iterable[str]], head: str
) -> list[str]:
    """Return a Markdown table: a row for each group, and one of all."""
    columns = SINGLE if count == 1 else several(count)
    groups: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        for name in by(verdict):
            groups.setdefault(name, []).append(verdict)
    rows = [[head, "programs", *(name for name, _ in columns)], ["---", *["---:"] * (len(columns) + 1)]]
    for name, group in [*sorted(groups.items()), ("**in all**", list(verdicts))]:
        rows.append([name, str(len(group)), *(column(group) for _, column in columns)])
    return [f"| {' | '.join(row)} |" for row in rows]


def by_drill(verdict: Verdict) -> list[str]:
    """Group by drill."""
    return [f"`{verdict.sample.solution.drill}`"]


def by_convention(verdict: Verdict) -> list[str]:
    """Group by convention."""
    return [verdict.sample.solution.convention]


def by_kind(verdict: Verdict) -> list[str]:
    """Group by the mistake's kind."""
    return sorted({mistake.kind for mistake in verdict.sample.mistakes})


def miss(verdict: Verdict) -> str:
    """Describe what was missed: the mistake, what was named, and the program."""
    one, told = verdict.sample, verdict.told
    lines = [f"=== {one.solution.name}  status {told.status}  {told.seconds:.2f} s"]
    if verdict.elsewhere or verdict.accident:
        lines.append("first line: " + ("holds as well" if verdict.elsewhere else "an accident"))
    if not one.separable:
        lines.append("the outputs do not tell the mistakes apart")
    for mistake in one.mistakes:
        right = ", ".join(map(str, sorted(mistake.lines)))
        lines.append(f"made:  line {right}: {mistake.kind}: {mistake.before!r} -> {mistake.after!r}")
    for number, group in enumerate(told.found, 1):
        lines.append(f"named {number}: line {', '.join(str(answer.line) for answer in group[:5])}")
        lines += [f"    {row}" for row in group[0].edit.splitlines()]
    if not told.found:
        lines.append("named: nothing")
    if told.problem:
        lines.append(f"raised: {told.problem}")
    marked = frozenset().union(*(mistake.lines for mistake in one.mistakes))
    for number, text in enumerate(one.source.splitlines(), 1):
        lines.append(f"{'>' if number in marked else ' '}{number:4} {text}")
    return "\n".join([*lines, "", ""])


def is_missed(verdict: Verdict, count: int) -> bool:
    """Whether the engine did less than it could."""
    return verdict.named < count if count > 1 else not verdict.first


def run(options: argparse.Namespace, count: int, n: int) -> list[Verdict]:
    """Draw samples and have the engine look at them, with progress on a terminal."""
    samples = sample(options.seed, n, options.drill, count, options.convention)
    if options.kind:
        samples = [one for one in samples if any(m.kind in options.kind for m in one.mistakes)]
    found = []
    misses = options.misses.open("a", encoding="utf-8") if options.misses else None
    for verdict in measured(samples, options.engine, options.cases, options.jobs):
        found.append(verdict)
        if misses is not None and is_missed(verdict, count):
            misses.write(miss(verdict))
            misses.flush()
        if sys.stderr.isatty():
            print(f"\r{len(found)} of {len(samples)}", end="", file=sys.stderr, flush=True)
    if misses is not None:
        misses.close()
    if sys.stderr.isatty():
        print(file=sys.stderr)
    return found


def written(page: str, text: str) -> str:
    """Return a page with the text between its markers.

    Raises:
        SystemExit: If it has none.
    """
    if BEGIN not in page or END not in page:
        raise SystemExit(f"the page needs the lines {BEGIN} and {END}, between which the tables are put")
    before, rest = page.split(BEGIN, 1)
    return f"{before}{BEGIN}\n\n{text}\n\n{END}{rest.split(END, 1)[1]}"


def report(verdicts: Sequence[Verdict], count: int) -> list[str]:
    """Return the section on one, two or three mistakes at once."""
    title = {1: "One mistake", 2: "Two mistakes at once", 3: "Three mistakes at once"}[count]
    parts = [f"### {title}", "", *table(verdicts, count, by_drill, "drill")]
    if count == 1:
        parts += ["", *table(verdicts, count, by_convention, "convention")]
        parts += ["", *table(verdicts, count, by_kind, "mistake")]
    return parts


def failures(verdicts: Sequence[Verdict], count: int) -> list[str]:
    """Return which bounds are missed."""
    if not verdicts or count == 3:
        return []
    found = [
        ("first", sum(v.first for v in verdicts), FIRST),
        ("in three", sum(v.in_three for v in verdicts), IN_THREE),
    ]
    if count == 2:
        verdicts = [v for v in verdicts if v.sample.separable]
        found = [("both of two that the outputs tell apart", sum(v.named == 2 for v in verdicts), BOTH)]
    total = len(verdicts)
    return [f"{name}: {k / total:.1%}, at least {bound:.0%}" for name, k, bound in found if k < bound * total]


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure how often the repair names the right line.")
    parser.add_argument(
        "n", type=int, nargs="?", default=200, help="programs (of two and three mistakes a half)"
    )
    parser.add_argument(
        "--count", type=int, choices=(1, 2, 3), action="append", help="mistakes at once; default 1"
    )
    parser.add_argument("--seed", type=int, default=1, help="draws the mistakes")
    parser.add_argument("--cases", type=int, default=5, help="draws the cases of the grade")
    parser.add_argument("--drill", action="append", help="only this drill")
    parser.add_argument("--convention", action="append", help="only this convention")
    parser.add_argument("--kind", action="append", help="only mistakes of this kind")
    parser.add_argument("--engine", choices=sorted(ENGINES), default="repair")
    parser.add_argument("--jobs", type=int, default=1, help="at a time; more than one spoils the times")
    parser.add_argument("--misses", type=Path, help="write what was missed to this file")
    parser.add_argument("--write", type=Path, help="put the tables of 1, 2 and 3 mistakes into this page")
    options = parser.parse_args()
    text, bad = [], []
    if options.misses:
        options.misses.write_text("", encoding="utf-8")
    for count in (1, 2, 3) if options.write else options.count or [1]:
        verdicts = run(options, count, options.n if count == 1 or not options.write else options.n // 2)
        text += [*report(verdicts, count), ""]
        bad += failures(verdicts, count)
        statuses = Counter(v.told.status for v in verdicts)
        print("\n".join(report(verdicts, count)))
        raised = Counter(v.told.problem for v in verdicts if v.told.problem)
        print("".join(f"\nthe engine raised {k} times: {text}" for text, k in raised.items()))
        print(f"\nverdicts: {', '.join(f'{name} {k}' for name, k in sorted(statuses.items()))}\n")
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    if (load := os.getloadavg()[0]) > 1.5 * options.jobs:
        machine += f", others at work (load {load:.1f})"
    foot = f"Seed {options.seed}; {machine}; times are the repair's alone, after the verdict, on one core."
    if options.write:
        page = options.write.read_text(encoding="utf-8") if options.write.exists() else f"{BEGIN}\n{END}\n"
        options.write.write_text(written(page, "\n".join([*text, foot])), encoding="utf-8")
    print(foot)
    for line in bad:
        print("missed:", line)
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
