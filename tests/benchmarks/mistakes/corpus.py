"""The corpus: right solutions, each written in another way; ``solutions/DRILL/STYLE[.CONVENTION].py``."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from quizrnn.bank.drills import Drill
from quizrnn.bank.drills_load import load_with_solutions
from quizrnn.paths import content_dir

FOLDER: Final = Path(__file__).parent / "solutions"


class Solution(NamedTuple):
    """A right solution.

    Attributes:
        drill: The drill's id.
        style: Whose manner it is written in.
    """

    drill: str
    style: str
    convention: str
    path: Path

    @property
    def name(self) -> str:
        """What it is called: ``lstm-cell-backward/packed``, with ``.cs231n`` in that convention."""
        return f"{self.drill}/{self.path.stem}"

    @property
    def source(self) -> str:
        """The text."""
        return self.path.read_text(encoding="utf-8")


def solutions(drills: Iterable[str] | None = None) -> list[Solution]:
    """Return the corpus in order, or what it has for some drills."""
    wanted = None if drills is None else set(drills)
    found = []
    for path in sorted(FOLDER.glob("*/*.py")):
        style, _, convention = path.stem.partition(".")
        if wanted is None or path.parent.name in wanted:
            found.append(Solution(path.parent.name, style, convention or "article", path))
    return found


@cache
def drill_of(name: str) -> tuple[Drill, dict[str, str]]:
    """Return a shipped drill and its own solutions by convention."""
    return load_with_solutions(content_dir() / "drills" / f"{name}.yaml")


def key_source(solution: Solution) -> str:
    """Return the shipped source that the drill's misconceptions edit in a solution's convention."""
    drill, own = drill_of(solution.drill)
    return own[drill.forms[solution.convention].mistakes_of or solution.convention]
