"""Measure the interface's budgets within one run: ``python tests/benchmarks/bench_tui.py``.

The first paint is timed on a terminal of its own, in turn with a minimal Textual application, from the start
of the process to the last word of the bottom line; the minima are compared. A key press is timed from the
event to the repaint, in processor time, since the wall's drifts on shared machines; the wall's is told beside
it, with the up to 16.7 ms that Textual, which paints 60 times a second, waits for its next frame.
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
from typing import TYPE_CHECKING, NamedTuple

from measured import Budget, learner, report, run

if TYPE_CHECKING:
    from quizrnn.tui.app import QuizrnnApp
    from quizrnn.tui.services import Services

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


class Paint(NamedTuple):
    """Seconds until ``Quit`` stands in the bottom line, and MiB of memory that were resident till then."""

    seconds: float
    resident: float


def first_paint(words: list[str], environment: dict[str, str]) -> float:
    """Return the seconds until ``Quit`` stands in the bottom line."""
    return painted(words, environment).seconds


def painted(words: list[str], environment: dict[str, str]) -> Paint:
    """Start an application on a terminal of its own, and end it when it has drawn its bottom line."""
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
        spent = time.perf_counter() - start
    finally:
        process.kill()
        _, code, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(code)
        os.close(parent)
    return Paint(spent, used.ru_maxrss / 1024)


class Stopwatch:
    """Times presses in one interface: in processor time of this process, and by the clock on the wall."""

    def __init__(self, app: QuizrnnApp, found: dict[str, list[tuple[float, float]]]) -> None:
        self._app, self._found = app, found
        self._painted: list[tuple[float, float]] = []
        display = app._display

        def noted(*arguments: object) -> None:
            display(*arguments)
            self._painted.append((time.process_time(), time.perf_counter()))

        app._display = noted

    async def press(self, key: str, what: str, character: str | None = None) -> None:
        """Press a key, wait until nothing more is painted, and note the time to the first repaint."""
        from textual import events

        self._painted.clear()
        cpu, wall = time.process_time(), time.perf_counter()
        self._app._driver.send_message(events.Key(key, character).set_sender(self._app))
        for _ in range(10):  # some presses paint nothing
            if self._painted:
                break
            await asyncio.sleep(0.03)
        seen = 0
        while seen < len(self._painted):
            seen = len(self._painted)
            await asyncio.sleep(0.03)
        if self._painted:
            first = self._painted[0]
            self._found.setdefault(what, []).append((1000 * (first[0] - cpu), 1000 * (first[1] - wall)))


async def presses(rounds: int = PRESSES) -> dict[str, list[tuple[float, float]]]:
    """Return the milliseconds of each press, of the processor and on the wall, by what was pressed."""
    from quizrnn.clock import SystemClock
    from quizrnn.collector import calm
    from quizrnn.paths import Paths
    from quizrnn.tui.app import QuizrnnApp
    from quizrnn.tui.services import Services

    found: dict[str, list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as home:
        paths = Paths.from_environment({"QUIZRNN_HOME": home})
        services = Services(paths, clock=SystemClock(), rng=Random(1))
        calm()
        app = QuizrnnApp(services, lang="en", start="quiz", session=services.session("cram"))
        watch = Stopwatch(app, found)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause(0.5)
            for _ in range(rounds):
                await watch.press("down", "move")
                await watch.press("f3", "hint")
                await watch.press("f6", "verdict")
                await watch.press("enter", "next question")
        app = QuizrnnApp(services, lang="en", start="drill", drill="lstm-backward")
        await _in_the_editor(app, Stopwatch(app, found), rounds, services)
        app = QuizrnnApp(services, lang="en")
        watch = Stopwatch(app, found)
        async with app.run_test(size=(80, 24)) as pilot:
            app.ways.open("browse")
            await pilot.pause(1.0)
            for _ in range(rounds // 4):
                for character in "gate":
                    await watch.press(character, "browse filter", character)
                for _ in "gate":
                    await watch.press("backspace", "browse filter")
            await pilot.press("tab")
            for _ in range(rounds):
                await watch.press("down", "browse list")
        services.close()
    return found


async def _in_the_editor(app: QuizrnnApp, watch: Stopwatch, rounds: int, services: Services) -> None:
    """Type in a file of some length, alone and while it is graded: it has a mistake, which is diagnosed."""
    code = services.library.solution("lstm-backward", "article")
    for edit in services.library.drill("lstm-backward").forms["article"].misconceptions[0].edits:
        code = code.replace(edit.find, edit.replace)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause(0.5)
        app.screen.bench.action_edit()
        editor = app.screen.bench.editor
        editor.text = code + "\n# "
        editor.move_cursor(editor.document.end)
        await pilot.pause(1.0)
        for k in range(rounds):
            await watch.press("a", "editor: type", "a")
            if k % 10 == 9:
                await watch.press("enter", "editor: new line")
                for key, character in (("number_sign", "#"), ("space", " ")):
                    await watch.press(key, "editor: type", character)
        for _ in range(rounds // 3):
            app.screen.action_grade()
            while app.screen._cancel is not None:
                await watch.press("a", "type, grading", "a")
            await pilot.pause(0.2)


def measure_paint(rounds: int = ROUNDS) -> list[Budget]:
    """Return the budget of the first paint."""
    with learner() as environment:
        minimal = Path(environment["HOME"]) / "minimal.py"
        minimal.write_text(MINIMAL)
        loads = ("-c", "import textual.app, textual.widgets as w; w.Footer, w.Header, w.OptionList")
        applications = [str(minimal)], ["-m", "quizrnn", "--lang", "en"]
        for words in applications:
            first_paint(words, environment)
        run(loads, environment)
        pairs = [[first_paint(words, environment) for words in applications] for _ in range(rounds)]
        imported = min(run(loads, environment).wall for _ in range(rounds))
    theirs, ours = (min(column) for column in zip(*pairs, strict=True))
    parts = (
        f"Python and Textual {imported / theirs:.2f}, the minimal app's own {1 - imported / theirs:.2f}, "
        f"what ours adds {ours / theirs - 1:.2f}; {ours * 1000:.0f} ms"
    )
    what = "first paint against a minimal app of Textual's"
    return [Budget(what, FIRST_PAINT, ours / theirs, parts)]


def measure_keys(rounds: int = PRESSES) -> list[Budget]:
    """Return the budget of a key press: the slowest kind counts, in processor time."""
    print(f"{'':18}{'processor ms':>22}{'wall ms':>22}")
    print(f"{'':18}{'p50':>11}{'p95':>11}{'p50':>11}{'p95':>11}")
    slow: dict[str, float] = {}
    for what, times in asyncio.run(presses(rounds)).items():
        columns = [sorted(column) for column in zip(*times, strict=True)]
        marks = [column[int(share * (len(column) - 1))] for column in columns for share in (0.5, 0.95)]
        slow[what] = marks[1]
        print(f"{what:18}" + "".join(f"{mark:11.1f}" for mark in marks) + f"   n={len(times)}", flush=True)
    parts = ", ".join(f"{what} {mark:.1f}" for what, mark in sorted(slow.items(), key=lambda one: -one[1]))
    return [Budget("key press to repaint, 95th of 100", PRESS, max(slow.values()), parts, unit="ms")]


def main() -> int:
    """Measure both, or the key presses alone where ``--presses`` is given."""
    alone = "--presses" in sys.argv[1:]
    return report([*([] if alone else measure_paint()), *measure_keys()])


if __name__ == "__main__":
    sys.exit(main())
