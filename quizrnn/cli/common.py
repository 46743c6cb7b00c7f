"""The options that mean the same everywhere, and how a command asks for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quizrnn.cli.framework import AnswerCommand, Command, Group, option
from quizrnn.cli.invocation import Invocation
from quizrnn.text import LANGUAGES, Text, both

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from quizrnn.bank.library import Library

Body = Callable[..., int | None]


def complete_questions(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete a question's id."""
    return _complete(ctx, lambda library: [name for name, _ in library.ids()], incomplete)


def complete_drills(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete a drill's id."""
    return _complete(ctx, lambda library: [drill.drill for drill in library.drill_outlines()], incomplete)


def complete_topics(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete a topic's slug."""
    return _complete(ctx, lambda library: [section.slug for section in library.sections()], incomplete)


def drawn_in_ascii(run: Invocation) -> None:
    """Have everything that is printed for people, and the interface, keep to ASCII."""
    from quizrnn.cli.ascii_output import keep_to_ascii

    run.ascii = True
    keep_to_ascii(run.lang)


def _invocation(ctx: click.Context) -> Invocation:
    found = ctx.find_root().obj
    return found if isinstance(found, Invocation) else Invocation()


def _complete(
    ctx: click.Context, names_in: Callable[[Library], list[str]], incomplete: str
) -> list[CompletionItem]:
    """Return the names that begin so; none where the banks are broken, which a prompt is no place to say."""
    from click.shell_completion import CompletionItem

    from quizrnn.errors import QuizrnnError

    try:
        names = names_in(_invocation(ctx).library)
    except QuizrnnError:
        return []
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


LANG_OPTION = option(
    "--lang", type=click.Choice(LANGUAGES), text=both("Language of what is shown.", "显示所用的语言。")
)
GROUP_LANG = option(
    "--lang",
    type=click.Choice(LANGUAGES),
    expose_value=False,  # the invocation reads it before any command does
    text=both("Language of what is shown.", "显示所用的语言。"),
)
BANK_OPTION = option(
    "--bank",
    "bank",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PATH",
    text=both("A file or folder of further banks; repeatable.", "附加题库的文件或文件夹，可重复。"),
)
ASCII_OPTION = option(
    "--ascii",
    "ascii_only",
    is_flag=True,
    text=both("Draw with ASCII characters only.", "只用 ASCII 字符显示。"),
)
_FILTERS = (
    option(
        "-t",
        "--topic",
        "topic",
        multiple=True,
        metavar="SLUG",
        shell_complete=complete_topics,
        text=both("A section slug or a prefix of one; repeatable.", "章节代号或其前缀，可重复。"),
    ),
    option(
        "--type",
        "kind",
        multiple=True,
        metavar="KIND",
        text=both("A question type; repeatable.", "题型，可重复。"),
    ),
    option("--tag", multiple=True, metavar="TAG", text=both("A tag; repeatable.", "标签，可重复。")),
)
_COUNT = option(
    "-n", "--count", type=click.IntRange(min=1), metavar="N", text=both("At most N of them.", "至多 N 个。")
)
_SEED = option(
    "--seed",
    type=click.IntRange(min=0),
    metavar="N",
    text=both("Repeat what was drawn with this seed.", "用此种子重现抽取的内容。"),
)


def _format_option(formats: tuple[str, ...]) -> Callable[[Body], Body]:
    return option(
        "--format",
        "output_format",
        type=click.Choice(formats),
        default=formats[0],
        text=both("How to print it.", "输出格式。"),
    )


def command(
    name: str,
    text: Text,
    *,
    filters: bool = False,
    count: bool = False,
    seed: bool = False,
    formats: tuple[str, ...] = (),
    answers: bool = False,
    group: bool = False,
) -> Callable[[Body], click.Command]:
    """Make a command whose body is called with the run's ``Invocation`` and its own parameters.

    Args:
        name: The command's name.
        text: Its help; the first sentence is the summary.
        filters: Offer ``--topic``, ``--type`` and ``--tag``; the body gets them as ``topic, kind, tag``.
        count: Offer ``--count``.
        seed: Offer ``--seed``.
        formats: Offer ``--format`` with these values, the first being the default.
        answers: The last argument is an answer, which may begin with a minus sign.
        group: Let it have subcommands; the body is called where none is given.
    """

    def decorate(body: Body) -> click.Command:
        @click.pass_context
        @wraps(body)
        def run(
            ctx: click.Context,
            /,
            *,
            bank: tuple[Path, ...],
            lang: str | None,
            ascii_only: bool,
            **values: Any,
        ) -> int:
            invocation = _invocation(ctx)
            invocation.banks.extend(bank)
            if lang:
                invocation.lang = lang
            if ascii_only or invocation.ascii:
                drawn_in_ascii(invocation)
            if ctx.invoked_subcommand is not None:
                return 0
            return body(invocation, **values) or 0

        decorated: Body = LANG_OPTION(BANK_OPTION(ASCII_OPTION(run)))
        if formats:
            decorated = _format_option(formats)(decorated)
        for wanted, decorator in ((seed, _SEED), (count, _COUNT)):
            decorated = decorator(decorated) if wanted else decorated
        for decorator in reversed(_FILTERS if filters else ()):
            decorated = decorator(decorated)
        kind = AnswerCommand if answers else Group if group else Command
        more = {"invoke_without_command": True} if group else {}
        made = click.command(name, cls=kind, text=text, **more)(decorated)
        own = [param for param in made.params if isinstance(param, click.Argument)]
        made.params = own + [param for param in made.params if param not in own]
        return made

    return decorate
