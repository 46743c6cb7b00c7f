"""The JSON Schema of a bank file, for editors and validators."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from quizrnn.bank.model import Bank
from quizrnn.bank.source import TEXT_KEYS

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_SCALAR: Final = ["string", "number", "boolean"]
"""What a validator may see where this program reads a text: authors leave ``4`` and ``no`` unquoted."""

_TEXT: Final = {
    "description": "One string for every language, or a map of language codes (en, zh) to strings.",
    "anyOf": [
        {"type": _SCALAR, "pattern": r"\S"},
        {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"},
            "additionalProperties": {"type": _SCALAR, "pattern": r"\S"},
        },
    ],
}
_PLAIN_TEXT: Final = (
    {"type": "string"},
    {"type": "object", "additionalProperties": {"type": "string"}},
)
_EXPONENT: Final = {"type": "string", "pattern": r"^[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+$"}
"""How a YAML 1.1 reader hands on ``1e-3``."""
_RIGHT: Final = {"required": ["correct"], "properties": {"correct": {"const": True}}}


def bank_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a bank file, made from the types that read it."""
    _, components = msgspec.json.schema_components([Bank], ref_template="#/$defs/{name}")
    definitions = {name: _struct(schema) for name, schema in components.items()}
    definitions["Text"] = dict(_TEXT)
    definitions["ChoiceQuestion"]["properties"]["choices"] |= {
        "contains": _RIGHT,
        "minContains": 1,
        "maxContains": 1,
    }
    definitions["MultiQuestion"]["properties"]["choices"] |= {"contains": _RIGHT}
    definitions["Parameter"]["oneOf"] = [{"required": [form]} for form in ("int", "float", "one_of")]
    bank = definitions.pop("Bank")
    # A YAML 1.1 reader makes a date of it, which has no name among JSON's types.
    bank["properties"]["released"] = {
        "not": {"type": ["array", "object", "number", "boolean"]},
        "format": "date",
    }
    tolerances = definitions["Tolerance"]["properties"]
    tolerances |= {name: {"anyOf": [bound, _EXPONENT]} for name, bound in tolerances.items()}
    return {
        "$schema": DIALECT,
        **bank,
        "title": "quizrnn bank",
        "$defs": dict(sorted(definitions.items())),
    }


def _struct(schema: dict[str, Any]) -> dict[str, Any]:
    properties = {
        name: _value(inner, text=name in TEXT_KEYS) for name, inner in schema.get("properties", {}).items()
    }
    return {**schema, "properties": properties}


def _value(schema: Any, *, text: bool) -> Any:
    """Return a value's schema with texts by reference, and texts' scalars as loose as the loader is."""
    if isinstance(schema, list):
        return [_value(inner, text=text) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    alternatives = schema.get("anyOf", [])
    if all(plain in alternatives for plain in _PLAIN_TEXT):
        others = [inner for inner in alternatives if inner not in _PLAIN_TEXT]
        reference = {"$ref": "#/$defs/Text"}
        kept = {key: value for key, value in schema.items() if key != "anyOf"}
        return {**kept, "anyOf": [reference, *others]} if others else {**kept, **reference}
    loosened = {key: _value(value, text=text) for key, value in schema.items()}
    if text and schema.get("type") == "string" and "enum" not in schema:
        loosened["type"] = _SCALAR
    return loosened
