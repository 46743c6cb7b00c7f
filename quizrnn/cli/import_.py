"""``quizrnn import``: other programs' cards as a bank."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizrnn.cli.common import command
from quizrnn.cli.framework import argument, option
from quizrnn.cli.invocation import Invocation
from quizrnn.errors import QuizrnnError
from quizrnn.export.imports.importers import FORMATS, import_bank
from quizrnn.text import Text, both

if TYPE_CHECKING:
    from quizrnn.export.imports.drafts import Lost

_SHOWN = 20
"""How many cards that were left out are named one by one."""


@command(
    "import",
    both(
        "Make a bank from another program's cards: a YAML file that lint accepts. What could not be "
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
    _list(run, haul.lost, "left out: ", "未导入：")
    if not haul.questions:
        raise QuizrnnError(
            both(f"no question in {file}: no bank was written", f"{file} 中没有读到题目，未写入题库")
        )
    _list(run, haul.missing, "missing from ", "缺少内容：")
    for text, count in haul.partly.values():
        _tell(run, both(_questions(count), f"{count} 道题"), text)
    left_out = len(haul.lost)
    questions = both(
        f"{_questions(haul.questions)}, {left_out} left out", f"{haul.questions} 道题，{left_out} 张未导入"
    )
    _tell(run, questions, str(output))


def _list(run: Invocation, cards: list[Lost], what_en: str, what_zh: str) -> None:
    """Say what befell cards, the first ones by name."""
    for card in cards[:_SHOWN]:
        _tell(run, both(what_en + card.name, what_zh + card.name), card.why)
    more = len(cards) - _SHOWN
    if more > 0:
        print(run.say(both(f"{what_en}{more} more", f"{what_zh}另外 {more} 张")), file=sys.stderr)


def _tell(run: Invocation, of: Text, what: Text) -> None:
    print(run.say(of) + run.say(both(": ", "：")) + run.say(what), file=sys.stderr)


def _questions(count: int) -> str:
    return f"{count} question{'s' * (count != 1)}"
