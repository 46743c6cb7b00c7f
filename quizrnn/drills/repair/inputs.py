"""The inputs on which edits are tried: tiny ones, no two of whose sizes are alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from quizrnn.bank.drills import Case
from quizrnn.drills.cases import draw_cases

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quizrnn.bank.drills import Form
    from quizrnn.drills.answer_key import AnswerKey
    from quizrnn.drills.cases import DrawnCase

STEPS: Final = 3
"""Steps of a tiny sequence: a first, a last, and one that is neither."""

SINGLE: Final = "a single step"
"""Name of the tiny case in which no step is wrong because of another."""

MAX_SIZE: Final = 40_000
"""How many numbers the outputs of a case may hold for edits to be tried on it."""


def trial_cases(key: AnswerKey) -> tuple[list[DrawnCase], list[Mapping[str, NDArray[Any]]]]:
    """Return the cases on which edits are tried, the tiny one first, and what is right on each."""
    tiny = _tiny(key) if key.drill.shipped else []
    cases = [case for case in [*tiny, *key.cases] if case.faster is None]
    pairs = [(case, key.expected(case)) for case in cases]
    small = [pair for pair in pairs if sum(value.size for value in pair[1].values()) <= MAX_SIZE]
    return [case for case, _ in small], [values for _, values in small]


def _tiny(key: AnswerKey) -> list[DrawnCase]:
    form, plain = key.form, key.drill.cases[0]
    symbols = _symbols(form)
    sizes = {symbol: size for symbol, size in (("N", 2), ("W", 2)) if symbol in symbols}
    longest = max([STEPS, *(int(number) + 2 for number in form.scalars.values() if isinstance(number, int))])
    if "T" in symbols:
        sizes["T"] = longest + ("W" in symbols)
    case = Case(name="tiny", title="", sizes=sizes, scalars=plain.scalars, functions=plain.functions)
    cases = [case, replace(case, name="tiny again")]
    if "T" in symbols and "W" not in symbols:
        cases.append(replace(case, name=SINGLE, sizes={**sizes, "T": 1}))
    return draw_cases(form, cases, key.seed)


def _symbols(form: Form) -> set[str]:
    shapes: list[Sequence[int | str]] = [*form.arrays.values(), *form.params.values()]
    for group in form.dicts.values():
        shapes.extend(group.values())
    if form.origin is not None:
        shapes.extend(form.origin.arrays.values())
    return {d for shape in shapes for d in shape if isinstance(d, str) and d.isalpha()}
