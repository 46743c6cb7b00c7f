"""``quizrnn quiz``, and what ``quizrnn`` alone opens."""

from __future__ import annotations

import sys

import click

from quizrnn.cli.common import command
from quizrnn.cli.framework import option
from quizrnn.cli.invocation import Invocation
from quizrnn.study.records import Mode
from quizrnn.terminal import is_terminal
from quizrnn.text import both


@command(
    "quiz",
    both(
        "Study: what is due, then what is new. On a terminal it opens the interface; on a pipe, or with "
        "--plain, it asks line by line. Every answer is saved before its verdict is shown.",
        "学习：先复习到期的，再学新的。在终端里打开界面；在管道上或加 --plain 时逐行提问。"
        "每个答案都先保存，再显示判定。",
    ),
    filters=True,
    count=True,
    seed=True,
)
@option("--plain", is_flag=True, text=both("Ask line by line.", "逐行提问。"))
@option(
    "--mode",
    type=click.Choice(("due", "learn", "cram")),
    default="due",
    text=both(
        "due: due cards, then new ones; learn: new only; cram: all that match, until right once.",
        "due：先到期后新题；learn：只学新题；cram：所有符合条件的题，直到各答对一次。",
    ),
)
@option(
    "--explain",
    is_flag=True,
    text=both(
        "In line mode, say why each question is asked now.",
        "逐行提问时，说明每道题为什么现在问。",
    ),
)
def quiz(
    run: Invocation,
    *,
    topic: tuple[str, ...],
    kind: tuple[str, ...],
    tag: tuple[str, ...],
    count: int | None,
    seed: int | None,
    plain: bool,
    mode: Mode,
    explain: bool,
) -> int:
    from quizrnn.bank.library import Filter
    from quizrnn.study.runner import StudySession

    session = StudySession.start(
        run.library,
        run.store,
        run.settings,
        filter=Filter(topics=topic, types=kind, tags=tag),
        mode=mode,
        count=count,
        seed=seed,
        clock=run.clock,
        rng=run.rng(seed),
    )
    if not plain and is_terminal():
        from quizrnn.tui import run as run_interface

        run_interface(
            run.paths, banks=run.banks, lang=run.lang, start="quiz", session=session, ascii_only=run.ascii
        )
        return 0
    return _line_mode(run, session, explain=explain)


def _line_mode(run: Invocation, session: object, *, explain: bool = False) -> int:
    from quizrnn.cli.output import colours, width
    from quizrnn.plain.quiz import LineMode
    from quizrnn.study.runner import StudySession

    assert isinstance(session, StudySession)
    LineMode(
        session,
        run.library,
        lang=run.lang,
        reader=sys.stdin,
        writer=sys.stdout,
        width=width(),
        explain=explain,
        colours=colours(),
    ).run()
    return 0


def open_interface(run: Invocation) -> int:
    """Open the interface at home, or a line-mode session where there is no terminal."""
    if is_terminal():
        from quizrnn.tui import run as run_interface

        run_interface(run.paths, banks=run.banks, lang=run.lang, start="home", ascii_only=run.ascii)
        return 0
    from quizrnn.bank.library import Filter
    from quizrnn.study.runner import StudySession

    session = StudySession.start(
        run.library,
        run.store,
        run.settings,
        filter=Filter(),
        mode="due",
        count=None,
        seed=None,
        clock=run.clock,
        rng=run.rng(None),
    )
    return _line_mode(run, session)
