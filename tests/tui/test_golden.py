"""Whole screens as text, at three sizes and in both languages.

``QUIZRNN_GOLDEN=write pytest tests/tui/test_golden.py`` writes them anew; then read the difference.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len

from quizrnn.bank.library import Filter
from quizrnn.tui.app import QuizrnnApp

from .conftest import screen_text

GOLDEN = Path(__file__).with_name("golden")
SIZES = [(60, 20), (80, 24), (120, 40)]


def compare(name, text, width):
    assert all(cell_len(row) <= width for row in text.split("\n"))
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("QUIZRNN_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.fixture
def studied(services, clock):
    """Return services whose record has three days of study."""
    for _ in range(3):
        session = services.session("due", count=3)
        for right in (True, False, True):
            if right and session.step.instance.question.id == "probe-boolean":
                session.submit("f")
            else:
                session.give_up()
            session.next()
        services.store.sessions.end(session.id, clock.at)
        clock.at += timedelta(days=1)
    return services


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_home_at_every_size_resized_while_it_runs(studied, lang):
    app = QuizrnnApp(studied, lang=lang)
    async with app.run_test(size=SIZES[-1]) as pilot:
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await pilot.pause()
            compare(f"home-{size[0]}-{lang}", screen_text(app), size[0])


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_the_statistics_at_every_size(studied, lang):
    app = QuizrnnApp(studied, lang=lang)
    async with app.run_test(size=SIZES[0]) as pilot:
        await pilot.press("t")
        await app.workers.wait_for_complete()
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await pilot.pause()
            compare(f"stats-{size[0]}-{lang}", screen_text(app), size[0])


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("size", SIZES)
async def test_a_question_and_its_verdict(services, lang, size):
    session = services.session("cram", only=Filter(types=("choice",)))
    app = QuizrnnApp(services, lang=lang, start="quiz", session=session)
    async with app.run_test(size=size) as pilot:
        await pilot.press("h")
        await pilot.pause()
        compare(f"question-{size[0]}-{lang}", screen_text(app), size[0])
        wrong = session.step.instance.order.index(1)
        await pilot.press("abc"[wrong], "enter")
        await pilot.pause()
        compare(f"verdict-{size[0]}-{lang}", screen_text(app), size[0])


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_the_settings_at_every_size(services, lang):
    app = QuizrnnApp(services, lang=lang)
    async with app.run_test(size=SIZES[0]) as pilot:
        app.ways.open("settings")
        await pilot.pause()
        await pilot.press("down", "down", "down")
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await pilot.pause()
            compare(f"settings-{size[0]}-{lang}", screen_text(app), size[0])


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_browsing_at_every_size(services, lang):
    app = QuizrnnApp(services, lang=lang)
    async with app.run_test(size=SIZES[0]) as pilot:
        app.ways.open("browse")
        await pilot.pause()
        await pilot.press(*{"en": "gate", "zh": "门"}[lang])
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await pilot.pause()
            compare(f"browse-{size[0]}-{lang}", screen_text(app), size[0])
