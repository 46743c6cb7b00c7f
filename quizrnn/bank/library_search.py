"""Looking for questions by their words: an index beside the compiled library, read as one types."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from quizrnn.bank.model import Question
from quizrnn.text import LANGUAGES, Text, both, pick

if TYPE_CHECKING:
    from quizrnn.bank.library_cache import Tables

MANY: Final = 1000
"""Matches up to which they are counted."""
INDEX: Final = (
    "CREATE VIRTUAL TABLE found USING fts5(words, content='', prefix='1 2 3', tokenize='unicode61')"
)
_PLAIN: Final = "CREATE TABLE found (words TEXT NOT NULL)"
"""Where SQLite was built without its full-text index: read from end to end."""
_CHUNK: Final = re.compile(r"[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff]|[^\W_]+")


TYPE_NAMES: Final[dict[str, Text]] = {
    "choice": both("choice", "单选"),
    "multi": both("multiple choice", "多选"),
    "boolean": both("true or false", "判断"),
    "cloze": both("gaps", "填空"),
    "order": both("order", "排序"),
    "match": both("match", "配对"),
    "numeric": both("number", "数值"),
    "formula": both("formula", "公式"),
    "short": both("short answer", "简答"),
    "bug": both("find the bug", "找错"),
}
"""What each type of question is called."""


class Hits(NamedTuple):
    """What was found.

    Attributes:
        questions: The first of them, in the article's order.
        number: How many there are; ``MANY + 1`` where there are more than ``MANY``.
    """

    questions: list[Question]
    number: int


def write_words(connection: sqlite3.Connection) -> None:
    """Index the questions of a library that is being built."""
    try:
        connection.execute(INDEX)
    except sqlite3.OperationalError:
        connection.execute(_PLAIN)
    titles = {
        slug: " ".join(_all(json.loads(title)))
        for slug, title in connection.execute("SELECT slug, title FROM sections")
    }
    kinds = {kind: " ".join(_all(name)) for kind, name in TYPE_NAMES.items()}
    decoder = msgspec.msgpack.Decoder(_Stem)
    rows = connection.execute(
        "SELECT place, id, bank, type, section, tags, body FROM entries JOIN bodies USING (place)"
        " ORDER BY place"
    ).fetchall()
    connection.executemany(
        "INSERT INTO found (rowid, words) VALUES (?, ?)",
        (
            (
                place,
                _split(
                    f"{identifier} {bank} {section} {titles.get(section, '')} {kind} {kinds.get(kind, '')} "
                    f"{tags} {' '.join(_all(decoder.decode(body).stem))}"
                ),
            )
            for place, identifier, bank, kind, section, tags, body in rows
        ),
    )


class _Stem(msgspec.Struct):
    """The part of a question in which one looks."""

    stem: Text


def look(
    tables: Tables, words: str, marked: Mapping[str, str], decoder: msgspec.msgpack.Decoder[Any], limit: int
) -> Hits:
    """Return the questions in which every word occurs, each as the beginning of a word of theirs.

    Args:
        tables: The compiled library.
        words: What is looked for, divided by blanks.
        marked: Further words of some questions, by id.
        decoder: Decodes a question.
        limit: At most this many are decoded.
    """
    places = _places(tables, words, marked)
    if places is None:
        bodies = tables.rows("SELECT body FROM bodies ORDER BY place LIMIT ?", (limit,))
        number = tables.rows("SELECT coalesce(sum(questions), 0) FROM totals")[0][0]
    else:
        bodies = tables.rows(
            "SELECT body FROM bodies WHERE place IN (SELECT value FROM json_each(?)) ORDER BY place",
            (json.dumps(places[:limit]),),
        )
        number = len(places)
    return Hits([decoder.decode(body) for (body,) in bodies], number)


def _places(tables: Tables, words: str, marked: Mapping[str, str]) -> list[int] | None:
    """Return the first places at which every word occurs, in their order, or None where nothing is asked."""
    indexed = _is_indexed(tables)
    parts: list[str] = []
    values: list[str] = []
    matched: list[str] = []
    for word in words.casefold().split():
        if not (chunks := _CHUNK.findall(word)):
            continue
        ids = [key for key, text in marked.items() if word in text]
        match = f'"{" ".join(chunks)}" *'
        if indexed and not ids:
            matched.append(match)
            continue
        one = "SELECT rowid FROM found WHERE " + ("words MATCH ?" if indexed else "words LIKE ?")
        values.append(match if indexed else f"% {' '.join(chunks)}%")
        if ids:
            one += " UNION SELECT place FROM entries WHERE id IN (SELECT value FROM json_each(?))"
            values.append(json.dumps(ids))
        parts.append(f"rowid IN ({one})")
    if matched:  # Not as a subquery: so the index is read no further than needed.
        parts.insert(0, "words MATCH ?")
        values.insert(0, " AND ".join(matched))
    if not parts:
        return None
    table = "found" if matched else "bodies"
    query = f"SELECT rowid FROM {table} WHERE {' AND '.join(parts)} ORDER BY rowid LIMIT {MANY + 1}"
    return [place for (place,) in tables.rows(query, values)]


def _is_indexed(tables: Tables) -> bool:
    return "VIRTUAL" in tables.rows("SELECT sql FROM sqlite_master WHERE name = 'found'")[0][0]


def matches(words: str, text: str) -> bool:
    """Whether every one of ``words`` begins a word of ``text``, as in the index."""
    split = _split(text)
    return all(
        not (chunks := _CHUNK.findall(word)) or f" {' '.join(chunks)}" in split
        for word in words.casefold().split()
    )


def spans(words: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield where in ``text`` one of ``words`` begins a word: its first offset, and that behind its last."""
    folded = text.casefold()
    if len(folded) != len(text):
        return
    for word in set(words.casefold().split()):
        if pattern := r"[\W_]+?".join(map(re.escape, re.findall(r"[^\W_]+", word))):
            wide = not pattern[0].isascii()
            for found in re.finditer(
                pattern if wide else rf"(?<![^\W_]){pattern}", folded, re.ASCII if not wide else 0
            ):
                yield found.span()


def _split(text: str) -> str:
    """Return a text as words between blanks, each Chinese character a word."""
    return " " + " ".join(_CHUNK.findall(text.casefold()))


def _all(text: Text) -> list[str]:
    return list(dict.fromkeys(pick(text, lang) for lang in LANGUAGES))
