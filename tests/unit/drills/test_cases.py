"""Drawing of cases: sizes, values, layouts, seeds."""

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizrnn.bank.drills import Case, Drill, Form
from quizrnn.bank.drills_load import load_drill
from quizrnn.drills.cases import KINDS, draw_cases, fresh_seed, shape_of, strided
from quizrnn.drills.expected import expected_outputs
from quizrnn.errors import QuizrnnError
from quizrnn.paths import content_dir

DRILLS = [load_drill(path) for path in sorted((content_dir() / "drills").glob("*.yaml"))]
LSTM: Drill = next(drill for drill in DRILLS if drill.drill == "lstm-cell-backward")
FORM: Form = LSTM.forms["article"]


def draw(seed=0, form=FORM, **case):
    return draw_cases(form, [Case(**{"name": "c", "title": "c"} | case)], seed)[0]


def arrays(case):
    return [*case.inputs.values(), *case.params.values()]


@given(st.integers(0, 2**31 - 1))
def test_no_two_axes_of_a_case_can_be_confused(seed):
    for drill in DRILLS:
        form = drill.forms["article"]
        names = list(dimensions(form))
        for asked, case in zip(drill.cases, draw_cases(form, drill.cases, seed), strict=True):
            alike = len(asked.sizes) - len({*asked.sizes.values()})
            found = {shape_of([name], case.sizes) for name in names}
            assert len(found) >= len(names) - alike, (drill.drill, case.name)


def dimensions(form):
    """Return the names of the dimensions that a form's arrays have."""
    shapes = [s for group in (form.arrays, form.params, *form.dicts.values()) for s in group.values()]
    return dict.fromkeys(d for shape in shapes for d in shape if isinstance(d, str))


@given(st.integers(0, 2**31 - 1))
def test_a_seed_repeats_a_run_and_cases_do_not_depend_on_one_another(seed):
    whole = draw_cases(FORM, LSTM.cases, seed)
    alone = [draw_cases(FORM, [case], seed)[0] for case in reversed(LSTM.cases)]
    for a, b in zip(whole, reversed(alone), strict=True):
        assert msgspec.structs.replace(a, inputs={}, params={}) == msgspec.structs.replace(
            b, inputs={}, params={}
        )
        for x, y in zip(arrays(a), arrays(b), strict=True):
            np.testing.assert_array_equal(x, y)


def test_other_seeds_draw_other_values():
    a, b = draw(seed=1), draw(seed=2)
    assert not np.array_equal(a.params["b_f"][:1], b.params["b_f"][:1])


def test_a_fresh_seed_can_be_typed():
    seeds = {fresh_seed() for _ in range(20)}
    assert len(seeds) > 15
    assert all(0 <= seed < 2**31 for seed in seeds)


def test_every_array_of_a_random_case_is_its_own_and_nonzero():
    found = arrays(draw())
    assert all(array.dtype == np.float64 and array.flags.c_contiguous and array.all() for array in found)
    flat = np.concatenate([array.ravel() for array in found])
    assert len(np.unique(flat)) == len(flat)


def test_fixed_sizes_hold_and_are_nobody_elses():
    case = draw(sizes={"H": 5})
    assert case.sizes["H"] == 5
    assert 5 not in (case.sizes["N"], case.sizes["D"])
    assert case.params["W_f"].shape == (5, 5 + case.sizes["D"])


@pytest.mark.parametrize("seed", range(12))
def test_saturated_gates_are_on_off_and_in_between(seed):
    case = draw(seed, kind="saturated")
    hx = np.concatenate([case.inputs["h_prev"], case.inputs["x_t"]], axis=1)
    for gate in "fico":
        a = hx @ case.params[f"W_{gate}"].T + case.params[f"b_{gate}"]
        assert (a > 35).any()
        assert (a < -35).any()
        assert np.abs(a[:, -1]).max() < 20
    for name, value in expected_outputs(LSTM, "article", case).items():
        assert np.abs(value).max() > 1e-6, name


@pytest.mark.parametrize("seed", range(12))
def test_large_inputs_overflow_a_naive_sigmoid(seed):
    case = draw(seed, kind="large")
    hx = np.concatenate([case.inputs["h_prev"], case.inputs["x_t"]], axis=1)
    a = hx @ case.params["W_f"].T + case.params["b_f"]
    assert a.max() > 710
    for name, value in expected_outputs(LSTM, "article", case).items():
        assert np.isfinite(value).all(), name
        assert np.abs(value).max() > 1e-6, name


def test_zeros_keep_their_upstream_gradients():
    case = draw(kind="zeros")
    assert not any(value.any() for value in case.params.values())
    assert not any(case.inputs[name].any() for name in ("x_t", "h_prev", "c_prev"))
    assert case.inputs["dh_t"].all()
    assert case.inputs["dc_t"].all()


def test_strided_cases_are_not_contiguous_and_have_the_values_of_their_own():
    case = draw(kind="strided")
    assert case.strided
    assert not any(array.flags.c_contiguous or array.flags.f_contiguous for array in arrays(case))
    plain = draw(kind="random")
    for a, b in zip(arrays(case), arrays(plain), strict=True):
        np.testing.assert_array_equal(a, b)


@given(st.sampled_from([(), (1,), (3,), (2, 3), (1, 1), (0, 2), (2, 0)]))
def test_strided_keeps_values_and_shape(shape):
    array = np.random.default_rng(0).normal(size=shape)
    np.testing.assert_array_equal(strided(array), array)
    assert strided(array).shape == shape


def test_single_precision():
    case = draw(kind="float32")
    assert case.dtype == "float32"
    assert all(array.dtype == np.float32 for array in arrays(case))


def test_dimensions():
    assert shape_of([2, "H", "H+D", "4*H", "T-W+1", "2*H + 1"], {"H": 5, "D": 3, "T": 9, "W": 2}) == (
        *(2, 5, 8, 20, 8, 11),
    )
    with pytest.raises(QuizrnnError, match="“Q”"):
        shape_of(["Q"], {})


def test_unknown_kinds_and_impossible_sizes_are_named():
    with pytest.raises(QuizrnnError, match=r"“odd”.*saturated"):
        draw(kind="odd")
    wide = msgspec.structs.replace(FORM, arrays={"x": list("ABCDEGKLM")})
    with pytest.raises(QuizrnnError, match="no distinct sizes"):
        draw(form=wide)


def test_a_size_that_is_an_argument_is_passed_as_a_number():
    form = msgspec.structs.replace(
        FORM, calls=[msgspec.structs.replace(FORM.calls[0], arguments=["x_t", "window"])]
    )
    case = draw(form=form, sizes={"window": 2})
    assert case.argument("window") == 2
    assert case.argument("params") is case.params
    assert case.argument("x_t") is case.inputs["x_t"]


CALLED = [drill for drill in DRILLS if drill.forms["article"].training is None]
"""What trains has tasks for cases, which have tests of their own."""


@pytest.mark.parametrize("drill", CALLED, ids=lambda drill: drill.drill)
def test_shipped_cases_are_those_that_tell_wrong_from_right(drill):
    form = drill.forms["article"]
    kinds = {case.kind for case in drill.cases}
    assert {"random", "zeros", "strided"} <= kinds <= set(KINDS)
    weights = bool(form.params) or any(name.startswith("params") for name in form.dicts)
    if weights and form.arrays:
        assert {"saturated", "large"} <= kinds
    elif not weights and not form.functions:
        assert "extreme" in kinds
    sizes = [case.sizes for case in drill.cases]
    for symbol in set("NTDH") & dimensions(form).keys():
        assert any(found.get(symbol) == least(symbol, found) for found in sizes), symbol
    assert sum(case.kind == "random" and 1 not in case.sizes.values() for case in drill.cases) >= 2


def least(symbol, sizes):
    """Return the least that a size can be: a sequence is as long as the filters that run over it."""
    return sizes.get("W", 1) if symbol == "T" else 1


def small_form(**more):
    return msgspec.structs.replace(
        FORM, calls=[msgspec.structs.replace(FORM.calls[0], arguments=["x_t"])], **more
    )


def test_whole_numbers_are_classes():
    form = small_form(arrays={"x_t": ["N", "K"], "y": ["N"]}, params={}, integers={"y": "K"})
    found = [draw(seed, form, kind=kind) for seed in range(40) for kind in ("random", "strided")]
    assert all(case.inputs["y"].dtype == np.int64 for case in found)
    assert all(case.inputs["y"].shape == (case.sizes["N"],) for case in found)
    ends = {(case.inputs["y"].min(), case.sizes["K"] - 1 - case.inputs["y"].max()) for case in found}
    assert {min(low) for low in zip(*ends, strict=True)} == {0}
    assert not any(case.inputs["y"].flags.c_contiguous for case in found if case.strided)


def test_dicts_are_drawn_and_zeroed_like_everything_else():
    form = small_form(dicts={"grads": {"dU": ["H", "D"], "db": ["H"]}, "params_fw": {"b_f": ["H"]}})
    case = draw(form=form)
    assert case.argument("grads") is case.dicts["grads"]
    assert case.dicts["grads"]["dU"].shape == (case.sizes["H"], case.sizes["D"])
    zeros = draw(form=form, kind="zeros")
    assert not any(value.any() for group in zeros.dicts.values() for value in group.values())
    saturated = draw(form=form, kind="saturated")
    assert np.abs(saturated.dicts["params_fw"]["b_f"]).max() > 40
    assert np.abs(saturated.dicts["grads"]["db"]).max() < 10
    assert not draw(form=form, kind="strided").dicts["grads"]["dU"].flags.c_contiguous


@pytest.mark.parametrize("seed", range(12))
def test_extreme_values_run_to_both_ends(seed):
    form = small_form(dicts={"grads": {"dU": ["H", "D"]}})
    case = draw(seed, form, kind="extreme")
    for value in (case.inputs["x_t"], case.dicts["grads"]["dU"]):
        assert (value.max(), value.min()) == (1e4, -1e4)
        assert (value == 0).sum() == 1
    assert case.params["W_f"].max() < 10


def test_numbers_are_the_forms_unless_the_case_has_its_own():
    form = small_form(scalars={"threshold": 0.5})
    assert draw(form=form).argument("threshold") == 0.5
    assert draw(form=form, scalars={"threshold": 2}).argument("threshold") == 2
