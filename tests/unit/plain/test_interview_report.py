"""Drawing a report: within its width, in both languages, as Markdown that holds what was typed."""

from datetime import UTC, datetime

import pytest
from rich.cells import cell_len

from quizrnn.answers.instance import draw
from quizrnn.bank.model import ChoiceQuestion, Option
from quizrnn.plain.interview_markdown import report_markdown
from quizrnn.plain.interview_report import report_lines
from quizrnn.plain.reliability import reliability_plot
from quizrnn.study.interview_advice import Action, Advice
from quizrnn.study.interview_report import Answered, Chain, InterviewReport, Point, Tally
from quizrnn.study.interview_words import bias_text, chain_text
from quizrnn.study.stats import calibration
from quizrnn.text import both, pick

CHOICE = draw(
    ChoiceQuestion(
        id="q",
        stem=both("Which $f_t$?", "哪个 $f_t$？"),
        code="a | b",
        choices=[Option(text="$c_t$", correct=True), Option(text="no | one")],
    ),
    0,
)


def answered(number, outcome="right", **more):
    values = {
        "number": number,
        "question": f"question-{number}",
        "section": "lstm.x",
        "type": "choice",
        "difficulty": 2,
        "role": "question",
        "depth": 0,
        "outcome": outcome,
        "score": {"right": 1.0, "partly": 0.5}.get(outcome, 0.0),
        "confidence": 0.8,
        "seconds": 65.0,
        "usual_seconds": 45,
        "answer": "b",
        "expected": "a) $c_t$",
        "instance": CHOICE,
    }
    return Answered(**{**values, **more})


def made(*answers, **more):
    bets = [(each.confidence, each.score) for each in answers if each.confidence is not None]
    tallies = (Tally(name="lstm", title="LSTM", asked=2, right=1, score=0.5, seconds=130.0),)
    values = {
        "number": 3,
        "started": datetime(2031, 3, 10, 20, tzinfo=UTC),
        "ending": "time",
        "seconds": 1805.0,
        "minutes": 30.0,
        "planned": None,
        "score": 0.5 if answers else None,
        "right": sum(each.outcome == "right" for each in answers),
        "partly": sum(each.outcome == "partly" for each in answers),
        "passed": sum(each.outcome == "passed" for each in answers),
        "answers": answers,
        "topics": tallies,
        "sections": (
            Tally(name="lstm.x", title="X", asked=1, right=1, score=1.0, seconds=1.0),
            Tally(name="lstm.y", title="Y", asked=1, right=0, score=0.0, seconds=1.0),
        ),
        "roles": (Tally(name="code", title="code", asked=1, right=1, score=1.0, seconds=1.0),),
        "chains": (Chain(numbers=(1, 2), broke=2),),
        "calibration": calibration(bets),
        "bias": 0.3 if bets else None,
        "advice": (
            Advice(
                section="lstm.x",
                title=both("Gates", "门"),
                score=0.5,
                missed=(2,),
                findings=(both("Sure and wrong.", "很有把握却答错。"),),
                actions=(Action(text=both("Do", "做"), command="quizrnn show q --answer"),),
            ),
        ),
    }
    return InterviewReport(**{**values, **more})


MIXED = (
    answered(1),
    answered(2, "wrong", depth=1, feedback=(both("Because.", "因为。"),)),
    answered(3, "passed", answer="", confidence=None, instance=None, expected=None),
    answered(
        4,
        "partly",
        type="short",
        answer="words `and` more",
        by_keywords=True,
        points=(Point(text="one", met=True), Point(text="two", met=False)),
    ),
)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [60, 80, 100])
def test_lines_keep_within_the_width(lang, width):
    lines = report_lines(made(*MIXED), lang, width)
    assert [line for line in lines if cell_len(line) > width] == []


def test_what_it_says():
    text = "\n".join(report_lines(made(*MIXED), "en", 90))
    for part in (
        "Interview 3 · 2031-03-10 20:00 · 30:05 of 30 min · time was up",
        "Score 50%: 1 right, 1 partly right, 1 wrong, 1 passed.",
        "└ question-2",
        "1:05",
        "    lstm.y",
        "1–2: held for 1 of 2, broke at 2",
        "Brier score",
        "You: b (no | one)",
        "Answer: a) cₜ",
        "Because.",
        "no longer as it was asked",
        "✓ one",
        "✗ two",
        "By keywords alone",
        "quizrnn show q --answer",
    ):
        assert part in text


def test_in_chinese_nothing_is_left_in_english():
    text = "\n".join(report_lines(made(*MIXED), "zh", 90))
    for part in (
        "得分 50%：正确 1 题，部分正确 1 题",
        "按主题",
        "把握的校准",
        "你的回答：b（no | one）",
        "答案：",
        "因为。",
    ):
        assert part in text
    for word in ("Score", "Answer", "right", "bet", "You"):
        assert word not in text


def test_markdown_keeps_formulas_and_escapes_what_was_typed():
    lines = report_markdown(made(*MIXED), "en")
    text = "\n".join(lines)
    assert lines[0] == "# Interview 3"
    assert "Which $f_t$?" in text
    assert "```python\na | b\n```" in text
    assert "``words `and` more``" in text
    assert "- [x] one" in text
    assert "- [ ] two" in text
    assert "- [ ] Do: `quizrnn show q --answer`" in text
    tables = [line for line in lines if line.startswith("|")]
    assert tables
    heads = None
    for line in lines:
        if not line.startswith("|"):
            heads = None
            continue
        cells = line.replace("\\|", "").count("|")
        heads = heads or cells
        assert cells == heads


def test_one_fence_closes_the_other():
    assert sum(line.startswith("```") for line in report_markdown(made(*MIXED), "en")) % 2 == 0


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_interview_without_answers(lang):
    lines = report_lines(made(), lang, 80)
    assert len(lines) == 2
    assert report_markdown(made(), lang)[-1] in lines[-1]


def test_without_bets():
    found = made(answered(1, confidence=None), chains=(), advice=())
    assert "No bets were made." in "\n".join(report_lines(found, "en", 80))
    assert "No bets were made." in report_markdown(found, "en")


def test_the_plot_marks_the_share_and_the_bet():
    bets = [(0.75, 1.0)] * 3 + [(0.75, 0.0)] + [(1.0, 0.0)] * 2
    lines = reliability_plot(calibration(bets).bins, "en")
    rows = {line.split("│")[0].strip(): line.split("│")[1] for line in lines if "│" in line}
    body = [line.split("│")[1] for line in lines if "│" in line]
    assert "·" in rows["100 %"]  # the bet of 100 %
    assert "●" in rows["0 %"]  # which was never met
    # 3 of 4 at a bet of 75 %: both at the level of 80 %.
    assert "◉" in body[2]
    assert "n=4" in lines[-3]
    assert "n=2" in lines[-3]


@pytest.mark.parametrize(
    ("bias", "word"),
    [(0.2, "surer than you should be"), (-0.2, "more than you think"), (0.01, "well judged")],
)
def test_whether_bets_are_too_high(bias, word):
    assert word in pick(bias_text(made(answered(1), bias=bias)), "en")


@pytest.mark.parametrize(
    ("broke", "word"),
    [(None, "held to the end"), (4, "first question was missed"), (6, "2 of 3, broke at 6")],
)
def test_how_far_a_chain_held(broke, word):
    assert word in pick(chain_text(Chain(numbers=(4, 5, 6), broke=broke)), "en")
