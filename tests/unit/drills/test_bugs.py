"""``bug`` questions made of drills: one wrong line, proven wrong, mended by the fix and nowhere else."""

import ast
from collections import Counter
from random import Random

import pytest

from quizrnn.bank.drills_load import load_with_solutions
from quizrnn.drills.answer_key import AnswerKey
from quizrnn.drills.bugs import bugs
from quizrnn.drills.compare import close
from quizrnn.drills.excerpt import MOST_LINES, WIDEST, excerpt, folded
from quizrnn.drills.mutants import Mutant, mutants
from quizrnn.drills.solve import Program
from quizrnn.errors import QuizrnnError
from quizrnn.paths import content_dir


def key_of(drill_id, convention="article", seed=3):
    drill, solutions = load_with_solutions(content_dir() / "drills" / f"{drill_id}.yaml")
    mistaken = drill.forms[convention].mistakes_of or convention
    return AnswerKey(drill, convention, solutions[mistaken], seed), solutions[convention]


def passes(key, source):
    program = Program(source, key.form)
    for case in key.cases:
        got = program.run(case).outputs
        if not all(name in got and close(right, got[name]) for name, right in key.expected(case).items()):
            return False
    return True


@pytest.mark.parametrize(
    ("drill", "convention"),
    [("rnn-cell-backward", "article"), ("gru-forward", "article"), ("rnn-cell-forward", "cs231n")],
)
def test_the_line_is_wrong_and_the_fix_mends_it(drill, convention):
    key, solution = key_of(drill, convention)
    made = bugs(key, solution, count=8, rng=Random(0))
    assert len(made.found) == 8
    assert len({bug.name for bug in made.found}) == 8
    for bug in made.found:
        rows = bug.code.splitlines()
        assert len(rows) <= MOST_LINES
        wrong = rows[bug.line - 1].strip()
        # the same change in the whole solution: it fails, and putting the fix there makes it pass
        for row, text in enumerate(solution.splitlines()):
            if text.partition("  #")[0].strip() == bug.fix:
                lines = solution.splitlines()
                lines[row] = text[: len(text) - len(text.lstrip())] + wrong
                if not passes(key, "\n".join(lines)):
                    break
        else:
            pytest.fail(f"{bug.name}: {wrong}")
        assert passes(key, solution)
        assert bug.outputs
        ast.parse(bug.code)
        assert '"""' not in bug.code
        assert " # " not in bug.code


def test_misconceptions_come_first_and_bring_their_words():
    key, solution = key_of("lstm-cell-backward")
    made = bugs(key, solution, count=4, rng=Random(0))
    assert made.found[0].name == "carry-missing"
    assert made.found[0].why["en"].startswith("The gradient that comes back from step t+1")
    assert made.found[0].code.splitlines()[made.found[0].line - 1].strip() == "dc = dh_t * o * (1 - tau**2)"
    assert made.found[0].fix == "dc = dc_t + dh_t * o * (1 - tau**2)"
    one_line = [m for m in key.form.misconceptions if len(m.edits) == 1]
    assert {bug.name for bug in made.found} <= {m.id for m in one_line}


def test_a_mutant_of_another_convention_takes_the_words_of_the_mistake_that_it_is():
    key, solution = key_of("rnn-cell-backward", "cs231n")
    assert key.form.mistakes_of == "article"
    made = bugs(key, solution, count=20, rng=Random(0))
    worded = {bug.name for bug in made.found if bug.why is not None}
    assert worded
    assert worded <= {one.id for one in key.form.misconceptions}


def test_versions_that_make_no_question_are_counted():
    key, solution = key_of("rnn-forward")
    made = bugs(key, solution, count=1000, rng=Random(0))
    assert made.left_out["several"] == 5
    assert {"raises", "alike", "right"} <= set(made.left_out)
    total = Counter(bug.why is None for bug in made.found)
    assert total[True] > 0 < total[False]


def test_the_same_seed_makes_the_same_questions():
    made = [bugs(*key_of("rnn-cell-forward"), count=20, rng=Random(seed)).found for seed in (1, 1, 2)]
    assert made[0] == made[1] != made[2]


def test_a_drill_that_trains_has_no_single_wrong_line():
    key, solution = key_of("train-adding-problem")
    with pytest.raises(QuizrnnError, match="judged by what is learnt"):
        bugs(key, solution, count=3, rng=Random(0))


SOURCE = '''import numpy as np


def f(a, h_prev, W_f, W_i, h):
    """Say what."""
    g = np.tanh(a @ W_f.T)  # (N, H)
    for t in range(3):
        g += 1 - a[:, :2] * (h_prev + 0)
    cache = (g, h_prev - 1)
    return g > 0, cache
'''


def test_mutants_change_one_place_of_one_line_and_keep_its_style():
    rows = SOURCE.splitlines()
    made = list(mutants(SOURCE))
    assert len(made) == len({mutant.source for mutant in made})
    for mutant in made:
        changed = mutant.source.splitlines()
        assert [n for n, pair in enumerate(zip(rows, changed, strict=True), 1) if pair[0] != pair[1]] == [
            mutant.line
        ]
        assert mutant.line in (6, 7, 8, 10)
    texts = {mutant.source.splitlines()[mutant.line - 1].strip() for mutant in made}
    assert {
        "g = a @ W_f.T  # (N, H)",
        "g = np.tanh(a @ W_i.T)  # (N, H)",
        "g = np.tanh(a @ W_f)  # (N, H)",
        "for t in range(1, 3):",
        "g = 1 - a[:, :2] * (h_prev + 0)",
        "g += 1 + a[:, :2] * (h_prev + 0)",
        "g += 1 - a[:, 2:] * (h_prev + 0)",
        "g += 1 - a[:, :2] * (h + 0)",
        "g += 1 - (h_prev + 0)",
        "g += 1 - a[:, :2] * (h_prev)",
        "return g <= 0, cache",
    } <= texts


def test_a_long_function_is_cut_around_the_line():
    body = [f"    x{n} = x{n - 1} + {n}" for n in range(1, 60)]
    source = "\n".join(["def long(x0):", *body, "    return x59"]) + "\n"
    name, code, line, lines = excerpt(Mutant(source, 31))
    rows = code.splitlines()
    assert (name, lines) == ("long", range(1, 62))
    assert len(rows) <= MOST_LINES
    assert rows[0] == "def long(x0):"
    assert rows[1] == rows[-1] == "    ..."
    assert rows[line - 1] == "    x30 = x29 + 30"
    ast.parse(code)


def test_wide_lines_are_folded_where_python_allows_it():
    terms = "    total = " + " + ".join(f"first_{n} @ second_{n}" for n in range(5))
    pieces = "        joined = np.concatenate([first_piece[:, :H], second_piece[:, :H], third_piece[:, :H]])"
    for row in (terms, pieces):
        rows = folded(row)
        assert len(rows) == 2
        assert max(map(len, rows)) <= WIDEST
        assert ast.unparse(ast.parse("\n".join(rows).replace("\n", " ").strip())) == ast.unparse(
            ast.parse(row.strip())
        )
    assert folded("x = 1") == ["x = 1"]
    assert folded("x" * 90) == ["x" * 90]
