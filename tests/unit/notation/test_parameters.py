"""Parameters filled into texts."""

import pytest

from quizrnn.notation import fill, parameter_names, to_plain, value_text


def test_prose_code_and_maths():
    text = r"{H} units, `n={H}`, $\param{H} + {H}$, {x} and {} stay"
    assert fill(text, {"H": 256}) == r"256 units, `n=256`, $256 + {H}$, {x} and {} stay"


def test_no_parameters_change_nothing():
    assert fill(r"{H} $\param{H}$", {}) == r"{H} $\param{H}$"


def test_values_in_maths_keep_to_themselves():
    assert to_plain(fill(r"$2^\param{n}$", {"n": -3})) == "2⁻³"
    assert to_plain(fill(r"$x \cdot \param{e}$", {"e": 1e-9})) == "x·1·10⁻⁹"
    assert to_plain(fill(r"$\param{kind}$", {"kind": "a_b & c"})) == "a_b & c"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (256, "256"),
        (1.0, "1"),
        (0.95, "0.95"),
        (1e-5, "0.00001"),
        (1e-9, "1e-9"),
        (-0.5, "-0.5"),
        (1234567.0, "1234567"),
        ("reset", "reset"),
    ],
)
def test_value_text(value, text):
    assert value_text(value) == text


def test_parameter_names():
    assert parameter_names(r"{H} `{D}` $\param{T} {x}$") == {"H", "D", "T"}
