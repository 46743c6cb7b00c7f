"""Bank files: valid ones become values, faulty ones one error at the right place."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizrnn.bank.load import load_bank, parse_bank
from quizrnn.bank.model import QUESTION_TYPES, question_type
from quizrnn.bank.source import Source, read_yaml
from quizrnn.errors import InputError


def failure(path) -> InputError:
    with pytest.raises(InputError) as caught:
        load_bank(path)
    assert str(path) in caught.value.line("en")
    assert re.search(r"[\u4e00-\u9fff]", caught.value.line("zh"))
    return caught.value


@pytest.mark.parametrize("kind", QUESTION_TYPES)
def test_every_type_loads(kind, make_question, make_bank, write_yaml):
    bank = load_bank(write_yaml(make_bank(make_question(kind))))
    assert [question_type(question) for question in bank.questions] == [kind]
    assert bank.questions[0].revision == 1


def test_the_contracts_example_loads(write_yaml):
    bank = load_bank(
        write_yaml(
            """
            bank: lstm
            title: {en: Long short-term memory, zh: 长短期记忆网络}
            released: 2026-01-31
            questions:
              - id: lstm-cell-state-update
                revision: 2
                type: choice
                section: lstm.forget-gate
                difficulty: 2
                tags: [gates]
                stem: {en: "Which operation joins $f_t$ and $c_{t-1}$?", zh: "…"}
                code: |
                  c = f * c_prev + i * g
                choices:
                  - {text: {en: Hadamard product, zh: 逐元素乘积}, correct: true}
                  - {text: {en: dot product, zh: 点积}, why: {en: "One scalar per row.", zh: "…"}}
                sources: [gers2000]
                corrects: C37
            """
        )
    )
    assert bank.questions[0].choices[0].correct
    assert bank.released == "2026-01-31"


FAULTS = [
    # key of the question to change, its new value, place that the error points at, word of the message
    ("choice", {"stem": ...}, "- id", "“stem” is missing"),
    ("choice", {"type": "choise"}, "type", "did you mean “choice”"),
    ("choice", {"type": ...}, "- id", "“type” is missing"),
    ("choice", {"type": ..., "tipe": "choice"}, "tipe", "unknown key “tipe” (did you mean “type”?)"),
    ("choice", {"type": ..., "TYPE": "choice"}, "TYPE", "unknown key “TYPE” (did you mean “type”?)"),
    ("choice", {"dificulty": 3}, "dificulty", "did you mean “difficulty”"),
    ("choice", {"difficulty": 9}, "difficulty", "9 must be ≤ 5"),
    ("choice", {"difficulty": "hard"}, "difficulty", "a whole number"),
    ("choice", {"revision": 0}, "revision", "must be ≥ 1"),
    ("choice", {"id": "a b"}, "id", "“a b” is no id"),
    ("choice", {"stem": 4.5}, "stem", None),
    ("choice", {"stem": ["a"]}, "stem", "expected a text or a map"),
    ("choice", {"stem": "  "}, "stem", "an empty text"),
    ("choice", {"stem": {}}, "stem", "an empty text"),
    ("choice", {"stem": {"English": "a"}}, "English", "no language code"),
    ("choice", {"explanation": {"en": " "}}, "explanation", "an empty text"),
    ("choice", {"choices": [{"text": "a", "correct": True}]}, "choices", "at least 2"),
    ("choice", {"choices": [{"text": "a"}, {"text": "b"}]}, "choices", "0 choices are marked correct"),
    (
        "choice",
        {"choices": [{"text": "a", "correct": True}, {"text": "b", "correct": True}]},
        "choices",
        "2 choices are marked correct",
    ),
    ("choice", {"choices": [{"text": "a", "corect": True}, {"text": "b"}]}, "corect", "“correct”"),
    ("choice", {"choices": [{"text": "a", "correct": 1}, {"text": "b"}]}, "correct", "true or false"),
    ("choice", {"prints": True}, "prints", "without code"),
    ("multi", {"choices": [{"text": "a"}, {"text": "b"}]}, "choices", "no choice is marked correct"),
    ("boolean", {"answer": "perhaps"}, "answer", "true or false"),
    ("boolean", {"answer": None}, "answer", "delete the key"),
    ("cloze", {"stem": "no gap"}, "stem", "blank 1 has no [[1]]"),
    ("cloze", {"stem": "[[1]] and [[2]]"}, "stem", "[[2]] has no entry"),
    ("cloze", {"stem": {"en": "[[1]]", "zh": "无"}}, "zh", "blank 1 has no [[1]]"),
    ("cloze", {"blanks": [{"accept": []}]}, "accept", "at least 1"),
    (
        "cloze",
        {"stem": "[[1]] [[2]]", "blanks": [{"accept": ["a|b"]}, {"accept": ["c"]}]},
        "a|b",
        "cannot be typed",
    ),
    ("match", {"pairs": [{"left": "a", "right": "b"}]}, "pairs", "at least 2"),
    (
        "match",
        {"pairs": [{"left": "a", "right": "b"}, {"left": "a", "right": "c"}]},
        None,
        "“a” stands here twice",
    ),
    ("match", {"distractors": ["forget"]}, "distractors", "is a right piece"),
    ("numeric", {"params": {"H": {}}}, "H", "exactly one of int, float and one_of"),
    ("numeric", {"params": {"H": {"int": [1, 2], "one_of": [3]}}}, "H", "exactly one of"),
    ("numeric", {"params": {"H": {"int": [9, 1]}}}, "int", "above the highest"),
    ("numeric", {"params": {"H": {"int": [1, "b"]}}}, '"b"', "a whole number"),
    ("numeric", {"params": {"H": {"int": [1, 2, 3]}}}, "int", "exactly 2"),
    ("numeric", {"params": {"H": {"float": [0.1]}}}, "float", "exactly 2"),
    ("numeric", {"params": {"H": {"one_of": []}}}, "one_of", "no value to draw"),
    ("numeric", {"params": {"two words": {"int": [1, 2]}}}, "two words", "no parameter name"),
    ("numeric", {"tolerance": 0.1}, "tolerance", "a map"),
    ("numeric", {"tolerance": {"rel": -1}}, "rel", "must be ≥ 0"),
    ("numeric", {"answer": True}, "answer", "a number or a text"),
    ("formula", {"variables": {}}, "variables", "no variable"),
    ("formula", {"variables": {"lambda": ["B"]}}, "lambda", "no variable name"),
    ("formula", {"variables": {"f": [0]}}, None, "a dimension of 0"),
    ("formula", {"variables": {"f": [5000]}}, "f", "a dimension of 5000"),
    ("formula", {"variables": {"f": ["B"] * 9}}, "f", "an array of 9 dimensions (at most 8)"),
    ("short", {"rubric": []}, "rubric", "at least 1"),
    ("cloze", {"blanks": [{"accept": ["a"] * 201}]}, "accept", "201 entries (keep to 200"),
    ("choice", {"hints": ["a"] * 201}, "hints", "201 entries (keep to 200"),
    ("bug", {"code": "a = 1\n" * 2001}, "code", "more than 2000 lines of code"),
    ("short", {"rubric": [{"point": "a", "keywords": 3}]}, "keywords", "a list"),
    ("bug", {"line": 3}, "line", "has no line 3"),
    ("bug", {"line": [1, 9]}, None, "has no line 9"),
    ("bug", {"code": "a = 1\n\nb = a\n", "line": 2}, "line", "is blank"),
    ("bug", {"fix": ...}, "- id", "“fix” is missing"),
]


@pytest.mark.parametrize(("kind", "changes", "marker", "words"), FAULTS)
def test_a_fault_is_told_where_it_stands(kind, changes, marker, words, make_question, make_bank, write_yaml):
    faulty = make_question(kind, "q-2", **changes)
    path = write_yaml(make_bank(make_question(), faulty))
    if words is None:
        load_bank(path)  # an unquoted number is a text where a text is meant
        return
    error = failure(path)
    assert words in error.line("en")
    lines = path.read_text().splitlines()
    start = next(number for number, line in enumerate(lines) if f'"{faulty["id"]}"' in line)
    if marker == "- id":
        assert error.row == start  # the line of the question's opening brace
    elif marker is not None and "id" not in changes:
        quoted = f'"{marker.strip(chr(34))}"'
        found = next(number for number, line in enumerate(lines) if number > start and quoted in line)
        assert error.row in (found + 1, found + 2)  # a list of JSON opens on the line of its key


@pytest.mark.parametrize(
    ("text", "row", "words"),
    [
        ("", 1, "“bank” is missing"),
        ("- a\n", 1, "expected a map"),
        ("bank: a\n", 1, "“questions” is missing"),
        ("bank: a\nquestions:\n", 2, "expected a list"),
        ("bank: a\nquestions: []\nreleased: soon\n", 3, "no date"),
        ("bank: a b\nquestions: []\n", 1, "is no id"),
        ("bank: a\ntitel: b\nquestions: []\n", 2, "did you mean “title”"),
        ("bank: a\nquestions: []\nreferences:\n  k: [x]\n", 4, "expected a text"),
        ("bank: a\nquestions: []\nerrata:\n  - id: q\n    revision: 1\n", 4, "“was” is missing"),
        ("bank: a\nquestions: [7]\n", 2, "expected"),
    ],
)
def test_faults_of_the_file(text, row, words, write_yaml):
    error = failure(write_yaml(text))
    assert error.row == row
    assert words in error.line("en")


def test_a_duplicate_id_points_at_the_second(make_question, make_bank, write_yaml):
    path = write_yaml(make_bank(make_question(), make_question("boolean")))
    error = failure(path)
    assert "duplicate id “q-1”, first used by question 1" in error.line("en")
    assert [n for n, line in enumerate(path.read_text().splitlines(), 1) if '"q-1"' in line][1] == error.row


def test_every_fault_is_gathered_and_sound_questions_are_kept(make_question, make_bank, write_yaml):
    path = write_yaml(
        make_bank(
            make_question("choice", "ok-1"),
            make_question("choice", "bad-1", dificulty=1, stem=...),
            make_question("choice", "bad-2", choices=[{"text": "a"}, {"text": "b"}]),
            make_question("boolean", "ok-2"),
        )
    )
    parsed = parse_bank(read_yaml(path))
    assert [question.id for question in parsed.bank.questions] == ["ok-1", "ok-2"]
    assert parsed.places == (0, 3)
    assert [fault.at[:2] for fault in parsed.faults] == [("questions", 1)] * 2 + [("questions", 2)]


def test_the_first_fault_in_the_file_is_raised(make_question, make_bank, write_yaml):
    early = make_question("choice", "a", choices=[{"text": "x"}, {"text": "y"}])
    late = make_question("choice", "b", stem=...)
    assert "0 choices" in failure(write_yaml(make_bank(early, late))).line("en")


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "type", "stem", "choices", "text", "en", "params", "H", "int", "line"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    st.sampled_from(QUESTION_TYPES),
    st.dictionaries(
        st.sampled_from(
            [
                "id",
                "stem",
                "choices",
                "answer",
                "blanks",
                "params",
                "variables",
                "pairs",
                "line",
                "rubric",
                "hints",
            ]
        ),
        JUNK,
        max_size=5,
    ),
)
def test_no_data_escapes_as_another_error(kind, junk):
    from pathlib import Path

    from quizrnn.bank.source import Place

    data = {"bank": "a", "questions": [{"id": "a", "type": kind, **junk}]}
    parsed = parse_bank(Source(Path("x.yaml"), data, Place(0, 0)))
    assert parsed.faults or len(parsed.bank.questions) == 1
    for fault in parsed.faults:
        assert "\n" not in fault.error(parsed.source).line("en")
