"""Which cards may be asked, found where the rows are: however many were ever learnt, few of them are read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from quizrnn.study.database import Database, json_array
from quizrnn.study.records import DRILL_PREFIX

_QUESTIONS: Final = f"key NOT GLOB '{DRILL_PREFIX}*'"
_IN_STEP: Final = "stage IN ('learning', 'relearning')"


class Candidates:
    """The table of cards as the queue asks for it. Keys of questions alone, never of drills."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def done_on(self, day: date) -> tuple[int, int]:
        """Return how many questions were learnt on a study day, and how many earlier ones were reviewed."""
        rows = self._database.rows(
            f"SELECT (SELECT count(*) FROM cards WHERE first_day = ?1 AND {_QUESTIONS}), "
            f"(SELECT count(*) FROM cards WHERE last_day = ?1 AND first_day != ?1 AND {_QUESTIONS})",
            (day.isoformat(),),
        )
        new, reviewed = rows[0]
        return int(new), int(reviewed)

    def forgotten(self, day: date, limit: int) -> list[str]:
        """Return the cards in review that are due on a study day, what is most likely forgotten first.

        By any forgetting curve of FSRS that is the order of days elapsed over stability.
        """
        return self._keys(
            f"stage = 'review' AND (due_day <= ? OR last_day > ?) AND {_QUESTIONS} "
            "ORDER BY max(0, julianday(?) - julianday(last_day)) / stability DESC, key LIMIT ?",
            (day.isoformat(), _ahead_of(day), day.isoformat(), limit),
        )

    def in_step(self, day: date) -> list[str]:
        """Return the cards in a learning step that began on a study day, or by a wrong clock later."""
        return self._keys(
            f"{_IN_STEP} AND last_day >= ? AND {_QUESTIONS} ORDER BY due, key", (day.isoformat(),)
        )

    def left_in_step(self, day: date, limit: int) -> list[str]:
        """Return the cards in a learning step that began before a study day, the oldest first."""
        return self._keys(
            f"{_IN_STEP} AND last_day < ? AND {_QUESTIONS} ORDER BY due, key LIMIT ?",
            (day.isoformat(), limit),
        )

    def unseen(self, keys: Sequence[str]) -> list[str]:
        """Return those of the keys whose card has no scheduling state yet, in their order."""
        rows = self._database.rows(
            "SELECT value FROM json_each(?) "
            "WHERE NOT EXISTS (SELECT 1 FROM cards WHERE cards.key = value AND stage != 'new') ORDER BY id",
            (json_array(keys),),
        )
        return [row[0] for row in rows]

    def _keys(self, condition: str, values: Sequence[object]) -> list[str]:
        return [row[0] for row in self._database.rows(f"SELECT key FROM cards WHERE {condition}", values)]


def _ahead_of(day: date) -> str:
    """Return the last day that a review may be noted for without a clock having been wrong."""
    return (day + timedelta(days=1)).isoformat()
