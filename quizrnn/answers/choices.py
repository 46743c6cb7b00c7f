"""``choice`` and ``multi``: answers are the letters (or numbers) of the displayed choices.

Credit of ``multi``: (right choices taken − wrong choices taken) ÷ right choices, not below 0. Taking
everything is thus worth nothing unless most of it is right, and only the exact set is worth 1.
"""

from __future__ import annotations

from quizrnn.answers.instance import Instance
from quizrnn.answers.reading import call_range, called_places, malformed, per_language
from quizrnn.answers.shown import displayed, letter
from quizrnn.answers.verdict import Verdict
from quizrnn.bank.model import ChoiceQuestion, MultiQuestion, Option
from quizrnn.text import Text, both, pick


def check(instance: Instance, answer: str) -> Verdict:
    """Judge the choices taken (see ``check.Checker``)."""
    options = _options(instance)
    places = called_places(answer, len(options), syntax(instance))
    if isinstance(instance.question, ChoiceQuestion):
        return _check_one(instance, options, places)
    return _check_several(instance, options, set(places))


def _check_one(instance: Instance, options: list[Option], places: list[int]) -> Verdict:
    if len(places) != 1:
        raise malformed(both("this takes one choice", "本题只选一项"), syntax(instance))
    taken = options[places[0]]
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
