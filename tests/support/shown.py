"""The shell sessions that a page of documentation shows: found, run again, compared, written anew.

A fenced block says by its language what it is, and a comment right above it what a reader does not see:

* ``console``: commands after ``$``, each followed by what it prints. They are run in order, page by page, in
  one fresh home and one empty folder. A line ``…`` stands for lines left out.
* ``<!-- not run: why -->`` above any other block with commands. They are read, but not run.
* ``<!-- file: NAME -->``: the block is what the reader's file NAME holds.
* ``<!-- solution: NAME = DRILL (CONVENTION), MISTAKE, … -->`` stands alone: it puts a drill's solution where
  a reader would have it, in the article's convention unless another is named, and with these misconceptions.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from quizrnn.bank.library import Library
from quizrnn.cli.main import main
from quizrnn.drills.solve import edited
from quizrnn.paths import Paths

ELISION = "…"
SHOWN_HOME = "/home/ada"
FENCE = re.compile(r"^```(?P<language>\S*) *$")
NOTE = re.compile(r"^<!-- (?P<kind>not run|file|solution): (?P<said>.*?) -->$")
NUMBER = re.compile(r"[-+−]?\d+(?:[.,:/]\d+)*(?:e[-+]?\d+)?")
BAR = re.compile(r"[█▉▊▋▌▍▎▏░]+")


@dataclass(frozen=True)
class Block:
    """A fenced block: where its first line stands, and the comment above it."""

    row: int
    language: str
    lines: tuple[str, ...]
    note: str | None
    said: str


@dataclass(frozen=True)
class Command:
    """A line after ``$`` and the lines that are shown below it."""

    line: str
    shown: tuple[str, ...]


def blocks(page: str) -> list[Block]:
    """Return the fenced blocks of a page, and its lone comments as blocks without a language or lines."""
    rows = page.splitlines()
    found: list[Block] = []
    row = 0
    note = None
    while row < len(rows):
        if said := NOTE.match(rows[row]):
            if said["kind"] == "solution":
                found.append(Block(row, "", (), "solution", said["said"]))
            else:
                note = (row, said["kind"], said["said"])
        elif fence := FENCE.match(rows[row]):
            end = next(place for place in range(row + 1, len(rows)) if rows[place].rstrip() == "```")
            kind, said = note[1:] if note and note[0] == row - 1 else (None, "")
            found.append(Block(row + 1, fence["language"], tuple(rows[row + 1 : end]), kind, said))
            row = end
        row += 1
    return found


def commands(block: Block) -> list[Command]:
    """Return the commands of a console block with what it shows of each."""
    found: list[tuple[str, list[str]]] = []
    for line in block.lines:
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif not found:
            raise ValueError(f"line {block.row + 1}: a console block begins with a command")
        else:
            found[-1][1].append(line)
    return [Command(line, tuple(shown)) for line, shown in found]


def up_to_numbers(line: str) -> str:
    """Return a line whose numbers, bars and blanks are all alike."""
    return " ".join(BAR.sub("█", NUMBER.sub("#", line)).split())


def agrees(shown: tuple[str, ...], printed: list[str]) -> bool:
    """Tell whether a page shows what was printed, up to numbers, line breaks and what it leaves out."""
    real = _words(printed)
    first, *rest = [_words(part) for part in _parts(shown)]
    if not rest:
        return first == real
    place = len(first)
    if real[:place] != first:
        return False
    for part in rest[:-1]:
        found = _find(part, real, place)
        if found is None:
            return False
        place = found + len(part)
    last = len(real) - len(rest[-1])
    return last >= place and real[last:] == rest[-1]


def as_shown(shown: tuple[str, ...], printed: list[str]) -> list[str]:
    """Return what a page shows of what was printed: as many lines before, between and after the gaps as now.

    What stands between two gaps is found again by its first line, and left as it is where that is gone.
    """
    first, *rest = _parts(shown)
    if not rest:
        return printed
    lines = printed[: len(first)]
    told = [up_to_numbers(line) for line in printed]
    place = len(first)
    for part in rest[:-1]:
        if part and up_to_numbers(part[0]) in told[place:]:
            start = told.index(up_to_numbers(part[0]), place)
            place = start + len(part)
            lines += [ELISION, *printed[start:place]]
        else:
            lines += [ELISION, *part]
    return [*lines, ELISION, *printed[len(printed) - len(rest[-1]) :]]


def _parts(shown: tuple[str, ...]) -> list[list[str]]:
    return _split(list(shown), ELISION)


def _words(lines: list[str]) -> list[str]:
    return " ".join(up_to_numbers(line) for line in lines).split()


def _find(part: list[str], words: list[str], start: int) -> int | None:
    ends = range(start, len(words) - len(part) + 1)
    return next((place for place in ends if words[place : place + len(part)] == part), None)


class Reader:
    """Somebody who types what a page shows, at a home and in a folder of their own."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self._home = folder / "home"
        self._folder = self._home / "rnn"
        self._folder.mkdir(parents=True)
        self._environment = {
            "HOME": str(self._home),
            "PATH": os.environ["PATH"],
            "LC_ALL": "C.UTF-8",
            "SHELL": "/bin/bash",
            "COLUMNS": "80",
            "PYTHONWARNINGS": "error",
        }
        self._code = 0
        with patch.dict(os.environ, self._environment, clear=True):
            self._paths = Paths.from_environment()
        self._paths.cache.parent.mkdir(parents=True)
        self._paths.cache.symlink_to(cache)

    def prepare(self, block: Block) -> None:
        """Put a file there that the page shows, or that its reader would have written."""
        if block.note == "file":
            self._write(block.said, "\n".join(block.lines) + "\n")
        elif block.note == "solution":
            name, _, made = block.said.partition(" = ")
            which, *mistakes = made.split(", ")
            drill, _, convention = which.rstrip(")").partition(" (")
            self._write(name, self._solution(drill, convention or "article", mistakes))

    def _write(self, name: str, text: str) -> None:
        target = self._folder / name.replace("~", str(self._home))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def _solution(self, drill: str, convention: str, mistakes: list[str]) -> str:
        library = Library.open(self._paths)
        try:
            source = library.solution(drill, convention)
            known = {each.id: each for each in library.drill(drill).forms[convention].misconceptions}
            for mistake in mistakes:
                source = edited(source, known[mistake].edits)
            return source
        finally:
            library.close()

    def types(self, line: str) -> list[str]:
        """Return the lines that a command prints on the terminal."""
        lexer = shlex.shlex(line, posix=True, punctuation_chars="|>")
        lexer.whitespace_split = True
        words = list(lexer)
        text, target = "", None
        if ">" in words:
            place = words.index(">")
            words, target = words[:place], self._folder / words[place + 1]
        stages = _split(words, "|")
        for place, stage in enumerate(stages):
            alone = target is not None or place < len(stages) - 1
            text = self._run(stage, text, alone)
        if target is not None:
            target.write_text(text, encoding="utf-8")
            return []
        text = text.replace(str(self._home), SHOWN_HOME)
        return [row.rstrip() for row in text.rstrip("\n").splitlines()]

    def _run(self, words: list[str], text: str, output_alone: bool) -> str:
        if words == ["echo", "$?"]:
            return f"{self._code}\n"
        if words[0] == "quizrnn":
            return self._quizrnn(words[1:], text, output_alone)
        done = subprocess.run(
            words,
            input=text,
            cwd=self._folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        self._code = done.returncode
        return done.stdout

    def _quizrnn(self, words: list[str], text: str, output_alone: bool) -> str:
        """Run the program in this process: one start of Python for all pages."""
        output = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
        errors = io.StringIO() if output_alone else output
        given = io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8")
        before = Path.cwd()
        os.chdir(self._folder)
        try:
            with (
                patch.dict(os.environ, self._environment, clear=True),
                patch.object(sys, "stdin", given),
                redirect_stdout(output),
                redirect_stderr(errors),
            ):
                main(words)
        except SystemExit as ended:
            self._code = int(ended.code or 0)
        finally:
            os.chdir(before)
        return output.buffer.getvalue().decode()


def _split(words: list[str], at: str) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for word in words:
        if word == at:
            parts.append([])
        else:
            parts[-1].append(word)
    return parts
