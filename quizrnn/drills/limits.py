"""What one run of a submission may take."""

from __future__ import annotations

import os
import threading
from collections.abc import MutableMapping
from typing import Final, NamedTuple

MIB = 1024 * 1024

ONE_THREAD: Final = dict.fromkeys(
    ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)
"""Environment in which NumPy starts no threads: on arrays as small as a drill's they only cost cores."""


def keep_to_one_thread(environ: MutableMapping[str, str] = os.environ) -> None:
    """Leave the other cores to the children: NumPy, imported later, starts no threads unless told to."""
    for name, value in ONE_THREAD.items():
        environ.setdefault(name, value)


class Limits(NamedTuple):
    """Bounds of one run; on a breach everything that the run started is killed.

    Attributes:
        seconds: Wall-clock time of the learner's code, NumPy's import not counted.
        start_seconds: Wall-clock time until the child is ready.
        memory: Address space in bytes.
        output: Bytes of printed text that are kept; what is over is read and dropped.
        results: Bytes of results that are taken.
        file: Size in bytes of a file that the run may write in its scratch folder.
        open_files: File descriptors that may be open at once.
    """

    seconds: float = 10.0
    start_seconds: float = 60.0
    memory: int = 2048 * MIB
    output: int = 64 * 1024
    results: int = 64 * MIB
    file: int = 16 * MIB
    open_files: int = 64

    @property
    def cpu_seconds(self) -> int:
        """CPU time, the backstop of the wall clock: it ends the run if the grader is gone."""
        return int(self.seconds + self.start_seconds) + 2

    def as_dict(self) -> dict[str, float | int]:
        """Return the limits by name, as the child reads them."""
        return self._asdict() | {"cpu_seconds": self.cpu_seconds}


class Cancel:
    """Lets another thread end a run: the run waits on ``fileno`` beside its pipes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read, self._write = os.pipe()
        self._set = False

    @property
    def requested(self) -> bool:
        """Whether the run shall end."""
        return self._set

    def request(self) -> None:
        """End the run as soon as it can be ended; safe from any thread, and more than once."""
        with self._lock:
            if not self._set:
                self._set = True
                os.write(self._write, b"\0")

    def fileno(self) -> int:
        """Return the descriptor that becomes readable when the end is requested."""
        return self._read

    def __del__(self) -> None:
        for descriptor in (self._read, self._write):
            os.close(descriptor)
