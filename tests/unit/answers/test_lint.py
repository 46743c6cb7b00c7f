"""Proofs of keys: sound ones pass, and every way to be wrong is told."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from quizrnn.answers.lint import lint_answers
from quizrnn.bank.lint_model import Item
from quizrnn.bank.model import Question
from quizrnn.bank.source import Place, Source
from quizrnn.errors import QuizrnnError
from quizrnn.text import both

SOUND = {
    "choice": {"choices": [{"text": "a", "correct": True}, {"text": "b"}, {"text": "c"}]},
    "multi": {"choices": [{"text": "a", "correct": True}, {"text": "b", "correct": True}, {"text": "c"}]},
    "boolean": {"answer": False},
    "cloze": {
        "stem": "[[1]] then [[2]]",
        "blanks": [{"accept": ["sigmoid", "logistic"]}, {"accept": ["tanh"], "case": True}],
    },
    "order": {"items": ["gates", "cell", "hidden"]},
    "match": {
        "pairs": [{"left": "f", "right": "forget"}, {"left": "i", "right": "input"}],
        "distractors": ["reset"],
    },
    "numeric": {
        "answer": "4*(H*(H+D)+H)",
        "params": {"H": {"int": [2, 512]}, "D": {"int": [2, 300]}},
        "mistakes": [{"formula": "H*(H+D)+H", "why": "one gate only"}],
    },
    "formula": {
        "target": "c_t",
        "variables": {name: ["B", "H"] for name in ("f", "i", "g", "c_prev")},
        "answer": "f*c_prev + i*g",
        "mistakes": [{"formula": "i*c_prev + f*g", "why": "The gates are exchanged."}],
        "also_accept": [{"formula": "i*g + c_prev*f"}],
    },
    "short": {"rubric": [{"point": "one"}, {"point": "two"}], "model_answer": "Both.\n\nParagraphs."},
    "bug": {"code": "a = 1\nb = a\nc = b\n", "line": [2, 3], "fix": "b = -a"},
}


def item(kind, **changes) -> Item:
    data = {"id": "q", "type": kind, "stem": "?", **SOUND[kind], **changes}
    source = Source(Path("bank.yaml"), {}, Place(0, 0))
    return Item(msgspec.convert(data, Question), source, (), None, False)


def codes(kind, run_code=None, **changes):
    found = lint_answers([item(kind, **changes)], run_code)
    assert all(
        finding.level == "error" and finding.message["en"] and finding.message["zh"] for finding in found
    )
    return [finding.code for finding in found]


@pytest.mark.parametrize("kind", SOUND)
def test_sound_keys_pass(kind):
    assert codes(kind) == []


@pytest.mark.parametrize(
    ("kind", "changes", "expected"),
    [
        ("numeric", {"answer": "4*(H*(H+E)+H)"}, ["key-malformed"]),
        ("numeric", {"answer": "H/(D-2)"}, ["key-malformed"]),
        ("numeric", {"answer": "H**(D*H*H)"}, ["key-malformed"]),
        ("numeric", {"mistakes": [{"formula": "4*H*(H+D+1)", "why": "not one"}]}, ["wrong-right"]),
        ("numeric", {"mistakes": [{"formula": "log(2-H)", "why": "no value"}]}, ["key-malformed"]),
        ("numeric", {"answer": "(H+D)/7", "tolerance": {"rel": 1e-12}, "mistakes": []}, ["tolerance"]),
        ("formula", {"answer": "f*c_prev + i*"}, ["key-malformed"]),
        ("formula", {"answer": "f*c_prev + i*q"}, ["key-malformed"]),
        ("formula", {"mistakes": [{"formula": "g*i + f*c_prev", "why": "the same"}]}, ["wrong-right"]),
        ("formula", {"mistakes": [{"formula": "g*i + f*c_prevv", "why": "a typo"}]}, ["key-malformed"]),
        ("formula", {"also_accept": [{"formula": "i*g +"}]}, ["key-malformed"]),
        ("formula", {"variables": {"f": ["B*10**12"], "c_prev": ["H"]}}, ["shape"]),
        ("formula", {"variables": {"f": [4096, 4096], "c_prev": ["H"]}}, ["shape"]),
        ("formula", {"variables": {"f": ["B", "H*H*H*H*H*H*H*H"]}}, ["shape"]),
        ("formula", {"variables": {"f": ["B -"], "c_prev": ["H"]}}, ["shape"]),
    ],
)  # fmt: skip
def test_unsound_keys_are_told(kind, changes, expected):
    assert sorted(set(codes(kind, **changes))) == expected


def test_a_long_answer_is_cut_short_in_a_message():
    longer = {"formula": "f*c_prev + i*(" + "g+" * 400 + "q)", "why": "Too much."}
    (found,) = lint_answers([item("formula", mistakes=[longer])])
    assert len(found.message["en"]) < 400
    assert "…" in found.message["zh"]


def test_mistakes_that_shadow_each_other_are_told():
    mistakes = [
        {"formula": "i*c_prev + f*g", "why": "The gates are exchanged."},
        {"formula": "f*g + c_prev*i", "why": "Another wording of it."},
    ]
    assert "mistake-unrecognised" in codes("formula", mistakes=mistakes)


@pytest.mark.parametrize(
    ("kind", "changes", "printed", "expected"),
    [
        ("numeric", {"answer": 4, "params": {}, "mistakes": []}, "4\n", []),
        ("numeric", {"answer": 4, "params": {}, "mistakes": []}, "5\n", ["prints"]),
        ("choice", {}, "a\n", []),
        ("choice", {}, "b\n", ["prints", "prints"]),
        ("choice", {}, "d\n", ["prints"]),
        ("choice", {"choices": [{"text": "`[1 2]`", "correct": True}, {"text": "`[2 1]`"}]}, "[1 2]\n", []),
        ("cloze", {}, "sigmoid\ntanh\n", []),
        ("cloze", {}, "tanh\nsigmoid\n", ["prints"]),
    ],
)
def test_what_code_prints_is_the_key(kind, changes, printed, expected):
    ran = []
    changes = {**changes, "prints": True, "code": "print(1)"}
    assert codes(kind, lambda code: ran.append(code) or printed, **changes) == expected
    assert ran == ["print(1)"]
    assert codes(kind, None, **changes) == []


def test_code_that_fails_is_told():
    def fail(_code):
        raise QuizrnnError(both("it stopped", "已中止"))

    assert codes("choice", fail, prints=True, code="1/0") == ["prints"]


def test_code_of_other_questions_is_not_run():
    assert codes("choice", lambda _: pytest.fail("run"), code="print(1)") == []
