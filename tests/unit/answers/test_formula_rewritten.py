"""No false verdict: shipped formulas rewritten by equal and unequal rules, in many spellings.

``FORMULA_DRAWS`` says how many draws of either kind there are (default 200; the proof is 10,000), and
``FORMULA_SEED`` where they begin; ``tests/benchmarks/bench_formula.py`` does the large run, with a report.
"""

import os
import re
from random import Random

import pytest

from quizrnn.answers import formula
from quizrnn.answers.instance import Instance
from quizrnn.text import pick

from . import formula_unequal
from .formula_draws import EQUAL_RULES, equal_draw, questions, unequal_draw
from .formula_oracle import EQUAL, UNEQUAL, Oracle

DRAWS = int(os.environ.get("FORMULA_DRAWS", "200"))
SEED = int(os.environ.get("FORMULA_SEED", "0"))
PARTS = 10
VAGUE = re.compile(r"the value is not\.$")
NAMED = 0.8
"""Share of diagnoses, in each small part, that must name the kind of mistake; in large runs it is 98%."""


def judged(draw):
    return formula.check(Instance(question=draw.question, seed=0), draw.text)


def each(seed, draw):
    rng = Random(f"{SEED}:{seed}")
    for _ in range(max(DRAWS // PARTS, 1)):
        yield draw(rng)


def test_there_are_enough_rules():
    assert len(EQUAL_RULES) >= 60
    assert len(formula_unequal.RULES) >= 50
    assert len(questions()) >= 50


@pytest.mark.parametrize("part", range(PARTS))
def test_equal_rewritings_are_judged_as_what_they_come_from(part):
    for draw in each(f"equal:{part}", equal_draw):
        verdict = judged(draw)
        assert verdict.correct == (draw.start != "mistake"), draw
        if draw.start == "mistake":
            assert verdict.feedback[0] == draw.why, draw
        if draw.start == "alternative" and draw.why is not None:
            assert verdict.feedback == (draw.why,), draw


@pytest.mark.parametrize("part", range(PARTS))
def test_unequal_rewritings_are_wrong_and_the_kind_is_named(part):
    single = named = 0
    for draw in each(f"unequal:{part}", unequal_draw):
        verdict = judged(draw)
        assert verdict.score == 0, draw
        assert verdict.feedback, draw
        said = {lang: " ".join(pick(text, lang) for text in verdict.feedback) for lang in ("en", "zh")}
        assert all(said.values()), draw
        if draw.start != "mistake":
            single += 1
            named += names_the_kind(draw, verdict, said["en"])
    assert named >= NAMED * single - 1, f"{named} of {single}"


def names_the_kind(draw, verdict, said):
    if any(verdict.feedback[0] == mistake.why for mistake in draw.question.mistakes):
        return True
    return not VAGUE.search(said) and re.search(formula_unequal.NAMED[draw.wrong], said) is not None


def test_the_oracle_tells_equal_from_unequal():
    question = next(one for one in questions() if one.id == "lstm-dc-total")
    oracle = Oracle(question)
    assert oracle.compare(question.answer, f"0 + ({question.answer})*1") == EQUAL
    assert oracle.compare(question.answer, f"{question.answer} + 0.01") == UNEQUAL
    assert oracle.compare(question.answer, "dh @ o") == UNEQUAL
