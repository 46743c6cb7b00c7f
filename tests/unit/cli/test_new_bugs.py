"""``quizrnn new bugs``: a bank of drafts that loads, lints, and is checked as any other."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from quizrnn.answers.check import check
from quizrnn.answers.instance import draw
from quizrnn.bank.load import load_bank
from quizrnn.cli.invocation import Invocation
from quizrnn.cli.root import root
from quizrnn.errors import InputError, QuizrnnError, UnknownName
from quizrnn.text import pick


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Return a function that runs a command in an empty folder: exit code, output, and what is on stderr."""
    monkeypatch.chdir(tmp_path)

    def call(*words):
        invocation = Invocation(list(words), environ={"QUIZRNN_HOME": str(tmp_path / "home")})
        done = CliRunner().invoke(root, list(words), obj=invocation, standalone_mode=False)
        invocation.close()
        if done.exception is not None:
            raise done.exception
        return done.return_value or 0, done.stdout, done.stderr

    return call


def test_writes_a_bank_that_lints_clean_and_whose_lines_are_right(run, tmp_path):
    code, output, summary = run("new", "bugs", "rnn-cell-forward", "-o", "find.yaml", "--count", "8")
    assert (code, output) == (0, "")
    assert summary.startswith("8 questions in find.yaml, ")
    assert "change several lines" in summary
    assert summary.count("\n") == 1
    code, output, _ = run("lint", "--format", "json", "find.yaml")
    assert (code, json.loads(output)["findings"]) == (0, [])
    bank = load_bank(tmp_path / "find.yaml")
    assert bank.bank == "find"
    assert len(bank.questions) == 8
    text = (tmp_path / "find.yaml").read_text(encoding="utf-8")
    todo = sum("TODO" in pick(question.explanation, "en") for question in bank.questions)
    assert f"{todo} to word (TODO)" in summary
    assert text.count("# TODO: say why") == todo
    for question in bank.questions:
        assert question.id.startswith("rnn-cell-forward-bug-")
        assert question.section == "rnn.core-idea"
        assert set(question.stem) == set(question.explanation) == {"en", "zh"}
        instance = draw(question, 0)
        assert check(instance, str(question.lines)).correct
        others = [line for line in range(1, len(question.code.splitlines()) + 1) if line != question.lines]
        assert not any(check(instance, str(line)).correct for line in others)


def test_a_mistakes_own_words_are_the_explanation(run, tmp_path):
    run("new", "bugs", "lstm-cell-backward", "-o", "b.yaml", "-n", "1")
    (question,) = load_bank(tmp_path / "b.yaml").questions
    assert question.id == "lstm-cell-backward-bug-carry-missing"
    assert question.fix == "dc = dc_t + dh_t * o * (1 - tau**2)"
    assert "step t+1" in pick(question.explanation, "en")
    assert "第 t+1 步" in pick(question.explanation, "zh")


def test_without_a_file_it_goes_to_stdout_and_the_seed_repeats_it(run):
    first, again, other = (
        run("new", "bugs", "sigmoid", "--seed", seed, "--lang", "zh")[1] for seed in ("1", "1", "2")
    )
    assert first == again != other
    assert first.startswith("# yaml-language-server: ")
    assert "bank: sigmoid-bugs" in first
    assert "请挑选" in first


def test_another_convention_is_another_set_of_ids(run):
    output = run("new", "bugs", "rnn-cell-forward", "--convention", "cs231n", "-n", "2")[1]
    assert "  - id: rnn-cell-forward-cs231n-bug-" in output
    assert "rnn_step_forward" in output


@pytest.mark.parametrize("name", ["there.yaml", "notes.txt"])
def test_keeps_what_is_there_and_wants_a_banks_name(run, tmp_path, name):
    (tmp_path / "there.yaml").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError):
        run("new", "bugs", "rnn-cell-forward", "-o", name)
    assert (tmp_path / "there.yaml").read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "notes.txt").exists()


def test_says_which_drill_or_convention_there_is_not(run):
    with pytest.raises(UnknownName):
        run("new", "bugs", "nope")
    with pytest.raises(UnknownName, match="cs231n"):
        run("new", "bugs", "rnn-cell-forward", "--convention", "keras")
    with pytest.raises(QuizrnnError, match="judged by what is learnt"):
        run("new", "bugs", "train-adding-problem")


@pytest.mark.parametrize(("lang", "word"), [("en", "which line is at fault"), ("zh", "错在哪一行")])
def test_help_in_both_languages(run, lang, word):
    assert word in run("new", "bugs", "--help", "--lang", lang)[1].replace("\n  ", "")
