"""Diagnosis: known mistakes, two at once, hints by structure, lines."""

import itertools
import os

import numpy as np
import pytest

from quizrnn.bank.drills_load import load_with_solutions
from quizrnn.drills.cases import draw_cases
from quizrnn.drills.compare import close
from quizrnn.drills.diagnose import diagnose
from quizrnn.drills.report import GradientCheck
from quizrnn.drills.solve import Program, Runs, edited
from quizrnn.paths import content_dir

PAIRS = int(os.environ.get("QUIZRNN_PAIRS", "16"))
"""Pairs of mistakes that are tried; of the larger number a run by hand is made."""

NAMES = ["lstm-cell-forward", "lstm-cell-backward", "gru-cell-forward", "gru-cell-backward"]


class Bench:
    """A drill on one draw of its cases."""

    def __init__(self, name, seed=11):
        self.drill, solutions = load_with_solutions(content_dir() / "drills" / f"{name}.yaml")
        self.form, self.solution = self.drill.forms["article"], solutions["article"]
        self.cases = draw_cases(self.form, self.drill.cases, seed)
        self.runs = Runs(self.form)

    def results(self, source):
        program = Program(source, self.form)
        return {case.name: program.run(case).outputs for case in self.cases}

    def misconception(self, name):
        return next(m for m in self.form.misconceptions if m.id == name)

    def mistaken(self, *names):
        return edited(self.solution, [edit for name in names for edit in self.misconception(name).edits])

    def diagnosed(self, source, results=None, **options):
        results = self.results(source) if results is None else results
        return diagnose(self.drill, "article", self.cases, results, source, solution=self.solution, **options)

    def ids(self, source, **options):
        return [d.id.removeprefix(f"{self.drill.drill}-") for d in self.diagnosed(source, **options)]


@pytest.fixture(params=NAMES)
def bench(request):
    return Bench(request.param)


@pytest.fixture
def lstm():
    return Bench("lstm-cell-backward")


@pytest.fixture
def gru():
    return Bench("gru-cell-backward")


def test_a_right_submission_has_nothing_to_diagnose(bench):
    assert bench.diagnosed(bench.solution) == ()


def test_nothing_that_arrived_is_nothing_to_diagnose(bench):
    assert bench.diagnosed("", results={}) == ()
    assert bench.diagnosed("", results={case.name: {} for case in bench.cases}) == ()


def test_ids_ladder_line_and_certainty(lstm):
    source = lstm.mistaken("dc-prev-uses-carry")
    (found,) = lstm.diagnosed(source)
    assert found.id == "lstm-cell-backward-dc-prev-uses-carry"
    assert found.outputs == ("dc_prev",)
    assert found.certainty == 0.98
    assert found.says == tuple(lstm.misconception("dc-prev-uses-carry").says)
    assert source.splitlines()[found.line - 1].strip().startswith("dc_prev = dc_t * f")


def test_the_mistaken_line_is_named(bench):
    for misconception in bench.form.misconceptions:
        source = edited(bench.solution, misconception.edits)
        (found,) = bench.diagnosed(source)
        old = bench.solution.splitlines()
        assert source.splitlines()[found.line - 1] not in old, misconception.id


def test_a_mistake_written_in_other_words_is_known_and_found(lstm):
    source = """
import numpy as np

def sig(v): return 1 / (1 + np.exp(-v))

def lstm_cell_forward(x_t, h_prev, c_prev, params):
    zcat = np.hstack((h_prev, x_t))
    F, I, O = (sig(zcat @ params["W_" + k].T + params["b_" + k]) for k in "fio")
    G = np.tanh(zcat @ params["W_c"].T + params["b_c"])
    c_t = c_prev * F + G * I
    return O * np.tanh(c_t), c_t, dict(zcat=zcat, F=F, I=I, O=O, G=G, c_t=c_t, c_prev=c_prev, p=params)

def lstm_cell_backward(dh_t, dc_t, cache):
    z, F, I, O, G, c, cp, p = (cache[k] for k in ("zcat", "F", "I", "O", "G", "c_t", "c_prev", "p"))
    t = np.tanh(c)
    total = dh_t * O * (1 - t * t) + dc_t
    grads = {}
    grads["dc_prev"] = F * dc_t
    d = {"f": total * cp * F * (1 - F), "i": total * G * I * (1 - I), "c": total * I * (1 - G * G),
         "o": dh_t * t * O * (1 - O)}
    back = sum(d[k] @ p["W_" + k] for k in d)
    n = F.shape[1]
    grads["dh_prev"], grads["dx_t"] = back[:, :n], back[:, n:]
    for k in d:
        grads["dW_" + k] = d[k].T @ z
        grads["db_" + k] = d[k].sum(0)
    return grads
"""
    (found,) = lstm.diagnosed(source)
    assert found.id == "lstm-cell-backward-dc-prev-uses-carry"
    assert source.splitlines()[found.line - 1].strip() == 'grads["dc_prev"] = F * dc_t'


def test_every_pair_of_mistakes_is_two_mistakes(bench):
    """Of all pairs, those whose effect is not that of one or of another pair are named as those two."""
    rng = np.random.default_rng(0)
    pairs = list(itertools.combinations([m.id for m in bench.form.misconceptions], 2))
    checked = missed = 0
    for place in rng.permutation(len(pairs))[:PAIRS]:
        a, b = pairs[place]
        try:
            source = bench.mistaken(a, b)
        except Exception:  # noqa: BLE001  both at the same place
            continue
        found = bench.ids(source)
        checked += 1
        if set(found) != {a, b}:
            missed += 1
            assert self_explaining(bench, source, found), (a, b, found)
    assert checked > PAIRS // 3
    assert missed <= checked // 6


def self_explaining(bench, source, found):
    """Tell whether the mistakes that were named do compute what the source computes."""
    same = bench.results(bench.mistaken(*found))
    return all(
        np.allclose(same[case][name], value, rtol=1e-7, atol=1e-12, equal_nan=True)
        for case, outputs in bench.results(source).items()
        for name, value in outputs.items()
    )


def test_independent_mistakes_are_told_apart_with_their_own_outputs(lstm):
    source = lstm.mistaken("dc-prev-uses-carry", "bias-gradients-averaged")
    found = {d.id.removeprefix("lstm-cell-backward-"): d for d in lstm.diagnosed(source)}
    assert found["dc-prev-uses-carry"].outputs == ("dc_prev",)
    assert set(found["bias-gradients-averaged"].outputs) == {"db_f", "db_i", "db_c", "db_o"}


def test_three_mistakes(lstm):
    names = {"carry-missing", "bias-gradients-averaged", "output-gate-not-propagated"}
    assert set(lstm.ids(lstm.mistaken(*names))) == names


def test_a_mistake_at_one_gate_alone(lstm):
    source = lstm.solution.replace("da_i = di * i * (1 - i)", "da_i = di")
    (found,) = lstm.diagnosed(source)
    assert found.id == "lstm-cell-backward-gate-derivative-missing"
    assert set(found.outputs) == {"dW_i", "db_i", "dh_prev", "dx_t"}
    assert source.splitlines()[found.line - 1].strip() == "da_i = di  # (N, H)"


def test_a_mistake_beside_one_that_nobody_knows(lstm):
    source = lstm.mistaken("dc-prev-uses-carry").replace(
        "da_o = do * o * (1 - o)", "da_o = np.cos(do) * o * (1 - o)"
    )
    found = lstm.diagnosed(source)
    assert found[0].id == "lstm-cell-backward-dc-prev-uses-carry"
    assert any("dW_o" in d.outputs for d in found[1:])


def test_an_overflow_on_top_of_another_mistake():
    bench = Bench("lstm-cell-forward")
    found = bench.ids(bench.mistaken("hidden-without-tanh", "sigmoid-overflows"))
    assert set(found) == {"hidden-without-tanh", "sigmoid-overflows"}


def test_missing_outputs_do_not_hinder(lstm):
    results = lstm.results(lstm.mistaken("carry-missing"))
    for outputs in results.values():
        del outputs["dW_f"], outputs["dx_t"]
    (found,) = lstm.diagnosed("", results)
    assert found.id == "lstm-cell-backward-carry-missing"
    assert found.line is None


def changed(bench, **changes):
    """Return the right outputs with some replaced, each by a function of the whole case's outputs."""
    results = bench.results(bench.solution)
    return {
        case: outputs | {name: np.asarray(make(outputs)) for name, make in changes.items()}
        for case, outputs in results.items()
    }


@pytest.mark.parametrize(
    ("make", "hint"),
    [
        (lambda o: -o["dc_prev"], "negated"),
        (lambda o: 2 * o["dc_prev"], "constant-factor"),
        (lambda o: o["dc_prev"] / len(o["dc_prev"]), "averaged"),
        (lambda o: o["dc_prev"] * len(o["dc_prev"]), "not-averaged"),
        (lambda o: o["dh_prev"], "belongs-to-another"),
        (lambda o: o["dc_prev"].astype(np.float32), "single-precision"),
        (
            lambda o: (o["dc_prev"].astype(np.float32) * np.float32(1.000001)).astype(float),
            "single-precision",
        ),
        (lambda o: np.cos(o["dc_prev"]), "weights-right-states-wrong"),
    ],
)
def test_relations_to_what_is_right(lstm, make, hint):
    found = lstm.diagnosed("", changed(lstm, dc_prev=make))
    assert hint in [d.id for d in found]
    assert all(d.outputs == ("dc_prev",) for d in found)


def test_gates_that_changed_places(lstm):
    results = changed(lstm, dW_f=lambda o: o["dW_i"], dW_i=lambda o: o["dW_f"])
    found = lstm.diagnosed("", results)
    assert [d.id for d in found] == ["belongs-to-another"] * 2
    assert {d.outputs for d in found} == {("dW_f",), ("dW_i",)}


def test_one_transposed_gradient(gru):
    (found,) = gru.diagnosed("", changed(gru, dW_z=lambda o: o["dW_z"].T))
    assert found.id == "gru-cell-backward-weight-gradients-transposed"
    assert found.outputs == ("dW_z",)


def test_wrong_only_where_gates_saturate(lstm):
    source = lstm.solution.replace(
        "return (1 + np.tanh(a / 2)) / 2", "return np.clip((1 + np.tanh(a / 2)) / 2, 1e-3, 1 - 1e-3)"
    )
    assert "wrong-where-saturated" in lstm.ids(source)


def test_wrong_only_for_more_than_one_example(lstm):
    results = changed(lstm, dW_f=lambda o: o["dW_f"] + np.cos(o["db_f"])[:, None] * (len(o["h_t"]) - 1))
    assert "right-for-one-n" in [d.id for d in lstm.diagnosed("", results)]
    assert "weight-gradient-alone" in [d.id for d in lstm.diagnosed("", results)]


def test_what_is_right_is_said(lstm):
    found = lstm.diagnosed("", changed(lstm, h_t=lambda o: np.cos(o["h_t"])))
    assert [d.id for d in found] == ["forward-first", "what-is-right"]
    assert "`c_t`" in found[1].says[0]["en"]
    assert "`h_t`" not in found[1].says[0]["zh"]


def test_not_finite_anywhere_else_right(lstm):
    source = lstm.solution.replace(
        'g = np.tanh(hx @ params["W_c"].T + params["b_c"])',
        'e = np.exp(2 * (hx @ params["W_c"].T + params["b_c"])); g = (e - 1) / (e + 1)',
    )
    found = lstm.diagnosed(source)[0]
    assert found.id == "lstm-cell-backward-forward-sigmoid-overflows"
    assert "NaN" in found.says[0]["en"]
    assert "tanh" in found.says[1]["en"]  # outputs that are NaN do not tell which exponential it was


def test_everything_of_one_gate(lstm):
    source = lstm.solution.replace("da_i = di * i * (1 - i)", "da_i = np.sin(di)")
    assert "one-gate" in lstm.ids(source)


def test_weights_right_but_not_the_states(lstm):
    source = lstm.solution.replace(' + da_c @ params["W_c"]', ' + np.sin(da_c @ params["W_c"])')
    assert "weights-right-states-wrong" in lstm.ids(source)


def test_gradients_that_fit_the_own_forward(gru):
    source = gru.solution.replace("h = (1 - z) * h_prev + z * n", "h = np.sin((1 - z) * h_prev + z * n)")
    consistent = GradientCheck(consistent_with_own_forward=True, max_rel_error=1e-9)
    assert gru.ids(source, gradient_check=consistent)[0] == "gradients-fit-own-forward"
    assert "gradients-fit-own-forward" not in gru.ids(source)


def test_a_forward_that_is_off_in_an_unknown_way(lstm):
    source = lstm.solution.replace("c = f * c_prev + i * g", "c = np.sin(f * c_prev) + i * g")
    (found,) = lstm.diagnosed(source)
    assert found.id == "forward-first"
    assert found.outputs == ("h_t", "c_t")


def test_every_hint_has_both_languages(lstm):
    for results in (
        changed(lstm, dc_prev=lambda o: 3 * o["dc_prev"], dW_f=lambda o: np.cos(o["dW_f"])),
        changed(lstm, db_o=lambda o: np.cos(o["db_o"])),
    ):
        for found in lstm.diagnosed("", results):
            assert all(set(says) == {"en", "zh"} for says in found.says)


def test_known_mistakes_under_other_seeds(bench):
    other = Bench(bench.drill.drill, seed=99)
    for misconception in other.form.misconceptions:
        assert other.ids(edited(other.solution, misconception.edits)) == [misconception.id]
        assert not all(
            close(value, other.results(other.solution)[case][name])
            for case, outputs in other.results(edited(other.solution, misconception.edits)).items()
            for name, value in outputs.items()
        )
