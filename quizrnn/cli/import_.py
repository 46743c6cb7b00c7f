"""``quizrnn import``: other programs' cards as a bank."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from quizrnn.cli.common import command
from quizrnn.cli.framework import argument, option
from quizrnn.cli.invocation import Invocation
from quizrnn.export.imports.importers import FORMATS, import_bank
from quizrnn.text import both

_SHOWN = 20
"""How many cards that were left out are named one by one."""


@command(
    "import",
    both(
        "Make a bank of another program's cards: a YAML file that lint accepts. What could not be "
        "carried over is listed. Reading the same file again gives the same ids.\n\n"
        "\b\n"
        "anki       an Anki package (.apkg)\n"
        "anki-text  notes exported from Anki as text\n"
        "gift       a quiz of Moodle as plain text\n"
        "moodle     a quiz of Moodle as XML\n"
        "hashcards  a deck of hashcards or repeater",
        "\b\n"
        "把其他程序的卡片转成题库：生成能通过 lint 检查的 YAML 文件，\n"
        "并列出无法转换的内容。再次导入同一文件，题目编号不变。\n\n"
        "\b\n"
        "anki       Anki 卡包（.apkg）\n"
        "anki-text  从 Anki 导出的文本笔记\n"
        "gift       Moodle 的纯文本测验\n"
        "moodle     Moodle 的 XML 测验\n"
        "hashcards  hashcards 或 repeater 的牌组",
    ),
)
@argument("name", metavar="FORMAT", type=click.Choice(FORMATS), text=both("The format.", "格式。"))
@argument(
    "file", metavar="FILE", type=click.Path(path_type=Path), text=both("The file to read.", "要读取的文件。")
)
@option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    metavar="BANK",
    text=both(
        "The bank to write; a file that is there is kept.", "要写入的题库文件；已存在的文件不会被覆盖。"
    ),
)
def import_cards(run: Invocation, *, name: str, file: Path, output: Path) -> None:
    haul = import_bank(name, file, output)
    for lost in haul.lost[:_SHOWN]:
        said = run.say(both(f"left out: {lost.name}: ", f"未导入：{lost.name}："))
        print(said + run.say(lost.why), file=sys.stderr)
    more = len(haul.lost) - _SHOWN
    if more > 0:
        print(run.say(both(f"left out: {more} more", f"另有 {more} 张未导入")), file=sys.stderr)
    for text, count in haul.partly.values():
        print(run.say(both(f"in {count} questions ", f"{count} 道题中")) + run.say(text), file=sys.stderr)
    print(
        run.say(
            both(
                f"{haul.questions} questions, {len(haul.lost)} left out: {output}",
                f"{haul.questions} 道题，{len(haul.lost)} 张未导入：{output}",
            )
        ),
        file=sys.stderr,
    )
