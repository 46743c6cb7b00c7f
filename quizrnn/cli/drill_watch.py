"""``quizrnn drill watch``: a drill's file graded whenever it is saved."""

from __future__ import annotations

import contextlib
import select
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from quizrnn.cli.common import command, complete_drills
from quizrnn.cli.drilling import Desk
from quizrnn.cli.framework import argument
from quizrnn.cli.grade import TIME_LIMIT
from quizrnn.cli.invocation import Invocation
from quizrnn.errors import QuizrnnError
from quizrnn.text import both

if TYPE_CHECKING:
    from quizrnn.cli.line_search import BackgroundSearch
    from quizrnn.drills.limits import Limits
    from quizrnn.drills.report import Report

_POLL_SECONDS = 0.2
_CLEAR = "\x1b[2J\x1b[3J\x1b[H"


@command(
    "watch",
    both(
        "Grade a drill's file whenever it is saved. Keys on a terminal: h hint, n next drill, l list, "
        "s solution, r reset, q quit. Without a terminal it prints a verdict for each change "
        "until interrupted.",
        "每次保存练习文件时自动评分。终端上的按键：h 提示，n 下一个练习，l 列表，s 参考解答，r 重置，q 退出。"
        "没有终端时，每次改动打印一次结果，直到被中断。",
    ),
)
@argument(
    "drill",
    metavar="DRILL",
    text=both("The drill's id, or its file.", "编程练习的编号，或其文件。"),
    shell_complete=complete_drills,
)
@TIME_LIMIT
def watch(run: Invocation, *, drill: str, time_limit: float) -> int:
    from quizrnn.drills.limits import Limits, keep_to_one_thread

    keep_to_one_thread()
    desk = Desk.find(run, drill, None)
    desk.start(force=desk.comes_back())
    limits = Limits(seconds=time_limit)
    with _keys() as terminal, contextlib.closing(_Watch(run, desk, limits, terminal)) as loop:
        return loop.run()


@contextlib.contextmanager
def _keys() -> Iterator[bool]:
    """Read single keys while the context lasts; yield whether there is a terminal to read them from."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        yield False
        return
    import termios
    import tty

    before = termios.tcgetattr(sys.stdin)
    tty.setcbreak(sys.stdin)
    try:
        yield True
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


class _Watch:
    """Waits for a save or a key; a child with NumPy loaded waits too, so that a save is graded at once."""

    def __init__(self, run: Invocation, desk: Desk, limits: Limits, terminal: bool) -> None:
        from quizrnn.drills.warm import WarmChild

        self._run, self._desk, self._terminal = run, desk, terminal
        self._warm = WarmChild(limits)
        self._passed = False
        self._verdict: Report | None = None
        self._notes: list[str] = []
        self._search: BackgroundSearch | None = None

    def close(self) -> None:
        self._stop_search()
        self._warm.close()

    def _stop_search(self) -> None:
        """End the search for the line, which is of a file that has changed or of no more interest."""
        search, self._search = self._search, None
        if search is not None:
            search.stop()

    def run(self) -> int:
        seen = None
        while True:
            stamp = self._stamp()
            if stamp is not None and stamp != seen:
                seen = stamp
                self._grade()
            self._look_for_line()
            key = self._key()
            if key in ("q", "\x04"):
                return int(not self._passed)
            if key:
                seen = self._press(key, seen)

    def _stamp(self) -> tuple[int, int, int] | None:
        """Return what changes when the file is saved; editors often replace it rather than write into it."""
        try:
            found = self._desk.path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino

    def _key(self) -> str:
        if not self._terminal:
            time.sleep(_POLL_SECONDS)
            return ""
        ready, _, _ = select.select([sys.stdin], [], [], _POLL_SECONDS)
        return sys.stdin.read(1) if ready else ""

    def _look_for_line(self) -> None:
        """Show the line at fault as soon as the search has found it."""
        found = self._search.taken() if self._search is not None else None
        if found is not None and self._verdict is not None:
            more = self._desk.new_lines(self._verdict, found)
            self._search = None
            if self._terminal:
                self._verdict = found
                self._show(self._verdict_lines())
            elif more:
                self._show(more)

    def _verdict_lines(self) -> list[str]:
        assert self._verdict is not None
        return [*self._desk.verdict_lines(self._verdict), *self._notes]

    def _grade(self) -> None:
        self._stop_search()
        try:
            report = self._desk.grade(self._warm.take())
            notes = self._desk.record(report)
        except QuizrnnError as error:
            self._show([error.line(self._run.lang)])
            return
        finally:
            self._warm.prepare()
        self._passed = report.status == "passed"
        self._verdict, self._notes = report, notes
        self._search = self._desk.begin_search(report)
        looking = both("Looking for the line in your code …", "正在你的代码里查找出错的行……")
        waiting = ["", self._run.say(looking)] if self._search is not None and self._terminal else []
        self._show([*self._verdict_lines(), *waiting])

    def _press(self, key: str, seen: tuple[int, int, int] | None) -> tuple[int, int, int] | None:
        self._stop_search()
        if key == "h":
            self._show(self._desk.next_hint_lines())
        elif key == "s":
            text, note = self._desk.show_solution()
            self._show([*([note, ""] if note else []), *text.rstrip("\n").split("\n")])
        elif key == "r":
            self._desk.reset()
            return None
        elif key == "l":
            self._show(
                [
                    f"{drill.drill}  {self._run.say(drill.title)}"
                    for drill in self._run.library.drill_outlines()
                ]
            )
        elif key == "n":
            names = [drill.drill for drill in self._run.library.drill_outlines()]
            place = names.index(self._desk.drill.drill) + 1
            self._desk = Desk.find(self._run, names[place % len(names)], None)
            self._desk.start(force=self._desk.comes_back())
            return None
        return seen

    def _show(self, lines: list[str]) -> None:
        from quizrnn.cli.output import print_lines

        if self._terminal:
            keys = both(
                "h hint  n next  l list  s solution  r reset  q quit",
                "h 提示  n 下一个  l 列表  s 解答  r 重置  q 退出",
            )
            print(_CLEAR, end="")
            lines = [str(self._desk.path), "", *lines, "", self._run.say(keys)]
        print_lines(lines)
        sys.stdout.flush()
