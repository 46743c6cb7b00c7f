"""Reading expressions: the field's spellings, one line for what cannot be read, nothing ever executed."""

import ast
import builtins

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizrnn.answers.expression import MAX_NODES, Vocabulary, parse
from quizrnn.answers.expression_arrays import DoesNotBind, Evaluator
from quizrnn.answers.expression_names import SCALAR_FUNCTIONS, key_of
from quizrnn.answers.expression_scalars import evaluate, number_of
from quizrnn.answers.expression_tree import (
    Call,
    Index,
    Name,
    Negation,
    Number,
    Operation,
    Sequence,
    Slice,
    render,
)
from quizrnn.errors import Malformed

NAMES = ["f", "i", "g", "c_prev", "h_prev", "h", "x", "W_f", "b_f", "H", "D", "B", "theta", "W", "U", "b"]
VOCABULARY = Vocabulary(NAMES)


def read(text, names=NAMES):
    return render(parse(text, Vocabulary(names)).tree)


def work_out(text):
    return Evaluator({name: np.ones((2, 2)) for name in NAMES}).evaluate(parse(text, VOCABULARY).tree)


def number(text, **values):
    tree = parse(text, Vocabulary(values, SCALAR_FUNCTIONS), numbers=True).tree
    return evaluate(tree, values)


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("f ⊙ c_{t-1} + i∘g", "f*c_prev + i*g"),
        ("σ(concat([h_{t−1}, x_t]) @ W_{f}ᵀ + b_f)", "sigmoid(concat([h_prev, x]) @ W_f.T + b_f)"),
        (r"\sigma\left([h_{t-1}, x_t] W_f^{\top} + b_f\right)", "sigmoid([h_prev, x] · W_f.T + b_f)"),
        (r"\mathrm{tanh}(h) \odot \mathbf{f}", "tanh(h)*f"),
        (r"\frac{\frac{f}{g}}{i+1}", "f/g/(i + 1)"),
        (r"\sqrt{h} \cdot \tilde{c}_t", "sqrt(h) · g"),
        ("1-h²", "1 - h**2"),
        ("tanh²(h)·f", "tanh(h)**2 · f"),
        ("tanh^{2}(h)", "tanh(h)**2"),
        ("tanh'(h) + σ′(h)", "dtanh(h) + dsigmoid(h)"),
        ("√h + √(f+g)", "sqrt(h) + sqrt(f + g)"),
        ("‖h‖₂ + ||f|| + |g|", "norm(h) + norm(f) + abs(g)"),
        ("∏(1-h²) − Σ(f)", "prod(1 - h**2) - sum(f)"),
        ("ｆ＊ｃ＿ｐｒｅｖ＋（ｉ＊ｇ）", "f*c_prev + i*g"),
        ("np.tanh(np.dot(x, U.T))", "tanh(x @ U.T)"),
        ("torch.cat([h_prev, x], dim=1)", "concat([h_prev, x], axis=1)"),
        ("np.concatenate((h_prev, x), axis=-1)", "concat([h_prev, x], axis=-1)"),
        ("numpy.linalg.norm(h)", "norm(h)"),
        ("h.sum(0, keepdims=True)", "sum(h, axis=0, keepdims=True)"),
        ("np.multiply(f, g)", "f*g"),
        ("c_t-1*f", "c_prev*f"),
        ("hprev + prev_h + h_tm1 + h_(t-1)", "h_prev + h_prev + h_prev + h_prev"),
        ("Wf@bf", "W_f @ b_f"),
        ("θ + Theta", "theta + theta"),
        ("(x@W_f)[:, :H][..., None]", "(x @ W_f)[:, :H][..., None]"),
        ("x[-1, 1:H+1]", "x[-1, 1:H + 1]"),
        ("f if h > 0 else g", "where(h > 0, f, g)"),
        ("W^T @ W^{T} @ W⊤", "W.T @ W.T @ W.T"),
        ("f^2**g", "f**2**g"),
        ("(f - g) - (h - i)", "f - g - (h - i)"),
        ("-f**2", "-f**2"),
        ("(-f)**2", "(-f)**2"),
        ("f/(g*h)", "f/(g*h)"),
    ],
)
def test_spellings_of_the_field(typed, read_as):
    assert read(typed) == read_as
    assert read(read_as) == read_as


def test_a_raised_t_is_a_power_where_t_is_a_number():
    tree = parse("p^T", Vocabulary(["p", "T"])).tree
    values = {"p": np.asarray(0.5), "T": np.asarray(3.0)}
    assert Evaluator(values).evaluate(tree) == 0.125
    turned = Evaluator({"p": np.ones((2, 5)), "T": np.asarray(3.0)}).evaluate(tree)
    assert turned.shape == (5, 2)


def test_declared_names_win_over_synonyms_and_functions():
    assert read("h_t + h", ["h_t", "h"]) == "h_t + h"
    assert read("u*n", ["z", "n"]) == "z*n"
    assert read("u*n", ["u", "z", "n"]) == "u*n"
    assert read("norm*2", ["norm"]) == "norm*2"
    assert read("N + H", ["B", "H"]) == "B + H"


def test_keys_of_names():
    assert key_of("h_{t-1}") == key_of("h_prev") == key_of("hprev") == ("h", "prev")
    assert key_of("dc_{t+1}") == key_of("dc_next")
    assert key_of("W_f") == key_of("W_{f}") != key_of("W_i")
    assert key_of("c̃_t") == key_of("c_tilde")


@pytest.mark.parametrize(
    ("typed", "column", "says"),
    [
        ("", 0, "empty"),
        ("   ", 0, "empty"),
        ("f*", 2, "breaks off"),
        ("* f", 0, "missing before"),
        ("f c_prev", 2, "operator is missing"),
        ("2f", 1, "operator is missing"),
        ("f*(g", 2, "never closed"),
        ("f*g)", 3, "closes nothing"),
        ("f*(g]", 4, "does not close"),
        ("f*c_prv", 2, "did you mean c_prev"),
        ("tahn(h)", 0, "did you mean tanh"),
        ("W(h)", 1, "no function"),
        ("tanh h", 5, "in parentheses"),
        ("f = g", 2, "right-hand side"),
        ("f, g", 1, "outside any bracket"),
        ("f & g", 2, "means nothing"),
        ("sum(h, where=1)", 13, "no option"),
        ("W'", 1, "write .T"),
        ("f:g", 1, "colon"),
        ("f\x00", 1, "control character"),
        (r"\frac{f}", 0, "two groups"),
        ("tanh()", 0, "needs an argument"),
        ("x.sum", 0, "needs parentheses"),
        ("f < g < h", 0, "no part of a formula"),
        ("f²²(", 3, ""),
    ],
)
def test_the_first_trouble_is_named_with_its_column(typed, column, says):
    with pytest.raises(Malformed) as caught:
        parse(typed, VOCABULARY)
    assert caught.value.column == column
    assert says in caught.value.line("en")
    assert "\n" not in caught.value.line("zh")


@pytest.mark.parametrize(
    "attack",
    [
        "__import__('os').system('true')",
        "().__class__.__bases__[0].__subclasses__()",
        "f.__class__",
        "f.T.__init__",
        "np.f.__dict__",
        "open('/etc/passwd')",
        "exec('1')",
        "lambda: f",
        "[f for f in x]",
        "{f: 1}",
        "f'{g}'",
        "(f := g)",
        "f; import os",
        "await f",
        "yield f",
        "*f",
        "**f",
        "tanh(*f)",
        "tanh(**f)",
        "x[[]]",
        "1j*f",
        "0x1f*f",
        "b'x'",
        "f if g",
        "not f",
        "f is g",
        "f in g",
        "...",
        "print(f)",
        "np.load(f)",
        "n0 + f0",
    ],
)
def test_nothing_but_formulas_is_read(attack, monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("executed")

    for name in ("eval", "exec", "open"):
        monkeypatch.setattr(builtins, name, refuse)
    with pytest.raises(Malformed):
        work_out(attack)


@pytest.mark.parametrize(
    "bomb",
    [
        "9**9**9",
        "9**9**9**9**9",
        "f*9^9^9",
        "(((" * 500,
        "(" * 60 + "f" + ")" * 60,
        "-" * 1500 + "f",
        "+" * 1500 + "f",
        "f" + "+f" * 900,
        "f" + "**f" * 600,
        "f*" * 5000 + "f",
        "f" + ".T" * 500,
        "f" + "[0]" * 400,
        "√" * 1500,
        r"\frac" * 300,
        r"\frac{" * 200 + "f" + "}" * 200,
        "9" * 1999,
        "1e999*f",
        "tanh(" * 39 + "f" + ")" * 38,
    ],
)
def test_bombs_are_refused_at_once(bomb):
    with pytest.raises(Malformed) as caught:
        parse(bomb, VOCABULARY)
    assert len(caught.value.line("en")) < 200


@pytest.mark.parametrize(
    "giant",
    [
        "ones((H**9, H**9))",
        "zeros((99999, 99999))",
        "eye(100000)",
        "outer(outer(h, h), outer(h, h))",
        "ones((9, 9, 9, 9, 9))",
        "concat([ones(19999), ones(19999)])",
        "ones(19999)[:, None]*ones(19999)",
        "ones((19999, 1)) @ ones((1, 19999))",
        "ones(0-1)",
        "ones(h)",
    ],
)
def test_giant_arrays_are_refused_before_they_are_made(giant):
    tree = parse(giant, VOCABULARY).tree
    with pytest.raises(Malformed):
        Evaluator({"H": np.asarray(7.0), "h": np.ones((30, 40))}).evaluate(tree)


def test_too_many_parts_are_refused():
    assert parse("f" + "+f" * 90, VOCABULARY)
    with pytest.raises(Malformed, match="too large"):
        parse("(" + "+".join(["f"] * 80) + ")" + ("*(" + "+".join(["f"] * 80) + ")") * 4, VOCABULARY)
    assert MAX_NODES == 400


def check_place(error, text):
    assert error.column is None or 0 <= error.column <= len(text)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_or_malformed(text):
    for numbers in (False, True):
        try:
            tree = parse(text, VOCABULARY, numbers=numbers).tree
        except Malformed as error:
            check_place(error, text)
        else:
            assert render(tree)


@settings(deadline=None)
@given(st.text(alphabet="fgh()[]{}+-*/@^.,:_ 123√‖|²ᵀ⊙·'\\=", max_size=30))
def test_any_mixture_of_signs_is_read_or_malformed(text):
    try:
        tree = parse(text, VOCABULARY).tree
        Evaluator({name: np.full((2, 2), 0.5) for name in NAMES}).evaluate(tree)
    except (Malformed, DoesNotBind):
        return


leaves = st.sampled_from("fgh").map(Name) | st.integers(0, 99).map(Number) | st.floats(0.25, 8.0).map(Number)


def over_f(tree):
    """Make an array of it: NumPy sums plain numbers over an axis too."""
    return Operation("*", Name("f"), tree)


trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(Negation, inner),
        st.builds(Operation, st.sampled_from(["+", "-", "*", "/", "@", "dot"]), inner, inner),
        st.builds(lambda a, b: Operation("*", Number(1), Operation("<", a, b)), inner, inner),
        st.builds(Operation, st.just("**"), inner, st.sampled_from("fg").map(Name)),
        st.builds(Call, st.sampled_from(["tanh", "sigmoid", "transpose"]), st.tuples(inner)),
        st.builds(lambda a: Call("sum", (over_f(a),), (("axis", Number(0)),)), inner),
        st.builds(lambda a, b: Call("concat", (Sequence((a, b)),)), inner, inner),
        st.builds(lambda a: Index(over_f(a), (Slice(None, None), Slice(None, Name("H")))), inner),
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(trees)
def test_what_is_rendered_reads_back_as_the_same_tree(tree):
    again = parse(render(tree), VOCABULARY).tree
    assert render(again) == render(tree)


def numpy_of(tree):
    """Write a tree as Python for NumPy itself, as an oracle that shares no code with the evaluator."""
    text = render(tree).replace(" · ", "*")
    text = text.replace("sigmoid(", "SIG(").replace("concat(", "CAT(").replace("tanh(", "np.tanh(")
    return text.replace("sum(", "np.sum(")


@settings(deadline=None)
@given(trees, st.integers(0, 5))
def test_values_are_those_of_numpy(tree, seed):
    rng = np.random.default_rng(seed)
    values = {name: rng.uniform(0.1, 0.9, size=(3, 3)) for name in "fgh"} | {"H": np.asarray(3.0)}
    scope = {
        "np": np,
        "SIG": lambda a: 1 / (1 + np.exp(-a)),
        "CAT": lambda pieces: np.concatenate([np.asarray(piece) for piece in pieces], axis=-1),
        **{name: value if value.ndim else 3 for name, value in values.items()},
    }
    try:
        with np.errstate(all="ignore"):
            wanted = np.asarray(
                eval(compile(ast.parse(numpy_of(tree), mode="eval"), "", "eval"), scope), float
            )
    except (ValueError, IndexError, TypeError, AttributeError, ZeroDivisionError, OverflowError):
        return  # shapes that do not bind, or plain Python numbers where arrays are meant
    try:
        got = Evaluator(values).evaluate(tree)
    except (DoesNotBind, Malformed):
        pytest.fail(f"NumPy takes {numpy_of(tree)}")
    if np.isfinite(wanted).all():
        assert got.shape == wanted.shape
        np.testing.assert_allclose(got, wanted, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("text", "shapes"),
    [
        ("f @ h", ((2, 3), (2, 3))),
        ("f*U", ((2, 3), (4, 3))),
        ("concat([f, U], axis=1)", ((2, 3), (4, 3))),
        ("sum(f, axis=2)", ((2, 3),)),
        ("f[:, :4]", ((2, 3),)),
        ("f[0, 0, 0]", ((2, 3),)),
    ],
)
def test_shapes_that_do_not_bind_are_reported(text, shapes):
    values = {"f": np.ones((2, 3)), "h": np.ones((2, 3)), "U": np.ones((4, 3))}
    with pytest.raises(DoesNotBind) as caught:
        Evaluator(values).evaluate(parse(text, VOCABULARY).tree)
    assert caught.value.shapes == shapes


def test_the_dot_is_either_product():
    square = np.arange(4.0).reshape(2, 2)
    tree = parse("f·g", VOCABULARY).tree
    values = {"f": square, "g": square + 1}
    np.testing.assert_array_equal(Evaluator(values).evaluate(tree), square * (square + 1))
    np.testing.assert_array_equal(Evaluator(values, dot="matrix").evaluate(tree), square @ (square + 1))
    values = {"f": np.ones((2, 3)), "g": np.ones((3, 4))}
    assert Evaluator(values).evaluate(tree).shape == (2, 4)


def test_plain_numbers():
    assert number("H*(H+D)+H", H=2, D=3) == 12
    assert number("floor(log(eps)/log(rho))+1", eps=1e-3, rho=0.9) == 66
    assert number("sum(l > t)", l=[7, 5, 3, 1], t=3) == 2
    assert number("exp(-mean(log(p)))", p=[0.5, 0.25, 0.125]) == pytest.approx(4)
    assert number('3 if kind == "GRU" else 4', kind="gru") == 3
    assert number("len(s) + repeats(s)", s="hello") == 6
    assert number("g[1]*min(1, 2.5/norm(g))", g=[3, 4]) == pytest.approx(2)
    assert number("clip(g, -2, 2)[0]", g=[3, -4]) == 2
    assert number("1/0 if x == 0 and 1 > 2 else 5", x=0) == 5
    assert number("7 // 2 + 7 % 2 + ceil(0.5)") == 5
    assert number("round(2.567, 1)") == pytest.approx(2.6)


@pytest.mark.parametrize(
    "text",
    ["1/0", "sqrt(-1)", "log(0)", "(0-8)**0.5", "2**99999", "exp(1000)", "x[9]", "sum(s)", "s + 1", "norm()"],
)
def test_numbers_without_a_value_are_malformed(text):
    with pytest.raises(Malformed):
        number_of(
            parse(text, Vocabulary(["x", "s"], SCALAR_FUNCTIONS), numbers=True).tree,
            {"x": [1, 2], "s": "gru"},
        )
