"""Each widget alone, by keyboard: what it hands on is the line syntax of its type."""

import pytest
from textual.app import App

from quizrnn.answers.check import check
from quizrnn.answers.instance import draw
from quizrnn.answers.shown import letter, shown
from quizrnn.bank.model import (
    Blank,
    BooleanQuestion,
    BugQuestion,
    ChoiceQuestion,
    ClozeQuestion,
    FormulaQuestion,
    MatchQuestion,
    MultiQuestion,
    NumericQuestion,
    Option,
    OrderQuestion,
    Pair,
    RubricPoint,
    ShortQuestion,
)
from quizrnn.tui.widgets.registry import answer_widget

from .conftest import screen_text

WIDE = "长短期记忆网络" * 20
HOSTILE = ["[bold]x[/bold]", "$\\frac{1}{2}$", WIDE, "`[/]`", "{H}", "a | b"]
MULTI = MultiQuestion(
    id="m", stem="?", choices=[Option(text=HOSTILE[k % 6], correct=k in (1, 30)) for k in range(40)]
)
ORDER = OrderQuestion(id="o", stem="?", items=HOSTILE[:4])
MATCH = MatchQuestion(
    id="p",
    stem="?",
    pairs=[Pair(left=f"[l]{k}", right=f"[r]{k} {WIDE}") for k in range(3)],
    distractors=[f"d{k}" for k in range(10)],
)
BUG = BugQuestion(id="b", stem="?", code="\n".join(f"x{k} = '[bold]'" for k in range(12)), lines=11, fix="y")
CLOZE = ClozeQuestion(id="c", stem="[[1]] [[2]]", blanks=[Blank(accept=["[x]"]), Blank(accept=["tanh"])])
BAR = ClozeQuestion(id="d", stem="[[1]]", blanks=[Blank(accept=["|x|"])])


class Bench(App):
    def __init__(self, question, before=None):
        super().__init__()
        self.instance = draw(question, 3, shuffle_choices=True)
        self.before = before and draw(before, 4, shuffle_choices=True)
        self.given = []

    def compose(self):
        first = self.before or self.instance
        yield answer_widget(first, shown(first, "zh"), "zh")

    def on_answer_widget_submitted(self, event):
        self.given.append(event.answer)


async def given(question, keys, size=(60, 24)):
    """Press keys; return the answer that was submitted, once reveal and restore have also been through."""
    app = Bench(question)
    async with app.run_test(size=size) as pilot:
        widget = app.query("AnswerWidget").first()
        await pilot.press(*(keys(app.instance) if callable(keys) else keys))
        await pilot.pause()
        (answer,) = app.given
        widget.restore(answer)
        assert widget.answer() == answer
        widget.reveal(answer, check(app.instance, answer))
        await pilot.pause()
        return app.instance, answer


@pytest.mark.parametrize("size", [(60, 24), (24, 8)])
async def test_multi_of_forty_hostile_choices(size):
    def keys(instance):
        right = sorted(instance.order.index(k) for k in (1, 30))
        downs = [["down"] * right[0], ["down"] * (right[1] - right[0])]
        return [*downs[0], "space", *downs[1], "space", "enter"]

    instance, answer = await given(MULTI, keys, size)
    assert check(instance, answer).correct


async def test_order_by_carrying():
    def keys(instance):
        now, pressed = list(instance.order), []
        for place in range(4):
            here = now.index(place)
            pressed += ["g", *["j"] * here, *["K"] * (here - place)]
            now.insert(place, now.pop(here))
        return [*pressed, "enter"]

    instance, answer = await given(ORDER, keys)
    assert check(instance, answer).correct


async def test_what_is_lifted_goes_with_every_motion():
    _, answer = await given(ORDER, ["space", "G", "k", "space", "g", "ctrl+down", "enter"])
    assert answer == "c b a d"


async def test_match_takes_numbers_of_two_digits():
    def keys(instance):
        numbers = [str(instance.order.index(place) + 1) for place in instance.left_order]
        pressed = [key for place, number in enumerate(numbers) for key in (letter(place), *number)]
        return [*pressed, "enter"]

    instance, answer = await given(MATCH, keys)
    assert check(instance, answer).correct
    _, answer = await given(MATCH, ["1", "2", "5", "1", "b", "0", "c", "4", "enter"])
    assert answer == "a12 b5 c4"
    _, answer = await given(MATCH, ["1", "5", "1", "3", "enter"])
    assert answer == "a1 b5 c13"


async def test_bug_line_of_two_digits():
    instance, answer = await given(BUG, ["1", "1", "enter"])
    assert check(instance, answer).correct


async def test_cloze_keeps_what_was_typed():
    instance, answer = await given(CLOZE, ["[", "x", "]", "enter", *"tanh", "enter"])
    assert answer == "[x] | tanh"
    assert check(instance, answer).correct
    instance, answer = await given(BAR, ["|", "x", "|", "enter"])
    assert check(instance, answer).correct


CHOICE = ChoiceQuestion(
    id="e", stem="?", choices=[Option(text="x", correct=True), Option(text="y", why="no")]
)
NUMERIC = NumericQuestion(id="n", stem="?", answer=3, unit="cells")
FORMULA = FormulaQuestion(id="f", stem="?", target="c_t", variables={"f": ["B", "H"]}, answer="f")
POINTS = [RubricPoint(point="p", keywords=["p"]), RubricPoint(point="q")]
SHORT = ShortQuestion(id="s", stem="?", rubric=POINTS, model_answer="m")
OTHER = ShortQuestion(id="z", stem="?", rubric=[RubricPoint(point="o")], model_answer="n")
ONE = MatchQuestion(id="z", stem="?", pairs=[Pair(left="l", right="r")])
BEFORE = [
    (BooleanQuestion(id="z", stem="?", answer=True), CHOICE, ["f", "enter"]),
    (CHOICE, BooleanQuestion(id="z", stem="?", answer=True), ["b", "enter"]),
    (MULTI, MultiQuestion(id="z", stem="?", choices=CHOICE.choices), ["a", "b", "c", "enter"]),
    (ORDER, OrderQuestion(id="z", stem="?", items=["1", "2"]), ["space", "G", "enter"]),
    (
        MATCH,
        MatchQuestion(id="z", stem="?", pairs=[Pair(left="l", right="r")]),
        ["1", "2", *"5b1c4", "enter"],
    ),
    (BUG, BugQuestion(id="z", stem="?", code="a\nb", lines=1, fix="y"), ["9", "enter"]),
    (CLOZE, BAR, ["x", "enter", "y", "enter"]),
    (BAR, ClozeQuestion(id="z", stem="?", blanks=[Blank(accept=["x"])] * 5), ["x", "enter"]),
    (FORMULA, NUMERIC, [*"f*f", "enter"]),
    (NUMERIC, FORMULA, [*"12", "enter"]),
    (
        SHORT,
        ShortQuestion(id="z", stem="?", rubric=[RubricPoint(point="o")], model_answer="n"),
        ["p", "enter", "2", "enter"],
    ),
]


@pytest.mark.parametrize(("before", "question", "keys"), BEFORE, ids=lambda value: getattr(value, "id", ""))
async def test_a_widget_that_answered_a_question_shows_nothing_of_it_at_the_next(before, question, keys):
    fresh = Bench(question)
    async with fresh.run_test(size=(60, 24)) as pilot:
        await pilot.pause()
        wanted, bare = screen_text(fresh), fresh.query("AnswerWidget").first().answer()
    used = Bench(question, before)
    async with used.run_test(size=(60, 24)) as pilot:
        widget = used.query("AnswerWidget").first()
        await pilot.press(*keys)
        (given,) = used.given
        widget.reveal(given, check(used.before, given))
        await pilot.pause()
        assert screen_text(used) != wanted
        widget.show(used.instance, shown(used.instance, "zh"), "zh")
        widget.takers()[0].focus()
        await pilot.pause()
        assert screen_text(used) == wanted
        assert widget.answer() == bare
        assert used.focused is widget.takers()[0]
