"""``interview``, ``interview list`` and ``interview show`` as commands."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def hold(run_cli, pack):
    """Hold an interview over the pack, whose three answers are all ``t``: right, passed, wrong."""

    def hold(*words, stdin="t\n90\ns\nf\n100\n", lang="en"):
        ran = run_cli(
            "interview", "-t", "pack", "--bank", str(pack), "--seed", "1", "--lang", lang, *words, stdin=stdin
        )
        assert ran.code == 0, ran.err
        return ran

    return hold


def test_an_interview_ends_with_its_report(hold):
    ran = hold("-n", "3")
    assert "Mock interview: 3 questions." in ran.out
    assert "Score 33%: 1 right, 1 wrong, 1 passed." in ran.out
    assert "Brier score 0.505 over 2 bets" in ran.out
    assert "quizrnn interview show 1 --format markdown" in ran.out
    assert ran.err == ""


def test_it_is_on_record(hold, run_cli):
    hold("-n", "3")
    rows = [json.loads(line) for line in run_cli("data", "export-log").out.splitlines()]
    assert [(row["mode"], row["answer"], row["confidence"]) for row in rows] == [
        ("interview", "t", 0.9),
        ("interview", "", None),
        ("interview", "f", 1.0),
    ]
    assert all(row["session"].endswith("-interview-1") for row in rows)


def test_in_chinese(hold):
    ran = hold("-n", "3", lang="zh")
    assert "得分 33%：正确 1 题，错误 1 题，跳过 1 题。" in ran.out


def test_half_an_hour_and_the_clock(hold):
    assert "Mock interview: 30 min." in hold().out
    shown, hidden = hold("--minutes", "5"), hold("--minutes", "5", "--no-clock")
    assert "5:00 left" in shown.out
    assert " left" not in hidden.out


def test_an_interview_cut_short_can_be_shown(hold, run_cli, pack):
    ran = hold("-n", "3", stdin="t\n")
    assert "ended early" in ran.out
    ran = run_cli("interview", "show", "--bank", str(pack))
    assert ran.code == 0
    assert "Score 100%: 1 right." in ran.out


def test_nothing_answered_needs_no_report(hold, run_cli):
    assert "Score" not in hold(stdin="").out
    assert "Nothing was answered." in run_cli("interview", "show").out


def test_list(hold, run_cli, pack):
    assert "no interview has been held yet" in run_cli("interview", "list").out
    assert json.loads(run_cli("interview", "list", "--format", "json").out) == []
    hold("-n", "3")
    hold("-n", "1", stdin="t\n70\n")
    ran = run_cli("interview", "list", "--bank", str(pack))
    rows = ran.out.splitlines()
    assert len(rows) == 3
    assert rows[1].split()[0] == "1"
    assert "1/3" in rows[1]
    assert "100%" in rows[2]
    found = json.loads(run_cli("interview", "list", "--format", "json").out)
    assert [(row["number"], row["right"], row["answered"]) for row in found] == [(1, 1, 3), (2, 1, 1)]


def test_show_as_data(hold, run_cli, pack):
    hold("-n", "3")
    ran = run_cli("interview", "show", "1", "--format", "json", "--bank", str(pack))
    found = json.loads(ran.out)
    assert {"answers", "by_topic", "by_section", "by_kind", "chains", "calibration", "advice"} <= set(found)
    assert [row["outcome"] for row in found["answers"]] == ["right", "passed", "wrong"]
    assert found["answers"][2]["expected"] == "t (true)"
    assert found["answers"][2]["stem"] in ("One?", "Two?", "Three?")
    assert found["calibration"]["brier"] == pytest.approx(0.505)
    assert found["advice"][0]["actions"][0]["command"].startswith("quizrnn show pack-")


def test_show_as_markdown(hold, run_cli, pack):
    hold("-n", "3")
    ran = run_cli("interview", "show", "1", "--format", "markdown", "--bank", str(pack))
    assert ran.out.startswith("# Interview 1\n")
    assert "## What to do next" in ran.out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("show",), "no interview has been held yet"),
        (("show", "7"), "there is no interview 7"),
        (("show", "x"), "not a valid integer"),
        (("nothing",), "nothing"),
        (("--minutes", "0"), "0"),
        (("-t", "nowhere"), "nowhere"),
        (("--type", "essay"), "essay"),
    ],
)
def test_bad_usage_is_one_line(run_cli, words, message):
    ran = run_cli("interview", *words)
    assert ran.code == 2
    assert ran.out == ""
    assert message in ran.err
    assert len(ran.err.splitlines()) == 1
