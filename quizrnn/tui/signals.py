"""Signals that end the interface: everything is saved and the terminal put back before it does."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

ENDING: Final = ("SIGTERM", "SIGHUP", "SIGINT")
"""By name: not every system has all of them."""


def heed(leave: Callable[[int], None]) -> None:
    """Have ``leave`` called with the number of the first ending signal; a second ends the program at once.

    Signals that were ignored when the program was started, as under ``nohup``, stay so.
    """
    loop = asyncio.get_running_loop()
    numbers = [getattr(signal, name) for name in ENDING if hasattr(signal, name)]
    heeded = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]

    def end(number: int) -> None:
        for other in heeded:
            loop.remove_signal_handler(other)
        leave(number)

    with suppress(NotImplementedError):  # where event loops know no signals
        for number in heeded:
            loop.add_signal_handler(number, end, number)
