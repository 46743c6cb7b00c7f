"""The report of an interview as lines of text for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from quizrnn.answers.shown import shown
from quizrnn.notation import to_terminal
from quizrnn.plain.layout import bar, table, wrap, wrap_markup
from quizrnn.plain.reliability import PLOT_WIDTH, reliability_plot
from quizrnn.study.interview_words import (
    MARKS,
    OUTCOMES,
    ROLE_NAMES,
    bias_text,
    brier_text,
    chain_text,
    clock_text,
    code_texts,
    given_text,
    score_text,
    when_text,
)
from quizrnn.study.queue import topic_of
from quizrnn.text import Text, both, pick

if TYPE_CHECKING:
    from quizrnn.study.interview_report import Answered, InterviewReport, Tally

_BINS_FROM: Final = 3
"""Bets from which a plot shows more than it hides."""

_NARROW: Final = 66


def report_lines(found: InterviewReport, lang: str, width: int) -> list[str]:
    """Return the report, within ``width`` cells."""
    lines = wrap(pick(when_text(found), lang), width)
    lines += wrap(pick(score_text(found), lang), width)
    if not found.answers:
        return lines
    lines += _section(both("Questions", "题目"), _questions(found, lang, width), lang)
    lines += _section(both("By topic", "按主题"), _topics(found, width), lang)
    lines += _section(both("By kind", "按类别"), _roles(found, lang, width), lang)
    if found.chains:
        chains = [row for chain in found.chains for row in wrap(pick(chain_text(chain), lang), width, "  ")]
        lines += _section(both("Follow-ups", "追问"), chains, lang)
    lines += _section(both("Calibration", "把握的校准"), _calibration(found, lang, width), lang)
    missed = [each for each in found.answers if each.outcome != "right"]
    if missed:
        rows = [row for each in missed for row in _missed(each, lang, width)]
        lines += _section(both("What was missed", "失分之处"), rows, lang)
    return lines + _section(both("What to do next", "接下来做什么"), _advice(found, lang, width), lang)


def _section(title: Text, rows: Iterable[str], lang: str) -> list[str]:
    return ["", pick(title, lang), *rows]


def _questions(found: InterviewReport, lang: str, width: int) -> list[str]:
    longest = max(each.seconds for each in found.answers)
    cells = max(0, min(20, width - _NARROW))
    rows = []
    for each in found.answers:
        share = each.seconds / longest if longest else 0.0
        rows.append(
            (
                str(each.number),
                MARKS[each.outcome],
                "  " * max(0, each.depth - 1) + "└ " * (each.depth > 0) + each.question,
                each.type,
                "" if each.confidence is None else f"{each.confidence:.0%}",
                clock_text(each.seconds),
                clock_text(each.usual_seconds),
                bar(share, cells).rstrip("░"),
            )
        )
    names = (both("bet", "把握"), both("time", "用时"), both("usual", "通常"))
    heads = ("", "", "", "", *(pick(name, lang) for name in names), "")
    return [f"  {row}" for row in table([heads, *rows], right=[0, 4, 5, 6])]


def _topics(found: InterviewReport, width: int) -> list[str]:
    """Return the topics, each with its sections where there are several."""
    rows: list[tuple[str, Tally]] = []
    for topic in found.topics:
        inside = [tally for tally in found.sections if topic_of(tally.name) == topic.name]
        rows += [(topic.name, topic)] if len(inside) > 1 else [(tally.name, tally) for tally in inside]
        rows += [(f"  {tally.name}", tally) for tally in inside if len(inside) > 1]
    return _tallies(rows, width)


def _roles(found: InterviewReport, lang: str, width: int) -> list[str]:
    return _tallies([(pick(ROLE_NAMES[tally.name], lang), tally) for tally in found.roles], width)


def _tallies(tallies: Sequence[tuple[str, Tally]], width: int) -> list[str]:
    rows = [
        (
            name,
            bar(tally.score, max(5, min(20, width - _NARROW))),
            f"{tally.score:.0%}",
            f"{tally.right}/{tally.asked}",
            clock_text(tally.seconds),
        )
        for name, tally in tallies
    ]
    return [f"  {row}" for row in table(rows, right=[2, 3, 4])]


def _calibration(found: InterviewReport, lang: str, width: int) -> list[str]:
    if found.bias is None:
        return wrap(pick(both("No bets were made.", "没有给出把握。"), lang), width, "  ")
    lines = wrap(pick(brier_text(found), lang), width, "  ")
    lines += wrap(pick(bias_text(found), lang), width, "  ")
    if found.calibration.answers >= _BINS_FROM and width >= PLOT_WIDTH:
        lines += ["", *reliability_plot(found.calibration.bins, lang)]
    return lines


def _missed(each: Answered, lang: str, width: int) -> list[str]:
    word = pick(OUTCOMES[each.outcome], lang)
    share = both(f" ({each.score:.0%})", f"（{each.score:.0%}）") if each.outcome == "partly" else ""
    head = f"  {each.number}. {each.question} · {each.section} · {word}{pick(share, lang)}"
    lines = ["", *wrap(head, width, "", "     ")]
    indent = " " * 5
    if each.type == "drill":
        return lines + _written(each, lang, width, indent)
    if each.instance is None:
        gone = both("This question is no longer as it was asked.", "这道题已经改动或移除。")
        return [*lines, *wrap(pick(gone, lang), width, indent)]
    lines += wrap_markup(shown(each.instance, lang).stem, width, indent)
    if each.answer:
        label = pick(both("You: ", "你的回答："), lang)
        lines += wrap(f"{label}{pick(given_text(each), lang)}", width, indent, indent + "  ")
    if each.points:
        return lines + _points(each, lang, width, indent)
    label = pick(both("Answer: ", "答案："), lang)
    lines += wrap_markup(pick(each.expected or "", lang), width, indent + label, indent + "  ")
    for feedback in each.feedback:
        lines += wrap_markup(pick(feedback, lang), width, indent)
    return lines


def _written(each: Answered, lang: str, width: int, indent: str) -> list[str]:
    lines = wrap_markup(pick(each.title, lang), width, indent)
    if each.code is None:
        return lines
    source = each.code.source.split("\n")
    for text in code_texts(each.code):
        lines += wrap(pick(text, lang), width, indent, indent + "  ")
    shown = {fault.line for fault in each.code.faults if fault.text and fault.line is not None}
    for number in sorted(shown):
        lines.append(f"{indent}{number:>4} │ {source[number - 1]}")
    return lines


def _points(each: Answered, lang: str, width: int, indent: str) -> list[str]:
    lines = []
    for point in each.points:
        label = f"{indent}{'✓' if point.met else '✗'} "
        lines += wrap_markup(pick(point.text, lang), width, label, indent + "  ")
    if each.by_keywords:
        note = both("By keywords alone: you have not marked it.", "仅按关键词判断：你没有自评。")
        lines += wrap(pick(note, lang), width, indent)
    return lines


def _advice(found: InterviewReport, lang: str, width: int) -> list[str]:
    if not found.advice:
        done = both(
            "Everything was right: ask for more questions, or for harder topics.",
            "全部答对：下次可以增加题量，或选更难的主题。",
        )
        return wrap(pick(done, lang), width, "  ")
    lines: list[str] = []
    for number, advice in enumerate(found.advice, 1):
        title = to_terminal(pick(advice.title, lang))
        lines += [
            "",
            *wrap(f"{title} · {advice.section} · {advice.score:.0%}", width, f"  {number}. ", "     "),
        ]
        for finding in advice.findings:
            lines += wrap(pick(finding, lang), width, "     ")
        for action in advice.actions:
            lines += wrap(pick(action.text, lang) + pick(both(":", "："), lang), width, "     · ", "       ")
            lines.append(f"         {action.command}")
    return lines
