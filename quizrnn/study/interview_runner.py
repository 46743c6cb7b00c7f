"""An interview on record: planned from the library, its answers kept in the store."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from random import Random
from typing import TYPE_CHECKING, Final

from quizrnn.errors import QuizrnnError
from quizrnn.study.database_check import RecordError
from quizrnn.study.drill_log import record_in_interview
from quizrnn.study.interview import Interview
from quizrnn.study.interview_log import Ending, InterviewRow
from quizrnn.study.interview_plan import outline
from quizrnn.study.journal import StoreJournal
from quizrnn.study.records import DRILL_PREFIX
from quizrnn.study.schedule import Scheduler
from quizrnn.text import Text, both

if TYPE_CHECKING:
    from quizrnn.bank.drills import Drill
    from quizrnn.bank.library import Filter, Library
    from quizrnn.clock import Clock
    from quizrnn.study.interview_drill import CodeVerdict
    from quizrnn.study.records import Review
    from quizrnn.study.settings import Settings
    from quizrnn.study.steps import Step
    from quizrnn.study.store import Store

MINUTES: Final = 30.0
"""Length of an interview where none is given."""

_LATEST: Final = 5
"""How many earlier interviews' questions come last."""


class HeldInterview(Interview):
    """An interview whose answers are on disk before the bet on them is asked. Make one with ``start``.

    Attributes:
        row: The interview as it is on record; its number is 0 where it could not be put there.
    """

    def __init__(
        self,
        library: Library,
        store: Store,
        settings: Settings,
        row: InterviewRow,
        clock: Clock,
        problem: Text | None = None,
    ) -> None:
        self.row = row
        self._on_record = _Journal(store, Scheduler(settings), row, clock, problem)
        super().__init__(
            row.outline,
            question_of=library.get,
            clock=clock,
            seed=row.seed,
            session_id=row.session,
            journal=self._on_record,
            day_start_hour=settings.day_start_hour,
        )

    @classmethod
    def start(
        cls,
        library: Library,
        store: Store,
        settings: Settings,
        *,
        filter: Filter,  # noqa: A002
        count: int | None,
        minutes: float | None,
        seed: int | None,
        clock: Clock,
        rng: Random,
        drill: bool = False,
    ) -> HeldInterview:
        """Plan an interview, put it on record and ask its first question.

        Args:
            library: The questions.
            store: The learner's record.
            settings: Desired retention and the hour at which a day begins.
            filter: Which questions.
            count: The number of questions, or None.
            minutes: The time limit, or None; without either it is ``MINUTES``.
            seed: Makes the questions and their instances repeatable, or None.
            clock: Tells the time.
            rng: Random generator of an interview without ``seed``.
            drill: Whether code is to be written, in one drill of the topics; the caller has it graded.

        Raises:
            QuizrnnError: If no question matches, or the record cannot be read.
        """
        problem = store.problem
        try:
            store.reschedule(Scheduler(settings))
        except RecordError as error:
            problem = error.message
        hidden = store.marks.suspended()
        entries = [entry for entry in library.entries(filter) if entry.id not in hidden]
        if not entries:
            raise QuizrnnError(both("no question matches", "没有符合条件的题目"))
        plan = outline(
            entries,
            rng=rng if seed is None else Random(seed),
            count=count,
            minutes=MINUTES if count is None and minutes is None else minutes,
            # What is to be repeatable must not depend on what was asked before.
            asked=store.interviews.asked(_LATEST) if seed is None else (),
            drills=_drills(library, filter.topics, hidden) if drill else None,
        )
        now = clock.now()
        row = InterviewRow(
            session=f"{now:%Y%m%dT%H%M%S}",
            started=now,
            seed=rng.getrandbits(63) if seed is None else Random(f"{seed}").getrandbits(63),
            outline=plan,
        )
        if problem is None:
            try:
                row = store.interviews.begin(row)
            except RecordError as error:
                problem = error.message
        return cls(library, store, settings, row, clock, problem)

    @property
    def folder(self) -> str:
        """Name of the folder in which the code of this interview is written."""
        return f"interview-{self.row.number}" if self.row.number else f"interview-{self.row.session}"

    @property
    def problem(self) -> Text | None:
        """Why answers cannot be saved, or None; ``answer`` raises it and changes nothing until one can."""
        return self._on_record.problem


def _drills(library: Library, topics: Sequence[str], hidden: Collection[str]) -> list[Drill]:
    """Return the drills of some topics, of all where none is named, without those suspended."""

    sections = library.sections_within(topics) if topics else None
    return [
        drill
        for drill in library.drills()
        if (sections is None or drill.section in sections) and DRILL_PREFIX + drill.drill not in hidden
    ]


class _Journal(StoreJournal):
    """Keeps an interview's answers in the store."""

    def __init__(
        self, store: Store, scheduler: Scheduler, row: InterviewRow, clock: Clock, problem: Text | None
    ) -> None:
        super().__init__(store, scheduler, row.session, clock, problem)
        self._row = row

    def record_code(self, review: Review, verdict: CodeVerdict, convention: str) -> Review:
        """Keep code that was handed in, as an answer and as an attempt."""
        try:
            kept = record_in_interview(self._store, self._scheduler, review, verdict, convention)
        except RecordError as error:
            self.problem = error.message
            raise
        self.problem = None
        return kept

    def amend(self, review: Review) -> None:
        """Keep a bet or the points of a free text, and replay the card."""
        self._store.settle(review, self._scheduler)

    def arrived(self, step: Step) -> None:
        """Note nothing: ``closed`` does."""

    def closed(self, ending: Ending) -> None:
        """Note how the interview ended; that is worth no error, since the answers are on record."""
        try:
            self._store.interviews.end(self._row.number, ending, self._clock.now())
        except RecordError as error:
            self.problem = error.message
