"""What the browse screen lists: the questions, drills and sections in which words are found, as entries."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from textual.content import Content

from quizrnn.answers.instance import draw
from quizrnn.answers.shown import shown
from quizrnn.bank.library_search import MANY, matches, spans
from quizrnn.bank.model import question_type
from quizrnn.study.days import study_day
from quizrnn.text import Text, both, pick
from quizrnn.tui.draw import line, question_types
from quizrnn.tui.prose import Paragraph, Prose

if TYPE_CHECKING:
    from datetime import date

    from quizrnn.bank.model import Question
    from quizrnn.study.marks import Mark
    from quizrnn.study.store import Store
    from quizrnn.tui.app import QuizrnnApp

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


class Found(NamedTuple):
    """What was found.

    Attributes:
        entries: What stands in the list.
        rows: What each entry stands for: ``question``, ``drill`` or ``section``, and its id.
        counted: How much there is, in words.
        more: Whether there are more questions than those.
    """

    entries: list[Prose]
    rows: list[str]
    counted: str
    more: bool


class Finder:
    """Looks for words, and knows which questions are marked.

    Attributes:
        marks: What each marked question is marked as, by its id.
    """

    def __init__(self, app: QuizrnnApp) -> None:
        self._app = app
        self._services = app.services
        self._stems: dict[tuple[str, str, bool], Content] = {}
        self.marks: dict[str, Text] = {}
        self.read_marks()

    def read_marks(self) -> bool:
        """Ask the record what is marked; True where that is not what it was."""
        before, self.marks = self.marks, marks_of(self._services.store, self._today())
        return before != self.marks

    def lift(self, key: str) -> None:
        """Have a question asked again that was suspended or buried.

        Raises:
            QuizrnnError: If that cannot be saved.
        """
        mark: Mark = "unsuspend" if self.marks[key] is SUSPENDED else "unbury"
        self._services.store.marks.put(key, mark, self._today())
        self.read_marks()

    def is_put_away(self, key: str) -> bool:
        """Whether no session asks a question today."""
        return self.marks.get(key) in (SUSPENDED, BURIED)

    def find(self, words: str, limit: int) -> Found:
        """Find what is called so, the questions, then the other drills and sections; at most ``limit``."""
        marked = {
            key: f"{pick(mark, 'en')} {pick(mark, 'zh')}".casefold() for key, mark in self.marks.items()
        }
        hits = self._services.library.look(words, marked=marked, limit=limit)
        others = [other for other in self._others if matches(words, other.words)]
        start = words.strip().casefold()
        named = [other for other in others if start and other.key.startswith(start)]
        rest = [other for other in others if other not in named][: limit - min(len(hits.questions), limit)]
        found = [(self._other(other, words), f"{other.kind} {other.key}") for other in named[:limit]]
        found += [(self._question(question, words), f"question {question.id}") for question in hits.questions]
        found += [(self._other(other, words), f"{other.kind} {other.key}") for other in rest]
        return Found(
            [entry for entry, _ in found],
            [row for _, row in found],
            self._counted(words, hits.number, others),
            hits.number > limit,
        )

    def _today(self) -> date:
        return study_day(self._services.clock.now(), self._services.settings.day_start_hour)

    @cached_property
    def _others(self) -> list[Other]:
        library = self._services.library
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

    def _counted(self, words: str, questions: int, others: list[Other]) -> str:
        total = self._services.library.count()
        number = f"{MANY}+" if questions > MANY and words.strip() else f"{questions}"
        said = self._app.say(both(f"{number} of {total}", f"{number}/{total} 题"))
        if words.strip():
            drills = sum(other.kind == "drill" for other in others)
            sections = len(others) - drills
            said += self._app.say(both(f" · drills {drills}", f" · 练习 {drills}")) if drills else ""
            said += self._app.say(both(f" · sections {sections}", f" · 章节 {sections}")) if sections else ""
        return said

    def _question(self, question: Question, words: str) -> Prose:
        lang = self._app.lang
        key = question.id, lang, self._app.ascii
        if key not in self._stems:
            stem = line(shown(draw(question, 0), lang).stem)
            self._stems[key] = stem.truncate(300, ellipsis=True)
        notes = [question.section or "", self._app.say(question_types()[question_type(question)])]
        notes += ["★" * question.difficulty, self._app.say(self.marks.get(question.id, ""))]
        return self._entry(
            self._stems[key], " · ".join(part for part in (question.id, *notes) if part), words
        )

    def _other(self, other: Other, words: str) -> Prose:
        kind = self._app.say(both("drill", "编程练习") if other.kind == "drill" else both("section", "章节"))
        return self._entry(
            line(self._app.say(other.title)), f"{other.key} · {kind} · {self._app.say(other.note)}", words
        )

    @staticmethod
    def _entry(text: Content, note: str, words: str) -> Prose:
        quiet = Content.styled(note, "$text-muted")
        for start, end in spans(words, text.plain):
            text = text.stylize(HIT, start, end)
        for start, end in spans(words, note):
            quiet = quiet.stylize(HIT, start, end)
        return Prose([Paragraph(text), Paragraph(quiet, Content("  "), 2)])


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
