"""What checking an answer yields: a value, drawn by whoever shows it."""

from __future__ import annotations

import msgspec

from quizrnn.text import Text


class Mark(msgspec.Struct, frozen=True):
    """A place of a typed answer, and what belongs there.

    Attributes:
        start: Where it begins, counted from 0.
        end: Where it ends; equal to ``start`` where something is missing.
        wanted: What belongs there, as this learner writes; empty where nothing does.
    """

    start: int
    end: int
    wanted: str


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of one answer.

    Attributes:
        score: From 0 to 1; strictly between where credit is partial.
        feedback: What to say about this answer: the mistake that was recognised, and why it is one.
        expected: The right answer, as text that the learner could have typed or read.
        diff: Lines of a unified diff where the answer is a correction of code, else empty.
        marks: The places of the answer whose change makes it right, in order, where they are known.
    """

    score: float
    expected: Text
    feedback: tuple[Text, ...] = ()
    diff: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()

    @property
    def correct(self) -> bool:
        """Whether the answer counts as right: partial credit does not."""
        return self.score >= 1.0
