"""Formulas as people type them: letter case, NumPy's and textbooks' spellings, norms, assignments."""

import pytest

from quizrnn.answers import formula
from quizrnn.answers.instance import Instance
from quizrnn.bank.model import FormulaQuestion
from quizrnn.errors import Malformed
from quizrnn.text import pick

BH = ["B", "H"]
GATES = dict.fromkeys(("z", "n", "h_prev"), BH)
CELL = dict.fromkeys(("f", "i", "g", "c_prev"), BH)
RNN = {"x": ["B", "D"], "h_prev": BH, "U": ["H", "D"], "W": ["H", "H"], "b": ["H"]}
CLIP = {"g": ["n"], "theta": []}
GLOBAL = {"g1": ["m", "n"], "g2": ["n"]}
GRADIENT = dict.fromkeys(("dh", "n", "h_prev"), BH)
KEYS = {
    "gru": ("h_t", GATES, "(1 - z) * h_prev + z * n"),
    "cell": ("c_t", CELL, "f * c_prev + i * g"),
    "rnn": ("h_t", RNN, "tanh(x @ U.T + h_prev @ W.T + b)"),
    "clip": ("g_clipped", CLIP, "g * minimum(1, theta / norm(g))"),
    "global": ("norm", GLOBAL, "sqrt(sum(g1**2) + sum(g2**2))"),
    "dz": ("dz", GRADIENT, "dh * (n - h_prev)"),
    "hidden": ("h_t", {"o": BH, "c": BH}, "o * tanh(c)"),
    "mean": ("do", {"p": ["B", "K"], "Y": ["B", "K"]}, "(p - Y) / B"),
    "jacobian": ("J", {"h": ["H"], "W": ["H", "H"]}, "diag(1 - h**2) @ W"),
    "outer": ("dW", {"da": BH, "h_prev": BH}, "da.T @ h_prev"),
}


def shown(name):
    target, variables, answer = KEYS[name]
    question = FormulaQuestion(id=name, stem="?", target=target, variables=variables, answer=answer)
    return Instance(question=question, seed=0)


def refused(name, typed, lang="en"):
    with pytest.raises(Malformed) as error:
        formula.check(shown(name), typed)
    return pick(error.value.message, lang)


@pytest.mark.parametrize(
    ("name", "typed", "meant"),
    [
        ("cell", "f*c_prev + i*h", "H"),
        ("gru", "(1-z)*h + z*n", "h_prev"),
        ("gru", "(1-z)*h_t + z*n", "h_prev"),
        ("rnn", "tanh(x@U.T + h@W.T + b)", "h_prev"),
        ("mean", "(p-Y)/b", "B"),
        ("mean", "(p-Y)/k", "K"),
        ("cell", "f[:, :h]*c_prev + i*g", "H"),
    ],
)
def test_letter_case_never_turns_a_name_into_a_dimension(name, typed, meant):
    message = refused(name, typed)
    assert message.startswith("unknown name")
    assert meant in message.partition("did you mean")[2]
    assert "未知的名称" in refused(name, typed, "zh")


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("cell", "f*C_prev + i*g"),
        ("cell", "F*C_{t-1} + I*G"),
        ("cell", r"f_t \odot C_{t-1} + i_t \odot \tilde{C}_t"),
        ("cell", "f*c_prev + i*C̃_t"),
        ("cell", "f*c_prev + i*c_bar"),
        ("mean", "(P - y) / B"),
        ("rnn", "tanh(X@u.T + h_prev@w.T + b)"),
        ("hidden", "o*tanh(C_t)"),
    ],
)
def test_letter_case_is_forgiven_between_arrays(name, typed):
    assert formula.check(shown(name), typed).correct


def test_all_near_names_of_one_rank_are_offered():
    shapes = dict.fromkeys(("da_f", "da_i", "da_g", "da_o"), BH)
    question = FormulaQuestion(id="q", stem="?", target="y", variables=shapes, answer="da_f+da_i+da_g+da_o")
    with pytest.raises(Malformed) as error:
        formula.check(Instance(question=question, seed=0), "da_f + da_i + da_c + da_o")
    assert all(name in pick(error.value.message, "en") for name in shapes)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("gru", "h_t := (1-z)*h_prev + z*n"),
        ("gru", "h_t <- (1-z)*h_prev + z*n"),
        ("gru", "h_t ← (1-z)*h_prev + z*n"),
        ("gru", "return (1-z)*h_prev + z*n"),
        ("gru", "h = (1-z)*h_prev + z*n  # the article's"),
        ("gru", "(1-z)*h[t-1] + z*n"),
        ("gru", "(1 - z[t])*h[t-1] + z[t]*n[t]"),
        ("gru", "(1 - z(t))*h(t-1) + z(t)*n(t)"),
        ("gru", "h[t] = (1 - z[t])*h[t - 1] + z[t]*n[t]"),
        ("gru", "(1 - z^{(t)})*h^{(t-1)} + z*n"),
        ("gru", "(1 - z^{<t>})*h^{<t-1>} + z*n"),
        ("cell", "f.*c_prev + i.*g"),
        ("gru", "torch.lerp(h_prev, n, z)"),
        ("gru", "(1-z).mul(h_prev) + z.mul(n)"),
        ("cell", "torch.addcmul(f*c_prev, i, g)"),
        ("cell", "sum([f*c_prev, i*g], axis=0)"),
        ("cell", "sum([f*c_prev, i*g])"),
        ("global", "sqrt(sum([norm(g1)**2, norm(g2)**2]))"),
        ("cell", "np.stack([f*c_prev, i*g]).sum(axis=0)"),
        ("hidden", r"o_t \tanh c_t"),
        ("hidden", r"o_t \odot \tanh c_t"),
        ("hidden", "o*sinh(c)/cosh(c)"),
        ("hidden", "o * nn.functional.tanh(c)"),
        ("rnn", r"\tanh(x U^{\mathsf T} + h_{t-1} W^{\mathrm T} + b)"),
        ("rnn", "tanh(x @ U.transpose(0, 1) + h_prev @ np.transpose(W, (1, 0)) + b)"),
        ("rnn", "tanh(x @ U.transpose(-2, -1) + h_prev @ np.swapaxes(W, 0, 1) + b)"),
        ("rnn", "tanh(x @ U.mT + h_prev @ W.permute(1, 0) + b)"),
        ("rnn", "tanh(F.linear(x, U) + F.linear(h_prev, W, b))"),
        ("rnn", "np.tanh(np.c_[x, h_prev] @ np.c_[U, W].T + b)"),
        ("rnn", "tanh(np.append(x, h_prev, axis=1) @ np.append(U, W, axis=1).T + b)"),
        ("rnn", "tanh(np.einsum('bd,hd->bh', x, U) + np.einsum('bk,hk->bh', h_prev, W) + b)"),
        ("dz", "∂L/∂h * (n - h_prev)"),
        ("dz", "dL/dh * (n - h_prev)"),
        ("dz", r"\frac{\partial L}{\partial h} \odot (n - h_{t-1})"),
        ("dz", r"\frac{\partial L}{\partial h_t} \odot (n_t - h_{t-1})"),
        ("dz", "δh * (n - h_prev)"),
        ("dz", r"\delta h_t \odot (n_t - h_{t-1})"),
        ("dz", "grad_h * (n - h_prev)"),
        ("mean", r"\frac1B (p-Y)"),
        ("mean", "(p-Y)/p.size(0)"),
        ("mean", "(p-Y)/(p.size/K)"),
        ("clip", "g*min(1, theta/|g|)"),
        ("clip", "g*min(1, theta/norm(g, 2))"),
        ("clip", "g*min(1, theta/norm(g, p=2))"),
        ("clip", "g*np.clip(theta/norm(g), None, 1)"),
        ("clip", "g*(theta/norm(g)).clip(max=1)"),
        ("clip", "g*torch.clamp(theta/norm(g), max=1.0)"),
        ("global", "norm(concat([g1.flatten(), g2]))"),
        ("global", "np.linalg.norm(np.concatenate([g1.ravel(), g2.ravel()]))"),
        ("global", "np.hypot(norm(g1), norm(g2))"),
        ("global", "sqrt(norm(g1, 'fro')**2 + norm(g2)**2)"),
        ("global", "sqrt(np.vdot(g1, g1) + np.vdot(g2, g2))"),
        ("global", r"\sqrt{\|g_1\|_F^2 + \|g_2\|_2^2}"),
        ("jacobian", "np.expand_dims(1 - h**2, 1) * W"),
        ("jacobian", "(1 - h**2).unsqueeze(1) * W"),
        ("jacobian", "np.einsum('i,ij->ij', 1 - h**2, W)"),
        ("outer", "np.einsum('bi,bj->ij', da, h_prev)"),
        ("outer", "np.einsum('bi,bj', da, h_prev)"),
        ("outer", "da.transpose(0, 1) @ h_prev"),
    ],
)
def test_spellings_of_a_right_formula(name, typed):
    assert formula.check(shown(name), typed).correct


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("clip", "g*min(1, theta/norm(g, ord=1))"),
        ("clip", "g*min(1, theta/norm(g, 1))"),
        ("clip", "g*min(1, theta/norm(g, ord=3))"),
        ("clip", "g*min(1, theta/norm(g, 'inf'))"),
        ("global", "sqrt(norm(g1, ord=2)**2 + norm(g2)**2)"),
        ("global", "sqrt(norm(g1, 1)**2 + norm(g2)**2)"),
        ("outer", "np.einsum('bi,bj->ji', da, h_prev)"),
        ("cell", "np.sum([f*c_prev, i*g])"),
        ("outer", "np.einsum('bi,bi->i', da, h_prev)"),
        ("rnn", "tanh(F.linear(x, U, b) + F.linear(h_prev, W, b))"),
        ("rnn", "tanh(x @ U.transpose(0, 1) + h_prev @ np.transpose(W, (0, 1)) + b)"),
    ],
)
def test_another_norm_order_or_axis_is_another_value(name, typed):
    assert formula.check(shown(name), typed).score == 0


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        ("cell", "ones(10**9)", "too large"),
        ("cell", "zeros((99999, 99999))", "too large"),
        ("cell", "f; import os", "outside any bracket"),
        ("outer", "np.einsum('bi,bj->ijk', da, h_prev)", "einsum"),
        ("outer", "np.einsum('bi->b', da, h_prev)", "einsum"),
        ("outer", "np.einsum(da, h_prev)", "einsum"),
        ("outer", "np.einsum('ab,cd,ef,gh->abcdefgh', da, da, da, da)", "too large"),
        ("clip", "g*norm(g, 'x')", "norm"),
        ("rnn", "x.transpose(0, U)", "whole number"),
    ],
)
def test_what_cannot_be_worked_out_is_said_in_one_line(name, typed, message):
    said = refused(name, typed)
    assert message in said
    assert "\n" not in said


def test_an_axis_that_is_not_there_is_a_wrong_answer():
    verdict = formula.check(shown("rnn"), "x.transpose(0, 5)")
    assert "no such axis" in pick(verdict.feedback[0], "en")


def test_einsum_with_sizes_that_do_not_fit_is_a_wrong_answer():
    verdict = formula.check(shown("outer"), "np.einsum('bi,ib->i', da, h_prev)")
    assert verdict.score == 0
    assert "(B, H)" in pick(verdict.feedback[0], "en")
