"""LaTeX to Unicode: what is converted reads well, what cannot be is shown as source."""

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from quizrnn.notation import latex_lines, latex_to_unicode, symbols
from quizrnn.notation.tex import latex_problem

CONVERTED = {
    r"c_t = f_t \odot c_{t-1} + i_t \odot \tilde c_t": "cₜ = fₜ ⊙ cₜ₋₁ + iₜ ⊙ c̃ₜ",
    "h_{t-1}": "hₜ₋₁",
    "W_f": "W_f",
    "W_f h_{t-1} + b_f": "W_f hₜ₋₁ + b_f",
    "W_fh": "W_f h",
    "x^2": "x²",
    r"W^\top": "Wᵀ",
    r"W_f^\top\delta": "W_fᵀ δ",
    "W_{hh}^{T-t}": "Wₕₕᵀ⁻ᵗ",
    "h_{t,i}": "h_(t,i)",
    "W_{h_t}": "W_(hₜ)",
    r"h_{\text{prev}}": "hₚᵣₑᵥ",
    "e^{-x}": "e⁻ˣ",
    "2^{n/2}": "2^(n/2)",
    "f'(x)": "f′(x)",
    r"x^{\prime}": "x′",
    "x^*": "x*",
    r"\gamma^{|t-k|}": "γ^(|t−k|)",
    r"\frac{a}{b}": "a/b",
    r"\frac12": "1/2",
    r"\frac{a+b}{2}": "(a + b)/2",
    r"\frac{a}{2H}": "a/(2H)",
    r"\frac{256}{12}": "256/12",
    r"\frac{1}{1+e^{-a}}": "1/(1 + e⁻ᵃ)",
    r"\frac{\partial L}{\partial h_t}": "∂L/∂hₜ",
    r"\frac{a}{b}\frac{c}{d}": "(a/b)(c/d)",
    r"\frac{a}{b}x": "(a/b)x",
    r"\frac{a}{b} + x": "a/b + x",
    r"\frac{\frac{a}{b}}{c}": "a/b/c",
    r"\frac{a}{\frac{b}{c}}": "a/(b/c)",
    r"\frac{\sum_i x_i}{n}": "(∑ᵢ xᵢ)/n",
    r"\log\frac{a}{b}": "log(a/b)",
    r"\ln a/\ln b": "ln a/ln b",
    "da_f W_f": "da_f W_f",
    r"\delta a_f": "δa_f",
    "d x": "d x",
    r"\left(\frac{a}{b}\right)^2": "(a/b)²",
    r"{\frac{a}{b}}^2": "(a/b)²",
    r"\sqrt{H}": "√H",
    r"\sqrt{a+b}": "√(a + b)",
    r"\sqrt{(a+b)}": "√(a + b)",
    r"\sqrt{(a)(b)}": "√((a)(b))",
    r"\sqrt[3]{x}": "∛x",
    r"\prod_{k=t+1}^{T} \mathrm{diag}(1-h_k^2)": "∏ₖ₌ₜ₊₁ᵀ diag(1 − hₖ²)",
    r"\lim_{n \to \infty} \lambda^n": "lim_(n→∞) λⁿ",
    r"\max_i x_i": "maxᵢ xᵢ",
    r"o_t \odot \tanh(c_t)": "oₜ ⊙ tanh(cₜ)",
    r"\tanh x": "tanh x",
    r"\operatorname{softmax}(z)_i": "softmax(z)ᵢ",
    r"\lVert g \rVert_2 \le \theta": "‖g‖₂ ≤ θ",
    r"\|g\|": "‖g‖",
    "|x| + |y|": "|x| + |y|",
    "p(x | y)": "p(x | y)",
    r"p(x \mid y)": "p(x | y)",
    r"x \in \mathbb{R}^{N \times H}": "x ∈ ℝ^(N×H)",
    r"\mathcal{L}": "ℒ",
    r"\hat{y}": "ŷ",
    r"\bar z": "z̄",
    r"\overrightarrow{h}_t": "h⃗ₜ",
    r"\overrightarrow{h_t}": "h⃗ₜ",
    r"\overline{xy}": "x̅y̅",
    r"\boldsymbol{h}_t": "hₜ",
    r"\mathbf{W}x": "Wx",
    r"\text{if } x > 0": "if x > 0",
    r"\text{如果 }x": "如果 x",
    r"4\cdot(H(H+D)+H)": "4·(H(H + D) + H)",
    "-x": "−x",
    "a = -b": "a = −b",
    "a-b": "a − b",
    "(N, T, D)": "(N, T, D)",
    "(N,T,D)": "(N, T, D)",
    "131{,}328": "131,328",
    r"x \quad y": "x  y",
    r"a\,b": "a b",
    r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}": "[a, b; c, d]",
    r"\begin{cases} x & x>0 \\ 0 & \text{otherwise}\end{cases}": "{ x, x > 0; 0, otherwise }",
    r"\begin{aligned} a &= b \\ c &= d \end{aligned}": "a = b; c = d",
    r"a \\ b": "a; b",
    r"\mathbf{1}\{x>0\}": "1{x > 0}",
    "σ(x) ⊙ y": "σ(x) ⊙ y",
    "x := y": "x ≔ y",
    r"a \not= b": "a ≠ b",
    r"\left.\frac{a}{b}\right|_{x}": "a/b|ₓ",
    "[[1]]": "[[1]]",
    "": "",
}
SOURCE = [
    r"\unknown{x}",
    r"x^{",
    r"x}",
    r"\frac{a}",
    r"\frac{}{b}",
    r"x^2^3",
    r"x_",
    r"\left( x",
    r"\begin{bmatrix} a",
    r"\begin{tikzpicture}x\end{tikzpicture}",
    r"\underbrace{a}_{b}",
    r"\widehat{xyz+1}",
    r"50%",
    r"a # b",
    r"\text{$x$}",
    r"\href{http://x}{y}",
    "x\ufe0f",
    "😀",
    r"a & b",
    "\\sqrt" * 500 + "x",
    "\\big" * 500 + "(",
    "\\left" * 500 + "(",
    "{" * 500 + "}" * 500,
    "x^{" * 500 + "}" * 500,
]


@pytest.mark.parametrize("tex", CONVERTED)
def test_reads_well(tex):
    assert latex_to_unicode(tex) == CONVERTED[tex]
    assert latex_problem(tex) is None


@pytest.mark.parametrize("tex", SOURCE)
def test_source_is_shown_where_it_cannot_be_converted(tex):
    assert latex_to_unicode(tex) == tex
    assert latex_problem(tex)


def test_lines_of_a_display_formula():
    assert latex_lines(r"\begin{aligned} a &= b \\ c &= d \end{aligned}") == ["a = b", "c = d"]


def test_every_symbol_takes_one_cell():
    tables = (symbols.ORDINARY, symbols.BINARY, symbols.RELATIONS, symbols.LARGE, symbols.OPENING)
    tables += (symbols.CLOSING, symbols.SUBSCRIPTS, symbols.SUPERSCRIPTS, symbols.BLACKBOARD, symbols.SCRIPT)
    for table in tables:
        for sign in table.values():
            assert all(cell_len(character) == 1 for character in sign), sign
    assert all(cell_len("x" + mark) == 1 for mark in symbols.ACCENTS.values())


COMMANDS = st.sampled_from(
    [*"abhtWxσ0123456789+-=()[]{}^_&|,;:'/<>*!. %#~$", *("\\" + c for c in ("frac", "sqrt", "left", "right"))]
    + [
        "\\" + c
        for c in ("tilde", "text", "mathbf", "begin{bmatrix}", "end{bmatrix}", "sum", "odot", "|", "\\")
    ]
    + ["\\begin{aligned}", "\\end{aligned}", "\\operatorname", "\\param{H}", "\\not", "\\big", "{a}", "{b+c}"]
)


@given(st.lists(COMMANDS, max_size=14).map("".join))
def test_never_half_converted(tex):
    shown = latex_to_unicode(tex)
    if latex_problem(tex) is None:
        assert "\\" not in shown
        assert all(category(character)[0] != "C" and character != "\ufe0f" for character in shown)
        assert all(cell_len(character) <= 1 for character in shown)
    else:
        assert shown == " ".join(tex.split())


@given(st.text(max_size=60))
def test_any_text_is_taken(tex):
    assert latex_problem(tex) is None or latex_to_unicode(tex) == " ".join(tex.split())
