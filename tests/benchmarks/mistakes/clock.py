"""The processor time of this process and its children, also of those that are killed and never waited for."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Final

PAUSE: Final = 0.02
"""Between two looks, in seconds; what a child uses after the last one is missed."""


class Clock:
    """Measures a ``with`` block: ``seconds`` that went by, and ``processor`` seconds that were used.

    Children are looked at while they run, by ``/proc`` (elsewhere than on Linux they are left out): the
    kernel adds the time of a killed child's own children to nobody's.
    """

    seconds: float
    processor: float

    def __init__(self) -> None:
        self._used: dict[int, float] = {}
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Clock:
        self._begun, self._own = time.monotonic(), time.process_time()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.seconds = time.monotonic() - self._begun
        self._done.set()
        self._thread.join()
        self.processor = time.process_time() - self._own + sum(self._used.values())

    def _watch(self) -> None:
        before = {process: _used(process) for process in _below(os.getpid())}
        while not self._done.wait(PAUSE):
            for process in _below(os.getpid()):
                self._used[process] = max(
                    self._used.get(process, 0.0), _used(process) - before.get(process, 0.0)
                )


def _below(process: int) -> list[int]:
    """Return the children of a process, theirs, and so on."""
    found: list[int] = []
    for file in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = [int(word) for word in file.read_text(encoding="ascii").split()]
        except OSError:  # it has ended
            continue
        for child in children:
            found += [child, *_below(child)]
    return found


def _used(process: int) -> float:
    """Return the processor time that a process has used; its name may hold anything but ends with ``)``."""
    try:
        words = (
            Path(f"/proc/{process}/stat")
            .read_text(encoding="utf-8", errors="replace")
            .rpartition(")")[2]
            .split()
        )
    except OSError:
        return 0.0
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
