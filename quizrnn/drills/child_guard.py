"""What a submission may not do in the child: process limits, an audit hook and an import finder.

Loaded by path from ``child.py``, so it needs the standard library alone. It keeps honest code from harm and
says what was refused; namespaces and process limits hold where it can be got round.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
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
    "signal.pthread_kill": "signal",
    "resource.setrlimit": "limit",
    "resource.prlimit": "limit",
    "ctypes.dlopen": "ctypes",
    "ctypes.dlsym": "ctypes",
    "ctypes.call_function": "ctypes",
    "ctypes.cdata": "ctypes",
    "ctypes.cdata/buffer": "ctypes",
    "ctypes.string_at": "ctypes",
    "ctypes.wstring_at": "ctypes",
    "ctypes.PyObj_FromPtr": "ctypes",
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

TWO_PATHS: Final = ("os.link", "os.rename", "os.symlink")
"""Those that name two."""

MAX_WRITTEN: Final = 64
"""How many files and folders a submission may make."""

SYSTEM: Final = (
    *("/usr", "/lib", "/lib64", "/etc", "/opt", "/nix/store", "/gnu/store", "/sys/devices/system"),
    *("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/System", "/Library"),
)
"""Files and folders of the system's that may be read."""

WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def limit_process(limits: dict[str, Any]) -> list[str]:
    """Set the limits that the system has, and return the names of those that hold."""
    try:
        import resource
    except ImportError:
        return []
    wanted = {
        "RLIMIT_CORE": 0,
        "RLIMIT_CPU": limits["cpu_seconds"],
        "RLIMIT_AS": limits["memory"],
        "RLIMIT_FSIZE": limits["file"],
        "RLIMIT_NOFILE": limits["open_files"],
    }
    held = []
    for name, value in wanted.items():
        try:
            # At the soft limit of CPU time comes a signal that tells the line, at the hard one the end.
            hard = value + 1 if name == "RLIMIT_CPU" else value
            resource.setrlimit(getattr(resource, name), (value, hard))
        except (AttributeError, ValueError, OSError):
            continue
        held.append(name)
    return held


def write_stack(descriptor: int, seconds: float) -> None:
    """Have the interpreter write down where the submission is when its time is nearly up, or when it crashes.

    It does so outside Python, so a loop in compiled code that never lets go of the interpreter is told, too.
    """
    import faulthandler
    import signal

    faulthandler.enable(descriptor)
    if hasattr(signal, "SIGXCPU"):
        faulthandler.register(signal.SIGXCPU, descriptor, chain=True)
    faulthandler.dump_traceback_later(seconds - min(0.25, seconds / 4), file=descriptor)


def shut(settings: dict[str, Any]) -> list[str]:
    """Return the files and folders of which nothing may be read: they do the learner's work."""
    modules = [Path(settings["packages"]) / name for name in REFUSED_MODULES]
    return [os.path.realpath(place) for place in [*settings["hidden"], *modules]]


def readable(packages: str) -> list[str]:
    """Return the files and folders that may be read: Python's and the system's."""
    own = [sys.prefix, sys.base_prefix, sys.exec_prefix, packages, *sys.path, str(Path(os.__file__).parent)]
    places = {os.path.realpath(place) for place in [*SYSTEM, *own] if Path(place).exists()}
    return sorted(places - {os.sep})


class Guard:
    """Refuses, and keeps a record of what it refused: catching the exception does not undo it.

    Args:
        line: Returns the line of the submission that is running.
        settings: The child's.
        own: Files that may be read in folders that may not.
    """

    def __init__(self, line: Callable[[], int | None], settings: dict[str, Any], own: Sequence[str]) -> None:
        self.refusals: list[dict[str, Any]] = []
        self._line = line
        self._scratch = os.path.realpath(settings["scratch"])
        self._written: set[str] = set()
        self._shut = tuple(place + os.sep for place in shut(settings))
        self._open = tuple(place + os.sep for place in [*readable(settings["packages"]), self._scratch])
        self._open += (os.path.realpath("/proc/self") + os.sep,)
        self._own = frozenset(
            [*(os.path.realpath(file) for file in own), *SYSTEM, "/proc/cpuinfo", "/proc/meminfo"]
        )

    def install(self) -> None:
        """Begin to refuse; there is no way back in this process."""
        import _posixsubprocess  # its function raises no audit event of its own

        setattr(_posixsubprocess, "fork_exec", lambda *_: self._refuse("process", "fork_exec"))  # noqa: B010
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
        elif event in ("os.listdir", "os.scandir"):
            self._listing(arguments[0])
        elif event in PATH_EVENTS:
            self._changing(arguments[0])
            if event in TWO_PATHS:
                self._changing(arguments[1])
        elif kind := REFUSED_EVENTS.get(event) or REFUSED_EVENTS.get(event.partition(".")[0]):
            self._refuse(kind, event)

    def _opening(self, path: Any, mode: Any = None, flags: Any = 0) -> None:
        if type(path) is int:
            return
        if type(flags) is int and flags & WRITING:
            self._changing(path)
            return
        place = _real(path)
        # An open folder would be a way to its files by names that say nothing of where they are.
        if Path(place).is_dir():
            if mode is None and not (place + os.sep).startswith(self._scratch + os.sep):
                self._refuse("read", place)
        elif place not in self._own and (place.startswith(self._shut) or not place.startswith(self._open)):
            self._refuse("read", place)

    def _listing(self, path: Any) -> None:
        if type(path) is not int and (place := _real("." if path is None else path) + os.sep).startswith(
            self._shut
        ):
            self._refuse("read", place)

    def _changing(self, path: Any) -> None:
        if type(path) is int:
            return
        place = _real(path)
        if place in (os.devnull, self._scratch):
            return
        if not place.startswith(self._scratch + os.sep):
            self._refuse("file", place)
        self._written.add(place)
        if len(self._written) > MAX_WRITTEN:
            self._refuse("files", str(MAX_WRITTEN))

    def _refuse(self, kind: str, what: str) -> None:
        self._note(kind, what)
        raise PermissionError(f"not allowed in a drill: {what}")

    def _note(self, kind: str, what: str) -> None:
        if len(self.refusals) < 20:
            self.refusals.append({"kind": kind, "what": what[:300], "line": self._line()})


class _Finder:
    """Stands first on ``sys.meta_path``: imports through ``importlib`` raise no audit event of their own."""

    def __init__(self, refuse_import: Callable[[str], None]) -> None:
        self._refuse_import = refuse_import

    def find_spec(self, name: str, _path: Any = None, _target: Any = None) -> None:
        self._refuse_import(name)


def _real(path: Any) -> str:
    return os.path.realpath(os.fsdecode(path))
