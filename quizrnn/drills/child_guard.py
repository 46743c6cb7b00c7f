"""What a submission may not do in the child: process limits, an audit hook and an import finder.

Loaded by path from ``child.py``, so it needs the standard library alone. It keeps honest code from harm and
says what was refused; namespaces and process limits hold where it can be got round.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, Final

REFUSED_MODULES: Final = ("quizrnn", "torch", "tensorflow", "jax", "keras")

REFUSED_EVENTS: Final = {
    "socket": "network",
    "subprocess": "process",
    "os.system": "process",
    "os.exec": "process",
    "os.spawn": "process",
    "os.posix_spawn": "process",
    "os.startfile": "process",
    "os.fork": "process",
    "os.forkpty": "process",
    "pty.spawn": "process",
    "os.kill": "signal",
    "os.killpg": "signal",
    "ctypes.dlopen": "ctypes",
    "ctypes.dlsym": "ctypes",
    "ctypes.call_function": "ctypes",
    "ctypes.cdata": "ctypes",
    "ctypes.string_at": "ctypes",
    "ctypes.wstring_at": "ctypes",
    "sqlite3": "file",
}
"""Audit events, or the part of their names before the dot, and the kind of what is refused."""

PATH_EVENTS: Final = (
    "os.chmod",
    "os.chown",
    "os.link",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.setxattr",
    "os.symlink",
    "os.truncate",
    "os.utime",
)
"""Audit events that change the file or folder named first."""

WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def limit_process(limits: dict[str, Any]) -> list[str]:
    """Set the limits that the system has, and return the names of those that hold."""
    try:
        import resource
    except ImportError:
        return []
    # CPU time is the backstop of the wall clock that the grader keeps: it ends the run if the grader is gone.
    seconds = int(limits["seconds"] + limits["start_seconds"]) + 2
    wanted = {
        "RLIMIT_CORE": 0,
        "RLIMIT_CPU": seconds,
        "RLIMIT_AS": limits["memory"],
        "RLIMIT_FSIZE": limits["file"],
        "RLIMIT_NOFILE": limits["open_files"],
    }
    held = []
    for name, value in wanted.items():
        try:
            resource.setrlimit(getattr(resource, name), (value, value))
        except (AttributeError, ValueError, OSError):
            continue
        held.append(name)
    return held


class Guard:
    """Refuses, and keeps a record of what it refused: catching the exception does not undo it.

    Args:
        filename: The submission's file name, by which its frames are known.
        scratch: The one folder that may be written.
        hidden: Folders of which nothing may be read.
        readable: Files in those that may.
    """

    def __init__(self, filename: str, scratch: str, hidden: Sequence[str], readable: Sequence[str]) -> None:
        self.refusals: list[dict[str, Any]] = []
        self._filename = filename
        self._scratch = os.path.realpath(scratch)
        self._own_process = os.path.realpath("/proc/self") + os.sep
        self._hidden = tuple(os.path.realpath(folder) + os.sep for folder in hidden)
        self._readable = frozenset(os.path.realpath(file) for file in readable)

    def install(self) -> None:
        """Begin to refuse; there is no way back in this process."""
        sys.meta_path.insert(0, _Finder(self.refuse_import))
        sys.addaudithook(self._audit)

    def refuse_import(self, name: str) -> None:
        """Raise ``ImportError`` where the module is one of those that do the learner's work."""
        root = name.partition(".")[0]
        if root in REFUSED_MODULES:
            self._note("import", root)
            raise ImportError(f"importing {root} is not allowed in a drill", name=name)

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            self._opening(*arguments[:3])
        elif event == "import":
            self.refuse_import(str(arguments[0]))
        elif event in PATH_EVENTS:
            self._changing(arguments[0])
        elif kind := REFUSED_EVENTS.get(event) or REFUSED_EVENTS.get(event.partition(".")[0]):
            self._refuse(kind, event)

    def _opening(self, path: Any, _mode: Any = None, flags: Any = 0) -> None:
        if type(path) is int:
            return
        if type(flags) is int and flags & WRITING:
            self._changing(path)
            return
        place = _real(path)
        if place.startswith(self._hidden) and place not in self._readable:
            self._refuse("read", place)
        if place.startswith("/proc/") and place[6:7].isdigit() and not place.startswith(self._own_process):
            self._refuse("read", place)

    def _changing(self, path: Any) -> None:
        if type(path) is int:
            return
        place = _real(path)
        if place != os.devnull and place != self._scratch and not place.startswith(self._scratch + os.sep):
            self._refuse("file", place)

    def _refuse(self, kind: str, what: str) -> None:
        self._note(kind, what)
        raise PermissionError(f"not allowed in a drill: {what}")

    def _note(self, kind: str, what: str) -> None:
        if len(self.refusals) < 20:
            self.refusals.append({"kind": kind, "what": what[:300], "line": self._line()})

    def _line(self) -> int | None:
        """Return the line of the submission that is running."""
        frame = sys._getframe()
        while frame is not None:
            if frame.f_code.co_filename == self._filename:
                return frame.f_lineno
            frame = frame.f_back  # type: ignore[assignment]
        return None


class _Finder:
    """Stands first on ``sys.meta_path``: imports through ``importlib`` raise no audit event of their own."""

    def __init__(self, refuse_import: Callable[[str], None]) -> None:
        self._refuse_import = refuse_import

    def find_spec(self, name: str, _path: Any = None, _target: Any = None) -> None:
        self._refuse_import(name)


def _real(path: Any) -> str:
    return os.path.realpath(os.fsdecode(path))
