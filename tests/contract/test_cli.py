"""The command line to the letter of its contract: exit codes, one line of complaint, JSON alone on stdout."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import time

import pytest


def complaint(done):
    """Return the one line that a refused command says."""
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert "Traceback" not in line
    return line


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["lsit"],
        ["quiz", "--nonsense"],
        ["quiz", "-n", "0"],
        ["quiz", "--plain", "-t", "no-such-topic"],
        ["show"],
        ["show", "no-such-question"],
        ["check", "no-such-question", "a"],
        ["grade"],
        ["grade", "no-such-drill", "x.py"],
        ["grade", "lstm-cell-forward", "no-such-file.py"],
        ["drill", "start", "no-such-drill"],
        ["export", "no-such-format"],
        ["export", "anki"],
        ["list", "nothing"],
        ["lint", "no-such-file.yaml"],
        ["list", "questions", "--bank", "no-such-bank.yaml"],
        ["completion", "tcsh"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_bad_usage_is_one_line_and_exit_code_2(quizrnn, words, lang):
    line = complaint(quizrnn(*words, lang=lang))
    assert line.startswith("quizrnn: ")


def test_a_broken_bank_is_named_with_line_and_column(quizrnn, tmp_path):
    bank = tmp_path / "mine.yaml"
    bank.write_text("bank: mine\nquestions:\n  - id: a\n    type: choce\n    stem: x\n", encoding="utf-8")
    line = complaint(quizrnn("list", "questions", "--bank", str(bank)))
    assert f"{bank}:4:" in line
    assert "choice" in line


def test_json_stands_alone_on_stdout(quizrnn):
    for words in (["list", "questions"], ["list", "drills"], ["list", "topics"], ["stats"], ["data", "path"]):
        extra = [] if words[0] == "data" else ["--format", "json"]
        done = quizrnn(*words, *extra)
        assert done.returncode == 0, words
        if extra:
            json.loads(done.stdout)


def test_list_questions_has_the_keys_of_the_contract(quizrnn):
    rows = json.loads(quizrnn("list", "questions", "--format", "json").stdout)
    assert len(rows) >= 60
    assert set(rows[0]) >= {"id", "type", "section", "bank", "difficulty", "tags", "state", "due"}
    assert {row["type"] for row in rows} >= {"choice", "multi", "boolean", "cloze", "numeric", "formula"}


def test_every_question_is_shown_and_its_own_answer_is_refused_or_judged(quizrnn):
    rows = json.loads(quizrnn("list", "questions", "--format", "json").stdout)
    for row in rows[::9]:
        for lang in ("en", "zh"):
            done = quizrnn("show", row["id"], "--answer", "--format", "json", "--lang", lang)
            assert done.returncode == 0, row["id"]
            shown = json.loads(done.stdout)
            assert shown["stem"]
            assert shown["answer"]
            assert shown["explanation"]


def test_check_judges_by_exit_code(quizrnn):
    rows = json.loads(quizrnn("list", "questions", "--type", "boolean", "--format", "json").stdout)
    codes = {quizrnn("check", rows[0]["id"], answer).returncode for answer in "tf"}
    assert codes == {0, 1}
    assert complaint(quizrnn("check", rows[0]["id"], "perhaps"))


def test_line_mode_saves_each_answer_and_ends_with_its_input(tmp_path, run_at):
    def plain(text):
        return run_at(tmp_path, "quiz", "--plain", "--seed", "1", "--type", "boolean", text=text)

    done = plain("t\nf\n")
    assert done.returncode == 0
    assert done.stdout.count("✓") + done.stdout.count("✗") == 2
    assert "\x1b" not in done.stdout
    assert reviews(run_at, tmp_path) == 2
    undone = plain("t\nu\nq\n")
    assert undone.returncode == 0
    assert reviews(run_at, tmp_path) == 2


def test_a_killed_session_keeps_what_was_answered(tmp_path, run_at, environment):
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "quizrnn", "quiz", "--plain", "--type", "boolean"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(tmp_path),
        encoding="utf-8",
    )
    process.stdin.write("t\n")
    process.stdin.flush()
    for line in process.stdout:
        if "✓" in line or "✗" in line:
            break
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=30)
    process.stdin.close()
    process.stdout.close()
    assert reviews(run_at, tmp_path) == 1


def listen():
    """Undo what a background job inherits: there SIGINT is ignored, and Python leaves it so."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_an_interrupt_is_130(tmp_path, environment):
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "quizrnn", "quiz", "--plain", "--type", "boolean"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(tmp_path),
        encoding="utf-8",
        preexec_fn=listen,
    )
    process.stdout.readline()
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in errors


def test_without_a_terminal_the_program_asks_in_line_mode(quizrnn):
    done = quizrnn(text="q\n")
    assert done.returncode == 0
    assert "[1/" in done.stdout


def test_a_too_new_database_is_refused_untouched(tmp_path, run_at):
    assert run_at(tmp_path, "quiz", "--plain", "--type", "boolean", text="t\n").returncode == 0
    database = tmp_path / "quizrnn.db"
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA user_version = 9999")
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.commit()
    connection.close()
    before = database.read_bytes()
    assert str(database) in complaint(run_at(tmp_path, "stats"))
    assert database.read_bytes() == before


def reviews(run_at, home):
    return json.loads(run_at(home, "stats", "--format", "json").stdout)["reviews"]
