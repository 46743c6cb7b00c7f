"""A wrong formula is corrected in the learner's own text: what they wrote, what belongs there, and where."""

from random import Random

import pytest

from quizrnn.answers import formula
from quizrnn.answers.expression import parse
from quizrnn.answers.expression_tree import Word, render, walk
from quizrnn.answers.formula_bench import Bench
from quizrnn.answers.formula_handwriting import Handwriting
from quizrnn.answers.formula_repair import repairs
from quizrnn.answers.instance import Instance
from quizrnn.bank.model import FormulaQuestion
from quizrnn.text import pick

from .formula_draws import as_the_oracle_reads, equal_draw, judge_of, questions, unequal_draw
from .formula_oracle import EQUAL, UNEQUAL
from .formula_typed import plainly

BY_ID = {question.id: place for place, question in enumerate(questions())}


def checked(question_id, typed):
    question = questions()[BY_ID[question_id]]
    verdict = formula.check(Instance(question=question, seed=0), typed)
    assert verdict.score == 0
    return verdict


def mended(typed, marks):
    for mark in reversed(marks):
        typed = typed[: mark.start] + mark.wanted + typed[mark.end :]
    return typed


@pytest.mark.parametrize(
    ("question", "typed", "en", "zh"),
    [
        ("lstm-da-g", "dc*i*(1 - g)", "`1 - g**2` where you wrote `1 - g`", "`1 - g` 应为 `1 - g**2`"),
        ("lstm-da-g", "dc_t ⊙ i_t ⊙ (1 - g_t)", "`1 - g_t²` where you wrote `1 - g_t`", "应为 `1 - g_t²`"),
        ("lstm-da-g", "dc*i*(1-g^3)", "`g^2` where you wrote `g^3`", "你写的 `g^3` 应为 `g^2`"),
        (
            "lstm-cell-update",
            "f_t * c_{t-1} - i_t*g_t",
            "`+ i_t*g_t` where you wrote `- i_t*g_t`",
            "你写的 `- i_t*g_t` 应为 `+ i_t*g_t`",
        ),
        (
            "lstm-cell-update",
            "f_t * c_{t-1}",
            "`f_t * c_{t-1} + i_t * g_t` where you wrote `f_t * c_{t-1}`",
            "应为 `f_t * c_{t-1} + i_t * g_t`",
        ),
        (
            "lstm-cell-update",
            "i ∘ c_{t-1} + f ∘ g",
            "`f` where you wrote `i`, and `i` where you wrote `f`",
            "你写的 `i` 应为 `f`，你写的 `f` 应为 `i`",
        ),
        (
            "lstm-forget-gate",
            "σ([h_{t-1}, x_t] @ W_{f} + b_f)",
            "`W_{f}.T` where you wrote `W_{f}`",
            "你写的 `W_{f}` 应为 `W_{f}.T`",
        ),
        (
            "lstm-forget-gate",
            "[h_{t-1}, x_t] @ W_f.T + b_f",
            "`sigmoid(…)` is missing around your `[h_{t-1}, x_t] @ W_f.T + b_f`",
            "外面缺少 `sigmoid(…)`",
        ),
        ("rnn-softmax-gradient", r"\frac{Y - p}{B}", "`p - Y` where you wrote `Y - p`", "应为 `p - Y`"),
        ("rnn-db", "np.sum(da, axis=1)", "`np.sum(da, axis=0)` where you wrote", "应为 `np.sum(da, axis=0)`"),
        ("rnn-db", "da.sum(axis=1)", "`da.sum(axis=0)` where you wrote `da.sum(", "应为 `da.sum(axis=0)`"),
        (
            "lstm-dx",
            "(da_f @ W_f + da_i @ W_i + da_g @ W_c + da_o @ W_o)[:, :H]",
            "`(…)[:, H:]` where you wrote `(…)[:, :H]`",
            "你写的 `(…)[:, :H]` 应为 `(…)[:, H:]`",
        ),
        (
            "lstm-dc-total",
            "dc_{t+1} + dh * o * (1 - tanh(c)^2)*f",
            "Your `*f` is too much",
            "你写的 `*f` 是多余的",
        ),
        (
            "gru-dh-prev",
            "dh*(1 - z) + (da_n @ W)[:, :H]*r + (da_z @ W_z + da_r @ W_z)[:, :H]",
            "`da_r @ W_r` where you wrote `da_r @ W_z`",
            "你写的 `da_r @ W_z` 应为 `da_r @ W_r`",
        ),
        (
            "birnn-output-formula",
            "np.concatenate([b, a], axis=1) @ V.T + b_y",
            "`np.concatenate([a, b], axis=1)` where you wrote `np.concatenate([b, a], axis=1)`",
            "应为 `np.concatenate([a, b], axis=1)`",
        ),
        ("clip-by-norm", "g * min(1, ‖g‖ / θ)", "`θ / ‖g‖` where you wrote `‖g‖ / θ`", "应为 `θ / ‖g‖`"),
    ],
)  # fmt: skip
def test_quotes_what_was_written_and_what_belongs_there(question, typed, en, zh):
    verdict = checked(question, typed)
    said = {lang: " ".join(pick(text, lang) for text in verdict.feedback) for lang in ("en", "zh")}
    assert en in said["en"]
    assert zh in said["zh"]
    instance = Instance(question=questions()[BY_ID[question]], seed=0)
    assert formula.check(instance, mended(typed, verdict.marks)).correct


def test_marks_the_place():
    (mark,) = checked("lstm-da-g", "dc*i*(1 - g)").marks
    assert (mark.start, mark.end, mark.wanted) == (11, 11, "**2")
    (mark,) = checked("lstm-cell-update", "c_t = f*c_prev + i*f").marks
    assert (mark.start, mark.end, mark.wanted) == (19, 20, "g")
    marks = checked("lstm-cell-update", "i*c_prev + f*g").marks
    assert [(mark.start, mark.end, mark.wanted) for mark in marks] == [(0, 1, "f"), (11, 12, "i")]


def test_the_right_answer_has_no_marks_and_says_nothing():
    question = questions()[BY_ID["lstm-da-g"]]
    verdict = formula.check(Instance(question=question, seed=0), "i*dc*(1 - g**2)")
    assert verdict.correct
    assert verdict.marks == verdict.feedback == ()


@pytest.mark.parametrize("typed", ["dh", "2", "o*c + dh", "log(-1 - abs(c))"])
def test_a_formula_that_is_nothing_like_the_key_is_not_written_anew(typed):
    verdict = checked("lstm-dc-total", typed)
    assert verdict.marks == ()
    assert "where you wrote" not in " ".join(pick(text, "en") for text in verdict.feedback)


@pytest.mark.parametrize("part", range(5))
def test_what_is_marked_makes_the_answer_right(part):
    rng = Random(f"marks:{part}")
    marked = 0
    for _ in range(16):
        draw = unequal_draw(rng)
        verdict = formula.check(Instance(question=draw.question, seed=0), draw.text)
        if not verdict.marks:
            continue
        marked += 1
        new = parse(formula._right_hand(mended(draw.text, verdict.marks)), Bench(draw.question).vocabulary)
        accepted = [draw.question.answer, *(one.formula for one in draw.question.also_accept)]
        trees = [parse(one, Bench(draw.question).vocabulary).tree for one in accepted]
        oracle = judge_of(BY_ID[draw.question.id])
        found = [oracle.compare(plainly(as_the_oracle_reads(new.tree)), plainly(tree)) for tree in trees]
        assert EQUAL in found or UNEQUAL not in found, draw
        assert formula.check(
            Instance(question=draw.question, seed=0), mended(draw.text, verdict.marks)
        ).correct
    assert marked >= 8


def test_every_part_that_has_a_place_reads_as_itself():
    rng = Random(4)
    found = 0
    for _ in range(60):
        draw = equal_draw(rng)
        vocabulary = Bench(draw.question).vocabulary
        expression = parse(draw.text, vocabulary)
        hand = Handwriting(draw.text, expression, vocabulary)
        for part in walk(expression.tree):
            span = None if isinstance(part, Word) else hand.span(part)
            if span is not None:
                found += 1
                assert parse(draw.text[span[0] : span[1]], vocabulary).tree == part
    assert found > 500


@pytest.mark.parametrize(
    ("typed", "canonical", "spelled"),
    [
        ("f_t ⊙ c_{t-1}", "i*g + c_prev**2", "i_t ⊙ g_t + c_{t-1}²"),
        ("np.tanh(c) * o", "tanh(f) - o", "np.tanh(f) - o"),
        ("σ(f)*c_prev", "sigmoid(c_prev + f)", "σ(c_prev + f)"),
        ("(f + i) * g", "(f + i)*(g + c_prev)", "(f + i) * (g + c_prev)"),
        (r"f_{t} \odot c_{t-1}", "f*g", r"f_{t} \odot g_{t}"),
        ("f·cᵀ", "g.T", "gᵀ"),
    ],
)
def test_is_written_as_the_learner_writes(typed, canonical, spelled):
    shapes = {name: ["B", "H"] for name in ("f", "i", "g", "o", "c", "c_prev")}
    question = FormulaQuestion(id="q", stem="?", target="y", variables=shapes, answer="f")
    vocabulary = Bench(question).vocabulary
    hand = Handwriting(typed, parse(typed, vocabulary), vocabulary)
    assert hand.written(parse(canonical, vocabulary).tree) == spelled


def test_the_likeliest_repair_comes_first():
    question = questions()[BY_ID["lstm-da-f"]]
    bench = Bench(question)
    found = list(repairs(bench, parse("dc * c_prev * f * (1 + f)", bench.vocabulary).tree))
    assert render(found[0].place.node) == "1 + f"
    assert render(found[0].new) == "1 - f"
    assert all(bench.same(repair.whole) for repair in found)
