"""Write the manual pages, ``docs/man/``, from the commands: ``python .ci/record_manual.py [--check]``."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from quizrnn import __version__
from quizrnn.cli.examples import EXAMPLES
from quizrnn.cli.framework import Argument, Command
from quizrnn.cli.invocation import Invocation
from quizrnn.cli.root import root
from quizrnn.text import Text, both, pick

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "man"
PAGES = {"en": FOLDER / "quizrnn.1", "zh": FOLDER / "quizrnn.zh.1"}
PROGRAM = "quizrnn"
COMMON = ("--lang", "--bank", "--ascii", "--help")
"""Options that every command has: told once."""

HEADINGS: dict[str, Text] = {
    "name": both("NAME", "名称"),
    "synopsis": both("SYNOPSIS", "概要"),
    "description": both("DESCRIPTION", "描述"),
    "options": both("OPTIONS", "选项"),
    "commands": both("COMMANDS", "命令"),
    "examples": both("EXAMPLES", "示例"),
    "exit": both("EXIT STATUS", "退出状态"),
    "environment": both("ENVIRONMENT", "环境变量"),
    "files": both("FILES", "文件"),
}
NAME: Text = both(
    "learn recurrent networks in the terminal: checked questions, graded drills, one memory schedule",
    "在终端里学循环神经网络：答案与代码由程序检查，复习由同一份记忆日程安排",
)
EXIT: tuple[tuple[str, Text], ...] = (
    ("0", both("Done; right; passed.", "完成；答对；通过。")),
    ("1", both("Wrong; failed; lint errors.", "答错；未通过；题库有错误。")),
    (
        "2",
        both("Bad usage or unreadable input: one line says what.", "用法有误或输入无法读取，并有一行说明。"),
    ),
    ("130", both("Interrupted.", "被中断。")),
    ("141", both("The reader of the output is gone.", "输出无人读取。")),
)
ENVIRONMENT: tuple[tuple[str, Text], ...] = (
    (
        "QUIZRNN_HOME",
        both(
            "One folder for record, settings, backups, banks, drills and cache. Without it the platform's "
            "own user folders are used.",
            "存放学习记录、设置、备份、题库、编程练习和缓存的文件夹；不设则用系统的用户文件夹。",
        ),
    ),
    ("VISUAL, EDITOR", both("Your editor, for drills.", "写编程练习所用的编辑器。")),
    ("NO_COLOR", both("Set: no colours.", "设置后不用颜色。")),
    ("COLUMNS", both("Width of what is printed.", "输出的宽度。")),
    ("LC_ALL, LC_MESSAGES, LANG", both("Language, unless it is set.", "未指定语言时据此选择。")),
)
EVERYWHERE: Text = both(
    "--lang, --bank, --ascii and -h work with every command.",
    "--lang、--bank、--ascii 和 -h 适用于所有命令。",
)
FILES: Text = both(
    "quizrnn data path prints where everything is. quizrnn completion --remove takes away what "
    "quizrnn completion --install wrote. Uninstalling leaves your data.",
    "quizrnn data path 打印各项数据的位置。quizrnn completion --remove 移除 quizrnn completion --install "
    "写入的内容。卸载程序不会删除你的数据。",
)


def manual(lang: str) -> str:
    """Return the manual page in a language, as roff."""
    return "\n".join(_lines(lang)) + "\n"


def _lines(lang: str) -> Iterator[str]:
    def heading(name: str) -> str:
        return f".SH {pick(HEADINGS[name], lang)}"

    yield rf".\" Made by .ci/record_manual.py of the commands of {PROGRAM}."
    yield f'.TH QUIZRNN 1 "" "{PROGRAM} {__version__}"'
    yield ".ad l"
    yield heading("name")
    yield rf"{PROGRAM} \- {_escaped(pick(NAME, lang))}"
    context = _context(root, PROGRAM, lang, None)
    yield heading("synopsis")
    yield _usage(root, context)
    yield heading("description")
    yield _escaped(pick(root.text, lang))
    yield heading("options")
    yield from _terms(_options(root, context, common=True))
    yield ".PP"
    yield _escaped(pick(EVERYWHERE, lang))
    yield heading("commands")
    for command, child in _commands(root, context, lang):
        yield f".SS {_escaped(child.command_path)}"
        yield _usage(command, child)
        yield ".PP"
        for paragraph in pick(command.text, lang).split("\n\n"):
            yield from _kept(paragraph)
        yield from _terms([*_arguments(command, child, lang), *_options(command, child)])
        yield from _examples(child.command_path, lang)
    yield heading("examples")
    yield from _examples(PROGRAM, lang)
    yield heading("exit")
    yield from _terms([(code, pick(says, lang)) for code, says in EXIT])
    yield heading("environment")
    yield from _terms([(name, pick(says, lang)) for name, says in ENVIRONMENT])
    yield heading("files")
    yield _escaped(pick(FILES, lang))


def _context(command: click.Command, name: str, lang: str, parent: click.Context | None) -> click.Context:
    invocation = Invocation()
    invocation.lang = lang
    return click.Context(command, info_name=name, parent=parent, obj=invocation)


def _commands(
    group: click.Group, context: click.Context, lang: str
) -> Iterator[tuple[Command, click.Context]]:
    """Yield every command below a group, in the order in which the group lists them."""
    for name in [*group.commands, *getattr(group, "lazy", {})]:
        command = group.get_command(context, name)
        assert isinstance(command, Command)
        child = _context(command, name, lang, context)
        if not isinstance(command, click.Group) or command.invoke_without_command:
            yield command, child
        if isinstance(command, click.Group):
            yield from _commands(command, child, lang)


def _usage(command: click.Command, context: click.Context) -> str:
    words = [context.command_path, *command.collect_usage_pieces(context)]
    return rf"\fB{_escaped(words[0])}\fR {_escaped(' '.join(words[1:]))}"


def _arguments(command: Command, context: click.Context, lang: str) -> list[tuple[str, str]]:
    return [
        (param.make_metavar(context), pick(param.text, lang))
        for param in command.params
        if isinstance(param, Argument) and param.text
    ]


def _options(command: Command, context: click.Context, common: bool = False) -> list[tuple[str, str]]:
    found = []
    for param in command.params:
        record = None if isinstance(param, click.Argument) else param.get_help_record(context)
        if record is not None and (common or not set(COMMON) & set(param.opts)):
            found.append(record)
    return found


def _terms(rows: list[tuple[str, str]]) -> Iterator[str]:
    for term, says in rows:
        yield ".TP"
        yield rf"\fB{_escaped(term)}\fR"
        yield _escaped(says)


def _examples(path: str, lang: str) -> Iterator[str]:
    for line, says in EXAMPLES.get(path, ()):
        yield ".PP"
        yield _escaped(pick(says, lang))
        yield from (".RS 4", ".EX", _escaped(line), ".EE", ".RE")


def _kept(paragraph: str) -> Iterator[str]:
    """Yield a paragraph; one that begins with a form feed mark is a table, whose lines stay as they are."""
    lines = paragraph.split("\n")
    if lines[0] == "\b":
        yield from (".EX", *map(_escaped, lines[1:]), ".EE", ".PP")
    else:
        yield _escaped(" ".join(lines))
        yield ".PP"


def _escaped(text: str) -> str:
    """Return a text in which nothing is a request or an escape of roff, and Chinese may break anywhere."""
    text = text.replace("\\", r"\e").replace("-", r"\-")
    text = re.sub(r"(?<=[\u4e00-\u9fff，。；：、）”])(?=[\u4e00-\u9fff（“])", lambda _: r"\:", text)
    return rf"\&{text}" if text[:1] in (".", "'") else text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a page is old")
    check = parser.parse_args().check
    old = [
        page
        for lang, page in PAGES.items()
        if not page.exists() or page.read_text(encoding="utf-8") != manual(lang)
    ]
    for page in old:
        if not check:
            page.parent.mkdir(exist_ok=True)
            page.write_text(manual("zh" if "zh" in page.suffixes[0] else "en"), encoding="utf-8")
        print(("out of date: " if check else "written: ") + str(page))
    sys.exit(1 if check and old else 0)


if __name__ == "__main__":
    main()
