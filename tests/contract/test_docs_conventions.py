"""Every piece of code in ``docs/conventions.md`` runs and holds, in the order in which it stands there."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from shown import blocks

PAGE = Path(__file__).parents[2] / "docs" / "conventions.md"
CODE = [block for block in blocks(PAGE.read_text(encoding="utf-8")) if block.language == "python"]
HAS_TORCH = importlib.util.find_spec("torch") is not None


def run(block, namespace):
    # The page's own lines, so that a failure names the line of the page.
    exec(compile("\n" * block.row + "\n".join(block.lines), PAGE.name, "exec"), namespace)


def test_the_code_without_pytorch_holds():
    plain = [block for block in CODE if "import torch" not in block.lines]
    assert len(plain) >= 7
    assert sum(line.startswith("assert ") for block in plain for line in block.lines) >= 10
    namespace = {}
    for block in plain:
        run(block, namespace)


def test_the_code_with_pytorch_holds():
    if not HAS_TORCH:
        pytest.skip("PyTorch is not installed: the page is not compared with it")
    assert sum("import torch" in block.lines for block in CODE) == 2
    namespace = {}
    for block in CODE:
        run(block, namespace)
