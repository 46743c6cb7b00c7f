"""What to do after an interview: the weakest sections, why they are, and the commands that mend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from quizrnn.study.queue import topic_of
from quizrnn.study.records import DRILL_PREFIX
from quizrnn.text import Text, both

if TYPE_CHECKING:
    from quizrnn.bank.drills import Drill
    from quizrnn.bank.library import Library
    from quizrnn.study.interview_report import Answered
    from quizrnn.study.store import Store

WEAKEST: Final = 3
"""How many sections are advised on."""

SURE: Final = 0.8
"""A bet from which a wrong answer is a misconception rather than a gap."""

SLOW: Final = 1.5
"""Times the usual from which an answer is slow."""


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do, and the command that does it."""

    text: Text
    command: str


class Advice(msgspec.Struct, frozen=True, kw_only=True):
    """One weak section.

    Attributes:
        section: Its slug.
        title: Its heading.
        score: Mean score of its answers.
        missed: Numbers of the questions that were not fully right.
        findings: What it was that went wrong.
        actions: What to do, the most useful first.
    """

    section: str
    title: Text
    score: float
    missed: tuple[int, ...]
    findings: tuple[Text, ...]
    actions: tuple[Action, ...]


def advise(
    answers: Sequence[Answered], titles: Mapping[str, Text], library: Library, store: Store
) -> tuple[Advice, ...]:
    """Return the weakest sections, the worst first; a section without a miss is none.

    Of equal scores the one with more misses is weaker, then the one where the learner was surer.

    Args:
        answers: The interview's answers.
        titles: The heading of each section.
        library: The drills.
        store: Tells which drills were passed.
    """
    groups: dict[str, list[Answered]] = {}
    for each in answers:
        groups.setdefault(each.section, []).append(each)

    def weakness(group: list[Answered]) -> tuple[float, float, float]:
        missed = [each for each in group if each.outcome != "right"]
        return (
            sum(each.score for each in group) / len(group),
            -sum(1 - each.score for each in missed),
            -max((each.confidence or 0.0 for each in missed), default=0.0),
        )

    weak = [group for group in groups.values() if any(each.outcome != "right" for each in group)]
    drills = library.drills() if weak else []
    return tuple(_advice(group, titles, drills, store) for group in sorted(weak, key=weakness)[:WEAKEST])


def _advice(
    group: Sequence[Answered], titles: Mapping[str, Text], drills: Sequence[Drill], store: Store
) -> Advice:
    section = group[0].section
    missed = [each for each in group if each.outcome != "right"]
    return Advice(
        section=section,
        title=titles.get(section, section),
        score=sum(each.score for each in group) / len(group),
        missed=tuple(each.number for each in missed),
        findings=tuple(_findings(group, missed)),
        actions=tuple(_actions(section, missed, drills, store)),
    )


def _findings(group: Sequence[Answered], missed: Sequence[Answered]) -> list[Text]:
    findings: list[Text] = []
    sure = [each for each in missed if each.outcome == "wrong" and (each.confidence or 0.0) >= SURE]
    if sure:
        bet = max(each.confidence or 0.0 for each in sure)
        findings.append(
            both(
                f"Sure and wrong (bet {bet:.0%}): {_numbers(sure)}. Something is learnt wrongly here, "
                "not merely forgotten.",
                f"很有把握却答错（把握 {bet:.0%}）：{_numbers(sure, '、')}。这里不是忘了，而是学错了。",
            )
        )
    passed = [each for each in missed if each.outcome == "passed"]
    if passed:
        findings.append(both(f"Passed: {_numbers(passed)}.", f"跳过：{_numbers(passed, '、')}。"))
    derived = [each for each in missed if each.type == "formula" and each.outcome != "passed"]
    if derived:
        findings.append(
            both(
                f"The derivation did not hold: {_numbers(derived)}.", f"推导有误：{_numbers(derived, '、')}。"
            )
        )
    points = sum(not point.met for each in missed for point in each.points)
    if points:
        counted = "point" if points == 1 else "points"
        findings.append(both(f"{points} rubric {counted} not made.", f"有 {points} 个评分要点没有答到。"))
    slow = [each for each in group if each.outcome == "right" and each.seconds > SLOW * each.usual_seconds]
    if slow:
        findings.append(
            both(f"Right, but slow: {_numbers(slow)}.", f"答对了，但偏慢：{_numbers(slow, '、')}。")
        )
    return findings


def _actions(section: str, missed: Sequence[Answered], drills: Sequence[Drill], store: Store) -> list[Action]:
    worst = max(missed, key=lambda each: (each.confidence or 0.0, 1 - each.score))
    actions: list[Action] = []
    codes = [each for each in missed if each.type == "drill"]
    for each in codes:
        again = Action(
            text=both(
                f"Write the code of question {each.number} again, and have it graded as you go",
                f"把第 {each.number} 题的代码重写一遍，边写边评测",
            ),
            command=f"quizrnn drill start {each.question.removeprefix(DRILL_PREFIX)}",
        )
        actions.append(again)
    if worst in codes and len(codes) < len(missed):
        worst = max((each for each in missed if each not in codes), key=lambda each: 1 - each.score)
    if worst not in codes:
        actions.append(
            Action(
                text=both(
                    f"Read why, beginning with question {worst.number}",
                    f"先看清原因，从第 {worst.number} 题开始",
                ),
                command=f"quizrnn show {worst.question} --answer",
            )
        )
    actions.append(
        Action(
            text=both("Ask this section until everything was right once", "把这一节的题反复练到各答对一次"),
            command=f"quizrnn quiz --mode cram -t {section}",
        )
    )
    if codes:
        return actions
    produced = any(each.role in ("derivation", "code") for each in missed)
    drill = _drill(worst, drills, store, near=produced)
    if drill is not None:
        write = Action(
            text=both("Write it in code and have it graded", "写成代码并让程序评分"),
            command=f"quizrnn drill start {drill.drill}",
        )
        actions.insert(1 if produced else 2, write)
    return actions


def _drill(missed: Answered, drills: Sequence[Drill], store: Store, *, near: bool) -> Drill | None:
    """Return a drill of the section of what was missed, or else, with ``near``, of its topic.

    It was not passed yet, and is about as hard as what was missed.
    """
    best = store.attempts_log.best_scores()
    rest = [drill for drill in drills if best.get(drill.drill, 0.0) < 1.0]
    here = [drill for drill in rest if drill.section == missed.section]
    if not here and near:
        here = [drill for drill in rest if topic_of(drill.section) == topic_of(missed.section)]
    return min(here, key=lambda drill: abs(drill.difficulty - missed.difficulty), default=None)


def _numbers(answers: Sequence[Answered], separator: str = ", ") -> str:
    return separator.join(str(each.number) for each in answers)
