"""The page ``docs/exports.md`` names every format; ``test_pages.py`` runs its commands."""

from __future__ import annotations

from pathlib import Path

from quizrnn.export.exporters import FORMATS
from quizrnn.export.imports.importers import FORMATS as IMPORTS

PAGE = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")


def test_the_page_names_every_format():
    out, _, into = PAGE.partition("\n## In\n")
    assert all(f"| `{name}` |" in out for name in FORMATS)
    assert all(f"`{name}`" in into for name in IMPORTS)
