"""The README: the two commands that CI reads from it, and every command of the program."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from quizrnn.cli.root import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def readme_commands():
    spec = importlib.util.spec_from_file_location("readme_command", ROOT / ".ci" / "readme_command.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.commands(README)


def test_the_first_command_installs_and_starts_the_program():
    (command,) = [block for block in readme_commands() if block.endswith("bin/quizrnn")]
    assert command.startswith("python3 -m venv")


def test_the_second_command_installs_and_runs_the_tests():
    (command,) = [block for block in readme_commands() if "pytest" in block]
    assert command.startswith("python3 -m venv")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name):
    assert f"`quizrnn {name}" in README


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_in_both_languages(quizrnn, name, lang):
    done = quizrnn(name, "--help", lang=lang)
    assert done.returncode == 0
    assert done.stderr == ""
    assert ("用法" in done.stdout) == (lang == "zh")
    assert ("Usage" in done.stdout) == (lang == "en")
