"""What happens when the interface itself breaks: a report on disk, and one line that says where."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

from quizrnn.errors import QuizrnnError
from quizrnn.text import both

if TYPE_CHECKING:
    from quizrnn.tui.app import QuizrnnApp


class InterfaceError(QuizrnnError):
    """A fault of the interface itself; its report is on disk."""

    exit_code = 1


def report(app: QuizrnnApp, error: Exception) -> InterfaceError:
    """Save what the screens hold, write down what happened, and say where that stands."""
    text = "".join(traceback.format_exception(error))
    stamp = f"{app.services.clock.now():%Y%m%d-%H%M%S}"
    path = app.services.paths.cache / f"crash-{stamp}.txt"
    try:
        app.keep()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except (OSError, QuizrnnError):
        return InterfaceError(
            both(
                f"the interface broke: {error!r}; your answers are saved",
                f"界面出错：{error!r}；你的答案均已保存",
            )
        )
    return InterfaceError(
        both(
            f"the interface broke; the report is in {path}; your answers are saved",
            f"界面出错，报告在 {path}；你的答案均已保存",
        )
    )
