"""What was released: ids stay, types stay, and a key that means something else has a higher revision."""

from __future__ import annotations

import msgspec
import pytest

from quizrnn.bank.lint import lint_paths, read_context
from quizrnn.bank.load import load_bank
from quizrnn.bank.model import QUESTION_TYPES, Question
from quizrnn.bank.released import (
    NAME,
    Released,
    load_released,
    meaning,
    release_of,
    released_text,
    updated,
)
from quizrnn.errors import InputError
from quizrnn.notation import parameter_names, problems
from quizrnn.paths import content_dir
from quizrnn.text import pick


@pytest.fixture
def question(make_question):
    """Return a function that makes a question, of which anything can be changed."""

    def make(kind="choice", name="q-1", **changes):
        return msgspec.convert(make_question(kind, name, section="lstm.structure", **changes), Question)

    return make


@pytest.fixture
def lint(content, write_yaml, make_bank, make_question):
    """Return a function that releases questions, changes the bank, and returns what lint says of ids."""

    def run(before, after, drills=()):
        def write(questions, name="mine.yaml"):
            made = [
                make_question(kind, name, section="lstm.structure", **more) for kind, name, more in questions
            ]
            return write_yaml(make_bank(*made), name, content / "banks")

        bank = load_bank(write(before))
        released = Released(
            questions={one.id: release_of(one) for one in bank.questions}, drills=list(drills)
        )
        (content / NAME).write_text(released_text(released), encoding="utf-8")
        path = write(after)
        context = read_context(content, notation=problems, parameter_names=parameter_names)
        found = [one for one in lint_paths([content], context) if one.code.startswith("id-")]
        lines = {place: place.read_text().splitlines() for place in (path, content / NAME)}
        return [(one.code, one.path.name, lines[one.path][one.row - 1].strip()) for one in found]

    return run


OTHER_KEYS = {
    "choice": {"choices": [{"text": "product"}, {"text": "sum", "correct": True}]},
    "multi": {"choices": [{"text": "a", "correct": True}, {"text": "b"}, {"text": "c"}]},
    "boolean": {"answer": False},
    "cloze": {"blanks": [{"accept": ["tanh"]}]},
    "order": {"items": ["cell", "gates", "hidden"]},
    "match": {"pairs": [{"left": "f", "right": "input"}, {"left": "i", "right": "forget"}]},
    "numeric": {"answer": "H*H + 1"},
    "formula": {"answer": "f + c"},
    "short": {"rubric": [{"point": "the additive path"}, {"point": "the gate"}]},
    "bug": {"line": 1},
}
SAME_KEYS = {
    "choice": {"choices": [{"text": " Product", "correct": True}, {"text": "a sum", "why": "No."}]},
    "cloze": {"blanks": [{"accept": ["Sigmoid", "logistic"]}]},
    "numeric": {"answer": "H * H", "mistakes": [{"formula": "H", "why": "No."}]},
    "formula": {"answer": "f * c", "mistakes": [{"formula": "f", "why": "No."}]},
    "short": {"rubric": [{"point": "an additive path", "keywords": ["add"]}]},
    "bug": {"fix": "b = - a"},
}


@pytest.mark.parametrize("kind", QUESTION_TYPES)
def test_a_changed_key_wants_a_higher_revision(lint, kind):
    released = [(kind, "q-1", {"revision": 2})]
    (found,) = lint(released, [(kind, "q-1", {"revision": 2, **OTHER_KEYS[kind]})])
    assert found[:2] == ("id-meaning", "mine.yaml")
    assert lint(released, [(kind, "q-1", {"revision": 3, **OTHER_KEYS[kind]})]) == []


@pytest.mark.parametrize("kind", QUESTION_TYPES)
def test_what_leaves_the_key_alone_needs_nothing(question, kind):
    about = {"explanation": "Because.", "hints": ["Look."], "tags": ["a"], "difficulty": 5, "revision": 4}
    assert meaning(question(kind)) == meaning(question(kind, **about, **SAME_KEYS.get(kind, {})))


def test_an_id_keeps_its_type_and_its_revision(lint):
    assert lint([("choice", "q-1", {})], [("boolean", "q-1", {"revision": 9})]) == [
        ("id-type", "mine.yaml", '"type": "boolean",')
    ]
    assert lint([("choice", "q-1", {"revision": 3})], [("choice", "q-1", {"revision": 2})]) == [
        ("id-revision", "mine.yaml", '"revision": 2')
    ]


def test_a_released_id_never_vanishes(lint):
    both = [("choice", "q-1", {}), ("boolean", "q-2", {})]
    ((code, name, line),) = lint(both, both[:1])
    assert (code, name) == ("id-gone", NAME)
    assert line.startswith("q-2: ")
    ((code, name, line),) = lint(both, both, drills=["gone-drill"])
    assert (code, name, line) == ("id-gone", NAME, "- gone-drill")


def test_an_id_whose_question_has_a_fault_is_not_gone(lint):
    released = [("choice", "q-1", {}), ("boolean", "q-2", {})]
    assert lint(released, [released[0], ("boolean", "q-2", {"answer": "perhaps"})]) == []


def test_nobody_else_is_bound_by_the_list(lint, content, tmp_path, write_yaml, make_bank, make_question):
    lint([("choice", "q-1", {})], [("choice", "q-1", {})])
    pack = write_yaml(
        make_bank(make_question("boolean", "p-1"), bank="pack"), "pack.yaml", tmp_path / "packs"
    )
    context = read_context(content, notation=problems, parameter_names=parameter_names)
    assert [one for one in lint_paths([pack], context) if one.code.startswith("id-")] == []


def test_a_broken_list_is_one_finding(content, write_yaml, make_bank):
    write_yaml(make_bank(), "mine.yaml", content / "banks")
    (content / NAME).write_text("questions: 1\ndrills: []\n", encoding="utf-8")
    context = read_context(content, notation=problems, parameter_names=parameter_names)
    (found,) = [one for one in lint_paths([content], context) if one.path.name == NAME]
    assert (found.level, found.row, found.column) == ("error", 1, 12)


def test_the_list_is_written_as_it_is_read(tmp_path, question):
    digits = msgspec.structs.replace(release_of(question()), meaning="12345678e012")
    released = Released(questions={"b": release_of(question("bug")), "a": digits}, drills=["y", "x"])
    path = tmp_path / NAME
    path.write_text(released_text(released), encoding="utf-8")
    read, source = load_released(path)
    assert read.questions == released.questions
    assert read.drills == ["x", "y"]
    assert source.where_key(("questions", "a"))[0] < source.where_key(("questions", "b"))[0]
    path.write_text("questions: {a: {type: choice}}\ndrills: []\n", encoding="utf-8")
    with pytest.raises(InputError, match="revision"):
        load_released(path)


def test_bringing_it_up_to_date_keeps_old_ids_and_says_what_stands_against_it(question):
    old = Released(
        questions={
            "a": release_of(question()),
            "b": release_of(question("boolean")),
            "c": release_of(question()),
        },
        drills=["x"],
    )
    now = [question(name="a", **OTHER_KEYS["choice"]), question("bug", "b"), question(name="d")]
    released, against = updated(old, now, ["y"])
    assert set(released.questions) == {"a", "b", "c", "d"}
    assert released.drills == ["x", "y"]
    said = [pick(text, "en") for text in against]
    assert len(said) == 4
    assert "--same-meaning a" in said[0]
    assert said[2].startswith("“c” was released and is gone")
    assert said[3].startswith("“x” was released and is gone")
    _, against = updated(old, now, ["x"], same=["a", "b"])
    assert len(against) == 2
    assert updated(old, [question(name="a"), question("boolean", "b"), question(name="c")], ["x"])[1] == []


def test_the_shipped_list_is_up_to_date_with_what_it_lists():
    released, _ = load_released(content_dir() / NAME)
    banks = sorted((content_dir() / "banks").glob("*.yaml"))
    questions = [one for path in banks for one in load_bank(path).questions]
    drills = [path.stem for path in (content_dir() / "drills").glob("*.yaml")]
    assert len(released.questions) > 450
    assert updated(released, questions, drills)[1] == []
