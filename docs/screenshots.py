"""Draws the pictures of the README: ``python docs/screenshots.py`` writes docs/images/*.svg.

The clock stands, the seed is fixed and the record is made here, so that the same content gives the same
pictures. They name no font but the reader's own, and load nothing.
"""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random
from typing import Final
from unittest.mock import patch

from textual.pilot import Pilot

from quizrnn.answers.check import expected
from quizrnn.bank.library import Filter
from quizrnn.bank.model import question_type
from quizrnn.notation.draw import to_plain
from quizrnn.paths import Paths
from quizrnn.study.drill_log import record_attempt
from quizrnn.study.steps import Asking
from quizrnn.text import pick
from quizrnn.tui.app import QuizrnnApp
from quizrnn.tui.services import Services

FOLDER: Final = Path(__file__).with_name("images")
SIZE: Final = (96, 34)
DRILL: Final = "lstm-cell-backward"
PASSED: Final = {3: "rnn-cell-forward", 9: "lstm-cell-forward", 15: "gru-cell-forward"}
"""Drills that were passed, by the day."""
MISTAKE: Final = "tanh-derivative-missing"


class StandingClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = datetime(2031, 5, 20, 9, 0, tzinfo=timezone(timedelta(hours=8)))

    def now(self) -> datetime:
        """Return the moment at which it stands."""
        return self.at

    def monotonic(self) -> float:
        """Return no time gone."""
        return 0.0


def studied(services: Services, clock: StandingClock) -> None:
    """Make a record of three weeks, most answers right."""
    draw = Random(7)
    for day in range(21):
        session = services.session("due", count=round(20 + 16 * draw.random()))
        while isinstance(session.step, Asking):
            if draw.random() < 0.88 and question_type(session.step.instance.question) != "short":
                session.submit(to_plain(pick(expected(session.step.instance), "en")))
            else:
                session.give_up()
            session.next()
        services.store.sessions.end(session.id, clock.at)
        if day in PASSED:
            passed(services, clock, PASSED[day])
        clock.at += timedelta(days=1)


def passed(services: Services, clock: StandingClock, name: str) -> None:
    """Put a drill's solution on record, as handed in."""
    source = services.library.solution(name, "article")
    drill = services.library.drill(name)
    record_attempt(
        services.store,
        services.settings,
        clock,
        drill=drill,
        convention="article",
        passed=True,
        score=1.0,
        source=source,
        report_json="{}",
    )


def plain(svg: str) -> str:
    """Return a picture without fonts from the net, and small."""
    svg = re.sub(r"@font-face\s*\{[^}]*\}\s*", "", svg)
    svg = re.sub(r"font-family: ?[^;]*;", "font-family: ui-monospace, Menlo, Consolas, monospace;", svg)
    return re.sub(r"\n\s+", "\n", svg)


async def settle(pilot: Pilot[None]) -> None:
    """Wait until nothing moves."""
    for _ in range(5):
        await pilot.pause(0.1)


def picture(app: QuizrnnApp, name: str) -> None:
    """Write what the terminal shows."""
    (FOLDER / f"{name}.svg").write_text(plain(app.export_screenshot(title="quizrnn")), encoding="utf-8")


async def draw_quiz(services: Services) -> None:
    """A question answered wrong, with what was wrong about it."""
    entries = services.library.entries(Filter(topics=("lstm.forget-gate",), types=("choice",)))
    session = services.practise(entries[0].id)
    app = QuizrnnApp(services, start="quiz", session=session)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        question = session.step.instance.question
        wrong = next(
            place for place, choice in enumerate(question.choices) if not choice.correct and choice.why
        )
        await pilot.press("abcdefgh"[session.step.instance.order.index(wrong)], "enter")
        await settle(pilot)
        picture(app, "quiz")


async def draw_drill(services: Services) -> None:
    """A backward pass without one factor of the chain rule, and its diagnosis."""
    drill = services.library.drill(DRILL)
    source = services.library.solution(DRILL, "article")
    (mistake,) = (found for found in drill.forms["article"].misconceptions if found.id == MISTAKE)
    for edit in mistake.edits:
        source = source.replace(edit.find, edit.replace)
    services.workspace.start(drill, "article", "en").write_text(source, encoding="utf-8")
    app = QuizrnnApp(services, start="drill", drill=DRILL)
    with patch("quizrnn.drills.cases.fresh_seed", return_value=7):
        await grade(app, services)


async def grade(app: QuizrnnApp, services: Services) -> None:
    """Have the drill that is open graded, and draw the verdict."""
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("f5")
        for _ in range(100):
            await pilot.pause(0.1)
            if services.store.best_score(DRILL) is not None:
                break
        await settle(pilot)
        picture(app, "drill")


async def draw_stats(services: Services) -> None:
    """Three weeks of progress."""
    app = QuizrnnApp(services)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.ways.open("stats")
        await settle(pilot)
        picture(app, "stats")


async def main() -> None:
    """Draw every picture."""
    os.environ["TEXTUAL_ANIMATIONS"] = "none"
    os.environ.pop("NO_COLOR", None)
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        clock = StandingClock()
        services = Services(Paths.from_environment({"QUIZRNN_HOME": home}), clock=clock, rng=Random(5))
        studied(services, clock)
        await draw_stats(services)
        await draw_quiz(services)
        await draw_drill(services)
        services.close()


if __name__ == "__main__":
    asyncio.run(main())
