"""Every text inside a question, drill or bank, with the path that leads to it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from types import UnionType
from typing import Any, Union, get_args, get_origin

import msgspec

from quizrnn.bank.source import NodePath
from quizrnn.text import Text


def texts(value: msgspec.Struct, at: NodePath = ()) -> Iterator[tuple[NodePath, Text]]:
    """Yield the path and value of each field of type ``Text`` in ``value`` and all that it contains."""
    for attribute, name, kind in _fields(type(value)):
        inner = getattr(value, attribute)
        if inner is not None:
            yield from _texts_in(inner, kind, (*at, name))


def _texts_in(value: Any, kind: str, at: NodePath) -> Iterator[tuple[NodePath, Text]]:
    if kind == "text":
        yield at, value
        return
    if isinstance(value, msgspec.Struct):
        yield from texts(value, at)
        return
    places = value.items() if isinstance(value, dict) else enumerate(value)
    for step, item in places:
        yield from _texts_in(item, kind.removesuffix("s") if kind == "texts" else kind, (*at, step))


@lru_cache(maxsize=64)
def _fields(struct: type[msgspec.Struct]) -> tuple[tuple[str, str, str], ...]:
    """Return attribute, key and kind (``text``, ``texts`` or ``structs``) of fields that can hold texts."""
    kinds = ((field, _kind(field.type)) for field in msgspec.structs.fields(struct))
    return tuple((field.name, field.encode_name, kind) for field, kind in kinds if kind)


def _kind(wanted: Any) -> str:
    if get_origin(wanted) in (Union, UnionType):
        members = set(get_args(wanted))
        if members - {type(None)} == {str, dict[str, str]}:
            return "text"
        return next((kind for member in members if (kind := _kind(member))), "")
    if hasattr(wanted, "__metadata__"):
        return _kind(get_args(wanted)[0])
    if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
        return "structs"
    if get_origin(wanted) in (list, dict):
        inner = _kind(get_args(wanted)[-1])
        return "texts" if inner == "text" else inner
    return ""
