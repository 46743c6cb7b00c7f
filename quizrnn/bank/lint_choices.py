"""Lint of choices: what gives the answer away, in one question and over a whole bank."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from math import sqrt
from typing import Final

from quizrnn.bank.lint_model import Finding, Item
from quizrnn.bank.lint_texts import width
from quizrnn.bank.model import BooleanQuestion, ChoiceQuestion, MultiQuestion, Option
from quizrnn.text import LANGUAGES, Text, both, pick

FEWEST: Final = 12
"""Fewer questions than this say nothing about a bank's habits."""
DEVIATIONS: Final = 2.5
"""How many standard deviations from chance are a habit."""
GIVEAWAY: Final = 1.8
"""Ratio of the right choice's length to the longest distractor's that gives it away."""

_CATCH_ALL: Final = re.compile(
    r"^\s*(?:all|none|both|neither) of (?:the above|these|them)\b"
    r"|^\s*以上(?:都|全|皆)|^\s*(?:都|全)(?:对|不对|正确)",
    re.IGNORECASE,
)


def lint_choices(questions: list[Item]) -> Iterator[Finding]:
    """Yield choices that tell which is right, and banks whose right choices have a habit."""
    banks: dict[str, list[Item]] = {}
    for item in questions:
        if isinstance(item.value, (ChoiceQuestion, MultiQuestion)):
            yield from _own(item, item.value.choices)
        banks.setdefault(str(item.source.path), []).append(item)
    for items in banks.values():
        yield from _habits(items)


def _own(item: Item, choices: list[Option]) -> Iterator[Finding]:
    for lang in LANGUAGES:
        seen: set[str] = set()
        for place, option in enumerate(choices):
            text = " ".join(pick(option.text, lang).split())
            if text in seen:
                message = both(f"the choice “{text}” stands here twice", f"选项“{text}”出现了两次")
                yield item.finding(("choices", place), "error", "same-choice", message)
            seen.add(text)
            if _CATCH_ALL.search(text):
                message = both("a choice that stands for the others", "“以上都……”之类的选项")
                yield item.finding(("choices", place), "warning", "catch-all", message)
    if item.shipped:
        for place, option in enumerate(choices):
            if not option.correct and option.why is None:
                message = both("a distractor without a why", "干扰项没有说明原因（why）")
                yield item.finding(("choices", place), "warning", "no-why", message)
    right = [option for option in choices if option.correct]
    if isinstance(item.value, ChoiceQuestion) and len(right) == 1:
        for lang in LANGUAGES:
            longest = max(_length(option, lang) for option in choices if not option.correct)
            own = _length(right[0], lang)
            if own > 24 and own > GIVEAWAY * longest:
                message = both(
                    f"the right choice ({lang}) is {own / longest:.1f} times as long as any other",
                    f"正确选项（{lang}）的长度是其他选项的 {own / longest:.1f} 倍",
                )
                yield item.finding(("choices",), "warning", "giveaway", message, key=True)


def _habits(items: list[Item]) -> Iterator[Finding]:
    whole = items[0]._replace(at=())
    choice = [item.value for item in items if isinstance(item.value, ChoiceQuestion)]
    if len(choice) >= FEWEST:
        for lang in LANGUAGES:
            longest = sum(_right_is_longest(question, lang) for question in choice)
            if habit := _habit(longest, [1 / len(question.choices) for question in choice]):
                what = both(f"the right choice is the longest ({lang})", f"正确选项最长（{lang}）")
                yield _habit_finding(whole, "length-bias", what, longest, len(choice), habit)
        yield from _place_habits(whole, choice)
    if len(items) >= FEWEST and len({item.value.difficulty for item in items}) == 1:
        message = both(
            f"all {len(items)} questions have difficulty {items[0].value.difficulty}",
            f"{len(items)} 道题的难度都是 {items[0].value.difficulty}",
        )
        yield whole.finding(("bank",), "warning", "one-difficulty", message)
    statements = [item.value.answer for item in items if isinstance(item.value, BooleanQuestion)]
    if len(statements) >= FEWEST:
        for truth in (True, False):
            count = statements.count(truth)
            if habit := _habit(count, [0.5] * len(statements)):
                what = both(f"the statement is {str(truth).lower()}", f"陈述{'正确' if truth else '错误'}")
                yield _habit_finding(whole, "boolean-bias", what, count, len(statements), habit)


def _place_habits(whole: Item, choice: list[ChoiceQuestion]) -> Iterator[Finding]:
    places = Counter(_right_place(question) for question in choice)
    for place in range(max(len(question.choices) for question in choice)):
        chances = [1 / len(question.choices) if place < len(question.choices) else 0.0 for question in choice]
        if habit := _habit(places[place], chances):
            what = both(f"choice {place + 1} is the right one", f"答案是第 {place + 1} 项")
            yield _habit_finding(whole, "position-bias", what, places[place], len(choice), habit)


def _habit_finding(whole: Item, code: str, what: Text, count: int, among: int, chance: float) -> Finding:
    message = both(
        f"in {count} of {among} questions {pick(what, 'en')}; chance would make it {chance:.0f}",
        f"{among} 道题中有 {count} 道{pick(what, 'zh')}，随机情况下约 {chance:.0f} 道",
    )
    return whole.finding(("bank",), "warning", code, message)


def _habit(count: int, chances: list[float]) -> float:
    """Return what chance would make of ``count``, if it is far above that; else 0."""
    mean = sum(chances)
    deviation = sqrt(sum(chance * (1 - chance) for chance in chances))
    return mean if deviation and count > mean + DEVIATIONS * deviation else 0.0


def _right_place(question: ChoiceQuestion) -> int:
    return next(place for place, option in enumerate(question.choices) if option.correct)


def _right_is_longest(question: ChoiceQuestion, lang: str) -> bool:
    lengths = [_length(option, lang) for option in question.choices]
    right = lengths[_right_place(question)]
    return right == max(lengths) and lengths.count(right) == 1


def _length(option: Option, lang: str) -> int:
    return max(1, width(pick(option.text, lang)))
