"""What the benchmarks share: processes timed by turns, and a budget beside what was found."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PASS = ("-c", "pass")
NUMPY = ("-c", "import numpy")


class Budget(NamedTuple):
    """One budget.

    Attributes:
        what: What is measured.
        bound: What it may be at most.
        found: What it is.
        made_of: Its parts, in a few words.
        unit: Of both; ``×`` for a ratio.
        least: Whether the bound is what it must be at least.
    """

    what: str
    bound: float
    found: float
    made_of: str
    unit: str = "×"
    least: bool = False

    @property
    def met(self) -> bool:
        """Whether it is kept."""
        return self.found >= self.bound if self.least else self.found <= self.bound

    @property
    def limit(self) -> str:
        """The bound in words."""
        return f"{'≥' if self.least else '≤'} {self.bound:g} {self.unit}"

    @property
    def value(self) -> str:
        """What was found, in words."""
        return f"{self.found:.2f} {self.unit}" if self.unit == "×" else f"{self.found:.1f} {self.unit}"


def report(budgets: Sequence[Budget]) -> int:
    """Print budgets, a line each; return 1 if one is not kept, and 0 otherwise."""
    for budget in budgets:
        mark = "✓" if budget.met else "✗"
        print(f"{mark} {budget.what}: {budget.value} ({budget.limit}); {budget.made_of}", flush=True)
    return int(not all(budget.met for budget in budgets))


@contextmanager
def learner() -> Iterator[dict[str, str]]:
    """Yield the environment of a learner of one's own, whose folders are where the platform has them."""
    with TemporaryDirectory(prefix="quizrnn-bench-") as home:
        yield learner_at(Path(home))


def learner_at(home: Path) -> dict[str, str]:
    """Return the environment of a learner with a home folder."""
    unset = ("QUIZRNN_HOME", "PYTHONDONTWRITEBYTECODE", "COLUMNS")
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in unset and not name.startswith(("XDG_", "LC_"))
    }
    return {**kept, "HOME": str(home), "LANG": "C.UTF-8", "TERM": "xterm-256color"}


class Taken(NamedTuple):
    """Seconds that a process took: by the wall's clock, and of processors, its children's included."""

    wall: float
    processor: float


def run(words: Sequence[str], environment: dict[str, str], text: str = "") -> Taken:
    """Run Python with these words.

    Raises:
        RuntimeError: If it fails otherwise than a wrong answer does.
    """
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [sys.executable, *words], env=environment, input=text.encode(), capture_output=True, check=False
    )
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.decode()}")
    return Taken(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def by_turns(
    commands: Sequence[Sequence[str]], environment: dict[str, str], rounds: int
) -> list[list[Taken]]:
    """Run commands by turns, once each beforehand, and return for each what its rounds took.

    What else goes on on the machine then strikes all of them alike.
    """
    for words in commands:
        run(words, environment)
    taken = [[run(words, environment) for words in commands] for _ in range(rounds)]
    return [list(column) for column in zip(*taken, strict=True)]


def least(taken: Sequence[Taken]) -> float:
    """Return the least processor time, which is what remains where nothing else disturbs."""
    return min(one.processor for one in taken)
