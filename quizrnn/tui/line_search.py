"""The search for the line at fault, in a thread beside the screen that shows the verdict."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from quizrnn.errors import QuizrnnError

if TYPE_CHECKING:
    from quizrnn.drills.limits import Cancel
    from quizrnn.drills.report import Report
    from quizrnn.tui.attempt import Attempt


class LineSearch:
    """One search at a time.

    Args:
        found: Called, from the search's thread, with the verdict and with what it is with the lines in it.
        tried: Called, from the search's thread, with how many edits have been tried and of how many.
    """

    def __init__(self, found: Callable[[Report, Report], None], tried: Callable[[int, int], None]) -> None:
        self._found, self._tried = found, tried
        self._cancel: Cancel | None = None

    @property
    def running(self) -> bool:
        """Whether a search is on."""
        return self._cancel is not None

    def job(self, given: Attempt, report: Report) -> Callable[[], None] | None:
        """Return what searches, to be run in a thread; None where there is nothing to look for."""
        from quizrnn.drills.limits import Cancel
        from quizrnn.drills.repair.naming import can_be_repaired, name_lines

        self.stop()
        if not can_be_repaired(report):
            return None
        self._cancel = cancel = Cancel()

        def search() -> None:
            try:
                named = name_lines(
                    report,
                    given.drill,
                    given.source,
                    solution=given.solution,
                    progress=self._tried,
                    cancel=cancel,
                )
            except QuizrnnError:
                named = report
            if self._cancel is cancel:
                self._cancel = None
                self._found(report, named)

        return search

    def stop(self) -> None:
        """End the search; what it would have found is not told."""
        cancel, self._cancel = self._cancel, None
        if cancel is not None:
            cancel.request()
