"""What stands today, and the next best step as one key."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from textual.containers import Vertical
from textual.content import Content

from quizrnn.errors import QuizrnnError
from quizrnn.text import Text, both, pick
from quizrnn.tui.columns import column_rows, spark
from quizrnn.tui.draw import bar, line
from quizrnn.tui.keys import bind
from quizrnn.tui.prose import Paragraph, Prose
from quizrnn.tui.screens.base import WIDE, BaseScreen
from quizrnn.tui.widgets.label import Passage
from quizrnn.tui.widgets.piece_list import PieceList

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.binding import BindingType
    from textual.geometry import Size
    from textual.widget import Widget
    from textual.widgets import OptionList

    from quizrnn.study.overview import NextStep, Overview, TopicDue
    from quizrnn.study.records import Mode


WELCOME: Final[tuple[Text, ...]] = (
    both(
        "**Welcome.** Enter asks a few new questions; each returns before you forget it.",
        "**欢迎。**按回车先学几道新题；每道题都会在快要忘记之前再问。",
    ),
    both(
        "`d` has coding drills that are graded; `?` explains the keys on every screen.",
        "`d` 是编程练习，写完即可评测；在任何界面按 `?` 查看按键说明。",
    ),
    both("Answers and code are saved at once.", "答案和代码随时自动保存。"),
)
"""What is said until the first answer."""

ROOM: Final = 24
"""Rows of a terminal from which what falls due is drawn."""
PLOT_ROWS: Final = 5


class Way(NamedTuple):
    """One thing to do from here."""

    key: str
    action: str
    name: Text
    note: Text = ""


class HomeScreen(BaseScreen):
    """A list of ways on, the best first, beside the topics."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open", "enter", "choose"),
        bind("study", "s", "study('due')"),
        bind("learn", "l", "study('learn')"),
        bind("cram", "c", "study('cram')"),
        bind("drills", "d", "app.open('drills')"),
        bind("interviews", "i", "app.open('interviews')"),
        bind("browse", "b", "app.open('browse')"),
        bind("stats", "t", "app.open('stats')"),
        bind("settings", "comma", "app.open('settings')", display=","),
    ]

    def __init__(self) -> None:
        super().__init__(name="home")
        self._overview: Overview | None = None

    def heading(self) -> Text:
        """Return the screen's name."""
        return both("Home", "主页")

    def about(self) -> Text:
        """Return what the help page says of this screen."""
        return both(
            "Enter does the best next thing: what is due, then what is new. Tab goes to the topics, where "
            "Enter studies one of them.",
            "回车执行当前最合适的一步：先复习到期的，再学新题。Tab 切换到主题列表，在那里按回车只学该主题。",
        )

    def body(self) -> Iterable[Widget]:
        """Return the ways on, the figures and the topics."""
        yield Vertical(
            Vertical(PieceList(id="ways"), Passage(id="figures"), id="now"),
            Vertical(Passage(id="topics-title"), PieceList(id="topics"), id="topics-box"),
            id="columns",
        )

    def on_mount(self) -> None:
        """Paint first, then ask the record."""
        self.query_one("#ways").focus()
        self.call_after_refresh(self.load)

    def on_resize(self) -> None:
        """Draw the figures for the room that there is now."""
        if self._overview is not None:
            self._say_figures(self._overview)

    def on_screen_resume(self) -> None:
        """Show what a session has changed."""
        if self._overview is not None:
            self.load()

    async def retell(self) -> None:
        """Say everything in the other language."""
        await super().retell()
        self.query_one("#ways").focus()
        self._fill()

    def load(self) -> None:
        """Ask the record what stands, and note that what it had to say was said."""
        from quizrnn.study.errata import told

        self._overview = self.services.overview()
        self._fill()
        # Where that cannot be saved, it is said again.
        with suppress(QuizrnnError):
            told(self.services.store, self._overview.righted)

    def ways(self) -> list[Way]:
        """Return what can be done, the best first."""
        seen = self._overview
        if seen is None:
            return []
        due, new = seen.due, seen.new_today
        drills = both(f"{seen.drills_due} due", f"到期 {seen.drills_due}") if seen.drills_due else ""
        return [
            Way("", self._next_action(seen.next_step), seen.next_step.text),
            Way(
                "s",
                "study('due')",
                both("Study", "学习"),
                both(f"{due} due, {new} new", f"到期 {due}，新题 {new}"),
            ),
            Way("l", "study('learn')", both("Learn new questions", "学新题")),
            Way("c", "study('cram')", both("Cram: every question", "突击：全部题目")),
            Way("d", "app.open('drills')", both("Coding drills", "编程练习"), drills),
            Way("i", "app.open('interviews')", both("Mock interview", "模拟面试")),
            Way("b", "app.open('browse')", both("Browse the questions", "浏览题目")),
            Way("t", "app.open('stats')", both("Statistics", "统计")),
            Way(",", "app.open('settings')", both("Settings", "设置")),
        ]

    @staticmethod
    def _next_action(step: NextStep) -> str:
        match step.kind:
            case "resume":
                return "resume"
            case "drill":
                return f"drill({step.drill!r})"
            case "cram":
                return f"study('cram', {step.topic!r})"
            case "rest":
                return "app.open('browse')"
            case _:
                return "study('due')"

    def _fill(self) -> None:
        seen = self._overview
        if seen is None:
            return
        ways = self.ways()
        self.query_one("#ways", PieceList).show(
            [self._way(way, best=not place) for place, way in enumerate(ways)]
        )
        self._say_figures(seen)
        self.query_one("#topics-title", Passage).say(self.say(both("Topics", "主题")))
        topics = [topic for topic in seen.topics if topic.questions]
        self.query_one("#topics", PieceList).show(self._topics(topics), ids=[topic.slug for topic in topics])

    def _say_figures(self, seen: Overview) -> None:
        begun = any(topic.new < topic.questions for topic in seen.topics)
        figures = (
            [self._figures(seen)] if begun or seen.streak_days else [line(self.say(text)) for text in WELCOME]
        )
        righted = [line(self.say(found.message)) for found in seen.righted]
        ahead = ahead_rows(seen.ahead, self.quizrnn.lang, self.app.size)
        self.query_one("#figures", Passage).say(
            Prose([Paragraph(text) for text in [*righted, *figures, *ahead]])
        )

    def _way(self, way: Way, *, best: bool) -> Content:
        key = "Enter" if best else way.key
        note = self.say(way.note)
        return Content.assemble(
            (f"{key:<6}", "bold $text-accent"),
            (self.say(way.name), "bold" if best else ""),
            (f"  {note}" if note else "", "$text-muted"),
        )

    def _figures(self, seen: Overview) -> Content:
        parts: list[Text] = []
        if seen.streak_days:
            days = "1 day" if seen.streak_days == 1 else f"{seen.streak_days} days"
            parts.append(both(f"Streak {days}", f"连续 {seen.streak_days} 天"))
        if seen.retention is not None:
            parts.append(both(f"Retention {seen.retention:.0%}", f"保持率 {seen.retention:.0%}"))
        parts.append(both(f"{seen.new_today} new left today", f"今天还可学 {seen.new_today} 道新题"))
        return Content.styled(" · ".join(self.say(part) for part in parts), "$text-muted")

    def _topics(self, topics: Iterable[TopicDue]) -> list[Prose]:
        lang = self.quizrnn.lang
        due, new = pick(both("due", "到期"), lang), pick(both("new", "新"), lang)
        entries = []
        for topic in topics:
            head = Content.styled(f"{due} {topic.due:<3}", "bold" if topic.due else "$text-muted")
            head += Content.styled(f"{new} {topic.new:<3} ", "" if topic.new else "$text-muted")
            head += bar(topic.mastery, 8) + Content.styled(f" {topic.mastery:>4.0%}  ", "$text-muted")
            head += Content("  " * topic.slug.count("."))
            entries.append(Prose([Paragraph(Content(pick(topic.title, lang)), head, head.cell_length)]))
        return entries

    async def action_choose(self) -> None:
        """Do the best next thing."""
        if ways := self.ways():
            await self.run_action(ways[0].action)

    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Do what was chosen."""
        event.stop()
        if event.option_list.id == "topics":
            self.action_study("due", event.option.id or "")
        else:
            await self.run_action(self.ways()[event.option_index].action)

    def action_study(self, mode: str, topic: str = "") -> None:
        """Start a session, over one topic or all."""
        from quizrnn.bank.library import Filter
        from quizrnn.tui.screens.quiz import QuizScreen

        only = Filter(topics=(topic,)) if topic else Filter()
        kind: Mode = "learn" if mode == "learn" else "cram" if mode == "cram" else "due"
        self.quizrnn.ways.show(lambda: QuizScreen(self.services.session(kind, only=only)))

    def action_resume(self) -> None:
        """Go on with the session that was interrupted."""
        from quizrnn.tui.screens.quiz import QuizScreen

        self.quizrnn.ways.show(lambda: QuizScreen(self.services.resumed()))

    def action_drill(self, drill: str) -> None:
        """Open a drill."""
        from quizrnn.tui.screens.drill import DrillScreen

        self.quizrnn.ways.show(lambda: DrillScreen(drill))


def ahead_rows(due: Sequence[int], lang: str, size: Size) -> list[Content]:
    """Return how many questions fall due on each of the next days: a line, or a plot where there is room."""
    most = max(due, default=0)
    if not most or size.height < ROOM:
        return []
    if size.width < WIDE:
        text = both(f"Due in the next {len(due)} days  ", f"未来 {len(due)} 天到期  ")
        key = both(f"  █ is {most}", f"  █ 为 {most} 题")
        return [
            Content.assemble((pick(text, lang), "$text-muted"), (spark(due), "$primary"))
            + Content.styled(pick(key, lang), "$text-muted")
        ]
    title = both(f"Due in the next {len(due)} days, today first", f"未来 {len(due)} 天到期，从今天起")
    rows = column_rows(due, PLOT_ROWS)
    return [Content(""), Content.styled(pick(title, lang), "bold"), *rows]
