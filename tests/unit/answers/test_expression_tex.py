"""What was typed, as LaTeX that the notation can draw."""

import pytest

from quizrnn.answers.expression import Vocabulary, parse
from quizrnn.answers.expression_tex import latex
from quizrnn.answers.formula import preview
from quizrnn.answers.instance import draw
from quizrnn.bank.library import Filter, Library
from quizrnn.notation import latex_to_unicode
from quizrnn.notation.display import display_rows
from quizrnn.notation.tex import latex_problem
from quizrnn.paths import Paths

NAMES = ("a", "b", "x", "h_prev", "W_f", "dh_t_next", "d", "H")
SHOWN = {
    "a*b": "a ⊙ b",
    "2*a": "2·a",
    "sqrt(d)*a": "√d·a",
    "a @ W_f.T + b": "a W_fᵀ + b",
    "(a + b).T": "(a + b)ᵀ",
    "(a + b)*x": "(a + b) ⊙ x",
    "a - (b - x)": "a − (b − x)",
    "-(a + b)": "−(a + b)",
    "(a**2).T": "(a²)ᵀ",
    "(W_f.T)**2": "(W_fᵀ)²",
    "(a/b).T": "(a/b)ᵀ",
    "a[:, :H].T": "a[:, :H]ᵀ",
    "a/(b + 1)": "a/(b + 1)",
    "(a/b)**2": "(a/b)²",
    "(a + b)**2": "(a + b)²",
    "sigmoid(h_prev)": "σ(hₚᵣₑᵥ)",
    "concat([a, b], axis=1)": "[a, b]",
    "concat([a, b], axis=0)": "concat([a, b], axis = 0)",
    "sum(a, axis=0)": "sum(a, axis = 0)",
    "a[:, :H]": "a[:, :H]",
    "norm(a)": "‖a‖",
    "abs(a)": "|a|",
    "exp(-a)": "exp(−a)",
}


@pytest.mark.parametrize("typed", SHOWN)
def test_reads_as_it_would_be_written(typed):
    tree = parse(typed, Vocabulary(NAMES)).tree
    assert latex_to_unicode(latex(tree, ("d", "H"))) == SHOWN[typed]


def test_fractions_stand_in_two_dimensions():
    tree = parse("1/(1 + exp(-a))", Vocabulary(NAMES)).tree
    assert display_rows(latex(tree)) == ["     1", "───────────", "1 + exp(−a)"]


def test_every_shipped_formula_is_understood_and_drawn(tmp_path):
    library = Library.open(Paths.from_environment({"QUIZRNN_HOME": str(tmp_path)}))
    for _, question in library.questions(Filter(types=("formula",))):
        instance = draw(question, 0)
        for typed in (question.answer, *(mistake.formula for mistake in question.mistakes)):
            tex = preview(instance, typed).tex
            assert tex is not None, typed
            assert latex_problem(tex) is None, (typed, tex)
