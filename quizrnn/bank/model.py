"""The types of a question bank. A bank file is one ``Bank``; a question is one of ten tagged structs."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta

from quizrnn.text import Text

Slug = Annotated[str, Meta(pattern=r"^[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?$", max_length=80)]
"""Letters and digits, joined by ``-`` or ``_``; dots join a section to its topic."""


class Struct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What every type of the bank is: immutable, by keyword, strict about unknown keys."""


class Option(Struct, frozen=True, kw_only=True):
    """One choice of a ``choice`` or ``multi`` question."""

    text: Text
    correct: bool = False
    why: Text | None = None
    """Why a learner who took this choice is mistaken (or, on a right choice, why it is right)."""


class Blank(Struct, frozen=True, kw_only=True):
    """One gap of a ``cloze`` question."""

    accept: Annotated[list[str], Meta(min_length=1)]
    case: bool = False
    """Whether upper and lower case are told apart."""


class Pair(Struct, frozen=True, kw_only=True):
    """Two pieces of a ``match`` question that belong together."""

    left: Text
    right: Text


class Mistake(Struct, frozen=True, kw_only=True):
    """A wrong formula (or numeric expression) that learners give, and what it shows they mistook."""

    formula: str
    why: Text


class Alternative(Struct, frozen=True, kw_only=True):
    """A further formula that is right, though not equal to the key, and what to say about it."""

    formula: str
    note: Text | None = None


class Tolerance(Struct, frozen=True, kw_only=True):
    """How far a number may be from the key; without any bound a whole-number key is exact."""

    rel: Annotated[float, Meta(ge=0)] | None = None
    abs: Annotated[float, Meta(ge=0)] | None = None


class Parameter(Struct, rename={"whole": "int", "real": "float"}, frozen=True, kw_only=True):
    """The values that one parameter of a ``numeric`` question may take: exactly one of the three forms."""

    whole: tuple[int, int] | None = None
    """Lowest and highest whole number, both included."""
    real: tuple[float, float] | None = None
    """Lowest and highest number, both included, drawn to ``digits`` decimals."""
    digits: Annotated[int, Meta(ge=0, le=12)] = 2
    one_of: list[int | float | str] | None = None


class RubricPoint(Struct, frozen=True, kw_only=True):
    """One thing that a good free-text answer says."""

    point: Text
    keywords: list[str] | dict[str, list[str]] = []
    """Words that suggest the point was made; they never decide it. May be given by language."""


class QuestionBase(Struct, tag_field="type", frozen=True, kw_only=True):
    """What all question types share."""

    id: Slug
    stem: Text
    revision: Annotated[int, Meta(ge=1)] = 1
    section: Slug | None = None
    difficulty: Annotated[int, Meta(ge=1, le=5)] = 2
    """From 1 (recall) to 5 (derivation)."""
    tags: list[Slug] = []
    code: str | None = None
    figure: Slug | None = None
    hints: list[Text] = []
    explanation: Text | None = None
    sources: list[str] = []
    corrects: str | None = None
    follows: Slug | None = None


class ChoiceQuestion(QuestionBase, tag="choice", frozen=True, kw_only=True):
    """One right choice among several."""

    choices: Annotated[list[Option], Meta(min_length=2, max_length=40)]
    prints: bool = False


class MultiQuestion(QuestionBase, tag="multi", frozen=True, kw_only=True):
    """One or more right choices; partial credit."""

    choices: Annotated[list[Option], Meta(min_length=2, max_length=40)]


class BooleanQuestion(QuestionBase, tag="boolean", frozen=True, kw_only=True):
    """A statement that is true or false."""

    answer: bool


class ClozeQuestion(QuestionBase, tag="cloze", frozen=True, kw_only=True):
    """Gaps ``[[1]]``, ``[[2]]`` in the stem, or in the code, to fill in."""

    blanks: Annotated[list[Blank], Meta(min_length=1)]
    prints: bool = False


class OrderQuestion(QuestionBase, tag="order", frozen=True, kw_only=True):
    """Items to bring into their right order, which is the order in the file."""

    items: Annotated[list[Text], Meta(min_length=2, max_length=26)]


class MatchQuestion(QuestionBase, tag="match", frozen=True, kw_only=True):
    """Left pieces to pair with right ones; ``distractors`` are right pieces that belong to none."""

    pairs: Annotated[list[Pair], Meta(min_length=2, max_length=26)]
    distractors: list[Text] = []


class NumericQuestion(QuestionBase, tag="numeric", frozen=True, kw_only=True):
    """A number, or an expression of parameters that are drawn afresh each time."""

    answer: int | float | str
    params: dict[str, Parameter] = {}
    tolerance: Tolerance | None = None
    unit: str | None = None
    mistakes: list[Mistake] = []
    prints: bool = False


class FormulaQuestion(QuestionBase, tag="formula", frozen=True, kw_only=True):
    """An expression over named arrays, checked by numerical equivalence."""

    target: str
    """The name that the formula computes, as the stem writes it, such as ``c_t``."""
    variables: dict[str, list[int | str]]
    """Shape of each name the answer may use; a dimension is a number or an expression of symbols."""
    answer: str
    mistakes: list[Mistake] = []
    also_accept: list[Alternative] = []


class ShortQuestion(QuestionBase, tag="short", frozen=True, kw_only=True):
    """Free text, marked by the learner against a rubric beside a model answer."""

    rubric: Annotated[list[RubricPoint], Meta(min_length=1)]
    model_answer: Text


class BugQuestion(QuestionBase, tag="bug", rename={"lines": "line"}, frozen=True, kw_only=True):
    """Code with a mistake: name the line at fault. Lines are counted from 1."""

    code: str
    lines: int | Annotated[list[int], Meta(min_length=1)]
    """The line at fault, or every line that may be named as such."""
    fix: str
    """The corrected line."""


Question: TypeAlias = (
    ChoiceQuestion
    | MultiQuestion
    | BooleanQuestion
    | ClozeQuestion
    | OrderQuestion
    | MatchQuestion
    | NumericQuestion
    | FormulaQuestion
    | ShortQuestion
    | BugQuestion
)

QUESTION_TYPES = (
    "choice",
    "multi",
    "boolean",
    "cloze",
    "order",
    "match",
    "numeric",
    "formula",
    "short",
    "bug",
)


class Erratum(Struct, frozen=True, kw_only=True):
    """A key that turned out wrong: reviews of the question at that revision are marked anew."""

    id: Slug
    revision: Annotated[int, Meta(ge=1)]
    was: str
    now: str
    why: Text


class Bank(Struct, frozen=True, kw_only=True):
    """One bank file."""

    bank: Slug
    questions: list[Question]
    title: Text = ""
    references: dict[str, Text] = {}
    errata: list[Erratum] = []
    released: str | None = None
    """ISO date of the release; a bank without one counts by its file's time."""


def question_type(question: Question) -> str:
    """Return the type's name as a bank writes it, such as ``choice``."""
    tag = question.__struct_config__.tag
    assert isinstance(tag, str)
    return tag
