"""The interview in lines: prompts, bets, marking, and no verdict before the end."""

import io
from datetime import UTC, datetime
from types import SimpleNamespace
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizrnn.bank.model import (
    Blank,
    BooleanQuestion,
    ClozeQuestion,
    FormulaQuestion,
    RubricPoint,
    ShortQuestion,
)
from quizrnn.errors import QuizrnnError
from quizrnn.plain.interview import LineInterview
from quizrnn.study.interview import Closed, Interview
from quizrnn.study.interview_plan import Outline, Part
from quizrnn.study.session import Unrecorded
from quizrnn.text import both

QUESTIONS = {
    question.id: question
    for question in (
        BooleanQuestion(
            id="one",
            stem=both("Is $f_t$ a gate?", "$f_t$ 是门吗？"),
            answer=True,
            explanation="It is.",
            hints=["a hint"],
        ),
        BooleanQuestion(id="two", stem="Second?", answer=False),
        ClozeQuestion(id="letter", stem="The state is [[1]].", blanks=[Blank(accept=["h"])]),
        FormulaQuestion(
            id="formula", stem="$c_t$?", target="d", variables={"f": ["B"], "c": ["B"]}, answer="f*c"
        ),
        ShortQuestion(
            id="short",
            stem="Why?",
            rubric=[RubricPoint(point="it vanishes", keywords=["vanish"]), RubricPoint(point="tanh")],
            model_answer="Because of products.",
        ),
    )
}
LIBRARY = SimpleNamespace(figure=lambda _name, _lang: None)


class Clock:
    """Every look at it takes a while."""

    def __init__(self, step):
        self.step = step
        self.ticks = 0.0

    def now(self):
        return datetime(2026, 1, 5, 9, tzinfo=UTC)

    def monotonic(self):
        self.ticks += self.step
        return self.ticks


class Journal(Unrecorded):
    """Keeps nothing; may refuse."""

    def __init__(self, refuse=False):
        self.refuse = refuse
        self.ending = None

    def record(self, review):
        if self.refuse:
            raise QuizrnnError("disk full")
        return review

    def closed(self, ending):
        self.ending = ending


class Held(Interview):
    """An interview that nobody keeps, with what ``HeldInterview`` adds for its callers."""

    problem = None


def part(key, depth=0):
    kind = type(QUESTIONS[key]).__struct_config__.tag
    role = "derivation" if kind in ("formula", "short") else "question"
    return Part(key=key, section="lstm.x", type=kind, difficulty=2, role=role, depth=depth)


def play(
    typed,
    *keys,
    lang="en",
    count=None,
    minutes=None,
    clock=True,
    journal=None,
    interactive=False,
    depths=(),
    step=0.0,
    lacks=(),
):
    parts = tuple(part(key, depth) for key, depth in zip(keys, [*depths, *[0] * len(keys)], strict=False))
    interview = Held(
        Outline(parts=parts, count=count or len(keys), minutes=minutes, lacks=lacks),
        question_of=QUESTIONS.__getitem__,
        clock=Clock(step),
        seed=1,
        session_id="s",
        journal=journal or Journal(),
    )
    reader, writer = io.StringIO(typed), io.StringIO()
    reader.isatty = lambda: interactive
    LineInterview(interview, LIBRARY, lang=lang, reader=reader, writer=writer, width=72, clock=clock).run()
    return interview, writer.getvalue()


def answers(interview):
    return [(review.answer, review.score, review.confidence) for review in interview.reviews]


def test_an_answer_then_a_bet():
    interview, output = play("t\n80\nt\n55 %\n", "one", "two")
    assert answers(interview) == [("t", 1.0, 0.8), ("t", 0.0, 0.55)]
    assert interview.step == Closed(ending="done")
    assert "Mock interview: 2 questions. No verdicts before the end." in output
    assert output.count("How sure are you?") == 2
    assert "That was the last question." in output


def test_nothing_is_told_before_the_end():
    _, output = play("t\n80\nt\n80\n", "one", "two")
    for word in ("✓", "✗", "right", "wrong", "It is.", "Answer:"):
        assert word not in output


def test_chinese():
    interview, output = play("对\n80\nq\n", "one", "two", lang="zh", minutes=10)
    assert answers(interview) == [("对", 1.0, 0.8)]
    assert "fₜ 是门吗？" in output
    assert "模拟面试：2 题，最多 10 分钟。" in output
    assert "面试结束。" in output


def test_the_words_of_an_interviewer():
    _, output = play("s\ns\ns\ns\n", "one", "letter", "formula", "short", depths=(0, 1))
    places = [output.index(w) for w in ("Next:", "Let us dig deeper:", "Now derive:", "In your own words:")]
    assert places == sorted(places)


def test_passing_asks_no_bet():
    interview, output = play("s\nf\n90\n", "one", "two")
    assert answers(interview) == [("", 0.0, None), ("f", 1.0, 0.9)]
    assert output.count("How sure are you?") == 1


def test_no_bet_is_one_too():
    interview, _ = play("t\ns\nf\n90\n", "one", "two")
    assert answers(interview) == [("t", 1.0, None), ("f", 1.0, 0.9)]


def test_what_cannot_be_read_is_asked_again():
    interview, output = play("maybe\nt\nsure\n120\n\n８０％\n", "one")
    assert answers(interview) == [("t", 1.0, 0.8)]
    assert output.count("a bet is a number from 50") == 2


def test_no_hints_in_an_interview_and_how_to_answer_by_a_letter():
    interview, output = play("h\nu\nx\n= h\n100\n", "letter")
    assert answers(interview) == [("h", 1.0, 1.0)]
    assert output.count("no hints, no undo") == 3


def test_help_at_both_prompts():
    interview, output = play("?\nt\n?\n80\n", "one", minutes=20)
    assert answers(interview) == [("t", 1.0, 0.8)]
    assert " ".join(output.split()).count("q end the interview") == 2
    assert output.count("Time left:") == 2


def test_the_clock_can_be_hidden():
    _, shown = play("t\n80\n", "one", minutes=20)
    _, hidden = play("?\nt\n80\n", "one", minutes=20, clock=False)
    assert "20:00 left" in shown
    assert "left" not in hidden.casefold().replace("leave", "")
    assert "[1/1] · lstm.x · boolean" in hidden


def test_the_time_ends_it_after_the_answer():
    interview, output = play("t\n80\nt\n80\n", "one", "two", minutes=1, step=20.0)
    assert interview.step == Closed(ending="time")
    assert len(interview.reviews) == 1
    assert "Time is up." in output


@pytest.mark.parametrize(
    ("typed", "kept"), [("", 0), ("q\n", 0), ("t\n", 1), ("t\nq\n", 1), ("t\n80\n", 1), ("t\n80\nq\n", 1)]
)
def test_the_end_of_input_ends_it_and_keeps_what_was_answered(typed, kept):
    journal = Journal()
    interview, _ = play(typed, "one", "two", journal=journal)
    assert len(interview.reviews) == kept
    assert interview.step == Closed(ending="quit")
    assert journal.ending == "quit"


def test_a_free_text_is_marked_at_the_end():
    interview, output = play("it vanishes\n80\nt\n90\n1,2\n", "short", "one")
    before, after = output.split("That was the last question.")
    assert "Because of products." not in before
    assert "you mark it at the end" in before
    assert "You: it vanishes" in after
    assert "Model answer: Because of products." in after
    assert " *1) it vanishes" in after
    assert answers(interview)[0] == ("it vanishes\n1,2", 1.0, 0.8)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("\n", "it vanishes\n1"),  # as the keywords suggest
        ("7\n0\n", "it vanishes\n0"),  # after what cannot be read
        ("s\n", "it vanishes"),
        ("q\n", "it vanishes"),
        ("", "it vanishes"),
    ],
)
def test_marking(typed, answer):
    interview, _ = play(f"it vanishes\n80\n{typed}", "short")
    assert interview.reviews[0].answer == answer


def test_what_these_questions_lack_is_said():
    _, output = play("", "one", lacks=("derivation", "code"))
    assert "These questions leave nothing to derive, no code to read." in output


def test_an_answer_that_cannot_be_saved():
    with pytest.raises(QuizrnnError, match="disk full"):
        play("t\n", "one", journal=Journal(refuse=True))
    interview, output = play("t\nq\n", "one", journal=Journal(refuse=True), interactive=True)
    assert "disk full" in output
    assert interview.reviews == ()


@given(st.text(max_size=60))
def test_any_input_ends_it_and_no_control_character_is_printed(typed):
    interview, output = play(typed, "one", "letter", "short")
    assert isinstance(interview.step, Closed)
    assert {c for c in output if category(c) == "Cc"} <= {"\n"}
