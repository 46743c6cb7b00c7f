"""The markup of texts, and LaTeX as the terminal, plain text and HTML show it."""

from quizrnn.notation.draw import to_html, to_plain, to_terminal, verbatim
from quizrnn.notation.markup import Segment, segments
from quizrnn.notation.parameters import fill, parameter_names, value_text
from quizrnn.notation.problems import problems
from quizrnn.notation.tex import latex_lines, latex_to_unicode

__all__ = [
    "Segment",
    "fill",
    "latex_lines",
    "latex_to_unicode",
    "parameter_names",
    "problems",
    "segments",
    "to_html",
    "to_plain",
    "to_terminal",
    "value_text",
    "verbatim",
]
