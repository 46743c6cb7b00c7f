"""LaTeX of an expression: what a formula that was typed is understood to say."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from quizrnn.answers.expression_tree import (
    PRECEDENCE,
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
    render,
)

_NEGATION: Final = 7
_ATOM: Final = 9
_SIGNS: Final = {
    "+": "+", "-": "-", "*": r"\odot", "dot": r"\cdot", "@": r"\,", "%": r"\bmod", "<": "<", "<=": r"\le",
    ">": ">", ">=": r"\ge", "==": "=", "!=": r"\ne", "and": r"\wedge", "or": r"\vee",
}  # fmt: skip
_FUNCTIONS: Final = {
    "sigmoid": r"\sigma", "tanh": r"\tanh", "log": r"\ln", "exp": r"\exp", "sin": r"\sin", "cos": r"\cos",
    "sinh": r"\sinh", "arccos": r"\arccos", "maximum": r"\max", "minimum": r"\min",
}  # fmt: skip
_AROUND: Final = {
    "abs": ("|", "|"), "norm": (r"\|", r"\|"), "floor": (r"\lfloor", r"\rfloor"),
    "ceil": (r"\lceil", r"\rceil"), "concat": ("[", "]"), "transpose": ("", ""), "sqrt": ("", ""),
}  # fmt: skip
_SIDE_BY_SIDE: Final = ((("axis", Number(1)),), (("axis", Negation(Number(1))),), (("axis", Number(-1)),))
_SPECIAL: Final = re.compile(r"[\\{}$%#&_^~]")


def latex(tree: Node, scalars: Collection[str] = ()) -> str:
    """Return the LaTeX of an expression, with ``notation``'s commands only.

    Args:
        tree: The expression.
        scalars: Names of single numbers, whose products are no elementwise ones.
    """
    return _latex(tree, 0, frozenset(scalars))


def _latex(node: Node, above: int, scalars: frozenset[str]) -> str:
    own = _ATOM
    match node:
        case Number():
            return f"{{{render(node)}}}"
        case Word():
            return _words(render(node))
        case Name():
            return _name(node.name)
        case Negation():
            text, own = f"-{_latex(node.operand, _NEGATION, scalars)}", _NEGATION
        case Operation("/", left, right):
            return rf"\frac{{{_latex(left, 0, scalars)}}}{{{_latex(right, 0, scalars)}}}"
        case Operation("//", left, right):
            ratio = rf"\frac{{{_latex(left, 0, scalars)}}}{{{_latex(right, 0, scalars)}}}"
            return rf"\left\lfloor {ratio} \right\rfloor"
        case Operation("**", left, right):
            return f"{_base(left, scalars)}^{{{_latex(right, 0, scalars)}}}"
        case Operation(op, left, right):
            own = PRECEDENCE[op]
            single = op == "*" and (_is_single(left, scalars) or _is_single(right, scalars))
            sign = r"\cdot" if single else _SIGNS[op]
            further = own + 1 if op != "*" or not single else own
            text = f"{_latex(left, own, scalars)} {sign} {_latex(right, further, scalars)}"
        case Call():
            return _call(node, scalars)
        case Sequence():
            return rf"\left[{', '.join(_latex(item, 0, scalars) for item in node.items)}\right]"
        case Index():
            places = ", ".join(_place(place, scalars) for place in node.places)
            return f"{_latex(node.value, _ATOM, scalars)}[{places}]"
    return rf"\left({text}\right)" if own < above else text


def _call(node: Call, scalars: frozenset[str]) -> str:
    args = [_latex(arg, 0, scalars) for arg in node.args]
    side_by_side = node.function == "concat" and node.options in _SIDE_BY_SIDE
    if len(args) == 1 and node.function in _AROUND and (not node.options or side_by_side):
        only = node.args[0]
        if node.function == "sqrt":
            return rf"\sqrt{{{args[0]}}}"
        if node.function == "transpose":
            return f"{_base(only, scalars)}^T"
        opening, closing = _AROUND[node.function]
        inside = args[0]
        if node.function == "concat" and isinstance(only, Sequence):
            inside = ", ".join(_latex(item, 0, scalars) for item in only.items)
        return rf"\left{opening} {inside} \right{closing}"
    options = [f"{_words(name)} = {_latex(value, 0, scalars)}" for name, value in node.options]
    name = _FUNCTIONS.get(node.function) or rf"\operatorname{{{_words(node.function)}}}"
    return rf"{name}\left({', '.join([*args, *options])}\right)"


def _base(node: Node, scalars: frozenset[str]) -> str:
    """Return what a superscript is attached to, which has none of its own."""
    match node:
        case Operation("**") | Call("transpose"):
            return rf"\left({_latex(node, 0, scalars)}\right)"
        case _:
            return _latex(node, _ATOM, scalars)


def _is_single(node: Node, scalars: frozenset[str]) -> bool:
    """Tell whether an expression is a single number, so far as its form says so."""
    match node:
        case Number():
            return True
        case Name():
            return node.name in scalars
        case Negation():
            return _is_single(node.operand, scalars)
        case Operation():
            return _is_single(node.left, scalars) and _is_single(node.right, scalars)
        case Call("sqrt", (only,)):
            return _is_single(only, scalars)
        case _:
            return False


def _name(name: str) -> str:
    """Return a name with what follows its first underscore as a subscript."""
    head, _, rest = name.partition("_")
    if not head or not rest:
        return _words(name)
    parts = [part if len(part) == 1 else _words(part) for part in rest.split("_") if part]
    return f"{_words(head) if len(head) > 1 else head}_{{{','.join(parts)}}}" if parts else _words(name)


def _words(text: str) -> str:
    if len(text) == 1 and text.isalnum():
        return text
    return rf"\text{{{_SPECIAL.sub(lambda sign: _escaped(sign[0]), text)}}}"


def _escaped(sign: str) -> str:
    return f"\\{sign}" if sign in "{}$%#&_" else " "


def _place(place: Node | Slice | str | None, scalars: frozenset[str]) -> str:
    if place is None:
        return _words("None")
    if isinstance(place, str):
        return _words(place)
    if not isinstance(place, Slice):
        return _latex(place, 0, scalars)
    bounds = [place.start, place.stop] + ([place.step] if place.step is not None else [])
    return ":".join("" if bound is None else _latex(bound, 0, scalars) for bound in bounds)
