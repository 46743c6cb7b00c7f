"""Text files from strangers, read within bounds."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from quizrnn.errors import InputError
from quizrnn.text import both

MAX_BYTES: Final = 16 * 1024 * 1024

CONTROL_CHARACTER = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
"""What could command a terminal, break a line or turn the reading direction: none of it belongs in a text."""


def read_text(path: Path, limit: int = MAX_BYTES) -> str:
    """Read a UTF-8 file that a learner's terminal may be shown: bounded, and without control characters.

    Raises:
        InputError: If the file cannot be read or holds what it must not.
    """
    raw = _read_bytes(path, limit)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        head = raw[: error.start]
        raise InputError(
            path,
            both("the file is not UTF-8 text", "文件不是 UTF-8 文本"),
            row=head.count(b"\n") + 1,
            column=len(head[head.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1,
            remedy=both("save it with the encoding UTF-8", "请以 UTF-8 编码重新保存"),
        ) from None
    if found := CONTROL_CHARACTER.search(text):
        start = found.start()
        raise control_character(
            path, found.group(), text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
        )
    return text


def control_character(path: Path, character: str, row: int, column: int) -> InputError:
    """Return the error that a control character at a place is."""
    code = f"U+{ord(character):04X}"
    return InputError(
        path,
        both(f"control character {code}", f"含有控制字符 {code}"),
        row=row,
        column=column,
        remedy=both("delete it", "请删除该字符"),
    )


def _read_bytes(path: Path, limit: int) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(limit + 1)
    except FileNotFoundError:
        raise InputError(
            path, both("no such file", "文件不存在"), remedy=both("check the path", "请检查路径")
        ) from None
    except (IsADirectoryError, NotADirectoryError):
        raise InputError(
            path,
            both("a folder where a file is needed", "此处需要文件，而这是文件夹"),
            remedy=both("name a file in it", "请指定其中的文件"),
        ) from None
    except PermissionError:
        raise InputError(
            path,
            both("the file may not be read", "没有读取该文件的权限"),
            remedy=both("check its permissions", "请检查文件权限"),
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            path,
            both(f"cannot be read: {reason}", f"无法读取：{reason}"),
            remedy=both("check the path", "请检查路径"),
        ) from None
    if len(raw) > limit:
        size = f"{limit // 1024**2} MiB" if limit >= 1024**2 else f"{limit // 1024} KiB"
        raise InputError(
            path,
            both(f"the file is larger than {size}", f"文件超过 {size}"),
            remedy=both("split it into several files", "请拆分成多个文件"),
        )
    return raw
