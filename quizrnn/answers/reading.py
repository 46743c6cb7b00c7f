"""Reading what a learner typed: width, case and blanks evened out, letters and numbers found in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from unicodedata import category, normalize

from quizrnn.answers.shown import letter
from quizrnn.errors import Malformed
from quizrnn.text import LANGUAGES, Text, both, pick

_ECHO: Final = 40
_BETWEEN: Final = re.compile(r"[\s,;、；/&+>→.)(]+|->")


def printable(answer: str) -> str:
    """Return an answer without control characters and without blanks at its ends."""
    return "".join(
        character for character in answer if character in "\n\t" or category(character)[0] != "C"
    ).strip()


def even(answer: str) -> str:
    """Return an answer as ``printable`` does, and in half-width forms; superscripts become digits."""
    return printable(normalize("NFKC", answer.replace("、", ",")))


def echo(answer: str) -> str:
    """Return an answer as a message may quote it: one line, short, without control characters."""
    line = " ".join("".join(c if category(c)[0] != "C" else " " for c in answer).split())
    return line if len(line) <= _ECHO else line[: _ECHO - 1] + "…"


def per_language(write: Callable[[str], str]) -> Text:
    """Return the text that ``write`` makes for each language."""
    return {lang: write(lang) for lang in LANGUAGES}


def empty(remedy: Text) -> Malformed:
    """Return the error of an answer that holds nothing, with how one is written."""
    return malformed(both("the answer is empty", "答案是空的"), remedy)


def malformed(problem: Text, remedy: Text) -> Malformed:
    """Return the error of an answer that cannot be read."""
    return Malformed(
        both(
            f"{pick(problem, 'en')}: {_continued(pick(remedy, 'en'))}",
            f"{pick(problem, 'zh')}：{pick(remedy, 'zh')}",
        )
    )


def _continued(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def call_range(count: int) -> str:
    """Return which letters call ``count`` pieces, such as ``a–d``."""
    return letter(0) if count == 1 else f"{letter(0)}–{letter(count - 1)}"


def called_places(answer: str, count: int, remedy: Text, *, known: str = "") -> list[int]:
    """Return the places of the pieces that an answer calls by letter or number, in the order given.

    Separators may be left out between letters, and between digits where no number has two.

    Args:
        answer: What was typed.
        count: How many pieces there are.
        remedy: How an answer is written.
        known: What may be called, such as ``1–3``; by default the letters.

    Raises:
        Malformed: If it is empty or calls what is not there.
    """
    text = even(answer).casefold()
    if not text:
        raise empty(remedy)
    calls = {letter(place): place for place in range(count)}
    places: list[int] = []
    for word in filter(None, _BETWEEN.split(text)):
        run_together = word.isascii() and (
            (word.isalpha() and word not in calls) or (word.isdecimal() and count <= 9)
        )
        for call in word if run_together else [word]:
            place = calls.get(call, -1)
            if call.isascii() and call.isdecimal():
                place = int(call) - 1 if len(call) <= 3 else -1
            if not 0 <= place < count:
                raise malformed(_not_there(call, known or call_range(count)), remedy)
            places.append(place)
    if not places:
        raise malformed(both(f"“{echo(answer)}” names nothing", f"“{echo(answer)}”没有指明任何一项"), remedy)
    return places


def _not_there(call: str, known: str) -> Text:
    return both(f"there is no “{echo(call)}”, only {known}", f"没有“{echo(call)}”，只有 {known}")
