"""``choice`` and ``multi``: answers are the letters (or numbers) of the displayed choices.

Credit of ``multi``: (right choices taken − wrong choices taken) ÷ right choices, not below 0. Taking
everything is thus worth nothing unless most of it is right, and only the exact set is worth 1.
"""

from __future__ import annotations

import re

from quizrnn.answers.instance import Instance
from quizrnn.answers.reading import bare, call_range, called_places, echo, malformed, per_language
from quizrnn.answers.shown import displayed, letter
from quizrnn.answers.verdict import Verdict
from quizrnn.bank.model import ChoiceQuestion, MultiQuestion, Option
from quizrnn.errors import Malformed
from quizrnn.notation import to_plain
from quizrnn.text import Text, both, pick


def check(instance: Instance, answer: str) -> Verdict:
    """Judge the choices taken (see ``check.Checker``)."""
    options = _options(instance)
    _refuse_digit_that_is_a_choice(instance, options, answer)
    try:
        places = called_places(answer, len(options), syntax(instance))
        if isinstance(instance.question, ChoiceQuestion) and len(places) != 1:
            raise malformed(both("this takes one choice", "本题只选一项"), syntax(instance))
    except Malformed:
        copied = _copied(options, answer)
        if copied is None:
            raise
        places = [copied]
    if isinstance(instance.question, ChoiceQuestion):
        return _check_one(instance, options[places[0]])
    return _check_several(instance, options, set(places))


def _refuse_digit_that_is_a_choice(instance: Instance, options: list[Option], answer: str) -> None:
    """Ask for the letter where ``3`` is what one choice says and the place of another."""
    typed = bare(answer)
    if not typed.isdecimal():
        return
    saying = next((k for k, option in enumerate(options) if _says(option, typed)), None)
    is_place = typed in {str(place + 1) for place in range(len(options))}
    if saying is not None and is_place and typed != str(saying + 1):
        raise malformed(
            both(
                f"“{echo(typed)}” is what {letter(saying)}) says, and also a place in the list",
                f"“{echo(typed)}”既是 {letter(saying)}) 的内容，又可当作序号",
            ),
            syntax(instance),
        )


def _says(option: Option, typed: str) -> bool:
    texts = option.text.values() if isinstance(option.text, dict) else [option.text]
    return any(bare(to_plain(text)).split() == typed.split() for text in texts)


def _copied(options: list[Option], answer: str) -> int | None:
    """Return the choice whose own words an answer is, with or without its letter before them."""
    typed = bare(answer)
    calls = [(place, text) for place in range(len(options)) for text in (typed, _after_letter(typed, place))]
    found = {
        place for place, text in calls if (len(text) > 1 or text.isdecimal()) and _says(options[place], text)
    }
    return found.pop() if len(found) == 1 else None


def _after_letter(typed: str, place: int) -> str:
    match = re.match(rf"{letter(place)}\s*[).:、]\s*(?=\S)", typed)
    return "" if match is None else bare(typed[match.end() :])


def _check_one(instance: Instance, taken: Option) -> Verdict:
    return Verdict(
        score=float(taken.correct),
        expected=expected(instance),
        feedback=() if taken.why is None else (taken.why,),
    )


def _check_several(instance: Instance, options: list[Option], taken: set[int]) -> Verdict:
    right = {place for place, option in enumerate(options) if option.correct}
    hits, false_alarms, missed = len(taken & right), sorted(taken - right), sorted(right - taken)
    feedback = [_wrongly_taken(place, options[place]) for place in false_alarms]
    feedback += [_missed(place, options[place]) for place in missed]
    score = 1.0 if taken == right else max(0.0, (hits - len(false_alarms)) / len(right))
    if taken != right and hits:
        feedback.append(
            both(
                f"Credit: ({hits} right − {len(false_alarms)} wrong) / {len(right)}.",
                f"得分：（对 {hits} 项 − 错 {len(false_alarms)} 项）÷ {len(right)}。",
            )
        )
    return Verdict(score=score, expected=expected(instance), feedback=tuple(feedback))


def _wrongly_taken(place: int, option: Option) -> Text:
    if option.why is None:
        return both(f"{letter(place)}) is not right.", f"{letter(place)}) 不对。")
    why = option.why
    return per_language(lambda lang: f"{letter(place)}) {pick(why, lang)}")


def _missed(place: int, option: Option) -> Text:
    said = both("Missed", "漏选")

    def write(lang: str) -> str:
        why = "" if option.why is None else (" — " if lang == "en" else "——") + pick(option.why, lang)
        colon = ": " if lang == "en" else "："
        return f"{pick(said, lang)}{colon}{letter(place)}) {pick(option.text, lang)}{why}"

    return per_language(write)


def expected(instance: Instance) -> Text:
    """Return the letters of the right choices and what they say."""
    right = [(letter(place), option) for place, option in enumerate(_options(instance)) if option.correct]
    if len(right) == 1:
        call, option = right[0]
        return per_language(lambda lang: f"{call}) {pick(option.text, lang)}")
    calls = ",".join(call for call, _ in right)

    def write(lang: str) -> str:
        colon, stop = (": ", "; ") if lang == "en" else ("：", "；")
        return calls + colon + stop.join(f"{call}) {pick(option.text, lang)}" for call, option in right)

    return per_language(write)


def syntax(instance: Instance) -> Text:
    """Return how the answer is written."""
    calls = call_range(len(_options(instance)))
    if isinstance(instance.question, ChoiceQuestion):
        return both(f"One letter of {calls}.", f"输入一个字母（{calls}）。")
    return both(
        f"Every letter that is right ({calls}), such as a,c.",
        f"输入所有正确项的字母（{calls}），例如 a,c。",
    )


def _options(instance: Instance) -> list[Option]:
    question = instance.question
    assert isinstance(question, ChoiceQuestion | MultiQuestion)
    return [question.choices[place] for place in displayed(instance)]
