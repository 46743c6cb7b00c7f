"""Conventions on the command line: homework as it is, solutions, starters, and drills that have no form."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

HOMEWORK = Path(__file__).parent.parent / "drills" / "files" / "rnn_layers.py"


@pytest.fixture
def quizrnn(tmp_path):
    """Run the command line in a process of its own."""

    def run(*words):
        environ = {"QUIZRNN_HOME": str(tmp_path / "home"), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
        return subprocess.run(
            [sys.executable, "-m", "quizrnn", *map(str, words)],
            capture_output=True,
            text=True,
            env=environ,
            timeout=120,
            check=False,
        )

    return run


def test_a_homework_file_is_graded_as_it_is(quizrnn):
    done = quizrnn("grade", "lstm-backward", HOMEWORK, "--convention", "cs231n", "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert (found["status"], found["convention"], found["drill"]) == ("passed", "cs231n", "lstm-backward")
    assert [output["name"] for output in found["cases"][0]["outputs"]] == [
        "h",
        "dx",
        "dh0",
        "dWx",
        "dWh",
        "db",
    ]
    assert found["gradient_check"]["consistent_with_own_forward"]


@pytest.mark.parametrize(
    "words",
    [
        ("grade", "gru-forward", HOMEWORK, "--convention", "cs231n"),
        ("drill", "start", "sigmoid", "--convention", "pytorch"),
        ("drill", "solution", "lstm-forward", "--convention", "elsewhere"),
    ],
)
def test_a_drill_that_has_no_form_says_so(quizrnn, words):
    done = quizrnn(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert words[-1] in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_drill_is_started_and_solved_in_a_convention(quizrnn, tmp_path):
    done = quizrnn("drill", "start", "rnn-cell-forward", "--convention", "cs231n")
    assert done.returncode == 0
    (path,) = (tmp_path / "home").rglob("rnn_cell_forward.py")
    assert "def rnn_step_forward(x, prev_h, Wx, Wh, b):" in path.read_text(encoding="utf-8")
    done = quizrnn("drill", "solution", "rnn-cell-forward", "--convention", "cs231n")
    assert "def rnn_step_forward(x, prev_h, Wx, Wh, b):" in done.stdout
    path.write_text(path.read_text(encoding="utf-8").split("import numpy")[0] + done.stdout, encoding="utf-8")
    done = quizrnn("drill", "check", "rnn-cell-forward")
    assert done.returncode == 0
    assert "(cs231n)" in done.stdout


def test_the_list_names_the_conventions(quizrnn):
    rows = json.loads(quizrnn("list", "drills", "--format", "json").stdout)
    found = {row["drill"]: row["conventions"] for row in rows}
    assert found["lstm-cell-forward"] == ["article", "cs231n", "pytorch"]
    assert found["gru-backward"] == ["article", "pytorch"]
    assert found["lstm-to-pytorch"] == ["article"]
