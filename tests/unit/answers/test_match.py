"""Pairs: share of right ones, the first wrong one, equal right pieces, distractors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizrnn.answers.check import check, expected
from quizrnn.answers.instance import draw
from quizrnn.answers.shown import shown
from quizrnn.bank.model import MatchQuestion, Pair
from quizrnn.errors import Malformed
from quizrnn.text import pick

PAIRS = MatchQuestion(
    id="m",
    stem="?",
    pairs=[Pair(left="f", right="forget"), Pair(left="i", right="input"), Pair(left="o", right="output")],
    distractors=["update"],
)


def solved(instance):
    view = shown(instance, "en")
    wanted = {pair.left: pair.right for pair in instance.question.pairs}
    return {"abc"[k]: view.right.index(wanted[left]) + 1 for k, left in enumerate(view.left)}


def line(pairs, between=" "):
    return between.join(f"{left}{right}" for left, right in pairs.items())


@pytest.mark.parametrize("between", [" ", ",", "", "; ", "，", "\t"])
def test_right(between):
    for seed in range(8):
        instance = draw(PAIRS, seed)
        assert check(instance, line(solved(instance), between)).score == 1.0
        assert check(instance, pick(expected(instance), "en").partition(":")[0]).correct


@pytest.mark.parametrize("form", ["{0}-{1}", "{0} {1}", "{0}={1}", "{0} -> {1}", "{0}:{1}"])
def test_forms_of_a_pair(form):
    instance = draw(PAIRS, 2)
    assert check(instance, ", ".join(form.format(*pair) for pair in solved(instance).items())).correct


def test_share_and_first_wrong_pair():
    instance = draw(PAIRS, 0)
    pairs = solved(instance)
    pairs["a"], pairs["b"] = pairs["b"], pairs["a"]
    verdict = check(instance, line(pairs))
    assert verdict.score == pytest.approx(1 / 3)
    assert pick(verdict.feedback[0], "en").startswith(f"a{pairs['a']} is the first wrong pair")


def test_equal_right_pieces_stand_for_each_other():
    question = MatchQuestion(
        id="e",
        stem="?",
        pairs=[
            Pair(left="i", right="sigmoid"),
            Pair(left="f", right="sigmoid"),
            Pair(left="g", right="tanh"),
        ],
    )
    instance = draw(question, 4)
    view = shown(instance, "en")
    tanh = view.right.index("tanh") + 1
    others = [k + 1 for k, text in enumerate(view.right) if text == "sigmoid"]
    for order in (others, others[::-1]):
        rest = iter(order)
        answer = [f"{'abc'[k]}{tanh if left == 'g' else next(rest)}" for k, left in enumerate(view.left)]
        assert check(instance, " ".join(answer)).correct


@pytest.mark.parametrize(
    "answer", ["", "a1", "a1 b2", "a1 b2 c9", "a0 b1 c2", "d1 a1 b2", "a1 a2 b1 c3", "x", "a1 b2 c3 ?"]
)
def test_malformed(answer):
    with pytest.raises(Malformed):
        check(draw(PAIRS, 0), answer)


@given(st.text(alphabet="abcd0123456 ,-x", max_size=14))
def test_any_answer_is_judged_or_malformed(answer):
    try:
        verdict = check(draw(PAIRS, 0), answer)
    except Malformed:
        return
    assert 0 <= verdict.score <= 1
