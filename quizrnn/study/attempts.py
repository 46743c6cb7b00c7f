"""Attempts at drills: the submitted source and the verdict on it, kept for ever."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

import msgspec

from quizrnn.study.database import Database


class Finding(msgspec.Struct, frozen=True):
    """A diagnosis as a verdict kept it, in the language of that day."""

    id: str = ""
    message: str = ""
    outputs: list[str] = []
    line: int | None = None


class KeptOutput(msgspec.Struct, frozen=True):
    """An output of a case as a verdict kept it."""

    name: str = ""
    status: str = ""


class KeptCase(msgspec.Struct, frozen=True):
    """A case as a verdict kept it."""

    name: str = ""
    status: str = ""
    outputs: list[KeptOutput] = []


class KeptVerdict(msgspec.Struct, frozen=True):
    """What a list of attempts says of a verdict: a part of the contract's JSON."""

    status: str = ""
    message: str = ""
    seed: int | None = None
    line: int | None = None
    diagnosis: list[Finding] = []
    cases: list[KeptCase] = []

    @property
    def remark(self) -> str:
        """The first diagnosis, or else what went wrong as a whole; empty after a pass."""
        if self.diagnosis:
            return self.diagnosis[0].message
        return "" if self.status == "passed" else self.message.strip().partition("\n")[0]


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One graded run of one drill.

    Attributes:
        drill: The drill's id.
        revision: Its revision then.
        convention: The convention that it was graded in.
        at: When, UTC.
        zone: The learner's offset from UTC then.
        day: The study day.
        passed: Whether every output of every case matched.
        score: From 0 to 1.
        hints: Number of hints seen before.
        saw_solution: Whether the solution had been shown.
        milliseconds: Time spent on it, as far as it is known.
        source: The submitted file.
        report: The verdict in the contract's JSON.
        review: Number of the review that it became, or None if it did not count for the schedule.
        number: The row's number, 0 before it is written.
    """

    drill: str
    revision: int
    convention: str
    at: datetime
    zone: str
    day: date
    passed: bool
    score: float
    hints: int
    saw_solution: bool
    milliseconds: int
    source: str
    report: str
    review: int | None = None
    number: int = 0

    @property
    def verdict(self) -> KeptVerdict:
        """What was said of it; of a report that cannot be read, no more than whether it passed."""
        try:
            return msgspec.json.decode(self.report, type=KeptVerdict)
        except msgspec.MsgspecError:
            return KeptVerdict(status="passed" if self.passed else "failed")


def passed_as(attempts: Sequence[Attempt], source: str) -> Attempt | None:
    """Return the latest attempt that passed with this very text, or None."""
    return next((a for a in reversed(attempts) if a.passed and a.source == source), None)


_FIELDS: Final = tuple(name for name in Attempt.__struct_fields__ if name != "number")
_COLUMNS: Final = ", ".join(_FIELDS)


class Attempts:
    """The table of attempts."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def of(self, drill: str) -> list[Attempt]:
        """Return the attempts at a drill, oldest first."""
        rows = self.database.rows(
            f"SELECT number, {_COLUMNS} FROM attempts WHERE drill = ? ORDER BY number", (drill,)
        )
        return [_attempt_of(row) for row in rows]

    def of_session(self, session: str) -> dict[int, Attempt]:
        """Return the attempts of a session, by the number of the review that each became."""
        rows = self.database.rows(
            f"SELECT number, {_COLUMNS} FROM attempts WHERE review IN "
            "(SELECT number FROM reviews WHERE session = ?)",
            (session,),
        )
        found = [_attempt_of(row) for row in rows]
        return {attempt.review: attempt for attempt in found if attempt.review is not None}

    def best_scores(self) -> dict[str, float]:
        """Return the best score of every drill that was ever graded."""
        return {
            drill: float(best)
            for drill, best in self.database.rows("SELECT drill, max(score) FROM attempts GROUP BY drill")
        }


def add_attempt(connection: sqlite3.Connection, attempt: Attempt) -> int:
    """Write an attempt inside the caller's transaction; return its number."""
    cursor = connection.execute(
        f"INSERT INTO attempts ({_COLUMNS}) VALUES ({', '.join('?' * len(_FIELDS))})",
        tuple(_plain(getattr(attempt, name)) for name in _FIELDS),
    )
    return cursor.lastrowid or 0


def _attempt_of(row: Sequence[Any]) -> Attempt:
    number, *rest = row
    values = dict(zip(_FIELDS, rest, strict=True))
    values["at"] = datetime.fromisoformat(values["at"])
    values["day"] = date.fromisoformat(values["day"])
    values["passed"] = bool(values["passed"])
    values["saw_solution"] = bool(values["saw_solution"])
    return Attempt(number=number, **values)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value
