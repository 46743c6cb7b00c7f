"""A drill in the interface: the draft, grading, the ladder, the record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from textual.events import AppBlur, AppFocus

from quizrnn.tui.app import QuizrnnApp
from quizrnn.tui.drill_work import DrillWork
from quizrnn.tui.widgets.code_editor import CodeEditor
from quizrnn.tui.widgets.drill_bench import SAVE_AFTER
from quizrnn.tui.widgets.report_view import ReportView

from .conftest import screen_text

DRILL = "gru-cell-forward"


@pytest.fixture
def drill(shipped):
    """Return the interface at a drill, and the drill's solution."""
    app = QuizrnnApp(shipped, lang="en", start="drill", drill=DRILL)
    return app, shipped.library.solution(DRILL, "article")


async def graded(app, pilot):
    await pilot.press("f5")
    for _ in range(200):
        await pilot.pause(0.05)
        if app.screen.query(ReportView):
            await pilot.pause(0.1)
            return
    raise AssertionError("no verdict")


async def test_what_is_typed_is_on_disk_without_saving_and_is_there_again(drill, shipped):
    app, _ = drill
    path = shipped.paths.drills / "gru_cell_forward.py"
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        await pilot.press(*"abc")
        await pilot.pause(SAVE_AFTER + 0.2)
        assert "abc" in path.read_text()
        await pilot.press(*"def")
        await pilot.press("ctrl+q")
    assert "abcdef" in path.read_text()


async def test_a_right_file_passes_and_is_on_record(drill, shipped):
    app, solution = drill
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.screen.query_one(CodeEditor).text = solution
        await pilot.pause()
        await graded(app, pilot)
        assert "✓ passed" in screen_text(app)
        (attempt,) = shipped.store.attempts(DRILL)
        assert attempt.passed
        assert attempt.source == solution
        assert [review.question for review in shipped.store.reviews()] == [f"drill:{DRILL}"]


async def test_a_recognised_mistake_is_named_rung_by_rung_in_both_languages(drill, shipped):
    app, solution = drill
    found = shipped.library.drill(DRILL)
    mistake = found.forms["article"].misconceptions[0]
    for edit in mistake.edits:
        solution = solution.replace(edit.find, edit.replace)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.screen.query_one(CodeEditor).text = solution
        await pilot.pause()
        await graded(app, pilot)
        text = screen_text(app)
        assert "✗ failed" in text
        assert "^t tells more" in text
        await pilot.press("ctrl+t")
        await pilot.pause()
        assert screen_text(app) != text
        await pilot.press("f2")
        await pilot.pause()
        assert "✗ 未通过" in screen_text(app)
        assert not shipped.store.attempts(DRILL)[0].passed


async def test_an_endless_loop_is_cancelled_and_not_recorded(drill, shipped):
    app, _ = drill
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.screen.query_one(CodeEditor).text = "while True:\n    pass\n"
        await pilot.pause()
        await pilot.press("f5")
        await pilot.pause(0.3)
        assert "grading" in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert "cancelled" in screen_text(app)
        assert app.screen.name == "drill"
        assert shipped.store.attempts(DRILL) == []


async def test_hints_climb_and_the_solution_is_asked_for_twice(drill, shipped):
    app, _ = drill
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("h")
        await pilot.pause()
        assert "Hint 1/" in screen_text(app)
        await pilot.press("f8")
        await pilot.pause()
        assert not app.screen.work.saw_solution
        await pilot.press("f8")
        await pilot.pause()
        assert app.screen.work.saw_solution
        progress = shipped.workspace.progress(shipped.library.drill(DRILL))
        assert progress.hints == 1
        assert progress.saw_solution


async def test_reset_keeps_the_old_text_beside(drill, shipped):
    app, _ = drill
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", *"xyz", "escape", "f9", "f9")
        await pilot.pause()
        assert "xyz" not in app.screen.query_one(CodeEditor).text
    assert any("xyz" in path.read_text() for path in shipped.paths.drills.glob("*.bak"))


async def test_an_editor_that_cannot_have_the_terminal_is_said(drill, monkeypatch):
    monkeypatch.setenv("VISUAL", "true")
    app, _ = drill
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("e")
        await pilot.pause(0.2)
        assert "cannot be handed over" in screen_text(app)


async def test_the_figure_and_the_attempts_stand_on_the_sheet(drill, shipped):
    app, solution = drill
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        figure = shipped.library.figure(app.screen.work.drill.figure, "en")
        drawn = [str(widget.content) for widget in app.screen.query(".figure Preformatted")]
        assert drawn == [figure.rstrip("\n")]
        await graded(app, pilot)  # an untouched frame is no attempt
        assert shipped.store.attempts(DRILL) == []
        app.screen.query_one(CodeEditor).text = solution
        await pilot.pause()
        await pilot.press("f5")
        await app.workers.wait_for_complete()
        await pilot.pause(0.2)
        await pilot.press("a")
        await pilot.pause()
        assert "100%  passed" in screen_text(app)
        await pilot.press("f2")
        await pilot.pause()
        assert app.screen.query(".attempts")
        await pilot.press("a")
        await pilot.pause()
        assert not app.screen.query(".attempts")


async def test_a_solved_drill_comes_back_as_an_empty_file(drill, shipped, clock):
    app, solution = drill
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.screen.query_one(CodeEditor).text = solution
        await pilot.pause()
        await graded(app, pilot)
    clock.at += timedelta(days=400)
    work = DrillWork(shipped, DRILL, "article", "en")
    assert work.comes_back
    assert "NotImplementedError" in work.draft.text
    assert any(path.read_text() == solution for path in shipped.paths.drills.glob("*.bak"))
    assert not DrillWork(shipped, DRILL, "article", "en").comes_back


def test_another_convention_is_graded_in_its_own_words(shipped):
    drill = shipped.library.drill("lstm-cell-backward")
    shipped.workspace.start(drill, "cs231n", "en")
    work = DrillWork(shipped, "lstm-cell-backward", "article", "en")
    assert work.convention == "cs231n"
    assert "`dprev_c`" in work.drill.statement["en"]
    assert work.attempt().solution == shipped.library.solution("lstm-cell-backward", "article")


async def test_the_clock_stands_still_while_the_terminal_is_not_looked_at(drill, clock):
    app, _ = drill
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        before = app.screen.work.stopwatch.milliseconds()
        app.post_message(AppBlur())
        await pilot.pause()
        clock.seconds += 30 * 60
        app.post_message(AppFocus())
        await pilot.pause()
        clock.seconds += 2 * 60
        assert app.screen.work.attempt().milliseconds - before == 120_000
