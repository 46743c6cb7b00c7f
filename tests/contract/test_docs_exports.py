"""The commands of ``docs/exports.md`` do what the page says, and the page names every format."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from quizrnn.export.exporters import FORMATS
from quizrnn.export.imports.importers import FORMATS as IMPORTS

PAGE = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")


def commands():
    """Return the page's commands, in order."""
    blocks = re.findall(r"^```\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    return [shlex.split(line)[1:] for block in blocks for line in block.splitlines()]


def test_the_page_names_every_format():
    out, _, into = PAGE.partition("\n## In\n")
    assert all(f"| `{name}` |" in out for name in FORMATS)
    assert all(f"`{name}`" in into for name in IMPORTS)


def test_the_commands_of_the_page_work(quizrnn, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = []
    for words in commands():
        if words[0] == "import":  # the page's deck is the reader's own
            (tmp_path / "rnn.apkg").rename(tmp_path / words[2])
        done = quizrnn(*words)
        assert done.returncode == 0, (words, done.stderr)
        if "-o" in words:
            made.append(words[words.index("-o") + 1])
            assert (tmp_path / made[-1]).stat().st_size > 1000
    assert len(made) == 5
