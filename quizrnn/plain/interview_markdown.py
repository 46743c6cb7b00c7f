"""The report of an interview as Markdown; formulas stay the LaTeX that they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from quizrnn.answers.shown import shown
from quizrnn.plain.reliability import reliability_plot
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
    title_text,
    when_text,
)
from quizrnn.text import Text, both, pick

if TYPE_CHECKING:
    from quizrnn.study.interview_report import Answered, InterviewReport, Tally


def report_markdown(found: InterviewReport, lang: str) -> list[str]:
    """Return the report as lines of Markdown."""
    lines = [
        f"# {pick(title_text(found), lang)}",
        "",
        pick(when_text(found), lang),
        "",
        pick(score_text(found), lang),
    ]
    if not found.answers:
        return lines
    lines += _heading(both("Questions", "题目"), lang)
    heads = [
        "#",
        "",
        pick(both("question", "题目"), lang),
        pick(both("topic", "主题"), lang),
        pick(both("type", "题型"), lang),
        pick(both("bet", "把握"), lang),
        pick(both("time", "用时"), lang),
        pick(both("usual", "通常"), lang),
    ]
    rows = [
        [
            str(each.number),
            MARKS[each.outcome],
            "↳ " * each.depth + f"`{each.question}`",
            each.section,
            each.type,
            "" if each.confidence is None else f"{each.confidence:.0%}",
            clock_text(each.seconds),
            clock_text(each.usual_seconds),
        ]
        for each in found.answers
    ]
    lines += _table(heads, rows, right=(0, 5, 6, 7))
    lines += _heading(both("By topic", "按主题"), lang) + _tallies(found.sections, lang)
    lines += _heading(both("By kind", "按类别"), lang) + _tallies(found.roles, lang)
    if found.chains:
        lines += _heading(both("Follow-ups", "追问"), lang)
        lines += [f"- {pick(chain_text(chain), lang)}" for chain in found.chains]
    lines += _heading(both("Calibration", "把握的校准"), lang)
    if found.bias is None:
        lines.append(pick(both("No bets were made.", "没有给出把握。"), lang))
    else:
        lines += [pick(brier_text(found), lang), "", pick(bias_text(found), lang), "", "```text"]
        lines += [*reliability_plot(found.calibration.bins, lang), "```"]
    missed = [each for each in found.answers if each.outcome != "right"]
    if missed:
        lines += _heading(both("What was missed", "失分之处"), lang)
        lines += [line for each in missed for line in _missed(each, lang)][:-1]
    if found.advice:
        lines += _heading(both("What to do next", "接下来做什么"), lang)
        for advice in found.advice:
            lines += [f"### {pick(advice.title, lang)} · `{advice.section}` · {advice.score:.0%}", ""]
            lines += [f"- {pick(finding, lang)}" for finding in advice.findings]
            colon = pick(both(": ", "："), lang)
            lines += [
                f"- [ ] {pick(action.text, lang)}{colon}`{action.command}`" for action in advice.actions
            ]
            lines.append("")
        lines.pop()
    return lines


def _heading(title: Text, lang: str) -> list[str]:
    return ["", f"## {pick(title, lang)}", ""]


def _tallies(tallies: Sequence[Tally], lang: str) -> list[str]:
    heads = [
        "",
        pick(both("score", "得分"), lang),
        pick(both("right", "正确"), lang),
        pick(both("time", "用时"), lang),
    ]
    rows = [
        [
            pick(ROLE_NAMES.get(tally.name, tally.title), lang),
            f"{tally.score:.0%}",
            f"{tally.right}/{tally.asked}",
            clock_text(tally.seconds),
        ]
        for tally in tallies
    ]
    return _table(heads, rows, right=(1, 2, 3))


def _missed(each: Answered, lang: str) -> list[str]:
    word = pick(OUTCOMES[each.outcome], lang)
    lines = [f"### {each.number}. `{each.question}`{pick(both(': ', '：'), lang)}{word}", ""]
    if each.type == "drill":
        return [*lines, *_written(each, lang), ""]
    if each.instance is None:
        gone = both("This question is no longer as it was asked.", "这道题已经改动或移除。")
        return [*lines, pick(gone, lang), ""]
    view = shown(each.instance, lang)
    lines += [*view.stem.strip().splitlines(), ""]
    if view.code:
        lines += ["```python", *view.code.rstrip("\n").split("\n"), "```", ""]
    if each.answer:
        lines.append(f"- {pick(both('You: ', '你的回答：'), lang)}{_quoted(pick(given_text(each), lang))}")
    if each.points:
        lines += [f"- [{'x' if point.met else ' '}] {_line(pick(point.text, lang))}" for point in each.points]
        if each.by_keywords:
            note = both("By keywords alone: you have not marked it.", "仅按关键词判断：你没有自评。")
            lines.append(f"- {pick(note, lang)}")
    else:
        lines.append(f"- {pick(both('Answer: ', '答案：'), lang)}{_line(pick(each.expected or '', lang))}")
        lines += [f"- {_line(pick(feedback, lang))}" for feedback in each.feedback]
    return [*lines, ""]


def _written(each: Answered, lang: str) -> list[str]:
    lines = [_line(pick(each.title, lang)), ""]
    if each.code is None:
        return lines[:1]
    lines += [f"- {_quoted_words(pick(text, lang))}" for text in code_texts(each.code)]
    marks = "`" * max(3, 1 + _longest_run(each.code.source))
    return [*lines, "", f"{marks}python", *each.code.source.rstrip("\n").split("\n"), marks]


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)


def _quoted_words(text: str) -> str:
    """Return plain words with what Markdown would take for marks escaped."""
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", _line(text))


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> list[str]:
    rule = ["---:" if place in right else "---" for place in range(len(heads))]
    return [
        "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in (heads, rule, *rows)
    ]


def _line(text: str) -> str:
    return " ".join(text.split())


def _quoted(answer: str) -> str:
    """Return what a learner typed as code, whatever is in it."""
    from quizrnn.notation import verbatim

    return verbatim(_line(answer))
