"""What lint works on and what it reports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from quizrnn.bank.article import Article
from quizrnn.bank.drills import Drill
from quizrnn.bank.faults import Fault
from quizrnn.bank.model import Bank, Question
from quizrnn.bank.source import NodePath, Source
from quizrnn.errors import InputError, with_remedy
from quizrnn.text import Text

Level: TypeAlias = Literal["error", "warning"]


class Finding(NamedTuple):
    """One thing that lint has to say.

    Attributes:
        path: The file.
        row: Line, from 1, or None where it is the whole file.
        column: Column, from 1, or None.
        level: Whether it must or should be mended.
        code: Short name that stays the same when the wording changes.
        message: What is wrong and what to do.
    """

    path: Path
    row: int | None
    column: int | None
    level: Level
    code: str
    message: Text


class LintContext(NamedTuple):
    """What content may refer to, and what floor 1 cannot know by itself.

    Attributes:
        content: Folder of the shipped content; what stands in it must exist in every language.
        article: The article's sections and claims.
        references: Keys of the shipped literature.
        figures: Languages of each figure by name.
        notation: Returns what is wrong with a text's markup.
        parameter_names: Returns the parameters that a text names.
        plain: Returns a text without its markup.
    """

    content: Path
    article: Article
    references: frozenset[str]
    figures: dict[str, frozenset[str]]
    notation: Callable[[str], Sequence[Text]]
    parameter_names: Callable[[str], set[str]]
    plain: Callable[[str], str] = str

    def ships(self, path: Path) -> bool:
        """Tell whether a file is part of the shipped content."""
        return path.resolve().is_relative_to(self.content.resolve())


class Item(NamedTuple):
    """One question (or drill) where it stands.

    Attributes:
        value: The question or drill.
        source: The file, with positions.
        at: Path of the node in the file; empty for a drill.
        bank: The bank of a question, or None.
        shipped: Whether it is part of the shipped content.
    """

    value: Question | Drill
    source: Source
    at: NodePath
    bank: Bank | None
    shipped: bool

    @property
    def id(self) -> str:
        """The question's or drill's id."""
        return self.value.drill if isinstance(self.value, Drill) else self.value.id

    def finding(
        self, at: NodePath, level: Level, code: str, message: Text, *, key: bool = False, sign: str = ""
    ) -> Finding:
        """Return a finding about a node inside the question, or about its key, or about a sign in it."""
        path = (*self.at, *at)
        row, column = self.source.where_key(path) if key else self.source.where(path, sign)
        return Finding(self.source.path, row, column, level, code, message)


def fault_finding(fault: Fault, source: Source) -> Finding:
    """Return a fault of a file as a finding."""
    return error_finding(fault.error(source), fault.code)


def error_finding(error: InputError, code: str) -> Finding:
    """Return an error that stopped a file's reading as a finding."""
    message = with_remedy(error.problem, error.remedy)
    return Finding(error.path, error.row, error.column, "error", code, message)
