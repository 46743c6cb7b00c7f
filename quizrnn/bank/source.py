"""YAML from strangers: plain data plus the position of every node, or one clear error.

Read event by event, so that nothing is built before it is known to be harmless: no tags, no merges, no
duplicate keys, bounded size, depth and alias expansion. Scalars resolve as in YAML 1.2's core schema.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from quizrnn.bank.files import CONTROL_CHARACTER, control_character, read_text
from quizrnn.errors import InputError
from quizrnn.text import Text, both

if TYPE_CHECKING:
    from collections.abc import Collection

    from yaml import Event

    from quizrnn.bank.yaml_events import Mark

MAX_DEPTH: Final = 64
MAX_ALIASED_NODES: Final = 100_000
"""How many nodes aliases may repeat in all: a shared note is fine, a bomb is not."""

NodePath: TypeAlias = tuple[str | int, ...]
"""Keys and indices from the root to a node."""

# fmt: off
TEXT_KEYS: Final = frozenset({
    "accept", "bank", "citation", "code", "corrects", "distractors", "en", "explanation", "figure",
    "fix", "follows", "formula", "hints", "id", "items", "keywords", "left", "link", "model_answer",
    "note", "now", "point", "references", "released", "repair", "right", "says", "section", "sources",
    "statement", "stem", "tags", "target", "text", "title", "type", "unit", "was", "why", "zh",
})
# fmt: on
"""Keys whose scalars are texts however they look: authors forget to quote ``4``, ``0.5`` and ``true``."""

DATA_KEYS: Final = frozenset({"params", "variables"})
"""Keys below which the author chooses the names, so that no name makes a text of its value."""

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_NUMBER = re.compile(
    r"[-+]?(?:[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)"
)
_CONSTANTS: Final = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


class Place(NamedTuple):
    """Where a node begins, counted from 0, and the places of what it contains."""

    line: int
    column: int
    items: tuple[Place, ...] = ()
    entries: dict[str, tuple[int, int, Place]] | None = None
    """Per key of a mapping: line and column of the key, and the place of its value."""


class Source:
    """One YAML file as plain data, and where everything in it stands.

    Attributes:
        path: The file.
        data: What it holds: dicts, lists, strings, numbers, booleans and None.
    """

    def __init__(self, path: Path, data: Any, root: Place, text: str = "") -> None:
        self.path = path
        self.data = data
        self._root = root
        self._text = text

    def where(self, path: NodePath, sign: str = "") -> tuple[int, int]:
        """Return row and column, from 1, of a node; of the nearest node above it where it is missing.

        With ``sign``, those of its first occurrence in the node, if it is written there as itself.
        """
        row, column = self._where(path)
        if sign:
            lines = self._text.splitlines()
            for number, line in enumerate(lines[row - 1 :], row):
                found = line.find(sign, column - 1 if number == row else 0)
                if found >= 0:
                    return number, found + 1
        return row, column

    def _where(self, path: NodePath) -> tuple[int, int]:
        place = self._root
        for step in path:
            if isinstance(step, int) and step < len(place.items):
                place = place.items[step]
            elif isinstance(step, str) and place.entries and step in place.entries:
                place = place.entries[step][2]
            else:
                break
        return place.line + 1, place.column + 1

    def where_key(self, path: NodePath) -> tuple[int, int]:
        """Return row and column, from 1, of the key that names a node."""
        place = self._root
        for step in path[:-1]:
            if isinstance(step, int) and step < len(place.items):
                place = place.items[step]
            elif isinstance(step, str) and place.entries and step in place.entries:
                place = place.entries[step][2]
            else:
                return self.where(path)
        if path and isinstance(path[-1], str) and place.entries and path[-1] in place.entries:
            line, column, _ = place.entries[path[-1]]
            return line + 1, column + 1
        return self.where(path)

    def error(
        self, path: NodePath, problem: Text, *, remedy: Text | None = None, key: bool = False
    ) -> InputError:
        """Return (not raise) an error that points at a node, or at its key."""
        row, column = self.where_key(path) if key else self.where(path)
        return InputError(self.path, problem, row=row, column=column, remedy=remedy)


def read_yaml(path: Path | str, *, text_keys: Collection[str] = TEXT_KEYS) -> Source:
    """Read a YAML file.

    Args:
        path: The file; at most 16 MiB of UTF-8.
        text_keys: Keys whose unquoted scalars stay texts.

    Raises:
        InputError: If it cannot be read, or is not the harmless kind of YAML that content is written in.
    """
    from quizrnn.bank.yaml_events import events

    path = Path(path)
    builder = _Builder(path, frozenset(text_keys))
    text = read_text(path)
    for event, mark in events(path, text):
        builder.take(event, mark)
    return Source(path, builder.data, builder.root, text)


class _Frame:
    """A mapping or sequence whose end has not been read yet."""

    __slots__ = ("anchor", "column", "data", "entries", "first", "items", "key", "line", "text")

    def __init__(self, mark: Mark, anchor: str | None, first: int, text: bool | None, mapping: bool) -> None:
        self.line, self.column = mark
        self.anchor = anchor
        self.first = first
        """Number of nodes read before it, from which its size follows."""
        self.text = text
        """Whether plain scalars in it are texts; None below data, where keys say nothing."""
        self.data: Any = {} if mapping else []
        self.items: list[Place] = []
        self.entries: dict[str, tuple[int, int, Place]] | None = {} if mapping else None
        self.key: tuple[str, int, int] | None = None


class _Builder:
    """Builds data and places from events, without recursion."""

    def __init__(self, path: Path, text_keys: frozenset[str]) -> None:
        self.path = path
        self.data: Any = None
        self.root = Place(0, 0)
        self._text_keys = text_keys
        self._stack: list[_Frame] = []
        self._anchors: dict[str, tuple[Any, Place, int] | None] = {}
        self._nodes = 0
        self._aliased = 0
        self._documents = 0

    def take(self, event: Event, mark: Mark) -> None:
        """Take the next event of the stream."""
        import yaml

        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, mark)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._open(event, mark)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._close()
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event.anchor or "", mark)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise self._fail(
                    mark,
                    both("a second YAML document", "出现第二个 YAML 文档"),
                    both(
                        "keep one document in a file, without “---” between",
                        "每个文件只放一个文档，去掉中间的“---”",
                    ),
                )

    def _fail(self, mark: Mark, problem: Text, remedy: Text) -> InputError:
        return InputError(self.path, problem, row=mark[0] + 1, column=mark[1] + 1, remedy=remedy)

    def _scalar(self, event: Any, mark: Mark) -> None:
        value: str = event.value
        if event.style == '"' and (found := CONTROL_CHARACTER.search(value)):
            raise control_character(self.path, found.group(), mark[0] + 1, mark[1] + 1)
        self._check_tag(event.tag, mark)
        frame = self._stack[-1] if self._stack else None
        if frame is not None and frame.entries is not None and frame.key is None:
            self._take_key(frame, value, mark)
            return
        self._nodes += 1
        resolved: Any = value
        if not event.style and event.tag is None:
            resolved = self._plain(value, mark, text=frame is not None and self._is_text(frame))
        place = Place(*mark)
        if event.anchor:
            self._anchors[event.anchor] = (resolved, place, 1)
        self._add(resolved, place)

    def _take_key(self, frame: _Frame, key: str, mark: Mark) -> None:
        assert frame.entries is not None
        if key in frame.entries:
            row = frame.entries[key][0] + 1
            raise self._fail(
                mark,
                both(
                    f"duplicate key “{key}”, first on line {row}", f"重复的键“{key}”，首次出现在第 {row} 行"
                ),
                both("remove or rename one of them", "请删除或改名其中之一"),
            )
        frame.key = (key, *mark)

    def _is_text(self, frame: _Frame) -> bool:
        """Tell whether a scalar that comes next in ``frame`` is a text whatever it looks like."""
        if frame.text is None:
            return False
        if frame.key is None:
            return frame.text
        name = frame.key[0]
        return name in self._text_keys or (frame.text and _LANGUAGE.fullmatch(name) is not None)

    def _plain(self, value: str, mark: Mark, *, text: bool) -> Any:
        if text and value:
            return value
        if value in _CONSTANTS:
            return _CONSTANTS[value]
        if not _NUMBER.fullmatch(value):
            return value
        return self._number(value, mark)

    def _number(self, value: str, mark: Mark) -> int | float:
        digits = value.lstrip("+-")
        number: int | float
        if digits[:2] in ("0o", "0x") or digits.isdigit():
            base = {"0o": 8, "0x": 16}.get(digits[:2], 10)
            # Beyond 64 bits nothing downstream can store it, and int() refuses thousands of digits.
            number = int(value, base) if len(digits) <= 40 else 2**64
            fits = -(2**63) <= number < 2**63
        else:
            number = float(value)
            fits = abs(number) != float("inf")
        if not fits:
            raise self._fail(
                mark,
                both("a number too large to compute with", "数值过大，无法计算"),
                both(
                    "write a smaller number, or quote it if it is a text", "请改用较小的数；若是文本请加引号"
                ),
            )
        return number

    def _open(self, event: Any, mark: Mark) -> None:
        import yaml

        self._check_tag(event.tag, mark)
        frame = self._stack[-1] if self._stack else None
        if frame is not None and frame.entries is not None and frame.key is None:
            raise self._fail(
                mark,
                both("a key must be a plain word", "键必须是普通字符串"),
                both("quote a text that begins with [ or {", "以 [ 或 { 开头的文本请加引号"),
            )
        if len(self._stack) >= MAX_DEPTH:
            raise self._fail(
                mark,
                both(f"nested more than {MAX_DEPTH} levels deep", f"嵌套超过 {MAX_DEPTH} 层"),
                both(
                    "flatten it, or quote a text that begins with [ or {",
                    "请减少嵌套；以 [ 或 { 开头的文本请加引号",
                ),
            )
        text: bool | None = False
        if frame is not None:
            name = frame.key[0] if frame.key else None
            text = None if frame.text is None or name in DATA_KEYS else self._is_text(frame)
        if event.anchor:
            self._anchors[event.anchor] = None
        mapping = isinstance(event, yaml.MappingStartEvent)
        self._stack.append(_Frame(mark, event.anchor, self._nodes, text, mapping))
        self._nodes += 1

    def _close(self) -> None:
        frame = self._stack.pop()
        place = Place(frame.line, frame.column, tuple(frame.items), frame.entries)
        if frame.anchor:
            self._anchors[frame.anchor] = (frame.data, place, self._nodes - frame.first)
        self._add(frame.data, place)

    def _alias(self, anchor: str, mark: Mark) -> None:
        known = self._anchors.get(anchor)
        if known is None:
            inside = anchor in self._anchors
            raise self._fail(
                mark,
                both(f"alias *{anchor} stands inside what it repeats", f"别名 *{anchor} 引用了自身所在的内容")
                if inside
                else both(
                    f"alias *{anchor} has no anchor &{anchor} before it",
                    f"别名 *{anchor} 之前没有锚点 &{anchor}",
                ),
                both("quote a text that begins with *", "以 * 开头的文本请加引号"),
            )
        data, place, size = known
        frame = self._stack[-1]
        if frame.entries is not None and frame.key is None:
            if not isinstance(data, str):
                raise self._fail(
                    mark,
                    both("a key must be a plain word", "键必须是普通字符串"),
                    both("write the key out", "请直接写出键名"),
                )
            self._take_key(frame, data, mark)
            return
        self._aliased += size
        self._nodes += size
        if self._aliased > MAX_ALIASED_NODES:
            raise self._fail(
                mark,
                both(
                    f"aliases repeat more than {MAX_ALIASED_NODES:,} nodes",
                    f"别名展开后超过 {MAX_ALIASED_NODES:,} 个节点",
                ),
                both("write the content out instead of nesting aliases", "请直接写出内容，不要嵌套别名"),
            )
        self._add(data, place)

    def _add(self, data: Any, place: Place) -> None:
        if not self._stack:
            self.data, self.root = data, place
            return
        frame = self._stack[-1]
        if frame.entries is None:
            frame.data.append(data)
            frame.items.append(place)
            return
        assert frame.key is not None
        key, line, column = frame.key
        frame.data[key] = data
        frame.entries[key] = (line, column, place)
        frame.key = None

    def _check_tag(self, tag: str | None, mark: Mark) -> None:
        if tag is not None and tag not in ("!", "tag:yaml.org,2002:str"):
            raise self._fail(
                mark,
                both(f"YAML tag {tag}", f"出现 YAML 标签 {tag}"),
                both(
                    "remove the tag, or quote a text that begins with !",
                    "请去掉标签；以 ! 开头的文本请加引号",
                ),
            )
