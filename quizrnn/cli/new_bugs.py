"""``quizrnn new bugs``: a bank of "find the line" questions made of a drill's mistakes, to pick and word."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

import click

from quizrnn.cli.common import command, complete_drills
from quizrnn.cli.framework import argument, option
from quizrnn.cli.invocation import Invocation
from quizrnn.text import Text, both, pick

if TYPE_CHECKING:
    from quizrnn.bank.drills import Drill
    from quizrnn.drills.bugs import Bug, Bugs

COUNT: Final = 20
"""Questions that are written unless told otherwise."""

_LONGEST_ID: Final = 80
_NAMED: Final = 4
"""Outputs that a stem names."""


@command(
    "bugs",
    both(
        "Write a bank of questions “which line is at fault?”, made of a drill's misconceptions and of "
        "one-line mutants of its solution: each fails the drill's cases, in its own way, and in one line "
        "alone. To stdout without -o. They are drafts: pick, and say why where nobody has yet. An existing "
        "file is kept.",
        "由编程练习的常见错误和参考解答的单行变体生成“错在哪一行”的题库：每题都以各自的方式通不过练习的"
        "用例，且只错一行。不指定 -o 则写到标准输出。生成的是草稿：请挑选，并补上尚缺的说明。"
        "已有的文件不会被覆盖。",
    ),
    count=True,
    seed=True,
)
@argument("drill", text=both("The drill's id.", "编程练习的编号。"), shell_complete=complete_drills)
@option(
    "-o",
    "--output",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    text=both("A new file, such as bugs.yaml.", "新文件，如 bugs.yaml。"),
)
@option(
    "--convention",
    default="article",
    metavar="NAME",
    text=both("Whose solution is changed (default: article).", "改动哪一种约定的解答（默认 article）。"),
)
def bugs(
    run: Invocation, *, drill: str, file: Path | None, convention: str, count: int | None, seed: int | None
) -> None:
    from quizrnn.cli.new import checked_new, slug_of, taken, write_new
    from quizrnn.drills.answer_key import AnswerKey
    from quizrnn.drills.bugs import bugs as made_of

    to_file = None if file is None or str(file) == "-" else file
    if to_file is not None:
        checked_new(to_file)
    library = run.library
    found = library.drill(drill)
    solution = library.solution(drill, convention)
    with AnswerKey(found, convention, library.mistaken(drill, convention), seed or 0) as key:
        made = made_of(key, solution, count=COUNT if count is None else count, rng=Random(seed or 0))
    slug = slug_of(f"{drill}-bugs" if to_file is None else to_file.stem, taken())
    text = _bank(found, convention, made, slug, run.lang)
    if to_file is None:
        print(text, end="")
    else:
        write_new(to_file, text)
    print(run.say(_summary(made, to_file)), file=sys.stderr)


def _summary(made: Bugs, file: Path | None) -> Text:
    from quizrnn.drills.bugs import REASONS

    left = [(number, REASONS[why]) for why, number in made.left_out.items() if number]
    parts = [f"{number} {pick(why, 'en')}" for number, why in left]
    parts_zh = [f"{number} 个{pick(why, 'zh')}" for number, why in left]
    unworded = sum(bug.why is None for bug in made.found)
    written = f"{len(made.found)} questions" + (f" in {file}" if file is not None else "")
    written_zh = (f"{file}：" if file is not None else "") + f"{len(made.found)} 题"
    return both(
        f"{written}, {unworded} to word (TODO)" + (f"; left out: {', '.join(parts)}" if parts else ""),
        f"{written_zh}，其中 {unworded} 题待写说明（TODO）"
        + (f"；未采用：{'，'.join(parts_zh)}" if parts else ""),
    )


def _bank(drill: Drill, convention: str, made: Bugs, slug: str, lang: str) -> str:
    """Return the bank file."""
    from quizrnn.paths import content_dir

    schema = (content_dir() / "bank.schema.json").resolve().as_uri()
    head = both(
        f"Drafts made of the drill {drill.drill} ({convention}). Pick, word them, and delete the others.\n"
        "# A TODO marks what nobody has worded yet: say why the line is wrong.",
        f"由练习 {drill.drill}（{convention}）生成的草稿。请挑选、改写，并删去其余。\n"
        "# TODO 处尚无说明：请写出这一行为什么错。",
    )
    title = both(f"Find the line: {pick(drill.title, 'en')}", f"找出错行：{pick(drill.title, 'zh')}")
    lines = [
        f"# yaml-language-server: $schema={schema}",
        f"# {pick(head, lang)}",
        "",
        f"bank: {slug}",
        "title:",
        *_languages(title, 2),
        "",
        "questions:" if made.found else "questions: []",
    ]
    for bug in made.found:
        lines += _question(drill, convention, bug)
    return "\n".join(lines).rstrip("\n") + "\n"


def _question(drill: Drill, convention: str, bug: Bug) -> list[str]:
    plain = "" if convention == "article" else f"-{convention}"
    named = ", ".join(f"`{name}`" for name in bug.outputs[:_NAMED])
    named_zh = "、".join(f"`{name}`" for name in bug.outputs[:_NAMED])
    more, more_zh = (", …", " 等") if len(bug.outputs) > _NAMED else ("", " ")
    stem = both(
        f"One line of this `{bug.function}` is wrong, and with it {named}{more}. Which line is at fault?",
        f"这个 `{bug.function}` 有一行写错了，{named_zh}{more_zh}因此不对。错在哪一行？",
    )
    lines = [
        "",
        f"  - id: {f'{drill.drill}{plain}-bug-{bug.name}'[:_LONGEST_ID].rstrip('-')}",
        "    type: bug",
        f"    section: {drill.section}",
        f"    difficulty: {_difficulty(drill, convention, bug)}",
        "    tags: [code]",
        "    stem:",
        *_languages(stem, 6),
        "    code: |",
        *(f"      {row}".rstrip() for row in bug.code.splitlines()),
        f"    line: {bug.line}",
        f"    fix: {_quoted(bug.fix)}",
    ]
    if bug.why is None:
        lines.append("    # TODO: say why / 请写出原因")
    why = bug.why or both("TODO: say why.", "TODO：请写出原因。")
    lines += ["    explanation:", *_languages(why, 6)]
    if drill.shipped and drill.sources:
        lines.append(f"    sources: [{', '.join(drill.sources)}]")
    return lines


def _difficulty(drill: Drill, convention: str, bug: Bug) -> int:
    """Return the drill's difficulty, one less where few of its outputs are wrong and so point at the line."""
    outputs = sum(len(call.outputs) for call in drill.forms[convention].calls)
    return max(1, drill.difficulty - (3 * len(bug.outputs) <= outputs))


def _languages(text: Text, indent: int) -> list[str]:
    return [f"{' ' * indent}{lang}: {_quoted(pick(text, lang))}" for lang in ("en", "zh")]


def _quoted(text: str) -> str:
    """Return a string of one line as YAML."""
    return "'" + " ".join(text.split("\n")).replace("'", "''") + "'"
