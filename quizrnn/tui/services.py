"""What the interface works with: the content, the learner's record, time and chance."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from random import Random

    from quizrnn.bank.library import Filter, Library
    from quizrnn.clock import Clock
    from quizrnn.drills.warm import WarmChild
    from quizrnn.drills.workspace import Workspace
    from quizrnn.paths import Paths
    from quizrnn.study.interview_report import InterviewReport
    from quizrnn.study.interview_runner import HeldInterview
    from quizrnn.study.overview import Overview
    from quizrnn.study.records import Mode
    from quizrnn.study.runner import StudySession
    from quizrnn.study.settings import Settings
    from quizrnn.study.stats import Stats
    from quizrnn.study.store import Store


class Services:
    """Content and record, each opened when it is first asked for.

    Attributes:
        paths: Where the learner's state lives.
        banks: Further banks, files or folders.
        clock: Tells the time.
        rng: Random generator of the sessions.
    """

    def __init__(self, paths: Paths, *, banks: Iterable[Path] = (), clock: Clock, rng: Random) -> None:
        self.paths = paths
        self.banks = tuple(banks)
        self.clock = clock
        self.rng = rng

    @cached_property
    def settings(self) -> Settings:
        """The learner's settings."""
        from quizrnn.study.settings import Settings

        return Settings.load(self.paths.settings)

    @cached_property
    def library(self) -> Library:
        """All banks and drills."""
        from quizrnn.bank.library import Library

        return Library.open(self.paths, extra=self.banks)

    @cached_property
    def store(self) -> Store:
        """The learner's record."""
        from quizrnn.study.store import Store

        return Store.open(self.paths.database, self.clock)

    @cached_property
    def workspace(self) -> Workspace:
        """The folder of the learner's drill files."""
        from quizrnn.drills.workspace import Workspace

        return Workspace(self.paths.drills)

    @cached_property
    def warm(self) -> WarmChild:
        """A child process that waits with NumPy loaded, so that grading begins at once."""
        from quizrnn.drills.warm import WarmChild

        return WarmChild()

    def overview(self) -> Overview:
        """Return what stands today: what is due, what is new, and what to do next."""
        from quizrnn.study.overview import overview

        return overview(self.library, self.store, self.settings, self.clock)

    def session(
        self, mode: Mode = "due", *, only: Filter | None = None, count: int | None = None
    ) -> StudySession:
        """Start a session over the questions that ``only`` lets through, by default all."""
        from quizrnn.bank.library import Filter
        from quizrnn.study.runner import StudySession

        return StudySession.start(
            self.library,
            self.store,
            self.settings,
            filter=only or Filter(),
            mode=mode,
            count=count,
            seed=None,
            clock=self.clock,
            rng=self.rng,
        )

    def stats(self) -> Stats:
        """Return the learner's progress."""
        from quizrnn.study.stats import compute

        return compute(self.library, self.store, self.settings, self.clock)

    def practise(self, question: str) -> StudySession:
        """Start a session over one question.

        Raises:
            UnknownName: If there is no such question.
        """
        from quizrnn.study.runner import StudySession

        return StudySession.practise(
            self.library, self.store, self.settings, question, clock=self.clock, rng=self.rng
        )

    def interview(self) -> HeldInterview:
        """Start a mock interview of the usual length over everything.

        Raises:
            QuizrnnError: If there is no question, or the record cannot be read.
        """
        from quizrnn.bank.library import Filter
        from quizrnn.study.interview_runner import HeldInterview

        return HeldInterview.start(
            self.library,
            self.store,
            self.settings,
            filter=Filter(),
            count=None,
            minutes=None,
            seed=None,
            clock=self.clock,
            rng=self.rng,
            drill=True,
        )

    def interview_report(self, number: int) -> InterviewReport | None:
        """Return the report of an interview, or None if there is none of that number."""
        from quizrnn.study.interview_report import report

        row = self.store.interviews.get(number)
        return None if row is None else report(row, self.library, self.store)

    def resumed(self) -> StudySession:
        """Go on with the session that was interrupted."""
        from quizrnn.study.runner import StudySession

        return StudySession.resume(self.library, self.store, self.settings, clock=self.clock)

    def change_settings(self, **changes: object) -> None:
        """Change some of the settings, for now in any case and on disk if that can be.

        Raises:
            QuizrnnError: If a value is out of bounds, and nothing changes; or if they cannot be saved.
        """
        self.settings = self.settings.changed(**changes)
        self.settings.save(self.paths.settings)

    def close(self) -> None:
        """Close what was opened."""
        for name in ("warm", "library", "store"):
            if (part := self.__dict__.pop(name, None)) is not None:
                part.close()
