"""Output in ASCII: what cannot be encoded is spelled out, where the encoder would put a question mark."""

from __future__ import annotations

import codecs
import re
import sys
from typing import Final

from quizrnn.notation.ascii import spelled_out, to_ascii

_DRAWN: Final = re.compile("[│┃║┌┐└┘├┤┬┴┼╱╲▲▼░█▏]")
"""Signs of a line that is drawn, in which each character has its place."""


def keep_to_ascii(lang: str) -> None:
    """Have standard output and error take ASCII only; Chinese stays where the learner reads Chinese."""
    _install(lang)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="ascii", errors=f"quizrnn-{lang}")


def spell_what_is_lacking(lang: str) -> None:
    """Have standard output and error spell out what their own encoding lacks."""
    _install(lang)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=f"quizrnn-{lang}")


def _install(lang: str) -> None:
    def spelled(error: UnicodeError) -> tuple[bytes | str, int]:
        if not isinstance(error, UnicodeEncodeError):
            raise error
        text, start, end = error.object, error.start, error.end
        line = text[text.rfind("\n", 0, start) + 1 : text.find("\n", end) % (len(text) + 1)]
        found = text[start:end]
        if not _DRAWN.search(line):
            found = spelled_out(found)
        if lang == "zh" and error.encoding == "ascii":
            return to_ascii(found, wide=True).encode("utf-8"), end
        return to_ascii(found), end

    codecs.register_error(f"quizrnn-{lang}", spelled)
