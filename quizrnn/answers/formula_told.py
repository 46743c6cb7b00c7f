"""A repair in the learner's own spelling: what belongs where they wrote what, proven by putting it there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final, NamedTuple

from quizrnn.answers.expression_tree import (
    PRECEDENCE,
    Call,
    Index,
    Name,
    Negation,
    Node,
    Number,
    Operation,
    children,
    walk,
)
from quizrnn.answers.formula_handwriting import Handwriting
from quizrnn.answers.formula_repair import Repair
from quizrnn.answers.verdict import Mark
from quizrnn.notation import verbatim
from quizrnn.text import Text, both, pick

_SHORT: Final = 20
"""Characters of code that are quoted with a part missing or too much."""

_CONTEXT: Final = 24
"""Characters of the part around a name that are quoted to make its place plain."""

_NEAR: Final = 14
"""The same where the name occurs but once, and is to be more than a name."""

_LONG: Final = 34
"""Characters beyond which what stays the same is left out of a quotation."""

_QUOTED: Final = 90
"""Most characters of one quotation."""

_TRIED: Final = 6
"""Most repairs that are put into words."""


class Told(NamedTuple):
    """One repair in words.

    Attributes:
        repair: What is told.
        marks: Its places in the answer.
        sentence: What belongs where; None where that cannot be quoted shortly.
        quotes: The code that the sentence quotes.
    """

    repair: Repair
    marks: tuple[Mark, ...]
    sentence: Text | None
    quotes: tuple[str, ...]


def told(hand: Handwriting, found: Iterator[Repair], right: Callable[[str], bool]) -> Told | None:
    """Return the first repair that can be put into the answer's own text, or None.

    Args:
        hand: The answer.
        found: The repairs, the likeliest first.
        right: Whether an answer is right, which is asked of the mended text.
    """
    for repair in islice(found, _TRIED):
        for marks in _marks(hand, repair):
            if right(_mended(hand.text, marks)):
                sentence, quotes = _sentence(hand, repair, marks)
                return Told(repair, marks, sentence, quotes)
    return None


def _mended(text: str, marks: tuple[Mark, ...]) -> str:
    for mark in reversed(marks):
        text = text[: mark.start] + mark.wanted + text[mark.end :]
    return text


def _marks(hand: Handwriting, repair: Repair) -> Iterator[tuple[Mark, ...]]:
    """Yield the ways to write a repair into the answer's text, the shortest first."""
    if repair.renamed:
        yield from _names(hand, repair.renamed)
        return
    node, new = repair.place.node, repair.new
    span = _span(hand, repair)
    if span is None:
        return
    start, end = span
    if isinstance(node, Operation) and repair.place.run is None:
        for kept, dropped in ((node.left, node.right), (node.right, node.left)):
            around = hand.whole_span(kept)
            if new is kept and around is not None and hand.span(dropped) is not None:
                yield ((Mark(around[1], end, "") if kept is node.left else Mark(start, around[0], "")),)
    if isinstance(node, Negation) and new is node.operand:
        around = hand.whole_span(new)
        if around is not None:
            yield (Mark(start, around[0], ""),)
    if isinstance(new, Negation) and new.operand is node:
        yield (Mark(start, start, "-"),)
    if isinstance(new, Operation) and new.left is node:
        above = PRECEDENCE[new.op]
        own = hand.written(new)
        base = hand.written(new.left, above)
        outer = hand.whole_span(node) if repair.place.run is None else span
        if own.startswith(base) and outer is not None:
            ends = [end, outer[1]] if base == hand.text[start:end] else [outer[1]]
            yield from ((Mark(place, place, own.removeprefix(base)),) for place in dict.fromkeys(ends))
    if isinstance(node, Operation) and isinstance(new, Operation) and new.op in "+-":
        left, right = hand.whole_span(node.left), hand.whole_span(node.right)
        same = new.left is node.left and new.right is node.right
        if node.op in "+-" and same and left is not None and right is not None:
            between = hand.text[left[1] : right[0]]
            yield (Mark(left[1], right[0], re.sub(r"[-+−–—]", new.op, between, count=1)),)
    if isinstance(node, Call) and isinstance(new, Call) and node.function == new.function:
        axis = dict(new.options).get("axis")
        if node.args == new.args and isinstance(axis, Number):
            text = hand.text[start:end]
            yield (Mark(start, end, re.sub(r"\b(axis|dim)(\s*=\s*)-?\d+", rf"\g<1>\g<2>{axis.value}", text)),)
    wanted = hand.written(new)
    yield (Mark(start, end, wanted),)
    yield (Mark(start, end, f"({wanted})"),)


def _names(hand: Handwriting, renamed: dict[str, str]) -> Iterator[tuple[Mark, ...]]:
    marks = []
    for part in walk(hand.tree):
        if isinstance(part, Name) and part.name in renamed:
            span = hand.span(part)
            if span is None:
                return
            marks.append(Mark(*span, hand.written(Name(renamed[part.name]))))
    yield tuple(sorted(marks, key=lambda mark: mark.start))


def _span(hand: Handwriting, repair: Repair) -> tuple[int, int] | None:
    if repair.place.run is None:
        return hand.span(repair.place.node)
    first, last = (hand.whole_span(part) for part in repair.place.run)
    return None if first is None or last is None else (first[0], last[1])


def _sentence(
    hand: Handwriting, repair: Repair, marks: tuple[Mark, ...]
) -> tuple[Text | None, tuple[str, ...]]:
    text = hand.text
    if repair.renamed:
        pairs = dict.fromkeys((text[mark.start : mark.end], mark.wanted) for mark in marks)
        return _pairs(list(pairs))
    mark = marks[0]
    written = text[mark.start : mark.end]
    span = _span(hand, repair)
    assert span is not None
    if mark.start == mark.end > span[1]:
        span = hand.whole_span(repair.place.node) or span
    whole = text[span[0] : span[1]]
    if not mark.wanted and len(whole) > _SHORT:
        return _too_much(written.strip())
    if mark.start == mark.end and len(whole) > _SHORT:
        return _missing(mark.wanted.strip(), _shortened(whole), before=mark.start == span[0])
    start, end = mark.start, mark.end
    if re.fullmatch(r"\s*[-+]\s*", mark.wanted):  # a sign is quoted with what it stands before
        end = span[1]
        behind = _shortened(text[mark.end : end])
        return _pairs([(f"{text[start : mark.end]}{behind}".strip(), f"{mark.wanted}{behind}".strip())])
    if not mark.wanted or start == end:
        start, end = min(start, span[0]), max(end, span[1])
    start, end = _around(hand, repair, start, end)
    written = text[start:end]
    wanted = f"{text[start : mark.start]}{mark.wanted}{text[mark.end : end]}"
    return _pair(hand, repair, written, wanted)


def _around(hand: Handwriting, repair: Repair, start: int, end: int) -> tuple[int, int]:
    """Return the place with what stands around it, where a name alone would not say which place it is."""
    parent = repair.place.parent
    node = repair.place.node
    if parent is None or not isinstance(node, Name | Number) or parent.run is not None:
        return start, end
    found = hand.span(parent.node)
    if found is None or found[1] - found[0] > _CONTEXT or parent.parent is None:
        return start, end
    often = sum(part == node for part in walk(hand.tree)) > 1
    near = found[1] - found[0] <= _NEAR and not isinstance(repair.new, Name)
    if often or near:
        return min(start, found[0]), max(end, found[1])
    return start, end


def _pair(
    hand: Handwriting, repair: Repair, written: str, wanted: str
) -> tuple[Text | None, tuple[str, ...]]:
    node, new = repair.place.node, repair.new
    if len(written) > _LONG or len(wanted) > _LONG:
        if isinstance(new, Call) and new.args[:1] == (node,) and len(new.args) == 1:
            return _wrapped(hand, new, node, "missing")
        if isinstance(node, Call) and node.args[:1] == (new,) and len(node.args) == 1:
            return _wrapped(hand, node, new, "too much")
        written, wanted = _without_common(hand, repair, written, wanted)
    if max(len(written), len(wanted)) > _QUOTED or "…" in (written, wanted):
        return None, ()
    return _pairs([(written, wanted)])


def _without_common(hand: Handwriting, repair: Repair, written: str, wanted: str) -> tuple[str, str]:
    """Return both with ``…`` for the long parts that stay as they are."""
    stays = [id(part) for part in walk(repair.new)]
    for child in _kept(repair.place.node):
        span = hand.span(child)
        if span is None or id(child) not in stays:
            continue
        part = hand.text[span[0] : span[1]]
        if len(part) > _SHORT and part in written and part in wanted:
            written, wanted = written.replace(part, "…", 1), wanted.replace(part, "…", 1)
    return written, wanted


def _kept(node: Node) -> Iterator[Node]:
    if isinstance(node, Operation | Negation | Call | Index):
        yield from children(node)


def _wrapped(hand: Handwriting, outer: Call, inner: Node, what: str) -> tuple[Text | None, tuple[str, ...]]:
    """``tanh(…)`` around something long, missing or too much."""
    inside, text = hand.written(inner), hand.written(outer)
    if inside not in text:
        return None, ()
    shell, around = text.replace(inside, "…", 1), _shortened(inside)
    quotes = (verbatim(shell), verbatim(around))
    if what == "missing":
        said = both(
            f"{quotes[0]} is missing around your {quotes[1]}.", f"你写的 {quotes[1]} 外面缺少 {quotes[0]}。"
        )
    else:
        said = both(
            f"{quotes[0]} around your {quotes[1]} is too much.", f"你写的 {quotes[1]} 外面多了 {quotes[0]}。"
        )
    return said, quotes


def _pairs(pairs: list[tuple[str, str]]) -> tuple[Text, tuple[str, ...]]:
    quoted = [(verbatim(written), verbatim(wanted)) for written, wanted in pairs]
    en = ", and ".join(f"{wanted} where you wrote {written}" for written, wanted in quoted)
    zh = "，".join(f"你写的 {written} 应为 {wanted}" for written, wanted in quoted)
    return both(f"It is {en}.", f"{zh}。"), tuple(code for pair in quoted for code in pair)


def _too_much(written: str) -> tuple[Text, tuple[str, ...]]:
    code = verbatim(_shortened(written))
    return both(f"Your {code} is too much.", f"你写的 {code} 是多余的。"), (code,)


def _missing(wanted: str, beside: str, *, before: bool) -> tuple[Text, tuple[str, ...]]:
    code, place = verbatim(_shortened(wanted)), verbatim(beside)
    where, where_zh = ("before", "前面") if before else ("after", "后面")
    return (
        both(f"{code} is missing {where} your {place}.", f"你写的 {place} {where_zh}缺少 {code}。"),
        (code, place),
    )


def _shortened(code: str) -> str:
    """Return code, its middle left out where it is long."""
    code = re.sub(r"\s+", " ", code)
    return code if len(code) <= 2 * _LONG else f"{code[:_LONG]} … {code[-_LONG // 2 :]}"


def names_it(texts: tuple[Text, ...], found: Told) -> bool:
    """Return whether the texts say already what the sentence would."""
    said = " ".join(pick(text, "en") for text in texts)
    pairs = zip(found.quotes[::2], found.quotes[1::2], strict=False)
    if found.sentence is None or any(
        f"{mine} stands where {theirs} belongs" in said for mine, theirs in pairs
    ):
        return True
    return pick(found.sentence, "en")[1:] in said
