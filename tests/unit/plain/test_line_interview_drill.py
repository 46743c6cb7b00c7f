"""Code in a line-mode interview: a line hands the file in, nothing is told; and how it is reported."""

import io
import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from quizrnn.errors import QuizrnnError
from quizrnn.plain.interview import LineInterview
from quizrnn.plain.interview_markdown import report_markdown
from quizrnn.plain.interview_report import report_lines
from quizrnn.study.interview import Interview
from quizrnn.study.interview_plan import Outline, Part
from quizrnn.study.interview_steps import Closed
from quizrnn.study.session import Unrecorded
from quizrnn.text import both

DRILL = SimpleNamespace(
    title=both("A cell", "一个单元"), statement=both("Write $h_t$.", "写出 $h_t$。"), told_in=lambda _: DRILL
)
LIBRARY = SimpleNamespace(figure=lambda _name, _lang: None, drill=lambda _: DRILL)
PART = Part(
    key="drill:cell",
    section="lstm.x",
    type="drill",
    difficulty=2,
    role="drill",
    convention="article",
    seconds=360,
)


class Clock:
    """It stands."""

    def now(self):
        return datetime(2026, 1, 5, 9, tzinfo=UTC)

    def monotonic(self):
        return 0.0


class Journal(Unrecorded):
    """Keeps code in a list; may refuse."""

    def __init__(self, refuse=False):
        self.refuse = refuse
        self.kept = []

    def record_code(self, review, verdict, convention):
        if self.refuse:
            raise QuizrnnError("disk full")
        self.kept.append((verdict.source, convention))
        return review

    def closed(self, ending):
        self.ending = ending


class Held(Interview):
    """An interview that nobody keeps."""

    problem = None
    folder = "interview-7"


class Desk:
    """A grader in memory."""

    def __init__(self, folder, text="x = 1\n", fails=None):
        self.folder, self.text, self.fails, self.graded = folder, text, fails, 0

    def begin(self, drill, _convention, folder):
        return self.folder / folder / f"{drill}.py"

    def untouched(self, *_):
        return not self.text

    def grade(self, *_):
        if self.fails:
            raise QuizrnnError(self.fails)
        self.graded += 1
        return SimpleNamespace(source=self.text, passed=False, score=0.5, report=json.dumps({}))


@pytest.fixture
def play(tmp_path):
    def play(typed, *, lang="en", interactive=False, journal=None, **desk):
        interview = Held(
            Outline(parts=(PART,), count=1),
            question_of=lambda _: None,
            clock=Clock(),
            seed=1,
            session_id="s",
            journal=journal or Journal(),
        )
        reader, writer = io.StringIO(typed), io.StringIO()
        reader.isatty = lambda: interactive
        play.desk = Desk(tmp_path, **desk)
        LineInterview(
            interview, LIBRARY, lang=lang, reader=reader, writer=writer, width=200, grader=play.desk
        ).run()
        return interview, writer.getvalue()

    return play


@pytest.mark.parametrize("line", ["", "done", "DONE", "ｄｏｎｅ"])
def test_a_line_hands_the_file_in(play, tmp_path, line):
    journal = Journal()
    interview, output = play(f"{line}\n80\n", journal=journal)
    assert journal.kept == [("x = 1\n", "article")]
    assert interview.reviews[0].confidence == 0.8
    assert f"  {tmp_path / 'interview-7' / 'cell.py'}\n" in output
    for text in ("Now write code:", "A cell", "Write hₜ.", "Handed in.", "How sure are you?"):
        assert text in output
    for word in ("✓", "✗", "0.5", "50%", "failed", "wrong"):
        assert word not in output


def test_chinese(play):
    _, output = play("done\n80\n", lang="zh")
    for text in ("现在请写代码：", "一个单元", "交卷", "已交卷。"):
        assert text in output


def test_passing_quitting_help_and_what_is_neither(play):
    interview, output = play("?\nwhat now\ns\n")
    assert interview.reviews[0].score == 0.0
    assert output.count("The code is read from the file") == 2
    assert play.desk.graded == 0
    interview, _ = play("q\n")
    assert interview.step == Closed(ending="quit")
    assert interview.reviews == ()
    interview, _ = play("")
    assert interview.step == Closed(ending="quit")


def test_an_empty_file_is_asked_about_at_the_keyboard_and_taken_from_a_pipe(play):
    interview, output = play("\ns\n", text="", interactive=True)
    assert "Nothing has been written into the file yet." in output
    assert play.desk.graded == 0
    interview, _ = play("\n50\n", text="")
    assert play.desk.graded == 1
    assert interview.reviews[0].confidence == 0.5


def test_what_cannot_be_graded_or_kept(play):
    interview, output = play("done\ns\n", fails="no process", interactive=True)
    assert "no process" in output
    assert interview.reviews[0].score == 0.0
    with pytest.raises(QuizrnnError, match="disk full"):
        play("done\n", journal=Journal(refuse=True))


def coded(**more):
    from quizrnn.study.interview_report import Answered, Code, Fault, InterviewReport, Tally
    from quizrnn.study.stats import calibration

    source = "def f(x):\n    y = x  # [link](x) ```` \n    return y\n"
    fault = Fault(message="y_t is *not* [used]", line=2, text="y = x")
    code = Code(
        convention="article",
        status="failed",
        source=source,
        cases=3,
        cases_passed=1,
        outputs=("dW_f",),
        faults=(fault,),
    )
    each = Answered(
        number=1,
        question="drill:cell",
        section="lstm.x",
        type="drill",
        difficulty=2,
        role="drill",
        depth=0,
        outcome="partly",
        score=0.4,
        confidence=0.9,
        seconds=300,
        usual_seconds=360,
        answer=source,
        title=both("The cell", "单元"),
        code=code,
    )
    tally = Tally(name="drill", title="drill", asked=1, right=0, score=0.4, seconds=300)
    values = {
        "number": 1,
        "started": datetime(2026, 1, 5, 9, tzinfo=UTC),
        "ending": "done",
        "seconds": 300.0,
        "minutes": None,
        "planned": 1,
        "score": 0.4,
        "right": 0,
        "partly": 1,
        "passed": 0,
        "answers": (each,),
        "topics": (),
        "sections": (),
        "roles": (tally,),
        "chains": (),
        "calibration": calibration([(0.9, 0.4)]),
        "bias": 0.9,
        "advice": (),
    }
    return InterviewReport(**{**values, **more})


def test_the_report_in_lines():
    for lang, line in (("en", "Line 2: y_t is *not* [used]"), ("zh", "第 2 行：y_t is *not* [used]")):
        lines = report_lines(coded(), lang, 80)
        assert f"     {line}" in lines
        assert "        2 │     y = x  # [link](x) ```` " in lines
    assert any("code to write" in row for row in report_lines(coded(), "en", 80))


def test_the_report_in_markdown_keeps_the_code_whole_and_words_unmarked():
    lines = report_markdown(coded(), "en")
    assert "- 1 of 3 cases passed; not right: dW\\_f." in lines
    assert "- Line 2: y\\_t is \\*not\\* \\[used\\]" in lines
    fence = lines.index("`````python")
    assert lines[fence + 1 : fence + 4] == ["def f(x):", "    y = x  # [link](x) ```` ", "    return y"]
    assert lines[fence + 4] == "`````"
