"""A session by keyboard: every widget, verdicts, undo, trouble, language."""

from __future__ import annotations

from quizrnn.answers.shown import letter
from quizrnn.bank.model import question_type
from quizrnn.study.records import Rating
from quizrnn.study.steps import Asking, Done, Revealed
from quizrnn.tui.screens.quiz import QuizScreen
from quizrnn.tui.widgets.fields import LineField, TextField
from quizrnn.tui.widgets.multi_answer import TickList
from quizrnn.tui.widgets.order_answer import OrderList
from quizrnn.tui.widgets.quiz_page import QuizPage
from quizrnn.tui.widgets.registry import WIDGETS
from quizrnn.tui.widgets.sitting import Sitting

from .conftest import screen_text


def right_keys(instance):
    """Return the keys that answer an instance right."""
    question = instance.question
    match question_type(question):
        case "choice":
            return [letter(instance.order.index(0)), "enter"]
        case "boolean":
            return ["f", "enter"]
        case "multi":
            return [
                *(letter(place) for place, at in enumerate(instance.order) if question.choices[at].correct),
                "enter",
            ]
        case "cloze":
            return [*"sigmoid", "enter", *"tanh", "enter"]
        case "order":
            keys, order = [], list(instance.order)
            for target in range(len(order)):
                here = order.index(target)
                keys += ["g", *["j"] * here, "space", *["k"] * (here - target), "space"]
                order.insert(target, order.pop(here))
            return [*keys, "enter"]
        case "match":
            pairs = [
                (letter(place), str(instance.order.index(at) + 1))
                for place, at in enumerate(instance.left_order)
            ]
            return [key for pair in pairs for key in pair] + ["enter"]
        case "numeric":
            height, width = instance.params["H"], instance.params["D"]
            return [*str(4 * (height * (height + width) + height)), "enter"]
        case "formula":
            return [*"f*c_prev", "space", "plus", "space", *"i*g", "enter"]
        case "short":
            return [*"product", "enter", "2", "enter"]
        case "bug":
            return ["3", "enter"]


def wrong_keys(instance):
    """Return the keys that answer an instance wrong."""
    match question_type(instance.question):
        case "choice":
            return [letter(instance.order.index(1)), "enter"]
        case "boolean":
            return ["t", "enter"]
        case "multi":
            return [letter(instance.order.index(1)), "enter"]
        case "cloze":
            return [*"a", "enter", *"b", "enter"]
        case "order":
            return [*(["J"] if instance.order == (0, 1, 2) else []), "enter"]
        case "match":
            rights = [instance.order.index(at) for at in instance.left_order]
            pairs = [(letter(place), str((right + 1) % 3 + 1)) for place, right in enumerate(rights)]
            return [key for pair in pairs for key in pair] + ["enter"]
        case "numeric":
            return ["7", "enter"]
        case "formula":
            return [*"f*g", "enter"]
        case "short":
            return [*"no", "enter", "enter"]
        case "bug":
            return ["1", "enter"]


async def clear(pilot, app):
    """Take back what a retry has left in the answer widget."""
    widget = app.screen.query_one(QuizPage).answers.in_sight
    for node in widget.query(LineField):
        node.value = ""
    for node in widget.query(TickList):
        node.tick(set())
    for node in widget.query(TextField):
        node.text = ""
    for node in widget.query(OrderList):
        node.set_order(range(len(node.order)))
    await pilot.pause()


async def test_every_type_is_answered_wrong_retried_and_answered_right_by_keyboard(quiz, services):
    app = quiz()
    kinds = set()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        session = app.screen.session
        while len(kinds) < len(WIDGETS):
            kind = question_type(session.step.instance.question)
            kinds.add(kind)
            await pilot.press(*wrong_keys(session.step.instance))
            assert isinstance(session.step, Revealed), screen_text(app)
            assert not session.step.verdict.correct, kind
            assert "✗" in screen_text(app), kind
            await pilot.press("r")
            assert isinstance(session.step, Asking), kind
            given = app.screen.query_one(QuizPage).draft()
            assert given.split("\n")[0] == session.reviews[-1].answer.split("\n")[0] or kind == "multi"
            await pilot.press(*(["f5"] if kind == "short" else []))
            if kind == "short":
                continue
            await clear(pilot, app)
            await pilot.press(*right_keys(session.step.instance))
            assert isinstance(session.step, Revealed), screen_text(app)
            assert session.step.verdict.correct, kind
            assert session.step.review.tries == 2
            assert "✓ right" in screen_text(app)
            await pilot.press("enter")
    assert services.store.count() == 2 * len(WIDGETS) - 1


async def test_no_widget_is_made_while_a_key_waits(quiz):
    app = quiz()
    async with app.run_test(size=(80, 24)) as pilot:
        while await app.screen.query_one(QuizPage).answers.prepare():
            pass
        await pilot.pause()
        before, kinds = set(app.screen.query("*")), set()
        for _ in WIDGETS:
            kinds.add(question_type(app.screen.session.step.instance.question))
            await pilot.press("f6", "enter")
        assert kinds == set(WIDGETS)
        assert set(app.screen.query("*")) <= before


async def test_every_type_shows_its_answer_is_undone_and_answered_right(quiz, services):
    app = quiz(lang="zh")
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        session = app.screen.session
        for number in range(len(WIDGETS)):
            kind = question_type(session.step.instance.question)
            await pilot.press("f6")
            assert isinstance(session.step, Revealed)
            assert session.step.rating is Rating.AGAIN
            await pilot.press("u")
            assert isinstance(session.step, Asking)
            assert services.store.count() == number
            await pilot.press(*right_keys(session.step.instance))
            assert session.step.verdict.correct, (kind, screen_text(app))
            assert "✓ 正确" in screen_text(app)
            await pilot.press("enter")
        assert isinstance(session.step, Done)
        await pilot.press("enter")
        assert app.screen.name == "home"


async def test_a_card_is_buried_suspended_and_flagged_and_each_is_taken_back(quiz, services):
    app = quiz("cloze", "numeric")
    marks = services.store.marks
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        session = app.screen.session
        first = session.step.instance.question.id
        await pilot.press("f8", *"sign?", "enter")
        assert [(flag.key, flag.note) for flag in marks.flags()] == [(first, "sign?")]
        assert "flagged" in screen_text(app).split("\n")[0]
        await pilot.press("x")
        assert app.screen.query_one(QuizPage).draft().startswith("x")
        await pilot.press("f8", "escape")
        assert app.screen.name == "quiz"
        assert marks.flags()
        await pilot.press("f8", *["backspace"] * 5, "enter")
        assert not marks.flags()
        await pilot.press("f9")
        assert any("Buried until tomorrow" in notice.message for notice in app._notifications)
        assert session.step.instance.question.id != first
        await pilot.press("f4")
        assert session.step.instance.question.id == first
        await pilot.press("f6", "exclamation_mark")
        assert marks.suspended() == {first}
        await pilot.press("f4")
        assert isinstance(session.step, Revealed)
        assert not marks.suspended()


async def test_keys_that_act_on_the_question_rest_while_a_note_is_written(quiz, services):
    app = quiz("choice")
    async with app.run_test() as pilot:
        await pilot.press("f", *"shub!", "f5", "f6", "enter")
        assert [flag.note for flag in services.store.marks.flags()] == ["shub!"]
        assert isinstance(app.screen.session.step, Asking)
        assert services.store.count() == 0


async def test_undo_puts_the_answer_back(quiz):
    app = quiz("cloze")
    async with app.run_test() as pilot:
        await pilot.press(*"softmax", "enter", *"tanh", "enter")
        await pilot.pause()
        assert not app.screen.session.step.verdict.correct
        await pilot.press("u")
        await pilot.pause()
        assert app.screen.query_one(QuizPage).draft() == "softmax | tanh"


async def test_an_answer_that_cannot_be_read_is_kept_and_explained(quiz, services):
    app = quiz("formula")
    async with app.run_test() as pilot:
        await pilot.press(*"f*(c_prev", "enter")
        await pilot.pause()
        assert isinstance(app.screen.session.step, Asking)
        assert app.screen.query_one("#error").display
        assert app.screen.query_one(QuizPage).draft() == "f*(c_prev"
        assert services.store.count() == 0
        await pilot.press("x")
        assert not app.screen.query_one("#error").display


async def test_a_formula_in_the_making_shows_its_shape(quiz):
    app = quiz("formula")
    async with app.run_test() as pilot:
        await pilot.press(*"f*c_prev")
        await pilot.pause(0.4)
        assert "shape (N, H)" in screen_text(app)


async def test_hints_are_shown_one_by_one_and_then_the_key_is_gone(quiz):
    app = quiz("choice")
    async with app.run_test() as pilot:
        await pilot.press("h")
        await pilot.pause()
        assert "Hint 1/2" in screen_text(app)
        assert "Hint 2/2" not in screen_text(app)
        await pilot.press("h")
        await pilot.pause()
        assert "Hint 2/2" in screen_text(app)
        assert app.screen.query_one(Sitting).check_action("hint", ()) is False


async def test_the_learner_overrides_the_rating(quiz, services):
    app = quiz("boolean")
    async with app.run_test() as pilot:
        await pilot.press("f", "enter", "2")
        await pilot.pause()
        assert services.store.reviews()[0].rating is Rating.HARD
        assert "[2 Hard]" in screen_text(app)


async def test_a_skipped_question_comes_again(quiz):
    app = quiz("boolean", "cloze")
    async with app.run_test() as pilot:
        await pilot.pause()
        first = app.screen.session.step.instance.question.id
        await pilot.press("f5")
        await pilot.pause()
        assert app.screen.session.step.instance.question.id != first
        await pilot.press("f6", "enter")
        await pilot.pause()
        assert app.screen.session.step.instance.question.id == first


async def test_the_language_changes_with_what_was_typed(quiz, services):
    app = quiz("cloze")
    async with app.run_test() as pilot:
        await pilot.press(*"sigmoid", "enter", *"tan")
        await pilot.press("f2")
        await pilot.pause()
        assert "候选状态使用" in screen_text(app)
        assert app.screen.query_one(QuizPage).draft() == "sigmoid | tan"
        assert services.settings.language == "zh"
        assert '"zh"' in services.paths.settings.read_text()


async def test_a_record_that_cannot_be_written_is_said_before_answering_and_loses_nothing(
    services, monkeypatch
):
    from quizrnn.study.store import Store
    from quizrnn.tui.app import QuizrnnApp

    monkeypatch.setattr(Store, "problem", property(lambda _: "the record is read-only"))
    app = QuizrnnApp(services, lang="en", start="quiz")
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "the record is read-only" in screen_text(app)


async def test_escape_leads_home_and_not_out(quiz):
    app = quiz("boolean")
    async with app.run_test() as pilot:
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen.name == "home"
        await pilot.press("escape")
        await pilot.pause()
        assert app.is_running
        assert app.screen.name == "home"


async def test_an_interrupted_session_is_offered_first_and_resumed(services):
    from quizrnn.tui.app import QuizrnnApp

    app = QuizrnnApp(services, lang="en")
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("s")
        await pilot.pause()
        assert isinstance(app.screen, QuizScreen)
        await pilot.press("f6", "escape")
        await pilot.pause()
        assert "interrupted" in screen_text(app)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, QuizScreen)
        assert app.screen.session.step.progress.asked == 1


async def test_an_answer_that_cannot_be_saved_is_kept(quiz, services, monkeypatch):
    from quizrnn.errors import QuizrnnError
    from quizrnn.study.runner import StudySession

    app = quiz("cloze")
    async with app.run_test() as pilot:
        with monkeypatch.context() as patch:
            patch.setattr(
                StudySession, "submit", lambda *_: (_ for _ in ()).throw(QuizrnnError("the disk is full"))
            )
            await pilot.press(*"sigmoid", "enter", *"tanh", "enter")
            await pilot.pause()
        assert "the disk is full" in screen_text(app)
        assert app.screen.query_one(QuizPage).draft() == "sigmoid | tanh"
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen.session.step, Revealed)
        assert services.store.count() == 1
