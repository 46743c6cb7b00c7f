"""The tree of an expression: what a formula says, freed of how it was spelled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias


@dataclass(frozen=True, slots=True)
class Number:
    """A literal number."""

    value: int | float
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Word:
    """A literal that is no number: a string, ``True``, ``False`` or ``None``."""

    value: str | bool | None
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A declared name."""

    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Negation:
    """``-operand``."""

    operand: Node
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Operation:
    """``left op right``; ``dot`` is the ``·`` that may be either product."""

    op: str
    left: Node
    right: Node
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the vocabulary, by its canonical name; ``transpose`` is ``.T`` too."""

    function: str
    args: tuple[Node, ...]
    options: tuple[tuple[str, Node], ...] = ()
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Sequence:
    """``[a, b]`` or ``(a, b)``: pieces to join, a shape, or a list of numbers."""

    items: tuple[Node, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Slice:
    """``start:stop:step`` in an index."""

    start: Node | None
    stop: Node | None
    step: Node | None = None


@dataclass(frozen=True, slots=True)
class Index:
    """``value[places]``; the string ``...`` is an ellipsis and None a new axis."""

    value: Node
    places: tuple[Node | Slice | str | None, ...]
    at: int = field(default=0, compare=False)


Node: TypeAlias = Number | Word | Name | Negation | Operation | Call | Sequence | Index

PRECEDENCE: Final = {
    "or": 1, "and": 2,
    "<": 4, "<=": 4, ">": 4, ">=": 4, "==": 4, "!=": 4,
    "+": 5, "-": 5, "*": 6, "/": 6, "//": 6, "%": 6, "@": 6, "dot": 6, "**": 8,
}  # fmt: skip
_NEGATION: Final = 7
_ATOM: Final = 9


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly below, without options and the bounds of slices."""
    match node:
        case Negation():
            return (node.operand,)
        case Operation():
            return (node.left, node.right)
        case Call():
            return node.args
        case Sequence():
            return node.items
        case Index():
            return (node.value,)
        case _:
            return ()


def with_child(node: Node, place: int, child: Node) -> Node:
    """Return ``node`` with the child at ``place`` exchanged."""
    match node:
        case Negation():
            return replace(node, operand=child)
        case Operation():
            return replace(node, left=child) if place == 0 else replace(node, right=child)
        case Call():
            return replace(node, args=(*node.args[:place], child, *node.args[place + 1 :]))
        case Sequence():
            return replace(node, items=(*node.items[:place], child, *node.items[place + 1 :]))
        case Index():
            return replace(node, value=child)
        case _:
            raise ValueError("a leaf has no children")


def walk(node: Node) -> Iterator[Node]:
    """Yield every node, the root first."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(children(current)))


def names(node: Node) -> frozenset[str]:
    """Return the declared names that occur, in options and slices too."""
    found: set[str] = set()
    for part in walk(node):
        match part:
            case Name():
                found.add(part.name)
            case Call():
                for _, option in part.options:
                    found |= names(option)
            case Index():
                for place in part.places:
                    bounds = (place.start, place.stop, place.step) if isinstance(place, Slice) else (place,)
                    for bound in bounds:
                        if bound is not None and not isinstance(bound, str):
                            found |= names(bound)
            case _:
                pass
    return frozenset(found)


def substitute(node: Node, values: dict[str, Node]) -> Node:
    """Return ``node`` with names replaced by expressions."""
    if isinstance(node, Name):
        return values.get(node.name, node)
    result: Node = node
    for place, child in enumerate(children(node)):
        new = substitute(child, values)
        if new is not child:
            result = with_child(result, place, new)
    return result


def render(node: Node, above: int = 0) -> str:
    """Return the expression as it would be typed, with no more parentheses than it needs."""
    text, own = "", _ATOM
    match node:
        case Number():
            return f"{node.value:.12g}" if isinstance(node.value, float) else str(node.value)
        case Word():
            return f'"{node.value}"' if isinstance(node.value, str) else str(node.value)
        case Name():
            return node.name
        case Negation():
            text, own = f"-{render(node.operand, _NEGATION)}", _NEGATION
        case Operation():
            text, own = _render_operation(node), PRECEDENCE[node.op]
        case Call():
            return _render_call(node)
        case Sequence():
            return f"[{', '.join(render(item) for item in node.items)}]"
        case Index():
            places = ", ".join(_render_place(place) for place in node.places)
            return f"{_render_base(node.value)}[{places}]"
    return f"({text})" if own < above else text


def _render_base(node: Node) -> str:
    """Return what an attribute or an index follows."""
    return f"({render(node)})" if isinstance(node, Number) else render(node, _ATOM)


def _render_operation(node: Operation) -> str:
    own = PRECEDENCE[node.op]
    if node.op == "**":
        return f"{render(node.left, own + 1)}**{render(node.right, own)}"
    sign = {"dot": " · ", "*": "*", "/": "/"}.get(node.op, f" {node.op} ")
    left = own + 1 if node.op in ("<", "<=", ">", ">=", "==", "!=") else own
    return f"{render(node.left, left)}{sign}{render(node.right, own + 1)}"


def _render_call(node: Call) -> str:
    if node.function == "transpose" and len(node.args) == 1:
        return f"{_render_base(node.args[0])}.T"
    if node.function == "shape" and len(node.args) == 1:
        return f"{_render_base(node.args[0])}.shape"
    options = [f"{name}={render(value)}" for name, value in node.options]
    return f"{node.function}({', '.join([*(render(arg) for arg in node.args), *options])})"


def _render_place(place: Node | Slice | str | None) -> str:
    if place is None:
        return "None"
    if isinstance(place, str):
        return place
    if not isinstance(place, Slice):
        return render(place)
    start, stop = (render(bound) if bound is not None else "" for bound in (place.start, place.stop))
    return f"{start}:{stop}" + (f":{render(place.step)}" if place.step is not None else "")
