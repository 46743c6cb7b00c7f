"""Completion: commands, options, ids; and silence where a bank is broken."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from quizrnn.cli.completion import completion_file

PROGRAM = Path(sys.executable).with_name("quizrnn")


def completions(home, *words):
    """Return what bash would offer for the last of ``words``."""
    done = subprocess.run(
        [str(PROGRAM)],
        env={
            **os.environ,
            "QUIZRNN_HOME": str(home),
            "_QUIZRNN_COMPLETE": "bash_complete",
            "COMP_WORDS": " ".join(["quizrnn", *words]),
            "COMP_CWORD": str(len(words)),
        },
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.stderr == ""
    return [line.partition(",")[2] for line in done.stdout.splitlines() if line]


def test_commands_and_ids_are_offered(tmp_path):
    assert completions(tmp_path, "gr") == ["grade"]
    assert "lstm-cell-backward" in completions(tmp_path, "grade", "lstm-cell-b")
    assert "lstm.bptt" in completions(tmp_path, "quiz", "--topic", "lstm.b")
    offered = completions(tmp_path, "show", "lstm-")
    assert offered
    assert all(name.startswith("lstm-") for name in offered)


def test_a_broken_bank_is_no_matter_of_the_prompt(tmp_path):
    (tmp_path / "banks").mkdir()
    (tmp_path / "banks" / "broken.yaml").write_text("bank: [\n", encoding="utf-8")
    assert completions(tmp_path, "show", "lstm-") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_its_script_and_its_place(shell, tmp_path):
    done = subprocess.run(
        [str(PROGRAM), "completion", shell, "--install"],
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "QUIZRNN_HOME": str(tmp_path / "q")},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    written = completion_file(shell, {"HOME": str(tmp_path)})
    assert "_QUIZRNN_COMPLETE" in written.read_text(encoding="utf-8")
    assert str(written) in done.stdout.replace("\n", "")
