"""Copies of the record: one a day, on demand, and of whatever a restore or a reset replaces."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from quizrnn.clock import Clock
from quizrnn.errors import InputError
from quizrnn.study.database import Database, translated
from quizrnn.study.database_check import (
    CHECKED_BYTES,
    DamagedRecord,
    RecordError,
    damaged,
    inspect,
    reading,
    sound,
)
from quizrnn.text import both

BACKUPS: Final = "backups"
"""Folder of the backups, beside the record."""

KEPT: Final = 7
"""Daily backups that are kept."""

_DAILY: Final = re.compile(r"quizrnn-\d{4}-\d\d-\d\d\.db")
_SIDE_FILES: Final = ("", "-wal", "-shm", "-journal")
_LEARNT: Final = (
    "reviews",
    "undone",
    "corrections",
    "errata",
    "cards",
    "attempts",
    "marks",
    "sessions",
    "interviews",
    "meta",
)


def daily_backup(database: Database, folder: Path, now: datetime) -> Path | None:
    """Make the day's backup if there is none yet, and drop all but the last seven.

    A record without an answer needs none, and where the backup cannot be written, studying goes on.

    Raises:
        DamagedRecord: If the record is damaged: its good backups are then left alone.
    """
    target = folder / f"quizrnn-{now:%Y-%m-%d}.db"
    if database.refusal or target.exists() or not database.rows("SELECT 1 FROM reviews LIMIT 1"):
        return None
    if database.path.stat().st_size > CHECKED_BYTES and database.rows("PRAGMA quick_check(1)") != [("ok",)]:
        raise damaged(database.path)
    try:
        _copy(database, target)
        for old in sorted(path for path in folder.iterdir() if _DAILY.fullmatch(path.name))[:-KEPT]:
            old.unlink(missing_ok=True)
    except DamagedRecord:
        raise
    except (OSError, RecordError):
        return None
    return target


def backup(database: Database, target: Path) -> Path:
    """Copy the record as it stands to a new file, or into a folder under a name with the time.

    Raises:
        InputError: If the target exists or cannot be written.
    """
    if target.exists():
        raise InputError(
            target,
            both("the file exists already", "文件已存在"),
            remedy=both("name another one", "请换一个文件名"),
        )
    try:
        _copy(database, target)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            target,
            both(f"the backup cannot be written: {reason}", f"无法写入备份：{reason}"),
            remedy=both("name another place", "请换一个位置"),
        ) from error
    return target


def restore(source: Path, path: Path, folder: Path, clock: Clock) -> Path | None:
    """Replace the record by a backup, after proving that the backup is whole; keep what is replaced.

    Processes that have the record open go on with the restored one.

    Args:
        source: The backup.
        path: The record.
        folder: Where the replaced record is kept.
        clock: Tells the time.

    Returns:
        The file in which the replaced record is kept, or None if there was no record.

    Raises:
        InputError: If the source is no record, damaged or newer, or the record cannot be replaced; nothing
            has changed then.
    """
    _check_source(source, path)
    kept: Path | None = None
    try:
        was_there = inspect(path)
        database = Database.open(path, clock)
    except DamagedRecord:
        kept, was_there = put_aside(path, folder, clock), False
        database = Database.open(path, clock)

    def keep(connection: sqlite3.Connection) -> None:
        # Under the lock, so that what is kept holds every answer that is then replaced.
        nonlocal kept
        if was_there or connection.execute("SELECT 1 FROM reviews LIMIT 1").fetchone():
            kept = put_aside(path, folder, clock) or kept

    try:
        with _current_copy(source, folder, clock) as copy:
            database.take_from(copy, keep)
    finally:
        database.close()
    return kept


@contextmanager
def _current_copy(source: Path, folder: Path, clock: Clock) -> Iterator[Path]:
    """Lend a copy of a backup that is of this program's version, however old the backup is."""
    part = folder / f".{source.name}.{os.getpid()}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (
            closing(sqlite3.connect(reading(source), uri=True, isolation_level=None)) as connection,
            closing(sqlite3.connect(part, isolation_level=None)) as target,
        ):
            connection.backup(target)
        Database.open(part, clock).close()
        yield part
    except (OSError, sqlite3.Error) as error:
        raise translated(part, error) from error
    finally:
        for suffix in _SIDE_FILES:
            part.with_name(part.name + suffix).unlink(missing_ok=True)


def reset(path: Path, folder: Path, clock: Clock) -> Path | None:
    """Empty the record; return the file in which what it held is kept, or None if there was no record.

    Raises:
        RecordError: If it cannot be kept or emptied; nothing has changed then.
    """
    try:
        if not inspect(path):
            return None
        database = Database.open(path, clock)
    except DamagedRecord:
        return put_aside(path, folder, clock)
    try:
        # The copy is made under the lock, so that it holds every answer that is then deleted.
        with database.write() as connection:
            kept = put_aside(path, folder, clock)
            for table in _LEARNT:
                connection.execute(f"DELETE FROM {table}")
    finally:
        database.close()
    return kept


def put_aside(path: Path, folder: Path, clock: Clock) -> Path | None:
    """Keep a copy of the record; one that is damaged is moved there instead, with what lies beside it.

    Raises:
        RecordError: If there is something at the path that is no record of this program, or it is newer.
    """
    try:
        if not inspect(path):
            return None
        database = Database.open(path, clock)
    except DamagedRecord:
        return _move_aside(path, _free(folder, f"damaged-{clock.now():%Y%m%dT%H%M%S}"))
    try:
        target = _free(folder, f"replaced-{clock.now():%Y%m%dT%H%M%S}")
        try:
            _copy(database, target)
        except OSError as error:
            raise translated(target, error) from error
    finally:
        database.close()
    return target


def _check_source(source: Path, path: Path) -> None:
    missing = not source.exists()
    if missing or (path.exists() and source.samefile(path)):
        itself = both("this is the record itself", "这就是当前的学习记录")
        raise InputError(
            source,
            both("no such file", "文件不存在") if missing else itself,
            remedy=both("name a backup: quizrnn data path", "请指定一个备份，位置见 quizrnn data path"),
        )
    try:
        if not inspect(source):
            raise InputError(
                source,
                both("there is no record in this file", "该文件中没有学习记录"),
                remedy=both("name another backup", "请指定其他备份"),
            )
        with closing(sqlite3.connect(reading(source), uri=True, isolation_level=None)) as connection:
            whole = sound(connection)
    except (DamagedRecord, sqlite3.Error):
        whole = False
    if not whole:
        raise InputError(
            source,
            both("this backup is damaged; nothing was changed", "该备份已损坏；未作任何改动"),
            remedy=both("name another backup", "请指定其他备份"),
        )


def _copy(database: Database, target: Path) -> None:
    """Copy a record to a file that appears only when it is whole, as one file without a log beside it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with closing(sqlite3.connect(part, isolation_level=None)) as connection:
            database.copy_to(connection)
            connection.execute("PRAGMA journal_mode = DELETE")
        part.replace(target)
    except sqlite3.Error as error:
        raise translated(target, error) from error
    finally:
        for suffix in _SIDE_FILES:
            part.with_name(part.name + suffix).unlink(missing_ok=True)


def _free(folder: Path, stem: str) -> Path:
    """Return a path in the folder that nothing has taken."""
    target, number = folder / f"{stem}.db", 1
    while target.exists():
        number += 1
        target = folder / f"{stem}-{number}.db"
    return target


def _move_aside(path: Path, target: Path) -> Path:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        for suffix in _SIDE_FILES:
            old = path.with_name(path.name + suffix)
            if old.exists():
                old.replace(target.with_name(target.name + suffix))
    except OSError as error:
        raise translated(path, error) from error
    return target
