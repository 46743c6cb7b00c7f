"""Progress in numbers: retention, mastery, forecast and calibration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import msgspec

from quizrnn.clock import Clock
from quizrnn.study.days import study_day
from quizrnn.study.log_sums import LogSums
from quizrnn.study.memory import is_due
from quizrnn.study.overview import TopicDue, streak, topics_due
from quizrnn.study.records import DRILL_PREFIX
from quizrnn.study.standing import STABILITIES, standing
from quizrnn.text import Text

if TYPE_CHECKING:
    from quizrnn.bank.drills import DrillOutline
    from quizrnn.bank.library import Filter, Library
    from quizrnn.study.confusion import Confusion
    from quizrnn.study.settings import Settings
    from quizrnn.study.store import Store

FORECAST_DAYS: Final = 30
HEAT_DAYS: Final = 365
BINS: Final = ((0.5, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.0))
"""Bets are drawn in these bins; a bet on the border counts to the upper one, 1.0 to the last."""


class TopicStats(msgspec.Struct, frozen=True, kw_only=True):
    """One section, what lies below it included.

    Attributes:
        slug: The section's slug.
        title: Its heading.
        questions: All its questions.
        seen: Those learnt.
        due: Those due.
        retention: True retention, or None before the first test.
        mastery: Mean retrievability over all questions (see ``overview.TopicDue``).
    """

    slug: str
    title: Text
    questions: int
    seen: int
    due: int
    retention: float | None
    mastery: float


class TypeStats(msgspec.Struct, frozen=True, kw_only=True):
    """One question type, or ``drill``: answers, the share of them that was right, and true retention."""

    type: str
    answers: int
    accuracy: float
    retention: float | None


class ForecastDay(msgspec.Struct, frozen=True, kw_only=True):
    """How many questions fall due on a study day; what is overdue falls due today."""

    day: date
    due: int


class Bin(msgspec.Struct, frozen=True, kw_only=True):
    """Bets between two bounds: how many, their mean, and the share of answers that was right."""

    low: float
    high: float
    answers: int
    confidence: float | None
    accuracy: float | None


class Calibration(msgspec.Struct, frozen=True, kw_only=True):
    """How well bets match answers; the Brier score is 0 at best, 0.25 for always betting 50 %."""

    answers: int
    brier: float | None
    bins: tuple[Bin, ...]


class Stability(msgspec.Struct, frozen=True, kw_only=True):
    """Questions whose stability is from ``low`` to below ``high`` days; None is without an upper bound."""

    low: int
    high: int | None
    questions: int


class DrillStats(msgspec.Struct, frozen=True, kw_only=True):
    """Drills: how many there are, were tried, were passed and are due."""

    drills: int
    tried: int
    passed: int
    due: int


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """Answers of one study day."""

    day: date
    answers: int


class Stats(msgspec.Struct, frozen=True, kw_only=True):
    """The learner's progress. Cards, due and new count questions of the banks at hand.

    Attributes:
        reviews: Rows of the review log, drills and questions that left the banks included.
        cards: Questions learnt.
        due: Questions due now.
        new: Questions never learnt.
        retention: True retention, or None before the first test.
        streak_days: Study days in a row with an answer.
        by_topic: Every section, in the article's order.
        by_type: Every type that was answered.
        forecast: The next 30 study days, today first.
        calibration: Bets against answers.
        drills: The drills.
        days: Study days of the last year with an answer.
        leeches: Questions forgotten eight times or more.
        confusion: Which gates get taken for which, in the latest wrong answers.
        stability: How stable the memories of the questions learnt are.
    """

    reviews: int
    cards: int
    due: int
    new: int
    retention: float | None
    streak_days: int
    by_topic: tuple[TopicStats, ...]
    by_type: tuple[TypeStats, ...]
    forecast: tuple[ForecastDay, ...]
    calibration: Calibration
    drills: DrillStats
    days: tuple[Day, ...]
    leeches: tuple[str, ...]
    confusion: tuple[Confusion, ...]
    stability: tuple[Stability, ...]


def compute(
    library: Library, store: Store, settings: Settings, clock: Clock, wanted: Filter | None = None
) -> Stats:
    """Return the learner's progress as it stands.

    Args:
        library: The questions and drills.
        store: The learner's record.
        settings: The FSRS weights and the hour at which a day begins.
        clock: Tells the time.
        wanted: The questions that count, and with topics alone the drills of these; where it names nothing,
            everything does, what left the banks included.

    Raises:
        RecordError: If the record cannot be read.
        UnknownName: If the filter names what does not exist.
    """
    now = clock.now()
    day = study_day(now, settings.day_start_hour)
    only, totals, drills = _meant(library, wanted)
    sums = store.sums if only is None else LogSums(store.database, only)
    stands = standing(library, store, settings, now, day, store.marks.suspended(), only)
    topics = topics_due(library, stands, totals)
    kept = _shares(_gathered(stands.tests_by), _gathered(stands.passes_by))
    by_type = _shares(stands.tests_of, stands.passes_of)
    best = store.attempts_log.best_scores()
    days = sums.days()
    return Stats(
        reviews=sums.count(),
        cards=stands.learnt,
        due=stands.due,
        new=max(0, sum(totals.values()) - stands.learnt),
        retention=stands.retention,
        streak_days=streak([found for found, _ in days], day),
        by_topic=tuple(
            TopicStats(
                slug=topic.slug,
                title=topic.title,
                questions=topic.questions,
                seen=topic.questions - topic.new,
                due=topic.due,
                retention=kept.get(topic.slug),
                mastery=topic.mastery,
            )
            for topic in topics
        ),
        by_type=tuple(
            TypeStats(type=kind, answers=answers, accuracy=right / answers, retention=by_type.get(kind))
            for kind, answers, right in sums.answers_by_type()
        ),
        forecast=tuple(
            ForecastDay(day=day + timedelta(days=offset), due=stands.ahead[offset])
            for offset in range(FORECAST_DAYS)
        ),
        calibration=calibration(sums.bets()),
        drills=DrillStats(
            drills=len(drills),
            tried=sum(drill.drill in best for drill in drills),
            passed=sum(best.get(drill.drill, 0.0) >= 1.0 for drill in drills),
            due=sum(
                drill.drill in stands.drills and is_due(stands.drills[drill.drill], now, day, drill.revision)
                for drill in drills
            ),
        ),
        days=tuple(
            Day(day=found, answers=answers)
            for found, answers in days
            if day - timedelta(days=HEAT_DAYS) < found <= day
        ),
        leeches=tuple(stands.leeches),
        confusion=_confusion(library, store, sums),
        stability=tuple(
            Stability(low=low, high=high, questions=stands.stabilities[place])
            for place, (low, high) in enumerate(zip(STABILITIES, (*STABILITIES[1:], None), strict=True))
        ),
    )


def by_topic(
    library: Library, store: Store, settings: Settings, clock: Clock, wanted: Filter | None = None
) -> tuple[TopicDue, ...]:
    """Return how every section stands, which asks nothing of the log itself; arguments as for ``compute``.

    Raises:
        RecordError: If the record cannot be read.
        UnknownName: If the filter names what does not exist.
    """
    now = clock.now()
    day = study_day(now, settings.day_start_hour)
    only, totals, _ = _meant(library, wanted)
    stands = standing(library, store, settings, now, day, store.marks.suspended(), only)
    return topics_due(library, stands, totals)


def _meant(
    library: Library, wanted: Filter | None
) -> tuple[frozenset[str] | None, Mapping[str, int], list[DrillOutline]]:
    """Return the keys of the cards that count (None: all), the questions of each section, the drills."""
    drills = library.drill_outlines()
    if wanted is None or not (wanted.topics or wanted.types or wanted.tags or wanted.banks):
        return None, library.section_counts(), drills
    entries = library.entries(wanted)
    within = library.sections_within(wanted.topics)
    by_topic_alone = not (wanted.types or wanted.tags or wanted.banks)
    drills = [drill for drill in drills if by_topic_alone and drill.section in within]
    keys = [*(entry.id for entry in entries), *(DRILL_PREFIX + drill.drill for drill in drills)]
    return frozenset(keys), Counter(entry.section for entry in entries), drills


def calibration(bets: Sequence[tuple[float, float]]) -> Calibration:
    """Return how well bets match answers.

    Args:
        bets: Confidence (0.5 to 1) and score of each answer; a score counts as right from 1 only.
    """
    right = [(confidence, float(score >= 1.0)) for confidence, score in bets]
    bins = []
    for low, high in BINS:
        inside = [bet for bet in right if low <= bet[0] < high or (high >= 1.0 and bet[0] >= high)]
        count = len(inside)
        bins.append(
            Bin(
                low=low,
                high=high,
                answers=count,
                confidence=sum(bet[0] for bet in inside) / count if count else None,
                accuracy=sum(bet[1] for bet in inside) / count if count else None,
            )
        )
    brier = sum((confidence - hit) ** 2 for confidence, hit in right) / len(right) if right else None
    return Calibration(answers=len(right), brier=brier, bins=tuple(bins))


def _confusion(library: Library, store: Store, sums: LogSums) -> tuple[Confusion, ...]:
    if not store.database.rows("SELECT 1 FROM reviews WHERE score < 1 LIMIT 1"):
        return ()
    from quizrnn.study.confusion import confusions

    return confusions(library, sums)


def _gathered(counts: Counter[str]) -> Counter[str]:
    """Add what each section counts to all the sections that it lies in."""
    out: Counter[str] = Counter()
    for section, count in counts.items():
        parts = section.split(".")
        for length in range(1, len(parts) + 1):
            out[".".join(parts[:length])] += count
    return out


def _shares(tests: Counter[str], passes: Counter[str]) -> dict[str, float]:
    return {name: passes[name] / count for name, count in tests.items() if count}
