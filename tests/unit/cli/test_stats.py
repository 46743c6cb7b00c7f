from __future__ import annotations

import json
import sqlite3
import subprocess
import sys

import pytest

KEYS = {
    "reviews",
    "cards",
    "due",
    "new",
    "retention",
    "streak_days",
    "by_topic",
    "by_type",
    "forecast",
    "calibration",
}


@pytest.mark.usefixtures("answered")
def test_json_has_the_contracts_keys_and_counts_the_log(run_cli, pack, home):
    ran = run_cli("stats", "--format", "json", "--bank", str(pack))
    found = json.loads(ran.out)
    assert set(found) >= KEYS
    connection = sqlite3.connect(home / "quizrnn.db")
    (rows,) = connection.execute("SELECT count(*) FROM reviews").fetchone()
    connection.close()
    assert (found["reviews"], found["cards"], found["streak_days"]) == (rows, 2, 1) == (2, 2, 1)
    assert found["retention"] is None
    assert len(found["forecast"]) == 30
    assert sum(day["due"] for day in found["forecast"]) == 2
    total = json.loads(run_cli("list", "questions", "--bank", str(pack), "--format", "json").out)
    assert found["new"] == len(total) - 2
    assert found["by_type"] == [{"type": "boolean", "answers": 2, "accuracy": 0.5, "retention": None}]


def test_undo_takes_the_row_out_of_the_count(run_cli, pack):
    ran = run_cli("quiz", "--plain", "-t", "pack", "--bank", str(pack), stdin="t\nu\nq\n")
    assert ran.code == 0, ran.err
    assert json.loads(run_cli("stats", "--format", "json").out)["reviews"] == 0


@pytest.mark.usefixtures("answered")
def test_the_text_has_bars_and_fits_in_both_languages(run_cli, pack, monkeypatch):
    from rich.cells import cell_len

    for columns in ("60", "80"):
        monkeypatch.setenv("COLUMNS", columns)
        for lang, words in (
            ("en", ("retention", "Types", "next 30 days")),
            ("zh", ("记忆保持率", "题型", "30 天")),
        ):
            ran = run_cli("stats", "--lang", lang, "--bank", str(pack))
            assert ran.code == 0
            assert all(word in ran.out for word in (*words, "█", "pack.one"))
            assert max(map(cell_len, ran.out.splitlines())) <= int(columns)


def test_a_fresh_learner_sees_zeros(run_cli):
    ran = run_cli("stats")
    assert ran.code == 0
    assert "–" in ran.out
    assert "█" not in ran.out


@pytest.mark.parametrize("words", [("stats",), ("list", "questions"), ("list", "topics"), ("data", "path")])
def test_reading_imports_nothing_heavy(run_cli, words):
    run_cli("list", "questions")  # makes the compiled library
    code = (
        "import sys\nfrom quizrnn.cli.main import main\n"
        f"try: main({list(words)!r})\nexcept SystemExit: pass\n"
        "heavy = {'fsrs', 'numpy', 'yaml', 'textual', 'genanki'} & set(sys.modules)\n"
        "sys.exit(f'{heavy} imported' if heavy else 0)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def test_a_newer_record_is_one_line_and_untouched(run_cli, home):
    run_cli("stats")
    connection = sqlite3.connect(home / "quizrnn.db")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = (home / "quizrnn.db").read_bytes()
    for words in (
        ("stats",),
        ("list", "questions"),
        ("quiz", "--plain"),
        ("data", "export-log"),
        ("data", "reset", "--yes"),
    ):
        ran = run_cli(*words)
        assert ran.code == 2
        assert ran.err.count("\n") == 1
        assert "newer" in ran.err
        assert (home / "quizrnn.db").read_bytes() == before


def test_the_heat_map_and_the_gates_that_get_mixed_up(run_cli, tmp_path, monkeypatch):
    gates = tmp_path / "gates.yaml"
    gates.write_text(
        "bank: gates\nquestions:\n"
        "  - {id: gates-1, type: cloze, section: gates.one, tags: [gates], stem: 'Keeps: [[1]]',"
        " blanks: [{accept: [f]}]}\n",
        encoding="utf-8",
    )
    ran = run_cli("quiz", "--plain", "-t", "gates", "--bank", str(gates), stdin="i_t\nf\n")
    assert ran.code == 0, ran.err
    found = json.loads(run_cli("stats", "--format", "json", "--bank", str(gates)).out)
    assert found["confusion"] == [{"gate": "f", "taken_for": "i", "answers": 1}]
    assert "f     i                1" in run_cli("stats", "--bank", str(gates)).out
    assert [day["answers"] for day in found["days"]] == [found["reviews"]]
    for columns, weeks in (("40", 34), ("80", 53)):
        monkeypatch.setenv("COLUMNS", columns)
        lines = run_cli("stats", "--bank", str(gates)).out.splitlines()
        start = next(k for k, line in enumerate(lines) if f"The last {weeks} weeks" in line)
        rows = lines[start + 2 : start + 9]
        assert [row.split()[0] for row in rows] == ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
        assert "".join(rows).count("█") == 1
        assert max(len(row[5:]) for row in rows) == weeks
        assert min(len(row[5:]) for row in rows) >= weeks - 1
