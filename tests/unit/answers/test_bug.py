"""The line at fault and its correction."""

import pytest

from quizrnn.answers.check import check, expected
from quizrnn.answers.instance import draw
from quizrnn.bank.model import BugQuestion
from quizrnn.errors import Malformed
from quizrnn.text import pick

CODE = "def f(x):\n    y = x + 1\n    # note\n    return x\n"
BUG = BugQuestion(id="b", stem="?", code=CODE, lines=4, fix="return y")


def said(verdict):
    return [pick(text, "en") for text in verdict.feedback]


@pytest.mark.parametrize("answer", ["4", " ４ ", "line 4", "Line 4.", "L4", "第4行", "#4"])
def test_right(answer):
    assert check(draw(BUG, 0), answer).correct


def test_diff_keeps_the_indentation():
    verdict = check(draw(BUG, 0), "1")
    assert verdict.score == 0.0
    assert verdict.diff == (
        "@@ -2,3 +2,3 @@",
        "     y = x + 1",
        "     # note",
        "-    return x",
        "+    return y",
    )
    assert pick(expected(draw(BUG, 0)), "en") == "4: `return y`"


def test_feedback_on_the_line_named():
    assert said(check(draw(BUG, 0), "3")) == ["Line 3 does nothing that could be wrong."]
    assert said(check(draw(BUG, 0), "1")) == ["Line 1 is right as it is."]
    two = BugQuestion(id="n", stem="?", code=CODE, lines=2, fix="    y = x")
    assert said(check(draw(two, 0), "1")) == [
        "Close: line 1 stands beside the faulty one, but is right itself."
    ]


def test_several_lines_may_be_named():
    either = BugQuestion(id="e", stem="?", code=CODE, lines=[2, 4], fix="    return y")
    assert check(draw(either, 0), "2").correct
    assert check(draw(either, 0), "4").correct
    assert "-    return x" in check(draw(either, 0), "2").diff
    assert pick(expected(draw(either, 0)), "en") == "4 or 2: `return y`"


@pytest.mark.parametrize("answer", ["", "0", "5", "-4", "four", "4 5", "4.5", "99999999999"])
def test_malformed(answer):
    with pytest.raises(Malformed):
        check(draw(BUG, 0), answer)
