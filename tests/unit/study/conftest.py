"""A clock that tests turn by hand, a small library, and a record in a temporary folder."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random
from types import SimpleNamespace

import pytest

from quizrnn.bank.model import BooleanQuestion, ChoiceQuestion, Option
from quizrnn.errors import UnknownName
from quizrnn.study.runner import StudySession
from quizrnn.study.settings import Settings
from quizrnn.study.store import Store
from quizrnn.text import both

SHANGHAI = timezone(timedelta(hours=8))


class FakeClock:
    """Stands still until it is turned."""

    def __init__(self, now=None):
        self.time = now or datetime(2031, 3, 10, 20, 0, tzinfo=SHANGHAI)
        self.ticks = 0.0

    def now(self):
        return self.time

    def monotonic(self):
        return self.ticks

    def turn(self, **spans):
        step = timedelta(**spans)
        self.time += step
        self.ticks += step.total_seconds()

    def travel(self, hours):
        self.time = self.time.astimezone(timezone(timedelta(hours=hours)))


class FakeLibrary:
    """The methods of the library that studying uses, over questions held in memory."""

    def __init__(self, questions, drills=()):
        self.questions = {question.id: question for question in questions}
        self._drills = list(drills)
        self.corrected = []

    def get(self, question_id):
        if question_id not in self.questions:
            raise UnknownName(both("question", "题目"), question_id, list(self.questions))
        return self.questions[question_id]

    def entries(self, wanted=None):
        topics = wanted.topics if wanted else ()
        return [
            entry
            for entry in map(self._entry, range(len(self.questions)), self.questions.values())
            if not topics or any(f"{entry.section}.".startswith(f"{topic}.") for topic in topics)
        ]

    def entries_of(self, ids, matching=None):
        wanted = set(ids)
        return {entry.id: entry for entry in self.entries(matching) if entry.id in wanted}

    def ids(self, wanted=None, *, after=-1, limit=None, revised=False):
        found = [entry for entry in self.entries(wanted) if entry.place > after]
        return [(entry.id, entry.place) for entry in found if entry.revision > revised][:limit]

    def count(self, wanted=None):
        return len(self.entries(wanted))

    def outlines_of(self, ids):
        from quizrnn.bank.library import Outline

        found = self.entries_of(ids)
        return {key: Outline(entry.section, entry.type, entry.revision) for key, entry in found.items()}

    def section_counts(self):
        counts = {}
        for question in self.questions.values():
            counts[question.section] = counts.get(question.section, 0) + 1
        return counts

    def sections(self):
        slugs = dict.fromkeys(
            slug for found in self.section_counts() for slug in (found.partition(".")[0], found)
        )
        return [SimpleNamespace(slug=slug, title=slug) for slug in slugs]

    def sections_within(self, topics):
        slugs = [section.slug for section in self.sections()]
        return frozenset(
            slug for slug in slugs if any(f"{slug}.".startswith(f"{topic}.") for topic in topics)
        )

    def drills(self):
        return self._drills

    drill_outlines = drills

    def drill(self, drill_id):
        for drill in self._drills:
            if drill.drill == drill_id:
                return drill
        raise UnknownName(both("drill", "练习"), drill_id, [])

    def errata(self):
        return self.corrected

    def _entry(self, place, question):
        from quizrnn.bank.library import Entry
        from quizrnn.bank.model import question_type

        return Entry(
            id=question.id,
            bank="test",
            type=question_type(question),
            section=question.section,
            difficulty=question.difficulty,
            tags=tuple(question.tags),
            revision=question.revision,
            follows=question.follows,
            place=place,
        )


def choice(name, section="lstm.gates", **more):
    """Return a question whose right choice is found by its text, however it is shuffled."""
    choices = [Option(text="right", correct=True), Option(text="wrong"), Option(text="off")]
    return ChoiceQuestion(id=name, stem="?", section=section, choices=choices, **more)


def boolean(name, section="lstm.gates", **more):
    return BooleanQuestion(id=name, stem="?", section=section, answer=True, **more)


def right(step):
    """Return the right answer to the choice question that stands."""
    return "abc"[step.instance.order.index(0)]


def wrong(step):
    return "abc"[step.instance.order.index(1)]


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "quizrnn.db"


@pytest.fixture
def store(path: Path, clock):
    store = Store.open(path, clock)
    yield store
    store.close()


@pytest.fixture
def settings():
    return Settings()


@pytest.fixture
def library():
    sections = ("rnn.core", "lstm.gates", "gru.gates")
    return FakeLibrary([choice(f"q{k:02d}", sections[k // 8], hints=["look", "the key"]) for k in range(24)])


@pytest.fixture
def begin(store, settings, clock, library):
    """Return a function that starts a session, everything overridable."""
    from quizrnn.bank.library import Filter

    def start(**more):
        values = {
            "filter": Filter(),
            "mode": "due",
            "count": None,
            "seed": 1,
            "clock": clock,
            "rng": Random(0),
        }
        parts = [more.pop(name, default) for name, default in (("library", library), ("store", store))]
        chosen = more.pop("settings", settings)
        return StudySession.start(*parts, chosen, **{**values, **more})

    return start


@pytest.fixture(scope="session")
def kit():
    """Return what tests build with: questions, answers, clocks, libraries."""
    return SimpleNamespace(
        choice=choice,
        boolean=boolean,
        right=right,
        wrong=wrong,
        clock=FakeClock,
        library=FakeLibrary,
        zone=SHANGHAI,
    )
