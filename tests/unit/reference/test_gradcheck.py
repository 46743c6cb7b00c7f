"""The numerical gradients themselves, and the forward functions beside PyTorch."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizrnn.reference.gradcheck import complex_step_gradient, numerical_gradient, relative_error


@given(st.integers(0, 2**32 - 1), st.sampled_from([(3,), (2, 3), (1, 1), (2, 1, 2)]))
def test_both_gradients_of_a_known_function(seed, shape):
    x = np.random.default_rng(seed).normal(size=shape)
    kept = x.copy()

    def f(a):
        return np.sum(np.sin(a) * a)

    exact = np.cos(x) * x + np.sin(x)
    np.testing.assert_allclose(numerical_gradient(f, x, 1e-5), exact, rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(complex_step_gradient(f, x), exact, rtol=1e-13, atol=1e-15)
    np.testing.assert_array_equal(x, kept)


def test_central_differences_are_central():
    # a one-sided difference of x³ at 0 is ε², the central one ε² too; at 1 they are 3 + 3ε + ε² and 3 + ε²
    gradient = numerical_gradient(lambda a: (a**3).sum(), np.ones(1), 1e-2)
    np.testing.assert_allclose(gradient, 3 + 1e-4, rtol=1e-12)


def test_gradients_take_integers_non_contiguous_and_empty_arrays():
    np.testing.assert_allclose(
        numerical_gradient(lambda a: (a**2).sum(), np.array([1, 2])), [2, 4], rtol=1e-9
    )
    x = np.arange(12.0).reshape(3, 4).T
    np.testing.assert_allclose(complex_step_gradient(lambda a: (a**2).sum(), x), 2 * x, rtol=1e-14)
    np.testing.assert_allclose(numerical_gradient(lambda a: (a**2).sum(), x), 2 * x, rtol=1e-8, atol=1e-8)
    assert numerical_gradient(lambda a: a.sum(), np.empty((0, 2))).shape == (0, 2)


def test_relative_error():
    assert relative_error(np.zeros(3), np.zeros(3)) == 0
    assert relative_error(np.empty(0), np.empty(0)) == 0
    assert relative_error(np.array([1.0, 0.0]), np.array([1.0, 0.5])) == 0.5
    assert relative_error(np.array([1e-300]), np.array([2e-300])) == 0.5
    with pytest.raises(ValueError, match=r"\(2,\)"):
        relative_error(np.zeros(2), np.zeros((2, 1)))
