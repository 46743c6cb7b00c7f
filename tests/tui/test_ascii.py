"""With ``--ascii`` nothing but ASCII reaches the terminal, and mathematics is still read."""

from __future__ import annotations

import pytest

from quizrnn.tui.app import QuizrnnApp

from .conftest import screen_text
from .test_screens import PLACES

SIZES = [(60, 20), (100, 30)]


@pytest.mark.parametrize("size", SIZES)
async def test_no_screen_draws_anything_but_ascii(shipped, size):
    app = QuizrnnApp(shipped, lang="en", ascii_only=True)
    async with app.run_test(size=size) as pilot:
        for place, keys in PLACES.items():
            app.ways.home()
            await pilot.pause()
            await pilot.press(*keys)
            await pilot.pause()
            text = screen_text(app)
            assert text.isascii(), (place, [letter for letter in text if not letter.isascii()])
            assert all(len(row) <= size[0] for row in text.split("\n"))
        await pilot.press("ctrl+p")
        await pilot.pause(0.2)
        assert screen_text(app).isascii()


async def test_chinese_stays_where_the_learner_reads_it(shipped):
    app = QuizrnnApp(shipped, lang="zh", ascii_only=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("b")
        await pilot.pause()
        text = screen_text(app)
        assert "浏览" in text
        assert not set("─│·★…✓✗█░") & set(text)


async def test_mathematics_is_spelled_out(shipped):
    app = QuizrnnApp(shipped, lang="en", ascii_only=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("b", *"rnn-latch-gradient")
        await pilot.pause()
        assert "dh_100/dx_1" in screen_text(app)


async def test_the_setting_holds_at_once_and_only_what_was_asked_for_goes_before_it(services):
    app = QuizrnnApp(services, lang="en", ascii_terminal=True)
    assert app.ascii
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert screen_text(app).isascii()
        await app.change_setting("ascii", False)
        await pilot.pause()
        assert "quizrnn · Home" in screen_text(app)
        await app.change_setting("ascii", True)
        await pilot.pause()
        assert screen_text(app).isascii()
