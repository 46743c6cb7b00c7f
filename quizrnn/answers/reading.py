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
_BETWEEN: Final = re.compile(r"(?:[-=]+>|[\s,;、/&+|>→⇒⟶.:()\[\]{}【】]|以及|和|与|及|或)+")
_JOINING: Final = frozenset({"and", "or", "then"})
_RANGE: Final = re.compile(r"\b([a-z0-9]{1,2})\s*(?:[-–—~]|至|到)\s*([a-z0-9]{1,2})\b", re.ASCII)
_LABEL: Final = re.compile(
    r"(?:(?:my |the )?(?:answer|option|choice)\b\s*(?:is\b)?|(?:我?选择?|应选)|答案是?|选项)\s*[:=]?\s*(?=\S)"
)
_QUOTES: Final = dict.fromkeys(map(ord, "\"'`“”‘’「」『』《》"), " ")
_WRAPPING: Final = " ()[]{}【】<>"
_CLOSING: Final = " .。!,;:*"


def printable(answer: str) -> str:
    """Return an answer without control characters and without blanks at its ends."""
    return "".join(
        character for character in answer if character in "\n\t" or category(character)[0] != "C"
    ).strip()


def even(answer: str) -> str:
    """Return an answer as ``printable`` does, and in half-width forms; superscripts become digits."""
    return printable(normalize("NFKC", answer.replace("、", ",")))


def bare(answer: str) -> str:
    """Return an answer as ``even`` does, in lower case, without quotes, brackets, label or stop around it.

    A label is what a form or a chat would put before it: ``Answer: b``, ``选 b``.
    """
    text = even(answer).casefold().translate(_QUOTES)
    text = text.rstrip(_CLOSING + _WRAPPING).lstrip(_WRAPPING)
    label = _LABEL.match(text)
    return text if label is None else text[label.end() :].lstrip(_WRAPPING)


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
    if not even(answer):
        raise empty(remedy)
    calls = {letter(place): place for place in range(count)}
    calls |= {str(place + 1): place for place in range(count)}
    text = bare(answer)
    if (span := _RANGE.search(text)) is not None and {span[1], span[2]} <= calls.keys():
        raise malformed(_could_be_range(span[0]), remedy)
    places: list[int] = []
    for word in filter(None, _BETWEEN.split(text)):
        if word in _JOINING and not set(word) <= calls.keys():
            continue
        run_together = (
            word.isascii() and word not in calls and (word.isalpha() or (word.isdecimal() and count <= 9))
        )
        called = [calls.get(call, -1) for call in (word if run_together else [word])]
        if -1 in called:
            unknown = {call for call in word if call not in calls}
            call = unknown.pop() if run_together and len(unknown) == 1 else word
            raise malformed(_not_there(call, known or call_range(count)), remedy)
        places += called
    if not places:
        raise malformed(both(f"“{echo(answer)}” names nothing", f"“{echo(answer)}”没有指明任何一项"), remedy)
    return places


def _could_be_range(span: str) -> Text:
    return both(
        f"“{echo(span)}” could mean a range or just the two",
        f"“{echo(span)}”既可能指一个范围，也可能只指这两项",
    )


def _not_there(call: str, known: str) -> Text:
    return both(f"there is no “{echo(call)}”, only {known}", f"没有“{echo(call)}”，只有 {known}")
