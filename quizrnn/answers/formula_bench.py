"""Where formulas are tried: random arrays for every name, distinct sizes for every dimension symbol.

Two formulas count as equal if they agree on several draws of sizes and values. Values stay where the field's
quantities live (gates between 0 and 1, states between -1 and 1, positive scalars), in several scales, so that
both sides of a ``minimum`` or a ``where`` are seen and nothing saturates.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from copy import copy
from itertools import product
from math import prod
from random import Random
from typing import Final, NamedTuple

import numpy as np

from quizrnn.answers.expression import Vocabulary, parse
from quizrnn.answers.expression_arrays import DoesNotBind, Evaluator, Product, Shape
from quizrnn.answers.expression_names import key_of
from quizrnn.answers.expression_numpy import Array
from quizrnn.answers.expression_scalars import number_of
from quizrnn.answers.expression_tree import Call, Name, Node, Number, Operation, render, walk
from quizrnn.bank.model import FormulaQuestion, Mistake
from quizrnn.errors import Malformed, QuizrnnError
from quizrnn.text import both, pick

_GATES: Final = frozenset({"f", "i", "o", "z", "r", "u", "p", "m", "gate", "mask", "keep", "rho", "gamma"})
_STATES: Final = frozenset({"h", "n", "g", "s", "h_tilde"})
_POSITIVE: Final = frozenset(
    {
        "theta",
        "tau",
        "eps",
        "lam",
        "eta",
        "lr",
        "N",
        "B",
        "T",
        "K",
        "L",
        "k",
        "t",
        "S",
        "sigma",
        "var",
        "max",
        "threshold",
    }
)
_SCALES: Final = (
    (1.0, 1.0),
    (1.0, 0.3),
    (0.5, 4.0),
    (1.6, 0.5),
    (0.6, 1.0),
    (1.0, 6.0),
    (1.3, 0.1),
    (0.8, 1.5),
)
"""Per draw: scale of the arrays, and of the positive scalars, such as thresholds, against them."""

_KINKED: Final = frozenset({"maximum", "minimum", "max", "min", "where", "clip", "relu", "abs", "sign"})
_COMPARISONS: Final = frozenset({"<", "<=", ">", ">=", "==", "!="})

_RELATIVE: Final = 1e-5
"""Loose enough for the 1e-6 that code adds to a denominator; random wrong formulas differ far more."""

_ROUNDOFF: Final = 1e-13
"""What cancellation may leave of values of order 1."""

_MAX_ENTRIES: Final = 1 << 20
"""Entries of an array that is drawn: a bank must not make the checker fill the memory."""

_ENOUGH: Final = 3
"""Draws that must have a finite value for a verdict."""


class Draw(NamedTuple):
    """One binding: size of each dimension symbol, and an array for each name."""

    sizes: dict[str, int]
    values: dict[str, Array]


class Bench:
    """One formula question, ready to compare formulas.

    Args:
        question: The question.
        dot: Which product ``·`` is where both would bind.

    Attributes:
        vocabulary: The names that an answer may use.
        variables: Declared shape of each variable, as the bank writes it.
        key: The key's tree.
    """

    def __init__(self, question: FormulaQuestion, dot: Product = "elements") -> None:
        self.question = question
        self.variables = question.variables
        self.symbols = symbols_of(question)
        self.vocabulary = vocabulary_of(question)
        try:
            self.key = parse(question.answer, self.vocabulary).tree
        except Malformed as error:
            raise QuizrnnError(
                both(
                    f"question {question.id}: its key cannot be read: {pick(error.message, 'en')}",
                    f"题目 {question.id}：标准答案无法识别：{pick(error.message, 'zh')}",
                )
            ) from None
        self.dot: Product = dot
        self._dimensions = _dimensions(question, self.symbols)
        self._seed = zlib.crc32(question.id.encode())
        self._draws: dict[bool, list[Draw]] = {}
        self._values: dict[tuple[Node, bool], list[Array]] = {}

    def shape_of(self, name: str) -> tuple[str, ...] | None:
        """Return the declared shape of a variable, or None for a dimension symbol."""
        if name not in self.variables:
            return None
        return tuple(str(dimension).replace(" ", "") for dimension in self.variables[name])

    def draws(self, positive: bool = False) -> list[Draw]:
        """Return the bindings, alike at every call; with ``positive``, all values are above 0."""
        if positive not in self._draws:
            self._draws[positive] = [self._draw(number, positive) for number in range(len(_SCALES))]
        return self._draws[positive]

    def first(self, tree: Node, *, columns: bool = False) -> Array:
        """Return the value on the first draw (see ``Evaluator.evaluate``)."""
        return Evaluator(self.draws()[0].values, dot=self.dot, columns=columns).evaluate(tree)

    def values(self, tree: Node, *, positive: bool = False, columns: bool = False) -> list[Array]:
        """Return the value on every draw (see ``Evaluator.evaluate``)."""
        return [
            Evaluator(draw.values, dot=self.dot, columns=columns).evaluate(tree)
            for draw in self.draws(positive)
        ]

    def same(self, tree: Node, other: Node | None = None, *, columns: bool = False) -> bool:
        """Return whether ``tree`` equals ``other`` (the key, if None) in shape and value.

        A formula that does not bind equals nothing.
        """
        other = self.key if other is None else other
        kinked = _has_kink(tree) or _has_kink(other)
        try:
            if not close(self.first(tree, columns=columns), self._known(other, False)[0], finite=False):
                return False
            compared = 0
            for mine, theirs in zip(
                self.values(tree, columns=columns), self._known(other, False), strict=True
            ):
                if not close(mine, theirs, finite=False):
                    return False
                if kinked and (np.isnan(mine) & np.isfinite(theirs)).any():
                    return False
                compared += bool(np.isfinite(mine).all() and np.isfinite(theirs).all())
            if compared >= _ENOUGH:
                return True
            mine_too = self.values(tree, positive=True, columns=columns)
            pairs = list(zip(mine_too, self._known(other, True), strict=True))
            return all(close(mine, theirs, finite=True) for mine, theirs in pairs)
        except (DoesNotBind, Malformed):
            return False

    def known(self) -> list[Array]:
        """Return the key's value on every draw.

        Raises:
            QuizrnnError: If the question's own key does not bind.
        """
        try:
            return self._known(self.key, False)
        except DoesNotBind:
            raise QuizrnnError(
                both(
                    f"question {self.question.id}: the shapes in its own key do not bind",
                    f"题目 {self.question.id}：其标准答案本身的形状就对不上",
                )
            ) from None

    def against(self, key: Node) -> Bench:
        """Return the same bench with another key."""
        other = copy(self)
        other.key = key
        return other

    def unmoved(self, tree: Node, name: str, error: Callable[[Array, Array], Array]) -> bool:
        """Return whether the error against the key stays the same while one variable changes."""
        for draw in self.draws()[:_ENOUGH]:
            changed = {**draw.values, name: draw.values[name] * 0.83}
            found = []
            for values in (draw.values, changed):
                work = Evaluator(values, dot=self.dot)
                with np.errstate(all="ignore"):
                    found.append(np.asarray(error(work.evaluate(tree), work.evaluate(self.key))))
            if not close(found[0], found[1], finite=True):
                return False
        return True

    def accepted(self) -> list[Node]:
        """Return what the bank accepts besides the key, as far as it can be read and binds."""
        formulas = [alternative.formula for alternative in self.question.also_accept]
        return [tree for formula in formulas if (tree := self._read(formula)) is not None]

    def mistakes(self) -> list[tuple[Mistake, Node]]:
        """Return the mistakes that the bank lists, as far as they can be read and bind."""
        pairs = [(mistake, self._read(mistake.formula)) for mistake in self.question.mistakes]
        return [(mistake, tree) for mistake, tree in pairs if tree is not None]

    def _read(self, formula: str) -> Node | None:
        try:
            tree = parse(formula, self.vocabulary).tree
            self.first(tree)
        except (DoesNotBind, Malformed):
            return None
        return tree

    def fails(self, tree: Node, place: int) -> DoesNotBind | None:
        """Return the failure to bind on the draw at ``place``, or None."""
        try:
            Evaluator(self.draws()[place].values, dot=self.dot).evaluate(tree)
        except DoesNotBind as error:
            return error
        return None

    def symbolic(self, shapes: list[Shape], places: list[int] | None = None) -> str:
        """Return a shape in dimension symbols, given what it was on each draw (at ``places``): ``(B, H)``."""
        if any(len(shape) != len(shapes[0]) for shape in shapes):
            return "?"
        axes = [tuple(shape[axis] for shape in shapes) for axis in range(len(shapes[0]))]
        drawn = self.draws()
        sizes = [drawn[place].sizes for place in (range(len(shapes)) if places is None else places)]
        names = [self._dimension(lengths, sizes) for lengths in axes]
        return f"({', '.join(names)}{',' if len(names) == 1 else ''})"

    def _known(self, tree: Node, positive: bool) -> list[Array]:
        if (tree, positive) not in self._values:
            self._values[tree, positive] = self.values(tree, positive=positive)
        return self._values[tree, positive]

    def _dimension(self, lengths: tuple[int, ...], sizes: list[dict[str, int]]) -> str:
        if len(set(lengths)) == 1 and len(sizes) > 1 and lengths[0] < 3:
            return str(lengths[0])
        pairs = [(Name(one), Name(other)) for one, other in product(self.symbols, repeat=2)]
        guesses: list[Node] = [
            Operation("*", Number(k), Name(name)) for name in self.symbols for k in (2, 3, 4)
        ]
        guesses += [Operation(op, *pair) for op in "+*-" for pair in pairs]
        named = [*self._dimensions.items(), *((render(guess).replace(" ", ""), guess) for guess in guesses)]
        for text, tree in named:
            if all(number_of(tree, size) == length for size, length in zip(sizes, lengths, strict=True)):
                return text
        return str(lengths[0]) if len(set(lengths)) == 1 else "?"

    def _draw(self, number: int, positive: bool) -> Draw:
        sizes = self._sizes(Random(f"{self._seed}:{number}"))
        rng = np.random.default_rng([self._seed, number, int(positive)])
        values: dict[str, Array] = {symbol: np.asarray(float(size)) for symbol, size in sizes.items()}
        for name, dimensions in self.variables.items():
            if name in sizes:
                continue
            shape = tuple(int(number_of(self._dimensions[str(dimension)], sizes)) for dimension in dimensions)
            if prod(shape) > _MAX_ENTRIES:
                listed = " × ".join(map(str, shape))
                raise QuizrnnError(
                    both(
                        f"question {self.question.id}: {name} is too large to try a formula on: {listed}",
                        f"题目 {self.question.id}：{name} 过大，无法代入公式检验：{listed}",
                    )
                )
            values[name] = _array(self._kind(name), shape, rng, _SCALES[number], positive)
        return Draw(sizes, values)

    def _kind(self, name: str) -> str:
        """Return the letter that says where the values of a name live."""
        base, *subscripts = key_of(name)
        if base == "q" and "p" in self.variables:
            return "p"  # two distributions; elsewhere q is a query
        if base == "p" and subscripts and subscripts[0] in _GATES:
            return "w"  # peephole weights
        return base

    def _sizes(self, rng: Random) -> dict[str, int]:
        """Draw sizes such that no two dimensions coincide, sums such as ``H+D`` included."""
        for attempt in range(500):
            pool = range(3, 12 + attempt // 25)
            sizes = dict(zip(self.symbols, rng.sample(pool, min(len(self.symbols), len(pool))), strict=False))
            if len(sizes) < len(self.symbols):
                continue
            lengths = [number_of(tree, sizes) for tree in self._dimensions.values()]
            if len(set(lengths)) == len(lengths) and all(length == int(length) > 0 for length in lengths):
                return sizes
        raise QuizrnnError(
            both(
                f"question {self.question.id}: no sizes tell its dimensions apart",
                f"题目 {self.question.id}：找不到能区分各个维度的尺寸",
            )
        )


def _has_kink(tree: Node) -> bool:
    """Return whether a formula takes cases.

    Without a kink, two formulas that agree where both have values are equal (the identity theorem); with one,
    what is undefined in one of the cases, as ``exp(log(a))`` for ``maximum(a, 0)``, does not agree.
    """
    return any(
        (isinstance(node, Call) and node.function in _KINKED)
        or (isinstance(node, Operation) and node.op in _COMPARISONS)
        for node in walk(tree)
    )


def symbols_of(question: FormulaQuestion) -> list[str]:
    """Return the dimension symbols of a question, in the order of their first use."""
    found: dict[str, None] = {}
    for shape in question.variables.values():
        for dimension in shape:
            if isinstance(dimension, str):
                found.update(dict.fromkeys(re.findall(r"[^\W\d]\w*", dimension)))
    return list(found)


def vocabulary_of(question: FormulaQuestion) -> Vocabulary:
    """Return the names that an answer to the question may use: its variables and dimension symbols."""
    symbols = symbols_of(question)
    return Vocabulary({*question.variables, *symbols}, sizes=set(symbols) - set(question.variables))


def close(mine: Array, theirs: Array, *, finite: bool) -> bool:
    """Return whether two values agree; without ``finite``, entries that have no value are passed over."""
    if mine.shape != theirs.shape:
        return False
    good = np.isfinite(mine) & np.isfinite(theirs)
    if finite and not good.all():
        return False
    if not good.any():
        return not finite
    mine, theirs = np.where(good, mine, 0.0), np.where(good, theirs, 0.0)
    scale = float(np.max(np.abs(theirs)))
    bound = _RELATIVE * np.maximum(np.abs(mine), np.abs(theirs)) + 1e-8 * scale + _ROUNDOFF
    return bool((np.abs(mine - theirs) <= bound).all())


def _dimensions(question: FormulaQuestion, symbols: list[str]) -> dict[str, Node]:
    """Return the distinct dimensions, symbols first, each with its tree."""
    vocabulary = Vocabulary(symbols)
    texts = [*symbols]
    texts += [str(dimension) for shape in question.variables.values() for dimension in shape]
    return {text: parse(text, vocabulary, numbers=True).tree for text in dict.fromkeys(texts)}


def _array(
    base: str, shape: Shape, rng: np.random.Generator, scales: tuple[float, float], positive: bool
) -> Array:
    general, threshold = scales
    low, high, scale = 0.15, 1.4, general
    signs = rng.choice([-1.0, 1.0], size=shape)
    if base in _GATES or positive:
        low, high, scale, signs = 0.05, 0.95, 1.0, np.ones(shape)
    elif base in _POSITIVE and not shape:
        low, high, scale, signs = 0.5, 1.5, threshold, np.ones(shape)
    elif base in ("sigma", "var"):
        signs = np.ones(shape)
    elif base in _STATES:
        low, high, scale = 0.1, 0.95, 1.0
    elif base[:1].isupper() and len(shape) == 2:
        low, high, scale = 0.1, 0.8, 1.0
    return np.asarray(signs * rng.uniform(low, high, size=shape) * scale, dtype=np.float64)
