"""``quizrnn completion``: the script that completes commands, options, questions and drills."""

from __future__ import annotations

import os
from pathlib import Path

import click

from quizrnn.cli.common import command
from quizrnn.cli.framework import argument, option
from quizrnn.cli.invocation import Invocation
from quizrnn.errors import QuizrnnError
from quizrnn.text import both

SHELLS = ("bash", "zsh", "fish")


@command(
    "completion",
    both(
        "Completion for bash, zsh or fish: prints the script, or installs it with --install.",
        "为 bash、zsh 或 fish 提供补全：打印脚本，或用 --install 安装。",
    ),
)
@argument(
    "shell",
    type=click.Choice(SHELLS),
    required=False,
    text=both("The shell; the one in SHELL by default.", "shell 名称，默认取环境变量 SHELL。"),
)
@option("--install", is_flag=True, text=both("Install it for this user.", "为当前用户安装。"))
def completion(run: Invocation, *, shell: str | None, install: bool) -> None:
    from click.shell_completion import get_completion_class

    from quizrnn.cli.root import root

    name = shell or Path(os.environ.get("SHELL", "")).name
    found = get_completion_class(name) if name in SHELLS else None
    if found is None:
        raise QuizrnnError(both("name the shell: bash, zsh or fish", "请指明 shell：bash、zsh 或 fish"))
    script = found(root, {}, "quizrnn", "_QUIZRNN_COMPLETE").source()
    if not install:
        print(script)
        return
    target = completion_file(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(script, encoding="utf-8")
    if name == "zsh":
        print(
            run.say(
                both(
                    f"Written to {target}. Add this line to ~/.zshrc: source {target}",
                    f"已写入 {target}。请在 ~/.zshrc 中加上：source {target}",
                )
            )
        )
    else:
        print(
            run.say(
                both(
                    f"Written to {target}. It is active in new shells.",
                    f"已写入 {target}，在新开的 shell 中生效。",
                )
            )
        )


def completion_file(shell: str, environ: dict[str, str] | None = None) -> Path:
    """Return where ``shell`` finds a user's completion script (for zsh: where a line can source it)."""
    env = dict(os.environ) if environ is None else environ
    home = Path(env.get("HOME") or Path.home())
    data = Path(env.get("XDG_DATA_HOME") or home / ".local" / "share")
    config = Path(env.get("XDG_CONFIG_HOME") or home / ".config")
    return {
        "bash": data / "bash-completion" / "completions" / "quizrnn",
        "zsh": data / "quizrnn" / "completion.zsh",
        "fish": config / "fish" / "completions" / "quizrnn.fish",
    }[shell]
