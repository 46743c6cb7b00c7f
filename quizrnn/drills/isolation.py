"""What this system can shut a child into, found out by trying."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

MARK = "QUIZRNN_RUN"
"""Environment variable by which the processes of one run are found again."""

_ATTEMPTS = (
    ("user", "pid", "net"),
    ("pid", "net"),
    ("user", "pid"),
)


class Isolation(NamedTuple):
    """How a child is started.

    Attributes:
        command: Words put before the child's command line.
        namespaces: Kinds of Linux namespaces that the child gets of its own.
        locks: Whether the child closes on itself what its kernel has for that (``child_locks.py``).
    """

    command: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()
    locks: bool = False


@cache
def available() -> Isolation:
    """Return the strongest isolation that works here; it stays the same while this process lives."""
    program = shutil.which("unshare") if sys.platform == "linux" else None
    for kinds in _ATTEMPTS if program else ():
        assert program is not None
        command = (program, "--fork", "--kill-child", *_options(kinds))
        if _works(command):
            return Isolation(command, kinds, locks=True)
    return Isolation(locks=True)


def _options(kinds: tuple[str, ...]) -> list[str]:
    return ["--map-root-user" if kind == "user" else f"--{kind}" for kind in kinds]


def _works(command: tuple[str, ...]) -> bool:
    try:
        done = subprocess.run(
            [*command, "true"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def kill_group(group: int) -> None:
    """Kill a process group, if there is one."""
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def kill_marked(mark: str, folder: Path = Path("/proc")) -> None:
    """Kill what left its process group, by the mark in its environment, where there is a ``/proc``."""
    wanted = f"{MARK}={mark}".encode()
    for entry in folder.glob("[0-9]*"):
        try:
            if wanted in (entry / "environ").read_bytes().split(b"\0"):
                os.kill(int(entry.name), signal.SIGKILL)
        except OSError:
            continue
