"""Mistakes in what happens when: loops, steps, carries, statements left out, orders of what is joined."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from mistakes.candidate import Candidate, Rule, replaced, swapped
from mistakes.facts import Facts
from mistakes.kinds_formulas import in_formula, is_packed
from mistakes.page import Edit, Page

JOINS: Final = ("concatenate", "hstack", "vstack", "stack", "column_stack")


def steps(page: Page, facts: Facts, node: ast.AST) -> Iterator[Candidate]:
    """The neighbouring time step, the first or the last one for the present."""
    if not isinstance(node, ast.Subscript):
        return
    loop = page.loop(node)
    indices = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    for index in indices if loop is not None else ():
        match index:
            case ast.Name(id=name) if facts.sort(index) and name in _counters(loop):
                for text, weight in ((f"{name} - 1", 1.0), (f"{name} + 1", 1.0), ("0", 0.4), ("-1", 0.4)):
                    yield replaced(page, "wrong step", index, text, weight)
            case ast.BinOp(left=ast.Name(id=name)) if name in _counters(loop):
                yield replaced(page, "wrong step", index, name)


def _counters(loop: ast.For | ast.While | None) -> set[str]:
    """Return the names that a loop counts with."""
    if isinstance(loop, ast.For):
        return {found.id for found in ast.walk(loop.target) if isinstance(found, ast.Name)}
    if isinstance(loop, ast.While):
        return {found.id for found in ast.walk(loop.test) if isinstance(found, ast.Name)}
    return set()


def loops(page: Page, _facts: Facts, node: ast.AST) -> Iterator[Candidate]:
    """The direction and the ends of a loop over time."""
    parent = page.parent(node)
    if page.function(node) is None:
        return
    match node:
        case ast.Call(func=ast.Name(id="reversed"), args=[argument]):
            yield replaced(page, "loop direction", node, page.text(argument))
        case ast.Call(func=ast.Name(id="range"), args=[stop]):
            turned = isinstance(parent, ast.Call) and page.text(parent.func) == "reversed"
            text = page.text(stop)
            yield replaced(page, "loop ends", node, f"range(1, {text})")
            yield replaced(page, "loop ends", node, f"range({text} - 1)")
            if not turned and isinstance(parent, ast.For) and page.loop(node) is None:
                yield replaced(page, "loop direction", node, f"reversed(range({text}))")
        case ast.Call(func=ast.Name(id="range"), args=[start, stop]):
            yield replaced(page, "loop ends", start, f"{page.text(start)} + 1")
        case ast.Call(func=ast.Name(id="range"), args=[start, stop, ast.UnaryOp(op=ast.USub())]):
            yield replaced(page, "loop ends", stop, "0")
            if isinstance(start, ast.BinOp) and page.text(start.right) == "1":
                yield replaced(page, "loop direction", node, f"range({page.text(start.left)})")
                yield replaced(page, "loop ends", start, f"{page.text(start.left)} - 2", 0.5)
        case ast.Subscript(value=value) if page.text(node).replace(" ", "").endswith("::-1]"):
            start, end = page.span(value).end, page.span(node).end
            yield Candidate("loop direction", (Edit(start, end, ""),), (start - 1,))


def beginnings(page: Page, facts: Facts, node: ast.AST) -> Iterator[Candidate]:
    """Zeros where a given state or gradient begins the loop."""
    function = page.function(node)
    if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load) or function is None:
        return
    loops_within = any(isinstance(found, ast.For | ast.While) for found in ast.walk(function))
    if page.loop(node) is not None or not loops_within:
        return
    given = [argument.arg for argument in function.args.args]
    sort = facts.sort(node)
    plain = isinstance(page.parent(node), ast.Assign | ast.Tuple | ast.List | ast.Call)
    plain = plain and isinstance(page.statement(node), ast.Assign) and not is_packed(page, node)
    if plain and node.id in given and sort and sort.kind == "array" and len(sort.shape) == 2:
        yield replaced(page, "wrong beginning", node, f"np.zeros_like({node.id})")


def sums_lost(page: Page, facts: Facts, node: ast.AST) -> Iterator[Candidate]:
    """``=`` for ``+=``, or the other sign."""
    if not isinstance(node, ast.AugAssign) or not isinstance(node.op, ast.Add) or page.function(node) is None:
        return
    if facts.is_size(node.value) and isinstance(node.value, ast.Constant):
        return
    low = page.span(node.target).end
    start = low + page.source[low:].index("+=")
    yield Candidate("assigned, not added", (Edit(start, start + 2, "="),), (start,), 3)
    yield Candidate("wrong sign", (Edit(start, start + 2, "-="),), (start,), 0.5)


def carries(page: Page, facts: Facts, node: ast.AST) -> Iterator[Candidate]:
    """What goes from one step to the next is not assigned anew."""
    loop = page.loop(node)
    if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Store) or loop is None:
        return
    parent = page.parent(node)
    if isinstance(parent, ast.Tuple) and node.id in facts.scope(node) and not _is_counter(node, loop):
        yield replaced(page, "carry lost", node, "_")
        yield replaced(page, "carry lost", node, f"{node.id}_new", 0.3)


def _is_counter(node: ast.Name, loop: ast.For | ast.While) -> bool:
    return node.id in _counters(loop)


def left_out(page: Page, facts: Facts, node: ast.AST) -> Iterator[Candidate]:
    """A statement that is not there, or twice."""
    if not isinstance(node, ast.Assign | ast.AugAssign) or page.function(node) is None:
        return
    block = page.block(node)
    if len(block) == 1 or not page.owns_rows(node) or not _is_again(facts, node):
        return
    beside = [page.span(near) for near in gap(block, node)]
    places = [offset for start, end in beside for offset in (start, end - 1)]
    if page.loop(node) is not None and block[0] is node:
        header = page.parent(node)
        places.append(page.span(header).start if header is not None else page.span(node).start)
    rows = page.rows(node)
    kind = "carry lost" if _is_carry(page, node) else "statement left out"
    yield Candidate(kind, (Edit(*rows, ""),), tuple(places), 2)
    if isinstance(node, ast.AugAssign) and not facts.is_size(node):
        text = page.source[rows.start : rows.end]
        places = [rows.end, page.span(node).start]
        yield Candidate("term twice", (Edit(rows.end, rows.end, text),), tuple(places), 0.3)


def _is_again(facts: Facts, node: ast.Assign | ast.AugAssign) -> bool:
    """Whether what is assigned has a value already: without the statement the program still runs."""
    if isinstance(node, ast.AugAssign):
        return True
    return all(
        isinstance(target, ast.Subscript) or (isinstance(target, ast.Name) and target.id in facts.scope(node))
        for target in node.targets
    )


def _is_carry(page: Page, node: ast.Assign | ast.AugAssign) -> bool:
    named = isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    return named and page.loop(node) is not None


def gap(block: list[ast.stmt], node: ast.stmt) -> list[ast.stmt]:
    """Return the statements beside which a missing one could stand as well.

    It can move past a statement that neither assigns what it reads or assigns nor reads what it assigns.
    """
    k = block.index(node)
    reads, writes = names_of(node)
    found = []
    for way in (block[k - 1 :: -1] if k else [], block[k + 1 :]):
        for near in way:
            found.append(near)
            theirs_read, theirs_written = names_of(near)
            if theirs_written & (reads | writes) or theirs_read & writes:
                break
    return found


def names_of(node: ast.AST) -> tuple[set[str], set[str]]:
    """Return the names that a statement reads and those that it assigns, in whole or in part."""
    reads, writes = set(), set()
    for found in ast.walk(node):
        if isinstance(found, ast.Name):
            (reads if isinstance(found.ctx, ast.Load) else writes).add(found.id)
        elif isinstance(found, ast.Subscript | ast.Attribute) and isinstance(found.ctx, ast.Store | ast.Del):
            base: ast.expr = found
            while isinstance(base, ast.Subscript | ast.Attribute):
                base = base.value
            writes |= {base.id} if isinstance(base, ast.Name) else set()
    if isinstance(node, ast.AugAssign):
        reads |= writes
    return reads, writes


def slices(page: Page, _facts: Facts, node: ast.AST) -> Iterator[Candidate]:
    """The other part of a joined array, or another gate's part of a packed one."""
    match node:
        case ast.Slice(lower=None, upper=ast.expr() as bound, step=None):
            yield replaced(page, "wrong slice", node, f"{page.text(bound)}:")
        case ast.Slice(lower=ast.expr() as bound, upper=None, step=None):
            yield replaced(page, "wrong slice", node, f":{page.text(bound)}")
        case ast.stmt():
            parts = [found for found in ast.walk(node) if isinstance(found, ast.Slice) and _is_simple(found)]
            for one, other in pairwise(parts if not isinstance(node, ast.FunctionDef | ast.ClassDef) else []):
                if page.text(one) != page.text(other) and one.lineno == other.lineno:
                    yield swapped(page, "wrong slice", one, other, 2)


def _is_simple(node: ast.Slice) -> bool:
    return node.step is None and (node.lower is not None or node.upper is not None)


def other_blocks(page: Page, _facts: Facts, node: ast.AST) -> Iterator[Candidate]:
    """Another gate's block of a packed array: ``a[:, H:2 * H]`` for ``a[:, 2 * H:3 * H]``."""
    function = page.function(node)
    if not isinstance(node, ast.Slice) or not _is_simple(node) or function is None:
        return
    base = page.parent(node)
    base = page.parent(base) if isinstance(base, ast.Tuple) else base
    if not isinstance(base, ast.Subscript):
        return
    name = page.text(base.value)
    others = {
        page.text(found)
        for sub in ast.walk(function)
        if isinstance(sub, ast.Subscript) and page.text(sub.value) == name
        for found in ast.walk(sub.slice)
        if isinstance(found, ast.Slice) and _is_simple(found)
    }
    for other in sorted(others - {page.text(node)}):
        yield replaced(page, "wrong slice", node, other, 0.7)


def orders(page: Page, facts: Facts, node: ast.AST) -> Iterator[Candidate]:
    """The order of what is joined, unpacked or returned."""
    if page.function(node) is None and not isinstance(page.parent(node), ast.Assign):
        return
    parent = page.parent(node)
    match node:
        case ast.List(elts=elements) | ast.Tuple(elts=elements) if len(elements) > 1:
            kind = "order"
            if isinstance(parent, ast.Call) and parent.args[:1] == [node]:
                name = parent.func.attr if isinstance(parent.func, ast.Attribute) else ""
                kind = "order of what is joined" if name in JOINS else "order"
            elif isinstance(parent, ast.Subscript) and page.text(parent.value) == "np.c_":
                kind = "order of what is joined"
            elif isinstance(parent, ast.Return):
                kind = "order of what is returned"
            elif isinstance(node.ctx, ast.Load) and not all(isinstance(e, ast.Constant) for e in elements):
                return
            for one, other in pairwise(elements):
                starred = isinstance(one, ast.Starred) or isinstance(other, ast.Starred)
                if not starred and page.text(one) != page.text(other):
                    yield swapped(page, kind, one, other)
        case ast.Dict(keys=keys, values=values) if len(keys) > 1:
            for k, one in enumerate(keys):
                for m in range(k + 1, len(keys)):
                    other = keys[m]
                    if one is None or other is None:
                        continue
                    sorts = facts.sort(values[k]), facts.sort(values[m])
                    if m == k + 1 or (sorts[0] is not None and sorts[0] == sorts[1]):
                        yield swapped(page, "order of what is returned", one, other, 0.5)
        case ast.Constant(value=str() as text) if isinstance(parent, ast.Call | ast.For) and text.isalpha():
            if 3 <= len(text) <= 6 and len(set(text)) == len(text) and in_formula(page, node):
                turned = text[1] + text[0] + text[2:]
                yield replaced(page, "order", node, page.text(node).replace(text, turned))


def buffers(page: Page, _facts: Facts, node: ast.AST) -> Iterator[Candidate]:
    """A buffer of single precision."""
    if not isinstance(node, ast.Call) or page.function(node) is None:
        return
    if page.text(node.func) in ("np.zeros", "np.empty") and len(node.args) == 1 and not node.keywords:
        end = page.span(node).end - 1
        yield Candidate("single precision", (Edit(end, end, ", dtype=np.float32"),), (end,))


FLOW: Final[tuple[Rule, ...]] = (
    steps,
    loops,
    beginnings,
    sums_lost,
    carries,
    left_out,
    slices,
    other_blocks,
    orders,
    buffers,
)
