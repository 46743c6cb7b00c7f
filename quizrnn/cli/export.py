"""``quizrnn export``: flashcards for other programs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizrnn.cli.common import command
from quizrnn.cli.framework import argument, option
from quizrnn.cli.invocation import Invocation
from quizrnn.export.exporters import FORMATS, export_banks, export_cards
from quizrnn.text import both

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizrnn.bank.drills import Drill
    from quizrnn.export.card import Card

_STEP = 200
"""How many cards pass between two updates of the counter."""


@command(
    "export",
    both(
        "Write flashcards for another program. Exporting again updates the same cards: ids are stable.\n\n"
        "anki: a package to import. anki-text: the same notes as text; import the package once before, "
        "which brings the note types. obsidian: a note for the spaced-repetition plugin; writing over it "
        "keeps your reviews. mochi, hashcards: their own decks. quizlet: terms and definitions, "
        "for RemNote too. moodle, gift: quizzes for Moodle. html: one page to print. "
        "json: the banks as data.",
        "导出到其他记忆卡片程序。再次导出会更新同一批卡片：编号是稳定的。\n\n"
        "anki：可直接导入的卡包。anki-text：同样内容的文本；请先导入一次卡包，以便 Anki 认识其中的笔记类型。"
        "obsidian：供间隔重复插件使用的笔记，覆盖旧文件时会保留复习记录。mochi、hashcards：各自的牌组格式。"
        "quizlet：术语与释义，也可用于 RemNote。moodle、gift：供 Moodle 导入的测验。"
        "html：可打印的单页。json：题库数据。",
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
        "The file; replaced at once when the new one is whole. Text formats go to standard output without.",
        "目标文件；新文件写完整后才一次性替换。文本格式省略此项则输出到标准输出。",
    ),
)
@option(
    "--instances",
    type=click.IntRange(1, 1000),
    default=1,
    metavar="N",
    text=both(
        "How often a question with drawn numbers is written, each time with others; for quizzes.",
        "带随机参数的题目导出几份，每份数值不同；用于测验。",
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
    parts = [drill_cards(run.library, drills, run.lang)]
    if wanted.types or not kind:
        parts.insert(0, question_cards(run.library, wanted, run.lang, seed or 0, instances=instances))
    cards: Iterator[Card] = islice(chain.from_iterable(parts), count)
    if sys.stderr.isatty():
        cards = _counted(cards, run)
    tally = export_cards(name, cards, target, run.lang, sys.stdout)
    print(tally.line(), file=sys.stderr)


def _counted(cards: Iterator[Card], run: Invocation) -> Iterator[Card]:
    """Pass cards on, with a counter on the terminal that is gone at the end."""
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
