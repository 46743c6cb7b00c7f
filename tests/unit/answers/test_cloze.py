"""Gaps: spellings of one thing are one answer, slips are pointed out, parts are counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizrnn.answers.check import check, expected, syntax
from quizrnn.answers.instance import draw
from quizrnn.answers.spelling import canonical, near, same
from quizrnn.bank.model import Blank, ClozeQuestion
from quizrnn.errors import Malformed
from quizrnn.notation import to_plain
from quizrnn.text import pick

GATES = ClozeQuestion(
    id="g", stem="[[1]] [[2]]", blanks=[Blank(accept=["sigmoid", r"\sigma"]), Blank(accept=["tanh"])]
)


def one(accept, **more):
    return draw(ClozeQuestion(id="o", stem="[[1]]", blanks=[Blank(accept=accept, **more)]), 0)


def said(verdict):
    return [pick(text, "en") for text in verdict.feedback]


@pytest.mark.parametrize(
    "answer", ["sigmoid | tanh", "SIGMOID|Tanh", "σ｜tanh", r"$\sigma$ | \tanh", "Ｓigmoid|ｔanh."]
)
def test_right(answer):
    assert check(draw(GATES, 0), answer).score == 1.0


@pytest.mark.parametrize(
    ("given_text", "accepted"),
    [
        ("h_{t-1}", "hₜ₋₁"),
        ("h_t-1", "h_{t-1}"),
        ("x^2", "x²"),
        ("x^{-1}", "x⁻¹"),
        ("x**2", "x^2"),
        ("W^T", r"W^\top"),
        ("Wᵀ", r"W^\top"),
        ("element-wise", "Elementwise"),
        ("element wise", "element-wise"),
        ("Long Short Term Memory", "long short-term memory"),
        (r"\odot", "⊙"),
        ("beta", "β"),
        (r"\beta_1", "β1"),
        ("the forget gate", "Forget Gate"),
        ("0.50", ".5"),
        ("1,000", "1000"),
        ("1-z", "1 − z"),
        ("H*(H+D)", "H×(H+D)"),
        ("(4,3)", "(4, 3)"),
        (r"\frac{a}{b}", "a/b"),
        ("<=", "≤"),
        ("逐元素乘积。", "逐元素乘积"),
        ("`tanh`", "tanh"),
        ("c̃", r"\tilde{c}"),
    ],
)
def test_spellings_of_one_thing(given_text, accepted):
    assert same(given_text, accepted)
    assert same(accepted, given_text)


@pytest.mark.parametrize(
    ("given_text", "accepted"),
    [
        ("x^2", "x_2"),
        ("x²", "x2"),
        ("f-g", "fg"),
        ("⊙", "*"),
        ("tan", "tanh"),
        ("h_t", "h_{t-1}"),
        ("-1", "1"),
        ("", "a"),
    ],
)
def test_different_things(given_text, accepted):
    assert not same(given_text, accepted)


def test_case_where_it_matters():
    instance = one(["H"], case=True)
    assert check(instance, "H").correct
    verdict = check(instance, "h")
    assert not verdict.correct
    assert "upper and lower case" in said(verdict)[0]


def test_near_misses_are_told_and_not_accepted():
    verdict = check(draw(GATES, 0), "sigmiod | tanh")
    assert verdict.score == 0.5
    assert said(verdict)[0] == "Blank 1: `sigmiod` is close; look at the spelling."
    assert near("vanishng", "vanishing")
    assert not near("reset gate", "update gate")
    assert not near("increases", "decreases")


def test_parts_in_each_others_place():
    verdict = check(draw(GATES, 0), "tanh | sigmoid")
    assert verdict.score == 0.0
    assert said(verdict)[0] == "Blank 1: `tanh` belongs in blank 2."


def test_one_gap_left_empty_is_wrong():
    verdict = check(draw(GATES, 0), "sigmoid |")
    assert verdict.score == 0.5
    assert said(verdict) == ["Blank 2 is empty.", "Credit: right blanks ÷ blanks, 1/2."]


@pytest.mark.parametrize("answer", ["", "  ", "|", "sigmoid", "a|b|c", "\x07|"])
def test_malformed(answer):
    with pytest.raises(Malformed) as error:
        check(draw(GATES, 0), answer)
    assert "|" in error.value.line("en")


def test_a_bar_that_belongs_to_the_answer():
    assert check(one(["|x|"]), "|x|").correct
    with pytest.raises(Malformed):
        check(one(["x"]), "|x|")


def test_printed_output_tells_1_from_1_0():
    question = ClozeQuestion(
        id="p", stem="[[1]]", code="print(1.0)", prints=True, blanks=[Blank(accept=["1.0"])]
    )
    assert check(draw(question, 0), "1.0").correct
    assert not check(draw(question, 0), "1").correct


def test_expected_answers_itself():
    assert check(draw(GATES, 0), pick(expected(draw(GATES, 0)), "en")).correct
    assert to_plain(pick(expected(one(["a*b*c"])), "en")) == "a*b*c"
    assert "2 blanks" in pick(syntax(draw(GATES, 0)), "en")


@given(st.text(max_size=20))
def test_any_answer_is_judged_or_malformed(answer):
    try:
        verdict = check(draw(GATES, 0), answer)
    except Malformed:
        return
    assert 0 <= verdict.score <= 1
    for text in verdict.feedback:
        assert "\x1b" not in to_plain(pick(text, "en"))


@given(st.text(max_size=20))
def test_canonical_is_stable_under_case_and_blanks(text):
    assert canonical(f"  {text} ") == canonical(text)


GATE = ClozeQuestion(
    id="k",
    stem={"en": "$f =$ [[1]], and the [[2]] gate is [[3]].", "zh": "$f =$ [[1]]，[[2]]门为 [[3]]。"},
    blanks=[Blank(accept=["1-z"]), Blank(accept=["input", "输入"]), Blank(accept=["tanh"])],
)


@pytest.mark.parametrize(
    "answer",
    [
        "1-z | input gate | tanh",
        "1-z | the input gate | tanh",
        "1-z | 输入门 | tanh",
        "(1-z) | (input) | tanh",
        "f = 1-z | input | tanh",
        "= 1-z | input | tanh",
        '1-z | "input" | “tanh”',
        "1-z | 'input' | 'tanh'",
    ],
)
def test_quotes_brackets_and_what_the_stem_says_around_a_gap_do_not_matter(answer):
    assert check(draw(GATE, 0), answer).score == 1


@pytest.mark.parametrize("answer", ["1-z | gate | tanh", "z=1-z | input | tanh", "1-z | output gate | tanh"])
def test_the_stem_around_a_gap_is_no_answer(answer):
    assert check(draw(GATE, 0), answer).score < 1
