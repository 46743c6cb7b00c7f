"""The journal of a session on record: the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizrnn.study.database_check import RecordError
from quizrnn.study.steps import Done

if TYPE_CHECKING:
    from quizrnn.clock import Clock
    from quizrnn.study.records import Review
    from quizrnn.study.schedule import Scheduler
    from quizrnn.study.steps import Step
    from quizrnn.study.store import Store
    from quizrnn.text import Text


class StoreJournal:
    """Keeps a session's reviews in the store.

    Attributes:
        problem: Why the last write failed, or None.
    """

    def __init__(
        self, store: Store, scheduler: Scheduler, session_id: str, clock: Clock, problem: Text | None
    ) -> None:
        self._store = store
        self._scheduler = scheduler
        self._session_id = session_id
        self._clock = clock
        self._ended = False
        self.problem = problem

    def record(self, review: Review) -> Review:
        """Keep a review and bring its card up to date, in one transaction."""
        try:
            kept = self._store.append(review, self._scheduler)
        except RecordError as error:
            self.problem = error.message
            raise
        self.problem = None
        return kept

    def amend(self, review: Review) -> None:
        """Keep a changed rating, and replay the card."""
        self._store.amend(review, self._scheduler)

    def retract(self, review: Review) -> None:
        """Take a review out of the log, and replay the card."""
        self._store.retract(review, self._scheduler)

    def arrived(self, step: Step) -> None:
        """Note when the session is done; that is worth no error, since the reviews tell it too."""
        ended = isinstance(step, Done)
        if ended is self._ended or self.problem is not None:
            return
        try:
            self._store.sessions.end(self._session_id, self._clock.now() if ended else None)
        except RecordError as error:
            self.problem = error.message
        else:
            self._ended = ended
