"""Numbers: every way to write one, tolerances, drawn parameters, slips named."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizrnn.answers import numeric
from quizrnn.answers.instance import Instance, draw
from quizrnn.bank.model import Mistake, NumericQuestion, Parameter, Tolerance
from quizrnn.errors import Malformed, QuizrnnError
from quizrnn.text import pick


def instance(answer, params=None, *, rel=None, absolute=None, unit=None, mistakes=()):
    question = NumericQuestion(
        id="q",
        stem="?",
        answer=answer,
        unit=unit,
        tolerance=Tolerance(rel=rel, abs=absolute) if rel is not None or absolute is not None else None,
        mistakes=[Mistake(formula=formula, why=f"why {formula}") for formula in mistakes],
    )
    return Instance(question=question, seed=0, params=params or {})


def score(shown, answer):
    return numeric.check(shown, answer).score


def check_place(error, text):
    assert "\n" not in error.line("en")
    assert error.column is None or 0 <= error.column <= len(text)


def said(shown, answer):
    verdict = numeric.check(shown, answer)
    assert verdict.score == 0
    return " ".join(pick(text, "en") for text in verdict.feedback)


LSTM = instance("4*(H*(H+D)+H)", {"H": 256, "D": 128}, mistakes=["4*(H*(H+D)+2*H)", "3*(H*(H+D)+H)"])


@pytest.mark.parametrize(
    "typed",
    [
        "394240",
        " 394240 ",
        "+394240",
        "394,240",
        "394，240",
        "394 240",
        "394\u202f240",
        "394'240",
        "394_240",
        "３９４２４０",
        "394240.0",
        "394240.",
        "394240。",
        "3.9424e5",
        "3.9424E+5",
        "3.9424×10^5",
        "3.9424·10⁵",
        "39.424万",
        "0.0039424亿",
        "= 394240",
        "P = 394240",
        "≈394240",
        "`394240`",
        "$394240$",
        "4*(256*(256+128)+256)",
        "4×(256×384+256)",
        "(256+128)·1,024 + 1 024",
        "4*256**2 + 4*256*128 + 4*256",
        "4·256²+4·256·129",
        "788480/2",
        r"\frac{788480}{2}",
        "max(394240, 1)",
        "2**10 * 385",
    ],
)
def test_ways_to_write_a_whole_number(typed):
    assert score(LSTM, typed) == 1


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "empty"),
        ("abc", "unknown name"),
        ("1,2", "three digits a group"),
        ("0,5", "decimal sign is a point"),
        ("1,00,000", "three digits a group"),
        ("1.000,5", "three digits a group"),
        ("394 24", "operator is missing"),
        ("4(3)", "operator is missing"),
        ("394240 bananas", "no unit"),
        ("4*(H*(H+D)+H)", "put in the number for H, which is 256"),
        ("1/0", "division by zero"),
        ("sqrt(-4)", "has none"),
        ("9**9**9", "too large"),
        ("1e999", "too large"),
        ("2**99999", "too large"),
        ("7" * 1500, "too large"),
        ("1+" * 600 + "1", "too large"),
        ("(" * 50, "too deeply"),
        ("nan", "unknown name"),
        ("inf", "unknown name"),
        ("∞", "means nothing"),
        ("__import__('os')", "unknown name"),
        ("[1, 2]", "no number"),
        ('len("ab")', "unknown name"),
        ("True", "no number"),
        ("3 @ 4", "no part"),
    ],
)
def test_what_is_no_number_is_malformed(typed, says):
    with pytest.raises(Malformed) as caught:
        numeric.check(LSTM, typed)
    assert says in caught.value.line("en")
    assert caught.value.line("en") != caught.value.line("zh")


def test_a_whole_number_without_tolerance_is_exact():
    assert score(LSTM, "394241") == 0
    assert score(LSTM, "394240.4") == 0
    assert score(LSTM, "394240.00001") == 0
    assert score(instance(3), "0.1*30") == 1  # floating point is not the learner's fault
    huge = instance("2**200 + 1")
    assert score(huge, "2**200 + 1") == 1
    assert score(huge, "2**200") == 0
    assert score(huge, "1.6069380442589903e60") == 0


def test_tolerances():
    tenth = instance(0.1234)
    assert score(tenth, "0.1235") == 1
    assert score(tenth, "0.1237") == 0
    assert score(instance(200, rel=0.01), "202") == 1
    assert score(instance(200, rel=0.01), "202.1") == 0
    assert score(instance(200, absolute=0.5), "199.5") == 1
    assert score(instance(200, absolute=0.5), "199.4") == 0
    assert score(instance(0.0, absolute=1e-3), "0.0005") == 1
    assert score(instance(0, rel=1e-3), "0") == 1
    assert score(instance(-0.5), "-1/2") == 1
    assert score(instance(-0.5), "−0.5") == 1
    assert score(instance(0.75), "75%") == 1
    assert score(instance(0.75), "７５ ％") == 1
    assert score(instance(0.75), "¾") == 1


@pytest.mark.parametrize(
    ("unit", "typed"),
    [
        ("FLOP", "24 flop"),
        ("FLOP", "24FLOPs"),
        ("bytes", "24 B"),
        ("bytes", "24 Byte"),
        ("bytes", "24字节"),
        ("steps", "24 步"),
        ("°", "24°"),
        ("°", "24 deg"),
        ("%", "24%"),
        ("%", "24"),
        ("MiB", "24 mib"),
        ("ms", "(20+4) ＭＳ"),
    ],
)
def test_the_unit_may_follow(unit, typed):
    assert score(instance(24, unit=unit), typed) == 1


def test_another_unit_is_malformed():
    with pytest.raises(Malformed, match="answer in bytes"):
        numeric.check(instance(24, unit="bytes"), "24 FLOP")


def test_mistakes_and_slips_are_named():
    assert said(LSTM, "395264") == "why 4*(H*(H+D)+2*H)"
    assert said(LSTM, "295,680") == "why 3*(H*(H+D)+H)"
    assert "sign" in said(LSTM, "-394240")
    assert "power of ten" in said(LSTM, "39424")
    assert "Off by one" in said(LSTM, "394239")
    assert "whole number" in said(LSTM, "394240.4")
    assert "2 times" in said(LSTM, "788480")
    assert "1/4 times" in said(LSTM, "98560")
    assert "factor of 100" in said(instance(0.2342), "23.42")
    assert "reciprocal" in said(instance(0.2342), "4.2699")
    assert "more digits" in said(instance(0.2342), "0.23")
    assert "Close" in said(instance(0.2342), "0.2351")
    assert said(LSTM, "17") == ""


def test_a_mistake_that_coincides_with_the_key_says_nothing():
    shown = instance("H + D", {"H": 2, "D": 2}, mistakes=["H * D"])
    assert score(shown, "4") == 1
    shown = instance("H + D", {"H": 2, "D": 0}, mistakes=["H / D", "H * D"])
    assert said(shown, "0") == "why H * D"


# Per family: expression, parameters, the value worked out by hand or by an independent formula.
FAMILIES = {
    "P1": ("H*(H+D)+H", {"D": 3, "H": 5}, 45),
    "P2": ("H*(H+D)+H+K*H+K", {"D": 3, "H": 5, "K": 2}, 57),
    "P3": ("4*(H*(H+D)+H)", {"D": 128, "H": 256}, 394240),
    "P4": ("4*(H*(H+D)+2*H)", {"D": 128, "H": 256}, 395264),
    "P5": ("3*(H*(H+D)+H)", {"D": 128, "H": 256}, 295680),
    "P6": ("3*(H*(H+D)+2*H)", {"D": 128, "H": 256}, 296448),
    "P7": ("4*(H*(H+D)+H)+3*H", {"D": 1, "H": 2}, 38),
    "P8": ("d*(4*H*(D+H)+8*H)+(L-1)*d*(4*H*(d*H+H)+8*H)", {"D": 3, "H": 4, "L": 2, "d": 2}, 288 + 448),
    "P9": ("4*H*D+4*H*P+8*H+P*H", {"D": 3, "H": 4, "P": 2}, 120),
    "P10": ("V*E+4*(H*(H+E)+H)+H*K+K", {"V": 10000, "E": 128, "H": 256, "K": 2}, 1674754),
    "P11": ("floor((-(D+1)+sqrt((D+1)**2+N))/2)", {"D": 128, "N": 394240}, 256),
    "P12": ("(w*(1-h**2))**k", {"w": -1.5, "h": 0.5, "k": 3}, -1.423828125),
    "P13": ("w**3*(1-h_1**2)*(1-h_2**2)*(1-h_3**2)", {"w": 2.0, "h_1": 0.5, "h_2": 0.0, "h_3": -0.5}, 4.5),
    "P14": ("floor(ln(eps)/ln(rho))+1", {"rho": 0.9, "eps": 1e-3}, 66),
    "P15": ("(w/4)**k", {"w": 2.0, "k": 10}, 0.0009765625),
    "P16": ("g[j]*min(1, theta/norm(g))", {"g": "3, -4", "j": 1, "theta": 1}, -0.8),
    "P17": (
        "degrees(arccos(sum(g*clip(g,-c,c))/(norm(g)*norm(clip(g,-c,c)))))",
        {"g": "1, 10", "c": 1},
        39.2894,
    ),
    "P18": ("f**k", {"f": 0.9, "k": 10}, 0.34867844),
    "P19": ("ln(0.5)/ln(f)", {"f": 0.5}, 1),
    "P20": ("ln(T-1)", {"T": 101}, 4.605170),
    "P21": ("o*tanh(f*c_0+i*g)", {"f": 0.9, "i": 0.3, "g": -0.5, "o": 0.6, "c_0": 2}, 0.5573),
    "P22": (
        '(1-z)*h_0+z*n if kind == "article" else z*h_0+(1-z)*n',
        {"z": 0.25, "h_0": 0.8, "n": -0.4, "kind": "PyTorch"},
        -0.1,
    ),
    "P23": (
        "f*(dc_next+dh*o*(1-tanh(c)**2))",
        {"f": 0.5, "dc_next": 1, "dh": 2, "o": 0.5, "c": 0},
        1.0,
    ),
    "P25": ("2*g*B*T*H*(H+D)", {"g": 4, "B": 2, "T": 3, "H": 5, "D": 7}, 2880),
    "P26": (
        'bytes*B*T*(D+H if kind == "RNN" else D+4*H if kind == "GRU" else D+7*H)',
        {"B": 32, "T": 100, "D": 128, "H": 256, "bytes": 4, "kind": "LSTM"},
        24576000,
    ),
    "P27": ("ceil(T/k)", {"T": 101, "k": 10}, 11),
    "P28": ("k2-1", {"k2": 20}, 19),
    "P29": ("1-sum(lengths)/(len(lengths)*max(lengths))", {"lengths": "7, 5, 3, 1"}, 0.428571),
    "P30": ("sum(lengths > t)", {"lengths": "[7, 5, 3, 1]", "t": 3}, 2),
    "P31": ("len(label)+repeats(label)", {"label": "aabb"}, 6),
    "P32": ("1+(k-1)*(2**L-1)", {"k": 3, "L": 4}, 31),
    "P33": ("k/(k+exp(i/k))", {"k": 10, "i": 0}, 0.909091),
    "P34": ("p**T", {"p": 0.99, "T": 100}, 0.366032),
    "P35": ("exp(-mean(ln(p)))", {"p": "0.5 0.25 0.125"}, 4),
    "P36": (
        "(-(D+1)+sqrt((D+1)**2+3*H_g**2+3*(D+1)*H_g))/2",
        {"D": 128, "H_g": 256},
        214.9284,
    ),
}


@pytest.mark.parametrize("family", FAMILIES)
def test_parametric_families(family):
    formula, params, value = FAMILIES[family]
    shown = instance(formula, params)
    assert numeric.key_of_instance(shown) == pytest.approx(value, rel=1e-4)
    assert score(shown, pick(numeric.expected(shown), "en")) == 1
    assert score(shown, repr(numeric.key_of_instance(shown))) == 1
    assert score(shown, repr(numeric.key_of_instance(shown) * 1.7 + 1)) == 0


def test_the_root_of_p36_solves_its_equation():
    formula, params, _ = FAMILIES["P36"]
    h = numeric.work_out(formula, params)
    d, g = params["D"], params["H_g"]
    assert 4 * h * h + 4 * (d + 1) * h == pytest.approx(3 * g * g + 3 * (d + 1) * g)


def test_a_key_without_a_value_names_its_question():
    with pytest.raises(QuizrnnError, match="question q: its key cannot be worked out") as caught:
        numeric.check(instance("1/x", {"x": 0}), "3")
    assert not isinstance(caught.value, Malformed)


def test_drawn_parameters_reach_the_key():
    question = NumericQuestion(id="p", stem="{H}", answer="H**2", params={"H": Parameter(whole=(2, 50))})
    for seed in range(10):
        shown = draw(question, seed)
        assert score(shown, str(shown.params["H"] ** 2)) == 1


def test_expected_carries_the_unit():
    assert numeric.expected(instance(24, unit="bytes")) == "24 bytes"
    assert numeric.expected(instance(24, unit="%")) == "24%"
    assert numeric.expected(instance("1/3")) == "0.33333"


def test_syntax_is_one_line_in_both_languages():
    text = numeric.syntax(instance(24, unit="bytes"))
    assert "bytes" in text["en"]
    assert "bytes" in text["zh"]
    assert "\n" not in text["en"]


@settings(deadline=None)
@given(st.integers(-(10**15), 10**15))
def test_whole_numbers_in_every_dress(value):
    shown = instance(value)
    for typed in (str(value), f"{value:,}", f"{value:_}", f"{value:,}".replace(",", " "), f"({value})+0"):
        assert score(shown, typed) == 1
    assert score(shown, str(value + 3)) == 0


@settings(deadline=None)
@given(st.floats(1e-12, 1e12), st.sampled_from([1, -1]))
def test_what_is_expected_is_right(value, sign):
    shown = instance(sign * value)
    assert score(shown, numeric.expected(shown)) == 1
    assert score(shown, repr(sign * value)) == 1
    assert score(shown, f"{sign * value * 1.01:.12e}") == 0


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_judged_or_malformed(text):
    for shown in (LSTM, instance(0.3, unit="bytes", rel=0.1)):
        try:
            verdict = numeric.check(shown, text)
        except Malformed:
            continue
        assert verdict.score in (0, 1)


@settings(deadline=None)
@given(st.text(alphabet="0123456789,._ '%+-*/^()e×", max_size=24))
def test_any_digits_are_judged_or_malformed(text):
    try:
        assert numeric.check(LSTM, text).score in (0, 1)
    except Malformed as error:
        check_place(error, text)


def test_numbers_need_no_numpy():
    code = (
        "import sys\n"
        "from quizrnn.answers.check import check\n"
        "from quizrnn.answers.instance import Instance\n"
        "from quizrnn.bank.model import NumericQuestion\n"
        "question = NumericQuestion(id='q', stem='?', answer='2*H')\n"
        "shown = Instance(question=question, seed=0, params={'H': 4})\n"
        "assert check(shown, 'sqrt(64)').correct\n"
        "sys.exit('numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("typed", ["1.5x10^3", "1.5 x 10^3", "15 X 100", "1{,}500", "15x(50+50)"])
def test_x_between_numbers_multiplies(typed):
    assert score(instance(1500), typed) == 1


@pytest.mark.parametrize(
    "typed", ["0x10", "3x", "x3", "2 or 1500", "1500 and 1500", "3 > 2", "1 if 1 else 2"]
)
def test_hex_conditions_and_choices_are_no_number(typed):
    for key in (0, 1, 16, 1500):
        with pytest.raises(Malformed) as error:
            numeric.check(instance(key), typed)
        check_place(error.value, typed)


def test_a_percentage_is_not_suspected_of_a_count():
    assert "percentage" not in said(instance(149868), "14986800")
    assert "percentage" in said(instance(0.25, rel=1e-3), "25")
