"""One-line mutants of a solution: slips of the kind that people make, each at one place of one line.

What is changed is the text, so that the rest of the line stays as it was written.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_OPERATORS: Final[dict[type[ast.operator], tuple[str, tuple[str, ...]]]] = {
    ast.Add: ("+", ("-", "*")),
    ast.Sub: ("-", ("+",)),
    ast.Mult: ("*", ("+",)),
    ast.Div: ("/", ("*",)),
    ast.Pow: ("**", ("*",)),
}
_COMPARISONS: Final[dict[type[ast.cmpop], tuple[str, str]]] = {
    ast.Gt: (">", "<="), ast.GtE: (">=", "<"), ast.Lt: ("<", ">="), ast.LtE: ("<=", ">"),
    ast.Eq: ("==", "!="),
}  # fmt: skip
_CALLS: Final = {
    "sum": "mean",
    "mean": "sum",
    "max": "min",
    "min": "max",
    "maximum": "minimum",
    "minimum": "maximum",
}
_TAKEN_FOR: Final = {
    "c_prev": "c",
    "h_prev": "h",
    "f": "i",
    "i": "o",
    "o": "f",
    "z": "r",
    "r": "z",
    "g": "i",
    "n": "h",
}
_GATES: Final = ("f", "i", "o", "c", "z", "r", "h", "g", "n")
"""What a name such as ``da_f`` may end with, or a key such as ``"W_f"``."""


class Mutant(NamedTuple):
    """A solution with one line changed.

    Attributes:
        source: All of it.
        line: The line, counted from 1.
    """

    source: str
    line: int


def mutants(source: str, lines: range | None = None) -> Iterator[Mutant]:
    """Yield every mutant, each once, in the order of the lines; with ``lines``, of those alone.

    What only fills a cache is left as it is: what is kept there is the solution's own business.
    """
    rows = source.splitlines()
    tree = ast.parse(source)
    common = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    kept = {id(node) for cache in _caches(tree) for node in ast.walk(cache)}
    made: dict[Mutant, None] = {}
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        names = common | {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
        names |= {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
        for statement in function.body:
            for node in ast.walk(statement):
                at = getattr(node, "lineno", 0)
                if not at or id(node) in kept or getattr(node, "end_lineno", 0) != at:
                    continue
                if lines is not None and at not in lines:
                    continue
                for text in _Line(rows[at - 1], node, names).changed():
                    if text != rows[at - 1]:
                        changed = "\n".join([*rows[: at - 1], text, *rows[at:]]) + "\n"
                        made.setdefault(Mutant(changed, at))
    yield from sorted((mutant for mutant in made if _parses(mutant.source)), key=lambda mutant: mutant.line)


def _parses(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def _caches(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the tuples that are kept for the backward pass, by that name or within what is returned."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id="cache")], value=value):
                yield value
            case ast.Assign(value=ast.Name(id="cache")):
                yield node
            case ast.Return(value=ast.Tuple(elts=elements)):
                yield from (element for element in elements if isinstance(element, ast.Tuple))
            case _:
                pass


class _Line:
    """One line with one node in it that is changed."""

    def __init__(self, text: str, node: ast.AST, names: set[str]) -> None:
        self._text = text.encode()
        self._node = node
        self._names = names

    def changed(self) -> Iterator[str]:
        """Yield the line with each change of the node."""
        node = self._node
        match node:
            case ast.BinOp():
                yield from self._operation(node)
            case ast.AugAssign(target=target, value=value):
                between = self._between(target, value)
                yield self._with(target.end_col_offset, value.col_offset, re.sub(r"\S=", "=", between))
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARISONS:
                old, new = _COMPARISONS[type(op)]
                between = self._between(left, right)
                yield self._with(left.end_col_offset, right.col_offset, between.replace(old, new, 1))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                yield self._instead(node, self._of(operand))
            case ast.Constant(value=bool()):
                pass
            case ast.Constant(value=int(value)):
                yield self._instead(node, str(value + 1))
                if value > 1:
                    yield self._instead(node, str(value - 1))
            case ast.Constant(value=str(key)):
                yield from (self._instead(node, self._of(node).replace(key, other)) for other in _taken(key))
            case ast.Name(id=name, ctx=ast.Load()):
                others = [*_taken(name), _TAKEN_FOR.get(name, ""), *_without_road(name)]
                yield from (self._instead(node, other) for other in others if other in self._names)
            case ast.Attribute(attr="T", value=value):
                yield self._instead(node, self._of(value))
            case ast.Attribute(attr=name, value=value) if name in _CALLS:
                yield self._instead(node, f"{self._of(value)}.{_CALLS[name]}")
            case ast.Call():
                yield from self._call(node)
            case ast.List(elts=[first, second]) | ast.Tuple(elts=[first, second], ctx=ast.Load()):
                between = self._between(first, second)
                turned = f"{self._of(second)}{between}{self._of(first)}"
                yield self._with(first.col_offset, second.end_col_offset, turned)
            case ast.Slice(lower=None, upper=ast.expr() as bound, step=None):
                yield self._instead(node, f"{self._of(bound)}:")
            case ast.Slice(lower=ast.expr() as bound, upper=None, step=None):
                yield self._instead(node, f":{self._of(bound)}")
            case _:
                pass

    def _operation(self, node: ast.BinOp) -> Iterator[str]:
        left, right = node.left, node.right
        if type(node.op) in _OPERATORS:
            old, others = _OPERATORS[type(node.op)]
            between = self._between(left, right)
            for other in others:
                yield self._with(left.end_col_offset, right.col_offset, between.replace(old, other, 1))
        if not isinstance(node.op, ast.MatMult):
            yield self._with(left.end_col_offset, node.end_col_offset, self._behind(left, node))
        if not isinstance(node.op, ast.Pow | ast.MatMult):
            yield self._with(node.col_offset, right.col_offset, self._before(right, node))
        if isinstance(node.op, ast.Sub | ast.MatMult):
            turned = f"{self._of(right)}{self._between(left, right)}{self._of(left)}"
            yield self._with(left.col_offset, right.end_col_offset, turned)

    def _call(self, node: ast.Call) -> Iterator[str]:
        match node:
            case ast.Call(func=ast.Name(id="reversed"), args=[argument]):
                yield self._instead(node, self._of(argument))
            case ast.Call(func=ast.Name(id="range"), args=[stop]):
                yield self._instead(node, f"range({self._of(stop)} - 1)")
                yield self._instead(node, f"range(1, {self._of(stop)})")
                yield self._instead(node, f"reversed(range({self._of(stop)}))")
            case ast.Call(func=ast.Name(id="sigmoid") as function):
                yield self._instead(function, "np.tanh")
            case ast.Call(func=ast.Attribute(attr="tanh") as function, args=[argument]):
                yield self._instead(node, self._of(argument))
                if "sigmoid" in self._names:
                    yield self._instead(function, "sigmoid")
            case _:
                pass

    def _of(self, node: ast.expr) -> str:
        return self._text[node.col_offset : node.end_col_offset].decode()

    def _between(self, left: ast.expr, right: ast.expr) -> str:
        return self._text[left.end_col_offset : right.col_offset].decode()

    def _behind(self, left: ast.expr, node: ast.expr) -> str:
        """Return the parentheses that are closed behind the left side."""
        between = self._text[left.end_col_offset : node.end_col_offset].decode()
        return "".join(re.findall(r"^[)\s]*\)", between))

    def _before(self, right: ast.expr, node: ast.expr) -> str:
        between = self._text[node.col_offset : right.col_offset].decode()
        return "".join(re.findall(r"\([(\s]*$", between))

    def _instead(self, node: ast.AST, text: str) -> str:
        return self._with(getattr(node, "col_offset"), getattr(node, "end_col_offset"), text)  # noqa: B009

    def _with(self, start: int | None, end: int | None, text: str) -> str:
        return (self._text[:start] + text.encode() + self._text[end:]).decode()


def _taken(name: str) -> list[str]:
    """Return what ``da_f`` or ``W_f`` may be taken for: the same of another gate."""
    stem, score, gate = name.rpartition("_")
    if not score or gate not in _GATES:
        return []
    return [f"{stem}_{other}" for other in _GATES if other != gate]


def _without_road(name: str) -> list[str]:
    """Return what a total gradient may be taken for: ``dc_t`` for ``dc``."""
    return [f"{name}_t", f"{name}_next"] if name.startswith("d") and "_" not in name else []
