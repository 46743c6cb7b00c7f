"""The colours of Python in the editor, for a dark and for a light ground."""

from __future__ import annotations

from typing import Final

from rich.style import Style
from textual.widgets.text_area import TextAreaTheme

HIGHLIGHTS: Final = """
(comment) @comment
(string) @string
[(integer) (float) (true) (false) (none)] @number
(function_definition name: (identifier) @function)
(class_definition name: (identifier) @function)
(call function: (identifier) @function)
(call function: (attribute attribute: (identifier) @function))
[
  "and" "as" "assert" "async" "await" "break" "class" "continue" "def" "del" "elif" "else" "except" "finally"
  "for" "from" "global" "if" "import" "in" "is" "lambda" "nonlocal" "not" "or" "pass" "raise" "return" "try"
  "while" "with" "yield"
] @keyword
"""
"""What is coloured, as a tree-sitter query. Textual's own tells 60 kinds apart and takes 4 ms a key press."""


def _theme(name: str, keyword: str, string: str, number: str, function: str, comment: str) -> TextAreaTheme:
    """Return a theme whose ground is the style sheet's and whose code is coloured."""
    styles = {
        "keyword": Style(color=keyword, bold=True),
        "string": Style(color=string),
        "number": Style(color=number),
        "function": Style(color=function),
        "comment": Style(color=comment, italic=True),
    }
    return TextAreaTheme(name=name, syntax_styles=styles)


def dark() -> TextAreaTheme:
    """Return the theme of a dark ground."""
    return _theme("quizrnn-dark", "#6FB3FF", "#9CCB8F", "#E0B25C", "#C9B6F2", "#98A0AA")


def light() -> TextAreaTheme:
    """Return the theme of a light ground."""
    return _theme("quizrnn-light", "#0B55A5", "#1A6E35", "#8A5A00", "#6B3FA0", "#565B62")
