"""Other conventions: homework files pass unchanged, and mistakes are known in each of them."""

import re
from pathlib import Path

import numpy as np
import pytest

from quizrnn.bank.conventions import ARTICLE, load_conventions
from quizrnn.bank.drills_load import load_with_solutions
from quizrnn.drills.cases import draw_cases
from quizrnn.drills.compare import close
from quizrnn.drills.expected import expected_outputs
from quizrnn.drills.solve import Program, Runs, edited
from quizrnn.drills.workspace import starter
from quizrnn.paths import content_dir

FOLDER = content_dir() / "drills"
SHIPPED = [path.stem for path in sorted(FOLDER.glob("*.yaml"))]
HOMEWORK = (Path(__file__).parent / "files" / "rnn_layers.py").read_text(encoding="utf-8")
FORMS = [
    (drill, entry.convention)
    for entry in load_conventions(content_dir() / "conventions")
    for unit in entry.units
    for drill in unit.drills
    if drill in SHIPPED
]
CS231N = [drill for drill, convention in FORMS if convention == "cs231n"]
PYTORCH = [drill for drill, convention in FORMS if convention == "pytorch"]


def change(source, find, replace):
    assert source.count(find) == 1, find
    return source.replace(find, replace)


@pytest.mark.parametrize("drill", CS231N)
def test_a_homework_file_passes_unchanged(grade_text, drill):
    report = grade_text(HOMEWORK, drill, convention="cs231n")
    assert report.status == "passed", report
    assert report.score == 1
    assert report.convention == "cs231n"
    if drill.endswith("backward"):
        assert report.gradient_check.consistent_with_own_forward


@pytest.mark.parametrize(("drill", "convention"), FORMS)
def test_the_solution_of_a_convention_passes(grade_text, load, drill, convention):
    report = grade_text(load(drill)[1][convention], drill, convention=convention)
    assert report.status == "passed"
    assert not report.diagnosis


@pytest.mark.parametrize(("drill", "convention"), FORMS)
def test_the_starter_of_a_convention_does_not(grade_text, load, drill, convention):
    text = starter(load(drill)[0], convention, "zh")
    assert f"convention: {convention}" in text
    assert {"cs231n": "CS231n", "pytorch": "PyTorch"}[convention] in text
    assert grade_text(text, drill, convention=convention).status == "error"


MISTAKES = [
    ("lstm-cell-forward", "ai, af, ao, ag =", "ai, af, ag, ao =", "gates-in-pytorch-order"),
    ("lstm-cell-forward", "o * np.tanh(next_c)\n    cache", "o * next_c\n    cache", "hidden-without-tanh"),
    ("lstm-cell-backward", "dprev_c = dc * f", "dprev_c = dnext_c * f", "dc-prev-uses-carry"),
    ("lstm-cell-backward", "do * o * (1 - o)", "do * (1 - o**2)", "tanh-derivative-for-gates"),
    ("lstm-cell-backward", "dWx = x.T.dot(da)\n", "dWx = da.T.dot(x)\n", "weight-gradients-transposed"),
    ("lstm-cell-backward", "db = da.sum(axis=0)", "db = da.sum()", "bias-gradients-without-axis"),
]


@pytest.mark.parametrize(("drill", "find", "replace", "known"), MISTAKES)
def test_a_mistake_in_a_homework_file_is_known(grade_text, drill, find, replace, known):
    report = grade_text(change(HOMEWORK, find, replace), drill, convention="cs231n")
    assert report.status == "failed"
    assert report.diagnosis[0].id.removeprefix(f"{drill}-") == known


def test_two_mistakes_in_packed_gradients_are_named_as_two(grade_text):
    source = change(HOMEWORK, "df = dc * prev_c", "df = dc * next_c")
    source = change(source, "dprev_c = dc * f", "dprev_c = dc")
    report = grade_text(source, "lstm-cell-backward", convention="cs231n")
    found = {diagnosis.id.removeprefix("lstm-cell-backward-") for diagnosis in report.diagnosis}
    assert found == {"forget-gradient-uses-new-cell", "dc-prev-without-forget-gate"}


@pytest.mark.parametrize("drill", PYTORCH)
def test_a_bias_that_is_ignored_is_known(grade_text, load, drill):
    source = load(drill)[1]["pytorch"]
    assert source.count("bias_hh") >= 2
    mistaken = re.sub(r" \+ bias_hh\b", "", source)
    assert mistaken != source
    report = grade_text(mistaken, drill, convention="pytorch")
    assert report.diagnosis[0].id == f"{drill}-bias-hh-ignored"


@pytest.mark.parametrize("drill", [d for d in PYTORCH if d.startswith(("lstm", "rnn"))])
def test_the_article_s_solution_is_no_solution_of_another_convention(grade_text, load, drill):
    report = grade_text(load(drill)[1][ARTICLE], drill, convention="pytorch")
    assert report.status in ("error", "failed")
    assert report.score == 0


@pytest.mark.parametrize(("drill", "convention"), FORMS)
def test_the_article_s_mistakes_serve_every_convention(load, drill, convention):
    """All but a few, of what a convention does not have, show in it; none is written a second time."""
    loaded, solutions = load(drill)
    form = loaded.forms[convention]
    cases = draw_cases(form, loaded.cases, 5)
    runs = Runs(form)
    expected = {case.name: expected_outputs(loaded, convention, case) for case in cases}
    unseen = []
    for misconception in form.misconceptions:
        source = edited(solutions[form.mistakes_of or convention], misconception.edits)
        found = {case.name: runs.outcome(source, case, misconception.mislaid).outputs for case in cases}
        assert any(found.values())
        if all(
            name in found[case] and found[case][name].dtype == value.dtype and close(value, found[case][name])
            for case, outputs in expected.items()
            for name, value in outputs.items()
        ):
            unseen.append(misconception.id)
    assert all("cell" in name for name in unseen), unseen
    if form.mistakes_of:
        left_out = {
            name
            for entry in load_conventions(content_dir() / "conventions")
            for unit in entry.units
            if entry.convention == convention and drill in unit.drills
            for name in unit.without
        }
        article = {misconception.id for misconception in loaded.forms[ARTICLE].misconceptions} - left_out
        assert article <= {misconception.id for misconception in form.misconceptions}


def test_a_drill_without_the_convention_says_so(load):
    for drill in SHIPPED:
        known = {ARTICLE, *(convention for name, convention in FORMS if name == drill)}
        assert set(load(drill)[0].forms) == known


def test_every_case_keeps_its_kind(load):
    form = load("lstm-cell-forward")[0].forms["pytorch"]
    cases = draw_cases(form, load("lstm-cell-forward")[0].cases, 3)
    kinds = {case.kind: case for case in cases}
    for array in kinds["strided"].inputs.values():
        assert not array.flags.c_contiguous or array.size == 1
    assert not any(array.any() for array in kinds["zeros"].inputs.values())
    random = kinds["random"].inputs
    assert np.abs(random["bias_ih"]).min() > 0
    assert np.abs(random["bias_hh"]).min() > 0


def test_expected_outputs_are_pytorch_s(load):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: its convention is not compared")
    cells = {"rnn": torch.nn.RNNCell, "lstm": torch.nn.LSTMCell, "gru": torch.nn.GRUCell}
    for drill in (f"{cell}-cell-backward" for cell in cells):
        if drill not in SHIPPED:
            continue
        loaded, _ = load(drill)
        form = loaded.forms["pytorch"]
        for case in draw_cases(form, loaded.cases, 11):
            inputs = {name: torch.tensor(np.ascontiguousarray(value)) for name, value in case.inputs.items()}
            cell = cells[drill[: drill.index("-")]](case.sizes["D"], case.sizes["H"], dtype=torch.float64)
            with torch.no_grad():
                for name, value in cell.named_parameters():
                    value.copy_(inputs[name])
            states = [inputs[name].requires_grad_() for name in ("h_prev", "c_prev") if name in inputs]
            x_t = inputs["x_t"].requires_grad_()
            made = cell(x_t, tuple(states) if len(states) == 2 else states[0])
            made = made if isinstance(made, tuple) else (made,)
            sum((value * inputs[f"d{n}_t"]).sum() for value, n in zip(made, "hc", strict=False)).backward()
            got = {f"{n}_t": value.detach().numpy() for n, value in zip("hc", made, strict=False)}
            got |= {"dx_t": x_t.grad.numpy(), "dh_prev": states[0].grad.numpy()}
            got |= {"dc_prev": states[1].grad.numpy()} if len(states) == 2 else {}
            got |= {f"d{name}": value.grad.numpy() for name, value in cell.named_parameters()}
            expected = expected_outputs(loaded, "pytorch", case)
            assert expected.keys() == got.keys()
            for name, value in expected.items():
                assert np.abs(value - got[name]).max() <= 1e-12 * max(1, np.abs(value).max()), (
                    drill,
                    case.name,
                    name,
                )


def test_a_solution_runs_in_its_own_convention(load):
    loaded, solutions = load("lstm-cell-forward")
    form = loaded.forms["cs231n"]
    case = draw_cases(form, loaded.cases, 2)[0]
    found = Program(solutions["cs231n"], form).run(case)
    assert found.error is None
    assert list(found.outputs) == ["next_h", "next_c"]
    assert load_with_solutions(FOLDER / "lstm-cell-forward.yaml")[0].forms.keys() == {
        "article",
        "cs231n",
        "pytorch",
    }
