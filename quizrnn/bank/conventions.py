"""The table of conventions: names, order of arguments and layout in which others write the same functions.

One file in ``content/conventions/`` is one entry. From it and a drill's form in the article's convention the
form in that convention is made: its calls, shapes, where its cases come from, and mistakes of layout.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from quizrnn.bank.convention_texts import respelled
from quizrnn.bank.drills import Block, Call, Drill, Form, Misconception, Origin
from quizrnn.bank.faults import first_error, type_faults
from quizrnn.bank.model import Slug, Struct
from quizrnn.bank.source import read_yaml
from quizrnn.text import Text

ARTICLE: Final = "article"
FOLDER: Final = "conventions"


class Signature(Struct, frozen=True, kw_only=True):
    """A function as a convention has it.

    Attributes:
        arguments: Its arguments in order.
        returns: What it returns, as a tuple in this order.
        function: Its name, where it is not the article's.
        names: The article's name of each of them that is called otherwise, packed arrays apart.
    """

    arguments: list[str]
    returns: Annotated[list[str], Meta(min_length=1)]
    function: str = ""
    names: dict[str, str] = {}


class Reading(Struct, frozen=True, kw_only=True):
    """How one drill reads in a convention; what is left out is the drill's own, respelled.

    Attributes:
        statement: What to write.
        hints: Rungs of the ladder by number, from 1.
        explanation: Why the solution is right.
        figure: The figure; empty where the drill's does not hold.
        says: Ladders of misconceptions by id.
        code: What stands in code otherwise than in the article's texts, in this drill alone.
        formulas: The same for formulas.
    """

    statement: Text | None = None
    hints: dict[str, Text] = {}
    explanation: Text | None = None
    figure: str | None = None
    says: dict[str, list[Text]] = {}
    code: dict[str, str] = {}
    formulas: dict[str, str] = {}


class Unit(Struct, frozen=True, kw_only=True):
    """One kind of cell in a convention.

    Attributes:
        unit: Whose parameters the reference has: ``rnn``, ``lstm``, ``gru`` or ``gru_reset_after``.
        drills: The drills that have a form in this convention.
        functions: The functions by the article's name.
        layout: The packed arrays by name.
        note: What is otherwise than in the drill's statement, where no statement of its own is given.
        mistakes: Layouts that learners take for this one.
        code: What stands in code otherwise than in the article's texts: names and pieces of code by the
            article's. The longest that fits is taken, and nothing is respelled twice.
        formulas: The same for formulas.
        says: Ladders of misconceptions by id, where respelling the article's does not make them right.
        without: Misconceptions that cannot be made in this layout.
        reads: By drill, what of it reads otherwise.
        params: The reference's parameters, where they are not those of the article's form.
        module: The reference's module, where it is not the one that the article's form is answered by.
        own_mistakes: Whether misconceptions edit the convention's own solution, the article's being another
            function.
    """

    unit: str
    drills: list[str]
    functions: dict[str, Signature]
    layout: dict[str, Block]
    note: Text | None = None
    mistakes: list[Misconception] = []
    code: dict[str, str] = {}
    formulas: dict[str, str] = {}
    says: dict[str, list[Text]] = {}
    without: list[Slug] = []
    reads: dict[str, Reading] = {}
    params: dict[str, list[int | str]] = {}
    module: str = ""
    own_mistakes: bool = False


class Convention(Struct, frozen=True, kw_only=True):
    """One entry of the table.

    Attributes:
        convention: Its name.
        title: Whose it is.
        units: What it has of each kind of cell.
    """

    convention: Slug
    title: Text
    units: list[Unit]


def load_conventions(folder: Path) -> tuple[Convention, ...]:
    """Read every convention of a folder, which need not exist.

    Raises:
        InputError: If a file is not a valid convention.
    """
    files = sorted(folder.glob("*.yaml"))
    return tuple(_load(path, path.stat().st_mtime_ns) for path in files)


@lru_cache(maxsize=16)
def _load(path: Path, _changed: int) -> Convention:
    source = read_yaml(path)
    try:
        return msgspec.convert(source.data, Convention)
    except msgspec.ValidationError:
        error = first_error(source, tuple(type_faults(source.data or {}, Convention)))
        assert error is not None
        raise error from None


def with_conventions(drill: Drill, conventions: Iterable[Convention]) -> Drill:
    """Return the drill with its form in every convention that has one, unless its file gives that itself."""
    article = drill.forms.get(ARTICLE)
    if article is None:
        return drill
    derived = {
        entry.convention: _derived(drill, article, entry.convention, unit)
        for entry in conventions
        for unit in entry.units
        if drill.drill in unit.drills and entry.convention not in drill.forms
    }
    return msgspec.structs.replace(drill, forms=drill.forms | derived) if derived else drill


def _derived(drill: Drill, article: Form, convention: str, unit: Unit) -> Form:
    signatures = [unit.functions[call.function] for call in article.calls]
    known = {name: place for signature in signatures for name, place in signature.names.items()}
    taken = {
        known.get(name, name)
        for signature in signatures
        for name in signature.arguments
        if name not in unit.layout
    }
    params = unit.params or article.params
    arguments = dict.fromkeys(name for signature in signatures for name in signature.arguments)
    own = drill.mistakes.get(convention, []) if unit.own_mistakes else article.misconceptions
    reading = unit.reads.get(drill.drill, Reading())

    def told(text: Text) -> Text:
        return respelled(text, unit.code | reading.code, unit.formulas | reading.formulas)

    def said(misconception: Misconception) -> Misconception:
        given = reading.says.get(misconception.id) or unit.says.get(misconception.id)
        return msgspec.structs.replace(misconception, says=given or [told(s) for s in misconception.says])

    return Form(
        calls=[
            Call(
                function=signature.function or call.function,
                arguments=signature.arguments,
                returns=signature.returns,
            )
            for call, signature in zip(article.calls, signatures, strict=True)
        ],
        arrays={
            name: _shape(unit.layout[name]) if name in unit.layout else article.arrays[known.get(name, name)]
            for name in arguments
            if name != "cache"
        },
        solution=f"{drill.drill}.{convention}.py",
        misconceptions=[*(said(known) for known in own if known.id not in unit.without), *unit.mistakes],
        note=None if reading.statement else unit.note,
        statement=reading.statement or told(drill.statement),
        hints=[reading.hints.get(str(rung)) or told(hint) for rung, hint in enumerate(drill.hints, 1)],
        explanation=reading.explanation or (told(drill.explanation) if drill.explanation else None),
        figure=reading.figure,
        origin=Origin(
            calls=[_base_call(call, params) for call in article.calls],
            arrays=article.arrays,
            params=params,
            unit=unit.unit,
            layout=unit.layout,
            module=unit.module,
            names=known,
            zeros=[name for name in article.arrays if name not in taken],
        ),
        mistakes_of=None if unit.own_mistakes else ARTICLE,
    )


def _base_call(call: Call, params: Mapping[str, object]) -> Call:
    """Return the article's call with the gradients of the origin's parameters."""
    if call.form != "dict":
        return call
    states = [
        name for name in call.returns if name[:3] not in ("dW_", "db_") and name not in ("dU", "dW", "db")
    ]
    return msgspec.structs.replace(call, returns=[*states, *(f"d{name}" for name in params)])


def _shape(block: Block) -> list[int | str]:
    count = len(block.gates)
    stacked = "H" if count == 1 else f"{count}*H"
    if "bias" in block.part:
        return [stacked]
    inner = "D" if block.part == "input" else "H"
    return [inner, stacked] if block.transposed else [stacked, inner]
