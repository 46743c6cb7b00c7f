"""``quizrnn interview``: the mock interview, and the reports of those that were held."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

import click

from quizrnn.cli.common import command
from quizrnn.cli.framework import Group, argument, option
from quizrnn.cli.invocation import Invocation
from quizrnn.errors import QuizrnnError
from quizrnn.text import both

if TYPE_CHECKING:
    from quizrnn.study.interview_report import Code, InterviewReport
    from quizrnn.study.interview_runner import HeldInterview


_NONE: Final = both(
    "no interview has been held yet; begin with: quizrnn interview",
    "还没有进行过模拟面试；开始：quizrnn interview",
)


@command(
    "interview",
    both(
        "Hold a mock interview: a warm-up, follow-ups that dig, code to read, something to derive, a "
        "function to write. After each answer you say how sure you are; verdicts come at the end, with a "
        "report. Answers are saved at once. Your schedule stays as it is, except that a due question "
        "answered wrong comes back.",
        "模拟面试：先热身，再层层追问，读代码，做推导，写一个函数。每答一题都要给出把握；对错在结束后连同报告一起公布。"
        "每个答案都立即保存。复习日程不变，只有到期却答错的题会重新安排。",
    ),
    filters=True,
    count=True,
    seed=True,
    group=True,
)
@option(
    "--minutes",
    type=click.FloatRange(min=1, max=600),
    metavar="N",
    text=both("End after N minutes; 30 without -n.", "N 分钟后结束；没有 -n 时默认 30。"),
)
@option(
    "--drill/--no-drill",
    default=None,
    text=both(
        "Have code written in one drill, or not. By default on a terminal, from 20 minutes on.",
        "是否包含一道编程题。默认：在终端中且时长不少于 20 分钟时包含。",
    ),
)
@option("--no-clock", is_flag=True, text=both("Hide the time that is left.", "不显示剩余时间。"))
@option("--plain", is_flag=True, text=both("Ask line by line.", "逐行提问。"))
def interview(
    run: Invocation,
    *,
    topic: tuple[str, ...],
    kind: tuple[str, ...],
    tag: tuple[str, ...],
    count: int | None,
    seed: int | None,
    minutes: float | None,
    drill: bool | None,
    no_clock: bool,
    plain: bool,
) -> None:
    from quizrnn.bank.library import Filter
    from quizrnn.study.interview_runner import HeldInterview
    from quizrnn.terminal import is_terminal

    held = HeldInterview.start(
        run.library,
        run.store,
        run.settings,
        filter=Filter(topics=topic, types=kind, tags=tag),
        count=count,
        minutes=minutes,
        seed=seed,
        clock=run.clock,
        rng=run.rng(seed),
        drill=_has_drill(count, minutes, narrowed=bool(kind or tag)) if drill is None else drill,
    )
    if not plain and is_terminal():
        from quizrnn.tui import run as run_interface

        run_interface(
            run.paths,
            banks=run.banks,
            lang=run.lang,
            start="interview",
            interview=held,
            shows_clock=not no_clock,
            ascii_only=run.ascii,
        )
        held.end()
        if held.row.number and held.reviews:
            _print_where(run, held.row.number)
        return
    _hold_in_lines(run, held, clock=not no_clock)


def _has_drill(count: int | None, minutes: float | None, *, narrowed: bool) -> bool:
    """Tell whether code is written unless the learner says: where somebody sits who has time for it.

    A drill has neither question type nor tag, so that whoever asks for some does not mean one.
    """
    from quizrnn.study.interview_drill import FROM_MINUTES
    from quizrnn.study.interview_runner import MINUTES

    if narrowed or not sys.stdin.isatty():
        return False
    return (MINUTES if count is None and minutes is None else minutes or 0.0) >= FROM_MINUTES


def _hold_in_lines(run: Invocation, held: HeldInterview, *, clock: bool) -> None:
    from quizrnn.cli.output import colours, width
    from quizrnn.drills.exam import ExamDesk
    from quizrnn.plain.interview import LineInterview

    LineInterview(
        held,
        run.library,
        lang=run.lang,
        reader=sys.stdin,
        writer=sys.stdout,
        width=width(),
        clock=clock,
        colours=colours(),
        grader=ExamDesk(run.library, run.paths.drills, run.lang),
    ).run()
    if held.row.number and held.reviews:
        _print_report(run, held.row.number)


def _print_report(run: Invocation, number: int) -> None:
    from quizrnn.cli.output import print_lines, width
    from quizrnn.plain.interview_report import report_lines

    print_lines(["", *report_lines(_report(run, number), run.lang, width()), ""])
    _print_where(run, number)


def _print_where(run: Invocation, number: int) -> None:
    from quizrnn.cli.output import print_lines, width
    from quizrnn.plain.layout import wrap

    again = both(
        f"Kept: quizrnn interview show {number} --format markdown",
        f"已保存：quizrnn interview show {number} --format markdown",
    )
    print_lines(wrap(run.say(again), width()))


def _report(run: Invocation, number: int | None) -> InterviewReport:
    from quizrnn.study.interview_report import report

    rows = run.store.interviews.all() if number is None else [run.store.interviews.get(number)]
    row = rows[-1] if rows else None
    if row is None:
        raise QuizrnnError(
            _NONE
            if number is None
            else both(
                f"there is no interview {number} (see quizrnn interview list)",
                f"没有第 {number} 次模拟面试（见 quizrnn interview list）",
            )
        )
    return report(row, run.library, run.store)


@command(
    "list",
    both("List the interviews that were held, oldest first.", "列出进行过的模拟面试，从旧到新。"),
    formats=("text", "json"),
)
def listing(run: Invocation, *, output_format: str) -> None:
    from quizrnn.cli.output import print_json, print_lines
    from quizrnn.study.interview_report import report

    found = [report(row, run.library, run.store) for row in run.store.interviews.all()]
    if output_format == "json":
        print_json([_summary(each) for each in found])
        return
    if not found:
        print_lines([run.say(_NONE)])
        return
    from quizrnn.plain.layout import table
    from quizrnn.study.interview_words import ENDINGS, clock_text

    heads = (
        "",
        run.say(both("started", "开始时间")),
        run.say(both("time", "用时")),
        run.say(both("right", "正确")),
        run.say(both("score", "得分")),
        "Brier",
        "",
    )
    rows = [
        (
            str(each.number),
            f"{each.started:%Y-%m-%d %H:%M}",
            clock_text(each.seconds),
            f"{each.right}/{len(each.answers)}",
            "–" if each.score is None else f"{each.score:.0%}",
            "–" if each.calibration.brier is None else f"{each.calibration.brier:.3f}",
            run.say(ENDINGS[each.ending]),
        )
        for each in found
    ]
    print_lines(table([heads, *rows], right=[0, 2, 3, 4, 5]))


@command(
    "show",
    both(
        "Print the report of interview N, of the latest one without N.",
        "打印第 N 次模拟面试的报告；不给 N 则为最近一次。",
    ),
    formats=("text", "json", "markdown"),
)
@argument(
    "number",
    required=False,
    type=click.IntRange(min=1),
    metavar="[N]",
    text=both("Its number in the list.", "列表中的编号。"),
)
def show(run: Invocation, *, number: int | None, output_format: str) -> None:
    from quizrnn.cli.output import print_json, print_lines, width

    found = _report(run, number)
    if output_format == "json":
        print_json(_data(run, found))
    elif output_format == "markdown":
        from quizrnn.plain.interview_markdown import report_markdown

        print_lines(report_markdown(found, run.lang))
    else:
        from quizrnn.plain.interview_report import report_lines

        print_lines(report_lines(found, run.lang, width()))


_FACTS: Final = (
    "number",
    "question",
    "section",
    "type",
    "difficulty",
    "role",
    "depth",
    "outcome",
    "score",
    "confidence",
    "seconds",
    "usual_seconds",
    "answer",
    "by_keywords",
)


def _summary(found: InterviewReport) -> dict[str, Any]:
    return {
        "number": found.number,
        "started": found.started.isoformat(),
        "ending": found.ending or "broken off",
        "seconds": found.seconds,
        "minutes": found.minutes,
        "planned": found.planned,
        "answered": len(found.answers),
        "right": found.right,
        "partly": found.partly,
        "passed": found.passed,
        "score": found.score,
        "brier": found.calibration.brier,
    }


def _data(run: Invocation, found: InterviewReport) -> dict[str, Any]:
    """Return the report as data, texts in the language of the run, as plain text."""
    import msgspec

    from quizrnn.answers.shown import shown
    from quizrnn.notation import to_plain

    def read(value: Any) -> Any:
        return None if value is None else to_plain(run.say(value))

    answers = [
        {
            **{name: getattr(each, name) for name in _FACTS},
            "stem": read(shown(each.instance, run.lang).stem if each.instance else each.title or None),
            "expected": read(each.expected),
            "feedback": [read(text) for text in each.feedback],
            "code": _code(each.code),
            "points": [{"text": read(point.text), "met": point.met} for point in each.points],
        }
        for each in found.answers
    ]
    tallies = {
        "by_topic": [msgspec.to_builtins(tally) | {"title": read(tally.title)} for tally in found.topics],
        "by_section": [msgspec.to_builtins(tally) | {"title": read(tally.title)} for tally in found.sections],
        "by_kind": [msgspec.to_builtins(tally) | {"title": read(tally.title)} for tally in found.roles],
    }
    advice = [
        {
            "section": each.section,
            "title": read(each.title),
            "score": each.score,
            "missed": each.missed,
            "findings": [read(text) for text in each.findings],
            "actions": [{"text": read(act.text), "command": act.command} for act in each.actions],
        }
        for each in found.advice
    ]
    return {
        **_summary(found),
        "answers": answers,
        **tallies,
        "chains": msgspec.to_builtins(found.chains),
        "calibration": msgspec.to_builtins(found.calibration) | {"bias": found.bias},
        "advice": advice,
    }


def _code(code: Code | None) -> dict[str, Any] | None:
    """Return what was handed in as data, or None where the question asked for no code."""
    import msgspec

    return None if code is None else msgspec.to_builtins(code)


assert isinstance(interview, Group)
for _command in (listing, show):
    interview.add_command(_command)
