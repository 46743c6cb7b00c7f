"""The drill pack of ``docs/authoring.md``, as a reader would type it."""

import re
from pathlib import Path

AUTHORING = Path(__file__).parents[3] / "docs" / "authoring.md"


def files():
    """Return the text of each file of the example by name."""
    text = AUTHORING.read_text(encoding="utf-8")
    return dict(re.findall(r"<!-- file: (leaky-cell\.[a-z.]+) -->\n```\w+\n(.*?)```", text, re.DOTALL))


def write(folder, find="", replace="", name="leaky-cell.yaml"):
    """Write the pack, with a text replaced in one of its files, and return the drill's file."""
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in files().items():
        if file == name and find:
            assert text.count(find) == 1, find
            text = text.replace(find, replace)
        (folder / file).write_text(text, encoding="utf-8")
    return folder / "leaky-cell.yaml"
