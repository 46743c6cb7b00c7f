"""Choices: letters or digits, one or several, credit and feedback."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizrnn.answers.check import check, expected, syntax
from quizrnn.answers.instance import draw
from quizrnn.bank.model import ChoiceQuestion, MultiQuestion, Option
from quizrnn.errors import Malformed
from quizrnn.text import both, pick

CHOICE = ChoiceQuestion(
    id="c",
    stem="?",
    choices=[
        Option(text="Hadamard product", correct=True),
        Option(text="dot product", why=both("One scalar per row.", "每行得到一个标量。")),
        Option(text="sum"),
    ],
)
MULTI = MultiQuestion(
    id="m",
    stem="?",
    choices=[
        Option(text="A", correct=True, why="as A"),
        Option(text="B", why="not B"),
        Option(text="C", correct=True),
        Option(text="D"),
    ],
)


def said(verdict, lang="en"):
    return [pick(text, lang) for text in verdict.feedback]


@pytest.mark.parametrize("answer", ["a", "A", " a ", "ａ", "1", "１", "a)", "(a)", "a."])
def test_right_choice_in_any_spelling(answer):
    assert check(draw(CHOICE, 0), answer).score == 1.0


def test_why_of_the_choice_taken():
    verdict = check(draw(CHOICE, 0), "b")
    assert verdict.score == 0.0
    assert said(verdict) == ["One scalar per row."]
    assert said(verdict, "zh") == ["每行得到一个标量。"]
    assert pick(verdict.expected, "en") == "a) Hadamard product"


@pytest.mark.parametrize(
    "answer", ["", "  ", "d", "4", "0", "-1", "ab", "a b", "aa", "hello", "\x1b[31m", ",", "１０"]
)
def test_what_is_not_there_is_malformed(answer):
    with pytest.raises(Malformed) as error:
        check(draw(CHOICE, 0), answer)
    assert "\x1b" not in error.value.line("en")
    assert error.value.line("zh") != error.value.line("en")


@pytest.mark.parametrize("answer", ["a,c", "c a", "AC", "1,3", "13", "a、c", "Ａ，Ｃ", "a c a", "a;c"])
def test_all_right_choices(answer):
    verdict = check(draw(MULTI, 0), answer)
    assert verdict.score == 1.0
    assert verdict.feedback == ()


@pytest.mark.parametrize(
    ("answer", "score"), [("a", 0.5), ("a,b,c", 0.5), ("a,b", 0.0), ("b,d", 0.0), ("abcd", 0.0)]
)
def test_credit(answer, score):
    assert check(draw(MULTI, 0), answer).score == score


def test_feedback_names_the_wrong_and_the_missed():
    assert said(check(draw(MULTI, 0), "b,d")) == [
        "b) not B",
        "d) is not right.",
        "Missed: a) A — as A",
        "Missed: c) C",
    ]
    assert said(check(draw(MULTI, 0), "a"), "zh")[0] == "漏选：c) C"


def test_letters_are_those_displayed():
    for seed in range(6):
        instance = draw(CHOICE, seed, shuffle_choices=True)
        place = instance.order.index(0)
        assert check(instance, "abc"[place]).correct
        assert pick(expected(instance), "en").startswith("abc"[place] + ")")


def test_expected_answers_itself():
    for seed in range(5):
        instance = draw(MULTI, seed, shuffle_choices=True)
        assert check(instance, pick(expected(instance), "en").partition(":")[0]).correct


def test_more_than_26_choices():
    question = ChoiceQuestion(
        id="big", stem="?", choices=[Option(text=f"piece {k}", correct=k == 27) for k in range(30)]
    )
    assert check(draw(question, 0), "ab").correct
    assert check(draw(question, 0), "28").correct
    assert not check(draw(question, 0), "a").correct
    assert "a–ad" in pick(syntax(draw(question, 0)), "en")


@given(st.text(max_size=12))
def test_any_answer_is_judged_or_malformed(answer):
    for question in (CHOICE, MULTI):
        try:
            verdict = check(draw(question, 0), answer)
        except Malformed:
            continue
        assert 0 <= verdict.score <= 1
        assert verdict.correct == (verdict.score == 1)
