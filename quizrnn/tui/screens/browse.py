"""Every question, filtered as one types."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from textual.content import Content

from quizrnn.answers.instance import draw
from quizrnn.answers.shown import shown
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
    from textual.widget import Widget
    from textual.widgets import Input, OptionList

    from quizrnn.bank.library import Entry
    from quizrnn.study.store import Store

SHOWN: Final = 50
"""How many matches are listed."""
STEMS_UP_TO: Final = 3_000
"""Size of a library up to which stems are searched too; beyond, ids, sections, types and tags."""


SUSPENDED: Final[Text] = both("suspended", "已停用")
BURIED: Final[Text] = both("buried", "今天不再问")
FLAGGED: Final[Text] = both("flagged", "已标记")


class Found(NamedTuple):
    """A question and the text in which it is searched."""

    entry: Entry
    text: str


class BrowseScreen(BaseScreen):
    """A filter and what passes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("list", "down", "to_list", show=False),
        bind("filter", "slash", "to_filter", display="/"),
    ]

    def __init__(self) -> None:
        super().__init__(name="browse")
        self._all: list[Found] | None = None
        self._drawn: dict[tuple[str, str, str], Prose] = {}
        self._marks: dict[str, Text] = {}

    def heading(self) -> Text:
        """Return the screen's name."""
        return both("Browse", "浏览")

    def about(self) -> Text:
        """Return what the help page says of this screen."""
        return both(
            "Type words of a question, its section, type or tags, `suspended`, `buried` or `flagged`: all of "
            "them must occur. Enter shows the question, where `!` and `b` take back the former two. Nothing "
            "is recorded.",
            "输入题目、章节、题型或标签中的词，或“已停用”“今天不再问”“已标记”，须全部出现。"
            "回车显示题目，在那里按 `!`、`b` 可恢复前两种；不做记录。",
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
        if self._all is not None:
            before, self._marks = self._marks, self._marked()
            if before != self._marks:
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

    def _found(self) -> list[Found]:
        if self._all is None:
            library = self.services.library
            titles = {section.slug: section.title for section in library.sections()}
            names = question_types()

            def words(entry: Entry) -> str:
                title = titles.get(entry.section, "")
                kinds = [pick(text, lang) for text in (title, names[entry.type]) for lang in ("en", "zh")]
                return " ".join([entry.id, entry.bank, entry.section, entry.type, *entry.tags, *kinds])

            if library.count() <= STEMS_UP_TO:
                self._all = [
                    Found(
                        entry, f"{words(entry)} {pick(asked.stem, 'en')} {pick(asked.stem, 'zh')}".casefold()
                    )
                    for entry, asked in library.questions()
                ]
            else:
                self._all = [Found(entry, words(entry).casefold()) for entry in library.entries()]
        return self._all

    def _fill(self, words: str) -> None:
        wanted = words.casefold().split()
        every = self._found()
        matches = [found.entry for found in every if all(word in self._text(found) for word in wanted)]
        pieces = self.query_one("#matches", PieceList)
        pieces.show(
            [self._entry(entry) for entry in matches[:SHOWN]], ids=[entry.id for entry in matches[:SHOWN]]
        )
        more = (
            self.say(both(f", first {SHOWN} shown", f"，列出前 {SHOWN} 题")) if len(matches) > SHOWN else ""
        )
        self.show_progress(
            self.say(both(f"{len(matches)} of {len(every)}", f"{len(matches)}/{len(every)} 题")) + more
        )

    def _text(self, found: Found) -> str:
        mark = self._marks.get(found.entry.id)
        return f"{found.text} {pick(mark, 'en')} {pick(mark, 'zh')}" if mark else found.text

    def _entry(self, entry: Entry) -> Prose:
        mark = self.say(self._marks.get(entry.id, ""))
        key = entry.id, self.quizrnn.lang, mark
        if key not in self._drawn:
            self._drawn[key] = self._draw(entry, mark)
        return self._drawn[key]

    def _draw(self, entry: Entry, mark: str) -> Prose:
        lang = self.quizrnn.lang
        stem = line(shown(draw(self.services.library.get(entry.id), 0), lang).stem)
        notes = [entry.section, pick(question_types()[entry.type], lang), "★" * entry.difficulty]
        notes += [mark] if mark else []
        return Prose(
            [
                Paragraph(stem.truncate(300, ellipsis=True)),
                Paragraph(
                    Content.styled(f"{entry.id} · " + " · ".join(notes), "$text-muted"), Content("  "), 2
                ),
            ]
        )

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
        if action == "to_filter":
            return self.is_mounted and not self.query_one("#filter").has_focus
        return super().check_action(action, parameters)

    def action_to_list(self) -> None:
        """Go from the filter to the list."""
        self.query_one("#matches").focus()

    def action_to_filter(self) -> None:
        """Go to the filter."""
        self.query_one("#filter").focus()

    def _show(self, question: str) -> None:
        from quizrnn.tui.screens.show import ShowScreen

        self.quizrnn.ways.show(lambda: ShowScreen(question))


def marks_of(store: Store, day: date) -> dict[str, Text]:
    """Return what is marked, by the card's key; suspended goes before buried, and that before flagged."""
    marks: dict[str, Text] = {
        flag.key: both(f"flagged: {flag.note}", f"已标记：{flag.note}") if flag.note else FLAGGED
        for flag in store.marks.flags()
    }
    marks |= dict.fromkeys(store.marks.buried(day), BURIED)
    return {**marks, **dict.fromkeys(store.marks.suspended(), SUSPENDED)}
