"""What is wrong with data that should have a type: every fault at its own place, in an author's words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, Final, NamedTuple, Union, get_args, get_origin

import msgspec

from quizrnn.bank.source import NodePath, Source
from quizrnn.errors import InputError
from quizrnn.text import Text, both

_COMPARED: Final = 500
"""Most names that a misspelt one is compared with."""


class Fault(NamedTuple):
    """One thing that is wrong in a file.

    Attributes:
        at: The node, from the root.
        problem: What is wrong there.
        remedy: What to do about it.
        key: Whether the key is at fault rather than its value.
        code: Short name that stays the same when the wording changes.
    """

    at: NodePath
    problem: Text
    remedy: Text | None = None
    key: bool = False
    code: str = "schema"

    def error(self, source: Source) -> InputError:
        """Return the fault as an error of the file that ``source`` was read from."""
        return source.error(self.at, self.problem, remedy=self.remedy, key=self.key)


def first_error(source: Source, faults: Iterable[Fault]) -> InputError | None:
    """Return the fault that stands first in the file, as an error."""
    errors = [fault.error(source) for fault in faults]
    return min(errors, key=lambda error: (error.row or 0, error.column or 0), default=None)


def type_faults(data: object, wanted: Any, at: NodePath = ()) -> Iterator[Fault]:
    """Yield every place where ``data`` is not what msgspec could convert to ``wanted``."""
    struct = _struct_for(data, wanted)
    if struct is None and isinstance(data, dict) and (tagged := _tagged(wanted)):
        yield _tag_fault(data, tagged, at)
    elif struct is not None and isinstance(data, dict):
        yield from _struct_faults(data, struct, at)
    elif (items := _item_type(data, wanted)) is not None and isinstance(data, (list, dict)):
        places: Iterable[tuple[str | int, object]]
        places = enumerate(data) if isinstance(data, list) else data.items()
        inner = [fault for step, item in places for fault in type_faults(item, items, (*at, step))]
        yield from inner or _own_fault(data, wanted, at)
    else:
        yield from _own_fault(data, wanted, at)


def did_you_mean(name: str, known: Iterable[str]) -> Text:
    """Return a remedy: the nearest known name, or all of them where none is near."""
    names = sorted(known)
    if near := _nearest(name, names):
        return both(f"did you mean “{near[0]}”?", f"是否想写“{near[0]}”？")
    listed = ", ".join(names[:30]) + (", …" if len(names) > 30 else "")
    return both(f"known here: {listed}", f"此处可用：{listed}")


def _nearest(name: str, known: Iterable[str]) -> list[str]:
    from difflib import get_close_matches

    names = list(known)
    if len(names) > _COMPARED:
        # Each comparison takes a while, and a bank may have as many wrong names as right ones.
        names = [one for one in names if one[:1] == name[:1] and abs(len(one) - len(name)) < 4][:_COMPARED]
    return get_close_matches(name, names, n=1, cutoff=0.6)


def _struct_faults(data: dict[str, object], struct: type[msgspec.Struct], at: NodePath) -> Iterator[Fault]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(struct)}
    tag = struct.__struct_config__.tag_field
    known = [*fields, *([tag] if tag else [])]
    misspelt: set[str] = set()
    for key in data:
        if key not in known:
            misspelt.update(_nearest(key, known))
            yield Fault(
                (*at, key),
                both(f"unknown key “{key}”", f"未知的键“{key}”"),
                did_you_mean(key, known),
                key=True,
                code="unknown-key",
            )
    for name, field in fields.items():
        if name in data:
            yield from type_faults(data[name], field.type, (*at, name))
        elif field.required and name not in misspelt:
            yield Fault(
                at,
                both(f"“{name}” is missing", f"缺少“{name}”"),
                both(f"add “{name}: …”", f"请补上“{name}: …”"),
                code="missing-key",
            )


def _tag_fault(data: dict[str, object], structs: dict[str, type[msgspec.Struct]], at: NodePath) -> Fault:
    field = next(iter(structs.values())).__struct_config__.tag_field or "type"
    if field not in data:
        listed = ", ".join(structs)
        known = {key for struct in structs.values() for key in struct.__struct_fields__}
        for key in data:
            if key not in known and field in _nearest(key.lower(), [field]):
                return Fault(
                    (*at, key),
                    both(f"unknown key “{key}”", f"未知的键“{key}”"),
                    did_you_mean(key.lower(), [field]),
                    key=True,
                    code="unknown-key",
                )
        return Fault(
            at,
            both(f"“{field}” is missing", f"缺少“{field}”"),
            both(f"one of {listed}", f"应为下列之一：{listed}"),
            code="missing-key",
        )
    value = data[field]
    return Fault(
        (*at, field),
        both(f"no question type is called “{value}”", f"没有名为“{value}”的题型"),
        did_you_mean(str(value), structs),
        code="unknown-type",
    )


def _alternatives(wanted: Any) -> tuple[Any, ...]:
    """Return the members of a union, without annotations."""
    if get_origin(wanted) is Annotated:
        return _alternatives(get_args(wanted)[0])
    if get_origin(wanted) in (Union, UnionType):
        return tuple(inner for member in get_args(wanted) for inner in _alternatives(member))
    return (wanted,)


def _is_struct(wanted: Any) -> bool:
    return isinstance(wanted, type) and issubclass(wanted, msgspec.Struct)


@lru_cache(maxsize=64)
def _tagged(wanted: Any) -> dict[str, type[msgspec.Struct]]:
    return {
        member.__struct_config__.tag: member
        for member in _alternatives(wanted)
        if _is_struct(member) and isinstance(member.__struct_config__.tag, str)
    }


def _struct_for(data: object, wanted: Any) -> type[msgspec.Struct] | None:
    if not isinstance(data, dict):
        return None
    if tagged := _tagged(wanted):
        tag = data.get(next(iter(tagged.values())).__struct_config__.tag_field)
        return tagged.get(tag) if isinstance(tag, str) else None
    found: list[type[msgspec.Struct]] = [member for member in _alternatives(wanted) if _is_struct(member)]
    return found[0] if found else None


def _item_type(data: object, wanted: Any) -> Any:
    """Return the type of what a list or map contains, or None where ``data`` should be neither."""
    for member in _alternatives(wanted):
        origin, arguments = get_origin(member), get_args(member)
        if isinstance(data, list) and origin in (list, tuple):
            return arguments[0]
        if isinstance(data, dict) and origin is dict:
            return arguments[1]
    return None


def _own_fault(data: object, wanted: Any, at: NodePath) -> Iterator[Fault]:
    try:
        msgspec.convert(data, wanted)
    except msgspec.ValidationError as error:
        problem, remedy = _worded(str(error).partition(" - at ")[0], data)
        yield Fault(at, problem, remedy)


_NAMES: Final[Mapping[str, Text]] = {
    "str": both("a text", "文本"),
    "int": both("a whole number", "整数"),
    "float": both("a number", "数"),
    "bool": both("true or false", "true 或 false"),
    "object": both("a map", "映射（`键: 值`）"),
    "array": both("a list", "列表"),
    "null": both("nothing", "空"),
}
_EXPECTED = re.compile(r"Expected `([a-z |]+)`(?:, got `(\w+)`)?$")
_BOUND = re.compile(r"Expected `(?:int|float)` ([<>]=?) (\S+)$")
_LENGTH = re.compile(r"Expected `(str|array)` of length (>= |<= |)(\d+)(?:, got (\d+))?$")
_SLUG_REMEDY = both(
    "letters and digits, joined by “-”, “_” or “.”", "只用字母和数字，以“-”“_”或“.”连接，首尾为字母或数字"
)


def _names(types: str, lang: str) -> str:
    words = [name for name in types.split(" | ") if name != "null"]
    if "float" in words and "int" in words:
        words.remove("int")
    joint = {"en": " or ", "zh": "或"}[lang]
    return joint.join(str(_NAMES[name][lang]) if name in _NAMES else name for name in words)  # type: ignore[index]


def _worded(message: str, data: object) -> tuple[Text, Text | None]:
    """Return msgspec's complaint as problem and remedy."""
    shown = _shown(data)
    if match := _EXPECTED.match(message):
        return (
            both(
                f"expected {_names(match[1], 'en')}, found {shown}",
                f"此处应为{_names(match[1], 'zh')}，实为 {shown}",
            ),
            both("write a value, or delete the key", "请填写内容，或删除该键") if data is None else None,
        )
    if match := _BOUND.match(message):
        sign = {"<=": "≤", ">=": "≥"}.get(match[1], match[1])
        bound = match[2].removesuffix(".0")
        return both(f"{shown} must be {sign} {bound}", f"{shown} 应 {sign} {bound}"), None
    if match := _LENGTH.match(message):
        count = len(data) if isinstance(data, (str, list)) else 0
        most_en = {">= ": "at least ", "<= ": "at most ", "": "exactly "}[match[2]]
        most_zh = {">= ": "至少", "<= ": "至多", "": "恰好"}[match[2]]
        unit_en, unit_zh = ("characters", "个字符") if match[1] == "str" else ("entries", "项")
        return (
            both(
                f"{count} {unit_en} where {most_en}{match[3]} are needed",
                f"有 {count} {unit_zh}，需要{most_zh} {match[3]} {unit_zh}",
            ),
            None,
        )
    if "matching regex" in message:
        return both(f"“{data}” is no id", f"“{data}”不是合法的标识"), _SLUG_REMEDY
    if message.startswith("Invalid"):
        return both(f"{shown} is not one of the values known here", f"此处不能取值 {shown}"), None
    return both(message, message), None


def _shown(data: object) -> str:
    if data is None:
        return "∅"
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, str):
        return f"“{data if len(data) <= 30 else data[:29] + '…'}”"
    if isinstance(data, dict):
        return "{…}"
    return "[…]" if isinstance(data, list) else str(data)
