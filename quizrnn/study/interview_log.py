"""Interviews on record: what each was to ask, and how it ended. The answers are in the log of reviews."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

import msgspec

from quizrnn.study.database import Database

if TYPE_CHECKING:
    from quizrnn.study.interview_plan import Outline

Ending: TypeAlias = Literal["done", "time", "quit"]
"""All was asked, the time was over, or the learner ended it."""

_COLUMNS = "number, session, started, seed, outline, ended, ending"


class InterviewRow(msgspec.Struct, frozen=True, kw_only=True):
    """One interview.

    Attributes:
        session: Identifier that its reviews carry.
        started: When, in the learner's zone then.
        seed: What its showings' seeds derive from.
        outline: Its plan.
        ended: When it ended, or None while it runs and where it was broken off.
        ending: How it ended, or None likewise.
        number: What the learner calls it by: 1, 2, …; 0 before it is on record.
    """

    session: str
    started: datetime
    seed: int
    outline: Outline
    ended: datetime | None = None
    ending: Ending | None = None
    number: int = 0


class InterviewLog:
    """The table of interviews."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, row: InterviewRow) -> InterviewRow:
        """Put an interview on record; return it with its number, which its session's name ends with."""
        with self._database.write() as connection:
            cursor = connection.execute(
                "INSERT INTO interviews (session, started, seed, outline) VALUES ('', ?, ?, ?)",
                (row.started.isoformat(), row.seed, msgspec.json.encode(row.outline).decode()),
            )
            number = cursor.lastrowid or 0
            named = msgspec.structs.replace(row, session=f"{row.session}-interview-{number}", number=number)
            connection.execute(
                "UPDATE interviews SET session = ? WHERE number = ?", (named.session, named.number)
            )
        return named

    def end(self, number: int, ending: Ending, now: datetime) -> None:
        """Note how an interview ended, and when."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE interviews SET ended = ?, ending = ? WHERE number = ?",
                (now.isoformat(), ending, number),
            )

    def get(self, number: int) -> InterviewRow | None:
        """Return an interview, or None if there is none of that number."""
        rows = self._database.rows(f"SELECT {_COLUMNS} FROM interviews WHERE number = ?", (number,))
        return _row(rows[0]) if rows else None

    def all(self) -> list[InterviewRow]:
        """Return every interview, oldest first."""
        rows = self._database.rows(f"SELECT {_COLUMNS} FROM interviews ORDER BY number")
        return [_row(row) for row in rows]

    def asked(self, latest: int) -> frozenset[str]:
        """Return the questions answered in the latest interviews."""
        rows = self._database.rows(
            "SELECT DISTINCT question FROM reviews WHERE session IN "
            "(SELECT session FROM interviews ORDER BY number DESC LIMIT ?)",
            (latest,),
        )
        return frozenset(row[0] for row in rows)


def _row(row: Sequence[Any]) -> InterviewRow:
    from quizrnn.study.interview_plan import Outline

    number, session, started, seed, outline, ended, ending = row
    return InterviewRow(
        session=session,
        started=datetime.fromisoformat(started),
        seed=seed,
        outline=msgspec.json.decode(outline, type=Outline),
        ended=datetime.fromisoformat(ended) if ended else None,
        ending=cast(Ending | None, ending),
        number=number,
    )
