"""Which gate gets taken for which: found in wrong answers of four types."""

from __future__ import annotations

import subprocess
import sys

import pytest

from quizrnn.answers.instance import draw
from quizrnn.bank.model import (
    Blank,
    BooleanQuestion,
    ChoiceQuestion,
    ClozeQuestion,
    FormulaQuestion,
    MatchQuestion,
    Option,
    Pair,
)
from quizrnn.study.confusion import confused, confusions, gate_in
from quizrnn.text import both

GATES = ("the forget gate $f_t$", "the input gate $i_t$", "the output gate", "the cell state")


def choice(**more):
    choices = [Option(text=text, correct=not place) for place, text in enumerate(GATES)]
    return ChoiceQuestion(id="q", stem="?", **{"section": "lstm.gates", **more}, choices=choices)


def pairs(question, answer, seed=0, **more):
    return list(confused(draw(question, seed, **more), answer))


@pytest.mark.parametrize(
    ("text", "gate"),
    [
        ("the forget gate $f_t$", "f"),
        ("$W_f$ and $b_f$", "f"),
        (both("the input gate", "输入门"), "i"),
        ({"zh": "更新门"}, "z"),
        ("重置门", "r"),
        ("$o_t$", "o"),
        ("$z \\approx 0$", "z"),
        ("$z \\approx 1$, $r \\approx 0$", None),
        ("the forget gate, not the input gate", None),
        ("the cell state $c_t$", None),
        ("i.e. an output of f", None),
        ("$\\frac{1}{2}$", None),
        ("$\\sigma(x)$", None),
        ("", None),
    ],
)
def test_the_gate_that_a_text_names(text, gate):
    assert gate_in(text) == gate


def test_choice():
    assert pairs(choice(), "b") == [("f", "i")]
    assert pairs(choice(), "c") == [("f", "o")]
    assert pairs(choice(), "d") == pairs(choice(), "a") == []
    instance = draw(choice(), 5, shuffle_choices=True)
    letter = "abcd"[instance.order.index(1)]
    assert list(confused(instance, letter)) == [("f", "i")]


def test_cloze():
    question = ClozeQuestion(
        id="q",
        stem="[[1]] and [[2]] and [[3]]",
        blanks=[Blank(accept=["f", "f_t"]), Blank(accept=["input", "输入"]), Blank(accept=["1"])],
    )
    assert pairs(question, "i_t | 输出门 | f") == [("f", "i"), ("i", "o")]
    assert pairs(question, "the output gate | forget|z") == [("f", "o"), ("i", "f")]
    assert pairs(question, "f | input | 0") == pairs(question, "x | if | fo") == []


def test_match_by_either_side():
    left = MatchQuestion(
        id="q",
        stem="?",
        pairs=[
            Pair(left="$f_t$", right="keeps"),
            Pair(left="$i_t$", right="writes"),
            Pair(left="$g_t$", right="is written"),
        ],
        distractors=["attends"],
    )
    instance = draw(left, 1)
    number = {place: k + 1 for k, place in enumerate(instance.order)}
    letter = {place: "abc"[k] for k, place in enumerate(instance.left_order)}
    swapped = f"{letter[0]}{number[1]} {letter[1]}{number[0]} {letter[2]}{number[2]}"
    assert sorted(confused(instance, swapped)) == [("f", "i"), ("i", "f")]
    other = f"{letter[0]}{number[3]} {letter[1]}{number[1]} {letter[2]}{number[0]}"
    assert list(confused(instance, other)) == []
    right = MatchQuestion(
        id="q",
        stem="?",
        pairs=[Pair(left="keeps", right="forget gate"), Pair(left="shows", right="output gate")],
        distractors=["update gate"],
    )
    instance = draw(right, 1)
    number = {place: k + 1 for k, place in enumerate(instance.order)}
    letter = {place: "ab"[k] for k, place in enumerate(instance.left_order)}
    assert list(confused(instance, f"{letter[0]}{number[2]} {letter[1]}{number[1]}")) == [("f", "z")]


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ("i*c_prev + f*g", [("f", "i"), ("i", "f")]),
        ("c_t = g ⊙ o_t + f_t ⊙ c_{t-1}", [("i", "o")]),
        ("o*c_prev", [("f", "o")]),
        ("f*c_prev + g", []),
        ("f*c_prev - i*g", []),
        ("f*i*c_prev + g", []),
    ],
)
def test_formula(answer, found):
    question = FormulaQuestion(
        id="q",
        stem="?",
        target="c_t",
        variables={name: ["B", "H"] for name in ("f", "i", "o", "g", "c_prev")},
        answer="f * c_prev + i * g",
    )
    assert pairs(question, answer) == found


@pytest.fixture
def library(kit):
    return kit.library(
        [choice(), BooleanQuestion(id="other", stem="the forget gate?", section="lstm.gates", answer=True)]
    )


@pytest.fixture
def answer(begin):
    """Return a function that answers ``q`` with one of its options."""

    def answer(*places):
        session = begin(mode="cram")
        while session.step.instance.question.id != "q":
            session.drop()
        for place in places:
            session.submit("abcd"[session.step.instance.order.index(place)])
            session.next()

    return answer


def test_the_latest_wrong_answers_are_counted(answer, library, store):
    answer(1, 2, 1, 3, 0)
    found = [(pair.gate, pair.taken_for, pair.answers) for pair in confusions(library, store.sums)]
    assert found == [("f", "i", 2), ("f", "o", 1)]
    assert len(confusions(library, store.sums, latest=2)) == 1


def test_what_is_no_question_of_gates_any_more_says_nothing(answer, library, store):
    answer(1)
    for question in (
        choice(section="rnn.core"),
        choice(revision=2),
        BooleanQuestion(id="q", stem="?", answer=True, section="lstm.gates"),
    ):
        library.questions["q"] = question
        assert confusions(library, store.sums) == ()
    library.questions["q"] = choice(section="rnn.core", tags=["gates"])
    assert len(confusions(library, store.sums)) == 1
    del library.questions["q"]
    assert confusions(library, store.sums) == ()


def test_it_needs_no_numerics():
    code = "import sys, quizrnn.study.confusion; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
