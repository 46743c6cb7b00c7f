"""What a learner has at one drill: the file, the hints seen, the latest verdict. Nothing here draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizrnn.tui.attempt import Attempt, record
from quizrnn.tui.draft import Draft

if TYPE_CHECKING:
    from quizrnn.bank.drills import Drill
    from quizrnn.drills.report import Report
    from quizrnn.tui.services import Services


class DrillWork:
    """A drill in hand; the file is begun if it is not there.

    Attributes:
        drill: The drill.
        convention: Whose names and layouts the file has.
        draft: The file.
        hints: Hints seen.
        saw_solution: Whether the solution was shown.
        report: The latest verdict.

    Raises:
        QuizrnnError: If there is no such drill, it has no form in the convention, or the file cannot be used.
    """

    def __init__(self, services: Services, drill: str, convention: str, lang: str) -> None:
        self._services = services
        self.drill: Drill = services.library.drill(drill)
        path = services.workspace.start(self.drill, convention, lang)
        self.convention = services.workspace.convention_of(path) or convention
        progress = services.workspace.progress(self.drill)
        self.hints, self.saw_solution = progress.hints, progress.saw_solution
        self.draft = Draft(path)
        self.report: Report | None = None
        self._since = services.clock.monotonic()

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
        spent = self._services.clock.monotonic() - self._since
        return Attempt(
            self.drill,
            self.convention,
            self.solution,
            self.draft.path,
            self.draft.text,
            self.hints,
            self.saw_solution,
            round(spent * 1000),
        )

    def graded(self, attempt: Attempt, report: Report, lang: str) -> None:
        """Take a verdict, and put the attempt on record.

        Raises:
            QuizrnnError: If it cannot be saved; the verdict stands all the same.
        """
        self.report = report
        self._since = self._services.clock.monotonic()
        record(self._services, attempt, report, lang)

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
        self._services.workspace.reset(self.drill, self.convention, lang)
        self.hints, self.saw_solution, self.report = 0, False, None
