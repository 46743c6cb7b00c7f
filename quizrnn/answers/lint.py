"""Proofs of keys: the right answer checks as right, and every wrong one that the bank knows as wrong.

Answers go through ``answers.check`` as a learner's would. Numbers are recomputed over the corners of their
parameters' ranges and many draws; what code prints is proved by running it, where the caller allows that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final

import msgspec

from quizrnn.answers.check import check
from quizrnn.answers.instance import Instance, draw
from quizrnn.answers.lint_numeric import numeric_findings
from quizrnn.answers.lint_prints import prints_findings
from quizrnn.answers.shown import displayed, displayed_left, letter
from quizrnn.bank.lint_model import Finding, Item
from quizrnn.bank.model import (
    BooleanQuestion,
    BugQuestion,
    ChoiceQuestion,
    ClozeQuestion,
    FormulaQuestion,
    MatchQuestion,
    MultiQuestion,
    NumericQuestion,
    OrderQuestion,
    ShortQuestion,
)
from quizrnn.bank.source import NodePath
from quizrnn.errors import Malformed, QuizrnnError
from quizrnn.text import LANGUAGES, Text, both, joined, pick

RunCode = Callable[[str], str]
"""Runs code and returns what it printed; raises ``QuizrnnError`` where it fails."""

SEEDS: Final = range(4)
OTHER_LINES: Final = 60
"""How many sound lines of a listing are tried: each takes time that grows with the listing."""
LONGEST: Final = 80
"""An answer longer than this is cut short in a message."""
_Case = tuple[NodePath, str, bool]
"""Where in the question an answer comes from, the answer, and whether it must be right."""


def lint_answers(items: Sequence[Item], run_code: RunCode | None = None) -> list[Finding]:
    """Prove the keys of questions.

    Args:
        items: The questions, where they stand; drills among them are passed over.
        run_code: Runs the code of ``prints`` questions; without it their output is not proved.
    """
    return [finding for item in items for finding in _findings(item, run_code)]


def _findings(item: Item, run_code: RunCode | None) -> Iterator[Finding]:
    try:
        match item.value:
            case NumericQuestion():
                yield from numeric_findings(item, item.value)
            case FormulaQuestion() if (wrong := _shapes_finding(item, item.value)) is not None:
                yield wrong
                return
            case ShortQuestion() | FormulaQuestion() | BugQuestion():
                yield from _cases(item, draw(item.value, 0))
            case _ if hasattr(item.value, "drill"):
                return
            case _:
                for seed in SEEDS:
                    found = list(_cases(item, draw(item.value, seed, shuffle_choices=seed > 0)))
                    yield from found
                    if found:
                        break
        if run_code is not None:
            yield from prints_findings(item, run_code)
    except Malformed as error:
        yield item.finding((), "error", "key-malformed", error.message)


def _shapes_finding(item: Item, question: FormulaQuestion) -> Finding | None:
    """Return what is wrong with the declared shapes: without them no formula can be tried."""
    problem = _shapes_problem(question, question.variables)
    if problem is None:
        return None
    for name, shape in question.variables.items():
        if (own := _shapes_problem(question, {name: shape})) is not None:
            return item.finding(("variables", name), "error", "shape", own)
    return item.finding(("variables",), "error", "shape", problem, key=True)


def _shapes_problem(question: FormulaQuestion, variables: dict[str, list[int | str]]) -> Text | None:
    from quizrnn.answers.formula_bench import Bench

    try:
        # Any name will do for the key, which is proved by itself.
        Bench(msgspec.structs.replace(question, variables=variables, answer=next(iter(variables)))).draws()
    except QuizrnnError as error:
        return error.message
    return None


def _cases(item: Item, instance: Instance) -> Iterator[Finding]:
    for at, answer, right in _answers(instance):
        shown = answer if len(answer) <= LONGEST else f"{answer[:LONGEST]}…"
        try:
            verdict = check(instance, answer)
        except QuizrnnError as error:
            message = joined([both(f"“{shown}” cannot be read:", f"“{shown}”无法识别："), error.message])
            yield item.finding(at, "error", "key-malformed", message)
            if at == ("answer",):
                return
            continue
        if verdict.correct != right:
            message = (
                both(f"the key “{shown}” is checked as wrong", f"标准答案“{shown}”被判为错误")
                if right
                else both(f"“{shown}” is checked as right", f"“{shown}”被判为正确")
            )
            yield item.finding(at, "error", "key-wrong" if right else "wrong-right", message)
        elif at[:1] == ("mistakes",) and isinstance(at[1], int):
            yield from _explained(item, instance, at[1], verdict.feedback)


def _explained(item: Item, instance: Instance, place: int, feedback: Sequence[Text]) -> Iterator[Finding]:
    """Yield a mistake that is told as another one, or as none."""
    question = instance.question
    assert isinstance(question, FormulaQuestion)
    why = pick(question.mistakes[place].why, "en")
    if not any(why in pick(said, "en") for said in feedback):
        message = both(
            "this mistake is not recognised as itself: an earlier entry or rule speaks for it",
            "该错误没有被识别为它自己：前面的条目或规则先给出了说明",
        )
        yield item.finding(("mistakes", place), "error", "mistake-unrecognised", message)


def _answers(instance: Instance) -> Iterator[_Case]:
    """Yield answers of every kind that the question knows."""
    question = instance.question
    match question:
        case ChoiceQuestion():
            for shown, place in enumerate(displayed(instance)):
                yield ("choices", place), letter(shown), question.choices[place].correct
        case MultiQuestion():
            yield from _sets(instance, question)
        case BooleanQuestion():
            yield ("answer",), "t", question.answer
            yield ("answer",), "f", not question.answer
        case ClozeQuestion():
            first = [blank.accept[0] for blank in question.blanks]
            for place, blank in enumerate(question.blanks):
                for number, accepted in enumerate(blank.accept):
                    filled = [*first[:place], accepted, *first[place + 1 :]]
                    yield ("blanks", place, "accept", number), " | ".join(filled), True
        case OrderQuestion():
            called = {place: letter(shown) for shown, place in enumerate(displayed(instance))}
            right = [called[place] for place in range(len(question.items))]
            yield ("items",), " ".join(right), True
            if question.items[0] != question.items[-1]:
                yield ("items",), " ".join(reversed(right)), False
        case MatchQuestion():
            yield from _pairings(instance, question)
        case FormulaQuestion():
            yield ("answer",), question.answer, True
            for place, other in enumerate(question.also_accept):
                yield ("also_accept", place, "formula"), other.formula, True
            for place, mistake in enumerate(question.mistakes):
                yield ("mistakes", place, "formula"), mistake.formula, False
        case ShortQuestion():
            numbers = range(1, len(question.rubric) + 1)
            for lang in LANGUAGES:
                model = " ".join(pick(question.model_answer, lang).split())
                yield ("model_answer",), f"{model}\n{','.join(map(str, numbers))}", True
            yield ("rubric",), "—\n0", False
        case BugQuestion():
            lines = [question.lines] if isinstance(question.lines, int) else question.lines
            for line in lines:
                yield ("line",), str(line), True
            others = (line for line in range(1, len(question.code.splitlines()) + 1) if line not in lines)
            for line in islice(others, OTHER_LINES):
                yield ("line",), str(line), False
        case _:
            return


def _sets(instance: Instance, question: MultiQuestion) -> Iterator[_Case]:
    shown = {place: letter(number) for number, place in enumerate(displayed(instance))}
    right = {place for place, option in enumerate(question.choices) if option.correct}
    yield ("choices",), ",".join(shown[place] for place in sorted(right)), True
    for place in range(len(question.choices)):
        changed = right ^ {place}
        if changed:
            yield ("choices", place), ",".join(shown[one] for one in sorted(changed)), False


def _pairings(instance: Instance, question: MatchQuestion) -> Iterator[_Case]:
    number = {place: shown + 1 for shown, place in enumerate(displayed(instance))}
    lefts = displayed_left(instance)
    right = [number[left] for left in lefts]
    yield ("pairs",), " ".join(f"{letter(shown)}{given}" for shown, given in enumerate(right)), True
    if question.pairs[lefts[0]].right != question.pairs[lefts[1]].right:
        swapped = [right[1], right[0], *right[2:]]
        answer = " ".join(f"{letter(shown)}{given}" for shown, given in enumerate(swapped))
        yield ("pairs",), answer, False
