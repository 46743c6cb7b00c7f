"""The plan of an interview: what it must have, in which order, whatever the questions are."""

from random import Random
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizrnn.bank.library import Entry
from quizrnn.study.interview_drill import SHARE, drill_seconds, suited
from quizrnn.study.interview_plan import CHAIN, CODE, DERIVATIONS, outline, usual_seconds

TYPES = ["boolean", "choice", "multi", "cloze", "order", "match", "numeric", "formula", "short", "bug"]


def entry(name, kind="choice", section="lstm.gates", follows=None, difficulty=2):
    return Entry(name, "bank", kind, section, difficulty, (), 1, follows, 0)


@st.composite
def banks(draw, least=0):
    """Draw questions, each of which may follow any that stands before it."""
    size = draw(st.integers(least, 25))
    found = []
    for place in range(size):
        follows = draw(st.one_of(st.none(), st.integers(0, place - 1))) if place else None
        found.append(
            entry(
                f"q{place}",
                draw(st.sampled_from(TYPES)),
                draw(st.sampled_from(["rnn.core", "rnn.bptt", "lstm.gates", "gru.gates"])),
                None if follows is None else f"q{follows}",
                draw(st.integers(1, 5)),
            )
        )
    return draw(st.permutations(found))


def lengths():
    counts = st.integers(1, 15)
    minutes = st.floats(1, 90)
    return st.one_of(
        st.fixed_dictionaries({"count": counts}),
        st.fixed_dictionaries({"minutes": minutes}),
        st.fixed_dictionaries({"count": counts, "minutes": minutes}),
    )


@given(banks(), lengths(), st.integers(0, 99))
def test_a_plan_holds_what_an_interview_needs(entries, length, seed):
    plan = outline(entries, rng=Random(seed), **length)
    keys = [part.key for part in plan.parts]
    assert len(set(keys)) == len(keys)
    assert set(keys) <= {found.id for found in entries}
    if "count" in length:
        wanted = min(length["count"], len(entries))
        assert len(keys) >= wanted
        required = plan.parts[:wanted]
        derivations = [found for found in entries if found.type in DERIVATIONS]
        assert any(part.type in DERIVATIONS for part in required) is bool(derivations and wanted)
        assert ("derivation" in plan.lacks) is not any(part.type in DERIVATIONS for part in required)
        if wanted >= 4:
            assert any(part.type in CODE for part in required) is any(e.type in CODE for e in entries)
    elif entries:
        assert keys


@given(banks(), lengths(), st.integers(0, 99))
def test_a_question_comes_after_the_one_that_it_follows(entries, length, seed):
    plan = outline(entries, rng=Random(seed), **length)
    place = {part.key: k for k, part in enumerate(plan.parts)}
    for found in entries:
        if found.id in place and found.follows in place:
            assert place[found.follows] < place[found.id]


@given(banks(), lengths(), st.integers(0, 99))
def test_what_digs_deeper_follows_what_was_asked_right_before(entries, length, seed):
    follows = {found.id: found.follows for found in entries}
    before = None
    for part in outline(entries, rng=Random(seed), **length).parts:
        digs = before is not None and follows[part.key] == before.key
        assert part.depth == (before.depth + 1 if digs else 0)
        assert part.follows == (before.key if digs else None)
        before = part


@given(banks(least=4), st.integers(4, 15), st.integers(0, 99))
def test_there_is_a_chain_wherever_there_can_be_one(entries, count, seed):
    ids = {found.id for found in entries}
    plan = outline(entries, rng=Random(seed), count=count)
    possible = any(found.follows in ids for found in entries)
    required = plan.parts[: min(count, len(entries))]
    assert any(part.depth for part in required) is possible
    assert ("chain" in plan.lacks) is not possible


@given(banks(), lengths(), st.integers(0, 99))
def test_one_seed_is_one_interview(entries, length, seed):
    assert outline(entries, rng=Random(seed), **length) == outline(entries, rng=Random(seed), **length)


def plenty(kinds=TYPES, topics=("rnn", "lstm", "gru")):
    return [
        entry(f"{topic}-{kind}-{k}", kind, f"{topic}.s{k}", f"{topic}-{kind}-{k - 1}" if k % 3 else None)
        for topic in topics
        for kind in kinds
        for k in range(6)
    ]


def test_it_opens_with_a_warm_up_then_digs_then_code_then_derives():
    parts = outline(plenty(), rng=Random(1), count=6).parts[:6]
    assert [part.role for part in parts[:1]] == ["warm-up"]
    assert [part.depth for part in parts] == [0, 0, 1, 2, 0, 0]
    assert parts[4].type in CODE
    assert parts[5].type in DERIVATIONS


def test_a_chain_ends_where_it_was_long_enough():
    entries = [entry(f"q{k}", follows=f"q{k - 1}" if k else None) for k in range(10)]
    parts = outline(entries, rng=Random(1), count=6).parts
    assert max(part.depth for part in parts[:CHAIN]) <= CHAIN - 1


def test_topics_take_turns():
    parts = outline(plenty(), rng=Random(2), count=12).parts[:12]
    for topic in ("rnn", "lstm", "gru"):
        assert 2 <= sum(part.section.startswith(topic) for part in parts) <= 6


def test_within_one_topic_its_sections_take_turns():
    entries = plenty(topics=("lstm",))
    parts = outline(entries, rng=Random(2), count=8).parts[:8]
    assert len({part.section for part in parts}) >= 4


def test_what_earlier_interviews_asked_comes_last():
    entries = [entry(f"q{k}", "formula") for k in range(20)]
    asked = {f"q{k}" for k in range(12)}
    parts = outline(entries, rng=Random(3), count=8, asked=asked).parts
    assert not asked & {part.key for part in parts[:8]}


def test_minutes_hold_as_many_questions_as_usually_fit():
    entries = [entry(f"q{k}", "choice") for k in range(200)]
    plan = outline(entries, rng=Random(3), minutes=15)
    usual = usual_seconds("choice", 2)
    assert plan.count is None
    # As many again stand by for a fast learner.
    assert len(plan.parts) == 2 * int(15 * 60 / usual)


def test_one_question_is_the_derivation():
    (part, *_) = outline(plenty(), rng=Random(4), count=1).parts
    assert part.role == "derivation"


def test_what_is_missing_is_said():
    plan = outline([entry(f"q{k}") for k in range(9)], rng=Random(1), count=5)
    assert set(plan.lacks) == {"derivation", "chain", "code"}


def test_a_length_is_needed():
    with pytest.raises(ValueError, match="length"):
        outline([entry("q")], rng=Random(1))


def drill(name, difficulty=2, *, section="lstm.gates", sequence=False, trains=False, timed=False):
    form = SimpleNamespace(
        training=SimpleNamespace() if trains else None,
        arrays={"x": ["N", "T", "D"] if sequence else ["N", "D"]},
    )
    cases = [SimpleNamespace(faster=2.0 if timed else None)]
    return SimpleNamespace(
        drill=name, section=section, difficulty=difficulty, revision=3, forms={"article": form}, cases=cases
    )


@st.composite
def desks(draw):
    """Draw drills of any kind and difficulty."""
    return [
        drill(f"d{k}", draw(st.integers(1, 5)), sequence=draw(st.booleans()), timed=draw(st.booleans()))
        for k in range(draw(st.integers(0, 6)))
    ]


@given(banks(), lengths(), desks(), st.integers(0, 99))
def test_one_drill_stands_where_it_tears_nothing_apart(entries, length, drills, seed):
    plan = outline(entries, rng=Random(seed), drills=drills, **length)
    found = [place for place, part in enumerate(plan.parts) if part.drill]
    minutes = length.get("minutes")
    fits = [
        each
        for each in drills
        if each.difficulty < 5
        and not each.cases[0].faster
        and (minutes is None or drill_seconds(each.difficulty) <= minutes * 60 * SHARE)
    ]
    assert len(found) == bool(fits)
    assert ("drill" in plan.lacks) is not fits
    if not found:
        return
    (place,) = found
    part = plan.parts[place]
    assert part.drill in {each.drill for each in fits}
    assert (part.type, part.role, part.convention, part.revision) == ("drill", "drill", "article", 3)
    assert part.difficulty >= max(each.difficulty for each in fits) - 1
    assert not plan.parts[place + 1 :][:1] or plan.parts[place + 1].depth == 0
    assert "derivation" not in plan.lacks
    if "count" in length:
        assert place < length["count"]


@given(banks(), lengths(), st.integers(0, 99))
def test_without_drills_a_plan_is_what_it_was(entries, length, seed):
    plan = outline(entries, rng=Random(seed), drills=None, **length)
    assert plan == outline(entries, rng=Random(seed), **length)
    assert not any(part.drill for part in plan.parts)


def test_what_trains_is_timed_or_takes_too_long_is_no_drill_for_an_interview():
    drills = [drill("trains", trains=True), drill("timed", timed=True), drill("hardest", 5), drill("long", 4)]
    assert suited(drills, minutes=20, rng=Random(1)) is None
    assert suited(drills, minutes=None, rng=Random(1)).drill == "long"


def test_rather_one_step_than_a_sequence_and_rather_new_than_asked():
    drills = [drill("sequence", 3, sequence=True), drill("asked", 3), drill("cell", 2), drill("easy", 1)]
    chosen = {suited(drills, minutes=30, rng=Random(seed), asked={"drill:asked"}).drill for seed in range(20)}
    assert chosen == {"cell"}


def test_code_is_written_after_the_opening_and_takes_its_time_out_of_the_interview():
    entries = [entry(f"q{k}", "choice") for k in range(200)]
    plan = outline(entries, rng=Random(3), minutes=30, drills=[drill("cell", 3)])
    place = next(k for k, part in enumerate(plan.parts) if part.drill)
    assert 4 <= place <= 6
    questions = int((30 * 60 - drill_seconds(3)) / usual_seconds("choice", 2))
    assert len(plan.parts) == 2 * questions + 1
