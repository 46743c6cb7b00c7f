"""The learner's own functions in a lab: run in the child, checked for shape, refused in one line."""

from __future__ import annotations

import threading

import pytest

from quizrnn.drills.lab_code import own_code
from quizrnn.errors import InputError
from quizrnn.labs.catalog import LABS, find
from quizrnn.labs.own import Stopped
from quizrnn.paths import content_dir

SOLUTIONS = {
    "lstm-cell-forward": "gates",
    "rnn-cell-backward": "gradients",
    "lstm-cell-backward": "gradients",
    "gru-cell-backward": "gradients",
    "rnn-backward-truncated": "truncation",
}


@pytest.mark.parametrize(("drill", "name"), SOLUTIONS.items())
def test_the_shipped_solution_draws_the_references_curve(drill, name):
    lab = find(name)
    own = own_code(lab, content_dir() / "drills" / f"{drill}.article.py")
    curves = lab.run(lab.settings(), 2, own)
    (mine,) = [series for series in curves.series if "yours" in str(series.name)]
    twin = next(s for s in curves.series if _english(mine) == f"{_english(s)}, yours")
    assert mine.y == pytest.approx(twin.y, rel=1e-9, abs=1e-12)
    assert "agrees with the reference" in curves.note["en"]


def _english(series):
    return series.name if isinstance(series.name, str) else series.name["en"]


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.name)
def test_a_file_without_what_the_lab_uses_is_refused(lab, tmp_path):
    file = tmp_path / "mine.py"
    file.write_text("def sigmoid(a):\n    return a\n")
    with pytest.raises(InputError) as caught:
        own_code(lab, file)
    assert "mine.py: " in caught.value.line("en")
    assert (lab.uses == ()) == ("no code can be plugged" in caught.value.line("en"))


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("    return undefined\n", "mine.py:2: NameError: name 'undefined' is not defined"),
        ("    return h_prev[0], c_prev, None\n", "mine.py:2: IndexError"),
        ("    return h_prev\n", "h_1 should be a float array of shape (1, 1), and is ndarray"),
        (
            "    return h_prev, c_prev * 1j, None\n",
            "c_1 should be a float array of shape (1, 1), and is complex128",
        ),
        ("    import os; os.system('true')\n", "starts a process"),
        ("    raise SystemExit\n", "SystemExit"),
    ],
)
def test_code_that_fails_says_where_in_one_line(body, says, tmp_path):
    file = tmp_path / "mine.py"
    file.write_text("def lstm_cell_forward(x_t, h_prev, c_prev, params):\n" + body)
    lab = find("gates")
    with pytest.raises(InputError) as caught:
        lab.run(lab.settings(), 0, own_code(lab, file))
    assert says in caught.value.line("en")
    assert "\n" not in caught.value.line("zh")


@pytest.mark.parametrize("source", ["def (", "x = 1\0"])
def test_a_file_that_is_no_python_is_refused(source, tmp_path):
    file = tmp_path / "mine.py"
    file.write_text(source)
    with pytest.raises(InputError, match=r"mine\.py"):
        own_code(find("gates"), file)


def test_trials_are_stopped_from_another_thread(tmp_path):
    file = tmp_path / "mine.py"
    file.write_text("def lstm_cell_forward(x_t, h_prev, c_prev, params):\n    while True:\n        pass\n")
    lab = find("gates")
    own = own_code(lab, file)
    timer = threading.Timer(0.5, own.stop)
    timer.start()
    with pytest.raises(Stopped):
        lab.run(lab.settings(), 0, own)
    timer.join()


def test_a_loop_without_end_is_stopped(tmp_path):
    from quizrnn.drills.limits import Limits

    file = tmp_path / "mine.py"
    file.write_text("def lstm_cell_forward(x_t, h_prev, c_prev, params):\n    while True:\n        pass\n")
    lab = find("gates")
    with pytest.raises(InputError, match="still running after"):
        lab.run(lab.settings(), 0, own_code(lab, file, limits=Limits(seconds=0.5)))
