"""``quizrnn list``: the questions, drills and topics there are, and where the learner stands with each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from quizrnn.cli.common import command
from quizrnn.cli.framework import argument
from quizrnn.cli.invocation import Invocation
from quizrnn.text import Text, both

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from quizrnn.study.records import Card

_STATES: dict[str, Text] = {
    "new": both("new", "未学"),
    "learning": both("learning", "学习中"),
    "review": both("review", "复习"),
    "relearning": both("relearning", "重学中"),
    "suspended": both("suspended", "已停用"),
}


@command(
    "list",
    both(
        "List what questions, drills or topics there are, with due dates and mastery.",
        "列出题目（questions）、编程练习（drills）或主题（topics），以及到期时间和掌握程度。",
    ),
    filters=True,
    count=True,
    seed=True,
    formats=("text", "json"),
)
@argument(
    "what",
    type=click.Choice(("questions", "drills", "topics")),
    text=both("What to list.", "列出什么。"),
)
def listing(
    run: Invocation,
    *,
    what: str,
    topic: tuple[str, ...],
    kind: tuple[str, ...],
    tag: tuple[str, ...],
    count: int | None,
    seed: int | None,  # noqa: ARG001
    output_format: str,
) -> None:
    """List; ``--seed`` is taken as everywhere, although nothing is drawn here."""
    from quizrnn.bank.library import Filter

    wanted = Filter(topics=topic, types=kind, tags=tag)
    if what == "questions":
        rows = _questions(run, wanted, count)
    else:
        rows = (_drills if what == "drills" else _topics)(run, wanted)[:count]
    if output_format == "json":
        from quizrnn.cli.output import print_json

        print_json(rows)
    else:
        from quizrnn.cli.output import print_lines

        print_lines(_lines(run, what, rows))


def _questions(run: Invocation, wanted: Any, count: int | None) -> list[dict[str, Any]]:
    entries = run.library.entries(wanted, limit=count)
    standing = _Standing(run, None if count is None else [entry.id for entry in entries])
    return [
        {
            "id": entry.id,
            "type": entry.type,
            "section": entry.section,
            "bank": entry.bank,
            "difficulty": entry.difficulty,
            "tags": list(entry.tags),
            **standing.of(entry.id, entry.revision),
            "leech": standing.is_leech(entry.id),
        }
        for entry in entries
    ]


def _drills(run: Invocation, wanted: Any) -> list[dict[str, Any]]:
    from quizrnn.study.records import DRILL_PREFIX

    run.library.count(wanted)  # names what does not exist
    if wanted.types or wanted.tags:
        return []  # a drill has neither
    standing = _Standing(run)
    meant = run.library.sections_within(wanted.topics)
    best = run.store.attempts_log.best_scores()
    return [
        {
            "drill": drill.drill,
            "section": drill.section,
            "difficulty": drill.difficulty,
            "conventions": drill.conventions,
            **standing.of(DRILL_PREFIX + drill.drill, drill.revision),
            "best_score": best.get(drill.drill),
            "leech": standing.is_leech(DRILL_PREFIX + drill.drill),
        }
        for drill in run.library.drill_outlines()
        if not wanted.topics or drill.section in meant
    ]


def _topics(run: Invocation, wanted: Any) -> list[dict[str, Any]]:
    from quizrnn.notation import to_plain
    from quizrnn.study.records import DRILL_PREFIX
    from quizrnn.study.stats import by_topic

    meant = run.library.sections_within(wanted.topics)
    some = bool(wanted.types or wanted.tags)
    outlines = [] if some else run.library.drill_outlines()
    standing = _Standing(run, [DRILL_PREFIX + drill.drill for drill in outlines])
    drills = [
        (drill.section, standing.is_due(DRILL_PREFIX + drill.drill, drill.revision)) for drill in outlines
    ]
    return [
        {
            "slug": topic.slug,
            "title": to_plain(run.say(topic.title)),
            "questions": topic.questions,
            "drills": sum(_is_below(section, topic.slug) for section, _ in drills),
            "due": topic.due + sum(_is_below(section, topic.slug) and due for section, due in drills),
            "mastery": topic.mastery,
        }
        for topic in by_topic(run.library, run.store, run.settings, run.clock, wanted)
        if (not wanted.topics or topic.slug in meant) and (topic.questions or not some)
    ]


class _Standing:
    """Where the learner stands with each card, or with those of some keys."""

    def __init__(self, run: Invocation, keys: Iterable[str] | None = None) -> None:
        from quizrnn.study.days import study_day

        self._now: datetime = run.clock.now()
        self._day: date = study_day(self._now, run.settings.day_start_hour)
        self._cards: dict[str, Card] = run.store.cards() if keys is None else run.store.cards_of(keys)
        self._suspended = run.store.marks.suspended()

    def of(self, key: str, revision: int) -> dict[str, str | None]:
        """Return ``state`` and ``due`` of a card; a raised revision is due at once."""
        card = self._cards.get(key)
        if key in self._suspended:
            return {"state": "suspended", "due": None}
        if card is None or card.due is None:
            return {"state": "new", "due": None}
        due = min(card.due, self._now) if self.is_due(key, revision) else card.due
        return {"state": card.stage, "due": due.isoformat()}

    def is_leech(self, key: str) -> bool:
        """Tell whether a card was forgotten so often that it is a leech."""
        from quizrnn.study.memory import is_leech

        card = self._cards.get(key)
        return card is not None and is_leech(card)

    def is_due(self, key: str, revision: int) -> bool:
        """Tell whether a card that was seen is due now."""
        from quizrnn.study.memory import is_due

        card = self._cards.get(key)
        return (
            card is not None and key not in self._suspended and is_due(card, self._now, self._day, revision)
        )


def _is_below(section: str, topic: str) -> bool:
    return section == topic or section.startswith(f"{topic}.")


def _lines(run: Invocation, what: str, rows: list[dict[str, Any]]) -> list[str]:
    from quizrnn.plain.layout import table

    if not rows:
        return [run.say(both("Nothing matches.", "没有符合条件的内容。"))]
    if what == "questions":
        heads = [
            both("question", "题目"),
            both("type", "题型"),
            both("section", "章节"),
            both("difficulty", "难度"),
            both("state", "状态"),
            both("due", "到期"),
        ]
        cells = [
            [row["id"], row["type"], row["section"], str(row["difficulty"]), *_state(run, row)]
            for row in rows
        ]
        right = [3]
    elif what == "drills":
        heads = [
            both("drill", "编程练习"),
            both("section", "章节"),
            both("difficulty", "难度"),
            both("best", "最高分"),
            both("state", "状态"),
            both("due", "到期"),
            both("conventions", "约定"),
        ]
        cells = [
            [
                row["drill"],
                row["section"],
                str(row["difficulty"]),
                "" if row["best_score"] is None else f"{row['best_score']:.0%}",
                *_state(run, row),
                " ".join(row["conventions"]),
            ]
            for row in rows
        ]
        right = [2, 3]
    else:
        heads = [
            both("topic", "主题"),
            both("questions", "题目"),
            both("drills", "编程练习"),
            both("due", "到期"),
            both("mastery", "掌握"),
            both("title", "标题"),
        ]
        cells = [
            [
                row["slug"],
                str(row["questions"]),
                str(row["drills"]),
                str(row["due"]),
                f"{row['mastery']:.0%}",
                row["title"],
            ]
            for row in rows
        ]
        right = [1, 2, 3, 4]
    return table([[run.say(head) for head in heads], *cells], right=right)


def _state(run: Invocation, row: dict[str, Any]) -> tuple[str, str]:
    from datetime import datetime

    due = ""
    if row["due"]:
        zone = run.clock.now().tzinfo
        due = f"{datetime.fromisoformat(row['due']).astimezone(zone):%Y-%m-%d %H:%M}"
    state = run.say(_STATES[row["state"]])
    return state + (run.say(both(", leech", "，顽固题")) if row["leech"] else ""), due
