"""Leeches are shown as such, and can be put away and brought back."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from quizrnn.clock import SystemClock
from quizrnn.study.records import Rating, Review
from quizrnn.study.schedule import Scheduler
from quizrnn.study.settings import Settings
from quizrnn.study.store import Store


@pytest.fixture
def leech(home):
    """Put a history on record in which the pack's first question was forgotten eight times."""
    home.mkdir()
    store = Store.open(home / "quizrnn.db", SystemClock())
    scheduler = Scheduler(Settings())
    at = datetime(2020, 1, 1, 9, tzinfo=UTC)
    for number in range(17):
        rating = Rating.GOOD if number % 2 == 0 else Rating.AGAIN
        for given in (rating,) if rating is Rating.GOOD else (rating, Rating.GOOD):
            review = Review(
                question="pack-1",
                revision=1,
                seed=1,
                at=at,
                zone="+00:00",
                day=date(2020, 1, 1) + timedelta(days=30 * number),
                mode="due",
                session="old",
                answer="t" if given is Rating.GOOD else "f",
                automatic=given,
                rating=given,
                score=float(given is Rating.GOOD),
                kind="boolean",
            )
            store.append(review, scheduler)
        at += timedelta(days=30)
    assert store.card("pack-1").lapses == 8
    store.close()


@pytest.fixture
def ask(run_cli, pack):
    def ask(*words, stdin=""):
        ran = run_cli(*words, "--bank", str(pack), stdin=stdin)
        assert ran.code == 0, ran.err
        return ran.out

    return ask


@pytest.mark.usefixtures("leech")
def test_a_leech_is_shown_everywhere(ask):
    rows = json.loads(ask("list", "questions", "-t", "pack", "--format", "json"))
    assert [row["leech"] for row in rows] == [True, False, False]
    assert "review, leech" in ask("list", "questions", "-t", "pack")
    assert json.loads(ask("stats", "--format", "json"))["leeches"] == ["pack-1"]
    assert "pack-1" in ask("stats").partition("Leeches")[2]
    assert "顽固题" in ask("quiz", "--plain", "-t", "pack", "--lang", "zh", stdin="q\n")
    asked = ask("quiz", "--plain", "-t", "pack", stdin="f\nq\n")
    assert "Leech: forgotten 8 times" in asked
    assert "forgotten 9 times" in asked


@pytest.mark.usefixtures("leech")
def test_suspend_in_line_mode_and_back_on_the_command_line(ask):
    asked = ask("quiz", "--plain", "-t", "pack", stdin="!suspend\nq\n")
    assert "Suspended" in asked
    assert ask("data", "unsuspend") == "pack-1\n"
    assert "One?" not in ask("quiz", "--plain", "-t", "pack", stdin="q\n")
    rows = json.loads(ask("list", "questions", "-t", "pack", "--format", "json"))
    assert rows[0]["state"] == "suspended"
    ask("data", "unsuspend", "pack-1")
    assert "One?" in ask("quiz", "--plain", "-t", "pack", stdin="q\n")
    ask("data", "suspend", "pack-1", "pack-2")
    assert ask("data", "unsuspend") == "pack-1\npack-2\n"


@pytest.mark.usefixtures("leech")
def test_bury_is_until_tomorrow_and_can_be_taken_back(ask):
    asked = ask("quiz", "--plain", "-t", "pack", stdin="！bury\nu\nt\nq\n")
    assert asked.count("One?") == 2
    assert "The question is back." in asked
    assert "1 answered, 1 right." in asked
    ask("quiz", "--plain", "-t", "pack", stdin="!bury\nq\n")
    assert json.loads(ask("stats", "--format", "json"))["reviews"] == 26


def test_an_unknown_question_is_one_line(run_cli, pack):
    for word in ("suspend", "unsuspend"):
        ran = run_cli("data", word, "pack-one", "--bank", str(pack))
        assert ran.code == 2
        assert ran.err.count("\n") == 1
    assert run_cli("data", "suspend").code == 2


@pytest.mark.usefixtures("leech")
def test_a_question_that_left_the_banks_can_be_brought_back(ask, run_cli):
    ask("data", "suspend", "pack-1")
    assert run_cli("data", "unsuspend", "pack-1").code == 0
    assert run_cli("data", "unsuspend").out == ""


def test_explain_says_why_in_line_mode(ask):
    asked = ask("quiz", "--plain", "--explain", "-t", "pack", stdin="f\nq\n")
    assert "New: you have not learnt it yet." in asked
    assert "New:" not in ask("quiz", "--plain", "-t", "pack", stdin="q\n")
    assert "新题" in ask("quiz", "--plain", "--explain", "-t", "pack", "--lang", "zh", stdin="q\n")
