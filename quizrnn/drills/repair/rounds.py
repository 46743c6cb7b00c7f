"""Repairs a submission mistake by mistake: an edit that turns some outputs right, then the next."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from quizrnn.drills.dialogue import BrokenOffError
from quizrnn.drills.limits import Limits
from quizrnn.drills.repair.allowance import PATIENCE, Allowance
from quizrnn.drills.repair.edits import Kind
from quizrnn.drills.repair.search import Candidate, Search
from quizrnn.drills.repair.trials import Trials
from quizrnn.drills.sandbox import Child

if TYPE_CHECKING:
    from quizrnn.drills.answer_key import AnswerKey
    from quizrnn.drills.limits import Cancel

MAX_MISTAKES: Final = 3

CELL_SECONDS: Final = 3.0
"""How long is looked for the mistakes of a cell."""

SEQUENCE_SECONDS: Final = 6.0
"""How long is looked for those of a sequence."""


@dataclass(frozen=True)
class Repair:
    """A small change of the submission that turns outputs right.

    Attributes:
        line: Line of the submission that it changes.
        column: Column at which it begins, from 1.
        kind: What kind of thing is off there.
        about: What stands there now, in the learner's text.
        edit: The change as lines: those taken out begin with ``-``, those put in with ``+``.
        outputs: Names of the outputs that it turns right in every case.
        whole: Whether it alone turns everything right.
        nth: How many repairs come before it, on which it builds.
        others: Lines of other changes that do the same.
    """

    line: int
    column: int
    kind: Kind
    about: str
    edit: str
    outputs: tuple[str, ...]
    whole: bool
    nth: int = 0
    others: tuple[int, ...] = ()


@dataclass(frozen=True)
class Repairs:
    """What a search came to.

    Attributes:
        found: The repairs, in the order in which they were found.
        complete: Whether all of them together turn everything right.
        tried: How many edits were tried.
    """

    found: tuple[Repair, ...]
    complete: bool
    tried: int


def repairs(
    key: AnswerKey,
    source: str,
    *,
    child: Child | None = None,
    seconds: float | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancel: Cancel | None = None,
) -> Repairs:
    """Look for the small edits that turn a submission's wrong outputs right.

    Args:
        key: What is right.
        source: The submission.
        child: A waiting child that repairs, which is used up.
        seconds: How long to look; by the drill, if it is not given.
        progress: Told how many edits have been tried, and of how many.
        cancel: Ends the search from another thread.

    Raises:
        CancelledError: If ``cancel`` was requested.
    """
    allowed = seconds or (SEQUENCE_SECONDS if _is_sequence(key) else CELL_SECONDS)
    with child or repairing_child(allowed) as waiting:
        try:
            allowance = Allowance(allowed)
            trials = Trials(key, waiting, allowance, cancel)
            return _Rounds(trials, key, source, allowance, progress).run()
        except BrokenOffError:
            return Repairs((), complete=False, tried=0)


def repairing_child(seconds: float = SEQUENCE_SECONDS) -> Child:
    """Start a child in which edits are tried; the earlier, the sooner it is ready."""
    return Child(Limits(seconds=PATIENCE * seconds + 4), repairs=True)


def _is_sequence(key: AnswerKey) -> bool:
    form = key.form
    return any("T" in shape for shape in form.arrays.values())


class _Rounds:
    def __init__(
        self,
        trials: Trials,
        key: AnswerKey,
        source: str,
        allowance: Allowance,
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self._trials, self._source, self._progress = trials, source, progress
        self._functions = [call.function for call in key.form.calls]
        self._allowance = allowance
        self._tried = 0

    def run(self) -> Repairs:
        """Repair, as long as something gets better."""
        found: list[Repair] = []
        source = self._source
        while len(found) < MAX_MISTAKES:
            # The first of several is looked for in part of the time, so that there is some for the others.
            share = self._allowance.share_of_rest(0.65 if not found else 0.8)
            candidates = self._search(source, share, single=False)
            if not candidates:
                candidates = self._search(source, self._allowance.share_of_rest(0.7), single=True)
            if not candidates:
                break
            best = candidates[0]
            found.append(_told(len(found), candidates, source, self._source))
            source = best.text.source
            if best.whole:
                return Repairs(tuple(found), complete=True, tried=self._tried)
        return Repairs(tuple(found), complete=False, tried=self._tried)

    def _search(self, source: str, share: float, *, single: bool) -> list[Candidate]:
        search = Search(
            self._trials, source, self._functions, self._allowance, share, self._progress, single=single
        )
        found = search.run()
        self._tried += search.tried
        return found


def _told(nth: int, candidates: list[Candidate], before: str, original: str) -> Repair:
    best = candidates[0]
    others = [other.text.line for other in candidates if other.gained >= best.gained]
    lines = dict.fromkeys(line for line in others if line != best.text.line)
    return Repair(
        line=_line_in(original, before, best.text.line),
        column=best.text.column,
        kind=best.edit.kind,
        about=best.text.before.split("\n")[0].strip() or best.text.after.strip(),
        edit=difference(before, best.text.source),
        outputs=best.outputs,
        whole=best.whole,
        nth=nth,
        others=tuple(_line_in(original, before, line) for line in lines),
    )


def difference(before: str, after: str) -> str:
    """Return the lines in which two texts differ, those of the first marked ``-``, of the second ``+``."""
    rows = difflib.ndiff(before.splitlines(), after.splitlines())
    return "\n".join(row[0] + " " + row[2:].strip() for row in rows if row[0] in "-+")


def _line_in(original: str, edited: str, line: int) -> int:
    """Return the line of the original text that stands where a line of an edited one does."""
    if original == edited:
        return line
    matcher = difflib.SequenceMatcher(None, original.splitlines(), edited.splitlines(), autojunk=False)
    for _, start, end, there, there_end in matcher.get_opcodes():
        if there <= line - 1 < there_end:
            return min(start + (line - 1 - there), max(start, end - 1)) + 1
    return line
