"""A user's drill pack works like the shipped drills, and its code runs in the child alone."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from quizrnn.bank.drills_load import load_with_solutions
from quizrnn.bank.library import Library
from quizrnn.drills.answer_key import AnswerKey
from quizrnn.drills.cases import draw_cases
from quizrnn.drills.diagnose import diagnose
from quizrnn.drills.expected import expected_outputs
from quizrnn.drills.grade import grade
from quizrnn.drills.limits import Limits
from quizrnn.drills.pack_runs import PackRuns
from quizrnn.drills.prove import prove_file
from quizrnn.drills.solve import edited
from quizrnn.errors import InputError, QuizrnnError, UnknownName
from quizrnn.paths import Paths, content_dir

spec = importlib.util.spec_from_file_location("pack_example", Path(__file__).with_name("pack_example.py"))
pack_example = importlib.util.module_from_spec(spec)
spec.loader.exec_module(pack_example)

SOLUTION = "leaky-cell.article.py"


@pytest.fixture
def pack(tmp_path):
    """Write the example pack, changed as asked, and return the drill's file."""
    return lambda *changes: pack_example.write(tmp_path / "pack", *changes)


@pytest.fixture
def grade_on(tmp_path):
    """Grade source text on a drill file."""

    def run(path, source, convention="article", **limits):
        drill, solutions = load_with_solutions(path)
        mine = tmp_path / "mine.py"
        mine.write_text(source, encoding="utf-8")
        return grade(
            drill,
            solution=solutions[convention],
            path=mine,
            convention=convention,
            seed=3,
            limits=Limits(**{"seconds": 20, **limits}),
        )

    return run


def text_of(name):
    return pack_example.files()[name]


def test_the_example_proves_itself(pack):
    assert prove_file(pack()) == []


def test_the_solution_passes_and_mistakes_are_named(pack, grade_on):
    path = pack()
    assert grade_on(path, text_of(SOLUTION)).status == "passed"
    wrong = text_of(SOLUTION).replace("da.sum", "da.mean").replace(" * (1 - n**2)", "")
    report = grade_on(path, wrong)
    assert report.status == "failed"
    assert {found.id for found in report.diagnosis} == {
        "leaky-cell-tanh-prime-missing",
        "leaky-cell-bias-gradient-averaged",
    }
    assert all(found.line for found in report.diagnosis)
    assert {o.name for c in report.cases for o in c.outputs if o.status == "ok"} >= {"h_t", "dh_prev"}


def test_a_mistake_that_nobody_listed_is_told_by_structure(pack, grade_on):
    report = grade_on(pack(), text_of(SOLUTION).replace("dh_t * (1 - leak)", "-dh_t * (1 - leak)"))
    assert [found.outputs for found in report.diagnosis] == [("dh_prev",)]


MARK = "import os, sys, builtins\nsys.quizrnn_pack = os.getpid()\nbuiltins.quizrnn_pack = 1\n"


def test_its_code_never_runs_in_this_process(pack, grade_on):
    """Grading, diagnosis and proof all need what the solution returns."""
    path = pack("import numpy as np\n", MARK + "import numpy as np\n", SOLUTION)
    assert grade_on(path, text_of(SOLUTION)).status == "passed"
    assert grade_on(path, text_of(SOLUTION).replace("da.sum", "da.mean")).diagnosis
    assert prove_file(path, seeds=[1]) == []
    assert not hasattr(sys, "quizrnn_pack")


def test_what_would_run_it_here_refuses(pack):
    drill, solutions = load_with_solutions(pack())
    cases = draw_cases(drill.forms["article"], drill.cases, 1)
    with pytest.raises(QuizrnnError, match="says nothing of the pack's drill"):
        expected_outputs(drill, "article", cases[0])
    results = {case.name: {"h_t": case.inputs["h_prev"]} for case in cases}
    with pytest.raises((QuizrnnError, AssertionError)):
        diagnose(drill, "article", cases, results, "", solution=solutions["article"])


def test_a_submission_cannot_see_what_is_right(pack, grade_on):
    path = pack()
    spy = f"text = open({str(path.with_name(SOLUTION))!r}).read()\nexec(text)\n"
    assert grade_on(path, spy).status == "forbidden"


@pytest.mark.parametrize(
    ("find", "replace", "says"),
    [
        ("    n = np.tanh", "    n = 1 / 0 + np.tanh", "ZeroDivisionError: division by zero"),
        ("    n = np.tanh", "    while True: pass\n    n = np.tanh", "still running|stopped after"),
        ("    n = np.tanh", "    import os; os._exit(0)\n    n = np.tanh", "exit"),
        ("    n = np.tanh", "    import torch\n    n = np.tanh", "torch"),
        ("return h_t, (", "return [h_t], (", "h_t: no array"),
        ("return h_t, (", "return h_t * np.inf, (", "h_t: NaN, inf"),
        ("return h_t, (", "return h_t.astype('f4'), (", "h_t: float32"),
        ('"db": da.sum(axis=0)', '"da": da.sum(axis=0)', "db: no array"),
    ],
)
def test_a_solution_that_is_no_measure_is_one_clear_line(pack, grade_on, find, replace, says):
    path = pack(find, replace, SOLUTION)
    with pytest.raises(QuizrnnError, match=says) as caught:
        grade_on(path, text_of(SOLUTION), seconds=2)
    line = caught.value.line("en")
    assert line.startswith("the solution of the pack's drill leaky-cell (article) cannot be used")
    assert "lint --run-code" in line


def codes(path, **limits):
    return [(f.code, f.level) for f in prove_file(path, seeds=[1], limits=Limits(**limits))]


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        (("n = np.tanh", "n = 1 / 0 + np.tanh", SOLUTION), {("solution-fails", "error")}),
        (
            ("n = np.tanh", "n = np.random.default_rng().random() + np.tanh", SOLUTION),
            {("solution-unsteady", "error")},
        ),
        (('"dW": da.T @ x_t', '"dW": (x_t.T @ da).T', SOLUTION), set()),  # another way to be right
        (("dh_t * (1 - leak)", "dh_t * leak", SOLUTION), {("solution-gradient", "warning")}),
        (("replace: 'da.mean(axis=0)'", "replace: 'da.sum(0)'"), {("misconception-passes", "error")}),
        (("replace: 'da.mean(axis=0)'", "replace: 'da.sum(7)'"), {("misconception-raises", "error")}),
    ],
)
def test_lint_says_what_a_pack_does_not_prove(pack, changes, wanted):
    found = set(codes(pack(*changes), seconds=20))
    assert found == wanted


def test_a_version_that_hangs_does_not_take_the_others_along(pack):
    drill, solutions = load_with_solutions(pack())
    form, good = drill.forms["article"], solutions["article"]
    cases = draw_cases(form, drill.cases, 1)
    hangs = "while True: pass\n"
    runs = PackRuns(form, cases, limits=Limits(seconds=0.4))
    runs.prepare([good, hangs, edited(good, form.misconceptions[0].edits)])
    assert runs.outcome(hangs, cases[0]).error
    assert runs.outcome(good, cases[0]).error is None
    assert runs.outcome(edited(good, form.misconceptions[0].edits), cases[-1]).error is None


def test_sources_that_nobody_prepared_for_are_run_within_bounds(pack, monkeypatch):
    monkeypatch.setattr("quizrnn.drills.pack_runs.EXTRA", 1)
    drill, solutions = load_with_solutions(pack())
    form, good = drill.forms["article"], solutions["article"]
    cases = draw_cases(form, drill.cases, 1)
    runs = PackRuns(form, cases)
    assert runs.outcome(good, cases[0]).error is None
    assert runs.outcome(good, cases[1]).error is None
    assert runs.outcome(good + "\n", cases[0]).error == "not run"


def test_one_key_serves_many_files(pack):
    drill, solutions = load_with_solutions(pack())
    with AnswerKey(drill, "article", solutions["article"], 5) as key:
        first = [key.expected(case) for case in key.cases]
        assert [key.expected(case) for case in key.cases] == first
        assert key.versions is key.versions


YAML = "leaky-cell.yaml"


@pytest.mark.parametrize(
    ("find", "replace", "says"),
    [
        ("    scalars: {leak: 0.3}", "    scalars: {leak: 0.3}\n    baseline: x", "cannot be timed"),
        (
            "    scalars: {leak: 0.3}",
            "    scalars: {leak: 0.3}\n    training: {steps: 1, batch: 1, length: 2, hidden: 1, below: 1}",
            "cannot train",
        ),
        ("    scalars: {leak: 0.3}", "    scalars: {leak: 0.3}\n    mistakes_of: article", "are derived"),
        ("section: leaky-cell", "section: leaky-cell\nshipped: true", "unknown key “shipped”"),
        ("sizes: {N: 1}", "sizes: {N: 100000}", "larger than a case"),
        ("W: [H, D]", "W: [H, 100000*D]", "larger than a case"),
        (
            "function: leaky_forward",
            'function: "f(): pass\\nimport os\\ndef leaky_forward"',
            "no Python name",
        ),
        (
            "arguments: [x_t, h_prev, leak, params]",
            "arguments: [x_t, h_prev, class, params]",
            "no Python name",
        ),
        ("  article:\n", '  "article\\nimport os":\n', "no name of a convention"),
        ("solution: leaky-cell.article.py", "solution: gone.py", "no such file"),
        ("solution: leaky-cell.article.py", "solution: ../gone.py", "same folder"),
        ("find: 'da.sum(axis=0)'", "find: 'da'", "occurs"),
    ],
)
def test_what_a_pack_may_not_hold_is_one_line_with_its_place(pack, find, replace, says):
    path = pack(find, replace)
    with pytest.raises(InputError) as caught:
        load_with_solutions(path)
    assert says in caught.value.line("en")
    assert caught.value.path == path
    assert caught.value.row


@pytest.fixture
def home(tmp_path):
    return Paths.from_environment({"QUIZRNN_HOME": str(tmp_path / "home")})


@pytest.fixture
def small(tmp_path):
    """A content folder with one drill."""
    folder = tmp_path / "content"
    (folder / "drills").mkdir(parents=True)
    for name in ("article.yaml", "references.yaml", "drills/sigmoid.yaml", "drills/sigmoid.article.py"):
        shutil.copy(content_dir() / name, folder / name)
    return folder


class TestLibrary:
    """Packs among the banks."""

    def test_a_pack_is_found_wherever_banks_are(self, pack, home, small):
        path = pack()
        for extra in ([path], [path.parent]):
            library = Library.open(home, extra)
            assert library.drill("leaky-cell").shipped is False
            assert library.drill("sigmoid").shipped is True
            assert library.solution("leaky-cell", "article") == text_of(SOLUTION)
            assert any(section.slug == "leaky-cell" for section in library.sections())
            library.close()
        pack_example.write(home.banks)
        assert Library.open(home, content=small).drill("leaky-cell").title["zh"] == "漏积分单元：前向与反向"

    def test_a_solution_that_changes_is_read_again(self, pack, home, small):
        path = pack()
        assert Library.open(home, [path], content=small).solution("leaky-cell", "article") == text_of(
            SOLUTION
        )
        pack("import numpy as np\n", "import numpy as np  # again\n", SOLUTION)
        assert "# again" in Library.open(home, [path], content=small).solution("leaky-cell", "article")
        path.with_name(SOLUTION).unlink()
        with pytest.raises(InputError, match="no such file"):
            Library.open(home, [path], content=small)

    def test_nothing_is_read_twice(self, pack, home, small, monkeypatch):
        path = pack()
        Library.open(home, [path], content=small).close()
        monkeypatch.setattr("quizrnn.bank.library_build.build", lambda *_: pytest.fail("built again"))
        assert Library.open(home, [path], content=small).drill("leaky-cell")

    def test_an_id_that_is_taken_is_one_line(self, pack, home, small):
        path = pack("drill: leaky-cell", "drill: sigmoid")
        with pytest.raises(InputError) as caught:
            Library.open(home, [path], content=small)
        assert "“sigmoid” is also in" in caught.value.line("en")
        assert caught.value.path == path

    def test_a_section_that_nobody_has_is_one_line(self, pack, home, small):
        path = pack("section: leaky-cell", "section: elsewhere")
        with pytest.raises(InputError, match="no section is called “elsewhere”"):
            Library.open(home, [path], content=small)

    def test_a_packs_bank_lends_its_sections(self, pack, home, small):
        path = pack("section: leaky-cell", "section: leaky-notes.cells")
        question = {"id": "leaky-1", "type": "boolean", "stem": "?", "answer": True}
        bank = {"bank": "leaky-notes", "questions": [question]}
        (path.parent / "bank.yaml").write_text(json.dumps(bank))
        library = Library.open(home, [path.parent], content=small)
        assert library.drill("leaky-cell").section == "leaky-notes.cells"
        assert library.get("leaky-1").answer is True
        with pytest.raises(UnknownName):
            library.drill("leaky")

    def test_shipped_drills_named_again_are_no_clash(self, home, small):
        assert Library.open(home, [small / "drills"], content=small).drill("sigmoid").shipped


@pytest.fixture
def quizrnn(tmp_path):
    def run(*words):
        environ = {**os.environ, "QUIZRNN_HOME": str(tmp_path / "home"), "LANG": "C.UTF-8", "COLUMNS": "80"}
        return subprocess.run(
            [sys.executable, "-m", "quizrnn", *map(str, words)],
            capture_output=True,
            text=True,
            env=environ,
            stdin=subprocess.DEVNULL,
            timeout=120,
            check=False,
        )

    return run


def test_the_commands_take_a_pack_as_they_take_shipped_drills(pack, quizrnn, tmp_path):
    path = pack()
    assert "leaky-cell" in quizrnn("list", "drills", "--bank", path).stdout
    assert quizrnn("drill", "start", "leaky-cell", "--bank", path).returncode == 0
    file = tmp_path / "home" / "drills" / "leaky_cell.py"
    assert "def leaky_backward(dh_t, cache):" in file.read_text(encoding="utf-8")
    assert quizrnn("drill", "check", "leaky-cell", "--bank", path).returncode == 1
    assert "1/3" in quizrnn("drill", "hint", "leaky-cell", "--bank", path, "--lang", "zh").stdout
    assert "def leaky_forward" in quizrnn("drill", "solution", "leaky-cell", "--bank", path).stdout
    file.write_text(text_of(SOLUTION), encoding="utf-8")
    done = quizrnn("drill", "check", "leaky-cell", "--bank", path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "leaky-cell" in quizrnn("list", "topics", "--bank", path).stdout
    done = quizrnn("export", "anki-text", "--bank", path, "-t", "leaky-cell")
    assert done.stderr.splitlines()[-1] == "0 questions, 1 drills: 1 cards"


def test_lint_says_before_it_runs_a_packs_code(pack, quizrnn):
    path = pack("n = np.tanh", "n = 1 / 0 + np.tanh", SOLUTION)
    done = quizrnn("lint", path)
    assert done.returncode == 0
    assert "--run-code" in done.stdout
    done = quizrnn("lint", "--run-code", path)
    assert done.returncode == 1
    assert "ZeroDivisionError" in done.stdout
    done = quizrnn("lint", pack("drill: leaky-cell", "drill: sigmoid"))
    assert "is taken by" in done.stdout
