"""The learner's file while it is being edited: what is typed reaches the disk, and nothing there is lost."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from quizrnn.errors import InputError
from quizrnn.text import both


class Draft:
    """Text of one file, on its way to the disk.

    Attributes:
        path: The file.
        text: What the learner sees.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = ""
        self._on_disk = ""
        self.load()

    @property
    def saved(self) -> bool:
        """Whether the disk has what the learner sees."""
        return self.text == self._on_disk

    def load(self) -> None:
        """Take what the file holds.

        Raises:
            InputError: If it cannot be read.
        """
        self.text = self._on_disk = self._read()

    def save(self) -> Path | None:
        """Write what the learner sees; return where another program's version went, if there was one.

        Raises:
            InputError: If the file cannot be written; the text stays here.
        """
        if self.saved:
            return None
        aside = None
        try:
            there = self._read() if self.path.exists() else self._on_disk
            if there not in (self._on_disk, self.text):
                aside = self._aside()
                _write(aside, there)
            _write(self.path, self.text)
        except OSError as error:
            raise InputError(
                self.path,
                both(f"cannot be saved: {error.strerror}", f"无法保存：{error.strerror}"),
                remedy=both("check permissions and free space", "请检查权限和剩余空间"),
            ) from error
        self._on_disk = self.text
        return aside

    def _read(self) -> str:
        try:
            return self.path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "not UTF-8"
            raise InputError(
                self.path,
                both(f"cannot be read: {reason}", f"无法读取：{reason}"),
                remedy=both("move the file away and start the drill again", "请移走该文件，然后重新开始练习"),
            ) from error

    def _aside(self) -> Path:
        number = 1
        while (place := self.path.with_name(f"{self.path.name}.{number}.bak")).exists():
            number += 1
        return place


def _write(path: Path, text: str) -> None:
    """Replace a file as a whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
