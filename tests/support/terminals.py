"""A terminal of one's own for the real program, and what it is left like."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterable
from typing import Final

OFF: Final = {
    "1049": "l",  # the alternate screen
    "25": "h",  # the cursor
    "7": "h",  # lines wrap
    "1000": "l",  # the mouse, in four dialects
    "1003": "l",
    "1006": "l",
    "1015": "l",
    "1004": "l",  # reports of focus
    "2004": "l",  # bracketed paste
    "2048": "l",  # reports of size
}
"""How each private mode that an interface may set is at rest: set (``h``) or reset (``l``)."""
_MODE: Final = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
OWN: Final = "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
"""Python that makes the terminal that of its session, so that who hangs up is heard."""


class Terminal:
    """A pseudo-terminal of 80 columns and 24 rows with a program in it, which leads a session of its own.

    Attributes:
        process: The program.
        seen: What it wrote so far.
    """

    def __init__(self, words: Iterable[str], environment: dict[str, str]) -> None:
        self._parent, self._child = pty.openpty()
        fcntl.ioctl(self._child, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self._before = termios.tcgetattr(self._child)
        self.seen = b""
        self.process = subprocess.Popen(
            list(words),
            stdin=self._child,
            stdout=self._child,
            stderr=self._child,
            env=environment,
            start_new_session=True,
        )

    def until(self, text: str, seconds: float = 60) -> None:
        """Read until some text is written that was not there before."""
        start, wanted = len(self.seen), text.encode()
        end = time.monotonic() + seconds
        while wanted not in self.seen[start:]:
            if not self._read(end - time.monotonic()):
                raise TimeoutError(f"no “{text}” in {self.seen[-2000:]!r}")

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self._parent, keys.encode())

    def hang_up(self) -> None:
        """Close the window."""
        os.close(self._child)
        os.close(self._parent)
        self._parent = self._child = -1

    def end(self, seconds: float = 60) -> int:
        """Return the program's exit status, once it has ended and all that it wrote is read."""
        end = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < end:
            self._read(0.05)
        code = self.process.wait(max(0.1, end - time.monotonic()))
        while self._read(0.05):
            pass
        return code

    def left(self) -> list[str]:
        """Return what is not as it was: modes, the stack of keyboard protocols, the line discipline."""
        modes: dict[str, str] = {}
        for numbers, state in _MODE.findall(self.seen):
            modes.update(dict.fromkeys(numbers.decode().split(";"), state.decode()))
        wrong = [f"?{mode}{state}" for mode, state in modes.items() if OFF.get(mode, state) != state]
        pushed, popped = len(re.findall(rb"\x1b\[>\d+u", self.seen)), self.seen.count(b"\x1b[<u")
        wrong += [f"keyboard: {pushed} pushed, {popped} popped"] * (pushed > popped)
        wrong += ["stty"] * (termios.tcgetattr(self._child) != self._before)
        return wrong

    def printed(self) -> str:
        """Return what stands on the ordinary screen, behind the last that was drawn on the alternate one."""
        return self.seen.rpartition(b"\x1b[?1049l")[2].decode(errors="replace")

    def close(self) -> None:
        """End the program, if it still runs, and put the terminal away."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for end in {self._parent, self._child} - {-1}:
            os.close(end)

    def _read(self, seconds: float) -> bool:
        if self._parent < 0 or not select.select([self._parent], [], [], max(0, seconds))[0]:
            return False
        self.seen += os.read(self._parent, 65536)
        return True


def program(*before: str, words: Iterable[str] = (), owns: bool = True) -> list[str]:
    """Return the words that start the interface.

    Args:
        before: Python that is run first.
        words: What stands behind ``quizrnn``.
        owns: Whether it takes the terminal as its own, as a shell does; else its parent has.
    """
    own = OWN if owns else ""
    script = own + "\n".join(before) + "\nimport sys; from quizrnn.cli.main import main; sys.exit(main())"
    return [sys.executable, "-c", script, *words]
