"""``quizrnn drill``: from the empty file to the pass that goes on record."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from quizrnn.clock import SystemClock
from quizrnn.paths import content_dir
from quizrnn.study.store import Store

GOOD = (content_dir() / "drills" / "lstm-cell-forward.article.py").read_text(encoding="utf-8")
DRILL = "lstm-cell-forward"


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def words(home):
    environ = {"QUIZRNN_HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"}
    return {"env": environ, "text": True, "encoding": "utf-8"}


@pytest.fixture
def drill(words):
    """Run ``quizrnn drill`` in a process of its own."""

    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "quizrnn", "drill", *map(str, arguments)],
            capture_output=True,
            timeout=120,
            check=False,
            **words,
        )

    return run


def attempts(home):
    store = Store.open(home / "quizrnn.db", SystemClock())
    return store.attempts(DRILL), store.reviews()


def test_start_writes_a_file_once(drill, home):
    done = drill("start", DRILL)
    path = home / "drills" / "lstm_cell_forward.py"
    assert (done.returncode, done.stdout.strip()) == (0, str(path))
    assert f"quizrnn drill check {DRILL}\n" in done.stderr
    path.write_text("mine")
    done = drill("start", DRILL)
    assert done.returncode == 0
    assert "kept" in done.stderr
    assert path.read_text() == "mine"
    drill("start", DRILL, "--force")
    assert "NotImplementedError" in path.read_text(encoding="utf-8")
    assert path.with_suffix(".bak").read_text() == "mine"


def test_an_untouched_starter_fails_and_is_no_attempt(drill, home):
    drill("start", DRILL)
    done = drill("check", DRILL)
    assert done.returncode == 1
    assert "not written yet" in done.stdout
    assert not (home / "quizrnn.db").exists() or attempts(home) == ([], [])


def test_every_attempt_is_kept_and_the_first_of_a_day_schedules(drill, home):
    path = home / "drills" / "lstm_cell_forward.py"
    path.parent.mkdir(parents=True)
    path.write_text(GOOD.replace("f * c_prev", "i * c_prev"))
    done = drill("check", DRILL, "--format", "json", "--seed", "5")
    assert done.returncode == 1
    assert json.loads(done.stdout)["status"] == "failed"
    path.write_text(GOOD)
    assert drill("check", DRILL).returncode == 0
    kept, reviews = attempts(home)
    assert [attempt.passed for attempt in kept] == [False, True]
    assert kept[1].source == GOOD
    assert json.loads(kept[0].report)["seed"] == 5
    assert len(reviews) == 1
    assert reviews[0].question == f"drill:{DRILL}"


def test_a_pass_shows_the_explanation_and_when_it_is_due(drill, home):
    path = home / "drills" / "lstm_cell_forward.py"
    path.parent.mkdir(parents=True)
    path.write_text(GOOD)
    done = drill("check", path)
    assert done.returncode == 0
    assert "due again on" in done.stdout
    assert "Each gate" in done.stdout


def test_check_without_a_file_says_how_to_begin(drill):
    done = drill("check", DRILL)
    assert done.returncode == 2
    assert f"quizrnn drill start {DRILL}" in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_unknown_drill_is_one_line(drill):
    for command in ("start", "check", "hint", "solution", "reset", "watch"):
        done = drill(command, "lstm-cell-forwrd")
        assert done.returncode == 2
        assert f"did you mean {DRILL}" in done.stderr


def test_hints_are_a_ladder_that_stays_at_its_end(drill, home):
    first, second = drill("hint", DRILL).stdout, drill("hint", DRILL).stdout
    assert first.startswith("Hint 1 of ")
    assert second.startswith("Hint 2 of ")
    for _ in range(8):
        last = drill("hint", DRILL).stdout
    total = int(first.split()[3].rstrip(":"))
    assert last.startswith(f"Hint {total} of {total}")
    assert drill("hint", DRILL, "--all").stdout.count("Hint ") == total
    path = home / "drills" / "lstm_cell_forward.py"
    path.write_text(GOOD)
    drill("check", DRILL)
    assert attempts(home)[0][0].hints == total
    assert drill("hint", DRILL).stdout.startswith("Hint 1 of ")


def test_the_solution_before_a_pass_is_on_record(drill, home):
    done = drill("solution", DRILL)
    assert done.stdout.startswith(GOOD.rstrip("\n") + "\n")
    assert all(line.startswith("#") for line in done.stdout[len(GOOD) :].split("\n") if line)
    assert "cₜ = f ⊙ cₜ₋₁ + i ⊙ g" in done.stdout
    assert "not known" in done.stderr
    path = home / "drills" / "lstm_cell_forward.py"
    path.write_text(done.stdout)
    assert drill("check", DRILL).returncode == 0
    kept, reviews = attempts(home)
    assert kept[0].saw_solution
    assert reviews[0].rating == 1
    assert drill("solution", DRILL).stderr == ""


def test_reset_keeps_the_old_and_begins_the_hints_again(drill, home):
    drill("start", DRILL)
    drill("hint", DRILL)
    path = home / "drills" / "lstm_cell_forward.py"
    path.write_text("mine")
    assert drill("reset", DRILL).stdout.strip() == str(path)
    assert path.with_suffix(".bak").read_text() == "mine"
    assert drill("hint", DRILL).stdout.startswith("Hint 1 of ")


def test_watch_grades_each_save_without_a_terminal(words, home):
    process = subprocess.Popen(
        [sys.executable, "-m", "quizrnn", "drill", "watch", DRILL],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A background job inherits a SIGINT that is ignored, and Python leaves it so.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        **words,
    )
    path = home / "drills" / "lstm_cell_forward.py"
    try:
        _read_until(process, "not written yet")
        path.with_suffix(".new").write_text(GOOD)
        path.with_suffix(".new").replace(path)
        assert "✓" in _read_until(process, "On record")
    finally:
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors.strip() == ""


def _read_until(process, word):
    lines = []
    while word not in (line := process.stdout.readline()):
        lines.append(line)
        assert line, (lines, process.stderr.read())
    return "".join([*lines, line])


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no pseudo-terminals here")
def test_watch_takes_keys_on_a_terminal(words, home):
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "quizrnn", "drill", "watch", DRILL],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        **words,
    )
    os.close(theirs)
    try:
        _screen(ours, "not written yet")
        os.write(ours, b"h")
        _screen(ours, "Hint 1 of")
        os.write(ours, b"l")
        _screen(ours, "gru-cell-forward")
        os.write(ours, b"n")
        _screen(ours, "not written yet")
        os.write(ours, b"q")
        assert process.wait(60) == 1
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    assert len(list((home / "drills").glob("*.py"))) == 2


def _screen(descriptor, word):
    seen, deadline = "", time.monotonic() + 60
    while word not in seen:
        assert time.monotonic() < deadline, seen
        seen += os.read(descriptor, 65536).decode("utf-8", "replace")


def test_attempts_are_listed_and_their_code_is_kept(drill, home):
    assert "No attempt yet" in drill("attempts", DRILL).stdout
    path = home / "drills" / "lstm_cell_forward.py"
    drill("start", DRILL)
    path.write_text(GOOD.replace("o * tau", "o * c"))
    assert "Attempt 1; best " in drill("check", DRILL).stdout
    path.write_text(GOOD)
    assert "Attempt 2; best 100%." in drill("check", DRILL).stdout
    lines = drill("attempts", DRILL).stdout.splitlines()
    assert lines[0].startswith("  1 ✗ 20")
    assert "failed" in lines[0]
    assert "leaves the cell unbounded" in lines[1]  # the diagnosis of that day
    assert any(line.startswith("  2 ✓ 20") and "100%  passed" in line for line in lines)
    assert drill("attempts", DRILL, "--show", "1").stdout == GOOD.replace("o * tau", "o * c")
    listed = json.loads(drill("attempts", DRILL, "--format", "json").stdout)
    assert [row["status"] for row in listed] == ["failed", "passed"]
    assert listed[0]["diagnosis"] == ["lstm-cell-forward-hidden-without-tanh"]
    missing = drill("attempts", DRILL, "--show", "3")
    assert missing.returncode == 2
    assert "2 are on record" in missing.stderr
    assert "第 1 次" not in drill("attempts", DRILL, "--lang", "zh").stderr
    assert "通过" in drill("attempts", DRILL, "--lang", "zh").stdout


def test_a_solved_drill_comes_back_empty_and_keeps_what_passed(drill, home):
    path = home / "drills" / "lstm_cell_forward.py"
    drill("start", DRILL)
    path.write_text(GOOD)
    drill("check", DRILL)
    assert "kept" in drill("start", DRILL).stderr  # not due yet
    assert path.read_text() == GOOD
    with sqlite3.connect(home / "quizrnn.db") as record:
        record.execute("UPDATE cards SET due = '2020-01-01T00:00:00+00:00'")
    done = drill("start", DRILL)
    assert "Due again" in done.stderr
    assert "NotImplementedError" in path.read_text(encoding="utf-8")
    assert path.with_suffix(".bak").read_text() == GOOD
    path.write_text("half of it")
    assert "kept" in drill("start", DRILL).stderr  # what is begun anew stays
    assert path.read_text() == "half of it"


def test_a_figure_stands_in_the_file(drill, home):
    drill("start", DRILL)
    text = (home / "drills" / "lstm_cell_forward.py").read_text(encoding="utf-8")
    figure = (content_dir() / "figures" / "lstm-cell.txt").read_text(encoding="utf-8")
    assert figure.splitlines()[0].rstrip() in text
    assert drill("check", DRILL).stdout.count("Attempt") == 0
