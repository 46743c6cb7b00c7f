"""``quizrnn drill``: the coding workspace: start, check, watch, hint, solution, attempts, reset."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from quizrnn.cli.common import GROUP_LANG, command, complete_drills
from quizrnn.cli.drilling import Desk
from quizrnn.cli.framework import Group, argument, option
from quizrnn.cli.grade import TIME_LIMIT
from quizrnn.cli.invocation import Invocation
from quizrnn.text import both

DRILL = argument(
    "drill",
    metavar="DRILL",
    text=both("The drill's id, or its file.", "编程练习的编号，或其文件。"),
    shell_complete=complete_drills,
)
CONVENTION = option(
    "--convention",
    metavar="NAME",
    text=both(
        "Names, order of arguments and layout: article, cs231n or pytorch; the file's own by default.",
        "函数名、参数次序和权重布局的约定：article、cs231n 或 pytorch；默认取文件中写明的约定。",
    ),
)


@click.group(
    "drill",
    cls=Group,
    lazy={
        "watch": (
            "quizrnn.cli.drill_watch:watch",
            both("Grade a drill's file whenever it is saved", "每次保存时自动评分"),
        ),
        "attempts": (
            "quizrnn.cli.drill_attempts:attempts",
            both("List the attempts at a drill with their verdicts", "列出一个练习的历次尝试及其结果"),
        ),
    },
    text=both(
        "Write code and have it graded. A drill's file is in the workspace; every check is kept, and the "
        "first of a day schedules the drill.",
        "写代码并由程序评分。练习文件在工作区中；每次检查都会留下记录，当天第一次检查决定该练习的复习日程。",
    ),
)
@GROUP_LANG
def drill() -> None:
    """Do nothing: the subcommands do."""


def _add(made: click.Command) -> click.Command:
    drill.add_command(made)
    return made


@_add
@command(
    "start",
    both(
        "Write a drill's file: statement, shapes and signatures. A file that is there is kept.",
        "写出练习文件：题目、形状和函数签名。已有的文件会保留。",
    ),
)
@DRILL
@CONVENTION
@option(
    "--force",
    is_flag=True,
    text=both(
        "Begin anew; what was written is kept beside it as .bak.", "重新开始；原有内容以 .bak 保留在旁边。"
    ),
)
def start(run: Invocation, *, drill: str, convention: str | None, force: bool) -> None:
    desk = Desk.find(run, drill, convention)
    there, back = desk.path.exists(), desk.comes_back()
    path = desk.start(force=force or back)
    if back and not force:
        note = both(
            "Due again, so the file is empty once more. What passed is kept beside it as .bak, and in "
            f"quizrnn drill attempts {desk.drill.drill}.",
            "又该复习了，文件已恢复为空白模板。通过的代码以 .bak 保留在旁边，也可用 "
            f"quizrnn drill attempts {desk.drill.drill} 查看。",
        )
        print(run.say(note), file=sys.stderr)
    elif there and not force:
        note = both(
            f"{path} is there already and is kept; --force begins anew",
            f"{path} 已存在，予以保留；用 --force 重新开始",
        )
        print(run.say(note), file=sys.stderr)
    print(path)
    name = desk.drill.drill + run.bank_words
    further = both(
        f"Write the functions in it, then: quizrnn drill check {name}\n"
        f"A hint: quizrnn drill hint {name}; a verdict on every save: quizrnn drill watch {name}",
        f"在文件中写出函数，然后运行：quizrnn drill check {name}\n"
        f"要提示：quizrnn drill hint {name}；保存即评分：quizrnn drill watch {name}",
    )
    print(run.say(further), file=sys.stderr)


@_add
@command(
    "check",
    both(
        "Grade a drill's file and put the attempt on record. Exit code 0 passed, 1 not.",
        "给练习文件评分并记录这次尝试。退出码：通过为 0，未通过为 1。",
    ),
    seed=True,
    formats=("text", "json"),
)
@DRILL
@CONVENTION
@TIME_LIMIT
def check(
    run: Invocation,
    *,
    drill: str,
    convention: str | None,
    seed: int | None,
    time_limit: float,
    output_format: str,
) -> int:
    from quizrnn.drills.limits import Limits, keep_to_one_thread
    from quizrnn.drills.sandbox import Child
    from quizrnn.errors import QuizrnnError

    keep_to_one_thread()
    with Child(Limits(seconds=time_limit)) as child:
        desk = Desk.find(run, drill, convention)
        report = desk.grade(child, seed=seed)
    problem = None
    notes: list[str] = []
    try:
        notes = desk.record(report)
    except QuizrnnError as error:
        problem = error
    if output_format == "json":
        from quizrnn.cli.output import print_json
        from quizrnn.drills.reports import to_json

        print_json(to_json(desk.with_lines(report), run.lang))
    else:
        from quizrnn.cli.output import print_lines

        print_lines([*desk.verdict_lines(report), *notes])
        sys.stdout.flush()
        print_lines(desk.new_lines(report, desk.with_lines(report)))
    if problem is not None:
        raise problem
    return int(report.status != "passed")


@_add
@command("hint", both("Show the next hint of a drill.", "显示练习的下一条提示。"))
@DRILL
@option(
    "--all",
    "everything",
    is_flag=True,
    text=both("Show every hint so far again.", "重新显示已看过的全部提示。"),
)
def hint(run: Invocation, *, drill: str, everything: bool) -> None:
    from quizrnn.cli.output import print_lines

    desk = Desk.find(run, drill, None)
    print_lines(desk.seen_hint_lines() if everything else desk.next_hint_lines())


@_add
@command(
    "solution",
    both(
        "Print a drill's solution and why it is right. Before a pass that counts as not known.",
        "打印练习的参考解答及其推导。在通过之前查看，按“不会”计。",
    ),
)
@DRILL
@CONVENTION
def solution(run: Invocation, *, drill: str, convention: str | None) -> None:
    desk = Desk.find(run, drill, convention)
    text, note = desk.show_solution()
    if note:
        print(note, file=sys.stderr)
    print(text.rstrip("\n"))


@_add
@command(
    "reset",
    both(
        "Begin a drill anew: a fresh file, hints from the first. What was written is kept beside it as .bak.",
        "重新开始一个练习：新文件，提示从头开始。原有内容以 .bak 保留在旁边。",
    ),
)
@DRILL
@CONVENTION
def reset(run: Invocation, *, drill: str, convention: str | None) -> None:
    desk = Desk.find(run, drill, convention)
    print(Path(desk.reset()))
