"""An interview by keyboard: bets, no verdicts, passing, ending, marking, the report, both languages."""

from __future__ import annotations

import json
import threading
from types import SimpleNamespace

import pytest

from quizrnn.bank.library import Filter
from quizrnn.errors import QuizrnnError
from quizrnn.study.interview_runner import HeldInterview
from quizrnn.study.interview_steps import Betting, Closed, Coding, Posed
from quizrnn.tui.app import QuizrnnApp
from quizrnn.tui.screens.interview import InterviewScreen
from quizrnn.tui.widgets.bet_view import BetView
from quizrnn.tui.widgets.code_editor import CodeEditor
from quizrnn.tui.widgets.interview_report_view import InterviewReportView
from quizrnn.tui.widgets.short_answer import ShortAnswer

from .conftest import screen_text
from .test_quiz import right_keys


@pytest.fixture
def hold(services, clock):
    """Return a function that makes the interface with an interview over questions of some types."""

    def make(*types, count=20, minutes=None, lang="en", **more):
        interview = HeldInterview.start(
            services.library,
            services.store,
            services.settings,
            filter=Filter(types=types),
            count=count,
            minutes=minutes,
            seed=1,
            clock=clock,
            rng=services.rng,
        )
        app = QuizrnnApp(services, lang=lang, start="interview", interview=interview, **more)
        return app, interview

    return make


def answer_keys(instance):
    """Return the keys that answer right; free text is typed and not marked yet."""
    keys = right_keys(instance)
    return keys[: keys.index("enter") + 1] if instance.question.__struct_config__.tag == "short" else keys


async def test_every_type_is_answered_and_bet_on_without_a_verdict(hold, services):
    app, interview = hold()
    async with app.run_test(size=(100, 50)) as pilot:
        asked = 0
        while isinstance(step := interview.step, Posed):
            await pilot.press(*answer_keys(step.instance))
            await pilot.pause()
            assert isinstance(interview.step, Betting), step.part
            text = screen_text(app)
            assert "How sure are you of it?" in text
            assert not {"✓", "✗"} & set(text)
            await pilot.press("8")
            await pilot.pause()
            asked += 1
        assert asked == services.library.count()
        await pilot.pause()
        assert app.screen.query(ShortAnswer)
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen.query(InterviewReportView)
        assert "Brier score" in screen_text(app) or app.screen.query_one(InterviewReportView).max_scroll_y
    reviews = services.store.reviews()
    assert [review.confidence for review in reviews] == [0.8] * asked
    assert [review.score for review in reviews if review.kind != "short"] == [1.0] * (asked - 1)
    assert services.store.interviews.get(1).ending == "done"


async def test_a_bet_by_the_arrow_keys(hold, services):
    app, interview = hold("boolean", count=1)
    async with app.run_test() as pilot:
        await pilot.press("f", "enter")
        await pilot.press("right", "right", "left", "left", "left", "enter")
        await pilot.pause()
        assert isinstance(interview.step, Closed)
    assert services.store.reviews()[0].confidence == pytest.approx(0.7)


@pytest.mark.parametrize(
    ("keys", "bet"), [(["0"], 1.0), (["s"], None), (["f5"], None), (["left"] * 9 + ["enter"], 0.5)]
)
async def test_bets(hold, services, keys, bet):
    app, _ = hold("boolean", count=1)
    async with app.run_test() as pilot:
        await pilot.press("f", "enter", *keys)
        await pilot.pause()
    assert services.store.reviews()[0].confidence == bet


async def test_what_cannot_be_read_is_said_and_nothing_changes(hold, services):
    app, interview = hold("numeric", count=1)
    async with app.run_test() as pilot:
        await pilot.press(*"abc", "enter")
        await pilot.pause()
        assert isinstance(interview.step, Posed)
        assert "abc" in screen_text(app)
        assert app.screen.query_one("#error").display
    assert services.store.reviews() == []


async def test_passing_and_the_report(hold, services):
    app, interview = hold("boolean", count=1)
    async with app.run_test() as pilot:
        await pilot.press("s")
        await pilot.pause()
        assert isinstance(interview.step, Closed)
        assert "Score 0%: 1 passed." in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen.name == "home"
    assert services.store.reviews()[0].answer == ""


@pytest.mark.parametrize("key", ["escape", "f10", "q"])
async def test_it_ends_at_the_second_time_of_asking(hold, key):
    app, interview = hold("choice", "boolean", count=2)
    async with app.run_test() as pilot:
        await pilot.press("s")
        await pilot.press(key)
        await pilot.pause()
        assert isinstance(interview.step, Posed)
        await pilot.press(key)
        await pilot.pause()
        assert interview.step == Closed(ending="quit")
        assert app.screen.query(InterviewReportView)


async def test_a_free_text_is_marked_at_the_end(hold, services):
    app, interview = hold("short", count=1)
    async with app.run_test(size=(100, 40)) as pilot:
        model = services.library.get(interview.step.instance.question.id).model_answer
        await pilot.press(*"product", "enter")
        await pilot.pause()
        assert model["en"][:12] not in screen_text(app)
        await pilot.press("9")
        await pilot.pause()
        assert "hold your own words against the rubric" in screen_text(app)
        await pilot.press("1", "2", "enter")
        await pilot.pause()
        assert app.screen.query(InterviewReportView)
    (review,) = services.store.reviews()
    assert review.answer.startswith("product\n")
    assert review.confidence == 0.9
    assert interview.unmarked == ()


async def test_marking_can_be_left_to_the_keywords(hold, services):
    app, _ = hold("short", count=1)
    async with app.run_test() as pilot:
        await pilot.press(*"product", "enter", "9")
        await pilot.pause()
        await pilot.press("f5")
        await pilot.pause()
        assert app.screen.query(InterviewReportView)
    assert services.store.reviews()[0].answer == "product"


async def test_the_clock(hold, clock):
    app, interview = hold("boolean", count=1, minutes=10)
    async with app.run_test(size=(100, 24)) as pilot:
        assert "10:00" in screen_text(app)
        clock.seconds += 601
        app.screen._show_place()
        await pilot.pause()
        assert "time is up" in screen_text(app)
        await pilot.press("f", "enter", "9")
        await pilot.pause()
        assert interview.reviews[0].confidence == 0.9


async def test_the_clock_can_be_hidden(hold):
    app, _ = hold("boolean", count=1, minutes=10, shows_clock=False)
    async with app.run_test(size=(100, 24)):
        assert "10:00" not in screen_text(app)


async def test_changing_the_language_keeps_what_was_typed_and_the_bet(hold):
    app, interview = hold("numeric", count=1)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press(*"12")
        await pilot.press("f2")
        await pilot.pause()
        assert app.screen.query_one("InterviewPage").draft() == "12"
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(interview.step, Betting)
        assert "你有多大把握" in screen_text(app)
        await pilot.press("f2")
        await pilot.pause()
        assert app.screen.query_one(BetView).has_focus
        await pilot.press("6")
        await pilot.pause()
        assert "Score" in screen_text(app)
        await pilot.press("f2")
        await pilot.pause()
        assert "得分" in screen_text(app)


async def test_leaving_the_interface_ends_it(hold, services):
    app, _ = hold("boolean", count=2)
    async with app.run_test() as pilot:
        await pilot.press("ctrl+q")
        await pilot.pause()
    assert services.store.interviews.get(1).ending == "quit"


async def test_from_the_palette(services):
    app = QuizrnnApp(services)
    async with app.run_test() as pilot:
        app.action_open("interview")
        await pilot.pause()
        assert isinstance(app.screen, InterviewScreen)
        assert app.screen.interview.plan.minutes == 30


@pytest.mark.parametrize("size", [(40, 12), (60, 20), (120, 50)])
@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_the_report_fits(hold, size, lang):
    app, interview = hold(lang=lang)
    async with app.run_test(size=size) as pilot:
        while isinstance(interview.step, Posed):
            await pilot.press("f5")
            await pilot.pause()
        view = app.screen.query_one(InterviewReportView)
        assert view.virtual_size.width <= size[0]
        await pilot.press("end")


class Grader:
    """A desk whose verdict is what the test wants; it waits until the test lets it go on."""

    def __init__(self, folder, passed=False):
        self.folder, self.passed = folder, passed
        self.go = threading.Event()
        self.go.set()
        self.graded = []

    def begin(self, drill, _convention, folder):
        path = self.folder / folder / f"{drill}.py"
        path.parent.mkdir(parents=True)
        path.write_text("import numpy as np\n\n\ndef f():\n    raise NotImplementedError\n")
        return path

    def untouched(self, _drill, _convention, path):
        return "NotImplementedError" in path.read_text()

    def grade(self, drill, convention, path):
        self.go.wait(5)
        source = path.read_text()
        if "cannot" in source:
            raise QuizrnnError("no process can be started")
        self.graded.append((drill, convention, source))
        report = {
            "status": "passed" if self.passed else "failed",
            "diagnosis": [{"message": "off", "line": 2}],
        }
        return SimpleNamespace(
            source=source, passed=self.passed, score=0.5 + self.passed / 2, report=json.dumps(report)
        )


@pytest.fixture
def write(shipped, clock, tmp_path):
    """Return a function that makes the interface with an interview of one drill and some questions."""

    def make(count=1, lang="en", passed=False):
        interview = HeldInterview.start(
            shipped.library,
            shipped.store,
            shipped.settings,
            filter=Filter(topics=("lstm",), types=("boolean",)),
            count=count,
            minutes=None,
            seed=1,
            clock=clock,
            rng=shipped.rng,
            drill=True,
        )
        app = QuizrnnApp(shipped, lang=lang, start="interview", interview=interview)
        grader = Grader(tmp_path / "exam", passed)
        make.grader = grader
        app.get_default_screen = lambda: InterviewScreen(interview, grader=grader)
        return app, interview

    return make


async def typed(pilot, text="pass"):
    """Put a body in place of the empty one, as somebody at the editor does."""
    await pilot.press("enter")
    editor = pilot.app.screen.query_one(CodeEditor)
    editor.text = f"import numpy as np\n\n\ndef f():\n    {text}\n"
    await pilot.pause()


async def test_code_is_handed_in_and_bet_on_without_a_verdict(write, shipped, clock):
    app, interview = write()
    async with app.run_test(size=(100, 70)) as pilot:
        await pilot.pause()
        assert isinstance(interview.step, Coding)
        assert "LSTM cell" in screen_text(app)
        assert "F5 hands in." in screen_text(app)
        assert "F5 grades" not in screen_text(app)
        await typed(pilot, "return 1")
        clock.seconds += 300
        write.grader.go.clear()
        await pilot.press("f5")
        await pilot.pause()
        assert app.screen.written.grading
        assert isinstance(interview.step, Coding)
        await pilot.press("ctrl+r", "escape", "q", "q", "s")
        assert isinstance(interview.step, Coding)
        write.grader.go.set()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert isinstance(interview.step, Betting)
        text = screen_text(app)
        assert "How sure are you of it?" in text
        assert "off" not in text
        assert not {"✓", "✗"} & set(text)
        assert len(write.grader.graded) == 1
        await pilot.press("8")
        await pilot.pause()
        assert app.screen.query(InterviewReportView)
        assert "Line 2: off" in screen_text(app)
    (review,) = shipped.store.reviews()
    assert (review.kind, review.mode, review.score, review.confidence) == ("drill", "interview", 0.5, 0.8)
    assert review.milliseconds == 300_000
    (attempt,) = shipped.store.attempts(review.question.removeprefix("drill:"))
    assert "return 1" in attempt.source
    assert attempt.review == review.number


async def test_an_empty_file_is_not_handed_in(write):
    app, interview = write()
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.press("f5")
        await pilot.pause()
        assert isinstance(interview.step, Coding)
        assert write.grader.graded == []


async def test_what_cannot_be_graded_is_said_and_nothing_changes(write):
    app, interview = write()
    async with app.run_test(size=(100, 40)) as pilot:
        await typed(pilot, "cannot")
        await pilot.press("f5")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert isinstance(interview.step, Coding)
        assert not app.screen.written.grading
        await typed(pilot, "can")
        await pilot.press("f5")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert isinstance(interview.step, Betting)


async def test_code_is_passed_from_the_sheet_and_the_questions_go_on(write, shipped):
    app, interview = write(count=2)
    async with app.run_test(size=(60, 20)) as pilot:
        while not isinstance(interview.step, Coding):
            await pilot.press("s")
            await pilot.pause()
        await typed(pilot)
        await pilot.press("s")
        await pilot.pause()
        assert isinstance(interview.step, Coding)
        await pilot.press("escape")
        await pilot.pause()
        await pilot.press("s")
        await pilot.pause()
        assert isinstance(interview.step, Closed)
    assert [review.answer for review in shipped.store.reviews()] == ["", ""]
    assert shipped.store.attempts_log.best_scores() == {}


async def test_changing_the_language_keeps_the_code(write):
    app, interview = write()
    async with app.run_test(size=(100, 40)) as pilot:
        await typed(pilot, "return 2")
        await pilot.press("f2")
        await pilot.pause()
        assert "return 2" in app.screen.query_one(CodeEditor).text
        assert "LSTM" in screen_text(app)
        await pilot.press("f5")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert isinstance(interview.step, Betting)
        assert "已交卷" in screen_text(app)
        await pilot.press("f2")
        await pilot.pause()
        assert "Handed in" in screen_text(app)
        assert app.screen.query_one(BetView).has_focus


async def test_code_is_graded_for_real_in_a_file_of_its_own(write, shipped):
    app, interview = write()
    app.get_default_screen = lambda: InterviewScreen(interview)
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.pause()
        part = interview.step.part
        await pilot.press("enter")
        app.screen.query_one(CodeEditor).text = shipped.library.solution(part.drill, part.convention)
        await pilot.pause()
        await pilot.press("f5")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert isinstance(interview.step, Betting)
    assert shipped.store.reviews()[0].score == 1.0
    (attempt,) = shipped.store.attempts(part.drill)
    assert attempt.verdict.status == "passed"
    assert [path.parent.name for path in shipped.paths.drills.rglob("*.py")] == ["interview-1"]
