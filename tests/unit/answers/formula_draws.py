"""Draws: a shipped formula, rewritten by some rules, spelled some way, with the verdict it must get."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from quizrnn.answers.expression import parse
from quizrnn.answers.expression_tree import Call, Negation, Number, Sequence, children, with_child
from quizrnn.answers.formula_bench import vocabulary_of
from quizrnn.bank.load import load_bank
from quizrnn.bank.model import FormulaQuestion

from . import formula_equal, formula_unequal
from . import formula_equal_functions as _equal  # noqa: F401 (registers its rules)
from . import formula_unequal_functions as _unequal  # noqa: F401
from .formula_oracle import EQUAL, UNEQUAL, Oracle
from .formula_scene import Scene, rewritten
from .formula_typed import Typist, plainly

EQUAL_RULES = formula_equal.RULES
BANKS = Path(__file__).parents[3] / "content" / "banks"
MAX_TEXT = 1500
LISTING = ("concat", "stack", "vstack", "reshape", "sum", "mean", "ones", "permute")
"""Functions whose list is one of pieces or sizes; elsewhere it is the pieces joined."""
RULES_TRIED = 40


@dataclass(frozen=True)
class Draw:
    """One formula to be judged.

    Attributes:
        start: What it was rewritten from: ``answer``, ``mistake`` or ``alternative``.
        why: What the bank says of that mistake or alternative.
        rules: Names of the rules applied, in order.
        wrong: Name of the rule that made it wrong, or None.
        plain: The formula as plain Python.
        text: The same as typed.
        spelled: The ways of spelling that were used.
    """

    question: FormulaQuestion
    start: str
    why: object
    rules: tuple
    wrong: str | None
    plain: str
    text: str
    spelled: tuple


@cache
def questions():
    """Return every formula question of the shipped banks."""
    found = []
    for path in sorted(BANKS.glob("*.yaml")):
        found += [one for one in load_bank(path).questions if isinstance(one, FormulaQuestion)]
    return tuple(found)


@cache
def scene_of(place):
    question = questions()[place]
    return Scene(question, Oracle(question, seed=1))


@cache
def judge_of(place):
    """Return the oracle that judges: with other draws than those that the rules looked at."""
    return Oracle(questions()[place])


@cache
def starts(place):
    """Return the formulas of one question: (kind, text, what the bank says)."""
    question = questions()[place]
    return (
        ("answer", question.answer, None),
        *(("mistake", one.formula, one.why) for one in question.mistakes),
        *(("alternative", one.formula, one.note) for one in question.also_accept),
    )


@cache
def _tree(place, text):
    return parse(text, vocabulary_of(questions()[place])).tree


def equal_draw(rng, count=None):
    """Return a rewriting that means the same as what it began with, confirmed by the oracle.

    Raises:
        AssertionError: If the oracle finds a rule that changes the meaning.
    """
    while True:
        place = rng.randrange(len(questions()))
        kind, text, why = rng.choice([starts(place)[0], rng.choice(starts(place))])
        tree, rules = _rewritten(place, _tree(place, text), rng, count or rng.randint(1, 4))
        draw = _typed(place, kind, why, tree, rules, None, rng)
        if draw is None or not rules:
            continue
        start = plainly(_tree(place, text))
        if start in _unbound(place):
            continue
        found = judge_of(place).compare(draw.plain, start)
        assert found != UNEQUAL, f"rules {rules} made {draw.plain} of {start}"
        if found == EQUAL:
            return draw


def unequal_draw(rng):
    """Return a rewriting that the oracle finds unequal to the answer and to whatever the bank accepts."""
    while True:
        place = rng.randrange(len(questions()))
        accepted = [start for start in starts(place) if start[0] != "mistake"]
        kind, text, why = rng.choice(accepted) if rng.random() < 0.75 else rng.choice(starts(place))
        before, after = rng.choice([(0, 0), (0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (0, 3)])
        tree, rules = _rewritten(place, _tree(place, text), rng, before)
        wrong = None
        for name in rng.sample(sorted(formula_unequal.RULES), RULES_TRIED):
            new = _made_wrong(place, tree, name, rng)
            if new is not None:
                wrong, tree = name, new
                break
        if wrong is None:
            continue
        tree, more = _rewritten(place, tree, rng, after)
        draw = _typed(place, kind, why, tree, (*rules, wrong, *more), wrong, rng)
        if draw is None:
            continue
        oracle = judge_of(place)
        if all(oracle.compare(draw.plain, plainly(_tree(place, text))) == UNEQUAL for _, text, _ in accepted):
            return draw


def _made_wrong(place, tree, name, rng):
    scene, made = scene_of(place), formula_unequal.RULES[name]
    if name not in formula_unequal.WHOLE:
        return rewritten(tree, made, scene, rng)
    found = list(made(tree, scene))
    return rng.choice(found) if found else None


def _rewritten(place, tree, rng, count):
    applied = []
    names = sorted(EQUAL_RULES)
    for _ in range(count):
        for name in rng.sample(names, RULES_TRIED):
            new = rewritten(tree, EQUAL_RULES[name], scene_of(place), rng)
            if new is not None:
                tree = new
                applied.append(name)
                break
    return tree, tuple(applied)


def _typed(place, kind, why, tree, rules, wrong, rng):
    question = questions()[place]
    shapes = {name: shape for name, shape in question.variables.items() if shape}
    typist = Typist(shapes, Random(rng.getrandbits(32)))
    if wrong is not None or kind == "mistake":
        typist.dot = None  # a dot may be either product, and one of them may be right
    text, plain = typist.write(tree), plainly(tree)
    if max(len(text), len(plain)) > MAX_TEXT:
        return None
    return Draw(question, kind, why, rules, wrong, plain, text, tuple(typist.used))


def as_the_oracle_reads(node):
    """Return a formula with its bare lists as calls, and ``min(a, b)`` as ``minimum(a, b)``."""
    for place, child in enumerate(children(node)):
        listed = isinstance(child, Sequence) and isinstance(node, Call) and node.function in LISTING
        new = as_the_oracle_reads(child)
        node = with_child(node, place, new.args[0] if listed else new)
    if isinstance(node, Call) and node.function in ("min", "max") and len(node.args) == 2:
        return Call(f"{node.function}imum", node.args)
    if isinstance(node, Sequence):
        return Call("concat", (node,), (("axis", Negation(Number(1))),))
    return node


@cache
def _unbound(place):
    """Return the formulas of a question that have no value, such as mistakes whose shapes do not bind."""
    oracle = judge_of(place)
    trees = [plainly(_tree(place, text)) for _, text, _ in starts(place)]
    return frozenset(text for text in trees if not _has_value(oracle, text))


def _has_value(oracle, text):
    from .formula_oracle import NoValue

    try:
        oracle.values(text)
    except NoValue:
        return False
    return True
