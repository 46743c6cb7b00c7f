"""What a learner has at one drill: the file, the hints seen, the latest verdict. Nothing here draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizrnn.drills.workspace import is_starter
from quizrnn.study.stopwatch import Stopwatch
from quizrnn.tui.attempt import Attempt, record
from quizrnn.tui.draft import Draft

if TYPE_CHECKING:
    from pathlib import Path

    from quizrnn.bank.drills import Drill
    from quizrnn.drills.report import Report
    from quizrnn.tui.services import Services


class DrillWork:
    """A drill in hand; the file is begun if it is not there.

    Attributes:
        drill: The drill, as it is told in the convention.
        comes_back: Whether it has fallen due again, so that the file that passed was begun anew.
        convention: Whose names and layouts the file has.
        draft: The file.
        hints: Hints seen.
        saw_solution: Whether the solution was shown.
        report: The latest verdict.
        stopwatch: How long the next attempt takes.

    Raises:
        QuizrnnError: If there is no such drill, it has no form in the convention, or the file cannot be used.
    """

    def __init__(self, services: Services, drill: str, convention: str, lang: str) -> None:
        self._services = services
        found: Drill = services.library.drill(drill)
        there = services.workspace.path_of(found)
        self.convention = services.workspace.convention_of(there) or convention
        self.drill: Drill = found.told_in(self.convention)
        self.comes_back = self._is_back(there)
        path = services.workspace.start(
            self.drill, self.convention, lang, self.comes_back, figure=self.figure(lang) or ""
        )
        progress = services.workspace.progress(self.drill)
        self.hints, self.saw_solution = progress.hints, progress.saw_solution
        self.draft = Draft(path)
        self.report: Report | None = None
        self.stopwatch = Stopwatch(services.clock.monotonic)

    def _is_back(self, path: Path) -> bool:
        """Tell whether a file holds what passed, while the drill is due again."""
        from quizrnn.study.drill_log import comes_back

        try:
            source = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            return False
        return comes_back(self._services.store, self._services.clock, self.drill.drill, source)

    def figure(self, lang: str) -> str | None:
        """Return the drill's figure in a language, if it has one."""
        return self._services.library.figure(self.drill.figure, lang) if self.drill.figure else None

    def attempt_rows(self, lang: str) -> list[str]:
        """Return the attempts on record as lines, oldest first."""
        from quizrnn.drills.attempt_lines import attempt_rows

        name, services = self.drill.drill, self._services
        return attempt_rows(name, services.store.attempts(name), services.clock.now(), lang)

    @property
    def solution(self) -> str:
        """The source of the solution."""
        return self._services.library.solution(self.drill.drill, self.convention)

    @property
    def passed(self) -> bool:
        """Whether the latest verdict is a pass."""
        return self.report is not None and self.report.status == "passed"

    def attempt(self) -> Attempt:
        """Return what is to be graded."""
        return Attempt(
            self.drill,
            self.convention,
            self._services.library.mistaken(self.drill.drill, self.convention),
            self.draft.path,
            self.draft.text,
            self.hints,
            self.saw_solution,
            self.stopwatch.milliseconds(),
        )

    def graded(self, attempt: Attempt, report: Report, lang: str) -> None:
        """Take a verdict, and put the attempt on record; an untouched starter is none.

        Raises:
            QuizrnnError: If it cannot be saved; the verdict stands all the same.
        """
        self.report = report
        self.stopwatch.restart()
        if self.is_untouched(attempt):
            return
        record(self._services, attempt, report, lang)

    def is_untouched(self, attempt: Attempt) -> bool:
        """Whether what was graded is the starter as it was written."""
        return is_starter(attempt.source, self.drill, self.convention)

    def show_hint(self) -> None:
        """Note that one more hint is seen."""
        self.hints += 1
        self._services.workspace.hint_shown(self.drill, self.hints)

    def show_solution(self) -> None:
        """Note that the solution is seen, which costs the rating unless the drill is passed."""
        self.saw_solution = True
        if not self.passed:
            self._services.workspace.solution_shown(self.drill)

    def reset(self, lang: str) -> None:
        """Begin the file anew; what it held is kept beside it.

        Raises:
            QuizrnnError: If the file cannot be written.
        """
        self._services.workspace.reset(self.drill, self.convention, lang, figure=self.figure(lang) or "")
        self.hints, self.saw_solution, self.report = 0, False, None
