"""What people type beside the bare syntax: quotes, lists, copied lines, units; hostile input is bounded."""

import pytest

from quizrnn.answers.check import check, expected
from quizrnn.answers.instance import Instance, draw
from quizrnn.answers.shown import shown
from quizrnn.bank.load import load_bank
from quizrnn.bank.model import (
    Blank,
    BooleanQuestion,
    BugQuestion,
    ChoiceQuestion,
    ClozeQuestion,
    MatchQuestion,
    MultiQuestion,
    NumericQuestion,
    Option,
    OrderQuestion,
    Pair,
    RubricPoint,
    ShortQuestion,
    Tolerance,
    question_type,
)
from quizrnn.errors import Malformed
from quizrnn.notation import to_plain, to_terminal
from quizrnn.paths import content_dir
from quizrnn.text import LANGUAGES, pick

CHOICE = ChoiceQuestion(
    id="c", stem="?", choices=[Option(text="one `gate`"), Option(text="three gates", correct=True)]
)
NUMBERS = ChoiceQuestion(
    id="n", stem="?", choices=[Option(text=text, correct=text == "3") for text in ("9", "1", "5", "3")]
)
MULTI = MultiQuestion(
    id="m", stem="?", choices=[Option(text=f"piece {k}", correct=k in (0, 2)) for k in range(4)]
)
BOOLEAN = BooleanQuestion(id="b", stem="?", answer=True)
ORDER = OrderQuestion(id="o", stem="?", items=["first", "second", "third", "fourth", "fifth"])
MATCH = MatchQuestion(id="p", stem="?", pairs=[Pair(left=f"l{k}", right=f"r{k}") for k in range(3)])
BUG = BugQuestion(
    id="g",
    stem="?",
    code="z = f(x)\n# note\nh = z * 2\n\n\ny = h + 1\nw = 3",
    lines=3,
    fix="h = z * 3",
)
CLOZE = ClozeQuestion(
    id="z", stem="[[1]] and [[2]] and [[3]]", blanks=[Blank(accept=[x]) for x in ("tanh", "1/8", "7")]
)
SHORT = ShortQuestion(
    id="s", stem="?", model_answer="m", rubric=[RubricPoint(point=p) for p in ("x", "y", "z")]
)
ALL = (CHOICE, NUMBERS, MULTI, BOOLEAN, ORDER, MATCH, BUG, CLOZE, SHORT)


def plain(question):
    return Instance(question=question, seed=0)


def score(question, answer):
    return check(plain(question), answer).score


def said(question, answer, lang="en"):
    return [pick(text, lang) for text in check(plain(question), answer).feedback]


def refused(question, answer):
    with pytest.raises(Malformed) as error:
        check(plain(question), answer)
    return error.value.line("en")


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        (CHOICE, ["“b”", '"b"', "'b'", "`b`", "[b]", "【b】", "「b」", "b。", "b!", "b：", "选b", "答案：b"]),
        (CHOICE, ["answer: b", "option b", "three gates", "b) three gates", "B. Three  gates"]),
        (MULTI, ["a and c", "a和c", "a|c", "[a, c]", '"a","c"', "{a,c}", "1,3", "a,,c", "piece 0, c"][:8]),
        (
            BOOLEAN,
            ["(t)", "“对”", "对的", "是的", "✅", "✔️", "right", "t (true)", "true,", "答案：对", "√ 对"],
        ),
        (ORDER, ["a-b-c-d-e", "a=>b=>c=>d=>e", "1. a 2. b 3. c 4. d 5. e", "a1 b2 c3 d4 e5", "[a,b,c,d,e]"]),
        (ORDER, ["b2 a1 c3 e5 d4", "a b c d e。", "a|b|c|d|e", "1) a\n2) b\n3) c\n4) d\n5) e", "12345"]),
        (MATCH, ["(a,1) (b,2) (c,3)", "1a 2b 3c", "a–1; b–2; c–3.", "{a: 1, b: 2, c: 3}", "a)1 b)2 c)3"]),
        (
            MATCH,
            [
                "a1和b2和c3",
                "a to 1, b to 2 and c to 3",
                "a对应1，b对应2，c对应3。",
                "a1|b2|c3",
                "a=>1 b=>2 c=>3",
            ],
        ),
        (BUG, ["(3)", "3。", "[3]", "ln 3", "line number 3", "行 3", "答案：3", "第3行。", '"3"']),
        (
            CLOZE,
            ["tanh丨1/8丨7", "1) tanh | 2) 0.125 | 3) 7", "[[1]] tanh|[[2]]1/8|[[3]] seven", "tanh\n1/8\n7"],
        ),
        (CLOZE, ["tanh|2/16|7.0", "tanh | 12.5% | 七", "tanh|0.5^3|7", "tanh | ⅛ | 7", "(1) tanh | 1/8 | 7"]),
        (
            SHORT,
            ["t\n(1) (2) (3)", "t\n1) 2) 3)", "t\n1、2 and 3", "t\n[1,2,3]", "t\nall", "t\n第1、2、3点\n \n"],
        ),
    ],
)
def test_natural_spellings_are_right(question, answers):
    for answer in answers:
        assert score(question, answer) == 1.0, answer


@pytest.mark.parametrize(
    ("question", "answer", "words"),
    [
        (CHOICE, "the first", "there is no “the”"),
        (NUMBERS, "3", "is what d) says, and also a place in the list"),
        (MULTI, "a-c", "could mean a range or just the two"),
        (ORDER, "a b c", "d, e are missing"),
        (MATCH, "a1", "b, c have no partner"),
        (MATCH, "a1 b2 c", "“c” is no pair"),
        (MATCH, "1 2 3", "is no pair"),
        (BUG, "3-4", "only one line is asked for"),
        (BUG, "y = h + 1", "that is line 6; answer with its number"),
        (CLOZE, "tanh, 1/8, 7", "1 part for 3 blanks"),
        (BOOLEAN, "t/f", "neither true nor false"),
        (BOOLEAN, "对 错", "neither true nor false"),
        (SHORT, "t\n1-2", "could mean a range"),
    ],
)
def test_what_cannot_be_read_says_why(question, answer, words):
    assert words in refused(question, answer)


def test_a_number_that_is_a_choice_and_no_place():
    assert score(NUMBERS, "9") == 0.0
    assert score(NUMBERS, "d) 3") == 1.0


def test_partial_credit_states_its_rule():
    assert said(ORDER, "b a d c e")[-1].startswith("Credit: of 10 pairs of steps 8 stand in the right order")
    assert said(MATCH, "a1 b3 c2")[-1] == "Credit: right pairs ÷ pairs, 1/3."
    assert said(CLOZE, "tanh|1|7", "zh")[-1] == "得分：填对的空数 ÷ 总空数，即 2/3。"
    assert "Credit: (1 right − 0 wrong) / 2." in said(MULTI, "a")
    assert not any("Credit" in text for text in said(MATCH, "a2 b3 c1") + said(CLOZE, "x|y|z"))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("e d c b a", "Step 1 is the first wrong one: this is the right order, but backwards."),
        (
            "a d c b e",
            "Step 2 is the first wrong one: “second” belongs there, not “fourth”; the two have changed",
        ),
        ("b c d a e", "Step 1 is the first wrong one: only “first” is out of place, too late; it is step 1."),
        (
            "a e b c d",
            "Step 2 is the first wrong one: only “fifth” is out of place, too early; it is step 5.",
        ),
        ("b a d c e", "Step 1 is the first wrong one: “first” belongs there, not “second”."),
    ],
)
def test_order_names_the_slip(answer, words):
    assert words in said(ORDER, answer)[0]


def test_bug_says_how_a_line_hangs_together_with_the_faulty_one():
    assert said(BUG, "6") == ["Line 6 is right itself; it works with `h`, which line 3 sets."]
    assert said(BUG, "1") == ["Line 1 sets `z` rightly; look at line 3, which works with it."]
    assert said(BUG, "7") == ["Line 7 is right as it is."]
    assert "does nothing" in said(BUG, "2")[0]


def test_printed_value_in_another_form_is_pointed_out():
    prints = ClozeQuestion(
        id="q", stem="[[1]]", code="print(0.8)", blanks=[Blank(accept=["0.8"])], prints=True
    )
    assert said(prints, ".8") == ["Blank 1: `.8` is the right value, but not as the code prints it."]


@pytest.mark.parametrize(
    "piece", ["a", "1 ", "(", "-", "1-", "^a", "和", "a1", "|", "[[", "ﷺ", "9", "\n", "answer: "]
)
def test_endless_answers_are_refused_or_judged_in_one_short_line(piece):
    for question in ALL:
        for answer in (piece * 3900, piece * (200_000 // len(piece))):
            try:
                told = said(question, answer)
            except Malformed as error:
                told = [error.line("en")]
            assert len(" ".join(told)) < 400


def number(answer, unit=None, **bounds):
    tolerance = Tolerance(**bounds) if bounds else None
    return NumericQuestion(id="n", stem="?", answer=answer, unit=unit, tolerance=tolerance)


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        (
            number(2**20, "B"),
            ["1 MiB", "1024 KiB", "8388608 bits", "1048576 Bytes.", "2^20 字节", "“1048576”"],
        ),
        (number(250, "ms"), ["0.25 s", "250000 µs", "0.25 秒", "1/4 s", "250 毫秒", "250ms."]),
        (number(60.0, "°", rel=1e-3), ["pi/3 rad", "1.0472 rad", "60°.", "60 º"]),
        (number(2_000_000, "FLOP"), ["2 MFLOP", "0.002 GFLOPs", "2M FLOP", "2 million", "200 万次浮点运算"]),
        (
            number(131328),
            ["131.328k", "131328 parameters", "131328 个参数", "about 131328", "131.328 thousand"],
        ),
        (number(0.5), ["50 percent", "50 per cent", "50 pct", "50%"]),
        (number(-3), ["minus 3", "负3", "−3", "-3.0"]),
        (number(2**61 + 1), ["2305843009213693953.0", "2.305843009213693953e18", "2^61+1"]),
    ],
)
def test_numbers_with_units_and_words(question, answers):
    for answer in answers:
        assert score(question, answer) == 1.0, answer


@pytest.mark.parametrize("answer", ["1024 KB", "1 MB", "1 mb"])
def test_a_unit_of_two_meanings_is_asked_back(answer):
    assert "1000 or of 1024" in refused(number(2**20, "B"), answer)


@pytest.mark.parametrize(
    ("question", "answer", "words"),
    [
        (number(131328), "131.328", "The point is the decimal sign"),
        (number(101), "100", "Off by one"),
        (number(2**61 + 1), "2.0**61", "every digit counts"),
        (number(0.5), "0.4-0.6", "works out to -0.2"),
    ],
)
def test_wrong_numbers_are_explained(question, answer, words):
    assert words in said(question, answer)[0]


def test_metres_are_no_milliseconds():
    assert "not the unit" in refused(number(250, "ms"), "250 m")


SHIPPED = [
    question
    for path in sorted((content_dir() / "banks").glob("*.yaml"))
    for question in load_bank(path).questions
]


@pytest.mark.parametrize("kind", sorted({question_type(question) for question in SHIPPED} - {"formula"}))
def test_every_shipped_key_typed_back_is_right(kind):
    for question in SHIPPED:
        if question_type(question) != kind:
            continue
        instance = draw(question, 3, shuffle_choices=True)
        for lang in LANGUAGES:
            for show in (to_plain, to_terminal):
                answer = show(pick(expected(instance), lang))
                if kind == "short":
                    count = len(shown(instance, lang).rubric)
                    answer += "\n" + ",".join(str(place + 1) for place in range(count))
                assert check(instance, answer).correct, (question.id, answer)
