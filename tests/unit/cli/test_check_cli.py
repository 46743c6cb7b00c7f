"""``check`` from the command line: bytes that are no text, Windows pipes, several words."""

import json
import os
import subprocess
import sys

import pytest


def checked(home, *words, stdin=b""):
    command = [sys.executable, "-c", "from quizrnn.cli.main import main; main()", "check"]
    environment = {**os.environ, "QUIZRNN_HOME": str(home), "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        [*map(os.fsencode, [*command, *words])], input=stdin, capture_output=True, env=environment
    )


@pytest.mark.skipif(os.name == "nt", reason="arguments are text there")
@pytest.mark.parametrize("more", [[], ["--format", "json"]])
def test_bytes_that_are_no_text_are_one_line(home, more):
    ran = checked(home, "keras-simplernn-defaults", *more, os.fsdecode(b"tanh|\xff|2"))
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert ran.stderr.count(b"\n") == 1
    assert b"UTF-8" in ran.stderr


@pytest.mark.parametrize("typed", [b"\xef\xbb\xbfc\r\n", b"c", b"\r\n\r\nc\r\n\r\n"])
def test_windows_pipes(home, typed):
    assert checked(home, "rnn-memory-fixed-size", "-", stdin=typed).returncode == 0


def test_short_in_words(run_cli):
    assert run_cli("check", "rnn-what-state-holds-short", "some", "text", "1,2,3,4").code == 0
    assert run_cli("check", "rnn-what-state-holds-short", "some text", "1,2").code == 1
    assert run_cli("check", "rnn-what-state-holds-short", "some text").code == 2


def test_a_digit_that_could_be_two_choices(run_cli):
    ran = run_cli("check", "rnn-unrolled-weights", "3")
    assert ran.code == 2
    assert ran.err.count("\n") == 1


def test_what_a_script_needs_to_answer_a_formula_is_shown_to_it(run_cli):
    shown = json.loads(run_cli("show", "lstm-da-f", "--format", "json").out)
    assert shown["target"] == "da_f"
    assert shown["variables"] == {name: ["B", "H"] for name in ("dc", "c_prev", "c", "f")}
