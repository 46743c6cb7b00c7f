"""Measure how long a lab takes to redraw: ``python tests/benchmarks/bench_lab.py``.

A knob is turned on a terminal of 80 by 24, and the time goes from the key press to the repaint with the new
curves, in processor time, since the wall's drifts on shared machines; beside it what computing takes alone.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from random import Random

from measured import Budget, report

REDRAW = 50.0
"""Milliseconds."""

PRESSES = 40


async def redraws() -> dict[str, tuple[list[float], list[float]]]:
    """Return by lab the milliseconds of each redraw, and of the computing in it."""
    from textual import events

    from quizrnn.clock import SystemClock
    from quizrnn.collector import calm
    from quizrnn.labs.catalog import LABS
    from quizrnn.labs.model import Setup
    from quizrnn.paths import Paths
    from quizrnn.tui.app import QuizrnnApp
    from quizrnn.tui.services import Services

    found = {}
    calm()
    with tempfile.TemporaryDirectory() as home:
        paths = Paths.from_environment({"QUIZRNN_HOME": home})
        services = Services(paths, clock=SystemClock(), rng=Random(1))
        for lab in LABS:
            app = QuizrnnApp(services, lang="en", start="lab", lab=Setup(lab, lab.settings()))
            painted: list[float] = []
            display = app._display

            def noted(*arguments: object, painted=painted, display=display) -> None:
                display(*arguments)
                painted.append(time.process_time())

            app._display = noted
            times, computing = [], []
            async with app.run_test(size=(80, 24)) as pilot:
                await pilot.pause(0.3)
                await pilot.press("f6")
                await pilot.pause(0.3)
                for number in range(PRESSES):
                    painted.clear()
                    start = time.process_time()
                    key = "right" if number % 8 < 4 else "left"
                    app._driver.send_message(events.Key(key, None).set_sender(app))
                    seen = -1
                    while seen < len(painted):
                        seen = len(painted)
                        await asyncio.sleep(0.05)
                    if painted:
                        times.append(1000 * (painted[-1] - start))
                    start = time.process_time()
                    app.screen.bench.curves()
                    computing.append(1000 * (time.process_time() - start))
            found[lab.name] = (times, computing)
        services.close()
    return found


def measure() -> list[Budget]:
    """Return the budget of a lab's redraw: the slowest lab counts, in processor time."""
    slow: dict[str, tuple[float, float]] = {}
    for name, (times, computing) in asyncio.run(redraws()).items():
        times.sort()
        computing.sort()
        slow[name] = times[int(0.95 * (len(times) - 1))], computing[len(computing) // 2]
        print(
            f"{name:12} {times[len(times) // 2]:6.1f} ms median, {slow[name][0]:5.1f} ms p95; "
            f"computing {slow[name][1]:5.1f} ms",
            flush=True,
        )
    parts = ", ".join(f"{name} {high:.0f} (computing {own:.0f})" for name, (high, own) in slow.items())
    high = max(high for high, _ in slow.values())
    return [Budget("a lab redrawn after a knob is turned, 95th of 100", REDRAW, high, parts, unit="ms")]


if __name__ == "__main__":
    sys.exit(report(measure()))
