"""Measures how a submission's loss slopes at its own params, and where its update moves them. Standalone.

For the child, and for shipped source in the grader. Nothing is judged here: losses, and numbers before and
after an update, go back as they are. What NumPy does here is bound beforehand, as in ``child.py``.
"""

from __future__ import annotations

import types
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from copy import deepcopy
from json import dumps
from math import isfinite, nan, prod
from typing import Any, Final, NamedTuple, TypeAlias

from numpy import array, errstate, eye, floating, frombuffer, full, ndarray, ndenumerate, unravel_index

Path: TypeAlias = "tuple[tuple[str, Any], ...]"
Loss: TypeAlias = Callable[[Any, Any], float]

MOST: Final = 16
"""Entries of one array that are measured."""
STATES: Final = 3
"""Params at which is measured: those of ``init``, and later ones where there was no slope, or no move."""
FLAT: Final = 1e-9
"""Relative to the steepest slope: what is none."""
STEPS: Final = {16: 1e-5, 8: 1e-5, 4: 3e-3, 2: 3e-2}
"""Step of the central differences, by the bytes of a number."""
BESIDE: Final = 2e-3
"""How far beside a slope's change of sign is looked, relative to its largest."""
MAX_LEAVES: Final = 400
_NO_DATA: Final = (types.FunctionType, types.MethodType, types.ModuleType, type, str, bytes, int)


class _Spot(NamedTuple):
    """Some entries of one array, or a number, in ``params``.

    Attributes:
        path: The way to it.
        shape: Its shape.
        size: Bytes of a number.
        number, places: Whether it is a plain number; the entries, as flat indices.
    """

    path: Path
    shape: tuple[int, ...]
    size: int
    number: bool
    places: list[int]


def measure(
    init: Callable[..., Any],
    step: Callable[..., Any],
    given: Mapping[str, Any],
    as_float: Callable[[Any], float],
) -> dict[str, Any]:
    """Measure slopes and updates.

    Args:
        init: The submission's ``init(rng, hidden)``.
        step: Its ``step(params, x, y)``.
        given: ``seed`` and ``hidden``; the inputs ``x`` (N, T, 2), and ``x_first`` (N, 1, 2) of one step;
            ``residuals`` (K, N) of predictions and targets, by which the updates are made; ``reach``, the
            residual of one example at which slopes are measured; ``x_next`` (S, M, T, 2) and ``y_next``
            (S, M), of the updates between; ``shifts`` (2,), which of an array's entries are taken.
        as_float: Reads a loss.

    Returns:
        ``arrays``: which entries were measured, as JSON in bytes: for each array of each state its name,
        shape, bytes of a number, whether it is a plain number, the state's number and the flat indices. Then,
        with E entries in this order: the ``losses`` (E, N, 4), the entry moved by +h, -h, +h/2, -h/2, where
        one prediction is ``reach`` above its target and the others are right; ``old`` (E,), and ``new``
        (E, K+2, 2) after an update by each of the ``residuals`` (E, K+2, N) and by its negative: those given,
        and two on either side of where the slope changes its sign; ``again`` (E,), the first of these once
        more; ``told`` (S, K, 2), the losses returned with the updates by the residuals given.
        ``brief_losses`` (E, N, 2), ``brief_residuals`` and ``brief_new`` are the same on sequences of one
        step, at the first params; NaN where they tell nothing, or nothing is to be told.
    """
    from numpy.random import default_rng  # late, for it takes as long to import as all the rest

    params = init(default_rng(given["seed"]), given["hidden"])
    rng = default_rng(given["seed"] + 1)
    rows: list[dict[str, Any]] = []
    arrays, told = [], []
    done: dict[Path, set[int]] = {}
    for state in range(STATES):
        net = _Network(step, params, given["x"], given, as_float)
        spots = list(_left(net.spots(rng), done))
        found, losses = net.measured(spots, given["residuals"], (1.0, -1.0, 0.5, -0.5))
        told.append(losses)
        brief = (
            _brief(step, params, given, as_float, spots) if state == 0 and any(map(_goes_up, found)) else None
        )
        slopes = [abs(values["losses"][..., 0] - values["losses"][..., 1]).max(axis=1) for values in found]
        steepest = max((slope.max() for slope in slopes), default=0.0)
        for place, (spot, values) in enumerate(zip(spots, found, strict=True)):
            if values["moves"]:
                steep = (slopes[place] > FLAT * steepest).tolist()
                over = [entry for entry, slope in zip(spot.places, steep, strict=True) if slope]
                done[spot.path] = done.get(spot.path, set()) | set(over)
            arrays.append([_name(spot.path), spot.shape, spot.size, spot.number, state, spot.places])
            first = brief[place] if brief else {name: full(values[name].shape, nan) for name in BRIEF}
            first["losses"] = first["losses"][..., :2]
            rows.append(values | {f"brief_{name}": first[name] for name in BRIEF})
        if state + 1 < STATES:
            params = _pair(step(params, given["x_next"][state].copy(), given["y_next"][state].copy()))[0]
    text = dumps(arrays).encode()
    joined = {name: array([row for values in rows for row in values[name]]) for name in OUTPUTS[2:]}
    return {"arrays": frombuffer(text, dtype="u1").copy(), "told": array(told), **joined}


BRIEF: Final = ("losses", "residuals", "new")
OUTPUTS: Final = (
    "arrays",
    "told",
    "losses",
    "residuals",
    "old",
    "new",
    "again",
    *("brief_" + n for n in BRIEF),
)


def _left(spots: list[_Spot], done: dict[Path, set[int]]) -> Iterator[_Spot]:
    """Yield what is not done yet."""
    for spot in spots:
        if places := [place for place in spot.places if place not in done.get(spot.path, ())]:
            yield spot._replace(places=places)


class _Network:
    """A submission at one state of its params, which every call copies."""

    def __init__(
        self,
        step: Callable[..., Any],
        params: Any,
        x: Any,
        given: Mapping[str, Any],
        as_float: Callable[[Any], float],
    ) -> None:
        self._x, self._reach, self._shifts = x, given["reach"], given["shifts"]
        self._step, self._params, self._as_float = step, params, as_float
        self._copied = _copier(params)
        self._predictions = self._vertices()

    def _stepped(self, params: Any, y: Any) -> tuple[Any, float]:
        new, loss = _pair(self._step(params, self._x.copy(), array(y)))
        return new, self._as_float(loss)

    def _vertices(self) -> Any:
        """Return the predictions (N,): the loss is a parabola in each target, and lowest there."""
        far, count = 4.0, len(self._x)
        zero = self._stepped(self._copied(), full(count, 0.0))[1]
        ends = [
            [self._stepped(self._copied(), sign * far * row)[1] for sign in (1, -1)] for row in eye(count)
        ]
        with errstate(all="ignore"):
            above, below = array(ends).T
            return far * (below - above) / (2 * (above + below - 2 * zero))

    def spots(self, rng: Any) -> list[_Spot]:
        """Return what the loss depends on: a change of all of an array at once changes it."""
        y = self._predictions - self._reach
        before, shifts = self._stepped(self._copied(), y)[1], self._shifts
        found = []
        for path, leaf in list(_leaves(self._params))[:MAX_LEAVES]:
            number = not isinstance(leaf, ndarray)
            shape = () if number else leaf.shape
            size = leaf.itemsize if hasattr(leaf, "itemsize") else 8
            spot = _Spot(path, shape, size, number, _spread(shape, shifts))
            by = 1e-3 * abs(rng.normal(size=spot.shape))
            with suppress(Exception), errstate(all="ignore"):
                after = self._stepped(_moved(self._copied(), path, ..., by), y)[1]
                if after != before and isfinite(after):
                    found.append(spot)
        return found

    def measured(
        self, spots: list[_Spot], residuals: Any, moves: tuple[float, ...]
    ) -> tuple[list[dict[str, Any]], Any]:
        """Return, for each spot, what ``measure`` says of its entries, and the losses told with updates."""
        told = full((len(residuals), 2), nan)
        common = full((sum(len(spot.places) for spot in spots), *told.shape), nan)
        for k, residual in enumerate(residuals):
            common[:, k], told[k] = self._updates(residual, spots)
        first = self._stepped(self._copied(), self._predictions - residuals[0])[0]
        again = [value for spot in spots for value in _read(first, spot)]
        found, start = [], 0
        for spot in spots:
            losses = self._losses(spot, moves)
            slopes = (losses[..., 0] - losses[..., 1]) / (2 * STEPS[spot.size])
            entries = []
            for row, place in enumerate(spot.places):
                own = self._besides(slopes[row])
                one = [spot._replace(places=[place])]
                entries.append((own, [self._updates(residual, one)[0][0] for residual in own]))
            rows = slice(start, start + len(entries))
            start = rows.stop
            found.append(
                {
                    "losses": losses,
                    "residuals": array([[*residuals, *own] for own, _ in entries]),
                    "old": _read(self._params, spot),
                    "new": array([[*common[rows][row], *new] for row, (_, new) in enumerate(entries)]),
                    "again": again[rows],
                    "moves": _differs(self._params, first, spot.path),
                }
            )
        return found, told

    def _besides(self, slopes: Any) -> Any:
        """Return two residuals, on either side of those at which an entry's slope is zero."""
        size = (slopes**2).sum() ** 0.5
        if not (isfinite(size) and size > 0):
            return full((2, len(slopes)), self._reach)
        up = slopes / size
        level = array([-up[1], up[0]])
        return self._reach * array([level + BESIDE * up, level - BESIDE * up])

    def _losses(self, spot: _Spot, moves: tuple[float, ...]) -> Any:
        """Return the losses (entries, N, moves) with one entry moved."""
        targets = self._predictions - self._reach * eye(len(self._x))
        losses = full((len(spot.places), len(targets), len(moves)), nan)
        for row, place in enumerate(spot.places):
            index = unravel_index(place, spot.shape) if spot.shape else ()
            for column, move in enumerate(moves):
                by = move * STEPS[spot.size]
                for n, y in enumerate(targets):
                    moved = _moved(self._copied(), spot.path, index, by)
                    losses[row, n, column] = self._stepped(moved, y)[1]
        return losses

    def _updates(self, residual: Any, spots: list[_Spot]) -> tuple[Any, tuple[float, ...]]:
        """Return the entries (E, 2) after an update by a residual and by its negative, and both losses."""
        pairs = [self._stepped(self._copied(), self._predictions - sign * residual) for sign in (1, -1)]
        values = [[value for spot in spots for value in _read(params, spot)] for params, _ in pairs]
        return array(values).T, tuple(loss for _, loss in pairs)


def _goes_up(values: dict[str, Any]) -> bool:
    """Tell whether some step has the sign of its slope, so that it is worth a look where it goes wrong."""
    slopes, steps = (values[name][..., 0] - values[name][..., 1] for name in ("losses", "new"))
    return bool(((values["residuals"] * slopes[:, None]).sum(axis=2) * steps > 0).any())


def _brief(
    step: Callable[..., Any],
    params: Any,
    given: Mapping[str, Any],
    as_float: Callable[[Any], float],
    spots: list[_Spot],
) -> list[dict[str, Any]] | None:
    """Measure on sequences of one step, or return None where the submission cannot take them."""
    with suppress(Exception):
        net = _Network(step, params, given["x_first"], given, as_float)
        return net.measured(spots, given["residuals"], (1.0, -1.0))[0]
    return None


def _leaves(tree: Any) -> Iterator[tuple[Path, Any]]:
    """Yield what in ``params`` may be a parameter: arrays and numbers of floating point, each once."""
    seen: set[int] = set()
    waiting: deque[tuple[Path, Any]] = deque([((), tree)])
    while waiting and len(seen) < 100 * MAX_LEAVES:
        path, value = waiting.popleft()
        if isinstance(value, (float, floating)):
            yield path, value
            continue
        if isinstance(value, _NO_DATA) or id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, ndarray) and value.dtype.kind == "f" and value.size:
            yield path, value
        else:
            waiting.extend(((*path, way), child) for way, child in _children(value))


def _children(value: Any) -> Iterator[tuple[tuple[str, Any], Any]]:
    if isinstance(value, ndarray):
        if value.dtype.names:
            yield from ((("item", name), value[name]) for name in value.dtype.names)
        elif value.dtype.hasobject:
            yield from ((("item", index), child) for index, child in ndenumerate(value))
    elif isinstance(value, dict):
        yield from ((("item", key), child) for key, child in value.items())
    elif isinstance(value, (list, tuple, deque)):
        yield from ((("item", place), child) for place, child in enumerate(value))
    else:
        names = [name for kind in type(value).__mro__ for name in _slots(kind)]
        for name in dict.fromkeys([*names, *getattr(value, "__dict__", ())]):
            with suppress(AttributeError):
                yield ("attribute", name), getattr(value, name)


def _slots(kind: type) -> list[str]:
    slots = kind.__dict__.get("__slots__", ())
    return [slots] if isinstance(slots, str) else [*slots]


def _at(tree: Any, path: Path) -> Any:
    for kind, key in path:
        tree = tree[key] if kind == "item" else getattr(tree, key)
    return tree


def _moved(tree: Any, path: Path, index: Any, by: Any) -> Any:
    """Return a tree, which may be changed, with something added to entries of one of its leaves."""
    leaf = _at(tree, path)
    if not isinstance(leaf, ndarray):
        return _replaced(tree, path, type(leaf)(leaf + by))
    leaf[index] += by
    return tree


def _replaced(tree: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    (kind, key), *rest = path
    child = _replaced(_at(tree, path[:1]), tuple(rest), value)
    if isinstance(tree, tuple):
        items = [child if place == key else item for place, item in enumerate(tree)]
        return tree._make(items) if hasattr(tree, "_make") else type(tree)(items)
    if kind == "item":
        tree[key] = child
    else:
        object.__setattr__(tree, key, child)
    return tree


def _read(tree: Any, spot: _Spot) -> Any:
    """Return the entries of a spot, NaN where there is nothing of its shape."""
    with suppress(Exception):
        values = array(_at(tree, spot.path), dtype=float)
        if values.shape == spot.shape:
            return values.reshape(-1)[spot.places]
    return full(len(spot.places), nan)


def _differs(old: Any, new: Any, path: Path) -> bool:
    """Tell whether an update has moved anything of an array."""
    with suppress(Exception):
        return bool((array(_at(new, path)) != array(_at(old, path))).any())
    return False


def _spread(shape: tuple[int, ...], shifts: Any) -> list[int]:
    """Return ``MOST`` entries of an array, spread over its rows and, by the golden ratio, its columns."""
    size, rows = prod(shape), shape[0] if shape else 1
    if size <= MOST:
        return list(range(size))
    columns, places = size // rows, dict[int, None]()
    for k in range(MOST):
        row, column = int((k + shifts[0]) * rows / MOST), int((k * 0.618034 + shifts[1]) % 1 * columns)
        places[row * columns + column] = None
    return list(places)


def _copier(params: Any) -> Callable[[], Any]:
    """Return what copies ``params``; arrays that share memory share it in the copy, unlike with deepcopy."""
    shared: dict[int, tuple[Any, list[Any]]] = {}
    leaves = [leaf for _, leaf in _leaves(params) if type(leaf) is ndarray]
    for leaf in leaves:
        owner = leaf
        while isinstance(owner.base, ndarray):
            owner = owner.base
        if owner.flags.forc and not owner.dtype.hasobject:
            shared.setdefault(id(owner), (owner, []))[1].append(leaf)
    groups = [(owner, views) for owner, views in shared.values() if len(views) > 1]

    def copied() -> Any:
        memo: dict[int, Any] = {}
        for owner, views in groups:
            memory = owner.ravel(order="K").copy()
            start = owner.__array_interface__["data"][0]
            for view in views:
                offset = view.__array_interface__["data"][0] - start
                memo[id(view)] = ndarray(view.shape, view.dtype, memory, offset, view.strides)
        return deepcopy(params, memo)

    return copied


def _name(path: Path) -> str:
    """Write a path as it is written in Python, without the name of the whole."""
    text = "".join(
        f".{key}" if kind == "attribute" or (isinstance(key, str) and key.isidentifier()) else f"[{key!r}]"
        for kind, key in path
    )
    return text.lstrip(".")[:80]


def _pair(returned: Any) -> Any:
    if not isinstance(returned, tuple) or tuple.__len__(returned) != 2:
        raise TypeError(f"step should return params, loss, and returned {type(returned).__name__[:80]}")
    return returned
