"""Every backward function against central differences and the complex step of its own forward."""

from functools import partial

import numpy as np
import pytest

from quizrnn.reference import gru, gru_reset_after, lstm, rnn
from quizrnn.reference.gradcheck import complex_step_gradient, numerical_gradient, relative_error

SIZES = [(3, 5, 4, 6), (2, 9, 3, 4), (1, 4, 3, 2), (3, 1, 4, 2), (3, 4, 1, 2), (3, 4, 2, 1), (1, 1, 1, 1)]
"""N, T, D, H."""


def shapes(kind, D, H):
    if kind == "rnn":
        return {"U": (H, D), "W": (H, H), "b": (H,)}
    names = {"lstm": "fico", "gru": "zrh", "gru_reset_after": "zr"}[kind]
    table = {f"W_{k}": (H, H + D) for k in names} | {f"b_{k}": (H,) for k in names}
    if kind == "gru_reset_after":
        table |= {"W_in": (H, D), "W_hn": (H, H), "b_in": (H,), "b_hn": (H,)}
    return table


def draw(rng, kind, D, H):
    return {name: rng.normal(0, 0.8, shape) for name, shape in shapes(kind, D, H).items()}


def assert_gradients(run, backward, inputs, params, loss_weights, rename=lambda name: f"d{name}"):
    """Compare ``backward`` with both numerical gradients of L = Σ ⟨weight, output⟩.

    Args:
        run: (inputs, params) -> (outputs, cache).
    """

    def loss(name, value):
        changed_inputs = inputs | ({name: value} if name in inputs else {})
        changed_params = params | ({name: value} if name in params else {})
        outputs, _ = run(changed_inputs, changed_params)
        return sum(np.sum(w * out) for w, out in zip(loss_weights, outputs, strict=True))

    _, cache = run(inputs, params)
    grads = backward(*loss_weights, cache)
    assert set(grads) == {rename(name) for name in inputs | params}
    for name, value in (inputs | params).items():
        got = grads[rename(name)]
        assert got.shape == value.shape
        assert got.dtype == np.float64
        # the rounding error of a central difference is absolute, about 1e-16 |L| / ε
        np.testing.assert_allclose(got, numerical_gradient(partial(loss, name), value), rtol=1e-7, atol=2e-9)
        exact = complex_step_gradient(partial(loss, name), value)
        np.testing.assert_allclose(got, exact, rtol=1e-12, atol=1e-14, err_msg=name)


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("module", [rnn, gru, gru_reset_after])
def test_cell_with_one_state(module, sizes):
    N, _, D, H = sizes
    rng = np.random.default_rng(1)
    kind = module.__name__.rsplit(".", 1)[-1]
    prefix = kind[:3]
    params = draw(rng, kind, D, H)
    inputs = {"x_t": rng.normal(size=(N, D)), "h_prev": rng.normal(size=(N, H))}

    def run(i, p):
        h, cache = getattr(module, f"{prefix}_cell_forward")(i["x_t"], i["h_prev"], p)
        return (h,), cache

    backward = getattr(module, f"{prefix}_cell_backward")
    assert_gradients(run, backward, inputs, params, [rng.normal(size=(N, H))])


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("module", [rnn, gru, gru_reset_after])
def test_sequence_with_one_state(module, sizes):
    N, T, D, H = sizes
    rng = np.random.default_rng(2)
    kind = module.__name__.rsplit(".", 1)[-1]
    prefix = kind[:3]
    params = draw(rng, kind, D, H)
    inputs = {"x": rng.normal(size=(N, T, D)), "h0": rng.normal(size=(N, H))}

    def run(i, p):
        hs, cache = getattr(module, f"{prefix}_forward")(i["x"], i["h0"], p)
        return (hs,), cache

    backward = getattr(module, f"{prefix}_backward")
    assert_gradients(run, backward, inputs, params, [rng.normal(size=(N, T, H))])


@pytest.mark.parametrize("sizes", SIZES)
def test_lstm_cell(sizes):
    N, _, D, H = sizes
    rng = np.random.default_rng(3)
    inputs = {name: rng.normal(size=(N, H)) for name in ("h_prev", "c_prev")}
    inputs["x_t"] = rng.normal(size=(N, D))

    def run(i, p):
        h, c, cache = lstm.lstm_cell_forward(i["x_t"], i["h_prev"], i["c_prev"], p)
        return (h, c), cache

    weights = [rng.normal(size=(N, H)), rng.normal(size=(N, H))]
    assert_gradients(run, lstm.lstm_cell_backward, inputs, draw(rng, "lstm", D, H), weights)


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("sizes", SIZES)
def test_lstm_sequence(sizes, masked):
    N, T, D, H = sizes
    rng = np.random.default_rng(4)
    inputs = {"x": rng.normal(size=(N, T, D)), "h0": rng.normal(size=(N, H)), "c0": rng.normal(size=(N, H))}
    mask = (rng.random((N, T)) < 0.6).astype(float)

    def run(i, p):
        states = (i["x"], i["h0"], i["c0"])
        forward = (
            partial(lstm.lstm_forward_masked, *states, mask)
            if masked
            else partial(lstm.lstm_forward, *states)
        )
        hs, c_T, cache = forward(p)
        return (hs, c_T), cache

    weights = [rng.normal(size=(N, T, H)), rng.normal(size=(N, H))]
    assert_gradients(run, lstm.lstm_backward, inputs, draw(rng, "lstm", D, H), weights)


def test_masked_steps_copy_the_state_and_a_full_mask_changes_nothing():
    rng = np.random.default_rng(5)
    N, T, D, H = 3, 5, 2, 4
    x, h0, c0 = rng.normal(size=(N, T, D)), rng.normal(size=(N, H)), rng.normal(size=(N, H))
    params = draw(rng, "lstm", D, H)
    mask = np.ones((N, T))
    hs, c_T, _ = lstm.lstm_forward(x, h0, c0, params)
    hs_full, c_full, _ = lstm.lstm_forward_masked(x, h0, c0, mask, params)
    np.testing.assert_array_equal(hs, hs_full)
    np.testing.assert_array_equal(c_T, c_full)
    mask[0, 2:] = 0
    mask[1, 0] = 0
    hs_masked, c_masked, _ = lstm.lstm_forward_masked(x, h0, c0, mask, params)
    short, c_short, _ = lstm.lstm_forward(x[:1, :2], h0[:1], c0[:1], params)
    np.testing.assert_allclose(hs_masked[0, 2:], np.repeat(short[:, 1], T - 2, axis=0), rtol=1e-13)
    np.testing.assert_allclose(c_masked[0], c_short[0], rtol=1e-13)
    np.testing.assert_array_equal(hs_masked[1, 0], h0[1])


@pytest.mark.parametrize("module", [rnn, gru, gru_reset_after, lstm])
@pytest.mark.parametrize("sizes", SIZES)
def test_sequence_is_its_steps(module, sizes):
    """Forward and full backpropagation through time, rebuilt from the cell functions."""
    N, T, D, H = sizes
    rng = np.random.default_rng(6)
    kind = module.__name__.rsplit(".", 1)[-1]
    prefix = "lstm" if kind == "lstm" else kind[:3]
    params = draw(rng, kind, D, H)
    x = rng.normal(size=(N, T, D))
    states = [rng.normal(size=(N, H)) for _ in range(2 if kind == "lstm" else 1)]
    upstream = [rng.normal(size=(N, T, H)), *(rng.normal(size=(N, H)) for _ in states[1:])]

    *outputs, cache = getattr(module, f"{prefix}_forward")(x, *states, params)
    grads = getattr(module, f"{prefix}_backward")(*upstream, cache)

    caches, current, hs = [], states, []
    for t in range(T):
        *current, step = getattr(module, f"{prefix}_cell_forward")(x[:, t], *current, params)
        caches.append(step)
        hs.append(current[0])
    np.testing.assert_allclose(outputs[0], np.stack(hs, axis=1), rtol=1e-12, atol=1e-14)
    if kind == "lstm":
        np.testing.assert_allclose(outputs[1], current[1], rtol=1e-12, atol=1e-14)

    carry = [np.zeros((N, H)), *upstream[1:]]
    total, dx = {}, np.empty_like(x)
    for t in reversed(range(T)):
        step = getattr(module, f"{prefix}_cell_backward")(upstream[0][:, t] + carry[0], *carry[1:], caches[t])
        dx[:, t] = step.pop("dx_t")
        carry = [step.pop(name) for name in ("dh_prev", "dc_prev") if name in step]
        for name, value in step.items():
            total[name] = total.get(name, 0) + value
    total |= {"dx": dx} | dict(zip(("dh0", "dc0"), carry, strict=False))
    assert set(total) == set(grads)
    for name, value in total.items():
        assert relative_error(grads[name], value) < 1e-13, name


@pytest.mark.parametrize("module", [rnn, gru, gru_reset_after, lstm])
def test_inputs_are_left_as_they_are(module):
    N, T, D, H = 2, 3, 4, 5
    rng = np.random.default_rng(7)
    kind = module.__name__.rsplit(".", 1)[-1]
    prefix = "lstm" if kind == "lstm" else kind[:3]
    params = draw(rng, kind, D, H)
    arrays = [
        rng.normal(size=(N, T, D)),
        *(rng.normal(size=(N, H)) for _ in range(2 if kind == "lstm" else 1)),
    ]
    upstream = [rng.normal(size=(N, T, H)), *(rng.normal(size=(N, H)) for _ in arrays[2:])]
    everything = [*arrays, *upstream, *params.values()]
    before = [array.copy() for array in everything]
    *_, cache = getattr(module, f"{prefix}_forward")(*arrays, params)
    first = getattr(module, f"{prefix}_backward")(*upstream, cache)
    again = getattr(module, f"{prefix}_backward")(*upstream, cache)
    for name, value in first.items():
        np.testing.assert_array_equal(value, again[name])
    for array, kept in zip(everything, before, strict=True):
        np.testing.assert_array_equal(array, kept)
