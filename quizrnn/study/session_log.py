"""Sessions on record: what each was to ask, so that one that was interrupted can be resumed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

import msgspec

from quizrnn.study.database import Database
from quizrnn.study.records import Mode


class SessionRow(msgspec.Struct, frozen=True, kw_only=True):
    """One session as it was started.

    Attributes:
        id: Identifier that its reviews carry.
        mode: Its kind.
        plan: Keys of the cards in the order in which they were to be asked.
        count: Largest number of answers, or None.
        seed: What its showings' seeds derive from.
        started: When, UTC.
        ended: When its last card was done, or None.
    """

    id: str
    mode: Mode
    plan: tuple[str, ...]
    count: int | None
    seed: int
    started: datetime
    ended: datetime | None = None


class SessionLog:
    """The table of sessions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, row: SessionRow) -> SessionRow:
        """Put a session on record, and return it with its place in the record added to its id."""
        with self._database.write() as connection:
            cursor = connection.execute(
                "INSERT INTO sessions (id, mode, plan, count, seed, started) VALUES ('', ?, ?, ?, ?, ?)",
                (
                    row.mode,
                    msgspec.json.encode(row.plan).decode(),
                    row.count,
                    row.seed,
                    row.started.astimezone(UTC).isoformat(),
                ),
            )
            named = msgspec.structs.replace(row, id=f"{row.id}-{cursor.lastrowid}")
            connection.execute("UPDATE sessions SET id = ? WHERE number = ?", (named.id, cursor.lastrowid))
        return named

    def end(self, session_id: str, now: datetime | None) -> None:
        """Note that a session is done; ``None`` takes that back, after an undo."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE sessions SET ended = ? WHERE id = ?",
                (None if now is None else now.astimezone(UTC).isoformat(), session_id),
            )

    def latest(self) -> SessionRow | None:
        """Return the session that was started last."""
        rows = self._database.rows(
            "SELECT id, mode, plan, count, seed, started, ended FROM sessions ORDER BY number DESC LIMIT 1"
        )
        if not rows:
            return None
        identifier, mode, plan, count, seed, started, ended = rows[0]
        return SessionRow(
            id=identifier,
            mode=cast(Mode, mode),
            plan=msgspec.json.decode(plan, type=tuple[str, ...]),
            count=count,
            seed=seed,
            started=datetime.fromisoformat(started),
            ended=datetime.fromisoformat(ended) if ended else None,
        )
