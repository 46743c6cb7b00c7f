"""One-place mutants of every shipped solution: none may pass the cases that a drill is graded on."""

import ast

import numpy as np
import pytest

from quizrnn.bank.drills_load import load_with_solutions
from quizrnn.drills.cases import draw_cases
from quizrnn.drills.compare import close
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
"""Where one trains, a mutant that learns as well is right: what counts is what was learnt."""


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


TRAINING = {
    "climbs the loss": ("2 * (p - y)", "2 * (y - p)"),
    "a gradient's sign": ("dh * tau * o", "-dh * tau * o"),
    "the carry subtracted": ("dc + dh * o", "dc - dh * o"),
    "gradients of two gates swapped": ("[da_f, da_i, da_o, da_c]", "[da_i, da_f, da_o, da_c]"),
    "one input at every step": ("x[:, t]], axis=1)", "x[:, 0]], axis=1)"),
    "the marks not read": ("x[:, t]], axis=1)", "x[:, t] * [1, 0]], axis=1)"),
    "another loss reported": ("np.mean((p - y) ** 2)", "np.mean(abs(p - y))"),
}
"""Mistakes of training that keep it from learning. A gradient that is wrong and learns all the same passes:
``params`` is the submission's own business, so that what was learnt is all that can be judged."""


@pytest.mark.parametrize("mistake", TRAINING)
def test_no_training_that_does_not_learn_passes(mistake):
    drill, solutions = load_with_solutions(content_dir() / "drills" / "train-adding-problem.yaml")
    form, (find, replace) = drill.forms["article"], TRAINING[mistake]
    assert solutions["article"].count(find) == 1
    program = Program(solutions["article"].replace(find, replace), form)
    case = draw_cases(form, drill.cases, 5)[0]
    with np.errstate(all="ignore"):
        reports = judged(form, case, program.run(case).outputs)
    assert any(report.status != "ok" for report in reports)
