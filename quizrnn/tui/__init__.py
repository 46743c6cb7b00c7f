"""The Textual interface."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import Literal

    from quizrnn.paths import Paths
    from quizrnn.study.interview_runner import HeldInterview
    from quizrnn.study.runner import StudySession


def run(
    paths: Paths,
    *,
    banks: Iterable[Path] = (),
    lang: str,
    start: Literal["home", "quiz", "drill", "interview"] = "home",
    session: StudySession | None = None,
    drill: str | None = None,
    interview: HeldInterview | None = None,
    shows_clock: bool = True,
) -> None:
    """Open the interface and return when the learner leaves it; the terminal is then as it was.

    Args:
        paths: Where the learner's state lives.
        banks: Further banks, files or folders.
        lang: Language to begin in.
        start: The first screen.
        session: The session that ``quiz`` drives; without it what is due is asked.
        drill: Id of the drill that ``drill`` opens.
        interview: The interview that ``interview`` holds.
        shows_clock: Whether the interview shows its time.

    Raises:
        QuizrnnError: If there is no terminal, a file cannot be read, or the interface broke; in the last
            case a report is on disk and the error says where.
    """
    import sys
    from random import Random, SystemRandom

    from quizrnn.clock import SystemClock
    from quizrnn.errors import QuizrnnError
    from quizrnn.text import both
    from quizrnn.tui.app import QuizrnnApp
    from quizrnn.tui.collector import calm
    from quizrnn.tui.services import Services

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise QuizrnnError(
            both(
                "the interface needs a terminal; try quizrnn quiz --plain",
                "界面需要终端；可改用 quizrnn quiz --plain",
            )
        )
    services = Services(paths, banks=banks, clock=SystemClock(), rng=Random(SystemRandom().getrandbits(64)))
    app = QuizrnnApp(
        services,
        lang=lang,
        start=start,
        session=session,
        drill=drill,
        interview=interview,
        shows_clock=shows_clock,
    )
    calm()
    try:
        app.run()
    finally:
        services.close()
    if app.failure is not None:
        raise app.failure
