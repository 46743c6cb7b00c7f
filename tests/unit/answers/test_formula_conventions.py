"""Right in another convention: said by name, with the conversion, in both languages."""

from functools import cache
from pathlib import Path

import pytest

from quizrnn.answers import formula
from quizrnn.answers.instance import Instance
from quizrnn.bank.load import load_bank
from quizrnn.bank.model import FormulaQuestion
from quizrnn.text import pick

BANKS = Path(__file__).parents[3] / "content" / "banks"
BH, BD = ["B", "H"], ["B", "D"]
COLUMNS = ("column vectors", "列向量")
ORDER = ("other convention|another convention|order is reversed|blocks|columns", "约定|次序|列|块")


@cache
def shipped():
    banks = (load_bank(path) for path in sorted(BANKS.glob("*.yaml")))
    return {one.id: one for bank in banks for one in bank.questions if isinstance(one, FormulaQuestion)}


def said(question, typed):
    verdict = formula.check(Instance(question=question, seed=0), typed)
    assert verdict.score == 0
    return tuple(" ".join(pick(text, lang) for text in verdict.feedback) for lang in ("en", "zh"))


def names(found, wanted):
    return all(
        any(one in text for one in words.split("|")) for text, words in zip(found, wanted, strict=True)
    )


Z = ("convention", "约定")
AFTER = ("after", "之后|后")


@pytest.mark.parametrize(
    ("name", "typed", "wanted"),
    [
        ("gru-state-update", "h_prev + (1-z)*(n - h_prev)", ("convention", "约定|Cho|PyTorch")),
        ("gru-dz", "(h_prev - n)*dh", Z),
        ("gru-da-n", "dh*(1-z)*(1-n)*(1+n)", Z),
        ("gru-dh-prev", "z*dh + (r*(da_n@W[:, :H])) + da_z@W_z[:, :H] + da_r@W_r[:, :H]", Z),
        ("gru-da-z", "-dh*(h_prev - n)*z*(1-z)", Z),
        ("gru-candidate", "tanh(x@W[:, H:].T + r*(h_prev@W[:, :H].T) + b)", AFTER),
        ("gru-candidate", "tanh(r*(h_prev@W[:, :H].T + b) + x@W[:, H:].T)", AFTER),
        ("gru-pytorch-candidate", "tanh(x@W_in.T + b_in + (r*h_prev)@W_hn.T + b_hn)", ("before", "之前|前")),
        ("gru-candidate", "tanh(W @ concat([r*h_prev, x]) + b)", COLUMNS),
        ("gru-candidate", "tanh(W[:, :H] @ (r*h_prev) + W[:, H:] @ x + b)", COLUMNS),
        ("gru-pytorch-candidate", "tanh(W_in@x + b_in + r*(W_hn@h_prev + b_hn))", COLUMNS),
        ("gru-update-gate", "sigmoid(W_z@[h_prev, x] + b_z)", COLUMNS),
        ("gru-candidate", "tanh(concat([x, r*h_prev], axis=1)@W.T + b)", ORDER),
        ("gru-candidate", "tanh(x@W[:, :D].T + (r*h_prev)@W[:, D:].T + b)", ORDER),
        ("gru-update-gate", "sigmoid(b_z + x@W_z[:, :D].T + h_prev@W_z[:, D:].T)", ORDER),
        ("gru-dw-candidate", "concat([da_n.T@x, da_n.T@(r*h_prev)], axis=1)", ORDER),
        ("lstm-forget-gate", "sigmoid([x, h_prev]@W_f.T + b_f)", ORDER),
    ],
)
def test_conventions_of_shipped_questions(name, typed, wanted):
    found = said(shipped()[name], typed)
    assert names(found, wanted), found


def test_column_order_says_which_blocks_to_exchange():
    question = FormulaQuestion(
        id="order",
        stem="?",
        target="a",
        variables={"h_prev": BH, "x": BD, "W": ["H", "H+D"]},
        answer="concat([h_prev, x], axis=1) @ W.T",
    )
    english, chinese = said(question, "x @ W[:, :D].T + h_prev @ W[:, D:].T")
    assert "`W[:, :H]`, belong to the state and the others, `W[:, H:]`, to the input" in english
    assert "前 H 列 `W[:, :H]` 对应状态" in chinese


def test_packed_gates_say_which_block_is_which():
    question = FormulaQuestion(
        id="packed",
        stem="?",
        target="c",
        variables={"a": ["B", "4*H"], "c_prev": BH},
        answer="sigmoid(a[:, H:2*H])*c_prev + sigmoid(a[:, :H])*tanh(a[:, 2*H:3*H])",
    )
    english, chinese = said(question, "σ(a[:, H:2*H])*c_prev + σ(a[:, :H])*tanh(a[:, 3*H:])")
    assert "packed in another order" in english
    assert "`a[:, 3*H:]` → `a[:, 2*H:3*H]`" in english
    assert "打包次序不同" in chinese


def test_a_listed_mistake_with_one_more_slip_is_recognised():
    english, chinese = said(shipped()["gru-candidate"], "tanh(r*(h_prev@W[:, :H].T + b) + x@W[:, H:].T)")
    assert "near a common mistake" in english
    assert "Compared with that mistake: One thing is off" in english
    assert "接近一个常见错误" in chinese
