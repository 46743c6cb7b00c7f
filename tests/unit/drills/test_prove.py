"""Every shipped drill proves itself, and one that does not is told what is wrong with it."""

import shutil

import pytest

from quizrnn.bank.drills_load import load_drill
from quizrnn.drills.prove import prove_file
from quizrnn.paths import content_dir

DRILLS = sorted((content_dir() / "drills").glob("*.yaml"))


@pytest.mark.parametrize("path", DRILLS, ids=lambda path: path.stem)
def test_shipped_drills_prove_themselves(path):
    assert prove_file(path) == []


@pytest.mark.parametrize("path", DRILLS, ids=lambda path: path.stem)
def test_shipped_drills_are_rich(path):
    drill = load_drill(path)
    for form in drill.forms.values():
        many = 8 if form.training else 14 if len(form.calls) > 1 else 10
        assert len(form.misconceptions) >= many
        assert all(len(m.says) == 3 for m in form.misconceptions)
    assert len(drill.hints) >= 4
    assert drill.explanation
    assert drill.sources


@pytest.fixture
def drill_copy(tmp_path):
    """Copy the drill lstm-cell-forward, with texts replaced in its file or in its solution."""

    def make(find, replace, suffix=".yaml"):
        for source in (content_dir() / "drills").glob("lstm-cell-forward.*"):
            shutil.copy(source, tmp_path)
        target = tmp_path / f"lstm-cell-forward{suffix}"
        text = target.read_text(encoding="utf-8")
        assert text.count(find) == 1
        target.write_text(text.replace(find, replace), encoding="utf-8")
        return tmp_path / "lstm-cell-forward.yaml"

    return make


def codes(path):
    return [finding.code for finding in prove_file(path, seeds=[1], content=path.parent)]


def test_a_solution_that_is_wrong(drill_copy):
    path = drill_copy("h = o * tau", "h = o * tau + 0", ".article.py")
    # the edits still find their text; what is computed is right, so nothing is to say
    assert codes(path) == []
    path = drill_copy("h = o * tau  #", "h = o * tau * 1.001  #", ".article.py")
    findings = prove_file(path, seeds=[1], content=path.parent)
    assert {finding.code for finding in findings} == {"solution-fails"}
    assert "random sizes" in findings[0].message["en"]
    assert "h_t" in findings[0].message["en"]
    assert findings[0].row is not None


def test_a_misconception_that_is_right(drill_copy):
    path = drill_copy("replace: 'h = o * c'", "replace: 'h = tau * o'")
    (finding,) = prove_file(path, seeds=[1], content=path.parent)
    assert finding.code == "misconception-passes"
    assert finding.path == path
    assert "hidden-without-tanh" in path.read_text(encoding="utf-8").splitlines()[finding.row - 1]


def test_a_misconception_that_only_raises(drill_copy):
    path = drill_copy("replace: 'h = o * c'", "replace: 'h = o @ c'")
    (finding,) = prove_file(path, seeds=[1], content=path.parent)
    assert finding.code == "misconception-raises"
    assert "ValueError" in finding.message["en"]


def test_misconceptions_that_nothing_tells_apart(drill_copy):
    path = drill_copy("replace: 'h = np.tanh(o * c)'", "replace: 'h = c * o'")
    assert codes(path) == ["misconception-diagnosis"] * 2
    alike = "      - id: hidden-without-tanh\n        alike: [tanh-of-gated-state]\n"
    text = path.read_text(encoding="utf-8").replace("      - id: hidden-without-tanh\n", alike)
    path.write_text(text, encoding="utf-8")
    (finding,) = prove_file(path, seeds=[1], content=path.parent)
    assert "tanh-of-gated-state" in finding.message["zh"]


def test_cases_that_cannot_be_drawn(drill_copy):
    path = drill_copy("kind: saturated", "kind: soaked")
    (finding,) = prove_file(path, seeds=[1], content=path.parent)
    assert finding.code == "drill"
    assert "soaked" in finding.message["en"]
