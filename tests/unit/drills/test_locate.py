"""The line of a submission at which a mistake stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizrnn.drills.locate import locate, units

SOLUTION = """
def backward(dh, cache):
    dc = dc_t + dh * o * (1 - tau**2)
    dc_prev = dc * f
    return {"dc_prev": dc_prev, "dW_f": da_f.T @ hx, "db_f": da_f.sum(axis=0)}
"""


def line_of(submission, find, replace, outputs=("dc_prev", "dW_f")):
    found = locate(submission, SOLUTION, SOLUTION.replace(find, replace), outputs)
    return None if found is None else submission.splitlines()[found - 1].strip()


@pytest.mark.parametrize(
    "line",
    [
        "dc_prev = dc_t * f",
        "dc_prev = f*dc_t  # in another order",
        "grads['dc_prev'] = dc_t * f",
        "dc_prev = carry * forget",
        "c0, dc_prev = 1, dc_t * f",
        "dc_prev: object = (dc_t *\n  f)",
    ],
)
def test_a_line_that_computes_the_same(line):
    submission = f"x = a + b\n{line}\ny = a * (b + x) - 2\n"
    assert line_of(submission, "dc_prev = dc * f", "dc_prev = dc_t * f") == line.splitlines()[0]


def test_an_entry_of_a_dict():
    submission = "def f():\n    return dict(db_f=da_f.sum(axis=0),\n        dW_f=hx.T @ da_f)\n"
    assert line_of(submission, "da_f.T @ hx", "hx.T @ da_f") == "dW_f=hx.T @ da_f)"


def test_gates_in_a_loop():
    submission = 'for k in "fico":\n    g["W" + k] = d[k].T @ z\n    g["b" + k] = d[k].sum()\n'
    assert line_of(submission, "da_f.sum(axis=0)", "da_f.sum()") == 'g["b" + k] = d[k].sum()'


def test_an_axis_by_position():
    submission = "db_f = da_f.mean(0)\n"
    assert line_of(submission, "da_f.sum(axis=0)", "da_f.mean(axis=0)") == "db_f = da_f.mean(0)"


def test_sums_in_any_order_and_accumulation():
    submission = "dc = dh * o\ndc += dc_t\n"
    assert line_of(submission, " * (1 - tau**2)", "") is None
    submission = "q = 1\ndc = o * dh + dc_t\n"
    assert line_of(submission, " * (1 - tau**2)", "") == "dc = o * dh + dc_t"


def test_a_right_line_is_never_named():
    submission = "dc = dc_t + dh * o * (1 - tau**2)\ndc_prev = dc * f\n"
    assert line_of(submission, "da_f.sum(axis=0)", "da_f.mean(axis=0)") is None


def test_the_only_wrong_output_is_the_last_resort():
    submission = "dc_prev = 1\nother = 2\ndc_prev = np.exp(other)\n"
    assert line_of(submission, "dc * f", "dc", ("dc_prev",)) == "dc_prev = np.exp(other)"
    assert line_of(submission, "dc * f", "dc", ("dc_prev", "dW_f")) is None


@given(st.text(max_size=60))
def test_any_text_is_taken(text):
    locate(text, SOLUTION, SOLUTION, ())


def test_what_is_no_python_has_no_lines():
    assert units("def (") == []
    assert units("x = " + "(" * 500) == []


HOMEWORK = """
def other_backward(d, cache):
    dc_prev = dc_t * f
    return dc_prev
class Step:
    def bwd(self, dh):
        return dict(dc_prev=dc_t * f)
def helper(dh, cache):
    return cache.bwd(dh) if isinstance(cache, Step) else None
backward = wrap(helper)
"""


def test_only_code_on_the_way_to_what_is_asked_for_is_looked_at():
    edited = SOLUTION.replace("dc_prev = dc * f", "dc_prev = dc_t * f")
    functions = {"backward": ["dc_prev", "dW_f", "db_f"]}
    assert locate(HOMEWORK, SOLUTION, edited, ("dc_prev", "dW_f")) is None  # two lines could be meant
    assert locate(HOMEWORK, SOLUTION, edited, ("dc_prev", "dW_f"), functions) == 7
    cut = HOMEWORK.replace("dict(dc_prev=dc_t * f)", "magic(dh)")
    assert locate(cut, SOLUTION, edited, ("dc_prev",), functions) is None  # the other function's is not it
    assert locate(cut, SOLUTION, edited, ("dc_prev",), {"absent": ["dc_prev"]}) == 3


@pytest.mark.parametrize("mean", ["np.mean(da, axis=0)", "da.mean(0)", "np.mean(da, 0)"])
def test_a_value_in_the_tuple_that_is_returned(mean):
    submission = (
        f"def step(d, cache):\n    da = d\n    return (\n        x.T.dot(da),\n        {mean},\n    )\n"
    )
    solution = "def step(d, cache):\n    dW = da.T @ x\n    db = da.sum(axis=0)\n    return dW, db\n"
    edited = solution.replace("da.sum(axis=0)", "da.mean(axis=0)")
    assert locate(submission, solution, edited, ("db",), {"step": ["dW", "db"]}) == 5


@pytest.mark.parametrize("product", ["np.dot(da, W)", "da.dot(W)", "np.matmul(da, W)"])
def test_a_matrix_product_in_another_spelling(product):
    edited = "dx = da @ W\n"
    assert locate(f"dx = {product}\n", "dx = da @ W.T\n", edited, ("dx", "dh")) == 1
