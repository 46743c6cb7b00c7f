"""A plot in characters: where points land, what fits, and what is told without colour."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from quizrnn.labs.catalog import LABS
from quizrnn.labs.model import Axis, Curves, Series
from quizrnn.plain.plot import plot_lines
from quizrnn.text import both


def curves(*series, log=False):
    x, y = Axis(both("step", "步")), Axis(both("value", "值"), log=log)
    return Curves(tuple(series), x, y, 0.0, "")


def test_two_lines_that_cross_are_drawn_where_they_are():
    up = Series("up", (0, 1, 2, 3, 4), (0, 1, 2, 3, 4))
    down = Series("down", (0, 1, 2, 3, 4), (4, 3, 2, 1, 0))
    assert plot_lines(curves(up, down), "en", 14, height=5) == [
        "o up   x down",
        "value",
        "4 ┤xx       oo",
        "  │  xx   oo",
        "2 ┤    oxo",
        "  │  oo   xx",
        "0 ┤oo       xx",
        "  └┬────┬────┬",
        "   0    2    4",
        "          step",
    ]


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.name)
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [40, 80])
def test_every_lab_fits_and_names_its_curves_and_axes(lab, lang, width):
    found = lab.run(lab.settings(), 0)
    lines = plot_lines(found, lang, width)
    assert all(cell_len(line) <= width for line in lines)
    text = "\n".join(lines)
    for series in found.series:
        name = series.name if isinstance(series.name, str) else series.name[lang]
        assert name.replace(" ", "") in text.replace(" ", "").replace("\n", "")
    assert found.x.label[lang] in text


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.name)
def test_the_plot_in_ascii_has_no_other_characters_of_its_own(lab):
    found = lab.run(lab.settings(), 0)
    own = plot_lines(found, "en", 80, ascii_only=True)
    plot = [line for line in own if line.lstrip("0123456789.e- ")[:1] in ("|", "+")]
    assert len(plot) == 16
    assert all(line.isascii() for line in plot)


def test_a_steep_curve_has_no_holes_and_zeros_of_a_log_scale_are_left_out():
    step = Series("step", tuple(range(10)), (0,) * 5 + (9,) * 5)
    rows = [line for line in plot_lines(curves(step), "en", 30, height=10) if "│" in line or "┤" in line]
    assert all("o" in row for row in rows)
    falls = Series("falls", (0, 1, 2, 3), (1, 0.1, 0, 0))
    lines = plot_lines(curves(falls, log=True), "en", 30, height=5)
    assert "1e" in "".join(lines) or "0.1" in "".join(lines)
    assert plot_lines(curves(Series("none", (0, 1), (0.0, 0.0)), log=True), "en", 30)
