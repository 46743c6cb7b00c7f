"""How long is looked for a mistake: so much time of a processor, wherever it is spent."""

from __future__ import annotations

import time
from typing import Final

PATIENCE: Final = 3.0
"""How many times as long it may take by the clock, on a machine that has other things to do."""


class Allowance:
    """Processor time of this thread and of the child together, and a bound of the clock's.

    Args:
        seconds: How much processor time there is.

    Attributes:
        child: Processor time that the child says it has used.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._begun, self._own = time.monotonic(), time.thread_time()
        self.child = 0.0

    @property
    def spent(self) -> float:
        """Processor time spent so far, in seconds."""
        return time.thread_time() - self._own + self.child

    def is_over(self, share: float = 1.0) -> bool:
        """Whether a share of the allowance is spent."""
        late = time.monotonic() - self._begun > PATIENCE * self._seconds
        return late or self.spent > share * self._seconds

    def share_of_rest(self, part: float) -> float:
        """Return the share of the whole at which a part of what is left is spent."""
        used = min(1.0, self.spent / self._seconds)
        return used + part * (1 - used)
