"""The SQLite file behind the record: opened with care, written in transactions, its errors one clear line."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any, Final

import msgspec

from quizrnn.clock import Clock
from quizrnn.study.database_check import RecordError, damaged, filled, inspect, stamp_error
from quizrnn.study.migrations import VERSION, migrate
from quizrnn.text import Text, both

BUSY_SECONDS: Final = 30.0
"""How long a write waits for another process's write."""

Row = Sequence[Any]


def json_array(values: Iterable[object]) -> str:
    """Return values as the JSON text that SQLite's ``json_each`` makes rows of."""
    return msgspec.json.encode(list(values)).decode()


class Database:
    """A connection that any thread may use; writes of several processes take turns.

    ``synchronous=FULL`` in WAL mode: what a transaction acknowledged survives a kill, and a loss of power.

    Attributes:
        path: The file.
        refusal: Why the file can be read and not written, or None.
    """

    def __init__(
        self, path: Path, connection: sqlite3.Connection, *, refusal: RecordError | None = None
    ) -> None:
        self.path = path
        self.refusal = refusal
        self._connection = connection
        self._lock = RLock()

    @classmethod
    def open(cls, path: Path, clock: Clock, *, timeout: float = BUSY_SECONDS) -> Database:
        """Open a record, or make one where there is none.

        Raises:
            RecordError: If the file is not ours, newer, damaged, or cannot be read; it is left as it is.
        """
        inspect(path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, timeout=timeout, isolation_level=None, check_same_thread=False)
        except (OSError, sqlite3.Error) as error:
            raise translated(path, error) from error
        try:
            writable = _prepare(path, connection, clock)
        except sqlite3.Error as error:
            connection.close()
            fallback = _immutable(path, error)
            if fallback is None:
                raise translated(path, error) from error
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            full = code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
            return cls(path, fallback, refusal=translated(path, error) if full else read_only(path))
        except RecordError:
            connection.close()
            raise
        return cls(path, connection, refusal=None if writable else read_only(path))

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Run a block as one transaction, which is on disk when the block is left without an error.

        Raises:
            RecordError: If it cannot be written; then nothing of the block is.
        """
        with self._lock:
            if self.refusal is not None:
                raise self.refusal
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                yield self._connection
                self._connection.execute("COMMIT")
            except sqlite3.Error as error:
                raise translated(self.path, error) from error
            finally:
                self._roll_back()

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        """Return the rows of a query.

        Raises:
            RecordError: If the file cannot be read.
        """
        with self._lock:
            try:
                return self._connection.execute(statement, values).fetchall()
            except sqlite3.Error as error:
                raise translated(self.path, error) from error

    def copy_to(self, target: sqlite3.Connection) -> None:
        """Copy the record as it stands, while others may write it.

        Raises:
            RecordError: If it cannot be read or the target cannot be written.
        """
        with self._lock:
            try:
                self._connection.backup(target)
            except sqlite3.Error as error:
                raise translated(self.path, error) from error

    def take_from(self, source: Path, before: Callable[[sqlite3.Connection], None]) -> None:
        """Replace the whole record by another's content, as one transaction that others wait for.

        Args:
            source: A record of this program's version, in a file by itself.
            before: Called when nobody else can write any more and nothing has changed yet.

        Raises:
            RecordError: If it cannot be read or written; the record is then as it was.
        """
        with self._lock:
            if self.refusal is not None:
                raise self.refusal
            try:
                self._connection.execute("ATTACH ? AS source", (str(source),))
            except sqlite3.Error as error:
                raise translated(source, error) from error
            try:
                with self.write() as connection:
                    before(connection)
                    _replace_content(connection)
            finally:
                self._connection.execute("DETACH source")

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._connection.close()

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            try:
                self._connection.execute("ROLLBACK")
            except sqlite3.Error as error:
                raise translated(self.path, error) from error


def _replace_content(connection: sqlite3.Connection) -> None:
    """Fill every table with the rows of the attached database ``source``, which has the same tables."""
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    ).fetchall()
    for (table,) in tables:
        names = connection.execute(f'SELECT name FROM pragma_table_info("{table}")').fetchall()
        columns = ", ".join(f'"{name}"' for (name,) in names)
        connection.execute(f'DELETE FROM main."{table}"')
        connection.execute(
            f'INSERT INTO main."{table}" ({columns}) SELECT {columns} FROM source."{table}" ORDER BY 1'
        )
    # Numbers that were given once are not given again.
    connection.execute(
        "UPDATE main.sqlite_sequence SET seq = max(seq, coalesce("
        "(SELECT s.seq FROM source.sqlite_sequence s WHERE s.name = sqlite_sequence.name), 0))"
    )


_READ_ONLY: Final[tuple[Text, Text]] = (
    both("the record is read-only", "学习记录是只读的"),
    both(
        "make the file and its folder writable; nothing is saved until then",
        "请将文件及其所在文件夹设为可写；在此之前无法保存",
    ),
)

_PROBLEMS: Final[dict[int, tuple[Text, Text]]] = {
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_FULL: (
        both("the record cannot be saved: the disk is full", "无法保存学习记录：磁盘已满"),
        both("free some space and try again", "请清理空间后重试"),
    ),
    sqlite3.SQLITE_BUSY: (
        both("another program keeps the record locked", "学习记录被其他程序锁定"),
        both("close it and try again", "请关闭该程序后重试"),
    ),
    sqlite3.SQLITE_IOERR: (
        both("the record cannot be saved: the disk fails or is full", "无法保存学习记录：磁盘出错或已满"),
        both("check the disk and its free space, then try again", "请检查磁盘和剩余空间后重试"),
    ),
    sqlite3.SQLITE_CANTOPEN: (
        both("the record cannot be opened", "无法打开学习记录"),
        both(
            "make its folder writable, or set QUIZRNN_HOME to another one",
            "请将其所在文件夹设为可写，或将 QUIZRNN_HOME 设为其他文件夹",
        ),
    ),
}


def read_only(path: Path) -> RecordError:
    """Return the error that writing to a write-protected record is."""
    return RecordError(path, _READ_ONLY[0], remedy=_READ_ONLY[1])


def translated(path: Path, error: Exception) -> RecordError:
    """Return an error of SQLite or the operating system as one line with a remedy."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return damaged(path)
    if isinstance(error, OSError):
        code = sqlite3.SQLITE_CANTOPEN
    if code in _PROBLEMS:
        problem, remedy = _PROBLEMS[code]
        return RecordError(path, problem, remedy=remedy)
    return RecordError(
        path,
        both(f"the record cannot be used: {error}", f"无法使用学习记录：{error}"),
        remedy=both("run quizrnn doctor", "请运行 quizrnn doctor"),
    )


def _prepare(path: Path, connection: sqlite3.Connection, clock: Clock) -> bool:
    """Bring the schema up to date and set the connection up; return whether it can be written."""
    connection.execute("PRAGMA synchronous = FULL")
    if _version(path, connection) < VERSION:
        connection.execute("BEGIN IMMEDIATE")
        try:
            if _version(path, connection) < VERSION:
                migrate(connection, clock.now())
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        # The file's own header then names the version, whatever becomes of the log beside it.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    _use_wal(connection)
    # SQLite opens a write-protected file for reading without a word, and takes BEGIN IMMEDIATE on it.
    return os.access(path, os.W_OK)


def _version(path: Path, connection: sqlite3.Connection) -> int:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if error := stamp_error(path, application, version):
        raise error
    assert isinstance(version, int)
    return version


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to write-ahead logging, which lasts; where the file system cannot, the old journal serves."""
    for _ in range(100):
        try:
            (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
            if mode == "wal":
                return
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_READONLY:
                return
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
        time.sleep(0.02)


def _immutable(path: Path, error: sqlite3.Error) -> sqlite3.Connection | None:
    """Open for reading alone a record whose folder cannot take the files that a connection needs.

    Answers that are in the log beside it alone would be missed: then there is no such way.
    """
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    barred = (
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
    )
    if code not in barred or not path.is_file() or filled(path, "-wal"):
        return None
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?immutable=1", uri=True, isolation_level=None, check_same_thread=False
    )
    try:
        if _version(path, connection) == VERSION:
            return connection
    except sqlite3.Error:
        pass
    connection.close()
    return None
