"""Texts full of brackets go through every widget and lose nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from quizrnn.bank.library import Filter, Library
from quizrnn.bank.model import question_type
from quizrnn.tui.app import QuizrnnApp
from quizrnn.tui.widgets.keybar import KeyBar

from .conftest import CONTENT, screen_text
from .test_screens import PLACES

HOSTILE = "[/] h[t] = o[t]*tanh(c[t]) [bold]x[/bold] [@click=app.quit]y[/] {H} %s \\[z]"
QUOTED = '"' + HOSTILE.replace("\\", "\\\\") + '"'

FIELDS = {
    "choice": "choices: [{text: T, correct: true, why: T}, {text: T2, why: T}]",
    "multi": "choices: [{text: T, correct: true, why: T}, {text: T2, why: T}]",
    "boolean": "answer: true",
    "cloze": "blanks: [{accept: [T]}]",
    "order": "items: [T, T2]",
    "match": "pairs: [{left: T, right: T}, {left: T2, right: T2}]",
    "numeric": "answer: 1\n    unit: T",
    "formula": "target: c\n    variables: {f: [N]}\n    answer: f\n    mistakes: [{formula: 2*f, why: T}]",
    "short": "rubric: [{point: T}]\n    model_answer: T",
    "bug": "line: 1\n    fix: T",
}


@pytest.fixture
def hostile(services, tmp_path: Path):
    """Return the services over one hostile question of each type."""
    rows = ["bank: hostile", "questions:"]
    for kind, fields in FIELDS.items():
        stem = f'{QUOTED[:-1]} [[1]]"' if kind == "cloze" else QUOTED
        fields = (
            fields.replace("T2", '"2 ' + QUOTED[1:]).replace(" T", " " + QUOTED).replace("[T]", f"[{QUOTED}]")
        )
        fields = fields.replace("[T,", f"[{QUOTED},")
        rows.append(
            f"  - id: hostile-{kind}\n    type: {kind}\n    stem: {stem}\n    code: {QUOTED}\n"
            f"    hints: [{QUOTED}]\n    explanation: {QUOTED}\n    {fields}"
        )
    path = tmp_path / "hostile.yaml"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    services.library.close()
    services.library = Library.open(services.paths, [path], content=CONTENT)
    return services


async def test_hostile_text_is_shown_whole_in_every_type(hostile):
    session = hostile.session("cram", only=Filter(banks=("hostile",)))
    app = QuizrnnApp(hostile, lang="en", start="quiz", session=session)
    async with app.run_test(size=(99, 60)) as pilot:
        for _ in FIELDS:
            kind = question_type(session.step.instance.question)
            await pilot.press("f3")
            asked = screen_text(app).count(HOSTILE)
            assert asked >= {"choice": 5, "multi": 5, "order": 5, "match": 7}.get(kind, 3), kind
            await pilot.press("f6")
            assert screen_text(app).count(HOSTILE) > asked, kind
            await pilot.press("enter")


async def test_hostile_notices_are_shown_whole(services):
    app = QuizrnnApp(services, lang="en")
    async with app.run_test(size=(120, 30), notifications=True) as pilot:
        await pilot.pause()
        app.tell("[/] h[t] [bold]x[/bold]")
        await pilot.pause(0.2)
        assert "[/] h[t] [bold]x[/bold]" in screen_text(app)


async def test_a_hostile_answer_is_kept_in_every_field(quiz):
    app = quiz("cloze", "formula", "numeric", "short")
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(4):
            await pilot.pause()
            await pilot.press("left_square_bracket", "slash", "right_square_bracket", "a")
            await pilot.pause()
            assert "[/]a" in screen_text(app)
            await pilot.press("f5")


LONG = "x" * 400 + " " + "记忆单元" * 100 + " " + "h[t] " * 1800
MANY_CHOICES = "choices: [{text: right, correct: true}, " + ", ".join(
    f"{{text: wrong{number} {'宽' * 30}{'y' * 90}}}" for number in range(2, 41)
)


@pytest.fixture
def enormous(services, tmp_path: Path):
    """Return the services over questions whose stem has 10,000 characters, and one with 40 choices."""
    rows = ["bank: enormous", "questions:"]
    assert len(LONG) > 9_700
    for kind, fields in {**FIELDS, "choice": MANY_CHOICES + "]", "multi": MANY_CHOICES + "]"}.items():
        stem = LONG + ("[[1]] end" if kind == "cloze" else "end")
        fields = (
            fields.replace("T2", "two")
            .replace(" T", " tee")
            .replace("[T", "[tee")
            .replace("why: T", "why: tee")
        )
        rows.append(
            f'  - id: enormous-{kind}\n    type: {kind}\n    stem: "{stem}"\n    code: "x = 1"\n    {fields}'
        )
    path = tmp_path / "enormous.yaml"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    services.library.close()
    services.library = Library.open(services.paths, [path], content=CONTENT)
    return services


async def test_enormous_questions_are_shown_to_their_last_word_and_answered(enormous):
    session = enormous.session("cram", only=Filter(banks=("enormous",)))
    app = QuizrnnApp(enormous, lang="en", start="quiz", session=session)
    async with app.run_test(size=(60, 20)) as pilot:
        for _ in FIELDS:
            await pilot.pause()
            page = app.screen.query_one("#page")
            while page.max_scroll_y < 100:
                await pilot.pause()
            await pilot.pause(0.1)
            seen = ""
            for top in range(0, page.max_scroll_y + 17, 17):
                page.scroll_to(y=top, animate=False, immediate=True)
                await pilot.pause()
                seen += screen_text(app)
            assert seen.count("记忆单元") >= 90
            assert "end" in seen
            kind = question_type(session.step.instance.question)
            if kind in ("choice", "multi"):
                missing = [number for number in range(2, 41) if f"wrong{number}" not in seen]
                assert not missing
            await pilot.press("f6", "enter")


SIZES = [(60, 20), (240, 70), (80, 24), (99, 21), (61, 69)]


@pytest.mark.parametrize("place", PLACES)
async def test_a_screen_is_whole_after_being_resized_at_any_moment(shipped, place):
    app = QuizrnnApp(shipped, lang="zh")
    async with app.run_test(size=SIZES[1]) as pilot:
        await pilot.pause()
        await pilot.press(*PLACES[place])
        for width, height in SIZES:
            await pilot.resize_terminal(width, height)
            await pilot.pause()
            rows = screen_text(app).split("\n")
            assert len(rows) == height + 1
            assert all(cell_len(row) <= width for row in rows)
            names = [hint.name for hint in app.screen.query_one(KeyBar).hints()]
            assert place == "help" or names[:2] == ["帮助", "退出"]
