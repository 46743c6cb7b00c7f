"""Plain arithmetic is read the short way, to the same tree and the same faults as the long way."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizrnn.answers.expression import _parse_spelled, parse
from quizrnn.answers.expression_names import SCALAR_FUNCTIONS, Vocabulary
from quizrnn.answers.expression_plain import parse_plain
from quizrnn.answers.expression_tree import Call, Negation, Node, Operation
from quizrnn.answers.instance import draw
from quizrnn.bank.library import Filter, Library
from quizrnn.errors import Malformed
from quizrnn.paths import Paths

NAMES = ("H", "D", "h_t", "T", "e", "max", "f1", "W_f", "s", "x", "if")
VOCABULARY = Vocabulary(NAMES, SCALAR_FUNCTIONS)


def spread(node):
    """Return a tree with the places of its parts, which ``==`` leaves out."""
    if not isinstance(node, Node):
        return node
    inner = {
        Operation: lambda: (node.op, spread(node.left), spread(node.right)),
        Negation: lambda: (spread(node.operand),),
        Call: lambda: (node.function, *map(spread, node.args), node.options),
    }.get(type(node), lambda: (repr(node),))
    return (type(node).__name__, node.at, *inner())


def outcome(read, text, vocabulary=VOCABULARY):
    try:
        return spread(read(text, vocabulary, numbers=True).tree)
    except Malformed as malformed:
        return malformed.message, malformed.column


@pytest.mark.parametrize(
    "text",
    [
        "4*(H*(H+D)+H)",
        "-H ** -2",
        "1 - (1 - 0.5)**T",
        "max(H, D)",
        "floor(H / 2) + sqrt(2.5e-3)",
        "square(H) - pow(2, D)",
        "log(H, 2)//3",
        "+H",
        "where(H > D, 1, 0)",
        "H/2 <= 3",
        "2 * pi",
    ],
)
def test_the_short_way_is_taken(text):
    vocabulary = Vocabulary([name for name in NAMES if name != "max"], SCALAR_FUNCTIONS)
    assert parse_plain(text, vocabulary) is not None
    assert outcome(parse, text, vocabulary) == outcome(_parse_spelled, text, vocabulary)


@pytest.mark.parametrize(
    "text",
    [
        "", " H", "131,328", "131 328", "1_000", "h_t-1", "h_t - 1", "h_t-1.5", "0x10", "1e400", "007",
        "00", "2H", "H(2)", "max(1,)", "max()", "sum((1, 2))", "f(131,328)", "max(131,328)", "if", "e",
        "pi", "s == 2", "1 if H else 2", "not H", "H and D", "None", "True", "lambda", "H % 2", "H%",
        "--H", "- - H", "x**y**2", "a***b", "a // b", "H ///D", "5.", ".5", "1.5.2", "H.T", "np.exp(1)",
        "await", "H\n", "(1)(2)", "H**", "(", ")", "maximum(1, 2, 3)", "hypot(1, 2)", "int(2.5)",
        "SQRT(2)", "log()", "1e5", "1E+05", "3e", "10e2x", "h__t", "H_", "power(2,3)",
        "(" * 30 + "1" + ")" * 30, "+".join("1" * 90), "-(" * 19 + "1" + ")" * 19,
    ],
)  # fmt: skip
def test_what_is_odd_comes_out_alike(text):
    assert outcome(parse, text) == outcome(_parse_spelled, text)


pieces = st.sampled_from(
    [
        *NAMES, "sqrt", "pow", "floor", "where", "np", "12", "0", "3.5", "1e3", "007", "131", "328", "1_0",
        ".5", *"+-*/(),.%^= _<>!", "**", "//", "_t-1", "  ", "\n", " if ", " and ", "==", "'", '"a"', "·",
        "²", "pi", "<=", "->",
    ]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(pieces, max_size=24).map("".join))
def test_whatever_is_typed_comes_out_alike(text):
    assert outcome(parse, text) == outcome(_parse_spelled, text)


atoms = st.sampled_from(["H", "D", "h_t", "T", "e", "x", "2", "0.5", "1e-3", "256", "pi"])
signs = st.sampled_from(["+", " - ", "*", "/", "//", "**", " * ", "<", " >= ", "=="])
arithmetic = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.tuples(inner, signs, inner).map("".join),
        inner.map("({})".format),
        inner.map("-{}".format),
        st.tuples(st.sampled_from(["sqrt", "exp", "floor", "abs"]), inner).map("{0[0]}({0[1]})".format),
        st.tuples(inner, inner).map("min({0[0]}, {0[1]})".format),
    ),
    max_leaves=25,
)


@settings(max_examples=200, deadline=None)
@given(arithmetic)
def test_arithmetic_comes_out_alike(text):
    assert outcome(parse, text) == outcome(_parse_spelled, text)
    few = Vocabulary(("H", "D", "E", "PI_t"), SCALAR_FUNCTIONS)
    assert outcome(parse, text, few) == outcome(_parse_spelled, text, few)


def test_every_expression_of_the_banks_comes_out_alike(tmp_path):
    library = Library.open(Paths.from_environment({"QUIZRNN_HOME": str(tmp_path)}))
    seen = short = 0
    for _, question in library.questions(Filter(types=("numeric",))):
        vocabulary = Vocabulary(draw(question, 0).params, SCALAR_FUNCTIONS)
        for formula in [question.answer, *(mistake.formula for mistake in question.mistakes)]:
            if isinstance(formula, str):
                seen += 1
                short += parse_plain(formula, vocabulary) is not None
                assert outcome(parse, formula, vocabulary) == outcome(_parse_spelled, formula, vocabulary)
    library.close()
    assert seen > 200
    assert short > 0.9 * seen
