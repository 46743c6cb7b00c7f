"""Measure grading as ratios within one run: ``python tests/benchmarks/bench_grade.py [FILES] [ROUNDS]``.

- One cell drill against ``python -c "import numpy"``: at most 2.5.
- The same again in a child that waits, as in ``watch`` and in the interface: at most 1.
- A class of FILES (200) with ``--jobs 2`` against ``--jobs 1``: at least 1.7 times the throughput.

Absolute times drift on shared machines: each measurement is paired with its yardstick, run beside it, and
the median of the pairs' ratios counts. A class is the solution, known mistakes and files that do not run.
"""

from __future__ import annotations

import json
import os
import random
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from measured import NUMPY, ROOT, Budget, by_turns, learner, report, run

from quizrnn.bank.drills_load import load_with_solutions
from quizrnn.drills.solve import edited

CONTENT = ROOT / "content" / "drills"
DRILL = "lstm-cell-backward"
ONE = ("-m", "quizrnn", "grade", DRILL, str(CONTENT / f"{DRILL}.article.py"))
SINGLE, WARM, BATCH = 2.5, 1.0, 1.7

STAGES = """
import json, sys, time
started = time.perf_counter()
marks = {}

def mark(name):
    marks[name] = time.perf_counter() - started

def after(owner, method, name):
    inner = getattr(owner, method)
    def outer(*given, **named):
        try:
            return inner(*given, **named)
        finally:
            mark(name)
    setattr(owner, method, outer)

from quizrnn.collector import spare
spare()
import quizrnn.cli.grade as command
from quizrnn.drills.limits import keep_to_one_thread
mark("command line")
keep_to_one_thread()
from quizrnn.drills.sandbox import Child
after(Child, "__init__", "starting the child")
after(command._Task, "_found", "library")
found = command._Task._grade
def grade(*given, **named):
    import numpy.random
    mark("NumPy")
    from quizrnn.drills.answer_key import AnswerKey
    after(AnswerKey, "__init__", "cases")
    run = Child.run
    def ran(*given, **named):
        mark("plan")
        return run(*given, **named)
    Child.run = ran
    after(Child, "run", "the child's run")
    return found(*given, **named)
command._Task._grade = grade
from quizrnn.cli.main import main
try:
    main(["grade", *sys.argv[1:]])
finally:
    mark("comparing and printing")
    print(json.dumps(marks), file=sys.stderr)
"""
"""A grade that tells when its stages ended, in seconds after the interpreter's own start."""


def stages(environment: dict[str, str], rounds: int = 9) -> dict[str, float]:
    """Return the milliseconds of each stage of grading one file, the medians of some runs."""
    found: dict[str, list[float]] = {}
    for _ in range(rounds):
        done = subprocess.run(
            [sys.executable, "-c", STAGES, *ONE[3:]], env=environment, capture_output=True, check=True
        )
        last = 0.0
        for name, moment in json.loads(done.stderr.splitlines()[-1]).items():
            found.setdefault(name, []).append(1000 * (moment - last))
            last = moment
    return {name: median(times) for name, times in found.items()}


def measure_one(rounds: int = 21) -> list[Budget]:
    """Return the budget of one cell drill."""
    with learner() as environment:
        mine, theirs = by_turns([ONE, NUMPY], environment, rounds)
        ratios = [one.wall / other.wall for one, other in zip(mine, theirs, strict=True)]
        parts = ", ".join(f"{name} {spent:.0f}" for name, spent in stages(environment).items())
    spread = f"from {min(ratios):.2f} to {max(ratios):.2f}; ms: {parts}"
    what = "`quizrnn grade` of one cell drill against `import numpy`"
    return [Budget(what, SINGLE, median(ratios), spread)]


def measure_warm(rounds: int = 15) -> list[Budget]:
    """Return the budget of a re-grade in a child that waits; it is given the time to get ready."""
    from quizrnn.bank.library import Library
    from quizrnn.drills.grade import grade
    from quizrnn.drills.warm import WarmChild
    from quizrnn.paths import Paths

    path = CONTENT / f"{DRILL}.article.py"
    pairs = []
    with learner() as environment:
        library = Library.open(Paths.from_environment({"QUIZRNN_HOME": environment["HOME"]}))
        drill, solution = library.drill(DRILL), library.mistaken(DRILL, "article")
        library.close()
        warm = WarmChild()
        for _ in range(rounds + 1):
            warm.prepare()
            child = warm.take()
            select.select([child.pipes.results], [], [], 60)
            start = time.perf_counter()
            verdict = grade(drill, solution=solution, path=path, child=child)
            spent = time.perf_counter() - start
            assert verdict.status == "passed"
            pairs.append((spent, run(NUMPY, environment).wall))
        warm.close()
    ratio = median(mine / other for mine, other in pairs[1:])
    mine, other = (median(column) for column in zip(*pairs[1:], strict=True))
    parts = f"{mine * 1000:.0f} ms to {other * 1000:.0f} ms; the child has NumPy loaded and waits"
    return [Budget("a re-grade, warm, against `import numpy`", WARM, ratio, parts)]


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


def measure_class(count: int = 200, rounds: int = 3) -> list[Budget]:
    """Return the budget of a class graded two files at a time."""
    with learner() as environment, tempfile.TemporaryDirectory() as name:
        words = ["-m", "quizrnn", "grade", DRILL, str(class_of(count, Path(name) / "class"))]
        batch = [*words, "--format", "json", "--seed", "1", "--jobs"]
        run(ONE, environment)
        pairs = [
            (run([*batch, "1"], environment).wall, run([*batch, "2"], environment).wall)
            for _ in range(rounds)
        ]
    ratio = median(alone / two for alone, two in pairs)
    alone, two = (count / median(column) for column in zip(*pairs, strict=True))
    parts = f"{two:.1f} files a second to {alone:.1f}; {os.cpu_count()} processors"
    what = f"{count} files with `--jobs 2` against `--jobs 1`"
    return [Budget(what, BATCH, ratio, parts, least=True)]


def main(count: int = 200, rounds: int = 3) -> int:
    """Measure all three."""
    if (load := os.getloadavg()[0]) > 0.5:
        print(f"others use this machine (load {load:.1f}): two jobs cannot have two cores, repeat when idle")
    return report([*measure_one(), *measure_warm(), *measure_class(count, rounds)])


if __name__ == "__main__":
    sys.exit(main(*(int(word) for word in sys.argv[1:])))
