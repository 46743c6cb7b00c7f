"""A dialogue in lines: what is said on one stream, what is read from another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO
from unicodedata import category

from quizrnn.errors import QuizrnnError
from quizrnn.plain.code import CodeLine
from quizrnn.plain.layout import wrap
from quizrnn.text import Text, both, pick


class Dialogue:
    """Says and reads lines.

    Attributes:
        lang: The language of what is said.
        width: Cells that a line may take.
        interactive: Whether somebody is typing, rather than a pipe.
    """

    def __init__(
        self, reader: TextIO, writer: TextIO, lang: str, width: int, *, colours: bool = False
    ) -> None:
        self._reader = reader
        self._colours = colours
        self._writer = writer
        self.lang = lang
        self.width = width
        self.interactive = reader.isatty()

    def read(self) -> str | None:
        """Return the next line without blanks at its ends, or None at the end of the input.

        Raises:
            QuizrnnError: If the input is not text.
        """
        if self.interactive:
            self._writer.write("> ")
        self._writer.flush()
        try:
            line = self._reader.readline()
        except UnicodeDecodeError as error:
            raise QuizrnnError(
                both(
                    "standard input is not UTF-8 text; what was answered before is saved",
                    "标准输入不是 UTF-8 文本；此前的答案已保存",
                )
            ) from error
        return line.lstrip("\ufeff").strip() if line else None

    def say(self, message: Text) -> None:
        """Print a message of our own, which has no markup."""
        self.print(wrap(pick(message, self.lang), self.width))

    def print(self, lines: Iterable[str]) -> None:
        """Print lines, without the control characters that may be in them; code in colours where it may."""
        for line in lines:
            if self._colours and isinstance(line, CodeLine):
                self._writer.write(line.painted + "\n")
            else:
                self._writer.write("".join(c for c in line.expandtabs(4) if category(c) != "Cc") + "\n")
        self._writer.flush()
