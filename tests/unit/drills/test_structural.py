"""What is said in other conventions where no known mistake fits, and of two mistakes at once."""

import numpy as np
import pytest

from quizrnn.bank.drills_load import load_with_solutions
from quizrnn.drills.cases import draw_cases
from quizrnn.drills.diagnose import diagnose
from quizrnn.drills.solve import Program, Runs, edited
from quizrnn.paths import content_dir


class Bench:
    """A drill in a convention, on one draw of its cases."""

    def __init__(self, name, convention):
        self.drill, self.sources = load_with_solutions(content_dir() / "drills" / f"{name}.yaml")
        self.convention, self.form = convention, self.drill.forms[convention]
        self.solution = self.sources[self.form.mistakes_of or convention]
        self.cases = draw_cases(self.form, self.drill.cases, 11)
        self.runs = Runs(self.form)

    def right(self):
        program = Program(self.sources[self.convention], self.form)
        return {case.name: program.run(case).outputs for case in self.cases}

    def changed(self, **changes):
        return {
            case: outputs | {name: np.asarray(make(outputs[name])) for name, make in changes.items()}
            for case, outputs in self.right().items()
        }

    def diagnosed(self, results, source=""):
        return diagnose(
            self.drill, self.convention, self.cases, results, source, solution=self.solution, runs=self.runs
        )

    def mistaken(self, *ids):
        known = {m.id: m for m in self.form.misconceptions}
        source = edited(self.solution, [edit for name in ids for edit in known[name].edits])
        return {case.name: self.runs.outcome(source, case).outputs for case in self.cases}


@pytest.fixture
def cs231n():
    return Bench("lstm-cell-backward", "cs231n")


@pytest.fixture
def pytorch():
    return Bench("lstm-cell-backward", "pytorch")


def reordered(axis, *order):
    return lambda value: np.concatenate([np.split(value, 4, axis=axis)[k] for k in order], axis=axis)


def test_gates_in_any_order_are_named(cs231n, pytorch):
    (found,) = cs231n.diagnosed(cs231n.changed(dWx=reordered(1, 2, 3, 0, 1)))
    assert (found.id, found.outputs) == ("gates-permuted", ("dWx",))
    assert "Yours is o, g, i, f; here it is i, f, o, g." in found.says[2]["en"]
    turned = reordered(0, 3, 2, 1, 0)
    (found,) = pytorch.diagnosed(pytorch.changed(dweight_ih=turned, dweight_hh=turned))
    assert (found.id, found.outputs) == ("gates-permuted", ("dweight_ih", "dweight_hh"))


def off_in_quarter(axis, place):
    def make(value):
        parts = np.split(value, 4, axis=axis)
        parts[place] = np.cos(parts[place])
        return np.concatenate(parts, axis=axis)

    return make


def test_the_gate_that_alone_is_wrong_is_named(cs231n, pytorch):
    found = cs231n.diagnosed(cs231n.changed(dWx=off_in_quarter(1, 1), db=off_in_quarter(0, 1)))
    (hint,) = (d for d in found if d.id == "some-gates")
    assert hint.outputs == ("dWx", "db")
    assert "the part of f is wrong, and the part of i, o, g is right" in hint.says[0]["en"]
    found = pytorch.diagnosed(pytorch.changed(dweight_hh=off_in_quarter(0, 2)))
    (hint,) = (d for d in found if d.id == "some-gates")
    assert "`dweight_hh` 中 g 的部分不对" in hint.says[0]["zh"]
    assert "weight-gradient-alone" in [d.id for d in found]


def test_a_bias_or_the_states_alone(cs231n):
    found = [d.id for d in cs231n.diagnosed(cs231n.changed(db=np.cos))]
    assert "bias-gradient-alone" in found
    assert "some-gates" not in found  # all of them are
    found = cs231n.diagnosed(cs231n.changed(dprev_h=np.cos))
    assert "weights-right-states-wrong" in [d.id for d in found]
    assert all(d.outputs == ("dprev_h",) for d in found)


@pytest.mark.parametrize(
    ("make", "hint"),
    [
        (lambda v: -v, "negated"),
        (lambda v: 3 * v, "constant-factor"),
        (lambda v: v / len(v), "averaged"),
        (lambda v: v.astype(np.float32), "single-precision"),
    ],
)
def test_relations_hold_in_every_convention(cs231n, make, hint):
    (found,) = cs231n.diagnosed(cs231n.changed(dprev_c=make))
    assert (found.id, found.outputs) == (hint, ("dprev_c",))


def test_one_transposed_square_gradient():
    bench = Bench("rnn-cell-backward", "cs231n")
    found = bench.diagnosed(bench.changed(dWh=np.transpose))
    assert found[0].outputs == ("dWh",)
    assert "transposed" in found[0].id


def test_neighbouring_steps_and_a_lost_carry():
    bench = Bench("lstm-backward", "cs231n")
    late = bench.changed(dx=lambda v: np.concatenate([v[:, :1] * 0.3, v[:, :-1]], axis=1))
    assert "shifted-in-time" in [d.id for d in bench.diagnosed(late)]
    lost = bench.changed(dx=lambda v: np.concatenate([np.cos(v[:, :-1]), v[:, -1:]], axis=1))
    assert "carry-lost" in [d.id for d in bench.diagnosed(lost)]


PAIRS = [
    ("lstm-cell-backward", "cs231n", "dc-prev-uses-carry", "bias-gradients-averaged"),
    ("lstm-cell-backward", "pytorch", "output-gate-not-propagated", "tanh-derivative-for-gates"),
    ("lstm-cell-forward", "pytorch", "hidden-without-tanh", "sigmoid-overflows"),
    ("rnn-backward", "cs231n", "tanh-derivative-missing", "bias-gradient-of-first-example"),
    ("rnn-cell-backward", "pytorch", "tanh-derivative-sign", "bias-gradient-without-axis"),
    ("gru-cell-backward", "pytorch", "direct-path-counted-twice", "bias-gradients-of-first-example"),
    ("gru-cell-backward", "pytorch", "update-gradient-sign", "candidate-derivative-missing"),
    ("lstm-backward", "cs231n", "recurrent-gradient-dropped", "bias-gradients-without-axis"),
    ("gru-cell-reset-after", "article", "input-bias-scaled-by-reset", "direct-path-missing"),
    ("bilstm-backward", "article", "input-gradient-from-forward-only", "bias-gradients-of-first-example"),
]


@pytest.mark.parametrize(("drill", "convention", "first", "second"), PAIRS)
def test_two_mistakes_in_one_file_are_named_as_two(drill, convention, first, second):
    bench = Bench(drill, convention)
    found = {d.id.removeprefix(f"{drill}-") for d in bench.diagnosed(bench.mistaken(first, second))}
    assert found == {first, second}
