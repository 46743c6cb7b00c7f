"""Building the compiled library from bank and drill files."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from quizrnn.bank.article import Article, Reference
from quizrnn.bank.article_load import load_article, load_references
from quizrnn.bank.faults import did_you_mean, first_error
from quizrnn.bank.library_build_drills import LoadedDrill, is_drill, load_drills, write_drills
from quizrnn.bank.library_files import BankFile, Shelf, program
from quizrnn.bank.library_search import write_words
from quizrnn.bank.model import Bank, Question, question_type
from quizrnn.bank.source import Source, read_yaml
from quizrnn.errors import InputError
from quizrnn.text import Text, both

SCHEMA: Final = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (path TEXT PRIMARY KEY, size INTEGER, mtime_ns INTEGER, bank TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE banks (
  slug TEXT PRIMARY KEY, rank INTEGER NOT NULL, title TEXT NOT NULL, path TEXT NOT NULL,
  released TEXT NOT NULL, shipped INTEGER NOT NULL, frame BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE sections (
  slug TEXT PRIMARY KEY, rank INTEGER NOT NULL, title TEXT NOT NULL, own INTEGER NOT NULL,
  asks INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE entries (
  place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, bank TEXT NOT NULL, type TEXT NOT NULL,
  section TEXT NOT NULL, difficulty INTEGER NOT NULL, tags TEXT NOT NULL, revision INTEGER NOT NULL,
  follows TEXT, file_row INTEGER NOT NULL
);
CREATE TABLE bodies (place INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE tags (tag TEXT NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (tag, place)) WITHOUT ROWID;
CREATE TABLE totals (
  section TEXT NOT NULL, bank TEXT NOT NULL, type TEXT NOT NULL, questions INTEGER NOT NULL,
  PRIMARY KEY (section, bank, type)
) WITHOUT ROWID;
CREATE TABLE claims (id TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE citations (
  bank TEXT NOT NULL, key TEXT NOT NULL, citation TEXT NOT NULL, PRIMARY KEY (bank, key)
) WITHOUT ROWID;
CREATE TABLE drills (
  place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, outline BLOB NOT NULL, body BLOB NOT NULL
);
CREATE TABLE solutions (
  drill TEXT NOT NULL, convention TEXT NOT NULL, source TEXT NOT NULL, PRIMARY KEY (drill, convention)
) WITHOUT ROWID;
CREATE TABLE beside (path TEXT PRIMARY KEY, size INTEGER, mtime_ns INTEGER) WITHOUT ROWID;
"""
_INDEXES: Final = "CREATE INDEX entries_by_section ON entries (section, place);"


class _Row(NamedTuple):
    """A question as the cache holds it, before its place is known."""

    id: str
    bank: str
    type: str
    section: str
    difficulty: int
    tags: str
    revision: int
    follows: str | None
    file_row: int
    body: bytes


class _Loaded(NamedTuple):
    """A bank file as the cache holds it."""

    bank: Bank
    """The bank without its questions."""
    rows: list[_Row]


def build(shelf: Shelf, old: sqlite3.Connection | None) -> sqlite3.Connection:
    """Return a database in memory with everything in ``shelf``.

    Args:
        shelf: The files.
        old: A cache from which banks are taken over whose files have not changed since.

    Raises:
        InputError: If a file has a fault, or two banks clash.
    """
    others = {Path(stamp.path).name: Path(stamp.path) for stamp in shelf.others}
    article = load_article(others["article.yaml"]) if "article.yaml" in others else Article(sections=[])
    references = load_references(others["references.yaml"]) if "references.yaml" in others else {}
    banks, packs = _load_banks(shelf, old)
    drills = load_drills(shelf, packs)
    ranks = _section_ranks(article, banks, drills)
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    try:
        connection.executescript(SCHEMA)
        _write_frame(connection, article, references, banks)
        _write_sections(connection, article, banks, drills, ranks)
        _write_questions(connection, banks, ranks)
        write_drills(connection, drills, ranks)
        write_words(connection)
        connection.executescript(_INDEXES)
        connection.executemany(
            "INSERT INTO meta VALUES (?, ?)",
            [("fingerprint", shelf.fingerprint), ("program", program())],
        )
        connection.commit()
    except BaseException:
        connection.close()
        raise
    return connection


def _load_banks(
    shelf: Shelf, old: sqlite3.Connection | None
) -> tuple[list[tuple[BankFile, _Loaded]], list[Path]]:
    """Return the banks, and the files among them that turn out to be drills."""
    found: list[tuple[BankFile, _Loaded]] = []
    drills: list[Path] = []
    by_slug: dict[str, Path] = {}
    by_id: dict[str, tuple[Path, int]] = {}
    for file in shelf.banks:
        loaded = _taken_over(file, old) if old is not None else None
        if loaded is None:
            source = read_yaml(file.path)
            if is_drill(source) and not file.shipped:
                drills.append(file.path)
                continue
            loaded = _read(source)
        slug = loaded.bank.bank
        if slug in by_slug:
            raise InputError(
                file.path,
                both(
                    f"the bank is called “{slug}”, as is {by_slug[slug]}",
                    f"题库名“{slug}”与 {by_slug[slug]} 重复",
                ),
                remedy=both("rename one of them, or leave one out", "请改名，或去掉其中一个"),
            )
        by_slug[slug] = file.path
        for row in loaded.rows:
            if row.id in by_id:
                other, line = by_id[row.id]
                raise InputError(
                    file.path,
                    both(
                        f"the question id “{row.id}” is taken by {other}:{line}",
                        f"题目编号“{row.id}”已被 {other}:{line} 使用",
                    ),
                    row=row.file_row,
                    remedy=both("give the question an id of its own", "请换一个唯一的编号"),
                )
            by_id[row.id] = (file.path, row.file_row)
        found.append((file, loaded))
    return found, drills


def _taken_over(file: BankFile, old: sqlite3.Connection) -> _Loaded | None:
    """Return the bank as the old cache holds it, if its file has not changed since."""
    try:
        program_row = old.execute("SELECT value FROM meta WHERE name = 'program'").fetchone()
        if program_row is None or program_row[0] != program():
            return None
        row = old.execute(
            "SELECT bank FROM files WHERE path = ? AND size = ? AND mtime_ns = ?", tuple(file.stamp)
        ).fetchone()
        if row is None:
            return None
        frame = old.execute("SELECT frame FROM banks WHERE slug = ?", row).fetchone()
        rows = old.execute(
            "SELECT id, bank, type, section, difficulty, tags, revision, follows, file_row, body"
            " FROM entries JOIN bodies USING (place) WHERE bank = ? ORDER BY file_row, place",
            row,
        ).fetchall()
        return _Loaded(msgspec.msgpack.decode(frame[0], type=Bank), [_Row(*fields) for fields in rows])
    except (sqlite3.Error, msgspec.MsgspecError, TypeError):
        return None


def _read(source: Source) -> _Loaded:
    from quizrnn.bank.load import parse_bank

    parsed = parse_bank(source)
    if (error := first_error(source, parsed.faults)) is not None:
        raise error
    bank = parsed.bank
    assert bank is not None
    encoder = msgspec.msgpack.Encoder()
    rows = [
        _row(question, bank.bank, source.where(("questions", place))[0], encoder)
        for place, question in enumerate(bank.questions)
    ]
    return _Loaded(msgspec.structs.replace(bank, questions=[]), rows)


def _row(question: Question, bank: str, file_row: int, encoder: msgspec.msgpack.Encoder) -> _Row:
    return _Row(
        question.id,
        bank,
        question_type(question),
        question.section or bank,
        question.difficulty,
        " ".join(question.tags),
        question.revision,
        question.follows,
        file_row,
        encoder.encode(question),
    )


def _section_ranks(
    article: Article, banks: list[tuple[BankFile, _Loaded]], drills: list[LoadedDrill]
) -> dict[str, int]:
    """Return the place of every section: the article's order, then the packs' own.

    Raises:
        InputError: If a question or drill names a section that is neither the article's nor its pack's.
    """
    known = [section.slug for section in article.sections]
    ranks = {slug: place for place, slug in enumerate(known)}
    for file, loaded in banks:
        slug = loaded.bank.bank
        for row in loaded.rows:
            if row.section in ranks:
                continue
            if not _is_within(row.section, slug):
                raise InputError(
                    file.path,
                    both(
                        f"question “{row.id}”: no section is called “{row.section}”",
                        f"题目“{row.id}”：没有名为“{row.section}”的章节",
                    ),
                    row=row.file_row,
                    remedy=did_you_mean(row.section, [*known, slug]),
                )
            ranks[row.section] = len(ranks)
    slugs = [loaded.bank.bank for file, loaded in banks if not file.shipped]
    for path, drill, _ in drills:
        if drill.section in ranks:
            continue
        own = [] if drill.shipped else [drill.drill, *slugs]
        if not any(_is_within(drill.section, slug) for slug in own):
            raise InputError(
                path,
                both(f"no section is called “{drill.section}”", f"没有名为“{drill.section}”的章节"),
                remedy=did_you_mean(drill.section, [*ranks, *own]),
            )
        ranks[drill.section] = len(ranks)
    return ranks


def _is_within(section: str, slug: str) -> bool:
    """Tell whether a section is a pack's own."""
    return section == slug or section.startswith(f"{slug}.")


def _write_frame(
    connection: sqlite3.Connection,
    article: Article,
    references: dict[str, Reference],
    banks: list[tuple[BankFile, _Loaded]],
) -> None:
    packer = msgspec.msgpack.Encoder()
    for rank, (file, (bank, _)) in enumerate(banks):
        connection.execute("INSERT INTO files VALUES (?, ?, ?, ?)", (*file.stamp, bank.bank))
        connection.execute(
            "INSERT INTO banks VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                bank.bank,
                rank,
                _json(bank.title or bank.bank),
                file.stamp.path,
                _released(bank, file),
                file.shipped,
                packer.encode(bank),
            ),
        )
    connection.executemany(
        "INSERT INTO claims VALUES (?, ?)", [(claim.id, packer.encode(claim)) for claim in article.claims]
    )
    connection.executemany(
        "INSERT INTO citations VALUES (?, ?, ?)",
        [
            *(("", key, _json(reference.text)) for key, reference in references.items()),
            *(
                (bank.bank, key, _json(text))
                for _, (bank, _) in banks
                for key, text in bank.references.items()
            ),
        ],
    )


def _write_sections(
    connection: sqlite3.Connection,
    article: Article,
    banks: list[tuple[BankFile, _Loaded]],
    drills: list[LoadedDrill],
    ranks: dict[str, int],
) -> None:
    titles = {section.slug: section for section in article.sections}
    own = {drill.drill: drill.title for _, drill, _ in drills if not drill.shipped}
    own |= {bank.bank: bank.title or bank.bank for _, (bank, _) in banks}
    for slug, rank in ranks.items():
        section = titles.get(slug)
        title = section.title if section else own.get(slug, slug)
        connection.execute(
            "INSERT INTO sections VALUES (?, ?, ?, ?, ?)",
            (slug, rank, _json(title), section is None, section is None or section.questions),
        )


def _write_questions(
    connection: sqlite3.Connection, banks: list[tuple[BankFile, _Loaded]], ranks: dict[str, int]
) -> None:
    rows = [row for _, loaded in banks for row in loaded.rows]
    rows.sort(key=lambda row: ranks[row.section])
    connection.executemany(
        "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((place, *row[:9]) for place, row in enumerate(rows)),
    )
    connection.executemany(
        "INSERT INTO bodies VALUES (?, ?)", ((place, row.body) for place, row in enumerate(rows))
    )
    connection.executemany("INSERT OR IGNORE INTO tags VALUES (?, ?)", _tag_rows(rows))
    connection.execute(
        "INSERT INTO totals SELECT section, bank, type, count(*) FROM entries GROUP BY section, bank, type"
    )


def _tag_rows(rows: list[_Row]) -> Iterator[tuple[str, int]]:
    for place, row in enumerate(rows):
        for tag in row.tags.split():
            yield tag, place


def _released(bank: Bank, file: BankFile) -> str:
    """Return when the bank came out, as ISO time in UTC."""
    if bank.released is not None:
        moment = dt.datetime.fromisoformat(bank.released).replace(tzinfo=dt.UTC)
    else:
        moment = dt.datetime.fromtimestamp(file.stamp.mtime_ns // 10**9, dt.UTC)
    return moment.isoformat()


def _json(text: Text) -> str:
    return json.dumps(text, ensure_ascii=False)
