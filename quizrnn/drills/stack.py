"""Where a submission was when it was stopped, out of the dump that ``faulthandler`` wrote in the child.

The dump comes over a pipe that the submission may write to as well, so it decides nothing: it is looked
through for a line of the file that is there, to be shown, and whatever else it says is dropped.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

MAX_DUMP: Final = 1 << 16
"""Bytes of a dump that are looked at: what a pipe holds."""

_THREAD: Final = r"(?:Current thread|Thread) 0x[0-9a-f]+.*"
_FRAME: Final = r'  File "(.*)", line (\d{1,7}) in (.*)'
_NAME_LENGTH: Final = 500
"""Characters of a file name after which the dump is cut."""


class Place(NamedTuple):
    """A line of a submission.

    Attributes:
        line: Its number, from 1.
        code: Its text, without the blanks around it.
        function: The function that it is in, or "<module>".
    """

    line: int
    code: str
    function: str = ""


def source_lines(source: str) -> list[str]:
    """Split source as Python counts its lines: a form feed, for one, ends none."""
    return re.split(r"\r\n|\r|\n", source)


def code_at(lines: list[str], line: int | None) -> str:
    """Return the text of a line, cut, or "" where there is none of that number."""
    return lines[line - 1].strip()[:200] if line is not None and 1 <= line <= len(lines) else ""


class Dump(NamedTuple):
    """What was written down of a run that hung or crashed.

    Attributes:
        place: The submission's innermost line, if one is to be found.
        aborted: Whether the process called for its own end: in a PID namespace that shows as another signal.
        out_of_cpu_time: Whether the signal struck that the limit of CPU time sends.
    """

    place: Place | None = None
    aborted: bool = False
    out_of_cpu_time: bool = False


def read_dump(dump: bytes, filename: str, lines: list[str]) -> Dump:
    """Return what the latest dump says.

    Of several threads the one counts that a signal struck, else the first that was started: the dump ends
    with it.

    Args:
        dump: What came over the pipe.
        filename: The submission's name, as its code objects have it.
        lines: Its lines.
    """
    wanted = _as_dumped(filename)
    found: Place | None = None
    current: Place | None = None
    fatal = inside = struck = signalled = False
    text = dump[-MAX_DUMP:].decode("ascii", "replace")
    for row in text.split("\n"):
        fatal = fatal or row.startswith("Fatal Python error:")
        if re.fullmatch(_THREAD, row):
            inside, struck = True, row.startswith("Current")
            signalled = signalled or struck
        elif inside and (frame := re.fullmatch(_FRAME, row)) and frame[1] == wanted:
            line = int(frame[2])
            if not 1 <= line <= len(lines):
                continue
            found = Place(line, code_at(lines, line), frame[3][:80])
            current = found if struck else current
            inside = False
    return Dump(current or found, "Fatal Python error: Aborted" in text, signalled and not fatal)


def _as_dumped(filename: str) -> str:
    """Return a file name as ``faulthandler`` writes it: ASCII, the rest escaped, and not without end."""
    written = "".join(
        letter
        if " " <= letter <= "~"
        else letter.encode("unicode_escape").decode()
        if ord(letter) > 0xFF
        else f"\\x{ord(letter):02x}"
        for letter in filename[:_NAME_LENGTH]
    )
    return written + ("..." if len(filename) > _NAME_LENGTH else "")
