"""Completion: commands, options, ids; and silence where a bank is broken."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from quizrnn.cli.completion_files import SHELLS, Place

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


@pytest.fixture
def run(tmp_path):
    """Return a function that runs ``quizrnn completion`` for a user whose folders are empty."""

    def completion(*words, **changes):
        done = subprocess.run(
            [str(PROGRAM), "completion", *words],
            env={
                "PATH": f"{PROGRAM.parent}:{os.environ['PATH']}",
                "HOME": str(tmp_path),
                "QUIZRNN_HOME": str(tmp_path / "q"),
                "LC_ALL": "C.UTF-8",
                **changes,
            },
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    return completion


@pytest.mark.parametrize("shell", SHELLS)
def test_installing_says_what_it_wrote_and_doing_it_twice_changes_nothing(shell, run, tmp_path):
    place = Place.of(shell, {"HOME": str(tmp_path)})
    said = run(shell, "--install")
    assert "_QUIZRNN_COMPLETE" in place.script.read_text(encoding="utf-8")
    assert f"Written: {place.script}\n" in said
    assert place.startup is None or f"Written: {place.startup}\n" in said
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert run(shell, "--install") == f"Installed already: {place.script}\n"
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_removing_leaves_the_start_up_files_as_they_were(run, tmp_path):
    mine = b"alias q=quizrnn  # \xff, not UTF-8\nexport A=1"
    (tmp_path / ".bashrc").write_bytes(mine)
    (tmp_path / "dotfiles").write_text("setopt autocd\n", encoding="utf-8")
    (tmp_path / ".zshrc").symlink_to(tmp_path / "dotfiles")
    for shell in SHELLS:
        run(shell, "--install")
    assert run("--remove").count("Removed from: ") == 5
    assert (tmp_path / ".bashrc").read_bytes() == mine + b"\n"
    assert (tmp_path / ".zshrc").is_symlink()
    assert (tmp_path / "dotfiles").read_text(encoding="utf-8") == "setopt autocd\n"
    left = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {".bashrc", ".zshrc", "dotfiles"}
    assert run("--remove") == "No completion is installed.\n"


def test_one_shell_alone_is_removed(run, tmp_path):
    run("bash", "--install")
    run("fish", "--install")
    run("bash", "--remove")
    assert not Place.of("bash", {"HOME": str(tmp_path)}).script.exists()
    assert Place.of("fish", {"HOME": str(tmp_path)}).script.exists()


def test_an_older_line_is_replaced(tmp_path):
    place = Place.of("bash", {"HOME": str(tmp_path)})
    place.startup.write_text("source /old/place  # quizrnn completion\nexport A=1\n", encoding="utf-8")
    place.install("script")
    lines = place.startup.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "export A=1"
    assert lines[1:] == [f"[ -r {place.script} ] && source {place.script}  # quizrnn completion"]


ASKED = {
    "bash": 'COMP_WORDS=(quizrnn gra); COMP_CWORD=1; _quizrnn_completion quizrnn; echo "${COMPREPLY[@]}"',
    "zsh": "echo $_comps[quizrnn]",
    "fish": "complete --do-complete 'quizrnn gra'",
}
OFFERED = {"bash": "grade", "zsh": "_quizrnn_completion", "fish": "grade"}


@pytest.mark.parametrize("shell", SHELLS)
def test_a_new_shell_completes_in_fact(shell, run, tmp_path):
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    run(shell, "--install")
    done = subprocess.run(
        [shell, "-i", "-c", ASKED[shell]],
        env={
            "PATH": f"{PROGRAM.parent}:{os.environ['PATH']}",
            "HOME": str(tmp_path),
            "QUIZRNN_HOME": str(tmp_path / "q"),
            "TERM": "dumb",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.stdout.split()[-1:] == [OFFERED[shell]], done.stderr
