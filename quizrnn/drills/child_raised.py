"""Describes what a submission raises and warns of. Standalone, for the child: the standard library alone.

An exception is the submission's own code: its class may lie, its text may raise, be of any length, or be
no text.
"""

from __future__ import annotations

import sys
import types
import warnings
from collections.abc import Callable, Iterator
from typing import Any, Final

MAX_TEXT: Final = 600
MAX_NAME: Final = 80
FIRST: Final = 2
LAST: Final = 3
"""How many lines of a traceback are told of its beginning and of its end."""
MAX_CAUSES: Final = 3
MAX_WARNINGS: Final = 10

_NAME: Final = type.__dict__["__name__"].__get__
_TRACEBACK: Final = BaseException.__dict__["__traceback__"].__get__
_CAUSE: Final = BaseException.__dict__["__cause__"].__get__
_CONTEXT: Final = BaseException.__dict__["__context__"].__get__
_SUPPRESSED: Final = BaseException.__dict__["__suppress_context__"].__get__


class Described:
    """Describes exceptions by the lines of one file, NumPy's and the grader's left out.

    Args:
        filename: The submission's.
        caught: Makes a context that keeps whatever is raised in it.
    """

    def __init__(self, filename: str, caught: Callable[[], Any]) -> None:
        self._filename = filename
        self._caught = caught

    def raised(self, error: BaseException) -> dict[str, Any]:
        """Return type, text, lines and causes of an exception."""
        kind = type(error)
        frames, omitted = self._frames(error)
        found = self._said(error, frames) | {
            "status": "memory" if issubclass(kind, MemoryError) else "error",
            "frames": frames,
            "omitted": omitted,
            "causes": [
                self._said(cause, self._frames(cause)[0]) | {"direct": d} for cause, d in _before(error)
            ],
        }
        if issubclass(kind, SyntaxError) and not frames:
            with self._caught():
                if error.filename == self._filename:  # type: ignore[attr-defined]
                    line, column = error.lineno, error.offset  # type: ignore[attr-defined]
                    found["line"] = line if type(line) is int else None
                    found["column"] = column if type(column) is int else None
        return found

    def _said(self, error: BaseException, frames: list[dict[str, Any]]) -> dict[str, Any]:
        text = ""
        with self._caught():
            said = error.msg if isinstance(error, SyntaxError) else str(error)
            # What ``str`` returns may be of a class of the submission's.
            text = str.__getitem__(said, slice(MAX_TEXT + 1))
        return {
            "type": _NAME(type(error))[:MAX_NAME],
            "text": text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + " …",
            "line": frames[-1]["line"] if frames else None,
        }

    def _frames(self, error: BaseException) -> tuple[list[dict[str, Any]], int]:
        """Return the first and the last lines, repeated ones counted, and how many were left out between."""
        found: list[dict[str, Any]] = []
        omitted = 0
        trace: types.TracebackType | None = _TRACEBACK(error)
        while trace is not None:
            code, line = trace.tb_frame.f_code, trace.tb_lineno
            trace = trace.tb_next
            if code.co_filename != self._filename:
                continue
            name = code.co_name[:MAX_NAME]
            if found and (found[-1]["line"], found[-1]["function"]) == (line, name):
                found[-1]["times"] += 1
                continue
            found.append({"line": line, "function": name, "times": 1})
            if len(found) > FIRST + LAST:
                omitted += found.pop(FIRST)["times"]
        return found, omitted

    def line(self) -> int | None:
        """Return the line of the submission that is running."""
        frame: types.FrameType | None = sys._getframe()
        while frame is not None and frame.f_code.co_filename != self._filename:
            frame = frame.f_back
        return None if frame is None else frame.f_lineno


def _before(error: BaseException) -> Iterator[tuple[BaseException, bool]]:
    """Yield the exceptions that one was raised from, or in the handling of, and whether it was the former."""
    seen = {id(error)}
    for _ in range(MAX_CAUSES):
        cause, context = _CAUSE(error), _CONTEXT(error)
        before = cause if cause is not None else None if _SUPPRESSED(error) else context
        if before is None or id(before) in seen:
            return
        seen.add(id(before))
        yield before, cause is not None
        error = before


class Warned:
    """Keeps the warnings of a submission, each once, in place of writing them to the standard error."""

    def __init__(self, described: Described, caught: Callable[[], Any]) -> None:
        self._described = described
        self._caught = caught
        self._seen: set[tuple[str, str, int | None]] = set()
        self._new: list[dict[str, Any]] = []
        self._print = warnings.showwarning

    def install(self) -> None:
        """Take every warning from now on."""
        warnings.showwarning = self._show

    def taken(self) -> list[dict[str, Any]]:
        """Return the warnings that came since this was called last."""
        new, self._new = self._new, []
        return new

    def _show(
        self,
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: Any = None,
        line: str | None = None,
    ) -> None:
        if file is not None:
            self._print(message, category, filename, lineno, file, line)
            return
        with self._caught():
            text = str.__getitem__(str(message), slice(MAX_TEXT))
            found = {"type": _NAME(category)[:MAX_NAME], "text": text, "line": self._described.line()}
            if found["line"] is None and filename == self._described._filename and type(lineno) is int:
                found["line"] = lineno  # while the file is compiled
            key = (found["type"], text, found["line"])
            if key not in self._seen and len(self._seen) < MAX_WARNINGS:
                self._seen.add(key)
                self._new.append(found)
