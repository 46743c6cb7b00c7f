"""Thinks up edits of statements: what a loop carries on, what is added up, in which order things are done."""

from __future__ import annotations

import ast
import copy
import itertools
from collections.abc import Iterator
from typing import Final

from quizrnn.drills.repair.edits import Edit
from quizrnn.drills.repair.generate import Expressions, binary, name, turned
from quizrnn.drills.repair.seen import Atom, Seen
from quizrnn.drills.repair.sites import Place, Sites

MAX_CARRIED: Final = 24


class Statements:
    """Thinks up edits of statements.

    Args:
        sites: The submission's places.
        seen: What was seen of them.
        expressions: Thinks up edits of expressions.
    """

    def __init__(self, sites: Sites, seen: Seen, expressions: Expressions) -> None:
        self._sites, self._seen, self._expressions = sites, seen, expressions

    def of(self, place: Place) -> Iterator[Edit]:
        """Yield the edits of one statement."""
        match place.node:
            case ast.Assign(targets=[target], value=value):
                yield from self._assigned(place, target, value)
            case ast.AugAssign(target=target, op=operator, value=value):
                yield Edit(place, "accumulation", [ast.Assign([_stored(target)], value)], 1.2)
                other = ast.Sub() if isinstance(operator, ast.Add) else ast.Add()
                yield Edit(place, "sign", [ast.AugAssign(target, other, value)], 1.4)
                yield Edit(place, "statement", [], 1.8)
            case ast.For():
                yield from self._carried(place)
            case ast.If(test=test, body=body, orelse=orelse):
                yield Edit(place, "operator", [ast.If(ast.UnaryOp(ast.Not(), test), body, orelse)], 2.0)
            case _:
                pass
        yield from self._renamed(place)

    def _assigned(self, place: Place, target: ast.expr, value: ast.expr) -> Iterator[Edit]:
        known = self._seen.scopes.get(place.number, {})
        if isinstance(target, ast.Subscript) or (isinstance(target, ast.Name) and target.id in known):
            yield Edit(place, "accumulation", [ast.AugAssign(target, ast.Add(), value)], 1.2)
            if isinstance(target, ast.Name):
                yield Edit(place, "statement", [], 1.8)
        if isinstance(target, ast.Tuple):
            names = [entry for entry in target.elts if isinstance(entry, ast.Name)]
            for a, b in itertools.combinations(range(len(names)), 2):
                made = list(target.elts)
                made[a], made[b] = made[b], made[a]
                yield Edit(place, "swap", [ast.Assign([ast.Tuple(made, ast.Store())], value)], 1.6)
        if isinstance(target, ast.Subscript):
            for index in _neighbours(target):
                yield Edit(place, "index", [ast.Assign([index], value)], 1.6)

    def _carried(self, loop: Place) -> Iterator[Edit]:
        """Yield what a loop may have failed to hand on to its next round, or to add up."""
        node = loop.node
        assert isinstance(node, ast.For)
        last = self._sites.of_node[id(node.body[-1])] if id(node.body[-1]) in self._sites.of_node else None
        if last is None:
            return
        before = {atom.text: atom for atom in self._seen.atoms(loop) if atom.text.isidentifier()}
        inside = [atom for atom in self._atoms_at_end(node, last) if atom.text not in ("params",)]
        stored = _stored_names(node)
        read = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
        kept = node.body[-1]
        for carried, atom in before.items():
            if carried in read:
                for other in inside:
                    if other.shape == atom.shape and other.text != carried:
                        step = ast.Assign([ast.Name(carried, ast.Store())], other.node())
                        cost = 1.3 if carried not in stored else 2.2
                        yield Edit(last, "carry", [kept, step], cost)
            if carried not in stored:
                for term in self._terms(inside, atom):
                    step_up = ast.AugAssign(ast.Name(carried, ast.Store()), ast.Add(), term)
                    yield Edit(last, "accumulation", [kept, step_up], 2.4)

    def _atoms_at_end(self, node: ast.For, last: Place) -> list[Atom]:
        found = {atom.text: atom for atom in self._seen.atoms(last)}
        # what the last statement itself names is not in the scope that was seen before it
        for target in _targets(last.node):
            place = next((p for p in self._sites.inside(last) if p.node is getattr(last.node, "value", 0)), None)
            shape = self._seen.shapes.get(place.number) if place is not None else None
            if shape is not None and isinstance(target, ast.Name):
                found[target.id] = Atom(target.id, shape, target.id)
        return list(found.values())[:MAX_CARRIED]

    def _terms(self, inside: list[Atom], into: Atom) -> Iterator[ast.expr]:
        for atom in inside:
            if atom.shape == into.shape and atom.text != into.text:
                yield atom.node()
            if len(atom.shape) == 2 and atom.shape[1:] == into.shape:
                summed = ast.Attribute(atom.node(), "sum", ast.Load())
                yield ast.Call(summed, [], [ast.keyword("axis", ast.Constant(0))])
        matrices = [atom for atom in inside if len(atom.shape) == 2]
        for a, b in itertools.permutations(matrices, 2):
            if a.shape[0] == b.shape[0] and (a.shape[1], b.shape[1]) == into.shape:
                yield binary(turned(a.node()), ast.MatMult, b.node())

    def _renamed(self, place: Place) -> Iterator[Edit]:
        """Yield the statement with one operand taken for another all through, or two exchanged."""
        node = place.node
        if not isinstance(node, (ast.Assign, ast.AugAssign, ast.Return, ast.Expr, ast.AnnAssign)):
            return
        found: dict[str, list[ast.expr]] = {}
        for part in ast.walk(node):
            inner = self._sites.of_node.get(id(part))
            if inner is not None and isinstance(part, (ast.Name, ast.Subscript, ast.Attribute)):
                if inner.number in self._seen.shapes:
                    found.setdefault(ast.unparse(part), []).append(part)
        shapes = {
            text: self._seen.shapes[self._sites.of_node[id(parts[0])].number] for text, parts in found.items()
        }
        for a, b in itertools.combinations(found, 2):
            if shapes[a] == shapes[b]:
                pairs = {id(part): found[b][0] for part in found[a]} | {id(part): found[a][0] for part in found[b]}
                yield Edit(place, "swap", [_replaced(node, pairs)], 1.4)
        for text, parts in found.items():
            if len(parts) < 2:
                continue
            for atom in self._seen.atoms(place):
                if atom.shape == shapes[text] and atom.text != text:
                    new = {id(part): atom.node() for part in parts}
                    yield Edit(place, "operand", [_replaced(node, new)], 1.6)
            for function in self._expressions.functions():
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


def _targets(node: ast.AST) -> list[ast.expr]:
    return list(node.targets) if isinstance(node, ast.Assign) else []


def _stored(target: ast.expr) -> ast.expr:
    made = copy.copy(target)
    if isinstance(made, (ast.Name, ast.Subscript, ast.Attribute)):
        made.ctx = ast.Store()
    return made


def _stored_names(node: ast.For) -> set[str]:
    return {
        part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    }


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
            return self._new[id(node)]
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


