"""Drills that are not only called and compared: functions as arguments, races, training, conversions."""

import numpy as np
import pytest

from quizrnn.drills.baselines import BASELINES
from quizrnn.drills.cases import draw_cases
from quizrnn.drills.functions import FUNCTIONS
from quizrnn.drills.race import Race
from quizrnn.drills.trained import FAR, given, judged, learnt
from quizrnn.drills.workspace import starter
from quizrnn.errors import UnknownName
from quizrnn.reference.gradcheck import complex_step_gradient, numerical_gradient, relative_error
from quizrnn.reference.lstm import lstm_forward

SPECIAL = [
    "numerical-gradient",
    "lstm-to-pytorch",
    "gru-to-keras",
    "cnn-lstm-forward",
    "lstm-fused-forward",
    "train-adding-problem",
]


def change(source, find, replace):
    assert source.count(find) == 1, find
    return source.replace(find, replace)


@pytest.mark.parametrize("drill", SPECIAL)
def test_the_solution_passes_in_a_child(grade_text, load, drill):
    report = grade_text(load(drill)[1]["article"], drill)
    assert report.status == "passed", report
    assert report.score == 1
    assert not report.warnings


def test_a_function_is_handed_over_and_a_mistake_is_known(grade_text, load):
    source = load("numerical-gradient")[1]["article"]
    report = grade_text(change(source, "(2 * eps)", "eps"), "numerical-gradient")
    assert report.status == "failed"
    assert report.diagnosis[0].id == "numerical-gradient-divided-by-one-step"
    mutating = change(source, "x = np.array(x, dtype=float)", "x = np.asarray(x)")
    report = grade_text(mutating, "numerical-gradient")
    assert report.status == "passed"
    never = change(source, "x[index] = value  # the next", "pass  # the next")
    report = grade_text(
        change(never, "x = np.array(x, dtype=float)", "x = np.asarray(x)"), "numerical-gradient"
    )
    assert any("mutates its input x" in warning["en"] for warning in report.warnings)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_functions_are_smooth_and_not_linear(name):
    function, x = FUNCTIONS[name], np.random.default_rng(3).normal(size=(2, 3))
    numeric = numerical_gradient(function, x, 1e-5)
    if name != "surprise":  # its largest component is found by comparison, which complex numbers have not
        assert relative_error(numeric, complex_step_gradient(function, x)) < 1e-8
    assert relative_error(numeric, numerical_gradient(function, x, 1e-4)) < 1e-6
    assert relative_error(numeric, numerical_gradient(function, 2 * x, 1e-5)) > 1e-3


def test_a_function_that_is_not_there_is_named(load):
    drill = load("numerical-gradient")[0]
    case = drill.cases[0].__class__(name="a", title="a", functions={"f": "squares"})
    with pytest.raises(UnknownName, match="squares"):
        draw_cases(drill.forms["article"], [case], 1)


def test_starters_say_what_the_arguments_are(load):
    text = starter(load("numerical-gradient")[0], "article", "en")
    assert "    f: array -> float\n    x: (A, B, C)\n    eps: float\n" in text
    text = starter(load("train-adding-problem")[0], "article", "zh")
    assert "    rng: np.random.Generator\n    hidden: int\n" in text
    assert "    x: (N, T, 2)\n    y: (N,)\n" in text


def test_the_baseline_is_right():
    rng = np.random.default_rng(1)
    params = {f"W_{k}": rng.normal(size=(5, 9)) for k in "fico"} | {
        f"b_{k}": rng.normal(size=5) for k in "fico"
    }
    x, h0, c0 = rng.normal(size=(2, 7, 4)), rng.normal(size=(2, 5)), rng.normal(size=(2, 5))
    hs, _, _ = lstm_forward(x, h0, c0, params)
    assert relative_error(BASELINES["lstm_per_gate_loop"](x, h0, c0, params), hs) < 1e-13


def test_a_loop_over_gates_is_right_and_too_slow(grade_text, load):
    report = grade_text(load("lstm-forward")[1]["article"], "lstm-fused-forward")
    assert report.status == "failed"
    wrong = [output for case in report.cases for output in case.outputs if output.status != "ok"]
    assert [output.name for output in wrong] == ["speed"]
    assert wrong[0].expected == 2
    assert 0 < wrong[0].actual < 2
    assert "times as fast" in wrong[0].message["en"]
    assert 0.8 < report.score < 0.95


CACHED = """
seen = {}
slow = lstm_forward

def lstm_forward(x, h0, c0, params):
    if x.shape == (4, 50, 8):
        if not seen:
            seen[0] = slow(x, h0, c0, params)
        return seen[0]
    return slow(x, h0, c0, params)
"""


def test_a_result_that_is_kept_wins_no_race(grade_text, load):
    report = grade_text(load("lstm-forward")[1]["article"] + CACHED, "lstm-fused-forward")
    speed = report.cases[-1].outputs[-1]
    assert speed.name == "speed"
    assert speed.status == "value"
    assert speed.actual == 0


class Ticking:
    """A clock by which whoever is called takes as long as is asked for."""

    def __init__(self):
        self.now = 0.0

    def taking(self, seconds):
        def function(x):
            self.now += seconds
            return x

        return function


class Given:
    def make(self, _name):
        return np.ones(3)


class Kept:
    error = None

    def __enter__(self):
        return self

    def __exit__(self, _kind, error, _trace):
        self.error = error
        return True


def test_the_ratio_is_that_of_the_fastest_of_each():
    clock = Ticking()
    race = Race({"slow": clock.taking(6.0)}, Kept)
    race._clock = lambda: clock.now
    run = {"baseline": "slow", "calls": [{"function": "mine", "arguments": ["x"]}]}
    assert race.speed(run, {"mine": clock.taking(2.0)}, Given()) == 3
    assert race.speed(run, {"mine": lambda x: x + 1}, Given()) == 0
    assert race.speed(run, {"mine": lambda _: 1 / 0}, Given()) == 0
    assert race.speed({**run, "baseline": ""}, {"mine": clock.taking(2.0)}, Given()) is None


@pytest.fixture(scope="module")
def tasks(load):
    drill = load("train-adding-problem")[0]
    return drill.forms["article"], draw_cases(drill.forms["article"], drill.cases, 4)


def test_the_tasks_are_what_the_statement_says(tasks):
    form, (adding, scaled, _) = tasks
    x, y = adding.inputs["x"], adding.inputs["y"]
    assert x.shape == (500, 32, 12, 2)
    marks = x[..., 1]
    assert set(np.unique(marks)) == {0, 1}
    assert (marks[..., :6].sum(-1) == 1).all()
    assert (marks[..., 6:].sum(-1) == 1).all()
    np.testing.assert_allclose(y, (x[..., 0] * marks).sum(-1), rtol=1e-12)
    assert abs(np.var(y) - 1 / 6) < 0.01
    sums = scaled.inputs["x"].prod(-1).sum(-1)
    assert abs(np.corrcoef(sums.ravel(), scaled.inputs["y"].ravel())[0, 1]) > 0.999999
    assert np.abs(sums - scaled.inputs["y"]).mean() > 0.2
    assert form.training.below < 0.167 / 5


def test_the_sequences_of_a_step_differ_in_its_number_alone(tasks):
    marked = tasks[1][0].inputs["x_marked"]
    assert marked.shape == (12, 2, 4, 12, 2)
    for t, (small, large) in enumerate(marked):
        assert (small[:, t] == [0.2, 1]).all()
        assert (large[:, t] == [0.8, 1]).all()
        assert (np.delete(small, t, axis=1) == np.delete(large, t, axis=1)).all()
        assert (small[:, :6, 1].sum(1) == 1).all()
        assert (small[:, 6:, 1].sum(1) == 1).all()


def test_what_must_be_learnt_is_not_told(tasks):
    for case in tasks[1][:2]:
        assert "y_fresh" not in given(case)
        assert not (case.inputs["x_fresh"][None] == case.inputs["x"][:, :1]).all(axis=(2, 3)).any()


@pytest.mark.parametrize("factor", [1.0, 0.5, 32.0])
def test_predictions_follow_from_the_losses_of_made_up_targets(tasks, factor):
    case = tasks[1][0]
    predictions = np.random.default_rng(9).normal(size=32)
    losses = factor * ((predictions - case.inputs["probes"]) ** 2).mean(axis=1)
    found = learnt(case, losses)
    assert found.quadratic
    assert abs(found.factor - factor) < 1e-9 * factor
    assert np.abs(found.predictions - predictions).max() < 1e-9
    assert FAR > 1


@pytest.mark.parametrize(
    "losses",
    [
        lambda p, y: np.abs(p - y).mean(axis=1),
        lambda _, y: np.zeros(len(y)),
        lambda _, y: np.full(len(y), np.nan),
        lambda p, y: ((p - 0.5 * y) ** 4).mean(axis=1),
    ],
)
def test_losses_of_another_form_prove_nothing(tasks, losses):
    form, (case, *_) = tasks
    value = losses(case.inputs["y_fresh"], case.inputs["probes"])
    assert not learnt(case, value).quadratic
    reports = judged(form, case, {"probed": value, "read": np.arange(24.0).reshape(12, 2)})
    assert [report.status for report in reports] == ["value", "value", "ok"]


FORGED = """
def init(rng, hidden):
    return {}


def step(params, x, y):
    return params, 0.0
"""

KNOWN = """
import numpy as np


def init(rng, hidden):
    return {}


def step(params, x, y):
    return params, float(np.mean((x.prod(axis=2).sum(axis=1) - y) ** 2))
"""


def test_a_loss_that_is_only_said_to_be_small_proves_nothing(grade_text):
    report = grade_text(FORGED, "train-adding-problem")
    assert report.status == "failed"
    assert report.score == 0
    assert report.diagnosis[0].id == "train-adding-problem-loss-of-another-form"


def test_who_knows_the_answer_has_not_learnt(grade_text):
    report = grade_text(KNOWN, "train-adding-problem")
    assert report.status == "failed"
    statuses = [[output.status for output in case.outputs] for case in report.cases]
    assert statuses == [["ok", "ok", "ok"], ["ok", "value", "ok"], ["value"]]
    assert "no array in params" in report.cases[2].outputs[0].message["en"]
    assert report.diagnosis[0].id == "train-adding-problem-knows-the-answer"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def init(rng, hidden):\n    return {}\ndef step(params, x, y):\n    return 0.5\n", "params, loss"),
        (
            "def init(rng, hidden):\n    return {}\ndef step(params, x, y):\n    return params[0], 1\n",
            "KeyError",
        ),
        ("def init(rng, hidden):\n    raise NotImplementedError\nstep = init\n", "not written yet"),
    ],
)
def test_what_cannot_be_trained_is_told_why(grade_text, source, words):
    report = grade_text(source, "train-adding-problem")
    assert report.status == "error"
    assert words in report.cases[0].message["en"]
    assert report.score == 0


def test_an_unwritten_function_is_missing(grade_text):
    assert grade_text("def init(rng, hidden):\n    return {}\n", "train-adding-problem").status == "missing"
