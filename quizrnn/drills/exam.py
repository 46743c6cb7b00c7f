"""Drills handed out on paper of their own, as in an interview: the learner's workspace stays as it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from quizrnn.drills.grade import grade
from quizrnn.drills.reports import to_json
from quizrnn.drills.workspace import Workspace, is_starter

if TYPE_CHECKING:
    from quizrnn.bank.library import Library
    from quizrnn.drills.limits import Cancel
    from quizrnn.drills.warm import WarmChild


class Graded(NamedTuple):
    """What grading made of a file.

    Attributes:
        source: What it held.
        passed: Whether every output of every case matched.
        score: From 0 to 1.
        report: The verdict in the contract's JSON.
    """

    source: str
    passed: bool
    score: float
    report: str


class ExamDesk:
    """Hands out drills as files and grades them.

    Args:
        library: The drills.
        folder: Where drills are written; each exam has a folder of its own in it.
        lang: Language of the statements and of the verdicts.
        warm: The child that waits, if there is one.
        cancel: Ends a run from another thread.
    """

    def __init__(
        self,
        library: Library,
        folder: Path,
        lang: str,
        *,
        warm: WarmChild | None = None,
        cancel: Cancel | None = None,
    ) -> None:
        self._library = library
        self._folder = folder
        self._lang = lang
        self._warm = warm
        self._cancel = cancel

    def begin(self, drill: str, convention: str, folder: str) -> Path:
        """Write a drill's empty file; one of an earlier exam of that name is kept beside it.

        Raises:
            QuizrnnError: If there is no such drill, or the file cannot be written.
        """
        found = self._library.drill(drill).told_in(convention)
        figure = self._library.figure(found.figure, self._lang) if found.figure else None
        workspace = Workspace(self._folder / folder)
        return workspace.start(found, convention, self._lang, force=True, figure=figure or "")

    def untouched(self, drill: str, convention: str, path: Path) -> bool:
        """Tell whether nothing was written into the file yet."""
        return is_starter(_read(path), self._library.drill(drill), convention)

    def grade(self, drill: str, convention: str, path: Path) -> Graded:
        """Grade a file.

        Raises:
            QuizrnnError: If it cannot be read, or the run is ended.
        """
        source = _read(path)
        try:
            report = grade(
                self._library.drill(drill).told_in(convention),
                solution=self._library.mistaken(drill, convention),
                path=path,
                convention=convention,
                cancel=self._cancel,
                child=self._warm.take() if self._warm is not None else None,
            )
        finally:
            if self._warm is not None and not (self._cancel is not None and self._cancel.requested):
                self._warm.prepare()
        said = json.dumps(to_json(report, self._lang), ensure_ascii=False)
        return Graded(source, report.status == "passed", report.score, said)


def _read(path: Path) -> str:
    """Return what a file holds; what is no text is for the grader to refuse."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""
