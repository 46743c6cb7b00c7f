"""The learner's settings: one small JSON file, checked when read and replaced as a whole when written."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

from quizrnn.errors import InputError, QuizrnnError
from quizrnn.text import Text, both

FSRS: Final = "FSRS-6"
"""The version of the algorithm; weights of another one mean something else."""

PARAMETERS: Final = 21
"""How many weights FSRS-6 has."""

_MAX_BYTES: Final = 1 << 20

_ALLOWED: Final[dict[str, Text]] = {
    "language": both('"en", "zh" or null', '"en"、"zh" 或 null'),
    "theme": both("a name or null", "主题名或 null"),
    "new_per_day": both("a whole number from 0 to 9999", "0 到 9999 的整数"),
    "reviews_per_day": both("a whole number from 0 to 9999", "0 到 9999 的整数"),
    "desired_retention": both("a number from 0.80 to 0.97", "0.80 到 0.97 之间的数"),
    "learn_ahead_minutes": both("a whole number from 0 to 20", "0 到 20 的整数"),
    "day_start_hour": both("a whole number from 0 to 23", "0 到 23 的整数"),
    "exam_date": both('a date such as "2031-05-20", or null', '日期，例如 "2031-05-20"，或 null'),
    "maximum_interval": both("a whole number of days from 1 to 36500", "1 到 36500 的整数（天）"),
    "parameters": both(f"a list of {PARAMETERS} numbers, or null", f"{PARAMETERS} 个数组成的列表，或 null"),
    "algorithm": both(
        'the version of FSRS, such as "FSRS-6", or null', 'FSRS 的版本，例如 "FSRS-6"，或 null'
    ),
    "keys": both("a map of binding ids to keys", "从绑定名到按键的映射"),
    "ascii": both("true, false or null", "true、false 或 null"),
}


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What the learner has chosen. Keys of the file that this version does not know are kept.

    Attributes:
        language: Language of everything shown, or None for the locale's.
        theme: Name of the interface's theme, or None for its default.
        new_per_day: New questions a study day.
        reviews_per_day: Reviews of earlier questions a study day.
        desired_retention: Probability of recall at which a card falls due.
        learn_ahead_minutes: How early a card in a learning step may be asked when nothing else is left.
        day_start_hour: Local hour at which a study day begins.
        exam_date: Day of the exam, or None: until then a card falls due by the day before it.
        maximum_interval: Longest interval in days.
        parameters: FSRS weights fitted to the learner's own log, or None for the standard ones.
        algorithm: The version of FSRS that ``parameters`` were fitted for, or None where it was not noted.
        keys: Keys of the interface that differ from the standard ones, by the binding's id.
        ascii: Whether to draw with ASCII characters only, or None to go by what the terminal can show.
    """

    language: Literal["en", "zh"] | None = None
    theme: str | None = None
    new_per_day: Annotated[int, Meta(ge=0, le=9999)] = 10
    reviews_per_day: Annotated[int, Meta(ge=0, le=9999)] = 200
    desired_retention: Annotated[float, Meta(ge=0.80, le=0.97)] = 0.9
    learn_ahead_minutes: Annotated[int, Meta(ge=0, le=20)] = 20
    day_start_hour: Annotated[int, Meta(ge=0, le=23)] = 4
    exam_date: date | None = None
    maximum_interval: Annotated[int, Meta(ge=1, le=36500)] = 36500
    parameters: Annotated[list[float], Meta(min_length=PARAMETERS, max_length=PARAMETERS)] | None = None
    algorithm: str | None = None
    keys: dict[str, str] = {}
    ascii: bool | None = None

    @property
    def weights(self) -> list[float] | None:
        """The FSRS weights to schedule by; None are the standard ones, as those of another FSRS are."""
        return self.parameters if self.algorithm in (None, FSRS) else None

    @classmethod
    def load(cls, path: Path) -> Settings:
        """Read the settings; a file that does not exist means the standard ones.

        Raises:
            InputError: If the file cannot be read or holds a value out of bounds; it is left as it is.
        """
        return _checked(path, _read(path))

    def changed(self, **values: object) -> Settings:
        """Return the settings with other values.

        Args:
            values: The values as the file would hold them: a date as text, for one.

        Raises:
            QuizrnnError: If a value is out of bounds; it says what is allowed.
        """
        try:
            return msgspec.convert({**msgspec.to_builtins(self), **values}, Settings, strict=True)
        except msgspec.ValidationError as error:
            allowed = _ALLOWED.get(_name_in(error), both("another value", "其他值"))
            assert isinstance(allowed, dict)
            raise QuizrnnError(both(f"must be {allowed['en']}", f"应为{allowed['zh']}")) from None

    def save(self, path: Path) -> None:
        """Replace the file as a whole, so that a kill leaves the old settings or the new ones.

        Raises:
            InputError: If a value is out of bounds, or the file cannot be written or is broken.
        """
        own: dict[str, Any] = msgspec.to_builtins(self)
        _checked(path, own)
        text = msgspec.json.format(msgspec.json.encode({**_read(path), **own}), indent=2)
        target = path.resolve()
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            _replace(target, text + b"\n")
        except OSError as error:
            reason = error.strerror or str(error)
            raise InputError(
                path,
                both(f"the settings cannot be saved: {reason}", f"无法保存设置：{reason}"),
                remedy=both("check permissions and free space", "请检查权限和剩余空间"),
            ) from error


def _replace(target: Path, content: bytes) -> None:
    import tempfile

    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _read(path: Path) -> dict[str, Any]:
    """Return the keys of the file, none where there is no file."""
    try:
        with path.open("rb") as file:
            raw = file.read(_MAX_BYTES + 1)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            path,
            both(f"the settings cannot be read: {reason}", f"无法读取设置：{reason}"),
            remedy=both("check that it is a file you may read", "请确认它是文件且你有读取权限"),
        ) from error
    if len(raw) > _MAX_BYTES:
        raise _broken(path, both("larger than 1 MiB", "超过 1 MiB"))
    if not raw.strip():
        return {}
    try:
        found = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        row, column = _place(raw, str(error))
        raise _broken(path, both("not valid JSON", "不是有效的 JSON"), row, column) from None
    if not isinstance(found, dict):
        raise _broken(path, both("not a JSON object", "不是 JSON 对象"))
    return found


def _checked(path: Path, values: dict[str, Any]) -> Settings:
    try:
        return msgspec.convert(values, Settings, strict=True)
    except msgspec.ValidationError as error:
        name = _name_in(error)
        allowed = _ALLOWED.get(name, both("another value", "其他值"))
        assert isinstance(allowed, dict)
        raise InputError(
            path,
            both(f"setting “{name}” must be {allowed['en']}", f"设置项“{name}”应为{allowed['zh']}"),
            remedy=both("correct that value or delete the key", "请改正该值，或删除这一项"),
        ) from None


def _name_in(error: msgspec.ValidationError) -> str:
    """Return the setting that an error is about."""
    found = re.search(r"\$\.(\w+)", str(error))
    return found.group(1) if found else ""


def _broken(path: Path, what: Text, row: int | None = None, column: int | None = None) -> InputError:
    return InputError(
        path,
        what,
        row=row,
        column=column,
        remedy=both(
            "mend the file, or delete it for the standard settings", "请修正该文件；删除它则恢复默认设置"
        ),
    )


def _place(raw: bytes, message: str) -> tuple[int | None, int | None]:
    """Return line and column of the byte that a decoding error names."""
    found = re.search(r"byte (\d+)", message)
    if found is None:
        return None, None
    head = raw[: int(found.group(1))]
    return head.count(b"\n") + 1, len(head) - head.rfind(b"\n")
