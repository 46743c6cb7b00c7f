"""Line mode over a real session: commands, undo, rubric, what never reaches a pipe."""

import io
from datetime import UTC, datetime
from random import Random
from types import SimpleNamespace
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizrnn.bank.model import (
    Blank,
    BooleanQuestion,
    BugQuestion,
    ChoiceQuestion,
    ClozeQuestion,
    Option,
    RubricPoint,
    ShortQuestion,
)
from quizrnn.errors import QuizrnnError
from quizrnn.plain.quiz import LineMode
from quizrnn.study.session import Session, Unrecorded
from quizrnn.text import both

QUESTIONS = {
    question.id: question
    for question in (
        BooleanQuestion(
            id="one",
            stem=both("Is $f_t$ a gate?", "$f_t$ 是门吗？"),
            answer=True,
            explanation="It is.",
            sources=["key"],
        ),
        BooleanQuestion(id="two", stem="Second?", answer=False, hints=["first hint", "second hint"]),
        ClozeQuestion(id="letter", stem="The state is [[1]].", blanks=[Blank(accept=["h"])]),
        ShortQuestion(
            id="short",
            stem="Why?",
            rubric=[RubricPoint(point="it vanishes", keywords=["vanish"]), RubricPoint(point="tanh")],
            model_answer="Because.",
        ),
        BugQuestion(
            id="bug", stem="Find it", code="def f():\n\treturn 1", lines=2, fix="return 2", corrects="C7"
        ),
        ChoiceQuestion(
            id="hostile",
            stem="h[t] = o[t]*tanh(c[t])",
            choices=[Option(text="[/]", correct=True), Option(text="<b>", why="no")],
        ),
    )
}


class Sitting(Session):
    """A session that nobody keeps, with what ``StudySession`` adds for its callers."""

    problem = None
    righted = ()
    leech = None

    def told(self):
        pass


class Clock:
    """Stands still."""

    def now(self):
        return datetime(2026, 1, 5, 9, tzinfo=UTC)

    def monotonic(self):
        return 0.0


LIBRARY = SimpleNamespace(
    figure=lambda _name, _lang: None,
    bank_of=lambda _key: SimpleNamespace(slug="bank"),
    reference=lambda _key, _bank: "A *source*",
)


def play(typed, *keys, lang="en", count=None, journal=None, interactive=False):
    session = Sitting(
        keys,
        question_of=QUESTIONS.__getitem__,
        clock=Clock(),
        rng=Random(1),
        mode="due",
        session_id="s",
        count=count,
        journal=journal,
        seed=1,
    )
    reader, writer = io.StringIO(typed), io.StringIO()
    reader.isatty = lambda: interactive
    LineMode(session, LIBRARY, lang=lang, reader=reader, writer=writer, width=60).run()
    return session, writer.getvalue()


def scores(session):
    return [review.score for review in session.reviews]


def test_answers_one_a_line():
    session, output = play("t\nf\n", "one", "two")
    assert scores(session) == [1.0, 1.0]
    assert "✓ right" in output.splitlines()
    assert "Is fₜ a gate?" in output
    assert "It is." in output
    assert "Sources: A source" in output
    assert output.splitlines()[-1] == "2 answered, 2 right."


def test_wrong_answer_shows_the_key():
    session, output = play("f\nq\n", "one")
    assert scores(session) == [0.0]
    assert "✗ wrong" in output.splitlines()
    assert "Answer: t (true)" in output


def test_chinese():
    _, output = play("t\n", "one", lang="zh")
    assert "✓ 正确" in output
    assert "来源：A source" in output
    assert "答了 1 题，对 1 题。" in output


def test_end_of_input_ends_cleanly_and_keeps_what_was_answered():
    session, output = play("t\n", "one", "two")
    assert scores(session) == [1.0]
    assert output.endswith("1 answered, 1 right.\n")
    assert scores(play("", "one")[0]) == []


def test_malformed_is_no_attempt():
    session, output = play("maybe\n\nt\n", "one")
    assert scores(session) == [1.0]
    assert "neither true nor false" in output


def test_skip_hint_help_quit():
    session, output = play("?\nh\nh\nh\ns\nt\nq\n", "two", "one")
    assert "q quit" in output
    assert (
        output.index("first hint") < output.index("second hint") < output.index("There is no further hint.")
    )
    assert [review.question for review in session.reviews] == ["one"]


def test_undo_on_the_line_after():
    session, output = play("f\nu\nt\nf\n", "one", "two")
    assert scores(session) == [1.0, 1.0]
    assert "The last answer is taken back." in output


def test_undo_takes_back_any_number_of_answers():
    session, output = play("f\nt\nu\nu\nu\nt\nf\n", "one", "two")
    assert scores(session) == [1.0, 1.0]
    assert "There is nothing to undo." in output


def test_undo_and_explain_after_the_last_question():
    session, output = play("t\nx\nu\nf\nq\n", "one", count=1)
    assert scores(session) == [0.0]
    assert output.count("It is.") == 3


def test_full_width_commands():
    _, output = play("？\nｑ\n", "one")
    assert "q quit" in output
    assert output.endswith("0 answered, 0 right.\n")


def test_an_answer_that_is_a_command_letter():
    session, _ = play("h\n= h\n", "letter")
    assert scores(session) == [1.0]


def test_short_answers_are_two_lines_and_a_bad_second_one_loses_nothing():
    session, output = play("they vanish\n7\n?\n1\n", "short")
    assert scores(session) == [0.5]
    assert session.reviews[0].answer == "they vanish\n1"
    assert "*1) it vanishes" in output
    assert " 2) tanh" in output
    assert "Because." in output


def test_commands_at_the_rubric():
    session, _ = play("t\nfirst try\nu\nt\nq\n", "one", "short")
    assert scores(session) == [1.0]
    session, _ = play("text\ns\nt\n", "short", "one")
    assert [review.question for review in session.reviews] == ["one"]
    assert scores(play("text\n", "short")[0]) == []


def test_code_is_numbered_and_the_correction_shown():
    _, output = play("2\n", "bug")
    assert "  2      return 1" in output
    assert "+    return 2" in output
    assert "(C7)" in output


def test_hostile_text_is_shown():
    _, output = play("q\n", "hostile")
    assert "h[t] = o[t]*tanh(c[t])" in output
    assert "[/]" in output


def test_nothing_to_do():
    _, output = play("", count=None)
    assert output == "Nothing is due and nothing new is left for today.\n"


def test_bom_and_crlf():
    assert scores(play("\ufefft\r\nf\r\n", "one", "two")[0]) == [1.0, 1.0]


class Full(Unrecorded):
    """A journal on a full disk."""

    def record(self, review):  # noqa: ARG002
        raise QuizrnnError(both("the disk is full", "磁盘已满"))


def test_an_answer_that_cannot_be_saved_gets_no_verdict():
    with pytest.raises(QuizrnnError, match="the disk is full"):
        play("t\n", "one", journal=Full())
    session, output = play("t\nq\n", "one", journal=Full(), interactive=True)
    assert "the disk is full" in output
    assert "✓" not in output
    assert scores(session) == []


def test_input_that_is_no_text():
    reader = io.TextIOWrapper(io.BytesIO(b"\xff\xfe\n"), encoding="utf-8")
    session = Sitting(
        ["one"], question_of=QUESTIONS.__getitem__, clock=Clock(), rng=Random(1), mode="due", session_id="s"
    )
    with pytest.raises(QuizrnnError, match="UTF-8"):
        LineMode(session, LIBRARY, lang="en", reader=reader, writer=io.StringIO()).run()


@given(
    st.lists(
        st.one_of(
            st.sampled_from(["t", "f", "h", "s", "u", "x", "?", "1", "text", "= h", ""]), st.text(max_size=8)
        ),
        max_size=14,
    )
)
def test_any_input_ends_and_no_control_character_is_printed(lines):
    session, output = play("\n".join(lines), *QUESTIONS)
    assert output.splitlines()[-1].endswith("right.")
    assert all(category(character) != "Cc" for character in output.replace("\n", ""))
    assert all(0 <= score <= 1 for score in scores(session))
