"""Measure the interface's budgets within one run: ``python tests/benchmarks/bench_tui.py``.

The first paint is timed on a terminal of its own, in turn with a minimal Textual application, from the start
of the process to the last word of the bottom line; the minima are compared. A key press is timed from the
event to the repaint, in processor time, since the wall's drifts on shared machines.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path
from random import Random

ROUNDS = 15
PRESSES = 60
FIRST_PAINT = 1.25
PRESS = 16.0
"""Milliseconds."""

MINIMAL = """
from textual.app import App
from textual.widgets import Footer, Header, OptionList


class Minimal(App):
    BINDINGS = [("q", "quit", "Quit")]

    def compose(self):
        yield Header()
        yield OptionList(*"abcdefg")
        yield Footer()


Minimal().run()
"""


def first_paint(words: list[str], environment: dict[str, str]) -> float:
    """Return the seconds until ``Quit`` stands in the bottom line."""
    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *words], stdin=child, stdout=child, stderr=child, env=environment
    )
    os.close(child)
    seen = b""
    try:
        while b"Quit" not in seen:
            if not select.select([parent], [], [], 20)[0]:
                raise TimeoutError(seen[-500:])
            seen += os.read(parent, 65536)
        return time.perf_counter() - start
    finally:
        process.kill()
        process.wait()
        os.close(parent)


async def presses() -> dict[str, list[float]]:
    """Return the milliseconds of each press, by what was pressed."""
    from textual import events

    from quizrnn.clock import SystemClock
    from quizrnn.paths import Paths
    from quizrnn.tui.app import QuizrnnApp
    from quizrnn.tui.collector import calm
    from quizrnn.tui.services import Services

    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as home:
        paths = Paths.from_environment({"QUIZRNN_HOME": home})
        services = Services(paths, clock=SystemClock(), rng=Random(1))
        app = QuizrnnApp(services, lang="en", start="quiz", session=services.session("cram"))
        painted: list[float] = []
        display = app._display

        def noted(*arguments: object) -> None:
            display(*arguments)
            painted.append(time.process_time())

        app._display = noted

        async def press(key: str, what: str) -> None:
            painted.clear()
            start = time.process_time()
            app._driver.send_message(events.Key(key, None).set_sender(app))
            seen = -1
            while seen < len(painted):
                seen = len(painted)
                await asyncio.sleep(0.03)
            if painted:
                found.setdefault(what, []).append(1000 * (painted[0] - start))

        calm()
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause(0.5)
            for _ in range(PRESSES):
                await press("down", "move")
                await press("f3", "hint")
                await press("f6", "verdict")
                await press("enter", "next question")
        services.close()
    return found


def main() -> int:
    over = 0
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "QUIZRNN_HOME": home, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        minimal = Path(home) / "minimal.py"
        minimal.write_text(MINIMAL)
        ours, theirs = ["-m", "quizrnn", "--lang", "en"], [str(minimal)]
        first_paint(ours, environment)
        pairs = [(first_paint(ours, environment), first_paint(theirs, environment)) for _ in range(ROUNDS)]
        mine, other = (min(column) for column in zip(*pairs, strict=True))
        over += mine / other > FIRST_PAINT
        print(f"first paint    {mine * 1000:7.1f} ms  {mine / other:5.2f} × a minimal app ({FIRST_PAINT})")
    for what, times in asyncio.run(presses()).items():
        times.sort()
        high = times[int(0.95 * (len(times) - 1))]
        over += high > PRESS
        print(f"{what:14} {times[len(times) // 2]:7.1f} ms median, {high:.1f} ms p95 (at most {PRESS})")
    return int(over > 0)


if __name__ == "__main__":
    sys.exit(main())
