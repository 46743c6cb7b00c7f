"""Every text in both languages, and Chinese set as Chinese is."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from quizrnn.bank.source import read_yaml
from quizrnn.paths import content_dir

ROOT = Path(__file__).resolve().parents[2]
HAN = "\u4e00-\u9fff"
VERBATIM = re.compile(r"`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|\{[^{}]*\}", re.DOTALL)
HALF_WIDTH = re.compile(rf"[{HAN}][,;:!?][\s{HAN}]|[{HAN}][,;:!?]$|[{HAN}]\.(\s|$)")


def faults(chinese):
    return [found.group() for found in HALF_WIDTH.finditer(VERBATIM.sub("x", chinese))]


def constant(node):
    """Return the text of a literal or f-string with its values left out, or None."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "x" for part in node.values)
    return None


def pairs_in_code():
    for path in sorted((ROOT / "quizrnn").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "both":
                texts = [constant(argument) for argument in node.args]
                if len(texts) == 2 and None not in texts:
                    yield f"{path.name}:{node.lineno}", *texts


def pairs_in(data, where):
    if isinstance(data, dict):
        if set(data) == {"en", "zh"} and isinstance(data["en"], str):
            yield where, data["en"], data["zh"]
            return
        for key, value in data.items():
            yield from pairs_in(value, f"{where}.{key}")
    elif isinstance(data, list):
        for place, value in enumerate(data):
            name = value.get("id", place) if isinstance(value, dict) else place
            yield from pairs_in(value, f"{where}.{name}")


def test_what_the_program_says_is_set_in_full_width():
    found = list(pairs_in_code())
    assert len(found) > 200
    assert [(where, faults(chinese)) for where, _, chinese in found if faults(chinese)] == []


def test_what_the_program_says_is_said_in_both_languages():
    prose = [(w, e, z) for w, e, z in pairs_in_code() if len(re.findall(r"[a-z]{2,}", e)) > 3]
    assert [where for where, english, chinese in prose if not re.search(f"[{HAN}]", chinese)] == []
    assert [where for where, english, _ in prose if re.search(f"[{HAN}]", english)] == []


@pytest.mark.parametrize("path", sorted(content_dir().rglob("*.yaml")), ids=lambda path: path.stem)
def test_the_content_is_set_in_full_width_and_translated(path):
    found = list(pairs_in(read_yaml(path).data, path.stem))
    assert [(where, faults(chinese)) for where, _, chinese in found if faults(chinese)] == []
    prose = [(w, e, z) for w, e, z in found if len(re.findall(r"[a-z]{2,}", VERBATIM.sub("", e))) > 3]
    assert [where for where, _, chinese in prose if not re.search(f"[{HAN}]", chinese)] == []
