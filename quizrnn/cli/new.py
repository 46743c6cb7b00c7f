"""``quizrnn new``: a commented bank to start from, one question of each type, and drafts made of drills."""

from __future__ import annotations

import re
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Final

import click

from quizrnn.cli.common import GROUP_LANG, command
from quizrnn.cli.framework import Group, argument
from quizrnn.cli.invocation import Invocation
from quizrnn.cli.new_bugs import bugs
from quizrnn.errors import InputError
from quizrnn.text import both

if TYPE_CHECKING:
    from collections.abc import Container

_SLUG: Final = "my-bank"
"""The slug that the templates are written with."""
_LONGEST: Final = 60
"""Ids are the slug and a few letters more, and end at 80."""


@click.group(
    cls=Group,
    no_args_is_help=False,
    text=both("Start something of your own from a template.", "用模板新建自己的内容。"),
)
@GROUP_LANG
def new() -> None:
    pass


@command(
    "bank",
    both(
        "Write a commented bank with one question of each type, in the language of --lang; to stdout without "
        "FILE. An existing file is kept.",
        "写出一个带注释的题库模板，十种题型各一题，语言由 --lang 决定；不指定 FILE 则写到标准输出。"
        "已有的文件不会被覆盖。",
    ),
)
@argument(
    "file",
    required=False,
    type=click.Path(path_type=Path),
    text=both(
        "A new file, such as notes.yaml; its name becomes the bank's.",
        "新文件，如 notes.yaml；文件名即题库代号。",
    ),
)
def bank(run: Invocation, *, file: Path | None) -> None:
    if file is None or str(file) == "-":
        print(_filled(run, _SLUG), end="")
        return
    checked_new(file)
    slug = slug_of(file.stem, taken())
    write_new(file, _filled(run, slug))
    name = quote(str(file))
    print(
        run.say(
            both(
                f"Written: {file}. Next: quizrnn lint {name}, then quizrnn quiz --bank {name} -t {slug}",
                f"已写入 {file}。接下来：quizrnn lint {name}，再 quizrnn quiz --bank {name} -t {slug}",
            )
        )
    )


new.add_command(bank)
new.add_command(bugs)


def checked_new(file: Path) -> None:
    """Refuse a file that is there, or whose name is no bank's, before anything is made for it.

    Raises:
        InputError: If it cannot be a new bank.
    """
    if file.suffix not in (".yaml", ".yml"):
        raise InputError(
            file,
            both("a bank's name ends in .yaml", "题库文件名应以 .yaml 结尾"),
            remedy=both(f"name it {file.name}.yaml", f"请改为 {file.name}.yaml"),
        )
    if file.exists():
        raise _there(file)


def slug_of(name: str, taken: Container[str] = ()) -> str:
    """Return the slug that a file's name makes: ASCII letters and digits, joined by ``-``, and not taken."""
    slug = "-".join(re.findall(r"[a-z0-9]+", name.lower()))[:_LONGEST].strip("-") or _SLUG
    return f"my-{slug}" if slug in taken else slug


def taken() -> set[str]:
    """Return what no bank of one's own can be called: the shipped banks and the article's sections."""
    from quizrnn.bank.article_load import load_article
    from quizrnn.paths import content_dir

    content = content_dir()
    sections = {section.slug for section in load_article(content / "article.yaml").sections}
    return sections | {path.stem for path in (content / "banks").glob("*.yaml")}


def _filled(run: Invocation, slug: str) -> str:
    """Return the template with the bank's slug, naming the schema where it is on this machine."""
    from quizrnn.paths import content_dir

    content = content_dir()
    text = (content / "templates" / f"bank.{run.lang}.yaml").read_text(encoding="utf-8")
    head, _, rest = text.partition("\n")
    uri = (content / "bank.schema.json").resolve().as_uri()
    return f"{head.partition('=')[0]}={uri}\n{re.sub(rf'{_SLUG}(?![a-z])', slug, rest)}"


def write_new(file: Path, text: str) -> None:
    """Write a file that is not there yet.

    Raises:
        InputError: If it is there, or cannot be written.
    """
    try:
        with file.open("x", encoding="utf-8", newline="\n") as target:
            target.write(text)
    except FileExistsError:
        raise _there(file) from None
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(
            file,
            both("the folder is not there", "所在文件夹不存在"),
            remedy=both("make it, or choose another", "请先建立，或换一个"),
        ) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            file,
            both(f"cannot be written: {reason}", f"无法写入：{reason}"),
            remedy=both("choose another file", "请换一个文件"),
        ) from None


def _there(file: Path) -> InputError:
    return InputError(
        file,
        both("exists already and is kept", "已存在，保持不变"),
        remedy=both("choose another name", "请换一个文件名"),
    )
