"""Running of trusted source, and expected values."""

import numpy as np
import pytest

from quizrnn.bank.drills import Call, Edit
from quizrnn.bank.drills_load import load_with_solutions
from quizrnn.drills.cases import draw_cases
from quizrnn.drills.compare import close
from quizrnn.drills.expected import REFERENCE, expected_outputs, form_of, returned_values
from quizrnn.drills.solve import Program, Runs, edited
from quizrnn.errors import QuizrnnError, UnknownName
from quizrnn.paths import content_dir

DRILL, SOLUTIONS = load_with_solutions(content_dir() / "drills" / "lstm-cell-backward.yaml")
FORM, SOLUTION = DRILL.forms["article"], SOLUTIONS["article"]
CASES = draw_cases(FORM, DRILL.cases, 3)


def test_the_solution_computes_what_is_expected():
    for case in CASES:
        outcome = Program(SOLUTION, FORM).run(case)
        expected = expected_outputs(DRILL, "article", case)
        assert outcome.error is None
        assert list(outcome.outputs) == list(expected)
        assert all(close(value, outcome.outputs[name]) for name, value in expected.items())


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("def (", "SyntaxError"),
        ("1 / 0", "ZeroDivisionError"),
        ("x = 1", "KeyError"),
        (SOLUTION.replace("return h, c, cache", "return h, c"), "ValueError"),
        (SOLUTION.replace("return h, c, cache", "return [h, c, cache]"), "TypeError"),
        (SOLUTION.replace('"dW_f": da_f.T @ hx,', ""), "KeyError"),
    ],
)
def test_errors_are_values(source, error):
    outcome = Program(source, FORM).run(CASES[0])
    assert outcome.outputs == {}
    assert outcome.error.startswith(error)


def test_floating_point_warnings_are_silenced():
    source = SOLUTION.replace("(1 + np.tanh(a / 2)) / 2", "1 / (1 + np.exp(-a))")
    for case in CASES:
        assert Program(source, FORM).run(case).error is None


def test_edits():
    assert edited("a b c", [Edit(find="b", replace="x"), Edit(find="x c", replace="")]) == "a "
    with pytest.raises(QuizrnnError, match="2 times"):
        edited("a a", [Edit(find="a", replace="b")])
    with pytest.raises(QuizrnnError, match="0 times"):
        edited("a", [Edit(find="b", replace="c")])


def test_runs_are_made_once():
    runs = Runs(FORM)
    assert runs.outcome(SOLUTION, CASES[0]) is runs.outcome(SOLUTION, CASES[0])
    assert runs.outcome(SOLUTION, CASES[0]) is not runs.outcome(SOLUTION, CASES[1])


def test_unknown_convention_and_function():
    with pytest.raises(UnknownName, match="klingon"):
        form_of(DRILL, "klingon")
    with pytest.raises(UnknownName):
        expected_outputs(DRILL, "klingon", CASES[0])


def test_every_function_of_the_table_is_there():
    from importlib import import_module

    for table in REFERENCE.values():
        for function, module in table.items():
            assert callable(getattr(import_module(f"quizrnn.reference.{module}"), function))


def test_forms_of_return():
    one = Call(function="f", arguments=[], returns=["loss"], form="single")
    assert returned_values(one, 3.0) == {"loss": 3.0}
    nested = Call(function="f", arguments=[], returns=["dx", "fw.dW"], form="dict")
    assert returned_values(nested, {"dx": 1, "fw": {"dW": 2}}) == {"dx": 1, "fw.dW": 2}
    two = Call(function="f", arguments=[], returns=["a", "b"])
    assert returned_values(two, (1, 2)) == {"a": 1, "b": 2}
    with pytest.raises(TypeError):
        returned_values(two, np.zeros(2))


@pytest.mark.parametrize(
    "sigmoid",
    [
        "1 / (1 + np.exp(-a))",
        "np.exp(-np.logaddexp(0, -a))",
        "np.where(a >= 0, 1 / (1 + np.exp(-np.abs(a))), np.exp(-np.abs(a)) / (1 + np.exp(-np.abs(a))))",
        "0.5 * np.tanh(0.5 * a) + 0.5",
    ],
)
@pytest.mark.parametrize("name", ["lstm-cell-backward", "gru-cell-backward"])
def test_no_right_sigmoid_is_failed(name, sigmoid):
    """They differ in the last digits, and by all digits where the gate is 1e-22: no case may hang on that."""
    drill, solutions = load_with_solutions(content_dir() / "drills" / f"{name}.yaml")
    source = edited(solutions["article"], [Edit(find="(1 + np.tanh(a / 2)) / 2", replace=sigmoid)])
    program = Program(source, drill.forms["article"])
    for seed in range(60):
        for case in draw_cases(drill.forms["article"], drill.cases, seed):
            got = program.run(case).outputs
            for output, value in expected_outputs(drill, "article", case).items():
                assert close(value, got[output]), (seed, case.name, output)
