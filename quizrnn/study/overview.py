"""What stands at home: what is due, how the topics stand, and the next best step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import msgspec

from quizrnn.clock import Clock
from quizrnn.study.days import study_day
from quizrnn.study.errata import Righted, untold
from quizrnn.study.memory import is_due
from quizrnn.study.records import DRILL_PREFIX, Card
from quizrnn.study.standing import Standing, standing
from quizrnn.text import Text, both, pick

if TYPE_CHECKING:
    from quizrnn.bank.library import Library
    from quizrnn.study.settings import Settings
    from quizrnn.study.store import Store

AHEAD_DAYS: Final = 14

StepKind: TypeAlias = Literal["resume", "review", "drill", "learn", "cram", "rest"]


class TopicDue(msgspec.Struct, frozen=True, kw_only=True):
    """How one section stands, what lies below it included.

    Attributes:
        slug: The section's slug.
        title: Its heading.
        due: Questions due.
        new: Questions never asked.
        mastery: Mean retrievability over all its questions, 0 to 1, those never asked or waiting for a
            learning step counting 0.
        questions: All its questions.
    """

    slug: str
    title: Text
    due: int
    new: int
    mastery: float
    questions: int


class NextStep(msgspec.Struct, frozen=True, kw_only=True):
    """What to do next.

    Attributes:
        kind: What it is.
        text: What the learner reads.
        topic: The section that it is about, or empty.
        drill: The drill that it is about, or empty.
    """

    kind: StepKind
    text: Text
    topic: str = ""
    drill: str = ""


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """What stands at home.

    Attributes:
        due: Questions due now.
        new_today: New questions that the day's limit still allows.
        drills_due: Drills due now.
        streak_days: Study days in a row with an answer, up to today or yesterday.
        retention: Share of due cards that were remembered, or None before the first.
        ahead: Questions that fall due on each of the next study days, what is overdue today.
        topics: Every section, in the article's order.
        next_step: What to do next.
        righted: Answers that were marked wrong and were right, which the learner has not been told of yet
            (then call ``errata.told``).
    """

    due: int
    new_today: int
    drills_due: int
    streak_days: int
    retention: float | None
    ahead: tuple[int, ...]
    topics: tuple[TopicDue, ...]
    next_step: NextStep
    righted: tuple[Righted, ...] = ()


def overview(library: Library, store: Store, settings: Settings, clock: Clock) -> Overview:
    """Return what stands at home; only what was ever answered is looked up, however large the banks are.

    Errata and settings that have changed are applied first, if the record can be written.

    Raises:
        RecordError: If the record cannot be read.
    """
    from quizrnn.study.runner import bring_up_to_date

    bring_up_to_date(library, store, settings)
    now = clock.now()
    day = study_day(now, settings.day_start_hour)
    hidden = store.marks.suspended() | store.marks.buried(day)
    stands = standing(library, store, settings, now, day, hidden)
    topics = topics_due(library, stands)
    unseen = max(0, sum(library.section_counts().values()) - stands.learnt)
    new_today = min(max(0, settings.new_per_day - stands.new_today), unseen)
    drills = [
        drill.drill
        for drill in library.drill_outlines()
        if is_due(stands.drills.get(drill.drill, _UNSEEN), now, day, drill.revision)
        and DRILL_PREFIX + drill.drill not in hidden
    ]
    return Overview(
        due=stands.due,
        new_today=new_today,
        drills_due=len(drills),
        streak_days=streak([found for found, _ in store.sums.days()], day),
        retention=stands.retention,
        ahead=tuple(stands.ahead[offset] for offset in range(AHEAD_DAYS)),
        topics=topics,
        next_step=_next_step(store, settings, stands.due, new_today, drills, topics),
        righted=untold(library, store),
    )


_UNSEEN = Card(key="")


def topics_due(
    library: Library, stands: Standing, totals: Mapping[str, int] | None = None
) -> tuple[TopicDue, ...]:
    """Return how every section stands, what lies below it included.

    Args:
        library: The sections.
        stands: The sums over the cards.
        totals: Questions of each section, of all by default.
    """
    totals = library.section_counts() if totals is None else totals
    out = []
    for section in library.sections():
        inside = [slug for slug in totals if slug == section.slug or slug.startswith(section.slug + ".")]
        questions = sum(totals[slug] for slug in inside)
        recalled = sum(stands.recalled_by.get(slug, 0.0) for slug in inside)
        out.append(
            TopicDue(
                slug=section.slug,
                title=section.title,
                due=sum(stands.due_by[slug] for slug in inside),
                new=questions - sum(stands.seen_by[slug] for slug in inside),
                mastery=recalled / questions if questions else 0.0,
                questions=questions,
            )
        )
    return tuple(out)


def streak(days: Sequence[date], today: date) -> int:
    """Return how many study days in a row have an answer; today may still be without."""
    known = set(days)
    day = today if today in known else today - timedelta(days=1)
    length = 0
    while day in known:
        length += 1
        day -= timedelta(days=1)
    return length


def _next_step(
    store: Store,
    settings: Settings,
    due: int,
    new_today: int,
    drills: Sequence[str],
    topics: Sequence[TopicDue],
) -> NextStep:
    from quizrnn.study.runner import StudySession

    if StudySession.unfinished(store, settings.day_start_hour):
        return NextStep(kind="resume", text=both("Go on with the interrupted session", "继续上次中断的学习"))
    if due:
        questions = "question" if due == 1 else "questions"
        return NextStep(kind="review", text=both(f"Review {due} {questions}", f"复习 {due} 道到期的题"))
    if drills:
        return NextStep(
            kind="drill",
            drill=drills[0],
            text=both(f"Write {drills[0]} once more", f"重写编程练习 {drills[0]}"),
        )
    if new_today:
        questions = "question" if new_today == 1 else "questions"
        return NextStep(
            kind="learn", text=both(f"Learn {new_today} new {questions}", f"学习 {new_today} 道新题")
        )
    begun = [topic for topic in topics if topic.new < topic.questions]
    if begun:
        weakest = min(begun, key=lambda topic: topic.mastery)
        return NextStep(
            kind="cram",
            topic=weakest.slug,
            text=both(
                f"Practise your weakest topic: {pick(weakest.title, 'en')}",
                f"练习最薄弱的主题：{pick(weakest.title, 'zh')}",
            ),
        )
    return NextStep(kind="rest", text=both("Nothing is left for today", "今天没有要学的了"))
