"""What each question type puts on a card: how it is asked, what is listed, what the answer is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from textwrap import dedent
from typing import Any, Final, TypeAlias
from unicodedata import east_asian_width

from quizrnn.answers.check import expected
from quizrnn.answers.instance import Instance
from quizrnn.answers.shown import Shown, displayed, displayed_left, fill_code, letter, right_pieces
from quizrnn.bank.model import (
    Blank,
    BooleanQuestion,
    BugQuestion,
    ChoiceQuestion,
    ClozeQuestion,
    FormulaQuestion,
    MatchQuestion,
    Mistake,
    MultiQuestion,
    NumericQuestion,
    OrderQuestion,
    ShortQuestion,
    Tolerance,
)
from quizrnn.errors import Malformed
from quizrnn.export.card import Piece, Slip
from quizrnn.notation import fill, to_plain, value_text, verbatim
from quizrnn.text import Text, both, pick

Parts: TypeAlias = dict[str, Any]
"""Values of ``Card``, by name."""

_MOST_ALTERNATIVES: Final = 4


def asked_of(instance: Instance, view: Shown, lang: str) -> Parts:
    """Return the parts of a card that depend on the question's type."""
    question = instance.question
    match question:
        case ChoiceQuestion() | MultiQuestion():
            return _choices(instance, question, view, lang)
        case BooleanQuestion(answer=answer):
            words = (both("true", "对"), both("false", "错"))
            pieces = tuple(
                Piece(text=pick(word, lang), right=right)
                for word, right in zip(words, (answer, not answer), strict=True)
            )
            return {"kind": "choice", "pieces": pieces, "answer": pick(words[not answer], lang)}
        case ClozeQuestion():
            return _gaps(question, lang)
        case OrderQuestion():
            return _order(instance, question, view)
        case MatchQuestion():
            return _match(instance, question, view)
        case NumericQuestion():
            return _number(instance, question, lang)
        case FormulaQuestion():
            return _formula(question, view, lang)
        case ShortQuestion():
            return {"answer": view.model_answer or "", "rubric": tuple(view.rubric)}
        case BugQuestion():
            return _bug(instance, question, lang)


def _choices(instance: Instance, question: ChoiceQuestion | MultiQuestion, view: Shown, lang: str) -> Parts:
    options = [question.choices[place] for place in displayed(instance)]
    pieces = tuple(
        Piece(label=letter(place), text=text, right=option.correct, why=pick(option.why or "", lang))
        for place, (text, option) in enumerate(zip(view.choices, options, strict=True))
    )
    several = both("Several answers may be right.", "可能有多个正确选项。")
    return {
        "kind": "choice",
        "pieces": pieces,
        "ask": pick(several, lang) if isinstance(question, MultiQuestion) else "",
    }


def _gaps(question: ClozeQuestion, lang: str) -> Parts:
    fillings = [_filling(blank, lang) for blank in question.blanks]
    also = []
    for number, (blank, first) in enumerate(zip(question.blanks, fillings, strict=True), 1):
        others = _others(blank, first, lang)
        if others:
            gap = "" if len(fillings) == 1 else f"[{number}] "
            also.append(Slip(answer=gap + ", ".join(verbatim(other) for other in others)))
    parts: Parts = {
        "answer": " | ".join(verbatim(text) for text in fillings),
        "also": tuple(also),
        "accepts": tuple(tuple(dict.fromkeys(map(_bare, blank.accept))) for blank in question.blanks),
        "cased": any(blank.case for blank in question.blanks),
    }
    if len(fillings) > 1:
        return parts | {"kind": "cloze", "blanks": tuple(fillings)}
    ask = both("Type what belongs in the gap.", "输入空处的内容。")
    return parts | {"kind": "typed", "typed": fillings[0], "blanks": (fillings[0],), "ask": pick(ask, lang)}


def _filling(blank: Blank, lang: str) -> str:
    """Return what fills a gap: the first that is accepted, in Chinese rather a Chinese word."""
    first = blank.accept[0]
    if lang == "zh" and first.isascii() and first.isalpha() and len(first) > 2:
        first = next((word for word in blank.accept if _is_chinese(word)), first)
    return _bare(first)


def _others(blank: Blank, first: str, lang: str) -> list[str]:
    """Return what is accepted besides, in this language, without mere spellings of the same."""
    seen, others = {_squeezed(first)}, []
    for accepted in map(_bare, blank.accept):
        if _squeezed(accepted) not in seen and (lang == "zh" or not _is_chinese(accepted)):
            seen.add(_squeezed(accepted))
            others.append(accepted)
    return others[:_MOST_ALTERNATIVES]


def _bare(accepted: str) -> str:
    """Return an accepted filling on one line, as it would be typed."""
    return " ".join((to_plain(accepted) if accepted.startswith("$") else accepted).split())


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()


def _is_chinese(text: str) -> bool:
    return any(east_asian_width(character) == "W" for character in text)


def _order(instance: Instance, question: OrderQuestion, view: Shown) -> Parts:
    calls = {place: letter(k) for k, place in enumerate(displayed(instance))}
    shown_as = {place: view.items[k] for k, place in enumerate(displayed(instance))}
    places = range(len(question.items))
    return {
        "pieces": _labelled(view.items),
        "answer": " ".join(f"**{calls[place]}**" for place in places),
        "solution": tuple(Piece(label=calls[place], text=shown_as[place]) for place in places),
    }


def _match(instance: Instance, question: MatchQuestion, view: Shown) -> Parts:
    number = {place: k for k, place in enumerate(displayed(instance))}
    pairs = [(k, number[place]) for k, place in enumerate(displayed_left(instance))]
    assert len(number) == len(right_pieces(question))
    return {
        "pieces": _labelled(view.left),
        "partners": _labelled(view.right, digits=True),
        "answer": " ".join(f"**{letter(k)}{partner + 1}**" for k, partner in pairs),
        "solution": tuple(
            Piece(label=f"{letter(k)}{partner + 1}", text=view.left[k], partner=view.right[partner])
            for k, partner in pairs
        ),
    }


def _labelled(texts: Iterable[str], *, digits: bool = False) -> tuple[Piece, ...]:
    return tuple(
        Piece(label=str(place + 1) if digits else letter(place), text=text)
        for place, text in enumerate(texts)
    )


def _number(instance: Instance, question: NumericQuestion, lang: str) -> Parts:
    from quizrnn.answers.numeric import key_of_instance, written_key

    key = key_of_instance(instance)
    shown_key = written_key(question, key)
    unit = question.unit or ""
    typed = positional(shown_key.removesuffix(unit).strip())
    exact = typed.lstrip("-").isdigit() or Decimal(typed) == Decimal(repr(key))
    return {
        "kind": "typed",
        "answer": shown_key,
        "typed": typed,
        "value": key,
        "tolerance": _reach(key, question.tolerance),
        "ask": pick(_what_to_type(unit, 0 if exact else significant_digits(typed)), lang),
        "slips": _slips(question.mistakes, instance, lang),
    }


def _reach(key: float, tolerance: Tolerance | None) -> float:
    """Return how far from the key an answer may be and still count."""
    from quizrnn.answers.numeric import DEFAULT_RELATIVE

    if tolerance is None or (tolerance.rel is None and tolerance.abs is None):
        return 0.0 if float(key).is_integer() else DEFAULT_RELATIVE * abs(key)
    return max((tolerance.rel or 0.0) * abs(key), tolerance.abs or 0.0)


def positional(number: str) -> str:
    """Return a number as one would type it: in positional form unless that would be long."""
    if "e" not in number:
        return number
    return value_text(float(number))


def significant_digits(number: str) -> int:
    """Return how many significant digits a number is written with."""
    return len(re.sub(r"e.*|[-+.]", "", number).lstrip("0"))


def _what_to_type(unit: str, digits: int) -> Text:
    plural = "s" * (digits != 1)
    english = [f"in {unit}"] * bool(unit) + [f"to {digits} significant digit{plural}"] * bool(digits)
    chinese = [f"单位 {unit}"] * bool(unit) + [f"保留 {digits} 位有效数字"] * bool(digits)
    return both(
        "Type the number" + (f", {', '.join(english)}." if english else "."),
        "输入数值" + (f"（{'，'.join(chinese)}）。" if chinese else "。"),
    )


def _slips(mistakes: Sequence[Mistake], instance: Instance, lang: str) -> tuple[Slip, ...]:
    """Return the common mistakes; of a number, with the value that they lead to."""
    slips = []
    for mistake in mistakes:
        says = fill(pick(mistake.why, lang), instance.params)
        value = _value(mistake.formula, instance.params)
        formula = verbatim(mistake.formula)
        slips.append(Slip(answer=formula if value is None else f"{value} = {formula}", says=says))
    return tuple(slips)


def _value(formula: str, params: Mapping[str, int | float | str]) -> str | None:
    """Return what a mistaken expression comes to, None where it has no value."""
    from quizrnn.answers.numeric import work_out

    try:
        value = work_out(formula, params)
    except Malformed:
        return None
    return str(value) if isinstance(value, int) else value_text(float(f"{value:.5g}"))


def _formula(question: FormulaQuestion, view: Shown, lang: str) -> Parts:
    shapes = ", ".join(f"`{name}` {_shape(shape)}" for name, shape in question.variables.items())
    given = pick(both(f"Given: {shapes}.", f"已知：{shapes}。"), lang)
    return {
        "stem": f"{view.stem}\n\n{given}",
        "answer_code": f"{question.target} = {question.answer.strip()}",
        "also": tuple(
            Slip(answer=verbatim(other.formula), says=pick(other.note or "", lang))
            for other in question.also_accept
        ),
        "slips": tuple(
            Slip(answer=verbatim(mistake.formula), says=pick(mistake.why, lang))
            for mistake in question.mistakes
        ),
    }


def _shape(shape: Sequence[int | str]) -> str:
    """Return a shape as NumPy writes it: ``(H,)`` of one axis, ``()`` of a number."""
    sizes = ", ".join(str(size) for size in shape)
    return f"({sizes},)" if len(shape) == 1 else f"({sizes})"


def _bug(instance: Instance, question: BugQuestion, lang: str) -> Parts:
    lines = question.lines if isinstance(question.lines, list) else [question.lines]
    # The key begins with the lines at fault, the one that the fix replaces first.
    named = re.split("[:：]", pick(expected(instance), lang), maxsplit=1)[0] if len(lines) > 1 else lines[0]
    answer = both(f"Line {named}. It should read:", f"第 {named} 行，应改为：")
    return {
        "faults": tuple(lines),
        "answer": pick(answer, lang),
        "answer_code": dedent(fill_code(question.fix, instance) or "").rstrip("\n"),
    }
