"""``order``: the letters of the displayed items, in the right order.

Credit is Kendall's τ, not below 0: the share of pairs of items in the right order less
that of the others.
A random order is thus worth nothing on average, and one swap of neighbours costs 2 ÷ (number of pairs).
"""

from __future__ import annotations

import re
from itertools import combinations
from typing import Final

from quizrnn.answers.instance import Instance
from quizrnn.answers.reading import bare, call_range, called_places, malformed, per_language
from quizrnn.answers.shown import displayed, letter
from quizrnn.answers.verdict import Verdict
from quizrnn.bank.model import OrderQuestion
from quizrnn.text import Text, both, pick

_DASHES: Final = re.compile(r"[-=]+>|--?|[–—]")


def check(instance: Instance, answer: str) -> Verdict:
    """Judge an order (see ``check.Checker``). Items with equal texts may change places."""
    question = _question(instance)
    places = called_places(_in_a_row(answer, len(question.items)), len(question.items), syntax(instance))
    _whole(instance, places)
    order = displayed(instance)
    steps = _steps(question, [order[place] for place in places])
    pairs = list(combinations(steps, 2))
    right = sum(first <= second for first, second in pairs)
    score = max(0.0, (2 * right - len(pairs)) / len(pairs))
    if score >= 1:
        return Verdict(score=score, expected=expected(instance))
    feedback = [_slip(question, steps) or _first_wrong(question, steps)]
    if score > 0:
        feedback.append(_credit(right, len(pairs)))
    return Verdict(score=score, expected=expected(instance), feedback=tuple(feedback))


def _in_a_row(answer: str, count: int) -> str:
    """Return letters that stand beside their steps, as in ``1. c 2. a`` or ``a2 c1``, in their order."""
    text = _DASHES.sub(" ", bare(answer))
    pieces = re.findall(r"[a-z]+|[0-9]+", text)
    numbered = sorted(zip(pieces[::2], pieces[1::2], strict=False), key=lambda pair: pair[0].isalpha())
    pairs = [(call, step) if call.isalpha() else (step, call) for call, step in numbered]
    steps = {step: call for call, step in pairs}
    if len(pieces) == 2 * count and steps.keys() == {str(step + 1) for step in range(count)}:
        return " ".join(steps[str(step + 1)] for step in range(count))
    return text if text else answer


def _credit(right: int, pairs: int) -> Text:
    wrong = pairs - right
    return both(
        f"Credit: of {pairs} pairs of steps {right} stand in the right order, {wrong} do not: "
        f"({right} − {wrong}) / {pairs}.",
        f"得分：{pairs} 对步骤中，{right} 对先后正确，{wrong} 对颠倒：（{right} − {wrong}）÷ {pairs}。",
    )


def _whole(instance: Instance, places: list[int]) -> None:
    count = len(_question(instance).items)
    twice = next((place for k, place in enumerate(places) if place in places[:k]), None)
    if twice is not None:
        raise malformed(
            both(f"“{letter(twice)}” stands there twice", f"“{letter(twice)}”出现了两次"), syntax(instance)
        )
    if len(places) != count:
        missing = [letter(place) for place in range(count) if place not in places]
        listed, verb = ", ".join(missing), "is" if len(missing) == 1 else "are"
        raise malformed(both(f"{listed} {verb} missing", f"缺少 {listed}"), syntax(instance))


def _steps(question: OrderQuestion, given: list[int]) -> list[int]:
    """Return the step that each item given stands for: of equal ones the first given is the first step."""
    taken: list[int] = []
    for place in given:
        text = question.items[place]
        taken.append(next(k for k, item in enumerate(question.items) if item == text and k not in taken))
    return taken


def _slip(question: OrderQuestion, steps: list[int]) -> Text | None:
    """Return what is wrong where it is one thing: all reversed, two exchanged, or one astray."""
    right = sorted(steps)
    if len(steps) > 2 and steps == right[::-1]:
        return both(
            "Step 1 is the first wrong one: this is the right order, but backwards.",
            "第 1 步是第一处错误：顺序整个颠倒了。",
        )
    misplaced = [place for place, step in enumerate(steps) if step != place]
    if len(misplaced) == 2:
        return _exchanged(question, steps, *misplaced)
    for place, step in enumerate(steps):
        others = steps[:place] + steps[place + 1 :]
        if others == sorted(others):
            return _astray(question, place, step)
    return None


def _exchanged(question: OrderQuestion, steps: list[int], first: int, second: int) -> Text:
    def write(lang: str) -> str:
        given, wanted = (pick(question.items[steps[place]], lang) for place in (first, second))
        if lang == "zh":
            return (
                f"第 {first + 1} 步是第一处错误：应为“{wanted}”，而不是“{given}”；两者互换了位置，其余都对。"
            )
        return (
            f"Step {first + 1} is the first wrong one: “{wanted}” belongs there, not “{given}”; the two have "
            "changed places, all else is right."
        )

    return per_language(write)


def _astray(question: OrderQuestion, place: int, step: int) -> Text:
    early = place < step
    first = min(place, step) + 1

    def write(lang: str) -> str:
        item = pick(question.items[step], lang)
        if lang == "zh":
            return (
                f"第 {first} 步是第一处错误：只有“{item}”放错了位置，放得太{'早' if early else '晚'}，"
                f"应是第 {step + 1} 步。"
            )
        return (
            f"Step {first} is the first wrong one: only “{item}” is out of place, too "
            f"{'early' if early else 'late'}; it is step {step + 1}."
        )

    return per_language(write)


def _first_wrong(question: OrderQuestion, steps: list[int]) -> Text:
    place = next(k for k, step in enumerate(steps) if step != k)

    def write(lang: str) -> str:
        given, wanted = (pick(question.items[step], lang) for step in (steps[place], place))
        if lang == "zh":
            return f"第 {place + 1} 步是第一处错误：应为“{wanted}”，而不是“{given}”。"
        return f"Step {place + 1} is the first wrong one: “{wanted}” belongs there, not “{given}”."

    return per_language(write)


def expected(instance: Instance) -> Text:
    """Return the letters in the right order and what they say."""
    question = _question(instance)
    called = {place: letter(k) for k, place in enumerate(displayed(instance))}
    calls = " ".join(called[place] for place in range(len(question.items)))
    items = question.items
    return per_language(
        lambda lang: (
            calls + (": " if lang == "en" else "：") + " → ".join(pick(x, lang).strip() for x in items)
        )
    )


def syntax(instance: Instance) -> Text:
    """Return how the answer is written."""
    calls = call_range(len(_question(instance).items))
    return both(
        f"All letters ({calls}) in the right order, such as c a b.",
        f"按正确顺序输入全部字母（{calls}），例如 c a b。",
    )


def _question(instance: Instance) -> OrderQuestion:
    question = instance.question
    assert isinstance(question, OrderQuestion)
    return question
