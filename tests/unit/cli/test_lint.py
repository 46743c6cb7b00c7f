"""``quizrnn lint``: findings as lines and JSON, exit codes, coverage, and whose code is run."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from quizrnn.cli.invocation import Invocation
from quizrnn.cli.root import root
from quizrnn.paths import content_dir

PACK = """
bank: mine
title: My pack
questions:
  - id: m-1
    type: numeric
    stem: What does it print?
    code: |
      print({body})
    answer: 4
    prints: true
    explanation: Two and two.
    references: []
"""


@pytest.fixture
def lint(tmp_path):
    """Return a function that runs the command and returns exit code and output."""

    def run(*words):
        environ = {"QUIZRNN_HOME": str(tmp_path / "home")}
        invocation = Invocation([str(word) for word in words], environ=environ)
        done = CliRunner().invoke(root, ["lint", *map(str, words)], obj=invocation, standalone_mode=False)
        if done.exception is not None:
            raise done.exception
        return done.return_value or 0, done.output

    return run


@pytest.fixture
def pack(tmp_path):
    """Return a function that writes a pack whose code prints the value of an expression."""

    def write(body="2 + 2"):
        path = tmp_path / "pack.yaml"
        text = PACK.replace("    references: []\n", "    sources: [numpy]\n").replace("{body}", body)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_sound_pack_passes_and_its_code_waits_for_leave(lint, pack):
    code, output = lint(pack())
    assert code == 0
    assert "1 code listing did not ship with the program, and no code of a pack was run; --run-code" in output
    assert "1 questions, 0 drills: 0 errors, 0 warnings" in output


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ("2 + 2", 0, "0 errors"),
        ("2 + 3", 1, "the code prints “5”, which is not the key [prints]"),
        ("1 / 0", 1, "ZeroDivisionError"),
        ("__import__('quizrnn')", 1, "the code does not run"),
    ],
)
def test_run_code_proves_what_it_prints(lint, pack, body, code, words):
    found, output = lint("--run-code", pack(body))
    assert found == code
    assert words in output
    assert "were not run" not in output


def test_code_is_never_run_without_leave(lint, pack, tmp_path):
    trace = tmp_path / "trace"
    lint(pack(f"open({str(trace)!r}, 'w').write('x')"))
    assert not trace.exists()


def test_json_has_findings_with_places(lint, pack):
    path = pack()
    path.write_text(path.read_text().replace("answer: 4", "anser: 4"), encoding="utf-8")
    code, output = lint("--format", "json", path)
    data = json.loads(output)
    assert code == 1
    assert data["errors"] == 1
    assert data["findings"] == [
        {
            "path": str(path),
            "line": 10,
            "column": 5,
            "level": "error",
            "code": "unknown-key",
            "message": "unknown key “anser” (did you mean “answer”?)",
        }
    ]
    assert "coverage" not in data


def test_lint_speaks_chinese(lint, pack):
    _, output = lint("--lang", "zh", pack())
    assert "1 道题" in output
    assert "未运行" in output
    path = pack()
    path.write_text(path.read_text().replace("numpy", "nunpy"), encoding="utf-8")
    _, output = lint("--lang", "zh", path)
    assert " (" not in output  # a remedy's brackets are full-width, too
    assert "） [source]" in output


@pytest.fixture
def proved(monkeypatch):
    """Return the names of the drills handed to the prover, which has tests of its own for each of them."""
    names = []

    def note(path):
        names.append(path.stem)
        return []

    monkeypatch.setattr("quizrnn.drills.prove.prove_file", note)
    return names


def test_the_shipped_content_is_sound_and_ends_with_what_it_covers(lint, proved):
    code, output = lint("--format", "json")
    data = json.loads(output)
    assert [finding for finding in data["findings"] if finding["level"] == "error"] == []
    assert code == 0
    slugs = [row["slug"] for row in data["coverage"]["sections"]]
    assert len(slugs) == 30
    assert slugs[0] == "rnn.core-idea"
    assert slugs[-1] == "beyond"
    assert all(isinstance(row["types"], dict) for row in data["coverage"]["sections"])
    assert sorted(proved) == sorted(path.stem for path in (content_dir() / "drills").glob("*.yaml"))


def test_the_table_lists_sections_by_type(lint, proved, monkeypatch):
    monkeypatch.setattr("quizrnn.answers.lint.lint_answers", lambda *_, **__: [])
    _, output = lint()
    head = next(line for line in output.splitlines() if line.startswith("section"))
    assert head.split()[1:11] == [
        "choice", "multi", "boolean", "cloze", "order", "match", "numeric", "formula", "short", "bug",
    ]  # fmt: skip
    assert "lstm.bptt" in output
    assert len(proved) > 3


@pytest.fixture
def apart(tmp_path):
    """Return a function that runs the command and returns exit code, stdout and stderr."""

    def run(*words):
        invocation = Invocation(list(map(str, words)), environ={"QUIZRNN_HOME": str(tmp_path / "home")})
        done = CliRunner().invoke(root, ["lint", *map(str, words)], obj=invocation, standalone_mode=False)
        if done.exception is not None:
            raise done.exception
        return done.return_value or 0, done.stdout, done.stderr

    return run


def unescaped(text):
    for code, sign in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, sign)
    return text


def test_github_gets_workflow_commands_with_paths_from_here(apart, pack, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = pack()
    path.write_text(path.read_text().replace("answer: 4", "anser: 4"), encoding="utf-8")
    code, out, err = apart("--format", "github", path)
    assert code == 1
    assert out.splitlines() == [
        "::error file=pack.yaml,line=10,col=5,title=unknown-key::unknown key “anser” (did you mean “answer”?)"
    ]
    assert err.splitlines()[-1] == "1 files, 0 questions, 0 drills: 1 errors, 0 warnings"


def test_github_commands_escape_what_would_end_them(apart, pack, tmp_path, monkeypatch):
    away = tmp_path / "elsewhere"
    away.mkdir()
    monkeypatch.chdir(away)
    path = pack()
    hard = tmp_path / "a,b:100%.yaml"
    hard.write_text(
        path.read_text().replace("id: m-1", 'id: "a%: ,\\n::error::b"').replace("    sources: [numpy]\n", ""),
        encoding="utf-8",
    )
    code, out, _ = apart("--format", "github", hard)
    assert code == 1
    (line,) = out.splitlines()
    properties, message = line.removeprefix("::error ").split("::", 1)
    found = dict(part.split("=", 1) for part in properties.split(","))
    assert unescaped(found["file"]) == hard.as_posix()
    assert ":" not in properties
    assert "100%25.yaml" in properties
    assert "a%25: , ::error::b" in message


def test_github_is_given_warnings_and_notes_on_the_right_streams(apart, pack):
    path = pack()
    path.write_text(path.read_text().replace("    explanation: Two and two.\n", ""), encoding="utf-8")
    code, out, err = apart("--format", "github", path)
    assert code == 0
    assert out.startswith("::warning file=")
    assert "title=no-explanation::" in out
    assert "--run-code" in err


def test_github_is_told_nothing_of_a_sound_pack(apart, pack):
    code, out, err = apart("--format", "github", "--run-code", pack())
    assert (code, out) == (0, "")
    assert "0 errors, 0 warnings" in err
