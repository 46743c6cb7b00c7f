"""Hostile input to a formula: one clear line at once, or a verdict; never another exception, never long."""

import pytest

from quizrnn.answers import formula
from quizrnn.answers.instance import Instance
from quizrnn.bank.model import FormulaQuestion
from quizrnn.errors import Malformed
from quizrnn.text import pick

BH = ["B", "H"]
SHOWN = Instance(
    question=FormulaQuestion(
        id="hostile",
        stem="?",
        target="c_t",
        variables=dict.fromkeys(("f", "c_prev", "i", "g"), BH),
        answer="f*c_prev + i*g",
    ),
    seed=0,
)
REFUSED = [
    "(" * 500 + "f" + ")" * 500,
    "-" * 1500 + "f",
    "f" + "+f" * 900,
    "9**9**9",
    "9**9**9**9*f",
    "2**100000*f",
    "f.__class__",
    "().__class__.__bases__[0]",
    "__import__('os').system('true')",
    "lambda: f",
    "[f for f in g]",
    "f if",
    "ones((10**9, 10**9))",
    "eye(10**9)",
    "ones(B*10**12)",
    "outer(outer(f, f), outer(f, f))",
    "reshape(f, (10**9,))",
    "f*" * 50_000 + "f",
    "f\x00*g",
    "f\x1b[31m",
    "f" + "\u0301" * 500,
    "\u0301f",
    "\\frac{",
    "1e999*f",
    "1" * 400,
    "f*1j",
    "f" + ".T" * 900,
    "tanh(" * 60 + "f" + ")" * 60,
    "f[10**9]",
    "f[[0, 1]]",
    "einsum('" + "ij," * 20 + "ij->ij', f)",
    "concat([" + "f," * 300 + "f])",
    "w" * 1000,
    "e" * 1990,
    "\\" * 1999,
    "_" * 1999,
    "{" * 1999,
    "|" * 1999,
    "\\text{" * 300,
    "\\tilde{f}" * 200,
    "if " * 600,
    "f[:," * 300,
    "√" * 1000 + "f",
    "'" * 1999,
    "\\frac12" * 280,
    "0x10*f",
    "٣*f",
]


@pytest.mark.parametrize("typed", REFUSED)
def test_hostile_input_gets_one_clear_line_at_once(typed):
    with pytest.raises(Malformed) as caught:
        formula.check(SHOWN, typed)
    for lang in ("en", "zh"):
        line = caught.value.line(lang)
        assert "\n" not in line
        assert 0 < len(line) < 300


@pytest.mark.parametrize(
    "typed",
    [
        "sum(" * 39 + "f" + ")" * 39,
        "‖" * 39 + "f" + "‖" * 39,
        "prod(exp(exp(exp(exp(9*f)))))",
        "f" + "[None]" * 6,
        "f[::0]",
    ],
)
def test_what_can_be_read_is_judged(typed):
    verdict = formula.check(SHOWN, typed)
    assert verdict.score == 0
    assert verdict.feedback


@pytest.mark.parametrize(
    "typed",
    [
        "f\u200b*c_prev+i*g",
        "f*c\u200d_prev+i*g",
        "\ufefff*c_prev+i*g",
        "f\u202e*c_prev+i*g",
        "ｆ＊ｃ＿ｐｒｅｖ＋ｉ＊ｇ",
        "𝑓*c_prev + 𝑖*𝑔",
        "f*c_prev+i*g # from the article",
        "exp(exp(exp(f)))*0+f*c_prev+i*g",
    ],
)
def test_invisible_and_styled_characters_do_no_harm(typed):
    assert formula.check(SHOWN, typed).correct


@pytest.mark.parametrize(
    ("typed", "script", "meant"), [("f*с_prev+i*g", "Cyrillic", "c_prev"), ("f*c_prev+і*g", "Cyrillic", "i")]
)
def test_look_alikes_are_pointed_out(typed, script, meant):
    with pytest.raises(Malformed) as caught:
        formula.check(SHOWN, typed)
    assert script in pick(caught.value.message, "en")
    assert f"did you mean {meant}?" in pick(caught.value.message, "en")
    assert f"你要写的是 {meant} 吗" in pick(caught.value.message, "zh")


@pytest.mark.parametrize("typed", ["(fᵀ²)ᵀ/f*c_prev + i*g", "----f*c_prev - ---i*g"])
def test_raised_signs_side_by_side_and_signs_in_a_row(typed):
    assert formula.check(SHOWN, typed).correct
