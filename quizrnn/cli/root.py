"""The root command: what there is, and what ``quizrnn`` alone does."""

from __future__ import annotations

from pathlib import Path

import click

from quizrnn import __version__
from quizrnn.cli.common import ASCII_OPTION, BANK_OPTION, LANG_OPTION, drawn_in_ascii
from quizrnn.cli.framework import Group, option
from quizrnn.cli.invocation import Invocation
from quizrnn.text import both

COMMANDS = {
    "quiz": (
        "quizrnn.cli.quiz:quiz",
        both("Study: what is due, then what is new", "学习：先复习到期的，再学新的"),
    ),
    "interview": (
        "quizrnn.cli.interview:interview",
        both("A mock interview: no verdicts until the end, then a report", "模拟面试：结束后才出报告"),
    ),
    "drill": (
        "quizrnn.cli.drill:drill",
        both("Write code and have it graded", "写代码并由程序评分"),
    ),
    "grade": (
        "quizrnn.cli.grade:grade",
        both("Grade files without recording anything", "给文件评分，不作记录"),
    ),
    "list": (
        "quizrnn.cli.listing:listing",
        both("What questions, drills and topics there are", "列出题目、编程练习和主题"),
    ),
    "show": (
        "quizrnn.cli.show:show",
        both("Show one question", "显示一道题"),
    ),
    "check": (
        "quizrnn.cli.check:check",
        both("Check one answer without recording it", "检查一个答案，不作记录"),
    ),
    "lab": (
        "quizrnn.cli.lab:lab",
        both("An experiment computed live by the reference code", "由参考实现现场计算的实验"),
    ),
    "stats": (
        "quizrnn.cli.stats:stats",
        both("Progress, retention and forecast", "进度、记忆保持率和预测"),
    ),
    "export": (
        "quizrnn.cli.export:export",
        both("Flashcards for other programs", "导出到其他记忆卡片程序"),
    ),
    "import": (
        "quizrnn.cli.import_:import_cards",
        both("Other programs' cards as a bank", "把其他程序的卡片转成题库"),
    ),
    "lint": (
        "quizrnn.cli.lint:lint",
        both("Check banks and drills", "检查题库和编程练习"),
    ),
    "new": (
        "quizrnn.cli.new:new",
        both("Start a bank of your own from a template", "用模板新建自己的题库"),
    ),
    "schema": (
        "quizrnn.cli.schema:schema",
        both("Print the JSON Schema of a bank file", "打印题库文件的 JSON Schema"),
    ),
    "data": (
        "quizrnn.cli.data:data",
        both("Where your data is; back it up, restore it", "数据的位置、备份与恢复"),
    ),
    "doctor": (
        "quizrnn.cli.doctor:doctor",
        both("What this machine has and lacks", "检查本机具备和缺少的条件"),
    ),
    "completion": (
        "quizrnn.cli.completion:completion",
        both("Completion for your shell", "命令行补全"),
    ),
}


def _print_version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(f"quizrnn {__version__}")
        ctx.exit()


@click.group(
    cls=Group,
    lazy=COMMANDS,
    invoke_without_command=True,
    text=both(
        "Learn RNN, LSTM and GRU in the terminal: checked questions, graded coding drills, one memory "
        "schedule. Without a command it opens the interface.",
        "在终端里学 RNN、LSTM 和 GRU：答案由程序检查，代码由程序评分，复习由同一份记忆日程安排。"
        "不带命令则打开界面。",
    ),
)
@LANG_OPTION
@BANK_OPTION
@ASCII_OPTION
@option(
    "--web",
    "in_browser",
    is_flag=True,
    text=both("Open the interface in a browser on this machine.", "在本机的浏览器中打开界面。"),
)
@option(
    "--port",
    type=click.IntRange(1, 65535),
    metavar="N",
    text=both("Port for --web; 8000 otherwise.", "--web 所用的端口，默认 8000。"),
)
@option(
    "-V",
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    text=both("Print the version and exit.", "打印版本并退出。"),
)
@click.pass_context
def root(
    ctx: click.Context,
    lang: str | None,
    bank: tuple[Path, ...],
    ascii_only: bool,
    in_browser: bool,
    port: int | None,
) -> int | None:
    invocation = ctx.find_object(Invocation)
    assert invocation is not None
    if lang:
        invocation.lang = lang
    invocation.banks.extend(bank)
    if ascii_only:
        drawn_in_ascii(invocation)
    if ctx.invoked_subcommand is not None:
        if in_browser or port is not None:
            raise click.UsageError("--web and --port go without a command")
        return None
    if in_browser:
        from quizrnn.cli.web import PORT, serve

        return serve(invocation, port or PORT)
    if port is not None:
        raise click.UsageError("--port needs --web")
    from quizrnn.cli.quiz import open_interface

    return open_interface(invocation)
