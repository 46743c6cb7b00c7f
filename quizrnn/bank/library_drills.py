"""The drills of a compiled library."""

from __future__ import annotations

from typing import TypeVar, cast

import msgspec

from quizrnn.bank.drills import Drill, DrillOutline
from quizrnn.bank.library_cache import Tables
from quizrnn.errors import NoForm, UnknownName
from quizrnn.text import both

_T = TypeVar("_T", Drill, DrillOutline)


class DrillShelf:
    """Drills and their solutions, looked up by id."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @property
    def fingerprint(self) -> str:
        """What tells whether anything that banks, drills and figures are read from has changed."""
        return self._tables.fingerprint

    def drills(self) -> list[Drill]:
        """Return all drills in the article's order, easier ones first within a section."""
        return self._all("body", Drill)

    def drill_outlines(self) -> list[DrillOutline]:
        """Return what lists and statistics say of the drills, in the order of ``drills``."""
        return self._all("outline", DrillOutline)

    def _all(self, column: str, kind: type[_T]) -> list[_T]:
        decoder = msgspec.msgpack.Decoder(kind)
        rows = self._tables.rows(f"SELECT {column} FROM drills ORDER BY place")
        return [decoder.decode(value) for (value,) in rows]

    def drill(self, drill_id: str) -> Drill:
        """Return a drill.

        Raises:
            UnknownName: If there is none of that id.
        """
        row = self._tables.one("SELECT body FROM drills WHERE id = ?", (drill_id,))
        if row is None:
            raise UnknownName(
                both("drill", "编程练习"), drill_id, self._tables.column("SELECT id FROM drills")
            )
        return msgspec.msgpack.decode(row[0], type=Drill)

    def solution(self, drill_id: str, convention: str) -> str:
        """Return the source text of a drill's solution.

        Raises:
            UnknownName: If there is no such drill, or (NoForm) it has no form in that convention.
        """
        row = self._tables.one(
            "SELECT source FROM solutions WHERE drill = ? AND convention = ?", (drill_id, convention)
        )
        if row is None:
            known = sorted(self.drill(drill_id).forms)
            raise NoForm(drill_id, convention, known)
        return cast(str, row[0])

    def mistaken(self, drill_id: str, convention: str) -> str:
        """Return the source text that a drill's misconceptions edit: this convention's solution or another's.

        Raises:
            UnknownName: If there is no such drill, or (NoForm) it has no form in that convention.
        """
        form = self.drill(drill_id).forms.get(convention)
        return self.solution(drill_id, (form and form.mistakes_of) or convention)
