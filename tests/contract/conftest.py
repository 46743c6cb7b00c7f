"""Running the program as its users do: in a process of its own, with a home of its own."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


@pytest.fixture(scope="session")
def environment():
    """Return a function that makes the environment of a learner at a home."""

    def make(home, **changes):
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
        return {**kept, "QUIZRNN_HOME": str(home), "PYTHONWARNINGS": "error", "COLUMNS": "80", **changes}

    return make


@pytest.fixture(scope="session")
def run_at(environment):
    """Return a function that runs the program at a home and returns the finished process."""

    def run(home, *words, text="", lang="en", timeout=120, **changes):
        return subprocess.run(
            [sys.executable, "-m", "quizrnn", *words],
            input=text,
            env=environment(home, LC_ALL="zh_CN.UTF-8" if lang == "zh" else "C.UTF-8", **changes),
            capture_output=True,
            encoding="utf-8",
            timeout=timeout,
        )

    return run


@pytest.fixture(scope="session")
def home(tmp_path_factory, run_at):
    """Return a home whose compiled banks are there already."""
    folder = tmp_path_factory.mktemp("home")
    assert run_at(folder, "list", "topics").returncode == 0
    return folder


@pytest.fixture
def quizrnn(home, run_at):
    """Return a function that runs the program at that home."""

    def run(*words, **how):
        return run_at(home, *words, **how)

    return run
