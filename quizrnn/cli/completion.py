"""``quizrnn completion``: the script that completes commands, options, questions and drills."""

from __future__ import annotations

import os
from pathlib import Path

import click

from quizrnn.cli.common import command
from quizrnn.cli.completion_files import SHELLS, Place
from quizrnn.cli.framework import argument, option
from quizrnn.cli.invocation import Invocation
from quizrnn.errors import QuizrnnError
from quizrnn.text import both


@command(
    "completion",
    both(
        "Completion for bash, zsh or fish: prints the script, or installs it with --install. --remove takes "
        "it away again, of every shell unless one is named.",
        "为 bash、zsh 或 fish 提供补全：打印脚本，或用 --install 安装。--remove 将其移除，"
        "未指明 shell 时全部移除。",
    ),
)
@argument(
    "shell",
    type=click.Choice(SHELLS),
    required=False,
    text=both("The shell; the one in SHELL by default.", "shell 名称，默认取环境变量 SHELL。"),
)
@option(
    "--install",
    is_flag=True,
    text=both(
        "Install it for this user: a script, and for bash and zsh a line in the start-up file.",
        "为当前用户安装：写入脚本；bash 和 zsh 还会在启动文件中加一行。",
    ),
)
@option("--remove", is_flag=True, text=both("Undo --install.", "撤销 --install。"))
def completion(run: Invocation, *, shell: str | None, install: bool, remove: bool) -> None:
    if install and remove:
        raise click.UsageError("--install and --remove exclude each other")
    if remove:
        _remove(run, SHELLS if shell is None else (shell,))
        return
    name = shell or Path(os.environ.get("SHELL", "")).name
    if name not in SHELLS:
        raise QuizrnnError(both("name the shell: bash, zsh or fish", "请指明 shell：bash、zsh 或 fish"))
    if install:
        _install(run, name)
    else:
        print(_script(name))


def _script(shell: str) -> str:
    from click.shell_completion import get_completion_class

    from quizrnn.cli.root import root

    found = get_completion_class(shell)
    assert found is not None
    return found(root, {}, "quizrnn", "_QUIZRNN_COMPLETE").source()


def _install(run: Invocation, shell: str) -> None:
    place = Place.of(shell)
    changed = place.install(_script(shell))
    for path in changed:
        print(run.say(both(f"Written: {path}", f"已写入：{path}")))
    if changed:
        print(run.say(both(f"Completion is active in new {shell} windows.", f"在新开的 {shell} 中生效。")))
    else:
        print(run.say(both(f"Installed already: {place.script}", f"已经安装：{place.script}")))


def _remove(run: Invocation, shells: tuple[str, ...]) -> None:
    gone = [path for shell in shells for path in Place.of(shell).remove()]
    for path in gone:
        print(run.say(both(f"Removed from: {path}", f"已移除：{path}")))
    if not gone:
        print(run.say(both("No completion is installed.", "没有安装过补全。")))
