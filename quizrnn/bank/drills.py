"""The types of a drill file: each in ``content/drills/`` is one ``Drill``, its solutions beside it."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from quizrnn.bank.model import Slug, Struct
from quizrnn.text import Text


class Call(Struct, frozen=True, kw_only=True):
    """One call of a function of the submission.

    Attributes:
        function: The function's name.
        arguments: Names of the case's inputs in positional order; ``cache`` is what the call before returned
            under that name, and ``params`` the dict of the arrays listed in ``Form.params``.
        returns: Names of what it returns, in order; ``cache`` is opaque and is never compared. Where a value
            is itself a dict, each of its entries is named with a dot, such as ``clipped.dW``.
        form: ``tuple`` for several values, ``single`` for one that stands alone, ``dict`` for a dict with
            ``returns`` as its keys.
    """

    function: str
    arguments: list[str]
    returns: Annotated[list[str], Meta(min_length=1)]
    form: Literal["tuple", "single", "dict"] = "tuple"

    @property
    def outputs(self) -> tuple[str, ...]:
        """Names of what is compared: all that is returned but the cache."""
        return tuple(name for name in self.returns if name != "cache")

    @property
    def values(self) -> tuple[str, ...]:
        """Names of the values returned, once each however many entries of it are compared."""
        return tuple(dict.fromkeys(name.partition(".")[0] for name in self.returns))


class Edit(Struct, frozen=True, kw_only=True):
    """One replacement in the solution's text; ``find`` must occur there exactly once."""

    find: str
    replace: str


class Misconception(Struct, frozen=True, kw_only=True):
    """A mistake that learners make, as an edit of the solution, and what to say about it.

    Attributes:
        id: Unique in the drill; reports name it after the drill's id.
        edits: What turns the solution into the mistaken code.
        says: The ladder that is climbed one rung a hint: what is off, where to look, the right term.
        alike: Misconceptions whose outputs are equal on every case, so that a match names all of them.
    """

    id: Slug
    edits: Annotated[list[Edit], Meta(min_length=1)]
    says: Annotated[list[Text], Meta(min_length=2)]
    alike: list[Slug] = []


class Case(Struct, frozen=True, kw_only=True):
    """One named set of inputs, drawn from the run's seed.

    Attributes:
        name: What the verdict calls it, such as ``random sizes``.
        title: Its name for the learner.
        sizes: Fixed sizes by symbol; the others are drawn distinct.
        kind: How values are drawn; the words are those of ``drills.cases``.
        scalars: Arguments that are plain numbers, where they are not the form's.
        weight: Weight of its outputs in the score.
    """

    name: str
    title: Text
    sizes: dict[str, int] = {}
    kind: str = "random"
    scalars: dict[str, int | float] = {}
    weight: float = 1.0


class Form(Struct, frozen=True, kw_only=True):
    """A drill in one convention: what is called, on which arrays, and the file of its solution.

    Attributes:
        calls: What is called, in order; a backward drill calls the forward first.
        arrays: Shape of every input by name, in size symbols or sums of them such as ``H+D``.
        params: Shape of every array of the ``params`` dict by name.
        dicts: Shapes of the arrays of every other argument that is a dict, by its name and theirs.
        integers: Arrays of whole numbers by name, each with the bound that they stay below, such as ``K``.
        scalars: Arguments that are plain numbers by name; a case may give another number.
        solution: File of the solution beside the drill's, which defines every function called.
        misconceptions: Mistakes that this form recognises.
    """

    calls: Annotated[list[Call], Meta(min_length=1)]
    arrays: dict[str, list[int | str]]
    solution: str
    params: dict[str, list[int | str]] = {}
    dicts: dict[str, dict[str, list[int | str]]] = {}
    integers: dict[str, str] = {}
    scalars: dict[str, int | float] = {}
    misconceptions: list[Misconception] = []


class Drill(Struct, frozen=True, kw_only=True):
    """One coding exercise.

    Attributes:
        drill: Its id.
        title: Its name.
        section: Slug of the article's section.
        difficulty: From 1 (recall) to 5 (derivation).
        statement: What to write: task, shapes and formulas, with markup.
        hints: The ladder; the last rung is the line itself.
        explanation: Why the solution is right; shown after a pass and on a card.
        cases: What it is graded on.
        forms: The drill in each convention that has it, by the convention's name.
        sources: Keys of the references.
        revision: Raised when the meaning changes.
    """

    drill: Slug
    title: Text
    section: Slug
    statement: Text
    hints: Annotated[list[Text], Meta(min_length=3)]
    cases: Annotated[list[Case], Meta(min_length=1)]
    forms: Annotated[dict[str, Form], Meta(min_length=1)]
    difficulty: Annotated[int, Meta(ge=1, le=5)] = 3
    explanation: Text | None = None
    sources: list[str] = []
    revision: Annotated[int, Meta(ge=1)] = 1
