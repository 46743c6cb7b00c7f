"""Drill files, and the solutions beside them."""

from __future__ import annotations

import pytest

from quizrnn.bank.drills_load import load_drill, load_with_solutions, parse_drill
from quizrnn.bank.source import read_yaml
from quizrnn.errors import InputError

SOLUTION = '''
def step(x, h):
    """One step."""
    a = x + h
    return a
'''


@pytest.fixture
def drill(tmp_path, write_yaml):
    """Return a function that writes a drill, changed by dotted path, and returns its file."""

    def write(changes=None, solution=SOLUTION):
        data = {
            "drill": "adder",
            "title": {"en": "Add", "zh": "相加"},
            "section": "rnn",
            "statement": {"en": "Add.", "zh": "相加。"},
            "hints": ["one", "two", "three"],
            "cases": [{"name": "random", "title": "random sizes"}],
            "forms": {
                "article": {
                    "calls": [
                        {"function": "step", "arguments": ["x", "h"], "returns": ["a"], "form": "single"}
                    ],
                    "arrays": {"x": ["N", "H"], "h": ["N", "H+D"]},
                    "solution": "adder.article.py",
                    "misconceptions": [
                        {"id": "minus", "edits": [{"find": "x + h", "replace": "x - h"}], "says": ["a", "b"]},
                        {"id": "twice", "edits": [{"find": "x + h", "replace": "2*x"}], "says": ["a", "b"]},
                    ],
                }
            },
        }
        for path, value in (changes or {}).items():
            *above, last = [int(step) if step.isdigit() else step for step in path.split(".")]
            place = data
            for step in above:
                place = place[step]
            if value is ...:
                del place[last]
            else:
                place[last] = value
        if solution is not None:
            (tmp_path / "adder.article.py").write_text(solution)
        return write_yaml(data, "adder.yaml")

    return write


def test_a_drill_loads_with_its_solution(drill):
    loaded, solutions = load_with_solutions(drill())
    assert loaded.forms["article"].calls[0].returns == ["a"]
    assert solutions == {"article": SOLUTION}


FORM = "forms.article"
MISTAKES = f"{FORM}.misconceptions"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ...}, "“title” is missing"),
        ({"hint": ["a"]}, "did you mean “hints”"),
        ({"hints": ["a"]}, "at least 3"),
        ({"hints": ["a", "b", " "]}, "empty text"),
        ({"cases": []}, "at least 1"),
        ({"cases.0.weight": 0}, "weights are above 0"),
        ({"cases.0.sizes": {"N": 0}}, "sizes are 1 or more"),
        ({"cases": [{"name": "a", "title": "a"}, {"name": "a", "title": "b"}]}, "“a” stands here twice"),
        ({f"{FORM}.calls.0.arguments": ["x", "hh"]}, "did you mean “h”"),
        ({f"{FORM}.calls.0.arguments": ["x", "params"]}, "“params” is given by nothing"),
        ({f"{FORM}.integers": {"xx": "K"}}, "no array is called “xx”"),
        ({f"{FORM}.dicts": {"grads": {"dW": ["H", 0]}}}, "“0” is no dimension"),
        ({"cases.0.scalars": {"window": 2}}, "no form has a number “window”"),
        ({f"{FORM}.masks": ["xx"]}, "no array is called “xx”"),
        ({f"{FORM}.lists": {"layers": [["fw"]]}}, "no dict is called “fw”"),
        ({f"{FORM}.calls.0.returns": ["a", "b"]}, "use form: tuple"),
        ({f"{FORM}.calls.0.form": "list"}, "not one of the values"),
        ({f"{FORM}.calls.0.function": "stepp"}, "no function “stepp”"),
        ({f"{FORM}.arrays.x": ["N", "H*"]}, "is no dimension"),
        ({f"{FORM}.arrays.x": [0]}, "is no dimension"),
        ({f"{FORM}.solution": "../adder.article.py"}, "same folder"),
        ({f"{FORM}.solution": "other.py"}, "no such file"),
        ({f"{MISTAKES}.0.id": "twice"}, "stands here twice"),
        ({f"{MISTAKES}.0.edits.0.find": "x + y"}, "occurs 0 times"),
        ({f"{MISTAKES}.0.edits.0.find": "x"}, "occurs 2 times"),
        ({f"{MISTAKES}.0.edits.0.find": ""}, "occurs 0 times"),
        ({f"{MISTAKES}.0.edits.0.replace": "x + h"}, "changes nothing"),
        ({f"{MISTAKES}.0.alike": ["plus"]}, "no other misconception"),
        ({f"{MISTAKES}.0.says": ["a"]}, "at least 2"),
    ],
)
def test_faults(drill, changes, words):
    path = drill(changes)
    with pytest.raises(InputError) as caught:
        load_drill(path)
    assert words in caught.value.line("en")
    assert caught.value.path == path
    assert caught.value.row is not None


def test_all_faults_are_gathered(drill):
    changes = {f"{MISTAKES}.0.edits.0.find": "x + y", "cases.0.weight": -1}
    assert len(parse_drill(read_yaml(drill(changes))).faults) == 2
