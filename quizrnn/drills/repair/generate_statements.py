"""Thinks up edits of statements: what a loop carries on, what is added up, in which order things are done."""

from __future__ import annotations

import ast
import copy
import io
import itertools
import tokenize
from collections.abc import Iterator
from typing import Final

from quizrnn.drills.repair.edits import Edit, Kind, Splice
from quizrnn.drills.repair.generate import Expressions
from quizrnn.drills.repair.generate_loops import Loops, own_names
from quizrnn.drills.repair.nodes import binary
from quizrnn.drills.repair.seen import Seen
from quizrnn.drills.repair.sites import Place, Sites
from quizrnn.drills.repair.vocabulary import Vocabulary
from quizrnn.drills.repair.weave import located

MAX_OCCURRENCES: Final = 12
MAX_TEXT: Final = 1200
EXCHANGED: Final = {
    "+": ("-", "*"),
    "-": ("+",),
    "*": ("+", "@", "/"),
    "/": ("*",),
    "@": ("*",),
    "**": ("*",),
    "//": ("*",),
}
"""What an operator may have been written for."""


class Statements:
    """Thinks up edits of statements.

    Args:
        sites: The submission's places.
        seen: What was seen of them.
        words: What can be named at each.
        expressions: Thinks up edits of expressions.
    """

    def __init__(self, sites: Sites, seen: Seen, words: Vocabulary, expressions: Expressions) -> None:
        self._sites, self._seen, self._words, self._expressions = sites, seen, words, expressions
        self._names_read: dict[str, set[str]] = {}
        self._loops = Loops(sites, seen, words, expressions)

    def of(self, place: Place) -> Iterator[Edit]:
        """Yield the edits of one statement."""
        match place.node:
            case ast.Assign(targets=[target], value=value):
                yield from self._assigned(place, target, value)
            case ast.AugAssign(target=target, op=operator, value=value):
                for other_target in self._other_targets(place, target, value):
                    if isinstance(other_target, (ast.Name, ast.Attribute, ast.Subscript)):
                        again = ast.AugAssign(other_target, operator, value)
                        yield Edit(place, "operand", [again], 1.6)
                yield Edit(place, "accumulation", [ast.Assign([_stored(target)], value)], 1.2)
                opposite = ast.Sub() if isinstance(operator, ast.Add) else ast.Add()
                yield Edit(place, "sign", [ast.AugAssign(target, opposite, value)], 1.4)
                yield Edit(place, "statement", [], 1.8)
            case ast.For(target=target):
                yield from self._loops.of(place)
                for exchanged in _exchanged(target):
                    node = copy.copy(place.node)
                    assert isinstance(node, ast.For)
                    node.target = located(exchanged)
                    yield Edit(place, "order", [node], 1.6)
            case ast.If(test=test, body=body, orelse=orelse):
                yield Edit(place, "operator", [ast.If(ast.UnaryOp(ast.Not(), test), body, orelse)], 2.0)
            case _:
                pass
        yield from self._renamed(place)
        yield from self._operators(place)

    def _assigned(self, place: Place, target: ast.expr, value: ast.expr) -> Iterator[Edit]:
        known = self._seen.scopes.get(place.number, {})
        if isinstance(target, ast.Subscript) or (isinstance(target, ast.Name) and target.id in known):
            yield Edit(place, "accumulation", [ast.AugAssign(target, ast.Add(), value)], 1.2)
            if isinstance(target, ast.Name):
                yield Edit(place, "statement", [], 1.8)
        for other in self._other_targets(place, target, value):
            yield Edit(place, "operand", [ast.Assign([other], value)], 1.8)
        if isinstance(target, ast.Tuple):
            for exchanged in _exchanged(target):
                yield Edit(place, "swap", [ast.Assign([exchanged], value)], 1.6)
        yield from self._unread(place, target, value)
        if isinstance(target, ast.Subscript):
            for index in _neighbours(target):
                yield Edit(place, "index", [ast.Assign([index], value)], 1.6)

    def _unread(self, place: Place, target: ast.expr, value: ast.expr) -> Iterator[Edit]:
        """Yield a name that is assigned and never read as one that is known: ``h_new`` for ``h``."""
        entries = target.elts if isinstance(target, ast.Tuple) else [target]
        for at, entry in enumerate(entries):
            if not isinstance(entry, ast.Name) or entry.id in self._read(place.function):
                continue
            for known in sorted(own_names(self._sites, self._seen, place)):
                made: list[ast.expr] = list(entries)
                made[at] = ast.Name(known, ast.Store())
                whole = ast.Tuple(made, ast.Store()) if isinstance(target, ast.Tuple) else made[0]
                yield Edit(place, "carry", [ast.Assign([whole], value)], 1.0)

    def _read(self, function: str) -> set[str]:
        """Return the names that a function reads anywhere."""
        if function not in self._names_read:
            self._names_read[function] = {
                place.node.id
                for place in self._sites.expressions
                if place.function == function and isinstance(place.node, ast.Name)
            }
        return self._names_read[function]

    def _other_targets(self, place: Place, target: ast.expr, value: ast.expr) -> Iterator[ast.expr]:
        """Yield what else of the same shape could have been meant to take a value."""
        inner = self._sites.of_node.get(id(value))
        shape = self._seen.shapes.get(inner.number) if inner is not None else None
        if shape is None or isinstance(target, ast.Tuple):
            return
        for atom in self._seen.atoms(place):
            stays = not atom.text.isidentifier() or atom.text in own_names(self._sites, self._seen, place)
            if atom.shape == shape and atom.text != ast.unparse(target) and stays:
                yield _stored(atom.node)

    def _operators(self, place: Place) -> Iterator[Edit]:
        """Yield the statement with one operator of its text exchanged, so that what binds it may change."""
        node = place.node
        if isinstance(node, (ast.For, ast.While, ast.If, ast.With, ast.Try)):
            return
        text = ast.get_source_segment(self._sites.source, node)
        if text is None or len(text) > MAX_TEXT:
            return
        starts = [0, *itertools.accumulate(map(len, self._sites.source.encode().splitlines(keepends=True)))]
        start = starts[node.lineno - 1] + node.col_offset
        for place_in, old in _operator_tokens(text):
            for new in EXCHANGED[old]:
                made = text[:place_in] + new + text[place_in + len(old) :]
                try:
                    (statement,) = ast.parse(made).body
                except (SyntaxError, ValueError):
                    continue
                at = start + len(text[:place_in].encode())
                kind: Kind = "sign" if {old, new} == {"+", "-"} else "operator"
                cost = 1.25 if kind == "sign" else 1.8
                yield Edit(place, kind, [statement], cost, Splice(at, at + len(old), new))

    def _renamed(self, place: Place) -> Iterator[Edit]:
        """Yield the statement with one operand taken for another all through, or two exchanged."""
        node = place.node
        if not isinstance(node, (ast.Assign, ast.AugAssign, ast.Return, ast.Expr, ast.AnnAssign)):
            return
        found: dict[str, list[ast.expr]] = {}
        for part in ast.walk(node):
            inner = self._sites.of_node.get(id(part))
            named = isinstance(part, (ast.Name, ast.Subscript, ast.Attribute))
            if inner is not None and named and inner.number in self._seen.shapes:
                assert isinstance(part, ast.expr)
                found.setdefault(ast.unparse(part), []).append(part)
        shapes = {
            text: self._seen.shapes[self._sites.of_node[id(parts[0])].number] for text, parts in found.items()
        }
        for a, b in itertools.combinations(found, 2):
            if shapes[a] == shapes[b]:
                pairs = {id(part): found[b][0] for part in found[a]} | {
                    id(part): found[a][0] for part in found[b]
                }
                yield Edit(place, "swap", [_replaced(node, pairs)], 1.4)
        occurrences = [(text, part) for text, parts in found.items() for part in parts][:MAX_OCCURRENCES]
        for (a, one), (b, other) in itertools.combinations(occurrences, 2):
            if a != b and shapes[a] == shapes[b] and (len(found[a]) > 1 or len(found[b]) > 1):
                exchanged = {id(one): other, id(other): one}
                yield Edit(place, "swap", [_replaced(node, exchanged)], 1.6)
        for text, parts in found.items():
            if len(parts) < 2:
                continue
            for atom in self._seen.atoms(place):
                if atom.shape == shapes[text] and atom.text != text:
                    new = {id(part): atom.node for part in parts}
                    yield Edit(place, "operand", [_replaced(node, new)], 1.6)
            for function in self._expressions.arrays.functions():
                new = {id(part): ast.Call(function, [part], []) for part in parts}
                yield Edit(place, "function", [_replaced(node, new)], 1.8)
        yield from self._unwrapped(place, node)

    def _unwrapped(self, place: Place, node: ast.stmt) -> Iterator[Edit]:
        """Yield the statement with a function taken off wherever it is called on one operand."""
        calls: dict[str, list[ast.Call]] = {}
        for part in ast.walk(node):
            if isinstance(part, ast.Call) and len(part.args) == 1 and not part.keywords:
                inner = self._sites.of_node.get(id(part))
                argument = self._sites.of_node.get(id(part.args[0]))
                if inner is not None and argument is not None:
                    shape = self._seen.shapes.get(inner.number)
                    if shape is not None and shape == self._seen.shapes.get(argument.number):
                        calls.setdefault(ast.unparse(part), []).append(part)
        for group in calls.values():
            if len(group) > 1:
                new = {id(part): part.args[0] for part in group}
                yield Edit(place, "function", [_replaced(node, new)], 1.2)


def _operator_tokens(text: str) -> Iterator[tuple[int, str]]:
    """Yield place and text of each operator between two operands."""
    lines = [0, *itertools.accumulate(map(len, text.splitlines(keepends=True)))]
    before = ""
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.string in EXCHANGED and before and (before[-1].isalnum() or before[-1] in "_)]}'\""):
                yield lines[token.start[0] - 1] + token.start[1], token.string
            if token.string.strip():
                before = token.string
    except (tokenize.TokenError, IndentationError):
        return


def _exchanged(target: ast.expr) -> Iterator[ast.expr]:
    """Yield a target of several names with two of them exchanged."""
    if isinstance(target, ast.Tuple):
        for a, b in itertools.combinations(range(len(target.elts)), 2):
            made = list(target.elts)
            made[a], made[b] = made[b], made[a]
            yield ast.Tuple(made, ast.Store())


def _stored(target: ast.expr) -> ast.expr:
    made = copy.copy(target)
    if isinstance(made, (ast.Name, ast.Subscript, ast.Attribute)):
        made.ctx = ast.Store()
    return made


def _neighbours(target: ast.Subscript) -> Iterator[ast.Subscript]:
    """Yield a subscript with one of its indices one less and one more."""
    parts = target.slice.elts if isinstance(target.slice, ast.Tuple) else [target.slice]
    for place, part in enumerate(parts):
        if isinstance(part, (ast.Name, ast.BinOp)):
            for operator in (ast.Sub, ast.Add):
                moved = list(parts)
                moved[place] = binary(part, operator, ast.Constant(1))
                whole = ast.Tuple(moved, ast.Load()) if isinstance(target.slice, ast.Tuple) else moved[0]
                yield ast.Subscript(target.value, whole, ast.Store())


class _Replacer(ast.NodeTransformer):
    def __init__(self, new: dict[int, ast.expr]) -> None:
        self._new = new

    def visit(self, node: ast.AST) -> ast.AST:
        if id(node) in self._new:
            return located(self._new[id(node)])
        made = copy.copy(node)
        for field, value in ast.iter_fields(node):
            if isinstance(value, list):
                setattr(made, field, [self.visit(v) if isinstance(v, ast.AST) else v for v in value])
            elif isinstance(value, ast.AST):
                setattr(made, field, self.visit(value))
        return made


def _replaced(node: ast.stmt, new: dict[int, ast.expr]) -> ast.stmt:
    """Return a statement with some of its expressions replaced, the original left alone."""
    found = _Replacer(new).visit(node)
    assert isinstance(found, ast.stmt)
    return found
