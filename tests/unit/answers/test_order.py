"""Orders: Kendall credit, the first wrong step, equal items."""

from itertools import permutations

import pytest

from quizrnn.answers.check import check, expected
from quizrnn.answers.instance import draw
from quizrnn.bank.model import OrderQuestion
from quizrnn.errors import Malformed
from quizrnn.text import pick

STEPS = OrderQuestion(id="o", stem="?", items=["one", "two", "three", "four"])


def letters(instance, steps):
    return " ".join("abcd"[instance.order.index(step)] for step in steps)


def test_right_for_every_seed():
    for seed in range(10):
        instance = draw(STEPS, seed)
        assert check(instance, letters(instance, range(4))).score == 1.0
        assert check(instance, pick(expected(instance), "en").partition(":")[0]).correct


@pytest.mark.parametrize("form", [" ", ",", "", " > ", "->", "、", "; "])
def test_separators(form):
    instance = draw(STEPS, 3)
    assert check(instance, letters(instance, range(4)).replace(" ", form).upper()).correct


def test_credit_falls_with_distance_and_is_zero_on_average():
    instance = draw(STEPS, 0)
    swap = check(instance, letters(instance, [1, 0, 2, 3]))
    assert swap.score == pytest.approx(4 / 6)
    assert check(instance, letters(instance, [3, 2, 1, 0])).score == 0.0
    scores = [check(instance, letters(instance, steps)).score for steps in permutations(range(4))]
    assert scores.count(1.0) == 1
    assert all(0 <= score <= 1 for score in scores)


def test_first_wrong_step_is_named():
    instance = draw(STEPS, 0)
    feedback = check(instance, letters(instance, [0, 2, 1, 3])).feedback
    assert pick(feedback[0], "en") == (
        "Step 2 is the first wrong one: “two” belongs there, not “three”; the two have changed places, all "
        "else is right."
    )
    assert "第 2 步" in pick(feedback[0], "zh")


def test_equal_items_may_change_places():
    question = OrderQuestion(id="e", stem="?", items=["relu", "linear", "relu"])
    instance = draw(question, 1)
    places = [instance.order.index(k) for k in range(3)]
    for first, last in ((0, 2), (2, 0)):
        answer = " ".join("abc"[places[k]] for k in (first, 1, last))
        assert check(instance, answer).correct


@pytest.mark.parametrize("answer", ["", "a b c", "a a b c", "a b c d a", "a b c e", "?"])
def test_malformed(answer):
    with pytest.raises(Malformed):
        check(draw(STEPS, 0), answer)
