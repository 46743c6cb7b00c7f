"""Usage errors and help: one line where a word is missing, arguments as one would write them."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("group", ["drill", "data"])
def test_a_missing_subcommand_is_one_short_line(run_cli, group):
    ran = run_cli(group)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"quizrnn: Missing command (see quizrnn {group} --help)\n"


@pytest.mark.parametrize(("command", "argument"), [("lint", "PATH..."), ("check", "ANSWER...")])
def test_help_names_an_optional_argument_without_stray_brackets(run_cli, command, argument):
    ran = run_cli(command, "--help")
    rows = [line.split()[0] for line in ran.out.splitlines() if line.startswith("  ")]
    assert argument in rows
    assert f"[OPTIONS] {'' if command == 'lint' else 'QUESTION '}[{argument[:-3]}]..." in ran.out


def test_a_drill_without_a_form_in_a_convention_says_which_it_has(run_cli):
    for words in (
        ("grade", "gru-forward", __file__, "--convention", "cs231n"),
        ("drill", "start", "gru-forward", "--convention", "cs231n"),
        ("drill", "solution", "gru-forward", "--convention", "cs231n"),
    ):
        ran = run_cli(*words)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err == (
            "quizrnn: gru-forward has no form in the convention “cs231n”; it has article, pytorch\n"
        )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("list", "questions", "-n", "0"), "'-n' / '--count' 的值无效：应为不小于 1 的整数"),
        (("show", "x", "--seed", "a"), "'--seed' 的值无效：应为不小于 0 的整数"),
        (("grade", "sigmoid", "x.py", "--jobs", "0"), "'--jobs' 的值无效：应为 1 到 256 之间的整数"),
        (
            ("grade", "sigmoid", "x.py", "--time-limit", "x"),
            "'--time-limit' 的值无效：应为 0.1 到 3600 之间的数",
        ),
        (("import", "nope", "x"), "'FORMAT' 的值无效：可取 anki、anki-text、gift、moodle、hashcards"),
        (("show", "a", "b"), "多余的参数：b"),
        (("data",), "缺少子命令"),
    ],
)
def test_usage_errors_are_chinese_throughout(run_cli, words, said):
    ran = run_cli("--lang", "zh", *words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"quizrnn: {said}（参见 quizrnn {words[0]} --help）")


@pytest.mark.parametrize(
    "words", [("stats",), ("list", "questions"), ("quiz", "--plain"), ("data", "backup")]
)
def test_a_home_whose_name_is_too_long_is_one_line(run_cli, monkeypatch, tmp_path, words):
    monkeypatch.setenv("QUIZRNN_HOME", str(tmp_path / ("x" * 300)))
    ran = run_cli(*words)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "File name too long" in ran.err
