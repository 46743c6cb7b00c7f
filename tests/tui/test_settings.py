"""Settings take effect at once, are saved, and refuse what they cannot take in one line."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from quizrnn.bank.library import Filter
from quizrnn.study.records import Rating
from quizrnn.study.settings import Settings
from quizrnn.text import LANGUAGES, pick
from quizrnn.tui import keymap
from quizrnn.tui.app import QuizrnnApp
from quizrnn.tui.keymap import problem, standard, usable
from quizrnn.tui.keys import PARTS, family, named
from quizrnn.tui.setting_rows import ROWS
from quizrnn.tui.widgets.keybar import KeyBar
from quizrnn.tui.widgets.piece_list import PieceList
from quizrnn.tui.widgets.quiz_page import QuizPage

from .conftest import screen_text

PLACE = {row.name: place for place, row in enumerate(ROWS)}


async def to(pilot, name):
    await pilot.press("g", *["j"] * PLACE[name])


def saved(services):
    return Settings.load(services.paths.settings)


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_every_setting_is_changed_by_the_keyboard_alone_and_saved(services, size):
    app = QuizrnnApp(services, lang="en")
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press("comma")
        for name in ("new_per_day", "desired_retention", "learn_ahead_minutes", "day_start_hour"):
            await to(pilot, name)
            await pilot.press("left")
        await to(pilot, "reviews_per_day")
        await pilot.press("enter", "backspace", "backspace", "backspace", *"55", "enter")
        await to(pilot, "exam_date")
        await pilot.press("enter", *"2031-6-1", "enter")
        await to(pilot, "theme")
        await pilot.press("right")
        assert app.theme == "quizrnn-light"
        await pilot.pause()
        assert "2031-06-01" in screen_text(app)
        wanted = Settings(
            theme="light",
            new_per_day=9,
            reviews_per_day=55,
            desired_retention=0.89,
            learn_ahead_minutes=19,
            day_start_hour=3,
            exam_date=date(2031, 6, 1),
        )
        assert services.settings == saved(services) == wanted
        await to(pilot, "exam_date")
        await pilot.press("backspace")
        assert saved(services).exam_date is None


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("new_per_day", "10000", "must be a whole number from 0 to 9999"),
        ("new_per_day", "x", "must be a whole number"),
        ("desired_retention", "0.98", "must be a number from 0.80 to 0.97"),
        ("exam_date", "tomorrow", "must be a date such as"),
        ("exam_date", "2031-02-30", "must be a date such as"),
    ],
)
async def test_what_a_setting_cannot_take_is_told_at_the_field(services, name, typed, said):
    app = QuizrnnApp(services, lang="en")
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        await pilot.press("comma")
        await to(pilot, name)
        await pilot.press("enter")
        app.screen.query_one("#value").value = typed
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        rows = screen_text(app).split("\n")
        (line,) = [row for row in rows if said in row]
        assert typed in rows[rows.index(line) - 1]
        await pilot.press("escape")
        assert app.screen.name == "settings"
        assert not services.paths.settings.exists()


async def test_the_language_is_switched_in_the_settings(services):
    app = QuizrnnApp(services, lang="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("comma", "right")
        await pilot.pause()
        assert "期望保持率" in screen_text(app)
        assert saved(services).language == "zh"


async def test_a_key_is_changed_where_one_stands_and_works_at_once(services):
    app = QuizrnnApp(services, lang="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.ways.open("keys")
        await pilot.pause()
        place = [*app.screen.made.keys].index("hint")
        await pilot.press(*["j"] * place, "enter", "f1")
        await pilot.pause()
        assert "F1 is the key for “Help”" in screen_text(app)
        await pilot.press("enter", "f12")
        await pilot.pause()
        assert saved(services).keys == {"hint": "f12"}
        await pilot.press("plus", "ctrl+w")
        assert saved(services).keys == {"hint": "f12,ctrl+w"}
        app.ways.home()
        await pilot.press("s")
        await pilot.pause()
        shown = {hint.name: hint.shown for hint in app.screen.query_one(KeyBar)._live_hints()}
        assert shown["Hint"] == "F12"
        before = screen_text(app)
        await pilot.press("f12")
        await pilot.pause()
        assert screen_text(app) != before
        app.ways.open("keys")
        await pilot.pause()
        await pilot.press(*["j"] * place, "backspace")
        assert saved(services).keys == {}


def test_keys_that_will_not_do_are_named():
    made = standard()
    assert problem("hint", "f12", {}, made) is None
    assert "quit" in made.keys
    assert "cursor" not in made.keys
    wrong = {"nothing": "f12", "hint": "hyperspace", "skip": "escape", "quit": "x", "language": "f1"}
    for name, key in wrong.items():
        assert problem(name, key, {}, made) is not None, name
    good, problems = usable({**wrong, "why": "f11"})
    assert good == {"why": "f11"}
    assert len(problems) == len(wrong)
    assert problem("figure", "f3", {}, made) is not None
    assert problem("figure", "f3", {"hint": "f12"}, made) is None


def test_every_key_of_ours_can_be_changed_and_has_a_name_of_its_own():
    made = standard()
    bound = {binding.id for _, bindings in keymap._bindings() for binding in bindings}
    assert set(made.keys) == bound
    for lang in LANGUAGES:
        alone = [pick(named(name), lang) for name in PARTS]
        assert len(set(alone)) == len(PARTS)
    assert set(PARTS) == {name for name in bound if family(name) != name}
    assert problem("cursor.down", "z", {}, made) is None
    assert problem("cursor.down", "h", {}, made) is not None  # would hide the hint
    assert problem("hint", "z", {"cursor.down": "z"}, made) is None
    assert problem("rate.good", "2", {}, made) is not None
    assert problem("rate.good", "2", {"rate.hard": "f12"}, made) is None


async def test_each_of_several_keys_of_one_name_is_changed_alone(services):
    services.settings = msgspec.structs.replace(
        Settings(), keys={"rate.good": "y", "cursor.down": "z", "move.down": "D"}
    )
    session = services.session("cram", only=Filter(types=("order",)))
    app = QuizrnnApp(services, lang="en", start="quiz", session=session)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        pieces = app.screen.query_one(QuizPage).answers.in_sight.query_one(PieceList)
        await pilot.press("z", "D")
        assert (pieces.highlighted, pieces.order) == (2, [0, 2, 1])
        await pilot.press("J", "j")
        assert (pieces.highlighted, pieces.order) == (2, [0, 2, 1])
        await pilot.press("K")
        assert pieces.order == [0, 1, 2]
        await pilot.press("f6", "3")
        assert session.step.rating is Rating.AGAIN
        await pilot.press("y")
        assert session.step.rating is Rating.GOOD
        await pilot.press("2")
        assert session.step.rating is Rating.HARD
        await pilot.press("question_mark")
        await pilot.pause()
        (row,) = [row for row in screen_text(app).split("\n") if row.endswith(" Rate")]
        assert set(row.split()) == {"1", "2", "y", "4", "Rate"}


async def test_keys_of_the_settings_file_that_will_not_do_are_told_and_left_out(services):
    services.settings = msgspec.structs.replace(Settings(), keys={"hint": "escape", "browse": "f12"})
    app = QuizrnnApp(services, lang="en")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause(0.3)
        assert "needed everywhere" in screen_text(app)
        await pilot.press("f12")
        await pilot.pause()
        assert app.screen.name == "browse"
