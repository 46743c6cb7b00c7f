"""``quizrnn stats``: progress, retention, forecast and calibration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quizrnn.cli.common import command
from quizrnn.cli.invocation import Invocation
from quizrnn.text import Text, both

if TYPE_CHECKING:
    from datetime import date

    from quizrnn.study.stats import Stats

_LEECHES = 20
"""How many leeches are named in the text."""


@command(
    "stats",
    both(
        "Progress, retention, the next 30 days, and how well your confidence matches your answers.",
        "学习进度、记忆保持率、未来 30 天的复习量，以及把握与答题结果是否相符。",
    ),
    filters=True,
    formats=("text", "json"),
)
def stats(
    run: Invocation,
    *,
    topic: tuple[str, ...],
    kind: tuple[str, ...],
    tag: tuple[str, ...],
    output_format: str,
) -> None:
    from quizrnn.bank.library import Filter
    from quizrnn.study.stats import compute

    wanted = Filter(topics=topic, types=kind, tags=tag)
    found = compute(run.library, run.store, run.settings, run.clock, wanted)
    if output_format == "json":
        from quizrnn.cli.output import print_json

        print_json(stats_data(run, found))
    else:
        from quizrnn.cli.output import print_lines, width

        print_lines(stats_lines(run, found, width()))


def stats_data(run: Invocation, found: Stats) -> dict[str, Any]:
    """Return the statistics as the contract's ``stats`` object, titles in the language of the run."""
    import msgspec

    data: dict[str, Any] = msgspec.to_builtins(found)
    for topic in data["by_topic"]:
        topic["title"] = run.say(topic["title"])
    return data


def stats_lines(run: Invocation, found: Stats, width: int) -> list[str]:
    """Return the statistics for people, within ``width`` cells."""
    lines = _summary(run, found)
    lines += _topics(run, found, width)
    lines += _types(run, found)
    lines += _forecast(run, found, width)
    lines += _stability(run, found, width)
    lines += _calibration(run, found)
    lines += _confusion(run, found)
    lines += _heat_map(run, found, width)
    if found.leeches:
        lines += _heading(run, both("Leeches: forgotten eight times or more", "顽固题：忘记过八次或更多"))
        lines += [f"  {name}" for name in found.leeches[:_LEECHES]]
        if (more := len(found.leeches) - _LEECHES) > 0:
            lines.append("  " + run.say(both(f"… and {more} more", f"……另有 {more} 题")))
    return lines


def _summary(run: Invocation, found: Stats) -> list[str]:
    from quizrnn.plain.layout import table

    rows = [
        (both("answers", "作答次数"), str(found.reviews)),
        (both("questions learnt", "已学题目"), str(found.cards)),
        (both("questions new", "未学题目"), str(found.new)),
        (both("questions due", "到期题目"), str(found.due)),
        (both("drills passed", "通过的编程练习"), f"{found.drills.passed}/{found.drills.drills}"),
        (both("drills due", "到期的编程练习"), str(found.drills.due)),
        (both("retention", "记忆保持率"), _share(found.retention)),
        (both("days in a row", "连续学习天数"), str(found.streak_days)),
    ]
    return table([(run.say(label), value) for label, value in rows], right=[1])


def _topics(run: Invocation, found: Stats, width: int) -> list[str]:
    from quizrnn.plain.layout import bar, table

    begun = [topic for topic in found.by_topic if topic.seen]
    if not begun:
        return []
    rows = [
        (
            f"  {topic.slug}",
            bar(topic.mastery, max(5, min(20, width - 60))),
            f"{topic.mastery:.0%}",
            f"{topic.seen}/{topic.questions}",
            str(topic.due),
            _share(topic.retention),
        )
        for topic in begun
    ]
    heads = (
        "  " + run.say(both("topic", "主题")),
        run.say(both("mastery", "掌握")),
        "",
        run.say(both("learnt", "已学")),
        run.say(both("due", "到期")),
        run.say(both("retention", "保持率")),
    )
    return [*_heading(run, both("Topics", "主题")), *table([heads, *rows], right=[2, 3, 4, 5])]


def _types(run: Invocation, found: Stats) -> list[str]:
    from quizrnn.plain.layout import table

    if not found.by_type:
        return []
    heads = (
        "  " + run.say(both("type", "题型")),
        run.say(both("answers", "作答")),
        run.say(both("right", "正确率")),
        run.say(both("retention", "保持率")),
    )
    rows = [
        (f"  {kind.type}", str(kind.answers), f"{kind.accuracy:.0%}", _share(kind.retention))
        for kind in found.by_type
    ]
    return [*_heading(run, both("Types", "题型")), *table([heads, *rows], right=[1, 2, 3])]


def _forecast(run: Invocation, found: Stats, width: int) -> list[str]:
    from quizrnn.plain.layout import bar, table

    most = max((day.due for day in found.forecast), default=0)
    if not most:
        return []
    cells = max(5, min(40, width - 24))
    rows = [
        (f"  {day.day:%m-%d}", bar(day.due / most, cells).rstrip("░") if day.due else "", str(day.due))
        for day in found.forecast
    ]
    heading = both("Questions due in the next 30 days", "未来 30 天到期的题目")
    return [*_heading(run, heading), *table(rows, right=[2])]


def _stability(run: Invocation, found: Stats, width: int) -> list[str]:
    from quizrnn.plain.layout import bar, table
    from quizrnn.study.stats_words import STABILITY, stability_text

    most = max(part.questions for part in found.stability)
    if not most:
        return []
    cells = max(5, min(40, width - 30))
    rows = [
        (
            "  " + run.say(stability_text(part)),
            bar(part.questions / most, cells).rstrip("░") if part.questions else "",
            str(part.questions),
        )
        for part in found.stability
    ]
    return [*_heading(run, STABILITY), *table(rows, right=[2])]


def _calibration(run: Invocation, found: Stats) -> list[str]:
    from quizrnn.plain.layout import table
    from quizrnn.study.stats_words import calibration_text

    known = found.calibration
    if not known.answers or known.brier is None:
        return []
    heads = (
        "  " + run.say(both("bet", "把握")),
        run.say(both("answers", "作答")),
        run.say(both("said", "自估")),
        run.say(both("right", "正确率")),
    )
    rows = [
        (
            f"  {part.low:.0%}–{part.high:.0%}",
            str(part.answers),
            _share(part.confidence),
            _share(part.accuracy),
        )
        for part in known.bins
        if part.answers
    ]
    return [*_heading(run, calibration_text(known)), *table([heads, *rows], right=[1, 2, 3])]


def _confusion(run: Invocation, found: Stats) -> list[str]:
    from quizrnn.plain.layout import table
    from quizrnn.study.stats_words import CONFUSION

    if not found.confusion:
        return []
    heads = (
        "  " + run.say(both("gate", "门")),
        run.say(both("taken for", "误认为")),
        run.say(both("answers", "次数")),
    )
    rows = [(f"  {pair.gate}", pair.taken_for, str(pair.answers)) for pair in found.confusion]
    return [*_heading(run, CONFUSION), *table([heads, *rows], right=[2])]


_SHADES = "·░▒▓█"


def _heat_map(run: Invocation, found: Stats, width: int) -> list[str]:
    """Return a column for each week, as many as fit, and a row for each day of the week, Monday first."""
    from datetime import timedelta

    from quizrnn.plain.layout import pad

    if not found.days:
        return []
    answers = {day.day: day.answers for day in found.days}
    today = found.forecast[0].day
    monday = today - timedelta(days=today.weekday())
    weeks = [monday - timedelta(weeks=back) for back in range(min(53, width - 6) - 1, -1, -1)]
    most = max(answers.values())
    lines = ["     " + _months(weeks)]
    for weekday, name in enumerate(run.say(both("Mo Tu We Th Fr Sa Su", "一 二 三 四 五 六 日")).split()):
        days = (week + timedelta(days=weekday) for week in weeks)
        cells = (" " if day > today else _shade(answers.get(day, 0), most) for day in days)
        lines.append(f"  {pad(name, 3)}{''.join(cells)}".rstrip())
    title = both(
        f"The last {len(weeks)} weeks (█ is {most} answers a day)",
        f"最近 {len(weeks)} 周（█ 表示一天 {most} 次作答）",
    )
    return [*_heading(run, title), *lines]


def _months(weeks: list[date]) -> str:
    """Return the number of each month above the week in which it begins."""
    row = [" "] * len(weeks)
    for place, week in enumerate(weeks[:-1]):
        if week.day <= 7:
            row[place : place + 2] = f"{week:%m}"
    return "".join(row).rstrip()


def _shade(answers: int, most: int) -> str:
    """Return the shade of a day: any answer at all shows."""
    return _SHADES[-(-answers * (len(_SHADES) - 1) // most)]


def _heading(run: Invocation, title: Text) -> list[str]:
    return ["", run.say(title)]


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"
