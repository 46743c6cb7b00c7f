"""Code in line mode: plain on a pipe, in colours on a terminal, the same characters in both."""

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizrnn.plain.code import CodeLine, numbered_code, painted, takes_colours
from quizrnn.plain.dialogue import Dialogue

CODE = 'def f(x):\n\t"""Say\n    so."""\n\n    return x * 2.0  # twice\n'
SGR = re.compile(r"\x1b\[[0-9;]*m")


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_lines_are_numbered_and_plain():
    assert numbered_code(CODE) == [
        "  1  def f(x):",
        '  2      """Say',
        '  3      so."""',
        "  4",
        "  5      return x * 2.0  # twice",
    ]


def test_colours_end_with_their_line():
    rows = [line.painted for line in numbered_code(CODE)]
    assert rows[0] == "  1  \x1b[35mdef\x1b[0m \x1b[1mf\x1b[0m(x):"
    assert "\x1b[32m" in rows[1]
    assert "\x1b[32m" in rows[2]
    assert "\x1b[36m2.0\x1b[0m" in rows[4]
    assert all(row.count("\x1b[0m") * 2 == row.count("\x1b[") for row in rows)


@given(st.text(max_size=60))
def test_painting_changes_no_character_and_lets_no_command_through(code):
    for line in numbered_code(code):
        assert SGR.sub("", line.painted) == line
        assert "\x1b" not in line
        assert painted(line, colours=False) == line


@pytest.mark.parametrize(
    ("stream", "environment", "taken"),
    [
        (Terminal(), {"TERM": "xterm"}, True),
        (io.StringIO(), {"TERM": "xterm"}, False),
        (Terminal(), {"TERM": "dumb"}, False),
        (Terminal(), {}, False),
        (Terminal(), {"TERM": "xterm", "NO_COLOR": "1"}, False),
        (Terminal(), {"TERM": "xterm", "NO_COLOR": ""}, True),
    ],
)
def test_where_colours_are_taken(stream, environment, taken):
    assert takes_colours(stream, environment) is taken


@pytest.mark.parametrize("colours", [True, False])
def test_a_dialogue_prints_colours_only_where_it_may(colours):
    writer = io.StringIO()
    Dialogue(io.StringIO(), writer, "en", 80, colours=colours).print(
        ["a\x1b[31m", *numbered_code("if x:\n  1\x1b[2J")]
    )
    text = writer.getvalue()
    assert text.startswith("a[31m\n")
    assert ("\x1b[35mif" in text) is colours
    assert "\x1b[2J" not in text
    assert "\x1b[31m" not in text


def test_a_line_knows_its_program():
    first, second = numbered_code("a\nb")
    assert isinstance(first, CodeLine)
    assert first.program is second.program
