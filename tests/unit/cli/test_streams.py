"""Standard streams in every state a script may leave them in, and what a shell learns of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

FULL = Path("/dev/full")


@pytest.fixture
def start(home):
    """Return a function that runs the program as a process and returns it finished."""

    def run(*words, **streams):
        streams.setdefault("stdin", subprocess.DEVNULL)
        streams.setdefault("stdout", subprocess.PIPE)
        streams.setdefault("stderr", subprocess.PIPE)
        environment = {**os.environ, "QUIZRNN_HOME": str(home), "LC_ALL": "C.UTF-8"}
        return subprocess.run(
            [sys.executable, "-m", "quizrnn", *words], env=environment, timeout=60, check=False, **streams
        )

    return run


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["--version"],
        ["schema"],
        ["list", "questions"],
        ["list", "topics", "--format", "json"],
        ["quiz", "--plain", "-n", "1"],
    ],
    ids=" ".join,
)
def test_a_reader_that_is_gone_is_no_wrong_answer_and_no_complaint(start, words):
    reader, writer = os.pipe()
    os.close(reader)
    ended = start(*words, stdout=writer)
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (141, b"")


@pytest.mark.skipif(not FULL.exists(), reason="needs a device that is full")
@pytest.mark.parametrize(
    "words",
    [["--help"], ["--version"], ["schema"], ["list", "questions"], ["quiz", "--plain", "-n", "1"]],
    ids=" ".join,
)
def test_a_full_disk_is_one_line_and_exit_code_2(start, words):
    with FULL.open("wb") as full:
        ended = start(*words, stdout=full)
    (line,) = ended.stderr.decode().splitlines()
    assert line == "quizrnn: the output cannot be written: No space left on device"
    assert ended.returncode == 2


@pytest.mark.skipif(os.name == "nt", reason="closes file descriptors")
@pytest.mark.parametrize(
    ("closed", "words", "code"),
    [
        ("<&-", "quiz --plain -n 1", 0),
        ("<&-", "quiz -n 1", 0),
        ("<&-", "check rnn-state-update", 2),
        (">&-", "list questions -n 1", 0),
        (">&-", "schema", 0),
        ("2>&-", "show no-such-question", 2),
        ("<&- >&- 2>&-", "stats --format json", 0),
    ],
)
def test_a_closed_stream_is_an_empty_one(home, closed, words, code):
    ended = subprocess.run(
        ["/bin/sh", "-c", f'exec "$0" -m quizrnn {words} {closed}', sys.executable],
        env={**os.environ, "QUIZRNN_HOME": str(home), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert b"Traceback" not in ended.stderr
    assert ended.returncode == code


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_input_that_is_no_text_is_said_to_be_so(home, locale):
    ended = subprocess.run(
        [sys.executable, "-m", "quizrnn", "check", "rnn-parameter-count", "-"],
        env={**os.environ, "QUIZRNN_HOME": str(home), "LC_ALL": locale},
        input=b"\xff\xfe1",
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (2, b"quizrnn: standard input is not UTF-8 text\n")
