"""After a verdict: the search for the line of the learner's own code that is at fault, on a terminal."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Any

from quizrnn.text import both

if TYPE_CHECKING:
    from quizrnn.bank.drills import Drill
    from quizrnn.cli.invocation import Invocation
    from quizrnn.drills.limits import Cancel
    from quizrnn.drills.report import Report


def with_lines(run: Invocation, report: Report, drill: Drill, source: str, solution: str) -> Report:
    """Return a verdict with the lines that the search names; Ctrl-C ends it, the verdict stands."""
    from quizrnn.cli.progress import Progress
    from quizrnn.drills.limits import Cancel
    from quizrnn.drills.repair.naming import can_be_repaired, name_lines
    from quizrnn.drills.sandbox import CancelledError

    if not can_be_repaired(report):
        return report
    cancel = Cancel()
    looking = run.say(both("looking for the line in your code", "正在你的代码里查找出错的行"))
    with Progress(sys.stderr, 2, run.lang) as progress:

        def show(tried: int, total: int) -> None:
            progress.show(0, f"{looking} {tried}/{total}")

        progress.show(0, looking)
        try:
            return name_lines(report, drill, source, solution=solution, progress=show, cancel=cancel)
        except (KeyboardInterrupt, CancelledError):
            return report


def new_lines(run: Invocation, before: Report, after: Report, rungs: int = 1) -> list[str]:
    """Return what the search adds to a verdict that stands on the screen, as lines."""
    from quizrnn.cli.output import width
    from quizrnn.drills.repair.naming import can_be_repaired
    from quizrnn.drills.repair.words import NOTHING_FOUND
    from quizrnn.drills.reports import diagnosis_lines, fold

    shown = [(found.says[:rungs], found.line) for found in before.diagnosis]
    fresh = [found for found in after.diagnosis if (found.says[:rungs], found.line) not in shown]
    if fresh:
        return diagnosis_lines(fresh, run.lang, width(), rungs)
    named = any(found.line is not None for found in after.diagnosis)
    if named or not can_be_repaired(before):
        return []
    return ["", *fold(run.say(NOTHING_FOUND), width(), 0)]


class BackgroundSearch:
    """The search in a thread, while a terminal waits for keys and saves.

    Args:
        report: The verdict.
        drill: What was asked.
        source: The submission.
        solution: The source that the misconceptions of the convention edit.
    """

    def __init__(self, report: Report, drill: Drill, source: str, solution: str) -> None:
        from quizrnn.drills.limits import Cancel

        self._cancel: Cancel = Cancel()
        self._found: Report | None = None
        self._given: tuple[Any, ...] = (report, drill, source, solution)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        from quizrnn.drills.repair.naming import name_lines
        from quizrnn.errors import QuizrnnError

        report, drill, source, solution = self._given
        try:
            self._found = name_lines(report, drill, source, solution=solution, cancel=self._cancel)
        except QuizrnnError:
            self._found = report

    def taken(self) -> Report | None:
        """Return the verdict with the lines, once, when the search is at its end."""
        found, self._found = self._found, None
        return found

    def stop(self) -> None:
        """End the search."""
        self._cancel.request()
        self._thread.join()
