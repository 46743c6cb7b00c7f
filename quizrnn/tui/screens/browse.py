"""Every question, drill and section, filtered as one types."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from textual.content import Content

from quizrnn.answers.instance import draw
from quizrnn.answers.shown import shown
from quizrnn.bank.library_search import MANY, matches, spans
from quizrnn.bank.model import question_type
from quizrnn.errors import QuizrnnError
from quizrnn.study.days import study_day
from quizrnn.text import Text, both, pick
from quizrnn.tui.draw import line, question_types
from quizrnn.tui.keys import bind
from quizrnn.tui.prose import Paragraph, Prose
from quizrnn.tui.screens.base import BaseScreen
from quizrnn.tui.widgets.fields import FilterField
from quizrnn.tui.widgets.piece_list import PieceList

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from textual.binding import BindingType
    from textual.timer import Timer
    from textual.widget import Widget
    from textual.widgets import Input, OptionList

    from quizrnn.bank.model import Question
    from quizrnn.study.marks import Mark
    from quizrnn.study.store import Store

FIRST: Final = 14
"""How many matches are listed at once while one types: more than fit into most terminals."""
SHOWN: Final = 50
"""How many are listed once one pauses."""
PAUSE: Final = 0.15
"""Seconds without a key that count as a pause."""
HIT: Final = "bold underline $text-accent"
"""How the words looked for stand out."""

SUSPENDED: Final[Text] = both("suspended", "已停用")
BURIED: Final[Text] = both("buried", "今天不再问")
FLAGGED: Final[Text] = both("flagged", "已标记")


class Other(NamedTuple):
    """A drill or a section.

    Attributes:
        kind: ``drill`` or ``section``.
        key: Its id.
        title: What it is called.
        note: What else is said of it.
        words: The text in which it is looked for.
    """

    kind: str
    key: str
    title: Text
    note: Text
    words: str


class BrowseScreen(BaseScreen):
    """A filter, and the questions, drills and sections that pass it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("list", "down", "to_list", show=False),
        bind("filter", "slash", "to_filter", display="/"),
        bind("lift", "ctrl+o", "lift", display="^o"),
    ]

    def __init__(self) -> None:
        super().__init__(name="browse")
        self._stems: dict[tuple[str, str, bool], Content] = {}
        self._marks: dict[str, Text] = {}
        self._rest: Timer | None = None

    def heading(self) -> Text:
        """Return the screen's name."""
        return both("Browse", "浏览")

    def about(self) -> Text:
        """Return what the help page says of this screen."""
        return both(
            "Type words of a question, drill or section, or how they begin: of the text, the id, the "
            "section, the type, a tag, or `suspended`, `buried`, `flagged`. All of them must occur. Enter "
            "shows a question, opens a drill, or lists a section; `Ctrl+O` lifts what was suspended or "
            "buried. Nothing else is recorded.",
            "输入题目、编程练习或章节中的词或词的开头：正文、编号、章节、题型、标签，"
            "或“已停用”“今天不再问”“已标记”，须全部出现。"
            "回车查看题目、打开练习或列出该章节的题目；`Ctrl+O` 恢复已停用或今天不再问的题目。其余不做记录。",
        )

    def body(self) -> Iterable[Widget]:
        """Return the filter and the list."""
        yield FilterField(placeholder=self.say(both("words to look for", "输入要查找的词")), id="filter")
        yield PieceList(id="matches")

    def on_mount(self) -> None:
        """List everything."""
        self._marks = self._marked()
        self._fill("")
        self.query_one("#filter").focus()

    def on_screen_resume(self) -> None:
        """Show which questions were suspended or flagged meanwhile."""
        before, self._marks = self._marks, self._marked()
        if before != self._marks and self.is_mounted:
            self._fill(self.query_one("#filter", FilterField).value)

    async def retell(self) -> None:
        """Say everything in the other language, with the same filter."""
        words = self.query_one("#filter", FilterField).value
        await super().retell()
        self.query_one("#filter", FilterField).value = words
        self._fill(words)
        self.query_one("#filter").focus()

    def _marked(self) -> dict[str, Text]:
        day = study_day(self.services.clock.now(), self.services.settings.day_start_hour)
        return marks_of(self.services.store, day)

    @cached_property
    def _others(self) -> list[Other]:
        library = self.services.library
        sections = library.sections()
        titles = {section.slug: section.title for section in sections}
        counts = library.section_counts()
        others = []
        for drill in library.drill_outlines():
            words = " ".join((drill.drill, "drill 编程练习", *_all(drill.title), drill.section))
            words += " " + " ".join(_all(titles.get(drill.section, "")))
            stars = f"{drill.section} · {'★' * drill.difficulty}"
            others.append(Other("drill", drill.drill, drill.title, stars, words))
        for section in sections:
            if number := counts.get(section.slug, 0):
                words = " ".join((section.slug, "section 章节", *_all(section.title)))
                note = both(f"{number} question{'s' * (number != 1)}", f"{number} 题")
                others.append(Other("section", section.slug, section.title, note, words))
        return others

    def _fill(self, words: str, limit: int = FIRST, highlighted: int | None = 0) -> None:
        """List what matches: what is called so, the questions, then the other drills and sections."""
        if self._rest is not None:
            self._rest.stop()
            self._rest = None
        marked = {
            key: f"{pick(mark, 'en')} {pick(mark, 'zh')}".casefold() for key, mark in self._marks.items()
        }
        hits = self.services.library.look(words, marked=marked, limit=limit)
        others = [other for other in self._others if matches(words, other.words)]
        start = words.strip().casefold()
        named = [other for other in others if start and other.key.startswith(start)]
        rest = [other for other in others if other not in named][: limit - min(len(hits.questions), limit)]
        rows = [(self._other(other, words), f"{other.kind} {other.key}") for other in named[:limit]]
        rows += [(self._question(question, words), f"question {question.id}") for question in hits.questions]
        rows += [(self._other(other, words), f"{other.kind} {other.key}") for other in rest]
        self.query_one("#matches", PieceList).show(
            [prompt for prompt, _ in rows], ids=[key for _, key in rows], highlighted=highlighted
        )
        self.show_progress(self._counted(words, hits.number, others))
        if limit < SHOWN and hits.number > limit:
            self._rest = self.set_timer(PAUSE, self._fill_further)

    def _fill_further(self) -> None:
        """List more of what matches."""
        pieces = self.query_one("#matches", PieceList)
        self._fill(self.query_one("#filter", FilterField).value, SHOWN, pieces.highlighted or 0)

    def _counted(self, words: str, questions: int, others: list[Other]) -> str:
        total = self.services.library.count()
        number = f"{MANY}+" if questions > MANY and words.strip() else f"{questions}"
        said = self.say(both(f"{number} of {total}", f"{number}/{total} 题"))
        if words.strip():
            drills = sum(other.kind == "drill" for other in others)
            sections = len(others) - drills
            said += self.say(both(f" · drills {drills}", f" · 练习 {drills}")) if drills else ""
            said += self.say(both(f" · sections {sections}", f" · 章节 {sections}")) if sections else ""
        return said

    def _question(self, question: Question, words: str) -> Prose:
        lang = self.quizrnn.lang
        key = question.id, lang, self.quizrnn.ascii
        if key not in self._stems:
            stem = line(shown(draw(question, 0), lang).stem)
            self._stems[key] = stem.truncate(300, ellipsis=True)
        notes = [question.section or "", self.say(question_types()[question_type(question)])]
        notes += ["★" * question.difficulty, self.say(self._marks.get(question.id, ""))]
        return self._entry(
            self._stems[key], " · ".join(part for part in (question.id, *notes) if part), words
        )

    def _other(self, other: Other, words: str) -> Prose:
        kind = self.say(both("drill", "编程练习") if other.kind == "drill" else both("section", "章节"))
        return self._entry(
            line(self.say(other.title)), f"{other.key} · {kind} · {self.say(other.note)}", words
        )

    @staticmethod
    def _entry(text: Content, note: str, words: str) -> Prose:
        quiet = Content.styled(note, "$text-muted")
        for start, end in spans(words, text.plain):
            text = text.stylize(HIT, start, end)
        for start, end in spans(words, note):
            quiet = quiet.stylize(HIT, start, end)
        return Prose([Paragraph(text), Paragraph(quiet, Content("  "), 2)])

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter."""
        event.stop()
        self._fill(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Show the first match."""
        event.stop()
        pieces = self.query_one("#matches", PieceList)
        if pieces.highlighted is not None:
            self._show(pieces.get_option_at_index(pieces.highlighted).id or "")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Show the question that was chosen."""
        event.stop()
        self._show(event.option.id or "")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the way to the filter where one types into it."""
        if action == "lift":
            return self._highlighted_mark() is not None
        if action == "to_filter":
            return self.is_mounted and not self.query_one("#filter").has_focus
        return super().check_action(action, parameters)

    def action_to_list(self) -> None:
        """Go from the filter to the list."""
        self.query_one("#matches").focus()

    def action_to_filter(self) -> None:
        """Go to the filter."""
        self.query_one("#filter").focus()

    def _show(self, row: str) -> None:
        kind, _, key = row.partition(" ")
        if kind == "question":
            from quizrnn.tui.screens.show import ShowScreen

            self.quizrnn.ways.show(lambda: ShowScreen(key))
        elif kind == "drill":
            from quizrnn.tui.screens.drill import DrillScreen

            self.quizrnn.ways.show(lambda: DrillScreen(key))
        elif kind == "section":
            field = self.query_one("#filter", FilterField)
            field.value = f"{key} "
            field.cursor_position = len(field.value)
            field.focus()

    def action_lift(self) -> None:
        """Have the highlighted question asked again."""
        key = self._highlighted_mark()
        if key is None:
            return
        mark: Mark = "unsuspend" if self._marks[key] is SUSPENDED else "unbury"
        day = study_day(self.services.clock.now(), self.services.settings.day_start_hour)
        try:
            self.services.store.marks.put(key, mark, day)
        except QuizrnnError as error:
            self.quizrnn.tell(error.message, "error")
            return
        self._marks = self._marked()
        self._fill(self.query_one("#filter", FilterField).value)
        self.refresh_bindings()
        self.quizrnn.tell(both("Asked again from now on.", "已恢复，以后会再问这道题。"))

    def _highlighted_mark(self) -> str | None:
        """Return the highlighted question if no session asks it today."""
        pieces = self.query_one("#matches", PieceList) if self.is_mounted else None
        if pieces is None or pieces.highlighted is None or pieces.highlighted >= pieces.option_count:
            return None
        kind, _, key = (pieces.get_option_at_index(pieces.highlighted).id or "").partition(" ")
        return key if kind == "question" and self._marks.get(key) in (SUSPENDED, BURIED) else None

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Offer what can be done with it."""
        event.stop()
        self.refresh_bindings()


def _all(text: Text) -> list[str]:
    return [pick(text, "en"), pick(text, "zh")]


def marks_of(store: Store, day: date) -> dict[str, Text]:
    """Return what is marked, by the card's key; suspended goes before buried, and that before flagged."""
    marks: dict[str, Text] = {
        flag.key: both(f"flagged: {flag.note}", f"已标记：{flag.note}") if flag.note else FLAGGED
        for flag in store.marks.flags()
    }
    marks |= dict.fromkeys(store.marks.buried(day), BURIED)
    return {**marks, **dict.fromkeys(store.marks.suspended(), SUSPENDED)}
