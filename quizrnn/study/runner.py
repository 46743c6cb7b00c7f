"""A session on record: the engine and the store together, which line mode and the interface drive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, timedelta
from random import Random
from typing import TYPE_CHECKING, Final, NamedTuple

from quizrnn.clock import Clock
from quizrnn.errors import QuizrnnError
from quizrnn.study.database_check import RecordError
from quizrnn.study.days import study_day
from quizrnn.study.errata import Righted, apply_errata, told, untold
from quizrnn.study.journal import StoreJournal
from quizrnn.study.marks import Mark
from quizrnn.study.memory import in_step, is_due
from quizrnn.study.queue import LEARN_AHEAD, is_new, plan
from quizrnn.study.reasons import leech_note, why_now
from quizrnn.study.records import Card, Mode, Review
from quizrnn.study.schedule import Scheduler
from quizrnn.study.session import Session, State, WrongStep, was_wrong
from quizrnn.study.session_log import SessionRow
from quizrnn.study.steps import Asking, Done, Revealed, Step
from quizrnn.text import Text, both

if TYPE_CHECKING:
    from quizrnn.bank.library import Filter, Library
    from quizrnn.study.settings import Settings
    from quizrnn.study.store import Store

SAMPLES: Final = 200
"""How many of the latest times of a type say how fast the learner usually is."""

RESUMABLE: Final = timedelta(hours=24)
"""How long after its start an interrupted session is offered to be resumed."""


class StudySession(Session):
    """One sitting whose reviews are on disk before their verdicts are returned.

    The verbs are those of ``Session`` and what can be said of a card apart from answering it. Make one with
    ``start``, with ``practise`` for one question, or with ``resume`` after an interruption.

    Attributes:
        id: Identifier that the session's reviews carry.
        mode: The kind of session.
        righted: Answers that were marked wrong and were right: to be shown before the first question, and
            then ``told``.
    """

    def __init__(
        self,
        library: Library,
        store: Store,
        settings: Settings,
        row: SessionRow,
        clock: Clock,
        *,
        keys: Sequence[str],
        earlier: Sequence[Review] = (),
        problem: Text | None = None,
    ) -> None:
        self.id = row.id
        self.mode: Mode = row.mode
        self._store = store
        self._settings = settings
        self._put_away: list[_PutAway] = []
        self.righted: tuple[Righted, ...] = untold(library, store)
        self._on_record = StoreJournal(store, Scheduler(settings), row.id, clock, problem)
        # What the cards were when the session began says why each is asked.
        known = store.cards_of(keys) if row.mode != "cram" else {}
        steps = _Steps(store, settings, clock) if row.mode in ("due", "learn") else None
        super().__init__(
            keys,
            question_of=library.get,
            clock=clock,
            rng=Random(row.seed),
            mode=row.mode,
            session_id=row.id,
            count=row.count,
            journal=self._on_record,
            returns=steps.returns if steps else None,
            ready=steps.ready if steps else None,
            samples_of=lambda kind: store.sums.samples(kind, SAMPLES),
            reason_of=lambda key: _reason(row.mode, known.get(key)),
            day_start_hour=settings.day_start_hour,
            seed=row.seed,
            earlier=earlier,
        )

    @classmethod
    def start(
        cls,
        library: Library,
        store: Store,
        settings: Settings,
        *,
        filter: Filter,  # noqa: A002
        mode: Mode,
        count: int | None,
        seed: int | None,
        clock: Clock,
        rng: Random,
    ) -> StudySession:
        """Plan a session and ask its first card; its step is ``Done`` at once where there is nothing to ask.

        Args:
            library: The questions.
            store: The learner's record.
            settings: Daily limits, desired retention and the hour at which a day begins.
            filter: Which questions.
            mode: The kind of session.
            count: Largest number of answers, or None.
            seed: Makes order and instances repeatable, or None.
            clock: Tells the time.
            rng: Random generator of a session without ``seed``.

        Raises:
            QuizrnnError: If the record cannot be read, or the filter names what does not exist.
        """
        rng = rng if seed is None else Random(seed)
        problem = bring_up_to_date(library, store, settings)
        keys = plan(library, store, settings, filter=filter, mode=mode, clock=clock, rng=rng, count=count)
        now = clock.now()
        row = SessionRow(
            id=f"{now:%Y%m%dT%H%M%S}",
            mode=mode,
            plan=tuple(keys),
            count=count,
            seed=rng.getrandbits(63),
            started=now.astimezone(UTC),
        )
        if keys and problem is None:
            try:
                row = store.sessions.begin(row)
            except RecordError as error:
                problem = error.message
        return cls(library, store, settings, row, clock, keys=keys, problem=problem)

    @classmethod
    def resume(cls, library: Library, store: Store, settings: Settings, *, clock: Clock) -> StudySession:
        """Go on with the session that was interrupted: what it had not asked yet, and what comes back.

        Raises:
            QuizrnnError: If there is none, or the record cannot be read.
        """
        row = store.sessions.latest()
        if row is None or not cls.unfinished(store, settings.day_start_hour):
            raise QuizrnnError(both("there is no session to resume", "没有可以继续的学习"))
        problem = bring_up_to_date(library, store, settings)
        earlier = store.reviews(session=row.id)
        keys = _remaining(row, earlier, store, study_day(clock.now(), settings.day_start_hour))
        return cls(library, store, settings, row, clock, keys=keys, earlier=earlier, problem=problem)

    @classmethod
    def practise(
        cls,
        library: Library,
        store: Store,
        settings: Settings,
        question: str,
        *,
        clock: Clock,
        rng: Random,
    ) -> StudySession:
        """Start a session over one question, at any time; it is asked until it was right once.

        It counts as cramming, is no session to resume, and leaves an interrupted one to be resumed.

        Args:
            library: The questions.
            store: The learner's record.
            settings: Desired retention and the hour at which a day begins.
            question: The question's id.
            clock: Tells the time.
            rng: Random generator of the showings.

        Raises:
            UnknownName: If there is no such question.
            QuizrnnError: If the record cannot be read.
        """
        problem = bring_up_to_date(library, store, settings)
        key = library.get(question).id
        now = clock.now()
        row = SessionRow(
            id=f"{now:%Y%m%dT%H%M%S}-{rng.getrandbits(32):08x}",
            mode="cram",
            plan=(key,),
            count=None,
            seed=rng.getrandbits(63),
            started=now.astimezone(UTC),
        )
        return cls(library, store, settings, row, clock, keys=row.plan, problem=problem)

    @staticmethod
    def unfinished(store: Store, day_start_hour: int = 4) -> bool:
        """Tell whether the latest session was interrupted, a day ago at most, with cards left to ask.

        Args:
            store: The learner's record.
            day_start_hour: Local hour at which a study day begins, which brings back what is buried.
        """
        row = store.sessions.latest()
        if row is None or row.ended is not None or row.mode == "interview":
            return False
        if store.clock.now() - row.started > RESUMABLE:
            return False
        earlier = store.reviews(session=row.id)
        return (row.count is None or len(earlier) < row.count) and bool(
            _remaining(row, earlier, store, study_day(store.clock.now(), day_start_hour))
        )

    @property
    def problem(self) -> Text | None:
        """Why answers cannot be saved, or None.

        It is known before the first answer; ``submit`` raises it and changes nothing until a save succeeds.
        """
        return self._on_record.problem

    def told(self) -> None:
        """Note that the learner has read ``righted``; where that cannot be saved, they read it again."""
        try:
            told(self._store, self.righted)
        except RecordError as error:
            self._on_record.problem = error.message
        self.righted = ()

    def card(self) -> Card:
        """Return the state of the card that stands, as the record has it.

        Raises:
            WrongStep: If the session is done.
        """
        return self._store.card(self._key())

    def why(self) -> Text:
        """Return why the card that stands is asked now.

        Raises:
            WrongStep: If no question is waiting for an answer.
        """
        step = self.step
        if not isinstance(step, Asking):
            raise WrongStep(both("no question is waiting for an answer", "当前没有等待回答的题目"))
        return why_now(step, self.card(), self._settings, self._clock.now())

    @property
    def leech(self) -> Text | None:
        """What to say of the card that stands if it is a leech, with the choice to suspend it; else None."""
        return leech_note(self.card())

    def bury(self) -> Step:
        """Put the card that stands out of sight until the next study day, and go on."""
        return self._marked("bury")

    def suspend(self) -> Step:
        """Put the card that stands out of sight until that is taken back, and go on."""
        return self._marked("suspend")

    def flag(self, note: str | None = "") -> None:
        """Leave a note on the card that stands, such as a doubt about its key, in place of the one before.

        Args:
            note: The note, or None to take the flag back.
        """
        mark: Mark = "unflag" if note is None else "flag"
        self._store.marks.put(self._key(), mark, self._today, note or "")

    @property
    def flagged(self) -> str | None:
        """The note on the card that stands, empty for a flag without one, or None where there is no flag."""
        key = self._key()
        return next((flag.note for flag in self._store.marks.flags() if flag.key == key), None)

    @property
    def can_undo(self) -> bool:
        """Whether there is an answer, a bury or a suspend to undo."""
        return bool(self._put_away) or super().can_undo

    def undo(self) -> Step:
        """Take back what came last, an answer, a bury or a suspend, and turn to its card again.

        Raises:
            WrongStep: If nothing is left to undo.
            RecordError: If that cannot be saved; nothing changes.
        """
        if not self._put_away or self._put_away[-1].answers < len(self._past):
            return super().undo()
        away = self._put_away[-1]
        self._store.marks.put(away.key, "unbury" if away.mark == "bury" else "unsuspend", away.day)
        self._put_away.pop()
        self._state = away.state
        self._watch.restart()
        self._journal.arrived(self.step)
        return self.step

    @property
    def _today(self) -> date:
        return study_day(self._clock.now(), self._day_start_hour)

    def _marked(self, mark: Mark) -> Step:
        away = _PutAway(self._key(), mark, self._today, self._state, len(self._past))
        self._store.marks.put(away.key, mark, away.day)
        self._put_away.append(away)
        return self.drop()

    def _key(self) -> str:
        step = self.step
        if isinstance(step, Done):
            raise WrongStep(both("no question stands", "当前没有题目"))
        return step.instance.question.id


def bring_up_to_date(library: Library, store: Store, settings: Settings) -> Text | None:
    """Replay the cards where settings or errata have changed; return why nothing can be saved, or None."""
    scheduler = Scheduler(settings)
    try:
        store.reschedule(scheduler)
        apply_errata(library, store, scheduler)
    except RecordError as error:
        return error.message
    return store.problem


class _PutAway(NamedTuple):
    """A card that was buried or suspended, and what is needed to take that back.

    Attributes:
        key: The card's key.
        mark: What was done to it.
        day: The study day of it.
        state: What stood before.
        answers: How many answers could be undone then.
    """

    key: str
    mark: Mark
    day: date
    state: State
    answers: int


class _Steps:
    """Which cards come back within a session: those whose learning step runs out soon."""

    def __init__(self, store: Store, settings: Settings, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._ahead = min(timedelta(minutes=settings.learn_ahead_minutes), LEARN_AHEAD)

    def returns(self, revealed: Revealed) -> bool:
        """Tell whether the card's step runs out within the session."""
        return self._within(revealed.review.question, self._ahead)

    def ready(self, key: str) -> bool:
        """Tell whether the card's step has run out."""
        return self._within(key, timedelta())

    def _within(self, key: str, ahead: timedelta) -> bool:
        card = self._store.card(key)
        return in_step(card) and card.due is not None and card.due <= self._clock.now() + ahead


def _reason(mode: Mode, card: Card | None) -> str:
    if mode == "cram":
        return "cram"
    return "new" if is_new(card) else "due"


def _remaining(row: SessionRow, earlier: Sequence[Review], store: Store, day: date) -> list[str]:
    """Return what a session has left: steps that have run out, what it did not ask, what comes back."""
    now = store.clock.now()
    cards = store.cards_of({*row.plan, *(review.question for review in earlier)})
    hidden = store.marks.suspended() | store.marks.buried(day)
    last = {review.question: review for review in earlier}

    def waits(key: str) -> bool:
        card = cards.get(key)
        if row.mode == "cram" or card is None or is_new(card):
            return True
        return row.mode == "due" and is_due(card, now, day, ahead=LEARN_AHEAD)

    def returns(key: str) -> bool:
        if row.mode == "cram":
            return was_wrong(last[key])
        card = cards.get(key)
        return card is not None and in_step(card)

    back = [key for key in last if returns(key)]
    early = [key for key in back if row.mode != "cram" and is_due(cards[key], now, day)]
    fresh = [key for key in row.plan if key not in last and waits(key)]
    order = [*early, *fresh, *(key for key in back if key not in early)]
    return [key for key in order if key not in hidden]
