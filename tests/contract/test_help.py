"""The help of every command: whole, in both languages, with examples that work; and the manual made of it."""

from __future__ import annotations

import importlib.util
import re
import shlex
from pathlib import Path

import click
import pytest

from quizrnn.cli.examples import EXAMPLES
from quizrnn.cli.framework import Argument, Command, Option
from quizrnn.cli.invocation import Invocation
from quizrnn.cli.root import root
from quizrnn.text import pick

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("en", "zh")
HAN = re.compile("[\u4e00-\u9fff]")


def invocation(lang):
    made = Invocation()
    made.lang = lang
    return made


def all_commands(command=root, path="quizrnn"):
    """Return every command by its path."""
    found = {path: command}
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=path)
        for name in command.list_commands(context):
            found |= all_commands(command.get_command(context, name), f"{path} {name}")
    return found


COMMANDS = all_commands()
OF_EACH = pytest.mark.parametrize("path", COMMANDS)


def help_of(path, lang):
    command = COMMANDS[path]
    above, _, name = path.rpartition(" ")
    parent = click.Context(root, info_name=above, obj=invocation(lang)) if above else None
    return command.get_help(click.Context(command, info_name=name, parent=parent, obj=invocation(lang)))


def test_every_command_was_found():
    assert len(COMMANDS) > 35
    assert set(EXAMPLES) <= set(COMMANDS)


@pytest.mark.parametrize("lang", LANGUAGES)
@OF_EACH
def test_the_help_of_a_command_is_whole(path, lang):
    command = COMMANDS[path]
    assert isinstance(command, Command)
    for param in command.params:
        assert isinstance(param, Option | Argument), param.name
        assert pick(param.text, lang).endswith((".", "。")), f"{param.name}: {pick(param.text, lang)}"
        assert bool(HAN.search(pick(param.text, lang))) is (lang == "zh"), param.name
    assert pick(command.text, lang)
    assert bool(HAN.search(pick(command.text, lang))) is (lang == "zh")
    assert help_of(path, lang).startswith({"en": f"Usage: {path} ", "zh": f"用法：{path} "}[lang])
    headings = re.findall(r"^(\w+)[:：]$", help_of(path, lang), flags=re.M)
    assert headings[-1] == {"en": "Examples", "zh": "示例"}[lang]


@pytest.mark.parametrize("lang", LANGUAGES)
@OF_EACH
def test_every_command_shows_examples_that_fit_a_terminal(path, lang):
    assert path in EXAMPLES, f"give {path} an example in quizrnn/cli/examples.py"
    for line, says in EXAMPLES[path]:
        assert len(line) <= 78
        assert pick(says, lang).endswith((".", "。"))
        assert bool(HAN.search(pick(says, lang))) is (lang == "zh"), line


LINES = [(path, line) for path, examples in EXAMPLES.items() for line, _ in examples]


@pytest.mark.parametrize(("path", "line"), LINES)
def test_an_example_is_a_line_that_the_command_reads(path, line):
    typed = next(part for part in line.split(" | ") if part.startswith("quizrnn"))
    words = shlex.split(typed.partition(" > ")[0])[1:]
    context = root.make_context("quizrnn", list(words), obj=invocation("en"))
    below = context
    group, rest = root, [*context._protected_args, *context.args]
    while isinstance(group, click.Group) and rest:
        name, found, rest = group.resolve_command(below, rest)
        below = found.make_context(name, list(rest), parent=below)
        group, rest = found, [*below._protected_args, *below.args]
    assert f"{below.command_path} ".startswith(path.partition(" ")[0])
    assert rest == []


def record_manual():
    spec = importlib.util.spec_from_file_location("record_manual", ROOT / ".ci" / "record_manual.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_manual_is_that_of_these_commands(lang):
    module = record_manual()
    written = module.PAGES[lang].read_text(encoding="utf-8")
    assert written == module.manual(lang), "run: python .ci/record_manual.py"
    plain = written.replace("\\-", "-").replace("\\e", "\\")
    for path, command in COMMANDS.items():
        bare = isinstance(command, click.Group) and not command.invoke_without_command
        assert bare or path == "quizrnn" or f"\n.SS {path}\n" in plain, path
        assert all(option in plain for param in command.params for option in param.opts if "-" in option)
    requests = {line.split()[0] for line in written.splitlines() if line.startswith((".", "'"))}
    assert requests <= {'.\\"', ".ad", ".TH", ".SH", ".SS", ".PP", ".TP", ".RS", ".RE", ".EX", ".EE"}


def test_what_begins_like_a_request_of_roff_is_text():
    module = record_manual()
    assert module._escaped(".so /etc/passwd") == "\\&.so /etc/passwd"
    assert module._escaped("'tis a \\fB-x") == "\\&'tis a \\efB\\-x"
