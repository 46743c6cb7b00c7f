"""The JSON Schema of a bank file, for editors and validators.

Written for editors above all: the YAML language server ignores ``discriminator`` and answers a failed
``anyOf`` with every alternative at once. So a question's fields hang on its ``type`` by ``if`` and ``then``,
and what may be of several kinds says so in one ``type`` list. ``errorMessage`` and the like are that server's
own words for faults; validators pass over them.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from quizrnn.bank.model import QUESTION_TYPES, Bank
from quizrnn.bank.schema_words import TEXT, TYPES, words_of
from quizrnn.bank.source import TEXT_KEYS

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_SCALAR: Final = ["string", "number", "boolean"]
"""What a validator may see where this program reads a text: authors leave ``4`` and ``no`` unquoted."""

_TEXT: Final = {
    "description": TEXT,
    "type": [*_SCALAR, "object"],
    "pattern": r"\S",
    "patternErrorMessage": "An empty text: write it or delete it.",
    "properties": {
        "en": {"description": "The text in English.", "type": _SCALAR, "pattern": r"\S"},
        "zh": {"description": "The text in Simplified Chinese.", "type": _SCALAR, "pattern": r"\S"},
    },
    "minProperties": 1,
    "propertyNames": {
        "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        "patternErrorMessage": "No language code: use codes such as en and zh.",
    },
    "additionalProperties": {"type": _SCALAR, "pattern": r"\S"},
}
_PLAIN_TEXT: Final = (
    {"type": "string"},
    {"type": "object", "additionalProperties": {"type": "string"}},
)
_EXPONENT: Final = r"^[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+$"
"""How a YAML 1.1 reader hands on ``1e-3``."""
_RIGHT: Final = {"type": "object", "required": ["correct"], "properties": {"correct": {"const": True}}}
_SLUG_MESSAGE: Final = "No id: letters and digits, joined by “-”, “_” or “.”."


def bank_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a bank file, made from the types that read it.

    Stricter than the reader in one thing: a key without a value is a fault, being an author's oversight.
    """
    _, components = msgspec.json.schema_components([Bank], ref_template="#/$defs/{name}")
    definitions = {name: _struct(name, schema) for name, schema in components.items()}
    definitions["Text"] = dict(_TEXT)
    definitions["ChoiceQuestion"]["properties"]["choices"] |= {
        "contains": _RIGHT,
        "minContains": 1,
        "maxContains": 1,
    }
    definitions["MultiQuestion"]["properties"]["choices"] |= {"contains": _RIGHT}
    forms = ("int", "float", "one_of")
    definitions["Parameter"] |= {
        "minProperties": 1,
        "allOf": [
            {
                "if": {"required": [form]},
                "then": {"properties": {other: False for other in forms if other != form}},
            }
            for form in forms
        ],
        "anyOf": [{"required": [form]} for form in forms],
    }
    for bound in definitions["Tolerance"]["properties"].values():
        bound |= {"type": ["number", "string"], "pattern": _EXPONENT}
    bank = definitions.pop("Bank")
    bank["properties"]["questions"]["items"] = {"$ref": "#/$defs/Question"}
    # A YAML 1.1 reader makes a date of it, which has no name among JSON's types.
    released = bank["properties"]["released"]
    del released["type"]
    released |= {"not": {"type": ["array", "object", "number", "boolean", "null"]}, "format": "date"}
    definitions["Question"] = _question(definitions["ChoiceQuestion"])
    return {
        "$schema": DIALECT,
        **bank,
        "title": "quizrnn bank",
        "description": "Questions for quizrnn. `quizrnn lint FILE` checks what a schema cannot know.",
        "$defs": dict(sorted(definitions.items())),
    }


def _question(example: dict[str, Any]) -> dict[str, Any]:
    """Return the schema that sends a question to the fields of its type."""
    kinds = {kind: f"{kind.title()}Question" for kind in QUESTION_TYPES}
    # Until the type is written, an editor offers what every type has.
    shared = {name: example["properties"][name] for name in ("id", "stem")}
    return {
        "title": "question",
        "description": "One question; its type decides which fields it has.",
        "type": "object",
        "required": ["id", "type", "stem"],
        "properties": {
            "type": {
                "description": words_of("ChoiceQuestion", "type").description,
                "enum": list(QUESTION_TYPES),
                "enumDescriptions": list(TYPES.values()),
                "errorMessage": f"One of the ten types: {', '.join(QUESTION_TYPES)}.",
            }
        },
        "allOf": [
            *(
                {
                    "if": {"type": "object", "required": ["type"], "properties": {"type": {"const": kind}}},
                    "then": {"$ref": f"#/$defs/{name}"},
                }
                for kind, name in kinds.items()
            ),
            {
                "if": {"type": "object", "not": {"required": ["type"]}},
                "then": {"properties": shared},
            },
        ],
    }


def _struct(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    properties = {
        field: _described(name, field, _value(inner, text=field in TEXT_KEYS))
        for field, inner in schema.get("properties", {}).items()
    }
    kind = name.removesuffix("Question").lower()
    title, description = (f"{kind} question", TYPES[kind]) if kind in TYPES else (name, schema["description"])
    return {
        **schema,
        "title": title,
        "description": description.replace("``", "`"),
        "properties": properties,
    }


def _described(struct: str, field: str, schema: dict[str, Any]) -> dict[str, Any]:
    words = words_of(struct, field)
    if schema.get("default") in (None, "", [], {}):
        schema.pop("default", None)
    if "enum" in schema and len(schema["enum"]) == 1:
        schema["const"] = schema.pop("enum")[0]
        return {"description": words.description, **schema}
    examples = {} if words.example is None else {"examples": [words.example]}
    return {"description": words.description, **schema, **examples}


def _value(schema: Any, *, text: bool) -> Any:
    """Return a value's schema with texts by reference, and texts' scalars as loose as the loader is."""
    if not isinstance(schema, dict):
        return schema
    if "anyOf" in schema:
        return _one_of_several(schema, text=text)
    loosened = {
        key: {name: _value(inner, text=text) for name, inner in value.items()}
        if key == "properties"
        else [_value(inner, text=text) for inner in value]
        if key == "prefixItems"
        else _value(value, text=text)
        for key, value in schema.items()
    }
    if text and schema.get("type") == "string" and "enum" not in schema:
        loosened["type"] = _SCALAR
    if "pattern" in schema:
        loosened["patternErrorMessage"] = _SLUG_MESSAGE
    return loosened


def _one_of_several(schema: dict[str, Any], *, text: bool) -> dict[str, Any]:
    """Return alternatives of different kinds as one schema: each keyword speaks of its own kind alone."""
    kept = {key: value for key, value in schema.items() if key != "anyOf"}
    alternatives = [inner for inner in schema["anyOf"] if inner.get("type") != "null"]
    if all(plain in alternatives for plain in _PLAIN_TEXT):
        return {"$ref": "#/$defs/Text", **kept}
    if any("$ref" in inner for inner in alternatives):
        # An optional struct, or the union of questions, which is told apart by its own schema.
        return {"$ref": alternatives[0]["$ref"], **kept}
    merged: dict[str, Any] = {}
    kinds: list[str] = []
    for inner in (_value(one, text=text) for one in alternatives):
        own = inner["type"]
        kinds += [kind for kind in (own if isinstance(own, list) else [own]) if kind not in kinds]
        merged |= inner
    return {**merged, "type": kinds[0] if len(kinds) == 1 else kinds, **kept}
