"""Writing a file at once: the old one stays until the new one is whole."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from quizrnn.errors import InputError
from quizrnn.text import both


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Yield a path beside ``target`` to write to; it takes the target's place if nothing was raised.

    Raises:
        InputError: If the folder or the file cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        os.close(handle)
    except OSError as error:
        raise _unwritable(target, error) from None
    fresh = Path(name)
    try:
        yield fresh
        with fresh.open("rb+") as file:
            os.fsync(file.fileno())
        fresh.chmod(_mode(target))
        fresh.replace(target)
    except OSError as error:
        raise _unwritable(target, error) from None
    finally:
        with suppress(FileNotFoundError):
            fresh.unlink()


def _mode(target: Path) -> int:
    """Return the permissions of the file that is replaced, else those that a new file would have."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _unwritable(target: Path, error: OSError) -> InputError:
    return InputError(
        target,
        both(f"cannot be written: {error.strerror or error}", f"无法写入：{error.strerror or error}"),
        remedy=both("choose another file with -o", "请用 -o 指定其他文件"),
    )
