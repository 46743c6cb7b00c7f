"""The garbage collector, kept from stopping the keys."""

from __future__ import annotations

import gc
from typing import Final

YOUNG: Final = 20_000
"""New objects after which the youngest are looked at; Python's 700 is for programs that nobody waits for."""


def calm() -> None:
    """Leave alone what is loaded for good, and collect rarely: a full collection takes 50 ms and more."""
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 50)
