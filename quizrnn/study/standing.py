"""Where the learner stands with every card, counted in one pass, which statistics and home both read."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

import msgspec

from quizrnn.study.memory import LEECH_LAPSES, decay_of, forgetting_curve, is_due
from quizrnn.study.records import DRILL_PREFIX, Card

if TYPE_CHECKING:
    from quizrnn.bank.library import Library
    from quizrnn.study.settings import Settings
    from quizrnn.study.store import Store

_READ: Final = "key, stage, due, due_day, last_day, first_day, stability, revision, lapses, tests, passes"


STABILITIES: Final = (0, 1, 7, 30, 90, 365)
"""Days from which a stability counts to the next bin: under a day, a week, a month, a quarter, a year."""


class Standing(msgspec.Struct, kw_only=True):
    """Sums over the cards. Those by section count what lies in that section itself.

    Attributes:
        learnt: Questions of the banks that have a scheduling state.
        due: How many of them are due.
        seen_by: ``learnt`` by section.
        due_by: ``due`` by section.
        recalled_by: Sum of the probabilities of recall by section; a card in a step counts 0.
        ahead: Questions by the number of days until they are due, what is overdue at 0.
        tests_by: Reviews a day or more after the one before, by section; what true retention counts.
        passes_by: How many of these were remembered.
        tests_of: The same by type, ``drill`` included.
        passes_of: How many of these were remembered.
        tests: All of them, of what left the banks too.
        passes: How many of these were remembered.
        leeches: Questions forgotten again and again.
        new_today: Questions learnt on the study day.
        stabilities: Questions by the place in ``STABILITIES`` that their stability has reached.
        drills: The cards of drills, by the drill's id.
    """

    learnt: int = 0
    due: int = 0
    seen_by: Counter[str]
    due_by: Counter[str]
    recalled_by: dict[str, float]
    ahead: Counter[int]
    tests_by: Counter[str]
    passes_by: Counter[str]
    tests_of: Counter[str]
    passes_of: Counter[str]
    tests: int = 0
    passes: int = 0
    leeches: list[str]
    new_today: int = 0
    stabilities: Counter[int]
    drills: dict[str, Card]

    @property
    def retention(self) -> float | None:
        """True retention, or None before the first test."""
        return self.passes / self.tests if self.tests else None


def standing(
    library: Library,
    store: Store,
    settings: Settings,
    now: datetime,
    day: date,
    hidden: Collection[str],
    only: Collection[str] | None = None,
) -> Standing:
    """Return where the learner stands.

    A record of a hundred thousand cards is read here, so that rows are compared as they are: dates in ISO
    form order as days do.

    Args:
        library: The questions.
        store: The learner's record.
        settings: The FSRS weights.
        now: The time.
        day: The study day then.
        hidden: Keys of the cards that are out of sight: they are never due.
        only: Keys of the cards that count, or None for all.

    Raises:
        RecordError: If the record cannot be read.
    """
    rows = store.database.rows(f"SELECT {_READ} FROM cards")
    if only is not None:
        rows = [row for row in rows if row[0] in only]
    outlines = library.outlines_of({row[0] for row in rows})
    curve = forgetting_curve(decay_of(settings.weights))
    today = day.isoformat()
    days: dict[str, int] = {}
    new_today = tests_all = passes_all = learnt = due_all = 0
    tests_by: Counter[str] = Counter()
    passes_by: Counter[str] = Counter()
    tests_of: Counter[str] = Counter()
    passes_of: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    due_by: Counter[str] = Counter()
    recalled: dict[str, float] = {}
    waiting: Counter[str] = Counter()
    ahead: Counter[int] = Counter()
    leeches: list[str] = []
    stabilities: Counter[int] = Counter()
    drills: dict[str, Card] = {}
    for key, stage, due, due_day, last_day, first_day, stability, revision, lapses, tested, passed in rows:
        tests_all += tested
        passes_all += passed
        outline = outlines.get(key)
        if key.startswith(DRILL_PREFIX):
            drills[key.removeprefix(DRILL_PREFIX)] = _card(key, stage, due, due_day, last_day, revision)
            tests_of["drill"] += tested
            passes_of["drill"] += passed
            continue
        new_today += first_day == today
        if outline is None or stage == "new":
            continue
        section, kind, current = outline
        learnt += 1
        stabilities[bisect_right(STABILITIES, stability) - 1] += 1
        seen[section] += 1
        if tested:
            tests_of[kind] += tested
            passes_of[kind] += passed
            tests_by[section] += tested
            passes_by[section] += passed
        if lapses >= LEECH_LAPSES:
            leeches.append(key)
        if stage == "review":
            if last_day not in days:
                days[last_day] = (day - date.fromisoformat(last_day)).days
            recalled[section] = recalled.get(section, 0.0) + curve(days[last_day], stability)
        if key in hidden:
            continue
        if stage == "review" and revision >= current and last_day <= today:
            is_now = due_day <= today
        else:
            is_now = is_due(_card(key, stage, due, due_day, last_day, revision), now, day, current)
        if is_now:
            due_all += 1
            due_by[section] += 1
        else:
            waiting[due_day] += 1
    ahead[0] = due_all
    for due_day, count in waiting.items():
        ahead[max(0, (date.fromisoformat(due_day) - day).days)] += count
    return Standing(
        learnt=learnt,
        due=due_all,
        seen_by=seen,
        due_by=due_by,
        recalled_by=recalled,
        ahead=ahead,
        tests_by=tests_by,
        passes_by=passes_by,
        tests_of=tests_of,
        passes_of=passes_of,
        tests=tests_all,
        passes=passes_all,
        leeches=sorted(leeches),
        new_today=new_today,
        stabilities=stabilities,
        drills=drills,
    )


def _card(
    key: str, stage: str, due: str | None, due_day: str | None, last_day: str | None, revision: int
) -> Card:
    """Return as much of a card as says whether it is due."""
    return Card(
        key=key,
        stage=stage,  # type: ignore[arg-type]
        due=None if due is None else datetime.fromisoformat(due),
        due_day=None if due_day is None else date.fromisoformat(due_day),
        last_day=None if last_day is None else date.fromisoformat(last_day),
        revision=revision,
    )
