"""Numbers of a quiz: those that earn full credit are accepted, or named where a question has no room."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from quizrnn.answers.check import check
from quizrnn.answers.instance import draw
from quizrnn.answers.lint import lint_answers
from quizrnn.bank.lint import lint_paths, read_context, read_paths
from quizrnn.bank.load import load_bank
from quizrnn.export.imports.counted import Counted, counted
from quizrnn.export.imports.drafts import PARTIAL, Unfit
from quizrnn.export.imports.importers import import_bank
from quizrnn.notation import parameter_names, problems
from quizrnn.paths import content_dir


def moodle(answers, more=""):
    """Return a quiz with one numerical question; answers are number, tolerance, fraction and feedback."""
    rows = "".join(
        f'<answer fraction="{share}"><text>{number}</text><tolerance>{spread}</tolerance>'
        f'<feedback format="html"><text>{says}</text></feedback></answer>'
        for number, spread, share, says in answers
    )
    return (
        '<quiz><question type="numerical"><name><text>n</text></name><idnumber>n</idnumber>'
        f"<questiontext><text>How many?</text></questiontext>{rows}{more}</question></quiz>"
    )


def imported(name, text, folder):
    """Return the haul, and the one question, which lint accepts."""
    source, target = folder / "quiz", folder / "q.yaml"
    source.write_text(text, encoding="utf-8")
    haul = import_bank(name, source, target)
    context = read_context(content_dir(), notation=problems, parameter_names=parameter_names)
    found = [*lint_paths([target], context), *lint_answers(read_paths([target], context).questions)]
    assert [finding.message for finding in found if finding.level == "error"] == []
    (question,) = load_bank(target).questions
    assert question.id == yaml.safe_load(target.read_text(encoding="utf-8"))["questions"][0]["id"]
    return haul, question


def accepted(question, *answers):
    """Return which of some answers are right."""
    return [answer for answer in answers if check(draw(question, 0), answer).correct]


def lost(haul):
    """Return what was said to be lost, in English."""
    return [(one.name, one.why["en"]) for one in haul.missing], [
        text["en"] for text, _ in haul.partly.values()
    ]


def test_exact_numbers_are_a_gap_that_accepts_each(tmp_path):
    unit = "<units><unit><multiplier>1</multiplier><unit_name>m</unit_name></unit></units>"
    answers = [("3", 0, 100, ""), ("-3", 0, 100, ""), ("0,5", 0, 100, ""), ("*", 0, 0, "")]
    haul, question = imported("moodle", moodle(answers, unit), tmp_path)
    assert (question.stem, question.blanks[0].accept) == ("How many?\n\n[[1]] m", ["3", "-3", "0.5"])
    assert accepted(question, "3", "-3", "3.0", "1/2", "0.5", "4", "0.6") == ["3", "-3", "3.0", "1/2", "0.5"]
    assert lost(haul) == ([], [])


def test_ranges_that_overlap_are_one(tmp_path):
    haul, question = imported("moodle", moodle([("3", 0.5, 100, ""), ("4", 0.5, 100, "")]), tmp_path)
    assert (question.answer, question.tolerance.abs) == (3.5, 1)
    assert accepted(question, "2.4", "2.5", "3.5", "4.5", "4.6") == ["2.5", "3.5", "4.5"]
    assert lost(haul) == ([], [])


def test_a_range_that_holds_the_others_stays_as_it_is(tmp_path):
    haul, question = imported("moodle", moodle([("3.14159", 0, 100, ""), ("3.1", 0.1, 100, "")]), tmp_path)
    assert (question.answer, question.tolerance.abs) == (3.1, 0.1)
    assert lost(haul) == ([], [])


def test_of_ranges_apart_the_first_is_asked_for_and_the_others_are_named(tmp_path):
    answers = [("7", 0.5, 100, ""), ("1", 0, 100, ""), ("20", 2, 100, ""), ("5", 1, 50, "")]
    haul, question = imported("moodle", moodle(answers), tmp_path)
    assert (question.answer, question.tolerance.abs) == (7, 0.5)
    assert lost(haul) == ([("q-n", "further right numbers, 1, 20 ± 2")], [PARTIAL["en"]])
    assert haul.missing[0].why["zh"] == "其他正确数值 1、20 ± 2"


def test_what_is_said_of_a_wrong_number_is_kept_as_a_mistake(tmp_path):
    answers = [
        ("8", 1, 100, "Yes"),
        ("16", 0, 0, "Twice too much."),
        ("4", 2, 50, "Half."),
        ("*", 0, 0, "No."),
    ]
    haul, question = imported("moodle", moodle(answers), tmp_path)
    assert [(one.formula, one.why) for one in question.mistakes] == [
        ("16", "Twice too much."), ("4", "Half.")
    ]  # fmt: skip
    assert check(draw(question, 0), "16").feedback == ("Twice too much.",)
    assert lost(haul)[1] == [
        PARTIAL["en"],
        "of a range of wrong numbers, only the middle is carried over",
        "some feedback on numbers that are not fully right is not carried over",
    ]


def test_a_remark_on_part_of_the_right_range_is_no_mistake(tmp_path):
    haul, question = imported("moodle", moodle([("8", 1, 100, ""), ("8.5", 0, 50, "Nearly")]), tmp_path)
    assert question.mistakes == []
    assert len(haul.partly) == 2


@pytest.mark.parametrize(
    ("body", "right", "wrong"),
    [
        ("#3", ["3"], ["4"]),
        ("#=3 =%100%-3", ["3", "-3"], ["0"]),
        ("#=%50%2 =3:1", ["3", "2.5"], ["1.9"]),
        ("#=1..2 =1.5..4#wide", ["1", "4"], ["0.9", "4.1"]),
        ("#=7 =~#never", ["7"], ["8"]),
        ("#=7#yes ~%0%9#that is nine", ["7"], ["9"]),
    ],
)
def test_numbers_of_gift(tmp_path, body, right, wrong):
    _, question = imported("gift", f"::n::How many? {{{body}}}\n", tmp_path)
    assert accepted(question, *right, *wrong) == right


def test_gift_says_what_it_left_out(tmp_path):
    haul, question = imported(
        "gift", "// n\n::n\\: How::How? {#=7:0.5#yes =%50%9#close =12#also}\n", tmp_path
    )
    assert question.mistakes[0].why == "close"
    assert lost(haul) == ([("q-n", "a further right number, 12")], [PARTIAL["en"]])


@pytest.mark.parametrize("answers", [[("*", 0, 100, "")], [("3", 0, 50, "")], [("x", 0, 100, "")], []])
def test_without_a_right_number_there_is_no_question(tmp_path, answers):
    (tmp_path / "quiz").write_text(moodle(answers), encoding="utf-8")
    haul = import_bank("moodle", tmp_path / "quiz", tmp_path / "q.yaml")
    assert (haul.questions, [one.name for one in haul.lost]) == (0, ["n"])
    assert not (tmp_path / "q.yaml").exists()


def test_what_a_gap_has_no_room_for_is_said(tmp_path):
    text = "Give {1:NUMERICAL:=3:0.1~%50%4:1} and {2:SHORTANSWER:=a~%30%b} and {3:NM:=5:0}."
    quiz = f'<quiz><question type="cloze"><questiontext><text>{text}</text></questiontext></question></quiz>'
    haul, question = imported("moodle", quiz, tmp_path)
    assert [blank.accept for blank in question.blanks] == [["3"], ["a"], ["5"]]
    assert lost(haul)[1] == [PARTIAL["en"], "the tolerance of a number in a gap is not carried over"]


numbers = st.builds(
    Counted,
    st.integers(-20, 20).map(float),
    st.sampled_from([0.0, 0.0, 0.5, 3.0]),
    st.sampled_from([100.0, 100.0, 50.0, 0.0]),
    st.sampled_from(["", "so"]),
)


@given(st.lists(numbers, min_size=1, max_size=6), st.integers(-50, 50).map(lambda half: half / 2))
def test_what_is_accepted_and_what_is_named_missing_is_what_counted(answers, typed):
    right = [answer for answer in answers if answer.share >= 100]
    if not right:
        with pytest.raises(Unfit):
            counted("How many?", answers)
        return
    fields, missing, _ = counted("How many?", answers)
    if fields["type"] == "cloze":
        takes = typed in map(float, fields["blanks"][0]["accept"])
    else:
        takes = abs(typed - fields["answer"]) <= fields.get("tolerance", {"abs": 0})["abs"]
    named = missing[0]["en"] if missing else ""
    for answer in right:
        if answer.low <= typed <= answer.high:
            assert takes or answer.written in named
    assert not takes or any(answer.low <= typed <= answer.high for answer in right)
