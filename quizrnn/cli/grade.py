"""``quizrnn grade``: files graded headless, for scripts, continuous integration and course graders."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from quizrnn.cli.common import command, complete_drills
from quizrnn.cli.framework import argument, option
from quizrnn.cli.invocation import Invocation
from quizrnn.text import Text, both

if TYPE_CHECKING:
    from quizrnn.bank.drills import Drill
    from quizrnn.cli.grade_table import Rows
    from quizrnn.cli.progress import Progress
    from quizrnn.drills.answer_key import AnswerKey
    from quizrnn.drills.batch import Found, Graded
    from quizrnn.drills.limits import Cancel, Limits
    from quizrnn.drills.report import Report
    from quizrnn.drills.sandbox import Child

_INTERRUPTED: Final = 130

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
        "Grade files without recording anything. Several, or a folder, are a line each and what the class "
        "got wrong. Exit code 0 only if every file passed, 1 if one did not, 2 if one cannot be read.",
        "给文件评分，不作记录。给出多个文件或文件夹时，每个文件一行，并汇总全班的错误。"
        "退出码：全部通过为 0，有未通过的为 1，有无法读取的为 2。",
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
    text=both("Files, or folders of them.", "要评分的文件，或其文件夹。"),
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
@option(
    "--lines/--no-lines",
    "lines",
    default=None,
    text=both(
        "Search the code of what fails for the line at fault; by default only where one file is graded.",
        "在未通过的代码里查找出错的行；默认只在评一个文件时查找。",
    ),
)
def grade(
    run: Invocation,
    *,
    drill: str,
    paths: tuple[Path, ...],
    convention: str,
    seed: int | None,
    jobs: int,
    lines: bool | None,
    time_limit: float,
    output_format: str,
) -> int:
    from quizrnn.drills.limits import Cancel, Limits, keep_to_one_thread

    keep_to_one_thread()
    task = _Task(run, drill, convention, seed, Limits(seconds=time_limit), Cancel(), output_format)
    if len(paths) == 1 and not paths[0].is_dir():
        return task.one(paths[0], lines=lines is not False)
    return task.many(paths, jobs, lines=bool(lines))


class _Task:
    """Grades files on one drill and prints what is found."""

    def __init__(
        self,
        run: Invocation,
        drill: str,
        convention: str,
        seed: int | None,
        limits: Limits,
        cancel: Cancel,
        output_format: str,
    ) -> None:
        self._run, self._name, self._convention, self._seed = run, drill, convention, seed
        self._limits, self._cancel, self._format = limits, cancel, output_format

    def one(self, path: Path, *, lines: bool) -> int:
        """Grade one file: its whole verdict, or one object; the search for lines comes after it."""
        from quizrnn.drills.sandbox import Child

        # The child imports NumPy while this process opens the library and imports its own.
        with Child(self._limits) as child:
            drill, solution = self._found()
            report = self._grade(drill, solution, path, child=child)
        if self._format == "text":
            from quizrnn.cli.output import print_lines, width
            from quizrnn.drills.reports import text_lines

            print_lines(text_lines(report, self._run.lang, width()))
            if lines and report.status != "passed":
                from quizrnn.cli.line_search import new_lines

                sys.stdout.flush()
                print_lines(new_lines(self._run, report, self._searched(report, drill, solution, path)))
        else:
            if lines and report.status != "passed":
                report = self._searched(report, drill, solution, path)
            self._print_data([report], several=False)
        return int(report.status != "passed")

    def _searched(self, report: Report, drill: Drill, solution: str, path: Path) -> Report:
        from quizrnn.cli.line_search import with_lines
        from quizrnn.drills.grade import read_submission

        return with_lines(self._run, report, drill, read_submission(path), solution)

    def many(self, paths: tuple[Path, ...], jobs: int, *, lines: bool) -> int:
        """Grade files and folders: a line each and the class's table, or a list."""
        from quizrnn.cli.progress import Progress
        from quizrnn.drills.answer_key import AnswerKey
        from quizrnn.drills.batch import gather, grade_all
        from quizrnn.drills.cases import fresh_seed

        drill, solution = self._found()
        seed = fresh_seed() if self._seed is None else self._seed
        with AnswerKey(
            drill, self._convention, solution, seed, limits=self._limits, cancel=self._cancel
        ) as key:
            files, left_out = gather(paths, [call.function for call in key.form.calls])
            done: list[Graded] = []
            stopped = False
            with Progress(sys.stderr, len(files), self._run.lang) as progress:
                shown = self._shown([file.name for file in files], progress)
                verdicts = grade_all(
                    files,
                    lambda path: self._graded(drill, solution, path, key, lines=lines),
                    jobs,
                    lambda file, message: self._unreadable(drill, file, message, seed),
                    self._cancel,
                )
                try:
                    progress.show(0, files[0].name)
                    for graded in verdicts:
                        done.append(graded)
                        shown(graded)
                        progress.show(len(done), files[min(len(done), len(files) - 1)].name)
                except KeyboardInterrupt:
                    stopped = True
                    self._cancel.request()
                verdicts.close()
        self._print_all(done, drill)
        self._say_rest(done, len(files), left_out, stopped)
        if stopped:
            return _INTERRUPTED
        return max(2 if found.error else int(found.report.status != "passed") for found in done)

    def _found(self) -> tuple[Drill, str]:
        library = self._run.library
        drill = library.drill(self._name)
        return drill, library.mistaken(drill.drill, self._convention)

    def _grade(
        self,
        drill: Drill,
        solution: str,
        path: Path,
        *,
        child: Child | None = None,
        key: AnswerKey | None = None,
    ) -> Report:
        from quizrnn.drills.grade import grade as grade_file

        return grade_file(
            drill,
            solution=solution,
            path=path,
            convention=self._convention,
            seed=self._seed,
            limits=self._limits,
            cancel=self._cancel,
            child=child,
            key=key,
        )

    def _graded(self, drill: Drill, solution: str, path: Path, key: AnswerKey, *, lines: bool) -> Report:
        """Grade one file of many."""
        report = self._grade(drill, solution, path, key=key)
        if lines and report.status != "passed":
            from quizrnn.drills.grade import read_submission
            from quizrnn.drills.repair.naming import can_be_repaired, name_lines

            if can_be_repaired(report):
                source = read_submission(path)
                return name_lines(report, drill, source, solution=solution, cancel=self._cancel)
        return report

    def _unreadable(self, drill: Drill, file: Found, message: Text, seed: int) -> Report:
        from quizrnn.drills.report import Report, readable

        return Report(
            drill=drill.drill,
            convention=self._convention,
            file=readable(file.path),
            seed=seed,
            status="error",
            score=0.0,
            message=message,
        )

    def _shown(self, names: list[str], progress: Progress) -> Callable[[Graded], None]:
        """Return what prints a file's line as soon as it is graded, and what is wrong with its path."""
        rows: Rows | None = None
        if self._format == "text":
            from quizrnn.cli.grade_table import Rows
            from quizrnn.cli.output import width

            rows = Rows(names, self._run.lang, width())

        def show(graded: Graded) -> None:
            progress.clear()
            if graded.error is not None:
                line = graded.error.line(self._run.lang).encode("utf-8", "replace").decode()
                print(f"quizrnn: {line}", file=sys.stderr)
            if rows is not None:
                print(rows.line(graded.found.name, graded.report), flush=True)

        return show

    def _print_all(self, done: list[Graded], drill: Drill) -> None:
        if self._format != "text":
            self._print_data([graded.report for graded in done], several=True)
        elif done:
            from quizrnn.cli.grade_table import class_lines
            from quizrnn.cli.output import print_lines, width
            from quizrnn.drills.class_summary import summarise

            print_lines(class_lines(summarise(done), drill.drill, self._run.lang, width()))
            seed = done[0].report.seed
            print(self._run.say(both(f"\nseed {seed}", f"\n种子 {seed}")))

    def _say_rest(self, done: list[Graded], total: int, left_out: list[Path], stopped: bool) -> None:
        """Say on standard error what was not graded."""
        from quizrnn.drills.report import readable

        if left_out:
            names = ", ".join(readable(path) for path in left_out)
            text = both(
                f"left out, as a file beside them has the functions: {names}",
                f"未评分，因为同一文件夹中另有文件定义了这些函数：{names}",
            )
            print(f"quizrnn: {self._run.say(text)}", file=sys.stderr)
        if stopped:
            text = both(
                f"interrupted: {len(done)} of {total} files graded",
                f"已中断：{total} 个文件中已评 {len(done)} 个",
            )
            print(f"quizrnn: {self._run.say(text)}", file=sys.stderr)

    def _print_data(self, reports: list[Report], *, several: bool) -> None:
        from quizrnn.cli.output import print_json

        lang = self._run.lang
        if self._format == "junit":
            from quizrnn.drills.report_formats import to_junit

            print(to_junit(reports, lang, self._run.clock.now()))
        elif self._format == "gradescope":
            from quizrnn.drills.report_formats import to_gradescope

            print_json(to_gradescope(reports, lang))
        else:
            from quizrnn.drills.reports import to_json

            data = [to_json(report, lang) for report in reports]
            print_json(data if several else data[0])
