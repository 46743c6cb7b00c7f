"""What a report says: scores, chains, calibration, rubric points, and what to do next."""

from random import Random
from types import SimpleNamespace

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizrnn.bank.library import Filter
from quizrnn.bank.model import FormulaQuestion, RubricPoint, ShortQuestion
from quizrnn.study.interview import Closed, Posed
from quizrnn.study.interview_advice import SURE, WEAKEST
from quizrnn.study.interview_report import report
from quizrnn.study.interview_runner import HeldInterview
from quizrnn.text import pick


def drill(name, section, difficulty=1):
    return SimpleNamespace(drill=name, section=section, difficulty=difficulty, revision=1)


@pytest.fixture
def held(store, settings, clock, kit):
    """Return a function that holds an interview: question id -> (answer, bet, seconds), None to pass."""

    def hold(questions, answers, drills=(), quit_after=None):
        library = kit.library(questions, drills)
        interview = HeldInterview.start(
            library,
            store,
            settings,
            filter=Filter(),
            count=len(questions),
            minutes=None,
            seed=1,
            clock=clock,
            rng=Random(0),
        )
        asked = 0
        while isinstance(step := interview.step, Posed) and asked != quit_after:
            asked += 1
            known = answers[step.instance.question.id]
            if known is None:
                interview.pass_on()
                continue
            answer, bet, seconds = known
            clock.turn(seconds=seconds)
            choose = {"right": kit.right, "wrong": kit.wrong}.get(answer)
            interview.answer(choose(step) if choose else answer)
            interview.bet(bet)
        interview.end()
        assert isinstance(interview.step, Closed)
        return interview, library

    return hold


@pytest.fixture
def told(held, store):
    """Return a function that holds an interview and returns its report."""

    def tell(questions, answers, **more):
        interview, library = held(questions, answers, **more)
        return report(store.interviews.get(interview.row.number), library, store)

    return tell


def by_id(found):
    return {each.question: each for each in found.answers}


def test_scores_by_topic_section_and_kind(told, kit):
    questions = [kit.choice("a", "rnn.x"), kit.choice("b", "rnn.y"), kit.choice("c", "lstm.z")]
    found = told(questions, {"a": ("right", 0.9, 30), "b": ("wrong", 0.9, 20), "c": ("right", 0.6, 10)})
    assert (found.right, found.partly, found.passed) == (2, 0, 0)
    assert found.score == pytest.approx(2 / 3)
    assert found.seconds == 60
    assert {(t.name, t.asked, t.right, t.score, t.seconds) for t in found.topics} == {
        ("rnn", 2, 1, 0.5, 50.0),
        ("lstm", 1, 1, 1.0, 10.0),
    }
    assert [t.name for t in found.sections] == ["rnn.x", "rnn.y", "lstm.z"]
    assert sum(t.asked for t in found.roles) == 3


def test_calibration(told, kit):
    questions = [kit.choice(name) for name in "abcd"]
    found = told(
        questions,
        {"a": ("right", 1.0, 1), "b": ("wrong", 0.9, 1), "c": ("wrong", 0.5, 1), "d": None},
    )
    assert found.calibration.answers == 3
    assert found.calibration.brier == pytest.approx((0 + 0.81 + 0.25) / 3)
    assert found.bias == pytest.approx((1.0 + 0.9 + 0.5 - 1) / 3)
    last = found.calibration.bins[-1]
    assert (last.answers, last.accuracy) == (2, 0.5)
    assert by_id(found)["d"].outcome == "passed"


def test_without_bets_there_is_no_calibration(told, kit):
    found = told([kit.choice("a")], {"a": ("right", None, 1)})
    assert found.calibration.brier is None
    assert found.bias is None


@pytest.mark.parametrize(
    ("answers", "broke"),
    [(("right", "right", "right"), None), (("right", "wrong", "right"), 2), (("wrong", "right", "right"), 1)],
)
def test_where_a_chain_broke(told, kit, answers, broke):
    questions = [kit.choice(f"c{k}", follows=f"c{k - 1}" if k else None) for k in range(3)]
    found = told(questions, {f"c{k}": (answer, 0.8, 1) for k, answer in enumerate(answers)})
    (chain,) = found.chains
    assert chain.numbers == (1, 2, 3)
    assert chain.broke == broke


def short(name, section="rnn.x"):
    rubric = [RubricPoint(point="it vanishes", keywords=["vanish"]), RubricPoint(point="products")]
    return ShortQuestion(id=name, stem="Why?", section=section, rubric=rubric, model_answer="Because.")


def test_rubric_points_that_were_missed(held, store):
    interview, library = held([short("s")], {"s": ("it vanishes", 0.8, 1)})
    row = store.interviews.get(1)
    (each,) = report(row, library, store).answers
    assert (each.answer, each.by_keywords) == ("it vanishes", True)
    assert [(p.text, p.met) for p in each.points] == [("it vanishes", True), ("products", False)]
    interview.mark(interview.unmarked[0], "2")
    found = report(row, library, store)
    assert [(p.text, p.met) for p in found.answers[0].points] == [("it vanishes", False), ("products", True)]
    assert (found.answers[0].answer, found.answers[0].by_keywords) == ("it vanishes", False)
    assert "1 rubric point not made." in [pick(text, "en") for text in found.advice[0].findings]


def test_a_passed_free_text_has_points_and_is_not_by_keywords(told):
    (each,) = told([short("s")], {"s": None}).answers
    assert each.outcome == "passed"
    assert not each.by_keywords
    assert not any(point.met for point in each.points)


def test_a_mistake_is_named(told):
    question = FormulaQuestion(
        id="f",
        stem="?",
        section="lstm.x",
        target="c",
        variables={"f": ["B", "H"], "c_prev": ["B", "H"]},
        answer="f*c_prev",
        mistakes=[{"formula": "f+c_prev", "why": "It gates by a product."}],
    )
    question = msgspec.convert(msgspec.to_builtins(question), FormulaQuestion)
    (each,) = told([question], {"f": ("f + c_prev", 0.8, 1)}).answers
    assert any("product" in pick(text, "en") for text in each.feedback)
    assert "f*c_prev" in pick(each.expected, "en").replace(" ", "")


def test_a_question_that_is_gone_or_means_something_else_keeps_its_score(held, store, kit):
    interview, library = held(
        [kit.choice("a", "rnn.x"), kit.choice("b", "lstm.y")],
        {"a": ("right", 0.9, 1), "b": ("wrong", 0.9, 1)},
    )
    del library.questions["a"]
    library.questions["b"] = msgspec.structs.replace(library.questions["b"], revision=2)
    found = report(store.interviews.get(1), library, store)
    assert {(e.question, e.score, e.section, e.instance) for e in found.answers} == {
        ("a", 1.0, "rnn.x", None),
        ("b", 0.0, "lstm.y", None),
    }
    assert found.advice[0].section == "lstm.y"
    assert interview.reviews


def test_the_weakest_sections_come_first_and_are_three_at_most(told, kit):
    questions = [kit.choice(f"{s}{k}", f"t.{s}") for s in "abcde" for k in range(2)]
    right = {"a": 2, "b": 1, "c": 0, "d": 0, "e": 1}
    bets = {"c": 0.5, "d": 0.95, "b": 0.5, "e": 0.6}
    answers = {
        f"{s}{k}": ("right" if k < right[s] else "wrong", bets.get(s, 0.9), 1)
        for s in "abcde"
        for k in (0, 1)
    }
    found = told(questions, answers)
    assert [each.section for each in found.advice] == ["t.d", "t.c", "t.e"]
    assert len(found.advice) == WEAKEST
    texts = [pick(text, "en") for text in found.advice[0].findings]
    assert any("Sure and wrong (bet 95%)" in text for text in texts)
    assert not any("Sure" in pick(text, "en") for text in found.advice[1].findings)


def test_what_to_do_is_a_command_that_exists(told, kit, store):  # noqa: ARG001
    drills = [drill("hard", "lstm.x", 4), drill("easy", "lstm.x", 2), drill("other", "rnn.x")]
    found = told([kit.choice("q", "lstm.x")], {"q": ("wrong", 0.7, 1)}, drills=drills)
    (advice,) = found.advice
    assert [action.command for action in advice.actions] == [
        "quizrnn show q --answer",
        "quizrnn quiz --mode cram -t lstm.x",
        "quizrnn drill start easy",
    ]


def test_a_missed_derivation_is_to_be_written_in_code(told):
    drills = [drill("elsewhere", "lstm.y"), drill("foreign", "gru.x")]
    found = told([short("s", "lstm.x")], {"s": ("no idea", 0.7, 1)}, drills=drills)
    commands = [action.command for action in found.advice[0].actions]
    assert commands[1] == "quizrnn drill start elsewhere"


def test_everything_right_needs_no_advice(told, kit):
    assert told([kit.choice("q")], {"q": ("right", 0.7, 1)}).advice == ()


def test_slow_answers_are_named(told, kit):
    found = told([kit.choice("q"), kit.choice("r")], {"q": ("right", 0.7, 400), "r": ("wrong", 0.6, 1)})
    slow = by_id(found)["q"].number
    assert f"Right, but slow: {slow}." in [pick(text, "en") for text in found.advice[0].findings]


def test_nothing_answered(told, kit):
    found = told([kit.choice("q")], {}, quit_after=0)
    assert found.score is None
    assert found.answers == found.advice == found.chains == ()
    assert found.ending == "quit"


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_numbers_add_up(data, tmp_path_factory, kit):
    from quizrnn.study.settings import Settings
    from quizrnn.study.store import Store

    clock = kit.clock()
    store = Store.open(tmp_path_factory.mktemp("record") / "quizrnn.db", clock)
    outcomes = st.sampled_from(["right", "wrong", "pass"])
    size = data.draw(st.integers(1, 6))
    library = kit.library(
        [kit.choice(f"q{k}", data.draw(st.sampled_from(["a.x", "a.y", "b.z"]))) for k in range(size)]
    )
    interview = HeldInterview.start(
        library,
        store,
        Settings(),
        filter=Filter(),
        count=size,
        minutes=None,
        seed=0,
        clock=clock,
        rng=Random(0),
    )
    while isinstance(step := interview.step, Posed):
        if (outcome := data.draw(outcomes)) == "pass":
            interview.pass_on()
        else:
            interview.answer((kit.right if outcome == "right" else kit.wrong)(step))
            interview.bet(data.draw(st.one_of(st.none(), st.floats(0.5, 1))))
    found = report(store.interviews.get(1), library, store)
    store.close()
    assert len(found.answers) == size
    for tallies in (found.topics, found.sections, found.roles):
        assert sum(tally.asked for tally in tallies) == size
        assert sum(tally.right for tally in tallies) == found.right
        assert sum(tally.score * tally.asked for tally in tallies) == pytest.approx(found.score * size)
    missed = {each.section for each in found.answers if each.outcome != "right"}
    assert len(found.advice) == min(WEAKEST, len(missed))
    scores = [advice.score for advice in found.advice]
    assert scores == sorted(scores)
    for advice in found.advice:
        assert advice.actions
        sure = [n for n in advice.missed if (found.answers[n - 1].confidence or 0) >= SURE]
        assert any("Sure" in pick(text, "en") for text in advice.findings) is bool(sure)
