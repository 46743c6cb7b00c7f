"""Show that start does not grow with the banks: ``python tests/benchmarks/bench_large.py [QUESTIONS]``.

A learner whose own banks hold QUESTIONS (100,000) beside the shipped ones is timed by turns with one who has
the shipped ones alone: the interface's first paint, and commands, in processor time. Memory is the largest
resident set of each. The banks are compiled beforehand, once, which is timed too.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench_commands import first_choice
from bench_tui import painted
from make_record import make_banks
from measured import Budget, learner_at, least, report, run

from quizrnn.paths import Paths

PAINT, COMMANDS, MEMORY = 1.3, 1.3, 1.3
HOME = ["-m", "quizrnn", "--lang", "en"]
RESIDENT = """
import resource, subprocess, sys
subprocess.run([sys.executable, *sys.argv[1:]], input=b"q\\n", capture_output=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def homes(folder: Path, questions: int) -> list[dict[str, str]]:
    """Return the environments of a learner with large banks and of one without, their banks compiled."""
    large, small = (learner_at(folder / name) for name in ("large", "small"))
    for environment in (large, small):
        Path(environment["HOME"]).mkdir()
    make_banks(_paths(large).banks, questions)
    spent = run(("-m", "quizrnn", "list", "topics"), large).processor
    print(f"compiling {questions:,} questions, once: {spent:.1f} s", flush=True)
    run(("-m", "quizrnn", "list", "topics"), small)
    return [large, small]


def _paths(environment: dict[str, str]) -> Paths:
    """Return where the program looks in an environment."""
    told = subprocess.run(
        [sys.executable, "-m", "quizrnn", "data", "path", "--format", "json"],
        env=environment,
        capture_output=True,
        check=True,
    )
    return Paths(**{name: Path(path) for name, path in json.loads(told.stdout).items()})


def measure(questions: int = 100_000, rounds: int = 11) -> list[Budget]:
    """Return the budgets of start with large banks."""
    with tempfile.TemporaryDirectory(prefix="quizrnn-bench-") as folder:
        environments = homes(Path(folder), questions)
        return [
            _paint(environments, questions, rounds),
            _commands(environments, questions, rounds),
            _memory(environments, questions),
        ]


def _paint(environments: Sequence[dict[str, str]], questions: int, rounds: int) -> Budget:
    for environment in environments:
        painted(HOME, environment)
    pairs = [[painted(HOME, environment) for environment in environments] for _ in range(rounds)]
    (large, more), (small, less) = (
        (min(one.seconds for one in column), max(one.resident for one in column))
        for column in zip(*pairs, strict=True)
    )
    parts = f"{large * 1000:.0f} ms to {small * 1000:.0f} ms; memory {more:.0f} MiB to {less:.0f} MiB"
    what = f"first paint with {questions:,} questions against the shipped banks"
    return Budget(what, PAINT, large / small, parts)


def _commands(environments: Sequence[dict[str, str]], questions: int, rounds: int) -> Budget:
    choice = first_choice(environments[1])
    ratios = {}
    for name, text in (
        ("list topics", ""),
        ("list questions -n 20", ""),
        ("stats", ""),
        (f"check {choice} a", ""),
        ("quiz --plain", "q\n"),
    ):
        words = ("-m", "quizrnn", *name.split())
        for environment in environments:
            run(words, environment, text)
        taken = [[run(words, environment, text) for environment in environments] for _ in range(rounds)]
        large, small = (least(column) for column in zip(*taken, strict=True))
        ratios[name.replace(choice, "ID")] = large / small
    parts = ", ".join(f"`{name}` {ratio:.2f}" for name, ratio in ratios.items())
    what = f"commands with {questions:,} questions against the shipped banks, the slowest"
    return Budget(what, COMMANDS, max(ratios.values()), parts)


def _memory(environments: Sequence[dict[str, str]], questions: int) -> Budget:
    found = {}
    for name in ("stats", "quiz --plain"):
        words = [sys.executable, "-c", RESIDENT, "-m", "quizrnn", *name.split()]
        found[name] = [
            int(subprocess.run(words, env=environment, capture_output=True, check=True).stdout) / 1024
            for environment in environments
        ]
    parts = ", ".join(
        f"`{name}` {large:.0f} MiB to {small:.0f} MiB" for name, (large, small) in found.items()
    )
    what = f"memory with {questions:,} questions against the shipped banks"
    return Budget(what, MEMORY, max(large / small for large, small in found.values()), parts)


if __name__ == "__main__":
    print(f"load {os.getloadavg()[0]:.1f}")
    sys.exit(report(measure(*map(int, sys.argv[1:]))))
