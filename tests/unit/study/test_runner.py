from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from quizrnn.errors import Malformed, QuizrnnError, UnknownName
from quizrnn.study.database import read_only
from quizrnn.study.database_check import RecordError
from quizrnn.study.records import Rating
from quizrnn.study.runner import StudySession
from quizrnn.study.session import LATENCY_CAP, Session, WrongStep
from quizrnn.study.settings import Settings
from quizrnn.study.steps import Asking, Done, Revealed


def finish(session, kit, limit=200):
    for _ in range(limit):
        if isinstance(session.step, Done):
            return session.step
        session.submit(kit.right(session.step))
        session.next()
    raise AssertionError("the session does not end")


def test_the_review_carries_what_happened(begin, clock, kit, store):
    session = begin()
    clock.turn(seconds=12)
    session.hint()
    revealed = session.submit(kit.right(session.step), confidence=0.8)
    review = revealed.review
    assert (review.rating, review.hints, review.tries) == (Rating.HARD, 1, 1)
    assert (review.milliseconds, review.confidence, review.kind) == (12_000, 0.8, "choice")
    assert (review.zone, str(review.day), review.mode) == ("+08:00", "2031-03-10", "due")
    assert review.session == session.id
    assert store.reviews() == [review]
    clock.turn(hours=9)
    session.next()
    assert session.submit(kit.right(session.step)).review.milliseconds <= LATENCY_CAP
    assert str(session.reviews[-1].day) == "2031-03-11"


def test_the_clock_of_an_answer_stops_while_the_learner_is_away(begin, clock, kit):
    session = begin()
    clock.turn(seconds=5)
    session.pause()
    clock.turn(seconds=40)
    session.unpause()
    clock.turn(seconds=2)
    assert session.submit(kit.right(session.step)).review.milliseconds == 7000


def test_a_seed_repeats_order_and_instances(begin):
    def shown(**more):
        session = begin(mode="cram", **more)
        out = []
        while isinstance(session.step, Asking):
            out.append((session.step.instance.question.id, session.step.instance.order))
            session.skip()
        return out

    assert shown(seed=5) == shown(seed=5)
    assert shown(seed=5) != shown(seed=6)
    assert shown(seed=None, rng=Random(1)) != shown(seed=None, rng=Random(2))


def test_a_wrong_card_returns_at_the_end_as_a_fresh_showing(begin, kit):
    session = begin(settings=Settings(new_per_day=4))
    first = session.step.instance
    session.submit(kit.wrong(session.step))
    keys = []
    while session.next().reason == "new":
        keys.append(session.step.instance.question.id)
        session.submit(kit.right(session.step))
    assert len(keys) == 3
    assert session.step.reason == "again"
    assert session.step.instance.question == first.question
    assert session.step.instance.seed != first.seed


def test_a_card_whose_step_runs_out_comes_before_the_rest_of_the_plan(begin, kit, clock):
    session = begin()
    missed = session.step.instance.question.id
    session.submit(kit.wrong(session.step))
    assert session.next().instance.question.id != missed
    session.submit(kit.right(session.step))
    clock.turn(minutes=10)
    step = session.next()
    assert (step.instance.question.id, step.reason) == (missed, "again")
    session.submit(kit.right(step))
    seen = set()
    while isinstance(session.next(), Asking):
        seen.add(session.step.instance.question.id)
        session.submit(kit.right(session.step))
    assert missed not in seen


def test_a_skipped_card_does_not_push_itself_in_again(begin, kit, clock):
    session = begin()
    missed = session.step.instance.question.id
    session.submit(kit.wrong(session.step))
    clock.turn(minutes=11)
    assert session.next().instance.question.id == missed
    assert session.skip().instance.question.id != missed


def test_the_last_missed_card_comes_back_at_once_within_the_learn_ahead(begin, kit):
    session = begin(settings=Settings(new_per_day=1))
    session.submit(kit.wrong(session.step))
    step = session.next()
    assert isinstance(step, Asking)
    assert step.reason == "again"
    session.submit(kit.right(step))
    assert isinstance(session.next(), Done)


def test_cram_ends_when_each_was_right_once(begin, kit, store):
    session = begin(mode="cram", count=None)
    rng = Random(3)
    while isinstance(session.step, Asking):
        session.submit((kit.right if rng.random() < 0.4 else kit.wrong)(session.step))
        session.next()
    right = [review.question for review in session.reviews if review.score == 1]
    assert sorted(right) == sorted(set(right))
    assert len(right) == 24
    assert all(card.stage == "new" for card in store.cards().values())


def test_count_is_the_largest_number_of_answers(begin, kit):
    session = begin(count=3)
    assert session.step.progress.left == 3
    done = finish(session, kit)
    assert done.progress.asked == 3
    assert len(done.reviews) == 3


def test_undo_reaches_back_over_the_end(begin, kit, store):
    session = begin(count=2)
    finish(session, kit)
    assert store.sessions.latest().ended is not None
    assert isinstance(session.undo(), Asking)
    assert store.sessions.latest().ended is None
    assert store.count() == 1
    session.undo()
    assert store.cards() == {}
    with pytest.raises(WrongStep):
        session.undo()


def test_retry_counts_as_a_further_try_of_the_same_instance(begin, kit):
    session = begin()
    instance = session.step.instance
    session.submit(kit.wrong(session.step))
    assert session.retry().instance == instance
    revealed = session.submit(kit.right(session.step))
    assert (revealed.review.tries, revealed.rating) == (2, Rating.HARD)


def test_malformed_answers_are_no_attempt(begin, store):
    session = begin()
    with pytest.raises(Malformed):
        session.submit("zz")
    assert store.count() == 0
    assert session.step.tries == 0


def test_verbs_that_do_not_fit_say_so_and_change_nothing(begin, kit):
    session = begin(count=1)
    for verb in (session.next, session.retry, lambda: session.rate(Rating.EASY)):
        with pytest.raises(WrongStep):
            verb()
    session.submit(kit.right(session.step))
    for verb in (session.skip, session.hint, lambda: session.submit("a"), session.give_up):
        with pytest.raises(WrongStep):
            verb()
    session.next()
    for verb in (session.skip, session.bury, session.card, session.next, session.drop):
        with pytest.raises(WrongStep):
            verb()


def test_an_unknown_topic_starts_no_session(begin, library, monkeypatch, store):
    def refuse(_filter):
        raise UnknownName("topic", "x", [])

    monkeypatch.setattr(library, "entries", refuse)
    with pytest.raises(UnknownName):
        begin()
    assert store.sessions.latest() is None


def test_a_question_that_vanishes_is_passed_over(begin, library, kit):
    session = begin()
    first = session.step.instance.question.id
    second = session._state.waiting.plan[1]
    del library.questions[second]
    session.submit(kit.right(session.step))
    assert session.next().instance.question.id not in (first, second)


def test_bury_and_suspend_put_the_card_away_and_go_on(begin, store, kit):
    session = begin()
    first = session.step.instance.question.id
    second = session.bury().instance.question.id
    session.submit(kit.wrong(session.step))
    session.suspend()
    session.flag("is the key right?")
    flagged = session.step.instance.question.id
    finish(session, kit)
    assert store.marks.buried(session.reviews[0].day) == {first}
    assert store.marks.suspended() == {second}
    assert [(flag.key, flag.note) for flag in store.marks.flags()] == [(flagged, "is the key right?")]
    assert [review.question for review in session.reviews].count(second) == 1


def test_an_interrupted_session_is_resumed_where_it_stood(begin, library, store, settings, clock, kit):
    session = begin(count=8)
    assert StudySession.unfinished(store)
    planned = list(session._state.waiting.plan)
    session.submit(kit.wrong(session.step))
    missed = session.step.instance.question.id
    session.next()
    session.submit(kit.right(session.step))
    resumed = StudySession.resume(library, store, settings, clock=clock)
    assert resumed.id == session.id
    assert resumed.step.progress.asked == 2
    assert resumed.step.progress.right == 1
    assert resumed.step.progress.left == 6
    assert not resumed.can_undo
    asked = []
    while isinstance(resumed.step, Asking):
        asked.append(resumed.step.instance.question.id)
        resumed.submit(kit.right(resumed.step))
        resumed.next()
    assert asked == planned[2:8]
    assert missed not in asked
    assert not StudySession.unfinished(store)
    with pytest.raises(QuizrnnError, match="no session"):
        StudySession.resume(library, store, settings, clock=clock)


def test_a_missed_card_of_an_interrupted_session_comes_back_when_its_step_has_run_out(
    begin, library, store, settings, clock, kit
):
    session = begin()
    missed = session.step.instance
    session.submit(kit.wrong(session.step))
    clock.turn(minutes=30)
    resumed = StudySession.resume(library, store, settings, clock=clock)
    assert resumed.step.instance.question.id == missed.question.id
    assert resumed.step.instance.seed != missed.seed
    assert resumed.step.reason == "again"


def test_a_session_is_resumed_on_the_next_study_day(begin, library, store, settings, clock, kit):
    clock.turn(hours=3)  # eleven at night
    session = begin()
    missed = session.step.instance.question.id
    session.submit(kit.wrong(session.step))
    session.next()
    buried = session.step.instance.question.id
    session.bury()
    stands = session.step.instance.question.id
    clock.turn(hours=7)  # six in the morning
    assert StudySession.unfinished(store)
    again = StudySession.resume(library, store, settings, clock=clock)
    assert again.reviews == session.reviews
    order = []
    while not isinstance(again.step, Done):
        order.append(again.step.instance.question.id)
        again.submit(kit.right(again.step))
        again.next()
    # The step has run out, and what was put off until tomorrow is back, in its place.
    assert order[:3] == [missed, buried, stands]
    days = {review.day for review in store.reviews()}
    assert len(days) == 2
    assert [review.day for review in store.reviews()][1:] == [max(days)] * len(order)


def test_a_session_is_not_resumed_after_a_day_nor_once_another_has_begun(begin, store, clock, kit):
    begin()
    clock.turn(hours=25)
    assert not StudySession.unfinished(store)
    begin()
    assert StudySession.unfinished(store)
    finish(begin(count=1), kit)
    assert not StudySession.unfinished(store)


def test_nothing_to_ask_is_done_at_once(begin, store):
    session = begin(settings=Settings(new_per_day=0))
    assert isinstance(session.step, Done)
    assert session.problem is None
    assert store.sessions.latest() is None


def test_what_cannot_be_saved_is_known_before_the_first_answer(begin, store, kit):
    store.database.refusal = read_only(store.path)
    session = begin()
    assert "read-only" in session.problem["en"]
    step = session.step
    with pytest.raises(RecordError, match="read-only"):
        session.submit(kit.right(session.step))
    assert session.step == step
    store.database.refusal = None
    assert isinstance(session.submit(kit.right(session.step)), Revealed)
    assert session.problem is None


def test_easy_is_offered_for_a_quick_free_response_and_never_for_a_guess(clock, kit):
    from quizrnn.bank.model import Blank, ClozeQuestion

    cloze = ClozeQuestion(id="c", stem="[[1]]", section="x", blanks=[Blank(accept=["tanh"])])
    library = kit.library([cloze, kit.choice("a")])

    def session(key, samples):
        return Session(
            [key],
            question_of=library.get,
            clock=clock,
            rng=Random(0),
            mode="due",
            session_id="s",
            samples_of=lambda _: samples,
        )

    assert session("c", [10_000] * 20).submit("tanh").offers_easy
    assert not session("c", [10_000] * 19).submit("tanh").offers_easy
    guess = session("a", [10_000] * 20)
    assert not guess.submit(kit.right(guess.step)).offers_easy


def test_a_guess_is_never_easy_even_by_the_learners_own_word(begin, kit, store):
    session = begin(count=1)
    session.submit(kit.right(session.step))
    with pytest.raises(WrongStep, match="guessed"):
        session.rate(Rating.EASY)
    assert store.reviews()[0].rating is Rating.GOOD
    assert session.rate(Rating.HARD).rating is Rating.HARD


def test_learn_ahead_can_be_switched_off(begin, kit, clock):
    session = begin(settings=Settings(new_per_day=2, learn_ahead_minutes=0))
    session.submit(kit.wrong(session.step))
    session.next()
    session.submit(kit.right(session.step))
    assert isinstance(session.next(), Done)
    clock.turn(minutes=10)
    session = begin(settings=Settings(new_per_day=2, learn_ahead_minutes=0))
    assert session.step.reason == "due"
    assert session.card().due == clock.now() - timedelta(0)


def test_a_bury_and_a_suspend_are_undone_in_turn_with_the_answers(begin, store, kit):
    session = begin()
    first = session.step
    day = session.submit(kit.right(first)).review.day
    session.next()
    second = session.step
    session.bury()
    third = session.step
    session.submit(kit.wrong(third))
    revealed = session.step
    session.suspend()
    assert store.marks.suspended() == {third.instance.question.id}
    assert session.undo() == revealed
    assert store.marks.suspended() == frozenset()
    assert session.undo() == third
    assert store.count() == 1
    assert session.undo() == second
    assert store.marks.buried(day) == frozenset()
    assert session.undo() == first
    assert store.count() == 0
    assert not session.can_undo
    with pytest.raises(WrongStep):
        session.undo()


def test_a_bury_alone_can_be_undone_and_the_end_is_taken_back(begin, store):
    session = begin(settings=Settings(new_per_day=1))
    only = session.step
    assert not session.can_undo
    assert isinstance(session.bury(), Done)
    assert store.sessions.latest().ended is not None
    assert session.can_undo
    assert session.undo() == only
    assert store.sessions.latest().ended is None


def test_a_bury_that_cannot_be_taken_back_on_record_stays(begin, store, monkeypatch):
    session = begin()
    step = session.bury()

    def fails(*_):
        raise QuizrnnError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(store.marks, "put", fails)
        with pytest.raises(QuizrnnError):
            session.undo()
    assert session.step == step
    assert session.can_undo


def test_a_flag_is_read_changed_and_taken_back(begin):
    session = begin()
    assert session.flagged is None
    session.flag()
    assert session.flagged == ""
    session.flag("is the sign right?")
    assert session.flagged == "is the sign right?"
    session.flag(None)
    assert session.flagged is None


@pytest.fixture
def practise(library, store, clock):
    """Return a function that starts a session over one question."""

    def make(question):
        return StudySession.practise(library, store, Settings(), question, clock=clock, rng=Random(3))

    return make


def test_one_question_is_practised_until_it_was_right_and_is_on_record(practise, store, kit):
    session = practise("q05")
    session.submit(kit.wrong(session.step))
    assert session.next().instance.question.id == "q05"
    session.submit(kit.right(session.step))
    assert isinstance(session.next(), Done)
    assert [(review.question, review.mode) for review in store.reviews()] == [("q05", "cram")] * 2
    with pytest.raises(UnknownName):
        practise("nonsense")


def test_practising_leaves_an_interrupted_session_to_be_resumed(begin, practise, store, kit, library, clock):
    interrupted = begin()
    interrupted.submit(kit.right(interrupted.step))
    session = practise("q20")
    session.submit(kit.right(session.step))
    session.next()
    assert StudySession.unfinished(store)
    resumed = StudySession.resume(library, store, Settings(), clock=clock)
    assert resumed.id == interrupted.id
