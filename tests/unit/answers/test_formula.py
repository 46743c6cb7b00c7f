"""Formulas: what counts as equal, what shapes do, what hostile or broken input gets."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizrnn.answers import formula
from quizrnn.answers.expression_tree import (
    Call,
    Name,
    Negation,
    Number,
    Operation,
    children,
    render,
    with_child,
)
from quizrnn.answers.formula_bench import Bench, symbols_of
from quizrnn.answers.formula_edits import REPAIRS, rewritten
from quizrnn.answers.formula_losses import losses
from quizrnn.answers.instance import Instance
from quizrnn.bank.model import Alternative, FormulaQuestion, Mistake
from quizrnn.errors import Malformed, QuizrnnError
from quizrnn.text import both, pick

BH = ["B", "H"]


def instance(answer="f*c_prev+i*g", variables=None, **more):
    variables = variables or dict.fromkeys(("f", "i", "g", "c_prev", "h_prev"), BH)
    question = FormulaQuestion(
        id="q", stem="?", target=more.pop("target", "c_t"), variables=variables, answer=answer, **more
    )
    return Instance(question=question, seed=0)


def check_place(error, text):
    assert "\n" not in error.line("en")
    assert error.column is None or 0 <= error.column <= len(text)


def said(shown, answer):
    verdict = formula.check(shown, answer)
    assert verdict.score == 0
    return " ".join(pick(text, "en") for text in verdict.feedback)


def right(shown, answer):
    return formula.check(shown, answer).correct


@pytest.mark.parametrize(
    "typed",
    [
        "`f*c_prev + i*g`",
        "$f \\odot c_{t-1} + i \\odot g$",
        "\\(f c_{t-1} + i g\\)",
        "c_t = f*c_prev+i*g",
        "c_{t} ＝ f*c_prev+i*g",
        "∂c/∂x = f*c_prev+i*g;",
        "  f*c_prev+i*g。",
        "f*c_prev+i*g.",
        "f*c_prev\n  + i*g",
        "F*C_PREV + I*G",
        "（ｆ⊙c_{t-1}）＋ i⊙g",
        "f*c_prev+i*g+1e-9",
        "----f*c_prev - ---i*g",
    ],
)
def test_wrappings_do_not_matter(typed):
    assert right(instance(), typed)


def test_also_accept_is_right_with_its_note():
    shown = instance(
        mistakes=[Mistake(formula="f*g", why="no")],
        also_accept=[
            Alternative(formula="f*c_prev", note="in a fully closed cell"),
            Alternative(formula="i*g"),
        ],
    )
    verdict = formula.check(shown, "c_prev*f")
    assert verdict.score == 1
    assert verdict.feedback == ("in a fully closed cell",)
    assert formula.check(shown, "g*i").feedback == ()
    assert formula.check(shown, "g*f").feedback[0] == "no"


def test_a_broken_mistake_in_a_bank_does_not_break_checking():
    shown = instance(mistakes=[Mistake(formula="nonsense(", why="?"), Mistake(formula="f@g", why="unbound")])
    assert right(shown, "i*g + f*c_prev")
    assert said(shown, "f@g") == "unbound"


@pytest.mark.parametrize("answer", ["f*(", "f @ g", "x*f"])
def test_a_broken_key_names_its_question(answer):
    shown = instance(answer)
    if answer == "f @ g":
        assert not right(shown, "f @ g")
        with pytest.raises(QuizrnnError, match="question q"):
            formula.check(shown, "f")
        return
    with pytest.raises(QuizrnnError, match="question q") as caught:
        formula.check(shown, "f")
    assert not isinstance(caught.value, Malformed)


@pytest.mark.parametrize(
    "typed", ["", "f*", "f*x", "σ", "f(g)", "f == g == f", "sum(f, axis=f)", "ones((H**9,B))"]
)
def test_what_cannot_be_read_is_no_attempt(typed):
    with pytest.raises(Malformed):
        formula.check(instance(), typed)


def test_shapes_are_told_in_symbols():
    shown = instance()
    assert "`f@g`: (B, H) @ (B, H)" in said(shown, "f@g")
    assert "The shape is (B,), but the answer's is (B, H)." in said(shown, "sum(f*c_prev+i*g, axis=1)")
    assert "its shape is (H, B), the answer's is (B, H)" in said(shown, "(f*c_prev+i*g).T")
    assert "(B, 2*H)" in said(shown, "concat([f, g])")
    assert "(B, H) and (H, H)" not in said(shown, "f.T@g")
    assert "(H, H), but" in said(shown, "f.T@g")
    assert "()" in said(shown, "2")
    wide = instance("x@W.T", {"x": ["B", "H+D"], "W": ["K", "H+D"]})
    assert "(B, H+D) @ (K, H+D)" in said(wide, "x@W")


def test_a_broadcast_is_not_the_shape_that_was_asked():
    shown = instance("sum(da, axis=0)", {"da": BH})
    assert "(1, H), but the answer's is (H,)" in said(shown, "sum(da, axis=0, keepdims=True)")
    assert right(instance("sum(da, axis=0, keepdims=True)", {"da": BH}), "ones((1, B)) @ da")


@pytest.mark.parametrize(
    ("key", "variables", "equal"),
    [
        ("h**2", {"h": ["H"]}, "exp(2*log(h))"),  # the logarithm of a negative number decides nothing
        ("sqrt(v)/(1+v)", {"v": ["H"]}, "v**0.5/(v+1)"),  # the key itself lives on positive numbers
        ("log(p)", {"p": ["K"]}, "-log(1/p)"),
        ("x", {"x": ["H"]}, "log(exp(x))"),
        ("tanh(x)", {"x": ["H"]}, "(exp(2*x)-1)/(exp(2*x)+1)"),
        ("abs(x)", {"x": ["H"]}, "sqrt(x**2)"),
        ("maximum(x, 0)", {"x": ["H"]}, "x*(x > 0)"),
        ("x/sqrt(d)", {"x": ["B", "d"]}, "x*d**-0.5"),
        ("softmax(s)", {"s": ["B", "K"]}, "exp(s)/exp(s).sum(axis=1, keepdims=True)"),
        ("mean(x)", {"x": ["B", "H"]}, "sum(x)/(B*H)"),
        ("sum(x*y)", {"x": ["H"], "y": ["H"]}, "x@y"),
        ("outer(x, y)", {"x": ["H"], "y": ["D"]}, "x[:, None]*y"),
        ("W@x", {"W": ["H", "D"], "x": ["D"]}, "sum(W*x, axis=1)"),
        ("W@x", {"W": ["H", "H"], "x": ["H"]}, "W·x"),
        ("W*x", {"W": ["H", "H"], "x": ["H"]}, "W·x"),
        ("p**T", {"p": [], "T": []}, "p^T"),
    ],
)
def test_equal_formulas_are_right_wherever_they_have_values(key, variables, equal):
    assert right(instance(key, variables), equal)


@pytest.mark.parametrize(
    ("key", "variables", "different"),
    [
        ("h", {"h": ["H"]}, "abs(h)"),
        ("w", {"w": []}, "sqrt(w**2)"),
        ("x*(x > 0)", {"x": ["H"]}, "x"),
        ("minimum(x, theta)", {"x": ["H"], "theta": []}, "x"),
        ("minimum(x, theta)", {"x": ["H"], "theta": []}, "x*0+theta"),
        ("mean(x)", {"x": ["B", "H"]}, "sum(x)/B"),
        ("x", {"x": ["H"]}, "x+0.001"),
        ("x", {"x": ["H"]}, "x*1.001"),
        ("B*H", {"x": ["B", "H"]}, "B+H"),
        ("x**2", {"x": ["k"]}, "x**k"),
        ("tanh(5*x)", {"x": ["H"]}, "x/abs(x)"),
        ("x", {"x": ["H"]}, "9*x/(x-x)"),
    ],
)
def test_different_formulas_are_wrong(key, variables, different):
    assert not right(instance(key, variables), different)


def test_sizes_are_distinct_and_values_stay_where_the_field_has_them():
    variables = {
        "f": ["B", "H"],
        "W_f": ["H", "H+D"],
        "x": ["B", "D"],
        "h": ["B", "H"],
        "theta": [],
        "q": ["4*H"],
    }
    question = instance("f", variables).question
    assert symbols_of(question) == ["B", "H", "D"]
    bench = Bench(question)
    for draw in bench.draws():
        sizes = draw.sizes
        lengths = [*sizes.values(), sizes["H"] + sizes["D"], 4 * sizes["H"]]
        assert len(set(lengths)) == len(lengths)
        assert draw.values["W_f"].shape == (sizes["H"], sizes["H"] + sizes["D"])
        assert draw.values["H"] == sizes["H"]
        assert ((draw.values["f"] > 0) & (draw.values["f"] < 1)).all()
        assert (np.abs(draw.values["h"]) < 1).all()
        assert draw.values["theta"] > 0
        assert all(np.isfinite(value).all() for value in draw.values.values())
    again = Bench(question)
    np.testing.assert_array_equal(bench.draws()[0].values["x"], again.draws()[0].values["x"])


def test_many_dimensions_are_still_told_apart():
    variables = {f"v{k}": [f"d{k}", f"d{k}+d{(k + 1) % 9}"] for k in range(9)}
    assert right(instance("v0", variables), "v0*1")


def test_an_exponent_that_only_rounding_keeps_from_being_whole_is_whole():
    shown = instance("w**k", {"w": [], "v": ["k"]})
    assert right(shown, "w**exp(log(k))")
    assert right(shown, "w**(k/3*3)")


def test_expected_and_syntax():
    shown = instance()
    assert formula.expected(shown) == "`f*c_prev+i*g`"
    line = formula.syntax(shown)
    assert "c_t" in line["en"]
    assert "f (B, H)" in line["zh"]
    assert "\n" not in line["en"] + line["zh"]


def test_preview_shows_the_shape_or_the_trouble():
    shown = instance("x@W.T", {"x": ["B", "H+D"], "W": ["K", "H+D"]})
    assert formula.preview(shown, "x@W.T") == ("(B, K)", None, None, "x \\, W^T")
    assert formula.preview(shown, "x").shape == "(B, H+D)"
    assert formula.preview(shown, "x@").column == 2
    broken = formula.preview(shown, "x@W")
    assert broken.shape is None
    assert "(B, H+D) @ (K, H+D)" in broken.problem["en"]


def test_feedback_in_both_languages_differs():
    for answer in ("f@g", "f*c_prev", "g", "sum(f)", "-f*c_prev-i*g", "f/0", "i*c_prev+f*g"):
        for text in formula.check(instance(), answer).feedback:
            assert set(text) == {"en", "zh"}
            assert text != both(text["en"], text["en"])
            assert text["en"].endswith(".")
            assert text["zh"].endswith("。")


BOMBS = [
    "9**9**9*f",
    "f" + "*f" * 300,
    "tanh(" * 38 + "f" + ")" * 38,
    "+".join(["f*c_prev"] * 60),
    "f**g**f**g**f**g**c_prev**f",
    "exp(exp(exp(exp(1000*f))))",
    "f/(g-g)",
    "ones((100,100))@ones((100,100))@ones((100,100))",
]


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.timeout(20)
def test_hostile_formulas_end_in_a_verdict_or_one_line(bomb):
    try:
        verdict = formula.check(instance(), bomb)
    except Malformed as error:
        check_place(error, bomb)
    else:
        assert verdict.score == 0
        assert verdict.feedback


@given(st.text(alphabet="fgi c_prev+-*/@().T[]:H,σ⊙·²^", max_size=25))
@settings(deadline=None)
def test_any_text_is_judged_or_malformed(text):
    try:
        verdict = formula.check(instance(), text)
    except Malformed as error:
        check_place(error, text)
    else:
        assert verdict.score in (0, 1)
        assert verdict.correct or verdict.feedback


# Random formulas over arrays of one shape, random equal rewritings, random mutations.
VARIABLES = {"f": BH, "i": BH, "g": BH, "c": BH, "W": ["H", "H"], "b": ["H"]}
leaves = st.sampled_from("figc").map(Name)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(Operation, st.sampled_from(["+", "-", "*"]), inner, inner),
        st.builds(lambda a: Call("tanh", (a,)), inner),
        st.builds(lambda a: Call("sigmoid", (a,)), inner),
        st.builds(lambda a: Operation("@", a, Call("transpose", (Name("W"),))), inner),
        st.builds(lambda a: Operation("+", a, Name("b")), inner),
    ),
    max_leaves=6,
)


def rewrite(tree, rng):
    """Return an equal formula in another style, every node rewritten at random."""
    for place, child in enumerate(children(tree)):
        tree = with_child(tree, place, rewrite(child, rng))
    one = rng.randrange(4)
    match tree:
        case Operation(op="+") | Operation(op="*") if one == 0:
            return Operation(tree.op, tree.right, tree.left)
        case Operation(op="-") if one == 0:
            return Negation(Operation("-", tree.right, tree.left))
        case Operation(op="-") if one == 1:
            return Operation("+", tree.left, Operation("*", Negation(Number(1)), tree.right))
        case Operation(op="*", left=Operation(op="+") as total) if one == 1:
            return Operation(
                "+", Operation("*", total.left, tree.right), Operation("*", total.right, tree.right)
            )
        case Operation(op="@") if one == 0:
            turned = Operation("@", Call("transpose", (tree.right,)), Call("transpose", (tree.left,)))
            return Call("transpose", (turned,))
        case Operation(op="@") if one == 1:
            half = Operation("*", Number(0.5), tree.left)
            return Operation("*", Number(2), Operation("@", half, tree.right))
        case Call(function="tanh") if one == 0:
            twice = Call("sigmoid", (Operation("*", Number(2), tree.args[0]),))
            return Operation("-", Operation("*", Number(2), twice), Number(1))
        case Call(function="sigmoid") if one == 0:
            growth = Call("exp", (Negation(tree.args[0]),))
            return Operation("/", Number(1), Operation("+", Number(1), growth))
        case Name() if one == 0 and tree.name in "figc":
            return Operation("-", Operation("*", Number(3), tree), Operation("+", tree, tree))
        case _:
            return tree


@given(trees, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_every_equal_rewriting_is_right(tree, rng):
    shown = instance(render(tree), VARIABLES)
    assert right(shown, render(rewrite(tree, rng)))


def oracle(text, seed):
    """Evaluate with NumPy and Python alone."""
    rng = np.random.default_rng(seed)
    b, h = 4, 6
    scope = {name: rng.uniform(0.1, 0.9, (b, h)) for name in "figc"}
    scope |= {"W": rng.normal(size=(h, h)), "b": rng.normal(size=h), "B": b, "H": h, "exp": np.exp}
    scope |= {"tanh": np.tanh, "sigmoid": lambda a: 1 / (1 + np.exp(-a)), "relu": lambda a: np.maximum(a, 0)}
    with np.errstate(all="ignore"):
        return np.asarray(eval(text, scope), float)


@given(trees, st.data())
@settings(deadline=None)
def test_a_mutation_is_wrong_unless_it_changes_nothing(tree, data):
    rules = [*REPAIRS, losses]
    mutants = [new for rule in rules for new, _ in rewritten(tree, rule)]
    mutant = data.draw(st.sampled_from(mutants))
    verdict = formula.check(instance(render(tree), VARIABLES), render(mutant))
    try:
        pairs = [(oracle(render(mutant), seed), oracle(render(tree), seed)) for seed in range(3)]
    except ValueError:
        assert verdict.score == 0  # the shapes do not bind
        return
    same = all(mine.shape == key.shape and np.allclose(mine, key, rtol=1e-6) for mine, key in pairs)
    assert verdict.correct == same, render(mutant)
    assert verdict.correct or verdict.feedback
