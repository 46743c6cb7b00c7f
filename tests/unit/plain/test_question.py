"""What a verdict says beside its words: the places of a typed answer that are off."""

import pytest

from quizrnn.answers.verdict import Mark, Verdict
from quizrnn.plain.question import marked_lines


def drawn(answer, *marks, width=60):
    verdict = Verdict(score=0.0, expected="x", marks=tuple(Mark(*mark) for mark in marks))
    return marked_lines(answer, verdict, width)


@pytest.mark.parametrize(
    ("answer", "marks", "pointer"),
    [
        ("dc*i*(1 - g)", [(11, 11, "**2")], "           ^"),
        ("i*c_prev + f*g", [(0, 1, "f"), (11, 12, "i")], "^          ^"),
        ("遗忘*c + i", [(3, 4, "c_prev")], "     ^"),
        ("y = σ(a) * bb", [(11, 13, "c")], "           ^^"),
    ],
)
def test_points_at_every_place(answer, marks, pointer):
    assert drawn(answer, *marks) == [f"  {answer}", f"  {pointer}"]


def test_points_at_nothing_that_is_unknown_or_does_not_fit():
    assert drawn("f*g") == []
    assert drawn("f*g", (0, 1, "i"), width=4) == []
    assert drawn("f\n*g", (0, 1, "i")) == []
    assert drawn("\x1b[2Jf", (0, 1, "i")) == []
