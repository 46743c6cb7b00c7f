"""The formats that can be imported, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from quizrnn.errors import InputError
from quizrnn.text import both

if TYPE_CHECKING:
    from quizrnn.export.imports.bank_file import Haul
    from quizrnn.export.imports.drafts import Draft, Lost

    Reader = Callable[[Path], Iterator[Draft | Lost]]
    """Yields the questions of a file, and the cards that make none."""

FORMATS: Final = ("anki", "anki-text", "gift", "moodle", "hashcards")


def import_bank(name: str, source: Path, target: Path) -> Haul:
    """Read ``source`` in a format and write it as a bank.

    Raises:
        InputError: If the source cannot be read, the target is there already or cannot be written.
    """
    from quizrnn.export.imports.bank_file import slug_of, write_bank

    if target.exists():
        raise InputError(
            target,
            both("is there already; an import never writes over a file", "已存在；导入不会覆盖文件"),
            remedy=both("choose another file with -o, or remove it", "请用 -o 指定其他文件，或先将其删除"),
        )
    if not source.is_file():
        there = source.exists()
        problem = both("is no file", "不是文件") if there else both("does not exist", "不存在")
        raise InputError(source, problem)
    module = import_module(f"quizrnn.export.imports.{name.replace('-', '_')}")
    reader: Reader = getattr(module, f"read_{name.replace('-', '_')}")
    return write_bank(reader(source), target, slug_of(target.stem, "imported"), target.stem, source.name)
