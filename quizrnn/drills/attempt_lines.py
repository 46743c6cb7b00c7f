"""How the attempts at a drill are told in a list, wherever the list stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, cast, get_args

from quizrnn.drills.report import Status
from quizrnn.drills.reports import STATUS_WORDS, percent
from quizrnn.text import both, pick

_INDENT = " " * 6


class Remarked(Protocol):
    """What was said of an attempt in short."""

    @property
    def status(self) -> str:
        """Its status."""

    @property
    def remark(self) -> str:
        """Its first diagnosis."""


class Kept(Protocol):
    """An attempt on record."""

    @property
    def at(self) -> datetime:
        """When."""

    @property
    def convention(self) -> str:
        """In which convention."""

    @property
    def score(self) -> float:
        """From 0 to 1."""

    @property
    def hints(self) -> int:
        """Hints seen before."""

    @property
    def saw_solution(self) -> bool:
        """Whether the solution had been shown."""

    @property
    def verdict(self) -> Remarked:
        """What was said of it."""


def attempt_rows(drill: str, kept: Sequence[Kept], now: datetime, lang: str) -> list[str]:
    """Return the attempts as lines, oldest first, what was said of each indented below it.

    Args:
        drill: The drill's id.
        kept: The attempts.
        now: Tells the learner's zone.
        lang: Language of the lines.
    """
    if not kept:
        return [
            pick(
                both(
                    f"No attempt yet. Begin with: quizrnn drill start {drill}",
                    f"还没有尝试过。请先运行：quizrnn drill start {drill}",
                ),
                lang,
            )
        ]
    rows = []
    for number, attempt in enumerate(kept, 1):
        verdict = attempt.verdict
        when = attempt.at.astimezone(now.tzinfo).strftime("%Y-%m-%d %H:%M")
        head = attempt_head(number, when, verdict.status, attempt.score, lang)
        notes = attempt_notes(attempt.convention, attempt.hints, attempt.saw_solution, lang)
        rows.append("  ".join([head, *notes]))
        if verdict.remark:
            rows.append(_INDENT + verdict.remark)
    more = both(
        f"quizrnn drill attempts {drill} --show N prints the code.",
        f"查看代码：quizrnn drill attempts {drill} --show N",
    )
    return [*rows, "", pick(more, lang)]


def attempt_head(number: int, when: str, status: str, score: float, lang: str) -> str:
    """Return number, mark, time, score and status of an attempt as one line."""
    mark = "✓" if status == "passed" else "✗"
    word = pick(STATUS_WORDS[cast(Status, status)], lang) if status in get_args(Status) else status
    return f"{number:>3} {mark} {when}  {percent(score):>4}  {word}"


def attempt_notes(convention: str, hints: int, saw_solution: bool, lang: str) -> list[str]:
    """Return what else is to be known of an attempt: convention, hints, whether the solution was seen."""
    notes = [convention]
    if hints:
        notes.append(pick(both(f"{hints} hint" + "s" * (hints > 1), f"提示 {hints} 条"), lang))
    if saw_solution:
        notes.append(pick(both("solution seen", "看过解答"), lang))
    return notes
