"""The budgets' driver: it names what is there, and writes its table into the page."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BENCHMARKS = ROOT / "tests" / "benchmarks"
PAGE = ROOT / "docs" / "speed.md"


@pytest.fixture(scope="module")
def budgets():
    """Return the driver as a module, without what it measures."""
    sys.path.insert(0, str(BENCHMARKS))
    try:
        spec = importlib.util.spec_from_file_location("budgets", BENCHMARKS / "budgets.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(BENCHMARKS))
    return module


def test_every_row_is_measured_by_a_function_that_is_there(budgets):
    for name, target in budgets.ROWS.items():
        module, _, function = target.partition(":")
        tree = ast.parse((BENCHMARKS / f"{module}.py").read_text(encoding="utf-8"))
        assert function in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, name


def test_a_table_says_what_is_missed_and_is_written_between_the_marks_alone(budgets):
    kept = budgets.Budget("a", 2.5, 2.0, "parts")
    missed = budgets.Budget("b", 1.7, 1.25, "more", least=True)
    slow = budgets.Budget("c", 16, 12.34, "kinds", unit="ms")
    table = budgets.table([kept, missed, slow])
    assert "| a | ≤ 2.5 × | 2.00 × | parts |" in table
    assert "| b | ≥ 1.7 × | **1.25 ×** missed | more |" in table
    assert "| c | ≤ 16 ms | 12.3 ms | kinds |" in table
    page = PAGE.read_text(encoding="utf-8")
    written = budgets.written(page, table)
    assert table in written
    assert written.partition(budgets.BEGIN)[0] == page.partition(budgets.BEGIN)[0]
    assert written.partition(budgets.END)[2] == page.partition(budgets.END)[2]
    with pytest.raises(ValueError, match="budgets"):
        budgets.written("no marks", table)


def test_names_are_listed_and_wrong_ones_refused():
    def run(*words):
        script = str(BENCHMARKS / "budgets.py")
        return subprocess.run([sys.executable, script, *words], capture_output=True, encoding="utf-8")

    assert "commands" in run("--list").stdout.split()
    assert run("nothing").returncode == 2
    assert run("grade", "--write", "docs/speed.md").returncode == 2
