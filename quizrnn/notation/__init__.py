"""The markup of texts, and LaTeX as the terminal and plain text show it; ``notation.html`` is for HTML,
``notation.display`` for formulas in two dimensions."""

from quizrnn.notation.draw import DISPLAY_INDENT, to_plain, to_terminal, verbatim
from quizrnn.notation.markup import Segment, segments
from quizrnn.notation.parameters import fill, parameter_names, value_text
from quizrnn.notation.problems import problems
from quizrnn.notation.tex import latex_lines, latex_to_unicode

__all__ = [
    "DISPLAY_INDENT",
    "Segment",
    "fill",
    "latex_lines",
    "latex_to_unicode",
    "parameter_names",
    "problems",
    "segments",
    "to_plain",
    "to_terminal",
    "value_text",
    "verbatim",
]
