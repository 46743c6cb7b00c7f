"""The README: the two commands that CI reads from it, and that every command is named to a reader.

``test_pages.py`` runs what it shows.
"""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path

import pytest

from quizrnn.cli.root import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs" / "user-guide.md").read_text(encoding="utf-8")


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
    assert f"`quizrnn {name}" in GUIDE


def test_the_counts_are_those_of_the_program(home, run_at):
    counted = re.search(r"(\d+) questions in ten types, (\d+) coding drills", README)
    listed = [
        json.loads(run_at(home, "list", what, "--format", "json").stdout) for what in ("questions", "drills")
    ]
    assert [int(number) for number in counted.groups()] == [len(rows) for rows in listed]
    assert len({row["type"] for row in listed[0]}) == 10


def test_a_reader_is_in_within_a_minute():
    lines = README.splitlines()
    assert len(lines) <= 220
    assert lines.index("## Start") < 25
    assert all(f"docs/images/{name}.svg" in README for name in ("quiz", "drill", "stats"))
