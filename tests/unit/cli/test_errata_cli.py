"""A corrected bank re-grades the log of whoever answers next, on the command line."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def corrected(pack):
    """Return a function that corrects the key of the pack's second question, with an erratum."""

    def correct():
        text = pack.read_text(encoding="utf-8").replace(
            "{en: Two?, zh: 二？}, answer: true", "{en: Two?, zh: 二？}, answer: false"
        )
        text += (
            "errata:\n  - {id: pack-2, revision: 1, was: 't', now: 'f', "
            "why: {en: 'The sign of $z_t$ was wrong.', zh: '$z_t$ 的符号写错了。'}}\n"
        )
        pack.write_text(text, encoding="utf-8")

    return correct


@pytest.mark.parametrize(
    ("lang", "words"), [("en", ("You were marked wrong; you were right", "zₜ")), ("zh", ("其实是对的", "zₜ"))]
)
@pytest.mark.usefixtures("answered")
def test_the_next_session_says_so_once_and_the_log_keeps_its_row(run_cli, pack, corrected, lang, words):
    before = json.loads(run_cli("stats", "--format", "json", "--bank", str(pack)).out)
    corrected()
    quiz = ("quiz", "--plain", "--bank", str(pack), "--lang", lang)
    ran = run_cli(*quiz, stdin="q\n")
    assert ran.code == 0, ran.err
    assert all(word in ran.out for word in (*words, "pack-2"))
    assert words[0] not in run_cli(*quiz, stdin="q\n").out
    after = json.loads(run_cli("stats", "--format", "json", "--bank", str(pack)).out)
    assert (before["by_type"][0]["accuracy"], after["by_type"][0]["accuracy"]) == (0.5, 1.0)
    assert after["reviews"] == before["reviews"] == 2
    log = [json.loads(line) for line in run_cli("data", "export-log").out.splitlines()]
    (row,) = [row for row in log if row["question"] == "pack-2"]
    assert (row["score"], row["rating"], row["corrected"]) == (0.0, 1, {"score": 1.0, "rating": 3})
    assert all("corrected" not in row for row in log if row["question"] != "pack-2")
