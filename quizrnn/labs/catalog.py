"""The labs there are, by name, and which one explains a question. Loads neither NumPy nor any content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from quizrnn.errors import UnknownName
from quizrnn.labs.cell_texts import FORGET_BIAS, GATES, SLOPES
from quizrnn.labs.gradient_texts import CLIPPING, GRADIENTS, TRUNCATION
from quizrnn.text import both

if TYPE_CHECKING:
    from quizrnn.labs.model import Lab

LABS: Final = (GRADIENTS, GATES, CLIPPING, SLOPES, FORGET_BIAS, TRUNCATION)
"""All of them, in the order of a course."""

_EXPLAINED: Final = {question: lab.name for lab in reversed(LABS) for question in lab.questions}


def find(name: str) -> Lab:
    """Return a lab by its name.

    Raises:
        UnknownName: There is none of that name.
    """
    for lab in LABS:
        if lab.name == name:
            return lab
    raise UnknownName(both("lab", "实验"), name, [lab.name for lab in LABS])


def lab_for(question: str) -> str | None:
    """Return the name of the lab that explains a question, by the question's id, or None."""
    return _EXPLAINED.get(question)
