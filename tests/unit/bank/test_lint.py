"""Lint: each rule fires on what it is about, and on nothing else."""

from __future__ import annotations

import json

import pytest

from quizrnn.bank.lint import lint_paths, read_context, read_paths
from quizrnn.bank.lint_coverage import coverage
from quizrnn.errors import InputError
from quizrnn.notation import parameter_names, problems, to_plain


@pytest.fixture
def good(make_question):
    """Return a function that makes a question with which lint is content."""

    def make(kind="choice", question_id="q-1", **changes):
        text = {"en": f"What joins the two in {question_id}?", "zh": f"{question_id} 中二者如何结合？"}
        own = {
            "choice": {
                "choices": [
                    {"text": {"en": "product", "zh": "乘积"}, "correct": True},
                    {"text": {"en": "a sum", "zh": "和"}, "why": {"en": "No.", "zh": "不对。"}},
                ]
            },
            "numeric": {"stem": {"en": "How many for H = {H}?", "zh": "H = {H} 时有多少？"}},
        }
        base = {
            "stem": text,
            "section": "lstm.structure",
            "hints": [{"en": "Look.", "zh": "看。"}],
            "explanation": {"en": "So it is.", "zh": "如此。"},
            "sources": ["gers2000"],
        }
        return make_question(kind, question_id, **{**base, **own.get(kind, {}), **changes})

    return make


@pytest.fixture
def lint(content, tmp_path, write_yaml, make_bank):
    """Return a function that lints questions as a shipped bank or a pack, and returns level and code."""

    def run(*questions, shipped=True, bank="mine", **changes):
        folder = content / "banks" if shipped else tmp_path / "packs"
        path = write_yaml(make_bank(*questions, bank=bank, **changes), f"{bank}.yaml", folder)
        context = read_context(content, notation=problems, parameter_names=parameter_names, plain=to_plain)
        found = lint_paths([path], context)
        lines = path.read_text().splitlines()
        assert all(finding.path == path for finding in found)
        assert all(finding.row is None or finding.row <= len(lines) for finding in found)
        assert all(finding.message["en"] and finding.message["zh"] for finding in found)
        return [(finding.level, finding.code) for finding in found]

    return run


def test_a_good_question_has_no_finding(lint, good):
    assert lint(good(), good("boolean", "q-2"), good("numeric", "q-3")) == []


def long_text(words):
    return {"en": "word " * words, "zh": "字" * words}


@pytest.mark.parametrize(
    ("kind", "changes", "level", "code"),
    [
        ("choice", {"section": "lstm.forget"}, "error", "section"),
        ("choice", {"section": ...}, "error", "section"),
        ("choice", {"section": "mine"}, "error", "section"),
        ("choice", {"figure": "none"}, "error", "figure"),
        ("choice", {"figure": "half"}, "error", "figure-language"),
        ("choice", {"sources": ["gers1999"]}, "error", "source"),
        ("choice", {"sources": ["gers2000", "gers2000"]}, "warning", "source-twice"),
        ("choice", {"sources": []}, "warning", "no-source"),
        ("choice", {"corrects": "C99"}, "error", "claim"),
        ("choice", {"follows": "q-0"}, "error", "follows"),
        ("choice", {"follows": "q-1"}, "error", "follows-cycle"),
        ("choice", {"explanation": ...}, "warning", "no-explanation"),
        ("choice", {"hints": []}, "warning", "no-hint"),
        ("choice", {"hints": [{"en": "what joins the two in q-1", "zh": "甲"}]}, "warning", "hint-repeats"),
        ("choice", {"stem": {"en": "Only English here."}}, "error", "language"),
        ("choice", {"stem": "Only English here."}, "error", "language"),
        ("choice", {"stem": "只有中文"}, "error", "language"),
        (
            "choice",
            {"stem": {"en": "Fine here.", "zh": "This one was never translated."}},
            "error",
            "language",
        ),
        ("choice", {"stem": {"en": "The 门 here.", "zh": "这个门。"}}, "warning", "language-mixed"),
        ("choice", {"stem": {"en": "A, b.", "zh": "遗忘门,输入门"}}, "warning", "punctuation"),
        ("choice", {"stem": {"en": "Unclosed $x", "zh": "甲"}}, "error", "notation"),
        ("choice", {"stem": {"en": "Wrong $\\nosuchthing{x}$", "zh": "甲"}}, "error", "notation"),
        ("choice", {"stem": {"en": "A gap [[1]]", "zh": "甲"}}, "warning", "blank"),
        ("choice", {"stem": {"en": "See $\\param{H}$", "zh": "甲"}}, "error", "parameter"),
        ("choice", {"stem": long_text(200)}, "warning", "long-stem"),
        ("choice", {"code": "x" * 90}, "warning", "long-code"),
        ("choice", {"stem": {"en": "A \ue000 sign?", "zh": "甲"}}, "error", "character"),
        ("choice", {"stem": {"en": "A \ufdd0 sign?", "zh": "甲"}}, "error", "character"),
        ("choice", {"stem": {"en": "A \U0010fffd sign?", "zh": "甲"}}, "error", "character"),
        ("choice", {"stem": {"en": "A\u200b sign?", "zh": "甲"}}, "error", "character"),
        ("choice", {"stem": {"en": "Ze\xadro?", "zh": "甲"}}, "error", "character"),
        ("choice", {"code": "a = '\uf8ff'"}, "error", "character"),
        ("choice", {"stem": {"en": "$\\,$", "zh": "甲"}}, "error", "nothing-left"),
        ("choice", {"hints": [{"en": "` `", "zh": "看。"}]}, "error", "nothing-left"),
        ("numeric", {"stem": {"en": "For {H} and {D}?", "zh": "{H} 时？"}}, "error", "parameter"),
        ("numeric", {"stem": {"en": "How many?", "zh": "{H} 时有多少？"}}, "warning", "parameter-untold"),
    ],
)
def test_one_fault_one_finding(lint, good, content, kind, changes, level, code):
    (content / "figures" / "half.txt").write_text("x")
    assert lint(good(kind, **changes)) == [(level, code)]


def test_a_packs_liberties(lint, good):
    own = good(section="mine.part", sources=["note"], stem="One language only.", hints=[])
    assert lint(own, shipped=False, references={"note": "A note."}) == []


@pytest.mark.parametrize(
    "text", ["$f_t \\odot c_{t-1}$", "`np.dot(a, b)`", "tanh", "(B, H)", "0.5", "$a$ > $b$"]
)
def test_a_text_without_words_needs_no_translation(lint, good, text):
    assert lint(good(stem=text)) == []


@pytest.mark.parametrize(
    ("choices", "codes"),
    [
        ([("a", True), ("b", False), ("b", False)], {"same-choice"}),
        ([("a", True), ("all of the above", False)], {"catch-all"}),
        ([("a", True), ("以上都不对", False)], {"catch-all", "language"}),
        ([("x" * 60, True), ("y" * 20, False)], {"giveaway"}),
    ],
)
def test_choices(lint, good, choices, codes):
    made = [{"text": text, "correct": right, "why": "`no`"} for text, right in choices]
    found = {code for _, code in lint(good(choices=made))}
    assert codes <= found
    assert found <= codes | {"language"}


def test_a_distractor_wants_a_why(lint, good):
    made = [{"text": "a", "correct": True}, {"text": "b"}]
    assert lint(good(choices=made)) == [("warning", "no-why")]


def test_habits_of_a_bank(lint, good):
    def choice(number, right, texts):
        made = [
            {"text": f"`{text}`", "correct": place == right, "why": "`no`"}
            for place, text in enumerate(texts)
        ]
        name = f"q-{number}-{'abcdefghijklmnop'[number]}"
        return good("choice", name, choices=made, difficulty=1 + number % 5)

    long_first = [choice(number, 0, ["xx", "y", "z", "w"]) for number in range(16)]
    codes = {code for _, code in lint(*long_first)} - {"near-duplicate"}
    assert codes == {"length-bias", "position-bias"}
    even = [choice(number, number % 4, ["x", "y", "z", "w"]) for number in range(16)]
    assert {code for _, code in lint(*even)} <= {"near-duplicate"}
    true = [good("boolean", f"q-{number}") for number in range(16)]
    assert "boolean-bias" in {code for _, code in lint(*true)}


def test_questions_of_one_difficulty(lint, good):
    def codes(count, difficulty):
        made = [good("numeric", f"q-{n}", difficulty=difficulty(n)) for n in range(count)]
        return {code for _, code in lint(*made)} - {"near-duplicate"}

    assert codes(12, lambda _: 3) == {"one-difficulty"}
    assert codes(11, lambda _: 3) == set()
    assert codes(12, lambda n: 2 + n % 2) == set()


def test_joiners_and_emoji_are_carried(lint, good):
    stem = {"en": "\U0001f469\u200d\U0001f4bb asks: a\u0301?", "zh": "甲"}
    assert lint(good(stem=stem)) == []


@pytest.mark.parametrize("sign", ["\ue000", "\u200b"])
def test_a_character_is_told_by_its_own_place(content, tmp_path, write_yaml, sign):
    path = write_yaml(
        f"""\
        bank: mine
        title: My {sign}pack
        questions:
          - id: m-1
            type: boolean
            stem: >-
              A line, and
              then {sign} this.
            answer: true
        """,
        folder=tmp_path,
    )
    context = read_context(content, notation=problems, parameter_names=parameter_names, plain=to_plain)
    found = [one for one in lint_paths([path], context) if one.code == "character"]
    assert [(one.row, one.column) for one in found] == [(2, 11), (8, 12)]


def test_near_duplicates(lint, good):
    stem = "How does the forget gate of an LSTM join the state of the cell that came before it"
    first = good("choice", "q-1", stem={"en": f"{stem}?", "zh": "甲"})
    second = good("choice", "q-2", stem={"en": f"{stem} now?", "zh": "乙"})
    other = good("choice", "q-3", stem={"en": "Which gate of a GRU scales the old state first?", "zh": "丙"})
    assert lint(first, second, other) == [("warning", "near-duplicate")]


def test_one_function_with_other_faults_is_no_repetition(lint, good):
    rows = [
        "def step(x, h):",
        "    a = x @ U.T + h @ W.T + b",
        "    h = np.tanh(a)",
        "    y = h @ V.T",
        "    return h, y",
    ]

    def fault(number, line, wrong):
        code = "\n".join([*rows[: line - 1], wrong, *rows[line:]]) + "\n"
        stem = {"en": "Which line of this step of an RNN is at fault?", "zh": "这一步错在哪一行？"}
        return good("bug", f"q-{number}", stem=stem, code=code, line=line, fix=rows[line - 1].strip())

    first, other = fault(1, 2, "    a = x @ U.T + h @ W + b"), fault(2, 3, "    h = sigmoid(a)")
    assert lint(first, other) == []
    assert lint(first, other, fault(3, 3, "    h = a")) == []
    assert lint(first, other, fault(4, 3, "    h = sigmoid(a)")) == [("warning", "near-duplicate")]


def test_cycles_are_told_at_each_member(lint, good):
    ring = [good("choice", f"q-{n}", follows=f"q-{(n + 1) % 3}") for n in range(3)]
    tail = good("choice", "q-9", follows="q-0")
    assert lint(*ring, tail) == [("error", "follows-cycle")] * 3


def test_shipped_ids_are_taken_and_may_be_followed(lint, good, content, write_yaml, make_bank):
    write_yaml(make_bank(good("choice", "base"), bank="base"), "base.yaml", content / "banks")
    assert lint(good("boolean", "more", follows="base"), shipped=False) == []
    assert lint(good("boolean", "base"), shipped=False) == [("error", "duplicate-id")]
    assert ("error", "duplicate-bank") in lint(good("boolean", "x"), shipped=False, bank="base")


def test_reading_faults_are_findings_and_the_rest_is_linted(lint, good):
    found = lint(good("choice", "q-1", dificulty=2), good("choice", "q-2", sources=[]))
    assert found == [("error", "unknown-key"), ("warning", "no-source")]


def test_files_and_folders(content, tmp_path, write_yaml, make_bank, good):
    context = read_context(content, notation=problems, parameter_names=parameter_names, plain=to_plain)
    write_yaml(make_bank(good("choice", "a"), bank="a"), "a.yaml", tmp_path / "packs")
    broken = write_yaml("bank: [\n", "b.yaml", tmp_path / "packs")
    findings = lint_paths([tmp_path / "packs"], context)
    assert [(finding.path, finding.code) for finding in findings] == [(broken, "yaml")]
    with pytest.raises(InputError, match="no such file"):
        lint_paths([tmp_path / "gone.yaml"], context)


def test_coverage_counts_and_names_what_is_short(content, write_yaml, make_bank, good):
    chain = [
        good("choice", "a"),
        good("boolean", "b", follows="a"),
        good("numeric", "c", follows="b", difficulty=5),
    ]
    write_yaml(make_bank(*chain, bank="a"), "a.yaml", content / "banks")
    context = read_context(content, notation=problems, parameter_names=parameter_names, plain=to_plain)
    read = read_paths([content], context)
    covered = coverage(read.questions, read.drills, context.article)
    rows = {row.slug: row for row in covered.sections}
    assert list(rows) == ["rnn.core-idea", "lstm.structure", "lstm.forget-gate", "beyond"]
    assert rows["lstm.structure"].types == {"choice": 1, "boolean": 1, "numeric": 1}
    assert rows["lstm.structure"].difficulties == {2, 5}
    told = json.dumps(covered.short)
    assert "questions of type bug: 0/30" in told
    assert "chains of 3 or more: 1/25" in told
    assert "C37" in told
