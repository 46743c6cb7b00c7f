"""The compiled library: one SQLite file that is opened, not decoded, and rebuilt when a file changes.

It is written whole beside the old one and put in its place, never changed afterwards: readers need no lock,
and several processes may build at once. Where it cannot be written, the library lives in memory.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from quizrnn.bank.library_files import Shelf, Stamp, figure_stamps, unchanged

KEPT: Final = 8
"""How many caches, for different sets of banks, the folder keeps."""


class Tables:
    """The compiled library's tables, built anew where they turn out to be damaged."""

    def __init__(self, folder: Path, shelf: Shelf) -> None:
        self._folder = folder
        self._shelf = shelf
        self._connection = open_cache(folder, shelf)

    @property
    def fingerprint(self) -> str:
        """The stamps of all files that the library is made of, figures among them."""
        return ascii((self._shelf.fingerprint, figure_stamps(self._shelf.content)))

    def opener(self) -> Callable[[], Tables] | None:
        """Return what opens these tables once more in another process, or None where they live in memory."""
        kept = _open_existing(self._folder / f"library-{self._shelf.name}.sqlite")
        if kept is None:
            return None
        same = _fingerprint(kept) == self._shelf.fingerprint
        kept.close()
        return partial(Tables, self._folder, self._shelf) if same else None

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return every row of a query."""
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.DatabaseError:
            self._connection.close()
            self._connection = rebuild(self._folder, self._shelf)
            return self._connection.execute(query, values).fetchall()

    def one(self, query: str, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """Return the first row of a query, or None."""
        rows = self.rows(query, values)
        return rows[0] if rows else None

    def column(self, query: str) -> list[str]:
        """Return the values of a query's only column."""
        return [row[0] for row in self.rows(query)]

    def close(self) -> None:
        """Close the cache."""
        self._connection.close()


def open_cache(folder: Path, shelf: Shelf) -> sqlite3.Connection:
    """Return the compiled library of ``shelf``, building it where none is there or a file has changed.

    Raises:
        InputError: If a bank has a fault; nothing is cached then.
    """
    path = folder / f"library-{shelf.name}.sqlite"
    old = _open_existing(path)
    if old is not None and _fingerprint(old) == shelf.fingerprint and _solutions_unchanged(old):
        return old
    return rebuild(folder, shelf, old)


def rebuild(folder: Path, shelf: Shelf, old: sqlite3.Connection | None = None) -> sqlite3.Connection:
    """Build the library of ``shelf`` in memory, and keep it in ``folder`` for the next run.

    Args:
        folder: Where caches are kept.
        shelf: What to build from.
        old: The cache before, whose unchanged banks are taken over; it is closed.
    """
    from quizrnn.bank.library_build import build

    try:
        built = build(shelf, old)
    finally:
        if old is not None:
            old.close()
    _keep(built, folder, folder / f"library-{shelf.name}.sqlite")
    return built


def _open_existing(path: Path) -> sqlite3.Connection | None:
    if not path.is_file():
        return None
    try:
        # Immutable: the file is only ever replaced, so neither locks nor a journal are needed.
        return sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
    except sqlite3.Error:
        return None


def _fingerprint(connection: sqlite3.Connection) -> str | None:
    try:
        row = connection.execute("SELECT value FROM meta WHERE name = 'fingerprint'").fetchone()
    except sqlite3.Error:
        return None
    return row[0] if row else None


def _solutions_unchanged(connection: sqlite3.Connection) -> bool:
    """Tell whether the solutions of packs' drills, which only their files name, are as they were."""
    try:
        rows = connection.execute("SELECT path, size, mtime_ns FROM beside").fetchall()
    except sqlite3.Error:
        return False
    return all(unchanged(Stamp(*row)) for row in rows)


def _keep(built: sqlite3.Connection, folder: Path, path: Path) -> None:
    """Write the cache for the next run; a folder that does not allow it costs only that."""
    temporary: Path | None = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        import tempfile

        handle, name = tempfile.mkstemp(prefix=".library-", suffix=".tmp", dir=folder)
        temporary = Path(name)
        os.close(handle)
        target = sqlite3.connect(temporary)
        try:
            target.execute("PRAGMA journal_mode = OFF")
            built.backup(target)
        finally:
            target.close()
        temporary.replace(path)
        _prune(folder, path)
    except (OSError, sqlite3.Error):
        if temporary is not None:
            _remove(temporary)


def _prune(folder: Path, newest: Path) -> None:
    caches = sorted(
        (path for path in folder.glob("library-*.sqlite") if path != newest),
        key=lambda path: path.stat().st_mtime_ns,
        reverse=True,
    )
    for path in caches[KEPT - 1 :]:
        _remove(path)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return
