"""Columns of blocks: as high as the numbers say, to an eighth of a row."""

from hypothesis import given
from hypothesis import strategies as st

from quizrnn.notation.ascii import to_ascii
from quizrnn.tui.columns import BLOCKS, NONE, column_rows, spark

NUMBERS = st.lists(st.integers(0, 10**6), min_size=1, max_size=30)


def test_a_line_of_columns():
    assert spark([0, 1, 4, 8]) == "·▁▄█"
    assert spark([0, 0]) == "··"
    assert spark([]) == ""
    assert to_ascii(spark([0, 1, 4, 8])).isascii()


def test_rows_of_columns():
    rows = [row.plain for row in column_rows([20, 10, 1, 0], 2)]
    assert rows == ["20 █", " 0 █ █ ▁ ·"]


@given(NUMBERS, st.integers(1, 9))
def test_each_column_is_as_high_as_its_number(values, height):
    most = max(values)
    rows = [row.plain for row in column_rows(values, height)]
    margin = len(str(most)) + 1
    for place, value in enumerate(values):
        cells = [row[margin + 2 * place : margin + 2 * place + 1] or " " for row in rows]
        eighths = sum(BLOCKS.index(cell) + 1 for cell in cells if cell in BLOCKS)
        assert "".join(cells).lstrip(" ") == "".join(cells).strip()
        if value:
            assert 0 <= eighths - 8 * height * value / most < 1
        else:
            assert cells == [" "] * (height - 1) + [NONE]
    assert all(len(spark(values[:k])) == k for k in range(len(values)))


def test_days_beside_fit():
    from quizrnn.tui.widgets.days_plot import GAP, MOST, WEEK, days_beside

    for room in range(10, 300):
        count = days_beside(room)
        assert WEEK <= count <= MOST
        assert 2 * (2 * count + GAP - 1) <= room or count == WEEK
