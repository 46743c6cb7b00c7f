"""``quizrnn lint``: banks and drills checked, keys and drills proved, and what the shipped banks cover."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizrnn.cli.common import command
from quizrnn.cli.framework import argument, option
from quizrnn.cli.invocation import Invocation
from quizrnn.errors import InputError, QuizrnnError
from quizrnn.text import Text, both

if TYPE_CHECKING:
    from quizrnn.bank.lint import Finding, Item, Read


@command(
    "lint",
    both(
        "Check banks and drills: the shipped ones, or the files and folders named. Exit code 1 where there "
        "are errors.",
        "检查题库和编程练习：默认检查随程序发布的内容，也可指定文件或文件夹。有错误时退出码为 1。",
    ),
    formats=("text", "json", "github"),
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
    from quizrnn.cli.lint_formats import Outcome, print_findings_json, print_github, print_text
    from quizrnn.notation import parameter_names, problems, to_plain
    from quizrnn.paths import content_dir

    context = read_context(content_dir(), notation=problems, parameter_names=parameter_names, plain=to_plain)
    wanted = [*paths, *run.banks]
    read = read_paths(wanted or [context.content], context)
    findings = lint_read(read, context)
    runnable = [item for item in read.questions if item.shipped or run_code]
    held_back = [item for item in read.questions if item not in runnable]
    findings += lint_answers(runnable, _run_code)
    findings += lint_answers(held_back)
    notes = [*_notes(held_back), *_drill_notes(read, run_code)]
    findings += _drill_proofs(read, run_code)
    covered = None if wanted else coverage(read.questions, read.drills, context.article)
    outcome = Outcome(read.questions, read.drills, findings, notes, covered)
    {"text": print_text, "json": print_findings_json, "github": print_github}[output_format](run, outcome)
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


def _drill_proofs(read: Read, run_code: bool) -> list[Finding]:
    """Return what the drills that were read do not prove; a pack's code runs in the sandbox, where it may."""
    from quizrnn.drills.prove import prove_file

    findings: list[Finding] = []
    for item in read.drills:
        # A file that cannot be loaded has been reported by reading it.
        with suppress(InputError):
            findings += prove_file(item.source.path) if item.shipped or run_code else ()
    return findings


def _drill_notes(read: Read, run_code: bool) -> list[Text]:
    count = 0 if run_code else sum(not item.shipped for item in read.drills)
    if not count:
        return []
    return [
        both(
            f"{count} drill{'s' * (count > 1)} did not ship with the program, and no solution of a pack was "
            "run; --run-code proves them in the drills' sandbox",
            f"有 {count} 个练习并非随程序发布，其参考解答未运行；加 --run-code 可在沙箱中检验",
        )
    ]


def _notes(held_back: Sequence[Item]) -> list[Text]:
    count = sum(bool(getattr(item.value, "prints", False)) for item in held_back)
    if not count:
        return []
    return [
        both(
            f"{count} code listing{'s' * (count > 1)} did not ship with the program, and no code of a pack "
            "was run; --run-code runs it in the drills' sandbox",
            f"有 {count} 段代码并非随程序发布，未运行；加 --run-code 可在沙箱中运行",
        )
    ]
