"""What the names of a program hold while it runs on one case: the shapes, not the values."""

from __future__ import annotations

import ast
import sys
import warnings
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np

from mistakes.page import Page
from quizrnn.bank.drills import Form
from quizrnn.drills.cases import DrawnCase
from quizrnn.drills.expected import run_calls

FILE: Final = "<traced>"
DEPTH: Final = 3


class Sort(NamedTuple):
    """What sort of value it is.

    Attributes:
        kind: ``array``, ``number``, ``size`` (an integer), ``table`` (entries by name), ``row`` (entries by
            number) or ``object``.
        shape: An array's.
        value: A size's.
        entries: Those of a table and an object by name; those of a row are of the sort of ``each``.
    """

    kind: str
    shape: tuple[int, ...] = ()
    value: int = 0
    entries: tuple[tuple[str, Sort], ...] = ()
    each: Sort | None = None

    @property
    def numeric(self) -> bool:
        """Whether it is what formulas are made of."""
        return self.kind in ("array", "number")


Scope: TypeAlias = dict[str, Sort]


def sort_of(value: Any, depth: int = DEPTH) -> Sort | None:
    """Return the sort of a value, or None where it is of no interest."""
    if isinstance(value, np.ndarray):
        return Sort("array", value.shape)
    if isinstance(value, bool | str) or value is None:
        return None
    if isinstance(value, int | np.integer):
        return Sort("size", value=int(value))
    if isinstance(value, float):
        return Sort("number")
    if depth == 0:
        return None
    if isinstance(value, dict) and value and all(isinstance(key, str) for key in value):
        return Sort("table", entries=_entries(value, depth))
    if isinstance(value, dict | list) and value:
        first = sort_of(next(iter(value.values() if isinstance(value, dict) else value)), depth - 1)
        return Sort("row", each=first) if first is not None else None
    if type(value).__module__ == "solution" and hasattr(value, "__dict__"):
        return Sort("object", entries=_entries(vars(value), depth))
    return None


def _entries(group: dict[str, Any], depth: int) -> tuple[tuple[str, Sort], ...]:
    found = ((key, sort_of(value, depth - 1)) for key, value in group.items())
    return tuple((key, sort) for key, sort in found if sort is not None)


class Facts:
    """What a program's names hold, line by line, and which of its functions are activations."""

    def __init__(self, page: Page, form: Form, case: DrawnCase) -> None:
        self._page = page
        self._scopes: dict[int, Scope] = {}
        self._call = ""
        self._reached: dict[str, set[int]] = {}
        names: dict[str, Any] = {"__name__": "solution"}
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            exec(compile(page.source, FILE, "exec"), names)

            def find(name: str) -> Callable[..., Any]:
                self._call = name
                function: Callable[..., Any] = names[name]
                return function

            previous = sys.gettrace()
            sys.settrace(self._called)
            try:
                run_calls(form.calls, case, find)
            finally:
                sys.settrace(previous)
            self.sigmoids = [name for name, value in names.items() if _is_sigmoid(name, value)]

    def _called(self, frame: FrameType, _event: str, _argument: Any) -> Any:
        if frame.f_code.co_filename != FILE or frame.f_code.co_name.startswith("<"):
            return None
        return self._stepped

    def _stepped(self, frame: FrameType, event: str, _argument: Any) -> Any:
        if event == "line":
            self._reached.setdefault(self._call, set()).add(frame.f_lineno)
            scope = {name: sort for name, value in frame.f_locals.items() if (sort := sort_of(value))}
            known = self._scopes.setdefault(frame.f_lineno, scope)
            # a carry may begin as the number 0; what the loop makes of it is what counts
            known.update(
                {name: sort for name, sort in scope.items() if name in known and sort.kind == "array"}
            )
        return self._stepped

    def is_forward(self, node: ast.AST) -> bool:
        """Whether a backward pass is asked for too, and only the forward pass runs a node's line."""
        *before, last = self._reached.values()
        line: int = getattr(node, "lineno", 0)
        return line not in last and any(line in lines for lines in before)

    def scope(self, node: ast.AST) -> Scope:
        """Return what is defined before a node's statement is run for the first time."""
        statement = self._page.statement(node)
        last = statement.end_lineno or statement.lineno
        body = getattr(statement, "body", None)
        if body:
            last = max(statement.lineno, body[0].lineno - 1)
        return next((self._scopes[k] for k in range(statement.lineno, last + 1) if k in self._scopes), {})

    def sort(self, node: ast.AST) -> Sort | None:
        """Return the sort of a name, an attribute, or an entry of a table or a row."""
        return _looked_up(node, self.scope(node))

    def is_size(self, node: ast.AST) -> bool:
        """Whether an expression is made of sizes and numbers alone, such as ``2 * H``."""
        scope = self.scope(node)
        names = [found.id for found in ast.walk(node) if isinstance(found, ast.Name)]
        return all(name in scope and scope[name].kind == "size" for name in names)

    def alike(self, node: ast.expr) -> Iterator[str]:
        """Yield what could stand in a node's place: names, attributes and keys that hold the same sort."""
        scope = self.scope(node)
        sort = _looked_up(node, scope)
        if sort is None or sort.kind in ("size", "object"):
            return
        match node:
            case ast.Name(id=name):
                yield from (other for other, held in scope.items() if other != name and held == sort)
            case ast.Attribute(value=value, attr=name):
                group = _looked_up(value, scope)
                text = self._page.text(value)
                for other, held in group.entries if group else ():
                    if other != name and held == sort:
                        yield f"{text}.{other}"
            case ast.Subscript(value=value, slice=ast.Constant(value=str() as name) as key):
                group = _looked_up(value, scope)
                text, quote = self._page.text(value), self._page.text(key)[0]
                for other, held in group.entries if group else ():
                    if other != name and held == sort:
                        yield f"{text}[{quote}{other}{quote}]"


def _looked_up(node: ast.AST, scope: Scope) -> Sort | None:
    match node:
        case ast.Name(id=name):
            return scope.get(name)
        case ast.Attribute(value=value, attr=name):
            group = _looked_up(value, scope)
            return dict(group.entries).get(name) if group and group.kind == "object" else None
        case ast.Subscript(value=value, slice=ast.Constant(value=str() as name)):
            group = _looked_up(value, scope)
            return dict(group.entries).get(name) if group and group.kind == "table" else None
        case ast.Subscript(value=value):
            group = _looked_up(value, scope)
            return group.each if group and group.kind == "row" else None
        case _:
            return None


def _is_sigmoid(name: str, value: Any) -> bool:
    if name.startswith("__") or not callable(value) or isinstance(value, type):
        return False
    points = np.array([[-2.0, 0.5, 3.0]])
    try:
        found = value(points)
    except Exception:  # noqa: BLE001  any function of the program is tried
        return False
    return isinstance(found, np.ndarray) and np.allclose(found, 1 / (1 + np.exp(-points)))
