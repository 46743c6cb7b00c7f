"""The scripts of ``docs/grading.md`` do what the page says, as far as this machine can tell."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from shown import blocks

from quizrnn.paths import content_dir

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
GRADING = (ROOT / "docs" / "grading.md").read_text(encoding="utf-8")
PROGRAM = Path(sys.executable).with_name("quizrnn")


def script(first):
    """Return the block of the page that has this word."""
    (text,) = ["\n".join(block.lines) + "\n" for block in blocks(GRADING) if first in "\n".join(block.lines)]
    return text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_shell_reads_every_block_of_commands(page):
    for block in blocks(page.read_text(encoding="utf-8")):
        if block.language == "sh":
            text = "\n".join(block.lines) + "\n"
            done = subprocess.run(["bash", "-n"], input=text, capture_output=True, encoding="utf-8")
            assert (done.returncode, done.stderr) == (0, ""), f"{page.name}:{block.row}"


@pytest.mark.parametrize(("solved", "score"), [(True, 1.0), (False, 0.0)])
def test_the_autograder_writes_its_results_and_never_fails(tmp_path, environment, home, solved, score):
    for folder in ("submission", "results"):
        (tmp_path / folder).mkdir()
    solution = content_dir() / "drills" / "lstm-cell-backward.article.py"
    text = solution.read_text(encoding="utf-8") if solved else "def lstm_cell_forward():\n"
    (tmp_path / "submission" / "submission.py").write_text(text, encoding="utf-8")
    run = script("results.json").replace("/autograder/venv/bin/quizrnn", str(PROGRAM))
    run = run.replace("/autograder", str(tmp_path))
    done = subprocess.run(["bash"], input=run, env=environment(home), capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    results = json.loads((tmp_path / "results" / "results.json").read_text(encoding="utf-8"))
    assert results["tests"]
    earned = sum(test["score"] for test in results["tests"])
    assert earned == pytest.approx(score * sum(test["max_score"] for test in results["tests"]))


def test_the_workflow_is_one_that_github_reads():
    flow = yaml.safe_load(script("actions/checkout"))
    (job,) = flow["jobs"].values()
    assert job["steps"][-1]["run"].startswith("quizrnn grade lstm-cell-backward ")
    assert all(set(step) <= {"uses", "with", "run", "name"} for step in job["steps"])
