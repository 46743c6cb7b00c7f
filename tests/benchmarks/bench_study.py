"""Measure studying at scale: ``python tests/benchmarks/bench_study.py [FOLDER]``.

FOLDER is one that ``make_record.py`` made; without it one is made first, which takes minutes. Studying writes
to the record: a copy is used. The next card is due within 20 ms, the statistics within a second, both in
processor time, since the wall's drifts on shared machines; what waits for the disk is timed by the wall.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

ROUNDS = 5
CARDS = 300
NEXT_CARD = 20.0
STATISTICS = 1000.0
START = 150.0
"""Milliseconds."""
FIRST_PAINT = 1.3
"""Times that of the shipped banks."""


sys.path.insert(0, str(Path(__file__).parent))


def milliseconds(
    what: Callable[[], Any], clock: Callable[[], float] = time.process_time
) -> tuple[float, Any]:
    start = clock()
    value = what()
    return (clock() - start) * 1000, value


def command(words: list[str], home: Path, text: str = "") -> float:
    environment = {**os.environ, "QUIZRNN_HOME": str(home)}
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, *words], env=environment, input=text.encode(), capture_output=True, check=True
    )
    return (time.perf_counter() - start) * 1000


def report(name: str, found: float, bound: float | None = None) -> bool:
    limit = "" if bound is None else f"  (at most {bound:.0f})"
    print(f"{name:58} {found:9.1f} ms{limit}", flush=True)
    return bound is not None and found > bound


def commands(home: Path, fresh: Path) -> None:
    """Time whole commands on the large record, beside a fresh learner's."""
    command(["-m", "quizrnn", "list", "topics"], fresh)
    least = min(command(["-c", "pass"], home) for _ in range(ROUNDS))
    report("python -c pass", least)
    for words, text in (
        (["quiz", "--plain"], "q\n"),
        (["stats", "--format", "json"], ""),
        (["list", "topics"], ""),
    ):
        large, small = (
            min(command(["-m", "quizrnn", *words], folder, text) for _ in range(ROUNDS))
            for folder in (home, fresh)
        )
        report(" ".join(words), large)
        report(f"  the same, nothing learnt, shipped banks alone ({large / small:.1f} ×)", small)


def first_paints(home: Path, fresh: Path) -> bool:
    """Time the interface's first paint on the large record, by turns with a fresh learner's."""
    from bench_tui import first_paint

    folders = [
        {**os.environ, "QUIZRNN_HOME": str(folder), "TERM": "xterm-256color"} for folder in (home, fresh)
    ]
    words = ["-m", "quizrnn", "--lang", "en"]
    rounds = [[first_paint(words, environment) for environment in folders] for _ in range(2 * ROUNDS)]
    large, small = (min(column) * 1000 for column in zip(*rounds, strict=True))
    report("first paint, nothing learnt, shipped banks alone", small)
    over = report("first paint, 100,000 questions", large, FIRST_PAINT * small)
    print(f"  {large / small:.2f} × (at most {FIRST_PAINT})")
    return over


def sitting(home: Path) -> bool:
    """Time a session's steps."""
    from quizrnn.bank.library import Filter, Library
    from quizrnn.clock import SystemClock
    from quizrnn.paths import Paths
    from quizrnn.study.overview import overview
    from quizrnn.study.runner import StudySession
    from quizrnn.study.settings import Settings
    from quizrnn.study.stats import compute
    from quizrnn.study.steps import Asking
    from quizrnn.study.store import Store

    paths, clock, settings = Paths.from_environment({"QUIZRNN_HOME": str(home)}), SystemClock(), Settings()
    spent, library = milliseconds(lambda: Library.open(paths))
    report("open the library", spent)
    spent, store = milliseconds(lambda: Store.open(paths.database, clock))
    report("open the record", spent)
    over = False
    spent, _ = min(
        (milliseconds(lambda: compute(library, store, settings, clock)) for _ in range(ROUNDS)),
        key=lambda timed: timed[0],
    )
    over |= report("statistics", spent, STATISTICS)
    spent, _ = milliseconds(lambda: overview(library, store, settings, clock))
    report("overview", spent)
    for mode in ("due", "learn", "cram"):
        spent, session = milliseconds(
            lambda mode=mode: StudySession.start(
                library,
                store,
                settings,
                filter=Filter(),
                mode=mode,
                count=None,
                seed=1,
                clock=clock,
                rng=Random(1),
            )
        )
        over |= report(f"start a session ({mode})", spent, START if mode != "cram" else None)
        answered, gone_on = [], []
        while isinstance(session.step, Asking) and len(answered) < CARDS:
            answered.append(milliseconds(session.give_up, time.perf_counter)[0])
            gone_on.append(milliseconds(session.next)[0])
        for name, times in (("judge and save an answer", answered), ("next card", gone_on)):
            times.sort()
            bound = NEXT_CARD if name == "next card" else None
            report(f"  {name}, median of {len(times)}", times[len(times) // 2])
            over |= report(f"  {name}, 95th of 100", times[len(times) * 95 // 100], bound)
    store.close()
    library.close()
    return over


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        home, fresh = Path(folder) / "large", Path(folder) / "fresh"
        if len(sys.argv) > 1:
            shutil.copytree(sys.argv[1], home)
        else:
            from make_record import make_record

            spent, _ = milliseconds(lambda: make_record(home, questions=100_000, reviews=1_000_000, seed=0))
            report("make the record", spent)
        report(
            "the first command, which compiles the banks", command(["-m", "quizrnn", "list", "topics"], home)
        )
        commands(home, fresh)
        over = first_paints(home, fresh)
        over |= sitting(home)
    return int(over)


if __name__ == "__main__":
    sys.exit(main())
