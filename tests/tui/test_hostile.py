"""Texts full of brackets go through every widget and lose nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizrnn.bank.library import Filter, Library
from quizrnn.bank.model import question_type
from quizrnn.tui.app import QuizrnnApp

from .conftest import CONTENT, screen_text

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
