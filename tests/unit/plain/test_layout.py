"""Wrapping by cells."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from quizrnn.plain.layout import bar, cells, table, wrap


def test_latin_text_breaks_at_blanks():
    assert wrap("one two three", 7) == ["one two", "three"]
    assert wrap("one two", 20, "  ", "    ") == ["  one two"]
    assert wrap("one two three", 9, "a) ", "   ") == ["a) one", "   two", "   three"]


def test_wide_text_breaks_between_characters_but_not_before_closing_or_after_opening_marks():
    assert wrap("遗忘门打开，状态保留。", 12) == ["遗忘门打开，", "状态保留。"]
    lines = wrap("这里说的是（遗忘门）的作用“打开”与否，以及别的东西", 12)
    assert all(cell_len(line) <= 14 for line in lines)
    assert not any(line[0] in "，。）”" or line[-1] in "（“" for line in lines)


def test_own_line_breaks_are_kept():
    assert wrap("a\n\nb", 10) == ["a", "", "b"]


def test_items_of_a_list_hang():
    assert wrap("• one two three\n1. four five", 9) == ["• one two", "  three", "1. four", "   five"]


def test_long_words_stay_whole():
    assert wrap("see https://example.org/a/b now", 10) == ["see", "https://example.org/a/b", "now"]


def test_table_and_bar():
    assert table([["a", "10"], ["门", "5"]], right=[1]) == ["a   10", "门   5"]
    assert table([]) == []
    assert bar(0.5, 4) == "██░░"
    assert bar(7, 2) == "██"


@given(st.text(alphabet="ab\t\n\x07é–…✓█中（\u3000\u0301🙂", max_size=8))
def test_cells_are_those_of_the_table(text):
    assert cells(text) == cell_len(text)


def test_wide_blanks_stay_together():
    assert wrap("遗忘\u3000\u3000门", 8) == ["遗忘", "门"]


@given(st.text(alphabet="ab 中，（“\n•.1", max_size=40), st.integers(10, 30))
def test_nothing_is_lost_and_lines_fit(text, width):
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cell_len(line) <= width or " " not in line.strip() for line in lines if "中" not in line)
