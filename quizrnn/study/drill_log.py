"""Graded drills on record: every attempt is kept, and the first of a study day schedules the drill."""

from __future__ import annotations

import sqlite3
from datetime import UTC
from typing import TYPE_CHECKING, Final

import msgspec

from quizrnn.clock import Clock
from quizrnn.study.attempts import Attempt, add_attempt, passed_as
from quizrnn.study.days import offset_of, study_day
from quizrnn.study.interview_drill import NOT_PASSED
from quizrnn.study.rating import automatic_rating
from quizrnn.study.records import DRILL_PREFIX, Review
from quizrnn.study.schedule import Scheduler
from quizrnn.study.store import Store, add_review

if TYPE_CHECKING:
    from quizrnn.bank.drills import Drill
    from quizrnn.study.interview_drill import CodeVerdict
    from quizrnn.study.settings import Settings

DRILL_CAP: Final = 60 * 60_000
"""Milliseconds beyond which the time spent on a drill says nothing more."""


def comes_back(store: Store, clock: Clock, drill: str, source: str) -> bool:
    """Tell whether a file holds what passed, while the drill has fallen due again: it is to be written anew.

    Args:
        store: The learner's record.
        clock: Tells the time.
        drill: The drill's id.
        source: The file.
    """
    if not source.strip() or passed_as(store.attempts(drill), source) is None:
        return False
    card = store.card(DRILL_PREFIX + drill)
    return card.due is not None and card.due <= clock.now()


def record_attempt(
    store: Store,
    settings: Settings,
    clock: Clock,
    *,
    drill: Drill,
    convention: str,
    passed: bool,
    score: float,
    source: str,
    report_json: str,
    hints: int = 0,
    saw_solution: bool = False,
    milliseconds: int = 0,
    session: str = "",
) -> Review | None:
    """Put one graded run on record, and on the schedule if it is the drill's first of the study day.

    Args:
        store: The learner's record.
        settings: The learner's settings.
        clock: Tells the time.
        drill: The drill.
        convention: The convention that it was graded in.
        passed: Whether every output of every case matched.
        score: From 0 to 1.
        source: The submitted file.
        report_json: The verdict in the contract's JSON.
        hints: Number of hints seen before.
        saw_solution: Whether the solution had been shown.
        milliseconds: Time spent on it, as far as it is known.
        session: Identifier of the session, if the run belongs to one.

    Returns:
        The review, or None where an earlier run of the day has counted already.

    Raises:
        RecordError: If it cannot be kept; nothing is then.
    """
    now = clock.now()
    day = study_day(now, settings.day_start_hour)
    reached = 1.0 if passed else min(score, NOT_PASSED)
    rating = automatic_rating(reached, hints=hints, hints_total=len(drill.hints), gave_up=saw_solution)
    review = Review(
        question=DRILL_PREFIX + drill.drill,
        revision=drill.revision,
        seed=0,
        at=now.astimezone(UTC),
        zone=offset_of(now),
        day=day,
        mode="drill",
        session=session,
        answer="",
        automatic=rating,
        rating=rating,
        score=reached,
        hints=hints,
        milliseconds=min(milliseconds, DRILL_CAP),
        kind="drill",
    )
    attempt = Attempt(
        drill=drill.drill,
        revision=drill.revision,
        convention=convention,
        at=review.at,
        zone=review.zone,
        day=day,
        passed=passed,
        score=reached,
        hints=hints,
        saw_solution=saw_solution,
        milliseconds=milliseconds,
        source=source,
        report=report_json,
    )
    with store.database.write() as connection:
        if _counted(connection, review):
            add_attempt(connection, attempt)
            return None
        review = add_review(connection, review, Scheduler(settings))
        add_attempt(connection, msgspec.structs.replace(attempt, review=review.number))
    return review


def record_in_interview(
    store: Store, scheduler: Scheduler, review: Review, verdict: CodeVerdict, convention: str
) -> Review:
    """Put code that was handed in in an interview on record: the answer and the attempt, in one transaction.

    Raises:
        RecordError: If it cannot be kept; nothing is then.
    """
    with store.database.write() as connection:
        kept = add_review(connection, review, scheduler)
        attempt = Attempt(
            drill=review.question.removeprefix(DRILL_PREFIX),
            revision=review.revision,
            convention=convention,
            at=review.at,
            zone=review.zone,
            day=review.day,
            passed=verdict.passed,
            score=review.score,
            hints=0,
            saw_solution=False,
            milliseconds=review.milliseconds,
            source=verdict.source,
            report=verdict.report,
            review=kept.number,
        )
        add_attempt(connection, attempt)
    return kept


def _counted(connection: sqlite3.Connection, review: Review) -> bool:
    """Tell whether a run of the day has counted: any but an interview's, and of these one that was Again."""
    day = review.day.isoformat()
    found = connection.execute(
        "SELECT 1 FROM reviews WHERE question = :key AND day = :day AND mode != 'interview' "
        "UNION ALL SELECT 1 FROM cards WHERE key = :key AND last_day = :day",
        {"key": review.question, "day": day},
    )
    return found.fetchone() is not None
