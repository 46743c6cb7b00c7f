"""Every lab is whole: knobs, texts, links, and curves at the ends of its knobs."""

from __future__ import annotations

import math
import subprocess
import sys
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizrnn.bank.source import read_yaml
from quizrnn.errors import QuizrnnError, UnknownName
from quizrnn.labs.catalog import LABS, find, lab_for
from quizrnn.labs.model import Knob, Prediction
from quizrnn.paths import content_dir
from quizrnn.text import LANGUAGES, pick

labs = pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.name)


@pytest.fixture(scope="module")
def questions():
    return {
        question["id"]
        for file in sorted((content_dir() / "banks").glob("*.yaml"))
        for question in read_yaml(file).data["questions"]
    }


@labs
def test_a_lab_has_knobs_three_sentences_each_and_sources(lab):
    assert 1 <= len(lab.knobs) <= 2
    assert len(lab.see) == len(lab.tries) == 3
    assert set(lab.references) <= set(read_yaml(content_dir() / "references.yaml").data)
    for text in (lab.title, lab.about, *lab.see, *lab.tries, *(knob.title for knob in lab.knobs)):
        assert set(text) == set(LANGUAGES)
    for knob in lab.knobs:
        assert knob.low <= knob.default <= knob.high
        steps = (knob.high - knob.low) / knob.step
        assert steps == pytest.approx(round(steps))


@labs
def test_the_questions_that_a_lab_explains_exist_and_lead_to_it(lab, questions):
    assert lab.questions
    assert set(lab.questions) <= questions
    assert len(set(lab.questions)) == len(lab.questions)
    assert {lab_for(question) for question in lab.questions} == {lab.name}


def test_a_question_that_no_lab_explains_leads_nowhere():
    assert lab_for("no-such-question") is None
    with pytest.raises(UnknownName):
        find("gradient")


@labs
def test_a_lab_computes_at_every_end_of_its_knobs(lab):
    for values in product(*[(knob.low, knob.default, knob.high) for knob in lab.knobs]):
        settings = dict(zip([knob.name for knob in lab.knobs], values, strict=True))
        for seed in (0, 7):
            prediction, curves = lab.ask(settings, seed), lab.run(settings, seed)
            assert math.isfinite(curves.answer)
            assert prediction.meets(curves.answer, curves.answer)
            if prediction.choices:
                assert len(prediction.choices) == 3
                assert curves.answer in (0, 1, 2)
            for series in curves.series:
                assert len(series.x) == len(series.y) > 1
                assert all(math.isfinite(value) for value in (*series.x, *series.y))
            for lang in LANGUAGES:
                assert "nan" not in pick(curves.truth, lang)


@labs
def test_the_same_seed_gives_the_same_curves(lab):
    assert lab.run(lab.settings(), 4) == lab.run(lab.settings(), 4)


def test_the_list_of_labs_needs_no_numpy():
    probe = "import sys, quizrnn.labs.catalog; print(sorted({'numpy', 'yaml', 'textual'} & set(sys.modules)))"
    assert subprocess.check_output([sys.executable, "-c", probe], text=True).strip() == "[]"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"window": "2.5"}, "window is a whole number from 1 to 40, not “2.5”"),
        ({"window": "0"}, "window is a whole number from 1 to 40, not “0”"),
        ({"window": "nan"}, "not “nan”"),
        ({"gain": "much"}, "gain is a number from 0.1 to 2, not “much”"),
        ({"gian": "1"}, "the lab truncation has no knob “gian”; it has window, gain"),
    ],
)
def test_a_bad_knob_or_value_is_named(typed, message):
    with pytest.raises(QuizrnnError) as caught:
        find("truncation").settings(typed)
    assert message in caught.value.line("en")
    assert caught.value.line("zh") != caught.value.line("en")


def test_a_knob_of_words_is_set_by_its_word():
    lab = find("gates")
    assert lab.settings({"task": "Count"})["task"] == 1
    assert lab.knobs[0].plain(2.0) == "reset"
    with pytest.raises(QuizrnnError, match="task is one of latch, count, reset"):
        lab.settings({"task": "1"})


@given(st.lists(st.integers(-5, 5), max_size=40))
def test_a_knob_stays_on_its_steps_and_between_its_ends(presses):
    knob = Knob("k", "k", 0.1, 3.0, 0.1, 1.0)
    value = knob.default
    for press in presses:
        value = knob.moved(value, press)
        assert 0.1 <= value <= 3.0
        assert value * 10 == pytest.approx(round(value * 10))


def test_a_guess_is_read_and_judged():
    number, choice = Prediction("how many?"), Prediction("which?", ("x", "y", "z"))
    assert number.read(" 1e3 ") == 1000
    assert choice.read("B") == 1
    assert number.meets(10.5, 10) is True
    assert number.meets(12, 10) is False
    assert number.meets(0, 0) is True
    assert choice.meets(1, 1) is True
    assert choice.meets(0, 1) is False
    for asked, typed in (
        (number, "many"),
        (number, "nan"),
        (number, "inf"),
        (choice, "d"),
        (choice, ""),
        (choice, "ab"),
    ):
        with pytest.raises(QuizrnnError):
            asked.read(typed)
