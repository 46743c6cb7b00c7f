"""Anki packages, in the form of every version since 2.0: a zip with an SQLite collection."""

from __future__ import annotations

import json
import re
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, Final

from quizrnn.errors import InputError
from quizrnn.export.imports.anki_notes import Note, draft_of
from quizrnn.export.imports.drafts import Draft, Lost
from quizrnn.text import both

_LARGEST: Final = 512 * 2**20
"""Bytes that a collection may have; a packed one may claim to be of any size."""

_CHUNK: Final = 2**20


def read_anki(path: Path) -> Iterator[Draft | Lost]:
    """Yield the notes of a package as questions.

    Raises:
        InputError: If the file is no package, or its collection cannot be read.
    """
    with tempfile.TemporaryDirectory() as folder:
        collection = Path(folder) / "collection"
        _unpack(path, collection)
        uri = f"{collection.as_uri()}?mode=ro&immutable=1"
        try:
            with closing(sqlite3.connect(uri, uri=True)) as connection:
                connection.create_collation("unicase", lambda one, two: (one > two) - (one < two))
                for note in _notes(connection):
                    yield draft_of(note)
        except (sqlite3.Error, ValueError, LookupError) as error:
            raise InputError(
                path, both(f"its collection cannot be read: {error}", f"其中的牌组数据无法读取：{error}")
            ) from None


def _unpack(path: Path, target: Path) -> None:
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
            for name in ("collection.anki21b", "collection.anki21", "collection.anki2"):
                if name in names:
                    with package.open(name) as packed, target.open("wb") as out:
                        source = (
                            _decompressed(packed)
                            if name.endswith("b")
                            else iter(lambda: packed.read(_CHUNK), b"")
                        )
                        size = 0
                        for chunk in source:
                            size += len(chunk)
                            if size > _LARGEST:
                                raise InputError(path, both("is larger than 512 MiB", "超过 512 MiB"))
                            out.write(chunk)
                    return
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise InputError(path, both(f"is no Anki package: {error}", f"不是 Anki 卡包：{error}")) from None
    raise InputError(
        path, both("is no Anki package: it holds no collection", "不是 Anki 卡包：其中没有牌组数据")
    )


def _chunks(packed: IO[bytes]) -> Iterator[bytes]:
    while chunk := packed.read(_CHUNK):
        yield chunk


def _decompressed(packed: IO[bytes]) -> Iterator[bytes]:
    import zstandard

    try:
        yield from zstandard.ZstdDecompressor().read_to_iter(packed, write_size=_CHUNK)
    except zstandard.ZstdError as error:
        raise OSError(str(error)) from None


def _notes(connection: sqlite3.Connection) -> Iterator[Note]:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    fields, typed, decks = _modern(connection) if "notetypes" in tables else _legacy(connection)
    query = (
        "SELECT n.guid, n.mid, n.tags, n.flds, (SELECT did FROM cards WHERE nid = n.id ORDER BY ord LIMIT 1) "
        "FROM notes n ORDER BY n.id"
    )
    for guid, model, tags, values, deck in connection.execute(query):
        names = fields.get(model, [])
        parts = str(values).split("\x1f")
        names = [*names, *(f"Field {place}" for place in range(len(names) + 1, len(parts) + 1))]
        yield Note(
            guid=str(guid),
            fields=dict(zip(names, parts, strict=False)),
            deck=decks.get(deck, ""),
            tags=tuple(str(tags).split()),
            typed=model in typed,
        )


def _legacy(connection: sqlite3.Connection) -> tuple[dict[int, list[str]], set[int], dict[int, str]]:
    """Return the fields of each note type, those with a typed answer, and the decks, which were JSON once."""
    models, decks = connection.execute("SELECT models, decks FROM col").fetchone()
    fields, typed = dict[int, list[str]](), set[int]()
    for number, model in json.loads(models).items():
        fields[int(number)] = [
            str(field["name"]) for field in sorted(model["flds"], key=lambda one: one["ord"])
        ]
        if any("{{type:" in template.get("qfmt", "") for template in model["tmpls"]):
            typed.add(int(number))
    return fields, typed, {int(number): str(deck["name"]) for number, deck in json.loads(decks).items()}


def _modern(connection: sqlite3.Connection) -> tuple[dict[int, list[str]], set[int], dict[int, str]]:
    fields = dict[int, list[str]]()
    for model, name in connection.execute("SELECT ntid, name FROM fields ORDER BY ntid, ord"):
        fields.setdefault(model, []).append(str(name))
    typed = {
        model
        for model, config in connection.execute("SELECT ntid, config FROM templates")
        if re.search(rb"\{\{type:", bytes(config))
    }
    decks = {
        number: str(name).replace("\x1f", "::")
        for number, name in connection.execute("SELECT id, name FROM decks")
    }
    return fields, typed, decks
