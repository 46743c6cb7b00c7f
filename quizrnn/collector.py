"""The garbage collector, kept from delaying short commands and from stopping the keys."""

from __future__ import annotations

import atexit
import gc
from typing import Final

COMMAND: Final = 100_000
"""New objects after which the youngest are looked at in a command: a short one ends before."""

YOUNG: Final = 200_000
"""The same in the interface, which mostly collects of its own accord, between two keys."""

SOME: Final = 2_000
"""New objects that are worth being looked at between two keys."""


def spare() -> None:
    """Collect rarely, and nothing when the process ends, which frees everything anyway."""
    gc.set_threshold(COMMAND, 20, 50)
    atexit.register(gc.freeze)


def calm() -> None:
    """Leave alone what is loaded for good, and collect rarely: a full collection takes 50 ms and more."""
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 50)


def sweep() -> None:
    """Collect what has come up since the last time: called each second, it takes a few milliseconds."""
    if gc.get_count()[0] > SOME:
        gc.collect(1)
