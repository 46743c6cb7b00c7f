"""Scales of a plot: what is drawn of a curve, and where the ticks stand. The same for every drawing."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from quizrnn.labs.model import Axis, Series

DECADES: Final = 45
"""Decades below the largest value that a logarithmic scale shows."""

MARKS: Final = "ox+*#%@"
"""A mark for each curve: plain characters, so that no curve is told by its colour alone."""


class Extent(NamedTuple):
    """The least and the largest coordinate of an axis, never equal."""

    low: float
    high: float


def drawn(series: Series, y: Axis, largest: float) -> tuple[list[float], list[float]]:
    """Return the coordinates of the points of a curve that can be drawn, log10 of the value on a log scale.

    Args:
        series: The curve.
        y: The axis of ordinates.
        largest: The largest value of all curves.
    """
    xs, ys = [], []
    for at, value in zip(series.x, series.y, strict=True):
        if not math.isfinite(value) or (y.log and value <= largest * 10.0**-DECADES):
            continue
        xs.append(at)
        ys.append(math.log10(value) if y.log else value)
    return xs, ys


def largest_of(curves: Iterable[Series]) -> float:
    """Return the largest finite value of all curves, at least the smallest positive number."""
    values = [value for series in curves for value in series.y if math.isfinite(value)]
    return max([*values, 5e-324])


def extent(coordinates: Iterable[float]) -> Extent:
    """Return the extent of coordinates; where they are one or none, something around it."""
    found = list(coordinates)
    low, high = (min(found), max(found)) if found else (0.0, 1.0)
    if high - low < 1e-12 * max(abs(low), abs(high), 1.0):
        return Extent(low - 0.5, high + 0.5)
    return Extent(low, high)


def ticks(extent: Extent, *, log: bool, most: int) -> list[tuple[float, str]]:
    """Return at most ``most`` ticks as coordinate and label, in order."""
    if log and extent.high - extent.low >= 2:
        decades = max(1, math.ceil((extent.high - extent.low) / most))
        first = math.ceil(extent.low / decades - 1e-9) * decades
        places = range(first, math.floor(extent.high + 1e-9) + 1, decades)
        return [(float(k), "1" if k == 0 else f"1e{k}") for k in places][:most]
    step = _nice((extent.high - extent.low) / most)
    while (found := _multiples(extent, step))[most:]:
        step = _nice(step * 1.01)
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    if log:
        return [(at, f"{10**at:.2g}") for at in found]
    return [(at, f"{at + 0.0:.{digits}f}") for at in found]


def _multiples(extent: Extent, step: float) -> list[float]:
    first, last = math.ceil(extent.low / step - 1e-9), math.floor(extent.high / step + 1e-9)
    return [k * step for k in range(first, last + 1)]


def _nice(step: float) -> float:
    """Return the next of 1, 2, 5, 10 … that is no less."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= step * (1 - 1e-9))
