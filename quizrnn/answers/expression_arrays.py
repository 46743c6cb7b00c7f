"""Expressions of arrays: NumPy's rules on shapes, float64, bounded in size before anything is allocated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, NoReturn, TypeAlias

import numpy as np

from quizrnn.answers.expression_numpy import (
    ALONG,
    OF_ONE,
    OF_SEVERAL,
    OPERATORS,
    REDUCTIONS,
    Array,
    Subscripts,
    entries_norm,
    norm,
)
from quizrnn.answers.expression_tokens import malformed
from quizrnn.answers.expression_tree import (
    Call,
    Index,
    Name,
    Negation,
    Node,
    Number,
    Operation,
    Sequence,
    Slice,
    Word,
)
from quizrnn.text import both

MAX_SIZE: Final = 20_000
"""Most elements that any intermediate array may have."""

Shape: TypeAlias = tuple[int, ...]
Product: TypeAlias = Literal["elements", "matrix"]


class DoesNotBind(Exception):
    """Shapes that an operation cannot join: the formula can be read, and is wrong.

    Attributes:
        node: The operation.
        shapes: Shapes of its operands.
        axis: The axis that is not there, or None.
    """

    def __init__(self, node: Node, shapes: tuple[Shape, ...], axis: int | None = None) -> None:
        super().__init__(f"{shapes}")
        self.node = node
        self.shapes = shapes
        self.axis = axis


class Evaluator:
    """Works out trees on one binding of the names.

    Args:
        values: An array for each name, 0-dimensional for a number.
        dot: Which product ``·`` is where both would bind.
        columns: Whether a matrix product that does not bind is read as the textbook's, on column vectors:
            ``W @ x`` as ``x @ W.T``.
    """

    def __init__(
        self, values: Mapping[str, Array], *, dot: Product = "elements", columns: bool = False
    ) -> None:
        self._values = values
        self._dot = dot
        self._columns = columns

    def evaluate(self, tree: Node) -> Array:
        """Return the value of ``tree``; entries without one are NaN or infinite.

        Raises:
            DoesNotBind: If shapes do not fit.
            Malformed: If a function has the wrong number of arguments, or an array would be too large.
        """
        with np.errstate(all="ignore"):
            return self._value(tree)

    def _value(self, node: Node) -> Array:
        match node:
            case Number():
                return np.asarray(float(node.value))
            case Name():
                return self._values[node.name]
            case Negation():
                return -self._value(node.operand)
            case Operation():
                return self._operation(node)
            case Sequence():
                return self._joined(node, node.items, None)
            case Index():
                return self._indexed(node)
            case Call():
                return self._call(node)
            case Word():
                raise malformed(both("a number is wanted here", "这里需要一个数"), node.at)

    def _operation(self, node: Operation) -> Array:
        left, right = self._value(node.left), self._value(node.right)
        if node.op == "@":
            return self._product(node, left, right)
        if node.op == "dot":
            joins = _broadcasts(left, right)
            if not joins or (self._dot == "matrix" and left.ndim and right.ndim and _multiplies(left, right)):
                return self._product(node, left, right)
            return left * right
        _bind(node, left, right)
        return np.asarray(OPERATORS[node.op](left, right), dtype=np.float64)

    def _product(self, node: Node, left: Array, right: Array) -> Array:
        if not left.ndim or not right.ndim:
            raise DoesNotBind(node, (left.shape, right.shape))
        if not _multiplies(left, right):
            turned = right, left.T
            if self._columns and _multiplies(*turned):
                left, right = turned
            else:
                raise DoesNotBind(node, (left.shape, right.shape))
        _check_size(node, (*left.shape[:-1], *right.shape[-1:]))
        return np.asarray(left @ right)

    def _stacked(self, node: Node, items: tuple[Node, ...], axis: int) -> Array:
        """Join pieces of one shape along a new axis, as NumPy does with a list of arrays."""
        pieces = [self._value(item) for item in items]
        shapes = tuple(piece.shape for piece in pieces)
        if len(set(shapes)) > 1 or not -1 - pieces[0].ndim <= axis <= pieces[0].ndim:
            raise DoesNotBind(node, shapes)
        _check_size(node, (len(pieces), *shapes[0]))
        return np.stack(pieces, axis=axis)

    def _joined(self, node: Node, items: tuple[Node, ...], axis: int | None) -> Array:
        """Join pieces as ``[a, b]`` does: numbers to a vector, arrays along their last axis."""
        pieces = [self._value(item) for item in items]
        if all(piece.ndim == 0 for piece in pieces):
            return np.stack(pieces)
        shapes = tuple(piece.shape for piece in pieces)
        rank = pieces[0].ndim
        place = self._axis_in(node, -1 if axis is None else axis, pieces[0])
        rests = {(*shape[:place], *shape[place + 1 :]) for shape in shapes}
        if len(rests) > 1 or any(len(shape) != rank for shape in shapes):
            raise DoesNotBind(node, shapes)
        _check_size(node, (sum(piece.size for piece in pieces),))
        return np.concatenate(pieces, axis=place)

    def _axis_in(self, node: Node, axis: int, array: Array) -> int:
        if not -array.ndim <= axis < array.ndim:
            raise DoesNotBind(node, (array.shape,), axis)
        return axis % array.ndim

    def _indexed(self, node: Index) -> Array:
        if isinstance(node.value, Call) and node.value.function == "shape":
            value: Array = np.asarray(self._value(node.value.args[0]).shape, dtype=np.float64)
        else:
            value = self._value(node.value)
        given = sum(place is not None and place != "..." for place in node.places)
        if given > value.ndim:
            raise DoesNotBind(node, (value.shape,), given - 1)
        where: list[Any] = []
        axis = 0
        for place in node.places:
            if place is None:
                where.append(None)
            elif isinstance(place, str):
                where.append(...)
                axis += value.ndim - given
            else:
                where.append(self._place(node, place, value, axis))
                axis += 1
        return np.asarray(value[tuple(where)])

    def _place(self, node: Index, place: Node | Slice, value: Array, axis: int) -> int | slice:
        length = value.shape[axis]
        if not isinstance(place, Slice):
            index = self._whole(place)
            if not -length <= index < length:
                raise DoesNotBind(node, (value.shape,), axis)
            return index
        bounds = [
            None if bound is None else self._whole(bound) for bound in (place.start, place.stop, place.step)
        ]
        if any(bound is not None and abs(bound) > length for bound in bounds) or bounds[2] == 0:
            raise DoesNotBind(node, (value.shape,), axis)
        return slice(*bounds)

    def _whole(self, node: Node) -> int:
        value = self._value(node)
        if value.ndim or not np.isfinite(value) or value != np.floor(value):
            raise malformed(
                both("a whole number is wanted here", "这里需要一个整数"), getattr(node, "at", None)
            )
        if abs(float(value)) > MAX_SIZE:
            _too_large(node)
        return int(value)

    def _axes(self, node: Call, array: Array) -> tuple[int, ...] | None:
        option = dict(node.options).get("axis")
        if option is None or (isinstance(option, Word) and option.value is None):
            return None
        axes = option.items if isinstance(option, Sequence) else (option,)
        found = tuple(self._axis_in(node, self._whole(axis), array) for axis in axes)
        if len(set(found)) < len(found):
            raise malformed(both("an axis is named twice", "同一个轴写了两次"), node.at)
        return found

    def _keepdims(self, node: Call) -> bool:
        option = dict(node.options).get("keepdims")
        return bool(option.value) if isinstance(option, Word | Number) else False

    def _call(self, node: Call) -> Array:
        name, count = node.function, len(node.args)
        if name == "concat" or name == "vstack":
            axes = self._axes(node, self._value(_pieces(node)[0]))
            return self._joined(node, _pieces(node), axes[0] if axes else 0 if name == "vstack" else None)
        if name == "stack" and count == 1:
            axis = dict(node.options).get("axis")
            return self._stacked(node, _pieces(node), 0 if axis is None else self._whole(axis))
        if name in ("max", "min") and count == 2 and not node.options:
            name = f"{name}imum"
        if name == "norm" and count == 1:
            return self._norm(node)
        if name in REDUCTIONS and count == 1:
            listed = node.args[0]
            several = isinstance(listed, Sequence) and len(listed.items) > 1
            value = self._stacked(listed, _pieces(node), 0) if several else self._value(listed)
            if not value.size and name in ("max", "min", "mean"):
                raise DoesNotBind(node, (value.shape,))
            reduced = REDUCTIONS[name](value, axis=self._axes(node, value), keepdims=self._keepdims(node))
            return np.asarray(reduced, dtype=np.float64)
        if name in ALONG and count == 1:
            value = self._value(node.args[0])
            axes = self._axes(node, value)
            return np.asarray(ALONG[name](value, axes[0] if axes else None))
        if node.options:
            raise malformed(both(f"{name} takes no axis", f"{name} 没有 axis 选项"), node.at)
        if name in ("ones", "zeros", "eye", "reshape"):
            return self._made(node)
        if name in ("permute", "swapaxes", "einsum"):
            return self._einsum(node) if name == "einsum" else self._reordered(node)
        args = [self._value(arg) for arg in node.args]
        if name in OF_ONE and count == 1:
            return np.asarray(OF_ONE[name](args[0]), dtype=np.float64)
        if name in OF_SEVERAL and count == OF_SEVERAL[name][0]:
            _bind(node, *args)
            return np.asarray(OF_SEVERAL[name][1](*args), dtype=np.float64)
        return self._special(node, args)

    def _norm(self, node: Call) -> Array:
        value, options = self._value(node.args[0]), dict(node.options)
        given = options.get("ord", options.get("p"))
        order = given.value if isinstance(given, Word) else None if given is None else self._whole(given)
        work_out = entries_norm if "p" in options else norm
        try:
            return work_out(value, order, self._axes(node, value), self._keepdims(node))
        except ValueError:
            raise malformed(both("there is no such norm", "没有这样的 norm"), node.at) from None

    def _reordered(self, node: Call) -> Array:
        """``swapaxes(x, 0, 1)`` exchanges two axes, ``permute(x, 1, 0)`` gives the order of all."""
        value = self._value(node.args[0])
        axes = [self._axis_in(node, self._whole(axis), value) for axis in _flat(node.args[1:])]
        if node.function == "swapaxes" and len(axes) == 2:
            return np.swapaxes(value, *axes)
        if node.function == "swapaxes" or sorted(axes) != list(range(value.ndim)):
            raise DoesNotBind(node, (value.shape,), len(axes))
        return np.transpose(value, axes)

    def _einsum(self, node: Call) -> Array:
        first = node.args[0]
        text = first.value if isinstance(first, Word) and isinstance(first.value, str) else ""
        arrays = [self._value(arg) for arg in node.args[1:]]
        try:
            subscripts = Subscripts(text)
            sizes = subscripts.sizes(arrays)
        except ValueError:
            raise malformed(
                both(
                    "einsum needs subscripts that fit its arrays, such as einsum('bi,bj->ij', a, b)",
                    "einsum 需要与数组相符的下标串，例如 einsum('bi,bj->ij', a, b)",
                ),
                node.at,
            ) from None
        if sizes is None:
            raise DoesNotBind(node, tuple(array.shape for array in arrays))
        _check_size(node, tuple(sizes.values()))
        return subscripts.work_out(arrays)

    def _special(self, node: Call, args: list[Array]) -> Array:
        match node.function, args:
            case "raised", [base, exponent]:
                return np.asarray(base.T if base.ndim > 1 else base**exponent)
            case "outer", [left, right]:
                _check_size(node, (left.size, right.size))
                return np.asarray(np.outer(left, right))
            case "diag", [value]:
                if value.ndim not in (1, 2):
                    raise DoesNotBind(node, (value.shape,))
                _check_size(node, (value.size, value.size if value.ndim == 1 else 1))
                return np.asarray(np.diag(value))
            case "trace", [value] if value.ndim == 2:
                return np.asarray(np.trace(value))
            case "len", [value] if value.ndim:
                return np.asarray(float(value.shape[0]))
            case "len", [value]:
                raise DoesNotBind(node, (value.shape,))
            case _:
                raise malformed(
                    both(
                        f"{node.function} takes another number of arguments",
                        f"{node.function} 的参数个数不对",
                    ),
                    node.at,
                )

    def _made(self, node: Call) -> Array:
        sizes = node.args[1:] if node.function == "reshape" else node.args
        if len(sizes) == 1 and isinstance(sizes[0], Sequence):
            sizes = sizes[0].items
        shape = tuple(self._whole(size) for size in sizes)
        if node.function == "reshape":
            value = self._value(node.args[0])
            try:
                return value.reshape(shape)
            except ValueError:
                raise DoesNotBind(node, (value.shape, shape)) from None
        if any(size < 0 for size in shape) or len(shape) > (1 if node.function == "eye" else 4):
            raise malformed(both("no array has such a shape", "数组不可能有这样的形状"), node.at)
        _check_size(node, shape * 2 if node.function == "eye" else shape)
        if node.function == "eye":
            return np.eye(shape[0])
        return np.ones(shape) if node.function == "ones" else np.zeros(shape)


def _pieces(node: Call) -> tuple[Node, ...]:
    return node.args[0].items if isinstance(node.args[0], Sequence) else node.args


def _flat(args: tuple[Node, ...]) -> tuple[Node, ...]:
    return args[0].items if len(args) == 1 and isinstance(args[0], Sequence) else args


def _broadcasts(*arrays: Array) -> bool:
    try:
        np.broadcast_shapes(*(array.shape for array in arrays))
    except ValueError:
        return False
    return True


def _multiplies(left: Array, right: Array) -> bool:
    inner = right.shape[-2] if right.ndim > 1 else right.shape[0]
    return left.shape[-1] == inner and (
        left.ndim < 3 or right.ndim < 3 or left.shape[:-2] == right.shape[:-2]
    )


def _bind(node: Node, *arrays: Array) -> None:
    """Make sure that element-wise work can be done, and is not too much."""
    shapes = tuple(array.shape for array in arrays)
    try:
        joint = np.broadcast_shapes(*shapes)
    except ValueError:
        raise DoesNotBind(node, shapes) from None
    _check_size(node, joint)


def _check_size(node: Node, shape: Shape) -> None:
    size = 1
    for length in shape:
        size *= length
    if size > MAX_SIZE or len(shape) > 8:
        _too_large(node)


def _too_large(node: Node) -> NoReturn:
    raise malformed(
        both("this would make an array too large", "这会产生过大的数组"), getattr(node, "at", None)
    )
