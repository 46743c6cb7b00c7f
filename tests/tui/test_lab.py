"""The labs: a prediction before the plot, knobs on the arrow keys, the way from a question and back."""

from __future__ import annotations

import asyncio
import threading

import numpy as np
import pytest
from rich.cells import cell_len

from quizrnn.labs.catalog import LABS, find, lab_for
from quizrnn.labs.model import Setup
from quizrnn.labs.own import Own
from quizrnn.tui.app import QuizrnnApp
from quizrnn.tui.screens.lab import LabScreen
from quizrnn.tui.screens.labs import LabsScreen
from quizrnn.tui.widgets.keybar import KeyBar

from .conftest import screen_text


def opened(services, name, lang="en", own=None, **typed):
    lab = find(name)
    return QuizrnnApp(services, lang=lang, start="lab", lab=Setup(lab, lab.settings(typed), 0, own))


@pytest.mark.parametrize(
    ("size", "lang", "labs"),
    [
        ((80, 24), "en", LABS),
        ((80, 24), "zh", LABS[1:3]),
        ((60, 20), "zh", LABS[:1]),
        ((120, 40), "en", LABS[:1]),
    ],
    ids=["80x24-en", "80x24-zh", "60x20-zh", "120x40-en"],
)
async def test_every_lab_asks_first_and_then_shows_curves_axes_and_legend(services, size, lang, labs):
    for lab in labs:
        app = opened(services, lab.name, lang)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            before = screen_text(app)
            assert ("Before you look:" if lang == "en" else "看图之前：") in before
            assert "┃" not in before
            await pilot.press("f6")
            await pilot.pause()
            text = screen_text(app)
            assert "Before you look" not in text
            curves = lab.run(lab.settings(), 0)
            for mark, series in zip("ox+*", curves.series, strict=False):
                name = app.say(series.name)
                assert f"{mark} {name}" in text.replace("\u00a0", " ")
            assert app.say(curves.x.label) in text
            assert sum("┃" in row or "┫" in row for row in text.split("\n")) >= 5
            assert any(character in text for character in "⠒⠤⣀⠉")
            assert app.say(curves.truth)[:10] in text
            assert all(cell_len(row) <= size[0] for row in text.split("\n"))


async def test_a_choice_is_guessed_by_its_letter_and_judged(services):
    app = opened(services, "gradients")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("a", "enter")
        await pilot.pause()
        assert "✗ You said RNN; it is LSTM." in screen_text(app)
        await pilot.press("right")
        await pilot.pause()
        assert "You said" not in screen_text(app)
        await pilot.press("left")
        await pilot.pause()
        assert "✗ You said RNN; it is LSTM." in screen_text(app)


async def test_a_number_is_guessed_and_what_is_no_number_is_asked_again(services):
    app = opened(services, "truncation")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press(*"many", "enter")
        await pilot.pause()
        assert "a number, such as 0.5 or 12" in screen_text(app)
        assert "┃" not in screen_text(app)
        await pilot.press("home", *["delete"] * 4, "9", "enter")
        await pilot.pause()
        assert "✓ You said 9; it is 9." in screen_text(app)


async def test_the_arrows_turn_the_knobs_and_the_curves_follow(services):
    app = opened(services, "truncation")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("right")
        assert app.screen.bench.settings["window"] == 10
        await pilot.press("f6", "right", "right")
        await pilot.pause()
        assert app.screen.bench.settings == {"window": 12, "gain": 1.1}
        assert "window 12" in screen_text(app).replace("\u00a0", " ")
        assert "The largest lag with a gradient is 11" in screen_text(app)
        await pilot.press("down", *["left"] * 30)
        await pilot.pause()
        assert app.screen.bench.settings == {"window": 12, "gain": 0.1}
        seen = screen_text(app)
        await pilot.press("n")
        await pilot.pause()
        assert "seed 1" in screen_text(app)
        assert screen_text(app) != seen
        await pilot.press("pagedown")
        await pilot.pause()
        assert "Try" in screen_text(app)


async def test_p_asks_again_where_the_knobs_stand(services):
    app = opened(services, "forget-bias")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("f6", "right", "p")
        await pilot.pause()
        text = screen_text(app)
        assert "b_f = 2.5" in text
        assert "┃" not in text
        await pilot.press(*"12.7", "enter")
        await pilot.pause()
        assert "✓ You said 12.7; it is 12.7." in screen_text(app)


async def test_the_language_changes_in_place_and_keeps_knobs_and_guess(services):
    app = opened(services, "gradients")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("b", "enter", "f2")
        await pilot.pause()
        assert "✓ 你猜的是 LSTM，实际是 LSTM。" in screen_text(app)
        assert "┃" in screen_text(app)


async def test_the_list_opens_labs_and_escape_leads_back(services):
    app = QuizrnnApp(services, lang="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await app.run_action("open('labs')")
        await pilot.pause()
        text = screen_text(app)
        assert all(lab.title["en"] in text for lab in LABS)
        await pilot.press("down", "enter")
        await pilot.pause()
        assert isinstance(app.screen, LabScreen)
        assert app.screen.bench.lab.name == "gates"
        await pilot.press("escape")
        assert isinstance(app.screen, LabsScreen)


async def test_every_key_of_the_bottom_line_does_something(services):
    app = opened(services, "gates")
    async with app.run_test(size=(140, 20)) as pilot:
        await pilot.pause()
        await pilot.press("f6")
        await pilot.pause()
        hints = {hint.key: hint.shown for hint in app.screen.query_one(KeyBar).hints()}
        assert {"↑↓", "←→", "p", "n", "PgDn"} <= set(hints.values())
        for key in ("down", "right", "n", "pagedown", "p"):
            seen = screen_text(app)
            await pilot.press(key)
            await pilot.pause()
            assert screen_text(app) != seen, key


async def test_a_terminal_without_colours_shows_the_curves(services, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    app = opened(services, "gradients")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("f6", "right")
        await pilot.pause()
        segments = [segment for strip in app.screen._compositor.render_strips() for segment in strip]
        colours = {
            s.style.color.triplet for s in segments if s.style is not None and s.style.color is not None
        }
        assert all(colour is None or len(set(colour)) == 1 for colour in colours)
        assert "┃" in screen_text(app)


async def test_without_colours_and_in_ascii_the_curves_are_told_by_their_marks(services):
    services.change_settings(ascii=True)
    app = opened(services, "gradients")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("f6")
        await pilot.pause()
        text = screen_text(app)
        assert not set(text) & set("⠒⠤⣀⠉")
        rows = "\n".join(text.split("\n")[5:16])
        assert all(rows.count(mark) > 10 for mark in "ox+")


async def test_after_the_verdict_v_opens_the_lab_that_explains_the_question(shipped):
    question = "rnn-tbptt-largest-lag"
    assert lab_for(question) == "truncation"
    app = QuizrnnApp(shipped, lang="en", start="quiz", session=shipped.practise(question))
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.pause()
        await pilot.press("v")
        assert app.screen.name == "quiz"
        await pilot.press("f6")
        await pilot.pause()
        assert "Lab" in [hint.name for hint in app.screen.query_one(KeyBar).hints()]
        await pilot.press("v")
        await pilot.pause()
        assert isinstance(app.screen, LabScreen)
        assert app.screen.bench.lab.name == "truncation"
        await pilot.press("escape")
        assert app.screen.name == "quiz"


async def test_the_learners_own_code_runs_beside_and_keys_are_answered_meanwhile(services):
    started, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def run(trials):
        loop.call_soon_threadsafe(started.set)
        assert go_on.wait(20)
        return [{name: np.zeros(shape) for name, shape in trial.shapes.items()} for trial in trials]

    app = opened(services, "gates", own=Own(frozenset({"lstm_cell_forward"}), run))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("f6")
        await started.wait()
        await pilot.press("down")
        assert app.screen.bench.chosen == 1
        go_on.set()
        await app.workers.wait_for_complete()
        await pilot.pause()
        text = screen_text(app).replace("\u00a0", " ")
        assert "# cell state c, yours" in text
        assert "Your lstm_cell_forward differs from the reference" in text


async def test_own_code_that_fails_is_said_on_the_screen(services):
    from quizrnn.errors import QuizrnnError

    def run(_trials):
        raise QuizrnnError("mine.py:3: it [broke]")

    app = opened(services, "gates", own=Own(frozenset({"lstm_cell_forward"}), run))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("f6")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "mine.py:3: it [broke]" in screen_text(app)
