"""Finds the line of a submission at which a mistake stands, by the shape of its expressions."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple


class Unit(NamedTuple):
    """One computed value: an assignment, an entry of a dict, or what is returned.

    Attributes:
        label: The name that it is given: a variable's, or a dict's key.
        exact: The expression in a form in which order of factors and summands does not matter.
        shape: The same with every variable's name taken out.
        line: Its line.
    """

    label: str
    exact: str
    shape: str
    line: int


_METHODS: Final = ("sum", "mean", "max", "min", "clip")
"""What NumPy has as a function and as a method."""

Returns = Mapping[str, Sequence[str]]
"""By a function that is asked for, the names of what it returns."""


def units(source: str, functions: Returns | None = None) -> list[Unit]:
    """Return the values that a file computes, in order; nothing where it is no Python.

    With ``functions``, only those on the way to them: a homework file holds other cells too.
    """
    functions = functions or {}
    try:
        tree = ast.parse(source)
        found = [unit for part in _on_the_way(tree, functions) for unit in _units(part, functions)]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return sorted(found, key=lambda unit: unit.line)


def locate(
    source: str,
    solution: str,
    edited: str,
    outputs: tuple[str, ...],
    functions: Returns | None = None,
) -> int | None:
    """Return the line of ``source`` that does what the edit of ``solution`` does.

    Args:
        source: The submission.
        solution: The right source.
        edited: The solution with the mistake in it.
        outputs: The outputs that are wrong. Where no expression is the mistaken one and there is a single
            output, its own line is the best that can be named.
        functions: What is asked for: only code on the way to it is looked at.
    """
    theirs = units(source, functions)
    right = units(solution, functions)
    known = {(unit.label, unit.exact) for unit in right}
    mistaken = [unit for unit in units(edited, functions) if (unit.label, unit.exact) not in known]
    right_shapes = {unit.shape for unit in right}
    for matches in (_same_label_and_text, _same_text, _same_label_and_shape, _same_shape):
        for unit in mistaken:
            if matches is _same_shape and unit.shape in right_shapes:
                continue
            found = [other.line for other in theirs if matches(unit, other)]
            if len(found) == 1:
                return found[0]
    if len(outputs) == 1:
        found = [unit.line for unit in theirs if unit.label == outputs[0]]
        return found[-1] if found else None
    return None


def _same_label_and_text(a: Unit, b: Unit) -> bool:
    return a.label == b.label and a.exact == b.exact


def _same_text(a: Unit, b: Unit) -> bool:
    return a.exact == b.exact


def _same_label_and_shape(a: Unit, b: Unit) -> bool:
    return a.label == b.label and a.shape == b.shape


def _same_shape(a: Unit, b: Unit) -> bool:
    return a.shape == b.shape


def _on_the_way(tree: ast.Module, functions: Returns) -> list[ast.stmt]:
    """Return the statements of a file that the functions asked for can reach, by the names they mention."""
    named: dict[str, list[ast.stmt]] = {}
    for statement in tree.body:
        for name in _defined(statement):
            named.setdefault(name, []).append(statement)
    if not functions or not any(name in named for name in functions):
        return tree.body
    reached = [statement for statement in tree.body if not _defined(statement)]
    waiting = [statement for name in functions for statement in named.pop(name, ())] + reached
    while waiting:
        statement = waiting.pop()
        if statement not in reached:
            reached.append(statement)
        for node in ast.walk(statement):
            if isinstance(node, ast.Name):
                waiting.extend(named.pop(node.id, ()))
    return reached


def _defined(statement: ast.stmt) -> list[str]:
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]
        case _:
            return []


def _units(tree: ast.AST, functions: Returns) -> Iterator[Unit]:
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) if name in functions:
                yield from _returned(node, functions[name])
            case ast.Assign(targets=[target], value=value) if not isinstance(value, ast.Dict):
                yield from _pair(target, value)
            case ast.AugAssign(target=target, op=op, value=value):
                # x += y computes x + y
                whole = ast.BinOp(left=_loaded(target), op=op, right=value)
                yield _unit(_label(target), ast.copy_location(whole, node))
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                yield _unit(_label(target), value)
            case ast.Return(value=ast.expr() as value) if not isinstance(value, (ast.Dict, ast.Tuple)):
                yield _unit("return", value)
            case ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    if isinstance(key, ast.Constant):
                        yield _unit(str(key.value), value)
            case ast.Call(func=ast.Name(id="dict"), keywords=keywords):
                for keyword in keywords:
                    if keyword.arg:
                        yield _unit(keyword.arg, keyword.value)
            case _:
                pass


def _returned(function: ast.FunctionDef, names: Sequence[str]) -> Iterator[Unit]:
    """Yield what a function computes where it returns several values, each by its name."""
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
            parts = node.value.elts
            for name, part in zip(names, parts, strict=False) if len(parts) == len(names) else ():
                if not isinstance(part, (ast.Name, ast.Tuple, ast.List, ast.Dict)):
                    yield _unit(name, part)


def _pair(target: ast.expr, value: ast.expr) -> Iterator[Unit]:
    """Split ``a, b = x, y`` into its assignments."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        for name, part in zip(target.elts, value.elts, strict=True):
            yield _unit(_label(name), part)
    else:
        yield _unit(_label(target), value)


def _loaded(target: ast.expr) -> ast.expr:
    return ast.Name(id=target.id, ctx=ast.Load()) if isinstance(target, ast.Name) else target


def _label(target: ast.expr) -> str:
    match target:
        case ast.Name(id=name):
            return name
        case ast.Subscript(slice=ast.Constant(value=str() as key)):
            return key
        case _:
            return ""


def _unit(label: str, value: ast.expr) -> Unit:
    return Unit(label, _form(value, named=True), _form(value, named=False), value.lineno)


def _form(node: ast.expr, *, named: bool) -> str:
    """Write an expression so that products and sums of the same things in another order are equal."""

    def form(part: ast.expr) -> str:
        return _form(part, named=named)

    match node:
        case ast.Name(id=name):
            return name if named or name in ("sigmoid", "np") else "_"
        case ast.Constant(value=value):
            return repr(float(value)) if isinstance(value, (int, float)) else repr(value)
        case ast.Attribute(value=value, attr=attr):
            return f"{form(value)}.{attr}"
        case ast.BinOp(op=ast.Add() | ast.Sub()):
            return "(" + " ".join(sorted(f"{sign}{form(part)}" for sign, part in _summands(node))) + ")"
        case ast.BinOp(op=ast.Mult()):
            return "(" + "*".join(sorted(form(part) for part in _factors(node))) + ")"
        case ast.BinOp(left=left, op=op, right=right):
            return f"({form(left)} {type(op).__name__} {form(right)})"
        case ast.UnaryOp(op=op, operand=operand):
            return f"{type(op).__name__}({form(operand)})"
        case (
            ast.Call(func=ast.Attribute(value=ast.Name(id="np"), attr="dot" | "matmul"), args=[left, right])
            | ast.Call(func=ast.Attribute(value=left, attr="dot"), args=[right])
        ):
            return f"({form(left)} MatMult {form(right)})"
        case ast.Call(func=ast.Attribute(value=ast.Name(id="np"), attr="transpose"), args=[operand]):
            return f"{form(operand)}.T"
        case ast.Call(func=ast.Attribute(value=ast.Name(id="np"), attr=attr), args=[first, *args]) if (
            attr in _METHODS
        ):
            method = ast.Attribute(value=first, attr=attr)
            return form(ast.Call(func=method, args=args, keywords=node.keywords))
        case ast.Call(func=func, args=args, keywords=keywords):
            # a.sum(0) and a.sum(axis=0) are the same
            inside = [form(a) for a in args]
            inside += [form(k.value) if k.arg == "axis" else f"{k.arg}={form(k.value)}" for k in keywords]
            return f"{form(func)}({', '.join(inside)})"
        case ast.Subscript(slice=ast.Name() | ast.Constant(value=str())) if not named:
            return "_"  # d[k] or d["f"] is a variable in other words
        case ast.Subscript(value=value, slice=index):
            return f"{form(value)}[{form(index)}]"
        case ast.Slice(lower=lower, upper=upper, step=step):
            return ":".join("" if part is None else form(part) for part in (lower, upper, step))
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            return f"[{', '.join(form(element) for element in elements)}]"
        case _:
            return ast.dump(node)


def _summands(node: ast.expr, sign: str = "+") -> Iterator[tuple[str, ast.expr]]:
    match node:
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            yield from _summands(left, sign)
            yield from _summands(right, sign)
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            yield from _summands(left, sign)
            yield from _summands(right, "-" if sign == "+" else "+")
        case _:
            yield sign, node


def _factors(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            yield from _factors(left)
            yield from _factors(right)
        case _:
            yield node
