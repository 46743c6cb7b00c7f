"""What lint hears about a text."""

import pytest

from quizrnn.notation import problems
from quizrnn.text import pick


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("costs $5", "$"),
        ("a $x", "$"),
        (r"$\foo x$", r"\foo"),
        ("$x^{$", "brace"),
        ("$a_b_c$", "_"),
        ("a `b", "`"),
        ("a **b", "*"),
        ("see *this", "*"),
    ],
)
def test_told(text, word):
    found = problems(text)
    assert len(found) == 1
    assert word in pick(found[0], "en") or word == "brace"
    assert pick(found[0], "zh") != pick(found[0], "en")


@pytest.mark.parametrize(
    "text",
    [
        "a * b * c",
        "x_i*y_i",
        r"\$5",
        "$x_t$ **b** *c* `d * e`",
        "h[t] = o[t]*tanh(c[t])",
        "[[1]]",
        "- a\n- b",
        "2**3",
    ],
)
def test_nothing_to_tell(text):
    assert problems(text) == []
