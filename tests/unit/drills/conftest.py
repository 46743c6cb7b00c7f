"""A shipped drill, a way to grade source text on it, and a search for processes that were left behind."""

import os
import time
from pathlib import Path

import pytest

from quizrnn.bank.drills_load import load_with_solutions
from quizrnn.drills.grade import grade
from quizrnn.drills.isolation import MARK, Isolation, available
from quizrnn.drills.limits import Limits
from quizrnn.drills.sandbox import Child
from quizrnn.paths import content_dir

GOOD = """import numpy as np


def sigmoid(a):
    return (1 + np.tanh(a / 2)) / 2


def lstm_cell_forward(x_t, h_prev, c_prev, params):
    hx = np.concatenate([h_prev, x_t], axis=1)
    f, i, o = (sigmoid(hx @ params["W_" + k].T + params["b_" + k]) for k in "fio")
    g = np.tanh(hx @ params["W_c"].T + params["b_c"])
    c_t = f * c_prev + i * g
    h_t = o * np.tanh(c_t)
    return h_t, c_t, (hx, c_prev, f, i, g, o, c_t, params)
"""


def left_behind():
    """Processes that carry the mark of a run of this test process in their environment and are no zombies."""
    if not Path("/proc").is_dir():
        return []
    found, mark = [], f"{MARK}={os.getpid()}-".encode()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (entry / "environ").read_bytes():
                found.append((entry / "cmdline").read_bytes())
        except OSError:
            continue
    return found


@pytest.fixture(params=["available", "bare"])
def isolation(request):
    """The strongest isolation of this machine, and none: the child's own guards must do as well."""
    found = available()
    if request.param == "available" and not found.namespaces:
        pytest.skip("no namespaces on this system")
    return found if request.param == "available" else Isolation()


@pytest.fixture(scope="session")
def load():
    """Load a shipped drill and its solutions by id."""

    def loaded(name):
        return load_with_solutions(content_dir() / "drills" / f"{name}.yaml")

    return loaded


@pytest.fixture
def grade_text(tmp_path, load):
    """Grade source text on a drill."""

    def run(
        source,
        name="lstm-cell-forward",
        *,
        convention="article",
        isolation=None,
        seconds=20.0,
        seed=7,
        **limits,
    ):
        path = tmp_path / "mine.py"
        path.write_bytes(source if isinstance(source, bytes) else source.encode())
        drill, solutions = load(name)
        with Child(Limits(seconds=seconds, **limits), isolation) as child:
            edits = solutions[drill.forms[convention].mistakes_of or convention]
            return grade(drill, solution=edits, path=path, convention=convention, seed=seed, child=child)

    return run


@pytest.fixture(autouse=True)
def nothing_left_behind():
    """No test may leave a process of a run behind."""
    yield
    deadline = time.monotonic() + 10  # what was killed may take a moment to be gone
    while (found := left_behind()) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert found == []
