"""Code in an interview for real: over a pipe and at a terminal, graded, and reported with the line."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from quizrnn.paths import content_dir

WRONG = ("dc_prev = dc * f", "dc_prev = dc_t * f")


def solution(name):
    return (content_dir() / "drills" / f"{name}.article.py").read_text()


class Terminal:
    """A child process, at a terminal or a pipe; what it writes is read up to a word."""

    def __init__(self, words, home, *, terminal):
        ours, theirs = pty.openpty() if terminal else (None, subprocess.PIPE)
        self.child = subprocess.Popen(
            [sys.executable, "-m", "quizrnn", *words],
            stdin=theirs,
            stdout=theirs,
            env={**os.environ, "QUIZRNN_HOME": str(home), "COLUMNS": "100", "TERM": "dumb"},
        )
        self.text = ""
        self._in = ours if terminal else self.child.stdin.fileno()
        self._out = ours if terminal else self.child.stdout.fileno()
        if terminal:
            os.close(theirs)

    def until(self, word):
        """Read until a word stands there, or to the end."""
        while word not in self.text:
            try:
                got = os.read(self._out, 65536)
            except OSError:
                break
            if not got:
                break
            self.text += got.decode()
        before, _, self.text = self.text.partition(word)
        return before + word

    def type(self, *lines):
        os.write(self._in, "".join(f"{line}\n" for line in lines).encode())

    def end(self):
        rest = self.until("\0")
        code = self.child.wait(20)
        for stream in (self.child.stdin, self.child.stdout):
            if stream is not None:
                stream.close()
        if self._in == self._out:
            os.close(self._in)
        return code, rest


@pytest.mark.parametrize("terminal", [False, True])
def test_code_is_written_handed_in_and_reported(run_cli, home, terminal):
    words = ["interview", "--plain", "-n", "1", "--drill", "-t", "lstm.bptt", "--seed", "4", "--lang", "en"]
    run = Terminal(words, home, terminal=terminal)
    said = run.until("hands it in")
    path = Path(next(line.strip() for line in said.splitlines() if line.strip().endswith(".py")))
    assert path.parent == home / "drills" / "interview-1"
    assert not list((home / "drills").glob("*.py"))
    name = path.stem.replace("_", "-")
    assert name == "lstm-cell-backward"
    path.write_text(solution(name).replace(*WRONG))
    run.type("done")
    told = run.until("50–100 %")
    assert "Handed in." in told
    assert "dc_prev" not in told
    run.type("90")
    code, rest = run.end()
    assert code == 0
    line = next(k for k, text in enumerate(path.read_text().splitlines(), 1) if WRONG[1] in text)
    assert f"Line {line}: " in rest
    assert f"{line} │ " in rest
    shown = json.loads(run_cli("interview", "show", "--format", "json").out)
    (each,) = shown["answers"]
    assert (each["type"], each["confidence"], each["code"]["outputs"]) == ("drill", 0.9, ["dc_prev"])
    assert each["code"]["faults"][0]["line"] == line
    assert 0.5 < each["score"] < 1
    markdown = run_cli("interview", "show", "--format", "markdown", "--lang", "en").out
    assert f"- Line {line}: " in markdown
    rows = run_cli("data", "export-log").out.splitlines()
    assert [json.loads(row)["question"] for row in rows] == ["drill:lstm-cell-backward"]


def test_a_pipe_asks_for_no_code_unless_it_is_told_to(run_cli):
    run_cli("interview", "--minutes", "60", "--seed", "1", stdin="s\n" * 200)
    answers = json.loads(run_cli("interview", "show", "--format", "json").out)["answers"]
    assert len(answers) > 20
    assert not any(each["type"] == "drill" for each in answers)
