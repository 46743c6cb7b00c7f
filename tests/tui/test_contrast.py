"""What is painted can be read: in both themes, in 16 colours, and without colour."""

from __future__ import annotations

import msgspec
import pytest
from rich._palettes import STANDARD_PALETTE
from rich.color import ColorSystem
from rich.style import Style
from textual.filter import monochrome_style

from quizrnn.study.settings import Settings
from quizrnn.tui.app import QuizrnnApp
from quizrnn.tui.screens.lab import lab_screen
from quizrnn.tui.screens.quiz import QuizScreen

from .test_screens import PLACES

TEXT, DRAWN = 4.5, 3.0
"""Least contrasts of text and of what is drawn (WCAG 2.2, 1.4.3 and 1.4.11); in 16 colours the latter."""
SIGNS = frozenset("█▉▊▋▌▍▎▏▁▂▃▄▅▆▇░▒▓│┃━─┏┓┗┛┻┳┫┣╵╷▔· ")
"""Characters that draw, apart from those of Braille."""


def luminance(rgb):
    """Return the relative luminance of a colour."""
    parts = [part / 255 for part in rgb]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """Return the contrast of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def of_sixteen(color):
    """Return a colour as a terminal of 16 colours shows it."""
    return STANDARD_PALETTE[color.downgrade(ColorSystem.STANDARD).number]


def faults(app, place):
    """Yield each run of text on the screen that stands out too little."""
    for strip in app.screen._compositor.render_strips():
        for text, style, _ in strip:
            if not text.strip():
                continue
            colors = style.color, style.bgcolor
            draws = all(sign in SIGNS or "\u2800" <= sign <= "\u28ff" for sign in text)
            seen = contrast(*(color.triplet for color in colors))
            if seen < (DRAWN if draws else TEXT) or style.dim:
                yield f"{place}: {seen:.2f} {style}: {text.strip()[:40]}"
            grey = monochrome_style(style)
            seen = contrast(grey.color.triplet, grey.bgcolor.triplet)
            if seen < (DRAWN if draws else TEXT):
                yield f"{place} without colour: {seen:.2f} {style}: {text.strip()[:40]}"
            few = contrast(*map(of_sixteen, colors))
            if few < DRAWN:
                yield f"{place} in 16 colours: {few:.2f} {style}: {text.strip()[:40]}"


def test_contrasts_are_those_of_the_standard():
    assert contrast((255, 255, 255), (0, 0, 0)) == 21
    assert round(contrast((0x77, 0x77, 0x77), (255, 255, 255)), 2) == 4.48


@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_every_screen_can_be_read(shipped, theme):
    shipped.settings = msgspec.structs.replace(Settings(), theme=theme)
    app = QuizrnnApp(shipped, lang="en")
    found = []
    async with app.run_test(size=(80, 24)) as pilot:
        for place, keys in PLACES.items():
            app.ways.home()
            await pilot.pause()
            await pilot.press(*keys)
            await app.workers.wait_for_complete()
            found += faults(app, place)
        app.ways.home()
        for severity in ("information", "warning", "error"):
            app.notify("It is said.", severity=severity)
        await pilot.pause()
        found += faults(app, "notices")
        app.ways.show(lambda: lab_screen("slopes"))
        await pilot.press("f6")
        await app.workers.wait_for_complete()
        await pilot.pause()
        found += faults(app, "lab")
        editor = await _graded(app, pilot, shipped)
        found += faults(app, "drill graded")
        await pilot.press("enter", "ctrl+f", "d")
        assert editor.faults
        found += faults(app, "marked and sought")
    assert found == []


async def _graded(app, pilot, services):
    """Grade a cell with a mistake; return the editor, in which its line is marked."""
    from quizrnn.tui.screens.drill import DrillScreen

    drill = "lstm-cell-forward"
    code = services.library.solution(drill, "article")
    for edit in services.library.drill(drill).forms["article"].misconceptions[0].edits:
        code = code.replace(edit.find, edit.replace)
    app.ways.home()
    app.ways.show(lambda: DrillScreen(drill))
    await pilot.press("enter")
    app.screen.bench.editor.text = code
    await pilot.press("f5")
    await app.workers.wait_for_complete()
    await pilot.pause()
    return app.screen.bench.editor


@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_questions_and_verdicts_of_every_type_can_be_read(services, theme):
    services.settings = msgspec.structs.replace(Settings(), theme=theme)
    app = QuizrnnApp(services, lang="zh", start="quiz", session=services.session("cram"))
    found = []
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for _ in range(app.screen.session.step.progress.left):
            name = app.screen.session.step.instance.question.id
            await pilot.press("f3", "w")
            found += faults(app, name)
            await pilot.press("enter")
            found += faults(app, f"{name}, answered or not understood")
            await pilot.press("f6")
            found += faults(app, f"{name}, verdict")
            await pilot.press("enter")
            if not isinstance(app.screen, QuizScreen):
                break
    assert found == []


@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_in_few_colours_and_without_the_cursor_of_a_list_still_shows(shipped, theme):
    shipped.settings = msgspec.structs.replace(Settings(), theme=theme)
    app = QuizrnnApp(shipped, lang="en")
    async with app.run_test(size=(80, 24)) as pilot:
        for place in ("home", "drills", "settings", "keys"):
            app.ways.home()
            await pilot.pause()
            await pilot.press(*PLACES[place], "g", "j")
            row = app.focused.region.y + app.focused.content_offset.y + 1
            grounds = [
                {style.bgcolor for text, style, _ in strip if text.strip()}
                for strip in app.screen._compositor.render_strips()[row - 1 : row + 1]
            ]
            for shown in (of_sixteen, lambda color: monochrome_style(Style(bgcolor=color)).bgcolor.triplet):
                before, here = ({shown(color) for color in row} for row in grounds)
                assert before
                assert here
                assert not before & here, place
