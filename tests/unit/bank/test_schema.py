"""The JSON Schema: it accepts what the loader accepts, and refuses what its types refuse."""

from __future__ import annotations

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from quizrnn.bank.load import load_bank
from quizrnn.bank.model import QUESTION_TYPES
from quizrnn.bank.schema import bank_schema
from quizrnn.bank.schema_words import OWN, QUESTION
from quizrnn.bank.source import read_yaml
from quizrnn.cli.invocation import Invocation
from quizrnn.cli.root import root
from quizrnn.errors import InputError
from quizrnn.paths import content_dir

SHIPPED_SCHEMA = content_dir() / "bank.schema.json"
SHIPPED = sorted((content_dir() / "banks").glob("*.yaml"))


@pytest.fixture(scope="module")
def validator():
    schema = bank_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_shipped_banks_validate(validator, path):
    validator.validate(read_yaml(path).data)
    validator.validate(yaml.safe_load(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("kind", QUESTION_TYPES)
def test_every_type_validates_with_texts_of_both_forms(validator, kind, make_question, make_bank):
    stem = "A gate uses [[1]]."
    validator.validate(make_bank(make_question(kind, stem=stem), make_question(kind, "b", stem={"en": stem})))


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("choice", {"stem": ...}),
        ("choice", {"type": "choise"}),
        ("choice", {"dificulty": 3}),
        ("choice", {"difficulty": 9}),
        ("choice", {"id": "a b"}),
        ("choice", {"stem": ""}),
        ("choice", {"stem": {}}),
        ("choice", {"stem": {"English": "a"}}),
        ("choice", {"choices": [{"text": "a"}, {"text": "b"}]}),
        ("choice", {"choices": [{"text": "a", "correct": True}, {"text": "b", "correct": True}]}),
        ("multi", {"choices": [{"text": "a"}, {"text": "b"}]}),
        ("numeric", {"params": {"H": {}}}),
        ("numeric", {"params": {"H": {"int": [1, 2], "one_of": [3]}}}),
        ("numeric", {"params": {"H": {"int": [1, 2, 3]}}}),
        ("numeric", {"tolerance": {"rel": "much"}}),
        ("numeric", {"params": {"H": {"digits": 3}}}),
        ("numeric", {"tolerance": {"rel": -1}}),
        ("numeric", {"answer": [1]}),
        ("numeric", {"mistakes": [{"formula": "H"}]}),
        ("formula", {"variables": {"f": "B, H"}}),
        ("formula", {"params": {"H": {"int": [1, 8]}}}),
        ("cloze", {"blanks": [{"accept": []}]}),
        ("cloze", {"blanks": ["sigmoid"]}),
        ("order", {"items": ["one"]}),
        ("match", {"pairs": [{"left": "a"}, {"left": "b", "right": "c"}]}),
        ("short", {"rubric": []}),
        ("short", {"rubric": [{"point": "a", "keywords": "b"}]}),
        ("boolean", {"answer": "perhaps"}),
        ("bug", {"line": []}),
        ("bug", {"line": "second"}),
        ("bug", {"fix": ...}),
        ("bug", {"id": ...}),
        ("bug", {"type": ...}),
    ],
)
def test_what_the_loader_refuses_is_refused(validator, kind, changes, make_question, make_bank, write_yaml):
    data = make_bank(make_question(kind, **changes))
    assert not validator.is_valid(data)
    with pytest.raises(InputError):
        load_bank(write_yaml(data))


def all_properties(schema, at=()):
    """Yield path, name and schema of every property that an editor can offer."""
    if isinstance(schema, list):
        for place, inner in enumerate(schema):
            yield from all_properties(inner, (*at, place))
    if isinstance(schema, dict):
        for key, inner in schema.items():
            if key == "properties":
                for name, value in inner.items():
                    yield (*at, name), name, value
            yield from all_properties(inner, (*at, key))


CONDITIONS = {"if", "contains", "then"}


def test_every_property_is_described_in_a_sentence_of_its_own():
    found = [(at, value) for at, _, value in all_properties(bank_schema()) if not CONDITIONS.intersection(at)]
    assert len(found) > 150
    for at, value in found:
        description = value.get("description", "")
        assert 12 <= len(description) <= 400, at
        assert description[0].isupper(), at
        assert description.isascii() or "…" in description or "→" in description, at


def test_nothing_is_described_that_is_no_field():
    structs = {"Bank": bank_schema(), **bank_schema()["$defs"]}
    for struct, words in OWN.items():
        assert set(words) <= set(structs[struct]["properties"]), struct
    for name in QUESTION:
        assert name in structs["ChoiceQuestion"]["properties"]


def test_every_example_is_valid_where_it_stands():
    schema = bank_schema()
    count = 0
    for _, _, value in all_properties(schema):
        if not isinstance(value, dict):
            continue
        for example in value.get("examples", []):
            inner = {"$schema": schema["$schema"], "$defs": schema["$defs"], **value}
            jsonschema.Draft202012Validator(inner).validate(example)
            count += 1
    assert count > 150


def test_faults_are_told_in_one_message_at_their_place(validator, make_question, make_bank):
    """An editor shows each error: a typing error in a type must not bring those of ten types along."""

    def told(kind="choice", **changes):
        errors = validator.iter_errors(make_bank(make_question(kind, **changes)))
        return [list(error.absolute_path)[2:] for error in errors]

    assert told(type="choise") == [["type"]]
    assert told(type=...) == [[]]
    assert told(difficulty=9) == [["difficulty"]]
    assert told(stem={"English": "a"}) == [["stem"]]
    both_forms = told("numeric", params={"H": {"int": [1, 2], "one_of": [3]}})
    assert {tuple(at) for at in both_forms} == {("params", "H")}


def test_a_question_hangs_on_its_type_by_conditions_that_every_editor_knows():
    question = bank_schema()["$defs"]["Question"]
    assert question["properties"]["type"]["enum"] == list(QUESTION_TYPES)
    assert len(question["properties"]["type"]["enumDescriptions"]) == len(QUESTION_TYPES)
    branches = [rule for rule in question["allOf"] if "$ref" in rule["then"]]
    assert [rule["if"]["properties"]["type"]["const"] for rule in branches] == list(QUESTION_TYPES)
    assert "discriminator" not in str(question)


def test_the_shipped_schema_is_what_the_command_prints():
    done = CliRunner().invoke(root, ["schema"], obj=Invocation(["schema"]), standalone_mode=False)
    assert done.exception is None
    assert SHIPPED_SCHEMA.read_text(encoding="utf-8") == done.output, (
        "run: quizrnn schema > content/bank.schema.json"
    )


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_shipped_banks_name_the_schema_beside_them(path):
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    name = first.removeprefix("# yaml-language-server: $schema=")
    assert name != first
    assert (path.parent / name).resolve() == SHIPPED_SCHEMA.resolve()
