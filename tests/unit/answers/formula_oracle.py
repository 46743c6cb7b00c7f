"""A second opinion on formulas: plain Python text worked out in extended precision, apart from the checker.

It shares nothing with ``quizrnn.answers`` but the questions: Python's own parser, another evaluator, other
sizes, other random values. What it calls unequal differs by far more than rounding.
"""

import ast
import re
import warnings
from random import Random

import numpy as np

REAL = np.longdouble
DRAWS = 6
EQUAL, UNEQUAL, UNCLEAR = "equal", "unequal", "unclear"
BETWEEN_0_AND_1 = re.compile(r"([fiozrupm]|p_new|mask)")
POSITIVE = re.compile(r"(theta|N|tau|eps)")


class NoValue(Exception):
    """The text has no value: shapes that do not bind, or what the oracle does not know."""


class Oracle:
    """One question's names, bound to random values several times."""

    def __init__(self, question, seed=0):
        self.symbols = sorted(
            {
                symbol
                for shape in question.variables.values()
                for part in shape
                for symbol in re.findall(r"[A-Za-z]+", str(part))
            }
        )
        self.variables = question.variables
        self.draws = [self._draw(Random(f"{question.id}:{seed}:{place}")) for place in range(DRAWS)]
        self._known = {}

    def _draw(self, rng):
        parts = {str(part) for shape in self.variables.values() for part in shape}
        while True:
            sizes = {symbol: rng.randint(2, 9) for symbol in self.symbols}
            lengths = [int(_value(ast.parse(part, mode="eval").body, sizes)) for part in parts]
            lengths += [sizes[symbol] for symbol in self.symbols if symbol not in parts]
            if len(set(lengths)) == len(lengths):
                break
        numbers = np.random.default_rng(rng.getrandbits(32))
        values = {symbol: REAL(size) for symbol, size in sizes.items()}
        for name, shape in self.variables.items():
            lengths = [int(_value(ast.parse(str(part), mode="eval").body, sizes)) for part in shape]
            if BETWEEN_0_AND_1.fullmatch(name):
                drawn = numbers.beta(2, 2, lengths)
            elif POSITIVE.fullmatch(name):
                drawn = numbers.gamma(2.0, rng.choice([0.3, 2.0]), lengths)
            elif name in ("h", "n", "g", "h_prev", "h_new"):
                drawn = np.tanh(numbers.normal(0, 1.2, lengths))
            else:
                drawn = numbers.normal(0, rng.choice([0.6, 1.5]), lengths)
            values[name] = np.asarray(drawn, dtype=REAL)
        return values

    def values(self, text):
        """Return the value on every draw.

        Raises:
            NoValue: If there is none.
        """
        if text not in self._known:
            try:
                body = ast.parse(text.strip(), mode="eval").body
                with np.errstate(all="ignore"), warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    self._known[text] = [np.asarray(_value(body, draw), dtype=REAL) for draw in self.draws]
            except (ValueError, IndexError, TypeError, ZeroDivisionError, NoValue) as error:
                self._known[text] = NoValue(f"{text}: {error}")
        found = self._known[text]
        if isinstance(found, NoValue):
            raise found
        return found

    def compare(self, one, other):
        """Return whether two texts are equal, by far unequal, or too near to tell."""
        try:
            pairs = list(zip(self.values(one), self.values(other), strict=True))
        except NoValue:
            return UNEQUAL
        worst, seen = 0.0, 0
        for mine, theirs in pairs:
            if mine.shape != theirs.shape:
                return UNEQUAL
            good = np.isfinite(mine) & np.isfinite(theirs)
            if not good.any():
                continue
            seen += 1
            size = np.abs(theirs[good]).max()
            worst = max(worst, float((np.abs(mine - theirs)[good] / (size + REAL(1e-30))).max()))
        if seen < 2:
            return UNCLEAR
        return EQUAL if worst < 1e-9 else UNEQUAL if worst > 3e-4 else UNCLEAR


def _reduced(function):
    def work_out(a, axis=None, keepdims=False):
        axis = int(axis) if axis is not None else None
        return function(np.asarray(a), axis=axis, keepdims=bool(keepdims))

    return work_out


def _norm(a, ord=2, axis=None, keepdims=False):  # noqa: A002
    power = int(ord)
    total = _reduced(np.sum)(np.abs(a) ** power, axis, keepdims)
    return total ** (REAL(1) / power)


def _softmax(a, axis=-1):
    raised = np.exp(a - np.max(a, axis=int(axis), keepdims=True))
    return raised / raised.sum(axis=int(axis), keepdims=True)


FUNCTIONS = {
    "sigmoid": lambda a: 1 / (1 + np.exp(-a)),
    "tanh": lambda a: (np.exp(2 * a) - 1) / (np.exp(2 * a) + 1),
    "relu": lambda a: np.where(a > 0, a, 0),
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "sin": np.sin,
    "cos": np.cos,
    "sum": _reduced(np.sum),
    "mean": _reduced(np.mean),
    "prod": _reduced(np.prod),
    "max": _reduced(np.max),
    "min": _reduced(np.min),
    "norm": _norm,
    "softmax": _softmax,
    "maximum": np.maximum,
    "minimum": np.minimum,
    "where": lambda condition, one, other: np.where(condition, one, other),
    "diag": lambda a: np.diag(a),
    "outer": lambda a, b: np.outer(a, b),
    "ones": lambda n: np.ones(int(n), dtype=REAL),
    "eye": lambda n: np.eye(int(n), dtype=REAL),
    "concat": lambda pieces, axis=-1: np.concatenate(pieces, axis=int(axis)),
    "einsum": lambda text, *arrays: np.einsum(text, *arrays),
}
OPERATORS = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.power,
    ast.MatMult: lambda a, b: np.matmul(a, b),
    ast.Lt: np.less,
    ast.LtE: np.less_equal,
    ast.Gt: np.greater,
    ast.GtE: np.greater_equal,
}


def _value(node, names):
    match node:
        case ast.Constant(value=str() | bool() | None):
            return node.value
        case ast.Constant():
            return REAL(node.value)
        case ast.Name():
            if node.id not in names:
                raise NoValue(node.id)
            value = names[node.id]
            return value if isinstance(value, np.ndarray | str) else REAL(value)
        case ast.UnaryOp(op=ast.USub()):
            return -_value(node.operand, names)
        case ast.BinOp():
            return OPERATORS[type(node.op)](_value(node.left, names), _value(node.right, names))
        case ast.Compare():
            return OPERATORS[type(node.ops[0])](_value(node.left, names), _value(node.comparators[0], names))
        case ast.List() | ast.Tuple():
            return [_value(item, names) for item in node.elts]
        case ast.Attribute(attr="T"):
            return np.asarray(_value(node.value, names)).T
        case ast.Call(func=ast.Name()) if node.func.id in FUNCTIONS:
            options = {option.arg: _value(option.value, names) for option in node.keywords}
            return FUNCTIONS[node.func.id](*(_value(arg, names) for arg in node.args), **options)
        case ast.Subscript():
            places = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            return np.asarray(_value(node.value, names))[tuple(_place(place, names) for place in places)]
        case _:
            raise NoValue(ast.dump(node))


def _place(node, names):
    if isinstance(node, ast.Slice):
        bounds = (node.lower, node.upper, node.step)
        return slice(*(None if bound is None else int(_value(bound, names)) for bound in bounds))
    if isinstance(node, ast.Constant) and node.value in (None, ...):
        return None if node.value is None else ...
    return int(_value(node, names))
