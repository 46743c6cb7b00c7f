from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest


@pytest.fixture
def reviews(run_cli):
    """Return a function that counts the rows of the log."""
    return lambda: json.loads(run_cli("stats", "--format", "json").out)["reviews"]


def test_path_names_every_place(run_cli, home):
    found = json.loads(run_cli("data", "path", "--format", "json").out)
    assert list(found) == ["database", "settings", "backups", "banks", "drills", "cache"]
    assert all(Path(place).is_absolute() and Path(place).is_relative_to(home) for place in found.values())
    assert found["banks"] == str(home / "banks")
    text = run_cli("data", "path", "--lang", "zh").out
    assert found["database"] in text
    assert "学习记录" in text
    assert not (home / "quizrnn.db").exists()


@pytest.mark.usefixtures("answered")
def test_backup_and_restore(run_cli, reviews, tmp_path):
    target = tmp_path / "mine.db"
    ran = run_cli("data", "backup", str(target))
    assert (ran.code, str(target) in ran.out) == (0, True)
    assert run_cli("data", "backup", str(target)).code == 2
    assert run_cli("data", "reset", "--yes").code == 0
    assert reviews() == 0
    ran = run_cli("data", "restore", str(target))
    assert ran.code == 0
    assert "kept in" in ran.out
    assert reviews() == 2


@pytest.mark.usefixtures("answered")
def test_restore_without_a_file_takes_the_newest_backup(run_cli, reviews, home):
    run_cli("data", "backup")
    run_cli("data", "reset", "--yes")
    assert run_cli("data", "restore").code == 0
    assert reviews() == 2
    name = next(file.name for file in (home / "backups").glob("replaced-*"))
    assert run_cli("data", "restore", name).code == 0


@pytest.mark.usefixtures("answered")
def test_reset_asks_and_keeps_a_copy(run_cli, reviews, home, monkeypatch):
    ran = run_cli("data", "reset")
    assert ran.code == 2
    assert "--yes" in ran.err
    assert reviews() == 2

    class Terminal:
        def __init__(self, line):
            self.line = line

        def isatty(self):
            return True

        def readline(self):
            return self.line

    from quizrnn.cli import data

    for line, code, left in (("\n", 1, 2), ("n\n", 1, 2), ("y\n", 0, 0)):
        monkeypatch.setattr(data, "sys", type("Sys", (), {"stdin": Terminal(line), "stderr": None}))
        assert run_cli("data", "reset").code == code
        assert reviews() == left
    assert list((home / "backups").glob("replaced-*.db"))


@pytest.mark.usefixtures("answered")
def test_export_log_prints_an_object_a_line(run_cli):
    rows = [json.loads(line) for line in run_cli("data", "export-log").out.splitlines()]
    assert [row["number"] for row in rows] == [1, 2]
    assert [row["score"] for row in rows] == [1.0, 0.0]
    assert {row["kind"] for row in rows} == {"boolean"}
    assert {"question", "revision", "seed", "at", "zone", "day", "mode", "answer", "rating"} <= set(rows[0])


def test_export_log_of_a_fresh_learner_is_empty(run_cli):
    ran = run_cli("data", "export-log")
    assert (ran.code, ran.out) == (0, "")


@pytest.mark.parametrize("words", [("backup",), ("restore",), ("restore", "nothing.db"), (), ("shred",)])
def test_what_cannot_be_done_is_one_line_and_code_2(run_cli, words):
    ran = run_cli("data", *words)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.count("\n") == 1


@pytest.mark.usefixtures("answered")
def test_a_damaged_record_is_one_line_and_restore_mends_it(run_cli, reviews, home):
    run_cli("data", "backup")
    database = home / "quizrnn.db"
    broken = database.read_bytes()[:4096] + b"\xa5" * 20000
    database.write_bytes(broken)
    ran = run_cli("stats", "--lang", "zh")
    assert ran.code == 2
    assert "已损坏" in ran.err
    assert ran.err.count("\n") == 1
    assert database.read_bytes() == broken
    assert run_cli("data", "restore").code == 0
    assert reviews() == 2
    assert next((home / "backups").glob("damaged-*.db")).read_bytes() == broken


@pytest.mark.usefixtures("answered")
def test_tune_says_what_it_lacks(run_cli, home, monkeypatch):
    ran = run_cli("data", "tune")
    assert (ran.code, ran.err) == (0, "")
    assert "Nothing was changed" in ran.out
    assert not (home / "settings.json").exists()
    assert run_cli("data", "tune", "--standard", "--lang", "zh").out == "已恢复标准参数。\n"
    monkeypatch.setitem(sys.modules, "fsrs_rs_python", None)
    ran = run_cli("data", "tune")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert "quizrnn[tune]" in ran.err
