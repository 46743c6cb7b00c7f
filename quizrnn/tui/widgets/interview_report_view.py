"""The report of an interview, to scroll through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.containers import VerticalScroll
from textual.content import Content

from quizrnn.answers.shown import shown
from quizrnn.notation import verbatim
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
from quizrnn.text import Text, both, pick
from quizrnn.tui.draw import bar, line, prose
from quizrnn.tui.prose import Paragraph, Prose
from quizrnn.tui.widgets.label import Passage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.widget import Widget

    from quizrnn.study.interview_report import Answered, InterviewReport

BAR = 20
STYLES = {
    "right": "$text-success",
    "partly": "$text-warning",
    "wrong": "$text-error",
    "passed": "$text-muted",
}


class InterviewReportView(VerticalScroll):
    """What ``study.interview_report`` computes, drawn."""

    DEFAULT_CSS = """
    InterviewReportView {
        padding: 0 1;
        scrollbar-size-vertical: 1;
        background: $background;
    }
    """

    def __init__(self, found: InterviewReport, lang: str) -> None:
        super().__init__()
        self._found = found
        self._lang = lang

    def compose(self) -> Iterator[Widget]:
        """Lay the parts out."""
        found = self._found
        yield Passage(Content.styled(self._say(when_text(found)), "$text-muted"))
        yield Passage(Content.styled(self._say(score_text(found)), "bold"))
        if not found.answers:
            return
        yield from self._part(both("Questions", "题目"), self._questions())
        topics = [(tally.name, tally.score, f"{tally.right}/{tally.asked}") for tally in found.sections]
        yield from self._part(both("By topic", "按主题"), bars(topics))
        roles = [
            (self._say(ROLE_NAMES[tally.name]), tally.score, f"{tally.right}/{tally.asked}")
            for tally in found.roles
        ]
        yield from self._part(both("By kind", "按类别"), bars(roles))
        if found.chains:
            chains = [Paragraph(Content(self._say(chain_text(chain)))) for chain in found.chains]
            yield from self._part(both("Follow-ups", "追问"), chains)
        yield from self._part(both("Calibration", "把握的校准"), self._calibration())
        missed = [each for each in found.answers if each.outcome != "right"]
        if missed:
            yield from self._part(both("What was missed", "失分之处"), [])
            for each in missed:
                yield Passage(self._missed(each), classes="part")
        if found.advice:
            yield from self._part(both("What to do next", "接下来做什么"), [])
            yield from (Passage(Prose(rows), classes="part") for rows in self._advice())

    def _say(self, text: Text) -> str:
        return pick(text, self._lang)

    def _part(self, title: Text, rows: Sequence[Paragraph]) -> Iterator[Widget]:
        yield Passage(Content.styled(self._say(title), "bold $text-accent"), classes="part")
        if rows:
            yield Passage(Prose(rows))

    def _questions(self) -> list[Paragraph]:
        longest = max(each.seconds for each in self._found.answers)
        rows = []
        for each in self._found.answers:
            bet = "" if each.confidence is None else f"{each.confidence:.0%}"
            head = Content.assemble(
                (f"{each.number:>3} ", "$text-muted"),
                (MARKS[each.outcome], STYLES[each.outcome]),
                f" {bet:>4} ",
                (f"{clock_text(each.seconds):>6} / {clock_text(each.usual_seconds)}  ", "$text-muted"),
                bar(each.seconds / longest if longest else 0.0, BAR // 2),
                "  ",
            )
            name = "  " * max(0, each.depth - 1) + "└ " * (each.depth > 0) + each.question
            rows.append(Paragraph(Content(name), head, head.cell_length))
        return rows

    def _calibration(self) -> list[Paragraph]:
        found = self._found
        if found.bias is None:
            return [Paragraph(Content(self._say(both("No bets were made.", "没有给出把握。"))))]
        rows = [
            (
                f"{part.low * 100:.0f}–{part.high * 100:.0f} %",
                part.accuracy or 0.0,
                self._say(
                    both(
                        f"right {part.accuracy or 0:.0%} of {part.answers}",
                        f"{part.answers} 次，正确率 {part.accuracy or 0:.0%}",
                    )
                ),
            )
            for part in found.calibration.bins
            if part.answers
        ]
        said = [Paragraph(Content(self._say(text))) for text in (brier_text(found), bias_text(found))]
        return [*said, *bars(rows)]

    def _missed(self, each: Answered) -> Prose:
        head = Content.assemble(
            (f"{each.number}. ", "bold"),
            (self._say(OUTCOMES[each.outcome]), STYLES[each.outcome]),
            (f"  {each.question} · {each.section}", "$text-muted"),
        )
        rows = [Paragraph(head)]
        if each.type == "drill":
            return Prose([*rows, *self._written(each)])
        if each.instance is None:
            gone = both("This question is no longer as it was asked.", "这道题已经改动或移除。")
            return Prose([*rows, Paragraph(Content(self._say(gone)))])
        rows += prose(shown(each.instance, self._lang).stem).paragraphs
        if each.answer:
            rows.append(self._labelled(both("You: ", "你的回答："), Content(self._say(given_text(each)))))
        for point in each.points:
            mark, style = ("✓ ", "$text-success") if point.met else ("✗ ", "$text-error")
            rows.append(Paragraph(line(self._say(point.text)), Content.styled(mark, style), 2))
        if each.by_keywords:
            note = both("By keywords alone: you have not marked it.", "仅按关键词判断：你没有自评。")
            rows.append(Paragraph(Content.styled(self._say(note), "$text-muted")))
        if not each.points:
            rows.append(self._labelled(both("Answer: ", "答案："), line(self._say(each.expected or ""))))
        rows += [Paragraph(line(self._say(feedback))) for feedback in each.feedback]
        return Prose(rows)

    def _written(self, each: Answered) -> Iterator[Paragraph]:
        yield Paragraph(line(self._say(each.title)))
        if each.code is None:
            return
        source = each.code.source.split("\n")
        for text in code_texts(each.code):
            yield Paragraph(Content(self._say(text)))
        for number in sorted({fault.line for fault in each.code.faults if fault.text and fault.line}):
            head = Content.styled(f"{number:>4} │ ", "$text-muted")
            yield Paragraph(Content(source[number - 1]), head, head.cell_length)

    def _labelled(self, label: Text, text: Content) -> Paragraph:
        head = Content.styled(self._say(label), "bold")
        return Paragraph(text, head, 2)

    def _advice(self) -> Iterator[list[Paragraph]]:
        for number, advice in enumerate(self._found.advice, 1):
            head = Content.assemble(
                (f"{number}. ", "bold"),
                line(self._say(advice.title)),
                (f"  {advice.section}  {advice.score:.0%}", "$text-muted"),
            )
            rows = [Paragraph(head)]
            rows += [Paragraph(Content(self._say(finding))) for finding in advice.findings]
            for action in advice.actions:
                text = Content(self._say(action.text) + self._say(both(": ", "："))) + line(
                    verbatim(action.command)
                )
                rows.append(Paragraph(text, Content("· "), 2))
            yield rows


def bars(rows: Sequence[tuple[str, float, str]]) -> list[Paragraph]:
    """Return one bar a row, with a note behind it and then its label."""
    notes = max((cell_len(note) for _, _, note in rows), default=0)
    out = []
    for label, share, note in rows:
        blanks = " " * (notes - cell_len(note))
        head = bar(share, BAR) + Content.styled(f" {share:>4.0%}  {note}{blanks}  ", "$text-muted")
        out.append(Paragraph(Content(label), head, head.cell_length))
    return out
