"""What the program is started in: a terminal, a browser, or neither, and whether it shows more than ASCII."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Final

_ASCII_TERMINALS: Final = ("linux", "vt100", "vt102", "vt220", "ansi")
"""Kinds of terminals whose fonts have some hundred signs at most."""


def in_browser(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether a web server passes the interface on to a browser."""
    return environ.get("TEXTUAL_DRIVER", "").endswith(":WebDriver")


def is_terminal(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the interface can be drawn: both ends are a terminal that is not dumb, or a browser."""
    if in_browser(environ):
        return True
    return sys.stdin.isatty() and sys.stdout.isatty() and environ.get("TERM", "dumb") != "dumb"


def lacks_unicode(environ: Mapping[str, str] = os.environ, encoding: str | None = None) -> bool:
    """Whether the terminal is said to show ASCII only: by its kind, or by the locale that it was started in.

    Args:
        environ: The environment.
        encoding: The encoding of what is written, where it is not that of standard output.
    """
    if in_browser(environ):
        return False
    if environ.get("TERM", "").partition("-")[0] in _ASCII_TERMINALS:
        return True
    written = encoding or getattr(sys.__stdout__, "encoding", None) or "utf-8"
    if written.lower().replace("-", "") not in ("utf8", "utf8sig"):
        return True
    # Where the locale is C, Python sets LC_CTYPE itself: what the learner has set is then in LANG.
    locale = environ.get("LC_ALL") or environ.get("LANG") or environ.get("LC_CTYPE") or "C.UTF-8"
    return "utf" not in locale.lower() and (locale in ("C", "POSIX") or "." in locale)
