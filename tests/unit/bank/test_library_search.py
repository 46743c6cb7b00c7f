from __future__ import annotations

import sqlite3

import pytest

from quizrnn.bank.library import Library
from quizrnn.bank.library_search import matches, spans
from quizrnn.paths import Paths

BANK = """
bank: pack
title: {en: My pack, zh: 我的题包}
questions:
  - {id: pack-vanish, type: boolean, stem: {en: Gradients vanish, zh: 梯度消失}, answer: true, tags: [recall]}
  - {id: pack-explode, type: boolean, stem: {en: "Gradients explode: $h_t$", zh: 梯度爆炸}, answer: true}
  - {id: pack-number, type: numeric, stem: {en: How many?, zh: 多少？}, answer: 3, section: pack.count}
"""


@pytest.fixture(params=["indexed", "plain"])
def library(request, tmp_path, monkeypatch):
    """Return a library of three questions, with SQLite's full-text index and without."""
    if request.param == "plain":
        monkeypatch.setattr(
            "quizrnn.bank.library_search.INDEX", "CREATE VIRTUAL TABLE found USING nothing(words)"
        )
    content = tmp_path / "content"
    content.mkdir()
    path = tmp_path / "pack.yaml"
    path.write_text(BANK, encoding="utf-8")
    library = Library.open(
        Paths.from_environment({"QUIZRNN_HOME": str(tmp_path / "home")}), [path], content=content
    )
    yield library
    library.close()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["vanish", "explode", "number"]),
        ("grad", ["vanish", "explode"]),
        ("GRAD van", ["vanish"]),
        ("adient", []),
        ("消失", ["vanish"]),
        ("梯度", ["vanish", "explode"]),
        ("度消", ["vanish"]),
        ("消梯", []),
        ("pack-ex", ["explode"]),
        ("recall", ["vanish"]),
        ("pack.count", ["number"]),
        ("数值", ["number"]),
        ("true or", ["vanish", "explode"]),
        ("number", ["number"]),
        ("h_t", ["explode"]),
        ('"', ["vanish", "explode", "number"]),
        ("grad* OR", ["vanish", "explode"]),
        ("suspended", ["explode"]),
        ("susp grad", ["explode"]),
        ("susp van", []),
    ],
)
def test_every_word_is_the_beginning_of_one_of_the_questions(library, words, found):
    hits = library.look(words, marked={"pack-explode": "suspended 已停用"})
    assert [question.id for question in hits.questions] == [f"pack-{name}" for name in found]
    assert hits.number == len(found)


def test_only_so_many_are_decoded_and_all_are_counted(library):
    hits = library.look("pack", limit=1)
    assert (len(hits.questions), hits.number) == (1, 3)


def test_sqlite_has_the_index_here():
    sqlite3.connect(":memory:").execute("CREATE VIRTUAL TABLE found USING fts5(words)")


def test_what_was_found_is_pointed_at():
    text = "The Forget-Gate forgets; 遗忘门"
    assert [text[start:end] for start, end in spans("forget", text)] == ["Forget", "forget"]
    assert [text[start:end] for start, end in spans("forget-gate 忘门", text)] in (
        ["Forget-Gate", "忘门"],
        ["忘门", "Forget-Gate"],
    )
    assert not list(spans("orget", text))
    assert matches("forg 遗忘", text)
    assert not matches("forg get", text)
