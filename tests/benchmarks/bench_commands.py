"""Measure commands that answer at once: ``python tests/benchmarks/bench_commands.py [ROUNDS]``.

Each is run by turns with ``python -c pass``, by a learner whose folders are where the platform has them; the
ratio is that of the least processor times. What a ratio is made of is measured beside it: the interpreter,
the libraries that it loads, and the rest, which is the program's own.
"""

from __future__ import annotations

import json
import subprocess
import sys

from measured import PASS, Budget, by_turns, learner, least, report

VERSION, COMMANDS = 3, 8
LIBRARIES = "click, pathlib, platformdirs"
MORE = f"{LIBRARIES}, msgspec, sqlite3"
SPARED = "from quizrnn.collector import spare; spare()"
"""What every command does with the garbage collector."""


def first_choice(environment: dict[str, str]) -> str:
    """Return the id of the first ``choice`` question."""
    listed = subprocess.run(
        [sys.executable, "-m", "quizrnn", "list", "questions", "--type", "choice", "--format", "json"],
        env=environment,
        capture_output=True,
        check=True,
    )
    return str(json.loads(listed.stdout)[0]["id"])


def measure(rounds: int = 31) -> list[Budget]:
    """Return the budgets of the commands without numerics."""
    with learner() as environment:
        choice = first_choice(environment)
        commands = {
            "--version": [],
            "--help": [LIBRARIES],
            "list questions": [MORE],
            "stats": [MORE],
            f"check {choice} a": [MORE],
        }
        lines = [
            PASS,
            ("-c", f"{SPARED}; import {LIBRARIES}"),
            ("-c", f"{SPARED}; import {MORE}"),
            *(("-m", "quizrnn", *name.split()) for name in commands),
        ]
        python, some, all_, *mine = map(least, by_turns(lines, environment, rounds))
    budgets = []
    for (name, loads), taken in zip(commands.items(), mine, strict=True):
        libraries = (all_ if loads == [MORE] else some) - python if loads else 0.0
        own = taken - python - libraries
        parts = f"Python 1, {'libraries (' + loads[0] + f') {libraries / python:.1f}, ' if loads else ''}"
        budgets.append(
            Budget(
                f"`quizrnn {name.replace(choice, 'ID')}` against `python -c pass`",
                COMMANDS if loads else VERSION,
                taken / python,
                f"{parts}own code {own / python:.1f}; {taken * 1000:.0f} ms",
            )
        )
    return budgets


if __name__ == "__main__":
    sys.exit(report(measure(*map(int, sys.argv[1:]))))
