"""What the README and the pages of ``docs/`` show is what the program prints, up to numbers.

``QUIZRNN_GOLDEN=write pytest tests/contract/test_pages.py`` writes the outputs that they show anew; then read
the difference. How a page says what of it is run: ``tests/support/shown.py``.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
from pathlib import Path

import click
import pytest
from shown import Reader, agrees, as_shown, blocks, commands

from quizrnn.cli.invocation import Invocation
from quizrnn.cli.root import root

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
DATA = {"yaml", "python", "text", "json", "dockerfile"}
LOOKS_TYPED = re.compile(r"^(\$ |(\S*/)?quizrnn |python3? |pip |bash )")
WITH_PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


@pytest.fixture(scope="session")
def cache(home):
    """Return the folder of banks that are compiled already."""
    return home / "cache"


def text_of(page):
    return page.read_text(encoding="utf-8")


@WITH_PAGE
def test_every_block_says_whether_it_is_run(page):
    for block in blocks(text_of(page)):
        where = f"{page.name}:{block.row}"
        if block.language == "console":
            assert block.note is None, f"{where}: a console block is run"
            assert commands(block), where
        elif block.language == "sh":
            assert block.note == "not run", f"{where}: make it console, or say above it why it is not run"
            assert block.said, where
        elif block.note != "solution":
            assert block.language in DATA, f"{where}: unknown language “{block.language}”"
            typed = [line for line in block.lines if LOOKS_TYPED.match(line)]
            assert typed == [] or block.note == "not run", (
                f"{where}: looks typed, and nobody runs it: {typed}"
            )


@pytest.mark.skipif(sys.platform != "linux", reason="the pages show the folders that Linux has")
@WITH_PAGE
def test_what_a_page_shows_is_what_is_printed(page, tmp_path, cache):
    reader = Reader(tmp_path, cache)
    rows = text_of(page).splitlines()
    wrong = []
    written = []
    for block in blocks(text_of(page)):
        reader.prepare(block)
        if block.language != "console":
            continue
        anew = []
        for command in commands(block):
            printed = reader.types(command.line)
            if not agrees(command.shown, printed):
                wrong.append(f"{page.name}:{block.row}: $ {command.line}\n" + "\n".join(printed))
            anew += [f"$ {command.line}", *as_shown(command.shown, printed)]
        written.append((block, anew))
    if os.environ.get("QUIZRNN_GOLDEN") == "write":
        for block, anew in reversed(written):
            rows[block.row : block.row + len(block.lines)] = anew
        page.write_text("\n".join(rows) + "\n", encoding="utf-8")
        return
    assert wrong == [], "\n\n".join(wrong)


def typed_in(page):
    """Return every command of the program that a page names: in its blocks, and in its prose."""
    text = text_of(page)
    lines = [line for block in blocks(text) for line in block.lines]
    lines = [re.sub(r"^\s*(- run:|\$) ", "", line) for line in lines]
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)
    return [line.strip() for line in lines if re.match(r"\s*quizrnn ", line)] + re.findall(
        r"`(quizrnn [^`]+)`", prose
    )


@WITH_PAGE
def test_every_command_that_a_page_names_exists_with_its_options(page):
    unknown = [f"{line}: {problem}" for line in typed_in(page) if (problem := not_offered(line))]
    assert unknown == []


def not_offered(line):
    """Return which word of a command the program does not know, or None."""
    words = shlex.split(line.rstrip("\\").partition(" | ")[0].partition(" > ")[0], comments=True)[1:]
    command, context = root, click.Context(root, obj=Invocation())
    while words and isinstance(command, click.Group) and not words[0].startswith("-"):
        name, *words = words
        if name.isupper():  # a placeholder
            return None
        if (found := command.get_command(context, name.split("|")[0])) is None:
            return name
        command = found
    offered = {name for param in command.params for name in (*param.opts, *param.secondary_opts)}
    options = [word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)]
    return next((name for name in options if name not in offered | {"-h", "--help"}), None)


@WITH_PAGE
def test_every_link_within_the_project_leads_somewhere(page):
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text_of(page))
    within = [target for target in targets if "://" not in target]
    assert [target for target in within if not (page.parent / target).exists()] == []


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        (["495 questions in 1.5 s"], ["501 questions in 12 s"], True),
        (["495 questions"], ["495 drills"], False),
        (["495 questions"], ["495 questions", "one line more"], False),
        (["a  ██░░  12%"], ["a  █░░░   7%"], True),
        (["at a path that", "is long"], ["at a path that is long"], True),
        (["a", "…"], ["a", "b"], True),
        (["a", "…"], ["b", "a"], False),
        (["…", "c"], ["a", "b", "c"], True),
        (["…", "c"], ["c", "b"], False),
        (["a", "…", "c", "…", "e"], ["a", "b", "c", "d", "e"], True),
        (["a", "…", "x", "…", "e"], ["a", "b", "c", "d", "e"], False),
        (["a", "…", "c", "…", "c"], ["a", "b", "c"], False),
    ],
)
def test_a_page_may_differ_in_numbers_and_leave_lines_out_and_nothing_else(shown, printed, same):
    assert agrees(tuple(shown), printed) is same


@pytest.mark.parametrize(
    ("shown", "anew"),
    [
        ([], ["a 1", "b 2", "c 3", "d 4"]),
        (["a 0", "…"], ["a 1", "…"]),
        (["…", "c 0", "d 0"], ["…", "c 3", "d 4"]),
        (["a 0", "…", "c 0", "…"], ["a 1", "…", "c 3", "…"]),
        (["a 0", "…", "gone", "…"], ["a 1", "…", "gone", "…"]),
    ],
)
def test_a_page_written_anew_leaves_out_what_it_left_out(shown, anew):
    assert as_shown(tuple(shown), ["a 1", "b 2", "c 3", "d 4"]) == anew
