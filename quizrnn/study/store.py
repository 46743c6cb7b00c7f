"""The learner's record: the log of reviews, the cards it yields, drill attempts, marks and sessions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from quizrnn.clock import Clock
from quizrnn.study.attempts import Attempt, Attempts
from quizrnn.study.backups import BACKUPS, daily_backup
from quizrnn.study.candidates import Candidates
from quizrnn.study.database import Database
from quizrnn.study.database_check import RecordError
from quizrnn.study.interview_log import InterviewLog
from quizrnn.study.log_sums import LogSums
from quizrnn.study.marks import Marks
from quizrnn.study.records import Card, Review
from quizrnn.study.session_log import SessionLog
from quizrnn.study.store_rows import (
    CARD_COLUMNS,
    REVIEW_COLUMNS,
    REVIEW_FIELDS,
    card_of,
    card_row,
    review_of,
    review_row,
)
from quizrnn.text import Text, both

if TYPE_CHECKING:
    from quizrnn.study.schedule import Scheduler

_INSERT_REVIEW = f"INSERT INTO reviews ({REVIEW_COLUMNS}) VALUES ({', '.join('?' * len(REVIEW_FIELDS))})"
_PUT_CARD = (
    f"INSERT OR REPLACE INTO cards ({CARD_COLUMNS}) VALUES ({', '.join('?' * len(Card.__struct_fields__))})"
)

_PAGE: Final = 5000
"""Rows of the log that are read at a time where all are read one by one."""


class Store:
    """One learner's record on disk.

    The table ``reviews`` is the truth: one row an answer, added and never rewritten, but for the rating that
    the learner may override and what an interview settles after the answer. An undone answer moves to the
    table ``undone``. What an erratum corrects stands in the table ``corrections``; the view ``counted`` is
    the log as it counts. The table ``cards`` is a cache: it always equals the replay of ``counted``, because
    both are written in one transaction.

    Every method raises ``RecordError`` if the file cannot be read or written; then nothing has changed.

    Attributes:
        database: The connection to the file.
        path: The SQLite file.
        clock: Tells the time.
        attempts_log: Drill attempts.
        marks: What the learner has buried, suspended and flagged.
        sessions: Sessions started, so that an interrupted one can be resumed.
        sums: Sums over the log.
        interviews: Interviews held.
        candidates: Cards that may be asked.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self.path = database.path
        self.clock = clock
        self.attempts_log = Attempts(database)
        self.marks = Marks(database, clock)
        self.sessions = SessionLog(database)
        self.sums = LogSums(database)
        self.interviews = InterviewLog(database)
        self.candidates = Candidates(database)

    @classmethod
    def open(cls, path: Path, clock: Clock, *, backups: Path | None = None) -> Store:
        """Open the record, or begin one, and make the day's backup if it is due.

        Args:
            path: The SQLite file.
            clock: Tells the time.
            backups: Folder of the daily backups; ``backups`` beside the file by default.

        Raises:
            RecordError: If the file is a folder, not ours, written by a newer version, damaged, or cannot be
                read or made. It is left as it is.
        """
        database = Database.open(path, clock)
        try:
            daily_backup(database, backups or path.parent / BACKUPS, clock.now())
        except RecordError:
            database.close()
            raise
        return cls(database, clock)

    @property
    def problem(self) -> Text | None:
        """Why nothing can be saved, as far as is known without writing."""
        return self.database.refusal.message if self.database.refusal else None

    def append(self, review: Review, scheduler: Scheduler) -> Review:
        """Add a review and bring its card up to date, in one transaction; return it with its number."""
        with self.database.write() as connection:
            return add_review(connection, review, scheduler)

    def amend(self, review: Review, scheduler: Scheduler) -> None:
        """Put a review's rating on record in place of the one there, and replay its card."""
        with self.database.write() as connection:
            self._known(connection, review)
            for statement in (
                "UPDATE reviews SET rating = ? WHERE number = ?",
                "UPDATE corrections SET rating = ? WHERE review = ?",
            ):
                connection.execute(statement, (int(review.rating), review.number))
            replay_card(connection, review.question, scheduler)

    def settle(self, review: Review, scheduler: Scheduler) -> None:
        """Put on record what an interview leaves open at first: the bet, and the points of a free text."""
        with self.database.write() as connection:
            self._known(connection, review)
            connection.execute(
                "UPDATE reviews SET answer = ?, score = ?, automatic = ?, rating = ?, confidence = ? "
                "WHERE number = ?",
                (
                    review.answer,
                    review.score,
                    int(review.automatic),
                    int(review.rating),
                    review.confidence,
                    review.number,
                ),
            )
            replay_card(connection, review.question, scheduler)

    def retract(self, review: Review, scheduler: Scheduler) -> None:
        """Take a review out of the log, keep it in the table ``undone``, and replay its card."""
        with self.database.write() as connection:
            self._known(connection, review)
            connection.execute(
                f"INSERT INTO undone (number, {REVIEW_COLUMNS}, undone_at) "
                f"SELECT number, {REVIEW_COLUMNS}, ? FROM reviews WHERE number = ?",
                (self.clock.now().astimezone(UTC).isoformat(), review.number),
            )
            connection.execute("DELETE FROM reviews WHERE number = ?", (review.number,))
            connection.execute("DELETE FROM corrections WHERE review = ?", (review.number,))
            replay_card(connection, review.question, scheduler)

    def reschedule(self, scheduler: Scheduler) -> bool:
        """Replay the whole log if the cards were made by another scheduler; tell whether that was so."""
        if self.database.refusal or _scheduled_by(self.database) == scheduler.fingerprint:
            return False
        with self.database.write() as connection:
            return replay_if_changed(connection, scheduler)

    def reviews(self, *, question: str | None = None, session: str | None = None) -> list[Review]:
        """Return the log as it counts, in its order: all of it, or that of one card or one session."""
        where, values = "", []
        if question is not None:
            where, values = "WHERE question = ?", [question]
        elif session is not None:
            where, values = "WHERE session = ?", [session]
        statement = f"SELECT number, {REVIEW_COLUMNS} FROM counted {where} ORDER BY number"
        return [review_of(row) for row in self.database.rows(statement, values)]

    def log(self) -> Iterator[Review]:
        """Yield the rows of the log as they were written, a page at a time, in their order."""
        last, page = 0, _PAGE
        while page == _PAGE:
            rows = self.database.rows(
                f"SELECT number, {REVIEW_COLUMNS} FROM reviews WHERE number > ? ORDER BY number LIMIT ?",
                (last, _PAGE),
            )
            yield from map(review_of, rows)
            page, last = len(rows), rows[-1][0] if rows else last

    def count(self) -> int:
        """Return the number of rows of the log."""
        (row,) = self.database.rows("SELECT count(*) FROM reviews")
        return int(row[0])

    def cards(self) -> dict[str, Card]:
        """Return the state of every card that was ever answered, by key."""
        rows = self.database.rows(f"SELECT {CARD_COLUMNS} FROM cards")
        return {row[0]: card_of(row) for row in rows}

    def cards_of(self, keys: Iterable[str]) -> dict[str, Card]:
        """Return the state of those of the cards that were ever answered, by key."""
        wanted = msgspec.json.encode(list(keys)).decode()
        rows = self.database.rows(
            f"SELECT {CARD_COLUMNS} FROM cards WHERE key IN (SELECT value FROM json_each(?))", (wanted,)
        )
        return {row[0]: card_of(row) for row in rows}

    def card(self, key: str) -> Card:
        """Return the state of one card, a new one if it was never answered."""
        rows = self.database.rows(f"SELECT {CARD_COLUMNS} FROM cards WHERE key = ?", (key,))
        return card_of(rows[0]) if rows else Card(key=key)

    def attempts(self, drill_id: str) -> list[Attempt]:
        """Return the attempts at a drill, oldest first."""
        return self.attempts_log.of(drill_id)

    def best_score(self, drill_id: str) -> float | None:
        """Return the best score reached on a drill, or None if it was never graded."""
        return self.attempts_log.best_scores().get(drill_id)

    def backup_to(self, target: Path) -> None:
        """Copy the record as it stands to a file that does not exist yet (see ``backups.backup``)."""
        from quizrnn.study.backups import backup

        backup(self.database, target)

    def close(self) -> None:
        """Close the file."""
        self.database.close()

    def _known(self, connection: sqlite3.Connection, review: Review) -> None:
        found = connection.execute(
            "SELECT 1 FROM reviews WHERE number = ? AND question = ?", (review.number, review.question)
        ).fetchone()
        if found is None:
            raise RecordError(
                self.path,
                both("that answer is no longer in the record", "该回答已不在学习记录中"),
                remedy=both(
                    "another process took it back, or a backup was restored",
                    "可能已被其他进程撤销，或学习记录已从备份恢复",
                ),
            )


def add_review(connection: sqlite3.Connection, review: Review, scheduler: Scheduler) -> Review:
    """Write a review and its card inside the caller's transaction; return the review with its number."""
    replay_if_changed(connection, scheduler)
    row = connection.execute(f"SELECT {CARD_COLUMNS} FROM cards WHERE key = ?", (review.question,)).fetchone()
    card = card_of(row) if row else Card(key=review.question)
    cursor = connection.execute(_INSERT_REVIEW, review_row(review))
    connection.execute(_PUT_CARD, card_row(scheduler.after(card, review)))
    return msgspec.structs.replace(review, number=cursor.lastrowid or 0)


def replay_if_changed(connection: sqlite3.Connection, scheduler: Scheduler) -> bool:
    """Make all cards anew, inside the caller's transaction, if another scheduler made them."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'schedule'").fetchone()
    if row is not None and row[0] == scheduler.fingerprint:
        return False
    rows = connection.execute(f"SELECT number, {REVIEW_COLUMNS} FROM counted ORDER BY number")
    cards = scheduler.replay(review_of(found) for found in rows)
    connection.execute("DELETE FROM cards")
    connection.executemany(_PUT_CARD, [card_row(card) for card in cards.values()])
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('schedule', ?)", (scheduler.fingerprint,))
    return True


def replay_card(connection: sqlite3.Connection, key: str, scheduler: Scheduler) -> None:
    """Make one card anew from the log, inside the caller's transaction."""
    if replay_if_changed(connection, scheduler):
        return
    rows = connection.execute(
        f"SELECT number, {REVIEW_COLUMNS} FROM counted WHERE question = ? ORDER BY number", (key,)
    )
    cards = scheduler.replay(review_of(row) for row in rows)
    if key in cards:
        connection.execute(_PUT_CARD, card_row(cards[key]))
    else:
        connection.execute("DELETE FROM cards WHERE key = ?", (key,))


def _scheduled_by(database: Database) -> str | None:
    """Return the fingerprint of the scheduler that made the cards."""
    rows = database.rows("SELECT value FROM meta WHERE key = 'schedule'")
    return rows[0][0] if rows else None
