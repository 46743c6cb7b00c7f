"""Questions as they come out of another program's file, before they have an id and a place in a bank."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isfinite
from typing import Any, Final, TypeAlias

import msgspec

from quizrnn.notation import segments, to_plain
from quizrnn.text import Text, both

Fields: TypeAlias = dict[str, Any]
"""A question's own keys as a bank writes them; texts have our markup."""

_NUMBER: Final = re.compile(r"[-+−]?\d{1,15}(?:\.\d{1,15})?")
_LONGEST_POINT: Final = 300

PICTURES: Final = both("pictures are not carried over", "图片未导入")
PARTIAL: Final = both("partial credit of single answers is not carried over", "单个答案的部分得分未导入")
SOUNDS: Final = both("sounds are not carried over", "音频未导入")


class Draft(msgspec.Struct, kw_only=True):
    """One question that was read.

    Attributes:
        key: What its id derives from, the same whenever the file is read again.
        wish: An id that it had where it comes from, or ''.
        deck: Names of the decks or categories that it stood in, outermost first.
        tags: Its tags, as they stood there.
        fields: Its type, stem and so on.
        losses: What of it could not be carried over, in words that fit others like it.
        missing: The same in words that fit it alone.
    """

    key: str
    fields: Fields
    wish: str = ""
    deck: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    losses: list[Text] = []
    missing: list[Text] = []


class Lost(msgspec.Struct):
    """A card that made no question.

    Attributes:
        name: What it is called, or how it begins.
        why: Why it could not be read.
    """

    name: str
    why: Text


class Unfit(Exception):
    """What was read makes no question; ``why`` says it."""

    def __init__(self, why: Text) -> None:
        super().__init__()
        self.why = why


def recalled(front: str, back: str, code: str = "") -> Fields:
    """Return front and back as a question: a number is checked, anything else is marked against its answer.

    Raises:
        Unfit: If one of them is empty.
    """
    if not front.strip():
        raise Unfit(both("its question is empty, or a picture only", "问题为空，或只有图片"))
    if not back.strip():
        raise Unfit(both("its answer is empty, or a picture only", "答案为空，或只有图片"))
    plain = to_plain(back).strip()
    with_code = {"code": code} if code.strip() else {}
    if _NUMBER.fullmatch(plain) and "{" not in front:
        number = plain.replace("−", "-")
        value = float(number) if "." in number else int(number)
        return {"type": "numeric", "stem": front, **with_code, "answer": value}
    return {
        "type": "short",
        "stem": front,
        **with_code,
        "rubric": [{"point": _point(back)}],
        "model_answer": back,
    }


def chosen(stem: str, options: Sequence[tuple[str, bool, str]], *, many: bool = False) -> Fields:
    """Return a question with choices, each a text, whether it is right, and what is to be said of it.

    Raises:
        Unfit: If the choices leave nothing to choose.
    """
    if not stem.strip():
        raise Unfit(both("its question is empty, or a picture only", "问题为空，或只有图片"))
    texts = [text.strip() for text, _, _ in options]
    right = sum(correct for _, correct, _ in options)
    if len(options) < 2 or not right or not all(texts) or len(set(texts)) < len(texts):
        raise Unfit(both("its choices are empty, alike or none is right", "选项为空、重复，或没有正确选项"))
    if len(options) > 40:
        raise Unfit(both("it has more than 40 choices", "选项多于 40 个"))
    many = many or right > 1
    choices = [
        {"text": text} | ({"correct": True} if correct else {}) | ({"why": why} if why.strip() else {})
        for text, correct, why in options
    ]
    if not many and right == len(options):
        raise Unfit(both("all its choices are right", "所有选项都是正确的"))
    return {"type": "multi" if many else "choice", "stem": stem, "choices": choices}


def numbered(stem: str, value: float, spread: float) -> Fields:
    """Return a question for a number that may be ``spread`` off.

    Raises:
        Unfit: If it is no number, or the stem has braces, which would name a parameter.
    """
    if not isfinite(value) or not isfinite(spread):
        raise Unfit(both("its answer is no number", "答案不是数"))
    whole = int(value) if float(value).is_integer() and abs(value) < 2**53 else value
    tolerance: Fields = {"tolerance": {"abs": abs(spread)}} if spread or isinstance(whole, float) else {}
    return {"type": "numeric", "stem": stem, "answer": whole, **tolerance}


def gapped(stem: str, blanks: Sequence[Sequence[str]], *, cased: bool = False) -> Fields:
    """Return a question with gaps ``[[1]]``, ``[[2]]`` in its stem, and what each accepts.

    Raises:
        Unfit: If a gap has no filling, or is none.
    """
    fillings = [[text.strip() for text in accepted if text.strip()] for accepted in blanks]
    if not fillings or not all(fillings):
        raise Unfit(both("a gap has nothing to fill it", "有空格没有对应的答案"))
    if any("\n" in text for accepted in fillings for text in accepted):
        raise Unfit(both("a gap holds several lines", "空格的答案不止一行"))
    inside = [part.text for part in segments(stem) if part.kind in ("math", "display", "code")]
    if any("[[" in text for text in inside) and len(inside) > 20:
        raise Unfit(both("its gaps stand within formulas", "空格在公式之内"))
    extra = {"case": True} if cased else {}
    return {
        "type": "cloze",
        "stem": stem,
        "blanks": [{"accept": list(dict.fromkeys(texts)), **extra} for texts in fillings],
    }


def paired(stem: str, pairs: Sequence[tuple[str, str]], others: Sequence[str] = ()) -> Fields:
    """Return a question of pairs.

    Raises:
        Unfit: If there are fewer than two, or more than 26, or one is half empty.
    """
    if not 2 <= len(pairs) <= 26 or not all(left.strip() and right.strip() for left, right in pairs):
        raise Unfit(
            both("it has fewer than two whole pairs, or more than 26", "完整的配对少于两对或多于 26 对")
        )
    if len({left.strip() for left, _ in pairs}) < len(pairs):
        raise Unfit(both("two pairs have the same left side", "有两对的左侧相同"))
    distractors = [text for text in dict.fromkeys(others) if text not in {right for _, right in pairs}]
    fields: Fields = {
        "type": "match",
        "stem": stem,
        "pairs": [{"left": left, "right": right} for left, right in pairs],
    }
    return fields | ({"distractors": distractors} if distractors else {})


def _point(back: str) -> str:
    """Return what an answer has to say, as short as its first paragraph."""
    first = back.strip().split("\n\n")[0].strip()
    if len(first) <= _LONGEST_POINT and not first.startswith(("- ", "1. ", "$$")):
        return first
    plain = " ".join(to_plain(back).split())
    cut = plain if len(plain) <= _LONGEST_POINT else plain[: _LONGEST_POINT - 1] + "…"
    return cut.replace("$", "\\$").replace("`", "ˋ").replace("*", "∗")
