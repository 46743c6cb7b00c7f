"""Measure grading as ratios within one run: ``python tests/benchmarks/bench_grade.py [FILES] [ROUNDS]``.

- One cell drill against ``python -c "import numpy"``: at most 2.5.
- A class of FILES (200) with ``--jobs 2`` against ``--jobs 1``: at least 1.7 times the throughput.

Absolute times drift on shared machines: each measurement is paired with its yardstick, run beside it, and
the median of the pairs' ratios counts. A class is the solution, known mistakes and files that do not run.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from quizrnn.bank.drills_load import load_with_solutions
from quizrnn.drills.solve import edited

CONTENT = Path(__file__).resolve().parents[2] / "content" / "drills"
DRILL = "lstm-cell-backward"
SINGLE, BATCH = 2.5, 1.7


def class_of(count: int, folder: Path) -> Path:
    """Write a class's files, a folder each: a third right, the others with one of the known mistakes."""
    drill, solutions = load_with_solutions(CONTENT / f"{DRILL}.yaml")
    good = solutions["article"]
    mistakes = drill.forms["article"].misconceptions
    rng = random.Random(0)
    for number in range(count):
        text = good if number % 3 == 0 else edited(good, rng.choice(mistakes).edits)
        text = "def lstm_cell_forward(:\n" if number % 40 == 39 else text
        path = folder / f"student{number:03}" / "submission.py"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    return folder


def seconds(words: list[str], environment: dict[str, str]) -> float:
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *words], env=environment, capture_output=True, stdin=subprocess.DEVNULL, check=False
    )
    elapsed = time.perf_counter() - start
    assert done.returncode in (0, 1), done.stderr.decode()
    return elapsed


def main(count: int = 200, rounds: int = 3) -> int:
    failures = 0
    if (load := os.getloadavg()[0]) > 0.5:
        print(
            f"others use this machine (load {load:.1f}): two jobs cannot have two cores, repeat it when idle"
        )
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "QUIZRNN_HOME": home}
        grade = ["-m", "quizrnn", "grade", DRILL]
        one = [*grade, str(CONTENT / f"{DRILL}.article.py")]
        seconds(one, environment)
        pairs = [(seconds(one, environment), seconds(["-c", "import numpy"], environment)) for _ in range(15)]
        ratio = median(mine / theirs for mine, theirs in pairs)
        failures += ratio > SINGLE
        low, high = min(m / t for m, t in pairs), max(m / t for m, t in pairs)
        print(f"one file: {ratio:.2f} × import numpy (at most {SINGLE}; from {low:.2f} to {high:.2f})")
        folder = class_of(count, Path(home) / "class")
        batch = [*grade, str(folder), "--format", "json", "--seed", "1", "--jobs"]
        pairs = [
            (seconds([*batch, "1"], environment), seconds([*batch, "2"], environment)) for _ in range(rounds)
        ]
        ratio = median(alone / two for alone, two in pairs)
        failures += ratio < BATCH
        rates = [f"{count / median(column):.1f}" for column in zip(*pairs, strict=True)]
        print(
            f"{count} files: --jobs 2 is {ratio:.2f} × --jobs 1 (at least {BATCH}); files a second: "
            + json.dumps(dict(zip(("jobs 1", "jobs 2"), rates, strict=True)))
        )
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main(*(int(word) for word in sys.argv[1:])))
