"""``quizrnn new bank``: a template that teaches, lints clean and can be studied at once."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from quizrnn.bank.load import load_bank
from quizrnn.bank.model import QUESTION_TYPES, question_type
from quizrnn.cli.invocation import Invocation
from quizrnn.cli.new import slug_of
from quizrnn.cli.root import root
from quizrnn.errors import InputError
from quizrnn.paths import content_dir


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Return a function that runs a command in an empty folder and returns exit code and output."""
    monkeypatch.chdir(tmp_path)

    def call(*words):
        invocation = Invocation(list(words), environ={"QUIZRNN_HOME": str(tmp_path / "home")})
        done = CliRunner().invoke(root, list(words), obj=invocation, standalone_mode=False)
        invocation.close()
        if done.exception is not None:
            raise done.exception
        return done.return_value or 0, done.output

    return call


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_template_lints_clean_and_has_every_type_once(run, lang, tmp_path):
    code, output = run("new", "bank", "Deep Notes 2.yaml", "--lang", lang)
    assert code == 0
    assert "deep-notes-2" in output
    code, output = run("lint", "--format", "json", "Deep Notes 2.yaml")
    assert (code, json.loads(output)["findings"]) == (0, [])
    bank = load_bank(tmp_path / "Deep Notes 2.yaml")
    assert bank.bank == "deep-notes-2"
    assert [question_type(question) for question in bank.questions] == list(QUESTION_TYPES)
    assert all(question.id.startswith("deep-notes-2-") for question in bank.questions)
    text = (tmp_path / "Deep Notes 2.yaml").read_text(encoding="utf-8")
    assert "my-bank" not in text
    assert ("答案" in text) == (lang == "zh")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_question_type_is_explained_by_a_comment(lang):
    lines = (content_dir() / "templates" / f"bank.{lang}.yaml").read_text(encoding="utf-8").splitlines()
    starts = [place for place, line in enumerate(lines) if line.startswith("  - id: ")]
    assert len(starts) == len(QUESTION_TYPES)
    assert all(lines[place - 1].startswith("  # ") for place in starts)
    assert max(map(len, lines)) <= 120


def test_its_first_line_names_the_schema_on_this_machine(run, tmp_path):
    run("new", "bank", "mine.yaml")
    first = (tmp_path / "mine.yaml").read_text(encoding="utf-8").partition("\n")[0]
    uri = (content_dir() / "bank.schema.json").resolve().as_uri()
    assert first == f"# yaml-language-server: $schema={uri}"
    assert (content_dir() / "bank.schema.json").exists()


@pytest.mark.parametrize("words", [[], ["-"]])
def test_without_a_file_it_goes_to_stdout(run, words, tmp_path):
    code, output = run("new", "bank", *words)
    assert code == 0
    assert output.startswith("# yaml-language-server: $schema=file://")
    assert "bank: my-bank" in output
    assert [path for path in tmp_path.iterdir() if path.name != "home"] == []


def test_an_existing_file_is_kept(run, tmp_path):
    (tmp_path / "mine.yaml").write_text("mine")
    with pytest.raises(InputError, match=r"^mine\.yaml: exists already and is kept \(choose another name\)$"):
        run("new", "bank", "mine.yaml")
    assert (tmp_path / "mine.yaml").read_text() == "mine"


@pytest.mark.parametrize("name", ["no/such/folder.yaml", "mine", "mine.txt"])
def test_a_file_that_cannot_be_written_is_one_line(run, name):
    with pytest.raises(InputError) as caught:
        run("new", "bank", name)
    assert caught.value.exit_code == 2
    assert caught.value.remedy


@pytest.mark.parametrize("name", ["lstm.yaml", "compare.yaml", "rnn.keras.yaml"])
def test_a_name_that_is_taken_becomes_another(run, name):
    run("new", "bank", name)
    code, output = run("lint", "--format", "json", name)
    assert (code, json.loads(output)["findings"]) == (0, [])


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("my", "my"),
        ("Deep Notes 2", "deep-notes-2"),
        ("记忆", "my-bank"),
        ("LSTM 笔记", "lstm"),
        ("a.b_c", "a-b-c"),
        ("--", "my-bank"),
        ("x" * 200, "x" * 60),
        ("rnn", "my-rnn"),
    ],
)
def test_the_slug_comes_from_the_name(name, slug):
    assert slug_of(name, {"rnn"}) == slug


def test_it_can_be_studied_at_once(run):
    run("new", "bank", "my.yaml")
    code, output = run("list", "questions", "--bank", "my.yaml", "-t", "my", "--format", "json")
    assert code == 0
    assert [row["type"] for row in json.loads(output)] == list(QUESTION_TYPES)
