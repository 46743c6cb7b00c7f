"""A function of a solution as a question shows it: readable at once, around one of its lines."""

from __future__ import annotations

import ast
import io
import tokenize
from typing import Final, NamedTuple

from quizrnn.drills.mutants import Mutant

MOST_LINES: Final = 25
"""Lines of code that a question shows."""

WIDEST: Final = 76
"""Columns of a line of code that lint lets pass."""


class Excerpt(NamedTuple):
    """What is shown.

    Attributes:
        function: The function's name.
        code: Its code.
        line: The mutant's line in it, counted from 1.
        lines: The function's lines in the whole source.
    """

    function: str
    code: str
    line: int
    lines: range


def bare_line(row: str) -> str:
    """Return a line without indentation and comment."""
    return _without_comments(row.strip() + "\n").rstrip()


def excerpt(mutant: Mutant) -> Excerpt | None:
    """Return the function around a mutant's line, as much as can be shown.

    Docstrings, comments and blank lines are left out; where that is still too long, what is far from the line
    makes way for ``...``. None where the line's own statement is too long, or in no function.
    """
    tree = ast.parse(mutant.source)
    inside = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.lineno <= mutant.line <= (node.end_lineno or 0)
    ]
    if not inside:
        return None
    function = min(inside, key=lambda node: (node.end_lineno or 0) - node.lineno)
    rows = _without_comments(mutant.source).splitlines()
    first = function.body[0].lineno
    docstring = function.body[0] if ast.get_docstring(function, clean=False) is not None else None
    idle = range(first, (docstring.end_lineno or first) + 1) if docstring is not None else range(0)
    units = [unit for unit in _units(function) if unit.start not in idle and mutant.line not in idle]
    keep = _kept(units, mutant.line)
    if keep is None:
        return None
    indent = len(rows[function.lineno - 1]) - len(rows[function.lineno - 1].lstrip())
    code: list[str] = []
    line = 0
    for unit in units:
        if unit in keep:
            for number in unit:
                row = rows[number - 1][indent:].rstrip()
                if number == mutant.line:
                    code.append(row)
                    line = len(code)
                elif row:
                    code += folded(row)
        elif code and code[-1].strip() != "...":
            start = rows[unit.start - 1]
            code.append(" " * (len(start) - len(start.lstrip()) - indent) + "...")
    lines = range(function.lineno, (function.end_lineno or 0) + 1)
    return Excerpt(function.name, "\n".join(code) + "\n", line, lines)


def folded(row: str) -> list[str]:
    """Return a line that is too wide as two: broken between terms, or behind a comma in brackets."""
    if len(row) <= WIDEST:
        return [row]
    name, equals, _ = row.partition(" = ")
    start = len(name) + len(" = ")
    opened: list[int] = []
    terms, commas = [], []
    for place, character in enumerate(row):
        if character in "([{":
            opened.append(place)
        elif character in ")]}" and opened:
            opened.pop()
        if opened and row[place : place + 2] == ", ":
            commas.append((place + 1, opened[-1] + 1))
        if not opened and place > start and row[place : place + 3] in (" + ", " - "):
            terms.append(place)
    fits = [place for place in terms if place < WIDEST and start + 1 + len(row) - place <= WIDEST]
    if fits and equals and name.strip().isidentifier():
        cut = fits[-1]
        return [f"{name} = ({row[start:cut]}", f"{' ' * (start + 1)}{row[cut + 1 :]})"]
    breaks = [
        (cut, column) for cut, column in commas if cut <= WIDEST and column + len(row) - cut <= WIDEST + 1
    ]
    if breaks:
        cut, column = breaks[-1]
        return [row[:cut], " " * column + row[cut + 1 :]]
    return [row]


def _units(function: ast.FunctionDef) -> list[range]:
    """Return the lines of a function as they belong together: headers of blocks, and statements."""
    units = [range(function.lineno, function.body[0].lineno)]

    def add(statements: list[ast.stmt]) -> None:
        for statement in statements:
            body = getattr(statement, "body", None)
            if isinstance(body, list):
                units.append(range(statement.lineno, body[0].lineno))
                add(body)
                otherwise = getattr(statement, "orelse", [])
                if otherwise:
                    units.append(range((body[-1].end_lineno or 0) + 1, otherwise[0].lineno))
                    add(otherwise)
            else:
                units.append(range(statement.lineno, (statement.end_lineno or 0) + 1))

    add(function.body)
    return units


def _kept(units: list[range], line: int) -> list[range] | None:
    """Return the units to show: the function's header, and as many around the line as there is room for."""
    own = next((place for place, unit in enumerate(units) if line in unit), None)
    if own is None:
        return None
    if sum(len(unit) for unit in units) <= MOST_LINES:
        return units
    keep = {0, own}
    room = MOST_LINES - sum(len(units[place]) for place in keep) - 2  # two gaps
    if room < 0:
        return None
    low, high = own - 1, own + 1
    while low > 0 or high < len(units):
        near = [place for place in (low, high) if 0 < place < len(units)]
        fits = [place for place in near if len(units[place]) <= room]
        if not fits:
            break
        place = min(fits, key=lambda place: abs(place - own))
        keep.add(place)
        room -= len(units[place])
        low, high = (place - 1 if place == low else low), (place + 1 if place == high else high)
        if len(fits) < len(near):
            break
    return [units[place] for place in sorted(keep)]


def _without_comments(source: str) -> str:
    """Return a source with its comments blanked; lines stay where they are."""
    rows = source.splitlines()
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT:
                row, column = token.start
                rows[row - 1] = rows[row - 1][:column].rstrip()
    except tokenize.TokenError:  # a line of a longer statement: its comment goes by the last mark
        return "\n".join(row.partition("  #")[0].rstrip() for row in rows) + "\n"
    return "\n".join(rows) + "\n"
