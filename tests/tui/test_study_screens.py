"""What study knows and the interface tells: reasons, leeches, buried cards, interviews, statistics."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest

from quizrnn.bank.library import Filter
from quizrnn.study.days import offset_of, study_day
from quizrnn.study.interview import Betting, Posed
from quizrnn.study.interview_runner import HeldInterview
from quizrnn.study.records import Rating, Review
from quizrnn.study.schedule import Scheduler
from quizrnn.study.settings import Settings
from quizrnn.tui.app import QuizrnnApp

from .conftest import screen_text


@pytest.fixture
def forgotten(services, clock):
    """Return a function that puts on record that a question was forgotten so many times."""

    def forget(question, times):
        scheduler = Scheduler(Settings())
        now = clock.now()
        for number in range(2 * times + 1):
            rating = Rating.AGAIN if number % 2 else Rating.GOOD
            at = now - timedelta(days=20 * (times + 1) - 20 * ((number + 1) // 2))
            services.store.append(
                Review(
                    question=question,
                    revision=1,
                    seed=1,
                    at=at.astimezone(UTC),
                    zone=offset_of(at),
                    day=study_day(at),
                    mode="due",
                    session="old",
                    answer="f",
                    automatic=rating,
                    rating=rating,
                    score=float(rating > 1),
                    confidence=0.8,
                    kind="boolean",
                ),
                scheduler,
            )
        assert services.store.card(question).lapses == times

    return forget


async def test_a_key_tells_why_a_question_is_asked_now_and_puts_that_away(services):
    session = services.session("due", only=Filter(types=("boolean",)))
    app = QuizrnnApp(services, lang="en", start="quiz", session=session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "New: you have not learnt it yet." not in screen_text(app)
        await pilot.press("w")
        await pilot.pause()
        assert "New: you have not learnt it yet." in screen_text(app)
        await pilot.press("ctrl+t")
        await pilot.pause()
        assert "New: you have not learnt it yet." not in screen_text(app)


async def test_a_leech_is_told_of_with_the_choice_to_suspend_it(services, forgotten):
    forgotten("probe-boolean", 7)
    session = services.session("due", only=Filter(types=("boolean",)))
    app = QuizrnnApp(services, lang="en", start="quiz", session=session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Leech" not in screen_text(app)
        # The eighth lapse makes it one.
        await pilot.press("f6")
        await pilot.pause()
        assert "Leech: forgotten 8 times" in screen_text(app)
        assert "! or F10 suspends it." in " ".join(screen_text(app).split())
        await pilot.press("exclamation_mark")
        assert services.store.marks.suspended() == {"probe-boolean"}
    services.store.marks.put("probe-boolean", "unsuspend", study_day(services.clock.now()))
    session = services.session("cram", only=Filter(types=("boolean",)))
    app = QuizrnnApp(services, lang="zh", start="quiz", session=session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "顽固题：已忘记 8 次" in screen_text(app)


async def test_a_buried_question_is_found_and_asked_again_where_it_is_read(services, clock):
    app = QuizrnnApp(services, lang="en")
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("b", *"vanish", "enter", "b")
        assert services.store.marks.buried(study_day(clock.now())) == {"probe-short"}
        assert "buried" in screen_text(app).split("\n")[0]
        await pilot.press("escape")
        app.screen.query_one("#filter").value = "buried"
        await pilot.pause()
        assert "1 of 10" in screen_text(app)
        await pilot.press("enter", "b")
        assert not services.store.marks.buried(study_day(clock.now()))


async def test_flags_are_listed_with_their_notes(services, clock):
    services.store.marks.put("probe-short", "flag", study_day(clock.now()), "is this so?")
    app = QuizrnnApp(services, lang="en")
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.pause()
        await pilot.press("b")
        app.screen.query_one("#filter").value = "flagged"
        await pilot.pause()
        assert "flagged: is this so?" in screen_text(app)
        assert "1 of 10" in screen_text(app)


async def test_what_is_typed_is_painted_before_it_is_looked_for(services, monkeypatch):
    from quizrnn.tui.finder import Finder

    app = QuizrnnApp(services, lang="en")
    find, seen = Finder.find, []

    def noted(finder, words, limit):
        seen.append((words, screen_text(app).split("\n")[1].strip()))
        return find(finder, words, limit)

    monkeypatch.setattr(Finder, "find", noted)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b")
        seen.clear()
        await pilot.press(*"probe-n")
        assert seen
        assert all(words == painted for words, painted in seen)
        assert seen[-1][0] == "probe-n"
        await pilot.press(*"umeric", "enter")
        assert app.screen.name == "show"
        assert "probe-numeric" in screen_text(app)


async def test_interviews_begin_at_home_and_their_reports_are_listed(services, clock):
    held = HeldInterview.start(
        services.library,
        services.store,
        services.settings,
        filter=Filter(types=("boolean",)),
        count=1,
        minutes=None,
        seed=1,
        clock=clock,
        rng=services.rng,
    )
    assert isinstance(held.step, Posed)
    held.answer("f")
    assert isinstance(held.step, Betting)
    held.bet(0.8)
    held.end()
    app = QuizrnnApp(services, lang="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("i")
        await pilot.pause()
        text = screen_text(app)
        assert "Begin an interview" in text
        assert "100%  1/1" in text
        await pilot.press("down", "enter")
        await pilot.pause()
        assert "Score 100%" in screen_text(app)
        await pilot.press("f2")
        await pilot.pause()
        assert "得分 100%" in screen_text(app)
        await pilot.press("escape", "enter")
        await pilot.pause()
        assert app.screen.name == "interview"


async def test_statistics_show_stability_calibration_and_the_year(services, forgotten):
    forgotten("probe-boolean", 3)
    app = QuizrnnApp(services, lang="en")
    async with app.run_test(size=(80, 90)) as pilot:
        await pilot.pause()
        await pilot.press("t")
        await pilot.pause()
        text = screen_text(app)
    for heading in ("Stability: days until recall", "Calibration: Brier score", "The last 52 weeks"):
        assert heading in text
    assert "57% right, said 80%" in text
    assert "█" in text.partition("The last 52 weeks")[2]


@pytest.mark.parametrize("ascii_only", [False, True])
async def test_the_days_are_plotted_one_column_a_day(services, forgotten, clock, ascii_only):
    forgotten("probe-boolean", 3)
    forgotten("probe-cloze", 1)
    app = QuizrnnApp(services, lang="en", ascii_only=ascii_only)
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.press("t")
        await app.workers.wait_for_complete()
        await pilot.pause()
        rows = screen_text(app).split("\n")
        top = next(k for k, row in enumerate(rows) if "each day" in row) + 1
        plot = rows[top : top + 10]
        assert f"{clock.now():%m-%d}" in plot[-1]
        block = "#" if ascii_only else "█"
        assert {
            len(run) for row in plot for run in row.replace("▄", block).split() if set(run) == {block}
        } == {1}
        assert screen_text(app).isascii() is ascii_only
        await pilot.resize_terminal(60, 30)
        await pilot.pause()
        assert all(len(row) <= 60 for row in screen_text(app).split("\n"))
        assert f"{clock.now():%m-%d}" in screen_text(app)
