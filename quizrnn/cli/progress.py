"""How far a long run is: one line on a terminal, nothing anywhere else."""

from __future__ import annotations

from types import TracebackType
from typing import Final, TextIO

from quizrnn.text import both, pick

_ERASE: Final = "\r\x1b[K"


class Progress:
    """The line, erased before anything else is printed and at the end.

    Args:
        stream: Where it is drawn, if that is a terminal.
        total: How many files there are.
        lang: Its language.
    """

    def __init__(self, stream: TextIO, total: int, lang: str) -> None:
        self._stream, self._total, self._lang = stream, total, lang
        self._shows = stream.isatty()
        self._drawn = False

    def show(self, done: int, current: str) -> None:
        """Draw the line anew: how many are done, and which one is at work."""
        if not self._shows or done >= self._total:
            return
        import shutil

        from rich.cells import set_cell_size

        from quizrnn.drills.reports import clean

        stop = pick(both("ctrl-c stops", "ctrl-c 停止"), self._lang)
        text = f"{done}/{self._total}  {clean(current)}  ({stop})"
        room = shutil.get_terminal_size((80, 24)).columns - 1
        self._stream.write(_ERASE + set_cell_size(text, room).rstrip())
        self._stream.flush()
        self._drawn = True

    def clear(self) -> None:
        """Erase the line."""
        if self._drawn:
            self._stream.write(_ERASE)
            self._stream.flush()
            self._drawn = False

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()
