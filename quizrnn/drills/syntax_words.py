"""What Python says of code that it cannot read, in both languages."""

from __future__ import annotations

import re
import warnings
from typing import Final, NamedTuple

from quizrnn.text import Text, both

_CHINESE: Final = (
    (r"'(.)' was never closed", r"“\1”没有闭合"),
    (r"unmatched '(.)'", r"多出了“\1”"),
    (r"closing parenthesis '(.)' does not match opening parenthesis '(.)'.*", r"“\1”与前面的“\2”不配对"),
    (r"expected '(.+)'", r"此处应有“\1”"),
    (
        r"expected an indented block after (?:'(.+)' statement|(.+)) on line (\d+)",
        r"第 \3 行之后应有缩进的代码块",
    ),
    (r"unexpected indent", "多余的缩进"),
    (r"unindent does not match any outer indentation level", "缩进与外层的任何一级都不对齐"),
    (r"inconsistent use of tabs and spaces in indentation", "缩进混用了制表符和空格"),
    (r"unterminated string literal.*", "字符串没有结束引号"),
    (r"unterminated triple-quoted string literal.*", "三引号字符串没有结束"),
    (r"unterminated f-string literal.*", "f 字符串没有结束引号"),
    (r"invalid syntax\. Perhaps you forgot a comma\?", "语法无效，是否漏了逗号？"),
    (
        r"invalid syntax\. Maybe you meant '==' or ':=' instead of '='\?",
        "语法无效，是否应把 = 写成 == 或 :=？",
    ),
    (
        r"cannot assign to (.+?)(?: here)?\. Maybe you meant '==' instead of '='\?",
        "不能对它赋值，是否应把 = 写成 ==？",
    ),
    (r"cannot assign to .*", "不能对它赋值"),
    (r"invalid decimal literal", "数字写法无效"),
    (r"invalid (?:non-printable )?character .*?\(?(U\+[0-9A-F]+)\)?", r"代码中不能用字符 \1"),
    (r"'(\w+)' outside (?:function|loop)", r"“\1”出现在函数或循环之外"),
    (r"unexpected EOF while parsing", "代码没有写完"),
    (r"invalid syntax", "语法无效"),
)
"""Patterns of CPython's messages, and what they say in Chinese."""


class SyntaxFault(NamedTuple):
    """Why a source cannot be read, and the line, counted from 1, where that shows."""

    line: int
    text: Text


def said_of_syntax(message: str) -> Text:
    """Return CPython's message in both languages; what is not known here stays as it is."""
    for pattern, chinese in _CHINESE:
        found = re.fullmatch(pattern, message)
        if found is not None:
            return both(message, found.expand(chinese))
    return message


def syntax_fault(source: str) -> SyntaxFault | None:
    """Return what keeps Python from reading a source, or nothing; the source is not run."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(source, "<draft>", "exec", dont_inherit=True)
    except SyntaxError as error:
        return SyntaxFault(error.lineno or 1, said_of_syntax(error.msg))
    except (ValueError, OverflowError, MemoryError, RecursionError) as error:
        return SyntaxFault(1, str(error) or both("too deeply nested", "嵌套过深"))
    return None
