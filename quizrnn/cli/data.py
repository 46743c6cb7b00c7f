"""``quizrnn data``: where the learner's data is, and how it is kept safe."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizrnn.cli.common import GROUP_LANG, command, complete_questions
from quizrnn.cli.framework import Group, argument, option
from quizrnn.cli.invocation import Invocation
from quizrnn.errors import InputError, QuizrnnError
from quizrnn.text import both

if TYPE_CHECKING:
    from quizrnn.study.marks import Mark
    from quizrnn.study.records import Review


@click.group(
    cls=Group,
    no_args_is_help=False,
    text=both(
        "Your data: where it is, backups, and the review log.", "你的数据：存放位置、备份以及复习记录。"
    ),
)
@GROUP_LANG
def data() -> None:
    pass


@command(
    "path",
    both("Print where everything is kept.", "打印各项数据的存放位置。"),
    formats=("text", "json"),
)
def path(run: Invocation, *, output_format: str) -> None:
    places = {name: str(place) for name, place in run.paths._asdict().items()}
    if output_format == "json":
        from quizrnn.cli.output import print_json

        print_json(places)
        return
    from quizrnn.cli.output import print_lines
    from quizrnn.plain.layout import table

    labels = {
        "database": both("database", "学习记录"),
        "settings": both("settings", "设置"),
        "backups": both("backups", "备份"),
        "banks": both("banks", "题库"),
        "drills": both("drills", "编程练习"),
        "cache": both("cache", "缓存"),
    }
    print_lines(table([(run.say(labels[name]), place) for name, place in places.items()]))


@command(
    "backup",
    both(
        "Back up the record to FILE, or into the folder of backups without one.",
        "将学习记录备份到 FILE；不指定则存入备份文件夹。",
    ),
)
@argument(
    "file",
    required=False,
    type=click.Path(path_type=Path),
    text=both("A new file, or a folder.", "新文件，或文件夹。"),
)
def backup(run: Invocation, *, file: Path | None) -> None:
    from quizrnn.study.database_check import inspect

    _require(inspect(run.paths.database), run)
    target = file or run.paths.backups
    if file is None or file.is_dir():
        target = target / f"quizrnn-{run.clock.now():%Y%m%dT%H%M%S}.db"
    run.store.backup_to(target)
    print(run.say(both(f"Backed up to {target}", f"已备份到 {target}")))


@command(
    "restore",
    both(
        "Put back a backup, by default the newest. It is checked first, and what it replaces is kept.",
        "恢复备份，默认恢复最新的一份。恢复前先检查备份，被替换的记录会保留。",
    ),
)
@argument(
    "file",
    required=False,
    type=click.Path(path_type=Path),
    text=both(
        "The backup: a file, or a name in the folder of backups.", "备份：文件，或备份文件夹中的文件名。"
    ),
)
def restore(run: Invocation, *, file: Path | None) -> None:
    from quizrnn.study.backups import restore as put_back

    source = _newest(run) if file is None else file
    inside = run.paths.backups / source
    if not source.exists() and inside.exists():
        source = inside
    kept = put_back(source, run.paths.database, run.paths.backups, run.clock)
    print(run.say(both(f"Restored from {source}", f"已从 {source} 恢复")))
    if kept is not None:
        print(run.say(both(f"What it replaced is kept in {kept}", f"被替换的记录保存在 {kept}")))


@command(
    "reset",
    both(
        "Empty the record: answers, cards, attempts and marks. A copy is kept with the backups.",
        "清空学习记录：作答、卡片、编程练习的提交与标记。清空前会在备份文件夹中留一份副本。",
    ),
)
@option("--yes", is_flag=True, text=both("Do not ask.", "不再询问。"))
def reset(run: Invocation, *, yes: bool) -> int:
    from quizrnn.study.backups import reset as empty

    if not yes and not _agreed(run):
        print(run.say(both("Nothing was changed.", "未作任何改动。")))
        return 1
    kept = empty(run.paths.database, run.paths.backups, run.clock)
    if kept is None:
        print(run.say(both("There is no record yet.", "还没有学习记录。")))
    else:
        print(
            run.say(both(f"The record is empty. A copy is kept in {kept}", f"学习记录已清空，副本在 {kept}"))
        )
    return 0


@command(
    "export-log",
    both(
        "Print the review log, one JSON object a line, oldest first. An answer that an erratum corrected has "
        "the key “corrected”, with the score and the rating that count.",
        "打印复习记录，每行一个 JSON 对象，从旧到新。"
        "被勘误更正过的回答带有“corrected”一项，即实际计入的得分和评级。",
    ),
)
def export_log(run: Invocation) -> None:
    import msgspec

    from quizrnn.cli.output import print_lines
    from quizrnn.study.errata import corrections

    corrected = corrections(run.store)

    def line(review: Review) -> str:
        row = msgspec.to_builtins(review)
        if review.number in corrected:
            row["corrected"] = dict(zip(("score", "rating"), corrected[review.number], strict=True))
        return msgspec.json.encode(row).decode()

    print_lines(map(line, run.store.log()))


def _put_marks(run: Invocation, questions: tuple[str, ...], mark: Mark) -> None:
    from quizrnn.study.days import study_day

    day = study_day(run.clock.now(), run.settings.day_start_hour)
    known = run.store.marks.suspended() if mark == "unsuspend" else frozenset()
    # What left the banks can be brought back all the same.
    for question in [name if name in known else run.library.get(name).id for name in questions]:
        run.store.marks.put(question, mark, day)


@command(
    "suspend",
    both(
        "Put questions out of sight until they are unsuspended; their history stays.",
        "停用题目，直到恢复为止；历史记录保留。",
    ),
)
@argument(
    "questions",
    nargs=-1,
    required=True,
    metavar="QUESTION…",
    shell_complete=complete_questions,
    text=both("Ids of questions.", "题目的 id。"),
)
def suspend(run: Invocation, *, questions: tuple[str, ...]) -> None:
    _put_marks(run, questions, "suspend")


@command(
    "unsuspend",
    both(
        "Bring suspended questions back; without any, list those that are suspended.",
        "恢复已停用的题目；不指定则列出所有已停用的题目。",
    ),
)
@argument(
    "questions",
    nargs=-1,
    metavar="[QUESTION…]",
    shell_complete=complete_questions,
    text=both("Ids of questions.", "题目的 id。"),
)
def unsuspend(run: Invocation, *, questions: tuple[str, ...]) -> None:
    if not questions:
        from quizrnn.cli.output import print_lines

        print_lines(sorted(run.store.marks.suspended()))
        return
    _put_marks(run, questions, "unsuspend")


@command(
    "unbury",
    both(
        "Bring back questions buried until tomorrow; without any, list them.",
        "恢复已推迟到明天的题目；不指定则列出它们。",
    ),
)
@argument(
    "questions",
    nargs=-1,
    metavar="[QUESTION…]",
    shell_complete=complete_questions,
    text=both("Ids of questions.", "题目的 id。"),
)
def unbury(run: Invocation, *, questions: tuple[str, ...]) -> None:
    if not questions:
        from quizrnn.cli.output import print_lines
        from quizrnn.study.days import study_day

        day = study_day(run.clock.now(), run.settings.day_start_hour)
        print_lines(sorted(run.store.marks.buried(day)))
        return
    _put_marks(run, questions, "unbury")


@command(
    "flags",
    both(
        "List the questions that you flagged, with your notes, oldest first.",
        "列出你标记过的题目及备注，从旧到新。",
    ),
    formats=("text", "json"),
)
def flags(run: Invocation, *, output_format: str) -> None:
    from quizrnn.cli.output import print_json, print_lines

    found = run.store.marks.flags()
    if output_format == "json":
        print_json([{"question": flag.key, "note": flag.note, "at": flag.at.isoformat()} for flag in found])
        return
    from quizrnn.plain.layout import table

    zone = run.clock.now().tzinfo
    rows = [(flag.key, f"{flag.at.astimezone(zone):%Y-%m-%d %H:%M}", flag.note) for flag in found]
    print_lines(table(rows) if rows else [run.say(both("Nothing is flagged.", "没有标记过的题目。"))])


@command(
    "tune",
    both(
        "Fit the memory model to your own answers. A part of them is held out, and the new parameters are "
        "kept only if they predict that part better. It needs the extra “tune”.",
        "用你自己的作答记录拟合记忆模型。其中一部分留作检验，新参数只有对这部分预测得更好才会保留。"
        "需要安装附加组件“tune”。",
    ),
)
@option("--standard", is_flag=True, text=both("Go back to the standard parameters.", "恢复标准参数。"))
def tune(run: Invocation, *, standard: bool) -> None:
    from quizrnn.cli.output import print_lines, width
    from quizrnn.plain.layout import wrap
    from quizrnn.study.tune import adopt, fit

    if standard:
        adopt(run.store, run.settings, None, run.paths.settings)
        print(run.say(both("The standard parameters are back.", "已恢复标准参数。")))
        return
    fitted = fit(run.store, run.settings)
    if fitted.better:
        adopt(run.store, run.settings, fitted.parameters, run.paths.settings)
    print_lines(wrap(run.say(fitted.message), width()))


for _command in (path, backup, restore, reset, export_log, suspend, unsuspend, unbury, flags, tune):
    data.add_command(_command)


def _require(exists: bool, run: Invocation) -> None:
    if not exists:
        raise InputError(
            run.paths.database,
            both("there is no record yet", "还没有学习记录"),
            remedy=both("answer a question first: quizrnn quiz", "请先答一道题：quizrnn quiz"),
        )


def _newest(run: Invocation) -> Path:
    found = sorted(run.paths.backups.glob("quizrnn-*.db"), key=lambda file: file.stat().st_mtime)
    if not found:
        raise InputError(
            run.paths.backups,
            both("there is no backup", "没有备份"),
            remedy=both("name a file to restore from", "请指定要恢复的文件"),
        )
    return found[-1]


def _agreed(run: Invocation) -> bool:
    if not sys.stdin.isatty():
        raise QuizrnnError(
            both("reset deletes your progress: add --yes to confirm", "reset 会清空学习进度：确认请加 --yes")
        )
    question = both(
        f"Empty the record {run.paths.database}? [y/N] ", f"要清空学习记录 {run.paths.database} 吗？[y/N] "
    )
    print(run.say(question), end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes", "是")
