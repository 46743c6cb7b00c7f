"""Domains: overflow, logarithms of negatives, kinks, cancellation, and the values that a name may have."""

import pytest

from quizrnn.answers import formula
from quizrnn.answers.expression import parse
from quizrnn.answers.formula_bench import Bench
from quizrnn.answers.formula_rest import right_in_part
from quizrnn.answers.instance import Instance
from quizrnn.bank.model import FormulaQuestion
from quizrnn.text import pick

BH = ["B", "H"]
SOFTMAX = "exp(a)/sum(exp(a), axis=1, keepdims=True)"
LOGSUMEXP = "log(sum(exp(a), axis=1))"


def verdict(key, typed, variables=None):
    variables = variables or {"a": BH, "b": BH}
    question = FormulaQuestion(id="domain", stem="?", target="y", variables=variables, answer=key)
    return formula.check(Instance(question=question, seed=0), typed)


def said(key, typed, variables=None, lang="en"):
    found = verdict(key, typed, variables)
    assert found.score == 0
    return " ".join(pick(text, lang) for text in found.feedback)


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        (SOFTMAX, "exp(a - max(a))/sum(exp(a - max(a)), axis=1, keepdims=True)"),
        (SOFTMAX, "exp(a - logsumexp(a, axis=1, keepdims=True))"),
        (SOFTMAX, "torch.softmax(a, dim=1)"),
        (SOFTMAX, "exp(a + 300)/sum(exp(a + 300), axis=1, keepdims=True)"),
        (LOGSUMEXP, "max(a, axis=1) + log(sum(exp(a - max(a, axis=1, keepdims=True)), axis=1))"),
        (LOGSUMEXP, "logsumexp(a, 1)"),
        ("log(1 + exp(a))", "np.logaddexp(0, a)"),
        ("log(1 + exp(a))", "maximum(a, 0) + log1p(exp(-abs(a)))"),
        ("1 - tanh(8*a)**2", "1/cosh(8*a)**2"),
        ("maximum(a, 0)", "a*(a > 0)"),
        ("maximum(a, 0)", "where(a >= 0, a, 0)"),
        ("maximum(a, 0)", "(a + abs(a))/2"),
        ("maximum(a, 0)", "where(a > 0, exp(log(a)), 0)"),
        ("maximum(a, a)", "a"),
        ("abs(a)", "sqrt(a**2)"),
        ("a*b", "exp(log(a) + log(b))"),
        ("b", "a/a*b + 0*exp(50*a)"),
    ],
)
def test_equal_whatever_the_domain(key, typed):
    assert verdict(key, typed).correct


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("maximum(a, 0)", "exp(log(a))"),
        ("maximum(a, 0)", "abs(a)"),
        ("maximum(a, 0)", "sqrt(a)**2"),
        ("abs(a)", "exp(log(a))"),
        ("b", "b + 1e-4"),
        ("b", "b/0"),
        ("b", "log(-abs(a))"),
        ("b", "0*b"),
        (SOFTMAX, "softmax(a, axis=0)"),
        (LOGSUMEXP, "max(a, axis=1)"),
    ],
)
def test_unequal_whatever_the_domain(key, typed):
    assert said(key, typed)
    assert said(key, typed, lang="zh")


def test_a_query_and_a_peephole_weight_may_be_negative():
    attention = {"q": ["H"], "K": ["T", "H"]}
    assert said("exp(K @ q)", "exp(K @ abs(q))", attention)
    assert said("p_o * c", "abs(p_o) * c", {"p_o": ["H"], "c": BH})


def test_two_distributions_are_positive():
    shapes = {"p": ["K"], "q": ["K"]}
    assert verdict("sum(p*log(p/q))", "sum(p*log(p)) - sum(p*log(q))", shapes).correct


@pytest.mark.parametrize("typed", ["s @ a", "2 @ a/2*s", "np.matmul(s, a)", "a @ sum(b)/sum(b)*s"])
def test_a_matrix_product_takes_no_number(typed):
    shapes = {"s": [], "a": BH, "b": BH}
    assert "is a number: write `*`" in said("s*a", typed, shapes)
    assert "应写 `*`" in said("s*a", typed, shapes, "zh")


@pytest.mark.parametrize("typed", ["np.dot(2, a)*s/2", "s·a", "s ⊙ a", "\\frac{1}{2} s (2 a)"])
def test_a_dot_may_scale(typed):
    assert verdict("s*a", typed, {"s": [], "a": BH}).correct


@pytest.mark.parametrize(
    ("key", "typed", "en", "zh"),
    [
        ("a", "a + 0.001", "plus 0.001", "加 0.001"),
        ("a", "a - 1", "the answer minus 1", "减 1"),
        ("a*b", "0.999*a*b", "the factor `0.999` is too much", "多了因子 `0.999`"),
        ("a*b", "a*b + 0.0001*b*a", "1.0001 times", "1.0001 倍"),
        ("a*b", "a*b - b*a", "always 0", "恒为 0"),
        ("a**2*b", "a**3*b", "the exponent of `a` is `2`, not `3`", "指数应为 `2`"),
        ("a/b**2", "b**2/a", "upside down", "颠倒"),
        ("a + 1/b", "a + b", "`1/b` where you wrote `b`", "应为 `1/b`"),
        ("a*b", "log(a)*b", "the `log` around `a` is too much", "多了一层 `log`"),
        ("a*tanh(b)", "a*(2*sigmoid(2*b))", "`a*(2*sigmoid(2*b)) - a` where you wrote", "应为"),
        ("a*tanh(b)", "a*(exp(b)-exp(-b))/(exp(b)+exp(-b))*b", "factor", "因子"),
        (
            "tanh(a*b)",
            "(exp(a+b)-exp(-a-b))/(exp(a+b)+exp(-a-b))",
            "`a+b` stands where `a*b`",
            "应当是 `a*b`",
        ),
        ("a + b", "log(-abs(a) - 1)", "no finite value", "没有有限的值"),
    ],
)
def test_names_the_mistake(key, typed, en, zh):
    assert en in said(key, typed)
    assert zh in said(key, typed, lang="zh")


def test_says_which_part_is_right():
    shapes = dict.fromkeys(("a", "b", "c", "f"), BH)
    question = FormulaQuestion(id="part", stem="?", target="y", variables=shapes, answer="a*b + c*f")
    bench = Bench(question)
    found = right_in_part(bench, parse("a*b + cos(c)*sin(f)", bench.vocabulary).tree)
    assert pick(found, "en") == "What depends on `a`, `b` is right; look at the part with `c`, `f`."
    assert pick(found, "zh") == "与 `a`、`b` 有关的部分是对的；请检查含 `c`、`f` 的部分。"
    assert right_in_part(bench, parse("a + b + c + f", bench.vocabulary).tree) is None
