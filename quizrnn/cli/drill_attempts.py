"""``quizrnn drill attempts``: what was tried at a drill, and with what verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from quizrnn.cli.common import command, complete_drills
from quizrnn.cli.drilling import Desk
from quizrnn.cli.framework import argument, option
from quizrnn.cli.invocation import Invocation
from quizrnn.text import both

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizrnn.study.attempts import Attempt


@command(
    "attempts",
    both(
        "List the attempts at a drill with their verdicts; --show prints the code of one.",
        "列出一个练习的历次尝试及其结果；--show 打印其中一次的代码。",
    ),
    formats=("text", "json"),
)
@argument(
    "drill",
    metavar="DRILL",
    text=both("The drill's id, or its file.", "编程练习的编号，或其文件。"),
    shell_complete=complete_drills,
)
@option(
    "--show",
    metavar="N",
    type=click.IntRange(min=1),
    text=both("Print the code of attempt N, as it was graded.", "打印第 N 次尝试的代码，与评分时完全一样。"),
)
def attempts(run: Invocation, *, drill: str, show: int | None, output_format: str) -> None:
    from quizrnn.cli.output import print_json, print_lines

    desk = Desk.find(run, drill, None)
    kept = run.store.attempts(desk.drill.drill) if run.paths.database.exists() else []
    if show is not None:
        attempt = _numbered(kept, show)
        if output_format == "json":
            print_json(_row(show, attempt) | {"source": attempt.source})
        else:
            print(attempt.source, end="" if attempt.source.endswith("\n") else "\n")
    elif output_format == "json":
        print_json([_row(number, attempt) for number, attempt in enumerate(kept, 1)])
    else:
        print_lines(_lines(run, desk.drill.drill, kept))


def _numbered(kept: Sequence[Attempt], number: int) -> Attempt:
    """Return an attempt by its number.

    Raises:
        QuizrnnError: If there are not that many.
    """
    from quizrnn.errors import QuizrnnError

    if number > len(kept):
        raise QuizrnnError(
            both(
                f"there is no attempt {number}; {len(kept)} are on record",
                f"没有第 {number} 次尝试；记录中共有 {len(kept)} 次",
            )
        )
    return kept[number - 1]


def _row(number: int, attempt: Attempt) -> dict[str, object]:
    verdict = attempt.verdict
    return {
        "number": number,
        "at": attempt.at.isoformat(),
        "convention": attempt.convention,
        "status": verdict.status,
        "score": attempt.score,
        "seed": verdict.seed,
        "hints": attempt.hints,
        "saw_solution": attempt.saw_solution,
        "diagnosis": [found.id for found in verdict.diagnosis],
        "remark": verdict.remark,
    }


def _lines(run: Invocation, drill: str, kept: Sequence[Attempt]) -> list[str]:
    from quizrnn.cli.output import width
    from quizrnn.drills.attempt_lines import attempt_rows
    from quizrnn.plain.layout import wrap

    rows = attempt_rows(drill, kept, run.clock.now(), run.lang)
    indents = [row[: len(row) - len(row.lstrip())] for row in rows]
    return [
        line
        for row, indent in zip(rows, indents, strict=True)
        for line in wrap(row.lstrip(), width(), indent=indent)
    ]
