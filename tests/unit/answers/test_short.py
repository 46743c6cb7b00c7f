"""Free text marked against a rubric."""

import pytest

from quizrnn.answers.check import check, expected
from quizrnn.answers.instance import draw
from quizrnn.answers.short import suggest
from quizrnn.bank.model import RubricPoint, ShortQuestion
from quizrnn.errors import Malformed
from quizrnn.text import both, pick

WHY = ShortQuestion(
    id="s",
    stem="?",
    rubric=[
        RubricPoint(
            point=both("the product shrinks", "连乘变小"), keywords=["vanish", "|λ| < 1", "梯度消失"]
        ),
        RubricPoint(point="tanh′ ≤ 1", keywords={"en": ["tanh"], "zh": ["双曲正切"]}),
        RubricPoint(point="no keyword"),
    ],
    model_answer="Because …",
)


def test_points_decide():
    instance = draw(WHY, 0)
    assert check(instance, "x\n1,2,3").score == 1.0
    assert check(instance, "x\n1 3").score == pytest.approx(2 / 3)
    assert check(instance, "x\n１，２").score == pytest.approx(2 / 3)
    assert check(instance, "x\n13").score == pytest.approx(2 / 3)
    assert check(instance, "several\nlines\n0").score == 0.0
    assert check(instance, "x\r\n1,2,3\r\n").score == 1.0
    assert pick(expected(instance), "en") == "Because …"


def test_missing_points_are_told():
    feedback = check(draw(WHY, 0), "x\n2,3").feedback
    assert [pick(text, "en") for text in feedback] == ["Point 1 is missing: the product shrinks"]
    assert pick(feedback[0], "zh") == "未答到要点 1：连乘变小"


@pytest.mark.parametrize("answer", ["", "x", "x\n", "\n1", "x\n4", "x\n1,9", "x\nyes", "x\n1-3", " \n1"])
def test_malformed(answer):
    with pytest.raises(Malformed):
        check(draw(WHY, 0), answer)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Gradients vanish.", {1}),
        ("VANISHING gradients through tanh", {1, 2}),
        ("梯度消失了", {1}),
        ("since |λ|<1", {1}),
        ("arctanh", set()),
        ("", set()),
    ],
)
def test_suggestions(text, numbers):
    assert suggest(draw(WHY, 0), text) == numbers
