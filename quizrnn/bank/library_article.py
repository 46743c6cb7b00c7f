"""What questions refer to in a compiled library: sections, works cited, figures and the article's claims."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import cast

import msgspec

from quizrnn.bank.article import Claim, Section
from quizrnn.bank.library_cache import Tables
from quizrnn.bank.library_drills import DrillShelf
from quizrnn.bank.library_filter import sections_within
from quizrnn.errors import InputError
from quizrnn.text import Text


class ArticleShelf(DrillShelf):
    """The article and what stands beside it, looked up by key."""

    def __init__(self, tables: Tables, figures: Path) -> None:
        super().__init__(tables)
        self._figures = figures

    def sections(self) -> list[Section]:
        """Return the article's sections in its order, then those of packs."""
        return [
            Section(slug=slug, title=msgspec.json.decode(title), questions=bool(asks))
            for slug, title, asks in self._tables.rows("SELECT slug, title, asks FROM sections ORDER BY rank")
        ]

    def section_counts(self) -> dict[str, int]:
        """Return the number of questions of each section that has any."""
        return dict(self._tables.rows("SELECT section, sum(questions) FROM totals GROUP BY section"))

    def sections_within(self, topics: Iterable[str]) -> frozenset[str]:
        """Return the slugs of the sections that topics mean.

        Raises:
            UnknownName: If a topic means none.
        """
        slugs = self._tables.column("SELECT slug FROM sections ORDER BY rank")
        return frozenset(sections_within(topics, slugs))

    def reference(self, key: str, bank: str = "") -> Text | None:
        """Return what a source key of a bank stands for: the pack's own work, else the shipped one."""
        row = self._tables.one(
            "SELECT citation FROM citations WHERE key = ? AND bank IN (?, '') ORDER BY bank DESC", (key, bank)
        )
        return cast(Text, msgspec.json.decode(row[0])) if row else None

    def figure(self, name: str, lang: str) -> str | None:
        """Return a figure's text in a language, else in English, else None."""
        from quizrnn.bank.files import read_text

        for file in ([f"{name}.{lang}.txt"] if lang != "en" else []) + [f"{name}.txt"]:
            try:
                return read_text(self._figures / file).rstrip("\n")
            except InputError:
                continue
        return None

    def claim(self, key: str) -> Claim | None:
        """Return a claim of the article."""
        row = self._tables.one("SELECT body FROM claims WHERE id = ?", (key,))
        return msgspec.msgpack.decode(row[0], type=Claim) if row else None
