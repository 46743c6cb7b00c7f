"""Finished notes of large libraries, kept from one export to the next.

Making a note takes some ten times as long as writing it. What was made is kept under a key that holds all
that a note is made of, so that a note is either exactly what it would be now, or is made anew.
"""

from __future__ import annotations

import hashlib
import sqlite3
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import closing, suppress
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec

from quizrnn import __version__
from quizrnn.export.anki_notes import Note
from quizrnn.export.making import Maker, made_notes

if TYPE_CHECKING:
    from quizrnn.bank.library import Filter, Library

WORTH: Final = 1000
"""Fewer notes than this are made in less time than anyone notices, and leave no file."""

KEPT: Final = 4
"""How many files, for different libraries and languages, the folder keeps."""

_Kept = TypeVar("_Kept")

_BLOCK: Final = 500
"""Places whose notes are kept together: reading and writing one by one takes longer."""

_FORMAT: Final = 2
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS meta (key TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS blocks (block INTEGER PRIMARY KEY, places BLOB NOT NULL, notes BLOB NOT NULL);
"""


def finished_notes(
    library: Library,
    wanted: Filter,
    lang: str,
    seed: int = 0,
    *,
    folder: Path,
    count: int | None = None,
    worth: int = WORTH,
    processes: int | None = None,
) -> Iterator[Note]:
    """Yield the note of each question that matches, in the article's order, from the cache where it is there.

    Args:
        library: The questions.
        wanted: Which ones.
        lang: Language of the notes.
        seed: What parameters and order are drawn from.
        folder: Where the cache may be kept; one that cannot be written costs only time.
        count: At most this many.
        worth: From how many notes on they are kept.
        processes: How many processes make them (see ``made_notes``).
    """
    entries = library.entries(wanted, limit=count)
    if len(entries) < worth:
        yield from made_notes(library, entries, lang, seed, processes)
        return
    here = Maker(library, lang, seed)
    with closing(_Cache(folder, cache_key(library, lang, seed))) as cache:
        kept = cache.places()
        missing = [entry for entry in entries if entry.place not in kept]
        with closing(made_notes(library, missing, lang, seed, processes)) as made:
            for block, group in groupby(entries, key=lambda entry: entry.place // _BLOCK):
                wanted_here = list(group)
                notes = cache.read(block)
                fresh = {
                    # What was kept, but is found damaged now, nobody else makes.
                    entry.place: here.note(entry) if entry.place in kept else next(made)
                    for entry in wanted_here
                    if entry.place not in notes
                }
                if fresh:
                    notes |= fresh
                    cache.write(block, notes)
                yield from (notes[entry.place] for entry in wanted_here)


def cache_key(library: Library, lang: str, seed: int) -> str:
    """Return all that a note is made of: the banks' files, the figures, the program, language and seed."""
    import genanki

    return ascii(
        (
            (_FORMAT, __version__, sys.version, unicodedata.unidata_version, genanki.__version__),
            _sources(Path(__file__).parent.parent),
            library.fingerprint,
            lang,
            seed,
        )
    )


def _sources(package: Path) -> list[tuple[str, int, int]]:
    """Return the stamps of the program's own files, which an editor of a checkout may have changed."""
    stamps = []
    for file in sorted(package.rglob("*.py")):
        status = file.stat()
        stamps.append((str(file), status.st_size, status.st_mtime_ns))
    return stamps


class _Cache:
    """Notes by their questions' places, a block of them a row; a file that cannot be used is none."""

    def __init__(self, folder: Path, key: str) -> None:
        self._path = folder / f"notes-{hashlib.sha256(key.encode()).hexdigest()[:16]}.sqlite"
        self._key = key
        self._connection: sqlite3.Connection | None = None
        self._added = False
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._connection = self._opened()
        except (OSError, sqlite3.Error) as error:
            self._give_up(error)

    def places(self) -> set[int]:
        """Return the places whose notes are kept."""
        rows = self._rows("SELECT places FROM blocks")
        return {place for (places,) in rows for place in self._decoded(places, list[int]) or ()}

    def read(self, block: int) -> dict[int, Note]:
        """Return the notes of a block that are kept, by their places."""
        rows = self._rows("SELECT notes FROM blocks WHERE block = ?", block)
        return (self._decoded(rows[0][0], dict[int, Note]) or {}) if rows else {}

    def write(self, block: int, notes: dict[int, Note]) -> None:
        """Keep the notes of a block, in place of those that were."""
        row = (block, msgspec.msgpack.encode(list(notes)), msgspec.msgpack.encode(notes))
        self._rows("INSERT OR REPLACE INTO blocks VALUES (?, ?, ?)", *row)
        self._added = True

    def _decoded(self, body: bytes, kind: type[_Kept]) -> _Kept | None:
        try:
            return msgspec.msgpack.decode(body, type=kind)
        except msgspec.MsgspecError:
            self._give_up(sqlite3.DatabaseError())
            return None

    def _rows(self, statement: str, *values: int | bytes) -> list[tuple[bytes, ...]]:
        """Return what a statement yields, nothing from a file that cannot be used."""
        if self._connection is None:
            return []
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            self._give_up(error)
            return []

    def close(self) -> None:
        """Write what was added."""
        if self._connection is None:
            return
        try:
            self._connection.commit()
            self._connection.close()
            if self._added:
                self._prune()
        except (OSError, sqlite3.Error) as error:
            self._give_up(error)

    def _opened(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=0.2)
        try:
            connection.executescript(_TABLES)
            keys = [key for (key,) in connection.execute("SELECT key FROM meta")]
            if not keys:
                connection.execute("INSERT INTO meta VALUES (?)", (self._key,))
                connection.commit()
            elif keys != [self._key]:
                raise sqlite3.DatabaseError("another key")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _give_up(self, error: Exception) -> None:
        """Go on without; what is damaged is removed, so that the next run has one again."""
        connection, self._connection = self._connection, None
        with suppress(OSError, sqlite3.Error):
            if connection is not None:
                connection.close()
            # That another run is writing, or the disk is full, is no damage.
            if isinstance(error, sqlite3.Error) and not isinstance(error, sqlite3.OperationalError):
                self._path.unlink(missing_ok=True)

    def _prune(self) -> None:
        files = sorted(self._path.parent.glob("notes-*.sqlite"), key=lambda file: file.stat().st_mtime_ns)
        for file in files[:-KEPT]:
            file.unlink(missing_ok=True)
