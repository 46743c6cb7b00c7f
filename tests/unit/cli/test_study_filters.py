"""The common options where studying is looked at, in stats and list; and what was put away or flagged."""

from __future__ import annotations

import json

import pytest

from quizrnn.cli.invocation import Invocation
from quizrnn.study.days import study_day


@pytest.fixture
def ask(run_cli, pack):
    def ask(*words, stdin=""):
        ran = run_cli(*words, "--bank", str(pack), stdin=stdin)
        assert ran.code == 0, ran.err
        return ran.out

    return ask


@pytest.mark.usefixtures("answered")
def test_stats_of_a_topic_a_type_and_a_tag(ask, run_cli):
    def stats(*words):
        return json.loads(ask("stats", *words, "--format", "json"))

    whole, pack = stats(), stats("-t", "pack")
    assert whole["reviews"] == pack["reviews"] == pack["cards"] + 0 == 2
    assert pack["cards"] + pack["new"] == 3
    assert pack["new"] < whole["new"]
    assert stats("-t", "gru")["reviews"] == 0
    parts = [stats("-t", "pack", "--type", kind["type"])["reviews"] for kind in pack["by_type"]]
    assert sum(parts) == 2
    assert stats("--tag", "easy", "-t", "pack")["new"] + stats("--tag", "easy", "-t", "pack")["cards"] == 1
    assert stats("--type", "choice")["drills"]["drills"] == 0
    assert 0 < stats("-t", "gru")["drills"]["drills"] < whole["drills"]["drills"]
    assert len(stats("-t", "pack")["stability"]) == 6
    for words in (("-t", "nowhere"), ("--type", "essay"), ("--tag", "nothing")):
        ran = run_cli("stats", *words)
        assert ran.code == 2
        assert ran.err.count("\n") == 1


def test_list_takes_every_common_option(ask):
    assert ask("list", "questions", "-t", "pack", "--seed", "7") == ask("list", "questions", "-t", "pack")
    assert json.loads(ask("list", "drills", "--type", "choice", "--format", "json")) == []
    topics = json.loads(ask("list", "topics", "-t", "pack", "--tag", "easy", "--format", "json"))
    assert {topic["questions"] for topic in topics} == {1}
    assert {topic["drills"] for topic in topics} == {0}
    every = json.loads(ask("list", "topics", "-t", "pack", "--format", "json"))
    assert len(topics) < len(every)


def test_what_is_buried_is_listed_and_brought_back(ask):
    ask("quiz", "--plain", "-t", "pack", stdin="!bury\nq\n")
    assert ask("data", "unbury") == "pack-1\n"
    assert "One?" not in ask("quiz", "--plain", "-t", "pack", stdin="q\n")
    ask("data", "unbury", "pack-1")
    assert ask("data", "unbury") == ""
    assert "One?" in ask("quiz", "--plain", "-t", "pack", stdin="q\n")


def test_flags_are_listed_with_their_notes(ask):
    assert ask("data", "flags", "--lang", "zh") == "没有标记过的题目。\n"
    run = Invocation([])
    run.store.marks.put("pack-2", "flag", study_day(run.clock.now()), "key is wrong?")
    run.close()
    assert ask("data", "flags").startswith("pack-2  ")
    (flag,) = json.loads(ask("data", "flags", "--format", "json"))
    assert (flag["question"], flag["note"]) == ("pack-2", "key is wrong?")
