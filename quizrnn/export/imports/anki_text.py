"""Anki's text format: values parted by tabs or another separator, with headers that say what they are."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Final

from quizrnn.bank.files import read_text
from quizrnn.errors import InputError
from quizrnn.export.imports.anki_notes import Note, draft_of
from quizrnn.export.imports.drafts import Draft, Lost
from quizrnn.text import both

_SEPARATORS: Final = {
    "tab": "\t", "comma": ",", "semicolon": ";", "space": " ", "pipe": "|", "colon": ":",
}  # fmt: skip
_COLUMNS: Final = ("guid", "notetype", "deck", "tags")
_HEADER: Final = re.compile(r"#([a-z ]+?):(.*)", re.IGNORECASE)
_MARKUP: Final = re.compile(
    r"<(?:br|b|i|div|p|span|img|code|pre|ul|li)\b[^>]*>|&(?:nbsp|lt|gt|amp);", re.IGNORECASE
)


def read_anki_text(path: Path) -> Iterator[Draft | Lost]:
    """Yield the notes of a text file as questions.

    Raises:
        InputError: If the file cannot be read as text.
    """
    lines = read_text(path).removeprefix("\ufeff").splitlines(keepends=True)
    headers = dict[str, str]()
    start = 0
    while start < len(lines) and (found := _HEADER.fullmatch(lines[start].rstrip("\r\n"))):
        headers[found[1].lower()] = found[2]
        start += 1
    body = lines[start:]
    separator = _separator(headers.get("separator", ""), body)
    html = _is_html(headers.get("html", ""), body)
    places = {
        name: _place(headers.get(f"{name} column", "")) for name in ("guid", "notetype", "deck", "tags")
    }
    names = headers.get("columns", "").split(separator) if headers.get("columns") else []
    csv.field_size_limit(2**24)
    try:
        rows = list(csv.reader(body, delimiter=separator))
    except csv.Error as error:
        raise InputError(
            path, both(f"cannot be read as text of Anki: {error}", f"无法按 Anki 文本读取：{error}")
        ) from None
    for row in rows:
        if not any(value.strip() for value in row) or row[0].startswith("#"):
            continue
        yield draft_of(_note(row, places, names, headers, html))


def _note(
    row: list[str], places: dict[str, int | None], names: list[str], headers: dict[str, str], html: bool
) -> Note:
    taken = {place for place in places.values() if place is not None}
    values = {
        (names[place] if place < len(names) and names[place] else f"Field {place + 1}"): (
            value if html else escape(value, quote=False).replace("\n", "<br>")
        )
        for place, value in enumerate(row)
        if place not in taken
    }

    def said(name: str) -> str:
        place = places[name]
        return row[place] if place is not None and place < len(row) else headers.get(name, "")

    digest = hashlib.sha256("\x1f".join(list(values.values())[:1]).encode()).hexdigest()
    return Note(
        guid=said("guid") or digest, fields=values, deck=said("deck"), tags=tuple(said("tags").split())
    )


def _separator(said: str, body: list[str]) -> str:
    if said:
        return _SEPARATORS.get(said.strip().lower(), said[0])
    first = next((line for line in body if line.strip()), "")
    return next((sign for sign in "\t|;:," if sign in first), "\t")


def _is_html(said: str, body: list[str]) -> bool:
    return said.strip().lower() == "true" if said else any(_MARKUP.search(line) for line in body[:200])


def _place(said: str) -> int | None:
    return int(said) - 1 if said.strip().isdigit() and int(said) > 0 else None
