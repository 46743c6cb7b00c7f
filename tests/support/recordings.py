"""Outputs of PyTorch and Keras code that questions ask for: how they are run, kept and compared with keys.

``recordings_torch.py`` and ``recordings_keras.py`` hold one function a question. It runs the question's own
code where there is some, for a ``bug`` both as it stands and as mended, and returns what a learner would see.
``content/recorded.yaml`` keeps the outcomes, with the versions, for machines that have no such library.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from quizrnn.answers.bug import correction
from quizrnn.answers.check import check
from quizrnn.answers.instance import draw
from quizrnn.bank.load import load_bank
from quizrnn.bank.model import (
    BooleanQuestion,
    BugQuestion,
    ChoiceQuestion,
    ClozeQuestion,
    MatchQuestion,
    MultiQuestion,
    NumericQuestion,
    Question,
)
from quizrnn.notation import to_plain
from quizrnn.paths import content_dir
from quizrnn.text import pick

SEEDS: Final = range(5)
"""Drawings of its parameters with which a numeric question is run."""

LIBRARY: Final = re.compile(r"\b(?:torch|nn|F|keras|scaler)\.|\bSequential\(|\bclip_grad_norm_\(")

"""What gives away code that needs a library, wherever it is imported."""

RECORD: Final = content_dir() / "recorded.yaml"

Outcome = Any
"""What a run gave, of a shape that YAML keeps: see ``right``."""


class Code:
    """The code of a question, to be run with names of one's own."""

    def __init__(self, question: Question) -> None:
        self.text = question.code or ""
        self.question = question
        self.rows = len(self.text.split("\n"))
        """How many of its lines are run: less where the rest is the body of something else."""

    def run(self, /, **names: Any) -> dict[str, Any]:
        """Run it as it stands; return its names."""
        return self._run(self.text.split("\n"), names)

    def mended(self, /, **names: Any) -> dict[str, Any]:
        """Run it with the ``fix`` of a ``bug`` in place; return its names."""
        header, *rows = correction(draw(self.question, 0))
        place = int(header.split(",")[0].removeprefix("@@ -"))
        place += next(number for number, row in enumerate(rows) if row.startswith("-")) - 1
        code = self.text.split("\n")
        code[place : place + 1] = [row[1:] for row in rows if row.startswith("+")]
        return self._run(code, names)

    def _run(self, rows: list[str], names: dict[str, Any]) -> dict[str, Any]:
        exec(compile("\n".join(rows[: self.rows]), "<question>", "exec"), names)
        return names

    def both(self, see: Callable[[dict[str, Any]], Outcome], /, **names: Any) -> dict[str, Outcome]:
        """Run it both ways and return what ``see`` sees in the names; of an error, its class."""
        return {"as it stands": _seen(self.run, see, names), "mended": _seen(self.mended, see, names)}


def _seen(
    run: Callable[..., dict[str, Any]], see: Callable[[dict[str, Any]], Outcome], names: dict[str, Any]
) -> Outcome:
    try:
        return see(run(**names))
    except (RuntimeError, ValueError, AttributeError) as error:
        return type(error).__name__


Recording = Callable[[Code], Outcome]


def by_parameters(value: Callable[..., float]) -> Recording:
    """Make a recording of a numeric question: its value for the parameters of each of ``SEEDS``."""

    def record(code: Code) -> Outcome:
        return [value(**draw(code.question, seed).params) for seed in SEEDS]

    return record


def ran(recording: Recording, question: Question) -> Outcome:
    """Run the recording of a question."""
    return recording(Code(question))


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Question]:
    """Return every question of the shipped banks by its id."""
    paths = sorted((content_dir() / "banks").glob("*.yaml"))
    return {question.id: question for path in paths for question in load_bank(path).questions}


def needs_library(question: Question) -> bool:
    """Tell whether the code of a question needs PyTorch or Keras, so that lint cannot prove what it does."""
    return bool(question.code and not getattr(question, "prints", False) and LIBRARY.search(question.code))


def right(question: Question, outcome: Outcome) -> bool:
    """Tell whether an outcome of a run is what the question's key says.

    A choice is the one whose text begins with the outcome; of ``multi`` the outcome is a truth value a
    choice, of ``match`` the right-hand text of each pair, of ``cloze`` the blanks, of ``numeric`` a value for
    each of ``SEEDS``. A ``bug`` must do something else once it is mended.
    """
    match question:
        case ChoiceQuestion():
            texts = [to_plain(pick(choice.text, "en")) for choice in question.choices]
            places = [place for place, text in enumerate(texts) if text.startswith(outcome)]
            return len(places) == 1 and question.choices[places[0]].correct
        case MultiQuestion():
            return [choice.correct for choice in question.choices] == outcome
        case BooleanQuestion():
            return question.answer is outcome
        case ClozeQuestion():
            return check(draw(question, 0), " | ".join(outcome)).score == 1
        case NumericQuestion():
            return all(
                check(draw(question, seed), repr(value)).score == 1
                for seed, value in zip(SEEDS, outcome, strict=True)
            )
        case MatchQuestion():
            return [to_plain(pick(pair.right, "en")) for pair in question.pairs] == outcome
        case BugQuestion():
            return bool(outcome["as it stands"] != outcome["mended"])
    raise AssertionError(f"no outcome is compared with a {type(question).__name__}")
