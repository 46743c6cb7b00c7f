"""One returned value beside the right one: the first check that it fails, and what to say about it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import msgspec
import numpy as np

from quizrnn.drills.report import OutputReport, OutputStatus
from quizrnn.drills.results import Number, Odd, Value
from quizrnn.text import Text, both

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[Any]

TOLERANCES: Final = {"f8": (1e-9, 1e-7), "f4": (1e-5, 1e-4), "c16": (1e-9, 1e-7)}
"""By dtype: the part relative to the largest magnitude expected, and the part relative to each entry."""


def tolerance(expected: Array) -> Array:
    """Return the bound of |got - expected| by entry; in float64, 1e-9 · max|expected| + 1e-7 · |expected|."""
    absolute, relative = TOLERANCES.get(expected.dtype.str[1:], (0.0, 0.0))
    size = np.abs(expected)
    bound: Array = absolute * size.max(initial=0.0) + relative * size
    return bound


def close(expected: Array, got: Array) -> bool:
    """Whether shapes are equal and every entry is finite and within its tolerance."""
    if expected.shape != got.shape or not np.isfinite(got).all():
        return False
    with np.errstate(all="ignore"):
        return bool((np.abs(got - expected) <= tolerance(expected)).all())


def compare(name: str, expected: Array, got: Value | None, weight: float = 1.0) -> OutputReport:
    """Compare one output.

    Checked in this order, and the first failure is the verdict: missing, None, type, dtype, shape, NaN or
    infinity, value.

    Args:
        name: The output's name.
        expected: The right value; without axes where a number is asked.
        got: What came back, or None where nothing did.
        weight: Its share in the score.
    """
    if got is None:
        return _failed(name, weight, "missing", both("it was not returned", "没有返回"))
    if isinstance(got, Odd):
        return _failed(name, weight, got.status, _odd(got, expected))
    if isinstance(got, Number) and expected.ndim:
        text = both(
            f"a number of type {got.type} where an array of shape {shape_text(expected.shape)} is asked",
            f"返回的是 {got.type} 类型的数，应为形状 {shape_text(expected.shape)} 的数组",
        )
        return _failed(name, weight, "type", text)
    array = got.value if isinstance(got, Number) else got
    if array.dtype != expected.dtype:
        text = both(
            f"dtype {array.dtype} where {expected.dtype} is asked",
            f"dtype 为 {array.dtype}，应为 {expected.dtype}",
        )
        return _failed(name, weight, "dtype", text)
    if array.shape != expected.shape:
        return _failed(name, weight, "shape", _shape_text(expected, array))
    return _values(name, expected, array, weight)


def _failed(name: str, weight: float, status: OutputStatus, message: Text) -> OutputReport:
    return OutputReport(name=name, status=status, message=message, weight=weight)


def _odd(got: Odd, expected: Array) -> Text:
    asked = (
        both(
            f"an np.ndarray of shape {shape_text(expected.shape)}",
            f"形状 {shape_text(expected.shape)} 的 np.ndarray",
        )
        if expected.ndim
        else both("a float", "浮点数")
    )
    assert isinstance(asked, dict)
    if got.status == "missing":
        return both(f"None where {asked['en']} is asked", f"返回了 None，应为{asked['zh']}")
    if got.status == "dtype":
        return both(
            f"dtype {got.got} where {expected.dtype} is asked", f"dtype 为 {got.got}，应为 {expected.dtype}"
        )
    if got.status == "shape":
        wanted = shape_text(expected.shape)
        return both(f"shape {got.got} where {wanted} is asked", f"形状为 {got.got}，应为 {wanted}")
    return both(f"{got.got} where {asked['en']} is asked", f"返回的是 {got.got}，应为{asked['zh']}")


def _shape_text(expected: Array, got: Array) -> Text:
    """Say which shape, and whether it is the transpose or an axis of size 1 too many or too few."""
    wanted, found = shape_text(expected.shape), shape_text(got.shape)
    english, chinese = f"shape {found} where {wanted} is asked", f"形状为 {found}，应为 {wanted}"
    if got.ndim == 2 and got.T.shape == expected.shape:
        exact = close(expected, got.T)
        english += "; its transpose is right" if exact else "; that is the transpose's shape"
        chinese += "；转置之后就正确" if exact else "；这是转置后的形状"
    elif _squeezed(got.shape) == _squeezed(expected.shape):
        more = got.ndim > expected.ndim
        english += f"; an axis of size 1 is {'left over' if more else 'gone'}"
        chinese += "；多了一个长度为 1 的轴" if more else "；丢了一个长度为 1 的轴"
    return both(english, chinese)


def _squeezed(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(size for size in shape if size != 1)


def _values(name: str, expected: Array, got: Array, weight: float) -> OutputReport:
    finite = np.isfinite(got)
    if not finite.all():
        where = _place(~finite)
        text = both(
            f"at {index_text(where)} expected {number(expected[where])}, got {number(got[where])}",
            f"位置 {index_text(where)}：应为 {number(expected[where])}，得到 {number(got[where])}",
        )
        return OutputReport(
            name=name,
            status="nan",
            message=text,
            worst_index=where,
            expected=float(expected[where].real),
            weight=weight,
        )
    with np.errstate(all="ignore"):
        error = np.abs(got - expected)
        bound = tolerance(expected)
        excess = np.where(error <= bound, 0.0, error)
    largest = float(error.max(initial=0.0))
    scale = float(np.abs(expected).max(initial=0.0))
    report = OutputReport(
        name=name,
        status="ok",
        max_abs_error=largest,
        max_rel_error=largest / scale if scale else (0.0 if largest == 0 else None),
        weight=weight,
    )
    if not excess.any():
        return report
    where = tuple(int(place) for place in np.unravel_index(int(excess.argmax()), excess.shape))
    return msgspec.structs.replace(
        report,
        status="value",
        message=_value_text(expected, got, where),
        worst_index=where,
        expected=float(expected[where].real),
        actual=float(got[where].real),
    )


def _value_text(expected: Array, got: Array, where: tuple[int, ...]) -> Text:
    digits = 6 if number(expected[where]) != number(got[where]) else 15
    place, wanted, found = index_text(where), number(expected[where], digits), number(got[where], digits)
    english, chinese = f"expected {wanted}, got {found}", f"应为 {wanted}，得到 {found}"
    if where:
        english, chinese = f"at {place} {english}", f"位置 {place}：{chinese}"
    if expected.ndim == 2 and expected.shape[0] == expected.shape[1] > 1 and close(expected, got.T):
        english, chinese = english + "; its transpose is right", chinese + "；转置之后就正确"
    return both(english, chinese)


def _place(mask: Array) -> tuple[int, ...]:
    return tuple(int(place) for place in np.argwhere(mask)[0])


def shape_text(shape: tuple[int, ...]) -> str:
    """Write a shape as Python does: ``(3, 4)``, ``(5,)``."""
    return str(tuple(int(size) for size in shape))


def index_text(where: tuple[int, ...]) -> str:
    """Write an index as in code: ``[0, 3]``."""
    return f"[{', '.join(str(place) for place in where)}]"


def number(value: Any, digits: int = 6) -> str:
    """Write a number with so many significant digits."""
    real = float(value.real)
    return f"{real:.{digits}g}" if math.isfinite(real) else str(real)
