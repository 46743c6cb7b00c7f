"""What a learner sees: language, parameters, displayed order."""

import pytest

from quizrnn.answers.instance import draw
from quizrnn.answers.shown import letter, shown
from quizrnn.bank.model import (
    ChoiceQuestion,
    MatchQuestion,
    NumericQuestion,
    Option,
    OrderQuestion,
    Pair,
    Parameter,
    RubricPoint,
    ShortQuestion,
)
from quizrnn.text import both


def test_choices_as_displayed():
    question = ChoiceQuestion(
        id="c",
        stem=both("S", "题"),
        choices=[Option(text="A", correct=True), Option(text="B"), Option(text="C")],
    )
    assert shown(draw(question, 0), "en").choices == ["A", "B", "C"]
    instance = draw(question, 5, shuffle_choices=True)
    assert shown(instance, "en").choices == ["ABC"[place] for place in instance.order]
    assert shown(instance, "zh").stem == "题"


def test_pieces_as_displayed():
    order = draw(OrderQuestion(id="o", stem="?", items=["1", "2", "3"]), 1)
    assert shown(order, "en").items == ["123"[place] for place in order.order]
    match = draw(
        MatchQuestion(
            id="m", stem="?", pairs=[Pair(left="a", right="A"), Pair(left="b", right="B")], distractors=["X"]
        ),
        2,
    )
    view = shown(match, "en")
    assert view.left == ["ab"[place] for place in match.left_order]
    assert view.right == ["ABX"[place] for place in match.order]


def test_parameters_are_filled_everywhere():
    question = NumericQuestion(
        id="n",
        stem=r"{H} and $\param{H}$",
        code="H = {H}\nd = {H: 1}\nprint(f'{x}')",
        hints=["{H}!"],
        explanation="so {H}",
        answer="H",
        params={"H": Parameter(whole=(3, 3))},
    )
    view = shown(draw(question, 0), "en")
    assert view.stem == "3 and $3$"
    assert view.code == "H = 3\nd = {H: 1}\nprint(f'{x}')"
    assert view.hints == ["3!"]
    assert view.explanation == "so 3"


def test_rubric_and_model_answer():
    question = ShortQuestion(
        id="s", stem="?", rubric=[RubricPoint(point=both("p", "点"))], model_answer=both("m", "答")
    )
    view = shown(draw(question, 0), "zh")
    assert view.rubric == ["点"]
    assert view.model_answer == "答"


@pytest.mark.parametrize(
    ("place", "call"), [(0, "a"), (25, "z"), (26, "aa"), (27, "ab"), (51, "az"), (52, "ba")]
)
def test_letters(place, call):
    assert letter(place) == call
