"""What each command loads: start-up stays short because what is not needed is not imported."""

from __future__ import annotations

import subprocess
import sys

import pytest

from quizrnn.paths import content_dir

PROBE = """
import sys
from quizrnn.cli.main import main
try:
    main(sys.argv[2:])
except SystemExit:
    pass
with open(sys.argv[1], "w") as file:
    print(*sys.modules, file=file)
"""

CHOICE = "rnn-memory-fixed-size"

SLOW = {
    "dataclasses",
    "difflib",
    "hashlib",
    "json",
    "platformdirs",  # where QUIZRNN_HOME says where everything is
    "quizrnn.answers.expression",
    "quizrnn.bank.library_build",
    "quizrnn.bank.source",
    "quizrnn.study.confusion",
    "quizrnn.study.schedule",
}
"""What is a millisecond and more each, of the eighty that these commands may take."""

HEAVY = {"numpy", "textual", "yaml", "fsrs", "genanki", "tree_sitter", "textual_plot", "asyncio", "pygments"}


@pytest.fixture
def modules(home, environment, tmp_path):
    """Return a function that runs a command and returns the names of the modules that it loaded."""

    def run(*words, text=""):
        listed = tmp_path / "modules"
        subprocess.run(
            [sys.executable, "-c", PROBE, str(listed), *words],
            env=environment(home),
            input=text,
            encoding="utf-8",
            capture_output=True,
            timeout=120,
        )
        return set(listed.read_text().split())

    return run


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["grade", "--help"],
        ["list", "questions"],
        ["list", "topics", "--format", "json"],
        ["stats"],
        ["stats", "--format", "json"],
        ["data", "path"],
        ["interview", "list"],
        ["lab"],
        ["lab", "--format", "json"],
        ["check", CHOICE, "a"],
        ["show", CHOICE],
    ],
    ids=" ".join,
)
def test_commands_without_numerics_load_nothing_heavy(modules, words):
    assert not HEAVY & modules(*words)


@pytest.mark.parametrize(
    "words",
    [["--help"], ["list", "questions"], ["list", "topics"], ["stats"], ["check", CHOICE, "a"]],
    ids=" ".join,
)
def test_what_answers_at_once_loads_only_what_it_needs(modules, words):
    assert not SLOW & modules(*words)


def test_a_command_that_needs_no_bank_opens_none(modules):
    assert not {"msgspec", "sqlite3", "quizrnn.bank", "quizrnn.study"} & modules("--help")


def test_the_version_needs_the_standard_library_alone(modules):
    loaded = modules("--version")
    assert not (HEAVY | {"click", "msgspec", "platformdirs", "rich"}) & loaded


def test_a_lab_on_a_pipe_loads_numpy_and_does_not_draw(modules):
    loaded = modules("lab", "truncation")
    assert "numpy" in loaded
    assert not {"textual", "textual_plot", "yaml", "genanki", "fsrs"} & loaded


@pytest.mark.parametrize("command", ["quiz", "interview"])
def test_line_mode_does_not_draw(modules, command):
    loaded = modules(command, "--plain", text="q\n")
    assert not {"textual", "yaml", "genanki", "numpy"} & loaded


def test_grading_loads_numpy_and_nothing_that_it_does_not_need(modules, tmp_path):
    file = tmp_path / "lstm_cell_forward.py"
    file.write_text("def lstm_cell_forward(x_t, h_prev, c_prev, params):\n    return x_t, x_t, None\n")
    loaded = modules("grade", "lstm-cell-forward", str(file))
    assert "numpy" in loaded
    assert not {"textual", "fsrs", "genanki", "yaml"} & loaded


def test_what_is_right_is_graded_without_a_diagnosis(modules):
    solution = content_dir() / "drills" / "lstm-cell-forward.article.py"
    loaded = modules("grade", "lstm-cell-forward", str(solution))
    assert "quizrnn.drills.grade" in loaded
    assert not {"quizrnn.drills.diagnose", "quizrnn.drills.suspects", "quizrnn.drills.trained"} & loaded


def test_an_export_does_not_draw_or_schedule(modules, tmp_path):
    loaded = modules("export", "anki", "-o", str(tmp_path / "deck.apkg"))
    assert "genanki" in loaded
    assert not {"textual", "fsrs", "numpy"} & loaded
