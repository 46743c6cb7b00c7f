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
from typing import IO, Final, NamedTuple

from quizrnn.errors import InputError
from quizrnn.export.imports.anki_notes import Note, drafts_of
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
                    yield from drafts_of(note)
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


def _decompressed(packed: IO[bytes]) -> Iterator[bytes]:
    import zstandard

    try:
        yield from zstandard.ZstdDecompressor().read_to_iter(packed, write_size=_CHUNK)
    except zstandard.ZstdError as error:
        raise OSError(str(error)) from None


def _notes(connection: sqlite3.Connection) -> Iterator[Note]:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    types, decks = _modern(connection) if "notetypes" in tables else _legacy(connection)
    query = (
        "SELECT n.guid, n.mid, n.tags, n.flds, "
        "(SELECT did FROM cards WHERE nid = n.id ORDER BY ord LIMIT 1), "
        "(SELECT count(*) FROM cards WHERE nid = n.id AND ord = 1) FROM notes n ORDER BY n.id"
    )
    for guid, model, tags, values, deck, second in connection.execute(query):
        kind = types.get(model, _Type([], []))
        parts = str(values).split("\x1f")
        names = [*kind.fields, *(f"Field {place}" for place in range(len(kind.fields) + 1, len(parts) + 1))]
        yield Note(
            guid=str(guid),
            fields=dict(zip(names, parts, strict=False)),
            deck=decks.get(deck, ""),
            tags=tuple(str(tags).split()),
            typed=any("{{type:" in template for template in kind.fronts),
            reversed=bool(second) and kind.reverses,
        )


class _Type(NamedTuple):
    """A note type: its fields, and what the templates of its cards begin with."""

    fields: list[str]
    fronts: list[str]

    @property
    def reverses(self) -> bool:
        """Whether the second card asks by the second field."""
        shown = [re.findall(r"\{\{(?![#/^])([^{}]*)\}\}", front)[:1] for front in self.fronts[:2]]
        return len(shown) == 2 and len(self.fields) > 1 and shown == [[self.fields[0]], [self.fields[1]]]


def _legacy(connection: sqlite3.Connection) -> tuple[dict[int, _Type], dict[int, str]]:
    """Return the note types and the decks, which were JSON once."""
    models, decks = connection.execute("SELECT models, decks FROM col").fetchone()
    types = dict[int, _Type]()
    for number, model in json.loads(models).items():
        fields, templates = (sorted(model[part], key=lambda one: one["ord"]) for part in ("flds", "tmpls"))
        fronts = [str(template.get("qfmt", "")) for template in templates]
        types[int(number)] = _Type([str(field["name"]) for field in fields], fronts)
    return types, {int(number): str(deck["name"]) for number, deck in json.loads(decks).items()}


def _modern(connection: sqlite3.Connection) -> tuple[dict[int, _Type], dict[int, str]]:
    types = dict[int, _Type]()
    for model, name in connection.execute("SELECT ntid, name FROM fields ORDER BY ntid, ord"):
        types.setdefault(model, _Type([], [])).fields.append(str(name))
    for model, config in connection.execute("SELECT ntid, config FROM templates ORDER BY ntid, ord"):
        # The front is the message's first field: behind it stands the back, with its own marks.
        types.setdefault(model, _Type([], [])).fronts.append(bytes(config).decode("utf-8", "replace"))
    decks = {
        number: str(name).replace("\x1f", "::")
        for number, name in connection.execute("SELECT id, name FROM decks")
    }
    return types, decks
