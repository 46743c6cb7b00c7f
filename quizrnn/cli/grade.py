"""``quizrnn grade``: files graded headless, for scripts, continuous integration and course graders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizrnn.cli.common import command, complete_drills
from quizrnn.cli.framework import argument, option
from quizrnn.cli.invocation import Invocation
from quizrnn.errors import InputError
from quizrnn.text import both

if TYPE_CHECKING:
    from concurrent.futures import Future

    from quizrnn.bank.drills import Drill
    from quizrnn.drills.limits import Cancel, Limits
    from quizrnn.drills.report import Report
    from quizrnn.drills.sandbox import Child

FORMATS = ("text", "json", "junit", "gradescope")

CONVENTION = option(
    "--convention",
    metavar="NAME",
    default="article",
    text=both(
        "Names, order of arguments and layout: article, cs231n or pytorch.",
        "函数名、参数次序和权重布局的约定：article、cs231n 或 pytorch。",
    ),
)
TIME_LIMIT = option(
    "--time-limit",
    type=click.FloatRange(min=0.1, max=3600),
    metavar="SECONDS",
    default=10.0,
    text=both("Seconds that a file may run.", "每个文件最多运行的秒数。"),
)


@command(
    "grade",
    both(
        "Grade files without recording anything. Exit code 0 only if every file passed, 1 if one did not, "
        "2 if one cannot be read.",
        "给文件评分，不作记录。退出码：全部通过为 0，有未通过的为 1，有无法读取的为 2。",
    ),
    seed=True,
    formats=FORMATS,
)
@argument("drill", text=both("The drill's id.", "编程练习的编号。"), shell_complete=complete_drills)
@argument(
    "paths",
    metavar="PATH...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
    text=both("The files.", "要评分的文件。"),
)
@CONVENTION
@TIME_LIMIT
@option(
    "--jobs",
    type=click.IntRange(min=1, max=256),
    metavar="N",
    default=1,
    text=both("Files graded at a time.", "同时评分的文件数。"),
)
def grade(
    run: Invocation,
    *,
    drill: str,
    paths: tuple[Path, ...],
    convention: str,
    seed: int | None,
    jobs: int,
    time_limit: float,
    output_format: str,
) -> int:
    from quizrnn.drills.limits import Cancel, Limits
    from quizrnn.drills.sandbox import Child

    limits = Limits(seconds=time_limit)
    # The child imports NumPy while this process opens the library and imports its own.
    with Child(limits) as child:
        found = run.library.drill(drill)
        source = run.library.mistaken(found.drill, convention)
        files = _Files(found, source, convention, seed, limits, Cancel())
        if len(paths) == 1:
            reports: Iterator[Report | InputError] = iter([files.report(paths[0], child)])
        else:
            child.close()
            reports = files.reports(paths, jobs)
        return _print(run, list(paths), reports, found, convention, seed, output_format)


class _Files:
    """Grades files of one drill, several at a time."""

    def __init__(
        self,
        drill: Drill,
        solution: str,
        convention: str,
        seed: int | None,
        limits: Limits,
        cancel: Cancel,
    ) -> None:
        self._drill, self._solution, self._convention = drill, solution, convention
        self._seed, self._limits, self._cancel = seed, limits, cancel

    def report(self, path: Path, child: Child | None = None) -> Report:
        from quizrnn.drills.grade import grade as grade_file

        return grade_file(
            self._drill,
            solution=self._solution,
            path=path,
            convention=self._convention,
            seed=self._seed,
            limits=self._limits,
            cancel=self._cancel,
            child=child,
        )

    def reports(self, paths: tuple[Path, ...], jobs: int) -> Iterator[Report | InputError]:
        """Yield a verdict a file, in order, as soon as it is there; an interruption ends what is running."""
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(max_workers=jobs) as pool:
            waiting = [pool.submit(self.report, path) for path in paths]
            try:
                for future in waiting:
                    yield _outcome(future)
            except BaseException:
                for future in waiting:
                    future.cancel()
                self._cancel.request()
                raise


def _outcome(future: Future[Report]) -> Report | InputError:
    try:
        return future.result()
    except InputError as error:
        return error


def _print(
    run: Invocation,
    paths: list[Path],
    outcomes: Iterator[Report | InputError],
    drill: Drill,
    convention: str,
    seed: int | None,
    output_format: str,
) -> int:
    from quizrnn.cli.output import print_lines, width
    from quizrnn.drills.report import Report as Verdict
    from quizrnn.drills.reports import text_lines

    code = 0
    reports: list[Report] = []
    for path, outcome in zip(paths, outcomes, strict=True):
        report = outcome
        if isinstance(outcome, InputError):
            click.echo("quizrnn: " + outcome.line(run.lang), err=True)
            report = Verdict(
                drill=drill.drill,
                convention=convention,
                file=str(path),
                seed=seed or 0,
                status="error",
                score=0.0,
                message=outcome.message,
            )
        assert isinstance(report, Verdict)
        code = max(code, 2 if isinstance(outcome, InputError) else int(report.status != "passed"))
        if output_format == "text":
            print_lines([""] if reports else [])
            print_lines(text_lines(report, run.lang, width()))
        reports.append(report)
    if output_format == "text":
        _print_summary(run, reports)
    else:
        _print_data(run, reports, output_format)
    return code


def _print_summary(run: Invocation, reports: list[Report]) -> None:
    if len(reports) > 1:
        passed = sum(report.status == "passed" for report in reports)
        print()
        print(
            run.say(both(f"{passed} of {len(reports)} passed", f"{len(reports)} 个文件中有 {passed} 个通过"))
        )


def _print_data(run: Invocation, reports: list[Report], output_format: str) -> None:
    from quizrnn.cli.output import print_json

    if output_format == "junit":
        from quizrnn.drills.report_formats import to_junit

        print(to_junit(reports, run.lang))
        return
    if output_format == "gradescope":
        from quizrnn.drills.report_formats import to_gradescope as to_data
    else:
        from quizrnn.drills.reports import to_json as to_data
    data = [to_data(report, run.lang) for report in reports]
    print_json(data[0] if len(data) == 1 else data)
