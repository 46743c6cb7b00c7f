"""``quizrnn grade`` and ``quizrnn doctor`` as their users see them: output, exit codes, one clear line."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.cells import cell_len

from quizrnn.paths import content_dir

GOOD = (content_dir() / "drills" / "lstm-cell-forward.article.py").read_text(encoding="utf-8")
WRONG = "def lstm_cell_forward(x_t, h_prev, c_prev, params):\n    return h_prev + 1, c_prev + 1, None\n"


@pytest.fixture
def quizrnn(tmp_path):
    """Run the command line in a process of its own."""

    def run(*words, columns=80, **keywords):
        environ = {
            "QUIZRNN_HOME": str(tmp_path / "home"),
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "COLUMNS": str(columns),
        }
        return subprocess.run(
            [sys.executable, "-m", "quizrnn", *map(str, words)],
            capture_output=True,
            text=True,
            env=environ,
            timeout=120,
            check=False,
            **keywords,
        )

    return run


@pytest.fixture
def files(tmp_path):
    (tmp_path / "good.py").write_text(GOOD, encoding="utf-8")
    (tmp_path / "wrong.py").write_text(WRONG, encoding="utf-8")
    return tmp_path


def test_a_pass_is_0_and_a_fail_is_1(quizrnn, files):
    done = quizrnn("grade", "lstm-cell-forward", files / "good.py")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("✓")
    done = quizrnn("grade", "lstm-cell-forward", files / "wrong.py", "--lang", "zh")
    assert (done.returncode, done.stderr) == (1, "")
    assert "未通过" in done.stdout


def test_json_is_one_object_for_one_file_and_a_list_for_several(quizrnn, files):
    done = quizrnn("grade", "lstm-cell-forward", files / "good.py", "--format", "json", "--seed", "7")
    found = json.loads(done.stdout)
    assert (found["status"], found["seed"], found["score"]) == ("passed", 7, 1.0)
    assert found["file"] == str(files / "good.py")
    several = [files / "wrong.py", files / "good.py", files / "wrong.py"]
    done = quizrnn("grade", "lstm-cell-forward", *several, "--format", "json", "--jobs", "2")
    assert done.returncode == 1
    assert [entry["status"] for entry in json.loads(done.stdout)] == ["failed", "passed", "failed"]


def test_several_files_are_summed_up(quizrnn, files):
    done = quizrnn("grade", "lstm-cell-forward", files / "wrong.py", files / "good.py")
    assert done.returncode == 1
    rows = done.stdout.splitlines()
    assert [row[0] for row in rows[:2]] == ["✗", "✓"]
    assert "1 of 2 passed" in done.stdout
    assert "Files by status" in done.stdout


@pytest.mark.parametrize("output", ["junit", "gradescope"])
def test_other_formats(quizrnn, files, output):
    done = quizrnn("grade", "lstm-cell-forward", files / "wrong.py", "--format", output)
    assert done.returncode == 1
    assert done.stdout.startswith("<?xml" if output == "junit" else "{")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["grade", "lstm-cell-forward", "none.py"], "none.py: no such file"),
        (["grade", "lstm-cel-forward", "good.py"], "did you mean lstm-cell-forward"),
        (["grade", "lstm-cell-forward", "good.py", "--convention", "x"], "“x”"),
        (["grade", "lstm-cell-forward"], "PATH"),
        (["grade", "lstm-cell-forward", "good.py", "--time-limit", "0"], "--time-limit"),
        (["grade", "lstm-cell-forward", "good.py", "--jobs", "0"], "--jobs"),
    ],
)
def test_bad_usage_is_2_and_one_line(quizrnn, files, words, said):
    done = quizrnn(*words, cwd=files)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_one_unreadable_file_does_not_stop_the_others(quizrnn, files):
    words = ["grade", "lstm-cell-forward", "good.py", "none.py", "good.py", "--format", "json", "--jobs", "2"]
    done = quizrnn(*words, cwd=files)
    assert done.returncode == 2
    assert [entry["status"] for entry in json.loads(done.stdout)] == ["passed", "error", "passed"]
    assert "none.py: no such file" in done.stderr


@pytest.fixture
def students(files):
    """A folder a student, one of them without a file, and what lies about in such folders."""
    for name, text in {"alice": GOOD, "bob": WRONG, "carol": "def f(:\n", "dan": "x = 1\n"}.items():
        (files / "class" / name / "__pycache__").mkdir(parents=True)
        (files / "class" / name / "lstm.py").write_text(text, encoding="utf-8")
        (files / "class" / name / "__pycache__" / "lstm.py").write_text("junk", encoding="utf-8")
    (files / "class" / "alice" / "helpers.py").write_text("x = 1\n", encoding="utf-8")
    (files / "class" / "erin").mkdir()
    (files / "class" / "frank").mkdir()
    (files / "class" / "frank" / "lstm.py").write_bytes("# 你好".encode("gbk"))
    (files / "class" / "dan" / "loop").symlink_to(files / "class", target_is_directory=True)
    return files / "class"


STATUSES = ["passed", "failed", "syntax", "missing", "error", "error"]


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_a_folder_is_a_list_in_stable_order(quizrnn, students, jobs):
    done = quizrnn("grade", "lstm-cell-forward", students, "--format", "json", "--jobs", jobs)
    found = json.loads(done.stdout)
    assert done.returncode == 2
    assert [entry["status"] for entry in found] == STATUSES
    names = ["alice/lstm.py", "bob/lstm.py", "carol/lstm.py", "dan/lstm.py", "frank/lstm.py", "erin"]
    assert [entry["file"] for entry in found] == [str(students / name) for name in names]
    assert len({entry["seed"] for entry in found}) == 1
    assert "frank/lstm.py:1: not UTF-8 text" in done.stderr
    assert "erin: no .py file in this folder" in done.stderr
    assert "left out" in done.stderr
    assert "helpers.py" in done.stderr


@pytest.mark.parametrize(("lang", "passed"), [("en", "1 of 6 passed"), ("zh", "6 个文件中有 1 个通过")])
@pytest.mark.parametrize("columns", [40, 80])
def test_a_class_is_a_line_a_file_and_a_table(quizrnn, students, lang, passed, columns):
    words = ["grade", "lstm-cell-forward", students, "--lang", lang, "--jobs", "2"]
    done = quizrnn(*words, columns=columns)
    rows = done.stdout.splitlines()
    assert [row[0] for row in rows[:6]] == ["✓", *"✗" * 5]
    assert [row[2:].split()[0][:3] for row in rows[:6]] == ["ali", "bob", "car", "dan", "fra", "eri"]
    assert passed in done.stdout
    assert all(cell_len(row) <= columns for row in rows)
    assert "\x1b" not in done.stdout + done.stderr  # no progress where no terminal is


@pytest.mark.parametrize("output", ["junit", "gradescope"])
def test_a_folder_is_one_document_in_other_formats(quizrnn, students, output):
    done = quizrnn("grade", "lstm-cell-forward", students, "--format", output, "--jobs", "2")
    assert done.returncode == 2
    if output == "junit":
        assert len(ElementTree.fromstring(done.stdout.encode())) == 6
    else:
        assert len(json.loads(done.stdout)["extra_data"]["files"]) == 6


def test_a_folder_with_one_file_is_a_list_too(quizrnn, students):
    done = quizrnn("grade", "lstm-cell-forward", students / "bob", "--format", "json")
    assert [entry["status"] for entry in json.loads(done.stdout)] == ["failed"]


def test_a_folder_without_files_is_2(quizrnn, students):
    done = quizrnn("grade", "lstm-cell-forward", students / "erin", "--format", "json")
    assert (done.returncode, len(json.loads(done.stdout))) == (2, 1)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="nothing tells when the second child runs")
def test_an_interruption_leaves_what_was_graded(files):
    (files / "loop.py").write_text("while True: pass\n")
    words = ["grade", "lstm-cell-forward", "good.py", "loop.py", "good.py", "--format", "json"]
    environ = {"QUIZRNN_HOME": str(files / "home"), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    with subprocess.Popen(
        [sys.executable, "-c", INTERRUPTIBLE, *words, "--time-limit", "60"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environ,
        cwd=files,
    ) as process:
        started = set()
        deadline = time.monotonic() + 60
        while len(started) < 2 and time.monotonic() < deadline:
            started |= children_of(process.pid)
            time.sleep(0.02)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    found = json.loads(out)
    assert [entry["status"] for entry in found] in (["passed"], [])
    assert b"interrupted: " in err
    assert b"Traceback" not in err


INTERRUPTIBLE = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # tests in the background ignore it
from quizrnn.cli.main import main
sys.argv = ["quizrnn", *sys.argv[1:]]
sys.exit(main())
"""


def children_of(pid):
    """Return the processes that a process has started."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return {child for task in tasks for child in (task / "children").read_text().split()}
    except OSError:
        return set()


def test_names_that_are_no_text_do_not_stop_the_rest(quizrnn, files):
    odd = files / "class"
    odd.mkdir()
    names = [b"\xff.py", b"a\x1b[31m\n.py", "好.py".encode()]
    try:
        for name in names:
            Path(os.fsdecode(bytes(odd) + b"/" + name)).write_text(WRONG, encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes no such names")
    for form in ("text", "json", "junit", "gradescope"):
        done = quizrnn("grade", "lstm-cell-forward", odd, "--format", form)
        assert done.returncode == 1
        assert done.stderr == ""
        assert "\x1b" not in done.stdout.replace("\\u001b", "")


def test_a_loop_ends_at_the_time_limit(quizrnn, files):
    (files / "loop.py").write_text("while True: pass\n")
    done = quizrnn("grade", "lstm-cell-forward", files / "loop.py", "--time-limit", "0.5", "--format", "json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["status"] == "timeout"


def test_grading_records_nothing(quizrnn, files, tmp_path):
    quizrnn("grade", "lstm-cell-forward", files / "good.py")
    assert not (tmp_path / "home" / "quizrnn.db").exists()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_doctor_says_what_holds(quizrnn, lang):
    done = quizrnn("doctor", "--format", "json", "--lang", lang)
    found = json.loads(done.stdout)
    assert done.returncode == int(any(entry["state"] == "lacking" for entry in found))
    assert all(entry["remedy"] for entry in found if entry["state"] == "lacking")
    text = quizrnn("doctor", "--lang", lang).stdout
    assert all(entry["name"] in text for entry in found)
    assert ("audit hook" if lang == "en" else "审计钩子") in text


def test_doctor_names_what_lacks(quizrnn, tmp_path):
    (tmp_path / "home").write_text("a file where the folder should be")
    done = quizrnn("doctor")
    assert done.returncode == 1
    assert "QUIZRNN_HOME" in done.stdout
