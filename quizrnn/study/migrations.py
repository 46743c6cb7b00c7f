"""The record's schema as ordered migrations: each applied once, in one transaction, noted in a table."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Final

APPLICATION_ID: Final = 0x71524E4E
"""What marks an SQLite file as a record of this program: the letters ``qRNN``."""

_REVIEW_COLUMNS: Final = """
    question TEXT NOT NULL,
    revision INTEGER NOT NULL,
    seed INTEGER NOT NULL,
    at TEXT NOT NULL,
    zone TEXT NOT NULL,
    day TEXT NOT NULL,
    mode TEXT NOT NULL,
    session TEXT NOT NULL,
    answer TEXT NOT NULL,
    automatic INTEGER NOT NULL,
    rating INTEGER NOT NULL,
    score REAL NOT NULL,
    hints INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    milliseconds INTEGER NOT NULL,
    confidence REAL,
    kind TEXT NOT NULL
"""

_FIRST: Final = (
    f"CREATE TABLE reviews (number INTEGER PRIMARY KEY AUTOINCREMENT, {_REVIEW_COLUMNS})",
    "CREATE INDEX reviews_question ON reviews (question)",
    "CREATE INDEX reviews_session ON reviews (session)",
    "CREATE INDEX reviews_day ON reviews (day)",
    f"CREATE TABLE undone (number INTEGER PRIMARY KEY, {_REVIEW_COLUMNS}, undone_at TEXT NOT NULL)",
    """CREATE TABLE cards (
        key TEXT PRIMARY KEY,
        stage TEXT NOT NULL,
        due TEXT,
        stability REAL,
        difficulty REAL,
        step INTEGER,
        last_review TEXT,
        last_day TEXT,
        reviews INTEGER NOT NULL,
        lapses INTEGER NOT NULL,
        revision INTEGER NOT NULL,
        due_day TEXT,
        first_day TEXT,
        answers INTEGER NOT NULL,
        "right" INTEGER NOT NULL,
        tests INTEGER NOT NULL,
        passes INTEGER NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE attempts (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        drill TEXT NOT NULL,
        revision INTEGER NOT NULL,
        convention TEXT NOT NULL,
        at TEXT NOT NULL,
        zone TEXT NOT NULL,
        day TEXT NOT NULL,
        passed INTEGER NOT NULL,
        score REAL NOT NULL,
        hints INTEGER NOT NULL,
        saw_solution INTEGER NOT NULL,
        milliseconds INTEGER NOT NULL,
        source TEXT NOT NULL,
        report TEXT NOT NULL,
        review INTEGER
    )""",
    "CREATE INDEX attempts_drill ON attempts (drill)",
    """CREATE TABLE marks (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        key TEXT NOT NULL,
        mark TEXT NOT NULL,
        at TEXT NOT NULL,
        day TEXT NOT NULL,
        note TEXT NOT NULL
    )""",
    "CREATE INDEX marks_key ON marks (key)",
    """CREATE TABLE sessions (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        mode TEXT NOT NULL,
        plan TEXT NOT NULL,
        count INTEGER,
        seed INTEGER NOT NULL,
        started TEXT NOT NULL,
        ended TEXT
    )""",
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, at TEXT NOT NULL)",
)

_COUNTED: Final = ", ".join(
    f"coalesce(c.{name}, r.{name}) AS {name}" if name in ("rating", "score") else f"r.{name}"
    for name in (line.split()[0] for line in _REVIEW_COLUMNS.strip().splitlines())
)

_CORRECTIONS: Final = (
    # What an erratum of a bank says of a row of the log, which itself stays as it was written.
    """CREATE TABLE corrections (
        review INTEGER PRIMARY KEY,
        question TEXT NOT NULL,
        revision INTEGER NOT NULL,
        kind TEXT NOT NULL,
        rating INTEGER NOT NULL,
        score REAL NOT NULL,
        at TEXT NOT NULL,
        told TEXT
    )""",
    """CREATE TABLE errata (
        question TEXT NOT NULL,
        revision INTEGER NOT NULL,
        digest TEXT NOT NULL,
        checked INTEGER NOT NULL,
        PRIMARY KEY (question, revision, digest)
    ) WITHOUT ROWID""",
    f"CREATE VIEW counted AS SELECT r.number, {_COUNTED} "
    "FROM reviews r LEFT JOIN corrections c ON c.review = r.number",
    # What is asked of the log as a whole is answered from these alone, however long the log is.
    "CREATE INDEX reviews_kind ON reviews (kind, score)",
    "CREATE INDEX reviews_bets ON reviews (number, confidence, score) WHERE confidence IS NOT NULL",
    "CREATE INDEX reviews_first_tries ON reviews (kind, number, milliseconds) "
    "WHERE score >= 1 AND tries = 1 AND hints = 0",
)

_INTERVIEWS: Final = (
    """CREATE TABLE interviews (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        session TEXT NOT NULL UNIQUE,
        started TEXT NOT NULL,
        seed INTEGER NOT NULL,
        outline TEXT NOT NULL,
        ended TEXT,
        ending TEXT
    )""",
)

_QUEUE: Final = (
    # A session begins by what these find, however many cards were ever learnt.
    "CREATE INDEX cards_due ON cards (due_day) WHERE stage = 'review'",
    "CREATE INDEX cards_steps ON cards (last_day, due) WHERE stage IN ('learning', 'relearning')",
    "CREATE INDEX cards_last ON cards (last_day)",
    "CREATE INDEX cards_first ON cards (first_day)",
)

MIGRATIONS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("the record", _FIRST),
    ("corrections", _CORRECTIONS),
    ("interviews", _INTERVIEWS),
    ("the queue", _QUEUE),
)
"""Name and statements of each, in order; one that was released is never changed."""

VERSION: Final = len(MIGRATIONS)
"""The schema that this program writes, which is SQLite's ``user_version`` in the file."""


def migrate(connection: sqlite3.Connection, now: datetime, version: int | None = None) -> None:
    """Bring an empty or older record up to date, inside the transaction that the caller has opened.

    Args:
        connection: An open connection in a transaction.
        now: The time that the table of migrations notes.
        version: Where to stop, for tests of older records; the newest by default.
    """
    (done,) = connection.execute("PRAGMA user_version").fetchone()
    wanted = VERSION if version is None else version
    for number, (name, statements) in enumerate(MIGRATIONS[:wanted], 1):
        if number <= done:
            continue
        for statement in statements:
            connection.execute(statement)
        connection.execute("INSERT INTO migrations VALUES (?, ?, ?)", (number, name, now.isoformat()))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {wanted}")
