"""Drawing with ASCII alone: every line goes through one filter before it reaches the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual._context import active_app
from textual.filter import LineFilter

from quizrnn.notation.ascii import spelled_out, to_ascii

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.color import Color


class AsciiFilter(LineFilter):
    """Puts an ASCII character in place of each cell; Chinese stays where the learner reads Chinese."""

    def __init__(self, lang: Callable[[], str], *, enabled: bool) -> None:
        super().__init__(enabled)
        self._lang = lang

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """Return the segments in ASCII."""
        wide = self._lang() == "zh"
        return [
            segment
            if segment.text.isascii()
            else Segment(to_ascii(_named(segment.text, wide), wide), segment.style, segment.control)
            for segment in segments
        ]


def _named(text: str, wide: bool) -> str:
    """Return a text in which the other language is named in letters that can be drawn."""
    return text if wide else text.replace("中文", "zh  ")


def draws_ascii() -> bool:
    """Whether the application that is running draws with ASCII alone."""
    return bool(getattr(active_app.get(None), "ascii", False))


def maths(text: str) -> str:
    """Return mathematics as the application that is running shows it: in ASCII signs become words."""
    return spelled_out(text) if draws_ascii() else text
