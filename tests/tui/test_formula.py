"""Formulas in two dimensions: in prose, and of what is being typed."""

import pytest
from textual.content import Content

from quizrnn.tui.draw import formula, labelled_prose, pointed, prose
from quizrnn.tui.prose import Prose
from quizrnn.tui.widgets.label import Note

from .conftest import screen_text

TEXT = "so\n\n$$y = \\frac{a}{b} = \\frac{c}{d}$$\n\nand $\\frac{a}{b}$"


def rows(shown, width):
    return shown.broken(width).plain.split("\n")


def test_prose_draws_display_formulas_as_wide_as_there_is_room():
    shown = prose(TEXT)
    assert rows(shown, 40) == ["so", "        a   c", "    y = ─ = ─", "        b   d", "and a/b"]
    broken = ["        a", "    y = ─", "        b", "", "          c", "        = ─", "          d"]
    assert rows(shown, 12) == ["so", *broken, "and a/b"]
    assert rows(shown, 7) == ["so", "    y =", "    a/b", "    =", "    c/d", "and a/b"]
    assert shown.get_optimal_width({}, 80) == 13
    assert shown.get_height({}, 40) == 5


def test_a_label_stands_above_a_formula():
    assert rows(labelled_prose("Answer", "$$\\frac{a}{b}$$"), 40) == ["Answer", "    a", "    ─", "    b"]


def test_a_formula_keeps_its_style_in_every_row():
    shown = Prose([formula(r"\frac{a}{b}")]).broken(40)
    assert [span.style for span in shown.spans] == ["$text-primary"] * 3


@pytest.mark.parametrize(
    ("typed", "column", "seen"),
    [
        ("f*c_prve + i", 2, ["  f*c_prve + i", "    ^^^^^^"]),
        ("遗忘 + x", 5, ["  遗忘 + x", "         ^"]),
        ("f*", 2, ["  f*", "    ^"]),
        ("f*", 9, ["  f*", "    ^"]),
        ("a + " * 20 + "q + r", 80, ["  …" + "a + " * 5 + "q + r", " " * 23 + "^"]),
    ],
)
def test_what_is_wrong_is_pointed_at(typed, column, seen):
    drawn = [row.replace("\u00a0", " ") for row in rows(Prose(pointed(typed, column)), 60)]
    assert drawn == seen


def test_a_place_is_pointed_at_as_far_as_it_reaches():
    drawn = rows(Prose(pointed("f*c_prev - i*g", 8, end=11)), 60)
    assert [row.replace("\u00a0", " ") for row in drawn] == ["  f*c_prev - i*g", "          ^^^"]


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_a_formula_in_the_making_is_drawn_in_a_place_of_its_own(quiz, size):
    app = quiz("formula")
    async with app.run_test(size=size) as pilot:
        region = app.screen.query_one(Note).region
        await pilot.press(*"f/c_prev")
        await pilot.pause(0.4)
        text = screen_text(app)
        assert "shape (N, H)" in text
        drawn = [row.strip() for row in text.split("\n")]
        place = drawn.index("─────")
        assert (drawn[place - 1], drawn[place + 1]) == ("f", "cₚᵣₑᵥ")
        assert app.screen.query_one(Note).region == region
        await pilot.press(*"+zz")
        await pilot.pause(0.4)
        drawn = [row.strip().replace("\u00a0", " ") for row in screen_text(app).split("\n")]
        assert "^^" in drawn
        assert app.screen.query_one(Note).region == region


async def test_a_wrong_formula_is_pointed_at_where_it_is_wrong(quiz):
    app = quiz("formula")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"f*c_prev - i*g", "enter")
        await pilot.pause()
        drawn = [row.strip().replace("\u00a0", " ") for row in screen_text(app).split("\n")]
        assert "f*c_prev - i*g" in drawn
        assert "^^^" in drawn
        assert any("+ i*g where you wrote - i*g" in row.replace("`", "") for row in drawn)


def test_hostile_formulas_are_drawn_as_they_are():
    shown = prose("$$[bold] \\unknown{[/]}$$")
    assert isinstance(shown.broken(60), Content)
    assert "[bold] \\unknown{[/]}" in shown.broken(60).plain
