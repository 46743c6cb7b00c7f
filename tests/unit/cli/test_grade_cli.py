"""``quizrnn grade`` and ``quizrnn doctor`` as their users see them: output, exit codes, one clear line."""

import json
import subprocess
import sys

import pytest

from quizrnn.paths import content_dir

GOOD = (content_dir() / "drills" / "lstm-cell-forward.article.py").read_text(encoding="utf-8")
WRONG = "def lstm_cell_forward(x_t, h_prev, c_prev, params):\n    return h_prev + 1, c_prev + 1, None\n"


@pytest.fixture
def quizrnn(tmp_path):
    """Run the command line in a process of its own."""

    def run(*words, **keywords):
        environ = {"QUIZRNN_HOME": str(tmp_path / "home"), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
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
    assert done.stdout.rstrip().endswith("1 of 2 passed")


@pytest.mark.parametrize("output", ["junit", "gradescope"])
def test_other_formats(quizrnn, files, output):
    done = quizrnn("grade", "lstm-cell-forward", files / "wrong.py", "--format", output)
    assert done.returncode == 1
    assert done.stdout.startswith("<?xml" if output == "junit" else "{")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["grade", "lstm-cell-forward", "none.py"], "none.py: no such file"),
        (["grade", "lstm-cell-forward", "."], "folder"),
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
