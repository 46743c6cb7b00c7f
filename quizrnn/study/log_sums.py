"""Sums over the log of reviews, computed where the rows are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from quizrnn.study.database import Database, json_array


class LogSums:
    """What is asked of the log as a whole, or of the answers to some cards.

    Args:
        database: The record.
        keys: The cards whose answers count, or None for all.
    """

    def __init__(self, database: Database, keys: Collection[str] | None = None) -> None:
        self.database = database
        self._within = "1" if keys is None else "question IN (SELECT value FROM json_each(?))"
        self._values = () if keys is None else (json_array(keys),)

    def count(self) -> int:
        """Return the number of answers."""
        rows = self.database.rows(f"SELECT count(*) FROM reviews WHERE {self._within}", self._values)
        return int(rows[0][0])

    def samples(self, kind: str, limit: int) -> list[int]:
        """Return the times, in milliseconds, of the latest answers of a type right at the first try.

        An interview's are on record as long as they were; here they are capped like any other.
        """
        rows = self.database.rows(
            # SQLite would take another index, and then sort a hundred thousand rows for two hundred.
            "SELECT min(milliseconds, 60000) FROM reviews INDEXED BY reviews_first_tries "
            "WHERE kind = ? AND score >= 1 AND tries = 1 AND hints = 0 "
            "ORDER BY number DESC LIMIT ?",
            (kind, limit),
        )
        return [int(row[0]) for row in rows]

    def days(self) -> list[tuple[date, int]]:
        """Return every study day on record with its number of answers, oldest first."""
        rows = self.database.rows(
            f"SELECT day, count(*) FROM reviews WHERE {self._within} GROUP BY day ORDER BY day", self._values
        )
        return [(date.fromisoformat(row[0]), int(row[1])) for row in rows]

    def bets(self) -> list[tuple[float, float]]:
        """Return confidence and score of every answer on which the learner has bet."""
        rows = self.database.rows(
            "SELECT confidence, max(score, number IN (SELECT review FROM corrections)) FROM reviews "
            f"WHERE confidence IS NOT NULL AND {self._within} ORDER BY number",
            self._values,
        )
        return [(float(row[0]), float(row[1])) for row in rows]

    def answers_by_type(self) -> list[tuple[str, int, int]]:
        """Return each type that was answered, with its answers and how many of them were right."""
        corrected = dict(
            self.database.rows(
                f"SELECT kind, count(*) FROM corrections WHERE {self._within} GROUP BY kind", self._values
            )
        )
        rows = self.database.rows(
            "SELECT kind, count(*), sum(score >= 1) FROM reviews "
            f"WHERE {self._within} GROUP BY kind ORDER BY kind",
            self._values,
        )
        return [(row[0], int(row[1]), int(row[2]) + corrected.get(row[0], 0)) for row in rows]

    def wrong(self, kinds: Sequence[str], limit: int) -> list[tuple[str, int, int, str]]:
        """Return question, revision, seed and answer of the latest wrong answers of some types."""
        rows = self.database.rows(
            "SELECT question, revision, seed, answer FROM reviews "
            "WHERE score < 1 AND answer != '' AND kind IN (SELECT value FROM json_each(?)) "
            f"AND number NOT IN (SELECT review FROM corrections) AND {self._within} "
            "ORDER BY number DESC LIMIT ?",
            (json_array(kinds), *self._values, limit),
        )
        return [(row[0], int(row[1]), int(row[2]), row[3]) for row in rows]
