"""All banks and drills as one library: looked up by id, filtered, counted; never decoded as a whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast, get_args

import msgspec

from quizrnn.bank.article import Claim, Section
from quizrnn.bank.drills import Drill
from quizrnn.bank.library_article import ArticleShelf
from quizrnn.bank.library_cache import Tables
from quizrnn.bank.library_files import survey
from quizrnn.bank.library_filter import EVERYTHING, Filter, condition
from quizrnn.bank.model import Bank, Erratum, Question
from quizrnn.errors import UnknownName
from quizrnn.paths import Paths, content_dir
from quizrnn.text import Text, both

if TYPE_CHECKING:
    from quizrnn.bank.library_search import Hits

__all__ = ["BankInfo", "Claim", "Drill", "Entry", "Filter", "Library", "Outline", "Section"]


class Entry(NamedTuple):
    """A question without its texts.

    Attributes:
        id: The question's id.
        bank: Slug of its bank.
        type: Its type, as a bank writes it.
        section: Slug of its section; the bank's own slug where the question names none.
        difficulty: From 1 to 5.
        tags: Its tags.
        revision: Raised when its meaning changes.
        follows: Id of the question that comes before it in an interview.
        place: Its place in the article's order, from 0.
    """

    id: str
    bank: str
    type: str
    section: str
    difficulty: int
    tags: tuple[str, ...]
    revision: int
    follows: str | None
    place: int


class Outline(NamedTuple):
    """What statistics need of a question: its section, type and revision."""

    section: str
    type: str
    revision: int


class BankInfo(NamedTuple):
    """What is known of a bank besides its questions; ``released`` is in UTC."""

    slug: str
    title: Text
    path: Path
    released: dt.datetime
    shipped: bool


_AT_A_TIME: Final = 500
"""Questions that are read at a time where all are gone through: whoever wants a few waits for no more."""

_MANY: Final = 5000
"""Ids from which reading all questions is faster than looking each one up."""

_TYPES: Final[dict[str, type[Question]]] = {kind.__struct_config__.tag: kind for kind in get_args(Question)}

_COLUMNS = "id, bank, type, section, difficulty, tags, revision, follows, place"


class Library(ArticleShelf):
    """Banks and drills, compiled. Use ``Library.open``."""

    @cached_property
    def _questions(self) -> msgspec.msgpack.Decoder[Question]:
        """What decodes questions of all types; making it costs more than a whole look at the index."""
        return msgspec.msgpack.Decoder(Question)

    @classmethod
    def open(cls, paths: Paths, extra: Sequence[Path] = (), *, content: Path | None = None) -> Library:
        """Open the shipped banks, those in the learner's folder, and ``extra`` files and folders.

        Args:
            paths: Where the learner's banks and the cache are.
            extra: Files and folders of further banks.
            content: Folder of the shipped content, where it is not the program's own.

        Raises:
            InputError: If a bank or drill has a fault, or two clash.
        """
        shelf = survey(content or content_dir(), paths.banks, extra)
        return cls(Tables(paths.cache, shelf), shelf.content / "figures")

    def opener(self) -> Callable[[], Library] | None:
        """Return what opens this library once more, None where it is nowhere but in memory.

        A connection to SQLite cannot be shared with another process.
        """
        tables = self._tables.opener()
        return None if tables is None else partial(_opened, tables, self._figures)

    def close(self) -> None:
        """Close the cache."""
        self._tables.close()

    def get(self, question_id: str) -> Question:
        """Return a question.

        Raises:
            UnknownName: If there is none of that id.
        """
        row = self._tables.one(
            "SELECT type, body FROM entries JOIN bodies USING (place) WHERE id = ?", (question_id,)
        )
        if row is None:
            raise UnknownName(
                both("question", "题目"), question_id, self._tables.column("SELECT id FROM entries")
            )
        kind, body = row
        return msgspec.msgpack.decode(body, type=_TYPES[kind])

    def bank_of(self, question_id: str) -> BankInfo:
        """Return the bank that holds a question.

        Raises:
            UnknownName: If there is no question of that id.
        """
        row = self._tables.one("SELECT bank FROM entries WHERE id = ?", (question_id,))
        if row is None:
            raise UnknownName(
                both("question", "题目"), question_id, self._tables.column("SELECT id FROM entries")
            )
        return next(bank for bank in self.banks() if bank.slug == row[0])

    def entries(self, wanted: Filter = EVERYTHING, *, limit: int | None = None) -> list[Entry]:
        """Return the light rows of the questions that match, in the article's order.

        Args:
            wanted: Which ones.
            limit: At most this many.

        Raises:
            UnknownName: If the filter names a topic, type, tag or bank that does not exist.
        """
        where, values = condition(wanted, self._tables.column)
        return [
            _entry(row)
            for row in self._tables.rows(
                f"SELECT {_COLUMNS} FROM entries WHERE {where} ORDER BY place LIMIT ?",
                (*values, -1 if limit is None else limit),
            )
        ]

    def questions(self, wanted: Filter = EVERYTHING) -> Iterator[tuple[Entry, Question]]:
        """Yield the questions that match with their light rows, in the article's order (see ``entries``)."""
        where, values = condition(wanted, self._tables.column)
        query = (
            f"SELECT {_COLUMNS}, body FROM entries JOIN bodies USING (place) "
            f"WHERE {where} AND place > ? ORDER BY place LIMIT {_AT_A_TIME}"
        )
        last = -1
        while rows := self._tables.rows(query, (*values, last)):
            for row in rows:
                yield _entry(row[:9]), self._questions.decode(row[9])
            last = rows[-1][8]

    def look(self, words: str, *, marked: Mapping[str, str] | None = None, limit: int = 50) -> Hits:
        """Return the questions in which every word occurs: in id, bank, section, type, tags or stem.

        Args:
            words: What is looked for; each may be the beginning of a word.
            marked: Further words of some questions, by id.
            limit: At most this many are returned.
        """
        from quizrnn.bank.library_search import look

        return look(self._tables, words, marked or {}, self._questions, limit)

    def count(self, wanted: Filter = EVERYTHING) -> int:
        """Return how many questions match (see ``entries``)."""
        where, values = condition(wanted, self._tables.column)
        if wanted.tags:
            row = self._tables.one(f"SELECT count(*) FROM entries WHERE {where}", values)
        else:
            row = self._tables.one(f"SELECT coalesce(sum(questions), 0) FROM totals WHERE {where}", values)
        return cast(int, row[0]) if row else 0

    def ids(
        self, wanted: Filter = EVERYTHING, *, after: int = -1, limit: int | None = None, revised: bool = False
    ) -> list[tuple[str, int]]:
        """Return id and place of the questions that match, in the article's order (see ``entries``).

        Args:
            wanted: Which ones.
            after: Only those behind this place.
            limit: At most this many.
            revised: Only those whose meaning has changed since they came out.
        """
        where, values = condition(wanted, self._tables.column)
        return self._tables.rows(
            f"SELECT id, place FROM entries WHERE {where} AND place > ? AND revision > ? "
            "ORDER BY place LIMIT ?",
            (*values, after, 1 if revised else 0, -1 if limit is None else limit),
        )

    def entries_of(self, question_ids: Iterable[str], wanted: Filter = EVERYTHING) -> dict[str, Entry]:
        """Return the light row of each question that exists and matches, by id."""
        where, values = condition(wanted, self._tables.column)
        rows = self._tables.rows(
            f"SELECT {_COLUMNS} FROM entries WHERE id IN (SELECT value FROM json_each(?)) AND {where}",
            (_listed(question_ids), *values),
        )
        return {row[0]: _entry(row) for row in rows}

    def outlines_of(self, question_ids: Collection[str]) -> dict[str, Outline]:
        """Return what statistics need of each question that exists, by id; also of a hundred thousand."""
        query = "SELECT section, type, revision, id FROM entries"
        if len(question_ids) > _MANY:
            rows = self._tables.rows(query)
            return {row[3]: Outline._make(row[:3]) for row in rows if row[3] in question_ids}
        wanted = _listed(question_ids)
        rows = self._tables.rows(f"{query} WHERE id IN (SELECT value FROM json_each(?))", (wanted,))
        return {row[3]: Outline._make(row[:3]) for row in rows}

    def banks(self) -> list[BankInfo]:
        """Return all banks: the shipped ones first."""
        return [
            BankInfo(
                slug,
                msgspec.json.decode(title),
                Path(path),
                dt.datetime.fromisoformat(released),
                bool(shipped),
            )
            for slug, title, path, released, shipped in self._tables.rows(
                "SELECT slug, title, path, released, shipped FROM banks ORDER BY rank"
            )
        ]

    def frames(self) -> list[Bank]:
        """Return all banks as their files have them, but without their questions: the shipped ones first."""
        frames = self._tables.rows("SELECT frame FROM banks ORDER BY rank")
        return [msgspec.msgpack.decode(body, type=Bank) for (body,) in frames]

    def errata(self) -> list[Erratum]:
        """Return the errata of all banks."""
        return [erratum for bank in self.frames() for erratum in bank.errata]


def _opened(tables: Callable[[], Tables], figures: Path) -> Library:
    return Library(tables(), figures)


def _listed(names: Iterable[str]) -> str:
    """Return names as the JSON that SQLite makes rows of."""
    return msgspec.json.encode(list(names)).decode()


def _entry(row: Sequence[Any]) -> Entry:
    identifier, bank, kind, section, difficulty, tags, revision, follows, place = row
    return Entry(identifier, bank, kind, section, difficulty, tuple(tags.split()), revision, follows, place)
