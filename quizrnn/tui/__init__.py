"""The Textual interface."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import Literal

    from quizrnn.labs.model import Setup
    from quizrnn.paths import Paths
    from quizrnn.study.interview_runner import HeldInterview
    from quizrnn.study.runner import StudySession


def run(
    paths: Paths,
    *,
    banks: Iterable[Path] = (),
    lang: str,
    start: Literal["home", "quiz", "drill", "interview", "lab"] = "home",
    session: StudySession | None = None,
    drill: str | None = None,
    interview: HeldInterview | None = None,
    shows_clock: bool = True,
    lab: Setup | None = None,
    ascii_only: bool = False,
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
        lab: The lab that ``lab`` opens, as it is set up.
        ascii_only: Whether to draw with ASCII characters only; so too where the terminal shows no others.

    Raises:
        QuizrnnError: If there is no terminal, a file cannot be read, or the interface broke; in the last
            case a report is on disk and the error says where.
        SystemExit: If a signal ended the interface, with 128 and its number, as shells count.
    """
    import os
    import sys
    from random import Random, SystemRandom

    from quizrnn.clock import SystemClock
    from quizrnn.errors import QuizrnnError
    from quizrnn.terminal import in_browser, lacks_unicode
    from quizrnn.text import both

    os.environ.setdefault("TEXTUAL_FPS", "120")  # at Textual's 60 a key waits up to 17 ms for its frame alone
    from quizrnn.collector import calm
    from quizrnn.tui.app import QuizrnnApp
    from quizrnn.tui.services import Services

    if not (in_browser() or (sys.stdin.isatty() and sys.stdout.isatty())):
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
        lab=lab,
        ascii_only=ascii_only,
        ascii_terminal=lacks_unicode(),
    )
    calm()
    try:
        app.run()
    finally:
        services.close()
    if app.failure is not None:
        raise app.failure
    if app.ended_by is not None:
        raise SystemExit(128 + app.ended_by)
