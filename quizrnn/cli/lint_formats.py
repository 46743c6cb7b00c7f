"""What lint found, as lines for people, JSON for programs and annotations for GitHub."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from quizrnn.text import Text, both

if TYPE_CHECKING:
    from quizrnn.bank.lint import Finding, Item
    from quizrnn.bank.lint_coverage import Coverage
    from quizrnn.cli.invocation import Invocation


class Outcome(NamedTuple):
    """One run of lint.

    Attributes:
        questions: The questions that could be read.
        drills: The drills that could be read.
        findings: What is wrong, in the order of files and lines.
        notes: What was not looked at, and how to have it looked at.
        covered: What the shipped banks cover, where they were linted.
    """

    questions: Sequence[Item]
    drills: Sequence[Item]
    findings: Sequence[Finding]
    notes: Sequence[Text]
    covered: Coverage | None

    @property
    def errors(self) -> int:
        """How many findings must be mended."""
        return sum(finding.level == "error" for finding in self.findings)

    @property
    def summary(self) -> Text:
        """What was looked at, and how much was found."""
        warnings = len(self.findings) - self.errors
        files = {item.source.path for item in (*self.questions, *self.drills)}
        count = len(files | {finding.path for finding in self.findings})
        return both(
            f"{count} files, {len(self.questions)} questions, {len(self.drills)} drills: "
            f"{self.errors} errors, {warnings} warnings",
            f"{count} 个文件，{len(self.questions)} 道题，{len(self.drills)} 个练习："
            f"{self.errors} 个错误，{warnings} 个警告",
        )


def print_findings_json(run: Invocation, outcome: Outcome) -> None:
    """Print the outcome as one JSON object."""
    from quizrnn.cli.output import print_json

    data: dict[str, Any] = {
        "findings": [
            {
                "path": str(finding.path),
                "line": finding.row,
                "column": finding.column,
                "level": finding.level,
                "code": finding.code,
                "message": run.say(finding.message),
            }
            for finding in outcome.findings
        ],
        "errors": outcome.errors,
        "warnings": len(outcome.findings) - outcome.errors,
        "notes": [run.say(note) for note in outcome.notes],
    }
    if (covered := outcome.covered) is not None:
        data["coverage"] = {
            "sections": [
                {
                    "slug": row.slug,
                    "questions": row.types.total(),
                    "types": dict(row.types),
                    "difficulties": sorted(row.difficulties),
                    "drills": row.drills,
                }
                for row in covered.sections
            ],
            "short": [run.say(text) for text in covered.short],
        }
    print_json(data)


def print_text(run: Invocation, outcome: Outcome) -> None:
    """Print a line for each finding, what is covered, and a summary."""
    from quizrnn.cli.output import print_lines

    levels = {"error": both("error", "错误"), "warning": both("warning", "警告")}
    for finding in outcome.findings:
        place = ":".join(
            [_shown(finding.path), *(str(at) for at in (finding.row, finding.column) if at is not None)]
        )
        print(f"{place}: {run.say(levels[finding.level])}: {_said(run, finding)} [{finding.code}]")
    print_lines(run.say(note) for note in outcome.notes)
    if outcome.covered is not None:
        print_lines(_table(run, outcome.covered))
    print(run.say(outcome.summary))


# What a workflow command would read as its own end, or as the end of one of its properties.
_IN_MESSAGE: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY: Final = _IN_MESSAGE | str.maketrans({":": "%3A", ",": "%2C"})


def print_github(run: Invocation, outcome: Outcome) -> None:
    """Print each finding as a workflow command, which GitHub shows beside the line; the rest on stderr."""
    for finding in outcome.findings:
        properties: dict[str, object] = {
            "file": Path(_shown(finding.path)).as_posix(),
            "line": finding.row,
            "col": finding.column,
            "title": finding.code,
        }
        listed = ",".join(
            f"{name}={str(value).translate(_IN_PROPERTY)}"
            for name, value in properties.items()
            if value is not None
        )
        print(f"::{finding.level} {listed}::{_said(run, finding).translate(_IN_MESSAGE)}")
    for text in (*outcome.notes, outcome.summary):
        print(run.say(text), file=sys.stderr)


def _said(run: Invocation, finding: Finding) -> str:
    return " ".join(run.say(finding.message).split())


def _table(run: Invocation, covered: Coverage) -> list[str]:
    """Return sections by type as lines; a mark stands beside a number that is too small."""
    from quizrnn.bank.model import QUESTION_TYPES

    head = ["section", *QUESTION_TYPES, "Σ", "1-5", "drill"]
    rows = [head]
    for row in covered.sections:
        few, uniform, flat = row.short
        rows.append(
            [
                row.slug + (" *" if uniform else ""),
                *(str(row.types[kind] or "·") for kind in QUESTION_TYPES),
                f"{row.types.total()}{'*' if few else ''}",
                f"{''.join(map(str, sorted(row.difficulties)))}{'*' if flat else ''}",
                str(row.drills or "·"),
            ]
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = [
        "  ".join(
            [
                row[0].ljust(widths[0]),
                *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
            ]
        ).rstrip()
        for row in rows
    ]
    lines += [run.say(both(f"short: {run.say(text)}", f"不足：{run.say(text)}")) for text in covered.short]
    return ["", *lines, ""]


def _shown(path: Path) -> str:
    """Return a path as a person would type it from here."""
    try:
        return os.fspath(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return os.fspath(path)
