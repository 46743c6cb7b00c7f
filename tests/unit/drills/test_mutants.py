"""One-place mutants of every shipped solution: none may pass the cases that a drill is graded on."""

import ast
import os
import re

import msgspec
import numpy as np
import pytest

from quizrnn.bank.drills_load import load_with_solutions
from quizrnn.drills.cases import draw_cases
from quizrnn.drills.compare import close
from quizrnn.drills.descended import is_update
from quizrnn.drills.expected import expected_outputs
from quizrnn.drills.solve import Program
from quizrnn.drills.trained import judged
from quizrnn.paths import content_dir

DRILLS = sorted((content_dir() / "drills").glob("*.yaml"))
SWAPPED_NAMES = {"f": "i", "i": "o", "o": "f", "z": "r", "r": "z", "c_prev": "c", "h_prev": "h"}


SWAPPED_NAMES |= {"min": "max", "max": "min"}
SWAPPED_CALLS = {"tanh": "sin", "sum": "mean", "max": "min", "exp": "expm1", "log": "log1p"}
SWAPPED_CALLS |= {"abs": "square", "clip": "maximum"}
OPPOSITES = {ast.Gt: ast.LtE, ast.GtE: ast.Lt, ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Eq: ast.NotEq}


def variants(node):
    """Yield what may stand in a node's place, each a mistake of one place."""
    match node:
        case ast.BinOp(left=left, op=op, right=right):
            others = {
                ast.Add: [ast.Sub, ast.Mult],
                ast.Sub: [ast.Add],
                ast.Mult: [ast.Add, ast.Div],
                ast.Div: [ast.Mult],
                ast.Pow: [ast.Mult],
                ast.MatMult: [],
            }[type(op)]
            yield from (ast.BinOp(left=left, op=other(), right=right) for other in others)
            yield left
            if not isinstance(op, ast.Pow):
                yield right
        case ast.AugAssign(target=target, value=value):
            yield ast.Assign(targets=[target], value=value)
        case ast.Compare(left=left, ops=[op], comparators=comparators) if type(op) in OPPOSITES:
            yield ast.Compare(left=left, ops=[OPPOSITES[type(op)]()], comparators=comparators)
        case ast.Constant(value=int() as value) if not isinstance(value, bool):
            yield ast.Constant(value=value + 1)
            if value:
                yield ast.Constant(value=-value)
        case ast.Attribute(attr="T", value=value):
            yield value
        case ast.Attribute(attr=name, value=value) if name in SWAPPED_CALLS:
            yield ast.Attribute(value=value, attr=SWAPPED_CALLS[name], ctx=ast.Load())
        case ast.Call(func=ast.Name(id="reversed"), args=[argument]):
            yield argument
        case ast.Call(func=ast.Name(id="range") as range_, args=[stop]):
            one = ast.Constant(value=1)
            yield ast.Call(range_, [ast.BinOp(left=stop, op=ast.Sub(), right=one)], keywords=[])
            yield ast.Call(range_, [one, stop], keywords=[])
        case ast.Call(func=ast.Name(id="sigmoid"), args=args):
            tanh = ast.Attribute(value=ast.Name(id="np", ctx=ast.Load()), attr="tanh", ctx=ast.Load())
            yield ast.Call(func=tanh, args=args, keywords=[])
        case ast.Call(func=ast.Attribute(attr="tanh"), args=[argument]):
            yield argument
        case ast.List(elts=[first, second]):
            yield ast.List(elts=[second, first], ctx=ast.Load())
        case ast.Slice(lower=lower, upper=upper) if (lower is None) != (upper is None):
            yield ast.Slice(lower=upper, upper=lower)
        case ast.UnaryOp(operand=operand):
            yield operand
        case ast.Name(id=name, ctx=ast.Load()) if name in SWAPPED_NAMES:
            yield ast.Name(id=SWAPPED_NAMES[name], ctx=ast.Load())
        case ast.Constant(value=str() as key) if "_" in key and key[0] in "Wb":
            yield ast.Constant(value=f"{'b' if key[0] == 'W' else 'W'}{key[1:]}")


def places(tree):
    """Yield (parent, field, index) of every expression but those that only fill the cache."""
    skipped = {id(node) for cache in caches(tree) for node in ast.walk(cache)}
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if isinstance(value, ast.AST) and id(value) not in skipped:
                yield parent, field, None, value
            elif isinstance(value, list):
                yield from ((parent, field, k, v) for k, v in enumerate(value) if id(v) not in skipped)


def caches(tree):
    """Yield the tuples that are kept for the backward pass, by that name or within what is returned."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id="cache")], value=value):
                yield value
            case ast.Return(value=ast.Tuple(elts=elements)):
                yield from (element for element in elements if isinstance(element, ast.Tuple))


def statements(source):
    """Return how many lines of a source compute something."""
    lines = ast.unparse(ast.parse(source)).splitlines()
    return sum(bool(line.strip()) and not line.startswith(("import", "def")) for line in lines)


def mutants(source):
    tree = ast.parse(source)
    pristine = ast.unparse(tree)
    for parent, field, index, node in list(places(tree)):
        for variant in variants(node):
            _put(parent, field, index, variant)
            text = ast.unparse(ast.fix_missing_locations(tree))
            _put(parent, field, index, node)
            if text != pristine:
                yield text


def _put(parent, field, index, node):
    if index is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[index] = node


COMPARED = [path for path in DRILLS if load_with_solutions(path)[0].forms["article"].training is None]
"""The others train: their mutants are below."""


@pytest.mark.parametrize("path", COMPARED, ids=lambda path: path.stem)
def test_no_mutant_passes(path):
    drill, solutions = load_with_solutions(path)
    for convention, form in drill.forms.items():
        cases = draw_cases(form, drill.cases, seed=5)
        right = {case.name: expected_outputs(drill, convention, case) for case in cases}

        def passes(source, form=form, cases=cases, right=right):
            program = Program(source, form)
            for case in cases:
                got = program.run(case).outputs
                if not all(name in got and close(v, got[name]) for name, v in right[case.name].items()):
                    return False
            return True

        assert passes(solutions[convention])
        made = list(dict.fromkeys(mutants(solutions[convention])))
        assert len(made) > statements(solutions[convention])
        survivors = [_changed(solutions[convention], text) for text in made if passes(text)]
        assert [lines for lines in survivors if not _is_equivalent(lines)] == []


def _is_equivalent(lines):
    """Tell the mutants that are right: a size found in another way, a buffer that is larger than is used."""
    harmless = (
        "axis=-1",
        ".shape[",
        "= len(params[",
        "reshape(N, T, -",
        "features = np.zeros((N, T",
        "step.reshape(-4",
    )
    return all(any(part in line for part in harmless) for line in lines)


def _changed(source, mutant):
    """Return the lines of a mutant that the source does not have."""
    known = set(ast.unparse(ast.parse(source)).splitlines())
    return [line for line in mutant.splitlines() if line not in known]


RIGHT = {
    "the same axis by another number": ("axis=-1)",),
    "weights that begin smaller or larger": (
        "{'W': rng.normal(0, 1, (4",
        "{'W': rng.normal(0, 2 / np.sqrt(fan)",
        "'v': rng.normal(1, 1 / np.sqrt(hidden)",
        "'v': rng.normal(0, 1 * np.sqrt(hidden)",
        "'v': rng.normal(0, np.sqrt(hidden)",
        "'v': rng.normal(0, 1, hidden)",
        "'v': rng.normal(0, 2 / np.sqrt(hidden)",
    ),
    "a cell without biases: the loss does not depend on the array that is left": ("a = hx @ W.T",),
    "a read-out without a bias, likewise": ("return (h @ v, h, steps)",),
    "all gradients larger or smaller by one factor, which Adam takes out": (
        "gradients(weights, 2 * (p - y) * len(y), h",
        "gradients(weights, 2 * (p - y), h",
        "gradients(weights, (p - y) / len(y), h",
        "gradients(weights, 3 * (p - y) / len(y), h",
    ),
    "one array's gradient smaller by a factor: a rate of its own": (
        "dp.mean(keepdims=True))",
        "grads['b'] += da.mean(axis=0)",
    ),
    "all gradients brought to a norm, or let alone, otherwise: one positive factor": (
        "shrink = max(1.0, LARGEST_NORM / (norm + 1e-12))",
        "shrink = min(1.0, LARGEST_NORM * (norm + 1e-12))",
        "shrink = min(1.0, LARGEST_NORM / (norm - 1e-12))",
        "shrink = min(1.0, LARGEST_NORM / (norm * 1e-12))",
        "shrink = min(1.0, LARGEST_NORM / norm)",
        "shrink = min(1.0, LARGEST_NORM / 1e-12)",
        "shrink = min(1.0, LARGEST_NORM)",
        "shrink = min(1.0, norm + 1e-12)",
        "grad = grad / shrink",
        "grad = grad",
        "np.sqrt(sum(((grad ** 3).sum()",
        "np.sqrt(sum(((grad * 2).sum()",
        "np.sqrt(sum((grad.sum()",
        "np.sqrt(sum(((grad ** 2).mean()",
    ),
    "Adam with another correction of its beginning: a rate that changes from step to step": (
        "'square': zeros, 'steps': 1}",
        "weights, k = (params['weights'], 1)",
        "weights, k = (params['weights'], params['steps'] + 2)",
        "update = mean * (1 - DECAY_1 ** k) / (np.sqrt(square / (1 - DECAY_2 ** k)) + 1e-08)",
        "update = mean / (np.sqrt(square / (1 - DECAY_2 ** k)) + 1e-08)",
        "update = mean / (1 + DECAY_1 ** k) / (np.sqrt(square / (1 - DECAY_2 ** k)) + 1e-08)",
        "update = mean / (2 - DECAY_1 ** k) / (np.sqrt(square / (1 - DECAY_2 ** k)) + 1e-08)",
        "update = mean / 1 / (np.sqrt(square / (1 - DECAY_2 ** k)) + 1e-08)",
        "update = mean / (1 - DECAY_1 ** k) / (np.sqrt(square) + 1e-08)",
        "update = mean / (1 - DECAY_1 ** k) / (np.sqrt(square / 1) + 1e-08)",
        "update = mean / (1 - DECAY_1 ** k) / (np.sqrt(square / DECAY_2 ** k) + 1e-08)",
        "update = mean / (1 - DECAY_1 ** k) / (np.sqrt(square / (1 + DECAY_2 ** k)) + 1e-08)",
        "update = mean / (1 - DECAY_1 ** k) / (np.sqrt(square / (2 - DECAY_2 ** k)) + 1e-08)",
        "update = mean / (1 - DECAY_1) / (np.sqrt(square / (1 - DECAY_2 ** k)) + 1e-08)",
    ),
    "a first moment that sums instead of averaging: a rate ten times as large, which Adam allows here": (
        "mean = DECAY_1 * params['mean'][name] + grad",
        "mean = DECAY_1 * params['mean'][name] + 1 * grad",
        "mean = DECAY_1 * params['mean'][name] + DECAY_1 * grad",
        "mean = DECAY_1 * params['mean'][name] + (2 - DECAY_1) * grad",
    ),
    "no first moment: RMSprop, which learns just too little": ("mean = (1 - DECAY_1) * grad",),
    "another positive second moment: a rate of its own for every entry": (
        "square = params['square'][name] + (1 - DECAY_2) * grad ** 2",
        "square = DECAY_2 / params['square'][name] + (1 - DECAY_2) * grad ** 2",
    ),
    "another small number, or none, beside the root": (
        "(np.sqrt(square / (1 - DECAY_2 ** k)) - 1e-08)",
        "/ np.sqrt(square / (1 - DECAY_2 ** k))",
    ),
}
"""Mutants of the training drill's solution that are right, by the reason: what to look for in a changed line.

Each is a network that reads all of its input, tells its mean squared error, and goes down it in every array
that it depends on. They may pass, and need not: with another seed, or another processor's rounding, one that
learns badly has not learnt enough.
"""


def _is_right(lines):
    parts = [part for group in RIGHT.values() for part in group]
    whole = {part for part in parts if re.match(r"\w+ = ", part)}
    return all(line.strip() in whole or any(part in line for part in {*parts} - whole) for line in lines)


@pytest.fixture(scope="module")
def training():
    drill, solutions = load_with_solutions(content_dir() / "drills" / "train-adding-problem.yaml")
    form = drill.forms["article"]
    cases = draw_cases(form, drill.cases, 5)
    update = next(case for case in cases if is_update(case))
    begun = msgspec.structs.replace(form, training=msgspec.structs.replace(form.training, steps=5, below=100))
    short = draw_cases(begun, drill.cases, 5)[0]

    def passes(source):
        """Judge as the grader does, what is quick first: the loss is known after a few steps."""
        for kind, case in ((form, update), (begun, short), (form, cases[0])):
            with np.errstate(all="ignore"):
                outcome = Program(source, kind).run(case)
            if outcome.error is not None:
                return False
            if any(report.status != "ok" for report in judged(kind, case, outcome.outputs)):
                return False
        return True

    return solutions["article"], passes


def test_no_mutant_that_trains_passes(training):
    """Every thirteenth, or all of them with TRAINING_MUTANTS=1 in the environment, in two minutes."""
    source, passes = training
    assert passes(source)
    made = list(dict.fromkeys(mutants(source)))
    wrong = [text for text in made if not _is_right(_changed(source, text))]
    assert len(made) > 350
    assert len(wrong) > 300
    every = int(os.environ.get("TRAINING_MUTANTS", "13"))
    assert [_changed(source, text) for text in wrong[::every] if passes(text)] == []


LEARNS = {
    "the derivative of the candidate's tanh left out": ("dc * i * (1 - g**2)", "dc * i"),
    "the derivative of the cell's tanh left out": ("dh * o * (1 - tau**2)", "dh * o"),
    "an output gate of half the gradient": ("dh * tau * o * (1 - o)", "dh * tau * o * (1 - o) / 2"),
    "a forget gate of another cell state": ("dc * c_prev * f", "dc * (c_prev + i * g) * f"),
    "no gradient of the input gate": ("dc * g * i * (1 - i)", "0 * dc"),
    "biases that are not trained": ('grads["b"] += da.sum(axis=0)', "pass"),
    "biases of the last gradient alone": ('grads["b"] += da', 'grads["b"] = da'),
    "weights of the last gradient alone": ('grads["W"] += da', 'grads["W"] = da'),
    "no gradient through the hidden state": ("da @ W[:, :H]", "0 * dh"),
    "no gradient through the cell state": (", dc * f\n", ", 0 * dc\n"),
    "a carry that is never forgotten": (", dc * f\n", ", dc\n"),
    "half the hidden gradient": ("da @ W[:, :H]", "da @ W[:, :H] / 2"),
    "the candidate left out of the hidden gradient": ("da @ W[:, :H]", "da[:, : 3 * H] @ W[: 3 * H, :H]"),
    "a read-out bias that is not trained": ("dp.sum(keepdims=True)", "np.zeros(1)"),
    "a read-out of the first example alone": ("h.T @ dp,", "h[:1].T @ dp[:1],"),
    "the gradient of the mean absolute error": ("2 * (p - y) / len(y), h", "np.sign(p - y) / len(y), h"),
    "a loss of half": ("np.mean((p - y) ** 2)", "np.mean((p - y) ** 2) / 2"),
    "the loss after the update": (
        "return new, float(loss)",
        "return new, float(np.mean((forward(new['weights'], x)[0] - y) ** 2))",
    ),
    "the last step not read": ("in range(T)", "in range(T - 1)"),
    "the first step not read": ("in range(T)", "in range(1, T)"),
    "climbs the loss": ("2 * (p - y) / len(y), h", "2 * (y - p) / len(y), h"),
    "the marks not read": ("x[:, t]], axis=1)", "x[:, t] * [1, 0]], axis=1)"),
    "one input at every step": ("x[:, t]], axis=1)", "x[:, 0]], axis=1)"),
}
"""Mistakes of one place, most of which learn: within 500 steps the error is as small as it shall be."""


@pytest.mark.parametrize("mistake", LEARNS)
def test_no_mistake_in_training_passes(training, mistake):
    source, passes = training
    find, replace = LEARNS[mistake]
    assert source.count(find) == 1
    assert not passes(source.replace(find, replace))
