"""What may stand behind a number: its unit in any spelling, an equal one of another size, what is counted."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import Final, TypeAlias
from unicodedata import normalize

from quizrnn.errors import Malformed
from quizrnn.text import both

Real: TypeAlias = int | float

_UNITS: Final = (
    ("b", "byte", "bytes", "字节"),
    ("bit", "bits", "比特", "位"),
    ("flop", "flops", "次浮点运算"),
    ("step", "steps", "time step", "time steps", "步", "个时间步"),
    ("°", "deg", "degree", "degrees", "度"),
    ("parameter", "parameters", "params", "param", "个参数", "参数"),
    ("row", "rows", "行"),
    ("frame", "frames", "帧"),
    ("update", "updates", "次更新", "次"),
    ("nat", "nats", "奈特"),
    ("s", "sec", "second", "seconds", "秒"),
    ("ms", "millisecond", "milliseconds", "毫秒"),
    ("%", "percent", "per cent", "pct", "百分之"),
)
"""Ways to write the same unit, in lower case."""

_SCALES: Final[tuple[dict[str, Fraction | float], ...]] = (
    {
        "s": Fraction(1),
        "ms": Fraction(1, 1000),
        "us": Fraction(1, 10**6),
        "μs": Fraction(1, 10**6),
        "微秒": Fraction(1, 10**6),
        "ns": Fraction(1, 10**9),
        "min": Fraction(60),
        "分钟": Fraction(60),
        "h": Fraction(3600),
        "小时": Fraction(3600),
    },
    {
        "b": Fraction(1),
        "bit": Fraction(1, 8),
        "kib": Fraction(2**10),
        "mib": Fraction(2**20),
        "gib": Fraction(2**30),
        "tib": Fraction(2**40),
    },
    {
        "flop": Fraction(1),
        "kflop": Fraction(10**3),
        "mflop": Fraction(10**6),
        "gflop": Fraction(10**9),
        "tflop": Fraction(10**12),
    },
    {"°": Fraction(1), "rad": 180 / math.pi, "弧度": 180 / math.pi},
)
"""Sizes of the units of one quantity, each by its first spelling."""

_TWO_MEANINGS: Final = frozenset({"kb", "mb", "gb", "tb"})
"""1000 bytes to one reader, 1024 to another."""

_LARGE: Final = {
    "k": 10**3,
    "K": 10**3,
    "thousand": 10**3,
    "千": 10**3,
    "M": 10**6,
    "million": 10**6,
    "百万": 10**6,
    "billion": 10**9,
    "bn": 10**9,
    "十亿": 10**9,
}
_LARGE_BEHIND: Final = re.compile(
    rf"\s*([+\-−–]?[\d.,_' \u00a0\u202f]*\d)\s*({'|'.join(sorted(_LARGE, key=len, reverse=True))})\s*"
)
_COUNTED: Final = re.compile(
    r"(?<=[\d)\]）万亿千])\s*(?:(?:time )?steps?|param(?:eter)?s?|weights?|numbers?|values?|entries|"
    r"elements?|operations?|multiplications?|additions?|rows?|columns?|units?|times|个(?:参数|数|元素|权重|单元|时间步)?|"
    r"参数|次(?:乘法|加法|运算)?|步|倍)\s*$",
    re.IGNORECASE,
)
"""What questions without a unit ask for the number of; it changes no number."""

_PERCENT: Final = re.compile(r"(?<=[\d)）])\s*(?:percent|per cent|pct)\s*$", re.IGNORECASE)
_WORD: Final = re.compile(r"(.*[\d)\]）²³万亿])\s*([^\W\d_]+|°)\s*", re.DOTALL)


def measured(text: str, unit: str | None) -> tuple[str, Fraction | float]:
    """Return the text without what stands behind its number, and what the number is to be multiplied by.

    Args:
        text: What was typed.
        unit: The question's unit, or None.

    Raises:
        Malformed: If the unit has two meanings.
    """
    if not unit:
        if large := _LARGE_BEHIND.fullmatch(_COUNTED.sub("", text)):
            return large[1], Fraction(_LARGE[large[2]])
        return _PERCENT.sub("%", _COUNTED.sub("", text)), Fraction(1)
    text = text.replace("º", "°")
    behind = _WORD.fullmatch(text)
    if behind is not None and behind[2].lower() in _TWO_MEANINGS and _first_spelling(unit) == "b":
        raise Malformed(
            both(
                f"“{behind[2]}” may be a power of 1000 or of 1024: answer in {unit}",
                f"“{behind[2]}”既可能按 1000 也可能按 1024 换算：请以 {unit} 作答",
            ),
            column=behind.start(2),
        )
    bare = _without_unit(text, unit)
    if bare != text:
        if large := _LARGE_BEHIND.fullmatch(bare):
            return large[1], Fraction(_LARGE[large[2]])
        return bare, Fraction(1)
    if behind is not None:
        scale = next((sizes for sizes in _SCALES if _first_spelling(unit) in sizes), {})
        size = scale.get(_first_spelling(behind[2]))
        if size is not None:
            own = scale[_first_spelling(unit)]
            return behind[1], size / own
    if large := _LARGE_BEHIND.fullmatch(text):
        return large[1], Fraction(_LARGE[large[2]])
    return text, Fraction(1)


def scaled(value: Real, factor: Fraction | float) -> Real:
    """Return the number times a factor; exactly, where both are exact decimals."""
    if factor == 1:
        return value
    if isinstance(factor, float):
        return value * factor
    product = (Fraction(value) if isinstance(value, int) else Fraction(repr(value))) * factor
    return product.numerator if product.denominator == 1 else float(product)


def _first_spelling(unit: str) -> str:
    plain = normalize("NFKC", unit).strip().lower()
    for spelling in (plain, plain.removesuffix("s") if len(plain) > 3 else plain):
        for group in _UNITS:
            if spelling in group:
                return group[0]
        if any(spelling in sizes for sizes in _SCALES):
            return spelling
    return plain


def _without_unit(text: str, unit: str) -> str:
    """Return the text without the question's unit at its end, however it is spelled."""
    plain = normalize("NFKC", unit).strip().lower()
    spellings = {plain, f"{plain}s", plain.removesuffix("s") if len(plain) > 3 else plain}
    for group in _UNITS:
        if plain in group:
            spellings.update(group)
    end = text.rstrip()
    for spelling in sorted(spellings, key=len, reverse=True):
        tail = normalize("NFKC", end[-len(spelling) :]).lower() if spelling else ""
        rest = end[: -len(spelling)].rstrip() if spelling else end
        if spelling and tail == spelling and _ends_number(rest):
            return rest
    return text


def _ends_number(text: str) -> bool:
    return bool(text) and (
        text[-1].isdigit() or text[-1] in ")]）.²³万亿%" or _LARGE_BEHIND.fullmatch(text) is not None
    )
