"""The learner's own editor, for as long as it runs in the interface's place."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from quizrnn.errors import QuizrnnError
from quizrnn.text import both

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from quizrnn.tui.app import QuizrnnApp


def edit(app: QuizrnnApp, path: Path) -> None:
    """Open a file in ``$VISUAL`` or ``$EDITOR`` and return when the editor ends.

    Raises:
        QuizrnnError: If there is no editor, it fails, or the terminal cannot be handed over.
    """
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    if not editor.strip():
        raise QuizrnnError(
            both("Set VISUAL or EDITOR to use your own editor.", "请先设置环境变量 VISUAL 或 EDITOR。")
        )
    try:
        with app.suspend(), _interrupts_left_to_it():
            status = subprocess.run([*shlex.split(editor), str(path)], check=False).returncode
    except SuspendNotSupported:
        raise QuizrnnError(
            both(
                f"This terminal cannot be handed over. Open {path} yourself; grading reads it again.",
                f"此终端无法移交。请自行打开 {path}；评测时会重新读取。",
            )
        ) from None
    except (OSError, ValueError) as error:
        raise QuizrnnError(
            both(f"{editor} does not start: {error}", f"无法启动 {editor}：{error}")
        ) from error
    finally:
        app.refresh()
    if status:
        raise QuizrnnError(both(f"{editor} ended with status {status}.", f"{editor} 以状态 {status} 结束。"))


@contextmanager
def _interrupts_left_to_it() -> Iterator[None]:
    """Leave Ctrl+C to the editor; a handler is not inherited, as ignoring it would be."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
