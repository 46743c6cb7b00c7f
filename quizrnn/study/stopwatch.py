"""How long an answer took, without the time in which the learner was elsewhere."""

from __future__ import annotations

from collections.abc import Callable


class Stopwatch:
    """Counts while it runs; starts running."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._spent = 0.0
        self._since: float | None = monotonic()

    def restart(self) -> None:
        """Count from zero."""
        self._spent = 0.0
        self._since = self._monotonic()

    def pause(self) -> None:
        """Stop counting until ``resume``."""
        if self._since is not None:
            self._spent += self._monotonic() - self._since
            self._since = None

    def resume(self) -> None:
        """Count on."""
        if self._since is None:
            self._since = self._monotonic()

    def milliseconds(self) -> int:
        """Return the time counted, in whole milliseconds."""
        running = 0.0 if self._since is None else self._monotonic() - self._since
        return max(0, round((self._spent + running) * 1000))
