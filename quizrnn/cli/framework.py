"""Click, in two languages: commands, options and usage errors whose texts are ``Text`` values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Final, TypeVar

import click

from quizrnn.text import Text, both, pick

F = TypeVar("F", bound=Callable[..., Any])

_HEADINGS: Final[dict[str, Text]] = {
    "usage": both("Usage: ", "用法："),
    "arguments": both("Arguments:", "参数："),
    "options": both("Options:", "选项："),
    "commands": both("Commands:", "命令："),
    "examples": both("Examples:", "示例："),
    "help": both("Show this help and exit.", "显示本帮助并退出。"),
}


def lang_of(ctx: click.Context) -> str:
    """Return the language of the running command: that of the invocation the context carries."""
    lang = getattr(ctx.obj, "lang", "en")
    assert isinstance(lang, str)
    return lang


class Option(click.Option):
    """An option with a bilingual help text."""

    def __init__(self, *args: Any, text: Text = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text: Text = text

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        record = super().get_help_record(ctx)
        if record is None:
            return None
        return record[0], " ".join(part for part in (pick(self.text, lang_of(ctx)), record[1]) if part)


class Argument(click.Argument):
    """An argument with a bilingual help text."""

    def __init__(self, *args: Any, text: Text = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text: Text = text


def option(*names: str, text: Text, **kwargs: Any) -> Callable[[F], F]:
    """Decorate a command with an ``Option``."""
    return click.option(*names, cls=Option, text=text, **kwargs)


def argument(name: str, *, text: Text, **kwargs: Any) -> Callable[[F], F]:
    """Decorate a command with an ``Argument``."""
    return click.argument(name, cls=Argument, text=text, **kwargs)


class Command(click.Command):
    """A command whose help is written in the language of the run."""

    def __init__(self, *args: Any, text: Text = "", **kwargs: Any) -> None:
        kwargs.setdefault("context_settings", {})
        kwargs["context_settings"].setdefault("help_option_names", ["-h", "--help"])
        super().__init__(*args, **kwargs)
        self.text: Text = text

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        lang = lang_of(ctx)
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=pick(_HEADINGS["usage"], lang))
        if self.text:
            with formatter.indentation():
                for paragraph in pick(self.text, lang).split("\n\n"):
                    formatter.write_paragraph()
                    formatter.write_text(paragraph)
        self._write_rows(formatter, "arguments", self._argument_rows(ctx), lang)
        self._write_rows(formatter, "options", self._option_rows(ctx), lang)
        self._write_rows(formatter, "commands", self._command_rows(lang), lang)
        self._write_examples(ctx, formatter, lang)

    def summary(self, lang: str) -> str:
        """Return the first sentence of the help text."""
        return re.split(r"(?<=[.。])\s*", pick(self.text, lang), maxsplit=1)[0].rstrip(".。")

    def _command_rows(self, _lang: str) -> list[tuple[str, str]]:
        return []

    def _write_examples(self, ctx: click.Context, formatter: click.HelpFormatter, lang: str) -> None:
        from quizrnn.cli.examples import EXAMPLES

        if examples := EXAMPLES.get(ctx.command_path):
            with _section(formatter, "examples", lang):
                for line, says in examples:
                    formatter.write(f"{'':{formatter.current_indent}}{line}\n")
                    with formatter.indentation():
                        formatter.write_text(pick(says, lang))

    def _argument_rows(self, ctx: click.Context) -> list[tuple[str, str]]:
        return [
            (_bare(param.make_metavar(ctx)), pick(param.text, lang_of(ctx)))
            for param in self.get_params(ctx)
            if isinstance(param, Argument) and param.text
        ]

    def _option_rows(self, ctx: click.Context) -> list[tuple[str, str]]:
        rows = []
        for param in self.get_params(ctx):
            if isinstance(param, click.Argument):
                continue
            record = param.get_help_record(ctx)
            if record is not None:
                is_help = "--help" in param.opts
                rows.append((record[0], pick(_HEADINGS["help"], lang_of(ctx)) if is_help else record[1]))
        return rows

    def _write_rows(
        self, formatter: click.HelpFormatter, heading: str, rows: list[tuple[str, str]], lang: str
    ) -> None:
        if rows:
            with _section(formatter, heading, lang):
                formatter.write_dl(rows)


@contextmanager
def _section(formatter: click.HelpFormatter, heading: str, lang: str) -> Iterator[None]:
    """Write a heading and indent what follows; click's own would set a half-width colon after Chinese."""
    formatter.write_paragraph()
    formatter.write(pick(_HEADINGS[heading], lang) + "\n")
    with formatter.indentation():
        yield


class AnswerCommand(Command):
    """A command whose last argument is an answer, which may begin with a minus sign: ``-0.5``, ``-dh*z``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, self._answers_last(ctx, args))

    def _answers_last(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Move what is no option behind ``--``, so that click does not read a minus sign as one."""
        flags: dict[str, bool] = {}
        for param in self.get_params(ctx):
            if isinstance(param, click.Option):
                flags.update(dict.fromkeys([*param.opts, *param.secondary_opts], param.is_flag))
        options: list[str] = []
        words: list[str] = []
        rest = iter(args)
        for word in rest:
            name = word.partition("=")[0]
            if word == "--":
                words.extend(rest)
            elif word in flags:
                options.append(word)
                if not flags[word]:
                    options.extend([value] if (value := next(rest, None)) is not None else [])
            elif (word.startswith("--") and (name in flags or re.match(r"--[a-z]", word))) or (
                word[:2] in flags and not flags[word[:2]] and words[1:]
            ):
                options.append(word)
            else:
                words.append(word)
        return [*options, "--", *words]


class Group(Command, click.Group):
    """A group whose commands are modules, imported only when they are called.

    Attributes:
        lazy: Maps each command's name to ``module:attribute`` and its summary.
    """

    def __init__(self, *args: Any, lazy: dict[str, tuple[str, Text]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lazy = lazy or {}
        self.no_args_is_help = False

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*self.lazy, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in self.lazy:
            module, _, name = self.lazy[cmd_name][0].partition(":")
            found = getattr(import_module(module), name)
            assert isinstance(found, click.Command)
            return found
        return super().get_command(ctx, cmd_name)

    def _command_rows(self, lang: str) -> list[tuple[str, str]]:
        own = self.commands.items()
        rows = [(name, command.summary(lang)) for name, command in own if isinstance(command, Command)]
        return [*rows, *((name, pick(summary, lang)) for name, (_, summary) in self.lazy.items())]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if not name.startswith("-") and name not in self.list_commands(ctx):
            from quizrnn.errors import UnknownName

            raise UnknownName(both("command", "命令"), name, self.list_commands(ctx))
        return super().resolve_command(ctx, args)


def _bare(metavar: str) -> str:
    """Return ``PATH...`` for the ``[PATH]...`` of an argument that may be left out."""
    return metavar.replace("[", "").replace("]", "")


def usage_error_text(error: click.ClickException) -> Text:
    """Return a usage error of click's as one line in both languages, ending with where help is."""
    ctx = getattr(error, "ctx", None)
    where = f"{ctx.command_path} --help" if ctx is not None else "quizrnn --help"
    english = " ".join(error.format_message().split()).rstrip(".")
    chinese = english
    match error:
        case click.NoSuchOption():
            chinese = f"没有选项 {error.option_name}"
        case click.MissingParameter():
            chinese = f"缺少 {_hint(error)}"
        case click.BadParameter():
            chinese = f"{_hint(error)} 的值无效：{_wanted(error)}"
        case click.BadOptionUsage():
            chinese = f"选项 {error.option_name} 用法有误"
        case click.UsageError() if english == "Missing command":
            chinese = "缺少子命令"
        case click.UsageError() if extra := re.match(r"Got unexpected extra arguments? \((.*)\)$", english):
            chinese = f"多余的参数：{extra[1]}"
        case click.UsageError():
            chinese = f"用法有误：{english}"
        case _:
            pass
    return both(f"{english} (see {where})", f"{chinese}（参见 {where}）")


def _hint(error: click.BadParameter) -> str:
    if error.param is None:
        return str(error.param_hint or "")
    return error.param.get_error_hint(error.ctx or click.get_current_context())


def _wanted(error: click.BadParameter) -> str:
    """Return in Chinese what values the parameter takes; click's own words where they are not known here."""
    match error.param and error.param.type:
        case click.Choice(choices=choices):
            return f"可取 {'、'.join(map(str, choices))}"
        case click.IntRange(min=low, max=high) | click.FloatRange(min=low, max=high) as kind:
            number = "整数" if isinstance(kind, click.IntRange) else "数"
            if high is None:
                return f"应为不小于 {low} 的{number}"
            return f"应为 {low} 到 {high} 之间的{number}"
        case _:
            return error.message.rstrip(".")
