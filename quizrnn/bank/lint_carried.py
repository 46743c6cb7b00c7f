"""Lint of characters that no font, flashcard program or learner can be trusted to carry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from quizrnn.bank.lint_model import Finding, Item, LintContext
from quizrnn.bank.source import NodePath
from quizrnn.bank.walk import texts
from quizrnn.text import both

_PRIVATE: Final = re.compile(
    "[\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\U000f0000-\U0010ffff]"
    "|[" + "".join(chr(plane << 16 | end) for plane in range(15) for end in (0xFFFE, 0xFFFF)) + "]"
)
"""Private use, surrogates, noncharacters: each program shows something else for them, or refuses the text."""

_INVISIBLE: Final = re.compile(
    "[\xad\u061c\u180e\u200b\u200e\u200f\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""What nobody sees and every comparison does; not joiners, which emoji and some scripts need."""

_REFUSED: Final = (
    (_PRIVATE, {"en": "a character without a meaning of its own", "zh": "没有通用含义的字符"}),
    (_INVISIBLE, {"en": "an invisible character", "zh": "不可见字符"}),
)


def lint_carried(items: list[Item], context: LintContext) -> Iterator[Finding]:
    """Yield texts with characters that cannot be carried, and texts that are nothing but markup."""
    seen: set[str] = set()
    for item in items:
        yield from _characters(item, msgspec.to_builtins(item.value))
        if item.bank is not None and item.bank.bank not in seen:
            seen.add(item.bank.bank)
            about = {"title": item.bank.title, "references": item.bank.references}
            yield from _characters(item._replace(at=()), about)
        for at, text in texts(item.value):
            parts = {(): text} if isinstance(text, str) else {(lang,): part for lang, part in text.items()}
            for below, part in parts.items():
                if part.strip() and not context.plain(part).strip():
                    message = both(
                        "nothing of this text is left without its markup (write it out)",
                        "去掉标记后文本为空（请写明内容）",
                    )
                    yield item.finding((*at, *below), "error", "nothing-left", message)


def _characters(item: Item, value: Any) -> Iterator[Finding]:
    for at, text in _strings(value):
        for pattern, what in _REFUSED:
            if found := pattern.search(text):
                code = f"U+{ord(found[0]):04X}"
                message = both(
                    f"{what['en']}, {code}: exports cannot carry it (delete it)",
                    f"含有{what['zh']} {code}，无法导出（请删除）",
                )
                yield item.finding(at, "error", "character", message, sign=found[0])


def _strings(value: Any, at: NodePath = ()) -> Iterator[tuple[NodePath, str]]:
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _strings(inner, (*at, key))
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            yield from _strings(inner, (*at, place))
