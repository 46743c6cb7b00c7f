"""The workspace: starters say everything but the solution, and nothing that was written is lost."""

import ast

import pytest

from quizrnn.drills.workspace import Progress, Workspace, starter
from quizrnn.errors import InputError, QuizrnnError
from quizrnn.paths import content_dir
from quizrnn.text import LANGUAGES

DRILLS = sorted(path.stem for path in (content_dir() / "drills").glob("*.yaml"))


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "drills")


@pytest.fixture
def drill(load):
    return load("lstm-cell-backward")[0]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", DRILLS)
def test_every_starter_is_python_with_signatures_and_no_solution(load, name, lang):
    drill, solutions = load(name)
    for convention, form in drill.forms.items():
        tree = ast.parse(starter(drill, convention, lang))
        functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        for call in form.calls:
            function = functions[call.function]
            assert [argument.arg for argument in function.args.args] == call.arguments
            assert [type(node) for node in function.body] == [ast.Expr, ast.Raise]
        solution = ast.parse(solutions[convention])
        for node in ast.walk(solution):
            if isinstance(node, ast.Return):
                assert ast.unparse(node) not in ast.unparse(ast.Module(tree.body[1:], []))
        assert ast.get_docstring(tree)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", DRILLS)
def test_every_starter_fails_as_not_written(grade_text, load, name, lang):
    report = grade_text(starter(load(name)[0], "article", lang), name)
    assert (report.status, report.score) == ("error", 0.0)
    assert "NotImplementedError" in report.cases[0].message[lang]


@pytest.mark.parametrize("name", DRILLS)
def test_every_solution_passes(grade_text, load, name):
    report = grade_text(load(name)[1]["article"], name)
    assert report.status == "passed"
    assert not report.warnings


def test_start_keeps_what_is_there(workspace, drill):
    path = workspace.start(drill, "article", "en")
    assert path.name == "lstm_cell_backward.py"
    path.write_text("mine")
    assert workspace.start(drill, "article", "en") == path
    assert path.read_text() == "mine"


def test_force_and_reset_keep_the_old_beside_it(workspace, drill):
    path = workspace.start(drill, "article", "en")
    for number in range(3):
        path.write_text(f"mine {number}")
        workspace.reset(drill, "article", "en")
    kept = sorted(file.read_text() for file in path.parent.glob("*.bak"))
    assert kept == ["mine 0", "mine 1", "mine 2"]
    assert "NotImplementedError" in path.read_text()


def test_find_takes_an_id_a_name_and_a_path(workspace, drill, tmp_path):
    path = workspace.start(drill, "article", "en")
    assert workspace.find("lstm-cell-backward") == ("lstm-cell-backward", path)
    assert workspace.find("lstm_cell_backward.py") == ("lstm-cell-backward", path)
    assert workspace.find(str(path)) == ("lstm-cell-backward", path)
    other = tmp_path / "my_try.py"
    other.write_text(path.read_text())
    assert workspace.find(str(other)) == ("lstm-cell-backward", other)
    assert workspace.convention_of(other) == "article"
    (tmp_path / "gru_cell_forward.py").write_text("x = 1\n")
    assert workspace.find(str(tmp_path / "gru_cell_forward.py"))[0] == "gru-cell-forward"
    assert workspace.find("no-such-drill") == ("no-such-drill", workspace.path_of("no-such-drill"))


def test_progress_is_kept_until_a_pass_or_a_reset(workspace, drill):
    assert workspace.progress(drill) == Progress()
    workspace.hint_shown(drill, 2)
    workspace.hint_shown(drill, 1)
    workspace.solution_shown(drill)
    assert Workspace(workspace.folder).progress(drill) == Progress(hints=2, saw_solution=True)
    workspace.forget(drill)
    assert workspace.progress(drill) == Progress()


def test_a_damaged_progress_file_is_begun_anew(workspace, drill):
    workspace.hint_shown(drill, 2)
    (workspace.folder / ".progress.json").write_text("{")
    assert workspace.progress(drill) == Progress()
    workspace.hint_shown(drill, 1)
    assert workspace.progress(drill).hints == 1


def test_an_unknown_convention_is_one_line(drill):
    with pytest.raises(QuizrnnError, match="no form in the convention"):
        starter(drill, "nonsense", "en")


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path, drill):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        Workspace(tmp_path / "file" / "drills").start(drill, "article", "en")
