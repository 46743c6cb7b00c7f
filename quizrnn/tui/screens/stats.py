"""Progress in figures and bars."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from quizrnn.study.stats_words import CONFUSION, STABILITY, calibration_text, stability_text
from quizrnn.text import Text, both
from quizrnn.tui.draw import bar, question_types
from quizrnn.tui.prose import NO_BREAK, Paragraph, Prose
from quizrnn.tui.screens.base import BaseScreen
from quizrnn.tui.widgets.label import Passage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.widget import Widget

    from quizrnn.study.stats import Bin, Stats
    from quizrnn.tui.widgets.days_plot import DaysPlot

DAYS: Final[Text] = both(
    "Answered each day up to today, and due each day from today", "每天的作答（到今天为止）和到期（从今天起）"
)
BAR: Final = 20
WEEKS: Final = 52
SHADES: Final = "·░▒▓█"


class StatsScreen(BaseScreen):
    """What ``study.stats`` computes, drawn."""

    def __init__(self) -> None:
        super().__init__(name="stats")

    def heading(self) -> Text:
        """Return the screen's name."""
        return both("Statistics", "统计")

    def about(self) -> Text:
        """Return what the help page says of this screen."""
        return both(
            "Retention is the share of due cards that you remembered. Mastery is the mean probability that "
            "you would remember each question now; questions never asked count 0.",
            "保持率是到期卡片中仍记得的比例。掌握度是现在能答出各题的平均概率，从未问过的题计为 0。",
        )

    def body(self) -> Iterable[Widget]:
        """Return the figures and the bars."""
        self._stats = self.services.stats()
        yield VerticalScroll(*self._parts(self._stats))

    def on_mount(self) -> None:
        """Let the arrow keys scroll, and plot the days once all else is painted."""
        self.query_one(VerticalScroll).focus()
        self.call_after_refresh(self.run_worker, self._load_plot, thread=True)

    def _load_plot(self) -> None:
        """Import what plots, which takes longer than a key may wait, beside what is painted."""
        from quizrnn.tui.widgets.days_plot import DaysPlot

        self.app.call_from_thread(self._plot_days, DaysPlot)

    def _plot_days(self, kind: type[DaysPlot]) -> None:
        for room in self.query("#days"):
            room.mount(kind(self._stats, ascii_only=self.quizrnn.ascii))

    async def retell(self) -> None:
        """Say everything in the other language."""
        await super().retell()
        self.on_mount()

    def _parts(self, stats: Stats) -> Iterable[Widget]:
        yield Passage(self._figures(stats))
        if stats.days or any(day.due for day in stats.forecast):
            yield from self._section(DAYS, [])
            yield Vertical(id="days")
        yield from self._section(
            both("Mastery by topic", "各主题掌握度"),
            [
                (self.say(topic.title), topic.mastery, f"{topic.mastery:.0%}  {topic.seen}/{topic.questions}")
                for topic in stats.by_topic
                if topic.questions
            ],
        )
        names = {**question_types(), "drill": both("drill", "编程练习")}
        yield from self._section(
            both("Right by type", "各题型正确率"),
            [
                (
                    self.say(names.get(kind.type, kind.type)),
                    kind.accuracy,
                    f"{kind.accuracy:.0%}  n = {kind.answers}",
                )
                for kind in stats.by_type
            ],
        )
        most = max(part.questions for part in stats.stability)
        if most:
            yield from self._section(
                STABILITY,
                [
                    (self.say(stability_text(part)), part.questions / most, f"{part.questions}")
                    for part in stats.stability
                ],
            )
        bets = [part for part in stats.calibration.bins if part.answers]
        if bets:
            yield from self._section(calibration_text(stats.calibration), [self._bet(part) for part in bets])
        if stats.confusion:
            most = max(pair.answers for pair in stats.confusion)
            yield from self._section(
                CONFUSION,
                [
                    (f"{pair.gate} → {pair.taken_for}", pair.answers / most, f"{pair.answers}")
                    for pair in stats.confusion
                ],
            )
        if stats.days:
            weeks = heat_map(stats)
            title = both(
                f"The last {WEEKS} weeks (█ is {max(day.answers for day in stats.days)} answers a day)",
                f"最近 {WEEKS} 周（█ 表示一天 {max(day.answers for day in stats.days)} 次作答）",
            )
            yield from self._section(title, [])
            weekdays = self.say(both("Mo Tu We Th Fr Sa Su", "一 二 三 四 五 六 日")).split()
            yield Passage(
                Prose(
                    [Paragraph(Content(f"{name} {row}")) for name, row in zip(weekdays, weeks, strict=True)]
                )
            )
        if stats.leeches:
            title = both(
                "Forgotten again and again: rewrite these in your own words", "反复遗忘：试着用自己的话重写"
            )
            yield from self._section(title, [])
            yield Passage(Content(", ".join(stats.leeches)))

    def _bet(self, part: Bin) -> tuple[str, float, str]:
        right = part.accuracy or 0.0
        note = both(
            f"{right:.0%} right, said {part.confidence or 0:.0%}  n = {part.answers}",
            f"正确率 {right:.0%}，自估 {part.confidence or 0:.0%}  n = {part.answers}",
        )
        return f"{part.low:.0%}–{part.high:.0%}", right, self.say(note)

    def _figures(self, stats: Stats) -> Prose:
        drills = stats.drills
        rows: list[tuple[Text, str]] = [
            (both("Answers", "回答"), f"{stats.reviews}"),
            (both("Learnt", "已学"), f"{stats.cards}"),
            (both("Due", "到期"), f"{stats.due}"),
            (both("New", "新题"), f"{stats.new}"),
        ]
        if stats.retention is not None:
            rows.append((both("Retention", "保持率"), f"{stats.retention:.0%}"))
        if stats.streak_days:
            rows.append((both("Streak", "连续"), self.say(days(stats.streak_days)).replace(" ", NO_BREAK)))
        rows.append((both("Drills passed", "通过的练习"), f"{drills.passed}/{drills.drills}"))
        cells = [
            Content.assemble(
                (self.say(name).replace(" ", NO_BREAK), "$text-muted"), (f"{NO_BREAK}{value}", "bold")
            )
            for name, value in rows
        ]
        return Prose([Paragraph(Content("   ").join(cells))])

    def _section(self, title: Text, rows: Sequence[tuple[str, float, str]]) -> Iterable[Widget]:
        yield Passage(Content.styled(self.say(title), "bold"), classes="part")
        if rows:
            yield Passage(self._bars(rows))

    def _bars(self, rows: Sequence[tuple[str, float, str]]) -> Prose:
        """Return one bar a row, the labels behind it where they may be long."""
        short = all(cell_len(label) <= BAR for label, _, _ in rows)
        width = max(cell_len(label) for label, _, _ in rows) if short else 0
        notes = max(cell_len(note) for _, _, note in rows)
        paragraphs = []
        for label, share, note in rows:
            head = bar(share, BAR) + Content.styled(
                f" {note}" + " " * (notes - cell_len(note)) + "  ", "$text-muted"
            )
            if short:
                head = Content(label + " " * (width - cell_len(label) + 2)) + head
                paragraphs.append(Paragraph(Content(""), head, head.cell_length))
            else:
                paragraphs.append(Paragraph(Content(label), head, head.cell_length))
        return Prose(paragraphs)


def heat_map(stats: Stats) -> list[str]:
    """Return a row for each day of the week, Monday first, with a cell for each of the last weeks."""
    answers = {day.day: day.answers for day in stats.days}
    today, most = stats.forecast[0].day, max(answers.values())
    monday = today - timedelta(days=today.weekday())
    rows = []
    for weekday in range(7):
        found = [monday + timedelta(weeks=-back, days=weekday) for back in range(WEEKS - 1, -1, -1)]
        # Blanks of a day's width, since rows are broken at ordinary ones.
        cells = (NO_BREAK if day > today else shade(answers.get(day, 0), most) for day in found)
        rows.append("".join(cells))
    return rows


def shade(answers: int, most: int) -> str:
    """Return the shade of a day: any answer at all shows."""
    return SHADES[-(-answers * (len(SHADES) - 1) // most)]


def days(count: int) -> Text:
    """Return a number of days in words."""
    return both("1 day" if count == 1 else f"{count} days", f"{count} 天")
