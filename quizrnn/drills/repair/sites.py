"""The places of a submission at which an edit can stand: its expressions and statements, numbered."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

Scope: TypeAlias = ast.FunctionDef | ast.Lambda | ast.Module

OPAQUE: Final = (
    ast.Starred,
    ast.Slice,
    ast.JoinedStr,
    ast.FormattedValue,
    ast.Yield,
    ast.YieldFrom,
    ast.Await,
)
"""Expressions that stand only in certain places, so that nothing can be put around them."""


@dataclass(frozen=True, eq=False)
class Place:
    """One expression that is evaluated, or one statement.

    Attributes:
        number: Its number in the source.
        node: Its node.
        parent: The place that it stands in, the nearest one.
        statement: The statement that it belongs to, itself for a statement.
        function: Name of the function that it stands in, empty at the file's top level.
        loops: The loops around it, the innermost last.
    """

    number: int
    node: ast.expr | ast.stmt
    parent: Place | None
    statement: Place | None
    function: str
    loops: tuple[Place, ...] = ()

    @property
    def line(self) -> int:
        """Its first line."""
        return self.node.lineno

    @property
    def is_statement(self) -> bool:
        """Whether it is a statement."""
        return isinstance(self.node, ast.stmt)


@dataclass
class Sites:
    """The numbered places of the functions that are under test.

    Attributes:
        tree: The module, reduced to what the functions under test can reach.
        kept: Where the statements of the tree stand among those of the whole file.
        places: All places, expressions and statements.
        of_node: The place of a node, by its identity.
        own_names: By function, the names that are its own: to assign another would hide one from outside.
    """

    source: str
    tree: ast.Module
    kept: list[int]
    places: list[Place] = field(default_factory=list)
    of_node: dict[int, Place] = field(default_factory=dict)
    own_names: dict[str, set[str]] = field(default_factory=dict)

    @property
    def expressions(self) -> list[Place]:
        """Return the places that are expressions."""
        return [place for place in self.places if not place.is_statement]

    @property
    def statements(self) -> list[Place]:
        """Return the places that are statements."""
        return [place for place in self.places if place.is_statement]

    def inside(self, place: Place) -> Iterator[Place]:
        """Yield the places in a node, itself first."""
        for node in ast.walk(place.node):
            found = self.of_node.get(id(node))
            if found is not None:
                yield found


def read_sites(source: str, functions: Iterable[str]) -> Sites | None:
    """Number the places of a source; None where it cannot be read or defines none of the functions.

    Args:
        source: The submission.
        functions: What is asked for; code that it cannot reach is left out.
    """
    try:
        tree = ast.parse(source)
        reached = _reached(tree, list(functions))
        reduced = ast.Module(reached, [])
        kept = {id(statement) for statement in reached}
        sites = Sites(source, reduced, [i for i, s in enumerate(tree.body) if id(s) in kept])
        for statement in reduced.body:
            if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
                _Reader(sites).definition(statement)
            elif isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
                _Reader(sites).top_level(statement)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return sites if sites.places else None


def _reached(tree: ast.Module, functions: Sequence[str]) -> list[ast.stmt]:
    """Return the top-level statements that the functions need, in order."""
    defined: dict[str, list[ast.stmt]] = {}
    kept = []
    for statement in tree.body:
        match statement:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                defined.setdefault(name, []).append(statement)
            case ast.If(test=ast.Compare(left=ast.Name(id="__name__"))):
                continue  # what runs as a script alone
            case ast.Expr(value=ast.Constant()):
                continue
            case _:
                kept.append(statement)
    reached = list(kept)
    waiting = list(kept) + [s for name in functions for s in defined.pop(name, ())]
    while waiting:
        statement = waiting.pop()
        if statement not in reached:
            reached.append(statement)
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and node.id in defined:
                waiting.extend(defined.pop(node.id))
    order = {id(statement): place for place, statement in enumerate(tree.body)}
    return sorted(reached, key=lambda statement: order[id(statement)])


class _Reader:
    """Numbers places, top down."""

    def __init__(self, sites: Sites) -> None:
        self._sites = sites
        self._function = ""
        self._loops: tuple[Place, ...] = ()

    def definition(self, node: ast.FunctionDef | ast.ClassDef) -> None:
        """Read a function, or the methods of a class."""
        outer, self._function = self._function, node.name
        if isinstance(node, ast.ClassDef):
            for statement in node.body:
                if isinstance(statement, ast.FunctionDef):
                    self.definition(statement)
        else:
            own = self._sites.own_names.setdefault(node.name, set())
            own.update(part.arg for part in ast.walk(node.args) if isinstance(part, ast.arg))
            own.update(
                part.id
                for part in ast.walk(node)
                if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
            )
            self._block(node.body, None)
        self._function = outer

    def top_level(self, node: ast.stmt) -> None:
        """Read a statement outside all functions."""
        self._block([node], None)

    def _new(self, node: ast.expr | ast.stmt, parent: Place | None, statement: Place | None) -> Place:
        sites = self._sites
        place = Place(len(sites.places), node, parent, statement, self._function, self._loops)
        sites.places.append(place)
        sites.of_node[id(node)] = place
        return place

    def _block(self, body: list[ast.stmt], parent: Place | None) -> None:
        for statement in body:
            if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
                self.definition(statement)
                continue
            place = self._new(statement, parent, None)
            self._statement(statement, place)

    def _statement(self, node: ast.stmt, place: Place) -> None:
        if isinstance(node, (ast.For, ast.While)):
            self._expressions([node.iter if isinstance(node, ast.For) else node.test], place, place)
            outer, self._loops = self._loops, (*self._loops, place)
            self._block(node.body, place)
            self._loops = outer
            self._block(node.orelse, place)
            return
        for _, value in ast.iter_fields(node):
            if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                self._block(value, place)
            else:
                self._expressions(value if isinstance(value, list) else [value], place, place)

    def _expressions(self, values: Iterable[object], parent: Place, statement: Place) -> None:
        for node in values:
            if isinstance(node, ast.expr) and not isinstance(node, OPAQUE) and _is_read(node):
                place = self._new(node, parent, statement)
                self._expressions(_children(node), place, statement)
            elif isinstance(node, ast.AST) and not isinstance(node, (ast.operator, ast.expr_context)):
                self._expressions(_children(node), parent, statement)


def _is_read(node: ast.expr) -> bool:
    return not isinstance(getattr(node, "ctx", None), (ast.Store, ast.Del))


def _children(node: ast.AST) -> list[ast.AST]:
    if isinstance(node, ast.Lambda):
        return [node.body]
    if isinstance(node, ast.comprehension):
        return [node.iter, *node.ifs]
    return list(ast.iter_child_nodes(node))
