"""Thinks up edits of loops: which way they run, what a round hands on, adds up and puts away."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from typing import Final

from quizrnn.drills.repair.edits import Edit
from quizrnn.drills.repair.generate import Expressions
from quizrnn.drills.repair.nodes import binary, turned
from quizrnn.drills.repair.seen import Atom, Seen
from quizrnn.drills.repair.sites import Place, Sites
from quizrnn.drills.repair.vocabulary import Vocabulary

MAX_CARRIED: Final = 40


class Loops:
    """Thinks up edits of loops.

    Args:
        sites: The submission's places.
        seen: What was seen of them.
        words: What can be named at each.
        expressions: Thinks up edits of expressions.
    """

    def __init__(self, sites: Sites, seen: Seen, words: Vocabulary, expressions: Expressions) -> None:
        self._sites, self._seen, self._words, self._expressions = sites, seen, words, expressions

    def of(self, loop: Place) -> Iterator[Edit]:
        """Yield the edits of a loop."""
        yield from self._carried(loop)
        yield from self._backwards(loop)

    def _backwards(self, place: Place) -> Iterator[Edit]:
        """Yield a loop that runs the other way."""
        node = place.node
        assert isinstance(node, ast.For)
        match node.iter:
            case ast.Call(func=ast.Name(id="range" | "reversed")):
                return  # among the edits of the call
            case ast.Subscript(value=value, slice=ast.Slice(lower=None, upper=None, step=ast.expr())):
                turned_iter = value
            case other:
                whole = ast.Slice(None, None, ast.UnaryOp(ast.USub(), ast.Constant(1)))
                turned_iter = ast.Subscript(other, whole, ast.Load())
        inner = self._sites.of_node.get(id(node.iter))
        if inner is not None:
            yield Edit(inner, "loop", turned_iter, 1.3)

    def _carried(self, loop: Place) -> Iterator[Edit]:
        """Yield what a loop may have failed to hand on to its next round, or to add up."""
        node = loop.node
        assert isinstance(node, ast.For)
        last = self._sites.of_node.get(id(node.body[-1]))
        if last is None:
            return
        own = own_names(self._sites, self._seen, loop)
        before = {atom.text: atom for atom in self._seen.atoms(loop) if atom.text in own}
        inside = self._atoms_at_end(last)
        stored = _stored_names(node)
        read = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
        kept = node.body[-1]
        for filling in self._fillings(node, loop, inside):
            yield Edit(last, "statement", [kept, filling], 1.7)
            yield Edit(last, "statement", [filling, kept], 1.9)
        for carried, atom in before.items():
            if carried in read:
                cost = 1.3 if carried not in stored else 2.2
                for other in inside:
                    if other.shape == atom.shape and other.text != carried:
                        step = ast.Assign([ast.Name(carried, ast.Store())], other.node)
                        yield Edit(last, "carry", [kept, step], cost)
                        yield Edit(last, "carry", [step, kept], cost + 0.2)
                for factor in self._hadamard(inside, atom):
                    step = ast.Assign([ast.Name(carried, ast.Store())], factor)
                    yield Edit(last, "carry", [kept, step], cost + 1.3)
                    yield Edit(last, "carry", [step, kept], cost + 1.3)
                for product in self._words.products(last, atom.shape):
                    step = ast.Assign([ast.Name(carried, ast.Store())], product)
                    yield Edit(last, "carry", [kept, step], cost + 1.1)
                    yield Edit(last, "carry", [step, kept], cost + 1.3)
            if carried not in stored:
                for term in self._terms(inside, atom):
                    step_up = ast.AugAssign(ast.Name(carried, ast.Store()), ast.Add(), term)
                    yield Edit(last, "accumulation", [kept, step_up], 2.4)

    def _atoms_at_end(self, last: Place) -> list[Atom]:
        found = {atom.text: atom for atom in self._words.at(last)}
        # what the last statement itself names is not in the scope that was seen before it
        for target in _targets(last.node):
            place = next(
                (p for p in self._sites.inside(last) if p.node is getattr(last.node, "value", 0)), None
            )
            shape = self._seen.shapes.get(place.number) if place is not None else None
            if shape is not None and isinstance(target, ast.Name):
                found[target.id] = Atom(target.id, shape, target.id)
        return list(found.values())[:MAX_CARRIED]

    def _hadamard(self, inside: list[Atom], into: Atom) -> Iterator[ast.expr]:
        """Yield products entry by entry of two operands, and of one and the tanh of another."""
        same = [atom for atom in inside if atom.shape == into.shape and atom.extra < 0.5][:12]
        tanh = next(self._expressions.arrays.functions())
        for a, b in itertools.combinations(same, 2):
            yield binary(a.node, ast.Mult, b.node)
            yield binary(a.node, ast.Mult, ast.Call(tanh, [b.node], []))
            yield binary(b.node, ast.Mult, ast.Call(tanh, [a.node], []))

    def _terms(self, inside: list[Atom], into: Atom) -> Iterator[ast.expr]:
        for atom in inside:
            if atom.shape == into.shape and atom.text != into.text:
                yield atom.node
            if len(atom.shape) == 2 and atom.shape[1:] == into.shape:
                summed = ast.Attribute(atom.node, "sum", ast.Load())
                yield ast.Call(summed, [], [ast.keyword("axis", ast.Constant(0))])
        matrices = [atom for atom in inside if len(atom.shape) == 2]
        for a, b in itertools.permutations(matrices, 2):
            if a.shape[0] == b.shape[0] and (a.shape[1], b.shape[1]) == into.shape:
                yield binary(turned(a.node), ast.MatMult, b.node)

    def _fillings(self, node: ast.For, loop: Place, inside: list[Atom]) -> Iterator[ast.stmt]:
        """Yield statements that put what a round yields where it is kept: in an array, or in a list."""
        filled = {
            part.value.id
            for part in ast.walk(node)
            if isinstance(part, ast.Subscript)
            and isinstance(part.ctx, ast.Store)
            and isinstance(part.value, ast.Name)
        }
        step = node.target.id if isinstance(node.target, ast.Name) else None
        for atom in self._seen.atoms(loop) if step is not None else ():
            if len(atom.shape) < 2 or not atom.text.isidentifier() or atom.text in filled:
                continue
            whole, at = ast.Slice(None, None, None), ast.Name(step or "", ast.Load())
            places = [
                ((atom.shape[0], *atom.shape[2:]), ast.Tuple([whole, at], ast.Load())),
                (atom.shape[1:], at),
            ]
            for shape, index in places:
                for other in inside:
                    if other.shape == shape:
                        target = ast.Subscript(atom.node, index, ast.Store())
                        yield ast.Assign([target], other.node)
        for text in self._seen.collections(loop, "list 0"):
            add = ast.Attribute(ast.Name(text, ast.Load()), "append", ast.Load())
            for other in inside[:12] if text.isidentifier() else ():
                yield ast.Expr(ast.Call(add, [other.node], []))


def own_names(sites: Sites, seen: Seen, place: Place) -> set[str]:
    """Return the names of a place's function that hold something where its statement begins."""
    return sites.own_names.get(place.function, set()) & set(seen.scopes.get(place.number, {}))


def _targets(node: ast.AST) -> list[ast.expr]:
    return list(node.targets) if isinstance(node, ast.Assign) else []


def _stored_names(node: ast.For) -> set[str]:
    return {
        part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    }
