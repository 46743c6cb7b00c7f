"""Finished notes of large libraries, kept from one export to the next.

Making a note takes some ten times as long as writing it. What was made is kept under a key that holds all
that a note is made of, so that a note is either exactly what it would be now, or is made anew.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from quizrnn import __version__
from quizrnn.export.anki_notes import Note, note_of
from quizrnn.export.cards import Shelf, question_card

if TYPE_CHECKING:
    from quizrnn.bank.library import Entry, Filter, Library

WORTH: Final = 1000
"""Fewer notes than this are made in less time than anyone notices, and leave no file."""

KEPT: Final = 4
"""How many files, for different libraries and languages, the folder keeps."""

_CHUNK: Final = 500
_FORMAT: Final = 1
_COLUMNS: Final = "guid, kind, type, bank, changed, tags, fields"
_TABLES: Final = f"""
CREATE TABLE IF NOT EXISTS meta (key TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS notes (place INTEGER PRIMARY KEY, {_COLUMNS.replace(",", " NOT NULL,")} NOT NULL);
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
    """
    entries = library.entries(wanted, limit=count)
    shelf = Shelf(library, lang)

    def made(entry: Entry) -> Note:
        return note_of(question_card(library.get(entry.id), shelf, entry.bank, seed), lang)

    if len(entries) < worth:
        yield from map(made, entries)
        return
    with closing(_Cache(folder, cache_key(library, lang, seed))) as cache:
        waiting = iter(entries)
        while chunk := list(islice(waiting, _CHUNK)):
            kept = cache.read([entry.place for entry in chunk])
            fresh = {entry.place: made(entry) for entry in chunk if entry.place not in kept}
            cache.add(fresh)
            notes = kept | fresh
            yield from (notes[entry.place] for entry in chunk)


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
    """Notes by their question's place; a file that cannot be used is none."""

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

    def read(self, places: Sequence[int]) -> dict[int, Note]:
        """Return the notes at these places that are kept."""
        if self._connection is None:
            return {}
        query = f"SELECT place, {_COLUMNS} FROM notes WHERE place IN (SELECT value FROM json_each(?))"
        try:
            return {
                place: Note(*note) for place, *note in self._connection.execute(query, (json.dumps(places),))
            }
        except sqlite3.Error as error:
            self._give_up(error)
            return {}

    def add(self, notes: dict[int, Note]) -> None:
        """Keep notes by their places."""
        if self._connection is None or not notes:
            return
        rows = ((place, *note[:-1]) for place, note in notes.items())
        try:
            self._connection.executemany("INSERT OR REPLACE INTO notes VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
            self._added = True
        except sqlite3.Error as error:
            self._give_up(error)

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
