"""The JSON Schema: it accepts what the loader accepts, and refuses what its types refuse."""

from __future__ import annotations

import jsonschema
import pytest
import yaml

from quizrnn.bank.load import load_bank
from quizrnn.bank.model import QUESTION_TYPES
from quizrnn.bank.schema import bank_schema
from quizrnn.bank.source import read_yaml
from quizrnn.errors import InputError
from quizrnn.paths import content_dir

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
        ("bug", {"fix": ...}),
    ],
)
def test_what_the_loader_refuses_is_refused(validator, kind, changes, make_question, make_bank, write_yaml):
    data = make_bank(make_question(kind, **changes))
    assert not validator.is_valid(data)
    with pytest.raises(InputError):
        load_bank(write_yaml(data))
