"""Every screen opens in both languages, and every key that a bottom line names does something."""

from __future__ import annotations

import msgspec
import pytest
from textual.screen import ModalScreen

from quizrnn.tui.app import QuizrnnApp
from quizrnn.tui.commands import COMMANDS
from quizrnn.tui.widgets.keybar import KeyBar

from .conftest import screen_text

PLACES = {
    "home": (),
    "quiz": ("s",),
    "verdict": ("s", "f6"),
    "drills": ("d",),
    "drill": ("d", "enter"),
    "editor": ("d", "enter", "enter"),
    "browse": ("b",),
    "question": ("b", "enter"),
    "stats": ("t",),
    "settings": ("comma",),
    "keys": ("comma", "down", "end", "enter"),
    "help": ("f1",),
}


EVERYWHERE = ("question_mark", "f1", "q", "ctrl+q", "ctrl+p", "f2")


async def opened(pilot, place):
    await pilot.pause()
    await pilot.press(*PLACES[place])


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_every_screen_opens_and_its_footer_names_help_and_quit_first(shipped, lang):
    app = QuizrnnApp(shipped, lang=lang)
    wanted = {"en": ["Help", "Quit"], "zh": ["帮助", "退出"]}[lang]
    async with app.run_test(size=(60, 20)) as pilot:
        for place in PLACES:
            app.ways.home()
            await opened(pilot, place)
            names = [hint.name for hint in app.screen.query_one(KeyBar).hints()]
            assert names[: 2 - (place == "help")] == wanted[place == "help" :], place
            text = screen_text(app)
            assert len(text.split("\n")) == 21
            assert text.count("\n\n") < 20, place


@pytest.mark.parametrize("place", PLACES)
async def test_every_key_in_the_footer_does_something(shipped, place):
    app = QuizrnnApp(shipped, lang="en")
    async with app.run_test(size=(160, 24), notifications=True) as pilot:
        await opened(pilot, place)
        hints = app.screen.query_one(KeyBar).hints()
        # What holds everywhere is tried once, what quits elsewhere; the first rating is the one that stands.
        keys = ["3" if hint.key == "1" else hint.key for hint in hints if hint.name != "Quit"]
        keys = [key for key in keys if place == "home" or key not in EVERYWHERE]
        if place == "editor":  # What does the same as on the sheet was tried there.
            await pilot.press("escape")
            keys = [
                key for key in keys if key not in {hint.key for hint in app.screen.query_one(KeyBar).hints()}
            ]
            await pilot.press("enter")
        assert keys or place in ("stats", "help")
        for key in keys:
            app.clear_notifications()
            if key == "ctrl+u":
                await pilot.press("x")
            seen = screen_text(app)
            await pilot.press(key)
            assert screen_text(app) != seen or app._notifications, key
            if app.screen.name == "drill":
                await pilot.press("escape")
            while isinstance(app.screen, ModalScreen):
                await pilot.press("escape")
            app.ways.home()
            await opened(pilot, place)


@pytest.mark.parametrize("key", ["q", "ctrl+q"])
async def test_the_keys_that_quit_quit(services, key):
    app = QuizrnnApp(services, lang="en")
    async with app.run_test() as pilot:
        await pilot.press(key)
        assert app._exit


async def test_each_command_of_the_palette_does_what_it_says(shipped):
    app = QuizrnnApp(shipped, lang="en")
    async with app.run_test() as pilot:
        await pilot.pause()
        for action, *_ in COMMANDS:
            theme = app.theme
            await app.run_action(action)
            await pilot.pause()
            match action:
                case "language":
                    assert app.lang == "zh"
                case "theme":
                    assert app.theme != theme
                case "quit":
                    assert app._exit
                case _:
                    assert app.screen.name == action.removeprefix("open('").removesuffix("')")
                    app.ways.home()


async def test_the_palette_opens_our_commands_in_the_learners_language(shipped):
    app = QuizrnnApp(shipped, lang="zh")
    async with app.run_test() as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause(0.3)
        text = screen_text(app)
        assert "编程练习" in text
        assert "Screenshot" not in text
        await pilot.press(*"统计")
        await pilot.pause(0.3)
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen.name == "stats"


async def test_the_mouse_presses_what_the_footer_names(shipped):
    app = QuizrnnApp(shipped, lang="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        place = screen_text(app).split("\n")[-2].index("Drills")
        await pilot.click(KeyBar, offset=(place, 0))
        await pilot.pause()
        assert app.screen.name == "drills"


async def test_browsing_filters_as_one_types_in_either_language_and_shows_the_answer(services):
    app = QuizrnnApp(services, lang="en")
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("b", *"vanish")
        await pilot.pause()
        assert "1 of 10" in screen_text(app)
        assert "Why do gradients vanish?" in screen_text(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "product of Jacobians" not in screen_text(app)
        await pilot.press("a")
        await pilot.pause()
        assert "product of Jacobians" in screen_text(app)
        await pilot.press("p")
        await pilot.pause()
        assert app.screen.name == "quiz"
        assert app.screen.session.step.instance.question.id == "probe-short"


async def test_a_question_is_suspended_found_and_asked_again_where_it_is_read(services):
    app = QuizrnnApp(services, lang="en")
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("b", *"vanish", "enter", "exclamation_mark")
        assert services.store.marks.suspended() == {"probe-short"}
        assert "suspended" in screen_text(app).split("\n")[0]
        await pilot.press("escape")
        app.screen.query_one("#filter").value = "suspended"
        await pilot.pause()
        assert "1 of 10" in screen_text(app)
        await pilot.press("enter", "exclamation_mark")
        assert not services.store.marks.suspended()
        await pilot.press("escape")
        await pilot.pause()
        assert "0 of 10" in screen_text(app)


async def test_a_newcomer_is_welcomed_until_the_first_answer(services):
    app = QuizrnnApp(services, lang="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Welcome." in screen_text(app)
        assert "0 days" not in screen_text(app)
        await pilot.press("s", "f6", "escape")
        await pilot.pause()
        assert "Welcome." not in screen_text(app)
        assert "Streak 1 day" in screen_text(app)


async def test_home_tells_once_of_answers_that_were_right_after_all(services, monkeypatch):
    from quizrnn.study import errata

    righted = (errata.Righted(question="c-1", answers=1, was="a", now="b"),)
    noted = []
    monkeypatch.setattr(errata, "told", lambda _store, found: noted.append(found))
    real = services.overview
    monkeypatch.setattr(services, "overview", lambda: msgspec.structs.replace(real(), righted=righted))
    app = QuizrnnApp(services, lang="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "you were right: c-1" in screen_text(app)
        assert noted == [righted]


async def test_a_fault_leaves_a_report_and_says_where(services, monkeypatch):
    from quizrnn.tui.screens.home import HomeScreen

    def broken(_self):
        raise RuntimeError("boom")

    monkeypatch.setattr(HomeScreen, "load", broken)
    app = QuizrnnApp(services, lang="en")
    with pytest.raises(RuntimeError):
        async with app.run_test() as pilot:
            await pilot.pause()
    (report,) = services.paths.cache.glob("crash-*.txt")
    assert "boom" in report.read_text()
    assert str(report) in app.failure.line("en")


async def test_a_record_that_cannot_be_opened_ends_in_one_line(services):
    from quizrnn.errors import QuizrnnError

    services.paths.database.parent.mkdir(parents=True, exist_ok=True)
    services.paths.database.write_bytes(b"not a database" * 100)
    app = QuizrnnApp(services, lang="en")
    with pytest.raises(QuizrnnError):
        async with app.run_test() as pilot:
            await pilot.pause()
    assert str(services.paths.database) in app.failure.line("en")
    assert not list(services.paths.cache.glob("crash-*.txt"))
