"""The named cases that a drill is graded on, drawn from one seed.

Values are drawn so that wrong code differs from right code: every size is another number, no weight is
symmetric or shared, biases are nonzero, and the upstream gradients of h and c are independent of everything.
"""

from __future__ import annotations

import re
import secrets
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias, cast, get_args

import msgspec
import numpy as np
from numpy.typing import NDArray

from quizrnn.bank.drills import Case, Form, Origin
from quizrnn.drills.functions import FUNCTIONS
from quizrnn.errors import QuizrnnError, UnknownName
from quizrnn.text import Text, both

if TYPE_CHECKING:
    from numpy.random import Generator

Array: TypeAlias = NDArray[np.float64]

Kind: TypeAlias = Literal["random", "saturated", "large", "extreme", "zeros", "strided", "float32"]
"""How the values of a case are drawn: ``Case.kind``."""

KINDS: Final[tuple[str, ...]] = get_args(Kind)

SIZES: Final = (3, 4, 5, 6, 7)
"""What sizes are drawn from, each at most once in a case: small, yet no two axes can be confused."""

_ATTEMPTS: Final = 200

SATURATED: Final = 50.0
"""Magnitude of the pre-activations that saturate a gate: σ(50) rounds to 1, σ(-50) is 2e-22."""

LARGE: Final = 1000.0
"""Magnitude of large inputs: exp(1000) overflows."""


STEPS_THAT_COUNT: Final = 0.6
"""Share of the steps that a mask keeps."""

EXTREME: Final = 1e4
"""Largest magnitude of the values of an extreme case, which run through many orders of magnitude."""


Argument: TypeAlias = (
    Array | dict[str, Array] | list[tuple[dict[str, Array], ...]] | int | float | Callable[..., Any]
)
"""What a function of a submission may be given."""


class DrawnCase(msgspec.Struct, frozen=True, kw_only=True):
    """One set of inputs.

    Attributes:
        name: What the verdict calls it.
        title: Its name for the learner.
        weight: Weight of its outputs in the score.
        sizes: The size that each symbol has, such as ``{"N": 4, "D": 3, "H": 6}``.
        inputs: The arrays that are passed by name: inputs, states, upstream gradients. In a ``strided`` case
            they (and the params) are views that are not C-contiguous, and whoever ships them keeps them so.
        params: The arrays of the ``params`` dict by name.
        dicts: The arrays of every other argument that is a dict, by its name and theirs.
        lists: The names of the dicts in every argument that is a list of tuples of dicts.
        scalars: Arguments that are plain numbers, such as ``window``.
        functions: Which of ``drills.functions`` every argument is that is a function.
        faster: How many times as fast as the baseline the call must be, or None where it is not timed.
        kind: How the values were drawn.
        origin: In a convention other than the article's, the same case as the article has it.
    """

    name: str
    title: Text
    weight: float = 1.0
    sizes: dict[str, int]
    inputs: dict[str, Array]
    params: dict[str, Array]
    dicts: dict[str, dict[str, Array]] = {}
    lists: dict[str, list[list[str]]] = {}
    scalars: dict[str, int | float] = {}
    functions: dict[str, str] = {}
    faster: float | None = None
    kind: Kind = "random"
    origin: DrawnCase | None = None

    @property
    def strided(self) -> bool:
        """Whether the arrays are to be passed non-contiguous."""
        return self.kind == "strided"

    @property
    def dtype(self) -> Literal["float64", "float32"]:
        """The dtype of every array."""
        return "float32" if self.kind == "float32" else "float64"

    def argument(self, name: str) -> Argument:
        """Return what a call is given for the argument ``name`` (not ``cache``)."""
        if name == "params":
            return self.params
        if name in self.dicts:
            return self.dicts[name]
        if name in self.lists:
            return [tuple(self.dicts[entry] for entry in row) for row in self.lists[name]]
        if name in self.functions:
            return FUNCTIONS[self.functions[name]]
        return self.scalars[name] if name in self.scalars else self.inputs[name]


def fresh_seed() -> int:
    """Return a seed from the operating system, short enough to be typed again."""
    return secrets.randbelow(2**31)


def draw_cases(form: Form, cases: Iterable[Case], seed: int) -> list[DrawnCase]:
    """Draw every case; each depends on the seed and its own name alone, so that cases can be added.

    Raises:
        QuizrnnError: A kind, a shape or a size that does not exist.
    """
    if form.training is not None:
        from quizrnn.drills.trained import draw_training

        return [draw_training(form.training, case, seed) for case in cases]
    if form.origin is not None:
        return [_draw_derived(form, form.origin, case, seed) for case in cases]
    return [_draw(form, case, seed) for case in cases]


def strided(array: Array) -> Array:
    """Return equal values as a view that is not contiguous: every other entry along a larger last axis.

    An array without axes, which has no strides, is returned as it is.
    """
    if array.ndim == 0:
        return array
    filler = np.nan if array.dtype.kind == "f" else 0
    wide = np.full((*array.shape[:-1], 2 * array.shape[-1] + 1), filler, array.dtype)
    view = wide[..., 1::2]
    view[...] = array
    return view


def shape_of(shape: Sequence[int | str], sizes: Mapping[str, int]) -> tuple[int, ...]:
    """Return the numbers of a shape such as ``["N", "H+D"]``; a term is a number, a symbol or ``4*H``.

    Raises:
        QuizrnnError: A symbol without a size.
    """
    return tuple(d if isinstance(d, int) else sum(_value(t, sizes) for t in _terms(d)) for d in shape)


class _Term(NamedTuple):
    """One summand of a dimension; a number has no symbol."""

    factor: int
    symbol: str


def _terms(dimension: str) -> list[_Term]:
    """Split a dimension such as ``2*H``, ``H+D`` or ``T-W+1`` into its summands."""
    terms = []
    for sign, term in re.findall(r"([+-]?)([^+-]+)", dimension.replace(" ", "")):
        *factor, last = term.split("*")
        symbol = "" if last.isdigit() else last
        number = int(factor[0]) if factor else 1 if symbol else int(last)
        terms.append(_Term(-number if sign == "-" else number, symbol))
    return terms


def _value(term: _Term, sizes: Mapping[str, int]) -> int:
    if not term.symbol:
        return term.factor
    if term.symbol not in sizes:
        raise QuizrnnError(both(f"no size is given for “{term.symbol}”", f"没有给出“{term.symbol}”的大小"))
    return term.factor * sizes[term.symbol]


def _draw(form: Form, case: Case, seed: int) -> DrawnCase:
    if case.kind not in KINDS:
        known = ", ".join(KINDS)
        raise QuizrnnError(
            both(
                f"no kind of case “{case.kind}”; there are {known}",
                f"没有“{case.kind}”类用例；可用的有 {known}",
            )
        )
    for function in (form.functions | case.functions).values():
        if function not in FUNCTIONS:
            raise UnknownName(both("function handed to a drill", "传给练习的函数"), function, list(FUNCTIONS))
    rng = np.random.default_rng([seed, zlib.crc32(case.name.encode())])
    sizes = _sizes(form, case, rng)
    params = {name: rng.normal(0, 0.6, shape_of(shape, sizes)) for name, shape in form.params.items()}
    inputs = {name: rng.normal(0, 1, shape_of(shape, sizes)) for name, shape in form.arrays.items()}
    dicts = {
        key: {name: rng.normal(0, _scale(key), shape_of(shape, sizes)) for name, shape in shapes.items()}
        for key, shapes in form.dicts.items()
    }
    weights = [params, *(group for key, group in dicts.items() if key.startswith("params"))]
    match case.kind:
        case "saturated":
            for group in weights:
                _saturate(group, rng)
        case "large":
            _enlarge(inputs, weights)
        case "extreme":
            for group in (inputs, *(dicts[key] for key in dicts if not key.startswith("params"))):
                group.update({name: _extreme(value.shape, rng) for name, value in group.items()})
        case "zeros":
            inputs = {k: v if _is_gradient(k) else np.zeros_like(v) for k, v in inputs.items()}
            for group in (params, *dicts.values()):
                group.update({name: np.zeros_like(value) for name, value in group.items()})
        case _:
            pass
    for name, bound in form.integers.items():
        classes = shape_of([bound], sizes)[0]
        inputs[name] = cast("Array", rng.integers(0, classes, inputs[name].shape))
    for name in form.masks:
        inputs[name] = _mask(inputs[name].shape, rng)
    for group in (params, inputs, *dicts.values()):
        group.update({name: _laid_out(value, case.kind) for name, value in group.items()})
    arguments = {name for call in form.calls for name in call.arguments}
    return DrawnCase(
        name=case.name,
        title=case.title,
        weight=case.weight,
        sizes=sizes,
        inputs=inputs,
        params=params,
        dicts=dicts,
        lists=form.lists,
        scalars={name: sizes[name] for name in arguments if name in sizes} | form.scalars | case.scalars,
        functions=form.functions | case.functions,
        faster=case.faster,
        kind=cast("Kind", case.kind),
    )


def _draw_derived(form: Form, origin: Origin, case: Case, seed: int) -> DrawnCase:
    """Draw a case as the article has it and give it the names and layout of the form's convention."""
    from quizrnn.drills.convention import packed_inputs

    base = _draw(
        Form(calls=origin.calls, arrays=origin.arrays, params=origin.params, solution=""), case, seed
    )
    base.inputs.update({name: np.zeros_like(base.inputs[name]) for name in origin.zeros})
    rng = np.random.default_rng([seed, zlib.crc32(case.name.encode()), 1])
    inputs = {name: _laid_out(value, case.kind) for name, value in packed_inputs(form, base, rng).items()}
    return msgspec.structs.replace(base, inputs=inputs, params={}, origin=base)


def _laid_out(array: Array, kind: str) -> Array:
    """Return an array in the memory layout and precision of a kind of case."""
    if kind == "strided":
        return strided(array)
    return array.astype(np.float32) if kind == "float32" and array.dtype.kind == "f" else array


def _sizes(form: Form, case: Case, rng: Generator) -> dict[str, int]:
    """Give each symbol its fixed size, or one such that no two dimensions are equal, sums included."""
    groups = [form.arrays, form.params, *form.dicts.values()]
    shapes = [shape for group in groups for shape in group.values()]
    named = [d for shape in shapes for d in shape if isinstance(d, str)]
    dimensions = list(dict.fromkeys([*named, *form.integers.values()]))
    symbols = list(dict.fromkeys(t.symbol for d in dimensions for t in _terms(d) if t.symbol))
    names = [symbol for symbol in symbols if symbol not in case.sizes]
    given = len({*case.sizes.values()})
    for _ in range(_ATTEMPTS):
        drawn = rng.choice(SIZES, size=min(len(names), len(SIZES)), replace=False)
        sizes = case.sizes | {name: int(size) for name, size in zip(names, drawn, strict=False)}
        values = {shape_of([d], sizes) for d in dimensions} if len(drawn) == len(names) else set()
        if len(values) >= len(dimensions) - (len(case.sizes) - given):
            return sizes
    raise QuizrnnError(
        both(
            f"no distinct sizes for {', '.join(symbols)} in the case “{case.name}”: fix fewer or others",
            f"用例“{case.name}”无法为 {', '.join(symbols)} 抽取互不相同的大小：请减少或更改固定的大小",
        )
    )


def _is_gradient(name: str) -> bool:
    """Tell an upstream gradient by its name, d followed by what it is the gradient of."""
    return name.startswith("d") and len(name) > 1


def _mask(shape: tuple[int, ...], rng: Generator) -> Array:
    """Draw zeros and ones (N, T) with gaps anywhere; of two examples one lacks step 0, one the last."""
    mask = (rng.random(shape) < STEPS_THAT_COUNT).astype(np.float64)
    late, early, *_ = [*rng.permutation(len(mask)), 0]
    mask[late, 0] = 0
    mask[early, -1] = 0
    mask[early, 0] = 1
    return mask


def _driven(units: int, rng: Generator) -> Array:
    """Draw a sign for each unit: +1 and -1 where it is driven to saturation, 0 where it is left alone.

    The last unit is left alone in every gate, so that each output has values that rounding leaves intact.
    """
    signs = rng.choice([1.0, -1.0, 0.0], p=[0.45, 0.45, 0.1], size=units)
    if units > 2:
        signs[:2] = rng.permutation([1.0, -1.0])
    signs[-1] = 0
    return signs


def _saturate(params: dict[str, Array], rng: Generator) -> None:
    """Add ±50 to biases, so that units are switched fully on or off while their weights stay as they are."""
    for name, value in params.items():
        if value.ndim == 1:
            params[name] = value + SATURATED * _driven(len(value), rng)


def _scale(group: str) -> float:
    """Return the standard deviation of the arrays of a dict: small where they are weights."""
    return 0.6 if group.startswith("params") else 1.0


def _extreme(shape: tuple[int, ...], rng: Generator) -> Array:
    """Draw magnitudes from 0.01 to 10⁴ in both signs, both ends of the range and 0 among them."""
    values = rng.choice([1.0, -1.0], size=shape) * EXTREME ** rng.uniform(-0.5, 1, shape)
    ends = [EXTREME, -EXTREME, 0.0][: values.size]
    values.flat[rng.permutation(values.size)[: len(ends)]] = ends
    return values


def _enlarge(inputs: dict[str, Array], groups: Iterable[dict[str, Array]]) -> None:
    """Make x about 1000, and with it every pre-activation but the last unit's, whose weights are as small."""
    for name, value in inputs.items():
        if name.startswith("x"):
            inputs[name] = value * LARGE
    for group in groups:
        for name, value in group.items():
            if value.ndim == 2:
                rows = np.ones((len(value), 1))
                rows[-1] = 1 / LARGE
                group[name] = value * rows
