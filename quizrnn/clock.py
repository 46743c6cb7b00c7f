"""Time as a value that callers hand in, so that tests and replays can decide what time it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """What tells the time. ``SystemClock`` is the real one; tests bring their own."""

    def now(self) -> datetime:
        """Return the current time, aware, in the learner's own time zone."""

    def monotonic(self) -> float:
        """Return seconds that only grow, for measuring how long an answer took."""


class SystemClock:
    """The machine's clock in the machine's time zone."""

    def __init__(
        self, now: Callable[[], datetime] | None = None, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._now = now or (lambda: datetime.now().astimezone())
        self._monotonic = monotonic

    def now(self) -> datetime:
        return self._now()

    def monotonic(self) -> float:
        return self._monotonic()
