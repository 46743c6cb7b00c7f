"""What the pages name of the project exists: files, modules, and the names inside them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
SPAN = re.compile(r"`([^`\n]+)`")
ROOTS = ("quizrnn/", "content/", "tests/", "docs/", ".ci/")
PLACEHOLDER = re.compile(r"[*<>…]|[A-Z]{3,}")


def spans(text):
    return SPAN.findall(re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_that_a_page_names_is_there(page):
    named = [word for span in spans(page.read_text(encoding="utf-8")) for word in span.split()]
    paths = [word.rstrip(",.:") for word in named if word.startswith(ROOTS) and not PLACEHOLDER.search(word)]
    assert [path for path in paths if not (ROOT / path).exists()] == []


def sections():
    """Return each part of the house with the folders that its section may name modules of."""
    for part in re.split(r"^## ", ARCHITECTURE, flags=re.M)[1:]:
        heading, _, text = part.partition("\n")
        folder = ROOT / "quizrnn" / heading.strip().rstrip("/")
        yield heading.strip(), folder if folder.is_dir() else ROOT / "quizrnn", text


@pytest.mark.parametrize(("heading", "folder", "text"), list(sections()), ids=lambda value: str(value)[:12])
def test_every_module_of_a_section_is_in_its_folder(heading, folder, text):
    tests = ROOT / "tests" / "unit" / folder.name
    here = [*folder.rglob("*.py"), *tests.glob("*.py"), *(ROOT / "tests").glob("*/*.py")]
    elsewhere = [path.as_posix() for path in (*here, *(ROOT / "quizrnn").rglob("*.py"))]
    modules = [span for span in spans(text) if re.fullmatch(r"[a-z_/]+\.py", span)]
    assert modules or folder.name == "quizrnn", heading
    unknown = [name for name in modules if not any(path.endswith(f"/{name}") for path in elsewhere)]
    assert unknown == [], heading


def test_every_name_of_the_house_is_in_its_source():
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("quizrnn", "tests")
        for path in sorted((ROOT / folder).rglob("*.py"))
    )
    known = set(re.findall(r"[A-Za-z_][A-Za-z_0-9]*", source))
    known |= {f"_{part}" for word in known for part in re.findall(r"(?<=_)[a-z]+$", word)}
    named = [re.match(r"\.?([A-Za-z_][\w.]*)(\(|$)", span) for span in spans(ARCHITECTURE)]
    identifiers = {
        word for found in named if found for word in found[1].split(".") if word.isascii() and len(word) > 1
    }
    assert len(identifiers) > 300
    assert sorted(identifiers - known - {"py", "yaml"}) == []


def test_every_package_of_the_house_has_a_section():
    packages = {path.parent.name for path in (ROOT / "quizrnn").glob("*/__init__.py")}
    assert packages <= {heading.rstrip("/") for heading, _, _ in sections()}


def test_every_benchmark_is_named_to_contributors():
    page = (ROOT / "docs" / "contributing.md").read_text(encoding="utf-8")
    scripts = {path.name for path in (ROOT / "tests" / "benchmarks").glob("bench_*.py")}
    assert scripts <= set(re.findall(r"`(\w+\.py)`", page))
