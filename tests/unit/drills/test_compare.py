"""One output beside the expected one: the order of the checks, and what they say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from quizrnn.drills.compare import close, compare, tolerance
from quizrnn.drills.results import Number, Odd
from quizrnn.text import LANGUAGES, pick

RNG = np.random.default_rng(0)
EXPECTED = RNG.normal(size=(3, 4))
FLOATS = st.floats(-1e6, 1e6, allow_subnormal=False)


def said(report, lang="en"):
    return pick(report.message, lang)


@pytest.mark.parametrize(
    ("got", "status", "words"),
    [
        (None, "missing", "not returned"),
        (Odd(status="missing", got="None"), "missing", "None where an np.ndarray of shape (3, 4)"),
        (Odd(status="type", got="list"), "type", "list where an np.ndarray"),
        (Number(np.array(1.0), "float"), "type", "a number of type float"),
        (Odd(status="dtype", got="object"), "dtype", "dtype object where float64"),
        (EXPECTED.astype(np.float32), "dtype", "dtype float32 where float64"),
        (EXPECTED.astype(np.float32).T, "dtype", "dtype float32 where float64"),
        (Odd(status="shape", got="(9, 9)"), "shape", "shape (9, 9) where (3, 4)"),
        (EXPECTED.T, "shape", "shape (4, 3) where (3, 4) is asked; its transpose is right"),
        (EXPECTED.T + 1, "shape", "that is the transpose's shape"),
        (EXPECTED[:, :, None], "shape", "an axis of size 1 is left over"),
        (EXPECTED[:1], "shape", "shape (1, 4) where (3, 4)"),
        (np.full((4, 3), np.nan), "shape", "shape (4, 3)"),
        (np.where(EXPECTED[1, 2] == EXPECTED, np.nan, EXPECTED), "nan", "at [1, 2] expected"),
        (np.where(EXPECTED[0, 3] == EXPECTED, -np.inf, EXPECTED), "nan", "got -inf"),
        (EXPECTED + 1e-3 * np.eye(3, 4)[::-1], "value", "expected"),
        (EXPECTED.copy(), "ok", ""),
    ],
)
def test_first_failing_check_is_the_verdict(got, status, words):
    report = compare("h_t", EXPECTED, got, 2.0)
    assert (report.name, report.status, report.weight) == ("h_t", status, 2.0)
    assert words in said(report)
    assert status == "ok" or all(said(report, lang) for lang in LANGUAGES)


def test_worst_place_is_named():
    got = EXPECTED.copy()
    got[0, 1] += 1e-4
    got[2, 3] -= 0.5
    report = compare("c_t", EXPECTED, got)
    assert report.worst_index == (2, 3)
    assert report.expected == EXPECTED[2, 3]
    assert report.actual == got[2, 3]
    assert report.max_abs_error == pytest.approx(0.5)
    assert report.max_rel_error == pytest.approx(0.5 / np.abs(EXPECTED).max())
    assert "[2, 3]" in said(report)
    assert "[2, 3]" in said(report, "zh")


def test_numbers_that_print_alike_get_more_digits():
    expected = np.array([1.0])
    assert said(compare("x", expected, np.array([1.0 + 1e-6]))) == ("at [0] expected 1, got 1.000001")


def test_square_transpose_is_recognised():
    expected = RNG.normal(size=(4, 4))
    assert "its transpose is right" in said(compare("dW", expected, expected.T.copy()))
    assert "transpose" not in said(compare("dW", expected, expected + 1))


@pytest.mark.parametrize(
    ("got", "status"),
    [
        (Number(np.array(2.5), "float"), "ok"),
        (Number(np.array(2.5), "float64"), "ok"),
        (np.array(2.5), "ok"),
        (np.array([2.5]), "shape"),
        (Number(np.array(2.5, np.float32), "float32"), "dtype"),
        (Number(np.array(np.nan), "float"), "nan"),
        (Number(np.array(2.6), "float"), "value"),
        (Odd(status="type", got="int"), "type"),
    ],
)
def test_a_number_is_asked(got, status):
    assert compare("loss", np.array(2.5), got).status == status


@given(arrays(np.float64, array_shapes(max_dims=3, max_side=5), elements=FLOATS))
def test_equal_is_ok_and_nan_never_is(expected):
    assert compare("x", expected, expected.copy()).status == "ok"
    got = expected.copy()
    got.flat[-1] = np.nan
    assert compare("x", expected, got).status == "nan"
    assert compare("x", got, got.copy()).status == "nan"


@given(
    arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(1, 4)), elements=FLOATS),
    st.floats(0, 3),
    st.data(),
)
def test_the_bound_is_the_rule(expected, share, data):
    place = tuple(data.draw(st.integers(0, size - 1)) for size in expected.shape)
    bound = 1e-9 * np.abs(expected).max() + 1e-7 * abs(expected[place])
    assert tolerance(expected)[place] == pytest.approx(bound, rel=1e-12, abs=0)
    got = expected.copy()
    got[place] += share * bound
    right = abs(got[place] - expected[place]) <= bound
    assert (compare("x", expected, got).status == "ok") == right
    assert close(expected, got) == right


def test_zeros_are_exact():
    assert compare("x", np.zeros(3), np.zeros(3)).status == "ok"
    report = compare("x", np.zeros(3), np.array([0, 0, 1e-300]))
    assert report.status == "value"
    assert report.max_rel_error is None


def test_float32_is_compared_as_such():
    expected = EXPECTED.astype(np.float32)
    assert compare("x", expected, expected * np.float32(1 + 1e-6)).status == "ok"
    assert compare("x", expected, expected * np.float32(1.01)).status == "value"
    assert compare("x", expected, EXPECTED).status == "dtype"
