"""The YAML parser's event stream, with its errors worded for the author of a bank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from quizrnn.bank.source import MAX_DEPTH
from quizrnn.errors import InputError
from quizrnn.text import Text, both

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from yaml import Event

Mark: TypeAlias = tuple[int, int]
"""Line and column, counted from 0."""

_WORDINGS: Final[tuple[tuple[str, Text, Text], ...]] = (
    (
        "found a tab character",
        both("a tab where only blanks may stand", "此处只能用空格，不能用制表符"),
        both("indent with blanks", "请用空格缩进"),
    ),
    (
        "mapping values are not allowed",
        both("a colon where no key can stand", "此处不能出现`键: 值`形式的冒号"),
        both(
            "quote a text that contains “: ”, or check the indentation", "含有“: ”的文本请加引号，并检查缩进"
        ),
    ),
    (
        "could not find expected ':'",
        both("a key without its colon", "键后缺少冒号"),
        both(
            "write “key: value”, or indent the text that continues a line", "请写成`键: 值`，续行文本需要缩进"
        ),
    ),
    (
        "found unexpected end of stream",
        both("the file ends inside a quoted text", "文件在引号内结束"),
        both("close the quotation mark", "请补上右引号"),
    ),
    (
        "did not find expected key",
        both("this line does not fit what surrounds it", "该行与上下文不符"),
        both(
            "check the indentation, and quotation marks inside a quoted text",
            "请检查缩进，以及引号文本内部的引号",
        ),
    ),
    (
        "did not find expected '-' indicator",
        both("a list entry was expected here", "此处应为列表项"),
        both("indent it like the entries above, beginning with “- ”", "请与上方列表项同样缩进并以“- ”开头"),
    ),
    (
        "did not find expected ',' or",
        both("a comma or the closing bracket is missing", "缺少逗号或右括号"),
        both(
            "close the bracket, or quote a text with brackets or commas",
            "请补上括号；含括号或逗号的文本请加引号",
        ),
    ),
    (
        "found unknown escape character",
        both("an escape that double quotes do not know", "双引号内的转义序列无效"),
        both(
            "use single quotes around LaTeX, or double the backslash",
            "含 LaTeX 的文本请用单引号，或把反斜杠写两遍",
        ),
    ),
    (
        "found character that cannot start any token",
        both("a text cannot begin with this character", "文本不能以该字符开头"),
        both("quote the text; indent with blanks, not tabs", "请给文本加引号；缩进用空格而非制表符"),
    ),
    (
        # The scanner looks ahead, so that its own limit may be reached first.
        "exceeded maximum nesting depth",
        both(f"nested more than {MAX_DEPTH} levels deep", f"嵌套超过 {MAX_DEPTH} 层"),
        both(
            "flatten it, or quote a text that begins with [ or {", "请减少嵌套；以 [ 或 { 开头的文本请加引号"
        ),
    ),
    (
        "found undefined tag handle",
        both("a text cannot begin with “！” here", "文本不能以“！”开头"),
        both("quote the text", "请给文本加引号"),
    ),
)


def events(path: Path, text: str) -> Iterator[tuple[Event, Mark]]:
    """Yield each event of ``text`` with the place where it starts.

    Raises:
        InputError: If the text is not YAML.
    """
    import yaml

    # libyaml's parser is ten times as fast; PyYAML without it still reads the same language.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        while True:
            event = loader.get_event()
            if event is None or isinstance(event, yaml.StreamEndEvent):
                return
            mark = event.start_mark
            yield event, (mark.line, mark.column)
    except yaml.MarkedYAMLError as error:
        raise _worded(path, error) from None
    except yaml.YAMLError as error:
        detail = str(error).splitlines()[0]
        raise InputError(path, both(f"not YAML: {detail}", f"不是有效的 YAML:{detail}")) from None
    finally:
        loader.dispose()


def _worded(path: Path, error: Exception) -> InputError:
    """Return the parser's complaint in an author's words."""
    problem = str(getattr(error, "problem", None) or error)
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    row, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
    for sign, wording, remedy in _WORDINGS:
        if sign in problem:
            return InputError(path, wording, row=row, column=column, remedy=remedy)
    return InputError(
        path,
        both(f"not YAML: {problem}", f"不是有效的 YAML:{problem}"),
        row=row,
        column=column,
        remedy=both("check indentation and quotation marks near here", "请检查附近的缩进和引号"),
    )
