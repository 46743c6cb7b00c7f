"""What is said of wrong formulas must be true and useful: whole-formula slips, conditions, sums, blocks."""

import pytest

from quizrnn.answers import formula
from quizrnn.answers.instance import Instance
from quizrnn.bank.model import FormulaQuestion
from quizrnn.text import pick

BH = ["B", "H"]
HX = ["H", "H+D"]
CELL = dict.fromkeys(("f", "i", "g", "c_prev"), BH)
DC = dict.fromkeys(("dh", "o", "c", "dc_next", "f"), BH)
RNN = {"x": ["B", "D"], "h_prev": BH, "U": ["H", "D"], "W": ["H", "H"], "b": ["H"]}
GATE = {"h_prev": BH, "x": ["B", "D"], "W_f": HX, "b_f": ["H"]}
BACK = {"da_f": BH, "da_i": BH, "W_f": HX, "W_i": HX}
KEYS = {
    "cell": (CELL, "f*c_prev + i*g"),
    "dc": (DC, "dc_next + dh*o*(1 - tanh(c)**2)"),
    "rnn": (RNN, "tanh(x @ U.T + h_prev @ W.T + b)"),
    "gate": (GATE, "sigmoid(concat([h_prev, x], axis=1) @ W_f.T + b_f)"),
    "back": (BACK, "(da_f @ W_f + da_i @ W_i)[:, :H]"),
    "mean": ({"p": ["B", "K"], "Y": ["B", "K"]}, "(p - Y) / B"),
    "clip": ({"g": ["n"], "theta": []}, "g * minimum(1, theta / norm(g))"),
    "jacobian": ({"h": ["H"], "W": ["H", "H"]}, "diag(1 - h**2) @ W"),
    "outer": ({"da": BH, "h_prev": BH, "h": BH}, "da.T @ h_prev"),
}


def told(name, typed, lang="en"):
    variables, answer = KEYS[name]
    question = FormulaQuestion(id=name, stem="?", target="y", variables=variables, answer=answer)
    verdict = formula.check(Instance(question=question, seed=0), typed)
    assert verdict.score == 0
    return " ".join(pick(text, lang) for text in verdict.feedback)


@pytest.mark.parametrize(
    ("name", "typed", "en", "zh"),
    [
        ("cell", "f*(c_prev + i*g)", "`f` multiplies `c_prev` alone", "`f` 只乘 `c_prev`"),
        ("dc", "(dc_next + dh*o)*(1 - tanh(c)**2)", "multiplies `dh*o` alone", "只乘 `dh*o`"),
        ("mean", "p - Y/B", "the division by `B` applies to the whole of `p - Y`", "去除整个 `p - Y`"),
        ("cell", "sigmoid(f)*c_prev + sigmoid(i)*g", "`f` and `i` have been through `sigmoid`", "已经过"),
        ("cell", "f@c_prev + i@g", "element-wise", "逐元素"),
        ("rnn", "tanh(x@U + h_prev@W + b)", "`U` and `W` must be transposed", "`U` 和 `W` 都应转置"),
        ("rnn", "tanh(x@W.T + h_prev@U.T + b)", "`U` and `W` are swapped", "`U` 与 `W` 写反了"),
        ("back", "(da_f@W_f.T + da_i@W_i.T)[:, :H]", "`W_f` and `W_i` must not be transposed", "都不应转置"),
        ("back", "(W_f@da_f + W_i@da_i)[:, :H]", "wrong order in every matrix product", "每个矩阵乘积"),
        ("gate", "sigmoid(h_prev@W_f[:, H:].T + x@W_f[:, :H].T + b_f)", "the blocks are exchanged", "互换"),
        ("back", "da_f@W_f + da_i@W_i", "block `[:, :H]`", "`[:, :H]`"),
        ("back", "(da_f@W_f + da_i@W_i)[:H]", "other axis", "另一个轴"),
        ("back", "(da_f@W_f + da_i@W_i)[:, D:]", "[:, :H]`", "[:, :H]`"),
        ("mean", "mean(p - Y, axis=0)", "the answer summed over axis 0", "沿 axis=0 求和"),
        ("jacobian", "(1 - h**2) @ W", "the answer summed over axis 0", "沿 axis=0 求和"),
        ("jacobian", "diag(h**2) @ W", "`h**2` stands where `1 - h**2` belongs", "应当是 `1 - h**2`"),
        ("jacobian", "diag(h*(1-h)) @ W", "slope of a sigmoid", "sigmoid 的斜率"),
        ("outer", "h.T @ da", "`h` stands where `h_prev` belongs", "应当是 `h_prev`"),
        ("gate", "1 - sigmoid(concat([h_prev, x], axis=1) @ W_f.T + b_f)", "1 minus the answer", "1 减去"),
        ("clip", "where(norm(g) < theta, theta*g/norm(g), g)", "the wrong way round", "方向反了"),
        ("clip", "g if norm(g) > theta else theta*g/norm(g)", "the wrong way round", "方向反了"),
        ("clip", "g*min(1, theta/norm(g, 1))", "`norm(g)`, the root of the sum", "另一种范数"),
        ("cell", "f*c_prev*i*g", "`*` stands where `+` belongs, before `i*g`", "应当是 `+`"),
        ("rnn", "tanh(x@U.T) + tanh(h_prev@W.T) + tanh(b)", "a single `tanh`", "一次 `tanh`"),
        ("cell", "f*c_prev + i*g if f > 0.5 else 0", "for some values", "某些取值"),
        ("cell", "where(c_prev > 0, f*c_prev + i*g, 0)", "for some values", "某些取值"),
    ],
)  # fmt: skip
def test_says_what_is_off(name, typed, en, zh):
    assert en in told(name, typed)
    assert zh in told(name, typed, "zh")


@pytest.mark.parametrize(
    ("name", "typed", "never"),
    [
        ("cell", "f*c_prev + i*g if f > 0.5 else 0", "1 - f"),
        ("cell", "where(c_prev > 0, f*c_prev + i*g, 0)", "swapped"),
        ("clip", "where(norm(g) < theta, theta*g/norm(g), g)", "1 - theta"),
        ("jacobian", "diag(h*(1-h)) @ W", "1 - h` belongs"),
        ("mean", "mean(p - Y, axis=0)", "The `sum`"),
    ],
)
def test_says_nothing_misleading(name, typed, never):
    assert never not in told(name, typed)
