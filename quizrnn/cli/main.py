"""The command line: one lazy group, and the one place where errors become a line and an exit code."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final, NoReturn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizrnn.cli.invocation import Invocation
    from quizrnn.text import Text

_COMPLETE: Final = "_QUIZRNN_COMPLETE"
_INTERRUPTED: Final = 130
_READER_GONE: Final = 141
"""What a shell says of a program that ended since nobody read on, as in ``| head``: 128 + SIGPIPE."""


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the command line on ``argv`` (the process's own by default) and exit.

    Exit codes: 0 done, correct or all passed; 1 wrong, failed or lint errors; 2 bad usage or unreadable
    input; 130 interrupted; 141 where the reader of the output is gone.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="strict")
    try:
        code = _print_version() if words in (["--version"], ["-V"]) else _run(words)
    except KeyboardInterrupt:  # while the program still loads, or already closes
        code = _INTERRUPTED
    sys.exit(code)


def _open_closed_streams() -> None:
    """Put the null device where a standard stream is closed: no file may get its number by chance."""
    for name, flags, mode in (
        ("stdin", os.O_RDONLY, "r"),
        ("stdout", os.O_WRONLY, "w"),
        ("stderr", os.O_WRONLY, "w"),
    ):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, flags), mode, encoding="utf-8"))


def _print_version() -> int:
    """Answer what scripts ask most without loading the command line."""
    from quizrnn import __version__

    try:
        print(f"quizrnn {__version__}", flush=True)
    except OSError as error:
        _drop_output()
        if isinstance(error, BrokenPipeError):
            return _READER_GONE
        from quizrnn.cli.invocation import Invocation

        return _complain(Invocation().say(_system_error_text(error)), 2)
    return 0


def _run(words: list[str]) -> int:
    from quizrnn.collector import spare

    spare()
    import click

    from quizrnn.cli.framework import usage_error_text
    from quizrnn.cli.invocation import Invocation
    from quizrnn.errors import QuizrnnError

    invocation = Invocation(words)
    try:
        _fit_output(invocation)
        code = _answer(words, invocation)
        sys.stdout.flush()
    except QuizrnnError as error:
        return _complain(invocation.say(error.message), error.exit_code)
    except click.ClickException as error:
        return _complain(invocation.say(usage_error_text(error)), 2)
    except (KeyboardInterrupt, click.Abort):
        print(file=sys.stderr)
        return _INTERRUPTED
    except BrokenPipeError:
        _drop_output()
        return _READER_GONE
    except OSError as error:
        if error.filename is None:
            _drop_output()
        return _complain(invocation.say(_system_error_text(error)), 2)
    finally:
        invocation.close()
    return code


def _fit_output(invocation: Invocation) -> None:
    """Have what the terminal cannot show spelled out; a pipe gets whatever its encoding holds."""
    from quizrnn.terminal import lacks_unicode

    encoding = (sys.stdout.encoding or "utf-8").lower().replace("-", "")
    shown = sys.stdout.isatty() and lacks_unicode()
    if encoding != "utf8" or shown:
        from quizrnn.cli.ascii_output import keep_to_ascii, spell_what_is_lacking

        (keep_to_ascii if shown else spell_what_is_lacking)(invocation.lang)


def _answer(words: list[str], invocation: Invocation) -> int:
    """Run the command; click's own ``main`` would turn a closed pipe into the exit code of a wrong answer."""
    from click.exceptions import Exit

    from quizrnn.cli.root import root

    if instruction := os.environ.get(_COMPLETE):
        from click.shell_completion import shell_complete

        return shell_complete(root, {"obj": invocation}, "quizrnn", _COMPLETE, instruction)
    try:
        with root.make_context("quizrnn", list(words), obj=invocation) as context:
            code = root.invoke(context)
    except Exit as ended:
        return ended.exit_code
    return code if isinstance(code, int) else 0


def _system_error_text(error: OSError) -> Text:
    from quizrnn.text import both

    reason = error.strerror or str(error)
    if error.filename is None:
        return both(f"the output cannot be written: {reason}", f"无法写出结果：{reason}")
    return f"{error.filename}: {reason}"


def _drop_output() -> None:
    """Send what is still in the buffer of standard output nowhere, so that the exit does not fail on it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(line: str, code: int) -> int:
    print("quizrnn: " + " ".join(line.split()), file=sys.stderr)
    return code
