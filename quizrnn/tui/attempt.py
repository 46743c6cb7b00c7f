"""One graded run of a drill, away from the screen: grading in a thread, and putting the attempt on record."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from quizrnn.errors import QuizrnnError

if TYPE_CHECKING:
    from pathlib import Path

    from quizrnn.bank.drills import Drill
    from quizrnn.drills.limits import Cancel
    from quizrnn.drills.report import Report
    from quizrnn.drills.warm import WarmChild
    from quizrnn.tui.services import Services


class Attempt(NamedTuple):
    """What is graded.

    Attributes:
        drill: The drill.
        convention: The convention that it is written in.
        solution: The source that the misconceptions of that convention edit.
        path: The file.
        source: What the file holds.
        hints: Hints seen before.
        saw_solution: Whether the solution was shown before.
        milliseconds: Time spent on it.
    """

    drill: Drill
    convention: str
    solution: str
    path: Path
    source: str
    hints: int
    saw_solution: bool
    milliseconds: int


class Outcome(NamedTuple):
    """How a run ended: with a report, or with what kept it from one."""

    attempt: Attempt
    report: Report | None = None
    error: QuizrnnError | None = None


def run(attempt: Attempt, warm: WarmChild, cancel: Cancel) -> Outcome:
    """Grade in the child that waits, and have the next one wait; takes time, so it is called in a thread."""
    from quizrnn.drills.grade import grade

    try:
        report = grade(
            attempt.drill,
            solution=attempt.solution,
            path=attempt.path,
            convention=attempt.convention,
            cancel=cancel,
            child=warm.take(),
        )
    except QuizrnnError as error:
        return Outcome(attempt, error=error)
    finally:
        if not cancel.requested:
            warm.prepare()
    return Outcome(attempt, report)


def record(services: Services, attempt: Attempt, report: Report, lang: str) -> None:
    """Put a graded run on record.

    Raises:
        QuizrnnError: If it cannot be saved.
    """
    from quizrnn.drills.reports import to_json
    from quizrnn.study.drill_log import record_attempt

    record_attempt(
        services.store,
        services.settings,
        services.clock,
        drill=attempt.drill,
        convention=attempt.convention,
        passed=report.status == "passed",
        score=report.score,
        source=attempt.source,
        report_json=json.dumps(to_json(report, lang), ensure_ascii=False),
        hints=attempt.hints,
        saw_solution=attempt.saw_solution,
        milliseconds=attempt.milliseconds,
    )
    if report.status == "passed":
        services.workspace.forget(attempt.drill)


def lines_at_fault(report: Report) -> list[int]:
    """Return the lines that a verdict names, counted from 1: those of its diagnoses, else of its error."""
    lines = [found.line for found in report.diagnosis if found.line is not None]
    return lines or ([] if report.line is None else [report.line])
