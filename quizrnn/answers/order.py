"""``order``: the letters of the displayed items, in the right order.

Credit is Kendall's τ, not below 0: the share of pairs of items in the right order less
that of the others.
A random order is thus worth nothing on average, and one swap of neighbours costs 2 ÷ (number of pairs).
"""

from __future__ import annotations

from itertools import combinations

from quizrnn.answers.instance import Instance
from quizrnn.answers.reading import call_range, called_places, malformed, per_language
from quizrnn.answers.shown import displayed, letter
from quizrnn.answers.verdict import Verdict
from quizrnn.bank.model import OrderQuestion
from quizrnn.text import Text, both, pick


def check(instance: Instance, answer: str) -> Verdict:
    """Judge an order (see ``check.Checker``). Items with equal texts may change places."""
    question = _question(instance)
    places = called_places(answer, len(question.items), syntax(instance))
    _whole(instance, places)
    order = displayed(instance)
    steps = _steps(question, [order[place] for place in places])
    pairs = list(combinations(steps, 2))
    right = sum(first <= second for first, second in pairs)
    score = max(0.0, (2 * right - len(pairs)) / len(pairs))
    feedback = () if score >= 1 else (_first_wrong(question, steps),)
    return Verdict(score=score, expected=expected(instance), feedback=feedback)


def _whole(instance: Instance, places: list[int]) -> None:
    count = len(_question(instance).items)
    twice = next((place for k, place in enumerate(places) if place in places[:k]), None)
    if twice is not None:
        raise malformed(
            both(f"“{letter(twice)}” stands there twice", f"“{letter(twice)}”出现了两次"), syntax(instance)
        )
    if len(places) != count:
        missing = ", ".join(letter(place) for place in range(count) if place not in places)
        raise malformed(both(f"{missing} is missing", f"缺少 {missing}"), syntax(instance))


def _steps(question: OrderQuestion, given: list[int]) -> list[int]:
    """Return the step that each item given stands for: of equal ones the first given is the first step."""
    taken: list[int] = []
    for place in given:
        text = question.items[place]
        taken.append(next(k for k, item in enumerate(question.items) if item == text and k not in taken))
    return taken


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
