"""``quizrnn export``: flashcards for other programs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from quizrnn.cli.common import command
from quizrnn.cli.framework import argument, option
from quizrnn.cli.invocation import Invocation
from quizrnn.export.exporters import FORMATS, NOTE_FORMATS, export_banks, export_cards, export_notes
from quizrnn.text import both

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizrnn.bank.drills import Drill

_T = TypeVar("_T")

_STEP = 200
"""How many cards pass between two updates of the counter."""


@command(
    "export",
    both(
        "Write flashcards for another program, in the language of --lang. Exporting again updates the same "
        "cards: ids are stable.\n\n"
        "\b\n"
        "anki       a package to import\n"
        "anki-text  the same notes as text; import the package once before\n"
        "obsidian   a note for the spaced-repetition plugin; keeps your reviews\n"
        "mochi      a package for Mochi\n"
        "hashcards  a deck for hashcards or repeater\n"
        "quizlet    terms and definitions, for RemNote too\n"
        "moodle     a quiz as Moodle XML\n"
        "gift       a quiz as plain text for Moodle\n"
        "html       one page to print\n"
        "json       the banks as data",
        "\b\n"
        "导出到其他记忆卡片程序，卡片语言由 --lang 指定。\n编号是稳定的：再次导出会更新同一批卡片。\n\n"
        "\b\n"
        "anki       可直接导入的卡包\n"
        "anki-text  同样内容的文本；请先导入一次卡包\n"
        "obsidian   供间隔重复插件使用的笔记；保留复习记录\n"
        "mochi      Mochi 卡包\n"
        "hashcards  hashcards 或 repeater 的牌组\n"
        "quizlet    术语与释义，也可用于 RemNote\n"
        "moodle     Moodle XML 测验\n"
        "gift       供 Moodle 导入的纯文本测验\n"
        "html       可打印的单页\n"
        "json       题库数据",
    ),
    filters=True,
    count=True,
    seed=True,
)
@argument("name", metavar="FORMAT", type=click.Choice(FORMATS), text=both("The format.", "格式。"))
@option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    text=both(
        "The file; replaced at once when the new one is whole. Without it, text goes to standard output.",
        "\b\n目标文件；新文件写完整后才一次性替换。\n文本格式省略此项则输出到标准输出。",
    ),
)
@option(
    "--instances",
    type=click.IntRange(1, 1000),
    default=1,
    metavar="N",
    text=both(
        "Versions of each question with drawn numbers to write, for quizzes.",
        "\b\n带随机参数的题目导出几份，每份数值不同；\n用于测验。",
    ),
)
def export(
    run: Invocation,
    *,
    name: str,
    output: Path | None,
    instances: int,
    topic: tuple[str, ...],
    kind: tuple[str, ...],
    tag: tuple[str, ...],
    count: int | None,
    seed: int | None,
) -> None:
    from itertools import chain, islice

    from quizrnn.bank.library import Filter
    from quizrnn.export.cards import drill_cards, question_cards

    wanted = Filter(topics=topic, types=tuple(one for one in kind if one != "drill"), tags=tag)
    run.library.count(wanted)  # a misspelled filter is said before anything is written
    drills = _drills(run, topic, kind, tag)
    target = None if output == Path("-") else output
    if name == "json":
        tally = export_banks(run.library, wanted, len(drills), target, sys.stdout, count)
        print(tally.line(), file=sys.stderr)
        return
    asked = wanted.types or not kind
    last = drill_cards(run.library, drills, run.lang)
    if name in NOTE_FORMATS and instances == 1:
        from quizrnn.export.anki_notes import note_of
        from quizrnn.export.finished import finished_notes

        folder, last_notes = run.paths.cache, (note_of(card, run.lang) for card in last)
        first = finished_notes(run.library, wanted, run.lang, seed or 0, folder=folder, count=count)
        notes = islice(chain(first if asked else (), last_notes), count)
        tally = export_notes(name, _counted(notes, run), target, sys.stdout)
    else:
        questions = question_cards(run.library, wanted, run.lang, seed or 0, instances=instances)
        cards = islice(chain(questions if asked else (), last), count)
        tally = export_cards(name, _counted(cards, run), target, run.lang, sys.stdout)
    print(tally.line(), file=sys.stderr)


def _counted(cards: Iterator[_T], run: Invocation) -> Iterator[_T]:
    """Pass cards on, with a counter on the terminal that is gone at the end."""
    if not sys.stderr.isatty():
        yield from cards
        return
    word = run.say(both("cards", "张卡片"))
    try:
        for number, card in enumerate(cards, 1):
            if number % _STEP == 0:
                print(f"\r{number} {word}", end="", file=sys.stderr, flush=True)
            yield card
    finally:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _drills(
    run: Invocation, topics: tuple[str, ...], kinds: tuple[str, ...], tags: tuple[str, ...]
) -> list[Drill]:
    """Return the drills that the filters let through: they have sections, the type ``drill``, no tags."""
    if tags or (kinds and "drill" not in kinds):
        return []
    meant = run.library.sections_within(topics)
    return [drill for drill in run.library.drills() if not topics or drill.section in meant]
