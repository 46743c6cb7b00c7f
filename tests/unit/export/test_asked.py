"""What each question type puts on a card."""

from __future__ import annotations

import pytest

from quizrnn.answers.check import check
from quizrnn.answers.instance import draw
from quizrnn.answers.shown import shown
from quizrnn.bank.model import (
    Blank,
    BooleanQuestion,
    BugQuestion,
    ChoiceQuestion,
    ClozeQuestion,
    FormulaQuestion,
    MatchQuestion,
    Mistake,
    MultiQuestion,
    NumericQuestion,
    Option,
    OrderQuestion,
    Pair,
    Parameter,
    RubricPoint,
    ShortQuestion,
    Tolerance,
)
from quizrnn.export.asked import asked_of, positional, significant_digits
from quizrnn.text import both


def asked(question, lang="en", seed=0):
    instance = draw(question, seed)
    return asked_of(instance, shown(instance, lang), lang)


def number(answer, **changes):
    return NumericQuestion(id="q", stem="How many?", answer=answer, **changes)


@pytest.mark.parametrize(
    ("answer", "changes", "typed", "ask"),
    [
        (131328, {}, "131328", "Type the number."),
        (131328, {"unit": "B"}, "131328", "Type the number, in B."),
        (45, {"unit": "%"}, "45", "Type the number, in %."),
        (30, {"unit": "°"}, "30", "Type the number, in °."),
        (7.5, {"tolerance": Tolerance(abs=0.05)}, "7.5", "Type the number."),
        ("1/3", {"tolerance": Tolerance(rel=1e-3)}, "0.33333", "Type the number, to 5 significant digits."),
        ("-1/3", {"tolerance": Tolerance(rel=1e-2)}, "-0.3333", "Type the number, to 4 significant digits."),
        (0.000125, {"tolerance": Tolerance(rel=1e-3)}, "0.000125", "Type the number."),
        ("1/80000", {"tolerance": Tolerance(rel=1e-2)}, "0.0000125", "Type the number."),
    ],
)
def test_a_number_is_typed_plain(answer, changes, typed, ask):
    question = number(answer, **changes)
    parts = asked(question)
    assert (parts["typed"], parts["ask"]) == (typed, ask)
    assert check(draw(question, 0), parts["typed"]).score == 1


def test_the_unit_is_named_in_chinese():
    assert asked(number(8, unit="B"), "zh")["ask"] == "输入数值（单位 B）。"


def test_mistakes_with_parameters_show_the_value_that_they_lead_to():
    question = number(
        "H * 2",
        params={"H": Parameter(whole=(3, 3))},
        mistakes=[Mistake(formula="H + 2", why="With {H} added."), Mistake(formula="H / 0", why="None.")],
    )
    first, second = asked(question)["slips"]
    assert (first.answer, first.says) == ("5 = `H + 2`", "With 3 added.")
    assert second.answer == "`H / 0`"


def test_positional_and_digits():
    assert positional("3.333e-05") == "0.00003333"
    assert positional("12.5") == "12.5"
    assert significant_digits("0.0250") == 3
    assert significant_digits("-1.25e-9") == 3


def test_choices_know_which_are_right_and_why_not():
    options = [Option(text="sum", why="No."), Option(text="product", correct=True)]
    parts = asked(ChoiceQuestion(id="q", stem="?", choices=options))
    assert [(p.label, p.text, p.right, p.why) for p in parts["pieces"]] == [
        ("a", "sum", False, "No."),
        ("b", "product", True, ""),
    ]
    assert parts["ask"] == ""
    assert asked(MultiQuestion(id="q", stem="?", choices=options), "zh")["ask"] == "可能有多个正确选项。"


@pytest.mark.parametrize(("answer", "word"), [(True, "对"), (False, "错")])
def test_a_statement_is_true_or_false(answer, word):
    parts = asked(BooleanQuestion(id="q", stem="?", answer=answer), "zh")
    assert [(p.label, p.text, p.right) for p in parts["pieces"]] == [
        ("", "对", answer),
        ("", "错", not answer),
    ]
    assert parts["answer"] == word


def test_one_gap_is_typed_and_more_are_deletions():
    one = ClozeQuestion(id="q", stem="[[1]]", blanks=[Blank(accept=["input", "输入", "i", "i_t", "I"])])
    assert asked(one)["typed"] == "input"
    assert asked(one)["also"][0].answer == "`i`, `i_t`"
    assert asked(one, "zh")["typed"] == "输入"
    two = ClozeQuestion(
        id="q", stem="[[1]] [[2]]", blanks=[Blank(accept=["1-z", "1 - z"]), Blank(accept=["$z_t$"])]
    )
    parts = asked(two)
    assert (parts["kind"], parts["blanks"]) == ("cloze", ("1-z", "zₜ"))
    assert parts["also"] == ()


def test_an_order_is_shown_shuffled_with_the_letters_of_the_answer():
    question = OrderQuestion(id="q", stem="?", items=["one", "two", "three"])
    parts = asked(question)
    assert parts["pieces"] != parts["solution"]
    assert [p.label for p in parts["pieces"]] == ["a", "b", "c"]
    assert [p.text for p in parts["solution"]] == ["one", "two", "three"]
    assert {p.label: p.text for p in parts["pieces"]} == {p.label: p.text for p in parts["solution"]}
    assert check(draw(question, 0), parts["answer"].replace("*", "")).score == 1
    assert asked(question) == parts


def test_a_match_pairs_letters_with_numbers():
    question = MatchQuestion(
        id="q", stem="?", pairs=[Pair(left="A", right="x"), Pair(left="B", right="y")], distractors=["z"]
    )
    parts = asked(question)
    assert {(p.text, p.partner) for p in parts["solution"]} == {("A", "x"), ("B", "y")}
    assert [p.label for p in parts["partners"]] == ["1", "2", "3"]
    assert check(draw(question, 0), parts["answer"].replace("*", "")).score == 1


def test_a_formula_tells_its_shapes():
    question = FormulaQuestion(
        id="q",
        stem="Write c.",
        target="c_t",
        variables={"f": ["B", "H"], "b": ["H"], "k": []},
        answer="f + b",
    )
    assert asked(question)["stem"] == "Write c.\n\nGiven: `f` (B, H), `b` (H,), `k` ()."
    assert asked(question)["answer_code"] == "c_t = f + b"
    assert asked(question, "zh")["stem"].endswith("已知：`f` (B, H), `b` (H,), `k` ()。")


def test_a_short_answer_has_its_rubric():
    question = ShortQuestion(
        id="q",
        stem="?",
        rubric=[RubricPoint(point=both("It gates.", "它控制。"))],
        model_answer=both("So.", "故。"),
    )
    assert asked(question, "zh") == {"answer": "故。", "rubric": ("它控制。",)}


def test_a_bug_names_the_line_and_the_fix():
    question = BugQuestion(id="q", stem="?", code="a = 1\n    b = 3\n", lines=2, fix="    b = 2")
    parts = asked(question)
    assert parts == {"faults": (2,), "answer": "Line 2. It should read:", "answer_code": "b = 2"}
    either = BugQuestion(id="q", stem="?", code="a = 1\nb = 3\n", lines=[2, 1], fix="b = 2")
    assert asked(either)["answer"].startswith("Line 2 or 1.")
    assert asked(either, "zh")["answer"] == "第 2 或 1 行，应改为："
