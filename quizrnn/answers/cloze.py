"""``cloze``: gaps filled in, parts separated by ``|``. Credit: right gaps ÷ gaps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from quizrnn.answers.instance import Instance
from quizrnn.answers.reading import echo, empty, malformed, printable
from quizrnn.answers.spelling import canonical, near, same
from quizrnn.answers.verdict import Verdict
from quizrnn.bank.model import ClozeQuestion
from quizrnn.notation import verbatim
from quizrnn.text import Text, both

_FRAMES: Final = ("()", '""', "''", "“”", "‘’", "「」", "（）")
_SIGN_BEFORE: Final = re.compile(r"([^\s$=]*)\s*(?:=|≈|\\approx)[\s$]*$")
_NUMBERED: Final = r"(?:\[\[{0}\]\]|[(（]{0}[)）]|{0}[)）:：]|{0}\.\s)\s*(?=\S)"
_GIVEN_SIGN: Final = re.compile(r"([^=≈]*?)\s*[=≈]\s*")
_WORD_AFTER: Final = re.compile(r"^[\s$]*([^\W\d_]+)")
_BARS: Final = str.maketrans("｜丨│∣¦", "|||||")


def check(instance: Instance, answer: str) -> Verdict:
    """Judge what was filled in (see ``check.Checker``). A gap left empty is a wrong one."""
    question = _question(instance)
    parts = _parts(instance, answer)
    right = [_accepts(question, number, part) for number, part in enumerate(parts)]
    feedback = [
        _what_is_wrong(question, number, part)
        for number, (part, correct) in enumerate(zip(parts, right, strict=True))
        if not correct
    ]
    said = [text for text in feedback if text is not None]
    if 0 < sum(right) < len(right):
        said.append(
            both(
                f"Credit: right blanks ÷ blanks, {sum(right)}/{len(right)}.",
                f"得分：填对的空数 ÷ 总空数，即 {sum(right)}/{len(right)}。",
            )
        )
    return Verdict(score=sum(right) / len(right), expected=expected(instance), feedback=tuple(said))


def _parts(instance: Instance, answer: str) -> list[str]:
    question = _question(instance)
    text = printable(answer).translate(_BARS)
    if not text.strip("|\n\t "):
        raise empty(syntax(instance))
    holds_bar = any("|" in accepted for blank in question.blanks for accepted in blank.accept)
    parts = [text] if len(question.blanks) == 1 and holds_bar else _split(text, len(question.blanks))
    if len(parts) != len(question.blanks):
        raise malformed(
            both(
                f"{_parts_en(len(parts))} for {_blanks_en(len(question.blanks))}",
                f"题目有 {len(question.blanks)} 个空，答案有 {len(parts)} 个部分",
            ),
            syntax(instance),
        )
    return parts


def _split(text: str, count: int) -> list[str]:
    """Split at bars; without any, one line a blank will do."""
    lines = [row.strip() for row in text.split("\n") if row.strip()]
    parts = lines if "|" not in text and len(lines) == count else text.split("|")
    return [part.strip() for part in parts]


def _parts_en(count: int) -> str:
    return f"{count} part{'s' * (count != 1)}"


def _blanks_en(count: int) -> str:
    return f"{count} blank{'s' * (count != 1)}"


def _accepts(question: ClozeQuestion, number: int, part: str) -> bool:
    blank = question.blanks[number]
    fillings = [part] if question.prints else [part, *_without_frame(question, number, part)]
    return any(
        same(filling, accepted, case=blank.case, numbers=not question.prints)
        for filling in fillings
        for accepted in blank.accept
    )


def _without_frame(question: ClozeQuestion, number: int, part: str) -> Iterator[str]:
    """Yield a part without quotes or its number around it, and without what the stem says beside the gap."""
    if numbered := re.match(_NUMBERED.format(number + 1), part):
        yield part[numbered.end() :]
    for pair in _FRAMES:
        inner = part[1:-1]
        if len(part) > 2 and part[0] == pair[0] and part[-1] == pair[1] and not set(pair) & set(inner):
            yield inner
    stem = question.stem
    for text in [stem] if isinstance(stem, str) else stem.values():
        before, _, after = text.partition(f"[[{number + 1}]]")
        sign = _SIGN_BEFORE.search(before)
        given = _GIVEN_SIGN.match(part)
        if sign and given and (not given[1] or canonical(given[1]) == canonical(sign[1])):
            yield part[given.end() :]
        for word in _WORD_AFTER.findall(after)[:1]:
            ends = {word} if word.isascii() else {word[:length] for length in range(1, 4)}
            for end in ends:
                rest = part[: -len(end)].rstrip()
                if part.casefold().endswith(end.casefold()) and rest:
                    yield rest


def _what_is_wrong(question: ClozeQuestion, number: int, part: str) -> Text | None:
    """Return what can be said about a wrong part: its place, case or spelling; None of one just wrong."""
    blank = question.blanks[number]
    label = number + 1
    if not part:
        return both(f"Blank {label} is empty.", f"第 {label} 空没有填。")
    code = verbatim(echo(part))
    if question.prints and any(same(part, accepted) for accepted in blank.accept):
        return both(
            f"Blank {label}: {code} is the right value, but not as the code prints it.",
            f"第 {label} 空：{code} 的值正确，但代码打印出来不是这个样子。",
        )
    if blank.case and any(same(part, accepted) for accepted in blank.accept):
        return both(
            f"Blank {label}: {code} differs in upper and lower case only, which matters here.",
            f"第 {label} 空：{code} 仅大小写不同，而此处区分大小写。",
        )
    for other in range(len(question.blanks)):
        if other != number and _accepts(question, other, part):
            return both(
                f"Blank {label}: {code} belongs in blank {other + 1}.",
                f"第 {label} 空：{code} 应填在第 {other + 1} 空。",
            )
    if any(near(part, accepted) for accepted in blank.accept):
        return both(
            f"Blank {label}: {code} is close; look at the spelling.",
            f"第 {label} 空：{code} 很接近，请检查拼写。",
        )
    if len(question.blanks) == 1:
        return None
    return both(f"Blank {label}: not {code}.", f"第 {label} 空：不是 {code}。")


def expected(instance: Instance) -> Text:
    """Return the first accepted filling of each gap."""
    return " | ".join(_literal(blank.accept[0]) for blank in _question(instance).blanks)


def _literal(accepted: str) -> str:
    """Return a filling as a text of the markup: as it is where that shows it unchanged."""
    marked = any(mark in accepted for mark in "*$`\\\n")
    return accepted if not marked or accepted.startswith("$") else verbatim(accepted)


def syntax(instance: Instance) -> Text:
    """Return how the answer is written."""
    count = len(_question(instance).blanks)
    if count == 1:
        return both("What belongs in the blank.", "输入空处的内容。")
    return both(
        f"What belongs in the {count} blanks, separated by |.",
        f"依次输入 {count} 个空的内容，用 | 隔开。",
    )


def _question(instance: Instance) -> ClozeQuestion:
    question = instance.question
    assert isinstance(question, ClozeQuestion)
    return question
