"""The command line: one lazy group, and the one place where errors become a line and an exit code."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the command line on ``argv`` (the process's own by default) and exit.

    Exit codes: 0 done, correct or all passed; 1 wrong, failed or lint errors; 2 bad usage or unreadable
    input; 130 interrupted.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    if words in (["--version"], ["-V"]):
        from quizrnn import __version__

        print(f"quizrnn {__version__}")
        sys.exit(0)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    sys.exit(_run(words))


def _run(words: list[str]) -> int:
    import click

    from quizrnn.cli.framework import usage_error_text
    from quizrnn.cli.invocation import Invocation
    from quizrnn.cli.root import root
    from quizrnn.errors import QuizrnnError

    invocation = Invocation(words)
    try:
        code = root.main(args=words, prog_name="quizrnn", standalone_mode=False, obj=invocation)
        sys.stdout.flush()
    except QuizrnnError as error:
        return _complain(invocation.say(error.message), error.exit_code)
    except click.ClickException as error:
        return _complain(invocation.say(usage_error_text(error)), 2)
    except (KeyboardInterrupt, click.Abort):
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    finally:
        invocation.close()
    return code if isinstance(code, int) else 0


def _complain(line: str, code: int) -> int:
    print("quizrnn: " + " ".join(line.split()), file=sys.stderr)
    return code
