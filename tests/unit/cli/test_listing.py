from __future__ import annotations

import json
from datetime import datetime

import pytest


@pytest.fixture
def listed(run_cli, pack):
    def listed(*words):
        ran = run_cli("list", *words, "--bank", str(pack), "--format", "json")
        assert ran.code == 0, ran.err
        assert ran.err == ""
        return json.loads(ran.out)

    return listed


def test_questions_have_the_contracts_keys(listed):
    rows = listed("questions", "-t", "pack")
    assert [list(row) for row in rows] == [
        ["id", "type", "section", "bank", "difficulty", "tags", "state", "due", "leech"]
    ] * 3
    assert rows[0] == {
        "id": "pack-1",
        "type": "boolean",
        "section": "pack.one",
        "bank": "pack",
        "difficulty": 2,
        "tags": ["easy"],
        "state": "new",
        "due": None,
        "leech": False,
    }


@pytest.mark.usefixtures("answered")
def test_what_was_answered_has_a_state_and_a_time(listed):
    rows = listed("questions", "-t", "pack")
    states = sorted(row["state"] for row in rows)
    assert states == ["learning", "new", "review"]
    for row in rows:
        assert (row["due"] is None) == (row["state"] == "new")
        assert row["due"] is None or datetime.fromisoformat(row["due"]).tzinfo is not None


def test_filters_and_count(listed):
    assert [row["id"] for row in listed("questions", "--tag", "easy", "-t", "pack")] == ["pack-1"]
    assert [row["id"] for row in listed("questions", "-t", "pack.two")] == ["pack-3"]
    assert listed("questions", "-n", "2") == listed("questions")[:2]
    assert {row["type"] for row in listed("questions", "--type", "choice")} == {"choice"}


def test_drills_have_the_contracts_keys(listed):
    rows = listed("drills")
    assert {"lstm-cell-forward", "lstm-cell-backward"} <= {row["drill"] for row in rows}
    for row in rows:
        keys = ["drill", "section", "difficulty", "conventions", "state", "due", "best_score", "leech"]
        assert list(row) == keys
        assert "article" in row["conventions"]
        assert (row["state"], row["due"], row["best_score"]) == ("new", None, None)
    assert {row["section"].partition(".")[0] for row in listed("drills", "-t", "gru")} <= {"gru"}


@pytest.mark.usefixtures("answered")
def test_topics_have_the_contracts_keys(listed):
    rows = {row["slug"]: row for row in listed("topics")}
    for row in rows.values():
        assert list(row) == ["slug", "title", "questions", "drills", "due", "mastery"]
        assert 0 <= row["mastery"] <= 1
    assert rows["pack.one"]["questions"] == 2
    assert sum(rows[slug]["mastery"] * rows[slug]["questions"] for slug in ("pack.one", "pack.two")) == (
        pytest.approx(1)
    )
    assert rows["lstm"]["questions"] > rows["lstm.formulas"]["questions"]
    assert [row["slug"] for row in listed("topics", "-t", "pack.one")] == ["pack.one"]


@pytest.mark.parametrize("what", ["questions", "drills", "topics"])
def test_the_text_is_aligned_in_both_languages(run_cli, pack, what):
    from rich.cells import cell_len

    for lang, word in (("en", "due"), ("zh", "到期")):
        ran = run_cli("list", what, "--bank", str(pack), "--lang", lang)
        head, *rows = ran.out.splitlines()
        assert word in head
        assert rows
        assert "\x1b" not in ran.out
        # The second column of every row begins where the heading's does, or ends there.
        start = cell_len(head[: head.index(head.split()[1])])
        assert all(cell_len(row) <= 2 or row[start - 2 : start].isspace() or what == "topics" for row in rows)


@pytest.mark.parametrize(
    "words",
    [
        ("questions", "-t", "nowhere"),
        ("drills", "-t", "nowhere"),
        ("topics", "-t", "nowhere"),
        ("questions", "--type", "riddle"),
        ("questions", "--tag", "no-such-tag"),
        ("everything",),
        (),
    ],
)
def test_bad_usage_is_one_line_and_code_2(run_cli, words):
    ran = run_cli("list", *words)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.count("\n") == 1


def test_nothing_that_matches_is_said(run_cli, pack):
    ran = run_cli("list", "questions", "-t", "pack", "--type", "formula", "--bank", str(pack))
    assert (ran.code, ran.out) == (0, "Nothing matches.\n")
