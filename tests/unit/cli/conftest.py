"""Runs commands in this process against a learner's folder of their own."""

from __future__ import annotations

import io
import sys
from typing import NamedTuple

import pytest


class Ran(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Return the learner's folder, which is empty."""
    folder = tmp_path / "home"
    monkeypatch.setenv("QUIZRNN_HOME", str(folder))
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def run_cli(home, monkeypatch, capsys):  # noqa: ARG001
    """Return a function that runs a command line and returns its exit code, output and diagnostics."""
    from quizrnn.cli.main import main

    def run(*words, stdin=""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        with pytest.raises(SystemExit) as ended:
            main(list(words))
        captured = capsys.readouterr()
        return Ran(ended.value.code, captured.out, captured.err)

    return run


@pytest.fixture
def pack(tmp_path):
    """Return a bank of three boolean questions, all true, to be given with ``--bank``."""
    file = tmp_path / "pack.yaml"
    file.write_text(
        """\
bank: pack
title: {en: A pack, zh: 题包}
questions:
  - {id: pack-1, type: boolean, section: pack.one, stem: {en: One?, zh: 一？}, answer: true, tags: [easy]}
  - {id: pack-2, type: boolean, section: pack.one, stem: {en: Two?, zh: 二？}, answer: true, difficulty: 4}
  - {id: pack-3, type: boolean, section: pack.two, stem: {en: Three?, zh: 三？}, answer: true}
""",
        encoding="utf-8",
    )
    return file


@pytest.fixture
def answered(run_cli, pack):
    """Answer the first two questions of the pack, one right and one wrong, and stop."""
    ran = run_cli("quiz", "--plain", "-t", "pack", "--bank", str(pack), "--seed", "1", stdin="t\nf\nq\n")
    assert ran.code == 0, ran.err
    assert ran.out.count("✓") == ran.out.count("✗") == 1
    return ran
