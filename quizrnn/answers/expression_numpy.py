"""NumPy's functions by the names in a tree; and those with a language of their own, ``einsum`` and norms."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]

_ROUNDOFF: Final = 1e-13
_OPERANDS: Final = 6
ORDERS: Final = (1, 2, "fro", "inf", "nuc")
"""Norms by the names that NumPy gives them; its infinite one is written as a text here."""


class Subscripts:
    """The first argument of ``einsum``, such as ``bi,bj->ij``.

    Args:
        text: As it was typed.

    Raises:
        ValueError: If it is none, or the result has an index that no operand has.
    """

    def __init__(self, text: str) -> None:
        plain = text.replace(" ", "")
        match = re.fullmatch(r"([A-Za-z]+(?:,[A-Za-z]+)*)(?:->([A-Za-z]*))?", plain)
        if match is None:
            raise ValueError(text)
        self.operands = match[1].split(",")
        joint = "".join(self.operands)
        once = "".join(sorted(index for index in set(joint) if joint.count(index) == 1))
        self.result: str = once if match[2] is None else match[2]
        unknown = set(self.result) - set(joint)
        if unknown or len(set(self.result)) < len(self.result) or len(self.operands) > _OPERANDS:
            raise ValueError(text)

    def sizes(self, arrays: list[Array]) -> dict[str, int] | None:
        """Return the size of each index, or None where the arrays do not fit.

        Raises:
            ValueError: If there are more or fewer arrays, or one of another rank than its indices.
        """
        if len(arrays) != len(self.operands):
            raise ValueError(self.operands)
        sizes: dict[str, int] = {}
        for indices, array in zip(self.operands, arrays, strict=True):
            if len(indices) != array.ndim:
                raise ValueError(indices)
            for index, size in zip(indices, array.shape, strict=True):
                if sizes.setdefault(index, size) != size:
                    return None
        return sizes

    def work_out(self, arrays: list[Array]) -> Array:
        """Return the sum of products; the arrays must fit."""
        return np.asarray(np.einsum(f"{','.join(self.operands)}->{self.result}", *arrays), dtype=np.float64)


def norm(a: Array, order: Any, axis: tuple[int, ...] | None, keepdims: bool) -> Array:
    """Return a norm: without an order the root of all squares, with one as ``numpy.linalg.norm`` has it.

    Raises:
        ValueError: If there is no such norm of such an array.
    """
    along: Any = axis[0] if axis is not None and len(axis) == 1 else axis
    vector = isinstance(along, int) or (axis is None and a.ndim < 2)
    if order is None or (order in (2, "fro") and vector):
        return np.asarray(np.sqrt(np.sum(a**2, axis=axis, keepdims=keepdims)))
    if order not in ORDERS and not (vector and isinstance(order, int) and order > 0):
        raise ValueError(order)
    if not np.isfinite(a).all():
        return np.asarray(np.full_like(np.sum(a, axis=axis, keepdims=keepdims), np.nan))
    value = np.linalg.norm(a, np.inf if order == "inf" else order, axis=along, keepdims=keepdims)
    return np.asarray(value, dtype=np.float64)


def entries_norm(a: Array, order: Any, axis: tuple[int, ...] | None, keepdims: bool) -> Array:
    """Return PyTorch's ``norm(x, p=…)``, which takes the entries of a matrix as one vector.

    Raises:
        ValueError: If there is no such norm.
    """
    if axis is None and not keepdims:
        return norm(a.reshape(-1), order, None, False)
    return norm(a, order, axis, keepdims)


def _sigmoid(a: Array) -> Array:
    return np.asarray(0.5 * (1 + np.tanh(0.5 * a)))


def _softmax(a: Array, axis: int | None) -> Array:
    place = -1 if axis is None else axis
    e = np.exp(np.minimum(a, 700.0))
    return np.asarray(e / e.sum(axis=place, keepdims=True)) if a.ndim else np.ones(())


def _logsumexp(a: Array, axis: Any = None, keepdims: bool = False) -> Array:
    reduce: Any = np.logaddexp.reduce
    return np.asarray(reduce(a, axis=axis, keepdims=keepdims))


def _power(base: Array, exponent: Array) -> Any:
    """Raise; what rounding alone keeps from being whole, as in ``w**exp(log(k))``, is whole."""
    nearest = np.rint(exponent)
    is_whole = np.abs(exponent - nearest) <= _ROUNDOFF * np.maximum(1.0, np.abs(nearest))
    return np.power(base, np.where(is_whole, nearest, exponent))


OPERATORS: Final[dict[str, Callable[[Array, Array], Any]]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "//": np.floor_divide, "%": np.mod,
    "**": _power, "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal,
    "==": np.equal, "!=": np.not_equal, "and": np.logical_and, "or": np.logical_or,
}  # fmt: skip
REDUCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "sum": np.sum, "mean": np.mean, "prod": np.prod, "max": np.max, "min": np.min,
    "logsumexp": _logsumexp,
}  # fmt: skip
ALONG: Final[dict[str, Callable[[Array, int | None], Any]]] = {
    "softmax": _softmax,
    "cumsum": lambda a, axis: np.cumsum(a, axis=axis),
    "cumprod": lambda a, axis: np.cumprod(a, axis=axis),
}
OF_ONE: Final[dict[str, Callable[[Array], Any]]] = {
    "sigmoid": _sigmoid, "tanh": np.tanh, "exp": np.exp, "expm1": np.expm1, "log": np.log, "log1p": np.log1p,
    "log2": np.log2, "log10": np.log10, "sqrt": np.sqrt, "abs": np.abs, "sign": np.sign, "sin": np.sin,
    "sinh": np.sinh, "cosh": np.cosh, "cos": np.cos, "arccos": np.arccos,
    "floor": np.floor, "ceil": np.ceil, "round": np.round,
    "relu": lambda a: np.maximum(a, 0.0), "softplus": lambda a: np.logaddexp(0.0, a),
    "dtanh": lambda a: 1 - np.tanh(a) ** 2, "dsigmoid": lambda a: _sigmoid(a) * (1 - _sigmoid(a)),
    "transpose": np.transpose, "ones_like": np.ones_like, "zeros_like": np.zeros_like, "squeeze": np.squeeze,
    "shape": lambda a: np.asarray(a.shape, dtype=np.float64),
}  # fmt: skip
OF_SEVERAL: Final[dict[str, tuple[int, Callable[..., Any]]]] = {
    "maximum": (2, np.maximum),
    "minimum": (2, np.minimum),
    "logaddexp": (2, np.logaddexp),
    "where": (3, lambda condition, one, other: np.where(condition != 0, one, other)),
    "clip": (3, lambda a, low, high: np.minimum(np.maximum(a, low), high)),
}
