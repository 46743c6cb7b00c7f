"""A child that waits with NumPy loaded, so that a re-grade does not pay for the import."""

from __future__ import annotations

from quizrnn.drills.limits import Limits
from quizrnn.drills.sandbox import Child


class WarmChild:
    """Keeps one child ready.

    Args:
        limits: What each run may take.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._waiting: Child | None = Child(self._limits)

    def take(self) -> Child:
        """Return the child that waits, or a fresh one where none does; it belongs to the caller."""
        child, self._waiting = self._waiting, None
        if child is not None and not child.alive:
            child.close()
            child = None
        return child or Child(self._limits)

    def prepare(self) -> None:
        """Start the next child, if none waits."""
        if self._waiting is None:
            self._waiting = Child(self._limits)

    def close(self) -> None:
        """End the child that waits."""
        child, self._waiting = self._waiting, None
        if child is not None:
            child.close()
