"""Looks at a file before it is opened for writing, so that one that is not ours is never touched."""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from contextlib import closing
from pathlib import Path
from typing import Final

from quizrnn.errors import InputError
from quizrnn.study.migrations import APPLICATION_ID, VERSION
from quizrnn.text import Text, both

MAGIC: Final = b"SQLite format 3\x00"

CHECKED_BYTES: Final = 8 << 20
"""Up to this size the whole file is checked whenever it is opened, which takes about 1 ms per MiB."""

_HEADER: Final = 100
_RESTORE: Final = both(
    "put back a backup: quizrnn data restore (backups: quizrnn data path)",
    "请恢复备份：quizrnn data restore（备份位置见 quizrnn data path）",
)


class RecordError(InputError):
    """The learner's record cannot be read or written."""


class DamagedRecord(RecordError):
    """The learner's record was one, and its content is broken."""


def inspect(path: Path) -> bool:
    """Check that a file is a record that this program may write; nothing is changed on disk.

    Returns:
        Whether there is a record; False where the path is free or an empty file.

    Raises:
        RecordError: If it is a folder, no record of this program, newer than the program, or damaged.
    """
    header, size = _header(path)
    if size == 0:
        return False
    if header[:16] != MAGIC or len(header) < _HEADER:
        raise _not_ours(path, both("not an SQLite database", "不是 SQLite 数据库"))
    application, version = _number(header, 68), _number(header, 60)
    wal, journal = (filled(path, suffix) for suffix in ("-wal", "-journal"))
    if not wal and not journal:
        _judge(path, application, version)
        _check_size(path, header, size)
    if journal:
        return True
    found = _look(path, size)
    if found is None:
        return True
    application, version, whole = found
    _judge(path, application, version)
    if not whole:
        raise damaged(path)
    return application != 0


def reading(path: Path) -> str:
    """Return the URI that opens a record for reading alone.

    An immutable connection takes no lock and leaves no file behind; where a log lies beside the record, it
    has to be read as well.
    """
    how = "mode=ro" if filled(path, "-wal") else "immutable=1"
    return f"{path.absolute().as_uri()}?{how}"


def sound(connection: sqlite3.Connection) -> bool:
    """Tell whether SQLite finds the whole file in order."""
    return [row[0] for row in connection.execute("PRAGMA quick_check(1)")] == ["ok"]


def damaged(path: Path) -> DamagedRecord:
    """Return the error that a damaged record is."""
    return DamagedRecord(path, both("the record is damaged", "学习记录已损坏"), remedy=_RESTORE)


def stamp_error(path: Path, application: int, version: int) -> RecordError | None:
    """Return what is wrong with a file of this application id and schema version, or None."""
    if application != APPLICATION_ID and (application, version) != (0, 0):
        return _not_ours(path, both("another program's database", "其他程序的数据库"))
    if version > VERSION:
        return RecordError(
            path,
            both(
                f"the record was written by a newer quizrnn (schema {version}, this one knows {VERSION})",
                f"学习记录由更新版本的 quizrnn 写入（结构版本 {version}，本程序只支持到 {VERSION}）",
            ),
            remedy=both("update quizrnn; nothing was changed", "请升级 quizrnn；文件未被改动"),
        )
    return None


def _judge(path: Path, application: int, version: int) -> None:
    if error := stamp_error(path, application, version):
        raise error


def _header(path: Path) -> tuple[bytes, int]:
    """Return the first bytes of a file and its size; nothing where there is no file."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise RecordError(
                path,
                both("a folder where the record should be", "学习记录的位置上是一个文件夹"),
                remedy=both("move the folder away", "请移走该文件夹"),
            )
        if not stat.S_ISREG(status.st_mode):
            raise _not_ours(path, both("not a regular file", "不是普通文件"))
        with path.open("rb") as file:
            return file.read(_HEADER), status.st_size
    except FileNotFoundError:
        return b"", 0
    except OSError as error:
        reason = error.strerror or str(error)
        raise RecordError(
            path,
            both(f"the record cannot be read: {reason}", f"无法读取学习记录：{reason}"),
            remedy=both("check the path and its permissions", "请检查路径和权限"),
        ) from error


def _check_size(path: Path, header: bytes, size: int) -> None:
    page = int.from_bytes(header[16:18], "big")
    page = 65536 if page == 1 else page
    pages = _number(header, 28)
    if page < 512 or page & (page - 1) or size < page * max(pages, 1):
        raise damaged(path)


def _look(path: Path, size: int) -> tuple[int, int, bool] | None:
    """Return application id, schema version and whether the file is whole; None where SQLite cannot tell.

    Another process may write meanwhile, which an immutable connection does not see: what looks damaged then
    is looked at again.
    """
    for _ in range(5):
        uri = reading(path)
        before = path.stat()
        try:
            with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection:
                connection.execute("PRAGMA busy_timeout = 5000")
                application, version = _stamps(connection)
                whole = size > CHECKED_BYTES or sound(connection)
        except sqlite3.DatabaseError as error:
            if (error.sqlite_errorcode & 0xFF) not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                return None
            application, version, whole = APPLICATION_ID, 0, False
        after = path.stat()
        changed = (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns)
        if whole or not (changed or ("immutable" in uri and filled(path, "-wal"))):
            return application, version, whole
        time.sleep(0.05)
    return None


def _stamps(connection: sqlite3.Connection) -> tuple[int, int]:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application == 0 and tables:
        return -1, version
    return application, version


def _number(header: bytes, at: int) -> int:
    return int.from_bytes(header[at : at + 4], "big")


def filled(path: Path, suffix: str) -> bool:
    """Tell whether a file lies beside another and holds anything."""
    try:
        return os.stat(f"{path}{suffix}").st_size > 0  # noqa: PTH116
    except OSError:
        return False


def _not_ours(path: Path, what: Text) -> RecordError:
    assert isinstance(what, dict)
    return RecordError(
        path,
        both(f"this is no quizrnn record: {what['en']}", f"这不是 quizrnn 的学习记录：{what['zh']}"),
        remedy=both(
            "move the file away, or set QUIZRNN_HOME to another folder",
            "请移走该文件，或将 QUIZRNN_HOME 设为其他文件夹",
        ),
    )
