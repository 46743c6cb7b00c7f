"""``quizrnn lint``: banks and drills checked, keys and drills proved, and what the shipped banks cover."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quizrnn.cli.common import command
from quizrnn.cli.framework import argument, option
from quizrnn.cli.invocation import Invocation
from quizrnn.errors import InputError, QuizrnnError
from quizrnn.text import Text, both

if TYPE_CHECKING:
    from quizrnn.bank.lint import Finding, Item, Read
    from quizrnn.bank.lint_coverage import Coverage


@command(
    "lint",
    both(
        "Check banks and drills: the shipped ones, or the files and folders named. Exit code 1 where there "
        "are errors.",
        "检查题库和编程练习：默认检查随程序发布的内容，也可指定文件或文件夹。有错误时退出码为 1。",
    ),
    formats=("text", "json"),
)
@argument(
    "paths",
    metavar="[PATH]...",
    nargs=-1,
    type=click.Path(path_type=Path),
    text=both("Bank and drill files, or folders of them.", "题库或练习文件，或其文件夹。"),
)
@option(
    "--run-code",
    is_flag=True,
    text=both(
        "Run code of banks that did not ship with the program, in the drills' sandbox.",
        "在沙箱中运行非随程序发布的题库里的代码。",
    ),
)
def lint(run: Invocation, *, paths: tuple[Path, ...], run_code: bool, output_format: str) -> int:
    from quizrnn.answers.lint import lint_answers
    from quizrnn.bank.lint import lint_read, read_context, read_paths
    from quizrnn.bank.lint_coverage import coverage
    from quizrnn.notation import parameter_names, problems
    from quizrnn.paths import content_dir

    context = read_context(content_dir(), notation=problems, parameter_names=parameter_names)
    wanted = [*paths, *run.banks]
    read = read_paths(wanted or [context.content], context)
    findings = lint_read(read, context)
    runnable = [item for item in read.questions if item.shipped or run_code]
    held_back = [item for item in read.questions if item not in runnable]
    findings += lint_answers(runnable, _run_code)
    findings += lint_answers(held_back)
    notes = _notes(held_back)
    findings += _drill_proofs(read)
    covered = None if wanted else coverage(read.questions, read.drills, context.article)
    if output_format == "json":
        _print_json(run, findings, notes, covered)
    else:
        _print_text(run, read, findings, notes, covered)
    return int(any(finding.level == "error" for finding in findings))


def _run_code(code: str) -> str:
    """Run code in the drills' sandbox and return what it printed."""
    from quizrnn.drills.job import Job
    from quizrnn.drills.sandbox import run
    from quizrnn.drills.wording import fatal_text

    result = run(Job(source=code, filename="code", runs=(), loud=0))
    if result.status != "passed":
        raise QuizrnnError(fatal_text(result)[0])
    return result.printed


def _drill_proofs(read: Read) -> list[Finding]:
    """Return what the drills that were read do not prove; of shipped ones only, whose code may be run."""
    from quizrnn.drills.prove import prove_file

    findings: list[Finding] = []
    for item in read.drills:
        # A file that cannot be loaded has been reported by reading it.
        with suppress(InputError):
            findings += prove_file(item.source.path) if item.shipped else ()
    return findings


def _notes(held_back: Sequence[Item]) -> list[Text]:
    count = sum(bool(getattr(item.value, "prints", False)) for item in held_back)
    if not count:
        return []
    return [
        both(
            f"{count} code listings did not ship with the program and were not run; "
            "--run-code runs them in the drills' sandbox",
            f"有 {count} 段代码并非随程序发布，未运行；加 --run-code 可在沙箱中运行",
        )
    ]


def _print_json(
    run: Invocation, findings: list[Finding], notes: list[Text], covered: Coverage | None
) -> None:
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
            for finding in findings
        ],
        "errors": sum(finding.level == "error" for finding in findings),
        "warnings": sum(finding.level == "warning" for finding in findings),
        "notes": [run.say(note) for note in notes],
    }
    if covered is not None:
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


def _print_text(
    run: Invocation,
    read: Read,
    findings: list[Finding],
    notes: list[Text],
    covered: Coverage | None,
) -> None:
    from quizrnn.cli.output import print_lines

    levels = {"error": both("error", "错误"), "warning": both("warning", "警告")}
    for finding in findings:
        place = ":".join(
            [_shown(finding.path), *(str(at) for at in (finding.row, finding.column) if at is not None)]
        )
        said = " ".join(run.say(finding.message).split())
        print(f"{place}: {run.say(levels[finding.level])}: {said} [{finding.code}]")
    print_lines(run.say(note) for note in notes)
    if covered is not None:
        print_lines(_table(run, covered))
    errors = sum(finding.level == "error" for finding in findings)
    warnings = len(findings) - errors
    files = len({item.source.path for item in (*read.questions, *read.drills)} | {f.path for f in findings})
    print(
        run.say(
            both(
                f"{files} files, {len(read.questions)} questions, {len(read.drills)} drills: "
                f"{errors} errors, {warnings} warnings",
                f"{files} 个文件，{len(read.questions)} 道题，{len(read.drills)} 个练习："
                f"{errors} 个错误，{warnings} 个警告",
            )
        )
    )


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
