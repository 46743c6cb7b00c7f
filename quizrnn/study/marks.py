"""What a learner says about cards apart from answering: bury until tomorrow, suspend, flag with a note."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Literal, TypeAlias

import msgspec

from quizrnn.clock import Clock
from quizrnn.study.database import Database

Mark: TypeAlias = Literal["bury", "unbury", "suspend", "unsuspend", "flag", "unflag"]


class Flag(msgspec.Struct, frozen=True, kw_only=True):
    """A note that a learner left on a card, such as a doubt about its key."""

    key: str
    note: str
    at: datetime


class Marks:
    """Marks on record: a log of its own, in which the last word on a card counts."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def put(self, key: str, mark: Mark, day: date, note: str = "") -> None:
        """Put a mark on a card.

        Args:
            key: The card's key.
            mark: The mark; those with ``un`` take the other one back.
            day: The study day; a buried card is back on the next one.
            note: What the learner wrote, for a flag.
        """
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO marks (key, mark, at, day, note) VALUES (?, ?, ?, ?, ?)",
                (key, mark, self._clock.now().astimezone(UTC).isoformat(), day.isoformat(), note),
            )

    def suspended(self) -> frozenset[str]:
        """Return the keys of the suspended cards."""
        last = dict(
            self._database.rows(
                "SELECT key, mark FROM marks WHERE mark IN ('suspend', 'unsuspend') ORDER BY number"
            )
        )
        return frozenset(key for key, mark in last.items() if mark == "suspend")

    def buried(self, day: date) -> frozenset[str]:
        """Return the keys of the cards that are out of sight on a study day."""
        rows = self._database.rows(
            "SELECT key, mark FROM marks WHERE mark IN ('bury', 'unbury') AND day = ? ORDER BY number",
            (day.isoformat(),),
        )
        return frozenset(key for key, mark in dict(rows).items() if mark == "bury")

    def flags(self) -> list[Flag]:
        """Return the flags that stand, oldest first; a card has one at most, the latest."""
        last: dict[str, Flag | None] = {}
        for key, mark, note, at in self._database.rows(
            "SELECT key, mark, note, at FROM marks WHERE mark IN ('flag', 'unflag') ORDER BY number"
        ):
            last.pop(key, None)
            last[key] = Flag(key=key, note=note, at=datetime.fromisoformat(at)) if mark == "flag" else None
        return [flag for flag in last.values() if flag is not None]
