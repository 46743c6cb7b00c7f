"""The settings as rows: how each is named, shown, stepped through and read."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from quizrnn.errors import QuizrnnError
from quizrnn.text import Text, both

if TYPE_CHECKING:
    from quizrnn.study.settings import Settings

_LANGUAGE_NAMES: Final = {"en": "English", "zh": "中文"}
_THEMES: Final[dict[str | None, Text]] = {"dark": both("dark", "深色"), "light": both("light", "浅色")}
_ASCII: Final[dict[bool | None, Text]] = {
    None: both("as the terminal can", "视终端而定"),
    True: both("always", "总是"),
    False: both("never", "从不"),
}


class Row(NamedTuple):
    """One setting.

    Attributes:
        name: Its key in the settings file.
        title: What it is called.
        note: What it means, and what is allowed.
        step: What the arrow keys add to a number; 0 where there is nothing to add to.
        choices: The values to choose from, or none where one is typed.
        typed: Whether it can be typed.
    """

    name: str
    title: Text
    note: Text
    step: float = 0
    choices: dict[Any, Text] | None = None
    typed: bool = True


ROWS: Final[tuple[Row, ...]] = (
    Row(
        "language",
        both("Language", "语言"),
        both("English or Chinese. `F2` changes it anywhere.", "英文或中文。随处可按 `F2` 切换。"),
        choices=dict(_LANGUAGE_NAMES),
        typed=False,
    ),
    Row("theme", both("Theme", "主题"), both("Dark or light.", "深色或浅色。"), choices=_THEMES, typed=False),
    Row(
        "ascii",
        both("ASCII only", "仅用 ASCII"),
        both(
            "Draw without box characters and symbols, for fonts that lack them.",
            "不用制表符和数学符号，适用于缺少这些字形的字体。",
        ),
        choices=_ASCII,
        typed=False,
    ),
    Row(
        "new_per_day",
        both("New questions a day", "每天新题"),
        both(
            "How many questions you meet for the first time each day: 0 to 9999.",
            "每天最多学多少道新题：0 到 9999。",
        ),
        step=1,
    ),
    Row(
        "reviews_per_day",
        both("Reviews a day", "每天复习"),
        both(
            "At most this many earlier questions come back each day: 0 to 9999.",
            "每天最多复习多少道旧题：0 到 9999。",
        ),
        step=10,
    ),
    Row(
        "desired_retention",
        both("Desired retention", "期望保持率"),
        both(
            "A question returns when the chance that you know it falls to this: 0.80 to 0.97. More means "
            "more reviews.",
            "记得某题的概率降到此值时再问：0.80 到 0.97。越高，复习越多。",
        ),
        step=0.01,
    ),
    Row(
        "learn_ahead_minutes",
        both("Learn ahead, minutes", "提前学习（分钟）"),
        both(
            "How early a question just missed may return when nothing else is left: 0 to 20.",
            "没有别的题可问时，刚答错的题最多提前几分钟再问：0 到 20。",
        ),
        step=1,
    ),
    Row(
        "day_start_hour",
        both("Day begins at, hour", "每天开始于（时）"),
        both("A study day begins at this hour: 0 to 23.", "学习日从几点算起：0 到 23。"),
        step=1,
    ),
    Row(
        "exam_date",
        both("Exam date", "考试日期"),
        both(
            "Everything comes back by the day before: 2031-05-20. Empty: none.",
            "考前一天之前全部复习到：写成 2031-05-20。留空表示没有。",
        ),
    ),
    Row(
        "keys",
        both("Keys", "按键"),
        both("Enter lists the keys and lets you change them.", "按回车列出按键并更改。"),
        typed=False,
    ),
)
"""The settings in the order in which they are shown."""


def value_of(row: Row, settings: Settings, lang: str) -> Any:
    """Return the value that counts now."""
    if row.name == "language":
        return lang
    if row.name == "theme":
        return "light" if settings.theme == "light" else "dark"
    return getattr(settings, row.name)


def shown(row: Row, value: Any) -> Text:
    """Return a value as it is shown."""
    if row.choices is not None:
        return row.choices[value]
    if row.name == "keys":
        return both(f"{len(value)} changed", f"已更改 {len(value)} 个") if value else both("standard", "默认")
    if row.name == "desired_retention":
        return f"{value:.2f}" if round(value, 2) == value else f"{value:g}"
    return both("none", "无") if value is None else str(value)


def stepped(row: Row, value: Any, by: int) -> Any:
    """Return the value ``by`` steps on, or None where there are no steps."""
    if row.choices is not None:
        values = list(row.choices)
        return values[(values.index(value) + by) % len(values)]
    if not row.step:
        return None
    return round(value + by * row.step, 4)


def read(row: Row, typed: str) -> Any:
    """Return what was typed as the file would hold it.

    Raises:
        QuizrnnError: If it is not of the kind that the setting takes.
    """
    text = unicodedata.normalize("NFKC", typed).strip()
    if row.name == "exam_date":
        return "-".join(part.zfill(2) for part in text.replace("/", "-").split("-")) if text else None
    try:
        if row.name == "desired_retention":
            return float(text[:-1]) / 100 if text.endswith("%") else float(text)
        return int(text)
    except ValueError:
        what = both("a number", "数") if isinstance(row.step, float) else both("a whole number", "整数")
        assert isinstance(what, dict)
        raise QuizrnnError(both(f"must be {what['en']}", f"应为{what['zh']}")) from None
