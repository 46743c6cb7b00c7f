"""Proof of a numeric key: recomputed over the corners of its parameters' ranges and many draws."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from random import Random
from typing import Final

import msgspec

from quizrnn.answers.check import check
from quizrnn.answers.instance import Instance, Value, draw, draw_parameter
from quizrnn.answers.numeric import work_out
from quizrnn.bank.lint_model import Finding, Item
from quizrnn.bank.model import NumericQuestion, Parameter
from quizrnn.bank.source import NodePath
from quizrnn.errors import Malformed, QuizrnnError
from quizrnn.text import both, joined

CORNERS: Final = 256
DRAWS: Final = 40
COINCIDENCE: Final = 0.25
"""Share of draws on which a mistake may give the right number by chance."""

TYPED_DIGITS: Final = 6
"""A key must accept itself when typed to so many significant digits, unless it is a whole number."""


def numeric_findings(item: Item, question: NumericQuestion) -> Iterator[Finding]:
    """Yield keys that cannot be worked out or typed, and mistakes that give the right number."""
    right_by_chance = [0] * len(question.mistakes)
    settings = list(_settings(question))
    for params in settings:
        instance = msgspec.structs.replace(draw(question, 0), params=params)
        key = _worked_out(item, question.answer, params, ("answer",))
        if isinstance(key, Finding):
            yield key
            return
        if (wrong := _key_finding(item, instance, key)) is not None:
            yield wrong
            return
        for place, mistake in enumerate(question.mistakes):
            value = _worked_out(item, mistake.formula, params, ("mistakes", place, "formula"))
            if isinstance(value, Finding):
                yield value
                return
            right_by_chance[place] += _is_right(instance, repr(value))
    for place, count in enumerate(right_by_chance):
        if count > COINCIDENCE * len(settings):
            message = both(
                f"this mistake gives the right number on {count} of {len(settings)} draws",
                f"该错误式在 {len(settings)} 次抽取中有 {count} 次与正确答案相同",
            )
            yield item.finding(("mistakes", place, "formula"), "error", "wrong-right", message)


def _settings(question: NumericQuestion) -> Iterator[dict[str, Value]]:
    """Yield parameter values: corners of the ranges, then draws."""
    names = list(question.params)
    edges = [_edges(parameter) for parameter in question.params.values()]
    for values in islice(product(*edges), CORNERS):
        yield dict(zip(names, values, strict=True))
    if names:
        rng = Random(f"lint:{question.id}")
        for _ in range(DRAWS):
            yield {name: draw_parameter(spec, rng) for name, spec in question.params.items()}


def _edges(parameter: Parameter) -> list[Value]:
    if parameter.whole is not None:
        return list(dict.fromkeys(parameter.whole))
    if parameter.real is not None:
        return list(dict.fromkeys(parameter.real))
    return list(parameter.one_of or [])


def _worked_out(
    item: Item, formula: int | float | str, params: dict[str, Value], at: NodePath
) -> int | float | Finding:
    if not isinstance(formula, str):
        return formula
    try:
        return work_out(formula, params)
    except Malformed as error:
        message = joined([_at_values(params), error.message])
        return item.finding(at, "error", "key-malformed", message)


def _key_finding(item: Item, instance: Instance, key: int | float) -> Finding | None:
    params = dict(instance.params)
    try:
        if not check(instance, repr(key)).correct:
            message = joined(
                [
                    _at_values(params),
                    both(f"the key {key!r} is checked as wrong", f"标准答案 {key!r} 被判为错误"),
                ]
            )
            return item.finding(("answer",), "error", "key-wrong", message)
        typed = f"{key:.{TYPED_DIGITS}g}"
        if isinstance(key, float) and not key.is_integer() and not check(instance, typed).correct:
            message = joined(
                [
                    _at_values(params),
                    both(
                        f"{typed} is checked as wrong for {key!r}: give a tolerance that a learner can type",
                        f"答案 {key!r} 输入 {typed} 会被判错：请给出可行的误差范围 tolerance",
                    ),
                ]
            )
            return item.finding(("answer",), "error", "tolerance", message)
    except QuizrnnError as error:
        return item.finding(
            ("answer",), "error", "key-malformed", joined([_at_values(params), error.message])
        )
    return None


def _is_right(instance: Instance, answer: str) -> bool:
    try:
        return check(instance, answer).correct
    except Malformed:
        return False


def _at_values(params: dict[str, Value]) -> dict[str, str]:
    listed = ", ".join(f"{name} = {value}" for name, value in params.items())
    return {"en": f"with {listed}:" if listed else "", "zh": f"取 {listed} 时：" if listed else ""}
