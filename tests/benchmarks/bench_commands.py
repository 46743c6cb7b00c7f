"""Measure the program's budgets as ratios within one run: ``python tests/benchmarks/bench_commands.py``.

Absolute times drift on shared machines; each command is timed in turn with its yardstick and the minima are
compared.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 15
PASS = ["-c", "pass"]
NUMPY = ["-c", "import numpy"]
SOLUTION = Path(__file__).resolve().parents[2] / "content" / "drills" / "lstm-cell-backward.article.py"

BUDGETS = [
    (["-m", "quizrnn", "--version"], PASS, 3),
    (["-m", "quizrnn", "--help"], PASS, 8),
    (["-m", "quizrnn", "list", "questions"], PASS, 8),
    (["-m", "quizrnn", "stats"], PASS, 8),
    (["-m", "quizrnn", "check", "{choice}", "a"], PASS, 8),
    (["-m", "quizrnn", "grade", "lstm-cell-backward", str(SOLUTION)], NUMPY, 2.5),
]


def seconds(words: list[str], environment: dict[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *words], env=environment, capture_output=True, stdin=subprocess.DEVNULL)
    return time.perf_counter() - start


def first_choice(environment: dict[str, str]) -> str:
    listed = subprocess.run(
        [sys.executable, "-m", "quizrnn", "list", "questions", "--type", "choice", "--format", "json"],
        env=environment,
        capture_output=True,
        check=True,
    )
    import json

    return str(json.loads(listed.stdout)[0]["id"])


def main() -> int:
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "QUIZRNN_HOME": home}
        choice = first_choice(environment)
        over = 0
        for words, yardstick, bound in BUDGETS:
            words = [word.replace("{choice}", choice) for word in words]
            pairs = [(seconds(words, environment), seconds(yardstick, environment)) for _ in range(ROUNDS)]
            mine, theirs = (min(column) for column in zip(*pairs, strict=True))
            ratio = mine / theirs
            over += ratio > bound
            name = " ".join(Path(word).name for word in words[1:])
            print(f"{name:60} {mine * 1000:7.1f} ms  {ratio:5.2f} × (at most {bound})")
    return int(over > 0)


if __name__ == "__main__":
    sys.exit(main())
