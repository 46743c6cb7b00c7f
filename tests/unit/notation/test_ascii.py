from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from quizrnn.notation import latex_to_unicode
from quizrnn.notation.ascii import spelled_out, to_ascii


@pytest.mark.parametrize(
    ("tex", "shown"),
    [
        (r"h_t = o_t \odot \tanh(c_t)", "h_t = o_t * tanh(c_t)"),
        (r"h_{t-1}^{(2)}", "h_(t-1)^(2)"),
        (r"\partial L/\partial W_f", "dL/dW_f"),
        (r"\sigma(W x)", "sigma(W x)"),
        (r"\alpha\beta", "alpha beta"),
        (r"\sum_{k=1}^{T} x_k^2", "sum_(k=1)^T x_k^2"),
        (r"\tilde{c}_t", "c~_t"),
        (r"W^\top x \to 0", "W^T x -> 0"),
        (r"a \le b", "a <= b"),
    ],
)
def test_mathematics_is_spelled_as_one_types_it(tex, shown):
    assert spelled_out(latex_to_unicode(tex)) == shown


@given(st.text())
def test_each_cell_becomes_one_character(text):
    drawn = to_ascii(text)
    assert drawn.isascii()
    if text.isprintable():
        assert len(drawn) == cell_len(text)


def test_boxes_are_drawn_with_plus_minus_and_bar():
    assert to_ascii("┌──┐\n│ⱼ₋│\n└▲━┘") == "+--+\n|j-|\n+^-+"
    assert to_ascii("✓ ✗ … · ★ █░") == "+ x . . * #."
    assert to_ascii("门 ✓", wide=True) == "门 +"
    assert to_ascii("门 ✓") == "?? +"
