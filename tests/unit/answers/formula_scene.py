"""A place in a question's formula: what is known of the parts there, and how they are put together."""

import numpy as np

from quizrnn.answers.expression_tree import (
    Call,
    Index,
    Name,
    Number,
    Operation,
    Sequence,
    Slice,
    Word,
    children,
    walk,
    with_child,
)

from .formula_oracle import BETWEEN_0_AND_1, POSITIVE, NoValue
from .formula_typed import plainly

MAX_NODES = 90
ONE, TWO, HALF = Number(1), Number(2), Number(0.5)
ALL = Slice(None, None)


class Scene:
    """What is known of sub-formulas of one question: shapes, and whether all values are positive."""

    def __init__(self, question, oracle):
        self.question = question
        self.oracle = oracle
        self._values = {}

    def values(self, node):
        if node not in self._values:
            try:
                self._values[node] = self.oracle.values(plainly(node))
            except (NoValue, AttributeError):
                self._values[node] = None
        return self._values[node]

    def shape(self, node):
        if isinstance(node, Sequence | Word):
            return None
        values = self.values(node)
        return None if values is None else values[0].shape

    def shapes(self, node):
        """Return the shape on every draw: two formulas may have one shape by luck."""
        values = None if isinstance(node, Sequence | Word) else self.values(node)
        return None if values is None else tuple(value.shape for value in values)

    def rank(self, node):
        shape = self.shape(node)
        return -1 if shape is None else len(shape)

    def alike(self, *nodes):
        shapes = {self.shapes(node) for node in nodes}
        return len(shapes) == 1 and None not in shapes

    def positive(self, node):
        """Return whether all values are above 0: by the formula's form, not by luck of the draws."""
        values = self.values(node) if self._positive(node) else None
        return values is not None and all((value > 1e-3).all() for value in values)

    def _positive(self, node):
        match node:
            case Number():
                return node.value > 0
            case Name():
                declared = BETWEEN_0_AND_1.fullmatch(node.name) or POSITIVE.fullmatch(node.name)
                return node.name in self.oracle.symbols or declared is not None
            case Operation(op="**", right=Number(value=2)):
                return True
            case Operation(op="+" | "*" | "/" | "@" | "**"):
                return self._positive(node.left) and self._positive(node.right)
            case Operation(op="-", left=Number(value=1), right=Name()):
                return BETWEEN_0_AND_1.fullmatch(node.right.name) is not None
            case Call(function="exp" | "sigmoid" | "norm" | "abs" | "softmax"):
                return True
            case Call(function="sqrt" | "sum" | "mean" | "prod" | "transpose" | "minimum" | "maximum"):
                return all(self._positive(arg) for arg in node.args)
            case Index():
                return self._positive(node.value)
            case _:
                return False

    def moderate(self, node):
        """Return whether ``exp`` of it, and of that again, stays far from overflow."""
        values = self.values(node)
        return values is not None and all((np.abs(value) < 5).all() for value in values)

    def size(self, node, axis):
        """Return the symbol that an axis is as long as on every draw, or None."""
        values = self.values(node)
        if values is None or len(values[0].shape) <= axis:
            return None
        for symbol in self.oracle.symbols:
            lengths = [draw[symbol] for draw in self.oracle.draws]
            if all(value.shape[axis] == length for value, length in zip(values, lengths, strict=True)):
                return Name(symbol)
        return None

    def variables(self, like):
        """Return the variables of the same shape as ``like``."""
        shapes = self.shapes(like)
        return [Name(name) for name in self.question.variables if self.shapes(Name(name)) == shapes]


def op(sign, left, right):
    return Operation(sign, left, right)


def call(function, *args, **options):
    return Call(function, args, tuple(options.items()))


def t(node):
    return call("transpose", node)


def is_op(node, signs):
    return isinstance(node, Operation) and node.op in signs


def is_call(node, *functions):
    return isinstance(node, Call) and node.function in functions


def axis_of(node):
    return dict(node.options).get("axis")


def rows(slice_):
    return (ALL, slice_)


def places(tree):
    """Yield every place of a tree as (node, how to put another node there), sizes and lists left out."""
    yield tree, lambda new: new
    if is_call(tree, "ones", "eye", "shape", "reshape"):
        return
    for place, child in enumerate(children(tree)):
        if isinstance(child, Word):
            continue
        if is_op(tree, ("**",)) and place == 1 and not isinstance(child, Name):
            continue
        for node, put in places(child):
            yield node, lambda new, place=place, put=put: with_child(tree, place, put(new))


def rewritten(tree, rule, scene, rng):
    """Return the tree with one random application of a rule, or None where it applies nowhere."""
    found = []
    for node, put in places(tree):
        if isinstance(node, Sequence | Word):
            continue
        found += [put(new) for new in rule(node, scene)]
    found = [new for new in found if new != tree and sum(1 for _ in walk(new)) <= MAX_NODES]
    return rng.choice(found) if found else None


def joined_pair(node):
    if is_call(node, "concat") and isinstance(node.args[0], Sequence) and len(node.args[0].items) == 2:
        return node.args[0].items if axis_of(node) == ONE else None
    return None
