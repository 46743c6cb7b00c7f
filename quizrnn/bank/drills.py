"""The types of a drill file: each in ``content/drills/`` is one ``Drill``, its solutions beside it."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
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


class Block(Struct, frozen=True, kw_only=True):
    """An array in which a convention packs gates.

    Attributes:
        part: What of each gate: the weights that act on the input or on the state, or the bias; where a
            convention has two biases, their sum is the gate's.
        gates: The gates in order, by the reference's names.
        transposed: Whether it is (in, out), gates side by side, rather than (out, in), one below the other.
    """

    part: Literal["input", "state", "bias", "input bias", "state bias"]
    gates: list[str]
    transposed: bool = False


class Mislaid(Struct, frozen=True, kw_only=True):
    """A layout taken for another.

    Attributes:
        gates: The order in which the mistaken code takes the gates, or nothing where it is right.
        ignored: Arrays that it does not read.
    """

    gates: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


class Misconception(Struct, frozen=True, kw_only=True):
    """A mistake that learners make, as an edit of the solution, and what to say about it.

    Attributes:
        id: Unique in the drill; reports name it after the drill's id.
        says: The ladder that is climbed one rung a hint: what is off, where to look, the right term. Left out
            where the article's form has a misconception of the same id, whose ladder holds here too.
        edits: What turns the solution into the mistaken code.
        mislaid: What it takes for what, where the mistake is one of layout; then there are no edits.
        alike: Misconceptions whose outputs are equal on every case, so that a match names all of them.
    """

    id: Slug
    says: list[Text] = []
    edits: list[Edit] = []
    mislaid: Mislaid | None = None
    alike: list[Slug] = []


class Case(Struct, frozen=True, kw_only=True):
    """One named set of inputs, drawn from the run's seed.

    Attributes:
        name: What the verdict calls it, such as ``random sizes``.
        title: Its name for the learner.
        sizes: Fixed sizes by symbol; the others are drawn distinct.
        kind: How values are drawn; the words are those of ``drills.cases``.
        scalars: Arguments that are plain numbers, where they are not the form's.
        functions: Arguments that are functions, where they are not the form's.
        faster: How many times as fast as the form's baseline the call must be, where it is timed.
        weight: Weight of its outputs in the score.
    """

    name: str
    title: Text
    sizes: dict[str, int] = {}
    kind: str = "random"
    scalars: dict[str, int | float] = {}
    functions: dict[str, str] = {}
    faster: Annotated[float, Meta(gt=0)] | None = None
    weight: float = 1.0


class Origin(Struct, frozen=True, kw_only=True):
    """Where the form of a convention comes from: cases are drawn and answered here, and converted.

    Attributes:
        calls: The calls of the reference that correspond to the form's.
        arrays: Shape of their inputs by name.
        params: Shape of the arrays of their ``params`` by name.
        unit: Whose parameters they are: ``rnn``, ``lstm``, ``gru`` or ``gru_reset_after``.
        module: The module of the reference, where it is not the one that the functions' names say.
        layout: The convention's packed arrays by name; ``d`` and the name is the gradient.
        names: The reference's name of every other input and output that is called otherwise.
        zeros: Inputs that the convention does not have, and that are zero.
    """

    calls: list[Call]
    arrays: dict[str, list[int | str]]
    params: dict[str, list[int | str]]
    unit: str
    layout: dict[str, Block]
    module: str = ""
    names: dict[str, str] = {}
    zeros: list[str] = []


class Training(Struct, frozen=True, kw_only=True):
    """What a drill that trains is trained on: ``init`` and ``step`` are called, and the result is judged.

    Attributes:
        steps: How often ``step`` is called.
        batch: Examples a step.
        length: Steps of a sequence.
        hidden: Passed to ``init``.
        below: What the mean squared error on fresh data must not exceed.
        fresh: How many fresh examples it is measured on.
    """

    steps: Annotated[int, Meta(ge=1)]
    batch: Annotated[int, Meta(ge=1)]
    length: Annotated[int, Meta(ge=2)]
    hidden: Annotated[int, Meta(ge=1)]
    below: Annotated[float, Meta(gt=0)]
    fresh: Annotated[int, Meta(ge=2)] = 32


class Form(Struct, frozen=True, kw_only=True):
    """A drill in one convention: what is called, on which arrays, and the file of its solution.

    Attributes:
        calls: What is called, in order; a backward drill calls the forward first.
        arrays: Shape of every input by name, in size symbols or sums of them such as ``H+D``.
        params: Shape of every array of the ``params`` dict by name.
        dicts: Shapes of the arrays of every other argument that is a dict, by its name and theirs.
        lists: Arguments that are lists of tuples of dicts, by name; each dict is one of ``dicts``.
        integers: Arrays of whole numbers by name, each with the bound that they stay below, such as ``K``.
        masks: Names of the arrays, one row an example and one column a step, that hold zeros and ones.
        scalars: Arguments that are plain numbers by name; a case may give another number.
        functions: Arguments that are functions, by name: which of ``drills.functions``, unless a case says.
        baseline: Which of ``drills.baselines`` a timed call is raced against, on the same arguments; what
            both return first is alike.
        training: What it is trained on, where it is a drill that trains.
        solution: File of the solution beside the drill's, which defines every function called.
        misconceptions: Mistakes that this form recognises.
        note: What the convention does otherwise than the drill's statement says.
        statement: What to write in this convention, where the drill's does not hold.
        hints: The ladder in this convention, likewise.
        explanation: Why the solution is right in this convention, likewise.
        figure: The figure in this convention, likewise; empty where it has none.
        origin: Where it was derived from, unless it is the article's.
        mistakes_of: The convention whose solution the misconceptions edit, unless it is this one.
    """

    calls: Annotated[list[Call], Meta(min_length=1)]
    arrays: dict[str, list[int | str]]
    solution: str
    params: dict[str, list[int | str]] = {}
    dicts: dict[str, dict[str, list[int | str]]] = {}
    lists: dict[str, list[list[str]]] = {}
    integers: dict[str, str] = {}
    masks: list[str] = []
    scalars: dict[str, int | float] = {}
    functions: dict[str, str] = {}
    baseline: str = ""
    training: Training | None = None
    misconceptions: list[Misconception] = []
    note: Text | None = None
    statement: Text | None = None
    hints: list[Text] = []
    explanation: Text | None = None
    figure: str | None = None
    origin: Origin | None = None
    mistakes_of: str | None = None


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
        figure: Name of the figure that stands with the statement.
        cases: What it is graded on.
        forms: The drill in each convention that has it, by the convention's name.
        mistakes: By derived convention: misconceptions that edit that convention's own solution, in place of
            the article's.
        sources: Keys of the references.
        revision: Raised when the meaning changes.
        shipped: Whether it came with the program, so that its code may run in the grader's own process. No
            file can say so of itself; it is set by where the file stands.
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
    figure: str = ""
    mistakes: dict[str, list[Misconception]] = {}
    sources: list[str] = []
    revision: Annotated[int, Meta(ge=1)] = 1
    shipped: bool = False

    def told_in(self, convention: str) -> Drill:
        """Return the drill with statement, hints, explanation and figure as they read in a convention."""
        form = self.forms.get(convention)
        if form is None:
            return self
        return msgspec.structs.replace(
            self,
            statement=form.statement or self.statement,
            hints=form.hints or self.hints,
            explanation=form.explanation or self.explanation,
            figure=self.figure if form.figure is None else form.figure,
        )


class DrillOutline(msgspec.Struct, frozen=True, kw_only=True):
    """What lists say of a drill; a compiled library keeps it beside the drill, which is large."""

    drill: str
    title: Text
    section: str
    difficulty: int
    revision: int
    conventions: list[str]

    @classmethod
    def of(cls, drill: Drill) -> DrillOutline:
        """Return the outline of a drill; conventions in alphabetical order."""
        return cls(
            drill=drill.drill,
            title=drill.title,
            section=drill.section,
            difficulty=drill.difficulty,
            revision=drill.revision,
            conventions=sorted(drill.forms),
        )
