"""The measure of the repair, ``tests/benchmarks/mistakes``: a corpus that passes, mistakes that do not.

Here are the cells; ``python tests/benchmarks/mistakes/make.py --corpus`` grades all of it.
"""

import ast
import difflib
import sys
from pathlib import Path

import pytest

from quizrnn.drills.grade import grade
from quizrnn.paths import content_dir

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
DRAWN = 8
CELLS = ["lstm-cell-forward", "lstm-cell-backward", "gru-cell-backward", "rnn-cell-backward"]


@pytest.fixture(scope="module")
def parts():
    """Return the generator's modules by name."""
    sys.path.insert(0, str(BENCHMARKS))
    try:
        import mistakes.bench
        import mistakes.corpus
        import mistakes.make
        import mistakes.page
    finally:
        sys.path.remove(str(BENCHMARKS))
    return mistakes


def test_the_corpus_has_many_styles_of_every_backward_and_forward_drill(parts):
    found = {}
    for solution in parts.corpus.solutions():
        found.setdefault((solution.drill, solution.convention), []).append(solution.source)
    asked = [path.stem.partition(".") for path in (content_dir() / "drills").glob("*ward*.py")]
    asked = [(drill, convention) for drill, _, convention in asked if drill != "lstm-fused-forward"]
    assert asked
    for key in asked:
        assert len(found[key]) >= 2, key
    texts = [text for group in found.values() for text in group]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("drill", CELLS)
def test_the_corpus_is_right(parts, drill):
    for solution in parts.corpus.solutions([drill]):
        assert parts.bench.holds(solution, solution.source, seed=31), solution.name


def test_the_grader_agrees(parts, tmp_path):
    solution = parts.corpus.solutions(["lstm-cell-backward"])[0]
    drill, _ = parts.corpus.drill_of(solution.drill)
    wrong = parts.make.sample(3, 1, [solution.drill])[0]
    path = tmp_path / "mine.py"
    for source, status in ((solution.source, "passed"), (wrong.source, "failed")):
        path.write_text(source, encoding="utf-8")
        made = wrong.solution if source == wrong.source else solution
        key = parts.corpus.key_source(made)
        found = grade(drill, solution=key, path=path, convention=made.convention, seed=8)
        assert found.status == status


@pytest.fixture(scope="module")
def samples(parts):
    """Return one, two and three mistakes at once."""
    drills = ["gru-cell-backward", "lstm-cell-forward", "rnn-backward"]
    return {count: parts.make.sample(7, DRAWN, drills, count) for count in (1, 2, 3)}


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_mistake_fails_and_changes_nothing_but_its_own_lines(parts, samples, count):
    assert len(samples[count]) == DRAWN
    for sample in samples[count]:
        assert len(sample.mistakes) == count
        assert not parts.bench.holds(sample.solution, sample.source, seed=31)
        right, wrong = sample.solution.source.splitlines(), sample.source.splitlines()
        changes = [
            code
            for code in difflib.SequenceMatcher(None, right, wrong, autojunk=False).get_opcodes()
            if code[0] != "equal"
        ]
        assert 1 <= len(changes) <= 2 * count
        for _, _, _, low, high in changes:
            near = set(range(low, high + 2))
            assert any(near & mistake.lines for mistake in sample.mistakes)


def test_mistakes_at_once_are_on_different_lines(samples):
    for sample in (*samples[2], *samples[3]):
        lines = [mistake.line for mistake in sample.mistakes]
        assert len(set(lines)) == len(lines)


def test_a_sample_is_drawn_again_by_its_seed(parts, samples):
    drills = ["gru-cell-backward", "lstm-cell-forward", "rnn-backward"]
    assert parts.make.sample(7, DRAWN, drills, 1) == samples[1]
    assert parts.make.sample(8, DRAWN, drills, 1) != samples[1]


def test_every_kind_has_a_weight(parts):
    drills = ["lstm-forward-masked", "clip-by-value", "rnn-cell-backward", "rnn-backward"]
    benches = [parts.bench.bench_of(solution) for solution in parts.corpus.solutions(drills)]
    made = {kind for bench in benches for kind in bench.by_kind}
    assert made <= set(parts.make.WEIGHTS)
    assert len(made) > 25


SOURCE = """def f(x, y, s):
    a = x * y * (1 - s)  # 注释
    b = '中文', x + (
        y
        + s)
    a += b
    return a
"""


def test_places_are_right_beside_wide_characters_and_parentheses(parts):
    page = parts.page.Page(SOURCE)
    names = {page.text(node) for node in page.nodes() if isinstance(node, ast.Name)}
    assert names == {"x", "y", "s", "a", "b"}
    slope = next(node for node in page.nodes() if isinstance(node, ast.BinOp) and page.text(node) == "1 - s")
    start, end = page.wide(slope)
    assert page.source[start:end] == "(1 - s)"
    total = next(
        node for node in page.nodes() if isinstance(node, ast.BinOp) and page.text(node).startswith("x + (")
    )
    assert page.source[slice(*page.wide(total.right))] == "(\n        y\n        + s)"


def test_a_place_is_found_again_after_edits(parts):
    edits = [parts.page.Edit(0, 2, ""), parts.page.Edit(5, 5, "xyz"), parts.page.Edit(8, 9, "\n\n")]
    text = "0123456789"
    new = parts.page.edited(text, edits)
    assert new == "234xyz567\n\n9"
    for place in (2, 4, 5, 7, 9):
        assert new[parts.page.moved(place, edits)] == (text[place] if place != 5 else "x")
